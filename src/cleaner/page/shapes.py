"""What the position and the form of a block say about it, whatever its words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from .blocks import Block
from .sentences import ends_sentence
from .words import count_words

# The elements that hold one paragraph or one item; the container of a block is the nearest element that is not one.
_OWN = frozenset(("ul", "ol", "dl", "li", "dd", "dt", "blockquote", "table", "tbody", "thead", "tr", "td", "p", "pre"))
_OWN |= {"a", "span", "b", "strong", "em", "i", "u", "font", "small"}
_OWN |= {f"h{level}" for level in range(1, 7)}
_ASIDE = re.compile(r"/(?:nav|footer|aside|figure)\[")
MIN_RUNNING_WORDS = 8
"""Words of a block that is long enough for running text."""
FEW_LINKS = 0.3
"""A block with a smaller share of linked characters is text with links in it, and not a list of links."""
MIN_CONTAINER_WORDS = 60
"""Words of the article that an element has to hold for its other blocks to belong to the article, too."""


def container_paths(blocks: Sequence[Block]) -> list[str]:
    """For each block, the path of the element that holds it together with the paragraphs and lists around it.

    A `div` that holds one line of text and nothing else counts as a paragraph, and not as a container.

    >>> item, line = "/html[1]/div[2]/ul[1]/li[3]/p[1]", "/html[1]/div[3]"
    >>> container_paths([Block("Een", 0, 3, path=item), Block("B", 4, 5, path=line)])
    ['/html[1]/div[2]', '/html[1]']
    """
    lines = Counter(block.path for block in blocks)
    holders = {path.rpartition("/")[0] for path in lines}
    found = {}
    for path, times in lines.items():
        is_line = times == 1 and path not in holders
        above, _, step = path.rpartition("/")
        while is_line or step.partition("[")[0] in _OWN:
            above, _, step = above.rpartition("/")
            is_line = False
        found[path] = f"{above}/{step}" if step else ""
    return [found[block.path] for block in blocks]


def is_running_text(block: Block) -> bool:
    """Whether the block reads like a paragraph: enough words, an end, few links."""
    return (
        block.kind != "caption"
        and block.linked < FEW_LINKS * len(block.text)
        and ends_sentence(block.text)
        and count_words(block.text) >= MIN_RUNNING_WORDS
    )


def running_text(blocks: Sequence[Block]) -> int:
    """The number of characters of running text; text in menus, footers and asides counts only if there is no other."""
    found = [block for block in blocks if is_running_text(block)]
    return sum(len(block.text) for block in found if not _ASIDE.search(block.path)) or sum(len(b.text) for b in found)


def ancestors(path: str) -> Iterator[str]:
    """The paths of the elements around the one at this path, the outermost first."""
    position = path.find("/", 1)
    while position > 0:
        yield path[:position]
        position = path.find("/", position + 1)
