"""The rules that `cleaner explain --suggest` names: they are valid, do what they say, and say what they would cut."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from cleaner import Cleaner
from cleaner.authoring.explanation import Explanation, explain_page
from cleaner.authoring.suggestions import Suggestion, Suggestions, suggest
from cleaner.packs.loading import load
from cleaner.work.task import Task

from .golden import ROOT, cases
from .test_cli import run

BODY = "De raad van Goes kwam woensdag bijeen om over de nieuwe haven te praten."
LAST = "Een besluit volgt later, zegt de burgemeester, want de stukken zijn er nog niet."
PACK = "pack: x\nversion: 1\nhosts: [x.nl]\nrules:\n"


def site(tmp_path: Path, rules: str) -> Cleaner:
    (tmp_path / "x.yaml").write_text(PACK + rules, encoding="utf-8")
    return Cleaner(tmp_path)


def explained(tmp_path: Path, rules: str, *pages: str) -> list[Explanation]:
    cleaner = site(tmp_path, rules)
    return [explain_page(Task(page, "https://x.nl/a"), cleaner) for page in pages]


def html(*parts: str) -> str:
    return f"<main><p class=lead>{BODY}</p>{''.join(parts)}<p>{LAST}</p></main>"


SELECT = "- select: {css: main}\n"
REMOVALS = {
    "the element, by its class": (
        SELECT,
        [html("<aside class=more><p>Meer over Goes.</p></aside>")],
        "Meer over Goes.",
        ["- remove: {css: aside.more}", "- drop: {line: Meer over Goes\\.}"],
    ),
    "the element, by a class of the line, on several pages": (
        SELECT,
        [html("<p class=tip>Tip de redactie van de krant."), html("<p class=tip>Tip onze redactie van de krant.")],
        "redactie",
        ["- remove: {css: p.tip}"],
    ),
    "an element without a name is known by its tag": (
        SELECT,
        [html("<aside><p>Meer over Goes.</p></aside>")],
        "meer over goes.",
        ["- remove: {css: aside}"],
    ),
    "generated names are not used": (
        SELECT,
        [html('<p class="css-1gdkn91">Tip de redactie van de krant.</p>')],
        "Tip de redactie",
        ["- drop: {line: Tip de redactie van de krant\\.}"],
    ),
    "text, the last line": (
        "- drop: {line: Nee}\n",
        [f"{BODY}\n\n{LAST}\n\nMeer uit Goes\n\nKop over iets anders"],
        "Meer uit Goes",
        ["- drop: {line: Meer uit Goes}"],
    ),
    "numbers may be others": (
        "- drop: {line: Nee}\n",
        [f"{BODY}\n\n3 reacties\n\n{LAST}", f"{BODY}\n\n12 reacties\n\n{LAST}"],
        "reacties",
        ["- drop: {line: \\d+ reacties}"],
    ),
    "a long line is known by what was asked for": (
        "- drop: {line: Nee}\n",
        [f"{BODY}\n\nTip de redactie: heeft u nieuws uit Goes, stuur de krant een bericht of kom dan langs.\n\n{LAST}"],
        "Tip de redactie",
        ["- drop: {line: Tip de redactie.*}"],
    ),
}


@pytest.mark.parametrize(("rules", "pages", "asked", "first"), REMOVALS.values(), ids=REMOVALS)
def test_a_rule_that_removes_a_line(tmp_path: Path, rules: str, pages: list[str], asked: str, first: list[str]) -> None:
    found = suggest(asked, explained(tmp_path, rules, *pages))
    assert (found.keep, found.notes) == ((), ())
    clean = [each for each in found.remove if not each.cut]
    assert [each.rule for each in clean][: len(first)] == first
    for each in clean:
        after = explained(tmp_path, rules + each.rule + "\n", *pages)
        kept = [line.text for page in after for line in page.lines if line.cause is None]
        assert {BODY, LAST} <= set(kept), each.rule
        if each.pages == len(pages):
            assert not [line for line in kept if asked.casefold() in line.casefold()], each.rule


def test_what_would_be_cut_is_said_and_comes_last(tmp_path: Path) -> None:
    page = html("<div class=box><p>Tip de redactie</p><p>De wethouder wil de haven openen in mei.</p></div>")
    found = suggest("Tip de redactie", explained(tmp_path, SELECT, page))
    cutting = [each for each in found.remove if each.cut]
    assert found.remove[0].rule == "- drop: {line: Tip de redactie}"
    assert list(found.remove[-len(cutting) :]) == cutting
    box = next(each for each in cutting if each.rule == "- remove: {css: div.box}")
    assert box == Suggestion("- remove: {css: div.box}", 2, 1, 2, ("De wethouder wil de haven openen in mei.",))
    assert not [each for each in found.remove if "main" in each.rule]  # it would cut the whole article


def test_a_site_that_no_pack_knows() -> None:
    last = f"<p>{LAST}</p>" * 2
    page = f"<article><div id=story><p>{BODY}</p>{last}</div><p>Over ons, de krant van Goes en de haven.</p></article>"
    explanation = explain_page(Task(page), Cleaner())
    assert "Over ons" in explanation.article.text
    assert suggest("over ons", [explanation]).remove[0] == Suggestion("- select: {css: '#story'}", 1, 1, 1)


def test_a_list_with_marks(tmp_path: Path) -> None:
    page = f"• Sport\n\n• Weer\n\n{BODY}\n\n{LAST}"
    found = suggest("weer", explained(tmp_path, "- drop: {line: Nee}\n", page))
    rule = "- drop_run: {line: • .*, edges: true}"
    assert found.remove == (
        Suggestion("- drop: {line: • Weer}", 1, 1, 1),
        Suggestion(rule, 2, 1, 2, ("• Sport",)),
        Suggestion("- until: {line: • Weer, expect: usually}", 3, 1, 3, (BODY, LAST)),
    )
    assert explained(tmp_path, rule, page)[0].article.text == f"{BODY}\n\n{LAST}"


KEEP = "- keep: {line: Tip de krant van Goes\\.}"
KEPT = {
    "a rule of the pack": (
        SELECT + "- drop: {line: Tip.*}\n",
        "drop x.yaml:6",
        "- keep: {line: Tip de krant van Goes\\.}",
    ),
    "a rule of a shared file": (SELECT + "- use: y\n", "use: y", "- keep: {line: Tip de krant van Goes\\.}"),
    "a selector": ("- select: {css: p.lead}\n", "select x.yaml:5", "- select: {css: '#story'}"),
}


@pytest.mark.parametrize(("rules", "above", "rule"), KEPT.values(), ids=KEPT)
def test_a_rule_that_keeps_a_line(tmp_path: Path, rules: str, above: str, rule: str) -> None:
    (tmp_path / "_shared").mkdir()
    shared = "shared: y\nversion: 1\nrules: [{drop: {line: Tip.*}}]\n"
    (tmp_path / "_shared/y.yaml").write_text(shared, encoding="utf-8")
    page = f"<main id=story><p class=lead>{BODY}</p><p>Tip de krant van Goes.</p></main>"
    found = suggest("tip", explained(tmp_path, rules, page))
    assert found.remove == ()
    assert [(each.rule, each.above) for each in found.keep] == [(rule, above)]
    lines = rules.splitlines(keepends=True)
    place = next(number for number, line in enumerate(lines) if line.startswith(f"- {above.split()[0]}"))
    lines.insert(place, found.keep[0].rule + "\n")
    [after] = explained(tmp_path, "".join(lines), page)
    assert "Tip de krant van Goes." in after.article.text


def test_a_lead_outside_of_the_element_of_the_article(tmp_path: Path) -> None:
    lead = "De haven blijft voorlopig dicht"
    head = f"<header><h1>Haven dicht</h1><h2 class=lead>{lead}</h2><p>Deel dit</p></header>"
    page = f"<html><article>{head}<div class=story><p>{BODY}</p><p>{BODY} {LAST}</p><p>{LAST}</p></div></article>"
    explanation = explain_page(Task(page), Cleaner())
    first = suggest(lead, [explanation]).keep[0]
    assert first.rule == "- select: {css: 'h2.lead, div.story'}"
    [after] = explained(tmp_path, first.rule, page)
    assert after.article.text == f"{lead}\n\n{explanation.article.text}"


HOPELESS = {
    "hidden": (
        "- drop: {line: Nee}\n",
        html("<p hidden>Tip de krant.</p>"),
        "no rule of a pack can keep what the step hidden",
    ),
    "a step": (
        SELECT,
        html("<p><a href=/b>Tip de krant</a></p>"),
        "no rule of a pack can keep what the step link removes",
    ),
    "remove": (
        SELECT + "- remove: {css: .tip}\n",
        html("<p class=tip>Tip de krant.</p>"),
        "the rule remove x.yaml:6 has to",
    ),
}


@pytest.mark.parametrize(("rules", "part", "note"), HOPELESS.values(), ids=HOPELESS)
def test_what_no_rule_can_keep(tmp_path: Path, rules: str, part: str, note: str) -> None:
    found = suggest("tip", explained(tmp_path, rules, html(part)))
    assert (found.remove, found.keep) == ((), ())
    assert [each[: len(note)] for each in found.notes] == [note]


@pytest.mark.parametrize("asked", ["", "  ", "nergens", "\x00"])
def test_nothing_is_found(tmp_path: Path, asked: str) -> None:
    assert suggest(asked, explained(tmp_path, SELECT, html())) == Suggestions(0, 0, 0, (), (), ())


SLOW = [pytest.param(asked, marks=pytest.mark.slow) for asked in ("de", "1", ":")]


@pytest.mark.parametrize("asked", [*SLOW, "?", "'", "(", "Lees", "–"])
def test_every_suggestion_is_a_valid_pack(tmp_path: Path, cleaner: Cleaner, asked: str) -> None:
    chosen = [case for case in cases() if "html" in case.name][::6] + list(cases())[::15]
    pages = [explain_page(Task(case.page, case.facts.url), cleaner) for case in chosen]
    for page in pages:
        found = suggest(asked, [page])
        for number, each in enumerate((*found.remove, *found.keep)):
            [(verb, options)] = yaml.safe_load(each.rule)[0].items()
            assert isinstance(options, dict), verb
            folder = tmp_path / f"{number}"
            folder.mkdir(exist_ok=True)
            (folder / "x.yaml").write_text(PACK + each.rule + "\n", encoding="utf-8")
            assert "x" in load(folder).programs
            assert each.kept <= each.lines
            assert each.pages == 1


PAGE = ROOT / "be/knack/html-2021/input.html"


def test_the_command() -> None:
    out, err = run("explain", "--suggest", "propere rivier", str(PAGE))
    rows = out.decode().splitlines()
    assert rows[:4] == [
        "# 'propere rivier': 1 line of 1 page, 1 in the article",
        "# to remove it:",
        "- drop: {line: Propere rivier}",
        "  # 1 line on 1 page, 1 in the article now",
    ]
    parsed: list[dict[str, Any]] = yaml.safe_load(out)
    assert parsed[0] == {"drop": {"line": "Propere rivier"}}
    assert err == ""


def test_the_command_finds_nothing() -> None:
    message = "cleaner: no line of the page has the text 'nergens'\n"
    assert run("explain", "--suggest", "nergens", str(PAGE), code=1) == (b"", message)
