"""CSS selectors that only name elements, such as `aside, div.story`: one walk through a tree finds all of them.

Selectors that say where an element stands, such as `article > p`, need an XPath.
"""

from __future__ import annotations

import re
from typing import Any

Test = tuple[bytes, bytes | None, bool]
"""An attribute, and its value; None if any value will do. The last says whether it may be one of several words."""
Name = tuple[bytes | None, tuple[Test, ...]]
"""What an element has: its tag, or None if any will do, and its attributes."""

MAX_NAMES, MAX_TESTS = 16, 8
"""The most names in a selector, and the most attributes of each, that the compiled module has room for."""
_PLAIN = r"[a-zA-Z_][a-zA-Z0-9_.-]*"


def element_names(css: str) -> tuple[Name, ...] | None:
    """Return the names of which the selector consists, or None if it says more than names.

    Raises `cssselect.SelectorError` if it is not valid.

    >>> element_names("aside, div.story#main")
    ((b'aside', ()), (b'div', ((b'class', b'story', True), (b'id', b'main', False))))
    >>> element_names("article > p")
    """
    from cssselect import parse  # text does not need it

    selectors = parse(css)
    names = [_name(selector.parsed_tree) for selector in selectors if selector.pseudo_element is None]
    found = tuple(name for name in names if name is not None and len(name[1]) <= MAX_TESTS)
    return found if len(found) == len(selectors) <= MAX_NAMES else None


def _name(tree: Any) -> Name | None:
    """Return the name that a selector is, or None if it is more than a name."""
    from cssselect.parser import Attrib, Class, Element, Hash

    tests: list[tuple[str, str | None, bool]] = []
    while not isinstance(tree, Element):
        if isinstance(tree, Class) and [tree.class_name] == tree.class_name.split():
            tests.append(("class", tree.class_name, True))
        elif isinstance(tree, Hash):
            tests.append(("id", tree.id, False))
        elif isinstance(tree, Attrib) and tree.namespace is None and re.fullmatch(_PLAIN, tree.attrib):
            value = tree.value and tree.value.value
            if tree.operator not in ("=", "exists") or (tree.operator == "=" and value is None):
                return None
            tests.append((tree.attrib.lower(), value, False))
        else:
            return None
        tree = tree.selector
    if tree.namespace is not None or (tree.element is not None and not re.fullmatch(_PLAIN, tree.element)):
        return None
    if not all(value is None or value.isprintable() for _, value, _ in tests):
        return None  # an XPath refuses control characters
    tag = tree.element.lower().encode() if tree.element else None
    encoded = ((name.encode(), None if value is None else value.encode(), is_word) for name, value, is_word in tests)
    return tag, tuple(encoded)[::-1]
