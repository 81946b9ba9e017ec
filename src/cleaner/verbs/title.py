r"""`title` takes the first line for the headline, and drops it and its repeats.

    - title: {repeated: true, before: '\p{Lu}+ \(ANP\) - .*'}

A first line may as well be the lead, or a subhead, so one of two signs has to be there: `repeated`, that it stands
twice, the second time perhaps behind a label; or `before`, that the line below it is surely the lead, a byline, a date.
What matches `unless` is no headline, whatever the signs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from ..page.lines import Lines
from ..page.patterns import LinePattern
from ..page.sentences import ends_statement
from .rule import Edit, Fact, Options, without

MAX_CHARACTERS = 300
MAX_LABEL = 40


class Title(Options, frozen=True, kw_only=True, eq=False):
    """Take the first line for the headline; give `repeated`, or `before`, or both (either is enough)."""

    repeated: Annotated[bool, Meta(description="It is the headline if the second line is the first one again.")] = False
    before: LinePattern | None = None
    unless: LinePattern | None = None
    min_words: Annotated[int, Meta(ge=1, description="What 'before' alone tells has at least so many words.")] = 1

    def faults(self) -> Iterator[str]:
        """Neither of the two signs."""
        if not self.repeated and self.before is None:
            yield "'title' needs 'repeated: true' or 'before' (a pattern for the line below the headline), or both"


def apply(options: Title, lines: Lines) -> Edit | None:
    """Take the first line for the headline where the second one says so."""
    texts = lines.texts
    if len(texts) < 2 or len(texts[0]) > MAX_CHARACTERS or (options.unless and lines.numbers(options.unless, within=1)):
        return None
    title, below = texts[0], texts[1]
    is_twice = options.repeated and repeats(below, title)
    if not is_twice and not _is_above(lines, options):
        return None
    gone = {0, 1} if is_twice else {0}
    if not ends_statement(title):  # else a sentence of the body may say the same
        gone |= {number for number, text in enumerate(texts) if text == title}
    return Edit(without(lines.blocks, gone), (Fact("headline", title),))


def _is_above(lines: Lines, options: Title) -> bool:
    """Whether the line below says that the first one is the headline."""
    title = lines.texts[0]
    if options.before is None or len(title.split()) < options.min_words:
        return False
    return 1 in lines.numbers(options.before, within=2)


def repeats(line: str, title: str) -> bool:
    """Whether the line is the title again, perhaps with a label glued before it.

    >>> repeats("NU praat je bij Zo werkt de stemming vandaag", "Zo werkt de stemming vandaag")
    True
    """
    return line == title or (
        line.endswith(title) and len(title) > MAX_LABEL // 2 and len(line) - len(title) <= MAX_LABEL
    )
