"""A file that only grows, and can be taken back to where it was known to be whole."""

from __future__ import annotations

import os
from pathlib import Path

from ..errors import UsageError
from .streams import packed

FULL = 8_000_000
"""Bytes that are held before they are written."""


def sync(path: Path) -> None:
    """See to it that a file, or the names in a folder, are on the disk, where the system can be asked for that."""
    if os.name == "posix":
        opened = os.open(path, os.O_RDONLY)
        os.fsync(opened)
        os.close(opened)


def damaged(path: Path) -> UsageError:
    """Return the error for a file of an unfinished output that has lost something since it was written."""
    return UsageError(f"{path} was cut off or removed; remove {path.parent} to begin anew")


class Appended:
    """A file of `size` bytes that are known to be whole, to which more is added; what is beyond them is cut off.

    Compressed, it is a row of members or frames, so that it is whole after each commit. Raises `UsageError` where the
    file is shorter than that.
    """

    def __init__(self, path: Path, size: int = 0, compression: str | None = None) -> None:
        self.path, self._compression, self._held = path, compression, bytearray()
        with path.open("ab") as file:
            if file.tell() < size:
                raise damaged(path)
            file.truncate(size)

    def write(self, data: bytes) -> None:
        """Add to the file."""
        self._held += data
        if len(self._held) > FULL:
            self._append(sync=False)

    def commit(self) -> int:
        """See to it that all of it is on the disk; how many bytes that is."""
        return self._append(sync=True)

    def _append(self, *, sync: bool) -> int:
        with self.path.open("ab") as file:
            if self._held:
                file.write(packed(bytes(self._held), self._compression))
                self._held.clear()
            file.flush()
            if sync:
                os.fsync(file.fileno())
            return file.tell()
