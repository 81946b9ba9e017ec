r"""`dateline` finds the place that opens the first line, so that `--strip-dateline` can remove it.

    - dateline: {start: '\p{Lu}[\p{Lu} ]+ \(ANP\) - '}      # "BRUSSEL (ANP) - De NAVO"

A dateline is part of its sentence. It stays in the article unless the caller asks to remove it.
"""

from __future__ import annotations

from ..page.lines import Lines
from ..page.patterns import PartPattern
from .rule import Edit, Fact, Options


class Dateline(Options, frozen=True, kw_only=True, eq=False):
    """Find the dateline at the start of the first line."""

    start: PartPattern


def apply(options: Dateline, lines: Lines) -> Edit | None:
    """Record the dateline that opens the first line, if more text follows it."""
    end = lines.opening(options.start, 0) if lines.blocks else None
    if end is None or not lines.blocks[0].part(end):
        return None
    block = lines.blocks[0]
    place = block.text[:end].rstrip(" -–—")
    return Edit(lines.blocks, (Fact("dateline", place, (block.start, block.start + end)),))
