"""scrapy-poet: a callback that asks for an `Article` gets the one of its page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy_poet.page_input_providers import PageObjectInputProvider

from ..output.article import Article
from .scrapy import Crawl, charset_of


class ArticleProvider(PageObjectInputProvider):
    """Provides `cleaner.Article`, cleaned as the `CLEANER_*` settings say.

    A page that cannot be cleaned raises what `Cleaner.clean` does, in the request's errback. `CleanerAddon` installs
    this where scrapy-poet is installed.
    """

    provided_classes = {Article}  # noqa: RUF012  # as scrapy-poet has it

    async def __call__(
        self,
        to_provide: set[Callable[..., Any]],  # noqa: ARG002  # scrapy-poet's name for what was asked for: it is this
        response: Response,
        crawler: Crawler,
    ) -> Sequence[Article]:
        """The article of the response."""
        return [await Crawl.of(crawler).clean(response.body, response.url, charset_of(response))]
