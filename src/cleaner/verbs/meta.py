"""`meta` takes the author, the date or the section of the article from a line, and drops the line.

    - meta: {field: author, line: 'Door (.+)', within: 6}

The first group of `line` is the value.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta as Describe

from ..page.lines import Lines
from ..page.patterns import LinePattern, Pattern
from .rule import Edit, Fact, Options, Within, without


class Meta(Options, frozen=True, kw_only=True, eq=False):
    """Take the article's author, date or section from lines, and drop them."""

    field: Annotated[Literal["author", "date", "section"], Describe(description="What the line contains.")]
    line: LinePattern
    within: Within | None = None

    def faults(self) -> Iterator[str]:
        """Report a pattern without a group."""
        if not self.line.groups:
            yield "'line' has no group; put the part to take in brackets, as in 'Door (.+)'"

    def takes(self) -> Pattern | None:
        """Return `line`, unless `within` limits the rule to the first lines."""
        return self.line if self.within is None else None


def apply(options: Meta, lines: Lines) -> Edit | None:
    """Take the first group of each match as a value of `field`."""
    hits = lines.find(options.line, options.within)
    if not hits:
        return None
    facts = tuple(Fact(options.field, hit.group.strip()) for hit in hits)
    return Edit(without(lines.blocks, {hit.line for hit in hits}), facts)
