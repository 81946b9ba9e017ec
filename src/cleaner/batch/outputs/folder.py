"""Writes a folder that mirrors the input: the article of `a/b.html` is `a/b.html.txt`, in text, Markdown or JSON."""

from __future__ import annotations

import errno
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path

from ...errors import InputError
from ...output.article import Article
from ...output.render import FORMATS, Format, render
from ..items import CleanedPage, Item, Make
from ..rows import cleaned, no_article
from .output import OutputOptions

NAME_ERRORS = (errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.EILSEQ, errno.EINVAL)
"""Errors that come from the name of a page: it is too long with its new ending, or a folder has that name."""


class Folder:
    """See `output.Output`. It needs no state: a page that is cleaned again gives the same file."""

    def __init__(self, folder: Path, options: OutputOptions) -> None:
        self._folder = folder / "articles"
        self._folder.mkdir(exist_ok=True)
        self._ending = FORMATS[options.form].ending
        self.make: Make = partial(make_file, form=options.form, with_title=options.with_title, markup=options.markup)

    def add(self, item: Item, cleaned: CleanedPage) -> None:
        """Write the file of a page. The pages of a file with many are in a folder of its name, by number."""
        path = self._folder / item.source.name
        if item.source.kind != "page":
            path /= f"{item.record:09}"
        path = path.with_name(path.name + self._ending)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(cleaned.content)
        except OSError as error:
            if error.errno not in NAME_ERRORS:
                raise
            raise InputError(f"its article has no place in the folder: {error.strerror}", url=item.url) from None

    def commit(self) -> int:
        """Do nothing: a file is either complete, or written again."""
        return 0

    def finish(self, groups: Iterator[str | None] | None) -> Path:
        """Return the folder, which cannot hold groups."""
        del groups
        return self._folder


def make_file(article: Article, *, form: Format, with_title: bool, markup: Collection[str]) -> CleanedPage:
    """Make the file of an article. Without an article there is none, except in JSON, which can say so."""
    if not article.found and not FORMATS[form].has_metadata:
        return cleaned(article, None, no_article(article))
    text = render(article, form, with_title=with_title, markup=markup)
    return cleaned(article, text.encode(errors="replace") + b"\n")
