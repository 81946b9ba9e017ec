"""A file with the names of the files that hold the pages."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile

from msgspec import Struct

from ..errors import UsageError

STDIN = "-"
"""The name of stdin among the inputs, and of stdout as the output."""
CHUNK = 1 << 20
"""Bytes of a list on stdin that are read at a time."""
MAX_NAME = 1 << 16
"""The most bytes of a name. The paths that systems allow are shorter; a file that is no list may have any."""


class FileList(Struct, frozen=True):
    """A list of files: on each line a name, or after each name a null byte.

    - `path`: where the list is;
    - `shown`: how the user named it;
    - `null`: whether the names end with a null byte. Only then can they contain line breaks.
    """

    path: Path
    shown: str
    null: bool = False

    def names(self) -> Iterator[bytes]:
        """Read the names; empty ones are left out. Raises `UsageError` if there is none, or if it is not a list."""
        rest, is_empty = b"", True
        with self.path.open("rb") as file:
            while part := file.read(MAX_NAME):
                *names, rest = (rest + part).split(b"\0" if self.null else b"\n")
                for name in filter(None, map(self._name, names)):
                    is_empty = False
                    yield name
                if len(rest) > MAX_NAME:
                    raise UsageError(f"{self.shown} is not a list of files: a name has more than {MAX_NAME:,} bytes")
        if last := self._name(rest):
            yield last
        elif is_empty:
            raise UsageError(f"there is no name in {self.shown}")

    def _name(self, name: bytes) -> bytes:
        if b"\0" in name:
            raise UsageError(f"{self.shown} has names that end with null bytes; add --null")
        return name if self.null else name.removesuffix(b"\r")


@contextmanager
def file_list(name: str, *, null: bool = False) -> Iterator[FileList]:
    """Open the list in a file, or on stdin if it is called `-`.

    A list is read several times. So one that comes through a pipe is first copied to a temporary file. Raises
    `UsageError` if it cannot be read.
    """
    path = Path(name)
    if name != STDIN and path.is_file():
        yield FileList(path, name, null)
        return
    with NamedTemporaryFile(prefix="cleaner-") as copy:
        try:
            if name != STDIN:
                with path.open("rb") as pipe:
                    copyfileobj(pipe, copy)
            else:
                read = partial(os.read, sys.stdin.fileno(), CHUNK)  # at a terminal, one Ctrl-D is the end
                for chunk in iter(read, b""):
                    copy.write(chunk)
        except OSError as error:
            raise UsageError(f"the list {name} cannot be read: {error.strerror}") from None
        copy.flush()
        yield FileList(Path(copy.name), "stdin" if name == STDIN else name, null)
