"""The rows of a batch's output: what is known about each article, under the names of `cleaner.output.row`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from hashlib import sha256
from typing import Any

from ..output.article import Article
from ..output.counting import counted
from ..output.render import FORMATS, Format, render
from ..output.row import VALUES, to_dict
from .items import CleanedPage

HASH = "bodySha256"
GROUP = "nearDuplicates"
SOURCE = "source"
CARRIED = "carriedOver"
"""The column of tables for the other fields of the input, as JSON, if their types are not known beforehand."""
KEYS = (*(key for key in VALUES if key not in ("blocks", "ledger")), HASH)
"""The keys of each row, in order."""
RESERVED = frozenset((*VALUES, HASH, GROUP, SOURCE, "error"))
"""Names that fields of the input cannot keep in the output."""


def row_of(
    article: Article,
    *,
    form: Format = "text",
    ledger: bool = False,
    blocks: bool = False,
    markup: Collection[str] = (),
) -> dict[str, Any]:
    """Return the row of an article: `KEYS`, and the ledger and the blocks if asked for.

    `form` is the format of the body, and `markup` what it keeps of the markup of a page: see `output.render.render`.

    `bodySha256` is the SHA-256 of the body as plain text in UTF-8, whatever the format: pages with the same body have
    the same hash. It is null if there is no article, so that such pages do not count as duplicates of each other.

    >>> from cleaner import clean
    >>> row = row_of(clean("De raad kwam woensdag bijeen over de haven."))
    >>> row["articleBody"], row["bodySha256"][:12]
    ('De raad kwam woensdag bijeen over de haven.', 'b6b1a8e107d6')
    """
    row = to_dict(article, ledger=ledger, blocks=blocks)
    if not FORMATS[form].has_metadata:
        row["articleBody"] = render(article, form, markup=markup)
    row[HASH] = body_hash(article)
    return row


def make_row(article: Article, *, form: Format, ledger: bool, markup: Collection[str]) -> CleanedPage:
    """Return the row of an article as the result of a worker."""
    return cleaned(article, row_of(article, form=form, ledger=ledger, markup=markup))


def cleaned(article: Article, content: Any, reason: str = "") -> CleanedPage:
    """Return what a worker returns for an article: see `CleanedPage`."""
    return CleanedPage(tuple(counted(article)), content, article.found, reason)


def no_article(article: Article) -> str:
    """Return the reason why the page has no article."""
    return article.warnings[-1].text if article.warnings else "no article found"


def body_hash(article: Article) -> str | None:
    """Return the SHA-256 of the article's body in hexadecimal, or None if there is no article."""
    return sha256(article.text.encode()).hexdigest() if article.found else None


def carried_names(names: Iterable[str], reserved: frozenset[str] = RESERVED) -> dict[str, str]:
    """Return the output name of each field that is carried over: its own name, unless that one is `reserved`.

    >>> carried_names(["id", "headline", "input_headline"])
    {'id': 'id', 'headline': 'input_input_headline', 'input_headline': 'input_headline'}
    """
    names = list(names)
    taken = reserved | set(names)
    renamed = {}
    for name in names:
        new = name
        while new in reserved or (new != name and new in taken):
            new = f"input_{new}"
        renamed[name] = new
    return renamed
