"""How large an HTML page is, in the counts that the time of an extractor depends on."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ...page.blocks import CELL
from ...page.page import HtmlPage

FEW_ELEMENTS, FEW_LINKS = 2_500, 600
"""If a page has no more elements and links than these, then how deep each of them is nested is not counted."""
LITTLE_JOINED = 150_000_000
"""If the elements of a page times its characters are no more than this, they are not counted for each element."""
_KEPT = frozenset(("article", "aside", "blockquote", "body", "dd", "div", "dl", "dt", "footer", "header", "html", "li"))
_KEPT |= {"main", "nav", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul", *(f"h{n}" for n in range(1, 7))}
"""Elements that keep their text to themselves. Extractors join that of others with the text around them."""


class Size(Struct, frozen=True, kw_only=True):
    """The size of a page, or the largest one for an extractor.

    - `depth`: how deep the blocks are nested;
    - `elements`: how many elements there are;
    - `nesting`: for each element, how deep it is nested, all added up. Extractors look at everything in an element, and
      then again at everything in each element inside it;
    - `links`: the same for the links alone, because extractors look most often at those;
    - `joined`: the elements in one element times the characters in it, without those in another element that keeps its
      text to itself. An extractor that removes the elements one by one copies those characters each time;
    - `lines`: lines of text, shown or hidden, and cells of tables;
    - `words`: the words in them;
    - `characters`: the characters in them.

    If a page has so few elements that `nesting`, `links` or `joined` cannot be large, they are 0.
    """

    depth: int
    elements: int
    nesting: int
    links: int
    joined: int
    lines: int
    words: int
    characters: int

    def excess(self, most: Size) -> str | None:
        """Return the name of the first count that is larger than in `most`, or None."""
        return next((name for name in self.__struct_fields__ if getattr(self, name) > getattr(most, name)), None)


LARGE = Size(
    depth=149,
    elements=25_000,
    nesting=400_000,
    links=100_000,
    joined=LITTLE_JOINED,
    lines=50_000,
    words=1_000_000,
    characters=5_000_000,
)
"""The largest page for extractors whose time is linear in the lines and words of a page."""
MIDDLING = replace(LARGE, lines=2_500, words=75_000, characters=1_000_000)
"""The largest page for extractors that compare each line with others, or go over each word many times."""


def size_of(page: HtmlPage) -> Size:
    """Return the size of a page.

    >>> from cleaner.readers.html import read_html
    >>> size_of(read_html("<ul><li>Een zin.<li>Nog een zin.</ul>"))
    Size(depth=4, elements=5, nesting=0, links=0, joined=0, lines=2, words=5, characters=21)
    """
    root, text = page.root, page.text
    elements = int(_xpath("count(//*)")(root))
    links = 0
    unread: list[str] = []  # what extractors see, and the page's text does not have
    for element in root.iter("a", "svg", "title"):
        if element.tag == "a":
            links += 1
        elif element.tag == "title" or next(element.iterancestors("svg"), None) is None:
            unread += [part for part in element.itertext() if not part.isspace()]
    lines = text.count("\n") + text.count(CELL) + 1 + len(unread)
    if lines > MIDDLING.lines:  # no extractor looks at the choices of a form
        lines -= int(_xpath("count(//select[not(ancestor::select)]//text()[normalize-space()])")(root))
    nesting, links = (0, 0) if elements <= FEW_ELEMENTS and links <= FEW_LINKS else _nesting(root)
    characters = len(text) + sum(map(len, unread))
    return Size(
        depth=max((block.path.count("/") for block in page.blocks), default=0),
        elements=elements,
        nesting=nesting,
        links=links,
        joined=_joined(root) if elements * characters > LITTLE_JOINED else 0,
        lines=max(lines, 0),
        words=max(lines, 0) + text.count(" ") + sum(part.count(" ") for part in unread),
        characters=characters,
    )


@cache
def _xpath(expression: str) -> Callable[[Any], Any]:
    from lxml import etree  # text does not need it, and importing it takes as long as all the rest

    compiled: Callable[[Any], Any] = etree.XPath(expression, smart_strings=False)
    return compiled


def _nesting(root: Any) -> tuple[int, int]:
    """Return how deep each element is nested, added up, for all elements and for the links."""
    nesting = links = depth = 0
    level = [root]
    while level:
        depth += 1
        nesting += depth * len(level)
        links += depth * sum(element.tag == "a" for element in level)
        level = [child for element in level for child in element]
    return nesting, links


def _joined(root: Any) -> int:
    """Return what `Size` has as `joined`."""
    most = 0
    inside: dict[Any, tuple[int, int]] = {}
    for element in reversed([*root.iter()]):
        if element.tag in ("script", "style"):
            continue
        elements, characters = len(element), len(element.text or "")
        for child in element:
            characters += len(child.tail or "")
            if child in inside:
                more_elements, more_characters = inside.pop(child)
                elements, characters = elements + more_elements, characters + more_characters
        most = max(most, elements * characters)
        if element.tag not in _KEPT:
            inside[element] = elements, characters
    return most
