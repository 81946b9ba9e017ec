"""Reads WARC archives: responses of servers (`response`), and text made from them (`conversion`, as in WET files)."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from io import BufferedReader, BytesIO, FileIO, RawIOBase
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from ...errors import InputError, needs
from ...limits import Limits
from ..items import Item
from ..sources import Source
from ..streams import MAGIC_BYTES, MemberStream, zstd
from .damage import MAX_BLANK, DamageError

if TYPE_CHECKING:
    from fastwarc.warc import HeaderMap, WarcRecord

PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
READ_SIZE = 1 << 20
DICTIONARY_MAGIC = b"\x5d\x2a\x4d\x18"
"""The first bytes of a zstd file that begins with the dictionary for its frames."""
MAX_DICTIONARY = 1 << 24
_SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")
"""The first bytes of a frame of zstd that holds something else than compressed bytes. Decompressors skip it."""
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
    number, start, damage = 0, 0, None
    with FileIO(source.path) as raw:
        compression, dictionary = _compression(raw)
        archive = _Archive(raw, compression, dictionary)
        try:
            for record in ArchiveIterator(archive, parse_http=False, stream_detect=False):
                archive.expect(record.stream_pos, record.content_length)
                start = start if archive.offset is None else archive.offset
                if not (record.headers.get("Content-Length") or "").strip().isdigit():
                    damage = DamageError("not WARC, or damaged: a record does not say how long it is")
                    break
                if not record.record_type & wanted:
                    continue
                number += 1
                if number > skip:
                    yield _item(record, source, number, archive, limits)
        except OSError as error:
            damage = DamageError(f"not WARC, or damaged: {error}")
        raw.seek(start)
        with BufferedReader(_decompressed(raw, compression, dictionary)) as stream:
            _read_to_end(stream, start)
    if damage:
        raise damage


def _compression(raw: FileIO) -> tuple[str | None, Any]:
    """Return how the file is compressed, and the zstd dictionary at its beginning, if there is one.

    The name of the file does not matter. The dictionary is always in the first frame: see "Zstandard Compression for
    WARC Files 1.0" of the IIPC.
    """
    head = raw.read(len(DICTIONARY_MAGIC))
    if head == DICTIONARY_MAGIC:
        content = raw.read(min(int.from_bytes(raw.read(4), "little"), MAX_DICTIONARY))
        raw.seek(0)
        if content.startswith(MAGIC_BYTES["zst"]):
            content = zstd().ZstdDecompressor().decompress(content, MAX_DICTIONARY)
        try:
            return "zst", zstd().ZstdDict(content)
        except ValueError as error:
            raise DamageError(f"not WARC, or damaged: {error}") from None
    raw.seek(0)
    if _SKIPPABLE.match(head):
        return "zst", None
    return next((name for name, magic in MAGIC_BYTES.items() if head.startswith(magic)), None), None


def _decompressed(raw: FileIO, compression: str | None, dictionary: Any) -> RawIOBase:
    return MemberStream(raw, compression, dictionary) if compression else raw


class _Archive(RawIOBase):
    """The archive as its parser reads it, decompressed. Its positions are those in the decompressed bytes.

    Raises `DamageError` if the parser reads on and on and finds no record. It needs a minute to skip some gigabytes of
    blank lines, and a small compressed file can hold them. Meanwhile, a signal such as Ctrl-C would have to wait, since
    only code in Python handles signals.

    `offset` is the byte of the file at which the record begins, or None if the file cannot be read from there, because
    several records are compressed together.
    """

    offset: int | None = None

    def __init__(self, raw: FileIO, compression: str | None, dictionary: Any) -> None:
        self._raw, self._stream = raw, _decompressed(raw, compression, dictionary)
        self._of = " of the decompressed file" if compression else ""
        self._position = 0
        self._next = 0  # the next record cannot begin before this position
        self._members: dict[int, int] = {}  # from there on: where the members begin, and at which byte of the file

    @property
    def bytes_read(self) -> int:
        """How many bytes of the file have been read."""
        return self._raw.tell()

    def tell(self) -> int:
        """Return the position."""
        return self._position

    def expect(self, position: int, length: int) -> None:
        """Take note that the parser has found a record at this position, with content of this length."""
        self.offset = self._members.get(position) if isinstance(self._stream, MemberStream) else position
        self._next = position + length
        self._members = {at: byte for at, byte in self._members.items() if at >= self._next}

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size`."""
        if self._position > self._next + MAX_BLANK:
            where = f"before byte {self._position:,}{self._of}"
            raise DamageError(f"not WARC, or damaged: more than {MAX_BLANK:,} bytes without a record {where}")
        part = self._stream.read(size) or b""
        if isinstance(self._stream, MemberStream) and self._stream.begun is not None and self._position >= self._next:
            self._members[self._position] = self._stream.begun
        self._position += len(part)
        return part


def _read_to_end(stream: BufferedReader[Any], start: int) -> None:
    """Raise `EOFError` if the stream ends inside a record: in its headers, or before the length that they name.

    Raises `DamageError` if there is something else in the place of a record, or nothing for too long. `start` is the
    byte of the file at which the stream begins.
    """
    gap = 0
    while line := stream.readline(MAX_HEADER_LINE):
        length = 0
        if line.strip() and not line.startswith(VERSION_PREFIX) and not VERSION_PREFIX.startswith(line):
            raise DamageError(f"not WARC, or damaged: a record begins with {line[:SHOWN_BYTES]!r}")
        gap = gap + len(line) if line.isspace() else len(line)
        while line.strip() and gap <= MAX_BLANK:
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-length" and value.strip().isdigit():
                length = int(value)
            line = stream.readline(MAX_HEADER_LINE)
            if not line:
                raise EOFError
            gap += len(line)
        if gap > MAX_BLANK:
            raise DamageError(f"not WARC, or damaged: there are {gap:,} bytes without a record after byte {start:,}")
        while length:
            part = stream.read(min(length, READ_SIZE))
            if not part:
                raise EOFError
            length -= len(part)


def _item(record: WarcRecord, source: Source, number: int, archive: _Archive, limits: Limits) -> Item:
    def header(name: str) -> str | None:
        return (record.headers.get(name) or "").strip().strip("<>") or None

    item = Item(
        source=source,
        record=number,
        offset=archive.offset,
        id=header("WARC-Record-ID"),
        read=archive.bytes_read,
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
