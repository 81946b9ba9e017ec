"""Stored pages of a site, in a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from ..errors import InputError, UsageError
from ..page.page import Page
from ..readers import read_page

HTML_ENDINGS = (".html", ".htm")
TEXT_ENDING, URL_ENDING = ".txt", ".url"


class Stored(Struct, frozen=True):
    """A stored page: its name in messages, its bytes, its URL if it is known, and its article if somebody wrote it."""

    name: str
    data: bytes
    url: str | None = None
    article: str | None = None


def page_of(stored: Stored) -> Page:
    """Read a stored page. Raises `InputError` with the name of the page if it cannot be read."""
    try:
        return read_page(stored.data, stored.url)
    except InputError as error:
        raise InputError(error.reason, url=stored.name, offset=error.offset) from error


def read_pages(folder: str, articles: str | None = None) -> list[Stored]:
    """Return the pages in a folder, in the order of their names.

    A page is a file `NAME.html` or `NAME.txt`. `NAME.url` may hold its URL. Its article is `NAME.txt` in the folder
    `articles`, or beside a page of HTML. Raises `UsageError` if there is no such folder, no page in it or no article of
    these pages, or if an article is empty or not UTF-8, and `OSError` if a file cannot be read.
    """
    pages, written = Path(folder), Path(articles) if articles else None
    for each in filter(None, (pages, written)):
        if not each.is_dir():
            raise UsageError(f"there is no folder {each}")
    found = [_page(path, written) for path in _paths(pages, has_articles=written is not None)]
    if not found:
        raise UsageError(f"there is no page in {folder}; a page is a file whose name ends in .html or .txt")
    if articles and not any(page.article for page in found):
        missing = _article_name(found[0].name)
        raise UsageError(f"{articles} has no article of these pages; that of {found[0].name} would be {missing}")
    return found


def _article_name(name: str) -> str:
    return f"{Path(name).stem}{TEXT_ENDING}"


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
    article = articles / _article_name(path.name) if articles else path.with_suffix(TEXT_ENDING) if is_html else None
    name = os.fsencode(path.name).decode(errors="replace")
    return Stored(name, path.read_bytes(), _text(path.with_suffix(URL_ENDING)), _text(article) if article else None)


def _text(path: Path) -> str | None:
    """Return the text of a file without white space at its ends; None if there is no such file."""
    if not path.is_file():
        return None
    try:
        text = path.read_text(encoding="utf-8-sig").strip()
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text") from None
    if not text:
        raise UsageError(f"{path} is empty; write its content, or remove it")
    return text
