r"""`until` drops a line and everything below it.

    - until: {line: 'Meer uit \p{Lu}\pL+', followed_by: '\p{Lu}+ \(ANP\) - .*', expect: usually}

The first match counts. An article may have a subhead that reads just like the label of the links below it, so two
options tell them apart. With `followed_by`, a match counts only if one of the three lines below it, and above the next
match, matches `followed_by`; or if it is at the end of the page, with at most one line below it that is not a sentence.
With `rest`, it counts only if every line below it matches `rest`: "Lees ook" ends an article if only links follow.
"""

from __future__ import annotations

from typing import ClassVar

from ..page.lines import Lines
from ..page.patterns import LinePattern, Pattern
from ..page.sentences import ends_sentence
from .rule import Edit, Options

PROOF_LINES = 3
"""How many lines below a match may hold the one that `followed_by` describes."""
MAX_CUT_OFF = 1
"""A match with at most this many lines below it is at the end of the page: the links below it were cut off."""


class Until(Options, frozen=True, kw_only=True, eq=False):
    """Drop a line and everything below it."""

    removes_unseen: ClassVar[bool] = True

    line: LinePattern
    followed_by: LinePattern | None = None
    rest: LinePattern | None = None

    def takes(self) -> Pattern | None:
        """Return `line`, unless a match needs a second sign."""
        return self.line if self.followed_by is None and self.rest is None else None


def apply(options: Until, lines: Lines) -> Edit | None:
    """Keep the lines above the first match that counts."""
    numbers = lines.numbers(options.line)
    if options.followed_by and numbers:
        stops = [*numbers[1:], len(lines.blocks)]
        numbers = [
            number
            for number, stop in zip(numbers, stops, strict=True)
            if any(lines.has(options.followed_by, n) for n in range(number + 1, min(number + 1 + PROOF_LINES, stop)))
            or _is_cut_off(lines.texts[number + 1 : number + 2 + MAX_CUT_OFF])
        ]
    if options.rest and numbers:
        start = len(lines.blocks)
        while start > numbers[0] + 1 and lines.has(options.rest, start - 1):
            start -= 1
        numbers = [n for n in numbers if n + 1 >= start]
    return Edit(lines.blocks[: numbers[0]]) if numbers else None


def _is_cut_off(below: list[str]) -> bool:
    """Return whether the page ends where links should follow, so that nothing below can prove the match."""
    return len(below) <= MAX_CUT_OFF and not any(map(ends_sentence, below))
