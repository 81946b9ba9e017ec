"""Real crawls of a site on loopback, by Scrapy in a separate process: every page is accounted for."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from cleaner import clean
from cleaner.history.file import read_history
from cleaner.history.tallies import Figure

from ..commands import clean_environment
from ..golden import cases
from ..hostile import hanging

PAGES = 100
ADDON: dict[str, Any] = {"ADDONS": {"cleaner.integrations.scrapy.CleanerAddon": 500}}
GOOD = [case.page for case in sorted(cases(), key=lambda case: not case.is_html)]  # a short crawl has HTML too
BROKEN = b"\x1f\x8b" + bytes(64)
HANGING = hanging().encode()


def kind_of(number: int) -> str:
    """What kind of page the site returns: a few are broken, hang the cleaner, or are truncated or slow."""
    return {7: "broken", 13: "hanging", 21: "cut off", 33: "slow"}.get(number % 50, "good")


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        number = int(self.path.strip("/"))
        kind = kind_of(number)
        body = {"broken": BROKEN, "hanging": HANGING}.get(kind, GOOD[number % len(GOOD)])
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if kind == "hanging" else "application/octet-stream")
        self.send_header("Content-Length", str(len(body) + 100 * (kind == "cut off")))
        self.end_headers()
        if kind == "slow":
            time.sleep(5)
        with suppress(ConnectionError):
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Do not log requests."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def crawl(site: str, settings: dict[str, Any], *, pages: int = 12, kind: str = "dict") -> tuple[dict[str, Any], str]:
    """Crawl the first pages, and return the result and the log."""
    command = [sys.executable, "-m", "tests.integrations.crawl", site, str(pages), kind, json.dumps(settings)]
    done = subprocess.run(command, capture_output=True, check=False, text=True, timeout=55, env=clean_environment())
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


def number_of(url: str) -> int:
    return int(url.rsplit("/", 1)[1])


def body_of(site: str, number: int) -> str:
    return clean(GOOD[number % len(GOOD)], f"{site}/{number}").text


@pytest.mark.slow
def test_every_item_of_a_hostile_crawl_is_accounted_for(site: str) -> None:
    result, log = crawl(site, ADDON | {"CLEANER_TIMEOUT": 2, "DOWNLOAD_TIMEOUT": 3}, pages=PAGES)
    items = {number_of(item["url"]): item for item in result["items"]}
    assert len(result["items"]) == PAGES
    assert sorted(items) == list(range(PAGES))
    for number, item in items.items():
        kind = kind_of(number)
        if kind == "good":
            assert item["articleBody"] == body_of(site, number)
            assert item["cleaner"]["engine"].startswith("cleaner ")
        elif kind in ("broken", "hanging"):
            assert "articleBody" not in item
            expected = "over the limit for" if kind == "hanging" else "this is gzip"
            assert expected in item["cleaner"]["error"]
            assert f"{site}/{number}: " in log
        else:
            assert item["failed"] in ("ResponseDataLossError", "ResponseFailed", "DownloadTimeoutError")
    kinds = [kind_of(number) for number in range(PAGES)]
    stats = {name.removeprefix("cleaner/"): value for name, value in result["stats"].items() if "cleaner/" in name}
    assert stats["failures"] == kinds.count("broken") + kinds.count("hanging") == 4
    assert stats["pages"] == kinds.count("good") + stats["failures"]
    assert stats["untouched"] == kinds.count("cut off") + kinds.count("slow") == 4
    for group in ("pack/", "method/"):
        assert sum(count for name, count in stats.items() if name.startswith(group)) == kinds.count("good")
    codes = Counter(code for item in items.values() for code in item.get("cleaner", {}).get("warningCodes", []))
    assert codes
    assert {name: stats[f"warnings/{name}"] for name in codes} == codes
    assert sum(number for name, number in stats.items() if name.count("/") == 2) == codes.total()
    assert "most frequent: " in log
    assert stats["seconds"] > 2  # mostly for the two pages that hang
    lags = sorted(result["lags"])
    assert len(lags) > 500
    assert lags[len(lags) * 95 // 100] < 0.2  # a page that blocks the loop holds it for whole seconds


def test_the_history_counts_what_the_packs_did(site: str, tmp_path: Path) -> None:
    path, pack = str(tmp_path / "history"), "pack: local\nversion: 1\nhosts: [127.0.0.1]\nrules: []\n"
    (tmp_path / "local.yaml").write_text(pack, encoding="utf-8")
    result, _ = crawl(site, ADDON | {"CLEANER_HISTORY": path, "CLEANER_PACKS": str(tmp_path)}, pages=8)
    cleaned = [item for item in result["items"] if "error" not in item["cleaner"]]
    assert len(cleaned) == 7
    assert sum(figures[Figure("pages")] for figures in read_history(path).values()) == 7


@pytest.mark.parametrize("kind", ["DataclassItem", "AttrsItem", "PydanticItem", "ScrapyItem", "Checked"])
def test_items_of_every_class(site: str, kind: str) -> None:
    result, _ = crawl(site, ADDON, pages=8, kind=kind)
    assert len(result["items"]) == 8
    for item in result["items"]:
        number = number_of(item["url"])
        if kind_of(number) == "broken":
            assert not item.get("articleBody")
            assert kind == "Checked" or "error" in item["cleaner"]
        else:
            assert item["articleBody"] == body_of(site, number)


def test_an_item_that_cannot_be_marked_is_kept_and_logged(site: str) -> None:
    result, log = crawl(site, ADDON, pages=8, kind="Unmarked")
    assert len(result["items"]) == 8
    assert "kept unchanged, but not marked, because Unmarked has no field 'cleaner' that can be set" in log


def test_an_item_without_a_field_for_the_body_is_an_error(site: str) -> None:
    result, _ = crawl(site, ADDON, pages=3, kind="Bodiless")
    assert result["items"] == []
    assert len(result["errors"]) == 3
    assert "UsageError: Bodiless has no field 'articleBody' that can be set; CLEANER_INTO says" in result["errors"][0]


def test_an_item_that_is_frozen_is_an_error(site: str) -> None:
    result, _ = crawl(site, ADDON, pages=2, kind="Frozen")
    assert len(result["errors"]) == 2
    assert "FrozenInstanceError" in result["errors"][0]


def test_drop(site: str) -> None:
    result, _ = crawl(site, ADDON | {"CLEANER_ON_ERROR": "drop"}, pages=8)
    assert sorted(number_of(item["url"]) for item in result["items"]) == [0, 1, 2, 3, 4, 5, 6]
    assert [number_of(url) for url in result["dropped"]] == [7]
    assert result["stats"]["cleaner/dropped"] == result["stats"]["cleaner/failures"] == 1


def test_settings_name_the_fields_and_the_format(site: str) -> None:
    settings = {
        "ITEM_PIPELINES": {"cleaner.integrations.scrapy.CleanerPipeline": 400},
        "CLEANER_PAGE_FIELDS": ["absent", "html"],
        "CLEANER_INTO": {"articleBody": "body", "inLanguage": "language"},
        "CLEANER_PROVENANCE_FIELD": "by",
        "CLEANER_FORMAT": "markdown",
        "CLEANER_LIMITS": {"size": 100},
        "CLEANER_ISOLATED": True,
    }
    result, _ = crawl(site, settings, pages=2)
    assert all("over the limit for size, which is 100" in item["by"]["error"] for item in result["items"])
    result, _ = crawl(site, settings | {"CLEANER_LIMITS": {}}, pages=7)
    assert all(set(item) <= {"url", "body", "language", "by"} for item in result["items"])
    assert any("language" in item for item in result["items"])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"CLEANER_ON_EROR": "drop"},
            "there is no setting CLEANER_ON_EROR; the settings are CLEANER_FAVOR, CLEANER_FORMAT",
        ),
        ({"CLEANER_FAVOR": "speed"}, "CLEANER_FAVOR has to be one of precision, recall, not 'speed'"),
        ({"CLEANER_ON_ERROR": "skip"}, "CLEANER_ON_ERROR has to be one of keep, drop, not 'skip'"),
        ({"CLEANER_FORMAT": "html"}, "format has to be one of text, markdown, not 'html'"),
        (
            {"CLEANER_INTO": {"body": "body"}},
            "an article has no field 'body'; its fields are url, headline,",
        ),
        ({"CLEANER_LIMITS": {"length": 5}}, "CLEANER_LIMITS: "),
        ({"CLEANER_TIMEOUT": 0}, "the limit for cpu_seconds has to be a number above 0"),
        ({"CLEANER_TIMEOUT": 5, "CLEANER_ISOLATED": False}, "CLEANER_TIMEOUT needs worker processes"),
        ({"CLEANER_TIMEOUT": "abc"}, "CLEANER_TIMEOUT: could not convert"),
        ({"CLEANER_ISOLATED": "maybe"}, "CLEANER_ISOLATED: "),
        ({"CLEANER_LIMITS": "size=5"}, "CLEANER_LIMITS: "),
        ({"CLEANER_INTO": "body"}, "CLEANER_INTO: "),
        ({"CLEANER_PAGE_FIELDS": []}, "name at least one field that holds the page"),
        ({"CLEANER_PACKS": "no/such/folder"}, "no folder of packs at .*no/such/folder"),
        ({"CLEANER_HISTORY": "no/such/folder/x"}, "CLEANER_HISTORY: the history no/such/folder/x cannot be used"),
    ],
)
def test_wrong_settings_stop_the_crawl_before_its_first_page(settings: dict[str, Any], message: str) -> None:
    """This runs in the process of the test, because it needs no reactor."""
    from scrapy.crawler import Crawler
    from scrapy.settings import Settings
    from scrapy.statscollectors import StatsCollector

    from cleaner import UsageError
    from cleaner.integrations.scrapy import CleanerPipeline

    crawler = Crawler(_spider(), Settings(settings))
    crawler.stats = StatsCollector(crawler)
    with pytest.raises(UsageError, match=message):
        CleanerPipeline.from_crawler(crawler)


def _spider() -> type[Any]:
    from scrapy import Spider

    return type("Nobody", (Spider,), {"name": "nobody"})


def test_a_callback_asks_for_an_article(site: str) -> None:
    result, _ = crawl(site, ADDON | {"POET": True}, pages=8)
    assert len(result["items"]) == 8
    for item in result["items"]:
        number = number_of(item["url"])
        if kind_of(number) == "broken":
            assert item["failed"] == "InputError"
        else:
            assert item["articleBody"] == body_of(site, number)
    assert result["stats"]["cleaner/pages"] == 8
