"""CSV as the output of a batch, as other programs read it."""

from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import csv as arrow_csv

from cleaner import Cleaner
from cleaner.batch.outputs.output import OutputOptions
from cleaner.batch.streams import zstd

from .archives import FORMS, Raw, jsonl
from .batches import SENTENCE, batch, failed, few_pages_in_a_chunk, interrupt, rows, some_or_all_golden
from .commands import COMMAND, clean_environment


def table(data: bytes) -> list[dict[str, str]]:
    """Return the rows as the module `csv` reads them; `newline` is as its documentation asks for."""
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def cell(value: Any) -> str:
    """Return what a value of a row is in a cell."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, (int, float)):
        return str(value)
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


@pytest.mark.parametrize("form", ["pages", "pages.jsonl", "pages.parquet", "pages.warc.gz"])
@some_or_all_golden
def test_rows_are_those_of_json_lines(
    form: str, golden_pages: Callable[[], list[Raw]], tmp_path: Path, cleaner: Cleaner
) -> None:
    FORMS[form](tmp_path / form, golden_pages())
    options = OutputOptions(ledger=True)
    for name in ("out.csv", "out.jsonl"):
        batch(tmp_path / form, out=tmp_path / name, cleaner=cleaner, output_options=options)
    found, wanted = table((tmp_path / "out.csv").read_bytes()), rows(tmp_path / "out.jsonl")
    for row, line in zip(found, wanted, strict=True):
        place = line.pop("source")
        assert [row[f"source{name}"] for name in ("File", "Record")] == [place["file"], cell(place.get("record"))]
        assert {name: row[name] for name in row if name in line} == {
            name: cell(line[name]) for name in row if name in line
        }
        carried = json.loads(row["carriedOver"] or "{}")
        assert carried == {name.removeprefix("input_"): line[name] for name in line.keys() - row.keys()}


def test_other_programs_read_it(tmp_path: Path, cleaner: Cleaner) -> None:
    page = f'<title>x</title><h1>Kop, met "aanhaling"; é</h1><article><p>{SENTENCE}<p>=1+1 {SENTENCE}</article>'
    (tmp_path / "in.jsonl").write_bytes(jsonl([Raw(page.encode(), "https://x.nl/1"), Raw(b"Menu")]))
    batch(tmp_path / "in.jsonl", out=tmp_path / "out.csv", cleaner=cleaner)
    with (tmp_path / "out.csv").open("rb") as file:
        options = arrow_csv.ParseOptions(newlines_in_values=True)
        found = arrow_csv.read_csv(file, parse_options=options).to_pylist()
    first, second = found
    assert first["articleBody"].splitlines() == [SENTENCE, "", f"=1+1 {SENTENCE}"]
    assert first["headline"] == 'Kop, met "aanhaling"; é'
    assert (second["articleBody"], second["method"]) == ("", "none")
    assert pa.types.is_integer(arrow_csv.read_csv(tmp_path / "out.csv", parse_options=options)["sourceRecord"].type)
    data = (tmp_path / "out.csv").read_bytes()
    assert data.endswith(b"\r\n")
    assert data.startswith(b"url,headline,articleBody,")


@pytest.mark.parametrize("ending", ["", ".gz", ".zst"])
def test_a_run_that_is_interrupted(
    ending: str, tmp_path: Path, cleaner: Cleaner, monkeypatch: pytest.MonkeyPatch
) -> None:
    few_pages_in_a_chunk(monkeypatch)
    path = tmp_path / "in.jsonl"
    path.write_bytes(jsonl([Raw(f"{SENTENCE}\n{n}".encode()) for n in range(60)]) + b"{\n")
    batch(path, out=tmp_path / "wanted.csv", cleaner=cleaner)
    out = tmp_path / f"out.csv{ending}"
    for after in (2, 4):
        interrupt(path, out=out, cleaner=cleaner, after=after)
    batch(path, out=out, cleaner=cleaner)
    data = out.read_bytes()
    whole = gzip.decompress(data) if ending == ".gz" else data
    if ending == ".zst":
        with zstd().ZstdFile(out) as file:
            whole = file.read()
    assert whole == (tmp_path / "wanted.csv").read_bytes()
    assert len(failed(out)) == 1


@pytest.mark.slow
def test_a_run_that_is_killed(tmp_path: Path) -> None:
    path, out, wanted = tmp_path / "in.jsonl", tmp_path / "out.csv", tmp_path / "wanted.csv"
    path.write_bytes(jsonl([Raw(f"{SENTENCE}\n{n}".encode()) for n in range(6_000)]))
    often = "import sys; from cleaner.batch import run; run.COMMIT_SECONDS = 0.1; from cleaner.cli import main; main()"
    program = [str(Path(COMMAND[0]).with_name("python")), "-c", often, "batch", str(path), "--out"]
    subprocess.run([*program, str(wanted)], check=True, env=clean_environment())
    partial, kills = tmp_path / "out.csv.partial/rows", 0
    while not out.exists():
        enough = _size(partial) + wanted.stat().st_size // 4
        with subprocess.Popen([*program, str(out)], env=clean_environment()) as process:
            while process.poll() is None and _size(partial) < enough:
                time.sleep(0.01)
            if process.poll() is None:
                process.kill()
                kills += 1
    assert kills >= 2
    assert out.read_bytes() == wanted.read_bytes()


def _size(path: Path) -> int:
    """Return the size of a file, which may be removed at any moment."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
