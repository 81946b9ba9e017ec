"""A crawl into a search index: Scrapy, the add-on, an index in a folder, and a query.

    pip install 'article-cleaner[scrapy,search]'
    python examples/crawl_into_index.py articles

It crawls a mirror of some stored pages on loopback. The path of each page is its original URL.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response, TextResponse

from cleaner.integrations.indexes.index import IndexEntry
from cleaner.integrations.indexes.opening import open_index

GOLDEN = Path(__file__).parents[1] / "golden"
PAGES = {
    "/www.zeelandnet.nl/nieuws/navo-roept-rusland-op": "nl/zeelandnet/stoltenberg",
    "/www.zeelandnet.nl/nieuws/rusland-uitgenodigd": "nl/zeelandnet/uitgenodigd-flat",
    "/www.zeelandnet.nl/nieuws/lavrov-en-blinken": "nl/zeelandnet/lavrov",
    "/www.nu.nl/buitenland/6178936/navo-nodigt-rusland-uit.html": "nl/nu/navo-full",
    "/www.knack.be/nieuws/navo-en-rusland": "be/knack/navo-copy",
}


class NewsSpider(scrapy.Spider):
    """Follows the links of the front page, and makes an item of each page, unchanged."""

    name = "news"
    front_page: str
    custom_settings = {  # noqa: RUF012  # the signature of Scrapy
        "ADDONS": {"cleaner.integrations.scrapy.CleanerAddon": 500},
        "CLEANER_TIMEOUT": 20,
    }

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Begin at the front page."""
        yield scrapy.Request(self.front_page)

    def parse(self, response: TextResponse) -> Iterator[scrapy.Request]:  # type: ignore[override]  # it is HTML
        """Request each page that the front page links to."""
        yield from response.follow_all(css="a", callback=self.parse_page)

    def parse_page(self, response: Response) -> Iterator[dict[str, Any]]:
        """Yield a page, and the URL that it was mirrored from."""
        yield {"html": response.body, "url": response.url.replace(self.front_page, "https://")}


class IndexPipeline:
    """Puts items in the index, after `CleanerPipeline`."""

    place: str

    def open_spider(self) -> None:
        """Open the index, or make one."""
        self.index = open_index(self.place, create=True)

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        """Add the article. If the page could not be cleaned, the log and the item say why."""
        by = item.get("cleaner", {})
        if "tried" in by:
            self.index.add(
                IndexEntry(
                    file=item["url"],
                    url=item["url"],
                    headline=item.get("headline"),
                    body=item["articleBody"],
                    pack=by["pack"],
                    version=by["version"],
                    tried=tuple(by["tried"]),
                )
            )
        return item

    def close_spider(self) -> None:
        """Make the articles visible to searches."""
        self.index.commit()
        self.index.close()


class Mirror(BaseHTTPRequestHandler):
    """Serves the stored pages, and a front page with links to them."""

    def do_GET(self) -> None:
        """Send the page, or the front page."""
        links = "".join(f'<li><a href="{path}">{path}</a>' for path in PAGES)
        page = (
            f"<ul>{links}</ul>".encode() if self.path == "/" else (GOLDEN / PAGES[self.path] / "input.txt").read_bytes()
        )
        self.send_response(200)
        self.send_header(
            "Content-Type", "text/html; charset=utf-8" if self.path == "/" else "text/plain; charset=utf-8"
        )
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_: object) -> None:
        """Do not log requests."""


def main(place: str) -> None:
    """Crawl, then search."""
    IndexPipeline.place = place
    with ThreadingHTTPServer(("127.0.0.1", 0), Mirror) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        process = CrawlerProcess({"ITEM_PIPELINES": {IndexPipeline: 900}, "LOG_LEVEL": "WARNING"})
        crawler = process.create_crawler(NewsSpider)
        process.crawl(crawler, front_page=f"http://127.0.0.1:{server.server_port}/")
        process.start()
        server.shutdown()
    print(f"{crawler.stats.get_value('cleaner/pages', 0)} pages cleaned")
    index = open_index(place)
    for words in ("Netanyahu", "Stoltenberg"):
        result = index.search(words, 10)
        print(f"\n{words}: {result.total} found")
        for hit in result.best:
            print(f"  {hit.file}\n    {hit.headline or '-'}\n    {hit.snippet}")


if __name__ == "__main__":  # worker processes import this file again, and must stop here
    main(*sys.argv[1:] or ["articles"])
