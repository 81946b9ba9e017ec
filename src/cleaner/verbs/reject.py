r"""`reject` says that the page is no article at all: an index, a tag page, a list of search results.

    - reject: {line: 'Editie: NL & Wereld \| Zeeland', within: 10}
    - reject: {doubled_label: true}        # "Wereld Wereld Een jaar oorlog", as tag pages head each teaser

Nothing of the page survives, and nothing else is tried on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from ..page.lines import Lines
from ..page.patterns import LinePattern
from .rule import Edit, Fact, Options, Within


class Reject(Options, frozen=True, kw_only=True, eq=False):
    """Say that the page is no article at all; give `line` or `doubled_label`."""

    line: LinePattern | None = None
    within: Within | None = None
    at_least: Annotated[int, Meta(ge=1, description="So many lines have to match.")] = 1
    doubled_label: Annotated[
        bool, Meta(description="The first line opens with a label that stands twice, then a title in capitals.")
    ] = False

    def faults(self) -> Iterator[str]:
        """Both or neither of the two."""
        if (self.line is not None) == self.doubled_label:
            yield "'reject' needs either 'line' or 'doubled_label: true'"


def apply(options: Reject, lines: Lines) -> Edit | None:
    """Drop everything where the page is no article."""
    if options.line is not None:
        found = len(lines.numbers(options.line, options.within)) >= options.at_least
    else:
        found = bool(lines.texts) and has_doubled_label(lines.texts[0])
    return Edit((), (Fact("not an article", options.why or "an index page"),)) if found else None


def has_doubled_label(line: str) -> bool:
    """Whether the line opens with a capitalised label of up to three words, twice, and a title behind it.

    >>> has_doubled_label("Wereld Wereld Een jaar oorlog"), has_doubled_label("Duran Duran komt naar Gent")
    (True, False)
    """
    words = line.split(maxsplit=7)
    for size in (1, 2, 3):
        label, again, title = words[:size], words[size : 2 * size], words[2 * size : 2 * size + 1]
        if title and label == again and label[0][0].isupper() and not title[0].lstrip("'\"‘“„")[:1].islower():
            return True
    return False
