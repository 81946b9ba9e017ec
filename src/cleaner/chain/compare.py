"""The steps `discard` and `compare`: the result of a pack, compared with that of generic extraction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from msgspec.structs import replace

from ..page.blocks import Block, starts_within
from ..page.causes import Removal, builtin_cause
from ..page.headline import end_of_headline
from ..page.shapes import container_paths, is_running_text
from ..page.warnings import PageWarning
from ..page.words import total_words
from .accept import accept, size_fault
from .cutting import UNSEEN, cut_blocks
from .draft import Draft
from .odd import is_scrap

AGREEMENT = 0.8
"""Two results agree if they share at least this part of their words. On 179 pages whose layout had changed, a limit at
this value caught 97 % of the bad results and none of the good ones."""
MIN_SHARED = 0.6
"""If the result of a pack has less than this share of what generic extraction finds, it has missed the article."""
EXTRACTION = builtin_cause("compare", "generic extraction leaves it out")

REMOVED = "its rules removed running text that generic cleaning keeps"

Rival = Callable[[Draft], Draft]
"""Cleans the page of a draft again, as a page of an unknown site."""


def discard(draft: Draft, rival: Rival) -> Draft:
    """Take the result of generic extraction instead if the result of the pack has a fault."""
    return _discarded(draft, rival(draft), draft.fault) if draft.fault else draft


def ask_about_cut(draft: Draft, rival: Rival) -> Draft:
    """Take the result of generic cleaning instead if it keeps most of what broad rules removed from a text."""
    cut = () if draft.fault else cut_blocks(draft)
    if not cut:
        return draft
    other = rival(draft)
    is_kept = starts_within([(block.start, block.end) for block in other.blocks])
    restored = sum(len(block.text) for block in cut if is_kept(block))
    is_most = 2 * restored > sum(len(block.text) for block in cut)
    return _discarded(draft, other, REMOVED) if is_most else draft


def compare(draft: Draft, rival: Rival) -> Draft:
    """Compare a doubtful result of a pack with that of generic extraction: take one of them, or what both keep.

    No pack can know all menus of an HTML page. The result of the pack stays if generic extraction finds no article, or
    the same one; but a scrap of text on a page without an article is not an article. If the result is odd, or the two
    do not agree, blocks that only one of them keeps are removed. If the pack may have missed the article, and generic
    extraction found other running text, its result is taken.
    """
    other = rival(draft)
    if other.page is not draft.page:
        return _discarded(draft, other, REMOVED)
    if other.method == "none" and is_scrap(draft.blocks):
        return _discarded(draft, other, "it is short, and generic extraction finds no article")
    headline = end_of_headline(draft.page.blocks, draft.metadata)
    shared = common(draft.blocks, other.blocks, len(draft.page.text) if headline is None else headline)
    cut = cut_blocks(draft)
    may_miss = bool(draft.missed) or draft.is_selected or bool(cut)
    if may_miss and _lacks(shared, other.blocks, () if cut else draft.removals):
        return _discarded(draft, other, "generic extraction finds another article")
    is_fit = size_fault(draft.program, shared, draft.page.blocks) is None
    if is_fit and (draft.is_odd or not agree(shared, draft.blocks, other.blocks)):
        draft = draft.keep(shared, EXTRACTION)
    return _tried(accept(draft), draft, other)


def _tried(result: Draft, draft: Draft, other: Draft) -> Draft:
    return replace(result, tried=(draft.program, other.program))


def _discarded(draft: Draft, other: Draft, why: str) -> Draft:
    """Return the other draft, with a warning that says why the result of the pack was discarded."""
    warning = PageWarning("pack-discarded", f"the result of {draft.program.pack.pack} was discarded: {why}")
    fired = draft.fired | other.fired
    return _tried(replace(other, fired=fired, warnings=(warning, *other.warnings)), draft, other)


def common(own: tuple[Block, ...], others: tuple[Block, ...], headline: int) -> tuple[Block, ...]:
    """Return the blocks of `own` that `others` have too, whole or in part, and the blocks that belong to them.

    These are all blocks in the same container, and paragraphs and subheads between them, or paragraphs between them and
    the headline, which ends at the character `headline` of the page.
    """
    shared = list(filter(starts_within([(block.start, block.end) for block in others]), own))
    if not shared:
        return ()
    first, last, kept = shared[0].start, shared[-1].start, set(shared)
    paths = dict(zip(own, container_paths(own), strict=True))
    inhabitants = Counter(paths.values())
    characters = Counter[str]()
    for block in shared:
        characters[paths[block]] += len(block.text)
    container = characters.most_common(1)[0][0]
    around = {container, container.rpartition("/")[0]}

    def belongs(block: Block) -> bool:
        path = paths[block]
        is_wrapped = inhabitants[path] == 1 and path.rpartition("/")[0] in around  # a paragraph in its own element
        is_subhead = block.kind == "heading" and path in around  # between paragraphs in elements of their own
        is_between = (is_wrapped or is_subhead) and first < block.start < last
        is_above = is_running_text(block) and (is_wrapped or headline < block.start < first)
        return path == container or is_between or is_above

    return tuple(block for block in own if block in kept or belongs(block))


def _lacks(shared: tuple[Block, ...], others: tuple[Block, ...], removals: tuple[Removal, ...]) -> bool:
    """Return whether the pack's result lacks most of the running text that generic extraction found.

    Lines that a rule matched, such as those of a menu, do not count. Lines that a rule removed unseen, as
    `until` does, count. `removals` are those of the rules that may have been right.
    """
    is_known = starts_within(sorted((r.start, r.end) for r in removals if r.cause.rule not in UNSEEN))
    unknown = tuple(block for block in others if is_running_text(block) and not is_known(block))
    return total_words(shared) < MIN_SHARED * total_words(unknown)


def agree(shared: tuple[Block, ...], own: tuple[Block, ...], others: tuple[Block, ...]) -> bool:
    """Return whether two results are the same except for a few words; `shared` are the blocks that both have."""
    return 2 * total_words(shared) >= AGREEMENT * (total_words(own) + total_words(others))
