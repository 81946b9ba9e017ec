"""WARC: the answers of servers (`response`) and the text that somebody made of them (`conversion`, as in WET files)."""

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
from ..streams import MAGIC, reading

if TYPE_CHECKING:
    from fastwarc.warc import HeaderMap, WarcRecord

PAGES = ("text/html", "application/xhtml+xml", "text/plain")
_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,60}")
CHUNK = 1 << 20
LONGEST_LINE = 1 << 16
VERSION, SHOWN = b"WARC/", 20


def read(source: Source, limits: Limits, skip: int) -> Iterator[Item]:
    """An item for each response and conversion; those that are no page, such as pictures, are items that say so.

    Raises `EOFError` where the archive was cut off, which its parser takes for the end, and `OSError` where it is
    damaged.
    """
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ModuleNotFoundError as error:
        raise needs(error.name, "warc") from None
    wanted = WarcRecordType.response | WarcRecordType.conversion
    number, start, last, damage = 0, 0, -1, None
    with source.path.open("rb") as file, source.path.open("rb") as raw:
        head = raw.read(4)  # whatever it is called, of a file the parser looks at this as well
        compression = next((name for name, magic in MAGIC.items() if head.startswith(magic)), None)
        try:
            for record in ArchiveIterator(file, parse_http=False):
                position = record.stream_pos
                can_be_read_from = position != last and _begins_at(raw, position, compression)
                last, start = position, position if can_be_read_from else start
                if not (record.headers.get("Content-Length") or "").strip().isdigit():
                    raise OSError("a record does not say how long it is")
                if not record.record_type & wanted:
                    continue
                number += 1
                if number > skip:
                    yield _item(record, source, number, position if can_be_read_from else None, limits)
        except OSError as error:
            damage = OSError(f"no WARC, or damaged: {error}")
    with reading(source.path, compression, start) as (stream, _):
        _read_to_end(stream)
    if damage:
        raise damage


def _begins_at(raw: BinaryIO, position: int, compression: str | None) -> bool:
    """Whether the file can be read from there; an archive that was compressed as a whole only can from its start."""
    raw.seek(position)
    return compression is None or raw.read(4).startswith(MAGIC[compression])


def _read_to_end(stream: BufferedIOBase) -> None:
    """Raise `EOFError` where the stream ends within a record: in its head, or before as many bytes as that says.

    Raises `OSError` where something else stands where a record should.
    """
    while line := stream.readline(LONGEST_LINE):
        length = 0
        if line.strip() and not line.startswith(VERSION) and not VERSION.startswith(line):
            raise OSError(f"no WARC, or damaged: a record begins with {line[:SHOWN]!r}")
        while line.strip():
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-length" and value.strip().isdigit():
                length = int(value)
            line = stream.readline(LONGEST_LINE)
            if not line:
                raise EOFError
        while length:
            part = stream.read(min(length, CHUNK))
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
        record.is_http = kind is None or kind.lower().startswith("application/http")  # the parser minds the letter case
        if not record.is_http:
            return replace(item, left_out="no HTTP")
        status = _status(record)
        if status is None:
            _read(record, limits.size)  # of one that was cut off, the headers are
            return replace(item, fault=InputError("the answer has no HTTP headers that can be read", url=item.url))
        no_page = _no_page(record, status)
        if no_page:
            return replace(item, left_out=no_page)
        charset = record.http_charset
    page = _read(record, limits.size + 1)
    if record.is_http:
        page = _decoded(page, record.http_headers, limits.size + 1)
    return replace(item, page=page, charset=charset)


def _status(record: WarcRecord) -> int | None:
    try:
        record.parse_http()
    except OSError:
        return None
    return record.http_headers.status_code


def _read(record: WarcRecord, most: int) -> bytes:
    """What is left of a record; raises `EOFError` where that is less than it should be."""
    data: bytes = record.reader.read(most)
    if len(data) < min(record.content_length, most):
        raise EOFError
    return data


def _no_page(record: WarcRecord, status: int) -> str | None:
    """Why an answer holds no page."""
    if not 200 <= status < 300:
        return f"status {status}"
    kind = (record.http_content_type or "").partition(";")[0].strip().lower()
    if not kind or kind in PAGES:
        return None
    return kind if _TYPE.fullmatch(kind) else "a type that is none"


def _decoded(page: bytes, headers: HeaderMap, most: int) -> bytes:
    """The page without the encodings that its headers name; crawlers also name those that they have taken off."""
    from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, ZstdReader

    readers: dict[str, Callable[[bytes], bytes]] = {
        "chunked": lambda data: ChunkedReader(BytesIO(data)).read(most),
        "gzip": lambda data: GzipReader(BytesIO(data)).read(most),
        "x-gzip": lambda data: GzipReader(BytesIO(data)).read(most),
        "deflate": lambda data: zlib.decompressobj().decompress(data, most),
        "br": lambda data: BrotliReader(BytesIO(data)).read(most),
        "zstd": lambda data: ZstdReader(BytesIO(data)).read(most),
    }
    for name in ("Transfer-Encoding", "Content-Encoding"):
        for encoding in reversed((headers.get(name) or "").lower().split(",")):
            reader = readers.get(encoding.strip())
            try:
                page = reader(page) if reader else page
            except (OSError, zlib.error):
                continue
    return page
