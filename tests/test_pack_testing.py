"""`cleaner packs test`: each law has a golden page that breaks it, and the command says how."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaner import Cleaner
from cleaner.authoring.goldens import Suite, golden_folder, read_cases
from cleaner.authoring.testing import run_suite

from .commands import run_here
from .golden import ROOT, cases
from .private_packs import ARTICLE, LAST, LEAD, PACK, PAGE, repository


def failures(root: Path) -> dict[str, list[str]]:
    """Return what is wrong with the golden page in this folder, each with the lines that show it."""
    cleaner = Cleaner(root)
    packs = frozenset(path.stem for path in root.glob("*.yaml"))
    own = tuple(case for case in read_cases(golden_folder(root), cleaner.packs.programs) if case.name == "own/a")
    (outcome,) = run_suite(cleaner, Suite(packs, own))
    return {failure.what: list(failure.lines) for failure in outcome.failures}


WITH, WITHOUT = (f"{what} its URL, the article is not that of expected.txt" for what in ("with", "without"))
CHANGES = "the pack {!r} changes its article, which is not that of expected.txt"
ANOTHER_FORM = ARTICLE.replace("zonder besluit", "met een besluit")
LONG = f"{LEAD} {LAST}"
WEAK = PACK.replace("need: 1", "need: 2").replace("krant}]", "krant}, {line: Nergens}]")
OTHER = PACK.replace("own", "other").replace("De eigen krant", "De andere krant")
TAKES = f"""{OTHER}  - drop: {{line: Volgens de wethouder.*, why: the source}}\n"""
INDEX = f"{PACK}  - reject: {{line: 'De raad kwam woensdag bijeen over de haven.*', why: an index}}\n"
HTML = (
    "<html><head><meta property='article:published_time' content='2024-05-03T10:00:00Z'></head><body><h1>Kop</h1>"
    f"<article><p>{LEAD}</p><p>{LAST}</p></article></body></html>"
)

# The changes to a golden page that passes, and all that is wrong then.
BROKEN: dict[str, tuple[dict[str, str | None], dict[str, list[str]]]] = {
    "nothing": ({}, {}),
    "a line that is missing": (
        {"expected.txt": f"{ARTICLE}\nEen ander bericht\n"},
        {WITH: ["  …", f"  {LAST}", "- Een ander bericht  (removed by until own.yaml:8: teasers)"]},
    ),
    "a line that should have gone": (
        {"input.txt": PAGE.replace(LAST, f"Lees hier meer\n{LAST}")},
        {WITH: [f"  {LEAD}", "+ Lees hier meer"]},
    ),
    "a line in another form": (
        {"expected.txt": ANOTHER_FORM},
        {WITH: [f"- {ANOTHER_FORM.splitlines()[0]}  (the page has no such line)", f"+ {LEAD}"]},
    ),
    "a long line that differs at its end": (
        {"input.txt": PAGE.replace(LEAD, LONG), "expected.txt": f"{LONG[:-12]} te horen.\n\n{LAST}\n"},
        {
            WITH: [
                "- …en besluit pas na de zomer te te horen.  (the page has no such line)",
                "+ …en besluit pas na de zomer te verwachten.",
            ]
        },
    ),
    "no article is expected": (
        {"expected.txt": None},
        {"there is no expected.txt, but with its URL, the article is": [f"+ {LEAD}", f"+ {LAST}"]},
    ),
    "no article is found": (
        {"/own.yaml": INDEX},
        {
            f"{WITH}: none was found, because no article found: an index": [
                f"- {LEAD}  (removed by reject own.yaml:12: an index)",
                f"- {LAST}  (removed by reject own.yaml:12: an index)",
            ]
        },
    ),
    "no article, as is expected": ({"/own.yaml": INDEX, "expected.txt": None}, {}),
    "another result without the URL": (
        {"/own.yaml": WEAK},
        {WITHOUT: ["+ De eigen krant", "+ Kop", "+ Kop", "+ Door A. de Vries"]},
    ),
    "another result without the URL, as the case says": ({"/own.yaml": WEAK, "case.yaml": "bare: false"}, {}),
    "another headline": ({"case.yaml": "headline: Top"}, {"headline: found 'Kop', but case.yaml says 'Top'": []}),
    "a headline that was not expected": (
        {"case.yaml": "headline: "},
        {"headline: found 'Kop', but case.yaml says none": []},
    ),
    "another author": (
        {"case.yaml": "authors: [A. de Vries, B. Jansen]"},
        {"authors: found [A. de Vries], but case.yaml says [A. de Vries, B. Jansen]": []},
    ),
    "a date that is not found": (
        {"case.yaml": "date: gisteren"},
        {"date: found none, but case.yaml says 'gisteren'": []},
    ),
    "another day": (
        {"input.txt": None, "input.html": HTML, "case.yaml": "authors: \nbare: false\npublished: '2024-05-04'"},
        {"published: found '2024-05-03', but case.yaml says '2024-05-04'": []},
    ),
    "a page that is not text": (
        {"input.txt": "PK\x03\x04\x00\x00" * 9},
        {
            "the page cannot be cleaned: https://own.example/nieuws/kop: at offset 0: this is a zip archive, not text;"
            " unpack or convert it first": []
        },
    ),
    "no warning": (
        {"case.yaml": "warns: true"},
        {"case.yaml says 'warns: true', but the article carries no warning": []},
    ),
    "Markdown": (
        {"expected.md": f"{LEAD}\n\n## {LAST}\n"},
        {"the article is not that of expected.md": ["  …", "  ", f"- ## {LAST}", f"+ {LAST}"]},
    ),
    "another pack changes the article": (
        {"/other.yaml": TAKES},
        {CHANGES.format("other"): [f"  {LEAD}", f"- {LAST}  (removed by drop other.yaml:12: the source)"]},
    ),
    "another pack leaves the article": ({"/other.yaml": OTHER}, {}),
    "another pack recognises the page": (
        {"/other.yaml": OTHER.replace("{line: De andere krant}", "{line: De eigen krant, weight: 2}")},
        {
            "without a URL, its page is taken for one of the pack 'other': signature, weight 2 of 1 needed": [],
            WITHOUT: ["+ De eigen krant", "+ Kop", "+ Kop", "+ Door A. de Vries"],
        },
    ),
    "a known failure": ({"expected.txt": ANOTHER_FORM, "case.yaml": "fails: the lead is cut"}, {}),
    "a known failure that passes": (
        {"case.yaml": "fails: the lead is cut"},
        {"it passes now; remove 'fails' from case.yaml": []},
    ),
    "a known failure is not one of other packs": (
        {"/other.yaml": TAKES, "expected.txt": ANOTHER_FORM, "case.yaml": "fails: the lead is cut"},
        {
            CHANGES.format("other"): [
                f"  {ANOTHER_FORM.splitlines()[0]}",
                f"- {LAST}  (removed by drop other.yaml:12: the source)",
            ]
        },
    ),
}


@pytest.mark.parametrize(("changes", "expected"), BROKEN.values(), ids=BROKEN)
def test_what_is_wrong_with_a_golden_page(
    tmp_path: Path, changes: dict[str, str | None], expected: dict[str, list[str]]
) -> None:
    repository(tmp_path, changes)
    assert failures(tmp_path) == expected


def run(folder: Path, *arguments: str) -> tuple[int, list[str], str]:
    """Run `cleaner packs test` in this folder; return its exit code, the lines of stdout, and stderr."""
    done = run_here("packs", "test", *arguments, folder=folder)
    return done.code, done.out.decode().splitlines(), done.err


def count(tested: int, result: str) -> str:
    """Return the last line of the command, which in a checkout also counts the golden pages of the shipped packs."""
    return f"{len(cases()) + tested} golden pages, {tested} of them of the tested packs: {result}"


@pytest.mark.slow
def test_the_command_without_arguments_tests_all_shipped_packs() -> None:
    assert run(ROOT.parent) == (0, [f"{len(cases())} golden pages: {len(cases())} passed"], "")


def test_the_command_shows_what_fails(tmp_path: Path) -> None:
    repository(tmp_path / "rules", {"expected.txt": f"{ARTICLE}\nEen ander bericht\n", "case.yaml": "headline: Top"})
    code, out, err = run(tmp_path, "--packs", "rules")
    assert (code, err) == (1, "")
    assert out == [
        "rules/golden/own/a: with its URL, the article is not that of expected.txt",
        "      …",
        f"      {LAST}",
        "    - Een ander bericht  (removed by until own.yaml:8: teasers)",
        "rules/golden/own/a: headline: found 'Kop', but case.yaml says 'Top'",
        count(1, f"{len(cases())} passed, 1 failed"),
    ]


def test_the_command_counts_known_failures_and_names_packs_without_golden_pages(tmp_path: Path) -> None:
    repository(tmp_path, {"/other.yaml": OTHER, "expected.txt": ANOTHER_FORM, "case.yaml": "fails: the lead is cut"})
    result = f"{len(cases())} passed, 1 known to fail; packs without a golden page: other"
    assert run(tmp_path, "--packs", ".") == (0, [count(1, result)], "")


@pytest.mark.slow
def test_a_golden_page_for_everybody_else(tmp_path: Path) -> None:
    """A pack that is named is tested with its own golden pages, and must leave those of the others alone."""
    repository(tmp_path, {"expected.txt": ANOTHER_FORM})
    assert run(tmp_path, "--packs", ".", "nos")[0] == 0
    assert run(tmp_path, "--packs", ".", "nos", "own")[0] == 1


def test_control_characters_of_a_page_do_not_reach_the_terminal(tmp_path: Path) -> None:
    repository(tmp_path, {"input.txt": PAGE.replace(LAST, f"\x1b[31mLees hier meer\n{LAST}")})
    _, out, _ = run(tmp_path, "--packs", ".")
    assert any("Lees hier meer" in line for line in out)
    assert "\x1b" not in "".join(out)


FAULTS = {
    "a faulty pack": ({"/own.yaml": "pack: own\n"}, (), 3, "cleaner: own.yaml:1:1: the key 'rules' is missing; add it"),
    "a faulty case": ({"case.yaml": "warn: 1"}, (), 3, "cleaner: golden/own/a/case.yaml:6:1: unknown key 'warn'; did"),
    "an unknown pack": ({}, ("owm",), 2, "cleaner: there is no pack 'owm'; the packs are ad, "),
    "no golden page": (
        {"/other.yaml": OTHER},
        ("other",),
        2,
        "cleaner: these packs have no golden page; store one in a folder such as golden/other/a-name",
    ),
}


@pytest.mark.parametrize(("changes", "arguments", "code", "message"), FAULTS.values(), ids=FAULTS)
def test_the_command_refuses(
    tmp_path: Path, changes: dict[str, str | None], arguments: tuple[str, ...], code: int, message: str
) -> None:
    repository(tmp_path, changes)
    done, out, err = run(tmp_path, "--packs", ".", *arguments)
    assert (done, out) == (code, [])
    assert err.startswith(message)


def test_update_writes_what_comes_out_and_nothing_else(tmp_path: Path) -> None:
    changes: dict[str, str | None] = {"expected.txt": ANOTHER_FORM, "expected.md": "x\n", "expected.json": "[]\n"}
    folder = repository(tmp_path, changes)
    names = [f"{folder.relative_to(tmp_path)}/{name}: updated" for name in changes]
    assert run(tmp_path, "--packs", ".", "--update") == (0, [*names, count(1, f"{len(cases()) + 1} passed")], "")
    assert (folder / "expected.txt").read_text(encoding="utf-8") == ARTICLE
    assert (folder / "expected.md").read_text(encoding="utf-8") == ARTICLE
    assert [block["text"] for block in json.loads((folder / "expected.json").read_text(encoding="utf-8"))] == [
        LEAD,
        LAST,
    ]
    before = {path: path.stat() for path in folder.iterdir()}
    assert run(tmp_path, "--packs", ".", "--update") == (0, [count(1, f"{len(cases()) + 1} passed")], "")
    assert {path: path.stat() for path in folder.iterdir()} == before


@pytest.mark.slow
def test_update_removes_an_article_that_is_gone_and_writes_one_that_is_new(tmp_path: Path) -> None:
    folder = repository(tmp_path, {"expected.txt": None})
    assert run(tmp_path, "--packs", ".", "--update")[0] == 0
    assert (folder / "expected.txt").read_text(encoding="utf-8") == ARTICLE
    (tmp_path / "own.yaml").write_text(INDEX, encoding="utf-8")
    run(tmp_path, "--packs", ".", "--update")
    assert sorted(path.name for path in folder.iterdir()) == ["case.yaml", "input.txt"]


@pytest.mark.slow
def test_update_keeps_what_is_expected_of_a_known_failure_and_leaves_facts_to_people(tmp_path: Path) -> None:
    folder = repository(tmp_path, {"expected.txt": ANOTHER_FORM, "case.yaml": "fails: the lead is cut\nheadline: Top"})
    case = (folder / "case.yaml").read_text(encoding="utf-8")
    assert run(tmp_path, "--packs", ".", "--update")[0] == 0
    assert (folder / "expected.txt").read_text(encoding="utf-8") == ANOTHER_FORM
    (folder / "case.yaml").write_text(case.replace("fails: the lead is cut\n", ""), encoding="utf-8")
    code, out, _ = run(tmp_path, "--packs", ".", "--update")
    assert (code, out[:2]) == (
        1,
        ["golden/own/a/expected.txt: updated", "golden/own/a: headline: found 'Kop', but case.yaml says 'Top'"],
    )


def test_update_leaves_the_golden_pages_of_other_packs(tmp_path: Path) -> None:
    folder = repository(tmp_path, {"expected.txt": ANOTHER_FORM})
    assert run(tmp_path, "--packs", ".", "--update", "nos")[0] == 0
    assert (folder / "expected.txt").read_text(encoding="utf-8") == ANOTHER_FORM
