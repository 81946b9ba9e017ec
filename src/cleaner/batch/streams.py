"""Files that may be compressed, read and written as a stream of bytes."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any, BinaryIO

MAGIC_BYTES = {"gz": b"\x1f\x8b", "zst": b"\x28\xb5\x2f\xfd"}
"""The first bytes of a member (gzip) or a frame (zstd)."""
BUFFER_SIZE = 1 << 16
GZIP_WBITS = 31
"""The parameter of zlib for data in the form of gzip, with the largest window."""
GZIP_LEVEL = 6
"""The default of the program gzip. For zstd, the default of its library is used."""


def zstd() -> Any:
    """Return the module of Python 3.14, or the package that is the same for earlier versions."""
    if sys.version_info >= (3, 14):
        from compression import zstd as module
    else:
        from backports import zstd as module
    return module


def decompression_errors() -> tuple[type[Exception], ...]:
    """Return what reading raises if compressed bytes are cut off (`EOFError`), or are not compressed bytes.

    Python's own readers raise at the end of a file that was cut off. Most other readers take it for a normal end.
    """
    return EOFError, zlib.error, gzip.BadGzipFile, zstd().ZstdError


@contextmanager
def open_stream(path: Path, compression: str | None, start: int = 0) -> Iterator[tuple[BufferedReader[Any], BinaryIO]]:
    """Open a file at the byte `start`: the decompressed stream, and the file itself, whose position can be asked.

    The readers of compressed files are wrapped in a buffer, because their own `readline` is written in Python.
    """
    with path.open("rb") as raw:
        raw.seek(start)
        if compression == "gz":
            with BufferedReader(gzip.GzipFile(fileobj=raw), BUFFER_SIZE) as stream:
                yield stream, raw
        elif compression == "zst":
            with BufferedReader(zstd().ZstdFile(raw), BUFFER_SIZE) as stream:
                yield stream, raw
        else:
            yield raw, raw


class MemberStream(RawIOBase):
    """The decompressed bytes of a file, which says where the members (gzip) or frames (zstd) of the file begin.

    It starts at the position of `raw`. Each read returns bytes of one member. If these are its first bytes,
    `begun` is the byte of the file at which it begins; otherwise it is None. `dictionary` is the one of `zstd`, if the
    frames were compressed with one. Raises `EOFError` if the file was cut off, and `decompression_errors`.
    """

    begun: int | None = None

    def __init__(self, raw: RawIOBase, compression: str, dictionary: Any = None) -> None:
        self._raw, self._dictionary, self._is_gzip = raw, dictionary, compression == "gz"
        self._decompressor: Any = None
        self._compressed = b""  # what was read and is not yet decompressed

    def readable(self) -> bool:
        """Return True: the stream can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read bytes into the buffer; return how many, or 0 at the end of the file."""
        self.begun = None
        while self._decompressor or self._begin_member():
            part = self._decompressor.decompress(self._compressed, len(buffer))
            if self._decompressor.eof:
                self._compressed, self._decompressor = self._without_padding(self._decompressor.unused_data), None
            else:  # the decompressor of zstd keeps what it did not need yet
                self._compressed = self._decompressor.unconsumed_tail if self._is_gzip else b""
            if part:
                buffer[: len(part)] = part
                return len(part)
            if self._decompressor and not self._read_more():
                raise EOFError
        return 0

    def _begin_member(self) -> bool:
        """Begin to decompress the next member; return whether there is one."""
        while not self._compressed:
            if not self._read_more():
                return False
            self._compressed = self._without_padding(self._compressed)
        self.begun = self._raw.tell() - len(self._compressed)
        if self._is_gzip:
            self._decompressor = zlib.decompressobj(GZIP_WBITS)
        else:
            self._decompressor = zstd().ZstdDecompressor(self._dictionary)
        return True

    def _without_padding(self, data: bytes) -> bytes:
        """Return what follows a member, without the zeros that may stand there."""
        return data.lstrip(b"\0") if self._is_gzip else data

    def _read_more(self) -> bool:
        self._compressed = self._raw.read(BUFFER_SIZE) or b""
        return bool(self._compressed)


def compress(data: bytes, compression: str | None) -> bytes:
    """Compress bytes to one complete member (gzip) or frame (zstd). A file may be a sequence of these."""
    if compression == "gz":
        return gzip.compress(data, GZIP_LEVEL, mtime=0)
    if compression == "zst":
        compressed: bytes = zstd().compress(data)
        return compressed
    return data
