"""`from` drops everything above a line.

    - from: {after: Omdat ZeelandNet ook DELTA webmail aanbiedt.*, within: 10}

`line` is the first line that stays; `after` is the last line that is dropped. The first match counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..page.lines import Lines
from ..page.patterns import LinePattern
from .rule import Edit, Options, Within


class From(Options, frozen=True, kw_only=True, eq=False):
    """Drop everything above a line; give either `line` (it stays) or `after` (it is dropped too)."""

    removes_unseen: ClassVar[bool] = True

    line: LinePattern | None = None
    after: LinePattern | None = None
    within: Within | None = None

    def faults(self) -> Iterator[str]:
        """Report both patterns, or neither."""
        if (self.line is None) == (self.after is None):
            yield "'from' needs either 'line' (the first line that stays) or 'after' (the last one that is dropped)"


def apply(options: From, lines: Lines) -> Edit | None:
    """Keep the lines from the first match on, or those below it."""
    pattern = options.line or options.after
    numbers = lines.numbers(pattern, options.within) if pattern else []
    if not numbers:
        return None
    first = numbers[0] if options.line else numbers[0] + 1
    return Edit(lines.blocks[first:]) if first else None
