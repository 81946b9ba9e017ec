"""Did the rules of a pack cut the body of the article?

Rules remove menus, labels and teasers. A rule that is too broad, such as `drop: {line: 'De .*'}`, also removes
paragraphs of the article, and what is left may still read like one.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..page.blocks import Block
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
    length = sum([removal.end - removal.start for removal in removals])
    if length <= MAX_MATCHED * (length + sum([len(block.text) for block in draft.blocks])):
        return ()  # as on most pages
    # by these starts, it is known which blocks of the page were removed: the start of a block went with its first words
    causes = {removal.start: removal.cause for removal in removals}
    first, last = -1, len(draft.page.text)
    if not is_scrap(draft.blocks):
        first = next(block.start for block in draft.blocks if is_running_text(block))
        last = next(block.start for block in reversed(draft.blocks) if is_running_text(block))
    inside = {start: cause for start, cause in causes.items() if first < start < last and cause.rule not in UNSEEN}
    blocks = draft.page.blocks
    broad = {inside[block.start] for block in blocks if block.start in inside and is_running_text(block)}
    broad |= _broad_untils(draft, causes)
    if not broad:
        return ()  # as on most of the others
    removed = tuple(block for block in blocks if block.start in causes and is_running_text(block))
    if is_scrap(removed):
        return ()
    cut = tuple(block for block in removed if causes[block.start] in broad)
    kept = sum(len(block.text) for block in draft.blocks if is_running_text(block))
    size = sum(len(block.text) for block in cut)
    return cut if size > MAX_MATCHED * (size + kept) else ()


def _broad_untils(draft: Draft, causes: Mapping[int, Cause]) -> set[Cause]:
    """Return the causes of those rules `until` that match at least two of the removed paragraphs.

    `causes` has the cause of each removal, by the place where it starts.
    """
    fired = [(rule.cause, rule.options) for rule in draft.fired if isinstance(rule.options, Until)]
    if not fired:
        return set()
    blocks = draft.page.blocks
    lines = Lines(blocks, draft.program.patterns, draft.lines)
    broad = set()
    for cause, options in fired:
        matched = (blocks[number] for number in lines.numbers(options.line))
        if sum(block.start in causes and is_running_text(block) for block in matched) > 1:
            broad.add(cause)
    return broad
