"""`drop` removes the lines that match.

    - drop: {line: 'Lees ook ?[:|].*'}

With `within`, it removes them only among the first lines. "Menu" at the top of the page is a label; further down it
may belong to the article.
"""

from __future__ import annotations

from ..page.lines import Lines
from ..page.patterns import LinePattern, Pattern
from .rule import Edit, Options, Within, without


class Drop(Options, frozen=True, kw_only=True, eq=False):
    """Remove the lines that match."""

    line: LinePattern
    within: Within | None = None

    def takes(self) -> Pattern | None:
        """Return `line`, unless `within` limits the rule to the first lines."""
        return self.line if self.within is None else None


def apply(options: Drop, lines: Lines) -> Edit | None:
    """Remove every line that matches `line`."""
    numbers = lines.numbers(options.line, options.within)
    return Edit(without(lines.blocks, set(numbers))) if numbers else None
