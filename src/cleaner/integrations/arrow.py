r"""Arrow: record batches of pages in, record batches of articles out. For Spark, Ray, Dask, DuckDB and Polars.

>>> import pyarrow as pa
>>> page = "De raad kwam woensdag bijeen over de haven.\n\nLees ook: Netanyahu wijst kritiek af"
>>> pages = pa.RecordBatch.from_pydict({"id": [1], "text": [page], "url": ["https://www.knack.be/nieuws/raad"]})
>>> [articles] = clean_batches([pages])
>>> articles["id"].to_pylist(), articles["articleBody"].to_pylist(), articles["error"].to_pylist()
([1], ['De raad kwam woensdag bijeen over de haven.'], [None])
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain
from typing import Any

import msgspec
from msgspec.structs import replace

from ..batch.items import Item
from ..batch.rows import CARRIED, RESERVED, SOURCE, carried_names, row_of
from ..cleaner import Cleaner, default
from ..errors import InputError, UsageError, needs
from ..generic.languages import check_target_language
from ..work.page_fields import PageFields, task_of, url_of
from ..work.task import Task

try:
    import pyarrow as pa

    from ..batch.columns import article_fields, source_field
except ModuleNotFoundError as error:
    raise needs(error.name, "arrow") from error

ERROR = "error"
CHUNK_ROWS = 32
"""How many rows a worker process gets at a time."""

Row = dict[str, Any]


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """The names of the columns that hold the page and what is known about it.

    - `html`, `text`: the page; the first of the two that is not empty. At least one of these columns has to exist;
    - `url`: the URL of the page; this column may be missing;
    - `charset`: the character set that a server named for bytes, or None if no column holds it;
    - `fault`: the reason why a row holds no page, or None if no column holds it.
    """

    html: str = "html"
    text: str = "text"
    url: str = "url"
    charset: str | None = None
    fault: str | None = None

    def page_fields(self, schema: pa.Schema) -> PageFields:
        """Return these columns as fields of a row, without those of the page that are missing.

        Raises `UsageError` if there is no column for the page, or if two columns have the same name.
        """
        names = schema.names
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise UsageError(f"two columns are called '{twice}'; rename one of them")
        page = [name for name in dict.fromkeys((self.html, self.text)) if name in names]
        if not page:
            raise UsageError(f"there is no column '{self.html}' or '{self.text}'; the columns are {', '.join(names)}")
        return PageFields(page=page, url=self.url, charset=self.charset)

    def used(self, schema: pa.Schema) -> list[str]:
        """Return which of these columns the schema has.

        Raises what `page_fields` raises, and `UsageError` if a column is missing or cannot hold text.
        """
        fields = self.page_fields(schema)
        for name in filter(None, (self.charset, self.fault)):
            if name not in schema.names:
                raise UsageError(f"there is no column '{name}'; the columns are {', '.join(schema.names)}")
        used = [name for name in filter(None, (*fields.all, self.fault)) if name in schema.names]
        for name in used:
            if not _holds_text(schema.field(name).type):
                raise UsageError(f"the column '{name}' is {schema.field(name).type}, and not text or bytes")
        return used

    def carried(self, schema: pa.Schema) -> dict[str, str]:
        """Return the columns that are carried over, and their names in the output."""
        used = self.used(schema)
        return carried_names((name for name in schema.names if name not in used), RESERVED - {SOURCE})


COLUMNS = Columns()


def output_schema(schema: pa.Schema, columns: Columns = COLUMNS, *, ledger: bool = False) -> pa.Schema:
    """Return the schema of what `clean_batches` gives for batches with this schema.

    First come the columns that are carried over, which are all but those in `columns`. If such a column has a name that
    is needed for the article, it gets the prefix `input_`. Then come the columns of the article, which docs/scale.md
    lists, and `error`. All of these can be null. Raises `UsageError` if there is no column for the page.

    >>> output_schema(pa.schema({"id": pa.int64(), "html": pa.binary(), "version": pa.int8()})).names[:3]
    ['id', 'input_version', 'url']
    """
    carried = [schema.field(name).with_name(new) for name, new in columns.carried(schema).items()]
    return pa.schema([*carried, *article_fields(ledger=ledger), pa.field(ERROR, pa.string())])


def clean_batches(
    batches: Iterable[pa.RecordBatch],
    columns: Columns = COLUMNS,
    *,
    cleaner: Cleaner | None = None,
    ledger: bool = False,
    target_language: str | None = None,
    only_with_metadata: bool = False,
    tables: bool = True,
) -> Iterator[pa.RecordBatch]:
    """Turn each batch of pages into a batch of articles, with the same rows in the same order: see `output_schema`.

    Pages are strings or bytes, in any type that Arrow has for them. No page raises: a page that cannot be cleaned, or
    is null, gives nulls, and `error` says why. A page without an article is not an error: its body is empty, and
    `method` is `none`.

    The default `cleaner` cleans in this process. One with worker processes gets a chunk of rows for each of them at a
    time. `target_language`, `only_with_metadata` and `tables` are those of `Cleaner.clean`.

    Raises `UsageError` if there is no column for the page, or if `target_language` is not a language tag or the extra
    `language` is missing, and what `batches` itself raises.
    """
    check_target_language(target_language)
    wishes = partial(replace, target_language=target_language, only_with_metadata=only_with_metadata, tables=tables)
    cleaner = cleaner or default()
    clean = partial(_clean_chunk, cleaner=cleaner, ledger=ledger)
    with ThreadPoolExecutor(max(cleaner.workers, 1)) as threads:
        for batch in batches:
            schema = output_schema(batch.schema, columns, ledger=ledger)
            tasks = [wishes(task) if isinstance(task, Task) else task for task in _tasks(batch, columns)]
            chunks = [tasks[start : start + CHUNK_ROWS] for start in range(0, len(tasks), CHUNK_ROWS)]
            rows = list(chain.from_iterable((threads.map if cleaner.workers else map)(clean, chunks)))
            carried = [batch.column(name) for name in columns.carried(batch.schema)]
            articles = pa.RecordBatch.from_pylist(rows, pa.schema(list(schema)[len(carried) :]))
            yield pa.RecordBatch.from_arrays([*carried, *articles.columns], schema=schema)


def _tasks(batch: pa.RecordBatch, columns: Columns) -> Iterator[Task | InputError]:
    """Return the task of each row, or the reason why it has none."""
    fields = columns.page_fields(batch.schema)
    names = columns.used(batch.schema)
    for values in zip(*(_values(batch.column(name)) for name in names), strict=True):
        record = dict(zip(names, values, strict=True))
        fault = record.get(columns.fault) if columns.fault else None
        try:
            if fault is not None:
                raise InputError(_text(fault), url=url_of(record, fields))
            yield task_of(record, fields)
        except InputError as error:
            yield error


def _clean_chunk(tasks: Sequence[Task | InputError], *, cleaner: Cleaner, ledger: bool) -> list[Row]:
    cleaned = iter(cleaner.run_all([task for task in tasks if isinstance(task, Task)], partial(row_of, ledger=ledger)))
    outcomes = [task if isinstance(task, InputError) else next(cleaned) for task in tasks]
    return [
        {"url": outcome.url, ERROR: outcome.reason} if isinstance(outcome, InputError) else outcome
        for outcome in outcomes
    ]


def _holds_text(kind: pa.DataType) -> bool:
    types = pa.types
    if types.is_dictionary(kind):
        kind = kind.value_type
    tests = (types.is_string, types.is_large_string, types.is_string_view, types.is_null)
    binary = (types.is_binary, types.is_large_binary, types.is_binary_view, types.is_fixed_size_binary)
    return any(test(kind) for test in (*tests, *binary))


def _values(column: pa.Array) -> list[Any]:
    try:
        values: list[Any] = column.to_pylist()
    except UnicodeDecodeError:  # Arrow does not check strings; the reader decodes their bytes
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        values = column.cast(pa.large_binary()).to_pylist()
    return values


def _text(value: str | bytes) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else value


ITEM_COLUMNS = Columns(charset="charset", fault="fault")
"""The columns of `item_batches`."""


def item_batches(items: Iterable[Item], size: int = CHUNK_ROWS) -> Iterator[pa.RecordBatch]:
    """Turn the items of files, as `cleaner batch` reads them, into batches for `clean_batches` with `ITEM_COLUMNS`.

    The column `carriedOver` has, as JSON, what came with each page, and `source` says where the page was. Records that
    are not pages, such as images in an archive, are left out.
    """
    rows: list[Row] = []
    for item in items:
        if item.left_out:
            continue
        name = "html" if isinstance(item.page, bytes) else "text"
        fault = item.fault and item.fault.reason
        rest = msgspec.json.encode(item.rest, enc_hook=str).decode() if item.rest else None
        row = {name: item.page, "url": item.url, "charset": item.charset, "fault": fault}
        rows.append(row | {CARRIED: rest, SOURCE: msgspec.to_builtins(item.place)})
        if len(rows) == size:
            yield pa.RecordBatch.from_pylist(rows, item_schema())
            rows = []
    if rows:
        yield pa.RecordBatch.from_pylist(rows, item_schema())


def item_schema() -> pa.Schema:
    """Return the schema of `item_batches`."""
    texts = [("url", pa.string()), ("charset", pa.string()), ("fault", pa.string()), (CARRIED, pa.string())]
    return pa.schema([("html", pa.large_binary()), ("text", pa.large_string()), *texts, source_field()])
