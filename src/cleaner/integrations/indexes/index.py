"""What a search index of articles holds, what it can do, and what a search finds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

import msgspec
from msgspec import Struct

from ...errors import UsageError
from ...output.article import Article
from ..records import ENGINE

MAX_HITS = 1_000_000
"""The largest number of hits that one search returns."""


class EntryInfo(Struct, frozen=True, kw_only=True):
    """What an index knows about an entry, besides its text.

    - `file`, `record`: the file with its page or article, and the number of its record if the file has many;
    - `method`: as in the row of an article (docs/output.md); None for a page that was indexed as a whole;
    - `engine`, `pack`, `version`, `tried`: what cleaned it, which says whether it is out of date. `engine` is None if
      it is not known;
    - `ready`: whether it came as an article, so that indexing the file again does not clean it.
    """

    file: str
    record: int | None = None
    url: str | None
    headline: str | None
    method: str | None = None
    engine: str | None = ENGINE
    pack: str | None
    version: int | None
    tried: tuple[str, ...]
    ready: bool = False

    @property
    def name(self) -> str:
        """The name of the entry, which no other one in the index has."""
        return name_of(self.file, self.record)


class IndexEntry(EntryInfo, frozen=True, kw_only=True):
    """An article in an index, with its text."""

    body: str


def name_of(file: str, record: int | None) -> str:
    """Return the name of an entry: its file, or a record in that file.

    >>> name_of("crawl/a.html", None), name_of("crawl.jsonl", 17)
    ('crawl/a.html', 'crawl.jsonl:17')
    """
    return file if record is None else f"{file}:{record}"


class Hit(Struct, frozen=True, kw_only=True):
    """An article that a search found: its entry, and the text around the words in one line."""

    file: str
    record: int | None
    url: str | None
    headline: str | None
    snippet: str

    def __post_init__(self) -> None:
        msgspec.structs.force_setattr(self, "snippet", " ".join(self.snippet.split()))

    @property
    def name(self) -> str:
        """The name of the entry."""
        return name_of(self.file, self.record)


class SearchResult(Struct, frozen=True):
    """The best hits of a search, best first, and the `total` number of hits.

    `has_words` is False if nothing was searched for, because all words of the query are ignored.
    """

    best: list[Hit]
    total: int
    has_words: bool = True


class ArticleIndex(Protocol):
    """What an index can do. `opening.open_index` returns one.

    Each method raises `UsageError` if the index is damaged, or if its server has gone away.
    """

    def add(self, entry: IndexEntry) -> None:
        """Add an entry, in place of an older one of the same name. Raises `InputError` if it cannot be stored."""

    def remove(self, names: Iterable[str]) -> list[str]:
        """Remove the entries with these names, files or URLs; return those that no entry has.

        Only entries that were committed are found.
        """

    def remove_after(self, file: str, record: int) -> None:
        """Remove the entries for records of a file that come after this one."""

    def commit(self) -> None:
        """Make all changes visible to searches. What is never committed is lost."""

    def search(self, words: str, max_count: int) -> SearchResult:
        """Find the articles that have all these words in headline or body, in any inflected form.

        Raises `UsageError` unless `max_count` is from 1 to `MAX_HITS`.
        """

    def entries(self) -> Iterator[EntryInfo]:
        """Yield what is known about each entry, in no particular order."""

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


def entry_of(file: str, article: Article, *, record: int | None = None, raw: bool = False) -> IndexEntry:
    """Return the entry for a page: its article, or with `raw` the whole text of the page, for a comparison.

    >>> from cleaner import clean
    >>> entry_of("a.txt", clean("Net binnen", "https://www.knack.be/l/sport")).tried[0].split()[0]
    'knack'
    """
    return IndexEntry(
        file=file,
        record=record,
        url=article.url,
        headline=article.headline,
        body=article.page_text if raw else article.text,
        method=None if raw else article.method,
        pack=None if raw else article.pack,
        version=None if raw else article.pack_version,
        tried=() if raw else article.tried,
    )


def is_name(name: str) -> bool:
    r"""Return whether an entry can have this name or URL. No index can store what is not UTF-8, nor a null character.

    >>> is_name("één"), is_name("a.html\0b.html")
    (True, False)
    """
    return is_utf8(name) and "\0" not in name


def is_utf8(name: str) -> bool:
    r"""Return whether a name is UTF-8. Python represents other bytes in the name of a file by lone surrogates.

    >>> is_utf8("één"), is_utf8("\udcff")
    (True, False)
    """
    return not any("\ud800" <= char <= "\udfff" for char in name)
