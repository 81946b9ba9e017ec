"""scrapy-poet: a callback that asks for an `Article` gets the article of its page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError, HttpErrorMiddleware
from scrapy_poet.page_input_providers import PageObjectInputProvider
from w3lib.encoding import http_content_type_encoding

from ..output.article import Article
from .scrapy_crawl import CrawlCleaner


class ArticleProvider(PageObjectInputProvider):
    """Provides `cleaner.Article`, cleaned as the `CLEANER_*` settings say.

    If a page cannot be cleaned, the errback of the request gets the error of `Cleaner.clean`. The page of an error,
    such as status 404, is not cleaned unless Scrapy would pass it to the callback: the errback gets Scrapy's
    `HttpError`. `CleanerAddon` installs this class if scrapy-poet is installed.
    """

    provided_classes = {Article}  # noqa: RUF012  # the signature of scrapy-poet

    async def __call__(
        self,
        to_provide: set[Callable[..., Any]],  # noqa: ARG002  # the signature of scrapy-poet; it can only be `Article`
        request: Request,
        response: Response,
        crawler: Crawler,
    ) -> Sequence[Article]:
        """Return the article of the response."""
        _refuse_errors(response.replace(request=request), crawler)
        charset = http_content_type_encoding((response.headers.get(b"Content-Type") or b"").decode("latin-1"))
        return [await CrawlCleaner.of(crawler).clean(response.body, response.url, charset)]


def _refuse_errors(response: Response, crawler: Crawler) -> None:
    """Raise `HttpError` if Scrapy will not pass the response to its callback.

    scrapy-poet asks for the article before Scrapy decides that.
    """
    middleware = crawler.get_spider_middleware(HttpErrorMiddleware)
    if middleware is None:
        return
    try:
        middleware.process_spider_input(response)
    except HttpError as error:
        middleware.process_spider_exception(response, error)  # it counts the response, and logs it
        raise
