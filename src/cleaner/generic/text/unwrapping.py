"""Make one block of the lines of a text that are one paragraph, for those who want whole paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

from ...page.blocks import Block
from .units import units_of

_NO_SPACE_BEFORE = ",.;:!?)…"


def unwrapped(blocks: Sequence[Block], text: str) -> tuple[Block, ...]:
    r"""Return the blocks of a text, those of one paragraph as one block.

    Its place is that of all its lines. Its text is theirs, so it can be shorter than that stretch of the page.

    >>> from cleaner.readers.text import read_text
    >>> page = read_text("De gemeenteraad van Goes noemde\n  het plan\n, dat maandag kwam, goed.\nMeer")
    >>> [(block.text, block.start, block.end) for block in unwrapped(page.blocks, page.text)]
    [('De gemeenteraad van Goes noemde het plan, dat maandag kwam, goed.', 0, 68), ('Meer', 69, 73)]
    """
    return tuple(_whole(blocks[unit.first : unit.last + 1]) for unit in units_of(blocks, text))


def _whole(lines: Sequence[Block]) -> Block:
    """Return the lines of one paragraph as one block."""
    first, last = lines[0], lines[-1]
    if first is last:
        return first
    rest = [line.text if line.text[0] in _NO_SPACE_BEFORE else f" {line.text}" for line in lines[1:]]
    return Block("".join([first.text, *rest]), first.start, last.end, score=first.score)
