"""The steps that choose the article of an HTML page of an unknown site: `container`, `extract` and `teaser list`."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from ..generic.html.container import choose, is_clear
from ..generic.html.extractors import (
    JUSTEXT,
    RUNNING_TEXT,
    TRAFILATURA_DEFAULT,
    TRAFILATURA_FAST,
    TRAFILATURA_PRECISION,
    TRAFILATURA_RECALL,
    Extractor,
)
from ..generic.html.favoring import likely
from ..generic.html.layout import Layout
from ..generic.html.listings import brief_item, is_teaser_list
from ..generic.html.size import Size, size_of
from ..page.blocks import Block
from ..page.causes import Cause, builtin_cause
from ..page.shapes import running_text
from ..page.words import total_words
from ..shortage import shortage_of
from .draft import Draft
from .step import Step, doubted, run_steps

EXTRACTORS: tuple[tuple[Extractor, ...], ...] = (
    (TRAFILATURA_FAST, TRAFILATURA_PRECISION, TRAFILATURA_DEFAULT),
    (JUSTEXT,),
    (RUNNING_TEXT,),
)
"""The extractors, in order. A row is used only if the rows above it found no article. `_best_mode` chooses the mode."""
SHORT = 0.3
"""If the first mode keeps a smaller share of the page's running text than this, the second mode is asked too."""
ENOUGH = 1_500
"""But it is not asked if the first mode keeps at least this many characters: a page may show much text beside its
article. Of 941 pages, four are like that, and no other mode finds more for them. Of the twelve with less, eight get a
better article.
"""
MUCH_SHORTER = 0.75
"""The result of the second mode is taken, unless it has less than this share of the first one's text."""
MUCH_LONGER = 1.5
"""If the result is still short, the third mode is asked. Its result is taken if it is at least this many times as long.
"""
MIN_AGREEMENT, MAX_AGREEMENT = 0.4, 0.8
"""The extractor's choice is in doubt if its agreement with a container that is not clear is at least the first
of these and below the second. Agreement is twice the words that both have, divided by the words of both.
Where it is smaller, the container is something else. Of 16 such pages among 941, 9 have an F1 below .8; of the other
pages, 36 have."""
CONTAINER = builtin_cause("container", "outside of the element that holds the article, or named as something else")
TEASER_LIST = builtin_cause("teaser list", "a teaser in a list of them, and not an article")
NOTHING = builtin_cause("extract", "no extractor could read the page")


class ExtractorError(Exception):
    """An extractor broke on a page: the next one is asked."""


def choose_container(draft: Draft, mending: Sequence[Step]) -> Draft:
    """Choose the blocks of the element that holds the article, and correct the choice, if it is clear which one it is.

    Extractors then need not be asked, which takes most of the time of a page.
    """
    draft, layout = draft.with_layout()
    choice = choose(layout)
    chosen = _corrected(draft, choice.kept, CONTAINER, mending)
    is_chosen = is_clear(layout, choice, set(layout.indexes(chosen.blocks)))
    return replace(chosen, is_chosen=True) if is_chosen else replace(draft, unclear=chosen.blocks)


def extract(draft: Draft, mending: Sequence[Step]) -> Draft:
    """Choose the blocks of the article by trafilatura, justext, or the form of the lines, and correct each choice.

    Only if they are not chosen already.
    """
    if draft.is_chosen:
        return draft
    size = size_of(draft.html)
    min_words = draft.program.pack.limits.min_words
    draft, _ = draft.with_layout()
    best: Draft | None = None
    passed_over: list[str] = []
    for modes in EXTRACTORS:
        name = modes[0].name
        too_large = modes[0].too_large(size)
        if too_large:
            passed_over.append(f"{too_large} for {name}")
            continue
        try:
            best = _best_mode(draft, modes, mending, size)
        except ExtractorError as error:
            passed_over.append(f"{name} failed: {error}")
            continue
        if total_words(best.blocks) >= min_words:
            if passed_over:
                passed_over.append(f"{name} chose the blocks")
            break
        passed_over.append(f"{name} found no article")
    if best is None:
        best = draft.drop(set(range(len(draft.blocks))), NOTHING)
    best = best.warn("extractor-passed-over", "; ".join(passed_over)) if passed_over else best
    return _doubted(best, draft.unclear)


def _doubted(draft: Draft, other: tuple[Block, ...]) -> Draft:
    """Return the draft with a warning and less confidence if it agrees with another choice only in part."""
    starts = {block.start for block in draft.blocks}
    shared = total_words(tuple(block for block in other if block.start in starts))
    agreement = 2 * shared / max(1, total_words(draft.blocks) + total_words(other))
    if not MIN_AGREEMENT <= agreement < MAX_AGREEMENT:
        return draft
    text = "the text that an extractor chose and the element that seems to hold the article differ"
    return doubted(draft, "choices-differ", text)


def _best_mode(draft: Draft, modes: Sequence[Extractor], mending: Sequence[Step], size: Size) -> Draft:
    """Return the choice of the first mode, or that of a later one if it is short for this page.

    trafilatura's modes stand in the order fast, precise, default, because most pages need only the fast one. The
    precise mode finds other text; the default mode searches more widely, and has to find much more to be taken.
    """
    best = _choose(draft, modes[0], mending)
    for mode, least in zip(modes[1:], (MUCH_SHORTER, MUCH_LONGER), strict=False):
        if not _is_short(best):
            break
        too_large = mode.too_large(size)
        if too_large:
            return best.warn("extractor-passed-over", f"{too_large} for another mode of {mode.name}")
        other = _choose(draft, mode, mending)
        if _length(other) >= least * _length(best):
            best = other
    return best


def _choose(draft: Draft, extractor: Extractor, mending: Sequence[Step]) -> Draft:
    """Return the extractor's choice, corrected. Raises `ExtractorError` if the extractor breaks on this page."""
    draft, layout = draft.with_layout()
    return _corrected(draft, _ask(extractor, layout, draft), extractor.cause, mending)


def _ask(extractor: Extractor, layout: Layout, draft: Draft) -> list[bool]:
    """Return for each block whether the extractor keeps it. Raises `ExtractorError` if it breaks on this page."""
    try:
        return extractor.choose(layout, draft.html.root)
    except (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError) as error:
        if shortage_of(error) is not None:  # justext says that it has no such language, if too many files are open
            raise
        raise ExtractorError(f"{type(error).__name__}: {error}") from error  # libraries raise these on odd pages


def _corrected(draft: Draft, kept: Sequence[bool], cause: Cause, mending: Sequence[Step]) -> Draft:
    """Return the draft with only the blocks that are `kept`, corrected."""
    return run_steps(mending, draft.drop({index for index, keep in enumerate(kept) if not keep}, cause))


def _is_short(draft: Draft) -> bool:
    length = _length(draft)
    return length < ENOUGH and length < SHORT * running_text(draft.page.blocks)


def _length(draft: Draft) -> int:
    return sum(len(block.text) for block in draft.blocks)


def restore_likely(draft: Draft) -> Draft:
    """Restore running text that may be part of the article: what trafilatura keeps when it is asked to favor recall.

    If it is not clear which element holds the article, all running text between what is kept may be part of it, too.
    """
    draft, layout = draft.with_layout()
    mode, chosen = TRAFILATURA_RECALL, [False] * len(layout.blocks)
    fault = mode.too_large(size_of(draft.html))
    if fault is None:
        try:
            chosen = _ask(mode, layout, draft)
        except ExtractorError as error:
            fault = str(error)
    if fault is not None:
        draft = draft.warn("extractor-passed-over", f"{fault} for the mode of {mode.name} that favors recall")
    return draft.restore(likely(layout, layout.indexes(draft.blocks), chosen, is_clear=draft.is_chosen))


def refuse_teaser_list(draft: Draft) -> Draft:
    """Decide that there is no article if most of what was extracted is in teasers of articles.

    A short article may stand above them, right below its headline.
    """
    draft, layout = draft.with_layout()
    kept = layout.indexes(draft.blocks)
    if not is_teaser_list(layout, kept):
        return draft
    item = brief_item(layout, kept)
    if item:
        found = draft.drop(set(kept) - item, TEASER_LIST).restore(item)
        return doubted(found, "mostly-teasers", "most of the page is teasers of articles")
    return draft.refuse("most of it is teasers of articles", TEASER_LIST)
