"""Find the entries of an index that are out of date."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ...packs.loading import GENERIC, Packs
from ...page.page import Page
from ..records import ENGINE
from .index import Provenance


def stale_files(
    provenances: Iterable[Provenance], packs: Packs, recognise: Callable[[str], str | None]
) -> Iterator[str]:
    """Yield the files whose articles could be different today, because `cleaner` or a pack has changed.

    `recognise` returns the pack for a file, or None. It is called for pages of unknown sites that have no URL: a pack
    can recognise these only by their content.
    """
    current = {f"{program.pack.pack} {program.pack.version}" for program in packs.programs.values()}
    for each in provenances:
        if not each.tried:  # a raw page
            continue
        first = each.tried[0].rpartition(" ")[0]
        if each.engine != ENGINE or not current.issuperset(each.tried):
            yield each.file
        elif each.url:
            match = packs.index.match(Page("", (), url=each.url))
            if (match.pack if match else GENERIC) != first:
                yield each.file
        elif first == GENERIC and recognise(each.file) is not None:
            yield each.file
