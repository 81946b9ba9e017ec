"""Find what is out of date in an index."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Literal

from msgspec import Struct

from ...batch.inputs import read_items
from ...batch.sources import find_sources
from ...errors import InputError
from ...limits import DEFAULT
from ...packs.loading import Packs
from ...packs.schema import GENERIC
from ...page.address import split_web
from ...page.page import Page
from ...readers import read_page
from ..records import ENGINE
from .filling import with_json
from .index import EntryInfo

Records = Collection[int | None]
"""Numbers of records in a file. The only page of a file has the number None."""


class StaleFile(Struct, frozen=True):
    """A file with entries that are out of date, or that is gone, and what to do about it.

    - `index`: index the file again;
    - `clean`: it holds articles, so first clean its pages again, as by `cleaner batch`;
    - `remove`: the file is gone, so remove its entries.
    """

    file: str
    action: Literal["index", "clean", "remove"]


def stale_files(
    entries: Iterable[EntryInfo], packs: Packs, is_recognised: Callable[[str, Records], bool]
) -> Iterator[StaleFile]:
    """Yield the files whose articles could be different today, because `cleaner` or a pack has changed, by name.

    Files that are gone are among them.

    `is_recognised` returns whether any of these records of a file is a page that a pack recognises. It is called where
    only the content can tell: for pages of unknown sites that have no URL, and for pages that are of a known site if
    they are text.
    """
    current = {f"{program.pack.pack} {program.pack.version}" for program in packs.programs.values()}
    stale: dict[str, bool] = {}  # whether it holds articles
    doubtful: dict[str, set[int | None]] = {}
    files: set[str] = set()
    for each in entries:
        files.add(each.file)
        verdict = _is_stale(each, packs, current)
        if verdict:
            stale[each.file] = stale.get(each.file, False) or each.ready
        elif verdict is None and not each.ready:
            doubtful.setdefault(each.file, set()).add(each.record)
    for file in sorted(files):
        if os.path.isabs(file) and not os.path.exists(file):  # noqa: PTH110, PTH117  # other names are not paths
            yield StaleFile(file, "remove")
        elif file in stale or (file in doubtful and is_recognised(file, doubtful[file])):
            yield StaleFile(file, "clean" if stale.get(file) else "index")


def _is_stale(entry: EntryInfo, packs: Packs, current: Collection[str]) -> bool | None:
    """Return whether an entry is out of date, or None if only the content of its page can tell."""
    if not entry.tried:  # a raw page
        return False
    first = entry.tried[0].rpartition(" ")[0]
    if entry.engine not in (None, ENGINE) or not set(entry.tried).issubset(current):
        return True
    if entry.url and split_web(entry.url):
        match = packs.index.match(Page("", (), url=entry.url))
        pack = match.pack if match else GENERIC
        if pack == first:
            return False
        return None if first == GENERIC and packs[pack].pack.text_only else True
    return None if first == GENERIC else False


def is_recognised(packs: Packs, say: Callable[[str], None], file: str, records: Records) -> bool:
    """Read a file, and return whether a pack recognises any of the pages in these records.

    `say` gets the reason if the file or a page cannot be read.
    """
    for source in find_sources([file]):
        for item in read_items(source, DEFAULT):
            item = with_json(item, DEFAULT)
            if item.is_damage or item.record in records:
                try:
                    if item.fault:
                        raise item.fault
                    if packs.index.match(read_page(item.page, item.url, charset=item.charset)):
                        return True
                except InputError as error:
                    say(f"{source.shown}: {error.reason}")
    return False
