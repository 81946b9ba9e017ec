r"""`title` takes the first line as the headline, and drops it and its repeats.

    - title: {repeated: true, before: '\p{Lu}+ \(ANP\) - .*'}

A first line may also be the lead or a subhead. So one of two signs is needed. `repeated`: the line stands twice, and
the second one may have a label before it. `before`: the line below it is certainly the lead, a byline or a date. A line
that matches `unless` is never the headline, whatever the signs.

    - title: {by_url: true}      # "Brug weer open" on the page /nieuws/brug-weer-open

With `by_url`, the headline is the line that has the words of the page's URL. The rule looks for it in the first eight
lines, and stops at a sentence. Lines above the headline are labels, and are dropped too. If the page is HTML, or has no
URL, the rule does nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from msgspec import Meta

from ..page.address import is_named_by
from ..page.lines import Lines
from ..page.patterns import LinePattern
from ..page.sentences import ends_statement
from ..page.words import count_words
from .rule import Edit, Fact, Field, Options, without

MAX_CHARACTERS = 300
"""A longer first line is a paragraph."""
MAX_LABEL = 40
"""The most characters that a label before the repeated headline may have, in the same line or in one of its own."""
MIN_LABELLED = 21
"""The fewest characters of a headline that may have a label before its repeat. A shorter one, such as "Sport", may also
end another line by chance."""
FIRST_LINES = 8
"""The headline that the URL names is one of this many lines."""
MAX_ABOVE = 80
"""A line with more characters above the headline that the URL names is not a label."""


class Title(Options, frozen=True, kw_only=True, eq=False):
    """Take a line as the headline; give `repeated` or `before` for the first line, or both, or `by_url` alone."""

    only_fact: ClassVar[Field | None] = "headline"

    repeated: Annotated[bool, Meta(description="The first line is the headline if the second line repeats it.")] = False
    before: LinePattern | None = None
    by_url: Annotated[
        bool, Meta(description="The headline is the line among the first that has the words of the page's URL.")
    ] = False
    unless: LinePattern | None = None
    min_words: Annotated[
        int, Meta(ge=1, description="The fewest words of a headline that is found by 'before' alone.")
    ] = 1

    def faults(self) -> Iterator[str]:
        """Report that all signs are missing, or that `by_url` is not alone."""
        has_sign = self.repeated or self.before is not None
        if not has_sign and not self.by_url:
            yield (
                "'title' needs 'repeated: true' or 'before' (a pattern for the line below the headline), or both, or"
                " 'by_url: true'"
            )
        elif self.by_url and (has_sign or self.unless):
            yield "'by_url: true' stands alone; write a second 'title' for the other options"


def apply(options: Title, lines: Lines) -> Edit | None:
    """Take the first line as the headline if the second line shows that it is, or the line that the URL names."""
    if options.by_url:
        return _by_url(lines)
    texts = lines.texts
    if len(texts) < 2 or len(texts[0]) > MAX_CHARACTERS or (options.unless and lines.has(options.unless, 0)):
        return None
    title, below = texts[0], texts[1]
    is_twice = options.repeated and repeats(below, title)
    if not is_twice and not _is_above(lines, options):
        return None
    gone = {0, 1} if is_twice else {0}
    if not ends_statement(title):  # otherwise it may be a sentence of the article that is repeated
        gone |= {number for number, text in enumerate(texts) if text == title}
    return Edit(without(lines.blocks, gone), (Fact("headline", title),))


def _by_url(lines: Lines) -> Edit | None:
    """Take the line that the URL names as the headline, and drop the labels above it.

    The headline may stand there a second time, with a label between the two.
    """
    texts = lines.texts
    for number, text in enumerate(texts[:FIRST_LINES] if lines.headline_words else ()):
        if is_named_by(lines.headline_words, text):
            labelled = texts[number + 1 : number + 3]
            is_again = len(labelled) == 2 and labelled[1] == text and len(labelled[0]) <= MAX_LABEL
            gone = set(range(number + (2 if is_again else 1)))
            gone |= {other for other, again in enumerate(texts) if again == text}
            if len(gone) == len(texts):  # a headline has an article below it
                return None
            return Edit(without(lines.blocks, gone), (Fact("headline", text),))
        if len(text) > MAX_ABOVE or ends_statement(text):
            return None
    return None


def _is_above(lines: Lines, options: Title) -> bool:
    """Return whether the second line shows that the first one is the headline."""
    if options.before is None or count_words(lines.texts[0]) < options.min_words:
        return False
    return lines.has(options.before, 1)


def repeats(line: str, title: str) -> bool:
    """Return whether the line is the title again, perhaps directly after a label.

    >>> repeats("NU praat je bij Zo werkt de stemming vandaag", "Zo werkt de stemming vandaag")
    True
    """
    return line == title or (
        line.endswith(title) and len(title) >= MIN_LABELLED and len(line) - len(title) <= MAX_LABEL
    )
