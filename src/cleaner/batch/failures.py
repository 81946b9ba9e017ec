"""Lists of the pages that failed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from ..errors import InputError
from .appending import AppendedFile
from .items import Item, failure, failure_text
from .json_line import json_line


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
