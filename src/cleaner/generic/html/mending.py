"""Corrections of mistakes that extractors make on many sites. They look at the shape of the page, never at its words.

Each function takes a layout and the indexes of the blocks that are kept, and returns the indexes of blocks to remove or
to restore. The table of the chain says which of the two, and in which order. docs/benchmarks.md says what each is worth
and how the thresholds were chosen.
"""

from __future__ import annotations

import re
from collections import Counter

from ...page.blocks import Block
from ...page.sentences import ends_sentence_or_note
from ...page.shapes import MAX_LINKED_SHARE, MIN_CONTAINER_WORDS, weights_of_elements
from ...page.words import count_words
from .layout import INDEX, MAX_CARD, MIN_LIST, MOSTLY_LINK, BlockIndexes, Layout

_HEADING = re.compile(r"/h[1-6]\[\d+\]/")
_CONTROL = re.compile(r"/(?:form|button)\[\d+\]")
MIN_BELOW = 0.5
"""If the metadata names no headline, text above a heading goes only if this share of the kept words is below it."""
CONTAINER = 0.8
"""The article's container is the innermost element with at least this share of the kept text."""
MAX_LABEL = 7
"""The most words of a byline or a label."""
MAX_LABELS = 4
"""The most labels above the first sentence."""
LEAD_WORDS, LEAD_CHARACTERS = 8, 120
"""The description and the lead are the same if their first words are: at most this many words and characters."""
MIN_LEAD = 6
"""The fewest words of a lead, and of a description that can show which block is the lead."""
LEAD_WITHIN = 40
"""The lead is looked for among this many blocks above the first paragraph."""
MAX_OF_TEXT = 0.5
"""An element around a button that has at least this share of the kept running text is the article."""
MAX_LINK_LABEL = 4
"""The most words of a label before a link."""
MIN_LINKS = 2
"""A heading is the label of links if at least this many links follow it."""


def parts_between(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find subheads, lists and tables between the kept paragraphs, in the same container."""
    blocks, containers = layout.blocks, layout.container_paths
    words: Counter[str] = Counter()
    for index in kept:
        words[containers[index]] += layout.words[index]
    return {
        index
        for index in range(kept[0], kept[-1])
        if blocks[index].kind in ("heading", "list item", "table row")
        and blocks[index].linked < MAX_LINKED_SHARE * len(blocks[index].text)
        and words[containers[index]] >= MIN_CONTAINER_WORDS
    }


def boxes(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find forms and buttons, with the small element around each: a newsletter, a share bar, a paywall."""
    controls = {
        block.path[: control.end()]
        for block in layout.blocks
        for control in _CONTROL.finditer(block.path)
        if not _HEADING.search(block.path, 0, control.start() + 1)  # the heading of a part that a button opens
    }
    if not controls:
        return set()
    around = {path.rpartition("/")[0] for path in controls}
    alike = Counter(INDEX.sub("", path) for path in around)
    # several elements of the same shape are the items of a list, each with a button
    boxes = controls | {path for path in around if alike[INDEX.sub("", path)] < MIN_LIST}
    known: dict[str, tuple[str, ...]] = {"": ()}
    wanted = {path for index in kept for path in _around(layout.blocks[index].path, boxes, known)}
    inside: dict[str, BlockIndexes] = {path: set() for path in wanted}
    for index, block in enumerate(layout.blocks if wanted else ()):
        for path in _around(block.path, boxes, known):
            if path in wanted:
                inside[path].add(index)
    running = {index for index in kept if layout.running[index]}
    text = layout.total_words(running)
    small = (
        indexes
        for indexes in inside.values()
        if layout.total_words(indexes) <= MAX_CARD and layout.total_words(indexes & running) < MAX_OF_TEXT * text
    )
    return set().union(*small)


def _around(path: str, boxes: set[str], known: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the boxes around an element, and the element itself if it is one; `known` has the answers so far."""
    passed = []
    while path not in known:
        passed.append(path)
        path = path.rpartition("/")[0]
    found = known[path]
    for inner in reversed(passed):
        known[inner] = found = (*found, inner) if inner in boxes else found
    return found


def headlines(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find the headline, in any place, and the name of the site."""
    return {*layout.headline.similar, *layout.headline.own_headings}.intersection(kept)


def links(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find links to other articles, with or without a label. In a list, all items must be such links."""
    blocks = layout.blocks
    links = {
        index
        for index in kept
        if blocks[index].kind not in ("heading", "table row")
        and blocks[index].linked >= MOSTLY_LINK * len(blocks[index].text)
        and (not ends_sentence_or_note(blocks[index].text) or _is_labelled(blocks[index]))
    }
    mixed = {_list_of(blocks[index]) for index in kept if index not in links and blocks[index].kind == "list item"}
    return {n for n in links if blocks[n].kind != "list item" or _list_of(blocks[n]) not in mixed}


def _is_labelled(block: Block) -> bool:
    """Return whether a block is a link with a short label and a colon before it, such as "Read also:"."""
    label = block.text[: len(block.text) - block.linked].rstrip()
    return label.endswith(":") and count_words(label) <= MAX_LINK_LABEL


def _list_of(block: Block) -> str:
    """Return the path of the list that an item is in."""
    return block.path.rpartition("/li[")[0]


def captions(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find the text below pictures. A figure can also hold a quotation, a table or code."""
    found = set()
    for index in kept:
        block = layout.blocks[index]
        is_content = block.kind in ("quote", "table row") or block.code
        if block.kind == "caption" or ("/figure[" in block.path and not is_content):
            found.add(index)
    return found


def above(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find everything above the headline: menus, a dialog that asks for cookies.

    A headline near the end of the page does not belong to the text above it, so enough of the article must be below.
    """
    named = [index for index in layout.headline.named if not layout.blocks[index].is_link]
    headings = layout.headline.headings
    heads = [index for index in named if index in headings] or named[-1:]
    if not heads and len(headings) == 1:
        heads = [*headings]
    if not heads:
        return set()
    found = {index for index in kept if index < heads[0]}
    all_words = layout.total_words(kept)
    below = all_words - layout.total_words(found)
    return found if below >= (MIN_CONTAINER_WORDS if named else MIN_BELOW * all_words) else set()


def outside(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find what is below the container of the article, such as another article. Above it, sentences stay."""
    blocks = layout.blocks
    parents: Counter[str] = Counter()
    for index in kept:
        parents[blocks[index].path.rpartition("/")[0]] += len(blocks[index].text) - blocks[index].linked
    parents.pop("", None)
    weights = weights_of_elements(parents)
    whole = max(weights.values(), default=0)
    container = max((path for path in weights if weights[path] >= CONTAINER * whole), key=len, default="") + "/"
    inside = [index for index in kept if blocks[index].path.startswith(container)]
    not_sentences = {index for index in kept if index < inside[0] and not layout.running[index]}
    return not_sentences | {index for index in kept if index > inside[-1]}


def lead(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find the lead above the first paragraph: a block that begins like the description of the page."""
    openings = [_opening(text) for text in layout.metadata.descriptions if count_words(text) >= MIN_LEAD]
    if not openings or any(_opening(layout.blocks[index].text) in openings for index in kept):
        return set()
    for index in range(kept[0] - 1, max(-1, kept[0] - LEAD_WITHIN), -1):
        block = layout.blocks[index]
        if 2 * block.linked < len(block.text) and _opening(block.text) in openings:
            return {index}
    return set()


def _opening(text: str) -> list[str]:
    """Return the first words of a text, without marks and letter case."""
    words = text[:LEAD_CHARACTERS].split()[:LEAD_WORDS]
    return ["".join(filter(str.isalnum, word.lower())) for word in words]


def bylines(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find labels, bylines and dates above the first sentence. Many of them are a list, or a table of facts."""
    blocks = layout.blocks
    if not any(ends_sentence_or_note(blocks[index].text) for index in kept):
        return set()
    found = set()
    for index in kept:
        block = blocks[index]
        is_label = layout.words[index] <= MAX_LABEL and not ends_sentence_or_note(block.text)
        if block.kind not in ("paragraph", "list item") or not is_label:
            break
        found.add(index)
    return found if len(found) <= MAX_LABELS else set()


def empty_headings(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find subheads at the end of the article with nothing below them, and those that label links that were removed."""
    blocks = layout.blocks
    found = set()
    below = len(blocks)
    for index in reversed(kept):
        if blocks[index].kind == "heading":
            removed = blocks[index + 1 : min(below, index + 1 + MIN_LIST)]
            is_label = len(removed) >= MIN_LINKS and all(b.linked >= MOSTLY_LINK * len(b.text) for b in removed)
            if below == len(blocks) or is_label:
                found.add(index)
                continue
        below = index
    return found
