"""One page of many: what came in, where it stood, and what a worker makes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct, field

from ..errors import InputError, LimitError
from ..output.article import Article
from .sources import Source


class Place(Struct, frozen=True, omit_defaults=True):
    """Where the raw page is, so that it can be fetched again.

    `file` is the file as it was named; `record` counts its lines, its rows, or, of an archive, its responses and
    conversions, from 1; `offset` is the byte of the file at which the line or the record begins, where it can be read
    from there; `id` is the `WARC-Record-ID`.
    """

    file: str
    record: int | None = None
    offset: int | None = None
    id: str | None = None


class Item(Struct, frozen=True, kw_only=True):
    """A page of the input, or what stands where one should be.

    `record`, `offset` and `id` are those of its `Place`. `rest` is what came with it and is carried over: values as
    JSON, or, if `is_typed`, as Arrow has them. `fault` says why there is no page; `left_out`, that there is none to be
    had, as of a picture in an archive. `is_damage` says that more than this page is missing: the file was cut off, or
    cannot be read on. `read` counts the bytes of the file up to here, `along` those that come along with the page.
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
    along: int = 0
    fault: InputError | None = None
    left_out: str | None = None
    is_damage: bool = False

    @property
    def size(self) -> int:
        """The bytes that it holds, or so."""
        return len(self.page) + self.along

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(self.source.shown, self.record, self.offset, self.id)


def failure(item: Item, error: InputError | str) -> dict[str, Any]:
    """What the list of failed pages says of this one: its error, or, where it has no article, only why."""
    said: dict[str, Any] = {"source": item.place, "url": item.url, "error": None, "reason": error}
    if isinstance(error, InputError):
        said |= {"error": type(error).__name__, "reason": error.reason}
    return said | {"limit": error.limit} if isinstance(error, LimitError) else said


class Made(Struct, frozen=True):
    """What a worker made of a page: who cleaned it, and the row or the text for the output.

    `row` is None where the page holds no article and the output has no place to say so; `why` then says it. `record`
    finds its near duplicates: see `duplicates.record`.
    """

    pack: str | None
    method: str
    row: Any
    why: str = ""
    record: bytes = b""


Make = Callable[[Article], Made]
"""Runs in a worker process, and is a function of a module, or a `partial` of one."""
