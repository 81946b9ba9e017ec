"""The file of a report: its order, its policy, and what may stand in it. Other tests show it in a browser."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner
from cleaner.authoring.explanation import NamedPage, explain_page
from cleaner.authoring.report import report
from cleaner.authoring.report.rules import yaml_of
from cleaner.errors import InputError
from cleaner.page.causes import Cause, builtin_cause
from cleaner.work.task import Task

from .golden import ROOT
from .test_cli import run

KNACK = ROOT / "be/knack/html-2021/input.html"
BODY = "De raad van Goes kwam woensdag bijeen om over de nieuwe haven te praten."


def reported(cleaner: Cleaner, *tasks: Task) -> str:
    return report([NamedPage(f"{n}.html", explain_page(task, cleaner)) for n, task in enumerate(tasks)], cleaner.packs)


def data(text: str, name: str) -> Any:
    found = re.search(f'<script type="application/json" id="{name}">(.*?)</script>', text)
    assert found
    return json.loads(found[1])


def test_all_of_a_page_is_in_it(cleaner: Cleaner) -> None:
    text = reported(cleaner, Task(KNACK.read_bytes()))
    explanation = explain_page(Task(KNACK.read_bytes()), cleaner)
    index, page = data(text, "index"), data(text, "page-1")
    assert [line[0] for line in page["lines"]] == [line.text for line in explanation.lines]
    labels = [rule["label"] for rule in index["rules"]]
    assert [labels[line[1]] if line[1] >= 0 else None for line in page["lines"]] == [
        str(line.cause) if line.cause else None for line in explanation.lines
    ]
    body = [text or page["lines"][line][0] for text, _, _, line in page["article"]["blocks"]]
    assert "\n\n".join(body) == explanation.article.text
    [summary] = index["pages"]
    assert (summary["kept"], summary["total"], summary["problems"]) == (10, 43, [])
    [yaml] = [rule["yaml"] for rule in index["rules"] if rule["label"] == "select be/knack.yaml:27"]
    assert yaml.startswith("- select: {css: ")
    assert [rule["label"] for rule in index["rules"] if not rule["lines"]] != []


PROBLEMS = {
    "no article": (Task("Menu"), "no article found: "),
    "discarded": (Task(f"<main><p>{BODY}<p>{BODY}</main>", "https://x.nl/a"), "the result of x was discarded: "),
    "warned": (Task(f"{BODY} Oekraïne vraagt om hulp.".encode("cp1252")), "not UTF-8"),
    "fine": (Task(KNACK.read_bytes()), ""),
}


def test_problems_come_first(tmp_path: Path) -> None:
    rule = "{drop: {line: '.{20,}'}}"
    (tmp_path / "x.yaml").write_text(f"pack: x\nversion: 1\nhosts: [x.nl]\nrules: [{rule}]\n", encoding="utf-8")
    cleaner = Cleaner(tmp_path)
    pages = [NamedPage(name, explain_page(task, cleaner)) for name, (task, _) in reversed(PROBLEMS.items())]
    pages.append(NamedPage("unread", error=InputError("this is JSON, not a page")))
    found = data(report(pages, cleaner.packs), "index")["pages"]
    assert [page["name"] for page in found] == ["unread", *PROBLEMS]
    assert found[0]["problems"] == ["cannot be read: this is JSON, not a page"]
    for page, (_, problem) in zip(found[1:], PROBLEMS.values(), strict=True):
        assert any(each.startswith(problem) for each in page["problems"]) == bool(problem), page["problems"]


def test_the_policy_allows_its_script_and_its_style_only(cleaner: Cleaner) -> None:
    text = reported(cleaner, Task("<main><p>" + BODY))
    [policy] = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text)
    assert text.index(policy) < text.index("<style>")
    [style], [script] = (
        re.findall(r"<style>(.*?)</style>", text, re.DOTALL),
        re.findall(r"<script>(.*?)</script>", text, re.DOTALL),
    )
    hashes = [f"'sha256-{b64encode(sha256(part.encode()).digest()).decode()}'" for part in (style, script)]
    assert policy.split("; ") == [
        "default-src 'none'",
        f"style-src {hashes[0]}",
        f"script-src {hashes[1]}",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
    ]
    assert "unsafe" not in policy
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|https?:", script)
    assert not re.search(r"@import|url\(", style)


@pytest.mark.parametrize("character", ["<", ">", "&", "\u2028", "\u202e", "\u2066", "\x85", "\ufeff", "\udc80"])
def test_characters_that_are_escaped(cleaner: Cleaner, character: str) -> None:
    name = f"a{character}b"
    page = NamedPage(name, error=InputError(name))
    text = report([page], cleaner.packs)
    assert name not in text.partition('id="index"')[2].partition("</script>")[0]
    assert data(text, "index")["pages"][0]["name"] == name


def test_a_long_title_is_cut(cleaner: Cleaner) -> None:
    [page] = data(reported(cleaner, Task(" ".join([BODY] * 20))), "index")["pages"]
    assert page["title"].startswith(BODY)
    assert len(page["title"]) == 201


RULES = """\
rules:
  - drop: {line: Een}  # the first
  - until:
      line: Twee

      why: |
        two
  - drop: {line: Drie}
"""


@pytest.mark.parametrize(
    ("line", "rule", "expected"),
    [
        (2, "drop", "- drop: {line: Een}  # the first"),
        (3, "until", "- until:\n    line: Twee\n\n    why: |\n      two"),
        (7, "drop", ""),
        (8, "until", ""),
        (99, "drop", ""),
    ],
)
def test_a_rule_as_it_stands_in_its_file(tmp_path: Path, line: int, rule: str, expected: str) -> None:
    (tmp_path / "x.yaml").write_text(RULES, encoding="utf-8")
    assert yaml_of(Cause("x", 1, "x.yaml", line, rule), (tmp_path / "none", tmp_path)) == expected
    assert yaml_of(builtin_cause(rule, ""), (tmp_path,)) == ""


def test_the_command(tmp_path: Path) -> None:
    (tmp_path / "menu.txt").write_text("Menu\n", encoding="utf-8")
    out, err = run("explain", "--html", str(KNACK), str(tmp_path / "menu.txt"), code=1)
    assert out.startswith(b"<!doctype html>\n")
    assert [page["total"] for page in data(out.decode(), "index")["pages"]] == [1, 43]
    assert err == ""
