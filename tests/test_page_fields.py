"""Every reader of records finds the page, and its URL, in the same fields."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from cleaner import Cleaner, InputError, Limits
from cleaner.batch.inputs import read_items
from cleaner.batch.sources import find_sources
from cleaner.integrations.arrow import clean_batches
from cleaner.integrations.search import Hook
from cleaner.work.page_fields import PageFields, page_of, task_of

HTML = "<p>De raad kwam woensdag bijeen over de haven.</p>"
TEXT = "Iets anders, dat er ook op lijkt."
URL = "https://www.knack.be/nieuws/raad"

Found = tuple[str | None, str | None]
"""The body, and the URL; or None, and the reason why there is no page."""


def body_and_url(cleaner: Cleaner, path: Path) -> Found:
    [item] = [item for source in find_sources([str(path)]) for item in read_items(source, Limits())]
    return (None, item.fault.reason) if item.fault else (cleaner.clean(item.page).text, item.url)


def from_json_line(record: dict[str, Any], cleaner: Cleaner, folder: Path) -> Found:
    (folder / "in.jsonl").write_text(json.dumps(record))
    return body_and_url(cleaner, folder / "in.jsonl")


def from_table(record: dict[str, Any], cleaner: Cleaner, folder: Path) -> Found:
    parquet.write_table(pa.Table.from_pylist([record]), folder / "in.parquet")
    return body_and_url(cleaner, folder / "in.parquet")


def from_record_batch(record: dict[str, Any], cleaner: Cleaner, folder: Path) -> Found:
    del folder
    [batch] = clean_batches([pa.RecordBatch.from_pylist([record])], cleaner=cleaner)
    [row] = batch.to_pylist()
    return (None, row["error"]) if row["error"] else (row["articleBody"], row["url"])


def from_document(record: dict[str, Any], cleaner: Cleaner, folder: Path) -> Found:
    del folder
    document = Hook(cleaner)(record)
    assert document is not None
    return document.get("articleBody"), document.get("url") if "articleBody" in document else "untouched"


READERS = [from_json_line, from_table, from_record_batch, from_document]
RECORDS: dict[str, tuple[dict[str, Any], Found]] = {
    "HTML before text": ({"html": HTML, "text": TEXT, "url": URL}, (HTML[3:-4], URL)),
    "text before HTML": ({"text": TEXT, "html": HTML, "url": URL}, (HTML[3:-4], URL)),
    "empty HTML": ({"html": "", "text": TEXT, "url": URL}, (TEXT, URL)),
    "HTML that is null": ({"html": None, "text": TEXT, "url": URL}, (TEXT, URL)),
    "no URL": ({"text": TEXT, "id": 5}, (TEXT, None)),
    "nothing in either": ({"html": "", "text": None}, (None, "no page: there is nothing in html or text")),
    "nothing in the only one": ({"text": "", "url": URL}, (None, "no page: there is nothing in text")),
}


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(("record", "expected"), RECORDS.values(), ids=RECORDS)
def test_where_the_page_of_a_record_is(
    read: Callable[[dict[str, Any], Cleaner, Path], Found],
    record: dict[str, Any],
    expected: Found,
    cleaner: Cleaner,
    tmp_path: Path,
) -> None:
    if read is from_document and expected[0] is None:
        expected = (None, "untouched")  # a document without a page is passed on
    assert read(record, cleaner, tmp_path) == expected


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"html": 5}, "no page: 'html' is not text or bytes, but int"),
        ({"html": "", "text": ["x"]}, "no page: 'text' is not text or bytes, but list"),
        ({"html": "x", "url": {"href": URL}}, "the URL in 'url' has to be text, not dict"),
    ],
)
def test_a_field_that_holds_something_else(record: dict[str, Any], reason: str) -> None:
    with pytest.raises(InputError) as raised:
        task_of(record)
    assert raised.value.reason == reason


def test_fields_with_other_names() -> None:
    fields = PageFields(page=["raw", "body"], url="link", charset="encoding")
    record = {"html": TEXT, "raw": b"", "body": HTML.encode(), "link": URL.encode(), "encoding": b"iso-8859-2"}
    task = task_of(record, fields)
    assert (task.page, task.url, task.charset) == (HTML.encode(), URL, "iso-8859-2")
    assert page_of({"html": TEXT}, fields) is None
