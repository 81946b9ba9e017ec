"""Parquet: one file, a row for each page.

While a run is at it, each commit is a small file; they are put together at its end, in row groups of a size that is
read well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from ...errors import UsageError, needs
from ..appending import FULL, damaged, sync
from ..inputs.jsonlines import PAGE
from ..inputs.parquet import open_table, page_columns
from ..items import Item, Made, Make
from ..rows import GROUP, RESERVED, SOURCE, carried_names, make_row
from ..sources import Source
from . import Shape

try:
    import pyarrow as pa
    from pyarrow import parquet

    from ..columns import CARRIED, article_fields, source_field
except ModuleNotFoundError as error:
    raise needs(error.name, "arrow") from error

GROUP_BYTES = 64_000_000
"""Bytes in memory that are written as one row group."""


class Parquet:
    """See `outputs.Output`. The state is the number of small files."""

    def __init__(self, folder: Path, shape: Shape, state: int, sources: Iterable[Source]) -> None:
        self._folder, self._parts = folder, state
        for number in range(state):
            self._read_part(number, parquet.read_metadata)
        carried, others = carried_fields(sources)
        ours = RESERVED | {each.name for each in others}
        self._names = carried_names((each.name for each in carried), ours)
        fields = [each.with_name(self._names[each.name]) for each in carried]
        self._schema = pa.schema([*article_fields(ledger=shape.ledger), *fields, *others, source_field()])
        self._rows: list[dict[str, Any]] = []
        self._held = 0
        self.make: Make = partial(make_row, form=shape.form, ledger=shape.ledger)

    def add(self, item: Item, made: Made) -> None:
        """Add a row."""
        if item.is_typed:
            rest = {self._names[name]: value for name, value in item.rest.items()}
        else:
            rest = {CARRIED: msgspec.json.encode(item.rest).decode() if item.rest else None}
        self._rows.append(made.row | rest | {SOURCE: msgspec.to_builtins(item.place)})
        self._held += item.size  # the article is a part of the page, or not much more
        if self._held > FULL:
            self.commit()

    def commit(self) -> int:
        """Write what was added to a file of its own."""
        if self._rows:
            path = self._part(self._parts)
            parquet.write_table(self._table(), path)
            sync(path)
            self._parts += 1
            self._rows.clear()
            self._held = 0
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
        """All of them in one file, which has the groups as well."""
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
                if sum(each.nbytes for each in tables) > GROUP_BYTES:
                    writer.write_table(pa.concat_tables(tables))
                    tables.clear()
            if tables:
                writer.write_table(pa.concat_tables(tables))
        sync(whole)
        return whole

    def _read_part(self, number: int, read: Callable[[Path], Any]) -> Any:
        path = self._part(number)
        try:
            return read(path)
        except (FileNotFoundError, pa.ArrowInvalid):
            raise damaged(path) from None

    def _part(self, number: int) -> Path:
        return self._folder / f"part-{number:06}.parquet"


def carried_fields(sources: Iterable[Source]) -> tuple[list[pa.Field], list[pa.Field]]:
    """The columns of tables that are carried over, and the one for all that comes along elsewhere, if anything does.

    Raises `UsageError` where two tables have columns of one name whose types have nothing in common.
    """
    schemas: list[pa.Schema] = []
    has_others = False
    for source in sources:
        has_others |= source.kind in ("jsonlines", "warc")
        if source.kind != "parquet":
            continue
        try:
            with open_table(source) as table:
                schema = table.schema_arrow.remove_metadata()
        except OSError:  # whoever reads it says so
            continue
        if page_columns(schema.names):
            rest = [each.with_nullable(True) for each in schema if each.name not in (*PAGE, "url")]
            schemas = [_unified([*schemas, pa.schema(rest)], source)]
    others = [pa.field(CARRIED, pa.string())] if has_others else []
    return list(schemas[0] if schemas else ()), others


def _unified(schemas: list[pa.Schema], source: Source) -> pa.Schema:
    try:
        return pa.unify_schemas(schemas, promote_options="permissive")
    except pa.ArrowException as error:
        raise UsageError(f"the columns of {source.shown} do not go with those before it: {error}") from None
