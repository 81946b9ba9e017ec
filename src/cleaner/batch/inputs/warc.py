"""Reads WARC archives: responses of servers (`response`), and text made from them (`conversion`, as in WET files)."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from io import BufferedIOBase, BytesIO
from typing import TYPE_CHECKING, BinaryIO

from msgspec.structs import replace

from ...errors import InputError, needs
from ...limits import Limits
from ..items import Item
from ..sources import Source
from ..streams import MAGIC_BYTES, open_stream
from .damage import DamageError

if TYPE_CHECKING:
    from fastwarc.warc import HeaderMap, WarcRecord

PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
READ_SIZE = 1 << 20
MAX_HEADER_LINE = 1 << 16
VERSION_PREFIX = b"WARC/"
SHOWN_BYTES = 20
"""How many bytes of something that is not a record are shown in the message."""

_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,60}")


def read_warc(source: Source, limits: Limits, skip: int) -> Iterator[Item]:
    """Read an item from each response and conversion. For one that is not a page, such as an image, the item says so.

    Raises `EOFError` if the archive was cut off, which its parser takes for a normal end, and `DamageError` if it is
    damaged.
    """
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ModuleNotFoundError as error:
        raise needs(error.name, "warc") from None
    wanted = WarcRecordType.response | WarcRecordType.conversion
    number, start, last, damage = 0, 0, -1, None
    with source.path.open("rb") as file, source.path.open("rb") as raw:
        head = raw.read(4)  # the parser looks at these bytes as well, and not at the name of the file
        compression = next((name for name, magic in MAGIC_BYTES.items() if head.startswith(magic)), None)
        try:
            for record in ArchiveIterator(file, parse_http=False):
                position = record.stream_pos
                can_be_read_from = position != last and _begins_at(raw, position, compression)
                last, start = position, position if can_be_read_from else start
                if not (record.headers.get("Content-Length") or "").strip().isdigit():
                    raise DamageError("a record does not say how long it is")
                if not record.record_type & wanted:
                    continue
                number += 1
                if number > skip:
                    yield _item(record, source, number, position if can_be_read_from else None, limits)
        except (DamageError, OSError) as error:
            damage = DamageError(f"not WARC, or damaged: {error}")
    with open_stream(source.path, compression, start) as (stream, _):
        _read_to_end(stream)
    if damage:
        raise damage


def _begins_at(raw: BinaryIO, position: int, compression: str | None) -> bool:
    """Return whether the file can be read from there. One that was compressed as a whole cannot."""
    raw.seek(position)
    return compression is None or raw.read(4).startswith(MAGIC_BYTES[compression])


def _read_to_end(stream: BufferedIOBase) -> None:
    """Raise `EOFError` if the stream ends inside a record: in its headers, or before the length that they name.

    Raises `DamageError` if there is something else in the place of a record.
    """
    while line := stream.readline(MAX_HEADER_LINE):
        length = 0
        if line.strip() and not line.startswith(VERSION_PREFIX) and not VERSION_PREFIX.startswith(line):
            raise DamageError(f"not WARC, or damaged: a record begins with {line[:SHOWN_BYTES]!r}")
        while line.strip():
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-length" and value.strip().isdigit():
                length = int(value)
            line = stream.readline(MAX_HEADER_LINE)
            if not line:
                raise EOFError
        while length:
            part = stream.read(min(length, READ_SIZE))
            if not part:
                raise EOFError
            length -= len(part)


def _item(record: WarcRecord, source: Source, number: int, offset: int | None, limits: Limits) -> Item:
    def header(name: str) -> str | None:
        return (record.headers.get(name) or "").strip().strip("<>") or None

    item = Item(
        source=source,
        record=number,
        offset=offset,
        id=header("WARC-Record-ID"),
        read=record.stream_pos,
        url=header("WARC-Target-URI"),
        rest={"warcDate": header("WARC-Date")},
    )
    charset = None
    if (header("WARC-Type") or "").lower() == "response":
        kind = header("Content-Type")
        record.is_http = kind is None or kind.lower().startswith("application/http")  # the parser expects lower case
        if not record.is_http:
            return replace(item, left_out="not HTTP")
        status = _status(record)
        if status is None:
            _read_rest(record, limits.size)  # raises EOFError if the archive was cut off in these headers
            return replace(item, fault=InputError("the response has no HTTP headers that can be read", url=item.url))
        reason = _why_not_a_page(record, status)
        if reason:
            return replace(item, left_out=reason)
        charset = record.http_charset
    page = _read_rest(record, limits.size + 1)
    if record.is_http:
        page = _decoded(page, record.http_headers, limits.size + 1)
    return replace(item, page=page, charset=charset)


def _status(record: WarcRecord) -> int | None:
    try:
        record.parse_http()
    except OSError:
        return None
    return record.http_headers.status_code


def _read_rest(record: WarcRecord, max_size: int) -> bytes:
    """Read the rest of a record, up to this size; raise `EOFError` if the archive ends before it."""
    data: bytes = record.reader.read(max_size)
    if len(data) < min(record.content_length, max_size):
        raise EOFError
    return data


def _why_not_a_page(record: WarcRecord, status: int) -> str | None:
    """Return why a response holds no page, or None if it holds one."""
    if not 200 <= status < 300:
        return f"status {status}"
    kind = (record.http_content_type or "").partition(";")[0].strip().lower()
    if not kind or kind in PAGE_TYPES:
        return None
    return kind if _TYPE.fullmatch(kind) else "a malformed type"


def _decoded(page: bytes, headers: HeaderMap, max_size: int) -> bytes:
    """Undo the encodings that the headers name. Some crawlers have already undone them, but kept the headers."""
    from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, ZstdReader

    readers: dict[str, Callable[[bytes], bytes]] = {
        "chunked": lambda data: ChunkedReader(BytesIO(data)).read(max_size),
        "gzip": lambda data: GzipReader(BytesIO(data)).read(max_size),
        "x-gzip": lambda data: GzipReader(BytesIO(data)).read(max_size),
        "deflate": lambda data: zlib.decompressobj().decompress(data, max_size),
        "br": lambda data: BrotliReader(BytesIO(data)).read(max_size),
        "zstd": lambda data: ZstdReader(BytesIO(data)).read(max_size),
    }
    for name in ("Transfer-Encoding", "Content-Encoding"):
        for encoding in reversed((headers.get(name) or "").lower().split(",")):
            reader = readers.get(encoding.strip())
            try:
                page = reader(page) if reader else page
            except (OSError, zlib.error):
                continue
    return page
