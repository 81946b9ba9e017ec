"""Corrections of mistakes that extractors make on many sites. They look at the shape of the page, never at its words.

Each function takes a layout and the indexes of the blocks that are kept, and returns the indexes of blocks to remove or
to restore. The table of the chain says which of the two, and in which order. docs/benchmarks.md says what each is worth
and how the thresholds were chosen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, takewhile

from ...page.blocks import Block
from ...page.sentences import ends_sentence_or_note, ends_statement
from ...page.shapes import MAX_LINKED_SHARE, MIN_CONTAINER_WORDS, MIN_RUNNING_WORDS, weights_of_elements
from ...page.words import count_words
from .container import is_named_otherwise
from .layout import INDEX, MAX_CARD, MIN_LIST, MOSTLY_LINK, BlockIndexes, Layout

_HEADING = re.compile(r"/h[1-6]\[\d+\]/")
_LIST = re.compile(r"/(?:ol|ul|dl|blockquote)\[\d+\]$")
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
MIN_STANDFIRST = 15
"""Above the container, a line with at least this many words is the standfirst of the article, even without a stop."""
MIN_CHAPTER = 40
"""The fewest words of running text in another part of an article."""
MIN_CHAPTERS = 2
"""The fewest such parts."""
MIN_SUBHEADS = 2
"""An element around a button that has at least this many lists with a subhead is a part of the article: a recipe."""
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


def chapters(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find the other parts of an article of which an extractor kept the first: several elements right below it.

    Each begins with a heading, has running text and no links, and is not named as something else, such as comments. A
    single one may be about the author.
    """
    blocks, container = layout.blocks, _container(layout, kept)
    around = container.rpartition("/")[0] + "/"
    parts: dict[str, list[int]] = {}
    for index in range(kept[-1] + 1, len(blocks)):
        path = blocks[index].path
        if not path.startswith(around):
            break
        end = path.find("/", len(around))
        parts.setdefault(path[:end] if end > 0 else path, []).append(index)
    if container in parts:
        return set()
    elements = layout.elements
    chapters = [
        part
        for path, part in takewhile(lambda each: _is_chapter(layout, each[1]), parts.items())
        if not is_named_otherwise(elements[path])
    ]
    return set().union(*chapters) if len(chapters) >= MIN_CHAPTERS else set()


def _is_chapter(layout: Layout, part: list[int]) -> bool:
    blocks = layout.blocks
    return (
        blocks[part[0]].kind == "heading"
        and not any(blocks[index].linked >= MAX_LINKED_SHARE * len(blocks[index].text) for index in part)
        and layout.total_words(index for index in part if layout.running[index]) >= MIN_CHAPTER
    )


def boxes(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find forms and buttons, with the small element around each: a newsletter, a share bar, a paywall."""
    controls = {
        block.path[: control.end()]
        for block in layout.blocks
        if "/form[" in block.path or "/button[" in block.path
        for control in _CONTROL.finditer(block.path)
        if not _HEADING.search(block.path, 0, control.start() + 1)  # the heading of a part that a button opens
    }
    if not controls:
        return set()
    around = {path.rpartition("/")[0] for path in controls}
    forms = {part for path in controls if "/form[" in path for part in (path, path.rpartition("/")[0])}
    alike = Counter(INDEX.sub("", path) for path in around)
    # several elements of the same shape are the items of a list, each with a button
    boxes = controls | {path for path in around if alike[INDEX.sub("", path)] < MIN_LIST}
    running = {index for index in kept if layout.running[index]}
    words_above = [0, *accumulate(layout.words)]
    running_above = [0, *accumulate(n if index in running else 0 for index, n in enumerate(layout.words))]
    lead = _lead_below_headline(layout, kept)
    return {
        index
        for path, inside in layout.inside(boxes).items()
        if words_above[inside.stop] - words_above[inside.start] <= MAX_CARD
        and running_above[inside.stop] - running_above[inside.start] < MAX_OF_TEXT * running_above[-1]
        and _subheads(layout, inside) < MIN_SUBHEADS
        and (lead not in inside or path in forms)
        for index in inside
    }


def _lead_below_headline(layout: Layout, kept: list[int]) -> int | None:
    """Return the first running text that is kept if the headline is the last heading above it."""
    first = next((index for index in kept if layout.running[index]), len(layout.blocks))
    above = [index for index in range(first) if layout.blocks[index].kind == "heading"]
    return first if above and above[-1] in layout.headline.own_headings else None


def _subheads(layout: Layout, indexes: range) -> int:
    """Return how many of these blocks are headings right above an item of a list that is among them."""
    blocks = layout.blocks
    items = {
        n for n in indexes if blocks[n].kind == "list item" and blocks[n].linked < MOSTLY_LINK * len(blocks[n].text)
    }
    return sum(blocks[index].kind == "heading" and index + 1 in items for index in indexes)


def headlines(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find the headline, in any place, and the name of the site."""
    return {*layout.headline.similar, *layout.headline.own_headings}.intersection(kept)


def links(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find links to other articles, with or without a label. In a list, all items must be such links.

    Lines of one element are such a list, too, if none of them is a sentence. A link with a colon behind it introduces
    what follows, unless that is a link too.
    """
    blocks = layout.blocks
    links: BlockIndexes = set()
    below: int | None = None
    for index in reversed(kept):
        introduces = _has_colon_behind(blocks[index]) and below is not None and below not in links
        if not introduces and _is_link(layout, index):
            links.add(index)
        below = index
    items = {n for n in kept if blocks[n].kind == "list item"}
    prose = {blocks[n].path for n in kept if n not in items and ends_sentence_or_note(blocks[n].text)}
    firsts = {blocks[n].path: n for n in reversed(kept)}
    labels = {n for path, n in firsts.items() if layout.words[n] <= MAX_LABEL and path == _path_below(layout, n)}
    lines = {n for n in kept if blocks[n].path not in prose} - labels
    mixed = {_list_of(blocks[n]) for n in (items | lines) - links}
    return {n for n in links if _list_of(blocks[n]) not in mixed}


def _is_link(layout: Layout, index: int) -> bool:
    """Return whether a block is a link, perhaps with a label before it. A sentence is not, and no long paragraph."""
    block = layout.blocks[index]
    return (
        block.kind not in ("heading", "table row")
        and block.linked >= MOSTLY_LINK * len(block.text)
        and layout.words[index] <= MAX_CARD
        and (not ends_sentence_or_note(block.text) or _is_labelled(block))
    )


def _path_below(layout: Layout, index: int) -> str:
    return layout.blocks[index + 1].path if index + 1 < len(layout.blocks) else ""


def _has_colon_behind(block: Block) -> bool:
    return block.text.endswith(":") and block.linked < len(block.text)


def _is_labelled(block: Block) -> bool:
    """Return whether a block is a link with a short label and a colon before it, such as "Read also:"."""
    label = block.text[: len(block.text) - block.linked].rstrip()
    return label.endswith(":") and count_words(label) <= MAX_LINK_LABEL


def _list_of(block: Block) -> str:
    """Return the path of the list that an item is in, or of the element that holds the lines of a paragraph."""
    return block.path.rpartition("/li[")[0] or block.path


def captions(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find the text below pictures. A figure can also hold a quotation, a table or code."""
    return {index for index in kept if _is_caption(layout.blocks[index])}


def _is_caption(block: Block) -> bool:
    is_content = block.kind in ("quote", "table row") or block.code
    return block.kind == "caption" or ("/figure[" in block.path and not is_content)


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
    container = _container(layout, kept) + "/"
    inside = [index for index in kept if blocks[index].path.startswith(container)]
    not_sentences = {
        index
        for index in kept
        if index < inside[0]
        and not layout.running[index]
        and (layout.words[index] < MIN_STANDFIRST or blocks[index].linked >= MAX_LINKED_SHARE * len(blocks[index].text))
    }
    return not_sentences | {index for index in kept if index > inside[-1]} - _sections(layout, kept, container)


def _container(layout: Layout, kept: list[int]) -> str:
    """Return the path of the element that holds the article."""
    blocks = layout.blocks
    parents: Counter[str] = Counter()
    for index in kept:
        parents[blocks[index].path.rpartition("/")[0]] += len(blocks[index].text) - blocks[index].linked
    parents.pop("", None)
    weights = weights_of_elements(parents)
    whole = max(weights.values(), default=0)
    container = max((path for path in weights if weights[path] >= CONTAINER * whole), key=len, default="")
    return _LIST.sub("", container)  # what stands beside a long list belongs to the article too


def _sections(layout: Layout, kept: list[int], container: str) -> BlockIndexes:
    """Find the further sections of an article whose container is in a `<section>`.

    They have the same place in other `<section>` elements beside it. Each begins with a heading, and holds no links.
    """
    blocks, steps = layout.blocks, container.split("/")[:-1]
    sections: dict[str, list[int]] = {}
    known: dict[str, bool] = {}
    for index in kept:
        if "/section[" not in blocks[index].path:  # as on most pages
            continue
        path = "/".join(blocks[index].path.split("/", len(steps))[: len(steps)])
        if path not in known:
            known[path] = _is_in_section_beside(path.split("/"), steps)
        if known[path]:
            sections.setdefault(path, []).append(index)
    return {
        index
        for section in sections.values()
        if blocks[section[0]].kind == "heading"
        and not any(blocks[index].linked >= MOSTLY_LINK * len(blocks[index].text) for index in section)
        and any(layout.running[index] for index in section)
        for index in section
    }


def _is_in_section_beside(others: list[str], steps: list[str]) -> bool:
    """Return whether two paths are as long, and differ only in one step, which is a `<section>` in the first one."""
    apart = [other for step, other in zip(steps, others, strict=False) if step != other]
    return len(others) == len(steps) and len(apart) == 1 and apart[0].startswith("section[")


def lead(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find the lead above the first paragraph: a block that begins like the description of the page."""
    openings = [_opening(text, LEAD_WORDS) for text in layout.metadata.descriptions if count_words(text) >= MIN_LEAD]
    if not openings or any(_begins_like(layout.blocks[index].text, openings) for index in kept):
        return set()
    for index in range(kept[0] - 1, max(-1, kept[0] - LEAD_WITHIN), -1):
        block = layout.blocks[index]
        if 2 * block.linked < len(block.text) and not _is_caption(block) and _begins_like(block.text, openings):
            return {index}
    return set()


def _begins_like(text: str, openings: Sequence[list[str]]) -> bool:
    """Return whether a text begins with one of these openings. Most texts differ in the first word."""
    first = _opening(text, 1)
    return any(opening[:1] == first for opening in openings) and _opening(text, LEAD_WORDS) in openings


def _opening(text: str, size: int) -> list[str]:
    """Return the first words of a text, at most `size`, without marks and letter case."""
    words = text[:LEAD_CHARACTERS].split(None, size)[:size]
    return ["".join(filter(str.isalnum, word.lower())) for word in words]


def bylines(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find labels, bylines and dates above the first sentence. Many of them are a list, or a table of facts."""
    blocks = layout.blocks
    if not any(ends_sentence_or_note(blocks[index].text) for index in kept):
        return set()
    found: BlockIndexes = set()
    for index in kept:
        block = blocks[index]
        is_label = layout.words[index] <= MAX_LABEL and not ends_sentence_or_note(block.text)
        if block.kind not in ("paragraph", "list item") or not is_label:
            is_verse = bool(found) and not ends_sentence_or_note(block.text) and _is_among_lines(layout, index)
            return set() if is_verse or len(found) > MAX_LABELS else found
        found.add(index)
    return set()


def _is_among_lines(layout: Layout, index: int) -> bool:
    """Return whether a block is one of several lines of an element, with a line above and one below it."""
    around = [block.path for block in layout.blocks[index - 1 : index + 2]]
    return len(around) == 3 and len(set(around)) == 1


def empty_headings(layout: Layout, kept: list[int]) -> BlockIndexes:
    """Find subheads at the end of the article with nothing below them, and those that label links that were removed."""
    blocks = layout.blocks
    found: BlockIndexes = set()
    below = len(blocks)
    for index in reversed(kept):
        is_text = ends_statement(blocks[index].text) and layout.words[index] >= MIN_RUNNING_WORDS
        if blocks[index].kind == "heading" and not is_text:
            removed = blocks[index + 1 : min(below, index + 1 + MIN_LIST)]
            is_label = len(removed) >= MIN_LINKS and all(b.linked >= MOSTLY_LINK * len(b.text) for b in removed)
            if below == len(blocks) or is_label:
                found.add(index)
                continue
        below = index
    return found
