"""A page as a reader understood it: one type for text, and one for HTML."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from ..limits import DEFAULT, Limits
from .blocks import Block
from .causes import Removal


class Metadata(Struct, frozen=True, kw_only=True):
    """What the head and the JSON-LD of an HTML page say about the article. It is a vote, and never the body.

    `headlines` and `descriptions` hold all candidates, the most trusted first; `date_published` and `date_modified`
    are ISO 8601, as the page has them.
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


class Page(Struct, frozen=True, eq=False):
    """What pages of text and of HTML have in common: the text, its blocks in order, and where the page came from.

    `unshown` lists the stretches of the text that are not in a block, and why. `warnings` are the reader's own, such as
    a character set that had to be guessed.
    """

    text: str
    blocks: tuple[Block, ...]
    url: str | None = None
    warnings: tuple[str, ...] = ()
    unshown: tuple[Removal, ...] = ()


class TextPage(Page, frozen=True, eq=False):
    """A page that came as text: one block for each line."""


class HtmlPage(Page, frozen=True, kw_only=True, eq=False):
    """A page that came as HTML.

    `root` is the root element of lxml's tree, which the chain only reads. `metadata` is what the head of the page says.
    `limits` are the limits that the page was read with, for reading it again without some of its elements.
    """

    root: Any
    metadata: Metadata = Metadata()
    limits: Limits = DEFAULT
