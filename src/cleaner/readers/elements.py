"""Elements of a tree and their paths, which are written as in `Block.path`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from ..compiled import compiled_module

LONG_TEXT = 80
"""The fewest characters of a text between two tags that is probably part of a paragraph, and not of a menu."""
ASIDE = frozenset(
    ("aside", "figure", "footer", "head", "iframe", "nav", "noscript", "script", "style", "svg", "template", "textarea")
)
"""Elements whose texts are not part of an article, or are not shown."""


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


def long_texts(root: Any) -> int:
    """Return how many characters the long texts of the page have together: about as many as its running text has.

    Unlike the running text, this is known before the page is read.

    >>> from lxml import etree
    >>> long_texts(etree.HTML("<p>" + "Een zin. " * 10 + "<p>Menu<nav>" + "Sport en " * 10 + "</nav>"))
    89
    """
    compiled = _compiled()
    length: int = compiled.long_texts(root, LONG_TEXT, ASIDE) if compiled else long_texts_in_python(root)
    return length


def long_texts_in_python(root: Any, least: int = LONG_TEXT) -> int:
    """Return the same as `long_texts`. A text counts if it has at least `least` characters."""
    lengths = (len(" ".join(text.split())) for text in _long_texts(least)(root))
    return sum(length for length in lengths if length >= least)


@cache
def _long_texts(least: int) -> Any:
    from lxml import etree

    aside = " or ".join(f"ancestor::{tag}" for tag in sorted(ASIDE))
    return etree.XPath(f"descendant::text()[string-length() >= {least}][not({aside})]", smart_strings=False)


@cache  # text does not need it, and it needs lxml
def _compiled() -> Any:
    return compiled_module("readers._compiled")
