"""What `select` and `remove` share: a CSS selector or an XPath, looked for in the tree of an HTML page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any

from msgspec import Meta

from .rule import Options


class Selecting(Options, frozen=True, kw_only=True, eq=False):
    """Options of a verb that looks for elements; give `css` or `xpath`."""

    css: Annotated[str, Meta(min_length=1, description="A CSS selector, as in 'article .body > p'.")] | None = None
    xpath: Annotated[str, Meta(min_length=1, description="An XPath 1.0 expression that yields elements.")] | None = None
    unverified: Annotated[bool, Meta(description="No real page of the site was at hand to try it on.")] = False

    def faults(self) -> Iterator[str]:
        """Both or neither of the two, or one that is no selector."""
        if (self.css is None) == (self.xpath is None):
            yield "this needs either 'css' or 'xpath'"
            return
        if self.after_cut:
            yield "'after_cut' means nothing here: this runs ahead of all rules that cut lines; take it out"
        try:
            matcher(self.css, self.xpath)
        except ValueError as error:
            yield str(error)


@cache
def matcher(css: str | None, xpath: str | None) -> Any:
    """The compiled expression; raises `ValueError` where it is none. Imports lxml, which text has no use for."""
    from cssselect import SelectorError
    from lxml import etree
    from lxml.cssselect import CSSSelector

    try:
        return CSSSelector(css, translator="html") if css is not None else etree.XPath(xpath or "")
    except SelectorError as error:
        raise ValueError(f"no valid CSS selector: {error}") from None
    except etree.XPathError as error:
        raise ValueError(f"no valid XPath: {error}") from None


def find(options: Selecting, root: Any) -> list[Any]:
    """The elements of the tree that the options name, in the order of the page."""
    from lxml import etree

    try:
        found = matcher(options.css, options.xpath)(root)
    except etree.XPathEvalError as error:  # such as a function that XPath 1.0 does not have
        raise ValueError(f"no valid XPath: {error}") from None
    return [item for item in found if isinstance(item, etree._Element)] if isinstance(found, list) else []
