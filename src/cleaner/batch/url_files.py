"""The URL of a page in a file beside it: `NAME.url` beside `NAME.html` or `NAME.txt`, as in a sample."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..authoring.stored_pages import HTML_ENDINGS, TEXT_ENDING, URL_ENDING

MAX_URL = 1 << 16
"""The most bytes of such a file. A longer one does not hold a URL."""


def url_beside(page: Path) -> str | None:
    """Return the URL in the file `NAME.url` beside the page, or None if there is none."""
    if not _is_page(page.name):
        return None
    try:
        with _url_file(page).open("rb") as file:
            found = file.read(MAX_URL + 1)
    except OSError:
        return None
    text = found.decode("utf-8-sig", errors="replace").strip()
    return text if len(found) <= MAX_URL and text and len(text.split()) == 1 else None


def _url_file(page: Path) -> Path:
    plain = page.with_suffix("") if page.suffix.lower() in (".gz", ".zst") else page
    return plain.with_suffix(URL_ENDING)


def url_files(names: Iterable[str]) -> frozenset[str]:
    """Return which of the files in a folder hold the URL of a page beside them.

    >>> sorted(url_files(["a.html.gz", "a.url", "b.txt", "b.url", "c.url"]))
    ['a.url', 'b.url']
    """
    names = list(names)
    found = {name for name in names if name.endswith(URL_ENDING)}
    return frozenset(
        found.intersection(str(_url_file(Path(name))) for name in names if _is_page(name)) if found else ()
    )


def _is_page(name: str) -> bool:
    plain = name.lower().removesuffix(".gz").removesuffix(".zst")
    return plain.endswith((*HTML_ENDINGS, TEXT_ENDING))
