"""The row that a page gives: what is said of every article, under the names of `cleaner.render.to_dict`."""

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
"""The keys of every row, in their order."""
RESERVED = frozenset((*VALUES, HASH, GROUP, SOURCE, "error"))
"""Names that what is carried over cannot have."""


def row_of(article: Article, *, form: Format = "text", ledger: bool = False) -> dict[str, Any]:
    """The row of an article: `KEYS`, and the ledger if asked for; the body is written as text or as Markdown.

    `bodySha256` is the SHA-256 of the body as text, in UTF-8: pages with the same body have the same one, whatever
    form it is written in. It is null where there is no article, so that those are no duplicates of each other.

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
    """The row of an article, as a worker gives it."""
    return CleanedPage(article.pack, article.method, row_of(article, form=form, ledger=ledger))


def no_article(article: Article) -> str:
    """Why the page holds no article."""
    return article.warnings[-1] if article.warnings else "no article found"


def body_hash(article: Article) -> str | None:
    """The SHA-256 of the article's body, in hexadecimal; None where there is no article."""
    return sha256(article.text.encode()).hexdigest() if article.found else None


def carried_names(names: Iterable[str], ours: frozenset[str] = RESERVED) -> dict[str, str]:
    """What carried fields are called in the output: as they were, unless that is the name of one of `ours`.

    >>> carried_names(["id", "headline", "input_headline"])
    {'id': 'id', 'headline': 'input_input_headline', 'input_headline': 'input_headline'}
    """
    names = list(names)
    taken = ours | set(names)
    called = {}
    for name in names:
        new = name
        while new in ours or (new != name and new in taken):
            new = f"input_{new}"
        called[name] = new
    return called
