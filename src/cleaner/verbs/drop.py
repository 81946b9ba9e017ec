"""`drop` removes the lines that match.

    - drop: {line: 'Lees ook ?[:|].*'}

With `within`, only among the first lines: "Menu" above the article is a label, further down it may be body.
"""

from __future__ import annotations

from ..page.lines import Lines
from ..page.patterns import LinePattern
from .rule import Edit, Options, Within, without


class Drop(Options, frozen=True, kw_only=True, eq=False):
    """Remove the lines that match."""

    line: LinePattern
    within: Within | None = None


def apply(options: Drop, lines: Lines) -> Edit | None:
    """Remove every line that matches `line`."""
    numbers = lines.numbers(options.line, options.within)
    return Edit(without(lines.blocks, set(numbers))) if numbers else None
