"""The documentation is true: its packs load, its links lead to files, and everything public is documented."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import cleaner
from cleaner.chain.table import (
    DATELINE,
    DETECTED,
    KINDS,
    KNOWN_HTML,
    KNOWN_TEXT,
    METADATA,
    SELECTED_HTML,
    TABLES,
    UNKNOWN_HTML,
    UNKNOWN_TEXT,
    UNWRAP,
    WEAK,
)
from cleaner.packs.loading import load
from cleaner.verbs import VERBS

from .golden import ROOT, cases

PROJECT = ROOT.parent
PAGES = [PROJECT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")] + sorted(
    (PROJECT / "docs").glob("*.md")
)
SOURCES = sorted((PROJECT / "src" / "cleaner").rglob("*.py"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_pack_in_the_documentation_loads(page: Path, tmp_path: Path) -> None:
    for number, block in enumerate(
        re.findall(r"^ *```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    ):
        if "\npack:" in block.replace("   pack:", "pack:") and "rules:" in block:
            indent = len(block) - len(block.lstrip(" "))
            folder = tmp_path / str(number)
            folder.mkdir()
            (folder / "own.yaml").write_text("\n".join(line[indent:] for line in block.splitlines()), encoding="utf-8")
            assert "example" in load(folder).programs


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_link_leads_to_a_file(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)(?:#([^)]*))?\)", text):
        path = (page.parent / target).resolve() if target else page
        assert path.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}, anchor


def test_every_verb_is_in_the_documentation() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| .* \| (.*) \|$", (PROJECT / "docs/packs.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    documented = {verb: set(re.findall(r"`(\w+)`", options)) for verb, options in rows}
    common = {"expect", "why", "after_cut", "unverified"}
    assert documented == {name: set(verb.options.__struct_fields__) - common for name, verb in VERBS.items()}


def test_the_readme_shows_what_comes_out() -> None:
    """Everything in the example of the README, except for line numbers of rules, must be the present output."""
    shown = (PROJECT / "README.md").read_text(encoding="utf-8").split("```console\n")[1].split("```")[0]
    explained, cleaned = shown.split("\n\n$ ")[0].splitlines()[1:], shown.partition("page.txt\n# ")[2]
    page = "\n\n".join(line[31:] for line in explained[1:] if line[0] in "+-")
    article = cleaner.clean(page)
    assert article.headline == cleaned.splitlines()[0]
    kept = [line[31:] for line in explained if line.startswith("+")]
    assert [block.text for block in article.blocks] == kept
    places = {(removal.cause.rule, removal.cause.file) for removal in article.ledger.removed if removal.cause.file}
    assert {tuple(re.split("[ :]", line)[1:3]) for line in explained if line.startswith("-")} == places


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PROJECT / "src")))
def test_everything_public_has_a_docstring(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes: list[ast.Module | ast.ClassDef | ast.FunctionDef] = [tree]
    nodes += [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    nodes += [node for holder in nodes for node in holder.body if isinstance(node, ast.FunctionDef)]
    for node in nodes:
        if isinstance(node, ast.Module) or not node.name.startswith("_"):
            assert ast.get_docstring(node), getattr(node, "name", path)


def test_the_chain_is_documented_as_it_is() -> None:
    rows = re.findall(
        r"^\| (.*) \| (.* · .*) \|$", (PROJECT / "docs/design.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    shown = [[re.sub(r" \(.*\)", "", name) for name in row.split(" · ")] for _, row in rows]
    finishing = (WEAK, DETECTED, METADATA, TABLES, DATELINE, UNWRAP, KINDS)
    ways = (KNOWN_TEXT, KNOWN_HTML, SELECTED_HTML, UNKNOWN_TEXT, UNKNOWN_HTML, finishing)
    assert shown == [[step.name for step in way] for way in ways]


def test_every_module_can_be_imported_alone() -> None:
    """The modules of `cleaner.integrations` need extras; `make test-all` imports them for their doctests."""
    names = [
        module.name
        for module in pkgutil.walk_packages(cleaner.__path__, "cleaner.")
        if module.name != "cleaner.__main__" and not module.name.startswith("cleaner.integrations.")
    ]
    assert len(names) > 30
    for name in names:
        importlib.import_module(name)


def test_the_notice_names_every_stored_page() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    for case in cases():
        if "stored page" in case.facts.note:
            folder, _, name = case.name.rpartition("/")
            assert case.name in notice or f"{folder}/{name.split('-')[0]}-" in notice
