"""The quick way for a page of a known site: read only what the pack of the site selects."""

from __future__ import annotations

from ..packs.loading import Packs
from ..packs.matching import Match
from ..packs.schema import GENERIC
from ..readers.tree import Tree
from .draft import Draft
from .layouts import layout_of
from .narrow import find_elements, removed_elements, select_rules


def selected_draft(tree: Tree, match: Match, packs: Packs) -> Draft | None:
    """Return a draft of what the pack of a site selects, as the steps `remove` and `select` would leave it.

    Returns None if that cannot be known without reading the whole page, or if the pack selects nothing.
    """
    from ..readers.html import read_parts  # text does not need lxml

    if match.listing or packs[match.pack].pack.limits.max_drop < 1 or tree.root is None:
        return None
    choice = layout_of(packs[match.pack], tree)
    program = choice.program
    selects = select_rules(program)
    if not selects:
        return None
    removed, fired = removed_elements(program, tree.root)
    rule, chosen = next(((rule, found) for rule in selects if (found := find_elements(rule, tree.root))), (None, []))
    if rule is None:
        return None
    read = read_parts(tree, chosen, removed)
    if read is None:
        return None
    page, blocks = read
    draft = Draft(
        page=page,
        match=match,
        program=program,
        generic=packs[GENERIC],
        blocks=blocks,
        confidence=match.score,
        fired=fired | {rule},
    )
    return choice.applied(draft)
