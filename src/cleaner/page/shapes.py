"""What the place and the form of a block say about it, whatever its words: signs that extractors overlook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from .blocks import Block
from .sentences import ends_sentence_or_note
from .words import SHORT, count_words

# The elements that hold one paragraph or one item; the element around them is the block's container.
_OWN = frozenset(("ul", "ol", "dl", "li", "dd", "dt", "blockquote", "table", "tbody", "thead", "tr", "td", "p", "pre"))
_OWN |= {"a", "span", "b", "strong", "em", "i", "u", "font", "small"}
_OWN |= {f"h{level}" for level in range(1, 7)}
_ASIDE = ("/nav[", "/footer[", "/aside[", "/figure[")
MIN_RUNNING_WORDS = 8
"""A block that ends like a sentence is running text if it has at least this many words."""
MAX_LINKED_SHARE = 0.3
"""Running text has a smaller share of its characters in links than this; a menu or a teaser has more."""
MIN_CONTAINER_WORDS = 60
"""If an element holds at least this many words of the article, the rest of the element belongs to the article too."""


def container_paths(blocks: Sequence[Block]) -> list[str]:
    """Return for each block the path of its container: the element that holds the paragraphs or lists around it.

    A `div` that holds one line of text and nothing else counts as a paragraph.

    >>> item, line = "/html[1]/div[2]/ul[1]/li[3]/p[1]", "/html[1]/div[3]"
    >>> container_paths([Block("Een", 0, 3, path=item), Block("B", 4, 5, path=line)])
    ['/html[1]/div[2]', '/html[1]']
    """
    paths = [block.path for block in blocks]
    lines = Counter(paths)
    around = {path: path.rpartition("/")[0] for path in lines}
    holders = set(around.values())
    known: dict[str, str] = {}
    for path, times in lines.items():
        inner = around[path] if times == 1 and path not in holders else path
        around[path] = known[inner] if inner in known else _holder(inner, known)
    return [around[path] for path in paths]


def _holder(path: str, known: dict[str, str]) -> str:
    """Return the path of the innermost element, from this one outwards, that holds more than one paragraph or item.

    `known` has the answers so far: elements can be nested so deep that each path may be looked at only once.
    """
    passed = []
    while path not in known:
        above, _, step = path.rpartition("/")
        if step.partition("[")[0] not in _OWN:
            known[path] = path
            break
        passed.append(path)
        path = above
    known.update(dict.fromkeys(passed, known[path]))
    return known[path]


def weights_of_elements(own: Counter[str]) -> Counter[str]:
    """Return the weight of each element by its path: its own, and those of all elements inside it.

    Each element is looked at once, because elements can be nested deep.

    >>> sorted(weights_of_elements(Counter({"/html[1]/body[1]/p[1]": 2, "/html[1]/body[1]": 1})).items())
    [('/html[1]', 3), ('/html[1]/body[1]', 3), ('/html[1]/body[1]/p[1]', 2)]
    """
    weights = Counter(own)
    levels: dict[int, list[str]] = {}
    for path in own:
        levels.setdefault(path.count("/"), []).append(path)
    for depth in range(max(levels, default=0), 1, -1):  # from the innermost elements outwards
        for path in levels[depth]:
            around = path.rpartition("/")[0]
            if around not in weights:
                levels.setdefault(depth - 1, []).append(around)
            weights[around] += weights[path]
    return weights


def is_running_text(block: Block) -> bool:
    """Return whether the block reads like a paragraph: enough words, the end of a sentence, few links."""
    return (
        block.kind != "caption"
        and block.linked < MAX_LINKED_SHARE * len(block.text)
        and (_reads_again(block.text) if len(block.text) <= SHORT else _reads_as_paragraph(block.text))
    )


def _reads_as_paragraph(text: str) -> bool:
    return ends_sentence_or_note(text) and count_words(text) >= MIN_RUNNING_WORDS


_reads_again = lru_cache(maxsize=1_000)(_reads_as_paragraph)  # steps of the chain ask this several times of most blocks


def running_text(blocks: Sequence[Block]) -> int:
    """Return how many characters of running text there are; menus and asides count only if there is no other."""
    found = [block for block in blocks if is_running_text(block)]
    outside = [block for block in found if not any(step in block.path for step in _ASIDE)]
    return sum(len(block.text) for block in outside or found)


def ancestors(path: str) -> Iterator[str]:
    """Yield the paths of all elements around the one at this path, the outermost first."""
    position = path.find("/", 1)
    while position > 0:
        yield path[:position]
        position = path.find("/", position + 1)
