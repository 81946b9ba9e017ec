"""Reads the lines of text in an element with their inline markup, as the walk through the page reads its blocks."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree
from msgspec import Struct

from ...page.address import MAX_URL
from ...page.markup import Mark
from ...page.page import HtmlPage
from ...readers.markup import BLOCK, BREAK, MARKUP, ROLES, UNSHOWN, is_hidden
from ...readers.walking import EDGES, SOFT_HYPHEN

MARKS: dict[str, Mark] = {
    "a": "link",
    "b": "strong",
    "strong": "strong",
    "em": "emphasis",
    "i": "emphasis",
    "code": "code",
}
MAX_TARGETS = 5_000_000
"""Characters of the URLs of all links together. A hostile page can put one long link around thousands of paragraphs."""
MAX_JOINED = 10_000_000
"""Characters of links, and of the URL that they start from, that are read to make links absolute. The URL may have many
parts, which are looked at again for each link. The longest of 941 real pages needs 0.3 million."""
_BLOCKS = tuple(tag for tag, role in ROLES.items() if role == BLOCK)
_NO_BREAKS = dict.fromkeys(map(ord, "\t\n\r"))
_BLANK = "".join(map(chr, range(33)))


class Line(Struct, gc=False):
    """A line of text in an element, with the marks in it: first and last character, mark, and URL of a link.

    `row` is the row of a table that the line stands in, or None.
    """

    element: Any
    row: Any
    text: str
    marks: list[tuple[int, int, Mark, str]]


class Image(Struct, gc=False):
    """An `<img>`, and the number of the line that it stands in or above; `is_inside` if text stands before it there.

    `is_late` if it stands in a `<noscript>`.
    """

    element: Any
    line: int
    is_inside: bool
    is_late: bool


class Lines:
    """The lines of an element and the images in it, in the order of the page. `removed` elements are left out."""

    def __init__(self, element: Any, targets: Targets, removed: AbstractSet[Any] = frozenset()) -> None:
        self.lines: list[Line] = []
        self.images: list[Image] = []
        self._absolute, self._removed = targets, removed
        self._targets = 0  # characters of the URLs so far
        self._opened: list[Mark | None] = []  # the mark that each element has opened
        self._parts: list[str] = []
        self._length = 0
        self._marks: list[tuple[int, int, Mark, str]] = []
        self._open: dict[Mark, tuple[int, str]] = {}  # where each open mark begins, and its URL
        self._blocks: list[Any] = [next(element.iterancestors(*_BLOCKS), element)]
        self._rows: list[Any] = [None]
        for above in element.iterancestors():
            self._begin(above)
        self._read(element)

    def _read(self, element: Any) -> None:
        left_out = None
        walk = etree.iterwalk(element, events=("start", "end"))
        for event, each in walk:
            if event == "start":
                if self._is_left_out(each):
                    left_out = each
                    walk.skip_subtree()  # the next event is its end
                else:
                    self._enter(each)
                continue
            if each is left_out:
                left_out = None
            else:
                self._leave(each)
            if each is not element:
                self._add(each.tail)
        self._end_line()

    def _is_left_out(self, element: Any) -> bool:
        """Return whether the text of this element is not shown; end the line before it."""
        role = ROLES.get(element.tag)
        if role in (BLOCK, BREAK):
            self._end_line()
        if role not in (UNSHOWN, MARKUP) and not is_hidden(element) and element not in self._removed:
            return False
        if element.tag == "noscript":  # it holds the image that a script loads later
            self._add_images(element.iter("img"), is_late=True)
        return True

    def _enter(self, element: Any) -> None:
        tag = element.tag
        if ROLES.get(tag) == BLOCK:
            self._blocks.append(element)
            self._rows.append(element if tag == "tr" else self._rows[-1])
        self._opened.append(self._begin(element))
        if tag == "img":
            self._add_images([element], is_late=False)
        self._add(element.text)

    def _leave(self, element: Any) -> None:
        if ROLES.get(element.tag) == BLOCK:
            self._end_line()
            self._blocks.pop()
            self._rows.pop()
        mark = self._opened.pop()
        if mark is not None:
            self._close(mark)
            del self._open[mark]

    def _begin(self, element: Any) -> Mark | None:
        """Open the mark of this element, and return it; None if it has none, or if one of this kind is open."""
        mark = MARKS.get(element.tag)
        if mark is None or mark in self._open:
            return None
        url = self._absolute.of(element.get("href")) if mark == "link" else ""
        if url is None:
            return None
        self._open[mark] = (self._length, url)
        return mark

    def _close(self, mark: Mark) -> None:
        """Note a mark that ends here."""
        start, url = self._open[mark]
        self._targets += len(url)
        if self._length > start and (not url or self._targets <= MAX_TARGETS):
            self._marks.append((start, self._length, mark, url))

    def _add(self, text: str | None) -> None:
        """Add text to the line, with single spaces for white space."""
        text = text.replace(SOFT_HYPHEN, "") if text else ""
        if not text:
            return
        words = " ".join(text.split())
        before = " " if text[0].isspace() and self._parts and self._parts[-1][-1] != " " else ""
        after = " " if words and text[-1].isspace() else ""
        part = f"{before}{words}{after}"
        if part:
            self._parts.append(part)
            self._length += len(part)

    def _add_images(self, images: Iterable[Any], *, is_late: bool) -> None:
        self.images += (Image(each, len(self.lines), bool(self._parts), is_late) for each in images)

    def _end_line(self) -> None:
        """End the line. The marks that are open go on in the next one."""
        if self._parts:
            for mark in self._open:
                self._close(mark)
            line = "".join(self._parts)
            text = line.strip(EDGES)
            if text:
                shift = len(line) - len(line.lstrip(EDGES))
                marks = [
                    (max(start - shift, 0), min(end - shift, len(text)), mark, url)
                    for start, end, mark, url in self._marks
                ]
                marks = [each for each in marks if each[0] < each[1]]
                self.lines.append(Line(self._blocks[-1], self._rows[-1], text, marks))
            self._parts.clear()
        self._marks = []
        self._length = 0
        self._open = {mark: (0, url) for mark, (_, url) in self._open.items()}


def base_of(page: HtmlPage) -> str | None:
    """Return the URL that relative links of the page start from, as in a browser.

    If the address of the page is not known, the canonical URL that the page names is used.
    """
    addresses = (page.url, page.metadata.canonical_url)
    address = next((url for url in addresses if url and target(url, None)), None)
    first = next((each.get("href") for each in page.root.iter("base") if each.get("href")), None)
    return target(first, address) or address


class Targets:
    """Makes the links of a page absolute, up to `MAX_JOINED` characters of them."""

    def __init__(self, base: str | None) -> None:
        self._base = base
        self._left = MAX_JOINED

    def of(self, link: str | None) -> str | None:
        """Return the target of a link; None if it has none, or if too many characters were read already."""
        if not link or len(link) > MAX_URL:
            return None
        self._left -= len(link) + len(self._base or "")
        return target(link, self._base) if self._left >= 0 else None


def target(link: str | None, base: str | None) -> str | None:
    r"""Return the absolute URL of a link; None if it leads nowhere outside of the page, or is not known to be harmless.

    >>> target(" /b\n?c ", "https://krant.nl/a"), target("javascript:alert(1)", "https://krant.nl/a")
    ('https://krant.nl/b?c', None)
    """
    link = (link or "").translate(_NO_BREAKS).strip(_BLANK)
    if not link or link.startswith("#") or len(link) > MAX_URL:
        return None
    try:
        url = urljoin(base or "", link)
        parts = urlsplit(url)
    except ValueError:  # for example, a bracket that is not closed
        return None
    is_known = bool(parts.netloc) if parts.scheme in ("http", "https") else parts.scheme in ("mailto", "tel")
    return url if is_known and len(url) <= MAX_URL else None
