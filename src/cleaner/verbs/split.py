r"""`split` cuts a line in two where a crawler has joined two lines.

    - split: {after: '^(\d+ uur geleden)\p{Lu}'}     # "1 uur geledenLONDEN (ANP) - De"

It cuts after what `after` matches, or after the first group if `after` has one. It removes nothing, but later rules
then see each line by itself.
"""

from __future__ import annotations

import itertools
from typing import ClassVar

from ..page.lines import Lines
from ..page.patterns import PartPattern
from .rule import Edit, Options, Within


class Split(Options, frozen=True, kw_only=True, eq=False):
    """Cut a line in two after each match."""

    makes_lines: ClassVar[bool] = True

    after: PartPattern
    within: Within | None = None


def apply(options: Split, lines: Lines) -> Edit | None:
    """Cut each line after every match of `after`."""
    cuts: dict[int, list[int]] = {}
    for hit in lines.find(options.after, options.within):
        if 0 < hit.group_end < len(lines.texts[hit.line]):
            cuts.setdefault(hit.line, []).append(hit.group_end)
    if not cuts:
        return None
    blocks = []
    for number, block in enumerate(lines.blocks):
        if number not in cuts:
            blocks.append(block)
            continue
        places = [0, *cuts[number], len(block.text)]
        pieces = (block.part(start, end) for start, end in itertools.pairwise(places))
        blocks += [piece for piece in pieces if piece]
    return Edit(tuple(blocks))
