"""Measure how late Scrapy's event loop is during a crawl on loopback, if pages are cleaned in `process_item` or by the
pipeline.

    python -m benchmarks.lag
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

from cleaner import Cleaner

SENTENCE = b"De raad kwam woensdag bijeen over de haven, en ging zonder besluit weer uiteen. En nog een zin erbij."
GOLDEN = Path(__file__).parents[1] / "golden"
PAGES = [path.read_bytes() for path in sorted(GOLDEN.rglob("input.html"))]
LONG = b"<html><body>" + b"".join(b"<p>%d. %s</p>" % (number, SENTENCE) for number in range(3_000))
CRAWLED, EVERY = 200, 16
"""The number of pages; each page whose number is a multiple of `EVERY` is the long one."""
TICK = 0.005
"""Seconds between two measurements of the lag."""


class Synchronous:
    """The most obvious pipeline: it cleans in the thread of the event loop."""

    def __init__(self) -> None:
        self.cleaner = Cleaner()

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        """Return the item with its article."""
        return item | {"articleBody": self.cleaner.clean(item["html"], item["url"]).text}


ADDON = {"ADDONS": {"cleaner.integrations.scrapy.CleanerAddon": 500}}
WAYS: dict[str, dict[str, Any]] = {
    "`Cleaner.clean` in `process_item`": {"ITEM_PIPELINES": {Synchronous: 300}},
    "the pipeline, in a thread": ADDON,
    "the pipeline, `CLEANER_ISOLATED`": ADDON | {"CLEANER_ISOLATED": True},
}


class Site(BaseHTTPRequestHandler):
    """Serves numbered pages."""

    def do_GET(self) -> None:
        """Send the page with the number in the path."""
        number = int(self.path.strip("/"))
        body = PAGES[number % len(PAGES)] if number % EVERY else LONG
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Do not log requests."""


class Spider(scrapy.Spider):
    """Requests all pages, and measures the lag of the event loop meanwhile."""

    name = "lag"
    base: str

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Request all pages."""
        self.lags: list[float] = []
        self.watch = asyncio.ensure_future(self.with_layout())
        for number in range(CRAWLED):
            yield scrapy.Request(f"{self.base}/{number}")

    async def with_layout(self) -> None:
        """Record how late the loop is, again and again."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + TICK
            await asyncio.sleep(TICK)
            self.lags.append(loop.time() - due)

    def parse(self, response: Response) -> Iterator[dict[str, Any]]:
        """Yield the page unchanged."""
        yield {"url": response.url, "html": response.body}


def crawl(way: str) -> None:
    """Crawl, and print the lags as JSON."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        process = CrawlerProcess({"LOG_LEVEL": "ERROR", "CONCURRENT_REQUESTS_PER_DOMAIN": 16} | WAYS[way])
        crawler = process.create_crawler(Spider)
        process.crawl(crawler, base=f"http://127.0.0.1:{server.server_port}")
        process.start()
        server.shutdown()
    assert crawler.stats.get_value("item_scraped_count") == CRAWLED
    assert isinstance(crawler.spider, Spider)
    print(json.dumps(crawler.spider.lags))


def main() -> None:
    """Print the table. Each crawl runs in a process of its own."""
    print("| | p50 | p95 | p99 | max | looks |\n|---|--:|--:|--:|--:|--:|")
    for way in WAYS:
        done = subprocess.run([sys.executable, "-m", "benchmarks.lag", way], capture_output=True, check=True, text=True)
        lags = sorted(json.loads(done.stdout))
        row = [f"{1000 * lags[min(int(part * len(lags)), len(lags) - 1)]:.1f} ms" for part in (0.5, 0.95, 0.99, 1)]
        print("|", " | ".join([way, *row, f"{len(lags):,}"]), "|")


if __name__ == "__main__":
    crawl(sys.argv[1]) if sys.argv[1:] else main()
