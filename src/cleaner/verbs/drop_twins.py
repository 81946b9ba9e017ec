r"""`drop_twins` removes a short line that stands twice in a row: a link, and the label of its picture.

    - drop_twins: {label: '\p{Lu}[\pL ]{0,24} ?\| ?'}      # "Title" above "Zie ook |Title"

It removes both lines. The second one may have a `label` before the text of the first. Two kinds of lines stay, even if
they stand twice: those that end like a sentence, and those of less than 15 characters, such as a score, a cell of a
table or "Nee".
"""

from __future__ import annotations

from itertools import pairwise

from ..page.lines import Lines
from ..page.patterns import PartPattern
from ..page.sentences import ends_statement
from .rule import Edit, Options, without

MIN_CHARACTERS = 15
"""A shorter line may be a score or an answer, which can stand twice in an article. With a label, it is a link."""
MAX_CHARACTERS = 200
"""A longer line is a paragraph, not the title of a link."""


class DropTwins(Options, frozen=True, kw_only=True, eq=False):
    """Remove a short line that stands twice in a row; the second may have a label before it."""

    label: PartPattern | None = None


def apply(options: DropTwins, lines: Lines) -> Edit | None:
    """Remove both lines of each pair of twins."""
    twins = {
        number
        for number, (above, text) in enumerate(pairwise(lines.texts), 1)
        if text.endswith(above) and len(above) <= MAX_CHARACTERS and _are_twins(options, lines, number, above, text)
    }
    gone: set[int] = set()
    for number in sorted(twins):
        if number - 1 not in gone:
            gone.update((number - 1, number))
    return Edit(without(lines.blocks, gone)) if gone else None


def _are_twins(options: DropTwins, lines: Lines, number: int, above: str, text: str) -> bool:
    """Return whether a line is nothing but the text above it, which is the title of a link, or has its label."""
    if above == text and len(above) >= MIN_CHARACTERS and not ends_statement(above):
        return True
    return options.label is not None and lines.opening(options.label, number) == len(text) - len(above)
