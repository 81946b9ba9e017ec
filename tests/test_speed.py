"""The benchmark for speed: which packs it writes, what it counts, and that a run prints its tables."""

from __future__ import annotations

import doctest
import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from benchmarks import speed
from benchmarks.batch import text_pages
from benchmarks.peers import OURS, PEER
from benchmarks.scoring import Page
from benchmarks.speed import (
    KNOWN,
    PARSER,
    Clock,
    Result,
    article_selector,
    asked,
    by_set,
    clocked,
    fastest,
    figures,
    main,
    part_times,
    rates_of,
    text_rates,
    with_other_words,
    write_packs,
)
from benchmarks.text import GOLDEN
from lxml.html import fromstring

from cleaner import Cleaner

LINES = tuple(
    f"De raad van de gemeente kwam op de {number}e woensdag in het stadhuis bijeen om over de nieuwe brug te praten."
    for number in range(12)
)
GOLD = "\n".join(LINES)
FIRST, *REST = (f"<p>{line}</p>" for line in LINES)
PARAGRAPHS = FIRST + "".join(REST)
HALF, OTHER_HALF = FIRST + "".join(REST[:5]), "".join(REST[5:])
STORY = f"<title>Kop</title><ul><li>Menu</ul><article><h1>Kop</h1><div class=story>{PARAGRAPHS}</div></article>"


def page(html: str = STORY, **changes: str) -> Page:
    given = {"id": "1", "set": "fundus-x", "url": "https://www.site.example/a", "html": html, "gold": GOLD}
    return msgspec.convert(given | changes, Page)


def result(part: str = "fundus-x", ours: float = 2.0, *, is_quick: bool | None = None) -> Result:
    seconds = {PARSER: 1.0, PEER: 4.0, OURS: ours, KNOWN: 0.5}
    known = {} if is_quick is None else {"known_f1": 0.75, "is_known_asked": False, "is_quick": is_quick}
    return Result("1", part, seconds, 0.5, True, **known)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _logging() -> Iterator[None]:
    """Switch logging on again, which the benchmark switches off for its process."""
    yield
    logging.disable(logging.NOTSET)


def test_the_examples_in_the_docstrings_hold() -> None:
    outcome = doctest.testmod(speed)
    assert outcome.attempted
    assert not outcome.failed


SELECTORS = {
    "the property for articles": ("<div itemprop=articleBody class=x></div>", "[itemprop=articleBody]"),
    "all classes": ("<div class='story  big'></div>", "div.story.big"),
    "a class of this page only": ("<div class='post-1234 story'></div>", "div.story"),
    "a class with a short number": ("<div class='col-12'></div>", "div.col-12"),
    "what CSS would have to escape": ("<div class='md:flex' id=body></div>", "div#body"),
    "an id": ("<section id=body></section>", "section#body"),
    "an id of this page only": ("<section id=a1234></section>", None),
    "no name": ("<div></div>", None),
}


@pytest.mark.parametrize(("html", "expected"), SELECTORS.values(), ids=SELECTORS)
def test_a_selector_is_what_a_person_would_write(html: str, expected: str | None) -> None:
    assert speed.selector(fromstring(html)) == expected


PAGES = {
    "the smallest element": (f"<main class=a><div class=b>{PARAGRAPHS}</div></main>", "div.b"),
    "a twelfth is elsewhere": (f"<main class=a>{FIRST}<div class=b>{''.join(REST)}</div></main>", "div.b"),
    "half is elsewhere": (f"<main class=a>{HALF}<div class=b>{OTHER_HALF}</div></main>", "main.a"),
    "only the body": (f"<body class=a>{PARAGRAPHS}", None),
    "not on the page": ("<main class=a><p>Iets anders.</main>", None),
}


@pytest.mark.parametrize(("html", "expected"), PAGES.values(), ids=PAGES)
def test_the_smallest_named_element_with_the_article_is_selected(html: str, expected: str | None) -> None:
    assert article_selector(page(html)) == expected


def test_each_site_gets_one_pack_and_its_page_takes_the_quick_way(tmp_path: Path) -> None:
    data = [
        page(),
        page(id="again"),
        page(id="other", url="https://www.other.example/a"),
        page(f"<body>{PARAGRAPHS}", id="no element", url="https://www.third.example/a"),
        page(id="no URL", url=""),
    ]
    assert write_packs(data, tmp_path) == {"1", "other"}
    known = Cleaner(tmp_path)
    assert [known.clean(each.html, each.url).account.is_partial for each in data] == [True, True, True, False, False]


def test_the_fastest_round_counts_and_a_refusal_is_no_failure() -> None:
    seconds = iter([0.05, 0.0, 0.05])
    calls = []

    def work() -> None:
        calls.append("work")
        end = time.process_time() + next(seconds)
        while time.process_time() < end:
            pass

    def refuse() -> None:
        calls.append("refuse")
        raise ValueError

    best = fastest({"work": work, "refuse": refuse}, 3)
    assert best["work"] < 0.04
    assert best["refuse"] < 0.04
    assert calls == ["work", "refuse", "refuse", "work", "work", "refuse"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [(STORY, False), ("<div>" + "".join(f"<div><p>{line}</div>" for line in LINES[:2]) + "</div>", True)],
    ids=["a clear container", "nothing is clear"],
)
def test_it_is_noticed_whether_trafilatura_was_asked(html: str, expected: bool) -> None:
    with asked() as is_asked:
        Cleaner().clean(html)
        assert is_asked() == expected


def test_a_clock_counts_what_is_inside_a_part_for_that_only() -> None:
    clock = Clock()

    def busy(then: Callable[[], object] = int) -> None:
        end = time.process_time() + 0.02
        while time.process_time() < end:
            pass
        then()

    clock.timed("outer", busy)(clock.timed("inner", busy))
    assert 0.02 <= clock.seconds["outer"] < 0.035
    assert 0.02 <= clock.seconds["inner"] < 0.035


def test_the_parts_of_a_page_are_measured_and_the_functions_are_as_before(tmp_path: Path) -> None:
    data = [page()]
    write_packs(data, tmp_path)
    before = Cleaner().clean(STORY).text
    for cleaner, walked in ((Cleaner(), "choose the container"), (Cleaner(tmp_path), "recognise and select")):
        times = part_times(data, cleaner, 1)
        parts = {part: ms for part, ms in times.items() if part not in (speed.TOGETHER, PARSER)}
        assert times[speed.TOGETHER] == pytest.approx(sum(parts.values()))
        assert all(times[part] for part in ("parse", "walk", "rules", walked))
        assert not times[PEER]
    with clocked() as clock:
        pass
    assert Cleaner().clean(STORY).text == before
    assert not clock.seconds


def test_the_figures_are_ratios_of_the_times_together() -> None:
    results = [result(ours=1.0), result(ours=3.0, is_quick=True), result("wcxb", ours=3.0, is_quick=False)]
    rates = rates_of(results, {"known text": {OURS: 10.0}})
    assert rates["unknown HTML"] == {OURS: 3 / 7, PEER: 1 / 4, PARSER: 1.0}
    assert rates["known HTML"] == {OURS: 2.0, PEER: 1 / 4, PARSER: 1.0}
    assert figures(results, rates) == {
        "known HTML, times lxml's parser": 0.5,
        "known HTML, times trafilatura": 0.125,
        "unknown HTML, news, times trafilatura": 0.5,
        "unknown HTML, other pages, times trafilatura": 0.75,
        "known text, pages a second": 10.0,
    }
    assert set(figures(results, rates)) == set(speed.GOALS)
    rows = by_set(results)
    assert list(rows) == ["fundus-x", "wcxb", "all"]
    assert rows["all"]["quick way"] == 0.5
    assert rows["all"]["pack, LCS F1"] == 0.75
    assert "quick way" not in by_set(results[:1])["all"]


def test_pages_of_text_differ_and_are_cleaned_alike() -> None:
    text, url = (GOLDEN / "nl/nu/navo-full/input.txt").read_text(encoding="utf-8"), "https://www.nu.nl/a/1/b.html"
    pages = [with_other_words(text, number) for number in (3, 4)]
    assert len({text, *pages}) == 3
    kept = [Cleaner().clean(each, url).text for each in (text, *pages)]
    assert [len(each.splitlines()) for each in kept] == [len(kept[0].splitlines())] * 3


def test_a_batch_of_text_has_two_thirds_of_known_sites() -> None:
    pages = text_pages(30)
    assert len({text for text, _ in pages}) == 30
    assert sum(url is not None for _, url in pages) == 20


def test_text_is_measured_with_the_pack_of_its_site_and_without() -> None:
    rates = text_rates(1, number=1)
    assert set(rates) == {"known text", "unknown text"}
    assert all(rate > 0 for each in rates.values() for rate in each.values())


def test_a_run_prints_the_tables_and_writes_the_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speed, "TEXTS", 1)
    data, figures_file = tmp_path / "pages.jsonl", tmp_path / "figures.json"
    data.write_bytes(b"".join(msgspec.json.encode(page(id=name)) + b"\n" for name in "ab"))
    main([str(data), "--rounds", "1", "--limit", "1", "--json", str(figures_file)])
    report = capsys.readouterr().out
    assert [line for line in report.splitlines() if line.startswith("##")] == [
        "## Pages a second and core",
        "## Goals",
        "## By data set",
    ]
    written = msgspec.json.decode(figures_file.read_bytes())
    assert [each["page"] for each in written["pages"]] == ["a"]
    assert written["sets"]["all"]["quick way"] == 1
    main([str(data), "--rounds", "1", "--parts"])
    assert "| choose the container |" in capsys.readouterr().out
