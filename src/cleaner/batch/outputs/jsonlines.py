"""JSON lines: for each page what is said of its article, what was carried over, and where the page was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from ..appending import Appended
from ..items import Item, Made, Make
from ..rows import GROUP, SOURCE, carried_names, make_row
from ..streams import reading
from . import Shape


class JsonLines:
    """See `outputs.Output`. The state is the length of the file."""

    def __init__(self, folder: Path, shape: Shape, compression: str | None, state: int) -> None:
        self._compression = compression
        self._file = Appended(folder / "rows", state, compression)
        self.make: Make = partial(make_row, form=shape.form, ledger=shape.ledger)

    def add(self, item: Item, made: Made) -> None:
        """Add a line."""
        self._file.write(line(made.row | carried(item.rest) | {SOURCE: item.place}))

    def commit(self) -> int:
        """Write what was added."""
        return self._file.commit()

    def finish(self, groups: Iterator[str | None] | None) -> Path:
        """The file as it is, or one like it that has the groups as well."""
        self._file.commit()
        if groups is None:
            return self._file.path
        grouped = Appended(self._file.path.with_name("grouped"), 0, self._compression)
        with reading(self._file.path, self._compression) as (stream, _):
            for each in stream:
                row = msgspec.json.decode(each, type=dict[str, msgspec.Raw])
                source = row.pop(SOURCE)
                grouped.write(line(row | {GROUP: next(groups), SOURCE: source}))
        grouped.commit()
        return grouped.path


def carried(rest: Mapping[str, Any]) -> dict[str, Any]:
    """What is carried over, under names that none of ours is."""
    names = carried_names(rest)
    return {names[name]: value for name, value in rest.items()}


def line(row: Mapping[str, Any]) -> bytes:
    """A row as a line of JSON."""
    return msgspec.json.encode(row, enc_hook=str) + b"\n"
