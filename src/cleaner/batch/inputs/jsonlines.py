"""Reads JSON lines: on each line an object with the page in `html` or `text`, its `url`, and any other fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BufferedIOBase

import msgspec
from msgspec.structs import replace

from ...errors import InputError, LimitError
from ...limits import Limits
from ...work.page_fields import DEFAULT_FIELDS, task_of
from ..items import Item
from ..sources import Source
from ..streams import open_stream

MAX_ESCAPE = 6
"""The most bytes that JSON takes for a character of one byte: \\u0000."""
MAX_OTHER_FIELDS = 1 << 20
"""The most bytes that a line may have besides its page."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_HIGH, _LOW = r"\\u[dD][89abAB][0-9a-fA-F]{2}", r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE = re.compile(rf"{_HIGH}{_LOW}|(?P<lone>{_HIGH}|{_LOW})|\\.", re.DOTALL)
"""Escapes. A `lone` one is half a character, as written by programs that cut strings between UTF-16 units."""


def read_jsonlines(source: Source, limits: Limits, skip: int) -> Iterator[Item]:
    """Read an item from each line that is not blank."""
    max_length = limits.size * MAX_ESCAPE + MAX_OTHER_FIELDS
    offset = number = 0
    with open_stream(source.path, source.compression) as (stream, raw):
        for line, length in _lines(stream, max_length):
            start, offset, number = offset, offset + length, number + 1
            if line is not None and not line.strip():
                continue
            if skip:
                skip -= 1
                continue
            begin = None if source.compression else start
            item = Item(source=source, record=number, offset=begin, read=raw.tell())
            if line is None:
                yield replace(item, fault=LimitError("size", limits.size))
            else:
                yield parse_line(item, line.removeprefix(BYTE_ORDER_MARK) if number == 1 else line)


def _lines(stream: BufferedIOBase, max_length: int) -> Iterator[tuple[bytes | None, int]]:
    """Read the lines, each with its length in bytes. A line longer than `max_length` is not kept: it is None."""
    while line := stream.readline(max_length):
        length, is_whole = len(line), line.endswith(b"\n")
        if is_whole or length < max_length:
            yield line, length
            continue
        while rest := stream.readline(max_length):
            length += len(rest)
            if rest.endswith(b"\n"):
                break
        yield None, length


def parse_line(item: Item, line: bytes) -> Item:
    """Return the item with what its line holds, or with the reason why that is not a page."""
    # raw JSON is carried over unchanged; some programs would take a carriage return in it for the end of a line
    line = line.replace(b"\r", b" ")
    try:
        fields = _decode(line.decode())
        record = {name: msgspec.json.decode(fields[name]) for name in DEFAULT_FIELDS.all if name in fields}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return replace(item, fault=InputError(f"not a JSON object: {error}"))
    try:
        task = task_of(record)
    except InputError as error:
        return replace(item, url=error.url, fault=error)
    rest = {name: value for name, value in fields.items() if name not in DEFAULT_FIELDS.all}
    rest_size = sum(map(len, map(bytes, rest.values())))
    return replace(item, url=task.url, page=task.page, rest=rest, rest_size=rest_size)


def _decode(line: str) -> dict[str, msgspec.Raw]:
    try:
        return msgspec.json.decode(line, type=dict[str, msgspec.Raw])
    except msgspec.DecodeError:
        repaired = _ESCAPE.sub(lambda found: "\\ufffd" if found["lone"] else found[0], line)
        return msgspec.json.decode(repaired, type=dict[str, msgspec.Raw])
