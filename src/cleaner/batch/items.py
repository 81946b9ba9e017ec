"""One page of a batch: how it comes in, where it was, and what a worker returns for it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct, field

from ..errors import InputError, LimitError
from ..output.article import Article
from ..output.figures import Figures
from ..output.row import not_utf8
from .sources import Source

REPLACEMENT = "\ufffd"


class Place(Struct, frozen=True, omit_defaults=True):
    """Where the raw page is, so that it can be found again.

    - `file`: the file, as the user named it;
    - `record`: the number of its line, its row, or its response or conversion record in an archive, from 1;
    - `offset`: the byte of the file at which the line or record begins, if the file can be read from there;
    - `id`: the `WARC-Record-ID`;
    - `fileBytes`: the bytes of the file's name as base64, if they are not UTF-8; `file` cannot hold them.
    """

    file: str
    record: int | None = None
    offset: int | None = None
    id: str | None = None
    fileBytes: str | None = None  # noqa: N815  (a key of the output)


class Item(Struct, frozen=True, kw_only=True):
    """A page of the input, or the reason why there is none in its place.

    - `record`, `offset`, `id`: see `Place`;
    - `read`: how many bytes of the file had been read after this item;
    - `page`, `url`, `charset`: see `Cleaner.clean`;
    - `rest`: what came with the page and is carried over, as raw JSON or, if `is_typed`, as values of Arrow; a record
      without a page may have it, too;
    - `rest_size`: the size of `rest` in bytes, approximately;
    - `fault`: why the page cannot be cleaned;
    - `left_out`: why this is not a page at all, such as an image in an archive;
    - `is_damage`: whether more than this page is missing, because the file was cut off or cannot be read any further.
    """

    source: Source
    record: int | None = None
    offset: int | None = None
    id: str | None = None
    read: int
    page: str | bytes = ""
    url: str | None = None
    charset: str | None = None
    rest: Mapping[str, Any] = field(default_factory=dict)
    is_typed: bool = False
    rest_size: int = 0
    fault: InputError | None = None
    left_out: str | None = None
    is_damage: bool = False

    @property
    def size(self) -> int:
        """The approximate number of bytes that it takes in memory."""
        return len(self.page) + self.rest_size

    @property
    def place(self) -> Place:
        """Where the page is."""
        is_odd = REPLACEMENT in self.source.shown  # as hardly any; it may also be a character of the name
        in_base64 = not_utf8(os.fsencode(self.source.path)) if is_odd else None
        return Place(self.source.shown, self.record, self.offset, self.id, in_base64)


def failure(item: Item, error: InputError | str) -> dict[str, Any]:
    """Return the line for the list of failed pages: the error, or the reason why the page has no article."""
    entry: dict[str, Any] = {"source": item.place, "url": item.url, "error": None, "reason": error}
    if isinstance(error, InputError):
        entry |= {"error": type(error).__name__, "reason": error.reason}
    return entry | {"limit": error.limit} if isinstance(error, LimitError) else entry


def failure_text(item: Item, error: InputError | str) -> str:
    """Return the same as a sentence.

    >>> from pathlib import Path
    >>> item = Item(source=Source(Path("a.jsonl"), "a.jsonl", "jsonlines", None), record=3, read=0)
    >>> failure_text(item, InputError("not a JSON object"))
    'failed: a.jsonl, record 3: not a JSON object'
    """
    place = item.source.shown if item.record is None else f"{item.source.shown}, record {item.record:,}"
    return f"failed: {place}: {error.reason if isinstance(error, InputError) else error}"


class CleanedPage(Struct, frozen=True):
    """What a worker returns for a page.

    - `names`: the names under which it is counted: see `output.counting`;
    - `content`: what the output writes: a row, or the bytes of a file. It is None if the page has no article and the
      output cannot say so; then `reason` says why there is none;
    - `has_article`: whether the page has one;
    - `record`: what is needed to find its near duplicates: see `duplicates.record_of`;
    - `figures`: what the history of its pack counts, if there is to be one.
    """

    names: tuple[str, ...]
    content: Any
    has_article: bool
    reason: str = ""
    record: bytes = b""
    figures: Figures | None = None


Make = Callable[[Article], CleanedPage]
"""Turns an article into what a worker returns. It is a function of a module, or a `partial` of one."""
