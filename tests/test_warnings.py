"""Warnings have codes that are documented, and their totals by pack are shown where many pages are cleaned."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from cleaner import Cleaner
from cleaner.output.counting import by_pack, counted, warning_lines
from cleaner.page.warnings import MEANINGS, Code

from .commands import run_here
from .test_rendering import DOCS, documented

BODY = "".join(
    f"<p>De {n}e brug over het kanaal bleef woensdag dicht, omdat de raad er nog over wilde praten.</p>"
    for n in range(9)
)
PACK = "pack: site\nversion: 1\nhosts: [site.example]\nrules:\n  - select: {css: .story, why: the story}\n"
OLD, NEW = f"<div class=story>{BODY}</div>", f"<main class=text>{BODY}</main>"


def test_each_code_is_documented() -> None:
    assert documented(DOCS / "warnings.md", "code", "meaning") == [
        [f"`{code}`", text] for code, text in MEANINGS.items()
    ]
    assert tuple(MEANINGS) == get_args(Code)


@pytest.mark.parametrize(
    ("name", "page", "codes"),
    [
        ("a page as the pack expects it", OLD, []),
        ("a page of a new layout", NEW, ["select-found-nothing"]),
        ("bytes that are no UTF-8", OLD.encode() + b"<p>Caf\xe9s</p>", ["charset-guessed"]),
    ],
)
def test_codes(tmp_path: Path, name: str, page: str | bytes, codes: list[str]) -> None:
    (tmp_path / "site.yaml").write_text(PACK, encoding="utf-8")
    article = Cleaner(tmp_path).clean(page, "https://site.example/1")
    assert [warning.code for warning in article.warnings] == codes, name
    assert [name for name in counted(article) if name.startswith("warnings/")] == [
        name for code in codes for name in (f"warnings/{code}", f"warnings/{code}/site")
    ]


def test_a_page_counts_once_for_each_code() -> None:
    article = Cleaner().clean(b"\0" + OLD.encode() + b"<p>Caf\xe9s\xff</p>")
    counts = Counter(counted(article))
    assert set(counts.values()) == {1}


def test_a_page_whose_pack_was_discarded_counts_for_that_pack(tmp_path: Path) -> None:
    rules = "rules:\n  - select: {css: .story, expect: always, why: the story}\n"
    (tmp_path / "site.yaml").write_text(PACK.partition("rules:")[0] + rules, encoding="utf-8")
    article = Cleaner(tmp_path).clean(NEW, "https://site.example/1")
    assert (article.pack, article.site_pack) == ("generic", "site")
    assert {"fallbacks", "site/site", "warnings/pack-discarded/site"} <= set(counted(article))


@pytest.mark.parametrize(
    ("name", "counts", "lines"),
    [
        ("nothing", {"site/nu": 3}, []),
        ("only pages without an article", {"site/nu": 3, "warnings/no-article/nu": 3}, []),
        (
            "the most frequent warning of all packs",
            {"site/a": 9, "site/b": 5, "warnings/cut/a": 2, "warnings/uncertain/b": 4, "warnings/cut": 2},
            ["warnings: b: uncertain 4; a: cut 2", "most frequent: uncertain, on 4 of 5 pages of the pack b"],
        ),
    ],
)
def test_the_lines_at_the_end(name: str, counts: dict[str, int], lines: list[str]) -> None:
    assert [line.partition(".")[0] for line in warning_lines(counts)] == lines, name


def test_by_pack_has_no_totals() -> None:
    assert by_pack({"warnings/cut": 2, "warnings/cut/nu": 2}) == {"nu": {"cut": 2}}


class TestBatch:
    """A crawl of a site whose layout changes after eight of its pages."""

    @pytest.fixture
    def crawl(self, tmp_path: Path) -> Path:
        (tmp_path / "packs").mkdir()
        (tmp_path / "packs" / "site.yaml").write_text(PACK, encoding="utf-8")
        pages = [OLD] * 8 + [NEW] * 38
        lines = [json.dumps({"url": f"https://site.example/{n}", "html": page}) for n, page in enumerate(pages)]
        (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
        return tmp_path

    def batch(self, crawl: Path, *options: str) -> tuple[int, str]:
        done = run_here("batch", "in.jsonl", "--out", "out.jsonl", "--packs", "packs", *options, folder=crawl)
        return done.code, done.err

    def test_the_last_lines_and_the_summary_say_so(self, crawl: Path) -> None:
        code, err = self.batch(crawl, "--summary", "summary.json")
        said = err.splitlines()
        assert code == 0
        assert said[-2] == "cleaner: warnings: site: select-found-nothing 38"
        assert said[-1].startswith("cleaner: most frequent: select-found-nothing, on 38 of 46 pages of the pack site.")
        summary = json.loads((crawl / "summary.json").read_text(encoding="utf-8"))
        assert summary["warnings"] == {"site": {"select-found-nothing": 38}}
        assert (summary["pages"], summary["articles"], summary["failed"], summary["byPack"]) == (
            46,
            46,
            0,
            {"site": 46},
        )

    def test_rows_have_the_codes(self, crawl: Path) -> None:
        assert self.batch(crawl)[0] == 0
        rows = [json.loads(line) for line in (crawl / "out.jsonl").read_text(encoding="utf-8").splitlines()]
        assert Counter(code for row in rows for code in row["warningCodes"]) == {"select-found-nothing": 38}
        assert all(len(row["warnings"]) == len(row["warningCodes"]) for row in rows)

    @pytest.mark.parametrize(
        ("place", "said"),
        [
            ("packs", "is not a file"),
            ("", "is not a file"),
            ("no/such/summary.json", "make it first"),
            ("out.jsonl", "is an input or an output"),
            ("in.jsonl", "is an input or an output"),
            ("out.jsonl.failed.jsonl", "is an input or an output"),
            ("packs/../out.jsonl.partial/x", "there is no folder"),
            ("/dev/null", "is not a regular file"),
        ],
    )
    def test_a_wrong_place_for_the_summary_ends_the_run_at_its_start(self, crawl: Path, place: str, said: str) -> None:
        code, err = self.batch(crawl, "--summary", place)
        assert (code, said in err) == (2, True), err
        assert not (crawl / "out.jsonl").exists()
        assert (crawl / "in.jsonl").read_text(encoding="utf-8").count("\n") == 45

    def test_a_summary_replaces_an_older_one(self, crawl: Path) -> None:
        (crawl / "real.json").write_text("old", encoding="utf-8")
        (crawl / "summary.json").symlink_to("real.json")
        assert self.batch(crawl, "--summary", "summary.json")[0] == 0
        assert json.loads((crawl / "real.json").read_text(encoding="utf-8"))["pages"] == 46
        assert (crawl / "summary.json").is_symlink()
