"""Fill an index with the articles of many pages, in all kinds of files that `cleaner batch` reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import partial
from itertools import groupby, tee
from time import monotonic
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from ...batch.in_order import Outcome, clean_in_order
from ...batch.inputs.jsonlines import parse_line
from ...batch.inputs.parquet import ARTICLE
from ...batch.items import CleanedPage, Item
from ...batch.job import NumberedItem, read_sources
from ...batch.json_line import json_line
from ...batch.rows import cleaned
from ...batch.run import Report
from ...batch.run_folder import LEFT_OUT, InputPosition, RunState
from ...batch.sources import Source, find_sources, source_kind
from ...cleaner import Cleaner
from ...errors import InputError, LimitError
from ...limits import Limits
from ...output.article import Article, Method
from ...output.counting import METHOD
from ...work.task import Task
from .index import ArticleIndex, IndexEntry, entry_of, is_utf8, name_of

READY = "ready"
"""The name under which rows are counted that were articles already."""
_RECORD = re.compile(r"(.+):[0-9]+", re.DOTALL)


def fill(
    index: ArticleIndex,
    inputs: Iterable[str],
    cleaner: Cleaner,
    report: Report,
    say: Callable[[str], None],
    *,
    raw: bool = False,
) -> RunState:
    """Put the articles of all pages in the index, and return the outcome of all pages. What was added is committed.

    `inputs` are files and folders. A row that has an article already, such as those of a batch, is indexed as it is.
    With `raw`, the whole text of each page is indexed, for a comparison. `say` gets a sentence for each page that
    cannot be indexed; an older entry of that page stays.

    Raises `UsageError` for an input that is not there, and if the index cannot be used, and what `Cleaner.run_all`
    raises. Then nothing has changed.
    """
    inputs = tuple(inputs)
    total = sum(source.size + 1 for source in find_sources(inputs))
    started, state = monotonic(), RunState(fingerprint="")
    report(state, 0, total)
    sources, to_read = tee(find_sources(inputs))
    entries = (
        replace(entry, item=with_json(entry.item, cleaner.limits))
        for entry in read_sources(to_read, cleaner.limits, InputPosition())
    )
    outcomes = clean_in_order(entries, partial(_task, raw=raw), cleaner, partial(make_entry, raw=raw))
    with closing(outcomes):
        for source, of_one_file in _by_file(sources, outcomes):
            for entry in _add_file(index, source, of_one_file, state, say, raw=raw):
                state.seconds = monotonic() - started
                report(state, entry.bytes_done, total)
    index.commit()
    state.seconds = monotonic() - started
    return state


def with_json(item: Item, limits: Limits) -> Item:
    """Return the record in a file `.json`, as a batch writes them for its articles: it is not a page of text.

    Any other item is returned as it is.
    """
    if isinstance(item.page, str) or item.source.kind != "page" or item.source.path.suffix.lower() != ".json":
        return item
    if len(item.page) > limits.size:
        return replace(item, page="", fault=LimitError("size", limits.size))
    return parse_line(replace(item, page=""), item.page)


def _is_ready(item: Item, *, raw: bool) -> bool:
    """Return whether the item is a row that has an article."""
    return not raw and item.rest.get(ARTICLE) not in (None, msgspec.Raw(b"null"))


def _task(entry: NumberedItem, *, raw: bool) -> Task | None:
    item = entry.item
    is_page = not (item.fault or item.left_out or _is_ready(item, raw=raw))
    return Task(item.page, item.url, charset=item.charset) if is_page else None


def make_entry(article: Article, *, raw: bool) -> CleanedPage:
    """Return the entry of an article as the result of a worker, which does not know the name of the file."""
    return cleaned(article, entry_of("", article, raw=raw))


def _by_file(
    sources: Iterable[Source], outcomes: Iterable[tuple[NumberedItem, Outcome | None]]
) -> Iterator[tuple[Source, Iterable[tuple[NumberedItem, Outcome | None]]]]:
    """Yield each file with the outcomes of its items; there are none for an empty file."""
    groups = groupby(outcomes, lambda each: each[0].at.source)
    number, of_one_file = next(groups, (None, None))
    for n, source in enumerate(sources):
        if of_one_file is None or n != number:
            yield source, ()
            continue
        yield source, of_one_file
        number, of_one_file = next(groups, (None, None))


def _add_file(
    index: ArticleIndex,
    source: Source,
    outcomes: Iterable[tuple[NumberedItem, Outcome | None]],
    state: RunState,
    say: Callable[[str], None],
    *,
    raw: bool,
) -> Iterator[NumberedItem]:
    """Add what a file holds, and yield each item of it. Remove the entries of records that it no longer has.

    Those are what is missing between two pages, such as a line that is blank now, and what comes after the last page,
    unless the file could not be read to its end.
    """
    file, last, is_whole = str(source.path.resolve()), 0, True
    has_records = source.kind != "page" and is_utf8(file)
    for entry, outcome in outcomes:
        item = entry.item
        is_whole = not item.is_damage
        if item.left_out:
            state.count(f"{LEFT_OUT}{item.left_out}")
        else:
            state.count("pages")
            if has_records and item.record is not None and is_whole:
                index.remove(name_of(file, record) for record in range(last + 1, item.record))
                last = item.record
            try:
                new = _entry(file, item, outcome, raw=raw)
                index.add(new)
                _count(state, outcome, new)
            except InputError as error:
                state.count("failed")
                say(f"{name_of(item.source.shown, item.record)}: {error.reason}")
        yield entry
    if has_records and is_whole:
        index.remove_after(file, last)


def _count(state: RunState, outcome: Outcome | None, entry: IndexEntry) -> None:
    """Count a page that was indexed. What cleaned a row that was ready was counted when it was made."""
    names: tuple[str, ...] = (READY,) if entry.body else (READY, f"{METHOD}none")
    for name in outcome.names if isinstance(outcome, CleanedPage) else names:
        state.count(name)


def _entry(file: str, item: Item, outcome: Outcome | None, *, raw: bool) -> IndexEntry:
    """Return the entry of an item. Raises `InputError` if it has none, or if its name cannot be one in an index."""
    if isinstance(outcome, InputError):
        raise outcome
    if item.fault and not _is_ready(item, raw=raw):
        raise item.fault
    if not is_utf8(file):
        raise InputError("its name is not UTF-8; rename it, or make a link to it with another name")
    if item.record is None and _is_name_of_record(file):
        raise InputError("an entry of that name is a record of another file; rename it")
    if outcome is None:
        return ready_entry(file, item)
    entry: IndexEntry = outcome.content
    return replace(entry, file=file, record=item.record)


def _is_name_of_record(file: str) -> bool:
    """Return whether a page in this file would have the name of a record, such as `crawl.jsonl:17`."""
    match = _RECORD.fullmatch(file)
    return match is not None and source_kind(match[1])[0] != "page"


class _Stamp(Struct):
    """What cleaned an article, as `records.provenance` says it."""

    engine: str | None = None
    pack: str | None = None
    version: Annotated[int, Meta(ge=0, lt=1 << 31)] | None = None  # as PostgreSQL can store it
    tried: tuple[str, ...] | None = None
    method: Method | None = None


class _Row(_Stamp):
    """The row of an article: those of a batch say themselves what cleaned it, and others have a field for that."""

    articleBody: str = ""  # noqa: N815  # the name of the key
    headline: str | None = None
    cleaner: _Stamp | None = None


def ready_entry(file: str, item: Item) -> IndexEntry:
    """Return the entry for a row that has an article. Raises `InputError` if its values have other types than ours."""
    values: dict[str, Any] = {key: item.rest[key] for key in _Row.__struct_fields__ if key in item.rest}
    if "tried" in values:  # what the field `cleaner` says is about an earlier article, or something else
        values.pop("cleaner", None)
    try:
        row = msgspec.json.decode(json_line(values), type=_Row)
    except msgspec.ValidationError as error:
        raise InputError(f"not the row of an article: {error}", url=item.url) from None
    stamp = row.cleaner or row
    return IndexEntry(
        file=file,
        record=item.record,
        url=item.url,
        headline=row.headline,
        body=row.articleBody,
        method=stamp.method,
        engine=stamp.engine,
        pack=stamp.pack,
        version=stamp.version,
        tried=stamp.tried or (),
        ready=True,
    )
