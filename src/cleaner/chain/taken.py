"""Did the `remove` rules of a pack take the article's own paragraphs out of an HTML page?

A rule such as `remove: {css: p}` takes them all, and headings, lists and captions are left. Packs also remove comments,
related articles and boxes for good reasons, and these may be longer than the article. But a rule that is right removes
an element that holds several paragraphs, or it leaves the paragraphs of the article. So the sign of a wrong one is that
the removed elements are paragraphs themselves, and that no other paragraph is left.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Any

from ..page.blocks import Block
from ..page.headline import end_of_headline
from ..page.page import HtmlPage, Page
from ..page.shapes import is_running_text
from .draft import Draft
from .narrow import is_inside
from .odd import is_scrap, running_length

PARAGRAPH = "p"
MIN_TAKEN = 0.5
"""The paragraphs of the article are taken if more than this share of its running text was removed."""
MAX_LEAD = 400
"""The most characters of running text that are left between the headline and the first removed paragraph. On the
first half of the development sites, the leads above the paragraphs of an article have up to this many."""


def may_be_taken(draft: Draft) -> bool:
    """Return whether the elements that the pack removed may hold the article: a quick look, before another cleaning.

    They may if next to nothing is left, or if some of them are paragraphs and no paragraph is left.
    """
    page = draft.page
    if not isinstance(page, HtmlPage) or not page.removed:
        return False
    return is_scrap(draft.blocks) or (
        not any(_is_paragraph(block) and is_running_text(block) for block in draft.blocks)
        and bool(_paragraphs(page.removed))
    )


def is_taken(draft: Draft, whole: Draft) -> bool:
    """Return whether the article stands in the elements that the pack removed.

    `whole` is the page with these elements, cleaned by generic cleaning. If the pack removed larger elements than
    paragraphs, no lead may be left, and it has to be clear which element holds the article.
    """
    removed = draft.html.removed
    paragraphs = _paragraphs(removed)
    if paragraphs and _holds_article(draft, whole, paragraphs, MAX_LEAD):
        return True
    return whole.is_chosen and _holds_article(draft, whole, removed, 0)


def _is_paragraph(block: Block) -> bool:
    return block.path.rpartition("/")[2].partition("[")[0] == PARAGRAPH


def _paragraphs(elements: AbstractSet[Any]) -> frozenset[Any]:
    return frozenset(element for element in elements if element.tag == PARAGRAPH)


def _holds_article(draft: Draft, whole: Draft, elements: AbstractSet[Any], lead: int) -> bool:
    """Return whether these elements have most of the running text, and at most so many characters stand above it."""
    from ..readers.elements import paths_of  # text does not need it

    known = {"": False} | dict.fromkeys(paths_of(elements), True)
    lost: list[Block] = []
    kept: list[Block] = []
    for block in filter(is_running_text, whole.blocks):
        (lost if is_inside(block.path, known) else kept).append(block)
    length = running_length(lost)
    if length <= MIN_TAKEN * (length + running_length(kept)):
        return False
    return _lead(draft, whole.page, kept, lost[0]) <= lead


def _lead(draft: Draft, page: Page, kept: Iterable[Block], first: Block) -> int:
    """Return how much running text is kept between the headline of the page and the first block that was removed."""
    headline = end_of_headline(page.blocks, draft.metadata, first.start) or 0
    return running_length(block for block in kept if headline <= block.start < first.start)
