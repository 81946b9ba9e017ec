"""JSON lines: on each an object with `html` or `text`, `url`, and whatever else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BufferedIOBase

import msgspec

from ...errors import InputError, LimitError
from ...limits import Limits
from ..items import Item
from ..sources import Source
from ..streams import reading

PAGE = ("html", "text")
"""Where the page is: the first of them that holds anything."""
ESCAPED = 6
"""Bytes that JSON may take for one: \\u0000."""
REST = 1 << 20
"""Bytes that a line may have beside its page."""

Object = Mapping[str, msgspec.Raw]

_HIGH, _LOW = r"\\u[dD][89abAB][0-9a-fA-F]{2}", r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE = re.compile(rf"{_HIGH}{_LOW}|(?P<lone>{_HIGH}|{_LOW})|\\.", re.DOTALL)
"""Escapes, of which some are half a character, as a program writes that cuts strings by their UTF-16 units."""


def read(source: Source, limits: Limits, skip: int) -> Iterator[Item]:
    """An item for each line that is not blank."""
    most = limits.size * ESCAPED + REST
    offset = number = 0
    with reading(source.path, source.compression) as (stream, raw):
        for line, length in _lines(stream, most):
            start, offset, number = offset, offset + length, number + 1
            if line is not None and not line.strip():
                continue
            if skip:
                skip -= 1
                continue
            begin = None if source.compression else start
            item = Item(source=source, record=number, offset=begin, read=raw.tell())
            if line is None:
                yield msgspec.structs.replace(item, fault=LimitError("size", limits.size))
            else:
                yield parse(item, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)


def _lines(stream: BufferedIOBase, most: int) -> Iterator[tuple[bytes | None, int]]:
    """The lines, and how many bytes each takes; None for one of more than `most`, which is not kept."""
    while line := stream.readline(most):
        length, is_whole = len(line), line.endswith(b"\n")
        if is_whole or length < most:
            yield line, length
            continue
        while rest := stream.readline(most):
            length += len(rest)
            if rest.endswith(b"\n"):
                break
        yield None, length


def parse(item: Item, line: bytes) -> Item:
    """The item with what its line holds."""
    line = line.replace(b"\r", b" ")  # which is but space, and would end a line for some who read what is carried over
    try:
        fields = _fields(line.decode())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return msgspec.structs.replace(item, fault=InputError(f"no object in JSON: {error}"))
    try:
        url = _text(fields, "url")
        page = next(filter(None, (_text(fields, name) for name in PAGE)), None)
    except InputError as error:
        return msgspec.structs.replace(item, fault=error)
    rest = {name: value for name, value in fields.items() if name != "url" and name not in PAGE}
    if page is None:
        fault = InputError("no page: there is nothing in 'html' or 'text'", url=url)
        return msgspec.structs.replace(item, url=url, fault=fault)
    return msgspec.structs.replace(item, url=url, page=page, rest=rest, along=sum(map(len, map(bytes, rest.values()))))


def _fields(line: str) -> dict[str, msgspec.Raw]:
    try:
        return msgspec.json.decode(line, type=dict[str, msgspec.Raw])
    except msgspec.DecodeError:
        whole = _ESCAPE.sub(lambda found: "\\ufffd" if found["lone"] else found[0], line)
        return msgspec.json.decode(whole, type=dict[str, msgspec.Raw])


def _text(fields: Object, name: str) -> str | None:
    try:
        return msgspec.json.decode(fields[name], type=str | None) if name in fields else None
    except msgspec.ValidationError as error:
        raise InputError(f"'{name}' is no string: {error}") from None
