"""`cleaner explain`: the lines of a page with their elements, for one page and for several."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cleaner import Cleaner
from cleaner.authoring.element_names import short_path
from cleaner.authoring.explanation import explain_page
from cleaner.authoring.goldens import Case
from cleaner.cli.explain import rows
from cleaner.limits import Limits
from cleaner.work.task import Task

from .golden import ROOT, cases
from .test_cli import run

ELEMENTS = {
    "a paragraph": ("<div class=story><p>De raad kwam bijeen.</div>", "De raad kwam bijeen.", "div.story > p"),
    "a hidden element": ("<main><p>Een zin.<div class=popup hidden><p>Nee</div></main>", "Nee", "main > div.popup"),
    "text that no browser shows": ("<p>Een zin.</p><noscript class=off>Nee</noscript>", "Nee", "noscript.off"),
    "what a pack removes": ("<p>Een zin.</p><aside class=ad><p>Koop</aside>", "Koop", "aside.ad"),
    "a row of a table": ("<table id=a><tr><td>Een<td>Twee</table>", "Een | Twee", "table#a > tr"),
    "no element in text": ("Een zin.", "Een zin.", ""),
}


@pytest.mark.parametrize(("page", "text", "path"), ELEMENTS.values(), ids=ELEMENTS)
def test_the_element_of_a_line(tmp_path: Path, page: str, text: str, path: str) -> None:
    (tmp_path / "x.yaml").write_text("pack: x\nversion: 1\nrules: [{remove: {css: aside.ad}}]\n", encoding="utf-8")
    explanation = explain_page(Task(page, pack="x"), Cleaner(tmp_path))
    [line] = [line for line in explanation.lines if line.text == text]
    assert ("" if line.element is None else short_path(line.element)) == path


@pytest.mark.parametrize("case", [*cases()], ids=lambda case: case.name)
def test_the_lines_are_those_of_the_ledger(case: Case, cleaner: Cleaner) -> None:
    explanation = explain_page(Task(case.page, case.facts.url), cleaner)
    article = explanation.article
    assert explanation.page.text == article.page_text
    assert {line.start for line in explanation.lines if not line.cause} == {block.start for block in article.blocks}
    words = " ".join(line.text for line in explanation.lines).split()
    assert sorted(words) == sorted(article.page_text.split())
    assert all((line.element is None) != case.is_html for line in explanation.lines)


def test_blocks_over_the_limit_have_no_element() -> None:
    page = "<p>De raad kwam woensdag bijeen.<p>Twee</p>"
    explanation = explain_page(Task(page), Cleaner(limits=Limits(blocks=1, cut=True)))
    assert [(line.text, line.element is None) for line in explanation.lines] == [
        ("De raad kwam woensdag bijeen.", False),
        ("Twee", True),
    ]


HTML = ROOT / "be/knack/html-2021/input.html"
TEXT = ROOT / "nl/zeelandnet/stoltenberg/input.txt"


def test_the_command_shows_the_element_above_its_lines() -> None:
    out, err = run("explain", str(HTML))
    shown = out.decode()
    assert "@ div#rmgMain > div.rmgSide > ol > li\n- select be/knack.yaml:27  Hoeveel mag" in shown
    assert all(row[0] in "=@+-!" for row in shown.splitlines()[2:])
    assert not re.search(r"^(@ .*)\n@", shown, re.MULTILINE)
    assert err == ""


def test_the_command_explains_several_pages(tmp_path: Path) -> None:
    menu, data = tmp_path / "menu.txt", tmp_path / "data.json"
    menu.write_text("Menu\n", encoding="utf-8")
    data.write_text('{"a": 1}', encoding="utf-8")
    out, err = run("explain", str(HTML), str(data), str(menu), code=4)
    heads = [row for row in out.decode().splitlines() if row.startswith("==>")]
    assert heads == [f"==> {path} <==" for path in (HTML, data, menu)]
    assert err == f"cleaner: {data}: this is JSON, not a page\n"
    assert run("explain", str(HTML), str(menu), code=1)[1] == ""
    assert "==> " in run("explain", str(TEXT))[0].decode()
    assert "==> " not in run("explain", page=TEXT.read_bytes())[0].decode()


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ((), b"Wie vandaag in het centrum van Brussel naar de Zenne vraagt"),
        (("--html",), b"Wie vandaag in het centrum van Brussel naar de Zenne vraagt"),
        (("--suggest", "propere rivier"), b"- drop: {line: Propere rivier}"),
    ],
    ids=["lines", "a report", "suggestions"],
)
def test_a_file_that_is_missing_does_not_stop_the_others(
    options: tuple[str, ...], shown: bytes, tmp_path: Path
) -> None:
    for missing in (tmp_path / "missing.html", tmp_path):
        out, err = run("explain", *options, str(missing), str(HTML), code=4)
        assert shown in out
        reason = "this file cannot be read: No such file or directory"
        if missing == tmp_path:
            reason = f"this is a folder; to clean all pages in it, use: cleaner batch {tmp_path} --out articles/"
        assert (reason.encode() in out) if "--html" in options else (err == f"cleaner: {missing}: {reason}\n")


def test_no_page_to_look_for_a_line_in() -> None:
    out, err = run("explain", "--suggest", "de", "missing.html", code=4)
    assert (out, err.count("\n")) == (b"", 1)


def test_rows_fit_the_terminal(cleaner: Cleaner) -> None:
    explanation = explain_page(Task(HTML.read_bytes()), cleaner)
    cut = list(rows(explanation, width=60))
    assert all(len(row) <= 60 for row in cut if row[0] in "+-@")
    assert any(row.endswith("…") for row in cut)
    assert [re.sub(r"\x1b\[[0-9;]*m", "", row) for row in rows(explanation, width=60, colour=True)] == cut


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--url", "https://a.nl/", str(HTML), str(TEXT)], "--url is the URL of a single page"),
        (["--suggest", " ", str(TEXT)], "--suggest needs a text"),
    ],
)
def test_wrong_usage(arguments: list[str], message: str) -> None:
    out, err = run("explain", *arguments, code=2)
    assert (out, message in err) == (b"", True)
