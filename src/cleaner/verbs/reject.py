r"""`reject` says that the page is not an article at all: an index, a tag page, a list of search results.

    - reject: {line: 'Editie: NL & Wereld \| Zeeland', within: 10}
    - reject: {doubled_label: true, at_least: 2}      # "Wereld Wereld Een jaar oorlog", as tag pages open each teaser

Nothing of the page stays, and nothing else is tried on it. One doubled word is a weak sign ("Baden Baden Muziekfestival
trekt bezoekers"), so `doubled_label` needs two different lines or more.

    - reject: {teaser: true}      # a crawler stored only the teaser of another article

With `teaser`, a page of text is rejected if it is nothing but a title and one paragraph, or one paragraph and a date,
and its URL is about something else: few of its long words are on the page. A label may stand above the title. Use it
for sites of which such texts are known; an article of two lines has the same form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from msgspec import Meta

from ..page.address import is_named_by, words_of
from ..page.lines import Lines
from ..page.patterns import LinePattern, Pattern
from ..page.sentences import ends_statement
from .rule import Edit, Fact, Options, Within

MAX_LABEL_WORDS = 6
"""The most words of a label that stands twice; a bar counts as a word: "Opinie | Jan de Vries"."""

MIN_TITLE, MAX_TITLE = 45, 160
"""The fewest characters of the title of a teaser, and the most. A shorter line may be a subhead, or a date below the
teaser; a longer one may be a paragraph."""
MAX_SUMMARY = 800
"""The most characters of the paragraph of a teaser."""
MIN_LONG = 5
"""The fewest letters of a word of the URL that says what the article is about."""
MIN_KNOWN = 0.4
"""If at least this share of the long words of the URL is on the page, the page is about the article of the URL."""

_NO_TITLE = "-–—|/&:,."
"""Marks that may follow a name that stands twice, such as that of a band; a title does not begin with them."""


class Reject(Options, frozen=True, kw_only=True, eq=False):
    """Say that the page is not an article at all; give `line`, or `doubled_label` with `at_least`, or `teaser`."""

    line: LinePattern | None = None
    within: Within | None = None
    at_least: Annotated[int, Meta(ge=1, description="How many lines have to match; 'doubled_label' needs 2.")] = 1
    doubled_label: Annotated[
        bool, Meta(description="Match lines that open with a label that stands twice, and a title with a capital.")
    ] = False
    teaser: Annotated[
        bool, Meta(description="Match a text of a title and one paragraph whose URL is about something else.")
    ] = False

    def faults(self) -> Iterator[str]:
        """Report several signs or none, and a doubled label in one line only."""
        if (self.line is not None) + self.doubled_label + self.teaser != 1:
            yield "'reject' needs either 'line' or 'doubled_label: true' or 'teaser: true'"
        elif self.doubled_label and self.at_least < 2:
            yield "one doubled label is too weak a sign to reject a page; add 'at_least: 2' or more"

    def takes(self) -> Pattern | None:
        """Return `line` if one match anywhere on the page is enough."""
        return self.line if self.within is None and self.at_least == 1 else None


def apply(options: Reject, lines: Lines) -> Edit | None:
    """Drop everything if the page is not an article."""
    if options.teaser:
        found = int(_is_teaser(lines.texts, lines.headline_words))
    elif options.line is not None:
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
        if label == again and label[0][0].isupper() and opening and not opening.islower() and opening not in _NO_TITLE:
            return True
    return False


def _is_teaser(texts: Sequence[str], words: Sequence[str]) -> bool:
    """Return whether the lines are a title with a paragraph, or a paragraph with a date, and not what the URL names.

    A label may stand above the title, and a date below the paragraph.
    """
    if not words or not 2 <= len(texts) <= 4:
        return False
    longest = max(range(len(texts)), key=lambda number: len(texts[number]))
    summary, above, below = texts[longest], texts[:longest], texts[longest + 1 :]
    if len(summary) > MAX_SUMMARY or len(above) > 2 or len(below) > 1 or any(map(ends_statement, [*above, *below])):
        return False
    has_title = bool(above) and MIN_TITLE <= len(above[-1]) <= MAX_TITLE
    is_dated = bool(below) and len(below[0]) < MIN_TITLE and any(map(str.isdigit, below[0]))
    if (below and not is_dated) or not (has_title or is_dated):
        return False
    long = {word for word in words if len(word) >= MIN_LONG}
    known = long.intersection(words_of(" ".join(texts)))
    return len(known) < MIN_KNOWN * len(long) and not any(is_named_by(words, text) for text in above)
