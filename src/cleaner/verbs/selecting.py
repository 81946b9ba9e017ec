"""What `select` and `remove` share: a CSS selector or an XPath, looked for in the tree of an HTML page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any

from msgspec import Meta

from .rule import Options

_LITERAL = re.compile(r"\"[^\"]*\"|'[^']*'")
_CALL = re.compile(r"([\w.:-]+)\s*\(")
_PREFIX = re.compile(r"[\w-]\s*:(?!:)")
# The core functions of XPath 1.0 (https://www.w3.org/TR/1999/REC-xpath-19991116/#corelib), then what else may stand
# before a bracket: the tests of nodes, and operators.
_FUNCTIONS = """
    last position count id local-name namespace-uri name string concat starts-with contains substring-before
    substring-after substring string-length normalize-space translate boolean not true false lang number sum floor
    ceiling round node text comment processing-instruction and or div mod
"""


class Selecting(Options, frozen=True, kw_only=True, eq=False):
    """Options of a verb that looks for elements; give `css` or `xpath`."""

    css: (
        Annotated[str, Meta(min_length=1, max_length=1000, description="A CSS selector, as in 'article .body > p'.")]
        | None
    ) = None
    xpath: (
        Annotated[str, Meta(min_length=1, max_length=1000, description="An XPath 1.0 expression that yields elements.")]
        | None
    ) = None
    unverified: Annotated[bool, Meta(description="No real page of the site was at hand to try it on.")] = False

    def faults(self) -> Iterator[str]:
        """Both or neither of the two, or one that is no selector."""
        if (self.css is None) == (self.xpath is None):
            yield "this needs either 'css' or 'xpath'"
            return
        if self.after_cut:
            yield "'after_cut' means nothing here: this runs ahead of all rules that cut lines; take it out"
        bare = _LITERAL.sub("", self.xpath or "")
        unknown = set(_CALL.findall(bare)).difference(_FUNCTIONS.split())
        if unknown or "$" in bare or _PREFIX.search(bare):
            what = f"function {', '.join(sorted(unknown))}" if unknown else "variable" if "$" in bare else "prefix"
            yield f"XPath has no {what} here; there are the core functions of XPath 1.0, and names without a prefix"
            return
        try:
            find(self, _probe())
        except ValueError as error:
            yield str(error)


@cache
def _probe() -> Any:
    """A page on which much that is wrong with a selector shows, and a loop has nothing to go round."""
    from lxml import etree

    return etree.fromstring("<html/>")


@cache
def matcher(css: str | None, xpath: str | None) -> Any:
    """The compiled expression; raises `ValueError` where it is none. Imports lxml, which text has no use for."""
    from cssselect import SelectorError
    from lxml import etree
    from lxml.cssselect import CSSSelector

    try:
        if css is not None:
            return CSSSelector(css, translator="html")
        return etree.XPath(xpath or "", regexp=False, smart_strings=False)
    except (SelectorError, RecursionError) as error:
        raise ValueError(f"no valid CSS selector: {error}") from None
    except etree.XPathError as error:
        raise ValueError(f"no valid XPath: {error}") from None


def find(options: Selecting, root: Any) -> list[Any]:
    """The elements of the tree that the options name, in the order of the page."""
    from lxml import etree

    try:
        found = matcher(options.css, options.xpath)(root)
    except etree.XPathError as error:  # such as a variable, or a prefix that stands for nothing
        raise ValueError(f"no valid XPath: {error}") from None
    return [item for item in found if isinstance(item, etree._Element)] if isinstance(found, list) else []
