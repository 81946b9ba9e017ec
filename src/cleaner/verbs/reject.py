r"""`reject` says that the page is not an article at all: an index, a tag page, a list of search results.

    - reject: {line: 'Editie: NL & Wereld \| Zeeland', within: 10}
    - reject: {doubled_label: true, at_least: 2}      # "Wereld Wereld Een jaar oorlog", as tag pages open each teaser

Nothing of the page stays, and nothing else is tried on it. One doubled word is a weak sign ("Baden Baden Muziekfestival
trekt bezoekers"), so `doubled_label` needs two different lines or more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from ..page.lines import Lines
from ..page.patterns import LinePattern, Pattern
from .rule import Edit, Fact, Options, Within

MAX_LABEL_WORDS = 6
"""The most words of a label that stands twice; a bar counts as a word: "Opinie | Jan de Vries"."""


class Reject(Options, frozen=True, kw_only=True, eq=False):
    """Say that the page is not an article at all; give `line`, or `doubled_label` with `at_least`."""

    line: LinePattern | None = None
    within: Within | None = None
    at_least: Annotated[int, Meta(ge=1, description="How many lines have to match; 'doubled_label' needs 2.")] = 1
    doubled_label: Annotated[
        bool, Meta(description="Match lines that open with a label that stands twice, and a title with a capital.")
    ] = False

    def faults(self) -> Iterator[str]:
        """Report both signs or neither, and a doubled label in one line only."""
        if (self.line is not None) == self.doubled_label:
            yield "'reject' needs either 'line' or 'doubled_label: true'"
        elif self.doubled_label and self.at_least < 2:
            yield "one doubled label is too weak a sign to reject a page; add 'at_least: 2' or more"

    def takes(self) -> Pattern | None:
        """Return `line` if one match anywhere on the page is enough."""
        return self.line if self.within is None and self.at_least == 1 else None


def apply(options: Reject, lines: Lines) -> Edit | None:
    """Drop everything if the page is not an article."""
    if options.line is not None:
        found = len(lines.numbers(options.line, options.within))
    else:
        found = sum(map(has_doubled_label, set(lines.texts[: options.within])))
    if found < options.at_least:
        return None
    return Edit((), (Fact("not an article", options.why or "an index page"),))


def has_doubled_label(line: str) -> bool:
    """Return whether the line opens with a capitalised label of up to six words, the same label again, and a title.

    >>> has_doubled_label("Wereld Wereld Een jaar oorlog"), has_doubled_label("Duran Duran komt naar Gent")
    (True, False)
    """
    words = line.split(maxsplit=2 * MAX_LABEL_WORDS + 1)
    if not words or words[0] not in words[1 : MAX_LABEL_WORDS + 1]:
        return False  # as almost all lines
    for size in range(1, MAX_LABEL_WORDS + 1):
        label, again, title = words[:size], words[size : 2 * size], words[2 * size : 2 * size + 1]
        opening = title[0].lstrip("'\"‘“„")[:1] if title else ""
        if label == again and label[0][0].isupper() and (opening.isupper() or opening.isdigit()):
            return True
    return False
