r"""`dateline` says how a lead names its place, and lets `--strip-dateline` take it off.

    - dateline: {start: '\p{Lu}[\p{Lu} ]+ \(ANP\) - '}      # "BRUSSEL (ANP) - De NAVO"

The dateline opens the sentence, so it is body, and stays, unless the caller asks otherwise.
"""

from __future__ import annotations

from ..page.lines import Lines
from ..page.patterns import PartPattern
from .rule import Edit, Fact, Options


class Dateline(Options, frozen=True, kw_only=True, eq=False):
    """Say how the first line of the body names its place."""

    start: PartPattern


def apply(options: Dateline, lines: Lines) -> Edit | None:
    """Take note of the dateline that the first line opens with."""
    hits = [hit for hit in lines.find(options.start, within=1) if not hit.start]
    if not hits or not lines.blocks[0].part(hits[0].end):
        return None
    block = lines.blocks[0]
    place = block.text[: hits[0].end].rstrip(" -–—")
    return Edit(lines.blocks, (Fact("dateline", place, (block.start, block.start + hits[0].end)),))
