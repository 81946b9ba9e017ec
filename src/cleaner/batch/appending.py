"""A file that only grows, and that can be cut back to the length at which it was known to be complete."""

from __future__ import annotations

import os
from pathlib import Path

from ..errors import UsageError
from .streams import compress

BUFFER_SIZE = 8_000_000
"""Bytes that are kept in memory before they are written."""


def sync_to_disk(path: Path) -> None:
    """Make sure that a file, or the names in a folder, are on the disk, if the system can be asked to do so."""
    if os.name == "posix":
        opened = os.open(path, os.O_RDONLY)
        os.fsync(opened)
        os.close(opened)


def damaged(path: Path) -> UsageError:
    """Return the error for a file of an unfinished output that has lost something since it was written."""
    return UsageError(f"{path} was cut off or removed; remove {path.parent} to start again")


class AppendedFile:
    """A file to which bytes are appended. Its first `size` bytes are kept, and what follows them is cut off.

    A compressed file is a sequence of members (gzip) or frames (zstd), so that it is complete after each commit. Raises
    `UsageError` if the file is shorter than `size`.
    """

    def __init__(self, path: Path, size: int = 0, compression: str | None = None) -> None:
        self.path, self._compression, self._buffer = path, compression, bytearray()
        with path.open("ab") as file:
            if file.tell() < size:
                raise damaged(path)
            file.truncate(size)

    def write(self, data: bytes) -> None:
        """Append bytes to the file."""
        self._buffer += data
        if len(self._buffer) > BUFFER_SIZE:
            self._append(sync=False)

    def commit(self) -> int:
        """Make sure that all of it is on the disk; return the length of the file in bytes."""
        return self._append(sync=True)

    def _append(self, *, sync: bool) -> int:
        with self.path.open("ab") as file:
            if self._buffer:
                file.write(compress(bytes(self._buffer), self._compression))
                self._buffer.clear()
            file.flush()
            if sync:
                os.fsync(file.fileno())
            return file.tell()
