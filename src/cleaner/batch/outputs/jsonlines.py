"""Writes JSON lines: for each page the row of its article, the fields that are carried over, and where the page was."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from ...output.article import Article
from ...output.render import Format
from ..appending import AppendedFile
from ..items import CleanedPage, Item, Make
from ..json_line import json_line
from ..rows import GROUP, RESERVED, SOURCE, carried_names, cleaned, row_of
from ..streams import open_stream
from .output import OutputOptions


class JsonLines:
    """See `output.Output`. The state is the length of the file."""

    def __init__(self, folder: Path, options: OutputOptions, compression: str | None, state: int) -> None:
        self._compression = compression
        self._file = AppendedFile(folder / "rows", state, compression)
        self.make: Make = partial(make_line, form=options.form, ledger=options.ledger, markup=options.markup)

    def add(self, item: Item, cleaned: CleanedPage) -> None:
        """Add a line."""
        self._file.write(whole_line(item, cleaned))

    def commit(self) -> int:
        """Write what was added."""
        return self._file.commit()

    def finish(self, groups: Iterator[str | None] | None) -> Path:
        """Return the file as it is, or a copy of it that has the groups as well."""
        self._file.commit()
        if groups is None:
            return self._file.path
        grouped = AppendedFile(self._file.path.with_name("grouped"), 0, self._compression)
        with open_stream(self._file.path, self._compression) as (stream, _):
            for line in stream:
                row = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
                source = row.pop(SOURCE)
                grouped.write(json_line(row | {GROUP: next(groups), SOURCE: source}))
        grouped.commit()
        return grouped.path


def make_line(article: Article, *, form: Format, ledger: bool, markup: Collection[str]) -> CleanedPage:
    """Return the row of an article as JSON. The worker encodes it, because one process writes for all workers."""
    row = row_of(article, form=form, ledger=ledger, markup=markup)
    return cleaned(article, msgspec.json.encode(row, enc_hook=str))


def whole_line(item: Item, cleaned: CleanedPage) -> bytes:
    """Return the line of a page: what `make_line` returned, the fields that are carried over, and the place."""
    row: bytes = cleaned.content
    return row[:-1] + b"," + json_line(carried(item.rest) | {SOURCE: item.place})[1:]


def carried(rest: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that are carried over, renamed if the row of an article has a key of that name."""
    if RESERVED.isdisjoint(rest):
        return dict(rest)
    names = carried_names(rest)
    return {names[name]: value for name, value in rest.items()}
