"""Does a pack's result for an HTML page look like something else than one article?"""

from __future__ import annotations

from collections import Counter

from ..page.blocks import Block
from ..page.sentences import ends_sentence
from ..page.shapes import MIN_CONTAINER_WORDS, container_paths, is_running_text, running_text
from ..page.words import count_words, total_words

MIN_READABLE = 0.6
"""Share of an article's words that stand in subheads, lists, tables, and lines that end as sentences do."""
MAX_LINKS = 2
"""Lines of an article that are nothing but a link."""
MIN_SELECTED = 0.5
"""Share of the page's running text that a selector which found the whole article finds."""


def is_odd(blocks: tuple[Block, ...], page: tuple[Block, ...], *, is_selected: bool) -> bool:
    """Return whether the blocks that a pack left of a page are not, or not only, one article, by their shape.

    Lines of a menu are odd. So is a selection that leaves out most of the page's running text: the selector may be that
    of the lead, or of another article. Without a selection, a label above the first sentence or below the last is odd,
    and so is a line or two that stand apart from the article's paragraphs.
    """
    running = [number for number, block in enumerate(blocks) if is_running_text(block)]
    if not running or not reads_as_article(blocks):
        return True
    if is_selected:
        return sum(len(blocks[number].text) for number in running) < MIN_SELECTED * running_text(page)
    edges = (*blocks[: running[0]], *blocks[running[-1] + 1 :])
    if any(block.kind == "paragraph" and not ends_sentence(block.text) for block in edges):
        return True
    paths = container_paths(blocks)
    words = Counter[str]()
    for number in running:
        words[paths[number]] += count_words(blocks[number].text)
    enough = min(max(words.values()), MIN_CONTAINER_WORDS)
    return any(words[path] < enough for path in paths)


def reads_as_article(blocks: tuple[Block, ...]) -> bool:
    """Return whether the blocks read as an article does, and hold no menu.

    >>> reads_as_article((Block("Een zin.", 0, 8), Block("Sport", 9, 14), Block("Weer en verkeer", 15, 30)))
    False
    """
    read = tuple(b for b in blocks if b.kind in ("heading", "table row", "list item") or ends_sentence(b.text))
    is_readable = total_words(read) >= MIN_READABLE * total_words(blocks)
    return is_readable and sum(block.is_link for block in blocks) <= MAX_LINKS
