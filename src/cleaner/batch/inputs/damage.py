"""The error of a reader that cannot read its file any further, and the bounds on what holds no page."""

from __future__ import annotations

MAX_BLANK = 1 << 20
"""The most bytes of blank lines in a row, and the most bytes of an archive before a record, with its headers.

A compressed file of a megabyte can hold gigabytes of them. Files that were written to be read have a blank line here
and there.
"""
MAX_SKIPPED = 1 << 28
"""The most bytes of a line that are skipped because the line is too long."""


class DamageError(Exception):
    """The file cannot be read, or not to its end; the message says why.

    `record` is the number of the record at which reading stopped, if the reader knows it: see `items.Place`.
    """

    def __init__(self, message: str, record: int | None = None) -> None:
        super().__init__(message)
        self.record = record
