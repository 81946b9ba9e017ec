"""The parts of the documentation site that are made from the code or put together, without building the site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from website import reference, sources

from cleaner.cleaner import ENVIRONMENT
from cleaner.verbs import VERBS

from .golden import ROOT

PROJECT = ROOT.parent
DOCS = PROJECT / "docs"


def test_every_page_is_in_the_contents_once() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    listed = re.findall(r"^([./\w-]+)$", sources.contents(index), re.MULTILINE)
    pages = [DOCS / f"{name}.md" for name in listed]
    assert sorted(page.resolve() for page in pages) == sorted(
        page for page in [*PROJECT.glob("*.md"), *DOCS.glob("*.md")] if page != DOCS / "index.md"
    )


def test_every_generated_part_has_its_function() -> None:
    markers = [
        (page.name, kind)
        for page in DOCS.glob("*.md")
        for kind in re.findall(r"<!-- generated: (\w+)", page.read_text(encoding="utf-8"))
    ]
    assert {kind for _, kind in markers} == set(sources.GENERATED)
    for name, _ in markers:
        content = [(DOCS / name).read_text(encoding="utf-8")]
        sources.complete(None, f"docs/{name.removesuffix('.md')}", content)
        assert "<!--" not in content[0]


@pytest.mark.parametrize("prog", ["cleaner", "cleaner batch", "cleaner packs", "cleaner packs lint", "cleaner serve"])
def test_each_command_is_described(prog: str) -> None:
    assert f"## `{prog}`\n" in reference.command()


@pytest.mark.parametrize(
    "row",
    [
        "| `--version` | show the version of cleaner, and exit |",
        "| `--format text\\|markdown\\|json` | the output format (default: text) |",
        "| `IN` |",
    ],
)
def test_each_option_is_described(row: str) -> None:
    assert row in reference.command()


def test_help_and_what_is_hidden_are_not_described() -> None:
    assert "--help" not in reference.command()
    assert "SUPPRESS" not in reference.command()


def test_each_verb_is_described_with_its_own_options() -> None:
    parts = re.split(r"^## `(\w+)`$", reference.verbs(), flags=re.MULTILINE)[1:]
    described = dict(zip(parts[::2], parts[1::2], strict=True))
    assert list(described) == list(VERBS)
    assert "| `line` (required) | text | An RE2 pattern that must match the whole line. |" in described["until"]
    assert "`author`, `date`, `section`" in described["meta"]
    assert not any("`why`" in text for text in described.values())  # packs.md describes what all verbs have


LINKS = {
    "a folder": ("[golden](golden)", "golden"),
    "a file": ("[a pack](rules/nl/nu.yaml)", "[a pack](rules/nl/nu.yaml)"),
    "a page of another site": ("[x](https://x.nl/golden)", "[x](https://x.nl/golden)"),
    "a place on the page": ("[x](#golden)", "[x](#golden)"),
    "the name of a page": ("[docs/packs.md](docs/packs.md)", "[](docs/packs.md)"),
    "the name of a page, and a place on it": ("[packs.md](packs.md#rules)", "[](packs.md#rules)"),
    "a name that is not that of a page": ("[x.md](https://x.nl/y)", "[x.md](https://x.nl/y)"),
}


@pytest.mark.parametrize(("link", "shown"), LINKS.values(), ids=LINKS)
def test_links(link: str, shown: str) -> None:
    assert sources.with_titles(sources.without_folders(f"See {link}, too.", Path(PROJECT))) == f"See {shown}, too."


def test_each_environment_variable_is_described() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (PROJECT / "src").rglob("*.py"))
    read = {*re.findall(r"environ\.get\(\"(\w+)\"\)", source), ENVIRONMENT}
    table = (
        (DOCS / "command.md").read_text(encoding="utf-8").partition("## Environment variables")[2].partition("## ")[0]
    )
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == read
