"""Writes a folder that mirrors the input: the article of `a/b.html` is `a/b.html.txt`, in text, Markdown or JSON."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path, PurePath

from ...errors import InputError
from ...output.article import Article
from ...output.render import FORMATS, Format, render
from ..appending import AppendedFile
from ..items import CleanedPage, Item, Make
from ..rows import cleaned, no_article
from ..sources import Source
from .output import OutputOptions

NAME_ERRORS = (errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.EILSEQ, errno.EINVAL)
"""Errors that come from the name of a page: it is too long with its new ending, or a folder has that name."""


ABSENT = "absent"
"""The file in the folder of a run that lists the places of pages without an article."""


class Folder:
    """See `output.Output`. The state is the length of the list of pages without an article.

    The articles need none: a page that is cleaned again gives the same file.
    """

    def __init__(self, folder: Path, options: OutputOptions, state: int) -> None:
        self._folder = folder / "articles"
        self._folder.mkdir(exist_ok=True)
        self._absent = AppendedFile(folder / ABSENT, state)
        self._form = options.form
        self.make: Make = partial(make_file, form=options.form, with_title=options.with_title, markup=options.markup)

    def add(self, item: Item, cleaned: CleanedPage) -> None:
        """Write the file of a page. The pages of a file with many are in a folder of its name, by number."""
        path = self._folder / _path(item, self._form)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(cleaned.content)
        except OSError as error:
            if error.errno not in NAME_ERRORS:
                raise
            raise InputError(f"its article has no place in the folder: {error.strerror}", url=item.url) from None

    def leave_out(self, item: Item) -> None:
        """Note that a page has no article, so that one of an earlier run is removed when the folders become one."""
        if item.source.kind == "page" or item.record is not None:  # else it is not known which pages are missing
            self._absent.write(os.fsencode(_path(item, self._form)) + b"\0")

    def commit(self) -> int:
        """Write what was noted. The articles are written: a file is either complete, or written again."""
        return self._absent.commit()

    def finish(self, groups: Iterator[str | None] | None) -> Path:
        """Return the folder, which cannot hold groups."""
        del groups
        return self._folder


def article_path(source: Source, form: Format) -> PurePath:
    """Return the place of the article of a page, or of the folder with those of a file with many pages.

    >>> print(article_path(Source(Path("in/a.html"), "in/a.html", "page", None, name=PurePath("a.html")), "markdown"))
    a.html.md
    """
    return source.name.with_name(source.name.name + FORMATS[form].ending) if source.kind == "page" else source.name


def _path(item: Item, form: Format) -> PurePath:
    path = article_path(item.source, form)
    return path if item.source.kind == "page" else path / f"{item.record:09}{FORMATS[form].ending}"


def merge(folder: Path, into: Path) -> None:
    """Move the articles of a new folder into an older one, and remove those of pages that have none any longer.

    All other files in the older folder stay. If it is interrupted, it can be done again.
    """
    with (folder.parent / ABSENT).open("rb") as absent:
        for each in filter(None, absent.read().split(b"\0")):
            path = os.fsdecode(each)
            if not (folder / path).exists():
                _remove(into / path)
    for place, _, names in os.walk(folder):
        new = into / os.path.relpath(place, folder)
        new.mkdir(parents=True, exist_ok=True)
        for name in names:
            (Path(place) / name).replace(new / name)
    shutil.rmtree(folder)


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        if error.errno not in (errno.ENOENT, *NAME_ERRORS):
            raise


def make_file(article: Article, *, form: Format, with_title: bool, markup: Collection[str]) -> CleanedPage:
    """Make the file of an article. Without an article there is none, except in JSON, which can say so."""
    if not article.found and not FORMATS[form].has_metadata:
        return cleaned(article, None, no_article(article))
    text = render(article, form, with_title=with_title, markup=markup)
    return cleaned(article, text.encode(errors="replace") + b"\n")
