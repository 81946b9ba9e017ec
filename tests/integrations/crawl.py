"""Crawls a site on loopback, as a separate process, and writes the outcome of each item to stdout, as JSON."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import attrs
import pydantic
import scrapy
from itemadapter import ItemAdapter
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from twisted.python.failure import Failure

import cleaner

TICK = 0.005
"""Seconds between two measurements of the lag of the loop."""


@dataclasses.dataclass
class DataclassItem:
    url: str
    html: bytes
    articleBody: str | None = None  # noqa: N815  # schema.org's name
    cleaner: Any = None


@dataclasses.dataclass
class Unmarked:
    url: str
    html: bytes
    articleBody: str | None = None  # noqa: N815


@dataclasses.dataclass
class Bodiless:
    url: str
    html: bytes


@attrs.define
class AttrsItem:
    url: str
    html: bytes
    articleBody: str | None = None  # noqa: N815
    cleaner: Any = None


class PydanticItem(pydantic.BaseModel):
    url: str
    html: bytes
    articleBody: str | None = None  # noqa: N815
    cleaner: Any = None


class Checked(pydantic.BaseModel, validate_assignment=True):
    """Has a URL of a class of pydantic, and a field `cleaner` of another class."""

    url: pydantic.HttpUrl
    html: bytes
    articleBody: str | None = None  # noqa: N815
    cleaner: str | None = None


class CheckedText(pydantic.BaseModel, validate_assignment=True):
    """Has no field for what is in the article except for its headline, and takes text where the page was."""

    url: str
    html: bytes | str
    headline: str | None = None


@dataclasses.dataclass(frozen=True)
class Frozen:
    url: str
    html: bytes
    articleBody: str | None = None  # noqa: N815


class ScrapyItem(scrapy.Item):
    url = scrapy.Field()
    html = scrapy.Field()
    articleBody = scrapy.Field()  # noqa: N815
    cleaner = scrapy.Field()


KINDS: dict[str, Callable[..., Any]] = {
    kind.__name__: kind
    for kind in (
        dict,
        DataclassItem,
        AttrsItem,
        PydanticItem,
        ScrapyItem,
        Checked,
        CheckedText,
        Frozen,
        Unmarked,
        Bodiless,
    )
}


class Spider(scrapy.Spider):
    name = "site"

    def __init__(self, base: str, pages: int, kind: str) -> None:
        super().__init__()
        self.base, self.pages, self.kind = base, pages, KINDS[kind]
        self.items: list[dict[str, Any]] = []
        self.dropped: list[str] = []
        self.errors: list[str] = []
        self.lags: list[float] = []

    async def start(self) -> AsyncIterator[Any]:
        self.crawler.signals.connect(self.scraped, scrapy.signals.item_scraped)
        self.crawler.signals.connect(self.drop, scrapy.signals.item_dropped)
        self.crawler.signals.connect(self.error, scrapy.signals.item_error)
        self.watch = asyncio.ensure_future(self.watch_the_loop())
        for number in range(self.pages):
            yield scrapy.Request(f"{self.base}/{number}", errback=self.failed)

    async def watch_the_loop(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            start = loop.time()
            await asyncio.sleep(TICK)
            self.lags.append(loop.time() - start - TICK)

    def parse(self, response: Response) -> Iterator[Any]:
        yield self.kind(url=response.url, html=response.body)

    def failed(self, failure: Failure) -> Iterator[Any]:
        yield {"url": failure.request.url, "failed": type(failure.value).__name__}  # type: ignore[attr-defined]

    def scraped(self, item: Any) -> None:
        repr(item)  # Scrapy does this, too, if it logs items
        fields = dict(ItemAdapter(item))
        self.items.append(fields | {"url": str(fields["url"])})

    def drop(self, item: Any) -> None:
        self.dropped.append(ItemAdapter(item)["url"])

    def error(self, item: Any, failure: Failure) -> None:
        self.errors.append(f"{ItemAdapter(item)['url']}: {type(failure.value).__name__}: {failure.value}")


class PoetSpider(Spider):
    """Asks for the article of each page."""

    def parse(self, response: Response, article: cleaner.Article) -> Iterator[Any]:  # type: ignore[override]
        yield {"url": response.url, "articleBody": article.text, "language": article.language}


def main(base: str, pages: str, kind: str, settings: str) -> None:
    own = json.loads(settings)
    poet = own.pop("POET", False)
    if poet:
        own["ADDONS"] = own["ADDONS"] | {"scrapy_poet.Addon": 300}
    process = CrawlerProcess(
        {"LOG_LEVEL": "WARNING", "CONCURRENT_REQUESTS_PER_DOMAIN": 16, "RETRY_ENABLED": False} | own
    )
    crawler = process.create_crawler(PoetSpider if poet else Spider)
    process.crawl(crawler, base=base, pages=int(pages), kind=kind)
    process.start()
    spider = crawler.spider
    assert isinstance(spider, Spider)
    stats = {key: value for key, value in crawler.stats.get_stats().items() if isinstance(value, (int, float))}
    result = {name: getattr(spider, name) for name in ("items", "dropped", "errors", "lags")}
    print(json.dumps({"stats": stats} | result, default=str))


if __name__ == "__main__":
    main(*sys.argv[1:])
