"""Batches: each input into each output, input that cannot be read, and runs that are interrupted or killed."""

from __future__ import annotations

import base64
import gzip
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from io import BytesIO, FileIO
from itertools import count, islice
from pathlib import Path
from types import FrameType
from typing import Any

import msgspec
import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from warcio.warcwriter import WARCWriter

from cleaner import Cleaner, InputError, Limits, UsageError
from cleaner.batch.inputs import read_items
from cleaner.batch.items import Item
from cleaner.batch.job import Job, NumberedItem, number_items
from cleaner.batch.outputs.output import OutputOptions
from cleaner.batch.progress import reporting, summary
from cleaner.batch.rows import row_of
from cleaner.batch.run import run as run_job
from cleaner.batch.run_folder import InputPosition, RunState
from cleaner.batch.sources import Source, find_sources
from cleaner.batch.stop import Stop
from cleaner.batch.streams import MemberStream, compress, zstd
from cleaner.output.account import Account
from cleaner.packs.loading import load

from .archives import FORMS, Raw, jsonl, response, warc
from .batches import (
    SENTENCE,
    batch,
    command,
    failed,
    few_pages_in_a_chunk,
    golden,
    interrupt,
    items,
    job,
    peak,
    rows,
    some_or_all_golden,
)
from .commands import COMMAND, clean_environment, run_here
from .golden import cases
from .hostile import hanging

PAGES_TO_CONTINUE = 2_000
OUTPUTS = ("out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.parquet")
# every input with every output; the quick tests have every input, with one output each, and every output
PAIRS = [
    pytest.param(form, output, marks=() if number % len(OUTPUTS) == place else pytest.mark.slow)
    for number, form in enumerate(FORMS)
    for place, output in enumerate(OUTPUTS)
]


def skippable(magic: int, content: bytes) -> bytes:
    """Return a frame of zstd that a decompressor skips, if its magic number is one of those for such frames."""
    return magic.to_bytes(4, "little") + len(content).to_bytes(4, "little") + content


class TestEveryInputIntoEveryOutput:
    @some_or_all_golden
    @pytest.mark.parametrize(("form", "output"), PAIRS)
    def test_rows_are_those_of_the_library(
        self, form: str, output: str, golden_pages: Callable[[], list[Raw]], tmp_path: Path, cleaner: Cleaner
    ) -> None:
        pages = golden_pages()
        FORMS[form](tmp_path / form, pages)
        is_text, has_urls = "jsonl" in form, form != "pages"
        expected, refused = [], 0
        for n, page in enumerate(pages):
            url = (page.url or (f"http://x.example/{n}" if "warc" in form else None)) if has_urls else None
            try:
                expected.append(row_of(cleaner.clean(page.text if is_text else page.page, url)))
            except InputError:
                refused += 1
        state = batch(tmp_path / form, out=tmp_path / output, cleaner=cleaner)
        found = rows(tmp_path / output)
        assert [{key: row[key] for key in expected[0]} for row in found] == expected
        assert state.counts.get("failed", 0) == len(failed(tmp_path / output)) == refused
        assert not list(tmp_path.glob("*.partial"))
        assert all(row["source"]["file"].startswith(str(tmp_path / form)) for row in found)

    @pytest.mark.parametrize(
        ("form", "ending"),
        [
            ("text", "txt"),
            *(
                pytest.param(each, ending, marks=pytest.mark.slow)
                for each, ending in (("markdown", "md"), ("json", "json"))
            ),
        ],
    )
    def test_a_folder_mirrors_the_pages(self, form: str, ending: str, tmp_path: Path, cleaner: Cleaner) -> None:
        pages = golden()
        FORMS["pages"](tmp_path / "pages", pages)
        options = OutputOptions(form=form, with_title=form != "json")  # type: ignore[arg-type]
        batch(tmp_path / "pages", out=f"{tmp_path}/out/", cleaner=cleaner, output_options=options)
        without = {Path(line["source"]["file"]).stem for line in failed(tmp_path / "out")}
        for n, page in enumerate(pages):
            path = tmp_path / "out" / f"{n // 10:02}" / f"{n:03}.html.{ending}"
            article = cleaner.clean(page.page)
            assert path.exists() == (article.found or form == "json") == (f"{n:03}" not in without)
            if form == "json":
                assert json.loads(path.read_text(encoding="utf-8"))["articleBody"] == article.text
            elif article.found:
                text = path.read_text(encoding="utf-8")
                assert article.headline is None or article.headline.split()[0] in text.splitlines()[0]
                assert form != "text" or text.endswith(article.text + "\n")

    def test_a_file_with_many_pages_becomes_a_folder(self, tmp_path: Path, cleaner: Cleaner) -> None:
        (tmp_path / "in").mkdir()
        (tmp_path / "in/a.jsonl").write_bytes(jsonl([Raw(SENTENCE.encode())] * 2))
        (tmp_path / "in/b.html").write_text(f"<p>{SENTENCE}")
        batch(tmp_path / "in", out=f"{tmp_path}/out/", cleaner=cleaner)
        names = sorted(str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*.txt"))
        assert names == ["a.jsonl/000000001.txt", "a.jsonl/000000002.txt", "b.html.txt"]

    def test_what_comes_with_a_page_is_carried_over(self, tmp_path: Path, cleaner: Cleaner) -> None:
        line = '{"id":12345678901234567890,"text":%s,"html":null,"headline":"hun kop",'
        line += '"tags":["a",\r{"b":1.50}],"u":"ë"}\r\n'
        (tmp_path / "in.jsonl").write_text(line % json.dumps(SENTENCE), encoding="utf-8")
        batch(tmp_path / "in.jsonl", out=tmp_path / "out.jsonl", cleaner=cleaner)
        text = (tmp_path / "out.jsonl").read_text(encoding="utf-8")
        assert '"id":12345678901234567890,"input_headline":"hun kop","tags":["a", {"b":1.50}],"u":"ë"' in text
        assert "html" not in (row := rows(tmp_path / "out.jsonl")[0])
        assert (row["headline"], row["articleBody"]) == (None, SENTENCE)
        batch(tmp_path / "in.jsonl", out=tmp_path / "out.parquet", cleaner=cleaner)
        assert json.loads(rows(tmp_path / "out.parquet")[0]["carriedOver"])["tags"] == ["a", {"b": 1.5}]

    def test_columns_keep_their_types(self, tmp_path: Path, cleaner: Cleaner) -> None:
        import datetime
        from decimal import Decimal

        import pyarrow as pa

        when = datetime.datetime(2022, 1, 18, 19, 12, tzinfo=datetime.timezone.utc)
        table = pa.table(
            {
                "text": pa.array([SENTENCE.encode(), None], pa.large_binary()),
                "url": pa.array(["https://x.nl/1", None], pa.large_string()),
                "at": pa.array([when, None], pa.timestamp("us", "UTC")),
                "price": pa.array([Decimal("1.50"), None], pa.decimal128(5, 2)),
                "raw": pa.array([b"\xff\x00", None], pa.binary()),
                "section": pa.array(["Sport", None]).dictionary_encode(),
                "pairs": pa.array([[("a", 1)], None], pa.map_(pa.string(), pa.int32())),
                "version": pa.array([7, 8], pa.int8()),
            }
        )
        parquet.write_table(table, tmp_path / "in.parquet")
        state = batch(tmp_path / "in.parquet", out=tmp_path / "out.parquet", cleaner=cleaner)
        out = parquet.read_table(tmp_path / "out.parquet")
        for name in ("at", "price", "raw", "section", "pairs"):
            assert out.schema.field(name).type == table.schema.field(name).type
            assert out[name].to_pylist() == table[name].to_pylist()[:1]
        version = cleaner.packs["generic"].pack.version
        assert (out["version"].to_pylist(), out["input_version"].to_pylist()) == ([version], [7])
        assert "carriedOver" not in out.schema.names
        assert state.counts["failed"] == 1
        batch(tmp_path / "in.parquet", out=tmp_path / "out.jsonl", cleaner=cleaner)
        row = rows(tmp_path / "out.jsonl")[0]
        assert (row["at"], row["price"], row["raw"], row["section"]) == (
            "2022-01-18T19:12:00Z",
            "1.50",
            "/wA=",
            "Sport",
        )

    def test_the_ledger_is_written_if_asked_for(self, tmp_path: Path, cleaner: Cleaner) -> None:
        page = f"{SENTENCE}\n\nLees ook: Iets anders"
        (tmp_path / "in.jsonl").write_bytes(jsonl([Raw(page.encode(), "https://www.knack.be/nieuws/x")]))
        for out in ("out.jsonl", "out.parquet"):
            batch(tmp_path / "in.jsonl", out=tmp_path / out, cleaner=cleaner, output_options=OutputOptions(ledger=True))
            ledger = rows(tmp_path / out)[0]["ledger"]
            assert [page[entry["start"] : entry["end"]] for entry in ledger][-1] == "Lees ook: Iets anders"
            assert ledger[-1]["file"].endswith(".yaml")

    @pytest.mark.parametrize(
        ("out", "options", "expected"),
        [
            ("out.jsonl", {}, False),
            ("out.parquet", {}, False),
            ("out/", {}, False),
            ("out.jsonl", {"form": "markdown"}, False),
            ("out.jsonl", {"ledger": True}, True),
            ("out.parquet", {"ledger": True}, True),
            ("out/", {"form": "json"}, True),
        ],
    )
    def test_the_ledger_is_made_only_if_asked_for(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str, options: dict[str, Any], expected: bool
    ) -> None:
        asked: list[Account] = []
        ledger = Account.ledger.fget  # type: ignore[attr-defined]

        def noticed(account: Account) -> Any:
            asked.append(account)
            return ledger(account)

        monkeypatch.setattr(Account, "ledger", property(noticed))
        (tmp_path / "in.jsonl").write_bytes(jsonl([Raw(f"<title>Kop</title><h1>Kop</h1><p>{SENTENCE}".encode(), "")]))
        output = OutputOptions(**options)
        # in this process, which makes rows by the same functions as a worker
        state = batch(tmp_path / "in.jsonl", out=f"{tmp_path}/{out}", cleaner=Cleaner(), output_options=output)
        assert state.counts["pages"] == 1
        assert bool(asked) == expected

    @pytest.mark.parametrize("out", ["out.jsonl", "out.parquet", "out/"])
    def test_markup(self, out: str, tmp_path: Path, cleaner: Cleaner) -> None:
        page = f"<article><p>De <b>raad</b>.<p>{SENTENCE}</article>"
        (tmp_path / "in.jsonl").write_bytes(jsonl([Raw(page.encode())]))
        options = OutputOptions(form="markdown", markup=("emphasis",))
        batch(tmp_path / "in.jsonl", out=f"{tmp_path}/{out}", cleaner=cleaner, output_options=options)
        path = tmp_path / out
        found = next(path.rglob("*.md")).read_text() if path.is_dir() else rows(path)[0]["articleBody"]
        assert "De **raad**." in found

    def test_markup_needs_markdown(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="the format text cannot keep links; use the format markdown"):
            Job(inputs=("in.jsonl",), out=f"{tmp_path}/out.jsonl", output_options=OutputOptions(markup=("links",)))

    def test_the_same_body_has_the_same_hash_in_any_form(self, tmp_path: Path, cleaner: Cleaner) -> None:
        page = f"Kop\n\nKop\n\n{SENTENCE}\n\n2*2 is volgens de raad vier, en dat blijft zo."
        (tmp_path / "in.jsonl").write_bytes(jsonl([Raw(page.encode()), Raw(b"Menu"), Raw(page.encode() + b"\n")]))
        found = []
        for form in ("text", "markdown"):
            batch(
                tmp_path / "in.jsonl",
                out=tmp_path / f"{form}.jsonl",
                cleaner=cleaner,
                output_options=OutputOptions(form=form),
            )
            found.append(rows(tmp_path / f"{form}.jsonl"))
        assert r"2\*2" in found[1][0]["articleBody"]
        hashes = {row["bodySha256"] for each in found for row in each}
        assert len(hashes) == 2
        assert None in hashes


class TestWhatCannotBeRead:
    @pytest.mark.parametrize(
        ("line", "why"),
        [
            (b"{", "not a JSON object: Input data was truncated"),
            (b'["x"]', "not a JSON object: Expected `object`, got `array`; write JSON lines, as `jq -c '.[]'` does"),
            (b'{"html": "\xff"}', "not a JSON object: "),
            (b'{"html": "\\q"}', "not a JSON object: JSON is malformed: invalid escaped character"),
            (b'{"html": "\\ud83d", "\\udc00": "\\\\ud83d\\ud83d\\ude00\\uDFFF"}', None),
            (b'{"url": "https://x.nl/1"}', "no page: there is nothing in html or text"),
            (b'{"html": "", "text": null}', "no page: there is nothing in html or text"),
            (b'{"html": 5}', "no page: 'html' is not text or bytes, but int"),
            (b'{"html": "x", "url": 5}', "the URL in 'url' has to be text, not int"),
            (b'{"html": "' + b"x" * 7_000_000 + b'"}', "over the limit for size, which is 1,000"),
            (b'{"html": "' + b"x" * 2_000 + b'"}', "over the limit for size, which is 1,000"),
            (b'{"html": ' + b"[" * 100_000, "not a JSON object: "),
            (b'{"html": "\\u001f\\u008b\\u0000"}', None),
        ],
    )
    def test_a_bad_line_does_not_affect_others_and_its_place_is_reported(
        self, line: bytes, why: str | None, tmp_path: Path
    ) -> None:
        good = jsonl([Raw(SENTENCE.encode())])
        path = tmp_path / "in.jsonl"
        path.write_bytes(b"\xef\xbb\xbf" + good + b"\n  \n" + line + b"\r\n" + good.rstrip())
        state = batch(path, out=tmp_path / "out.jsonl", cleaner=Cleaner(limits=Limits(size=1_000)))
        found = rows(tmp_path / "out.jsonl")
        assert [row["articleBody"] for row in found if row["articleBody"]] == [SENTENCE] * 2
        assert state.counts["pages"] == 3
        assert all(row.get("\ufffd", "\\ud83d😀\ufffd") == "\\ud83d😀\ufffd" for row in found)
        if why is None:
            return
        (entry,) = failed(tmp_path / "out.jsonl")
        assert entry["reason"].startswith(why)
        assert entry["source"]["record"] == 4
        with path.open("rb") as file:
            file.seek(entry["source"]["offset"])
            assert file.readline().rstrip() == line

    def test_an_archive_of_different_responses(self, tmp_path: Path) -> None:
        page = f"<html><body><p>{SENTENCE}</p></body></html>"
        file = BytesIO()
        writer = WARCWriter(file, gzip=True)
        plain = page.encode()
        chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(plain), plain)
        expected: list[tuple[str | None, bytes | str | None]] = []

        def add(body: bytes, *headers: tuple[str, str], page: bytes | None = plain, left: str = "", **how: str) -> None:
            response(writer, body, f"http://x.example/{len(expected)}", *headers, **how)
            expected.append((left or None, "" if left else page))

        add(plain)
        add(gzip.compress(plain), ("Content-Encoding", "gzip"))
        add(gzip.compress(chunked)[:-20], ("Content-Encoding", "br"), page=gzip.compress(chunked)[:-20])
        add(chunked, ("Transfer-Encoding", "chunked"))
        add(plain, ("Content-Encoding", "gzip"))  # which the crawler took off
        add(plain, ("Transfer-Encoding", "chunked"))
        add(plain, ("Content-Encoding", "rot13"))
        add(plain, status="404 Not Found", left="status 404")
        add(plain, status="204 No Content")
        add(b"\x89PNG", kind="image/png", left="image/png")
        add(plain, kind="application/xhtml+xml; charset=ISO-8859-1")
        words = "café ".encode()
        writer.write_record(
            writer.create_warc_record("http://x.example/wet", "conversion", BytesIO(words), len(words), "text/plain")
        )
        expected.append((None, words))
        writer.write_record(writer.create_warc_record("dns:x.example", "response", BytesIO(b"1"), 1, "text/dns"))
        expected.append(("not HTTP", ""))
        writer.write_record(
            writer.create_warc_record("http://x.example/r", "resource", BytesIO(plain), len(plain), "text/html")
        )
        path = tmp_path / "x.warc.gz"
        path.write_bytes(file.getvalue())
        found = items(path)
        assert [(item.left_out, item.page) for item in found] == expected
        assert found[10].charset == "iso-8859-1"
        for item in found:
            with path.open("rb") as raw:
                assert item.offset is not None
                raw.seek(item.offset)
                record = gzip.GzipFile(fileobj=raw).read(2_000).decode("latin-1")
                assert f"WARC-Record-ID: <{item.id}>" in record
                assert f"WARC-Target-URI: {item.url}" in record

    @pytest.mark.parametrize(
        "form", ["pages.jsonl.gz", "pages.jsonl.zst", "pages.warc", "pages.warc.gz", "pages.warc.zst"]
    )
    def test_an_archive_that_is_cut_off_anywhere_is_reported(self, form: str, tmp_path: Path) -> None:
        pages = [Raw(f"<p>{SENTENCE} Het was de {n}e keer.".encode(), f"http://x.example/{n}") for n in range(4)]
        path = tmp_path / form
        FORMS[form](path, pages)
        data = path.read_bytes()
        whole = [item.page for item in items(path)]
        edges = _edges(data, form)
        for end in range(len(data)):
            path.write_bytes(data[:end])
            found = items(path)
            kept = [item.page for item in found if not item.is_damage and not item.left_out]
            assert kept == whole[: len(kept)], end
            if end not in edges:
                assert found[-1].is_damage, end
                said = str(found[-1].fault)
                assert "cut off" in said or "Not a gzipped file" in said or end < 20, end
                assert not any(item.is_damage for item in found[:-1]), end

    @pytest.mark.parametrize(
        ("data", "why"),
        [
            (b"<html>\n<p>Geen archief\n", "cannot be read: not WARC, or damaged: a record begins with b'<html>"),
            (b"WARC/1.0\nContent-Length: 1\n\nx\n\n", "damaged: a record does not say how long it is"),
            (
                warc([Raw(b"x")]) + b"GARBAGE\r\n" * 9,
                "further, after 1 record: not WARC, or damaged: a record begins with",
            ),
            (warc([Raw(b"x")]) + b"WAR", "the file was cut off: it ends in the middle, after 1 record"),
            (b"WARC/1.0\r\nWARC-Type: response\r\n\r\n\r\n\r\n", "damaged: a record does not say how long it is"),
        ],
        ids=["HTML", "only a length", "garbage behind a record", "cut off", "no length"],  # archives have random names
    )
    def test_a_file_that_is_not_an_archive(self, data: bytes, why: str, tmp_path: Path) -> None:
        (tmp_path / "x.warc").write_bytes(data)
        *before, last = items(tmp_path / "x.warc")
        assert [item.page for item in before] == [b"x"] * ("1 record" in why)
        assert last.is_damage
        assert why in str(last.fault)

    @pytest.mark.parametrize("ending", ["", ".gz", ".zst"])
    @pytest.mark.parametrize(
        ("filling", "why"),
        [
            (b"\n" * 1_000_000, None),
            (b" " * 1_000_000 + b"\n", None),
            (b"\r\n" * 600_000, "there are more than 1,048,576 bytes of blank lines, from line 2 (byte {start}"),
            (b"\n" * 100_000_000, "there are more than 1,048,576 bytes of blank lines, from line 2 (byte {start}"),
            (b"\0" * 3_000_000 + b"\n", "over the limit for size, which is 10"),
            (b"\0" * 9_000_000, "there are more than 3,048,636 bytes in one line, from line 2 (byte {start}"),
        ],
        ids=["blank lines", "a blank line", "too many", "far too many", "a long line", "a line without end"],
    )
    def test_lines_without_a_page_are_not_read_for_ever(
        self, filling: bytes, why: str | None, ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("cleaner.batch.inputs.jsonlines.MAX_SKIPPED", 2_000_000)
        good = jsonl([Raw(SENTENCE.encode())])
        path = tmp_path / f"x.jsonl{ending}"
        path.write_bytes(compress(good + filling + good, ending[1:] or None))
        first, *others = items(path, Limits(size=10))
        assert first.page == SENTENCE
        if why is None:
            assert [item.page for item in others] == [SENTENCE]
            return
        fault = others[0].fault
        assert fault is not None
        assert why.format(start=len(good)) in fault.reason
        assert others[0].record == 2
        is_damage = "there are" in why
        assert [item.is_damage for item in others] == ([True] if is_damage else [False, False])

    @pytest.mark.slow
    def test_a_gigabyte_of_blank_lines_does_not_keep_the_command_busy(self, tmp_path: Path) -> None:
        """Reading all of the lines takes more CPU time than the command may use here."""
        path, out = tmp_path / "in", tmp_path / "out.jsonl"
        path.mkdir()
        good = jsonl([Raw(SENTENCE.encode())])
        (path / "a.jsonl.gz").write_bytes(compress(good, "gz") + compress(b"\n" * 10_000_000, "gz") * 100)
        (path / "b.jsonl").write_bytes(good)
        limited = ["sh", "-c", 'ulimit -t 15 && exec "$@"', "sh", *COMMAND, "batch", str(path), "--out", str(out)]
        done = subprocess.run(limited, stderr=subprocess.PIPE, text=True, check=False, env=clean_environment())
        assert done.returncode == 4, done.stderr
        assert [row["source"]["file"] for row in rows(out)] == [f"{path}/a.jsonl.gz", f"{path}/b.jsonl"]
        [entry] = failed(out)
        assert entry["source"] == {"file": f"{path}/a.jsonl.gz", "record": 2}
        assert f"from line 2 (byte {len(good)} of the decompressed file) on" in entry["reason"]

    @pytest.mark.parametrize("form", ["x.warc", "x.warc.gz", "x.warc.zst"])
    @pytest.mark.parametrize(
        ("filling", "is_damage"),
        [
            (b"\n" * 1_000, False),
            (b"".join(random.Random(1).choices([b"\n", b"\r\n"], k=2_000_000)), True),
            (b"WARC/1.0\r\n" + b"X: y\r\n" * 400_000, True),
            (b"WARC/1.0\r\nContent-Length: 9000000\r\n\r\n" + b"\0" * 9_000_000 + b"\n" * 1_000, False),
            (b"WARC/1.0\r\nContent-Length: 9000000\r\n\r\n" + b"\0" * 9_000_000 + b"\n" * 2_000_000, True),
        ],
        ids=["blank lines", "far too many", "headers without end", "a long record", "far too many after a long record"],
    )
    def test_archives_are_not_read_for_ever(self, filling: bytes, is_damage: bool, form: str, tmp_path: Path) -> None:
        good = warc([Raw(SENTENCE.encode())])
        compression = {"x.warc": None, "x.warc.gz": "gz", "x.warc.zst": "zst"}[form]
        path = tmp_path / form
        path.write_bytes(b"".join(compress(part, compression) for part in (good, filling, good)))
        *pages, last = items(path)
        assert last.is_damage is is_damage
        assert [item.page for item in pages][:1] == [SENTENCE.encode()]
        if is_damage:
            assert "without a record" in str(last.fault) or "header length" in str(last.fault)

    @pytest.mark.parametrize("compression", ["gz", "zst"])
    @pytest.mark.parametrize("in_one_member", [True, False])
    def test_of_a_small_archive_with_gigabytes_only_a_megabyte_is_read(
        self, compression: str, in_one_member: bool, tmp_path: Path
    ) -> None:
        blank = b"\n" * (300_000_000 if in_one_member else 3_000_000)
        filling = compress(blank, compression) * (1 if in_one_member else 100)
        good = warc([Raw(SENTENCE.encode())])
        path = tmp_path / f"x.warc.{compression}"
        path.write_bytes(compress(good, compression) + filling)
        page, last = items(path)
        assert page.page == SENTENCE.encode()
        assert last.is_damage
        assert last.fault is not None
        place = re.search(r"without a record before byte ([\d,]+) of the decompressed file", last.fault.reason)
        assert place, last.fault.reason
        assert int(place[1].replace(",", "")) < len(good) + 2_000_000

    @pytest.mark.parametrize("kind", ["gz", "zst", "zst with a dictionary", "zst with a compressed dictionary"])
    def test_a_record_can_be_read_from_its_offset(self, kind: str, tmp_path: Path) -> None:
        pages = [f"<p>{SENTENCE} Het was de {n}e keer.".encode() for n in range(40)]
        start = b"WARC/1.0\r\nWARC-Type: response"
        records = [start + warc([Raw(page)]).partition(start)[2] for page in pages]
        head, dictionary = b"", None
        if "dictionary" in kind:
            dictionary = zstd().train_dict(records, 2_000)
            content = dictionary.dict_content
            content = compress(content, "zst") if "compressed" in kind else content
            head = skippable(0x184D2A5D, content)

        def member(data: bytes) -> bytes:
            return zstd().compress(data, zstd_dict=dictionary) if dictionary else compress(data, kind)

        path = tmp_path / "x.warc.zst"  # what is in a file decides, not its name
        path.write_bytes(head + b"".join(map(member, [*records, records[0] + records[1]])))
        found = items(path)
        assert [item.page for item in found] == [*pages, *pages[:2]]
        assert [item.offset for item in found if item.offset is None] == [None]  # the second one of its member
        for item, record in zip(found[:-1], records + records[:1], strict=True):
            with FileIO(path) as raw:
                raw.seek(item.offset or 0)
                decompressed = MemberStream(raw, kind[:3].strip(), dictionary).read(len(record))
            assert decompressed == record

    @pytest.mark.parametrize("with_dictionary", [False, True])
    @pytest.mark.parametrize("magic", [0x184D2A50, 0x184D2A5C, 0x184D2A5E, 0x184D2A5F])
    def test_skippable_frames_of_zstd_are_skipped(self, magic: int, with_dictionary: bool, tmp_path: Path) -> None:
        pages = [f"<p>{SENTENCE} Het was de {n}e keer.".encode() for n in range(40)]
        records = [warc([Raw(page)]) for page in pages]
        skipped = skippable(magic, b"made by a crawler" * 10_000)
        head, dictionary = skipped, None
        if with_dictionary:
            dictionary = zstd().train_dict(records, 2_000)
            head = skippable(0x184D2A5D, dictionary.dict_content)
        frames = [skipped + zstd().compress(record, zstd_dict=dictionary) for record in records]
        path = tmp_path / "x.warc.zst"
        path.write_bytes(head + b"".join(frames) + skipped)
        assert [item.page for item in items(path)] == pages
        path.write_bytes(head + b"".join(frames) + skipped[:-1])
        *before, last = items(path)
        assert [item.page for item in before] == pages
        assert last.is_damage

    @pytest.mark.parametrize("magic", [0x184D2A4F, 0x184D2A60, 0x184D2B50])
    def test_other_bytes_before_a_frame_of_zstd_are_damage(self, magic: int, tmp_path: Path) -> None:
        path = tmp_path / "x.warc.zst"
        path.write_bytes(skippable(magic, b"x") + compress(warc([Raw(SENTENCE.encode())]), "zst"))
        assert [item.is_damage for item in items(path)] == [True]

    @pytest.mark.parametrize(
        ("kind", "block", "found"),
        [
            ("application/HTTP;msgtype=response", b"HTTP/1.1 200 OK\r\n\r\n<p>x", b"<p>x"),
            (None, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>x", b"<p>x"),
            ("application/http", b"", "the response has no HTTP headers that can be read"),
            ("application/http", b"no\r\n\r\n<p>x", "the response has no HTTP headers that can be read"),
            ("text/dns", b"20220118 x.example. 3600 IN A 127.0.0.1", "not HTTP"),
        ],
    )
    def test_responses_in_archives(self, kind: str | None, block: bytes, found: bytes | str, tmp_path: Path) -> None:
        said = f"Content-Type: {kind}\r\n" if kind else ""
        head = f"WARC/1.0\r\nWARC-Type: response\r\n{said}Content-Length: {len(block)}\r\n\r\n"
        (tmp_path / "x.warc").write_bytes((head.encode() + block + b"\r\n\r\n") * 2)
        for item in items(tmp_path / "x.warc"):
            assert (item.left_out or (item.fault and item.fault.reason) or item.page) == found
        assert item.record == 2

    def test_a_table_that_is_damaged_in_the_middle(self, tmp_path: Path) -> None:
        path = tmp_path / "in.parquet"
        FORMS["pages.parquet"](path, [Raw(f"<p>{SENTENCE} {n}".encode()) for n in range(21)])
        data = bytearray(path.read_bytes())
        second = parquet.ParquetFile(path).metadata.row_group(1).column(1)
        data[second.dictionary_page_offset : second.dictionary_page_offset + 4] = b"\xff" * 4
        path.write_bytes(data)
        *before, last = items(path)
        assert [item.page for item in before] == [f"<p>{SENTENCE} {n}".encode() for n in range(7)]
        assert last.is_damage
        assert last.record == 8
        assert "the file cannot be read further, after 7 records: it is damaged: " in str(last.fault)

    def test_parquet_that_was_cut_off_or_has_no_page(self, tmp_path: Path, cleaner: Cleaner) -> None:
        folder = tmp_path / "in"
        folder.mkdir()
        FORMS["pages.parquet"](folder / "a.parquet", golden()[:20])
        (folder / "b.parquet").write_bytes((folder / "a.parquet").read_bytes()[:-9])
        import pyarrow as pa

        parquet.write_table(pa.table({"words": [1]}), folder / "c.parquet")
        parquet.write_table(pa.table([["x"], [1], [2]], ["html", "n", "n"]), folder / "d.parquet")
        for out in (tmp_path / "out.jsonl", tmp_path / "out.parquet"):
            state = batch(folder, out=out, cleaner=cleaner)
            assert state.counts["damaged"] == 3
            reasons = [line["reason"] for line in failed(out)]
            assert "not Parquet, or cut off" in reasons[0]
            assert "there is no column html or text; the columns are words" in reasons[1]
            assert "two columns are called 'n'" in reasons[2]

    def test_a_row_with_a_value_that_python_does_not_have_does_not_affect_others(
        self, tmp_path: Path, cleaner: Cleaner
    ) -> None:
        import pyarrow as pa

        text = pa.Array.from_buffers(
            pa.string(), 2, [None, pa.array([0, 4, 79], pa.int32()).buffers()[1], pa.py_buffer(b"caf\xe9" + b"x" * 75)]
        )
        day = pa.array([10**7, 1], pa.date32())  # the first is after the year 9999
        for number, columns in enumerate(({"html": text}, {"html": [SENTENCE] * 2, "day": day})):
            folder = tmp_path / str(number)
            folder.mkdir()
            parquet.write_table(pa.table(columns), folder / "in.parquet")
            for name in ("out.jsonl", "out.parquet"):
                batch(folder / "in.parquet", out=folder / name, cleaner=cleaner)
                assert [row["source"]["record"] for row in rows(folder / name)] == [2]
                (entry,) = failed(folder / name)
                assert entry["source"]["record"] == 1
                assert entry["reason"].startswith("the row cannot be read: ")

    def test_a_column_that_cannot_be_written_is_named(self, tmp_path: Path, cleaner: Cleaner) -> None:
        import pyarrow as pa

        flags = pa.ExtensionArray.from_storage(pa.bool8(), pa.array([1, 0], pa.int8()))
        parquet.write_table(pa.table({"text": [SENTENCE] * 2, "flag": flags}), tmp_path / "in.parquet")
        with pytest.raises(UsageError, match="the column 'flag' cannot be carried over to Parquet: "):
            batch(tmp_path / "in.parquet", out=tmp_path / "out.parquet", cleaner=cleaner)
        batch(tmp_path / "in.parquet", out=tmp_path / "out.jsonl", cleaner=cleaner)
        assert [row["flag"] for row in rows(tmp_path / "out.jsonl")] == [True, False]

    def test_the_place_of_a_missing_page_is_not_that_of_another(self, tmp_path: Path) -> None:
        path = tmp_path / "in.jsonl.gz"
        path.write_bytes(gzip.compress(b"\n\n".join([jsonl([Raw(SENTENCE.encode())])] * 3))[:-12])
        *pages, last = items(path)
        assert [page.record for page in pages] == [1, 4, 7][: len(pages)]
        assert (last.is_damage, last.record) == (True, None)

    def test_damage_in_the_middle_of_a_file_ends_only_that_file(self, tmp_path: Path) -> None:
        folder = tmp_path / "in"
        folder.mkdir()
        data = bytearray(warc([Raw(f"<p>{SENTENCE}".encode())] * 9, compressed=True))
        data[len(data) // 2] ^= 255
        (folder / "a.warc.gz").write_bytes(data)
        (folder / "b.jsonl.gz").write_bytes(gzip.compress(jsonl([Raw(SENTENCE.encode())]))[:-6] + b"xxxxxx")
        (folder / "c.html").symlink_to("nowhere")
        (folder / "d.html").write_text(f"<p>{SENTENCE}")
        said = command(folder, "--out", tmp_path / "out.jsonl", code=4)
        assert "3 failed" in said
        found = failed(tmp_path / "out.jsonl")
        assert [Path(line["source"]["file"]).name for line in found] == ["a.warc.gz", "b.jsonl.gz", "c.html"]
        assert rows(tmp_path / "out.jsonl")[-1]["source"]["file"].endswith("d.html")

    @pytest.mark.slow
    def test_pages_that_hang_or_use_up_memory_do_not_affect_others(self, tmp_path: Path) -> None:
        # Takes a quarter more memory than its worker may use. It is one piece, for many would take CPU time.
        starving = "x" * 90_000_000
        pages = [Raw(f"{SENTENCE} {n}".encode()) for n in range(12)]
        pages[3:3] = [
            Raw(hanging().encode(), "http://x.example/hangs"),
            Raw(starving.encode(), "http://x.example/starves"),
        ]
        (tmp_path / "in.jsonl").write_bytes(jsonl(pages))
        limits = ("size=100M", "attributes=10M", "blocks=10M", "cpu_seconds=2", "memory=160M")
        arguments = [each for limit in limits for each in ("--limit", limit)]
        said = command(tmp_path / "in.jsonl", "--out", tmp_path / "out.jsonl", *arguments, code=5)
        assert "14 pages" in said
        assert "12 articles, 0 without one, 2 failed" in said
        found_failures = [(line["url"], line["error"], line["limit"]) for line in failed(tmp_path / "out.jsonl")]
        assert found_failures == [
            ("http://x.example/hangs", "LimitError", "cpu_seconds"),
            ("http://x.example/starves", "LimitError", "memory"),
        ]
        assert [row["articleBody"][-2:].strip(". ") for row in rows(tmp_path / "out.jsonl")] == [
            str(n) for n in range(12)
        ]


def _edges(data: bytes, form: str) -> set[int]:
    """Return where a file can end and still be complete: between two records, or before the first."""
    if form == "pages.warc.gz":
        return {n for n in range(len(data)) if data[n : n + 3] == b"\x1f\x8b\x08"}
    if form == "pages.warc":  # a record is whole without the line breaks that end it
        starts = [n for n in range(len(data)) if data.startswith(b"WARC/1.0\r\n", n)] + [len(data)]
        return {0} | {start - back for start in starts[1:] for back in range(5)}
    return {0}


@pytest.mark.parametrize("out", ["out.jsonl", "out/", "-"])
@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([jsonl([Raw(SENTENCE.encode())])], 0),
        ([jsonl([Raw(b"Menu")])], 0),  # no article, which is no failure
        ([jsonl([Raw(SENTENCE.encode())]), b"{\n"], 5),
        ([b"{\n", gzip.compress(b"{\n" * 9)[:-4]], 4),  # other pages failed as well
    ],
    ids=["an article", "no article", "a failed page", "a file that was cut off"],
)
def test_exit_codes(lines: list[bytes], code: int, out: str, tmp_path: Path) -> None:
    for number, data in enumerate(lines):
        ending = ".gz" if data.startswith(b"\x1f") else ""
        (tmp_path / f"{number}.jsonl{ending}").write_bytes(data)
    assert run_here("batch", *tmp_path.iterdir(), "--out", out if out == "-" else f"{tmp_path}/{out}").code == code


class TestUsage:
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["nowhere", "--out", "out.jsonl"], "there is no file or folder nowhere"),
            (["in", "--out", "out.xml"], "the output out.xml does not end in one of .jsonl, .csv (also .gz, .zst), .p"),
            (["in", "--out", "out.parquet.gz"], "the output out.parquet.gz does not end in one of"),
            (["in", "--out", "in/out.jsonl"], "in/out.jsonl is inside in, which is an input"),
            (["empty", "--out", "out.jsonl"], "there is no file in empty"),
            (["in", "--out", "in.txt/"], "in.txt exists; remove it, or name another output"),
            (["in", "--out", "."], "the output '.' has no name of its own"),
            (["in", "--out", ""], "the output '' has no name of its own"),
            (["in", "--out", ".xml"], "the output .xml does not end in one of .jsonl, .csv"),
            (["in", "--out", "empty.jsonl"], "empty.jsonl exists; remove it, or name another output"),
            (["in", "--out", "link.jsonl"], "link.jsonl exists; remove it, or name another output"),
            (["in", "--out", "file.jsonl"], "file.jsonl.partial cannot be made: File exists"),
            (["in", "--out", "theirs.jsonl"], "theirs.jsonl.partial exists, and does not come from a run"),
            (["in", "--out", "out.jsonl", "--format", "json"], "the format json is only for a folder of articles"),
            (["in", "--out", "out.jsonl", "--with-title"], "the headline above the body is only for a folder"),
            (["in", "--out", "out/", "--ledger"], "in a folder of articles, only the format json has a ledger"),
            (
                ["in", "--out", "out.csv", "--near-duplicates", "mark"],
                "CSV cannot mark near duplicates; write to",
            ),
            (["in", "--out", "out.csv", "--new"], "--new cannot add to CSV; write to a .jsonl or .parquet file"),
            (["in", "--out", "out.csv.br"], "the output out.csv.br does not end in one of"),
            (["in", "--out", "out/", "--near-duplicates", "mark"], "a folder of articles cannot mark near duplicates"),
            (["in", "--out", "out.jsonl", "--workers", "0"], "argument --workers: '0' is not a whole number from 1"),
            (["in", "--out", "out.jsonl", "--pack", "nil"], "there is no pack 'nil'; the packs are "),
            (["in", "--out", "out.jsonl", "--target-language", "Dutch"], "'Dutch' is not a language tag"),
            (["in"], "the following arguments are required: --out"),
        ],
    )
    def test_wrong_usage_is_one_line(
        self, arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "in").mkdir()
        (tmp_path / "empty").mkdir()
        (tmp_path / "in/a.txt").write_text(SENTENCE)
        (tmp_path / "in.txt").write_text("is er al")
        (tmp_path / "theirs.jsonl.partial").mkdir()
        (tmp_path / "theirs.jsonl.partial/data").write_text("van iemand anders")
        (tmp_path / "empty.jsonl").mkdir()
        (tmp_path / "link.jsonl").symlink_to("nowhere")
        (tmp_path / "file.jsonl.partial").touch()
        before = {path.name for path in tmp_path.iterdir()}
        said = command(*arguments, code=2)
        assert said.startswith(f"cleaner: {message}"), said
        assert said.count("\n") == 1
        assert {path.name for path in tmp_path.iterdir()} == before
        assert (tmp_path / "theirs.jsonl.partial/data").exists()

    def test_a_run_with_other_options_is_not_continued(self, tmp_path: Path, cleaner: Cleaner) -> None:
        path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
        path.write_bytes(jsonl([Raw(SENTENCE.encode())] * 200))
        interrupt(path, out=out, cleaner=cleaner, after=1)
        assert not list(tmp_path.glob("*.partial"))  # nothing was done, and nothing stays
        interrupt(path, out=out, cleaner=cleaner, after=3)
        for other in (job(path, out=out, is_ordered=False), job(path, out=out, pack="none"), job(path, path, out=out)):
            with pytest.raises(UsageError, match="begun with other options, packs or pages"):
                run_job(other, cleaner, lambda *_: None)
        with path.open("ab") as file:
            file.write(b"\n")
        with pytest.raises(UsageError, match="begun with other options, packs or pages"):
            batch(path, out=out, cleaner=cleaner)
        assert not out.exists()

    def test_two_runs_at_once(self, tmp_path: Path, cleaner: Cleaner) -> None:
        path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
        path.write_bytes(jsonl([Raw(SENTENCE.encode())] * 200))
        seen: list[str] = []

        def intrude(*_: object) -> None:
            if not seen:
                with pytest.raises(UsageError, match="another run is using") as raised:
                    run_job(job(path, out=out), cleaner, lambda *_: None)
                seen.append(str(raised.value))

        run_job(job(path, out=out), cleaner, intrude)
        assert seen

    def test_an_existing_output_is_never_overwritten(self, tmp_path: Path, cleaner: Cleaner) -> None:
        path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
        path.write_bytes(jsonl([Raw(SENTENCE.encode())]) + b"{\n")
        batch(path, out=out, cleaner=cleaner)
        with pytest.raises(UsageError, match=r"out\.jsonl exists"):
            batch(path, out=out, cleaner=cleaner)
        out.unlink()
        with pytest.raises(UsageError, match=r"out\.jsonl\.failed\.jsonl exists"):
            batch(path, out=out, cleaner=cleaner)

    @pytest.mark.slow
    def test_a_full_disk_is_reported_and_the_run_can_be_continued(self, tmp_path: Path) -> None:
        path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
        path.write_bytes(jsonl([Raw(f"{SENTENCE} {n}".encode()) for n in range(5_000)]))
        script = f"ulimit -f 2000; exec {COMMAND[0]} batch {path} --out {out}"  # blocks of 1,024 bytes
        done = subprocess.run(
            ["/bin/bash", "-c", f"trap '' XFSZ; {script}"],
            capture_output=True,
            text=True,
            check=False,
            env=clean_environment(),
        )
        assert done.returncode == 2
        assert done.stderr.splitlines()[-1] == f"cleaner: [Errno 27] File too large: '{out}.partial'"  # after progress
        assert not out.exists()
        command(path, "--out", out)
        assert len(rows(out)) == 5_000

    @pytest.mark.parametrize(
        ("output", "name"),
        [
            ("out.jsonl", "rows"),
            *(
                pytest.param(*row, marks=pytest.mark.slow)
                for row in (
                    ("out.jsonl.zst", "rows"),
                    ("out.jsonl", "failed.jsonl"),
                    ("out.jsonl", "records"),
                    ("out.parquet", "part-000000.parquet"),
                )
            ),
        ],
    )
    @pytest.mark.parametrize("is_there", [True, False], ids=["cut off", "gone"])
    def test_an_unfinished_output_that_was_damaged(
        self,
        output: str,
        name: str,
        is_there: bool,
        tmp_path: Path,
        cleaner: Cleaner,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        few_pages_in_a_chunk(monkeypatch)  # also on a busy machine, some are cleaned before it is interrupted
        path, out = tmp_path / "in.jsonl", tmp_path / output
        path.write_bytes(b"{\n" + jsonl([Raw(f"{SENTENCE} {n}".encode()) for n in range(300)]))
        interrupt(path, out=out, cleaner=cleaner, after=3, near_duplicates=True)
        damaged = tmp_path / f"{output}.partial" / name
        data = damaged.read_bytes()
        damaged.unlink()
        if is_there:
            damaged.write_bytes(data[:-1])
        said = command(path, "--out", out, "--near-duplicates", "mark", code=2)
        assert said == f"cleaner: {damaged} was cut off or removed; remove {damaged.parent} to start again\n"
        damaged.write_bytes(data)
        command(path, "--out", out, "--near-duplicates", "mark", code=5)
        assert len(rows(out)) == 300

    @pytest.mark.slow
    def test_a_disk_that_fills_up_while_near_duplicates_are_looked_for(self, tmp_path: Path) -> None:
        path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
        path.write_bytes(jsonl([Raw(f"{SENTENCE} {n}".encode()) for n in range(5_000)]))
        script = f"ulimit -f 4000; exec {COMMAND[0]} batch {path} --out {out} --near-duplicates mark"
        done = subprocess.run(
            ["/bin/bash", "-c", f"trap '' XFSZ; {script}"],
            capture_output=True,
            text=True,
            check=False,
            env=clean_environment(),
        )
        assert done.returncode == 2
        assert f"cleaner: the near duplicates cannot be found in {out}.partial: " in done.stderr
        assert "None" not in done.stderr
        command(path, "--out", out, "--near-duplicates", "mark")
        assert len(rows(out)) == 5_000


class TestInterrupted:
    @pytest.mark.slow
    @pytest.mark.parametrize("output", [*OUTPUTS, "out/"])
    @pytest.mark.parametrize("is_ordered", [True, False])
    @settings(max_examples=6, deadline=None)
    @given(after=st.lists(st.integers(1, 8), min_size=1, max_size=5))
    def test_a_run_that_stops_often_writes_each_page_once(
        self, output: str, is_ordered: bool, after: list[int], tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        cleaner = _shared()
        options: dict[str, Any] = {"is_ordered": is_ordered, "near_duplicates": not output.endswith("/")}
        inputs, whole, counts = _whole_run(output, is_ordered, tmp_path_factory.getbasetemp())
        folder = tmp_path_factory.mktemp("interrupted")
        target = f"{folder}/{output}"
        state = None
        for looks in [*after, None]:
            with suppress(KeyboardInterrupt):
                state = batch(inputs, out=target, cleaner=cleaner, stop_after=looks, **options)
            assert (state is not None) == Path(target).exists()
            if state:
                break
        assert state
        assert state.counts == counts
        assert _content(Path(target), is_ordered) == _content(whole, is_ordered)
        shutil.rmtree(folder)

    def test_what_was_written_but_not_recorded_is_not_in_another_output(self, tmp_path: Path, cleaner: Cleaner) -> None:
        for name in ("a", "b"):
            (tmp_path / name).mkdir()
            (tmp_path / name / f"{name}.txt").write_text(SENTENCE)
        left = tmp_path / "out.partial"
        left.mkdir()
        begun = RunState(fingerprint="that of a run which was killed before it recorded anything")
        (left / "journal").write_bytes(msgspec.json.encode(begun))
        (left / "articles").mkdir()
        (left / "articles/a.txt.txt").write_text(SENTENCE)
        batch(tmp_path / "b", out=f"{tmp_path}/out/", cleaner=cleaner)
        assert [path.name for path in (tmp_path / "out").iterdir()] == ["b.txt.txt"]

    @pytest.mark.slow
    def test_a_worker_that_is_killed_does_not_end_the_command(self, tmp_path: Path) -> None:
        """The command writes to a pipe that nobody reads any longer, which is not its stdout."""
        path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
        path.write_bytes(jsonl([Raw(f"{SENTENCE} {n}\n".encode() * 100) for n in range(2_000)]))
        killed = 0
        with subprocess.Popen([*COMMAND, "batch", str(path), "--out", str(out)], env=clean_environment()) as process:
            while process.poll() is None and killed < 4:
                for child in psutil.Process(process.pid).children():
                    with suppress(psutil.NoSuchProcess):
                        if "spawn_main" in " ".join(child.cmdline()):
                            child.kill()
                            killed += 1
                time.sleep(0.4)
            assert process.wait(50) in (0, 5)  # a page whose worker was killed twice fails
        assert killed >= 4
        assert len(rows(out)) + len(failed(out)) == 2_000

    @pytest.mark.slow
    @pytest.mark.timeout(120)
    def test_a_run_that_is_killed_and_continued(self, tmp_path: Path) -> None:
        path, out, wanted = tmp_path / "in.jsonl", tmp_path / "out.jsonl", tmp_path / "wanted.jsonl"
        texts = [case.page.decode(errors="replace") for case in cases() if not case.is_html]
        with path.open("w", encoding="utf-8") as file:
            for n in range(PAGES_TO_CONTINUE):
                page = {"text": texts[n % len(texts)].replace(" de ", f" de {n}e "), "n": n}
                file.write(json.dumps(page if n % 500 else {"n": n}) + "\n")
        command(path, "--out", wanted, code=5)
        often = "import sys; from cleaner.batch import run; run.COMMIT_SECONDS = 0.2; "
        code = f"{often} from cleaner.cli import main; sys.exit(main())"
        chance = random.Random(6)
        kills = Counter[str]()
        while not out.exists():
            partial = tmp_path / "out.jsonl.partial/rows"
            # counted in what is written, and not in seconds: it does not depend on how fast the machine is
            size = _size(partial) + chance.uniform(1, wanted.stat().st_size / 3)
            with subprocess.Popen(
                [sys.executable, "-c", code, "batch", str(path), "--out", str(out)], env=clean_environment()
            ) as process:
                while process.poll() is None and _size(partial) < size:
                    time.sleep(0.01)
                if process.poll() is None:
                    how = chance.choice([signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
                    process.send_signal(how)
                    kills[how.name] += 1
            assert process.returncode in (5, 130, -signal.SIGKILL)
        assert out.read_bytes() == wanted.read_bytes()
        assert failed(out) == failed(wanted)
        assert [row["n"] for row in rows(out)] == [n for n in range(PAGES_TO_CONTINUE) if n % 500]
        assert kills.total() >= 2

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("seconds", "sentences", "pages"),
        [
            pytest.param(0, 1, 100_000, id="as soon as a worker starts"),
            pytest.param(0.1, 1, 100_000, id="while workers start"),
            pytest.param(0.3, 1, 100_000, id="while workers start, a little later"),
            pytest.param(0.3, 400, 2_000, id="while workers start, and a chunk does not fit in their pipe"),
            pytest.param(2, 1, 100_000, id="while workers clean"),
        ],
    )
    def test_ctrl_c_leaves_no_process_and_says_how_to_continue(
        self, seconds: float, sentences: int, pages: int, tmp_path: Path
    ) -> None:
        path = tmp_path / "in.jsonl"
        path.write_bytes(jsonl([Raw(f"{SENTENCE * sentences} {n}".encode()) for n in range(pages)]))
        arguments = [*COMMAND, "batch", str(path), "--out", str(tmp_path / "out.jsonl")]
        with subprocess.Popen(
            arguments, stderr=subprocess.PIPE, text=True, env=clean_environment(), start_new_session=True
        ) as process:
            assert process.stderr
            while not psutil.Process(process.pid).children():
                assert process.poll() is None
            time.sleep(seconds)
            family = psutil.Process(process.pid).children(recursive=True)
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does
            said = process.stderr.read()
        assert process.returncode == 130
        assert said == "cleaner: interrupted; run the same command again to continue\n"
        psutil.wait_procs(family, timeout=5)
        assert not any(each.is_running() for each in family)

    @pytest.mark.parametrize("where", ["job.read_items", "run.fingerprint", "duplicates._link", "duplicates._names"])
    def test_a_run_ends_at_once_while_no_page_is_being_cleaned(
        self, where: str, tmp_path: Path, cleaner: Cleaner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path, out, stop = tmp_path / "in.jsonl", tmp_path / "out.jsonl", Stop()
        path.write_bytes(jsonl([Raw(f"{SENTENCE} {n}".encode()) for n in range(200)]))
        interrupt(path, out=out, cleaner=cleaner, after=3, near_duplicates=True)
        todo = job(path, out=out, near_duplicates=True)
        ended = []

        def end(*_: object) -> None:
            stop()
            ended.append("not here")

        with monkeypatch.context() as patch:
            patch.setattr(f"cleaner.batch.{where}", end)
            with pytest.raises(KeyboardInterrupt):
                run_job(todo, cleaner, lambda *_: None, stop)
        assert not ended
        assert not out.exists()
        run_job(todo, cleaner, lambda *_: None)
        assert [row["id"] for row in rows(out)] == list(range(200))

    @pytest.mark.parametrize("is_ordered", [True, False])
    def test_a_run_that_is_stopped_while_it_reads(
        self, is_ordered: bool, tmp_path: Path, cleaner: Cleaner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        inputs = _mixed(tmp_path)
        wanted = batch(inputs, out=tmp_path / "wanted.jsonl", cleaner=cleaner, is_ordered=is_ordered)
        todo = job(inputs, out=tmp_path / "out.jsonl", is_ordered=is_ordered)
        monkeypatch.setattr("cleaner.batch.run.CHUNK_PAGES", 7)
        stop, chance, interrupted, state = Stop(), random.Random(7), 0, None

        def read_and_stop(*arguments: Any) -> Iterator[Item]:
            for item in read_items(*arguments):
                if chance.random() < 0.02:
                    stop()
                yield item

        monkeypatch.setattr("cleaner.batch.job.read_items", read_and_stop)
        while state is None:
            try:
                state = run_job(todo, cleaner, lambda *_: None, stop)
            except KeyboardInterrupt:
                stop, interrupted = Stop(), interrupted + 1
        assert interrupted >= 2
        assert state.counts == wanted.counts
        out, expected = (_content(tmp_path / name, is_ordered) for name in ("out.jsonl", "wanted.jsonl"))
        assert out == expected

    @pytest.mark.slow
    def test_ctrl_c_while_millions_of_records_are_skipped(self, tmp_path: Path) -> None:
        """The archive is so long that the test fails unless the signal ends the reading."""
        path, out = tmp_path / "in", tmp_path / "out.jsonl"
        path.mkdir()
        FORMS["pages.jsonl"](path / "a.jsonl", [Raw(f"{SENTENCE} {n}".encode()) for n in range(300)])
        records = compress(warc([]) * 10_000, "gz")
        with (path / "b.warc.gz").open("wb") as file:
            for _ in range(20_000):
                file.write(records)
        with subprocess.Popen(
            [*COMMAND, "batch", str(path), "--out", str(out)],
            stderr=subprocess.PIPE,
            text=True,
            env=clean_environment(),
        ) as process:
            while psutil.Process(process.pid).cpu_times().user < 4:  # it has begun to read the archive
                assert process.poll() is None
                time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            try:
                _, said = process.communicate(timeout=60)
            finally:
                process.kill()
        assert process.returncode == 130, said
        journal = msgspec.json.decode((tmp_path / "out.jsonl.partial/journal").read_bytes(), type=RunState)
        assert journal.counts["pages"] >= 256, journal
        assert (tmp_path / "out.jsonl.partial/rows").read_bytes().count(b"\n") == journal.counts["pages"]

    def test_a_run_that_is_killed_between_the_last_two_renamings(self, tmp_path: Path, cleaner: Cleaner) -> None:
        path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
        path.write_bytes(jsonl([Raw(SENTENCE.encode())]) + b"{\n")
        wanted = batch(path, out=out, cleaner=cleaner)
        failures = failed(out)
        partial = tmp_path / "out.jsonl.partial"
        partial.mkdir()
        wanted.whole = "rows"
        (partial / "journal").write_bytes(msgspec.json.encode(wanted))
        out.replace(partial / "rows")  # the failed ones have their name, the rows not yet
        batch(path, out=out, cleaner=cleaner)
        assert len(rows(out)) == 1
        assert failed(out) == failures
        assert not partial.exists()


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


_SHARED: list[Cleaner] = []


def _shared() -> Cleaner:
    if not _SHARED:
        _SHARED.append(Cleaner())
    return _SHARED[0]


@cache
def _whole_run(output: str, is_ordered: bool, base: Path) -> tuple[Path, Path, dict[str, int]]:
    """Make inputs, and a run of them that is not interrupted. Return the inputs, the output and the counts."""
    folder = base / f"whole-{is_ordered}-{output}"
    inputs, out = _mixed(folder), f"{folder}/{output}"
    state = batch(inputs, out=out, cleaner=_shared(), is_ordered=is_ordered, near_duplicates=not output.endswith("/"))
    return inputs, Path(out), state.counts


def _mixed(folder: Path) -> Path:
    """Write pages in all forms, some of them bad, and archives that were cut off."""
    inputs = folder / "in"
    pages = [Raw(f"{SENTENCE} Dat was de {n // 2}e keer.".encode(), f"http://x.example/{n}") for n in range(90)]
    FORMS["pages"](inputs, pages[:40])
    FORMS["pages.jsonl"](inputs / "b.jsonl", pages)
    with (inputs / "b.jsonl").open("ab") as file:
        file.write(b"{\n" * 40)
    FORMS["pages.warc.gz"](inputs / "c.warc.gz", pages)
    (inputs / "c.warc.gz").write_bytes((inputs / "c.warc.gz").read_bytes()[:-20])
    FORMS["pages.parquet"](inputs / "d.parquet", pages)
    FORMS["pages.jsonl.gz"](inputs / "e.jsonl.gz", pages[:3])
    (inputs / "e.jsonl.gz").write_bytes((inputs / "e.jsonl.gz").read_bytes()[:-2])
    return inputs


def _content(out: Path, is_ordered: bool) -> Any:
    if out.is_dir():
        return {path.relative_to(out): path.read_bytes() for path in out.rglob("*.txt")}
    found = [json.dumps(row, default=str, sort_keys=True) for row in rows(out)]
    return found if is_ordered else sorted(found)


def test_a_run_that_stands_still_loses_no_page(
    tmp_path: Path, cleaner: Cleaner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a starved machine, or after Ctrl-Z, any amount of time may pass between two looks at the clock."""
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    path.write_bytes(jsonl([Raw(f"{SENTENCE} {n}".encode()) for n in range(300)]))
    monkeypatch.setattr("cleaner.batch.run.monotonic", count(0, 10).__next__)
    batch(path, out=out, cleaner=cleaner)
    assert [row["id"] for row in rows(out)] == list(range(300))


def test_an_interrupt_that_does_not_come_from_the_stop_ends_no_run_as_if_it_were_complete(
    tmp_path: Path, cleaner: Cleaner, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    path.write_bytes(jsonl([Raw(f"{SENTENCE} {n}".encode()) for n in range(300)]))

    def interrupted(*_: object) -> Iterator[NumberedItem]:
        yield from islice(number_items(job(path, out=out), cleaner.limits, InputPosition()), 200)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("cleaner.batch.run.number_items", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run_job(job(path, out=out), cleaner, lambda *_: None)
    assert not out.exists()
    batch(path, out=out, cleaner=cleaner)
    assert [row["id"] for row in rows(out)] == list(range(300))


@pytest.mark.parametrize("in_block", [True, False], ids=["the second signal", "the first signal"])
def test_a_signal_between_reading_and_other_work_loses_no_work(in_block: bool) -> None:
    """A signal may also come while `at_once` ends. What was done is still recorded, whatever signals follow."""
    stop, hits, is_recorded = Stop(), count(), False

    def trace(frame: FrameType, event: str, _: object) -> Any:
        """Call `stop`, as a signal handler does, before the first line that runs when the block has ended."""
        if frame.f_code is Stop.at_once.__wrapped__.__code__ and event == "line" and next(hits) == 0:  # type: ignore[attr-defined]
            stop()
        return trace

    with pytest.raises(KeyboardInterrupt), stop.deferred():  # noqa: PT012  (what runs inside is tested)
        reading = stop.at_once()
        reading.__enter__()
        before = sys.gettrace()
        sys.settrace(trace)
        try:
            if in_block:
                with suppress(KeyboardInterrupt):
                    stop()
            reading.__exit__(None, None, None)
        except KeyboardInterrupt:
            pass
        finally:
            sys.settrace(before)
        assert next(hits) > 0
        stop()  # a further signal
        is_recorded = True
    assert is_recorded


class TestOrderAndSpace:
    @pytest.mark.slow
    def test_a_slow_page_does_not_delay_others_unless_the_output_is_ordered(self, tmp_path: Path) -> None:
        pages = [Raw(hanging().encode()), *(Raw(f"{SENTENCE} {n}".encode()) for n in range(3_000))]
        (tmp_path / "in.jsonl").write_bytes(jsonl(pages))
        out = tmp_path / "out.jsonl"
        limits = Limits(attributes=10**7, cpu_seconds=1.5)
        for is_ordered in (True, False):
            with Cleaner(isolated=True, workers=2, limits=limits) as cleaner:
                done = [0]

                def report(state: RunState, *_: object, done: list[int] = done) -> None:
                    if not state.counts.get("failed"):  # the page that hangs is not done yet
                        done.append(state.counts.get("pages", 0))

                run_job(job(tmp_path / "in.jsonl", out=out, is_ordered=is_ordered), cleaner, report)
            assert (max(done) > 500) is not is_ordered, done[-1]
            found = [row["source"]["record"] for row in rows(out)]
            assert len(found) + len(failed(out)) == 3_001
            assert (found == sorted(found)) is is_ordered
            out.unlink()
            out.with_name("out.jsonl.failed.jsonl").unlink()

    @pytest.mark.slow
    @pytest.mark.parametrize("output", ["out.jsonl", "out.parquet"])
    def test_carried_over_fields_do_not_stay_in_memory(self, output: str, tmp_path: Path) -> None:
        peaks = []
        for number in (20, 120):
            path = tmp_path / f"{number}.jsonl"
            with path.open("w", encoding="utf-8") as file:
                for n in range(number):
                    file.write(json.dumps({"text": f"{SENTENCE} {n}", "along": "x" * 2_000_000}) + "\n")
            peaks.append(peak(path, "--out", tmp_path / f"{number}-{output}"))
        assert peaks[1] - peaks[0] < 80, peaks  # of 200 MB more

    @pytest.mark.slow
    @pytest.mark.timeout(180)
    def test_memory_does_not_grow_with_the_input(self, tmp_path: Path) -> None:
        """MB of memory for each further MB of input: 1 if the pages were held, 2 with their articles.

        A loaded machine moves single peaks by some MB, up or down, as more or fewer pages wait for each other.
        """
        sizes, peaks = [], []
        for pages in (1_000, 3_000):
            path, out = tmp_path / f"{pages}.jsonl", tmp_path / f"{pages}-out.jsonl"
            page = "{} {}\n" + "x" * 20_000  # large, and cheap to clean
            path.write_bytes(jsonl([Raw(page.format(SENTENCE, n).encode()) for n in range(pages)]))
            sizes.append(path.stat().st_size / 1e6)
            peaks.append(peak(path, "--out", out, "--near-duplicates", "mark"))
        assert (peaks[1] - peaks[0]) / (sizes[1] - sizes[0]) < 0.5, (sizes, peaks)


class TestProgress:
    @pytest.mark.slow
    def test_a_bar_on_a_terminal(self, tmp_path: Path) -> None:
        (tmp_path / "in.jsonl").write_bytes(jsonl([Raw(f"{SENTENCE} {n}".encode()) for n in range(4_000)]))
        said = _on_a_terminal(*COMMAND, "batch", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "out.jsonl"))
        assert "%|" in said
        assert "left" in said
        assert "/s; by method: generic" in said
        assert said.rstrip().splitlines()[-1].startswith("cleaner: by method: generic 4,000")

    def test_lines_if_there_is_no_terminal(
        self, tmp_path: Path, cleaner: Cleaner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr("cleaner.batch.progress.LINE_SECONDS", 0)
        (tmp_path / "in.jsonl").write_bytes(jsonl([Raw(f"{SENTENCE} {n}".encode()) for n in range(300)]))
        with reporting() as report:
            state = run_job(job(tmp_path / "in.jsonl", out=tmp_path / "out.jsonl"), cleaner, report)
        said = capsys.readouterr().err.splitlines()
        assert said[0].startswith("cleaner: ")
        assert any(line.startswith("cleaner: 100%, 0:00:00 left, 300 pages") for line in said), said
        assert "\r" not in "".join(said)
        assert next(summary(state, load())).startswith("300 pages in 0:00:0")


def _on_a_terminal(*command: str) -> str:
    import fcntl
    import pty
    import struct
    import termios

    pid, terminal = pty.fork()
    if not pid:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 150, 0, 0))
        os.execve(command[0], command, clean_environment())  # noqa: S606  (a terminal takes a fork)
    said = b""
    while True:
        try:
            part = os.read(terminal, 1 << 16)
        except OSError:
            break
        if not part:
            break
        said += part
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    return said.decode()


class TestFileNamesThatAreNotUtf8:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        """A folder with two pages and two that fail, whose names differ only in a byte that is not UTF-8."""
        folder = tmp_path / "in"
        folder.mkdir()
        for name, page in ((b"\xff.html", SENTENCE), (b"\xfe.html", SENTENCE), (b"\xff", "\0\1"), (b"\xfe", "\0\1")):
            Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(page * 100)
        (folder / "\ufffd.txt").write_text(SENTENCE)
        return folder

    @pytest.mark.parametrize("out", ["out.jsonl", "out.parquet", "out/"])
    def test_each_file_can_be_found_again(self, out: str, folder: Path, cleaner: Cleaner) -> None:
        path = folder.parent / out
        batch(folder, out=f"{folder.parent}/{out}", cleaner=cleaner)
        found = [line["source"] for line in ([] if path.is_dir() else rows(path)) + failed(path)]
        names = [
            base64.b64decode(source["fileBytes"]) if source.get("fileBytes") else source["file"].encode()
            for source in found
        ]
        wanted = {os.fsencode(each) for each in folder.iterdir()}
        if path.is_dir():
            articles = {os.fsencode(folder / each.name).removesuffix(b".txt") for each in path.iterdir()}
            assert articles | set(names) == wanted
            assert len(articles) == 3
        else:
            assert set(names) == wanted
            assert all("\ufffd" in source["file"] for source in found)

    @pytest.mark.parametrize("out", ["out.jsonl", "out.parquet", "out/"])
    def test_a_new_one_is_not_taken_for_another(self, out: str, folder: Path, cleaner: Cleaner) -> None:
        target = f"{folder.parent}/{out}"
        batch(folder, out=target, cleaner=cleaner)
        Path(os.fsdecode(os.fsencode(folder) + b"/\xfd.html")).write_text(SENTENCE)
        assert batch(folder, out=target, cleaner=cleaner, existing="new").counts["pages"] == 1
        assert batch(folder, out=target, cleaner=cleaner, existing="new").counts == {}


def test_inputs_outside_the_working_directory_keep_their_place(
    tmp_path: Path, cleaner: Cleaner, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a/x.txt", "b/y.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(SENTENCE)
    monkeypatch.chdir(tmp_path / "a")
    batch(".", "../b", out=f"{tmp_path}/out/", cleaner=cleaner)
    found = {str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*.txt")}
    assert found == {"a/x.txt.txt", "b/y.txt.txt"}


def test_an_output_below_a_link_to_the_input(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "link").symlink_to("in")
    with pytest.raises(UsageError, match="which is an input"):
        job(tmp_path / "link", out=tmp_path / "in/out.jsonl")


def test_an_input_that_is_named_twice(tmp_path: Path) -> None:
    (tmp_path / "in/a").mkdir(parents=True)
    with pytest.raises(UsageError, match="is named twice"):
        job(tmp_path / "in/a", tmp_path / "in", out=f"{tmp_path}/out/")
    job(tmp_path / "in/a", tmp_path / "in", out=tmp_path / "out.jsonl")


def test_a_pipe_is_not_a_page(tmp_path: Path, cleaner: Cleaner) -> None:
    (tmp_path / "in").mkdir()
    os.mkfifo(tmp_path / "in/pipe")
    (tmp_path / "in/x.txt").write_text(SENTENCE)
    batch(tmp_path / "in", out=tmp_path / "out.jsonl", cleaner=cleaner)
    assert [line["reason"] for line in failed(tmp_path / "out.jsonl")] == [
        "the file cannot be read: it is not a regular file"
    ]
    assert len(rows(tmp_path / "out.jsonl")) == 1


def test_a_column_with_the_name_of_the_one_for_json(tmp_path: Path, cleaner: Cleaner) -> None:
    import pyarrow as pa

    (tmp_path / "in").mkdir()
    parquet.write_table(pa.table({"text": [SENTENCE], "carriedOver": [7]}), tmp_path / "in/a.parquet")
    (tmp_path / "in/b.jsonl").write_bytes(jsonl([Raw(SENTENCE.encode())]))
    batch(tmp_path / "in", out=tmp_path / "out.parquet", cleaner=cleaner)
    found = [(row["input_carriedOver"], row["carriedOver"]) for row in rows(tmp_path / "out.parquet")]
    assert found == [(7, None), (None, '{"id":0,"headline":"x"}')]


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.failed.jsonl"])
def test_a_file_that_appears_during_a_run_is_not_overwritten(name: str, tmp_path: Path, cleaner: Cleaner) -> None:
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    path.write_bytes(jsonl([Raw(SENTENCE.encode())] * 200) + b"{\n")
    interrupt(path, out=out, cleaner=cleaner, after=3)
    (tmp_path / name).write_text("van iemand anders")
    with pytest.raises(UsageError, match=f"{name} exists"):
        batch(path, out=out, cleaner=cleaner)
    assert (tmp_path / name).read_text() == "van iemand anders"
    (tmp_path / name).unlink()
    batch(path, out=out, cleaner=cleaner)
    assert len(rows(out)) == 200


def test_made_up_media_types(tmp_path: Path, cleaner: Cleaner) -> None:
    file = BytesIO()
    writer = WARCWriter(file)
    page = f"<p>{SENTENCE}</p>".encode()
    for kind in ("TEXT/HTML", "Text/Plain; charset=utf-8", "Image/PNG", "x\x1b[31m", *(f"a/{n}" for n in range(1_100))):
        response(writer, page, kind=kind)
    (tmp_path / "in.warc").write_bytes(file.getvalue())
    state = batch(tmp_path / "in.warc", out=tmp_path / "out.jsonl", cleaner=cleaner)
    assert state.counts["pages"] == 2
    assert state.counts["left out/image/png"] == state.counts["left out/a malformed type"] == 1
    assert len(state.counts) < 1_010
    said = list(summary(state, load()))[-1]
    assert said.startswith("left out 1,102 records of archives: others ")
    assert said.endswith(", ...")
    assert said.count(",") == 11


def test_names_without_a_place_in_the_folder(tmp_path: Path, cleaner: Cleaner) -> None:
    folder = tmp_path / "in"
    (folder / "a.txt").mkdir(parents=True)
    (folder / "a").write_text(SENTENCE)
    (folder / "a.txt/b").write_text(SENTENCE)
    (folder / ("x" * 254)).write_text(SENTENCE)
    state = batch(folder, out=f"{tmp_path}/out/", cleaner=cleaner)
    assert state.counts["failed"] == 2
    assert state.counts["method/generic"] == 1
    assert [line["reason"] for line in failed(tmp_path / "out")] == [
        "its article has no place in the folder: File exists",
        "its article has no place in the folder: File name too long",
    ]


def test_a_batch_needs_no_extra_for_json_lines(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(jsonl([Raw(SENTENCE.encode())]))
    program = (
        "import sys\n"
        "for name in ('pyarrow', 'fastwarc', 'rensa', 'numpy', 'py3langid'): sys.modules[name] = None\n"
        "from cleaner.cli import main\n"
        "if __name__ == '__main__': sys.exit(main(sys.argv[1:]))"
    )
    script = tmp_path / "program.py"
    script.write_text(program)

    def run(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, str(script), "batch", *arguments],
            capture_output=True,
            text=True,
            check=False,
            env=clean_environment(),
            cwd=tmp_path,
        )
        return done.returncode, done.stderr

    assert run("in.jsonl", "--out", "a.jsonl.zst")[0] == 0
    FORMS["pages.warc"](tmp_path / "in.warc", [Raw(SENTENCE.encode())])
    for arguments, package, extra in (
        (("in.jsonl", "--out", "b.parquet"), "pyarrow", "arrow"),
        (("in.warc", "--out", "c.jsonl"), "fastwarc", "warc"),
        (("in.jsonl", "--out", "d.jsonl", "--near-duplicates", "mark"), "rensa", "near-duplicates"),
        (("in.jsonl", "--out", "e.jsonl", "--target-language", "nl"), "py3langid", "language"),
    ):
        code, said = run(*arguments)
        assert (code, said) == (2, f"cleaner: this needs {package}: pip install 'article-cleaner[{extra}]'\n")


def test_sources_are_sorted_and_named_below_their_common_folder(tmp_path: Path) -> None:
    for name in ("b/2.html", "b/10.html", "a/x.warc.gz", "a/.git/y.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    def named(*inputs: str) -> list[str]:
        found: list[Source] = list(find_sources(str(tmp_path / each) for each in inputs))
        return [str(source.name) for source in found]

    assert named("") == ["a/x.warc.gz", "b/10.html", "b/2.html"]
    assert named("b", "a") == ["b/10.html", "b/2.html", "a/x.warc.gz"]
    assert named("b/2.html") == ["2.html"]
