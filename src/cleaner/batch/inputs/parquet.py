"""Reads Parquet: a table with the page in a column `html` or `text`, its `url`, and any other columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from ...errors import InputError, needs
from ...limits import Limits
from ...work.page_fields import PageFields, task_of
from ..items import Item
from ..sources import Source
from .damage import DamageError

ARTICLE = "articleBody"
"""The column of a table of articles. It can be read, but its rows are no pages."""
ROWS_AT_A_TIME = 64
"""How many rows of a row group are in memory at a time. It is small because pages are large."""


def read_parquet(source: Source, limits: Limits, skip: int, fields: PageFields) -> Iterator[Item]:
    """Read an item from each row. Row groups that are skipped as a whole are not read.

    Raises `DamageError` if the file is not a table, has no column for the page, or is damaged.
    """
    del limits  # a page of a table is in memory before its size is known
    with open_table(source) as table:
        columns = table.schema_arrow.names
        if not has_page(columns, fields) and ARTICLE not in columns:
            raise DamageError(f"there is no column {' or '.join(fields.page)}; the columns are {', '.join(columns)}")
        number, number_of_rows = 0, max(table.metadata.num_rows, 1)
        groups: list[int] = []
        for group in range(table.num_row_groups):
            length = table.metadata.row_group(group).num_rows
            if not groups and number + length <= skip:
                number += length
            else:
                groups.append(group)
        for batch in _batches(table, groups):
            rest_size = sum(batch.column(name).nbytes for name in columns if name not in fields.page)
            rest_size //= max(batch.num_rows, 1)
            for row in _rows(batch):
                number += 1
                if number > skip:
                    item = Item(source=source, record=number, read=source.size * number // number_of_rows)
                    yield _parse_row(item, row, rest_size, fields)


def open_table(source: Source) -> Any:
    """Open the table. Raises `DamageError` if the file is not one, was cut off, or has two columns of one name."""
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ModuleNotFoundError as error:
        raise needs(error.name, "arrow") from None
    try:
        table = ParquetFile(source.path)
    except ArrowException as error:
        raise DamageError(f"not Parquet, or cut off: {error}") from None
    names = table.schema_arrow.names
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        table.close()
        raise DamageError(f"two columns are called '{twice}'; rename one of them")
    return table


def _batches(table: Any, groups: list[int]) -> Iterator[Any]:
    from pyarrow import ArrowException

    try:
        for group in groups:  # one at a time, so that damage in one does not affect those before it
            yield from table.iter_batches(ROWS_AT_A_TIME, [group])
    except (ArrowException, OSError) as error:
        raise DamageError(f"it is damaged: {' '.join(str(error).split())}") from None


def has_page(names: Sequence[str], fields: PageFields) -> bool:
    """Return whether one of these columns may hold the page."""
    return not set(fields.page).isdisjoint(names)


def _rows(batch: Any) -> Iterator[dict[str, Any] | InputError]:
    """Return each row, or the error of one with a value that Python cannot represent, such as a date after 9999."""
    try:
        yield from batch.to_pylist()
    except Exception:  # pyarrow passes on whatever the class of a value raises
        for number in range(batch.num_rows):
            try:
                row: dict[str, Any] = batch.slice(number, 1).to_pylist()[0]
                yield row
            except Exception as error:
                yield InputError(f"the row cannot be read: {error}")


def _parse_row(item: Item, row: dict[str, Any] | InputError, rest_size: int, fields: PageFields) -> Item:
    if isinstance(row, InputError):
        return replace(item, fault=row)
    rest = {name: value for name, value in row.items() if name not in fields.all}
    item = replace(item, rest=rest, rest_size=rest_size, is_typed=True)
    try:
        task = task_of(row, fields)
    except InputError as error:
        return replace(item, url=error.url, fault=error)
    return replace(item, page=task.page, url=task.url)
