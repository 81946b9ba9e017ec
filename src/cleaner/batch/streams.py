"""Files that may be compressed, read and written as a stream of bytes."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase
from pathlib import Path
from typing import Any, BinaryIO

MAGIC_BYTES = {"gz": b"\x1f\x8b", "zst": b"\x28\xb5\x2f\xfd"}
"""The first bytes of a member (gzip) or a frame (zstd)."""
GZIP_LEVEL = 6
"""The default of the program gzip. For zstd, the default of its library is used."""


def _zstd() -> Any:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd  # the module of Python 3.14, for earlier versions
    return zstd


def decompression_errors() -> tuple[type[Exception], ...]:
    """Return what reading raises if compressed bytes are cut off (`EOFError`), or are not compressed bytes.

    Python's own readers raise at the end of a file that was cut off. Most other readers take it for a normal end.
    """
    return EOFError, zlib.error, gzip.BadGzipFile, _zstd().ZstdError


@contextmanager
def open_stream(path: Path, compression: str | None, start: int = 0) -> Iterator[tuple[BufferedIOBase, BinaryIO]]:
    """Open a file at the byte `start`: the decompressed stream, and the file itself, whose position can be asked."""
    with path.open("rb") as raw:
        raw.seek(start)
        if compression == "gz":
            with gzip.GzipFile(fileobj=raw) as stream:
                yield stream, raw
        elif compression == "zst":
            with _zstd().ZstdFile(raw) as stream:
                yield stream, raw
        else:
            yield raw, raw


def compress(data: bytes, compression: str | None) -> bytes:
    """Compress bytes to one complete member (gzip) or frame (zstd). A file may be a sequence of these."""
    if compression == "gz":
        return gzip.compress(data, GZIP_LEVEL, mtime=0)
    if compression == "zst":
        compressed: bytes = _zstd().compress(data)
        return compressed
    return data
