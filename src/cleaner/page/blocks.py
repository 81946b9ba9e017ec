"""Blocks: the paragraphs, headings and list items of a page, which every part of `cleaner` works on.

A reader makes blocks, and everything after it chooses among them. A block never holds text of its own: it is a stretch
of `Page.text`, and `start` and `end` say which. That lets the ledger prove that nothing was invented or lost.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

Kind = Literal["paragraph", "heading", "list item", "quote", "caption", "table row"]


CELL = " | "
"""What parts the cells of a table's row in its text."""
MARKS = 2
"""Characters, or a tenth of the text, that may stand around a link that is all of a block."""


class Block(Struct, frozen=True, gc=False):
    """One paragraph, heading or list item.

    `text` is one line without white space at its ends; `start` and `end` are its place in `Page.text`,
    in characters. Both have the same length: reading replaces single characters (a non-breaking space by
    a space), it never adds or removes one inside a block. `level` is a heading's, 1 to 6, and 0 for all
    else. `protected` is set by the verb `keep`: no later rule removes the block. Of a page that came as HTML,
    `path` is the XPath of the element it stands in, and `linked` says how many of its characters stand in links.
    `cells` are the texts of all cells of a table row, "" for an empty one; a row that was cut has none. `number` is the
    number of an item of an ordered list, and 0 for all else.

    >>> block = Block("BRUSSEL (ANP) - De NAVO", 10, 33)
    >>> block.part(16)
    Block(text='De NAVO', start=26, end=33, kind='paragraph', level=0, protected=False, path='', linked=0,
          cells=(), number=0)
    """

    text: str
    start: int
    end: int
    kind: Kind = "paragraph"
    level: int = 0
    protected: bool = False
    path: str = ""
    linked: int = 0
    cells: tuple[str, ...] = ()
    number: int = 0

    @property
    def is_link(self) -> bool:
        """Whether a link is all that the block is, but for a stop or an arrow."""
        return 0 < self.linked >= len(self.text) - max(MARKS, len(self.text) // 10)

    def part(self, start: int, end: int | None = None) -> Block | None:
        """The stretch `text[start:end]` as a block of its own, or None where it is only white space."""
        text = self.text[start:end]
        left = text.lstrip()
        if not left:
            return None
        begin = self.start + start + len(text) - len(left)
        text = left.rstrip()
        linked = len(text) if self.is_link else 0
        cells = self.cells if text == self.text else ()
        return replace(self, text=text, start=begin, end=begin + len(text), linked=linked, cells=cells)


def starts_within(stretches: Sequence[tuple[int, int]]) -> Callable[[Block], bool]:
    """A test whether a block starts in one of these stretches of the page, which do not overlap and grow.

    >>> list(map(starts_within([(0, 5), (10, 15)]), [Block("a", 4, 5), Block("b", 5, 6), Block("c", 10, 11)]))
    [True, False, True]
    """
    starts = [start for start, _ in stretches]

    def is_within(block: Block) -> bool:
        above = bisect_right(starts, block.start) - 1
        return above >= 0 and block.start < stretches[above][1]

    return is_within
