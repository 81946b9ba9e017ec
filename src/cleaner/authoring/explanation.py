"""The explanation of a page: each of its lines, whether it was kept, what removed it, and the element it stands in.

`cleaner explain` and its report show it, and suggestions of rules are made from it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ..chain.layouts import layout_of
from ..chain.narrow import removed_elements
from ..chain.recognise import recognise
from ..cleaner import Cleaner
from ..errors import InputError
from ..output.article import Article
from ..packs.loading import Packs
from ..packs.schema import GENERIC
from ..page.blocks import Block, Kind
from ..page.causes import Cause
from ..page.page import HtmlPage, Page
from ..readers import read_page
from ..work.task import Task

_BREAK = re.compile(r"[\n\r\v\f\u2028\u2029]")


class Line(Struct, frozen=True, eq=False):
    """One line of a page, or a part of one, if a rule took only a part of it.

    - `start`: its place in `Article.page_text`, in characters.
    - `cause`: what removed it; None if it was kept.
    - `kind` and `level`: those of its block; a line that a browser does not show is a paragraph.
    - `score`: how likely the line model finds it part of the article; None if the model was not asked.
    - `element`: of the page's tree, the element that it stands in, or the outermost one that hides it. None if the page
      is text, or has so many blocks that this one goes over the limit.
    """

    text: str
    start: int
    cause: Cause | None = None
    kind: Kind = "paragraph"
    level: int = 0
    score: float | None = None
    element: Any = None


class Explanation(Struct, frozen=True, eq=False):
    """The article of a page, and all lines of the page in order. `page` is the page as its rules saw it at last."""

    article: Article
    page: Page
    lines: tuple[Line, ...]


class NamedPage(Struct, frozen=True, eq=False):
    """One page of several: the name of its file, and its explanation, or the error if it cannot be cleaned."""

    name: str
    explanation: Explanation | None = None
    error: InputError | None = None


def explain_page(task: Task, cleaner: Cleaner) -> Explanation:
    r"""Clean a page, and explain each of its lines.

    Raises what `Cleaner.clean` raises. A page of HTML is read a second time, in this process, to find its elements.

    >>> page = "<h1>Kop</h1><p class=intro>De raad kwam woensdag bijeen.<p class=more><a href=/x>Lees ook</a>"
    >>> for line in explain_page(Task(page), Cleaner()).lines:
    ...     print(line.cause.rule if line.cause else "kept", line.element.get("class"), line.text)
    headline None Kop
    kept intro De raad kwam woensdag bijeen.
    link more Lees ook
    """
    article = cleaner.run(replace(task, whole=True))  # the article of a whole page, under the limits for all of it
    page = _page_as_cleaned(task, cleaner)
    return Explanation(article, page, tuple(_lines(article, page)))


def _page_as_cleaned(task: Task, cleaner: Cleaner) -> Page:
    """Read the page again, without the elements that its pack removes, as the chain did."""
    page = read_page(task.page, task.url, task.input, task.charset, cleaner.limits)
    return _without_removed(page, cleaner.packs, task.pack) if isinstance(page, HtmlPage) else page


def _without_removed(page: HtmlPage, packs: Packs, pack: str | None) -> HtmlPage:
    from ..readers.html import without_elements

    match = recognise(page, packs, pack)
    if match.pack == GENERIC or match.listing:
        return page
    removed, _ = removed_elements(layout_of(packs[match.pack], page).program, page.root)
    return without_elements(page, removed)


def _lines(article: Article, page: Page) -> Iterator[Line]:
    places = sorted(_places(page), key=itemgetter(0))
    starts = [start for start, *_ in places]
    kept = {block.start: block for block in article.blocks}
    for start, end, cause in article.ledger.stretches():
        for text in _BREAK.split(article.page_text[start:end]):
            if text.strip():
                number = bisect_right(starts, start) - 1
                _, block, element = places[number] if number >= 0 else (0, None, None)
                block = kept.get(start, block)
                score = cause.score if cause else block.score if block else None
                kind, level = (block.kind, block.level) if block else ("paragraph", 0)
                yield Line(text.strip(), start, cause, kind, level, score, element)
            start += len(text) + 1


def _places(page: Page) -> Iterator[tuple[int, Block | None, Any]]:
    """Yield where each block and each text that is not shown starts, the block, and the element it stands in."""
    if not isinstance(page, HtmlPage):
        yield from ((block.start, block, None) for block in page.blocks)
        return
    from ..readers.elements import elements_at  # text does not need lxml

    elements = elements_at(page.root, {block.path for block in page.blocks})
    for block in page.blocks:
        yield block.start, block, elements.get(block.path)
    for removal, element in zip(page.unshown, page.unshown_elements, strict=True):
        yield removal.start, None, element
