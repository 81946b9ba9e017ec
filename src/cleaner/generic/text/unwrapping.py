"""Make one block of the lines of a text that are one paragraph, for those who want whole paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ...page.blocks import Block
from .units import MARKS, units_of

_NO_SPACE_BEFORE, _NO_SPACE_AFTER = ",.;:!?)]…”’", "([“‘„"
_NUMBER = re.compile(r"\d{1,3}[.)] ")


def unwrapped(blocks: Sequence[Block], text: str) -> tuple[Block, ...]:
    r"""Return the blocks of a text, those of one paragraph as one block.

    Its place is that of all its lines. Its text is theirs, so it can be shorter than that stretch of the page.

    >>> from cleaner.readers.text import read_text
    >>> page = read_text("De gemeenteraad van Goes noemde\n  het plan\n, dat maandag kwam, goed.\nMeer")
    >>> [(block.text, block.start, block.end) for block in unwrapped(page.blocks, page.text)]
    [('De gemeenteraad van Goes noemde het plan, dat maandag kwam, goed.', 0, 68), ('Meer', 69, 73)]
    """
    return tuple(
        _whole(lines) for unit in units_of(blocks, text) for lines in _parts(blocks[unit.first : unit.last + 1], text)
    )


def _parts(lines: Sequence[Block], text: str) -> Iterator[Sequence[Block]]:
    """Yield the lines of a paragraph in parts: an item of a list, and what follows a line that was removed, is one."""
    start = 0
    for number in range(1, len(lines)):
        line = lines[number]
        if text[lines[number - 1].end : line.start].strip() or line.text.startswith(MARKS) or _NUMBER.match(line.text):
            yield lines[start:number]
            start = number
    yield lines[start:]


def _whole(lines: Sequence[Block]) -> Block:
    """Return the lines of one paragraph as one block."""
    first, last = lines[0], lines[-1]
    if first is last:
        return first
    parts = [first.text]
    for above, line in pairwise(lines):
        is_joined = line.text[0] in _NO_SPACE_BEFORE or above.text[-1] in _NO_SPACE_AFTER
        parts += ["" if is_joined else " ", line.text]
    return Block("".join(parts), first.start, last.end, score=first.score)
