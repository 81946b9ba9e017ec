"""Records that hold a page, such as the items of a crawl or the documents for an index, and that get its article.

This is what the integrations share: which fields hold the page, which fields get the article, and how the record says
which pack cleaned it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, get_args

from msgspec import field

from .. import __version__
from ..batch.rows import row_of
from ..errors import CleanerError, UsageError
from ..output import counting
from ..output.article import Article
from ..output.render import BodyFormat
from ..output.row import VALUES
from ..work.page_fields import PageFields, page_of, url_of

__all__ = [
    "ENGINE",
    "BodyFormat",
    "Fields",
    "OnError",
    "counted",
    "filled",
    "one_of",
    "page_of",
    "provenance",
    "url_of",
]

ENGINE = f"cleaner {__version__}"
"""The version of this package: it tells which records an earlier release cleaned."""

OnError = Literal["keep", "drop"]
PROVENANCE = ("pack", "version", "tried", "method", "confidence", "warnings", "warningCodes")
"""The keys of the row of an article that a record has to say how it was cleaned."""


class Fields(PageFields, frozen=True, kw_only=True):
    """Which fields of a record hold the page, and which fields get the article.

    - `page`: the fields that may hold the page, HTML or text, as `str` or `bytes`; the first that is not empty is used;
    - `url`: the field with its URL, which may be missing;
    - `into`: keys of the JSON of an article (docs/output.md), and the field that gets the value of each; a value that
      is null is left out;
    - `provenance`: the field that says what cleaned the page, or why it could not be cleaned: see `provenance`;
    - `form`: `text` or `markdown`, in which `articleBody` is written.

    Raises `UsageError` for a key that an article does not have.

    >>> Fields(into={"articleBody": "body", "headline": "title"}).into["headline"]
    'title'
    """

    into: Mapping[str, str] = field(default_factory=lambda: {"articleBody": "articleBody"})
    provenance: str = "cleaner"
    form: BodyFormat = "text"

    def __post_init__(self) -> None:
        if isinstance(self.page, str):
            raise UsageError(f"the fields that hold the page have to be a list of names, as in [{self.page!r}]")
        if not self.page:
            raise UsageError("name at least one field that holds the page, as in ['html', 'text']")
        for key in self.into:
            if key not in VALUES:
                raise UsageError(f"an article has no field {key!r}; its fields are {', '.join(VALUES)}")
        one_of(self.form, get_args(BodyFormat), "format")


def one_of(value: str, choices: Sequence[str], name: str) -> None:
    """Raise `UsageError` for a value that is not one of the choices.

    >>> one_of("skip", ["keep", "drop"], "on_error")
    Traceback (most recent call last):
    cleaner.errors.UsageError: on_error has to be one of keep, drop, not 'skip'
    """
    if value not in choices:
        raise UsageError(f"{name} has to be one of {', '.join(choices)}, not {value!r}")


def filled(article: Article, fields: Fields) -> dict[str, Any]:
    """Return the fields of a record that get something of its article, with their values."""
    row = row_of(article, form=fields.form, ledger="ledger" in fields.into, blocks="blocks" in fields.into)
    return {name: row[key] for key, name in fields.into.items() if row[key] is not None}


def provenance(result: Article | CleanerError) -> dict[str, Any]:
    """Return what cleaned a record and how, or the error if it could not be cleaned.

    It tells which records to clean again when a pack or this package has changed.

    >>> from cleaner import clean
    >>> provenance(clean("Net binnen", "https://www.knack.be/l/sport"))["method"]
    'none'
    """
    if isinstance(result, CleanerError):
        return {"engine": ENGINE, "error": str(result)}
    row = row_of(result)
    return {"engine": ENGINE} | {key: row[key] for key in PROVENANCE}


def counted(result: Article | CleanerError) -> Iterator[str]:
    """Yield the names under which a page is counted: `pages`, `failures`, and those of `output.counting`.

    >>> from cleaner.errors import InputError
    >>> list(counted(InputError("this is a feed")))
    ['pages', 'failures']
    """
    yield "pages"
    if isinstance(result, CleanerError):
        yield "failures"
    else:
        yield from counting.counted(result)
