"""The figures of a page for the history of its pack, from what the chain knows about the page anyway."""

from __future__ import annotations

from ..output.figures import Figures
from ..packs.schema import GENERIC
from ..page.page import HtmlPage
from ..page.warnings import SKIPPED
from ..verbs import VERBS
from .draft import Draft

LONG = 80
"""A line of at least this many characters counts as running text. Labels, bylines and most titles are shorter."""
_TREE_VERBS = frozenset(name for name, verb in VERBS.items() if verb.options.tree_action)


def figures_of(draft: Draft) -> Figures | None:
    """Return the figures of a page after the decision.

    Returns None for a page of an unknown site, for one that its pack knows by its URL as a list of articles, and for
    one that the caller does not want. They say nothing about the rules of a pack.

    A page of text takes a millisecond or less, so this looks at each block and removal only once, and at no character.
    What a `select` removed is left out: on most pages, that part has not been read.
    """
    program = draft.tried[0] if draft.tried else draft.program
    is_skipped = any(warning.code in SKIPPED for warning in draft.warnings)
    if program.pack.pack == GENERIC or draft.match.listing or is_skipped:
        return None
    names = program.rule_names
    lengths = [len(block.text) for block in draft.blocks]
    kept = sum(lengths)
    removed = sum([each.end - each.start for each in draft.removals if each.cause.rule not in _TREE_VERBS])
    return Figures(
        pack=program.pack.pack,
        version=program.pack.version,
        layout=program.layout,
        is_html=isinstance(draft.page, HtmlPage),
        fired=frozenset([names[number] for number in map(id, draft.fired) if number in names]),
        has_article=kept > 0,
        is_discarded=draft.program is not program,
        kept=kept,
        removed=removed,
        running=sum([length for length in lengths if length >= LONG]) / kept if kept else 0.0,
    )
