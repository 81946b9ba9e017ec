"""scrapy-poet: a callback that asks for an `Article` gets the article of its page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy_poet.page_input_providers import PageObjectInputProvider
from w3lib.encoding import http_content_type_encoding

from ..output.article import Article
from .scrapy_crawl import CrawlCleaner


class ArticleProvider(PageObjectInputProvider):
    """Provides `cleaner.Article`, cleaned as the `CLEANER_*` settings say.

    If a page cannot be cleaned, the errback of the request gets the error of `Cleaner.clean`. `CleanerAddon` installs
    this class if scrapy-poet is installed.
    """

    provided_classes = {Article}  # noqa: RUF012  # the signature of scrapy-poet

    async def __call__(
        self,
        to_provide: set[Callable[..., Any]],  # noqa: ARG002  # the signature of scrapy-poet; it can only be `Article`
        response: Response,
        crawler: Crawler,
    ) -> Sequence[Article]:
        """Return the article of the response."""
        charset = http_content_type_encoding((response.headers.get(b"Content-Type") or b"").decode("latin-1"))
        return [await CrawlCleaner.of(crawler).clean(response.body, response.url, charset)]
