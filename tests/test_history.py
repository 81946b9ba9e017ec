"""The history of packs: what is counted, that nothing is counted twice, and files that are no history."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any
from unittest.mock import patch

import pytest
from benchmarks.history import main as benchmark
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from cleaner import Cleaner, ResourceError, UsageError
from cleaner.batch import run as batch_run
from cleaner.batch.job import Job
from cleaner.batch.run import run as run_job
from cleaner.batch.stop import Stop
from cleaner.chain.table import clean_page
from cleaner.history import recorder
from cleaner.history.file import History, read_history
from cleaner.history.recorder import Recorder
from cleaner.history.tallies import AGREEMENT, ARTICLES, DISCARDED, PAGES, RULE, Counted, Figure, Group, tally_of
from cleaner.output.article import Article
from cleaner.output.figures import Figures, agreement
from cleaner.packs.program import Program
from cleaner.page.blocks import Block
from cleaner.readers import read_page
from cleaner.work import sample

from .batches import few_pages_in_a_chunk
from .commands import COMMAND, clean_environment, run_here
from .golden import cases

PACK = """
pack: krant
version: 3
hosts: [krant.example]
listings: [/]
rules:
  - select: {css: article}
  - drop: {line: 'Lees ook: .*', why: a link}
  - drop: {line: 'Zaak: .*'}
"""
SENTENCE = "De gemeenteraad van Goes kwam woensdag bijeen om te spreken over de plannen voor de haven van de stad."
BODY = "".join(f"<p>{SENTENCE} Punt {number} kwam het eerst.</p>" for number in ["een", "twee", "drie", "vier"])
URL = "https://krant.example/a"
FIGURES = Figures("krant", 3, True, frozenset(["select {css: article}"]), True, False, 500, 20, 0.9)
SELECT, DROP = "select {css: article}", "drop {line: Lees ook: .*}"


def page(body: str = BODY, element: str = "article", extra: str = "") -> str:
    return f"<title>Kop</title><body><h1>De raad over de haven</h1><{element}>{body}{extra}</{element}><p>Colofon"


@pytest.fixture(scope="module")
def cleaner(tmp_path_factory: pytest.TempPathFactory) -> Cleaner:
    folder = tmp_path_factory.mktemp("packs")
    (folder / "krant.yaml").write_text(PACK, encoding="utf-8")
    return Cleaner(folder)


FIRED: dict[str, tuple[str, str, set[str]]] = {
    "as its pack expects it": (page(), URL, {SELECT}),
    "with a link": (page(extra="<p>Lees ook: iets anders"), URL, {SELECT, DROP}),
    "with another layout": (page(element="section"), URL, set()),
    "that is text": (f"Lees ook: iets anders\n\n{SENTENCE}\n\n{SENTENCE} En meer.", URL, {DROP}),
}


@pytest.mark.parametrize("name", FIRED)
def test_rules_that_fired(name: str, cleaner: Cleaner) -> None:
    source, url, fired = FIRED[name]
    figures = cleaner.clean(source, url, figures=0.0).figures
    assert figures is not None
    assert (figures.pack, figures.version, set(figures.fired)) == ("krant", 3, fired)
    assert figures.has_article
    assert figures.is_html == ("text" not in name)


NONE = {
    "nobody asks": (page(), URL, None),
    "the site is unknown": (page(), "https://other.example/a", 1.0),
    "its URL is that of a list": (page(), "https://krant.example/", 1.0),
}


@pytest.mark.parametrize("name", NONE)
def test_no_figures(name: str, cleaner: Cleaner) -> None:
    source, url, share = NONE[name]
    assert cleaner.clean(source, url, figures=share).figures is None


def test_a_discarded_result_counts_for_its_pack(cleaner: Cleaner) -> None:
    """The article is that of generic extraction, but the rules are those of the site."""
    source = page("<p>Een lijst.", extra="<p>Lees ook: iets") + f"<main>{BODY * 3}</main>"
    article = cleaner.clean(source, URL, figures=1.0)
    assert article.method == "generic"
    assert article.figures is not None
    assert (article.figures.pack, article.figures.is_discarded, article.figures.agreement) == ("krant", True, None)
    assert article.figures.fired == {SELECT, DROP}


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_both_ways_give_the_same_figures(case: Any, shipped: Cleaner) -> None:
    quick = shipped.clean(case.page, case.facts.url, figures=0.0).figures
    assert quick == clean_page(read_page(case.page, case.facts.url), shipped.packs, figures=True).figures


@pytest.fixture(scope="module")
def shipped() -> Cleaner:
    return Cleaner()


@pytest.mark.slow
def test_the_sample_is_the_same_each_time(cleaner: Cleaner) -> None:
    urls = [f"https://krant.example/{number}" for number in range(400)]
    sampled = [_agreement(cleaner, url, 0.05) is not None for url in urls]
    assert 8 <= sum(sampled) <= 36  # 20 are expected; the hash of a URL never changes
    assert [_agreement(cleaner, url, 0.05) is not None for url in urls] == sampled
    assert not any(_agreement(cleaner, url, 0.0) for url in urls)
    assert all(_agreement(cleaner, url, 1.0) for url in urls)


def _agreement(cleaner: Cleaner, url: str, share: float) -> float | None:
    figures = cleaner.clean(page(), url, figures=share).figures
    assert figures is not None
    return figures.agreement


def test_the_agreement_is_low_if_the_pack_takes_something_else(cleaner: Cleaner) -> None:
    same = cleaner.clean(page(), URL, figures=1.0).figures
    assert same is not None
    assert same.agreement == 1.0
    less = cleaner.clean(page(extra=f"<p>Zaak: {SENTENCE}" * 2), URL, figures=1.0)  # a rule takes these
    assert less.method == "pack"
    assert less.figures is not None
    assert 0 < (less.figures.agreement or 0) < 0.9


def _die(_: Article) -> Any:
    os._exit(9)


def _lack_memory(_: Article) -> Any:
    raise MemoryError


@pytest.mark.parametrize(("isolated", "fail"), [(True, _die), (True, _lack_memory), (False, _lack_memory)])
def test_a_page_whose_second_cleaning_fails_keeps_its_article(
    isolated: bool, fail: Callable[[Article], Any], cleaner: Cleaner
) -> None:
    with (
        Cleaner(cleaner.packs, isolated=isolated, workers=1 if isolated else None) as other,
        patch.object(sample, "_body", fail),
    ):
        article = other.clean(page(), URL, figures=1.0)
    assert article.figures == cleaner.clean(page(), URL, figures=0.0).figures
    assert article.text == cleaner.clean(page(), URL).text
    assert _agreement(cleaner, URL, 1.0) == 1.0


@pytest.mark.slow
def test_a_batch_whose_second_cleanings_fail_keeps_its_articles(tmp_path: Path, cleaner: Cleaner) -> None:
    lines = [json.dumps({"html": page(), "url": f"{URL}?{number}"}) for number in range(2)]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    agreements = {}
    for name, make in (("good", sample._body), ("bad", _die)):
        job = Job(
            inputs=(str(tmp_path / "in.jsonl"),), out=str(tmp_path / f"{name}.jsonl"), history=str(tmp_path / name)
        )
        with (
            Cleaner(cleaner.packs, isolated=True, workers=1) as isolated,
            patch.object(sample, "_body", make),
            patch.object(batch_run, "SAMPLE", 1.0),
        ):
            state = run_job(job, isolated, lambda *_: None)
        assert (state.counts["pages"], state.counts.get("failed", 0)) == (2, 0)
        agreements[name] = sum(
            pages for (_, figure), pages in everything(tmp_path / name).items() if AGREEMENT in figure
        )
    assert (tmp_path / "good.jsonl").read_bytes() == (tmp_path / "bad.jsonl").read_bytes()
    assert agreements == {"good": 2, "bad": 0}
    assert pages_in(tmp_path / "bad") == 2


NAMES = {
    "options in the order of the verb": ("- drop: {line: Meer, within: 3}", ["drop {line: Meer, within: 3}"]),
    "remarks do not count": ("- drop: {line: Meer, why: x, expect: usually, unverified: true}", ["drop {line: Meer}"]),
    "the same rule twice": (
        "- drop: {line: Meer, within: 3}\n  - until: {line: Weer}\n  - drop: {line: Meer, within: 3, why: x}",
        ["drop {line: Meer, within: 3}", "until {line: Weer}", "drop {line: Meer, within: 3} (2)"],
    ),
    "a truth": ("- title: {repeated: true}", ["title {repeated: true}"]),
    "a long one": (f"- drop: {{line: {'x' * 200}}}", [f"drop {{line: {'x' * 94}…}}"]),
}


@pytest.mark.parametrize("name", NAMES)
def test_names_of_rules(name: str, tmp_path: Path) -> None:
    rules, names = NAMES[name]
    assert list(_program(tmp_path, rules).rule_names.values()) == names
    moved = rules.replace("- ", "# a comment\n\n  - ", 1)
    assert list(_program(tmp_path, moved).rule_names.values()) == names


def test_a_rule_of_a_shared_file_has_its_name(tmp_path: Path) -> None:
    names = _program(tmp_path, "- use: nl\n  - drop: {line: Meer}").rule_names.values()
    assert "drop {line: Meer}" in names
    assert all(name.startswith("nl: ") for name in set(names) - {"drop {line: Meer}"})


def _program(folder: Path, rules: str) -> Program:
    text = f"pack: krant\nversion: 1\nhosts: [krant.example]\nrules:\n  {rules}\n"
    (folder / "krant.yaml").write_text(text, encoding="utf-8")
    return Cleaner(folder).packs["krant"]


def everything(path: Path) -> dict[tuple[str, str], int]:
    """What a history has counted, whatever the day."""
    found = Counter[tuple[str, str]]()
    for group, figures in read_history(str(path)).items():
        for figure, pages in figures.items():
            found[f"{group.pack} {group.version} {group.form}", f"{figure.name} {figure.step}"] += pages
    return dict(found)


def pages_in(path: Path) -> int:
    return sum(figures[Figure(PAGES)] for figures in read_history(str(path)).values())


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of known and unknown sites, with URLs of their own."""
    path = tmp_path_factory.mktemp("many") / "in.jsonl"
    known = [case for case in cases() if case.facts.url]
    lines = [
        json.dumps({"html": case.page.decode(errors="replace"), "url": f"{case.facts.url}?{number}"})
        for number in range(4)
        for case in known
    ]
    path.write_text("\n".join([*lines, "not JSON"]), encoding="utf-8")
    return path


def batch(inputs: Path, out: Path, history: Path, *, workers: int = 1, stop_after: int = 0, **options: Any) -> None:
    stop, looks = Stop(), iter(range(1, 1_000_000))
    job = Job(inputs=(str(inputs),), out=str(out), history=str(history), **options)
    with Cleaner(isolated=True, workers=workers) as cleaner:
        run_job(job, cleaner, lambda *_: stop() if next(looks) == stop_after else None, stop)


@pytest.mark.slow
def test_the_order_of_pages_and_the_number_of_workers_change_nothing(many: Path, tmp_path: Path) -> None:
    lines = many.read_text(encoding="utf-8").splitlines()
    (tmp_path / "reversed.jsonl").write_text("\n".join(reversed(lines)), encoding="utf-8")
    batch(many, tmp_path / "one.jsonl", tmp_path / "one.history")
    batch(tmp_path / "reversed.jsonl", tmp_path / "two.jsonl", tmp_path / "two.history", workers=2, is_ordered=False)
    assert everything(tmp_path / "one.history") == everything(tmp_path / "two.history")
    assert 0 < pages_in(tmp_path / "one.history") < len(lines)


def test_a_run_that_is_continued_counts_each_page_once(
    many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few_pages_in_a_chunk(monkeypatch)
    few = tmp_path / "in.jsonl"
    few.write_text("\n".join(many.read_text(encoding="utf-8").splitlines()[-120:]), encoding="utf-8")
    batch(few, tmp_path / "whole.jsonl", tmp_path / "whole.history")
    for attempt in (3, 5):
        with pytest.raises(KeyboardInterrupt):
            batch(few, tmp_path / "out.jsonl", tmp_path / "history", stop_after=attempt)
        assert not read_history(str(tmp_path / "history"))  # an unfinished run counts nothing yet
    batch(few, tmp_path / "out.jsonl", tmp_path / "history")
    assert everything(tmp_path / "history") == everything(tmp_path / "whole.history")


@pytest.mark.slow
def test_a_run_that_dies_after_it_was_counted_is_not_counted_again(many: Path, tmp_path: Path) -> None:
    with (
        patch("cleaner.batch.run_folder.RunFolder.finish", side_effect=OSError(5, "gone")),
        pytest.raises(OSError, match="gone"),
    ):
        batch(many, tmp_path / "out.jsonl", tmp_path / "history")
    counted = everything(tmp_path / "history")
    batch(many, tmp_path / "out.jsonl", tmp_path / "history")
    assert everything(tmp_path / "history") == counted
    assert counted
    batch(many, tmp_path / "again.jsonl", tmp_path / "history")  # another run is counted
    assert everything(tmp_path / "history") == {figure: 2 * pages for figure, pages in counted.items()}


@pytest.mark.slow
def test_a_run_that_is_killed_counts_each_page_once(many: Path, tmp_path: Path) -> None:
    batch(many, tmp_path / "whole.jsonl", tmp_path / "whole.history")
    places = ("batch", many, "--out", tmp_path / "out.jsonl", "--history", tmp_path / "history")
    command = [*COMMAND, *map(str, places)]
    for tenths in range(8, 44, 9):
        with subprocess.Popen(
            command, stderr=subprocess.DEVNULL, env=clean_environment(), start_new_session=True
        ) as process:
            time.sleep(tenths / 10)
            os.killpg(process.pid, signal.SIGKILL)
    if not (tmp_path / "out.jsonl").exists():
        done = subprocess.run(command, check=False, stderr=subprocess.DEVNULL, env=clean_environment())
        assert done.returncode == 5  # one line is not JSON
    assert everything(tmp_path / "history") == everything(tmp_path / "whole.history")


@given(st.lists(st.tuples(st.sampled_from("ab"), st.booleans(), st.integers(0, 9000)), max_size=20), st.data())
@settings(max_examples=30)
def test_tallies_add_up_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, pages: list[tuple[str, bool, int]], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("sums")
    found = [
        replace(FIGURES, pack=pack, has_article=has_article, kept=kept, agreement=kept / 9000)
        for pack, has_article, kept in pages
    ]
    whole = Counter[Counted]()
    for figures in found:
        whole.update(tally_of(figures, "2026-01-01"))
    History(str(folder / "whole")).add(whole)
    for figures in data.draw(st.permutations(found)):
        History(str(folder / "single")).add(Counter(tally_of(figures, "2026-01-01")))
    History(str(folder / "single"))
    assert read_history(str(folder / "single")) == read_history(str(folder / "whole"))
    assert pages_in(folder / "whole") == len(pages)


def test_running_text_is_in_lines_of_eighty_characters(cleaner: Cleaner) -> None:
    for length, share in ((79, 0.0), (80, 1.0)):
        body = "".join(f"<p>{letter}{SENTENCE[: length - 2]}." for letter in "ABCDE")
        figures = cleaner.clean(page(body), URL, figures=0.0).figures
        assert figures is not None
        assert (figures.kept, figures.running) == (5 * length, share)


def test_what_a_page_counts_for() -> None:
    names = {figure.name for _, figure in tally_of(FIGURES, "2026-01-01")}
    sizes = {"rules fired", "characters kept", "characters removed", "running text"}
    assert names == {PAGES, ARTICLES, f"{RULE}{SELECT}", *sizes}
    sampled = {figure.name for _, figure in tally_of(replace(FIGURES, agreement=0.5), "2026-01-01")}
    assert sampled - names == {AGREEMENT}
    empty = {figure.name for _, figure in tally_of(replace(FIGURES, has_article=False), "2026-01-01")}
    assert empty == {PAGES}
    discarded = {figure.name for _, figure in tally_of(replace(FIGURES, is_discarded=True), "2026-01-01")}
    assert discarded - names == {DISCARDED}
    both = {figure.name for _, figure in tally_of(replace(FIGURES, has_article=False, is_discarded=True), "2026-01-01")}
    assert both == {PAGES, DISCARDED}


AGREEMENTS = {
    "the same": (["De raad kwam.", "Lees ook"], ["De raad kwam.", "Lees ook"], 1.0),
    "one has less": (["De raad kwam.", "Lees ook"], ["De raad kwam."], 0.75),  # 2 * 3 of 8 words
    "one word of a block is another": (["De raad kwam."], ["De raad ging."], 0.0),
    "a block twice": (["De raad kwam."] * 2, ["De raad kwam."], 2 / 3),
    "one has nothing": ([], ["De raad kwam."], 0.0),
}


@pytest.mark.parametrize("name", AGREEMENTS)
def test_agreement_is_twice_the_words_of_common_blocks_over_all_words(name: str) -> None:
    one, other, wanted = AGREEMENTS[name]
    bodies = [[Block(text, 0, len(text)) for text in texts] for texts in (one, other)]
    assert agreement(*bodies) == agreement(*reversed(bodies)) == pytest.approx(wanted)


@pytest.mark.slow
def test_the_benchmark_of_the_cost_measures_html_and_text(capsys: pytest.CaptureFixture[str]) -> None:
    benchmark(["--rounds", "1"])
    rows = [line.split(" | ") for line in capsys.readouterr().out.splitlines()[2:]]
    assert [name for name, *_ in rows] == ["| HTML", "| text"]
    assert all(int(number) > 20 for _, number, *_ in rows)


def test_processes_write_at_the_same_time(tmp_path: Path) -> None:
    path = str(tmp_path / "history")

    def add(_: int) -> None:
        History(path).add(Counter(tally_of(FIGURES, "2026-01-01")))  # each opens the file, as a process does

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add, range(40)))
    assert pages_in(tmp_path / "history") == 40


def _text(path: Path) -> None:
    path.write_text("no database, but more than a hundred characters of text. " * 20, encoding="utf-8")


def _other_database(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE tally (x)")
    connection.close()


def _newer(path: Path) -> None:
    History(str(path))
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 2")
    connection.close()


UNUSABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a text": (_text, "is not a history of `cleaner`: file is not a database; name another file"),
    "the database of another program": (_other_database, "a database of another program; name another file"),
    "a history of a later version": (_newer, "was written by another version of `cleaner`"),
    "a folder": (Path.mkdir, "cannot be used: unable to open database file"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_file_that_is_no_history_is_refused_before_the_run_starts(name: str, many: Path, tmp_path: Path) -> None:
    make, message = UNUSABLE[name]
    path = tmp_path / "history"
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(UsageError) as error:
        batch(many, tmp_path / "out.jsonl", path)
    assert message in str(error.value)
    assert not list(tmp_path.glob("out*"))
    assert (path.read_bytes() if path.is_file() else b"") == before
    done = run_here("batch", many, "--out", tmp_path / "out.jsonl", "--history", path)
    assert done.code == 2
    assert message in done.err


def test_an_empty_file_becomes_a_history(tmp_path: Path) -> None:
    (tmp_path / "history").touch()
    assert read_history(str(tmp_path / "history")) == {}
    History(str(tmp_path / "history")).add(Counter(tally_of(FIGURES, "2026-01-01")))
    assert pages_in(tmp_path / "history") == 1


def test_reading_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no history"):
        read_history(str(tmp_path / "history"))
    assert not list(tmp_path.iterdir())


def test_a_history_among_the_pages_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(page(), encoding="utf-8")
    with pytest.raises(UsageError, match="is inside"):
        Job(inputs=(str(tmp_path),), out="out.jsonl", history=str(tmp_path / "history"))


def test_a_history_that_is_the_output_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(page(), encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be both the output and the history"):
        Job(inputs=(str(tmp_path / "a.html"),), out=f"{tmp_path}/x.jsonl", history=f"{tmp_path}/y/../x.jsonl")


def test_a_refused_batch_makes_no_history(many: Path, tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").touch()
    with pytest.raises(UsageError, match="exists"):
        batch(many, tmp_path / "out.jsonl", tmp_path / "history")
    assert not (tmp_path / "history").exists()


def test_a_history_that_cannot_be_written_is_noticed_before_the_first_page(many: Path, tmp_path: Path) -> None:
    path = tmp_path / "history"
    History(str(path))
    connect = sqlite3.connect
    read_only = partial(connect, f"file:{path}?mode=ro", uri=True, isolation_level=None)
    with (
        patch.object(sqlite3, "connect", lambda *_, **__: read_only()),
        patch.object(batch_run, "number_items", side_effect=AssertionError("a page was read")),
        pytest.raises(UsageError, match="cannot be used: attempt to write a readonly database"),
    ):
        batch(many, tmp_path / "out.jsonl", path)
    assert not list(tmp_path.glob("out*"))


@pytest.mark.slow
def test_a_run_may_continue_with_another_history_but_not_without_one(many: Path, tmp_path: Path) -> None:
    batch(many, tmp_path / "whole.jsonl", tmp_path / "whole.history")
    with patch.object(History, "add", side_effect=ResourceError("locked")), pytest.raises(ResourceError):
        batch(many, tmp_path / "out.jsonl", tmp_path / "one.history")
    with (
        Cleaner(isolated=True, workers=1) as cleaner,
        pytest.raises(UsageError, match="was begun with other options"),
    ):
        run_job(Job(inputs=(str(many),), out=str(tmp_path / "out.jsonl")), cleaner, lambda *_: None)
    batch(many, tmp_path / "out.jsonl", tmp_path / "two.history")
    assert everything(tmp_path / "two.history") == everything(tmp_path / "whole.history")


def test_only_the_asked_pack_is_read(tmp_path: Path) -> None:
    path = str(tmp_path / "history")
    for pack in ("a", "b"):
        History(path).add(Counter(tally_of(replace(FIGURES, pack=pack), "2026-01-01")))
    assert [group.pack for group in read_history(path)] == ["a", "b"]
    assert list(read_history(path, "b")) == [Group("b", 3, "html", "2026-01-01")]


def eventually(is_true: Callable[[], bool]) -> bool:
    """Whether it becomes true; the time is for a busy machine."""
    end = time.monotonic() + 60
    while not is_true() and time.monotonic() < end:
        time.sleep(0.01)
    return is_true()


def has_pages(path: Path, number: int) -> bool:
    return pages_in(path) == number


class TestRecorder:
    def test_pages_are_written_at_the_end(self, tmp_path: Path) -> None:
        path = tmp_path / "history"
        with patch.object(recorder, "WRITE_SECONDS", 1000.0):
            records = Recorder(str(path))
            records.add(FIGURES)
            records.add(None)
            assert pages_in(path) == 0
            records.close()
        assert pages_in(path) == 1

    def test_pages_are_written_from_time_to_time_even_if_no_other_comes(self, tmp_path: Path) -> None:
        path = tmp_path / "history"
        with patch.object(recorder, "WRITE_SECONDS", 0.01):
            records = Recorder(str(path))
            for number in (1, 2):
                records.add(FIGURES)
                assert eventually(partial(has_pages, path, number))
            records.close()
        assert pages_in(path) == 2

    def test_no_page_waits_for_a_write(self, tmp_path: Path) -> None:
        path = tmp_path / "history"
        begun, may_end, ended = Event(), Event(), list[bool]()
        add = History.add

        def slow(history: History, tally: Counter[Counted]) -> None:
            begun.set()
            ended.append(may_end.wait(30))
            add(history, tally)

        with patch.object(recorder, "WRITE_SECONDS", 0.01), patch.object(History, "add", slow):
            records = Recorder(str(path))
            records.add(FIGURES)
            assert begun.wait(30)
            records.add(FIGURES)
            assert not ended
            may_end.set()
            records.close()
        assert all(ended)
        assert pages_in(path) == 2

    def test_what_cannot_be_written_is_written_later(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        path = tmp_path / "history"
        with patch.object(recorder, "WRITE_SECONDS", 0.01), patch.object(recorder, "LOCK_SECONDS", 0.0):
            records = Recorder(str(path))
            other = sqlite3.connect(path, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            records.add(FIGURES)
            assert eventually(lambda: "database is locked; try again later" in caplog.text)
            other.close()
            assert eventually(partial(has_pages, path, 1))
            records.close()
        assert pages_in(path) == 1

    def test_what_cannot_be_written_at_the_end_is_in_the_log(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        path = tmp_path / "history"
        with patch.object(recorder, "LOCK_SECONDS", 0.0):
            records = Recorder(str(path))
        records.add(FIGURES)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        records.close()
        assert "the figures of the last pages are not in the history" in caplog.text
        other.close()
        assert pages_in(path) == 0
