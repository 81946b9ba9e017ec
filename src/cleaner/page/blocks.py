"""Blocks: the paragraphs, headings, list items and table rows of a page. Every part of `cleaner` works with them.

A reader makes blocks, and all later code only chooses among them. The text of a block is always a stretch of
`Page.text`, and `start` and `end` say which. So the ledger can prove that nothing was invented or lost.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

Kind = Literal["paragraph", "heading", "list item", "quote", "caption", "table row"]

CELL = " | "
"""Separates the cells of a table row in the text of its block."""
UNLINKED_MARKS = 2
UNLINKED_SHARE = 0.1
"""A block is a link if no more than this many of its characters, or this share of them, stand outside the link."""


class Block(Struct, frozen=True, gc=False, repr_omit_defaults=True):
    """One paragraph, heading, list item or table row, or one line of a `<pre>`.

    `text` is one line without white space at its ends. `start` and `end` are its place in `Page.text`, in characters;
    that stretch is as long as `text`, because reading replaces single characters (a non-breaking space by a space) and
    never adds or removes one inside a block.

    - `level`: of a heading, 1 to 6; else 0.
    - `protected`: set by the verb `keep`; no later rule removes the block.
    - `path`: the XPath of the element that the block stands in, for a page that came as HTML.
    - `linked`: how many characters of the text stand in links, for a page that came as HTML.
    - `cells`: of a table row, the texts of all its cells in order, "" for an empty one and for each further column or
      row that a cell spans.
    - `number`: of an item of an ordered list, its number; 0 for every other block. In a page that came as text, the
      number is typed and so it is part of `text`, too.
    - `code`: of a line of a `<pre>`, the line with all its white space, and the blank lines above it.
    - `score`: how likely the line model finds that the block is part of the article, between 0 and 1; None if it was
      not asked.

    >>> block = Block("BRUSSEL (ANP) - De NAVO", 10, 33)
    >>> block.part(16)
    Block(text='De NAVO', start=26, end=33)
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
    score: float | None = None
    code: str = ""

    @property
    def is_link(self) -> bool:
        """Whether the block is a link and nothing else, apart from a full stop or an arrow."""
        length = len(self.text)
        return 0 < self.linked >= length - max(UNLINKED_MARKS, UNLINKED_SHARE * length)

    def part(self, start: int, end: int | None = None) -> Block | None:
        """Return the stretch `text[start:end]` as a block, or None if that is only white space.

        Part of a table row has no `cells`, and part of a line of code has no `code`.
        """
        text = self.text[start:end]
        left = text.lstrip()
        if not left:
            return None
        begin = self.start + start + len(text) - len(left)
        text = left.rstrip()
        linked = len(text) if self.is_link else 0
        cells, code = (self.cells, self.code) if text == self.text else ((), "")
        return replace(self, text=text, start=begin, end=begin + len(text), linked=linked, cells=cells, code=code)


def cell_starts(row: Block) -> list[int]:
    """Return the place in `Page.text` at which each cell of the row starts; for an empty cell, where the text goes on.

    >>> cell_starts(Block("a | c", 10, 15, "table row", cells=("a", "", "c")))
    [10, 11, 14]
    """
    starts = []
    place = 0
    for cell in row.cells:
        if cell:
            place = max(row.text.find(cell, place + (len(CELL) if place else 0)), 0)
        starts.append(row.start + place)
        place += len(cell)
    return starts


def starts_within(stretches: Sequence[tuple[int, int]]) -> Callable[[Block], bool]:
    """Return a test of whether a block starts in one of these stretches of the page.

    The stretches are in the order of the page and do not overlap.

    >>> list(map(starts_within([(0, 5), (10, 15)]), [Block("a", 4, 5), Block("b", 5, 6), Block("c", 10, 11)]))
    [True, False, True]
    """
    starts = [start for start, _ in stretches]

    def is_within(block: Block) -> bool:
        above = bisect_right(starts, block.start) - 1
        return above >= 0 and block.start < stretches[above][1]

    return is_within
