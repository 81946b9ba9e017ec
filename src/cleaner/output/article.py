"""The article of a page."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from ..page.blocks import Block
from ..page.ledger import Ledger
from ..page.markup import InlineMarkup
from ..page.warnings import Warnings
from .account import Account

Method = Literal["pack", "generic", "none"]


class Article(Struct, frozen=True, kw_only=True):
    r"""What `clean` returns for a page: the article, how it was found, and what happened to the rest of the page.

    `output.row.FIELDS` says what the fields mean. `body` has the paragraphs, headings and list items of the article; it
    is all that `text` and the formats of the output need. `markup` are the links, emphasis and pictures of the body,
    for `to_markdown`; None unless the caller asked for them.

    `ledger` accounts for every character of `page_text`, which is the page as it was read. For HTML (`page_is_html`),
    that is the text of its blocks and of its hidden parts. `blocks` are those of the body, with their places in that
    text. These three are made when they are first asked for. If the pack of the site selects the element that holds
    the article, only that element has been read until then, and asking takes as long as reading the page does. Until
    then, the article keeps the source of its page in memory, and the places in `body` count from the start of what was
    read.

    >>> from cleaner import clean
    >>> article = clean("Titel\n\nTitel\n\nDe raad kwam woensdag bijeen over de haven.")
    >>> article.headline, article.text
    ('Titel', 'De raad kwam woensdag bijeen over de haven.')
    """

    body: tuple[Block, ...]
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
    description: str | None = None
    main_image: str | None = None
    keywords: tuple[str, ...] = ()
    site_name: str | None = None
    pack: str | None = None
    pack_version: int | None = None
    tried: tuple[str, ...] = ()
    recognised: str = ""
    method: Method
    confidence: float
    warnings: Warnings = ()
    account: Account
    page_is_html: bool = False
    markup: InlineMarkup | None = None

    @property
    def text(self) -> str:
        """The body: the text of its blocks, separated by blank lines; empty if the page has no article."""
        return "\n\n".join(block.text for block in self.body)

    @property
    def site_pack(self) -> str | None:
        """The pack of the site, even if its result was discarded; `generic` if no pack knows the site."""
        return self.tried[0].rpartition(" ")[0] if self.tried else self.pack

    @property
    def found(self) -> bool:
        """Whether the page has an article."""
        return bool(self.body)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of the body, with their places in `page_text`."""
        return self.account.placed(self.body)

    @property
    def ledger(self) -> Ledger:
        """What became of each character of `page_text`."""
        return self.account.ledger

    @property
    def page_text(self) -> str:
        """The page as it was read."""
        return self.account.text
