"""The output formats of an article: one table, from which the options, file endings and media types derive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from msgspec import Struct

from .article import Article
from .markdown import to_markdown
from .row import to_json
from .text import to_text

BodyFormat = Literal["text", "markdown"]
"""The formats that show only the body, and perhaps the headline."""
Format = Literal[BodyFormat, "json"]


class OutputFormat(Struct, frozen=True):
    """One format: how an article is written in it, the ending of its files, and its media type.

    The second argument of `render` is whether the headline stands above the body. `has_metadata` is whether the format
    also has the metadata and the warnings, so that it can say that there is no article.
    """

    render: Callable[[Article, bool], str]
    ending: str
    media_type: str
    has_metadata: bool = False


FORMATS: Mapping[Format, OutputFormat] = {
    "text": OutputFormat(lambda article, with_title: to_text(article, with_title=with_title), ".txt", "text/plain"),
    "markdown": OutputFormat(
        lambda article, with_title: to_markdown(article, with_title=with_title), ".md", "text/markdown"
    ),
    "json": OutputFormat(lambda article, _: to_json(article), ".json", "application/json", has_metadata=True),
}
"""The formats, the default one first."""


def render(article: Article, form: Format, *, with_title: bool = False) -> str:
    r"""Return the article in one of the formats. JSON always has the headline, under a key of its own.

    >>> from cleaner import clean
    >>> render(clean("Kop\n\nKop\n\nDe raad kwam woensdag bijeen."), "markdown", with_title=True)
    '# Kop\n\nDe raad kwam woensdag bijeen.'
    """
    return FORMATS[form].render(article, with_title)
