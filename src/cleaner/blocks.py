"""Blocks, the one currency between the parts: a reader makes them, verbs choose among them.

A `Page` holds the text that was read and its blocks. A block never holds text of its own making: it is a
stretch of `Page.text`, and `start` and `end` say which. That is what lets the ledger prove that nothing
was invented and nothing was lost.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

Kind = Literal["paragraph", "heading", "list item", "quote", "caption", "table row"]


class Block(Struct, frozen=True, gc=False):
    """One paragraph, heading or list item.

    `text` is one line without white space at its ends; `start` and `end` are its place in `Page.text`,
    in characters. Both have the same length: reading replaces single characters (a non-breaking space by
    a space), it never adds or removes one inside a block. `level` is a heading's, 1 to 6, and 0 for all
    else. `protected` is set by the verb `keep`: no later rule removes the block.

    >>> block = Block("BRUSSEL (ANP) - De NAVO", 10, 33)
    >>> block.part(16)
    Block(text='De NAVO', start=26, end=33, kind='paragraph', level=0, protected=False)
    """

    text: str
    start: int
    end: int
    kind: Kind = "paragraph"
    level: int = 0
    protected: bool = False

    def part(self, start: int, end: int | None = None) -> Block | None:
        """The stretch `text[start:end]` as a block of its own, or None where it is only white space."""
        text = self.text[start:end]
        left = text.lstrip()
        if not left:
            return None
        begin = self.start + start + len(text) - len(left)
        text = left.rstrip()
        return replace(self, text=text, start=begin, end=begin + len(text))


class Page(Struct, frozen=True):
    """A page as a reader understood it: its text, the blocks in their order, and where it came from.

    `warnings` are the reader's own: a character set that had to be guessed, letters that were lost.
    """

    text: str
    blocks: tuple[Block, ...]
    url: str | None = None
    warnings: tuple[str, ...] = ()


def count_words(blocks: tuple[Block, ...]) -> int:
    """How many words, parted by white space, the blocks hold together.

    >>> count_words((Block("Een zin.", 0, 8), Block("Nog een.", 10, 18)))
    4
    """
    return sum(len(block.text.split()) for block in blocks)
