"""Writes CSV as in RFC 4180: a line with the names of the columns, and a row for each page, in UTF-8.

Lists and objects are JSON in their cell, and so are all fields that are carried over, since their names are not known
when the first line is written. A cell without a value is empty. A body has line breaks, so its cell is quoted.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec

from ...output.article import Article
from ...output.render import Format
from ..appending import AppendedFile
from ..items import CleanedPage, Item, Make
from ..rows import CARRIED, KEYS, cleaned, row_of
from .output import OutputOptions

PLACE = ("sourceFile", "sourceRecord", "sourceOffset", "sourceId", "sourceFileBytes")
"""The columns that say where the page was: see `items.Place`."""


class CsvTable:
    """See `output.Output`. The state is the length of the file."""

    def __init__(self, folder: Path, options: OutputOptions, compression: str | None, state: int) -> None:
        self._file = AppendedFile(folder / "rows", state, compression)
        if not state:
            self._file.write(_cells((*_keys(ledger=options.ledger), CARRIED, *PLACE)) + b"\r\n")
        self.make: Make = partial(make_cells, form=options.form, ledger=options.ledger, markup=options.markup)

    def add(self, item: Item, cleaned: CleanedPage) -> None:
        """Add a row."""
        cells: bytes = cleaned.content
        place = item.place
        rest = _cells((item.rest or None, place.file, place.record, place.offset, place.id, place.fileBytes))
        self._file.write(b"%b,%b\r\n" % (cells, rest))

    def commit(self) -> int:
        """Write what was added."""
        return self._file.commit()

    def finish(self, groups: Iterator[str | None] | None) -> Path:
        """Return the file, which cannot hold groups."""
        del groups
        self._file.commit()
        return self._file.path


def make_cells(article: Article, *, form: Format, ledger: bool, markup: Collection[str]) -> CleanedPage:
    """Return the cells of an article. The worker writes them, because one process writes for all workers."""
    row = row_of(article, form=form, ledger=ledger, markup=markup)
    return cleaned(article, _cells(row[key] for key in _keys(ledger=ledger)))


def _keys(*, ledger: bool) -> tuple[str, ...]:
    return (*KEYS, "ledger") if ledger else KEYS


def _cells(values: Iterable[Any]) -> bytes:
    """Return the cells of a row, or some of them, without the line break.

    >>> _cells(["a", None, 2.5, "b, c", [1]])
    b'a,,2.5,"b, c",[1]'
    """
    line = StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(map(_cell, values))
    return line.getvalue()[:-2].encode(errors="replace")


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, (str, int, float)):
        return value
    return msgspec.json.encode(value, enc_hook=str).decode()
