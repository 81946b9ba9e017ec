"""Find the author and the date of a page whose metadata does not name them: a marked-up byline, and htmldate."""

from __future__ import annotations

import logging
import re
from itertools import islice

from ...page.blocks import Block
from ...page.dates import valid_date
from ...page.headline import end_of_headline
from ...page.page import HtmlPage
from .size import LARGE, size_of

logging.getLogger("htmldate").addHandler(logging.NullHandler())


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]|$)")
_DIGITS = re.compile(r"(?<!\d)\d{200}")  # htmldate's patterns take time quadratic in the length of such a run
_BYLINES = ("a", "span", "address", "div", "p", "b", "strong")
MAX_NAME = 5
"""The most words of a name."""
MAX_PARTS = 50
"""The most pieces of text that are read from a byline. It limits the time on pages where bylines are nested."""
MAX_BELOW = 300
"""A byline below the article has to end within this many characters."""


def find_authors(page: HtmlPage, blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """Return the name in the first marked-up byline near the article; `blocks` are the blocks of the article.

    The mark is `author` as a `rel`, an `itemprop` or a class, as in microformats, schema.org and many themes.
    """
    if not blocks:
        return ()
    start = end_of_headline(page.blocks, page.metadata, before=blocks[0].start) or 0
    text = page.text[start : blocks[-1].end + MAX_BELOW]
    for element in page.root.iter(*_BYLINES):
        marks = f"{element.get('rel', '')} {element.get('itemprop', '')} {element.get('class', '')}"
        if "author" in marks and "author" in marks.lower().split():
            name = " ".join("".join(islice(element.itertext(), MAX_PARTS)).split())
            if name and len(name.split()) <= MAX_NAME and name in text:
                return (name,)
    return ()


def find_date(page: HtmlPage) -> str | None:
    """Return the day on which the page was published (ISO 8601), or None.

    htmldate looks at the URL and at marked-up dates. It does not search the whole text, because that finds the dates of
    other things. It is not asked about a page on which it would take long.
    """
    times = (element.get("datetime") or "" for element in page.root.iter("time"))
    days = {day for time in times if _DAY.match(time) and (day := valid_date(time[:10]))}
    if len(days) == 1:  # everything that is dated is of that day
        return days.pop()
    if _DIGITS.search(page.text) or size_of(page).excess(LARGE):
        return None
    from htmldate import find_date  # importing it takes as long as cleaning a thousand pages of text

    try:
        return find_date(page.root, url=page.url, original_date=True, extensive_search=False)
    except (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError):
        return None  # htmldate raises these on odd pages
