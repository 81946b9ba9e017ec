r"""Arrow: record batches of pages in, record batches of articles out. Spark, Ray, Dask, DuckDB and Polars call this.

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

from ..batch.items import Item
from ..batch.rows import RESERVED, SOURCE, carried_names, row_of
from ..cleaner import Cleaner, default
from ..errors import InputError, UsageError, needs
from ..output.article import Article
from ..work.task import Task

try:
    import pyarrow as pa

    from ..batch.columns import CARRIED, article_fields, source_field
except ModuleNotFoundError as error:
    raise needs(error.name, "arrow") from error

ERROR = "error"
CHUNK = 32
"""Rows that a worker process gets at a time."""

Outcome = dict[str, Any]


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """Which columns hold the page: the first of `html` and `text` that is there and not empty; and what is known of it.

    `charset` is the character set that a server named for bytes, `fault` a reason why there is no page, for rows that
    are kept to say so; both are columns only where they are named. The others may be missing, but for one of the page.
    """

    html: str = "html"
    text: str = "text"
    url: str = "url"
    charset: str | None = None
    fault: str | None = None

    def of_page(self, schema: pa.Schema) -> list[str]:
        """The columns of the page that are there; raises `UsageError` where none is, or one cannot hold a page."""
        twice = next((name for name in schema.names if schema.names.count(name) > 1), None)
        if twice is not None:
            raise UsageError(f"two columns are called '{twice}'")
        found = [name for name in dict.fromkeys((self.html, self.text)) if name in schema.names]
        if not found:
            have = ", ".join(schema.names)
            raise UsageError(f"there is no column '{self.html}' or '{self.text}'; there are {have}")
        for name in (*found, *self._beside(schema)):
            if not _holds_text(schema.field(name).type):
                raise UsageError(f"the column '{name}' is {schema.field(name).type}, and not text or bytes")
        return found

    def _beside(self, schema: pa.Schema) -> list[str]:
        named = [name for name in (self.charset, self.fault) if name is not None]
        for name in named:
            if name not in schema.names:
                raise UsageError(f"there is no column '{name}'; there are {', '.join(schema.names)}")
        return [*named, *([self.url] if self.url in schema.names else [])]

    def carried(self, schema: pa.Schema) -> dict[str, str]:
        """The columns that are carried over, and what they are called in the output."""
        ours = {*self.of_page(schema), *self._beside(schema)}
        return carried_names((name for name in schema.names if name not in ours), RESERVED - {SOURCE})


COLUMNS = Columns()


def output_schema(schema: pa.Schema, columns: Columns = COLUMNS, *, ledger: bool = False) -> pa.Schema:
    """The schema of what `clean_batches` gives for batches of this one.

    First what is carried over: all columns but those of the page and `url`; one that is called as one of ours has
    `input_` before its name. Then those of the article (docs/scale.md lists them), and `error`. All of ours may be
    null. Raises `UsageError` where there is no column for the page.

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
) -> Iterator[pa.RecordBatch]:
    """For each batch of pages one of articles, with as many rows, in the same order; see `output_schema`.

    Pages are strings or bytes, in any type that Arrow has for them. A page that cannot be cleaned, or is null, gives
    nulls, and `error` says why; no page ever raises. A page without an article is no error: its body is empty, and
    `method` is `none`. `cleaner` is by default one that cleans in this process; one with worker processes gets as many
    chunks of rows at a time as it has.

    Raises `UsageError` where there is no column for the page, and what `batches` itself raises.
    """
    cleaner = cleaner or default()
    with ThreadPoolExecutor(max(cleaner.workers, 1)) as threads:
        for batch in batches:
            schema = output_schema(batch.schema, columns, ledger=ledger)
            rows = list(_tasks(batch, columns))
            chunks = [rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK)]
            clean = partial(_cleaned, cleaner=cleaner, ledger=ledger)
            outcomes = list(chain.from_iterable((threads.map if cleaner.workers else map)(clean, chunks)))
            carried = [batch.column(name) for name in columns.carried(batch.schema)]
            ours = pa.RecordBatch.from_pylist(outcomes, pa.schema(list(schema)[len(carried) :]))
            yield pa.RecordBatch.from_arrays([*carried, *ours.columns], schema=schema)


def _tasks(batch: pa.RecordBatch, columns: Columns) -> Iterator[Task | InputError]:
    """What is to be done for each row, or why there is nothing to be done."""
    names = columns.of_page(batch.schema)
    nothing = [None] * batch.num_rows

    def values(name: str | None) -> Sequence[Any]:
        return _values(batch.column(name)) if name in batch.schema.names else nothing

    beside = zip(*map(values, (columns.url, columns.charset, columns.fault)), strict=True)
    for pages, (url, charset, fault) in zip(zip(*map(values, names), strict=True), beside, strict=True):
        page = next((page for page in pages if page), None)
        if fault is not None or page is None:
            yield InputError(_text(fault) or f"no page: there is nothing in {' or '.join(names)}", url=_text(url))
        else:
            yield Task(page, _text(url), "auto", _text(charset), None, strip_dateline=False)


def _cleaned(rows: Sequence[Task | InputError], *, cleaner: Cleaner, ledger: bool) -> list[Outcome]:
    tasks = [row for row in rows if isinstance(row, Task)]
    done = iter(cleaner.run_all(tasks, partial(_row, ledger=ledger)))
    outcomes: list[Outcome | InputError] = [row if isinstance(row, InputError) else next(done) for row in rows]
    return [{"url": each.url, ERROR: each.reason} if isinstance(each, InputError) else each for each in outcomes]


def _row(article: Article, *, ledger: bool) -> Outcome:
    return row_of(article, ledger=ledger)


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
    except UnicodeDecodeError:  # strings that nobody checked: their bytes are for the reader
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        values = column.cast(pa.large_binary()).to_pylist()
    return values


def _text(value: str | bytes | None) -> str | None:
    return value.decode(errors="replace") if isinstance(value, bytes) else value


ITEMS = Columns(charset="charset", fault="fault")
"""The columns of `item_batches`."""


def item_batches(items: Iterable[Item], size: int = CHUNK) -> Iterator[pa.RecordBatch]:
    """The items of a batch's files as record batches for `clean_batches`, to be read with `ITEMS`.

    What came along is JSON, in `carriedOver`; `source` says where each page was. Records that hold no page, such as
    pictures in an archive, are left out.
    """
    found: list[dict[str, Any]] = []
    for item in items:
        if item.left_out:
            continue
        name = "html" if isinstance(item.page, bytes) else "text"
        fault = item.fault and item.fault.reason
        along = msgspec.json.encode(item.rest, enc_hook=str).decode() if item.rest else None
        where = msgspec.to_builtins(item.place)
        row = {name: item.page, "url": item.url, "charset": item.charset, "fault": fault}
        found.append(row | {CARRIED: along, SOURCE: where})
        if len(found) == size:
            yield pa.RecordBatch.from_pylist(found, item_schema())
            found = []
    if found:
        yield pa.RecordBatch.from_pylist(found, item_schema())


def item_schema() -> pa.Schema:
    """The schema of `item_batches`."""
    texts = [("url", pa.string()), ("charset", pa.string()), ("fault", pa.string()), (CARRIED, pa.string())]
    return pa.schema([("html", pa.large_binary()), ("text", pa.large_string()), *texts, source_field()])
