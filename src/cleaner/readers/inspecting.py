"""One look at all elements of a tree, before it is read."""

from __future__ import annotations

from typing import Any, NamedTuple

from lxml import etree

from ..compiled import compiled_module
from .markup import MARKUP, ROLES, TAGS_OF_HEAD, TAGS_TO_CHANGE
from .screen_readers import WORDS, is_for_screen_readers

compiled = compiled_module("readers._compiled")

_CLIPPED = etree.XPath("descendant-or-self::*[contains(@style, 'rect(')]")
_FORMULAS = etree.XPath(
    "boolean(descendant-or-self::*[starts-with(@type, 'math/tex') or contains(@class, 'katex-mathml')])"
)
_IN_HEAD = " or ".join(f"self::{tag}" for tag in ("noscript", *(tag for tag, role in ROLES.items() if role == MARKUP)))
_HAS_STRAY = etree.XPath(f"boolean(head[1]/*[not({_IN_HEAD})])")


class Inspection(NamedTuple):
    """What the elements of a tree say.

    `most` and `total` are numbers of attributes: of one element, and of all. `has_stray` says whether an element in the
    head does not belong there, and `has_formulas` whether there may be formulas that a script draws.

    The lists hold elements in the order of the page: those with one of `TAGS_TO_CHANGE`; those whose class says that
    only screen readers are to read them; those that a style may clip; and those with one of `TAGS_OF_HEAD`, of which
    links may be left out that do not name the canonical URL.
    """

    most: int
    total: int
    has_stray: bool
    has_formulas: bool
    changed: list[Any]
    for_screen_readers: list[Any]
    clipped: list[Any]
    head: list[Any]


def inspect(root: Any) -> Inspection:
    """Return what the elements of the tree say."""
    return Inspection(*compiled.inspect(root, WORDS, is_for_screen_readers)) if compiled else inspect_in_python(root)


def inspect_in_python(root: Any) -> Inspection:
    """Return the same as `inspect`."""
    elements = list(root.iter())
    sizes = [len(element.attrib) for element in elements]
    classes = [element.get("class") for element in elements]
    hidden = set(filter(is_for_screen_readers, {each for each in classes if each}))
    return Inspection(
        max(sizes),
        sum(sizes),
        _HAS_STRAY(root),
        _FORMULAS(root),
        list(root.iter(*TAGS_TO_CHANGE)),
        [element for element, each in zip(elements, classes, strict=True) if each in hidden],
        _CLIPPED(root),
        list(root.iter(*TAGS_OF_HEAD)),
    )
