"""How many elements and attributes, asked of the bytes of HTML before the parser makes a tree of them."""

from __future__ import annotations

import re

from lxml import etree

from ..errors import LimitError
from ..limits import Limits
from .bounds import refuse_or_cut

_BEFORE_ATTRIBUTE = b" \n\t\r\f/\"'"
"""One of these stands before each attribute."""
IMPLIED = 3
"""Elements that a page has without tags for them: html, head, body."""


class _Counter:
    """Counts as the HTML parser tells of its elements, which then makes no tree; stops where it is enough."""

    def __init__(self, limits: Limits, url: str | None) -> None:
        self._limits, self._url = limits, url
        self._elements = self._attributes = 0

    def start(self, _: str, attributes: dict[str, str]) -> None:
        """Count one element."""
        self._elements += 1
        self._attributes += len(attributes)
        if self._elements > self._limits.elements:
            raise LimitError("elements", self._limits.elements, url=self._url)
        if self._attributes > self._limits.attributes:
            raise LimitError("attributes", self._limits.attributes, url=self._url)

    def close(self) -> None:
        """Nothing was over."""


def bound_tags(source: bytes, limits: Limits, url: str | None = None) -> tuple[bytes, tuple[str, ...]]:
    """The HTML (UTF-8), cut where its tags go over the limits, and a warning if it was; or raises `LimitError`.

    Most pages have too few bytes that can begin a tag, or stand before an attribute, to be over. Of the others the
    parser itself decides, in time linear in the page: its time grows with the square of an element's attributes only
    where it makes a tree.
    """
    has_few = source.count(b"<") + IMPLIED <= limits.elements
    if has_few and (len(source) <= limits.attributes or _most_attributes(source) <= limits.attributes):
        return source, ()
    error = _excess(source, limits, url)
    if error is None:
        return source, ()
    end = _last_that_fits(source, limits) if limits.cut else 0
    return source[:end], (refuse_or_cut(error, limits, f" at byte {end}"),)


def _last_that_fits(source: bytes, limits: Limits) -> int:
    """Where the last tag begins up to which the page is within the limits."""
    ends = [tag.start() for tag in re.finditer(b"<", source)]
    fits, over = 0, len(ends)  # the page up to the tag of this number fits; up to this one, it is over
    while over - fits > 1:
        middle = (fits + over) // 2
        fits, over = (fits, middle) if _excess(source[: ends[middle]], limits) else (middle, over)
    return ends[fits]


def _most_attributes(source: bytes) -> int:
    return len(source) - len(source.translate(None, _BEFORE_ATTRIBUTE))


def _excess(source: bytes, limits: Limits, url: str | None = None) -> LimitError | None:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, target=_Counter(limits, url))
    try:
        etree.fromstring(source, parser)
    except LimitError as error:
        return error
    except etree.XMLSyntaxError:  # nothing that is an element
        return None
    return None
