"""Does the result of a pack for an HTML page look like something other than one article?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from ..page.blocks import Block
from ..page.sentences import ends_sentence
from ..page.shapes import MIN_CONTAINER_WORDS, container_paths, is_running_text
from ..page.words import count_words, has_more_words, total_words

MIN_READABLE = 0.6
"""The smallest share of the words of an article in subheads, lists, tables, and lines that end like sentences."""
MAX_LINKS = 2
"""The most lines of an article that are nothing but a link."""
MIN_SELECTED = 0.5
"""A selector may have missed a part of the article if it finds less running text than this share of the long texts that
the page has."""

MAX_SCRAP = 20
"""A result with at most this many words of running text may be a stray line of a page that has no article."""


def is_scrap(blocks: tuple[Block, ...]) -> bool:
    """Return whether the blocks have so little running text that it may be a stray line of the page.

    >>> is_scrap((Block("Al het nieuws uit Zeeland staat op deze pagina.", 0, 47),))
    True
    """
    return not has_more_words((block.text for block in blocks if is_running_text(block)), MAX_SCRAP)


def is_odd(blocks: tuple[Block, ...], selected_from: Any = None) -> bool:
    """Return whether the shape of the blocks that a pack left is not that of a single article.

    A scrap of text is odd, and so are lines of a menu. So is a selection from a page that has more than twice as many
    characters in long texts: it may be only the lead, or another article. `selected_from` is the root of the tree of
    that page. Without a selection, a label above the first sentence or below the last one is odd, and so are one or
    two lines that stand apart from the paragraphs of the article.
    """
    running = [number for number, block in enumerate(blocks) if is_running_text(block)]
    if not has_more_words((blocks[number].text for number in running), MAX_SCRAP) or not reads_as_article(blocks):
        return True
    if selected_from is not None:
        from ..readers.elements import has_more_long_text  # text does not need it

        return has_more_long_text(selected_from, sum(len(blocks[number].text) for number in running) / MIN_SELECTED)
    edges = (*blocks[: running[0]], *blocks[running[-1] + 1 :])
    if any(block.kind == "paragraph" and not ends_sentence(block.text) for block in edges):
        return True
    paths = container_paths(blocks)
    words = Counter[str]()
    for number in running:
        words[paths[number]] += count_words(blocks[number].text)
    enough = min(max(words.values()), MIN_CONTAINER_WORDS)
    return any(words[path] < enough for path in paths)


def running_length(blocks: Iterable[Block]) -> int:
    """Return how many characters of running text the blocks have."""
    return sum(len(block.text) for block in blocks if is_running_text(block))


def reads_as_article(blocks: tuple[Block, ...]) -> bool:
    """Return whether the blocks read like an article, without a menu.

    >>> reads_as_article((Block("Een zin.", 0, 8), Block("Sport", 9, 14), Block("Weer en verkeer", 15, 30)))
    False
    """
    read = tuple(b for b in blocks if b.kind in ("heading", "table row", "list item") or ends_sentence(b.text))
    is_readable = total_words(read) >= MIN_READABLE * total_words(blocks)
    return is_readable and sum(block.is_link for block in blocks) <= MAX_LINKS
