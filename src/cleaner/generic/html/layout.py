"""What the steps of `refining` look at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from ...page.blocks import Block
from ...page.page import Metadata
from ...page.shapes import container_paths
from ...page.words import count_words

Numbers = set[int]
Kept = list[int]
"""The numbers of the blocks that are kept so far, growing."""

NUMBER = re.compile(r"\[\d+\]")
MANY = 3
"""So many elements of one shape are the items of a list."""
MAX_CARD = 80
"""Words of a teaser, a newsletter box, a share bar."""


class Document:
    """The blocks of a page and its metadata, with what several steps want to know of each block."""

    def __init__(self, blocks: Sequence[Block], metadata: Metadata) -> None:
        self.blocks, self.metadata = blocks, metadata
        self.words = [count_words(block.text) for block in blocks]

    @cached_property
    def container_paths(self) -> list[str]:
        """The home of each block: the element that holds its paragraphs."""
        return container_paths(self.blocks)
