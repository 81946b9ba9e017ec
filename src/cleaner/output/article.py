"""The article that came out of a page."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from ..page.blocks import Block
from ..page.ledger import Ledger

Method = Literal["pack", "generic", "none"]


class Article(Struct, frozen=True, kw_only=True):
    r"""What `clean` gives for a page: the article, how it was found, and what became of the rest.

    `headline`, `dateline` ("BRUSSEL (ANP)"), `date_published_raw` and `section` are as the page has them, or None;
    `date_published` and `date_modified` are ISO 8601, from the metadata of HTML, and so is `canonical_url`.
    `method` says who cleaned the page: a site's pack, the generic pack, or `none` where no article was found; `pack`
    and `pack_version` name the pack, `recognised` says why it was chosen, `tried` has all packs that had a say, the
    site's own first, as in "zeelandnet 2". `confidence`, 0 to 1, orders results and is no probability: see
    `cleaner.guards`. `warnings` are sentences for people. `ledger` accounts for every character of `page_text`: the
    page as it was read, which for HTML (`page_is_html`) is the text of its blocks and of what is not shown.

    >>> from cleaner import clean
    >>> article = clean("Titel\n\nTitel\n\nDe raad kwam woensdag bijeen over de haven.")
    >>> article.headline, article.text
    ('Titel', 'De raad kwam woensdag bijeen over de haven.')
    """

    blocks: tuple[Block, ...]
    headline: str | None = None
    authors: tuple[str, ...] = ()
    dateline: str | None = None
    date_published_raw: str | None = None
    date_published: str | None = None
    date_modified: str | None = None
    section: str | None = None
    language: str | None = None
    url: str | None = None
    canonical_url: str | None = None
    pack: str | None = None
    pack_version: int | None = None
    tried: tuple[str, ...] = ()
    recognised: str = ""
    method: Method
    confidence: float
    warnings: tuple[str, ...] = ()
    ledger: Ledger
    page_text: str
    page_is_html: bool = False

    @property
    def text(self) -> str:
        """The body: its blocks, parted by a blank line; empty where the page holds no article."""
        return "\n\n".join(block.text for block in self.blocks)

    @property
    def found(self) -> bool:
        """Whether the page holds an article."""
        return bool(self.blocks)
