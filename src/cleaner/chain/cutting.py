"""Did the rules of a pack cut the body of the article?

Rules remove menus, labels and teasers. A rule that is too broad, such as `drop: {line: 'De .*'}`, also removes
paragraphs of the article, and what is left still reads like one.
"""

from __future__ import annotations

from msgspec import Struct

from ..page.blocks import Block, starts_within
from ..page.page import HtmlPage
from ..page.shapes import is_running_text
from ..verbs import VERBS
from .draft import Draft
from .odd import is_scrap

MAX_MATCHED = 0.4
"""The largest share of the running text that rules may match. On 179 pages of sites with a
pack, they match .29 at most."""
MAX_CUT = 0.5
"""The largest share that all rules together may remove. A short article above a long list of teasers has more, so it
takes a second sign."""
UNSEEN = frozenset(name for name, verb in VERBS.items() if verb.options.removes_unseen)
"""The verbs that remove lines which they did not match, such as `until`."""
_OF_LINES = frozenset(name for name, verb in VERBS.items() if verb.options.tree_action is None)


class Cut(Struct, frozen=True):
    """What the rules of the pack removed of the running text, in characters.

    `blocks` are the removed ones, `matched` how much of them looks like paragraphs of the article, and `kept` what is
    left.
    """

    blocks: tuple[Block, ...]
    matched: int
    kept: int

    @property
    def is_matched(self) -> bool:
        """Whether the rules took too much out of the article."""
        return self.matched > MAX_MATCHED * (self.matched + self.kept)

    @property
    def is_large(self) -> bool:
        """Whether the rules removed so much running text that another opinion is needed."""
        removed = sum(len(block.text) for block in self.blocks)
        return self.is_matched or removed > MAX_CUT * (removed + self.kept)


def cut_of(draft: Draft) -> Cut | None:
    """Return what the rules of the pack removed; None if it is clearly too little to matter.

    Removed blocks look like paragraphs of the article if a rule matched them, and some of them stand above one that is
    kept, or next to nothing is kept. Comments stand below the article, and so do not. In HTML, what `until` removes
    looks so too if it matched a paragraph, and not a label.
    """
    removals = [removal for removal in draft.removals if removal.cause.file and removal.cause.rule in _OF_LINES]
    length = sum(removal.end - removal.start for removal in removals)
    if length <= MAX_MATCHED * (length + sum(len(block.text) for block in draft.blocks)):
        return None  # as on most pages
    is_removed = starts_within(sorted((removal.start, removal.end) for removal in removals))
    removed = tuple(filter(is_removed, draft.page.blocks))
    if is_scrap(removed):
        return None
    running = {block.start for block in removed if is_running_text(block)}
    kept = [block for block in draft.blocks if is_running_text(block)]
    end = len(draft.page.text) if is_scrap(draft.blocks) else kept[-1].start
    matching = {r.cause for r in removals if r.cause.rule not in UNSEEN and r.start in running and r.start < end}
    if isinstance(draft.page, HtmlPage):
        firsts = {r.cause: r.start for r in sorted(removals, key=lambda r: r.start, reverse=True)}
        matching |= {cause for cause, start in firsts.items() if cause.rule in UNSEEN and start in running}
    is_matched = starts_within(sorted((r.start, r.end) for r in removals if r.cause in matching))
    blocks = tuple(block for block in removed if block.start in running)
    matched = sum(len(block.text) for block in blocks if is_matched(block))
    return Cut(blocks, matched, sum(len(block.text) for block in kept))
