"""Pages in records: an item of a crawl, a document for an index, whatever has a page in one field and gets the article.

What the integrations share: which fields those are, and what is said of how they were filled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, get_args

from msgspec import Struct, field

from .. import __version__
from ..errors import CleanerError, UsageError
from ..output.article import Article
from ..output.render import BodyFormat, render
from ..output.row import VALUES

ENGINE = f"cleaner {__version__}"
"""Who cleaned a record: after a release, those of the one before can be told."""

OnError = Literal["keep", "drop"]


class Fields(Struct, frozen=True, kw_only=True):
    """Which fields of a record hold the page, and which get what was made of it.

    - `page`: where the page is, HTML or text, as `str` or `bytes`; the first of them that holds anything is taken;
    - `url`: where its address is, if anywhere;
    - `into`: for keys of `cleaner.render.to_dict`, the fields that get their values, where there is a value;
    - `provenance`: the field that gets who cleaned the page and how, or why nobody could: see `provenance`;
    - `form`: `text` or `markdown`, what `articleBody` is written in.

    Raises `UsageError` for what `to_dict` does not have.

    >>> Fields(into={"articleBody": "body", "headline": "title"}).into["headline"]
    'title'
    """

    page: Sequence[str] = ("html", "text")
    url: str = "url"
    into: Mapping[str, str] = field(default_factory=lambda: {"articleBody": "articleBody"})
    provenance: str = "cleaner"
    form: BodyFormat = "text"

    def __post_init__(self) -> None:
        if isinstance(self.page, str):
            raise UsageError(f"the fields of the page are a list of names, as in [{self.page!r}]")
        if not self.page:
            raise UsageError("there have to be fields of the page, as in ['html', 'text']")
        for key in self.into:
            if key not in VALUES:
                raise UsageError(f"an article has no {key!r}; it has {', '.join(VALUES)}")
        one_of(self.form, get_args(BodyFormat), "format")


def one_of(value: str, choices: Sequence[str], name: str) -> None:
    """Raise `UsageError` for a value that is none of the choices.

    >>> one_of("skip", ["keep", "drop"], "on_error")
    Traceback (most recent call last):
    cleaner.errors.UsageError: on_error is one of keep, drop, not 'skip'
    """
    if value not in choices:
        raise UsageError(f"{name} is one of {', '.join(choices)}, not {value!r}")


def page_of(record: Mapping[str, Any], fields: Fields) -> Any:
    """The page that the record holds, or None; what is no page at all is for the cleaner to refuse."""
    for name in fields.page:
        page = record.get(name)
        if page is not None and not (isinstance(page, (str, bytes)) and not page):
            return page
    return None


def url_of(record: Mapping[str, Any], fields: Fields) -> str | None:
    """The address of the page, or None; pydantic has classes of its own for it."""
    url = record.get(fields.url)
    if isinstance(url, bytes):
        return url.decode(errors="replace")
    return None if url is None else str(url)


def filled(article: Article, fields: Fields) -> dict[str, Any]:
    """What the fields of a record get from its article."""
    values = {
        name: render(article, fields.form) if key == "articleBody" else VALUES[key](article)
        for key, name in fields.into.items()
    }
    return {name: value for name, value in values.items() if value is not None}


def provenance(result: Article | CleanerError) -> dict[str, Any]:
    """Who cleaned a record and how, so that it can be found again when that changes; or the error of one that kept raw.

    >>> from cleaner import clean
    >>> provenance(clean("Net binnen", "https://www.knack.be/l/sport"))["method"]
    'none'
    """
    if isinstance(result, CleanerError):
        return {"engine": ENGINE, "error": str(result)}
    keys = ("pack", "version", "tried", "method", "confidence", "warnings")
    return {"engine": ENGINE} | {key: VALUES[key](result) for key in keys}


def counted(result: Article | CleanerError) -> Iterator[str]:
    """The names under which a page is counted.

    `fallbacks` are pages of a site whose pack gave nothing that is fit to be an article.

    >>> from cleaner import clean
    >>> list(counted(clean("Net binnen", "https://www.knack.be/l/sport")))
    ['pages', 'pack/knack', 'method/none']
    """
    yield "pages"
    if isinstance(result, CleanerError):
        yield "failures"
        return
    yield f"pack/{result.pack}"
    yield f"method/{result.method}"
    if result.tried[0] != f"{result.pack} {result.pack_version}":
        yield "fallbacks"
