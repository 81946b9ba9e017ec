"""The benchmark for the text of whole pages, with the forms and contestants that need no packages of their own."""

from __future__ import annotations

import doctest
import re
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import msgspec
import pytest
from benchmarks import text_quality
from benchmarks.forms import installed, wet
from benchmarks.scoring import Page, Score, lcs_scores
from benchmarks.text_peers import ON_HTML, contestants, long_lines, no_cleaning
from benchmarks.text_quality import ARTICLE, TOGETHER, Bench, Result, main, tables
from hypothesis import given
from hypothesis import strategies as st

BODY = (
    "De raad van de gemeente kwam woensdag in het stadhuis bijeen om over de nieuwe brug te praten.",
    "Volgens de wethouder begint de bouw in het voorjaar, als het weer en de vergunningen dat toelaten.",
)
PAGES = [
    {
        "id": f"page {number}",
        "set": part,
        "lang": lang,
        "html": f"<title>Kop</title><ul><li>Menu<li>Sport</ul><h1>Kop</h1><p>{BODY[0]}<p>{BODY[1]}<p>Contact",
        "gold": "\n".join(BODY),
    }
    for number, (part, lang) in enumerate([("one", "nl"), ("one", "nl-BE"), ("two", "")])
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "pages.jsonl"
    path.write_bytes(b"".join(msgspec.json.encode(page) + b"\n" for page in PAGES))
    return path


def page(**changes: str) -> Page:
    return msgspec.convert(PAGES[0] | changes, Page)


def row(report: str, name: str) -> list[str]:
    """Return the cells of each row of this name in the report."""
    return re.findall(rf"^\| {re.escape(name)} \| (.*) \|$", report, re.MULTILINE)


@pytest.mark.parametrize("name", ["scoring", "forms", "text_peers", "text_quality"])
def test_the_examples_in_the_docstrings_hold(name: str) -> None:
    outcome = doctest.testmod(import_module(f"benchmarks.{name}"))
    assert outcome.attempted
    assert not outcome.failed


@given(st.text("abc", max_size=12), st.text("abcd", max_size=12))
def test_the_scores_are_those_of_the_textbook_algorithm(first: str, second: str) -> None:
    lengths = [0] * (len(second) + 1)
    for item in first:
        above = lengths
        lengths = [0]
        for number, other in enumerate(second):
            lengths.append(above[number] + 1 if item == other else max(above[number + 1], lengths[number]))
    share = lengths[-1] / len(first) if first else None
    assert lcs_scores(" ".join(first), " ".join(second))[1] == share


@pytest.mark.slow
def test_a_run_prints_the_figures_of_each_contestant(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(data), "--forms", "wet"])
    report = capsys.readouterr().out
    assert re.findall("^## .*$", report, re.MULTILINE) == [
        f"## {TOGETHER}, 3 pages",
        "## one, 2 pages",
        "## two, 1 pages",
    ]
    of_all_words = f"{2 * 35 / (35 + 40):.3f}"  # the article has 35 words, and the page 5 more
    assert row(report, "no cleaning")[:3] == [of_all_words, "1.000", "0.0"]
    assert row(report, "lines over 80 characters")[:3] == ["1.000", "1.000", "0.0"]
    for name in [*contestants()[0], ON_HTML]:
        assert len(row(report, name)) == 9, name
    assert "failures" not in report


@pytest.mark.slow
def test_a_run_with_processes_gives_the_same_results(data: Path, tmp_path: Path) -> None:
    runs = []
    for jobs in ("1", "2"):
        file = tmp_path / jobs
        main([str(data), "--forms", "wet", "--limit", "1", "--jobs", jobs, "--json", str(file)])
        runs.append(msgspec.json.decode(file.read_bytes()))
    assert runs[0] == runs[1]
    assert [result["page"] for result in runs[0]["results"] if result["contestant"] == ON_HTML] == ["page 0", "page 2"]
    assert runs[0]["figures"]["one"]["no cleaning"]["wet"]["lcs_recall"] == 1


def test_clean_articles_are_given_as_they_are(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(data), "--clean"])
    report = capsys.readouterr().out
    assert f"| | {TOGETHER} (3) | one (2) | two (1) |" in report
    assert row(report, "no cleaning") == ["100.0 | 100.0 | 100.0"]
    assert not row(report, ON_HTML)


@pytest.mark.parametrize(
    ("gold", "unchanged"),
    [
        ("\n".join(BODY), True),
        ("\n\n  ".join(BODY), True),
        (f"{BODY[0]}\nKopje\n{BODY[1]}", False),
    ],
)
def test_an_article_is_unchanged_if_all_its_lines_are_kept(gold: str, unchanged: bool) -> None:
    results, _ = Bench({}, {"long": long_lines}, None).measure_article(page(gold=gold))
    assert [(result.form, result.unchanged) for result in results] == [(ARTICLE, unchanged)]


def failing(*_: str) -> str:
    raise ValueError("too deep")


def test_a_form_that_fails_is_reported_and_left_out() -> None:
    results, failures = Bench({"wet": wet, "broken": failing}, {"all": no_cleaning}, None).measure(page())
    assert [(result.form, result.empty) for result in results] == [("wet", False)]
    assert failures == ["page 0: broken: ValueError: too deep"]


def test_a_contestant_that_fails_is_reported_and_has_kept_nothing() -> None:
    results, failures = Bench({"wet": wet}, {"all": no_cleaning, "broken": failing}, None).measure(page())
    assert [(result.contestant, result.empty, result.score.lcs_f1 > 0) for result in results] == [
        ("all", False, True),
        ("broken", True, False),
    ]
    assert failures == ["page 0: wet: broken: ValueError: too deep"]


def test_a_form_whose_program_is_not_installed_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    found, notes = installed(["wet", "lynx"])
    assert list(found) == ["wet"]
    assert [note.partition(":")[0] for note in notes] == ["the form lynx is left out"]


def results_in(language: str, number: int) -> Sequence[Result]:
    score = Score(1.0, 1.0, 1.0, 1.0)
    return [Result(f"{language} {n}", "one", language, "wet", "all", score, False, True) for n in range(number)]


def test_a_language_of_few_pages_has_no_table() -> None:
    found = tables([*results_in("Dutch", 20), *results_in("German", 19)])
    assert list(found) == ["one", "Dutch"]
    assert found["one"]["all"]["wet"].pages == 39


def test_each_set_has_the_same_weight_in_the_mean() -> None:
    right, wrong = Score(1.0, 1.0, 1.0, 1.0), Score(None, 0.0, 0.0, 0.0)
    results = [
        Result(str(number), part, "", "wet", "all", score, False, True)
        for number, (part, score) in enumerate([("one", right), ("one", right), ("one", right), ("two", wrong)])
    ]
    assert tables(results)[TOGETHER]["all"]["wet"] == text_quality.Figures(4, 0.5, 0.5, 0.0, 1.0)


def test_an_unknown_form_is_refused(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([str(data), "--forms", "wet,pdf"])
    assert "no form is called pdf" in capsys.readouterr().err
