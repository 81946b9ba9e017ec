"""The output formats of an article: one table, from which the options, file endings and media types derive."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Literal

from msgspec import Struct

from ..errors import UsageError
from .article import Article
from .text import to_text

BodyFormat = Literal["text", "markdown"]
"""The formats that show only the body, and perhaps the headline."""
Format = Literal[BodyFormat, "json"]


class OutputFormat(Struct, frozen=True):
    """One format: how an article is written in it, the ending of its files, and its media type.

    The other arguments of `render` are whether the headline stands above the body, and which markup is kept: names of
    `MARKS`. `has_metadata` is whether the format also has the metadata and the warnings, so that it can say that there
    is no article. `has_markup` is whether it can keep markup.
    """

    render: Callable[[Article, bool, Collection[str]], str]
    ending: str
    media_type: str
    has_metadata: bool = False
    has_markup: bool = False


def _markdown(article: Article, with_title: bool, markup: Collection[str]) -> str:
    from .markdown import to_markdown  # each page needs one format

    return to_markdown(article, with_title=with_title, **dict.fromkeys(markup, True))


def _json(article: Article, _: bool, __: Collection[str]) -> str:
    from .row import to_json

    return to_json(article)


FORMATS: Mapping[Format, OutputFormat] = {
    "text": OutputFormat(lambda article, with_title, _: to_text(article, with_title=with_title), ".txt", "text/plain"),
    "markdown": OutputFormat(_markdown, ".md", "text/markdown", has_markup=True),
    "json": OutputFormat(_json, ".json", "application/json", has_metadata=True),
}
"""The formats, the default one first."""


def render(article: Article, form: Format, *, with_title: bool = False, markup: Collection[str] = ()) -> str:
    r"""Return the article in one of the formats. JSON always has the headline, under a key of its own.

    `markup` are the options of `to_markdown` for markup to keep: `links`, `images`, `emphasis`. Raises what
    `check_markup` and `to_markdown` raise.

    >>> from cleaner import clean
    >>> render(clean("Kop\n\nKop\n\nDe raad kwam woensdag bijeen."), "markdown", with_title=True)
    '# Kop\n\nDe raad kwam woensdag bijeen.'
    """
    check_markup(form, markup)
    return FORMATS[form].render(article, with_title, markup)


def check_markup(form: Format, markup: Collection[str]) -> None:
    """Raise `UsageError` if the format cannot keep this markup.

    >>> check_markup("text", ["links"])
    Traceback (most recent call last):
    cleaner.errors.UsageError: the format text cannot keep links; use the format markdown
    """
    if markup and not FORMATS[form].has_markup:
        forms = " or ".join(name for name, each in FORMATS.items() if each.has_markup)
        raise UsageError(f"the format {form} cannot keep {' and '.join(markup)}; use the format {forms}")
