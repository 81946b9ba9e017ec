"""The golden pages. Tests read them here; run as a script, this writes the present results into the expected files.

A case is a folder with `input.txt` or `input.html`, with `case.yaml` and, if the page has an article, `expected.txt`.
Cases about the structure of a page also have `expected.md`, the article in Markdown, or `expected.json`, the blocks of
its JSON.
The keys of `case.yaml` are `pack` (the pack that has to clean the page), `note`, and if they apply `url`, `headline`,
`authors`, `date` (as the page shows it), `published` (the day that the metadata of HTML names), `warns: true` (the
article carries a warning), and `bare: false` (without its URL, the page gives another result).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct, convert

from cleaner import Cleaner
from cleaner.output.markdown import to_markdown
from cleaner.output.row import to_dict

ROOT = Path(__file__).resolve().parents[1] / "golden"


class Facts(Struct, frozen=True, forbid_unknown_fields=True):
    """The content of `case.yaml`."""

    pack: str
    note: str
    url: str | None = None
    headline: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    published: str | None = None
    warns: bool = False
    bare: bool = True


class Case(Struct, frozen=True):
    """One golden page."""

    name: str
    page: bytes
    expected: str | None
    markdown: str | None
    blocks: list[dict[str, Any]] | None
    facts: Facts

    @property
    def is_html(self) -> bool:
        """Whether the page is HTML."""
        return self.name.rpartition("/")[2].startswith("html")

    @property
    def site(self) -> str:
        """The site's folder, such as `nl/zeelandnet`."""
        return self.name.rpartition("/")[0]


def cases() -> Iterator[Case]:
    """Yield all golden pages, sorted by name."""
    for path in sorted(ROOT.rglob("case.yaml")):
        folder = path.parent
        yield Case(
            folder.relative_to(ROOT).as_posix(),
            next(folder.glob("input.*")).read_bytes(),
            _text(folder / "expected.txt"),
            _text(folder / "expected.md"),
            json.loads(_text(folder / "expected.json") or "null"),
            convert(_strings(path), Facts, strict=False),
        )


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _strings(path: Path) -> object:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  (it makes only strings)


def main() -> None:
    """Write the expected file of each case again. A person has to review the changes."""
    cleaner = Cleaner()
    for case in cases():
        article = cleaner.clean(case.page, case.facts.url)
        path = ROOT / case.name / "expected.txt"
        if article.found:
            path.write_text(article.text + "\n", encoding="utf-8")
        else:
            path.unlink(missing_ok=True)
        if case.markdown is not None:
            path.with_suffix(".md").write_text(to_markdown(article) + "\n", encoding="utf-8")
        if case.blocks is not None:
            lines = json.dumps(to_dict(article)["blocks"], ensure_ascii=False, indent=1)
            path.with_suffix(".json").write_text(lines + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
