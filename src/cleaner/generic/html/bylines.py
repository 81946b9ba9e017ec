"""Find the author and the date of a page whose metadata does not name them: a byline, and htmldate."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from ...page.blocks import Block
from ...page.dates import valid_date
from ...page.headline import end_of_headline
from ...page.names import has_opening, is_conjunction, is_other_work, names_in, without_opening
from ...page.page import HtmlPage
from ...readers.elements import elements_at
from .size import LARGE, size_of

logging.getLogger("htmldate").addHandler(logging.NullHandler())


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]|$)")
MAX_DIGITS = 200
"""htmldate's patterns take time quadratic in the length of a run of digits. A page with a run of this length or more is
not given to it."""
_DIGITS = re.compile(rf"(?<!\d)\d{{{MAX_DIGITS}}}")
_BYLINES = ("a", "span", "address", "div", "p", "b", "strong", "li")
_MARK = re.compile(r"author|byline", re.IGNORECASE)
MAX_BYLINE = 200
"""The most characters of a block that is read as a byline."""
MAX_TRIED = 20
"""The most blocks near the headline that are read as bylines."""
MAX_PARTS = 50
"""The most pieces of text that are read from a byline. It limits the time on pages where bylines are nested."""
MAX_MARKED = 100
"""The most elements with the mark of an author that are read. It limits the time on pages with many comments."""
FIRST_BLOCKS = 2
"""A byline may stand between these first blocks of the article: below a lead, for example."""
MAX_BELOW = 300
"""A marked-up byline below the article has to end within this many characters."""


def find_authors(page: HtmlPage, blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """Return the names in the byline of the article; `blocks` are the blocks of the article.

    A byline stands near the headline, and begins with a word such as "By". Or it is marked up as the author, by a
    `rel`, an `itemprop` or a class, as in microformats, schema.org and many themes. Only a byline with the exact mark
    `author` may also stand elsewhere in the article, or below it.
    """
    if not blocks:
        return ()
    start = end_of_headline(page.blocks, page.metadata, before=blocks[0].start) or 0
    end_of_top = blocks[:FIRST_BLOCKS][-1].end
    metadata = page.metadata
    others = (metadata.site_name or "", metadata.section or "", *metadata.headlines)
    top = [block for block in page.blocks if start <= block.start and block.end <= end_of_top]
    near, whole = page.text[start:end_of_top], page.text[start : blocks[-1].end + MAX_BELOW]
    return _opened(page, top, others) or _marked(page, near, whole, others)


def _opened(page: HtmlPage, top: Sequence[Block], others: Sequence[str]) -> tuple[str, ...]:
    """Return the names after the first word such as "By" in these blocks. They may stand in the next block."""
    tried = [number for number, block in enumerate(top) if len(block.text) <= MAX_BYLINE and has_opening(block.text)]
    for number in tried[:MAX_TRIED]:
        pieces = list(_pieces(page, top[number]))
        for index, piece in enumerate(pieces):
            if is_other_work(piece):
                break
            rest = without_opening(piece)
            if rest is None:
                continue
            after = [text for text in (rest, *pieces[index + 1 :]) if text]
            names = _names(after or _pieces(page, *top[number + 1 : number + 2]), others)
            if names:
                return names
    return ()


def _marked(page: HtmlPage, near: str, whole: str, others: Sequence[str]) -> tuple[str, ...]:
    """Return the names in the first element that is marked up as the author."""
    marked = ((element, marks) for element in page.root.iter(*_BYLINES) if _MARK.search(marks := _marks(element)))
    for element, marks in islice(marked, MAX_MARKED):
        pieces = list(_texts(element))
        if pieces:
            pieces[0] = without_opening(pieces[0]) or pieces[0]
        names = _names(pieces, others)
        if not any(" " in piece for piece in pieces):  # no piece is a whole name: they are parts of one
            names = names_in(" ".join("".join(islice(element.itertext(), MAX_PARTS)).split()), others)
        if names and names[0] in (whole if "author" in marks.lower().split() else near):
            return names
    return ()


def _marks(element: Any) -> str:
    return f"{element.get('rel', '')} {element.get('itemprop', '')} {element.get('class', '')}"


def _names(pieces: Iterable[str], others: Sequence[str]) -> tuple[str, ...]:
    """Return the names at the start of a byline. A comma or a word such as "and" separates pieces that hold names."""
    names: list[str] = []
    is_expected = True
    for piece in pieces:
        if is_conjunction(piece):
            is_expected = True
            continue
        found = names_in(piece, others, comma=False) if is_expected else ()
        if not found:
            break
        names += found
        is_expected = piece.endswith(",")
    return tuple(names)


def _pieces(page: HtmlPage, *blocks: Block) -> Iterator[str]:
    """Yield the texts of these blocks as the markup divides them: a name is often a link or stands in a `<span>`.

    The whole text of a block is one piece if its parts cannot be found.
    """
    for block in blocks:
        rest = block.text
        for text in _texts(elements_at(page.root, [block.path])[block.path]):
            if rest.startswith(text):
                rest = rest[len(text) :].lstrip()
                yield text
        if rest == block.text:
            yield rest


def _texts(element: Any) -> Iterator[str]:
    texts = (" ".join(text.split()) for text in islice(element.itertext(), MAX_PARTS))
    return filter(None, texts)


def find_date(page: HtmlPage) -> str | None:
    """Return the day on which the page was published (ISO 8601), or None.

    htmldate looks at the URL and at marked-up dates. It does not search the whole text, because that finds the dates of
    other things. It is not asked about a page on which it would take long.
    """
    times = (element.get("datetime") or "" for element in page.root.iter("time"))
    days = {day for time in times if _DAY.match(time) and (day := valid_date(time[:10]))}
    if len(days) == 1:  # everything that is dated is of that day
        return days.pop()
    if _has_long_number(page.text) or size_of(page).excess(LARGE):
        return None
    from htmldate import find_date  # importing it takes as long as cleaning a thousand pages of text

    try:
        return find_date(page.root, url=page.url, original_date=True, extensive_search=False)
    except (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError):
        return None  # htmldate raises these on odd pages


def _has_long_number(text: str) -> bool:
    """Return whether the text has `MAX_DIGITS` digits in a row.

    A digit of such a run stands at a multiple of that number, so the pattern is tried around those places only.

    >>> _has_long_number("a" * 150 + "1" * 200 + "b"), _has_long_number("a" * 150 + "1" * 199 + "b")
    (True, False)
    """
    places = (place for place in range(0, len(text), MAX_DIGITS) if text[place].isdecimal())
    return any(_DIGITS.search(text, max(place - MAX_DIGITS, 0), place + MAX_DIGITS) for place in places)
