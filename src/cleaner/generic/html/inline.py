"""The inline markup of an article: what of its text is a link, emphasised, or code, and which pictures belong to it.

The blocks of a page do not have it. It is read from the tree again, and only if the caller asks for it, so that other
pages do not take longer. The lines of the smallest element that holds the article are compared with the text of the
blocks. Where a block has no line, because the page went over a limit for example, it has no markup.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

from ...page.blocks import Block, cell_starts
from ...page.markup import InlineMarkup, Span
from ...page.page import HtmlPage
from ...readers.elements import elements_at
from .inline_reader import Line, Lines, Targets, base_of
from .layout import common_path
from .pictures import choose_pictures


def read_markup(page: HtmlPage, kept: Sequence[Block]) -> InlineMarkup:
    """Return the markup of the blocks that were kept, and the pictures that belong to them.

    >>> from cleaner.readers.html import read_html
    >>> page = read_html("<p>Een <b>vet</b> woord, en <a href='/b'>een link</a>.", "https://krant.nl/a")
    >>> [(page.text[span.start : span.end], span.mark, span.url) for span in read_markup(page, page.blocks).spans]
    [('vet', 'strong', ''), ('een link', 'link', 'https://krant.nl/b')]
    """
    starts = [block.start for block in page.blocks]
    places = sorted({bisect_right(starts, block.start) - 1 for block in kept})
    if not places:
        return InlineMarkup()
    paths = {page.blocks[place].path for place in places}
    container = common_path(paths)
    elements = elements_at(page.root, (*paths, container))
    targets = Targets(base_of(page))
    read = Lines(elements[container], targets, page.removed)
    found = _places(page.blocks, {path: elements[path] for path in paths}, read.lines)
    chosen = set(places)
    kept_lines = {line: start for line, start in found.items() if bisect_right(starts, start) - 1 in chosen}
    spans = [
        Span(start + first, start + last, mark, url)
        for line, start in kept_lines.items()
        for first, last, mark, url in read.lines[line].marks
    ]
    rows = [elements[page.blocks[place].path] for place in places if page.blocks[place].cells]
    pictures = choose_pictures(read, elements[container], kept_lines, rows, targets)
    return InlineMarkup(tuple(sorted(spans, key=lambda span: span.start)), tuple(pictures))


def _places(blocks: Sequence[Block], elements: dict[str, Any], lines: Sequence[Line]) -> dict[int, int]:
    """Return the place in the text of the page at which each line begins that is a block or a cell of one.

    An element can hold several blocks, separated by line breaks. So its blocks and its lines are compared in order.
    """
    numbers: dict[tuple[Any, str], list[int]] = {}
    for number, line in enumerate(lines):
        for element in {line.element, line.row} - {None}:
            numbers.setdefault((element, line.text), []).append(number)
    places: dict[int, int] = {}
    done: dict[Any, int] = {}  # the number of the first line of an element that may be next
    for block in blocks:
        element = elements.get(block.path)
        if element is None or block.code:
            continue
        pieces = zip(block.cells, cell_starts(block), strict=True) if block.cells else [(block.text, block.start)]
        for text, start in pieces:
            same = numbers.get((element, text), [])
            index = bisect_left(same, done.get(element, 0))
            if index < len(same):
                places[same[index]] = start
                done[element] = same[index] + 1
    return places
