"""`cleaner packs lint` warns of rules that may take too much, and of rules that no golden page shows at work."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner import Cleaner
from cleaner.authoring.advice import advise
from cleaner.authoring.goldens import Suite, suite_of
from cleaner.packs.loading import load

from .commands import run_here
from .private_packs import ARTICLE, CHECKED, LAST, LEAD, PACK, PAGE, repository


def advice(root: Path) -> list[str]:
    cleaner = Cleaner(root)
    faults = advise(cleaner, suite_of(cleaner.packs))
    return [str(fault).removeprefix(f"{root}/") for fault in faults]


# A rule, and a part of the advice about it; None if it is not a weak rule.
WEAK = {
    "a label that is only a prefix": (
        "until: {line: 'Meer uit .*'}",
        "that only begin with 'Meer uit'; say what follows",
    ),
    "and a name after it": (r"until: {line: 'Meer uit \p{Lu}\pL+'}", "'Meer uit Vlissingen', which may be a subhead"),
    "and a short line after it": ("until: {line: 'Meer uit [^.!?:]+'}", "'Meer uit Vlissingen', which may be a subh"),
    "one of two labels": ("drop: {line: '(?:Lees|Kijk) (?:ook|verder) ?.*'}", "that only begin with 'Lees ook'"),
    "in capitals or not": ("drop: {line: '(?i:lees ook) .*'}", "that only begin with 'lees ook'"),
    "with or without a capital": ("drop: {line: '[Ll]ees ook .*'}", "that only begin with 'Lees ook'"),
    "anywhere in the line": (
        "drop: {line: '.*Lees ook.*'}",
        "with 'Lees ook' in them; say how the line begins and ends, or ask for a second sign, such as within: 3",
    ),
    "a word anywhere in the line": ("until: {line: '.*abonnement.*'}", "with 'abonnement' in them; "),
    "an article": ("drop: {line: 'De .*'}", "that only begin with 'De'"),
    "two capitals": ("until: {line: '[Mm]eer uit .*'}", "such as rest: '(?&no_sentence)'"),
    "any space": (r"drop: {line: 'Meer\s+uit .*'}", "that only begin with 'Meer uit'"),
    "a space or a hyphen": ("drop: {line: 'Lees[ -]ook .*'}", "that only begin with 'Lees ook'"),
    "a number and a space": (r"drop: {line: 'Reacties\s+\d+'}", None),
    "a run of two": ("drop_run: {line: 'Meer .*'}", "that only begin with 'Meer'"),
    "and how to mend it": ("drop_run: {line: 'Meer .*'}", "such as edges: true"),
    "a run of three": ("drop_run: {line: 'Meer .*', at_least: 3}", None),
    "a run with after": ("drop_run: {line: 'Meer .*', after: Nieuws}", None),
    "a run at an edge": ("drop_run: {line: 'Meer .*', edges: true}", None),
    "a run after a cut": ("drop_run: {line: 'Meer .*', after_cut: true}", None),
    "a run of whole lines": ("drop_run: {line: 'Meer|Nieuws'}", None),
    "a phrase": ("drop: {line: '(?&read_also).*'}", "that only begin with 'lees ook'"),
    "a byline": ("meta: {field: author, line: 'Door (.+)'}", "that only begin with 'Door'"),
    "an index": ("reject: {line: 'Nieuws .*'}", "that only begin with 'Nieuws'"),
    "with followed_by": ("until: {line: 'Meer uit .*', followed_by: '.* geleden'}", None),
    "with rest": ("until: {line: 'Meer uit .*', rest: '.* geleden'}", None),
    "with within": ("drop: {line: 'Lees ook .*', within: 3}", None),
    "with after_cut": ("until: {line: 'Meer uit .*', after_cut: true}", None),
    "several matches": ("reject: {line: 'Nieuws .*', at_least: 3}", None),
    "a whole line": ("until: {line: Meer nieuws}", None),
    "a whole line with a mark": ("until: {line: 'Lees ook:?'}", None),
    "a label with a mark": ("drop: {line: 'Lees ook: .*'}", None),
    "a label with a number": (r"until: {line: 'Reacties \d+'}", None),
    "a name after it, which takes only that line": (r"drop: {line: 'Meer uit \p{Lu}\pL+'}", None),
    "a long label": ("until: {line: 'Abonneer je op de podcast.*'}", None),
    "a label with a credit": ("drop: {line: 'Foto(?: ?©.*)?'}", None),
    "a kind of line": (r"drop: {line: '\d+ uur geleden.*'}", None),
    "a pattern of 10,000 letters": (f"drop: {{line: {'a' * 10_000}}}", None),
    "a pattern of 100 options": (f"drop: {{line: 'x{'a?' * 100}'}}", None),
}


@pytest.mark.parametrize(("rule", "taken"), WEAK.values(), ids=WEAK)
def test_a_weak_rule(tmp_path: Path, rule: str, taken: str | None) -> None:
    (tmp_path / "own.yaml").write_text(f"pack: own\nversion: 1\nrules:\n  - {rule}\n", encoding="utf-8")
    faults = advise(Cleaner(tmp_path), Suite(frozenset({"own"}), ()))  # weak rules are found without golden pages
    found = [line for line in map(str, faults) if line.startswith(f"{tmp_path}/own.yaml:4:5: this ")]
    if taken is None:
        assert found == []
    else:
        (message,) = found
        assert taken in message


NO_PAGE = "no golden page shows what this pack does; add one, as docs/private-packs.md says"
UNCHECKED = "this does not say how the pack was checked; add a line such as checked: {by: fixtures, when: '2026-11-28'}"
IDLE = "this took nothing from any golden page; add a page with something for it to take, or write 'unverified: true'"
OTHER = PACK.replace("own", "other").replace("De eigen krant", "De andere krant")
HTML = f"<body><h1>Kop</h1><p class=intro>{LEAD}</p><div class=body><p>{LAST}</p></div><p>Reclame</p></body>"
SELECT = PACK.replace("rules:\n", "rules:\n  - select: {css: 'h1, .body'}\n")
AS_HTML: dict[str, str | None] = {"input.txt": None, "input.html": HTML}

# The changes to a folder whose pack gets no advice, and the beginnings of all advice about it.
FOLDERS: dict[str, tuple[dict[str, str | None], list[str]]] = {
    "nothing to say": ({}, []),
    "a pack without a golden page": ({"/other.yaml": OTHER}, [f"other.yaml:1:1: {NO_PAGE}"]),
    "a pack that does not say how it was checked": (
        {"/own.yaml": PACK.replace(CHECKED, "")},
        [f"own.yaml:1:1: {UNCHECKED}"],
    ),
    "a pack that says that nobody has checked it": ({"/own.yaml": PACK.replace("by: fixtures", "by: unverified")}, []),
    "a shared file, which is not checked by itself": ({"/_shared/my.yaml": "shared: my\nversion: 1\n"}, []),
    "a rule that took nothing": (
        {"/own.yaml": f"{PACK}  - drop: {{line: Reclame}}\n"},
        [f"own.yaml:12:5: {IDLE}"],
    ),
    "a rule that nobody has tried": ({"/own.yaml": f"{PACK}  - drop: {{line: Reclame, unverified: true}}\n"}, []),
    "a rule that takes what the page has": (
        {
            "/own.yaml": f"{PACK}  - drop: {{line: Reclame}}\n",
            "input.txt": f"{PAGE}Reclame\n".replace("Meer", "Reclame\nMeer"),
        },
        [],
    ),
    "a rule that is at work in another pack": (
        {
            "/other.yaml": f"{OTHER}  - drop: {{line: De eigen krant, expect: usually, why: x}}\n",
            "/golden/own/b/case.yaml": "pack: other\nnote: x\nbare: true\nheadline: Kop\nauthors: [A. de Vries]\n",
            "/golden/own/b/input.txt": PAGE.replace("eigen", "andere"),
            "/golden/own/b/expected.txt": ARTICLE,
        },
        [],
    ),
    "keep, and nothing to keep": ({"/own.yaml": f"{PACK}  - keep: {{line: Meer info}}\n"}, [f"own.yaml:12:5: {IDLE}"]),
    "keep, and something to keep": (
        {"/own.yaml": f"{PACK}  - keep: {{line: Meer info}}\n", "input.txt": PAGE.replace(LAST, f"Meer info\n{LAST}")},
        [],
    ),
    "split, and nothing to split": ({"/own.yaml": f"{PACK}  - split: {{after: ^PLUS}}\n"}, [f"own.yaml:12:5: {IDLE}"]),
    "split, and something to split": (
        {"/own.yaml": f"{PACK}  - split: {{after: ^PLUS}}\n", "input.txt": PAGE.replace(LEAD, f"PLUS{LEAD}")},
        [],
    ),
    "a dateline": (
        {
            "/own.yaml": rf"{PACK}  - dateline: {{start: '^\p{{Lu}}+ - '}}" + "\n",
            "input.txt": PAGE.replace(LEAD, f"GOES - {LEAD}"),
        },
        [],
    ),
    "a shared line of signatures": (
        {"/other.yaml": OTHER.replace("{line: De andere krant}", "{line: De eigen krant, weight: 1}")},
        [
            f"other.yaml:1:1: {NO_PAGE}",
            "other.yaml:4:1: the line 'De eigen krant' is also in the signature of own; choose lines that no",
            "other.yaml:4:1: this fits the golden page own/a of the pack 'own', with weight 1 of 1 needed; choose",
            "own.yaml:4:1: the line 'De eigen krant' is also in the signature of other",
        ],
    ),
    "a page that is not text": ({"input.txt": "PK\x03\x04\x00\x00" * 9}, []),
    "a signature that fits too much": (
        {"/other.yaml": OTHER.replace("{line: De andere krant}", "{line: 'De \\pL+ krant'}")},
        [
            f"other.yaml:1:1: {NO_PAGE}",
            "other.yaml:4:1: this fits the golden page own/a of the pack 'own', with weight",
        ],
    ),
}
LEADS = {
    "a selector that misses the lead": ("h1, .body", True),
    "a selector that has it": ("h1, .intro, .body", False),
    "a selector that finds nothing": (".nothing", False),
}


@pytest.mark.parametrize(("changes", "expected"), FOLDERS.values(), ids=FOLDERS)
def test_a_folder(tmp_path: Path, changes: dict[str, str | None], expected: list[str]) -> None:
    (tmp_path / "golden/own/b").mkdir(parents=True)
    (tmp_path / "_shared").mkdir()
    repository(tmp_path, changes)
    found = advice(tmp_path)
    assert [line[: len(start)] for line, start in zip(found, expected, strict=True)] == expected


@pytest.mark.parametrize(("css", "is_missed"), LEADS.values(), ids=LEADS)
def test_a_selector(tmp_path: Path, css: str, is_missed: bool) -> None:
    repository(tmp_path, AS_HTML | {"/own.yaml": PACK.replace("rules:\n", f"rules:\n  - select: {{css: '{css}'}}\n")})
    found = [line for line in advice(tmp_path) if "misses" in line]
    message = f"own.yaml:8:5: this misses the first paragraph of the golden page own/a: '{LEAD[:59]}…'; add the element"
    assert [line[: len(message)] for line in found] == [message] * is_missed


def test_the_form_of_a_file_does_not_matter(tmp_path: Path) -> None:
    """The keys may stand in any order, and in the form of JSON."""
    rules, rest = "rules: [{until: {line: 'Meer uit .*'}}]", "signature: {need: 1, lines: [{line: De eigen krant}]}"
    (tmp_path / "a.yaml").write_text(f"{rules}\n{rest}\nversion: 1\npack: a\n{CHECKED}", encoding="utf-8")
    (tmp_path / "b.yaml").write_text(f"{{{rules}, {rest},\n version: 1, pack: b, {CHECKED}}}\n", encoding="utf-8")
    found = [line.partition(": ")[0] for line in advice(tmp_path)]
    assert found == ["a.yaml:1:10", "a.yaml:2:1", "a.yaml:4:1", "b.yaml:1:1", "b.yaml:1:11", "b.yaml:2:1"]


def test_the_rules_of_a_pack_without_a_golden_page_are_not_all_named(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(OTHER, encoding="utf-8")
    assert advice(tmp_path) == [f"other.yaml:1:1: {NO_PAGE}"]


@pytest.mark.slow
def test_there_is_no_advice_about_the_shipped_packs() -> None:
    cleaner = Cleaner(load())
    assert advise(cleaner, suite_of(cleaner.packs)) == []


def lint(folder: Path, *options: str) -> tuple[int, list[str], str]:
    done = run_here("packs", "lint", "--packs", "rules", *options, folder=folder)
    return done.code, done.out.decode().splitlines(), done.err


@pytest.mark.slow
@pytest.mark.parametrize(("options", "code"), [((), 0), (("--strict",), 1)], ids=["by default", "strict"])
def test_the_command(tmp_path: Path, options: tuple[str, ...], code: int) -> None:
    repository(tmp_path / "rules", {"/other.yaml": OTHER})
    packs = len(load().programs) + 2
    warning = f"rules/other.yaml:1:1: warning: {NO_PAGE}"
    assert lint(tmp_path, *options) == (code, [warning, f"{packs} packs, no faults, 1 warning"], "")
    (tmp_path / "rules/other.yaml").unlink()
    assert lint(tmp_path, *options) == (0, [f"{packs - 1} packs, no faults"], "")


@pytest.mark.slow
def test_a_faulty_golden_page_is_a_fault(tmp_path: Path) -> None:
    repository(tmp_path / "rules", {"expected.txt": ""})
    fault = "rules/golden/own/a/expected.txt:1:1: this file is empty; remove it if the page has no article"
    assert lint(tmp_path) == (3, [fault], "cleaner: 1 fault\n")
