"""Parquet: a table with a column `html` or `text`, `url`, and whatever else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from ...errors import InputError, needs
from ...limits import Limits
from ..items import Item
from ..sources import Source
from .jsonlines import PAGE

ROWS = 64
"""Rows that are taken out of a row group at a time: pages are large."""


def read(source: Source, limits: Limits, skip: int) -> Iterator[Item]:
    """An item for each row; whole row groups are skipped without a look.

    Raises `OSError` where the file is no table, or one without a page, or damaged.
    """
    del limits  # a page of a table is in memory before its size can be looked at
    with open_table(source) as table:
        columns = page_columns(table.schema_arrow.names)
        if not columns:
            names = ", ".join(table.schema_arrow.names)
            raise OSError(f"there is no column {' or '.join(PAGE)}; it has {names}")
        number, rows = 0, max(table.metadata.num_rows, 1)
        groups: list[int] = []
        for group in range(table.num_row_groups):
            length = table.metadata.row_group(group).num_rows
            if not groups and number + length <= skip:
                number += length
            else:
                groups.append(group)
        for batch in _batches(table, groups):
            along = sum(batch.column(name).nbytes for name in batch.schema.names if name not in columns)
            along //= max(batch.num_rows, 1)
            for row in _rows(batch):
                number += 1
                if number <= skip:
                    continue
                done = source.size * number // rows
                if isinstance(row, InputError):
                    yield Item(source=source, record=number, read=done, fault=row)
                else:
                    yield replace(_item(source, number, row, columns, done), along=along)


def open_table(source: Source) -> Any:
    """The table; raises `OSError` where the file is none, as one that was cut off, or two columns have one name."""
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ModuleNotFoundError as error:
        raise needs(error.name, "arrow") from None
    try:
        table = ParquetFile(source.path)
    except ArrowException as error:
        raise OSError(f"no Parquet, or cut off: {error}") from None
    names = table.schema_arrow.names
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        table.close()
        raise OSError(f"two columns are called '{twice}'")
    return table


def _batches(table: Any, groups: list[int]) -> Iterator[Any]:
    from pyarrow import ArrowException

    try:
        for group in groups:  # one by one, so that damage takes nothing of those before
            yield from table.iter_batches(ROWS, [group])
    except (ArrowException, OSError) as error:
        raise OSError(f"it is damaged: {' '.join(str(error).split())}") from None


def page_columns(names: Sequence[str]) -> list[str]:
    """The columns that may hold the page."""
    return [name for name in PAGE if name in names]


def _rows(batch: Any) -> Iterator[dict[str, Any] | InputError]:
    """The rows; of one that holds what Python does not have, such as a day after the year 9999, why it has no page."""
    try:
        yield from batch.to_pylist()
    except Exception:  # pyarrow lets through whatever a value's class raises
        for number in range(batch.num_rows):
            try:
                row: dict[str, Any] = batch.slice(number, 1).to_pylist()[0]
                yield row
            except Exception as error:
                yield InputError(f"the row cannot be read: {error}")


def _item(source: Source, number: int, row: dict[str, Any], names: list[str], done: int) -> Item:
    url = row.pop("url", None)
    pages = [row.pop(name) for name in names]
    page: Any = next(filter(None, pages), None)
    if isinstance(url, bytes):
        url = url.decode(errors="replace")
    fault = None
    if not isinstance(page, (str, bytes)):
        why = "there is nothing in" if page is None else "no text or bytes in"
        fault = InputError(f"no page: {why} {' or '.join(names)}", url=url if isinstance(url, str) else None)
    elif url is not None and not isinstance(url, str):
        url, fault = None, InputError("'url' is no string")
    return Item(
        source=source,
        record=number,
        read=done,
        page="" if fault else page,
        url=url,
        rest=row,
        is_typed=True,
        fault=fault,
    )
