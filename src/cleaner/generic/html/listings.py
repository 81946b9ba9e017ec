"""Elements of the same shape, side by side: the teasers of a list, the entries of a live blog."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

from ...page.shapes import MIN_RUNNING_WORDS, ancestors
from .layout import INDEX, MAX_CARD, MIN_LIST, MOSTLY_LINK, BlockIndexes, Layout, common_path

MIN_TITLE = 3
"""The fewest words of a link that is the title of an article."""
MIN_TITLE_SHARE = 0.2
"""The smallest share of the words of a teaser that are in its linked title."""
MAX_ENTRY = 200
"""The most words of an entry of a live blog."""
MIN_FIRST = 20
"""The fewest words of running text between the headlines of two articles on one page."""
MAX_GRID, MIN_ABOVE_GRID = 0.33, 0.9
"""A grid of teasers has at most the first share of the kept words, and below the second share of the others."""
MIN_SENTENCES = 2
"""The fewest sentences of a short article above a list of teasers."""
_STOP = r"[.!?…。！？]+[\"'”’»)]*(?:\s|$)"
MIN_BLOCKS = 2
"""A teaser in a grid has at least this many blocks. The items of a list of links have one."""
MIN_TEASERS = 0.5
"""A page is a list of teasers if at least this share of the kept words is in teasers."""


def teasers(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find teasers among the paragraphs: small elements that contain the linked title of another article."""
    blocks, containers = layout.blocks, layout.container_paths
    text: Counter[str] = Counter()
    for index in kept:
        text[containers[index]] += len(blocks[index].text) - blocks[index].linked
    article = text.most_common(1)[0][0] + "/"
    cards: dict[str, BlockIndexes] = {}
    for index, block in enumerate(blocks):
        if block.path.startswith(article) and containers[index] + "/" != article:
            end = block.path.find("/", len(article))
            cards.setdefault(block.path[:end] if end > 0 else block.path, set()).add(index)
    return {index for card in cards.values() if _is_teaser(layout, card) for index in card}


def grids(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find a grid of teasers below the article: elements of the same shape, at any depth, each with a linked title.

    Where the teasers are much of the text, they are the article: a list of walks, or of books.
    """
    blocks = layout.blocks
    titles: dict[str, list[str]] = {}
    for index in kept:
        if blocks[index].is_link and layout.words[index] >= MIN_TITLE:
            titles.setdefault(INDEX.sub("", blocks[index].path), []).append(blocks[index].path)
    everything = layout.total_words(kept)
    found: BlockIndexes = set()
    for paths in titles.values():
        cards = _cards(layout, kept, paths)
        inside = set().union(*cards)
        if len(cards) >= MIN_LIST and all(layout.total_words(card) <= MAX_CARD for card in cards):
            words = layout.total_words(inside)
            first = min(inside)
            above = layout.total_words(index for index in kept if index < first)
            if words <= MAX_GRID * everything and above >= MIN_ABOVE_GRID * (everything - words):
                found |= inside
    return found


def _cards(layout: Layout, kept: list[int], titles: list[str]) -> list[BlockIndexes]:
    """Return the kept blocks of the elements that hold one title each, by the paths of the titles."""
    around = common_path(titles)
    depth = around.count("/") + 2
    cards: dict[str, BlockIndexes] = {"/".join(path.split("/", depth)[:depth]): set() for path in titles}
    for index in kept:
        path = layout.blocks[index].path
        if path.startswith(around):
            cards.get("/".join(path.split("/", depth)[:depth]), set()).add(index)
    return [card for card in cards.values() if len(card) >= MIN_BLOCKS]


def is_teaser_list(layout: Layout, kept: list[int]) -> bool:
    """Return whether most of the kept text is in teasers, so that the page is a front page and not an article."""
    if any(layout.words[index] > MAX_CARD for index in kept):  # more than a teaser has
        return False
    teasers = _kept_teasers(layout, kept)
    in_teasers = sum(map(layout.total_words, teasers))
    return len(teasers) >= MIN_LIST and in_teasers >= MIN_TEASERS * layout.total_words(kept)


def brief_item(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find the short article above a list of teasers: it is in the element around its headline, and no teaser is.

    The name of a section can stand above teasers, too, with a sentence about it. But it has fewer words than a
    headline, and an article has more than one sentence.
    """
    blocks = layout.blocks
    teasers = set().union(*_kept_teasers(layout, kept))
    for head in layout.headline.own_headings:
        around = blocks[head].path.rpartition("/")[0] + "/"
        inside = {index for index in range(head + 1, len(blocks)) if blocks[index].path.startswith(around)}
        item = {index for index in inside if blocks[index].linked < MOSTLY_LINK * len(blocks[index].text)}
        sentences = sum(len(re.findall(_STOP, blocks[index].text)) for index in item)
        is_headline = layout.words[head] >= MIN_TITLE and not blocks[head].is_link
        if is_headline and sentences >= MIN_SENTENCES and not inside & teasers:
            return item
    return set()


def _kept_teasers(layout: Layout, kept: list[int]) -> list[BlockIndexes]:
    """Return the kept blocks of each element that is a teaser."""
    containers: dict[str, BlockIndexes] = {}
    for index, path in enumerate(layout.container_paths):
        containers.setdefault(path, set()).add(index)
    left = set(kept)
    return [indexes & left for indexes in containers.values() if indexes & left and _is_teaser(layout, indexes)]


def _is_teaser(layout: Layout, card: BlockIndexes) -> bool:
    """Return whether a small element is a teaser: much of it is a linked title. With more subheads, it is a section."""
    blocks = layout.blocks
    titles = [index for index in card if blocks[index].is_link and layout.words[index] >= MIN_TITLE]
    subheads = sum(blocks[index].kind == "heading" and not blocks[index].is_link for index in card)
    words, linked = layout.total_words(card), layout.total_words(titles)
    return 0 < linked >= MIN_TITLE_SHARE * words and words <= MAX_CARD and subheads <= len(titles)


def entries(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find the other entries of a live blog, if an extractor kept one: elements of the same shape, side by side."""
    blocks = layout.blocks
    running = [index for index in kept if layout.running[index]]
    if not running or layout.total_words(kept) > MAX_ENTRY:
        return set()
    around = [
        path
        for path in ancestors(blocks[running[0]].path)
        if all(blocks[index].path.startswith(path + "/") for index in running)
    ]
    beside = _elements_beside(layout, around)
    inside = layout.inside(path for paths in beside.values() for path in paths)
    for path in reversed(around):
        entries = [inside[other] for other in beside[path] if _is_entry(layout, inside[other])]
        if len(entries) >= MIN_LIST:
            first = min(entry.start for entry in entries)
            heads = [index for index in layout.headline.headings if index < first]
            intro = {n for n in range(heads[-1] if heads else first, first) if layout.running[n]}
            return intro | {index for entry in entries for index in entry if _is_content(layout, index)}
    return set()


def _elements_beside(layout: Layout, paths: Collection[str]) -> dict[str, list[str]]:
    """Return for each of these paths of elements those of the same shape beside it, and its own, if they have text.

    Takes time linear in the elements, however they are nested.
    """
    beside = {_shape(path): list[str]() for path in paths}
    known = {""}
    for block in layout.blocks:
        path = block.path
        while path not in known:
            known.add(path)
            shape = _shape(path)
            if shape in beside:
                beside[shape].append(path)
            path = path.rpartition("/")[0]
    return {path: beside[_shape(path)] for path in paths}


def _shape(path: str) -> str:
    """Return the path without the index of its last element."""
    return path.rpartition("[")[0]


def _is_entry(layout: Layout, entry: range) -> bool:
    """Return whether these blocks are short, have some content, and are not a teaser, which has a linked title."""
    return (
        len(entry) <= MAX_ENTRY
        and layout.total_words(entry) <= MAX_ENTRY
        and any(_is_content(layout, index) for index in entry)
        and not any(layout.blocks[index].is_link and layout.words[index] >= MIN_TITLE for index in entry)
    )


def _is_content(layout: Layout, index: int) -> bool:
    """Return whether the block is more than a time or a name."""
    block = layout.blocks[index]
    return block.kind in ("heading", "list item", "quote") or layout.words[index] >= MIN_RUNNING_WORDS


def next_articles(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find the headline of a second article and all below it, on pages that scroll into the next article.

    That headline is a first-level heading at the same place in another element of the same shape. A subhead is in the
    same element as the first headline.
    """
    heads = [index for index in layout.headline.headings if not layout.blocks[index].is_link]
    if len(heads) < 2:
        return set()
    first = layout.blocks[heads[0]].path
    depth, shape = first.count("/"), INDEX.sub("", first)
    below = iter([index for index in kept if index > heads[0] and layout.running[index]])
    above, next_below = 0, next(below, None)
    for head in heads[1:]:
        while next_below is not None and next_below < head:
            above += layout.words[next_below]
            next_below = next(below, None)
        path = layout.blocks[head].path
        is_elsewhere = path.rpartition("/")[0] != first.rpartition("/")[0]
        # paths can be long, and there can be many of them: the shape is only looked at if all else fits
        if is_elsewhere and above >= MIN_FIRST and path.count("/") == depth and INDEX.sub("", path) == shape:
            return {index for index in kept if index >= head}
    return set()
