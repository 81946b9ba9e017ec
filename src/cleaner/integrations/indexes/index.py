"""What a search index of articles holds, what it can do, and what a search finds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import msgspec
from msgspec import Struct

from ...errors import InputError, UsageError
from ...output.article import Article
from ..records import ENGINE

MAX_HITS = 1_000_000
"""The largest number of hits that one search returns."""


class IndexEntry(Struct, frozen=True, kw_only=True):
    """An article in an index. `file` is its key; `engine`, `pack`, `version` and `tried` say what cleaned it."""

    file: str
    url: str | None
    headline: str | None
    body: str
    engine: str = ENGINE
    pack: str | None
    version: int | None
    tried: tuple[str, ...]


class Provenance(Struct, frozen=True):
    """What cleaned the entry of a file: the fields of the `IndexEntry` that decide whether it is out of date."""

    file: str
    url: str | None
    engine: str
    tried: tuple[str, ...]


class Hit(Struct, frozen=True):
    """An article that a search found: its file, its headline, and the text around the words in one line."""

    file: str
    headline: str | None
    snippet: str

    def __post_init__(self) -> None:
        msgspec.structs.force_setattr(self, "snippet", " ".join(self.snippet.split()))


class SearchResult(Struct, frozen=True):
    """The best hits of a search, best first, and the `total` number of hits."""

    best: list[Hit]
    total: int


class ArticleIndex(Protocol):
    """What an index can do. `opening.open_index` returns one.

    Each method raises `UsageError` if the index is damaged, or if its server has gone away.
    """

    def add(self, entry: IndexEntry) -> None:
        """Add an entry, in place of an older one for the same file. Raises `InputError` if it cannot be stored."""

    def commit(self) -> None:
        """Make everything that was added visible to searches. What is never committed is lost."""

    def search(self, words: str, max_count: int) -> SearchResult:
        """Find the articles that have all these words in headline or body, in any inflected form.

        Raises `UsageError` unless `max_count` is from 1 to `MAX_HITS`.
        """

    def provenances(self) -> Iterator[Provenance]:
        """Yield the provenance of each entry."""

    def close(self) -> None:
        """Close files and connections."""


def check_max_count(max_count: int) -> None:
    """Raise `UsageError` if a search cannot return this number of hits.

    >>> check_max_count(0)
    Traceback (most recent call last):
    cleaner.errors.UsageError: max_count is 0; it must be from 1 to 1,000,000
    """
    if not 1 <= max_count <= MAX_HITS:
        raise UsageError(f"max_count is {max_count}; it must be from 1 to {MAX_HITS:,}")


def entry_of(file: str, article: Article, *, raw: bool = False) -> IndexEntry:
    """Return the entry for a file: its article, or with `raw` the whole text of the page, for a comparison.

    Raises `InputError` if the name of the file is not UTF-8: an index could not store it.

    >>> from cleaner import clean
    >>> entry_of("a.txt", clean("Net binnen", "https://www.knack.be/l/sport")).tried[0].split()[0]
    'knack'
    """
    if not is_utf8(file):
        raise InputError("its name is not UTF-8; rename it, or make a link to it with another name")
    return IndexEntry(
        file=file,
        url=article.url,
        headline=article.headline,
        body=article.page_text if raw else article.text,
        pack=None if raw else article.pack,
        version=None if raw else article.pack_version,
        tried=() if raw else article.tried,
    )


def is_utf8(name: str) -> bool:
    r"""Return whether a name is UTF-8. Python represents other bytes in the name of a file by lone surrogates.

    >>> is_utf8("één"), is_utf8("\udcff")
    (True, False)
    """
    return not any("\ud800" <= char <= "\udfff" for char in name)
