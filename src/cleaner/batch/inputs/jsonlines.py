"""Reads JSON lines: on each line an object with the page (in `html` or `text`), its `url`, and any other fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BufferedReader, FileIO
from typing import Any

import msgspec
from msgspec.structs import replace

from ...errors import InputError, LimitError, UsageError
from ...limits import Limits
from ...work.page_fields import DEFAULT_FIELDS, PageFields, task_of
from ..items import Item
from ..sources import Source
from ..streams import MAGIC_BYTES, open_stream
from .damage import MAX_BLANK, MAX_SKIPPED, DamageError

MAX_ESCAPE = 6
"""The most bytes that JSON takes for a character of one byte: \\u0000."""
MAX_OTHER_FIELDS = 1 << 20
"""The most bytes that a line may have besides its page."""
PROGRESS_BYTES = 1 << 16
"""How often it is asked how much of a compressed file has been read. To ask for each line would take too long."""
READ_SIZE = 1 << 20
"""How many bytes of a line that is too long are read at a time."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_HIGH, _LOW = r"\\u[dD][89abAB][0-9a-fA-F]{2}", r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE = re.compile(rf"{_HIGH}{_LOW}|(?P<lone>{_HIGH}|{_LOW})|\\.", re.DOTALL)
"""Escapes. A `lone` one is half a character, as written by programs that cut strings between UTF-16 units."""


def read_jsonlines(source: Source, limits: Limits, skip: int, fields: PageFields) -> Iterator[Item]:
    """Read an item from each line that is not blank.

    Raises `DamageError` if there are too many blank lines in a row, or if a line is too long to be skipped.
    """
    read = looked = 0
    with open_stream(source.path, source.compression) as (stream, raw):
        for number, start, end, line in _lines(stream, source, limits):
            if skip:
                skip -= 1
                continue
            if source.compression is None:
                read, offset = end, start
            else:
                offset = None
                if end >= looked:
                    read, looked = raw.tell(), end + PROGRESS_BYTES
            yield _read_line(Item(source=source, record=number, offset=offset, read=read), line, limits, fields)


def read_stdin(source: Source, limits: Limits, skip: int, fields: PageFields) -> Iterator[Item]:
    """Read an item from each line on stdin that is not blank. What was read is gone, so nothing can be skipped.

    Raises `DamageError` as `read_jsonlines` does, and `UsageError` if stdin is compressed.
    """
    del skip
    with BufferedReader(FileIO(0, closefd=False)) as stream:
        head = stream.peek()
        for compression, magic in MAGIC_BYTES.items():
            if head.startswith(magic):
                program = {"gz": "zcat", "zst": "zstdcat"}[compression]
                raise UsageError(f"stdin is compressed; decompress it, as in: {program} FILE | cleaner batch -")
        for number, _, end, line in _lines(stream, source, limits):
            yield _read_line(Item(source=source, record=number, read=end), line, limits, fields)


def _lines(stream: BufferedReader[Any], source: Source, limits: Limits) -> Iterator[tuple[int, int, int, bytes | None]]:
    """Read the lines that are not blank: the number of each from 1, where it begins and ends, and its bytes.

    A line that is too long for any page within the limits is not kept: it is None. Raises `DamageError`: see
    `read_jsonlines`.
    """
    max_length = limits.size * MAX_ESCAPE + MAX_OTHER_FIELDS
    number = end = 0
    blank_number, blank_start = 1, 0  # the first line after the last one that was not blank
    while line := stream.readline(max_length):
        number, start, end = number + 1, end, end + len(line)
        is_whole = line.endswith(b"\n") or len(line) < max_length
        if is_whole and not line.isspace():
            yield number, start, end, line
        elif is_whole:
            if end - blank_start > MAX_BLANK:
                raise _damage(source, f"{MAX_BLANK:,} bytes of blank lines", blank_number, blank_start)
            continue
        else:
            while not line.endswith(b"\n") and (line := stream.readline(READ_SIZE)):
                end += len(line)
                if end - start > max_length + MAX_SKIPPED:
                    raise _damage(source, f"{max_length + MAX_SKIPPED:,} bytes in one line", number, start)
            yield number, start, end, None
        blank_number, blank_start = number + 1, end


def _damage(source: Source, what: str, number: int, start: int) -> DamageError:
    of = " of the decompressed file" if source.compression else ""
    return DamageError(f"there are more than {what}, from line {number:,} (byte {start:,}{of}) on", number)


def _read_line(item: Item, line: bytes | None, limits: Limits, fields: PageFields) -> Item:
    if line is None:
        return replace(item, fault=LimitError("size", limits.size))
    return parse_line(item, line.removeprefix(BYTE_ORDER_MARK) if item.record == 1 else line, fields)


def parse_line(item: Item, line: bytes, names: PageFields = DEFAULT_FIELDS) -> Item:
    """Return the item with what its line holds, or with the reason why that is not a page."""
    # raw JSON is carried over unchanged; some programs would take a carriage return in it for the end of a line
    line = line.replace(b"\r", b" ")
    try:
        fields = _decode(line.decode())
        record = {name: msgspec.json.decode(fields[name]) for name in names.all if name in fields}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        advice = "; write JSON lines, as `jq -c '.[]'` does" if line.lstrip().startswith(b"[") else ""
        return replace(item, fault=InputError(f"not a JSON object: {error}{advice}"))
    rest = {name: value for name, value in fields.items() if name not in names.all}
    item = replace(item, rest=rest, rest_size=sum(map(len, map(bytes, rest.values()))))
    try:
        task = task_of(record, names)
    except InputError as error:
        return replace(item, url=error.url, fault=error)
    return replace(item, url=task.url, page=task.page)


def _decode(line: str) -> dict[str, msgspec.Raw]:
    try:
        return msgspec.json.decode(line, type=dict[str, msgspec.Raw])
    except msgspec.DecodeError:
        repaired = _ESCAPE.sub(lambda found: "\\ufffd" if found["lone"] else found[0], line)
        return msgspec.json.decode(repaired, type=dict[str, msgspec.Raw])
