"""The layout of a page: its blocks, and what the shape steps need to know about each."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Sequence
from functools import cached_property
from itertools import takewhile
from typing import Any

from ...page.blocks import Block
from ...page.headline import Headline, find_headline
from ...page.page import Metadata
from ...page.shapes import container_paths, is_running_text
from ...page.words import count_words
from ...readers.elements import elements_at

BlockIndexes = set[int]
"""Indexes of blocks in a layout, from 0."""

INDEX = re.compile(r"\[\d+\]")
"""The index of an element in a path. Two paths that differ only in indexes have the same shape."""
MIN_LIST = 3
"""Elements of the same shape, side by side, are a list if there are at least this many."""
MAX_CARD = 80
"""The most words of a teaser, a newsletter box or a share bar."""
MOSTLY_LINK = 0.6
"""A block is a link, perhaps with a label before it, if at least this share of its characters is in links."""


class Layout:
    """The blocks that shape steps choose from, the metadata of the page, and the root element of its tree.

    Everything else is computed when needed.

    >>> layout = Layout([Block("De raad", 0, 7), Block("Een zin.", 8, 16)], Metadata())
    >>> layout.words, layout.indexes([Block("Een zin.", 8, 16)])
    ([2, 2], [1])
    """

    def __init__(self, blocks: Sequence[Block], metadata: Metadata, root: Any = None) -> None:
        self.blocks, self.metadata, self.root = blocks, metadata, root
        self._last: tuple[Iterable[Block], list[int]] = ((), [])

    @cached_property
    def words(self) -> list[int]:
        """The number of words of each block."""
        return [count_words(block.text) for block in self.blocks]

    @cached_property
    def elements(self) -> dict[str, Any]:
        """The elements that hold the blocks, and all elements around them, by their paths."""
        return elements_at(self.root, (block.path for block in self.blocks))

    def elements_of(self, paths: Collection[str]) -> dict[str, Any]:
        """Return at least the elements at these paths; to look for a few is faster than to look for all `elements`."""
        if not paths:
            return {}
        return self.elements if "elements" in self.__dict__ else elements_at(self.root, paths)

    @cached_property
    def running(self) -> list[bool]:
        """Whether each block is running text."""
        return list(map(is_running_text, self.blocks))

    @cached_property
    def running_lengths(self) -> list[int]:
        """The number of characters of each block outside of links if it is running text, else 0."""
        return [
            len(block.text) - block.linked if is_running else 0
            for block, is_running in zip(self.blocks, self.running, strict=True)
        ]

    @cached_property
    def container_paths(self) -> list[str]:
        """For each block, the path of the element that holds the paragraphs or lists that it belongs to."""
        return container_paths(self.blocks)

    @cached_property
    def headline(self) -> Headline:
        """Where the headline is."""
        return find_headline(self.blocks, self.metadata)

    def indexes(self, blocks: Iterable[Block]) -> list[int]:
        """Return the indexes of some blocks of the layout, in order."""
        if blocks is not self._last[0]:  # most steps change nothing, and the next one asks for the same blocks
            places = self._places
            self._last = blocks, [places[block.start] for block in blocks]
        return self._last[1]

    def inside(self, paths: Iterable[str]) -> dict[str, range]:
        """Return for each of these paths of elements the indexes of the blocks in the element, which follow each other.

        Takes time linear in the blocks and the paths, however the elements are nested.

        >>> layout = Layout([Block("Een", 0, 3, path="/div[1]/p[1]"), Block("Twee", 4, 8, path="/div[10]")], Metadata())
        >>> layout.inside(["/div[1]"])
        {'/div[1]': range(0, 1)}
        """
        wanted = dict.fromkeys(paths, range(0))
        known = {"": ""}  # the innermost wanted element around an element, or the element itself
        for index, block in enumerate(self.blocks if wanted else ()):
            inner = innermost(block.path, wanted, known)
            if inner:
                wanted[inner] = range(wanted[inner].start if wanted[inner] else index, index + 1)
        for path in sorted(wanted, key=lambda path: path.count("/"), reverse=True):
            outer, own = innermost(path.rpartition("/")[0], wanted, known), wanted[path]
            if outer and own:
                all_of = wanted[outer] or own
                wanted[outer] = range(min(all_of.start, own.start), max(all_of.stop, own.stop))
        return wanted

    def total_words(self, indexes: Iterable[int]) -> int:
        """Return how many words the blocks with these indexes have together."""
        return sum(map(self.words.__getitem__, indexes))

    @cached_property
    def _places(self) -> dict[int, int]:
        return {block.start: index for index, block in enumerate(self.blocks)}


def common_path(paths: Collection[str]) -> str:
    """Return the path of the smallest element that holds the elements at these paths, or is one of them.

    Only the first and the last in the order of the alphabet are divided into steps, because paths can be long.

    >>> common_path(["/div[1]/p[1]/b[1]", "/div[1]/p[10]", "/div[1]/p[1]"])
    '/div[1]'
    """
    first, last = (path.split("/") for path in (min(paths), max(paths)))
    return "/".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))


def innermost(path: str, wanted: Container[str], known: dict[str, str]) -> str:
    """Return the innermost wanted element around an element, or the element itself; "" if there is none.

    `known` has the answers so far, and `{"": ""}` at first: elements can be nested so deep that each may be looked at
    only once.
    """
    passed = []
    while path not in known:
        passed.append(path)
        path = path.rpartition("/")[0]
    found = known[path]
    for inner in reversed(passed):
        known[inner] = found = inner if inner in wanted else found
    return found
