"""The documentation site, as it is built: all pages are there, nothing comes from elsewhere, and a phone shows it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import html
from playwright.sync_api import Browser

from ..commands import clean_environment
from ..golden import ROOT
from .browsing import Shown

PROJECT = ROOT.parent
PHONE = {"width": 390, "height": 844}
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

LOADING = (
    "//script/@src | //img/@src | //img/@srcset | //iframe/@src | //source/@src | //object/@data | //embed/@src"
    " | //link[not(@rel='canonical')]/@href | //form/@action"
)
"""The attributes of HTML with an address that a browser loads by itself, or sends something to."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site") / "pages"
    command = [sys.executable, "-m", "website", str(target)]
    subprocess.run(command, cwd=PROJECT, env=clean_environment(), check=True, timeout=250)  # fails at a warning
    return target


def foreign(page: str) -> list[str]:
    """Return the addresses of other hosts that a browser would load with this HTML or CSS."""
    addresses = html.fromstring(page).xpath(LOADING) if page.lstrip().startswith("<") else []
    addresses += re.findall(r"(?:url\(|@import )\s*[\"']?([^\"')]+)", page)
    return [str(address) for address in addresses if urlsplit(address).netloc]


def test_each_page_is_there(site: Path) -> None:
    pages = [*PROJECT.glob("*.md"), *PROJECT.glob("docs/*.md")]
    assert len(pages) > 25
    for page in pages:
        built = (site / page.relative_to(PROJECT)).with_suffix(".html").read_text(encoding="utf-8")
        title = page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ").replace("`", "")
        assert html.fromstring(built).xpath("string(//h1)").removesuffix("¶") == title


def test_nothing_comes_from_another_host(site: Path) -> None:
    files = [path for path in site.rglob("*") if path.suffix in {".html", ".css"}]
    assert len(files) > 30
    assert {str(path): found for path in files if (found := foreign(path.read_text(encoding="utf-8")))} == {}


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<html><script src='https://cdn.example/x.js'></script>", ["https://cdn.example/x.js"]),
        ("<html><link rel=stylesheet href='//fonts.example/a.css'>", ["//fonts.example/a.css"]),
        ("<html><style>@import 'https://x.example/a.css'</style>", ["https://x.example/a.css"]),
        ("a { background: url(https://x.example/a.png) }", ["https://x.example/a.png"]),
        ("<html><a href='https://x.example/'>read</a><img src='_images/a.svg'>", []),
        ("a { background: url(data:image/png;base64,x) }", []),
    ],
)
def test_what_comes_from_another_host_is_found(page: str, found: list[str]) -> None:
    assert foreign(page) == found


def pages_of(site: Path) -> Iterator[Path]:
    return (path for path in sorted(site.rglob("*.html")) if path != site / "index.html")  # it leads to another one


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_a_phone(site: Path, browser: Browser, scheme: str) -> None:
    shown = Shown(browser, (site / "docs/index.html").as_uri(), viewport=PHONE, color_scheme=scheme)
    wide = []
    for path in pages_of(site):
        shown.page.goto(path.as_uri())
        if shown.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(path.name)
    assert wide == []
    assert {urlsplit(address).scheme for address in shown.requests} <= {"file", "data"}
    assert shown.faults == []


def test_the_search_needs_no_server(site: Path, browser: Browser) -> None:
    shown = Shown(browser, f"{(site / 'search.html').as_uri()}?q=dateline")
    shown.page.wait_for_selector("#search-results li a")
    assert "Verbs" in shown.texts("#search-results li a")  # only the excerpts below the titles need a server
    assert {urlsplit(address).scheme for address in shown.requests} <= {"file", "data"}


def test_the_root_leads_to_the_first_page(site: Path, browser: Browser) -> None:
    shown = Shown(browser, (site / "index.html").as_uri())
    shown.page.wait_for_url("**/docs/index.html")
    assert shown.texts("h1") == ["cleaner"]
