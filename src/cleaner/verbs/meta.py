"""`meta` takes a line for what it tells about the article, and drops it.

    - meta: {field: author, line: 'Door (.+)', within: 6}

The first group of `line` is what it tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta as Describe

from ..page.lines import Lines
from ..page.patterns import LinePattern
from .rule import Edit, Fact, Options, Within, without


class Meta(Options, frozen=True, kw_only=True, eq=False):
    """Take lines for the article's author, date or section, and drop them."""

    field: Annotated[Literal["author", "date", "section"], Describe(description="What the line tells.")]
    line: LinePattern
    within: Within | None = None

    def faults(self) -> Iterator[str]:
        """A pattern without a group."""
        if not self.line.groups:
            yield "no group of 'line' tells which part of it to take; write it as 'Door (.+)'"


def apply(options: Meta, lines: Lines) -> Edit | None:
    """Take every match's first group for the value of `field`."""
    hits = lines.find(options.line, options.within)
    if not hits:
        return None
    facts = tuple(Fact(options.field, hit.group.strip()) for hit in hits)
    return Edit(without(lines.blocks, {hit.line for hit in hits}), facts)
