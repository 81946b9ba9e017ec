"""Find the entries of an index that are out of date."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ...packs.loading import Packs
from ...packs.schema import GENERIC
from ...page.address import split_web
from ...page.page import Page
from ..records import ENGINE
from .index import Provenance


def stale_files(
    provenances: Iterable[Provenance], packs: Packs, recognise: Callable[[str, str | None], str | None]
) -> Iterator[str]:
    """Yield the files whose articles could be different today, because `cleaner` or a pack has changed.

    `recognise` returns the pack for a file with this URL, or None. It is called where only the content of the file can
    tell: for pages of unknown sites that have no URL, and for pages that are of a known site if they are text.
    """
    current = {f"{program.pack.pack} {program.pack.version}" for program in packs.programs.values()}
    for each in provenances:
        if not each.tried:  # a raw page
            continue
        first = each.tried[0].rpartition(" ")[0]
        if each.engine != ENGINE or not current.issuperset(each.tried):
            yield each.file
        elif each.url and split_web(each.url):
            match = packs.index.match(Page("", (), url=each.url))
            pack = match.pack if match else GENERIC
            if pack != first and not (
                first == GENERIC and packs[pack].pack.text_only and recognise(each.file, each.url) is None
            ):
                yield each.file
        elif first == GENERIC and recognise(each.file, each.url) is not None:
            yield each.file
