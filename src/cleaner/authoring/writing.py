"""Writes new packs and their golden pages to a folder."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from ..cleaner import Cleaner
from ..errors import UsageError
from ..page.address import split_web
from ..page.page import HtmlPage
from .drafting import NewPack
from .goldens import Facts, golden_folder, write_case
from .stored_pages import Stored, page_of
from .trying import cleaner_with

_UNSAFE = re.compile(r"[^a-z0-9]+")


def write_new(pack: NewPack, folder: str) -> Path:
    """Write a new pack to a folder of packs, which is made if it does not exist; return the path of the file.

    The file is written whole or not at all. Raises `UsageError` if there is such a file already, or if it cannot be
    written, and `PackError` if the pack is faulty.
    """
    path = Path(folder, f"{pack.name}.yaml")
    new = path.with_name(f".{path.name}.{os.getpid()}")
    if path.exists():
        raise UsageError(f"{path} exists already; remove it, or choose another folder")
    cleaner_with(pack.text)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(pack.text, encoding="utf-8")
        new.rename(path)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error
    finally:
        new.unlink(missing_ok=True)
    return path


def write_draft(pack: NewPack, stored: Sequence[Stored], host: str, folder: str) -> list[Path]:
    """Write a draft to a folder of packs, and a golden page for each page; return the paths of what was written.

    What the draft makes of a page is written as its expected article, for a person to correct. Raises `UsageError` if
    one of them exists already or cannot be written, or if a page has no article or is of another host. Then nothing is
    written.
    """
    goldens = golden_folder(Path(folder)) / pack.name
    cases = {goldens / _case_name(each.name): each for each in stored}
    if len(cases) < len(stored):
        raise UsageError("two of these pages have the same name, after which their golden pages are named; rename one")
    for path in (Path(folder, f"{pack.name}.yaml"), *cases):
        if path.exists():
            raise UsageError(f"{path} exists already; remove it, or choose another folder")
    cleaner = cleaner_with(pack.text)
    facts = {path: _facts(cleaner, pack.name, each, host) for path, each in cases.items()}
    written: list[Path] = []
    try:
        for path, each in cases.items():
            expected, is_html, its_facts = facts[path]
            write_case(path, each.data, its_facts, expected, is_html=is_html)
            written.append(path)
        return [write_new(pack, folder), *written]
    except UsageError:
        for path in written:
            shutil.rmtree(path, ignore_errors=True)
        raise


def check_hosts(stored: Sequence[Stored], host: str) -> None:
    """Raise `UsageError` if a page is of another host, as its URL or its head says."""
    for each in stored:
        _url_of(each, host)


def _facts(cleaner: Cleaner, pack: str, stored: Stored, host: str) -> tuple[str, bool, Facts]:
    """Return the article that the draft gives for a page, whether the page is HTML, and its facts."""
    url = _url_of(stored, host)
    article = cleaner.clean(stored.data, url)
    if not article.found:
        raise UsageError(f"{stored.name} has no article; make a draft from pages that have one")
    is_html = article.page_is_html
    facts = Facts(
        url=url,
        pack=pack,
        headline=article.headline,
        authors=article.authors,
        date=None if is_html else article.date_published_raw,
        published=(article.date_published or "")[:10] or None,
        warns=bool(article.warnings),
        bare=cleaner.clean(stored.data).text == article.text,
        note="what the draft gives; read it, and correct it",
    )
    return article.text, is_html, facts


def _url_of(stored: Stored, host: str) -> str:
    """Return the URL of a page: the known one, that in its head, or, if it has none, one on the host with its name.

    Without a URL, the pack would not recognise the page. Raises `UsageError` if the page is of another host.
    """
    page = page_of(stored)
    url = stored.url or (page.metadata.canonical_url if isinstance(page, HtmlPage) else None)
    if url is None:
        return f"https://{host}/{_case_name(stored.name)}"
    parts = split_web(url)
    if parts is None or not f".{parts.hostname}".endswith(f".{host}"):
        raise UsageError(f"{stored.name} has the URL {url}, which is not on {host}")
    return url


def _case_name(name: str) -> str:
    """Return the name of the golden page of a file."""
    return _UNSAFE.sub("-", Path(name).stem.lower()).strip("-") or "page"
