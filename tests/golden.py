"""The golden pages: reading them for the tests, and, run as a script, writing what comes out of them now.

A case is a folder with `input.txt` or `input.html`, `case.yaml` and, where the page holds an article, `expected.txt`.
The keys of `case.yaml`: `pack` (who has to clean it), `note`, and if they apply `url`, `headline`, `authors`, `date`
(as the page has it), `published` (the day that its metadata names), `warns: true` (the article carries a warning),
`bare: false` (without its URL the page gives something else).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml
from msgspec import Struct, convert

from cleaner import Cleaner

ROOT = Path(__file__).resolve().parents[1] / "golden"


class Facts(Struct, frozen=True, forbid_unknown_fields=True):
    """What `case.yaml` says."""

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
    """All golden pages, by name."""
    for path in sorted(ROOT.rglob("case.yaml")):
        folder = path.parent
        expected = folder / "expected.txt"
        yield Case(
            folder.relative_to(ROOT).as_posix(),
            next(folder.glob("input.*")).read_bytes(),
            expected.read_text(encoding="utf-8") if expected.exists() else None,
            convert(_strings(path), Facts, strict=False),
        )


def _strings(path: Path) -> object:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  (constructs nothing but strings)


def main() -> None:
    """Write the expected file of each case anew; what changed is for a person to review."""
    cleaner = Cleaner()
    for case in cases():
        article = cleaner.clean(case.page, case.facts.url)
        path = ROOT / case.name / "expected.txt"
        if article.found:
            path.write_text(article.text + "\n", encoding="utf-8")
        else:
            path.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
