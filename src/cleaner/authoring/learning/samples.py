"""Samples: stored pages of a site, and which of their blocks belong to the article."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from ...errors import UsageError
from ...output.article import Article
from ...page.blocks import Block
from ...page.page import HtmlPage, Page
from ...page.words import count_words
from ..labels import labels
from ..stored_pages import Stored, page_of

MIN_RUNNING = 60
"""Lines of at least this many characters are running text, which shows whether a page is a copy of another one."""
MIN_NEW = 0.2
"""A page is a copy of earlier ones if a smaller share of its running text is new. A brief item has little text of its
own beside the teasers and notices of its site, so the share is lower than that of `generic.text.site_lines`."""


class Sample(Struct, frozen=True, eq=False):
    """A stored page as it was read.

    `kept` has the indexes of the blocks that are kept before anything is learned, and `content` those of the blocks
    that belong to the article. They are the same if nobody wrote the article. `words` has the number of words of each
    block.
    """

    stored: Stored
    page: Page
    kept: frozenset[int]
    content: frozenset[int]
    words: tuple[int, ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of the page."""
        return self.page.blocks

    @property
    def is_html(self) -> bool:
        """Whether the page is HTML."""
        return isinstance(self.page, HtmlPage)

    @property
    def is_sure(self) -> bool:
        """Whether a person wrote the article."""
        return self.stored.article is not None


def read_samples(stored: Sequence[Stored], clean: Callable[[Stored], Article]) -> list[Sample]:
    """Read the pages; `clean` returns what is kept of a page now.

    Raises `UsageError` if some pages are HTML and others text, and what `Cleaner.clean` raises, with the page's name.
    """
    samples = [_sample(each, clean) for each in stored]
    if len({sample.is_html for sample in samples}) > 1:
        raise UsageError("some of these pages are HTML and others are text; take one kind at a time")
    return samples


def _sample(stored: Stored, clean: Callable[[Stored], Article]) -> Sample:
    page = page_of(stored)
    starts = {start for start, _ in clean(stored).ledger.kept}
    content = kept = frozenset(index for index, block in enumerate(page.blocks) if block.start in starts)
    if stored.article is not None:
        found = labels(stored.article, [block.text for block in page.blocks])
        content = frozenset(index for index, is_content in enumerate(found) if is_content)
    return Sample(stored, page, kept, content, tuple(count_words(block.text) for block in page.blocks))


def distinct(samples: Sequence[Sample]) -> list[Sample]:
    """Return the samples without copies of earlier ones, because the lines of an article that is stored twice recur."""
    seen: set[str] = set()
    kept = []
    for sample in samples:
        running = {block.text for block in sample.blocks if len(block.text) >= MIN_RUNNING}
        new = sum(len(text) for text in running - seen)
        if not running or new >= MIN_NEW * sum(map(len, running)):
            kept.append(sample)
            seen |= running
    return kept
