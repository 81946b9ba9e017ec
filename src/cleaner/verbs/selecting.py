"""What `select` and `remove` have in common: they find elements of an HTML page by a CSS selector or an XPath."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial
from typing import Annotated, Any, Protocol

from msgspec import Meta

from ..compiled import compiled_module
from ..shortage import shortage_of
from .naming import element_names
from .rule import Options

# these are compiled when a pack is checked
_LITERAL = r"\"[^\"]*\"|'[^']*'"
_CALL = r"([\w.:-]+)\s*\("
_PREFIX = r"[\w-]\s*:(?!:)"
_CONDITION = r"\[[^\[\]]*\]"
_OTHER_NODES = r"(?:(?:@|\battribute\s*::)\s*[\w*-]+|\b(?:text|comment|processing-instruction)\s*\(\s*\))\s*$"
"""The end of an XPath that returns nodes, but no elements."""
_TYPES = {float: "a number", str: "a text", bool: "true or false"}
# The core functions of XPath 1.0 (https://www.w3.org/TR/1999/REC-xpath-19991116/#corelib), and then the other words
# that may stand before a bracket: node tests and operators.
_FUNCTIONS = """
    last position count id local-name namespace-uri name string concat starts-with contains substring-before
    substring-after substring string-length normalize-space translate boolean not true false lang number sum floor
    ceiling round node text comment processing-instruction and or div mod
"""


Css = Annotated[str, Meta(min_length=1, max_length=1000, description="A CSS selector, as in 'article .body > p'.")]
XPath = Annotated[
    str, Meta(min_length=1, max_length=1000, description="An XPath 1.0 expression that returns elements.")
]


class Selector(Protocol):
    """What names elements of a page: a CSS selector or an XPath."""

    @property
    def css(self) -> str | None:
        """The CSS selector."""

    @property
    def xpath(self) -> str | None:
        """The XPath."""


class Selecting(Options, frozen=True, kw_only=True, eq=False):
    """The options of a verb that finds elements; give `css` or `xpath`."""

    css: Css | None = None
    xpath: XPath | None = None

    def faults(self) -> Iterator[str]:
        """Report both selectors or neither, `after_cut`, and a selector that is not valid."""
        if (self.css is None) == (self.xpath is None):
            yield "this needs either 'css' or 'xpath', as in css: 'h1, div.article-body'"
            return
        if self.after_cut:
            yield "'after_cut' has no meaning here, because this runs before all rules that cut lines; remove it"
        yield from selector_faults(self)


def selector_faults(selector: Selector) -> Iterator[str]:
    """Yield why this CSS selector or XPath is not valid.

    >>> list(selector_faults(Selecting(xpath="//p[matches(., 'x')]")))
    ['XPath has no function matches here; use the core functions of XPath 1.0, and names without a prefix']
    >>> list(selector_faults(Selecting(xpath="count(//p)"))), list(selector_faults(Selecting(xpath="//a/@href")))
    (['this XPath returns a number, not elements'], ['this XPath returns attributes or text, not elements'])
    >>> list(selector_faults(Selecting(xpath="id(//nav/a/@aria-controls)")))  # an element whose id an attribute names
    []
    """
    bare = re.sub(_LITERAL, "", selector.xpath or "")
    unknown = set(re.findall(_CALL, bare)).difference(_FUNCTIONS.split())
    if unknown or "$" in bare or re.search(_PREFIX, bare):
        what = f"function {', '.join(sorted(unknown))}" if unknown else "variable" if "$" in bare else "prefix"
        yield f"XPath has no {what} here; use the core functions of XPath 1.0, and names without a prefix"
        return
    try:
        found = _evaluate(selector, _empty_page())
    except ValueError as error:
        yield str(error)
        return
    if not isinstance(found, list):  # the type is the same on each page
        yield f"this XPath returns {_TYPES[type(found)]}, not elements"
    elif selector.xpath and all(re.search(_OTHER_NODES, part) for part in _parts(bare)):
        yield "this XPath returns attributes or text, not elements"


def _parts(xpath: str) -> Iterator[str]:
    """Yield the parts of an XPath that `|` joins, without conditions in square brackets and brackets around a part."""
    found = 1
    while found:  # conditions may be nested
        xpath, found = re.subn(_CONDITION, "", xpath)
    for part in xpath.split("|"):
        part = part.strip()
        while part.startswith("(") and part.endswith(")"):
            part = part[1:-1].strip()
        yield part


@cache
def _empty_page() -> Any:
    """An empty page: trying a selector on it shows many faults, and ends at once."""
    from lxml import etree

    return etree.fromstring("<html/>")


@cache
def matcher(css: str | None, xpath: str | None) -> Any:
    """Return a function that finds the elements in a tree. Raises `ValueError` if it is not valid.

    It imports lxml only now, because pages of plain text do not need it.
    """
    from cssselect import SelectorError
    from lxml import etree
    from lxml.cssselect import CSSSelector

    try:
        if css is not None:
            names, compiled = element_names(css), compiled_module("readers._compiled")
            if names and compiled:
                return partial(compiled.find_named, names=names)
            return CSSSelector(css, translator="html")
        return etree.XPath(xpath or "", regexp=False, smart_strings=False)
    except (SelectorError, RecursionError) as error:
        raise ValueError(f"this is not a valid CSS selector: {error}") from None
    except etree.XPathError as error:
        raise ValueError(f"this is not a valid XPath: {error}") from None


def find(selector: Selector, root: Any) -> list[Any]:
    """Return the elements of the tree that match, in the order of the page. Raises `ValueError` for a bad XPath."""
    from lxml import etree

    found = _evaluate(selector, root)
    return [item for item in found if isinstance(item, etree._Element)] if isinstance(found, list) else []


def _evaluate(selector: Selector, root: Any) -> Any:
    """Return what the expression gives: nodes, or for some XPath a number, a text or a truth value."""
    from lxml import etree

    try:
        return matcher(selector.css, selector.xpath)(root)
    except etree.XPathError as error:  # such as an unknown variable or prefix
        if shortage_of(error) is not None:
            raise
        raise ValueError(f"this is not a valid XPath: {error}") from None
