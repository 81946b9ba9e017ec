"""The tutorial, and other pages of the documentation with commands, can be followed as they stand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .golden import ROOT
from .tutorials import follow

PROJECT = ROOT.parent


@pytest.mark.slow
def test_the_first_pack(tmp_path: Path) -> None:
    commands = follow(PROJECT / "docs/first-pack.md", PROJECT, tmp_path)
    assert len(commands) > 10
    written = {path.stem: path.read_text(encoding="utf-8") for path in tmp_path.rglob("articles/*.txt")}
    expected = tmp_path.rglob("golden/harbourpost/*/expected.txt")
    assert written == {path.parent.name: path.read_text(encoding="utf-8") for path in expected}
    assert len(written) == 4


@pytest.mark.slow
def test_a_redesign(tmp_path: Path) -> None:
    assert len(follow(PROJECT / "docs/redesign.md", PROJECT, tmp_path)) > 10
    assert "Lees ook" not in (tmp_path / "krant" / "repaired.jsonl").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_change_of_a_site(tmp_path: Path) -> None:
    assert len(follow(PROJECT / "docs/drift.md", PROJECT, tmp_path)) == 6
    drawing = (PROJECT / "docs/drift-example.svg").read_text(encoding="utf-8")
    assert (tmp_path / "krant" / "drift.svg").read_text(encoding="utf-8") == drawing


def test_why_a_line_was_kept_or_removed(tmp_path: Path) -> None:
    for page in ("page.html", "pages/one.html"):
        (tmp_path / page).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / "be/knack/html-2021/input.html", tmp_path / page)
    assert len(follow(PROJECT / "docs/explain.md", tmp_path, tmp_path)) == 3
    assert "</html>" in (tmp_path / "report.html").read_text(encoding="utf-8")


CONSOLE = "```console\n$ cd ~\n$ cat a.txt\n{}\n```\n\n```diff a.txt\n{}\n```\n"
WRONG = {
    "another output": (CONSOLE.format("een\nvier", "-twee"), "cat a.txt\neen\ntwee\n"),
    "an output that is not shown": ("```console\n$ echo a\n```\n", "echo a"),
    "a change of lines that are not there": (CONSOLE.format("een\ntwee\ntwee", "-vier"), "0 times"),
    "a change of lines that are there twice": (CONSOLE.format("een\n...", "-twee"), "2 times"),
    "the exit code": ("```console\n$ (exit 3)\n$ echo $?\n0\n```\n", "echo"),
}


@pytest.mark.parametrize(("page", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_found(tmp_path: Path, page: str, message: str) -> None:
    (tmp_path / "a.txt").write_text("een\ntwee\ntwee\n", encoding="utf-8")
    (tmp_path / "page.md").write_text(page, encoding="utf-8")
    with pytest.raises(AssertionError, match=message):
        follow(tmp_path / "page.md", Path("/"), tmp_path)
