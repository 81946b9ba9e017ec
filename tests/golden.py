"""The golden pages. Tests read them here; run as a script, this writes the present results into the expected files.

A case is a folder with `input.txt` or `input.html`, with `case.yaml` and, if the page has an article, `expected.txt`.
The keys of `case.yaml` are `pack` (the pack that has to clean the page), `note`, and if they apply `url`, `headline`,
`authors`, `date` (as the page shows it), `published` (the day that the metadata of HTML names), `warns: true` (the
article carries a warning), and `bare: false` (without its URL, the page gives another result).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml
from msgspec import Struct, convert

from cleaner import Cleaner

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
        expected = folder / "expected.txt"
        yield Case(
            folder.relative_to(ROOT).as_posix(),
            next(folder.glob("input.*")).read_bytes(),
            expected.read_text(encoding="utf-8") if expected.exists() else None,
            convert(_strings(path), Facts, strict=False),
        )


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


if __name__ == "__main__":
    main()
