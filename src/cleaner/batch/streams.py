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

MAGIC = {"gz": b"\x1f\x8b", "zst": b"\x28\xb5\x2f\xfd"}
"""How a member (gzip) or a frame (zstd) begins."""
LEVEL = 6
"""Of gzip, as the program gzip has it; zstd has a default of its own."""


def _zstd() -> Any:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd  # Python's own module, for those before 3.14
    return zstd


def broken() -> tuple[type[Exception], ...]:
    """What reading raises where compressed bytes are cut off (`EOFError`) or are none.

    Python's own readers say so at the end of a file that was cut off; most others take that for its end.
    """
    return EOFError, zlib.error, gzip.BadGzipFile, _zstd().ZstdError


@contextmanager
def reading(path: Path, compression: str | None, start: int = 0) -> Iterator[tuple[BufferedIOBase, BinaryIO]]:
    """The bytes of a file from `start` on, unpacked, and the file itself, which tells how far it was read."""
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


def packed(data: bytes, compression: str | None) -> bytes:
    """The bytes as a whole member (gzip) or frame (zstd): a file may be a row of these, and end after any of them."""
    if compression == "gz":
        return gzip.compress(data, LEVEL, mtime=0)
    if compression == "zst":
        packed: bytes = _zstd().compress(data)
        return packed
    return data
