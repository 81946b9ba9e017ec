"""Lists of the pages that failed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec import Struct

from ..errors import InputError, UsageError
from .appending import AppendedFile
from .items import Item, Place, failure, failure_text
from .json_line import json_line


class Failure(Struct, frozen=True):
    """A line of a list, as far as it is read again: see `items.failure`."""

    source: Place
    reason: str
    error: str | None = None


def read_failures(path: Path) -> Iterator[Failure]:
    """Read a list of failed pages. Raises `UsageError` if the file is none, or cannot be read."""
    try:
        with path.open("rb") as file:
            for line in file:
                yield msgspec.json.decode(line, type=Failure)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not a list of failed pages: {error}") from None


class Failures(Protocol):
    """Takes the pages that failed."""

    def add(self, item: Item, error: InputError | str) -> None:
        """Add a page, with its error, or with the reason why it has no article and no place in the output."""

    def commit(self) -> int:
        """Make sure that everything added so far is on the disk; return the length of the list in bytes."""


class FailureFile:
    """A list in a file, with a line of JSON for each page. Its first `size` bytes are kept."""

    def __init__(self, path: Path, size: int = 0) -> None:
        self._file = AppendedFile(path, size)

    def add(self, item: Item, error: InputError | str) -> None:
        """Add a line."""
        self._file.write(json_line(failure(item, error)))

    def commit(self) -> int:
        """See `Failures.commit`."""
        return self._file.commit()


@contextmanager
def list_of_failures(name: str, *, replaces: bool) -> Iterator[FailureFile]:
    """Make a list of failed pages, which gets its name when it is complete, and only if a page failed.

    If `replaces`, it takes the place of an older list, and without a failed page there is none afterwards. Raises
    `UsageError` if the file exists and is not replaced, because it is not such a list, or if it cannot be made.
    """
    path = Path(name).resolve()  # a link stays a link
    if path.exists():
        if not replaces:
            raise UsageError(f"{name} exists; remove it, or name another file for the failed pages")
        if not path.is_file() or not _is_list(path):
            raise UsageError(f"{name} is not a list of failed pages, and is not replaced; name another file for them")
    new = path.with_name(f".{os.getpid()}.failed")
    try:
        file = FailureFile(new)
    except OSError as error:
        raise UsageError(f"{name} cannot be made: {error.strerror}") from None
    try:
        yield file
        if file.commit():
            new.replace(path)
        elif replaces:
            path.unlink(missing_ok=True)
    finally:
        new.unlink(missing_ok=True)


def _is_list(path: Path) -> bool:
    try:
        return all(True for _ in read_failures(path))
    except UsageError:
        return False


class SaidFailures:
    """Says each failed page at once."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say

    def add(self, item: Item, error: InputError | str) -> None:
        """Say where the page is, and why it failed."""
        self._say(failure_text(item, error))

    def commit(self) -> int:
        """Return 0: nothing is kept."""
        return 0
