"""Writes Parquet: one file, with a row for each page.

During the run, each commit is a small file of its own. At the end they become one file, with row groups of a size that
can be read efficiently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from ...errors import UsageError, needs
from ...work.page_fields import DEFAULT_FIELDS, PageFields
from ..appending import BUFFER_SIZE, damaged, sync_to_disk
from ..inputs.damage import DamageError
from ..inputs.parquet import has_page, open_table
from ..items import CleanedPage, Item, Make, Place
from ..rows import CARRIED, GROUP, RESERVED, SOURCE, carried_names, make_row
from ..sources import Source
from .output import OutputOptions

try:
    import pyarrow as pa
    from pyarrow import parquet

    from ..columns import article_fields, source_field
except ModuleNotFoundError as error:
    raise needs(error.name, "arrow") from error

PART = "part-{:06}.parquet"
FIRST_PART = PART.format(0)
ROW_GROUP_SIZE = 64_000_000
"""Bytes in memory that are written as one row group."""


class Parquet:
    """See `output.Output`. The state is the number of small files."""

    def __init__(
        self, folder: Path, options: OutputOptions, state: int, sources: Iterable[Source], page_fields: PageFields
    ) -> None:
        self._folder, self._parts = folder, state
        for number in range(state):
            self._read_part(number, parquet.read_metadata)
        carried, others = carried_fields(sources, page_fields)
        reserved = RESERVED | {field.name for field in others}
        self._names = carried_names((field.name for field in carried), reserved)
        fields = [field.with_name(self._names[field.name]) for field in carried]
        self._schema = pa.schema([*article_fields(ledger=options.ledger), *fields, *others, source_field()])
        if state:  # the first part may be an earlier output, with other columns
            self._schema = _unified([self._schema, parquet.read_schema(folder / FIRST_PART)], "the output so far")
        self._rows: list[dict[str, Any]] = []
        self._buffered = 0
        self.make: Make = partial(make_row, form=options.form, ledger=options.ledger, markup=options.markup)

    def add(self, item: Item, cleaned: CleanedPage) -> None:
        """Add a row."""
        if item.is_typed:
            rest = {self._names[name]: value for name, value in item.rest.items()}
        else:
            rest = {CARRIED: msgspec.json.encode(item.rest).decode() if item.rest else None}
        self._rows.append(cleaned.content | rest | {SOURCE: msgspec.to_builtins(item.place)})
        self._buffered += item.size  # an article is hardly ever larger than its page
        if self._buffered > BUFFER_SIZE:
            self.commit()

    def commit(self) -> int:
        """Write the rows that were added to a file of their own."""
        if self._rows:
            path = self._part(self._parts)
            parquet.write_table(self._table(), path)
            sync_to_disk(path)
            self._parts += 1
            self._rows.clear()
            self._buffered = 0
        return self._parts

    def _table(self) -> pa.Table:
        columns = []
        for field in self._schema:
            try:
                columns.append(pa.array([row.get(field.name) for row in self._rows], field.type))
            except pa.ArrowException as error:
                raise UsageError(f"the column '{field.name}' cannot be carried over to Parquet: {error}") from None
        return pa.Table.from_arrays(columns, schema=self._schema)

    def finish(self, groups: Iterator[str | None] | None) -> Path:
        """Write all rows, and their groups, to one file."""
        self.commit()
        whole = self._folder / "whole.parquet"
        schema = self._schema if groups is None else self._schema.append(pa.field(GROUP, pa.string()))
        with parquet.ParquetWriter(whole, schema) as writer:
            tables: list[pa.Table] = []
            for number in range(self._parts):
                table = self._read_part(number, partial(parquet.read_table, schema=self._schema))
                if groups is not None:
                    table = table.append_column(
                        schema.field(GROUP), pa.array(islice(groups, table.num_rows), pa.string())
                    )
                tables.append(table)
                if sum(table.nbytes for table in tables) > ROW_GROUP_SIZE:
                    writer.write_table(pa.concat_tables(tables))
                    tables.clear()
            if tables:
                writer.write_table(pa.concat_tables(tables))
        sync_to_disk(whole)
        return whole

    def _read_part(self, number: int, read: Callable[[Path], Any]) -> Any:
        path = self._part(number)
        try:
            return read(path)
        except (FileNotFoundError, pa.ArrowInvalid):
            raise damaged(path) from None

    def _part(self, number: int) -> Path:
        return self._folder / PART.format(number)


def places_in(path: Path) -> Iterator[Place]:
    """Return the place of each row of an output. Raises `UsageError` if it is none."""
    try:
        with parquet.ParquetFile(path) as table:
            for batch in table.iter_batches(columns=[SOURCE]):
                yield from msgspec.convert(batch.column(SOURCE).to_pylist(), list[Place])
    except (pa.ArrowException, KeyError, msgspec.ValidationError) as error:
        raise UsageError(
            f"{path} is not the output of a batch, so nothing can be added to it; name another output: {error}"
        ) from None


def copy_rows(path: Path, to: Path, keeps: Callable[[Place], bool]) -> None:
    """Copy the rows of an output for whose places `keeps` returns True. The order stays."""
    with parquet.ParquetFile(path) as table, parquet.ParquetWriter(to, table.schema_arrow) as writer:
        for group in range(table.num_row_groups):
            rows = table.read_row_group(group)
            kept = map(keeps, msgspec.convert(rows[SOURCE].to_pylist(), list[Place]))
            writer.write_table(rows.filter(pa.array(kept, pa.bool_())))


def carried_fields(
    sources: Iterable[Source], page_fields: PageFields = DEFAULT_FIELDS
) -> tuple[list[pa.Field], list[pa.Field]]:
    """Return the columns of tables that are carried over, and the column for what other files carry over, if any.

    Raises `UsageError` if columns of two tables have the same name and incompatible types.
    """
    schemas: list[pa.Schema] = []
    has_others = False
    for source in sources:
        has_others |= source.kind in ("jsonlines", "warc", "stdin")
        if source.kind != "parquet":
            continue
        try:
            with open_table(source) as table:
                schema = table.schema_arrow.remove_metadata()
        except (DamageError, OSError):  # its reader reports that
            continue
        if has_page(schema.names, page_fields):
            rest = [field.with_nullable(True) for field in schema if field.name not in page_fields.all]
            schemas = [_unified([*schemas, pa.schema(rest)], source.shown)]
    others = [pa.field(CARRIED, pa.string())] if has_others else []
    return list(schemas[0] if schemas else ()), others


def _unified(schemas: list[pa.Schema], name: str) -> pa.Schema:
    try:
        return pa.unify_schemas(schemas, promote_options="permissive")
    except pa.ArrowException as error:
        raise UsageError(f"the columns of {name} contradict those of other tables: {error}") from None
