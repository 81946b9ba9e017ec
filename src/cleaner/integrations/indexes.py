"""Indexes of articles that can be searched: what goes in, what comes out, and which of it is out of date."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec import Struct

from ..errors import InputError, UsageError
from ..output.article import Article
from ..packs.loading import GENERIC, Packs
from ..page.page import Page
from .records import ENGINE


class Entry(Struct, frozen=True, kw_only=True):
    """An article in an index: `file` is its key, and `engine`, `pack`, `version` and `tried` say who cleaned it."""

    file: str
    url: str | None
    headline: str | None
    body: str
    engine: str = ENGINE
    pack: str | None
    version: int | None
    tried: tuple[str, ...]


class Hit(Struct, frozen=True):
    """What was found: a file, the headline of its article, and on one line the words around those looked for."""

    file: str
    headline: str | None
    snippet: str

    def __post_init__(self) -> None:
        msgspec.structs.force_setattr(self, "snippet", " ".join(self.snippet.split()))


class Hits(Struct, frozen=True):
    """The best hits, best first, and how many there are in all."""

    best: list[Hit]
    total: int


class Stamp(Struct, frozen=True):
    """Who cleaned the article of a file: see `Entry`."""

    file: str
    url: str | None
    engine: str
    tried: tuple[str, ...]


class Index(Protocol):
    """What an index can do; `open_index` gives one."""

    def add(self, entry: Entry) -> None:
        """Put an entry in, in place of the one for that file; raises `InputError` for one that it cannot hold."""

    def commit(self) -> None:
        """Let searches find what was added; what was not committed is not there."""

    def search(self, words: str, most: int) -> Hits:
        """The articles that hold all these words, in headline or body, in any form of theirs."""

    def stamps(self) -> Iterator[Stamp]:
        """Of everything in it, who cleaned it."""

    def close(self) -> None:
        """Let go of files and connections."""


def open_index(place: str, *, create: bool = False) -> Index:
    """The index in a folder (tantivy), or in a PostgreSQL database where the place begins with `postgresql://`.

    Raises `UsageError` where there is none, unless it is to `create` one; where the folder holds something else; where
    the server refuses; and where the package for it is not installed.
    """
    if not place or not _is_text(place):
        raise UsageError(f"the name of an index is text, and not {place!r}")
    if place.startswith(("postgresql://", "postgres://")):
        from .postgres import PostgresIndex

        return PostgresIndex(place, create=create)
    from .tantivy import TantivyIndex

    return TantivyIndex(Path(place), create=create)


def entry(file: str, article: Article, *, raw: bool = False) -> Entry:
    """The entry for a file: its article, or, to see the difference, all that stood on the page (`raw`).

    Raises `InputError` for a file whose name is no text: an index could not hold it.

    >>> from cleaner import clean
    >>> entry("a.txt", clean("Net binnen", "https://www.knack.be/l/sport")).tried[0].split()[0]
    'knack'
    """
    if not _is_text(file):
        raise InputError("its name is not UTF-8; rename it, or link to it by another")
    return Entry(
        file=file,
        url=article.url,
        headline=article.headline,
        body=article.page_text if raw else article.text,
        pack=None if raw else article.pack,
        version=None if raw else article.pack_version,
        tried=() if raw else article.tried,
    )


def stale(stamps: Iterable[Stamp], packs: Packs, recognise: Callable[[str], str | None]) -> Iterator[str]:
    """The files whose articles might come out otherwise today: another engine, a pack that changed, came or went.

    Where a page was of no known site and has no address, only its lines tell whether a pack now knows it: `recognise`
    says for a file which one does.
    """
    current = {f"{program.pack.pack} {program.pack.version}" for program in packs.programs.values()}
    for stamp in stamps:
        if not stamp.tried:  # raw
            continue
        first = stamp.tried[0].rpartition(" ")[0]
        if stamp.engine != ENGINE or not current.issuperset(stamp.tried):
            yield stamp.file
        elif stamp.url:
            match = packs.index.match(Page("", (), url=stamp.url))
            if (match.pack if match else GENERIC) != first:
                yield stamp.file
        elif first == GENERIC and recognise(stamp.file) is not None:
            yield stamp.file


def _is_text(name: str) -> bool:
    """Whether the name is UTF-8; of a file, Python keeps what is not as halves of surrogate pairs."""
    return not any("\ud800" <= char <= "\udfff" for char in name)
