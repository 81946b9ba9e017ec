"""A folder that mirrors the input: the article of `a/b.html` is `a/b.html.txt`, in text, Markdown or JSON."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from ...errors import InputError
from ...output.article import Article
from ...output.render import FORMATS, Format, render
from ..items import Item, Made, Make
from ..rows import no_article
from . import Shape

NO_PLACE = (errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.EILSEQ, errno.EINVAL)
"""What is wrong where a page's own name is: too long with an ending more, or another page's folder."""


class Folder:
    """See `outputs.Output`. There is no state: a page that is cleaned again gives the same file."""

    def __init__(self, folder: Path, shape: Shape) -> None:
        self._folder = folder / "articles"
        self._folder.mkdir(exist_ok=True)
        self._ending = FORMATS[shape.form].ending
        self.make: Make = partial(make_text, form=shape.form, with_title=shape.with_title)

    def add(self, item: Item, made: Made) -> None:
        """Write the file of a page; of a file with many, they are in a folder of its name, by number."""
        path = self._folder / item.source.name
        if item.source.kind != "page":
            path /= f"{item.record:09}"
        path = path.with_name(path.name + self._ending)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(made.row)
        except OSError as error:
            if error.errno not in NO_PLACE:
                raise
            raise InputError(f"its article has no place in the folder: {error.strerror}", url=item.url) from None

    def commit(self) -> int:
        """Nothing: whatever is there is either whole, or written again."""
        return 0

    def finish(self, groups: Iterator[str | None] | None) -> Path:
        """The folder; there is no place in it for groups."""
        del groups
        return self._folder


def make_text(article: Article, *, form: Format, with_title: bool) -> Made:
    """The file of an article; none where there is no article, unless in JSON, which can say so."""
    if not article.found and not FORMATS[form].has_metadata:
        return Made(article.pack, article.method, None, no_article(article))
    text = render(article, form, with_title=with_title)
    return Made(article.pack, article.method, text.encode(errors="replace") + b"\n")
