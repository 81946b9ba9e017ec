"""Lines that recur on the pages of a site: how they are counted, and what a batch makes of the counts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner
from cleaner.batch.job import Job
from cleaner.batch.outputs.output import OutputOptions
from cleaner.batch.run import run as run_job
from cleaner.batch.run_folder import RunState
from cleaner.batch.stop import Stop
from cleaner.generic.text import site_lines
from cleaner.generic.text.site_lines import SiteLines
from cleaner.page.page import TextPage
from cleaner.readers.text import read_text

from .commands import run_here

BOX = "Elke ochtend het belangrijkste nieuws uit de streek, gratis in uw mailbox. Meld u nu aan."


def page(*lines: str, url: str | None = "https://krant.nl/nieuws/1") -> TextPage:
    return read_text("\n\n".join(lines), url)


def paragraph(number: int, characters: int = 100) -> str:
    """Return a paragraph that no other number has, with this number of characters."""
    return f"Bericht {number} ".ljust(characters, "x")


def recurring(pages: list[TextPage], on: TextPage) -> dict[str, str]:
    counts = SiteLines()
    for each in pages:
        counts.add(each)
    return counts.recurring(on)


@pytest.mark.parametrize(
    ("times", "others", "recurs"),
    [(3, 0, False), (4, 0, True), (4, 4, True), (4, 5, False), (5, 5, True), (50, 50, True), (50, 51, False)],
)
def test_a_line_recurs_if_it_is_on_enough_pages_and_on_half_of_them(times: int, others: int, recurs: bool) -> None:
    pages = [page(paragraph(number), "Menu") for number in range(times)]
    pages += [page(paragraph(number)) for number in range(times, times + others)]
    evidence = {"Menu": f"on {times} of {times + others} pages of krant.nl"}
    assert recurring(pages, pages[0]) == (evidence if recurs else {})


def test_only_lines_of_the_page_itself_are_given() -> None:
    pages = [page(paragraph(number), "Menu", "Meer") for number in range(4)]
    assert list(recurring(pages, page("Meer", paragraph(9)))) == ["Meer"]


def test_a_line_that_is_twice_on_a_page_counts_once() -> None:
    pages = [page(paragraph(number), "Menu", "Menu") for number in range(3)]
    assert recurring(pages, pages[0]) == {}


URLS = [
    ("the same host in capitals, with a port", [f"https://KRANT.nl:443/{n}" for n in range(4)], True),
    ("a scheme that is missing, and a dot at the end", [f"krant.nl./{n}" for n in range(4)], True),
    ("other hosts", [f"https://krant{n}.nl/" for n in range(4)], False),
    ("a subdomain is another host", ["https://krant.nl/a", *[f"https://sport.krant.nl/{n}" for n in range(3)]], False),
    ("no URL", [None] * 4, False),
    ("not a web address", [f"file:///krant.nl/{n}" for n in range(4)], False),
]


@pytest.mark.parametrize(("urls", "recurs"), [row[1:] for row in URLS], ids=[row[0] for row in URLS])
def test_lines_are_counted_by_host(urls: list[str | None], recurs: bool) -> None:
    pages = [page(paragraph(number), "Menu", url=url) for number, url in enumerate(urls)]
    found = recurring(pages, pages[0])
    assert found == ({"Menu": "on 4 of 4 pages of krant.nl"} if recurs else {})


# The lines of an article are on five pages of the host: do they recur?
COPIES: list[tuple[str, Callable[[int], TextPage], bool]] = [
    ("the same page", lambda _: page(paragraph(0)), False),
    ("with another menu, as a print version", lambda n: page(f"Menu {n}", paragraph(0)), False),
    ("with other teasers", lambda n: page(paragraph(0, 900), paragraph(1, 900), paragraph(n + 2, 900)), False),
    ("hard-wrapped", lambda _: page(*[paragraph(line, 65) for line in range(20)]), False),
    ("half of it is new", lambda n: page(paragraph(0, 900), paragraph(n + 1, 900)), True),
    ("most of it is new", lambda n: page(paragraph(0, 900), paragraph(n + 1, 1_500)), True),
    ("new lines in a long menu", lambda n: page(paragraph(0), *[f"Menu {n} {line}" for line in range(99)]), False),
    ("only short lines", lambda n: page("Home", "Sport", f"Uitslagen {n}"), True),
    ("only lines that are nearly running text", lambda _: page(*[paragraph(line, 55) for line in range(9)]), True),
]


@pytest.mark.parametrize(("make", "recurs"), [row[1:] for row in COPIES], ids=[row[0] for row in COPIES])
def test_copies_of_a_page_are_not_counted(make: Callable[[int], TextPage], recurs: bool) -> None:
    pages = [make(number) for number in range(5)]
    assert bool(recurring(pages, pages[0])) is recurs


def test_the_table_has_a_fixed_size_and_keeps_what_recurs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_lines, "MAX_COUNTS", 100)
    counts = SiteLines()
    largest = 0
    for number in range(1_000):
        counts.add(page(paragraph(number), paragraph(-number - 1), "Menu"))
        largest = max(largest, len(counts._counts))
    assert largest == 100
    assert counts.recurring(page("Menu", paragraph(7))) == {"Menu": "on 1000 of 1000 pages of krant.nl"}


def test_a_count_is_never_too_high(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages of one host are far apart, so its lines are forgotten again and again."""
    monkeypatch.setattr(site_lines, "MAX_COUNTS", 100)
    counts = SiteLines()
    for number in range(1_000):
        host = "rare.nl" if number % 90 == 0 else "krant.nl"
        counts.add(page(paragraph(number), paragraph(-number - 1), "Menu", url=f"https://{host}/{number}"))
    assert counts.recurring(page("Menu", url="https://rare.nl/1")) == {}


RAAD = "De raad van {} kwam maandag bijeen om over de brug te praten, die al drie weken dicht is."
KOSTEN = "Volgens de wethouder van {} zijn de kosten hoger dan verwacht, omdat ook de fundering is verzakt."
BESLIST = "De raad van {} beslist volgende maand of er een nieuwe brug komt, en wie die gaat betalen."
PLACES = ("Goes", "Sluis", "Veere", "Tholen", "Hulst", "Reimerswaal")


def article(place: str) -> str:
    return "\n\n".join(line.format(place) for line in (RAAD, KOSTEN, BESLIST))


def write_pages(path: Path) -> None:
    """Write six pages: the box is on all five of one host, and on one of another. One of the five is HTML."""
    with path.open("w", encoding="utf-8") as file:
        for number, place in enumerate(PLACES):
            host = "streek.example" if number == 5 else "krant.example"
            file.write(json.dumps({"text": f"{article(place)}\n\n{BOX}", "url": f"https://{host}/{number}"}) + "\n")
        paragraphs = "".join(f"<p>{line}</p>" for line in article("Borsele").split("\n\n"))
        file.write(json.dumps({"html": f"{paragraphs}<p>{BOX}</p>", "url": "https://krant.example/html"}) + "\n")


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_batch_removes_the_lines_and_the_ledger_has_the_evidence(tmp_path: Path) -> None:
    write_pages(tmp_path / "in.jsonl")

    def run(name: str, *options: str) -> tuple[list[dict[str, Any]], str]:
        done = run_here("batch", tmp_path / "in.jsonl", "--ledger", "--out", tmp_path / name, *options)
        assert done.code == 0, done.err
        return rows(tmp_path / name), done.err

    found, said = run("with.jsonl", "--site-lines")
    assert said.splitlines()[0] == "cleaner: counting the lines of each site first"
    for row, place in zip(found[:5], PLACES, strict=False):
        assert row["articleBody"] == article(place)
        entries = [entry for entry in row["ledger"] if entry["rule"] == "site lines"]
        assert [entry["why"] for entry in entries] == ["on 5 of 5 pages of krant.example"]
    assert BOX in found[5]["articleBody"]
    plain, said = run("without.jsonl")
    assert "counting" not in said
    assert all(BOX in row["articleBody"] for row in plain[:6])
    assert found[5:] == plain[5:], "other hosts and HTML stay as they are"


def test_the_counts_are_the_same_after_an_interruption(
    tmp_path: Path, cleaner: Cleaner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleaner.batch.run.CHUNK_PAGES", 1)
    write_pages(tmp_path / "in.jsonl")

    def run(name: str, *, is_stopped: bool = False) -> None:
        stop = Stop()

        def report(state: RunState, *_: object) -> None:
            if is_stopped and state.counts.get("pages"):
                stop()

        path = f"{tmp_path}/in.jsonl"
        options = OutputOptions(ledger=True)
        job = Job(inputs=(path, path), out=f"{tmp_path}/{name}", output_options=options, site_lines=True)
        run_job(job, cleaner, report, stop)

    run("whole.jsonl")
    with pytest.raises(KeyboardInterrupt):
        run("parts.jsonl", is_stopped=True)
    begun = json.loads((tmp_path / "parts.jsonl.partial/journal").read_bytes())
    assert 0 < begun["counts"]["pages"] < 14
    run("parts.jsonl")
    assert rows(tmp_path / "parts.jsonl") == rows(tmp_path / "whole.jsonl")
    assert any(entry["rule"] == "site lines" for entry in rows(tmp_path / "whole.jsonl")[0]["ledger"])
