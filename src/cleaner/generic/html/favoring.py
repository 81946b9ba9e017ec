"""What is doubtful on a page of HTML: what goes if the caller favors precision, and what stays if recall is favored.

Both functions look at the shape of the page. docs/line-model.md says what each of the two settings is worth.
"""

from __future__ import annotations

from .layout import BlockIndexes, Layout

MAX_NOTICE = 40
"""The last running text with a link is doubtful if it has fewer words than this: it may be a notice."""


def doubtful(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find what may not be part of the article, if the caller favors precision.

    These are all lines below the last running text, but not the rows of a table; and that text itself if it is short
    and has a link.
    """
    blocks = layout.blocks
    running = [index for index in kept if layout.running[index]]
    if not running:
        return set()
    last = running[-1]
    found = {index for index in kept if index > last and blocks[index].kind != "table row"}
    is_notice = blocks[last].linked > 0 and layout.words[last] < MAX_NOTICE and len(running) > 1
    return found | {last} if is_notice else found


def likely(layout: Layout, kept: list[int], chosen: list[bool], *, is_clear: bool) -> BlockIndexes:
    """Find running text that may be part of the article, if the caller favors recall.

    This is what an extractor has `chosen` above the last running text; and if it is not clear which element holds the
    article, all running text between the first and the last that is kept. The headline is no running text.
    """
    running = [index for index in kept if layout.running[index]]
    if not running:
        return set()
    first, last = running[0], running[-1]
    heads = {*layout.headline.similar, *layout.headline.own_headings}
    return {
        index
        for index in range(last)
        if layout.running[index] and index not in heads and (chosen[index] or (index > first and not is_clear))
    }
