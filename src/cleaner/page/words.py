"""How many words a text has, and a number of things in words."""

from __future__ import annotations

from .blocks import Block


def count_words(text: str) -> int:
    """How many words the text has; one without spaces, as in Japanese, counts a word for two characters."""
    words = len(text.split())
    return words if len(text) < 12 * words else len(text) // 2


def total_words(blocks: tuple[Block, ...]) -> int:
    """How many words the blocks hold together.

    >>> total_words((Block("Een zin.", 0, 8), Block("Nog een.", 10, 18)))
    4
    """
    return sum(count_words(block.text) for block in blocks)


def plural(number: int, noun: str) -> str:
    """Return a number and its noun, which takes an s unless the number is 1.

    >>> plural(1, "page"), plural(2_404, "page")
    ('1 page', '2,404 pages')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
