"""Did the `remove` rules of a pack take the article's own paragraphs out of an HTML page?

A rule such as `remove: {css: p}` takes them all, and headings, lists and captions are left. Packs also remove comments,
related articles and boxes for good reasons, and these may be longer than the article. But the article stands above
them, and it is kept. So the sign is where the removed text begins: right below the headline, or below a lead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ..page.blocks import Block
from ..page.headline import end_of_headline
from ..page.page import HtmlPage, Page
from ..page.shapes import container_paths, is_running_text
from .draft import Draft
from .narrow import is_inside
from .odd import is_scrap, running_length

MIN_TAKEN = 0.5
"""The paragraphs of the article are taken if more than this share of its running text was removed."""
MAX_LEAD = 400
"""The most characters of running text that are left between the headline and the first removed paragraph. On the
first half of the development sites, the leads above the paragraphs of an article have up to this many."""
MIN_BESIDE = 2
"""Paragraphs of an article stand beside each other: an element holds at least this many. A comment often has an element
of its own."""


def may_be_taken(draft: Draft) -> bool:
    """Return whether the elements that the pack removed may hold the article: a quick look, before another cleaning.

    They may if next to nothing is left, or if they have more running text than what is left, and it begins below the
    headline or a lead.
    """
    page = draft.page
    if not isinstance(page, HtmlPage) or not page.removed:
        return False
    if is_scrap(draft.blocks):
        return True
    left = running_length(draft.blocks)
    stretches = [removal for removal in page.unshown if removal.cause.file]
    if not _is_most(sum(removal.end - removal.start for removal in stretches), left):
        return False  # as on most pages
    texts = (Block(page.text[removal.start : removal.end], removal.start, removal.end) for removal in stretches)
    lost = tuple(filter(is_running_text, texts))
    return _is_most(running_length(lost), left) and _lead(draft, page, draft.blocks, lost[0]) <= MAX_LEAD


def is_taken(draft: Draft, whole: Draft) -> bool:
    """Return whether the elements that the pack removed hold the article that generic cleaning finds with them.

    `whole` is the page cleaned so. It has to be clear which element holds the article, and no lead may be left; or
    the removed paragraphs stand beside each other.
    """
    from ..readers.elements import paths_of  # text does not need it

    known = {"": False} | dict.fromkeys(paths_of(draft.html.removed), True)
    lost: list[Block] = []
    kept: list[Block] = []
    for block in filter(is_running_text, whole.blocks):
        (lost if is_inside(block.path, known) else kept).append(block)
    if whole.method != "generic" or not _is_most(running_length(lost), running_length(kept)):
        return False
    lead = _lead(draft, whole.page, kept, lost[0])
    return lead <= MAX_LEAD and ((whole.is_chosen and not lead) or _stand_beside(lost, whole.blocks))


def _is_most(lost: int, kept: int) -> bool:
    return lost > MIN_TAKEN * (lost + kept)


def _lead(draft: Draft, page: Page, kept: Iterable[Block], first: Block) -> int:
    """Return how much running text is kept between the headline of the page and the first block that was removed."""
    headline = end_of_headline(page.blocks, draft.metadata, first.start) or 0
    return running_length(block for block in kept if headline <= block.start < first.start)


def _stand_beside(lost: Sequence[Block], blocks: tuple[Block, ...]) -> bool:
    """Return whether most of the lost paragraphs stand beside others of them in the same element."""
    containers = dict(zip(blocks, container_paths(blocks), strict=True))
    inhabitants = Counter(containers[block] for block in lost)
    beside = [block for block in lost if inhabitants[containers[block]] >= MIN_BESIDE]
    return 2 * running_length(beside) > running_length(lost)
