"""Writes JSON lines to stdout, or to whatever a function writes to: the same lines as in a file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ..items import CleanedPage, Item, Make
from .jsonlines import make_line, whole_line
from .output import OutputOptions


class Stdout:
    """See `output.Sink`. What is added is handed to `write` at the next commit; there is no state to go back to."""

    def __init__(self, options: OutputOptions, write: Callable[[bytes], None]) -> None:
        self._write, self._lines = write, bytearray()
        self.make: Make = partial(make_line, form=options.form, ledger=options.ledger, markup=options.markup)

    def add(self, item: Item, cleaned: CleanedPage) -> None:
        """Add a line."""
        self._lines += whole_line(item, cleaned)

    def commit(self) -> int:
        """Write what was added."""
        if self._lines:
            self._write(bytes(self._lines))
            self._lines.clear()
        return 0
