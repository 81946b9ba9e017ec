"""Real crawls of a site on loopback, by Scrapy in a separate process: every page is accounted for."""

from __future__ import annotations

import ast
import asyncio
import csv
import json
import logging
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
from lxml import etree

from cleaner import PackError, UsageError, clean
from cleaner.history.file import read_history
from cleaner.history.tallies import Figure
from cleaner.integrations.scrapy import TALKATIVE, CleanerAddon, CleanerPipeline

from ..commands import clean_environment
from ..golden import ROOT, cases
from ..hostile import hanging

PAGES = 100
ADDON: dict[str, Any] = {"ADDONS": {"cleaner.integrations.scrapy.CleanerAddon": 500}}
GOOD = [case.page for case in sorted(cases(), key=lambda case: not case.is_html)]  # a short crawl has HTML too
BROKEN = b"\x1f\x8b" + bytes(64)
DOCUMENTATION = ROOT.parent / "docs" / "scrapy.md"
HANGING = hanging().encode()


def kind_of(number: int) -> str:
    """What kind of page the site returns: a few are broken, hang the cleaner, or are truncated or slow."""
    return {7: "broken", 13: "hanging", 21: "cut off", 33: "slow"}.get(number % 50, "good")


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        *gone, name = self.path.strip("/").split("/")
        number = int(name)
        kind = kind_of(number)
        body = {"broken": BROKEN, "hanging": HANGING}.get(kind, GOOD[number % len(GOOD)])
        self.send_response(404 if gone else 200)
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
        assert not item.get("html")
        assert ("html" in item) == (kind not in ("ScrapyItem", "Checked"))


def test_an_item_that_cannot_be_marked_is_kept_and_logged(site: str) -> None:
    result, log = crawl(site, ADDON, pages=8, kind="Unmarked")
    assert len(result["items"]) == 8
    assert "kept without an article, but not marked, because Unmarked has no field 'cleaner' that can be set" in log


def test_an_item_without_a_field_for_the_body_is_an_error(site: str) -> None:
    result, _ = crawl(site, ADDON, pages=3, kind="Bodiless")
    assert result["items"] == []
    assert len(result["errors"]) == 3
    assert "UsageError: Bodiless has no field 'articleBody' that can be set; CLEANER_INTO says" in result["errors"][0]


def test_an_item_need_not_have_all_fields_that_no_setting_names(site: str) -> None:
    result, _ = crawl(site, ADDON, pages=2, kind="CheckedText")
    assert result["errors"] == []
    assert {item["headline"] for item in result["items"]} == {
        clean(GOOD[number], f"{site}/{number}").headline for number in range(2)
    }
    result, _ = crawl(
        site, ADDON | {"CLEANER_INTO": {"headline": "headline", "url": "canonical"}}, pages=2, kind="CheckedText"
    )
    assert [error.partition("; ")[0].partition(": UsageError: ")[2] for error in result["errors"]] == [
        "CheckedText has no field 'canonical' that can be set"
    ] * 2


@pytest.mark.parametrize(
    ("name", "settings", "kind", "left"),
    [
        ("cleaned", {}, "dict", False),
        ("cleaned, and to be kept", {"CLEANER_KEEP_PAGE": True}, "dict", True),
        ("not cleaned", {"CLEANER_LIMITS": {"size": 100}}, "dict", True),
        ("not cleaned, and bytes again as soon as it is set", {"CLEANER_LIMITS": {"size": 100}}, "Checked", False),
        ("written over", {"CLEANER_INTO": {"articleBody": "html"}}, "dict", True),
    ],
)
def test_the_page_leaves_the_item(site: str, name: str, settings: dict[str, Any], kind: str, left: bool) -> None:
    result, _ = crawl(site, ADDON | settings, pages=1, kind=kind)
    assert [bool(item.get("html")) for item in result["items"]] == [left], name


def test_text_that_could_not_be_cleaned_stays_as_text(site: str) -> None:
    result, _ = crawl(site, ADDON | {"CLEANER_LIMITS": {"size": 100}}, pages=8)
    pages = {number_of(item["url"]): item.get("html") for item in result["items"]}
    assert pages == {number: GOOD[number].decode() for number in range(7)} | {7: None}  # 7 is gzip


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
        ({"CLEANER_TARGET_LANGUAGE": "Dutch"}, "CLEANER_TARGET_LANGUAGE: 'Dutch' is not a language tag"),
        ({"CLEANER_TARGET_LANGUAGE": ["nl"]}, r"CLEANER_TARGET_LANGUAGE: this has to be a language tag.*\['nl'\]"),
        ({"CLEANER_ONLY_WITH_METADATA": "perhaps"}, "CLEANER_ONLY_WITH_METADATA: "),
        ({"CLEANER_TABLES": "perhaps"}, "CLEANER_TABLES: "),
        ({"CLEANER_ON_ERROR": "skip"}, "CLEANER_ON_ERROR has to be one of keep, drop, not 'skip'"),
        ({"CLEANER_FORMAT": "html"}, "CLEANER_FORMAT: format has to be one of text, markdown, not 'html'"),
        (
            {"CLEANER_INTO": {"body": "body"}},
            "CLEANER_INTO: an article has no field 'body'; its fields are url, headline,",
        ),
        ({"CLEANER_LIMITS": {"length": 5}}, "CLEANER_LIMITS: "),
        ({"CLEANER_TIMEOUT": 0}, "CLEANER_TIMEOUT: the limit for cpu_seconds has to be a number above 0"),
        ({"CLEANER_TIMEOUT": 5, "CLEANER_ISOLATED": False}, "CLEANER_TIMEOUT needs worker processes"),
        ({"CLEANER_TIMEOUT": "abc"}, "CLEANER_TIMEOUT: could not convert"),
        ({"CLEANER_ISOLATED": "maybe"}, "CLEANER_ISOLATED: "),
        ({"CLEANER_LIMITS": "size=5"}, "CLEANER_LIMITS: "),
        ({"CLEANER_INTO": "body"}, "CLEANER_INTO: "),
        ({"CLEANER_PAGE_FIELDS": []}, "CLEANER_PAGE_FIELDS: name at least one field that holds the page"),
        ({"CLEANER_URL_FIELD": ["url"]}, r"CLEANER_URL_FIELD: this has to be the name of a field, not \['url'\]"),
        ({"CLEANER_PROVENANCE_FIELD": 5}, "CLEANER_PROVENANCE_FIELD: this has to be"),
        ({"CLEANER_KEEP_PAGE": "perhaps"}, "CLEANER_KEEP_PAGE: "),
        ({"CLEANER_LIMITS": {"depth": 0}}, "CLEANER_LIMITS: the limit for depth has to be"),
        (
            {"CLEANER_LIMITS": {"memory": 5}},
            "CLEANER_LIMITS: the limit for memory needs worker processes; set CLEANER_",
        ),
        ({"CLEANER_HISTORY": "no/such/folder/file"}, "CLEANER_HISTORY: "),
        ({"CLEANER_PACKS": "no/such/folder"}, "CLEANER_PACKS: there is no folder of packs at .*no/such/folder"),
    ],
)
def test_wrong_settings_stop_the_crawl_before_its_first_page(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=f"^{message}") as raised:
        make_pipeline(settings)
    assert "\n" not in str(raised.value)


def test_a_faulty_pack_stops_the_crawl_with_the_places_of_its_faults(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("pack: own\nversion: 1\nhosts: [own.example]\nrule: []\n", encoding="utf-8")
    with pytest.raises(PackError, match=r"own\.yaml:4:"):
        make_pipeline({"CLEANER_PACKS": str(tmp_path)})


@pytest.mark.parametrize(
    ("settings", "is_found", "has_table"),
    [
        ({}, True, True),
        ({"CLEANER_TARGET_LANGUAGE": "nl"}, True, True),
        ({"CLEANER_TARGET_LANGUAGE": "de"}, False, False),
        ({"CLEANER_ONLY_WITH_METADATA": True}, False, False),
        ({"CLEANER_ONLY_WITH_METADATA": "False"}, True, True),
        ({"CLEANER_TABLES": False}, True, False),
    ],
)
def test_what_the_crawl_does_not_want(settings: dict[str, Any], is_found: bool, has_table: bool) -> None:
    page = (
        "<html lang=nl><body><article><p>De raad van Goes kwam woensdagavond bijeen om over de haven te praten.</p>"
        "<table><tr><td>Sluiskil<td>12 schepen<tr><td>Goes<td>4 schepen</table></article>"
    )
    item = asyncio.run(make_pipeline(settings).process_item({"url": "https://a.example/1", "html": page}))
    assert (bool(item["articleBody"]), "12 schepen" in item["articleBody"]) == (is_found, has_table)


def make_pipeline(settings: dict[str, Any]) -> CleanerPipeline:
    """Make the pipeline in the process of the test: it needs no reactor."""
    from scrapy.crawler import Crawler
    from scrapy.settings import Settings
    from scrapy.statscollectors import StatsCollector

    crawler = Crawler(_spider(), Settings(settings))
    crawler.stats = StatsCollector(crawler)
    return CleanerPipeline.from_crawler(crawler)


def _spider() -> type[Any]:
    from scrapy import Spider

    return type("Nobody", (Spider,), {"name": "nobody"})


class FrontPage(BaseHTTPRequestHandler):
    """A site of four pages: an article, a short text, one without anything, and one that is not text."""

    story = "".join(
        f"<p>De {n}e brug bleef woensdag dicht, omdat de raad er nog over wilde praten.</p>" for n in range(9)
    )
    pages: ClassVar[dict[str, bytes]] = {
        "/": b"<a href=/story>1</a> <a href=/empty>2</a> <a href=/gzip>3</a> <a href=/short>4</a>",
        "/story": f"<title>De brug</title><meta name=author content='Jo Smit'><h1>De brug</h1>{story}".encode(),
        "/short": b"<title>Haven</title><p>De raad kwam woensdag bijeen over de haven.</p>",
        "/empty": b"",
        "/gzip": BROKEN,
    }

    def do_GET(self) -> None:
        body = self.pages[self.path]
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Do not log requests."""


@pytest.fixture(scope="module")
def front_page() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), FrontPage) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def documented_crawl(front_page: str, folder: Path, file: str, *, without: str | None = None) -> tuple[str, str]:
    """Run the spider of the documentation, `without` one of its lines, and return what is in the file, and the log."""
    (spider,) = re.findall(r"```python\n(import scrapy\n.*?)```", DOCUMENTATION.read_text(encoding="utf-8"), re.DOTALL)
    lines = [line for line in spider.splitlines() if without is None or without not in line]
    (folder / "news.py").write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "-m", "scrapy", "runspider", "news.py", "-a", f"front_page={front_page}", "-O", file]
    done = subprocess.run(
        command,
        capture_output=True,
        check=False,
        cwd=folder,
        env=clean_environment(),
        text=True,
        timeout=55,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return (folder / file).read_text(encoding="utf-8"), done.stderr


def urls_and_authors(file: str, content: str) -> dict[str, str]:
    """Return the name of the author of each page in the file, in which all kinds of file agree."""
    if file.endswith(".xml"):
        items = etree.fromstring(content.encode())
        return {str(item.findtext("url")): item.findtext("authors/value/name", "") for item in items}
    if file.endswith(".csv"):
        rows = csv.DictReader(content.splitlines(keepends=True))
        return {row["url"]: row["authors"] and ast.literal_eval(row["authors"])[0]["name"] for row in rows}
    items = [json.loads(line) for line in content.splitlines()]
    return {item["url"]: item["authors"][0]["name"] if item.get("authors") else "" for item in items}


@pytest.mark.parametrize("file", ["items.jsonl", "items.csv", "items.xml"])
def test_the_documented_spider(front_page: str, tmp_path: Path, file: str) -> None:
    content, _ = documented_crawl(front_page, tmp_path, file)
    authors = {"story": "Jo Smit", "short": "", "empty": "", "gzip": ""}
    assert urls_and_authors(file, content) == {f"{front_page}{path}": name for path, name in authors.items()}
    assert "De 8e brug bleef woensdag dicht" in content
    assert "this is gzip, not text" in content


def test_the_documented_items_are_written_with_all_their_fields(front_page: str, tmp_path: Path) -> None:
    content, _ = documented_crawl(front_page, tmp_path, "items.jsonl", without="FEED_EXPORT_FIELDS")
    fields = {
        item["url"].removeprefix(front_page): set(item) - {"url"} for item in map(json.loads, content.splitlines())
    }
    assert fields == {
        "story": {"headline", "authors", "articleBody", "cleaner"},
        "short": {"headline", "authors", "articleBody", "cleaner"},
        "empty": set(),
        "gzip": {"cleaner"},
    }


def test_the_log_has_neither_pages_nor_the_lines_of_libraries(front_page: str, tmp_path: Path) -> None:
    _, log = documented_crawl(front_page, tmp_path, "items.jsonl")
    assert "DEBUG: Scraped from" in log
    assert "<title>" not in log
    assert [name for name in TALKATIVE if f"[{name}" in log] == []


def test_a_level_that_a_library_has_stays() -> None:
    from scrapy.settings import Settings

    libraries = [logging.getLogger(name) for name in TALKATIVE]
    levels = [library.level for library in libraries]
    try:
        for level, left in ((logging.NOTSET, logging.WARNING), (logging.DEBUG, logging.DEBUG)):
            for library in libraries:
                library.setLevel(level)
            CleanerAddon().update_settings(Settings())
            assert {library.level for library in libraries} == {left}
    finally:
        for library, level in zip(libraries, levels, strict=True):
            library.setLevel(level)


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


@pytest.mark.parametrize(
    ("name", "settings", "cleaned"), [("by default", {}, 0), ("asked for", {"HTTPERROR_ALLOWED_CODES": [404]}, 2)]
)
def test_a_callback_gets_no_article_of_an_error(site: str, name: str, settings: dict[str, Any], cleaned: int) -> None:
    result, _ = crawl(f"{site}/gone", ADDON | {"POET": True} | settings, pages=2)
    assert [item.get("failed") for item in result["items"]] == [None if cleaned else "HttpError"] * 2, name
    assert result["stats"].get("cleaner/pages", 0) == cleaned
    assert result["stats"].get("httperror/response_ignored_status_count/404", 0) == 2 - cleaned


def test_an_item_has_no_page_of_an_error(site: str) -> None:
    """Scrapy does not pass such a page to a callback that did not ask for it."""
    result, _ = crawl(f"{site}/gone", ADDON, pages=1)
    assert [item["failed"] for item in result["items"]] == ["HttpError"]
    result, _ = crawl(f"{site}/gone", ADDON | {"HTTPERROR_ALLOW_ALL": True}, pages=1)
    assert [item["articleBody"] for item in result["items"]] == [body_of(f"{site}/gone", 0)]
