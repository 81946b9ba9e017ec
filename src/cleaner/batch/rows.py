"""The row of a page: what is written about each article, under the names of `output.render.to_dict`."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from ..output.article import Article
from ..output.render import VALUES, Format, render
from .items import CleanedPage

HASH = "bodySha256"
GROUP = "nearDuplicates"
SOURCE = "source"
KEYS = (*(key for key in VALUES if key != "ledger"), HASH)
"""The keys of each row, in order."""
RESERVED = frozenset((*VALUES, HASH, GROUP, SOURCE, "error"))
"""Names that carried-over fields cannot have."""


def row_of(article: Article, *, form: Format = "text", ledger: bool = False) -> dict[str, Any]:
    """Return the row of an article: `KEYS`, and the ledger if asked for. The body is text or Markdown.

    `bodySha256` is the SHA-256 of the body as text, in UTF-8. Pages with the same body have the same hash, in whatever
    form the body is written. It is None for a page without an article, so that these are not duplicates of each other.

    >>> from cleaner import clean
    >>> row = row_of(clean("De raad kwam woensdag bijeen over de haven."))
    >>> row["articleBody"], row["bodySha256"][:12]
    ('De raad kwam woensdag bijeen over de haven.', 'b6b1a8e107d6')
    """
    row = {key: value(article) for key, value in VALUES.items() if ledger or key != "ledger"}
    if form == "markdown":
        row["articleBody"] = render(article, form)
    row[HASH] = body_hash(article)
    return row


def make_row(article: Article, *, form: Format, ledger: bool) -> CleanedPage:
    """Return the row of an article in the form in which a worker returns it."""
    return CleanedPage(article.pack, article.method, row_of(article, form=form, ledger=ledger))


def no_article(article: Article) -> str:
    """Return why the page holds no article."""
    return article.warnings[-1] if article.warnings else "no article found"


def body_hash(article: Article) -> str | None:
    """Return the SHA-256 of the article's body in hexadecimal, or None if there is no article."""
    return sha256(article.text.encode()).hexdigest() if article.found else None


def carried_names(names: Iterable[str], reserved: frozenset[str] = RESERVED) -> dict[str, str]:
    """Return the name of each carried-over field in the output. It changes only if it is one of the `reserved` names.

    >>> carried_names(["id", "headline", "input_headline"])
    {'id': 'id', 'headline': 'input_input_headline', 'input_headline': 'input_headline'}
    """
    names = list(names)
    taken = reserved | set(names)
    called = {}
    for name in names:
        new = name
        while new in reserved or (new != name and new in taken):
            new = f"input_{new}"
        called[name] = new
    return called
