"""The step `site lines`: a batch has counted which lines of a text recur on other pages of its site."""

from __future__ import annotations

from ..page.causes import builtin_cause
from .draft import Draft


def remove_site_lines(draft: Draft) -> Draft:
    """Remove the lines that recur on other pages of the site, and give the number of pages as the evidence.

    A single one between two lines that are kept and do not recur is a subhead, such as "Ingredients", and stays.
    """
    if not draft.site_lines:
        return draft
    kept = {block.start for block in draft.blocks}
    lines = draft.page.blocks
    is_own = [block.start in kept and block.text not in draft.site_lines for block in lines]
    between = {
        block.start for above, block, below in zip(is_own, lines[1:], is_own[2:], strict=False) if above and below
    }
    return draft.remove(
        {
            block.start: builtin_cause("site lines", draft.site_lines[block.text])
            for block in draft.blocks
            if block.text in draft.site_lines and block.start not in between
        }
    )
