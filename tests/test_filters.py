"""Pages and parts of pages that the caller does not want: languages, metadata, tables, and doubtful blocks of HTML."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cleaner import Cleaner
from cleaner.chain import extract
from cleaner.errors import UsageError
from cleaner.generic.html.extractors import TRAFILATURA_RECALL
from cleaner.generic.html.favoring import likely
from cleaner.generic.html.layout import Layout
from cleaner.page.languages import is_language, language_tag
from cleaner.readers.html import read_html

from .batches import command
from .test_cli import run

LINE = "<p>De raad van Goes kwam woensdag bijeen om over de {} brug te praten, en bleef tot laat."
TABLE = "<table><tr><th>Brug<th>Jaar</tr><tr><td>Sluiskil<td>1968</tr><tr><td>Sas<td>1970</tr></table>"
BODY = "".join(map(LINE.format, ("eerste", "tweede", "derde", "vierde")))
DATE = "<meta property=article:published_time content=2026-01-02>"


def page(language: str | None = "nl", head: str = f"<title>Brug dicht</title>{DATE}") -> str:
    lang = f" lang={language}" if language else ""
    return f"<html{lang}><head>{head}</head><body><article>{BODY}{TABLE}</article></body></html>"


@pytest.mark.parametrize(
    ("tag", "wanted", "is_it"),
    [
        ("nl", "nl", True),
        ("nl-BE", "nl", True),
        ("NL_be", "nl", True),
        ("nl-Latn-BE", "nl-latn", True),
        ("nds", "nl", False),
        ("nl", "nl-BE", False),
        ("en", "nl", False),
        ("nb-NO", "no", True),
        ("no", "nn", True),
        ("iw", "he", True),
        ("da", "no", False),
    ],
)
def test_languages(tag: str, wanted: str, is_it: bool) -> None:
    assert is_language(tag, wanted) is is_it


@given(st.text(max_size=12))
def test_a_tag_is_of_its_own_language(text: str) -> None:
    tag = language_tag(text)
    assert tag is None or is_language(tag, tag)


@pytest.mark.parametrize("tag", ["und", "mul", "zxx", "MIS", "und-Latn"])
def test_a_declared_language_that_is_none_is_detected(tag: str) -> None:
    pytest.importorskip("py3langid")
    article = Cleaner().clean(page(tag), target_language="nl")
    assert (article.found, article.language) == (True, "nl")
    assert not Cleaner().clean(page(tag), target_language="de").found
    with pytest.raises(UsageError, match="is not a language tag"):
        Cleaner().clean(page(), target_language=tag)


@pytest.mark.parametrize("tag", ["Dutch", "", "n", "nl-", "nl BE", "nl;q=1", "нл"])
def test_what_is_no_language_tag(tag: str) -> None:
    with pytest.raises(UsageError, match="is not a language tag; write one such as 'nl' or 'nl-BE'"):
        Cleaner().clean(page(), target_language=tag)


def test_without_the_extra_a_language_that_is_not_declared_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "py3langid", None)
    assert Cleaner().clean(page(), target_language="nl").found
    assert not Cleaner().clean(page(), target_language="de").found
    with pytest.raises(UsageError, match=r"needs py3langid: pip install 'article-cleaner\[language\]'"):
        Cleaner().clean(page(None), target_language="nl")


def test_nothing_is_detected_if_nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "py3langid", None)
    assert Cleaner().clean(page(None)).language is None


@dataclass
class Wish:
    """An option, the argument of `clean` that it stands for, and the codes and the last line of what comes out."""

    option: tuple[str, ...]
    argument: dict[str, Any]
    codes: tuple[str, ...] = ()
    last: str | None = "Sas | 1970"
    rule: str = "layout"


WISHES = [
    Wish(("--target-language", "nl"), {"target_language": "nl"}),
    Wish(("--target-language", "de"), {"target_language": "de"}, ("other-language",), None, "language"),
    Wish(("--only-with-metadata",), {"only_with_metadata": True}, ("metadata-missing",), None, "metadata"),
    Wish(
        ("--only-with-metadata", "--url", "https://krant.example/1"),
        {"only_with_metadata": True, "url": "https://krant.example/1"},
    ),
    Wish(("--no-tables",), {"tables": False}, (), "De raad", "tables"),
]


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: " ".join(wish.option))
def test_the_command_and_the_library_do_the_same(wish: Wish) -> None:
    article = Cleaner().clean(page(), **wish.argument)
    out, _ = run("--format", "json", *wish.option, page=page().encode(), code=0 if wish.last else 1)
    row = json.loads(out)
    assert row["articleBody"] == article.text
    assert (article.blocks[-1].text.startswith(wish.last)) if wish.last else not article.found
    assert row["warningCodes"] == [warning.code for warning in article.warnings] == list(wish.codes)
    assert wish.rule in {removal.cause.rule for removal in article.ledger.removed}


def test_the_command_says_why_it_skips_a_page() -> None:
    out, err = run("--target-language", "de", page=page().encode(), code=1)
    assert (out, err) == (b"", "cleaner: skipped: its language is nl, as the page declares, and not de\n")


def test_a_pack_that_selects_the_article_skips_the_same_pages(tmp_path: Path) -> None:
    """Of such a page, only what is selected is read, unless it is skipped."""
    (tmp_path / "site.yaml").write_text(
        "pack: site\nversion: 1\nlanguage: nl\nhosts: [site.example]\nrules:\n  - select: {css: article, why: it}\n",
        encoding="utf-8",
    )
    cleaner, url = Cleaner(tmp_path), "https://site.example/1"
    html = page("en", head="<h1>Brug</h1>").replace("<article>", "<h1>Brug dicht</h1><article>")
    assert cleaner.clean(html, url, target_language="nl").method == "pack"
    for article, code in (
        (cleaner.clean(html, url, target_language="en"), "other-language"),
        (cleaner.clean(html, url, only_with_metadata=True), "metadata-missing"),
    ):
        assert (article.found, [warning.code for warning in article.warnings]) == (False, [code])
        assert "Sluiskil" in article.page_text
    without = cleaner.clean(html, url, tables=False)
    assert "Sluiskil" not in without.text
    assert "tables" in {removal.cause.rule for removal in without.ledger.removed}


def test_a_page_that_is_skipped_says_nothing_about_its_pack(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text(
        "pack: site\nversion: 1\nlanguage: nl\nhosts: [site.example]\nrules:\n  - select: {css: article, why: it}\n",
        encoding="utf-8",
    )
    cleaner, url = Cleaner(tmp_path), "https://site.example/1"
    assert cleaner.clean(page(), url, target_language="de", figures=1).figures is None
    assert cleaner.clean(page(head=""), url, only_with_metadata=True, figures=1).figures is None
    figures = cleaner.clean(page("en"), url, target_language="nl", figures=1).figures
    assert figures is not None
    assert (figures.has_article, figures.agreement) == (True, 1)


def test_a_batch_counts_what_it_skips(tmp_path: Path) -> None:
    lines = [
        {"url": "https://krant.example/1", "html": page()},
        {"url": "https://krant.example/2", "html": page(head="<title>Brug dicht</title>")},
        {"html": page()},
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    said = command(
        tmp_path / "in.jsonl", "--out", tmp_path / "out.jsonl", "--only-with-metadata", "--no-tables",
        "--summary", tmp_path / "summary.json",
    )  # fmt: skip
    assert "metadata-missing 2" in said
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert (summary["articles"], summary["withoutArticle"], summary["failed"]) == (1, 2, 0)
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["warnings"] for row in rows] == [[], ["skipped: it has no date"], ["skipped: it has no URL"]]
    assert not any("Sluiskil" in row["articleBody"] for row in rows)


TEXTS = ("a", "b", "c", "d")


@pytest.mark.parametrize(
    ("name", "kept", "chosen", "is_clear", "found"),
    [
        ("between, if the container is not clear", [0, 3], [], False, [1, 2]),
        ("between, if it is clear", [0, 3], [], True, []),
        ("between, if an extractor keeps it", [0, 3], [2], True, [2]),
        ("above, if an extractor keeps it", [2, 3], [0], False, [0]),
        ("above, if it does not", [2, 3], [], False, []),
        ("below, even if an extractor keeps it", [0, 1], [3], False, []),
        ("nothing is kept", [], [1], False, []),
    ],
)
def test_what_is_likely(name: str, kept: list[int], chosen: list[int], is_clear: bool, found: list[int]) -> None:
    read = read_html("<main>" + "".join(map(LINE.format, TEXTS)) + "</main>")
    layout = Layout(read.blocks, read.metadata, read.root)
    marks = [index in chosen for index in range(len(TEXTS))]
    assert likely(layout, kept, marks, is_clear=is_clear) - set(kept) == set(found), name


def test_a_headline_is_not_likely() -> None:
    title = "De brug gaat weer open, meldt de politie van Goes."
    read = read_html(f"<title>{title}</title><h1>{title}</h1>{BODY}")
    layout = Layout(read.blocks, read.metadata, read.root)
    assert layout.running[0]
    assert likely(layout, [1, 2, 3, 4], [True] * 5, is_clear=False) == {1, 2, 3}


def broken(*_: object) -> list[bool]:
    raise ValueError("odd page")


@pytest.mark.parametrize(
    ("depth", "said"),
    [
        (300, "the page nests too deep for the mode of trafilatura that favors recall"),
        (1, "ValueError: odd page for the mode of trafilatura that favors recall"),
    ],
)
def test_recall_without_the_extractor(depth: int, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract, "TRAFILATURA_RECALL", replace(TRAFILATURA_RECALL, choose=broken))
    html = "<div>" * depth + BODY + "</div>" * depth
    article = Cleaner(favor="recall").clean(html, input="html")
    assert article.text == Cleaner().clean(html, input="html").text
    assert said in [warning.text for warning in article.warnings]
