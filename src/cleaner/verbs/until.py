r"""`until` drops a line and all that stands below it.

    - until: {line: 'Meer uit \p{Lu}\pL+', followed_by: '\p{Lu}+ \(ANP\) - .*', expect: usually}

The first match counts; an article may have a subhead that reads just like the label of the teasers below it, and two
options tell them apart. With `followed_by`, a match counts only where one of the three lines below it is like that,
before the next match; or at the end of the page, with less than two lines below and no sentence among them. With
`rest`, it counts only where every line below is like that: "Lees ook" ends an article when only links follow.
"""

from __future__ import annotations

from ..page.lines import Lines
from ..page.patterns import LinePattern
from ..page.sentences import ends_sentence
from .rule import Edit, Options

NEAR = 3
END = 2


class Until(Options, frozen=True, kw_only=True, eq=False):
    """Drop a line and all that stands below it."""

    line: LinePattern
    followed_by: LinePattern | None = None
    rest: LinePattern | None = None


def apply(options: Until, lines: Lines) -> Edit | None:
    """Keep what stands above the first line that counts."""
    numbers = lines.numbers(options.line)
    if options.followed_by and numbers:
        proofs = set(lines.numbers(options.followed_by))
        stops = [*numbers[1:], len(lines.blocks)]
        numbers = [
            number
            for number, stop in zip(numbers, stops, strict=True)
            if not proofs.isdisjoint(range(number + 1, min(number + 1 + NEAR, stop)))
            or _is_near_end(lines.texts[number + 1 : number + 1 + END])
        ]
    if options.rest and numbers:
        alike = set(lines.numbers(options.rest))
        start = len(lines.blocks)
        while start and start - 1 in alike:
            start -= 1
        numbers = [n for n in numbers if n + 1 >= start]
    return Edit(lines.blocks[: numbers[0]]) if numbers else None


def _is_near_end(below: list[str]) -> bool:
    return len(below) < END and not any(map(ends_sentence, below))
