"""Elements of a tree and their paths, which are written as in `Block.path`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from ..compiled import compiled_module
from .markup import ASIDE

FEW = 30
"""With more elements than this, their order is found by looking at all elements of the page."""
LONG_TEXT = 80
"""The fewest characters of a text between two tags that is probably part of a paragraph, and not of a menu."""


def elements_at(root: Any, paths: Iterable[str]) -> dict[str, Any]:
    """Return the elements at these paths, and all elements around them, by their paths.

    Where the tree has no such element, this is the element around it.

    >>> from lxml import etree
    >>> sorted(elements_at(etree.HTML("<p>Een<p>Twee"), ["/html[1]/body[1]/p[2]"]))
    ['/html[1]', '/html[1]/body[1]', '/html[1]/body[1]/p[2]']
    """
    compiled = _compiled()
    found: dict[str, Any] = (compiled.elements_at if compiled else elements_at_in_python)(root, paths)
    return found


def elements_at_in_python(root: Any, paths: Iterable[str]) -> dict[str, Any]:
    """Return the same as `elements_at`."""
    needed: set[str] = set()
    for path in paths:
        while path and path not in needed:
            needed.add(path)
            path = path.rpartition("/")[0]
    first = f"/{root.tag}[1]"
    found = {first: root}
    inside = [(root, first)]
    while inside:
        element, above = inside.pop()
        counts: dict[Any, int] = {}
        for child in element:
            tag = child.tag
            counts[tag] = number = counts.get(tag, 0) + 1
            path = f"{above}/{tag}[{number}]"
            if path in needed:
                found[path] = child
                inside.append((child, path))
    for path in sorted(needed.difference(found), key=len):
        found[path] = found.get(path.rpartition("/")[0], root)
    return found


def paths_of(elements: Iterable[Any]) -> list[str]:
    """Return the path of each element, written as in `Block.path`."""
    numbers: dict[Any, int] = {}
    paths: dict[Any, str] = {}

    def path_of(element: Any) -> str:
        above = []
        while element is not None and element not in paths:
            above.append(element)
            element = element.getparent()
        path = paths[element] if element is not None else ""
        for element in reversed(above):
            parent = element.getparent()
            if parent is not None and element not in numbers:
                counts = Counter[str]()
                for child in parent:
                    counts[child.tag] += 1
                    numbers[child] = counts[child.tag]
            path = paths[element] = f"{path}/{element.tag}[{numbers.get(element, 1)}]"
        return path

    return [path_of(element) for element in elements]


def in_order(root: Any, elements: list[Any]) -> list[Any]:
    """Return these elements of the tree in the order of the page.

    >>> from lxml import etree
    >>> root = etree.HTML("<div><p></div><h1>")
    >>> [element.tag for element in in_order(root, [root[0][1], root[0][0][0], root[0][0]])]
    ['div', 'p', 'h1']
    """
    compiled = _compiled()
    if compiled and len(elements) <= FEW:
        found: list[Any] = compiled.in_order(elements)
        return found
    return in_order_in_python(root, elements)


def in_order_in_python(root: Any, elements: list[Any]) -> list[Any]:
    """Return the same as `in_order`."""
    wanted = set(elements)
    try:
        found = root.iter(*{element.tag for element in elements})
    except ValueError:  # a tag has a character that XML does not allow, such as U+FFFF
        found = root.iter()
    return [element for element in found if element in wanted]


def place_of(element: Any) -> tuple[str, int]:
    """Return the path of the element around this one, and the number of this one among those with its tag there.

    >>> from lxml import etree
    >>> place_of(etree.HTML("<p>Een<p>Twee")[0][1])
    ('/html[1]/body[1]', 2)
    """
    compiled = _compiled()
    place: tuple[str, int] = compiled.place_of(element) if compiled else place_in_python(element)
    return place


def place_in_python(element: Any) -> tuple[str, int]:
    """Return the same as `place_of`."""
    around = [element, *element.iterancestors()]
    numbers = [sum(1 for _ in each.itersiblings(each.tag, preceding=True)) + 1 for each in around]
    steps = zip(around[:0:-1], numbers[:0:-1], strict=True)
    return "".join(f"/{each.tag}[{number}]" for each, number in steps), numbers[0]


def has_more_long_text(root: Any, most: float) -> bool:
    """Return whether the long texts of the page have more characters together than `most`.

    They have about as many as the running text of the page, and are known before the page is read.

    >>> from lxml import etree
    >>> page = etree.HTML("<p>" + "Een zin. " * 10 + "<p>Menu<nav>" + "Sport en " * 10 + "</nav>")
    >>> has_more_long_text(page, 88), has_more_long_text(page, 89)
    (True, False)
    """
    compiled = _compiled()
    if compiled:
        has_more: bool = compiled.has_more_long_text(root, most, LONG_TEXT)
        return has_more
    return has_more_long_text_in_python(root, most)


def has_more_long_text_in_python(root: Any, most: float, least: int = LONG_TEXT) -> bool:
    """Return the same as `has_more_long_text`. A text counts if it has at least `least` characters."""
    lengths = (len(" ".join(text.split())) for text in _long_texts(least)(root))
    return sum(length for length in lengths if length >= least) > most


@cache
def _long_texts(least: int) -> Any:
    from lxml import etree

    aside = " or ".join(f"ancestor::{tag}" for tag in sorted(ASIDE))
    return etree.XPath(f"descendant::text()[string-length() >= {least}][not({aside})]", smart_strings=False)


@cache  # text does not need it, and it needs lxml
def _compiled() -> Any:
    return compiled_module("readers._compiled")
