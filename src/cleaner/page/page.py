"""A page as a reader understood it: one type for text, and one for HTML."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any

from msgspec import Struct

from ..limits import DEFAULT, Limits
from .blocks import Block
from .causes import Removal
from .warnings import Warnings


class Metadata(Struct, frozen=True, kw_only=True):
    """What the head and the JSON-LD of an HTML page say about the article. They are hints; no text of the body is here.

    `headlines` and `descriptions` hold all candidates, the most trusted first. `date_published` and `date_modified` are
    valid ISO 8601 dates, with the time if the page has one. `canonical_url` and `image` are absolute URLs.
    """

    headlines: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    date_published: str | None = None
    date_modified: str | None = None
    section: str | None = None
    language: str | None = None
    site_name: str | None = None
    canonical_url: str | None = None
    image: str | None = None
    keywords: tuple[str, ...] = ()


class Page(Struct, frozen=True, eq=False):
    """What pages of text and pages of HTML have in common: the text, its blocks in order, and the address of the page.

    `unshown` lists the stretches of the text that are in no block, and why. `warnings` come from the reader: that it
    had to guess the character set, for example.
    """

    text: str
    blocks: tuple[Block, ...]
    url: str | None = None
    warnings: Warnings = ()
    unshown: tuple[Removal, ...] = ()


class TextPage(Page, frozen=True, eq=False):
    """A page that came as text. Each line that is not blank is a block."""


class HtmlPage(Page, frozen=True, kw_only=True, eq=False):
    """A page that came as HTML.

    `root` is the root element of lxml's tree. The reader changes it where the markup would mislead a program that looks
    at it: elements in the head that belong to the body move there, and a hidden element that holds the page itself
    loses its `hidden` and `style` attributes. After reading, nothing changes the tree. `metadata` is what the head of
    the page says; its headlines were compared with the page, and `titles` are those that the head itself has. `limits`
    are those that the page was read with; they are needed to read the tree again without some of its elements.
    `removed` are the elements that were left out of the text in this way. `unshown_elements` are the elements that
    the stretches in `unshown` come from; None for a block that goes over a limit.
    """

    root: Any
    metadata: Metadata = Metadata()
    titles: tuple[str, ...] = ()
    limits: Limits = DEFAULT
    removed: AbstractSet[Any] = frozenset()
    unshown_elements: tuple[Any, ...] = ()
