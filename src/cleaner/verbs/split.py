r"""`split` cuts a line in two, where a crawler glued two together.

    - split: {after: '^(\d+ uur geleden)\p{Lu}'}     # "1 uur geledenLONDEN (ANP) - De"

The cut is behind what `after` matches, or behind its first group where it has one. Nothing is removed: a later rule
can now see each line for itself.
"""

from __future__ import annotations

import itertools

from ..page.lines import Lines
from ..page.patterns import PartPattern
from .rule import Edit, Options, Within


class Split(Options, frozen=True, kw_only=True, eq=False):
    """Cut a line in two behind each match."""

    after: PartPattern
    within: Within | None = None


def apply(options: Split, lines: Lines) -> Edit | None:
    """Split every line behind each match of `after`."""
    cuts: dict[int, list[int]] = {}
    for hit in lines.find(options.after, options.within):
        if 0 < hit.group_end < len(lines.texts[hit.line]):
            cuts.setdefault(hit.line, []).append(hit.group_end)
    if not cuts:
        return None
    blocks = []
    for number, block in enumerate(lines.blocks):
        places = [0, *cuts.get(number, ()), len(block.text)]
        pieces = (block.part(start, end) for start, end in itertools.pairwise(places))
        blocks += [piece for piece in pieces if piece]
    return Edit(tuple(blocks))
