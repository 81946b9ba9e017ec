"""Record batches of pages: all types that hold text, null and bad values, and carried-over columns."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Cleaner, Limits, UsageError
from cleaner.batch.inputs import read_items
from cleaner.batch.rows import row_of
from cleaner.batch.sources import find_sources
from cleaner.integrations.arrow import ITEM_COLUMNS, Columns, clean_batches, item_batches, item_schema, output_schema

from .archives import FORMS, Raw
from .golden import cases
from .strategies import page_bytes

SENTENCE = "De raad kwam woensdag bijeen over de haven, en ging zonder besluit weer uiteen."
TEXT_TYPES = (pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string()))
BYTE_TYPES = (pa.binary(), pa.large_binary(), pa.binary_view(), pa.dictionary(pa.int8(), pa.binary()))


def cleaned(batch: pa.RecordBatch, columns: Columns | None = None, **options: Any) -> list[dict[str, Any]]:
    [out] = clean_batches([batch], columns or Columns(), **options)
    assert out.schema == output_schema(batch.schema, columns or Columns(), ledger=options.get("ledger", False))
    out.validate(full=True)
    assert out.num_rows == batch.num_rows
    rows: list[dict[str, Any]] = out.to_pylist()
    return rows


@pytest.fixture(scope="module", params=[0, 2], ids=["in process", "2 workers"])
def shared(request: pytest.FixtureRequest) -> Iterator[Cleaner]:
    workers: int = request.param
    with Cleaner(isolated=bool(workers), workers=workers or None) as cleaner:
        yield cleaner


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("kinds", [TEXT_TYPES, BYTE_TYPES], ids=["text", "bytes"])
def test_golden_pages_in_every_type_give_what_the_library_gives(
    kinds: Sequence[pa.DataType], part: int, shared: Cleaner, cleaner: Cleaner
) -> None:
    """Each golden page comes once as text and once as bytes, and each of the four types has a quarter of the pages."""
    kind, found = kinds[part], list(cases())[part :: len(kinds)]
    is_text = kind in TEXT_TYPES
    pages = [case.page.decode(errors="replace") if is_text else case.page for case in found]
    plain = pa.string() if is_text else pa.binary()
    column = pa.array(pages, plain)
    column = column.dictionary_encode().cast(kind) if pa.types.is_dictionary(kind) else column.cast(kind)
    batch = pa.RecordBatch.from_pydict({"html": column, "url": [case.facts.url for case in found]})
    assert batch["html"].type == kind
    for case, page, row in zip(found, pages, cleaned(batch, cleaner=shared), strict=True):
        assert row == row_of(cleaner.clean(page, case.facts.url)) | {"error": None}


def test_nulls_and_pages_that_cannot_be_cleaned_are_rows() -> None:
    pages = [SENTENCE.encode(), None, b"", gzip.compress(b"x"), b"Menu", b"x" * 2_000]
    batch = pa.RecordBatch.from_pydict({"html": pages, "url": [None, "u1", None, "u3", "u4", "u5"], "n": range(6)})
    rows = cleaned(batch, cleaner=Cleaner(limits=Limits(size=1_000)))
    assert [row["n"] for row in rows] == list(range(6))
    assert [row["url"] for row in rows] == [None, "u1", None, "u3", "u4", "u5"]
    assert [row["articleBody"] for row in rows] == [SENTENCE, None, None, None, "", None]
    assert [row["method"] for row in rows] == ["generic", None, None, None, "none", None]
    assert [row["error"] for row in rows] == [
        None,
        "no page: there is nothing in html",
        "no page: there is nothing in html",
        "this is gzip, not text; unpack or convert it first",
        None,
        "over the limit for size, which is 1,000",
    ]


@pytest.mark.slow
def test_a_page_that_ends_its_worker_does_not_affect_other_rows() -> None:
    starving = "x" * 150_000_000  # more than its worker can take in
    pages = [f"{SENTENCE} {n}" for n in range(70)]
    pages[40] = starving
    limits = Limits(size=10**9, memory=200_000_000)
    with Cleaner(isolated=True, workers=2, limits=limits) as cleaner:
        rows = cleaned(pa.RecordBatch.from_pydict({"text": pages}), cleaner=cleaner)
    assert [n for n, row in enumerate(rows) if row["error"]] == [40]
    assert rows[40]["error"] == "over the limit for memory, which is 200,000,000"
    assert [row["articleBody"] for n, row in enumerate(rows) if n != 40] == [
        page for n, page in enumerate(pages) if n != 40
    ]


def test_html_comes_before_text_and_columns_can_have_other_names() -> None:
    batch = pa.RecordBatch.from_pydict(
        {
            "raw": [f"<p>{SENTENCE}</p>", None],
            "extracted": ["Iets anders, dat hier niet toe doet.", SENTENCE],
            "link": [b"https://x.nl/\xff", None],
            "error": ["hun fout", "hun fout"],
            "source": ["s", "s"],
        }
    )
    columns = Columns(html="raw", text="extracted", url="link")
    rows = cleaned(batch, columns)
    assert [row["articleBody"] for row in rows] == [SENTENCE, SENTENCE]
    assert rows[0]["url"] == "https://x.nl/\ufffd"
    assert (rows[0]["error"], rows[0]["input_error"], rows[0]["source"]) == (None, "hun fout", "s")


@pytest.mark.parametrize(
    ("wishes", "found", "has_table"),
    [
        ({}, 2, True),
        ({"only_with_metadata": True}, 0, False),
        ({"tables": False}, 2, False),
    ],
)
def test_what_the_caller_does_not_want(wishes: dict[str, Any], found: int, has_table: bool) -> None:
    rows = "<table><tr><td>Sluiskil<td>12 schepen<tr><td>Goes<td>4 schepen</table>"
    pages = [f"<html lang={tag}><body><article><p>{SENTENCE}</p>{rows}</article>" for tag in ("nl", "de")]
    batch = pa.RecordBatch.from_pydict({"html": [*pages, gzip.compress(b"x")]})
    bodies = [row["articleBody"] for row in cleaned(batch, **wishes) if row["articleBody"]]
    assert (len(bodies), any("12 schepen" in body for body in bodies)) == (found, has_table)


def test_a_language_has_to_be_a_tag() -> None:
    with pytest.raises(UsageError, match="'Dutch' is not a language tag"):
        cleaned(pa.RecordBatch.from_pydict({"html": [SENTENCE]}), target_language="Dutch")


def test_the_charset_of_the_server() -> None:
    page = "<p>Oekraïne vraagt om hulp bij de wederopbouw van het land.</p><p>Łódź is een stad.".encode(
        "iso-8859-2", "replace"
    )
    batch = pa.RecordBatch.from_pydict({"html": [page], "charset": ["iso-8859-2"]})
    assert "Łódź" in cleaned(batch, Columns(charset="charset"))[0]["articleBody"]
    assert "Łódź" not in cleaned(batch)[0]["articleBody"]


def test_strings_that_are_not_utf8() -> None:
    page = f"<p>{SENTENCE}".encode() + b" caf\xe9</p>"
    column = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.array([0, len(page)], pa.int32()).buffers()[1], pa.py_buffer(page)]
    )
    for each in (column, pa.DictionaryArray.from_arrays(pa.array([0], pa.int8()), column)):
        rows = cleaned(pa.RecordBatch.from_arrays([each], ["html"]))
        assert rows[0]["articleBody"] == f"{SENTENCE} café"


@pytest.mark.parametrize(
    ("schema", "columns", "message"),
    [
        ({"body": pa.string()}, Columns(), "there is no column 'html' or 'text'; the columns are body"),
        ({"html": pa.int64()}, Columns(), "the column 'html' is int64, and not text or bytes"),
        ({"html": pa.list_(pa.string())}, Columns(), "the column 'html' is list<"),
        ({"html": pa.string(), "url": pa.int8()}, Columns(), "the column 'url' is int8, and not text or bytes"),
        ({"html": pa.string()}, Columns(charset="c"), "there is no column 'c'; the columns are html"),
    ],
)
def test_columns_that_cannot_hold_a_page(schema: dict[str, pa.DataType], columns: Columns, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        output_schema(pa.schema(schema), columns)
    assert str(raised.value).startswith(message)
    with pytest.raises(UsageError):
        list(clean_batches([pa.RecordBatch.from_pylist([], pa.schema(schema))], columns))


def test_two_columns_with_the_same_name() -> None:
    for names in (["html", "id", "id"], ["html", "html", "id"]):
        batch = pa.RecordBatch.from_arrays([pa.array(["x"])] * 3, names)
        with pytest.raises(UsageError, match="two columns are called"):
            list(clean_batches([batch]))


def test_batches_come_one_by_one_including_empty_ones() -> None:
    taken: list[int] = []

    def batches() -> Any:
        for rows in (2, 0, 3):
            taken.append(rows)
            yield pa.RecordBatch.from_pydict(
                {"text": pa.array([SENTENCE] * rows, pa.string()), "n": pa.array(range(rows), pa.int8())}
            )

    out = clean_batches(batches(), ledger=True)
    assert next(out).num_rows == 2
    assert taken == [2]
    assert [batch.num_rows for batch in out] == [0, 3]


def test_a_reader_of_any_engine() -> None:
    table = pa.table({"html": [f"<p>{SENTENCE}</p>"] * 5, "id": range(5)})
    reader = pa.RecordBatchReader.from_batches(
        output_schema(table.schema), clean_batches(table.to_reader(max_chunksize=2))
    )
    assert reader.read_all()["id"].to_pylist() == list(range(5))


@settings(max_examples=60)
@given(
    pages=st.lists(st.none() | page_bytes, max_size=6),
    urls=st.none() | st.text(max_size=30),
)
def test_no_page_raises(pages: list[bytes | None], urls: str | None) -> None:
    url = urls and urls.encode(errors="replace").decode()
    batch = pa.RecordBatch.from_pydict(
        {"html": pa.array(pages, pa.binary()), "url": pa.array([url] * len(pages), pa.string())}
    )
    for page, row in zip(pages, cleaned(batch), strict=True):
        assert (row["error"] is None) == (row["method"] is not None)
        assert page or row["error"]


@pytest.mark.parametrize("form", ["pages.jsonl", "pages.warc.gz", "pages.parquet", "pages"])
def test_the_files_of_a_batch_as_record_batches(form: str, tmp_path: Path) -> None:
    raw = [Raw(f"<p>{SENTENCE} {n}</p>".encode(), f"http://x.example/{n}") for n in range(70)]
    FORMS[form](tmp_path / form, raw)
    items = [item for source in find_sources([str(tmp_path / form)]) for item in read_items(source, Limits())]
    batches = list(item_batches(items))
    assert {batch.schema for batch in batches} == {item_schema()}
    rows = [row for batch in clean_batches(batches, ITEM_COLUMNS) for row in batch.to_pylist()]
    assert [row["articleBody"] for row in rows] == [f"{SENTENCE} {n}" for n in range(70)]
    assert [row["source"]["file"] for row in rows] == [item.place.file for item in items]
    (tmp_path / "cut.jsonl").write_bytes(b'{"text": 5}\n')
    items = [item for source in find_sources([str(tmp_path / "cut.jsonl")]) for item in read_items(source, Limits())]
    [batch] = clean_batches(item_batches(items), ITEM_COLUMNS)
    assert batch["error"].to_pylist() == ["no page: 'text' is not text or bytes, but int"]
