"""Stored pages of a site, in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from ..errors import UsageError

HTML_ENDINGS = (".html", ".htm")
TEXT_ENDING, URL_ENDING = ".txt", ".url"


class Stored(Struct, frozen=True):
    """A stored page: its name in messages, its bytes, its URL if it is known, and its article if somebody wrote it."""

    name: str
    data: bytes
    url: str | None = None
    article: str | None = None


def read_pages(folder: str, articles: str | None = None) -> list[Stored]:
    """Return the pages in a folder, in the order of their names.

    A page is a file `NAME.html` or `NAME.txt`. `NAME.url` may hold its URL. Its article is `NAME.txt` in the folder
    `articles`, or beside a page of HTML. Raises `UsageError` if there is no such folder or no page in it, and `OSError`
    if a file cannot be read.
    """
    pages, written = Path(folder), Path(articles) if articles else None
    for each in filter(None, (pages, written)):
        if not each.is_dir():
            raise UsageError(f"there is no folder {each}")
    found = [_page(path, written) for path in _paths(pages, has_articles=written is not None)]
    if not found:
        raise UsageError(f"there is no page in {folder}; a page is a file whose name ends in .html or .txt")
    return found


def read_page_file(path: str) -> Stored:
    """Return the page in this file, with the URL in `NAME.url`. Raises `OSError` if the file cannot be read."""
    return _page(Path(path), None)


def _paths(folder: Path, *, has_articles: bool) -> Iterator[Path]:
    """Yield the paths of the pages. A text beside a page of HTML is its article."""
    for path in sorted(folder.iterdir()):
        ending = path.suffix.lower()
        is_article = any(path.with_suffix(other).is_file() for other in HTML_ENDINGS) and not has_articles
        is_page = ending in HTML_ENDINGS or (ending == TEXT_ENDING and not is_article)
        if is_page and path.is_file() and not path.name.startswith("."):
            yield path


def _page(path: Path, articles: Path | None) -> Stored:
    is_html = path.suffix.lower() in HTML_ENDINGS
    article = articles / f"{path.stem}{TEXT_ENDING}" if articles else path.with_suffix(TEXT_ENDING) if is_html else None
    url = path.with_suffix(URL_ENDING)
    return Stored(
        path.name,
        path.read_bytes(),
        url.read_text(encoding="utf-8").strip() if url.is_file() else None,
        article.read_text(encoding="utf-8") if article and article.is_file() else None,
    )
