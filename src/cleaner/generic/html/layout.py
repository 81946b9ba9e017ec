"""The layout of a page: its blocks, and what the shape steps want to know of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from ...page.blocks import Block
from ...page.headline import Headline, find_headline
from ...page.page import Metadata
from ...page.shapes import container_paths
from ...page.words import count_words

BlockIndexes = set[int]
"""Indexes of blocks in a layout, from 0."""

INDEX = re.compile(r"\[\d+\]")
"""The index of an element in a path: two paths that differ in these only are of the same shape."""
MIN_LIST = 3
"""Elements of one shape, side by side, that make a list of them."""
MAX_CARD = 80
"""Words of a teaser, a newsletter box, a share bar."""
MOSTLY_LINK = 0.6
"""Share of a block's characters in links from which on it is a link, with or without a label before it."""


class Layout:
    """The blocks that shape steps choose from, and the page's metadata. What a step does not ask for is not computed.

    >>> layout = Layout([Block("De raad", 0, 7), Block("Een zin.", 8, 16)], Metadata())
    >>> layout.words, layout.indexes([Block("Een zin.", 8, 16)])
    ([2, 2], [1])
    """

    def __init__(self, blocks: Sequence[Block], metadata: Metadata) -> None:
        self.blocks, self.metadata = blocks, metadata

    @cached_property
    def words(self) -> list[int]:
        """The number of words of each block."""
        return [count_words(block.text) for block in self.blocks]

    @cached_property
    def container_paths(self) -> list[str]:
        """For each block, the path of the element that holds the paragraphs or lists that it belongs to."""
        return container_paths(self.blocks)

    @cached_property
    def headline(self) -> Headline:
        """Where the headline stands."""
        return find_headline(self.blocks, self.metadata)

    def indexes(self, blocks: Iterable[Block]) -> list[int]:
        """Return the indexes of some of the layout's blocks, growing."""
        return [self._places[block.start] for block in blocks]

    def total_words(self, indexes: Iterable[int]) -> int:
        """Return how many words the blocks with these indexes have together."""
        return sum(self.words[index] for index in indexes)

    @cached_property
    def _places(self) -> dict[int, int]:
        return {block.start: index for index, block in enumerate(self.blocks)}
