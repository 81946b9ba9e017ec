"""Did the rules of a pack cut the body of the article?

Rules remove menus, labels and teasers. A rule that is too broad, such as `drop: {line: 'De .*'}`, also removes
paragraphs of the article, and what is left may still read like one.
"""

from __future__ import annotations

from collections.abc import Callable

from ..page.blocks import Block, starts_within
from ..page.causes import Cause
from ..page.lines import Lines
from ..page.shapes import is_running_text
from ..verbs import VERBS
from ..verbs.until import Until
from .draft import Draft
from .odd import is_scrap

MAX_MATCHED = 0.4
"""The largest share of the running text that broad rules may remove."""
UNSEEN = frozenset(name for name, verb in VERBS.items() if verb.options.removes_unseen)
"""The verbs that remove lines which they did not match, such as `until`."""
_OF_LINES = frozenset(name for name, verb in VERBS.items() if verb.options.tree_action is None)


def cut_blocks(draft: Draft) -> tuple[Block, ...]:
    """Return the running text that broad rules of the pack removed; nothing if it is too little to matter.

    A rule is broad if it matched running text between two paragraphs that are kept, or any at all if next to nothing
    is kept. An `until` is broad if it matches several of the paragraphs that it removed: what it usually matches is
    one label. So comments below the article, and teasers above it, do not make a rule broad.
    """
    removals = [removal for removal in draft.removals if removal.cause.file and removal.cause.rule in _OF_LINES]
    length = sum(removal.end - removal.start for removal in removals)
    if length <= MAX_MATCHED * (length + sum(len(block.text) for block in draft.blocks)):
        return ()  # as on most pages
    is_removed = starts_within(sorted((removal.start, removal.end) for removal in removals))
    kept = [block for block in draft.blocks if is_running_text(block)]
    first, last = (-1, len(draft.page.text)) if is_scrap(draft.blocks) else (kept[0].start, kept[-1].start)
    inside = {r.start: r.cause for r in removals if r.cause.rule not in UNSEEN and first < r.start < last}
    broad = {inside[block.start] for block in draft.page.blocks if block.start in inside and is_running_text(block)}
    broad |= _broad_untils(draft, {r.cause for r in removals if r.cause.rule == "until"}, is_removed)
    if not broad:
        return ()  # as on most of the others
    removed = tuple(block for block in draft.page.blocks if is_removed(block) and is_running_text(block))
    if is_scrap(removed):
        return ()
    cut = tuple(filter(starts_within(sorted((r.start, r.end) for r in removals if r.cause in broad)), removed))
    size = sum(len(block.text) for block in cut)
    return cut if size > MAX_MATCHED * (size + sum(len(block.text) for block in kept)) else ()


def _broad_untils(draft: Draft, causes: set[Cause], is_removed: Callable[[Block], bool]) -> set[Cause]:
    """Return the causes of those rules `until` that match at least two of the removed paragraphs."""
    if not causes:
        return set()
    blocks = draft.page.blocks
    lines = Lines(blocks, draft.program.patterns, draft.lines)
    broad = set()
    for rule in draft.program.line_rules:
        if rule.cause in causes and isinstance(rule.options, Until):
            matched = (blocks[number] for number in lines.numbers(rule.options.line))
            if sum(is_removed(block) and is_running_text(block) for block in matched) > 1:
                broad.add(rule.cause)
    return broad
