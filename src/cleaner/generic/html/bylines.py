"""Who wrote it and when, for pages whose metadata does not say: from the marked-up byline, and by htmldate."""

from __future__ import annotations

import logging
import re
from itertools import islice

from ...page.blocks import Block
from ...page.dates import valid_date
from ...page.page import HtmlPage

logging.getLogger("htmldate").addHandler(logging.NullHandler())


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]|$)")
_DIGITS = re.compile(r"\d{200}")  # on which htmldate's patterns take time quadratic in their number
_BYLINES = ("a", "span", "address", "div", "p", "b", "strong")
MAX_NAME = 5
"""Words of what can be a name."""
MAX_PARTS = 50
"""Stretches of text of a marked-up name, those between its tags among them; more are no name."""
NEAR = 300
"""Characters below the article within which its byline may stand."""


def find_authors(page: HtmlPage, blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """The name in the first marked-up byline that stands by the article, of which these are the blocks.

    Marked up it is by `rel` or `itemprop`, or by the class `author`, as microformats, schema.org and themes have it.
    """
    if not blocks:
        return ()
    titles = page.metadata.headlines
    start = max((block.end for block in page.blocks if block.text in titles and block.end < blocks[0].end), default=0)
    text = page.text[start : blocks[-1].end + NEAR]
    for element in page.root.iter(*_BYLINES):
        marks = f"{element.get('rel', '')} {element.get('itemprop', '')} {element.get('class', '')}"
        if "author" in marks and "author" in marks.lower().split():
            name = " ".join("".join(islice(element.itertext(), MAX_PARTS)).split())
            if name and len(name.split()) <= MAX_NAME and name in text:
                return (name,)
    return ()


def find_date(page: HtmlPage) -> str | None:
    """The day on which the page was published (ISO 8601), or None where htmldate finds none.

    It looks at the address and at marked-up dates, and does not search all text: that finds dates of other things.
    """
    if _DIGITS.search(page.text):
        return None
    times = (element.get("datetime") or "" for element in page.root.iter("time"))
    days = {day for time in times if _DAY.match(time) and (day := valid_date(time[:10]))}
    if len(days) == 1:  # all that is dated is of that day
        return days.pop()
    from htmldate import find_date  # which takes as long as a page's rules, and to import, as a thousand pages

    try:
        return find_date(page.root, url=page.url, original_date=True, extensive_search=False)
    except (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError):
        return None  # what others' code raises on odd pages
