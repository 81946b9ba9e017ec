"""Which pack a page gets: by its URL, or by its own lines."""

from __future__ import annotations

from typing import Any

import pytest

from cleaner import Cleaner
from cleaner.packs.matching import PackIndex
from cleaner.readers import read_page

from .strategies import build

SENTENCE = "De raad kwam woensdag bijeen over de haven, en ging zonder besluit weer uiteen."

# A URL, and the shipped pack that it gets.
URLS = [
    ("https://www.nu.nl/a/1/b.html", "nu"),
    ("HTTP://NU.NL/", "nu"),
    ("//nu.nl/a", "nu"),
    ("nu.nl/a", "nu"),
    ("nu.nl", "nu"),
    ("nu.nl.:443/a", "nu"),
    (" https://nu.nl/a\n", "nu"),
    ("nu.nl/a?from=https://www.knack.be/b", "nu"),
    ("nu.nl/a//b", "nu"),
    ("nu.nl/a#//b", "nu"),
    ("www.knack.be/a?u=//nu.nl/b", "knack"),
    ("https://focus.knack.be/a", "knack"),
    ("https://example.org/?u=https://nu.nl/a", None),
    ("example.org/?u=//nu.nl/a", None),
    ("https://menu.nl/", None),
    ("https://nu.nl.example.org/", None),
    ("https://[nu.nl/", None),
    ("", None),
    (f"https://nu.nl/{'a' * 8_178}", "nu"),
    (f"https://nu.nl/{'a' * 8_179}", None),
]


@pytest.mark.parametrize(("url", "pack"), URLS)
def test_by_url(cleaner: Cleaner, url: str, pack: str | None) -> None:
    match = cleaner.packs.index.match(read_page(SENTENCE, url=url))
    assert (match.pack if match else None) == pack


# A path, and which of these packs it gets: one is for the host, one for a part of it, one for a part of that part.
SPORT = {"x": ["x.nl"], "sport": ["x.nl/sport/*"], "cycling": ["x.nl/sport/cycling/*"], "news": ["news.x.nl"]}
PATHS = [
    ("x.nl", "x"),
    ("x.nl/sport", "x"),
    ("x.nl/sport/a", "sport"),
    ("x.nl/sport/cycling/a", "cycling"),
    ("www.x.nl/sport/a", "sport"),
    ("news.x.nl/sport/a", "news"),
]


@pytest.mark.parametrize(("url", "name"), PATHS)
def test_the_longest_glob_of_the_nearest_host_counts(url: str, name: str) -> None:
    packs = [build({"pack": name, "version": 1, "hosts": hosts, "rules": []}).pack for name, hosts in SPORT.items()]
    match = PackIndex(packs).match(read_page(SENTENCE, url=f"https://{url}"))
    assert match is not None
    assert match.pack == name


# The path and the query of a page, and the glob that says it is never an article.
LISTINGS = [
    ("/tag/rusland", "/tag/*"),
    ("/tag", None),
    ("/nieuws/tag/rusland", None),
    ("/zoek?page=2&s=rusland", "*[?&]s=*"),
    ("/zoek?tags=rusland", None),
    ("", "/"),
    ("/a", None),
]


@pytest.mark.parametrize(("path", "glob"), LISTINGS)
def test_listings(path: str, glob: str | None) -> None:
    listings = ["/tag/*", "*[?&]s=*", "/"]
    pack = build({"pack": "x", "version": 1, "hosts": ["x.nl"], "listings": listings, "rules": []}).pack
    match = PackIndex([pack]).match(read_page(SENTENCE, url=f"https://x.nl{path}"))
    assert match is not None
    assert (match.listing, match.reason) == (glob is not None, f"URL, host x.nl{f', listing {glob}' if glob else ''}")


# The lines of a page, and the pack that it gets and its score. Two packs need lines that weigh 4 together.
SIGNATURES: dict[str, dict[str, Any]] = {
    "x": {"need": 4, "lines": [{"line": "Menu van x", "weight": 3}, {"line": "Meer", "weight": 1}]},
    "y": {"need": 4, "lines": [{"line": "Menu van y", "weight": 9}, {"line": "Meer", "weight": 1}]},
}
SIGNED = [
    (["Menu van x", "Meer"], ("x", 0.5)),
    (["Menu van x"], None),
    (["Menu van x", "Menu van x"], None),
    (["Menu van y"], ("y", 1.0)),
    (["Menu van x", "Menu van y", "Meer"], ("y", 1.0)),
    (["Menu van x en meer", "Meer"], None),
]


@pytest.mark.parametrize(("lines", "expected"), SIGNED)
def test_by_signature(lines: list[str], expected: tuple[str, float] | None) -> None:
    packs = [
        build({"pack": name, "version": 1, "signature": signature, "rules": []}).pack
        for name, signature in SIGNATURES.items()
    ]
    match = PackIndex(packs).match(read_page("\n".join([*lines, SENTENCE])))
    assert (match and (match.pack, match.score)) == expected


def test_the_lines_of_a_page_with_a_url_do_not_count() -> None:
    pack = build({"pack": "y", "version": 1, "signature": SIGNATURES["y"], "rules": []}).pack
    assert PackIndex([pack]).match(read_page("Menu van y", url="https://z.nl/")) is None


HLN = "https://www.hln.be/binnenland/de-raad-kwam-bijeen~ad428001/"


@pytest.mark.parametrize(("page", "pack"), [(SENTENCE, "hln"), (f"<p>{SENTENCE}</p>", "generic")])
def test_a_pack_for_text_only_leaves_html_to_the_generic_pack(cleaner: Cleaner, page: str, pack: str) -> None:
    assert cleaner.clean(page, HLN).pack == pack
    assert cleaner.clean(page, HLN, pack="hln").pack == "hln"
