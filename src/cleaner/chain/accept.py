"""The steps that judge the draft alone: can the blocks that are left be an article?

`rejected` and `unfit` decide that there is no article. `fitness` and `oddness` only record what they find. `accept`
decides that the draft is the article.
"""

from __future__ import annotations

from msgspec.structs import replace

from ..generic import notices
from ..packs.program import Program
from ..packs.schema import GENERIC
from ..page.blocks import Block
from ..page.causes import builtin_cause
from ..page.page import HtmlPage
from ..page.words import has_more_words, plural, total_words
from .cutting import cut_blocks
from .draft import Draft
from .odd import is_odd
from .taken import may_be_taken

FIRST_LINES = 3
"""The title of a page of text is among this many lines at its start."""
REJECTED = builtin_cause("rejected", "a rule of the pack says that the page is not an article")
UNFIT = builtin_cause("unfit", "what is left is not an article")


def refuse_rejected(draft: Draft) -> Draft:
    """Decide that there is no article if a rule of the pack said so: an index, a tag page."""
    reason = draft.fact("not an article")
    return draft.refuse(reason, REJECTED) if reason else draft


def check_fitness(draft: Draft) -> Draft:
    """Record a fault: what is left stands in the place of an article, a rule that should always fire did not, too
    little is left, or too much was removed.
    """
    fault = _notice_fault(draft) or _rule_fault(draft) or size_fault(draft.program, draft.blocks, draft.page.blocks)
    return replace(draft, fault=fault)


def check_oddness(draft: Draft) -> Draft:
    """Record whether the draft has lines of a menu, or lines that stand apart from the paragraphs of the article, or
    broad rules removed many paragraphs, or elements that may hold the article.
    """
    odd = is_odd(draft.blocks, draft.html.root if draft.is_selected else None) or bool(cut_blocks(draft))
    # with a selection, `is_odd` counts all long texts of the page, also those that were removed
    return replace(draft, is_odd=odd or (not draft.is_selected and may_be_taken(draft)))


def accept(draft: Draft) -> Draft:
    """Decide that the draft is the article, unless it has a fault."""
    if draft.fault:
        return draft
    return replace(draft, method="generic" if draft.program.pack.pack == GENERIC else "pack")


def accept_clear(draft: Draft) -> Draft:
    """Decide that the draft is the article, unless it has a fault or something about it is doubtful."""
    return draft if draft.is_odd or draft.missed else accept(draft)


def refuse_unfit(draft: Draft) -> Draft:
    """Decide that there is no article if the draft has a fault: nothing else is left to try."""
    return draft.refuse(draft.fault, UNFIT) if draft.fault else draft


def size_fault(program: Program, blocks: tuple[Block, ...], whole: tuple[Block, ...]) -> str | None:
    """Return why the blocks that are left of a `whole` page cannot be an article of the pack's site, or None."""
    limits = program.pack.limits
    if limits.max_drop == 1 and has_more_words((block.text for block in blocks), limits.min_words):
        return None
    words = total_words(blocks)
    if words < limits.min_words:
        return f"what is left has {plural(words, 'word')}, and an article has at least {limits.min_words}"
    if limits.max_drop < 1:
        all_words = total_words(whole)
        if all_words - words > limits.max_drop * all_words:
            return f"{all_words - words} of {all_words} words were removed, more than {limits.max_drop:.0%}"
    return None


def _notice_fault(draft: Draft) -> str | None:
    """Return which notice the draft is: an error, a wall, a footer. If nothing is left, the whole page counts."""
    page = draft.page
    lines = [block.text for block in draft.blocks] or page.text.splitlines()
    if not isinstance(page, HtmlPage):
        return notices.notice_in(lines, [block.text for block in page.blocks[:FIRST_LINES]])
    from ..generic.html.walls import wall_of  # text does not need it

    headings = [block.text for block in page.blocks if block.level == 1]
    return wall_of(page, draft.blocks) or notices.notice_in(lines, page.metadata.headlines, headings)


def _rule_fault(draft: Draft) -> str | None:
    missed = (rule for rule in draft.expected("always") if rule not in draft.fired)
    return next((f"{rule.cause} always fires on an article, and did not" for rule in missed), None)
