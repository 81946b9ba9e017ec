"""An article as plain text, as Markdown, or as JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

import msgspec

from ..page.blocks import CELL, Block
from ..page.causes import Removal
from ..page.marks import BULLET, NUMBER
from .article import Article

Format = Literal["text", "markdown", "json"]

# What CommonMark would read as markup: anywhere in a line, and at its start.
_INLINE = re.compile(r"[\\`*_\[\]<]|&(?=#?\w+;)|~(?=~)")
_CLOSING = re.compile(r"(?<=\s)(#+)$")  # what would close a heading
_START = re.compile(r"(?:#{1,6}(?=\s|$)|[-+](?=\s|$)|=+$|-{3,}|>|~{3,})|(?P<number>\d{1,9})(?=[.)](?:\s|$))")


def to_text(article: Article, *, with_title: bool = False) -> str:
    """The blocks, parted by a blank line; with the headline as the first of them, if asked for."""
    return "\n\n".join([article.headline, article.text] if with_title and article.headline else [article.text])


def to_markdown(article: Article, *, with_title: bool = False) -> str:
    r"""The blocks as CommonMark: subheads, lists and quotes as such, and no text taken for markup.

    Rows of a table are one of GitHub's tables, which CommonMark does not have.

    >>> from cleaner import clean
    >>> article = clean("Kop\n\nKop\n\nDe 2*2 van de raad.\n\nSubkop\n\nEen zin onder de subkop.")
    >>> print(to_markdown(article, with_title=True))
    # Kop
    <BLANKLINE>
    De 2\*2 van de raad.
    <BLANKLINE>
    ## Subkop
    <BLANKLINE>
    Een zin onder de subkop.
    """
    parts = [[f"# {escape(article.headline)}"]] if with_title and article.headline else []
    above = None
    for block in article.blocks:
        if block.kind == above and block.kind in ("list item", "table row"):
            parts[-1].append(_markdown(block))
        elif block.kind == "table row":
            parts.append([_markdown(block), f"{'|---' * len(block.text.split(CELL))}|"])
        else:
            parts.append([_markdown(block)])
        above = block.kind
    return "\n\n".join(map("\n".join, parts))


def _markdown(block: Block) -> str:
    if block.kind == "heading":
        return f"{'#' * block.level} {escape(block.text)}"
    if block.kind == "list item":
        bullet = BULLET.match(block.text)
        if bullet is None and NUMBER.match(block.text):
            return _inline(block.text)
        return f"- {escape(block.text[bullet.end() :] if bullet else block.text)}"
    if block.kind == "table row":
        return f"| {' | '.join(_inline(cell).replace('|', '&#124;') for cell in block.text.split(CELL))} |"
    return f"> {escape(block.text)}" if block.kind == "quote" else escape(block.text)


def escape(text: str) -> str:
    r"""One line of text, written so that CommonMark shows just that text.

    >>> escape("1. FC *Köln*"), escape("# geen kop")
    ('1\\. FC \\*Köln\\*', '\\# geen kop')
    """
    match = _START.match(text)
    text = _CLOSING.sub(r"\\\1", _inline(text))
    if match is None:
        return text
    return f"{match['number']}\\{text[match.end() :]}" if match["number"] else f"\\{text}"


def _inline(text: str) -> str:
    return _INLINE.sub(lambda match: "\\" + match[0], text)


VALUES: Mapping[str, Callable[[Article], Any]] = {
    "url": lambda article: article.url,
    "headline": lambda article: article.headline,
    "articleBody": lambda article: article.text,
    "authors": lambda article: [{"name": name} for name in article.authors],
    "datePublished": lambda article: article.date_published,
    "datePublishedRaw": lambda article: article.date_published_raw,
    "dateModified": lambda article: article.date_modified,
    "articleSection": lambda article: article.section,
    "inLanguage": lambda article: article.language,
    "canonicalUrl": lambda article: article.canonical_url,
    "dateline": lambda article: article.dateline,
    "pack": lambda article: article.pack,
    "version": lambda article: article.pack_version,
    "tried": lambda article: list(article.tried),
    "recognised": lambda article: article.recognised,
    "method": lambda article: article.method,
    "confidence": lambda article: article.confidence,
    "warnings": lambda article: list(article.warnings),
    "ledger": lambda article: [_entry(article, removal) for removal in article.ledger.removed],
}
"""The keys of `to_dict`, and what each gives."""


def to_dict(article: Article) -> dict[str, Any]:
    """The article under schema.org's names, as zyte-common-items spells them, and what only `cleaner` knows.

    `ledger` lists what was removed: offsets in characters of the page's text, and the rule that did it. Where the page
    was HTML, that text is nowhere else, and each entry has its own.
    """
    return {key: value(article) for key, value in VALUES.items()}


def _entry(article: Article, removal: Removal) -> dict[str, Any]:
    entry: dict[str, Any] = {"start": removal.start, "end": removal.end}
    if article.page_is_html:
        entry["text"] = article.page_text[removal.start : removal.end]
    entry.update(msgspec.to_builtins(removal.cause))
    return entry


def to_json(article: Article) -> str:
    """The article as one line of JSON, with the keys of `to_dict`."""
    return msgspec.json.encode(to_dict(article)).decode()


def render(article: Article, form: Format, *, with_title: bool = False) -> str:
    """The article in one of the three forms; JSON has the headline under a key of its own in any case."""
    if form == "json":
        return to_json(article)
    return (to_markdown if form == "markdown" else to_text)(article, with_title=with_title)
