"""Spark on a real cluster in which a worker dies, and in one process: each row must be there exactly once."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from cleaner import Cleaner
from cleaner.batch.rows import row_of

from ..archives import FORMS, Raw
from ..batches import SENTENCE, batch, rows
from ..golden import cases
from ..hostile import hanging
from .spark_cluster import ENVIRONMENT, QUIET, STARTING, cluster, kill

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

PAGES = 2_000
JOB = """
import sys
from pyspark.sql import SparkSession
from cleaner import Limits
from cleaner.integrations.spark import clean

pages, out = sys.argv[1:]
spark = SparkSession.builder.getOrCreate()
spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", 64)
pages = spark.read.parquet(pages).repartition(16)
limits = Limits(attributes=10**7, size=10**8, blocks=10**7, cpu_seconds=2, memory=170_000_000)
clean(pages, html="body", url="link", limits=limits).write.parquet(out)
"""


def _pages() -> list[tuple[bytes | None, str | None, str]]:
    """Return pages, their URLs, and the expected error of each, which is empty for a page with an article."""
    golden = [(case.page, case.facts.url, "") for case in cases() if case.expected]
    bad: list[tuple[bytes | None, str | None, str]] = [
        (hanging().encode(), "http://x.example/hangs", "over the limit for cpu_seconds, which is 2"),
        (
            b"x" * 60_000_000,  # more than its worker can take in; in one piece, for many would take CPU time
            "http://x.example/starves",
            "over the limit for memory, which is 170,000,000",
        ),
        (gzip.compress(b"x"), None, "this is gzip, not text; unpack or convert it first"),
        (None, "http://x.example/null", "no page: there is nothing in body"),
    ]
    hard = {600: bad[0], 1_400: bad[1]}  # these take seconds
    return [hard.get(n) or (bad[2 + n // 200 % 2] if n % 200 == 100 else golden[n % len(golden)]) for n in range(PAGES)]


def test_a_cluster_in_which_a_worker_dies(tmp_path: Path) -> None:
    pages = _pages()
    table = pa.table(
        {
            "id": range(PAGES),
            "body": pa.array([page for page, _, _ in pages], pa.binary()),
            "link": [url for _, url, _ in pages],
        }
    )
    parquet.write_table(table, tmp_path / "pages.parquet", row_group_size=500)
    (tmp_path / "job.py").write_text(JOB, encoding="utf-8")
    out = tmp_path / "articles"
    with cluster(tmp_path) as spark, spark.submit(tmp_path / "job.py", tmp_path / "pages.parquet", out) as driver:
        try:
            _wait_for_tasks(out, 4, driver, tmp_path / "driver.log")
            assert spark.kill(0) > 2  # the worker, its executor, and the Python process of the executor
            assert driver.wait() == 0, (tmp_path / "driver.log").read_text()[-5_000:]
        finally:
            driver.kill()
    log = (tmp_path / "driver.log").read_text()
    assert "Lost executor" in log
    assert re.search(r"Starting task \d+\.1 ", log)  # an unfinished task was done again
    cleaner = Cleaner()
    library = {}
    found = parquet.read_table(out).to_pylist()
    assert Counter(row["id"] for row in found) == Counter(range(PAGES))
    for row in found:
        page, url, error = pages[row.pop("id")]
        if error:
            assert (row["error"], row["articleBody"], row["url"]) == (error, None, url)
            continue
        if (page, url) not in library:
            assert page is not None
            library[page, url] = row_of(cleaner.clean(page, url)) | {"error": None}
        assert row == library[page, url]


def _wait_for_tasks(out: Path, number: int, driver: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until this number of tasks have committed their output."""
    while len(list(out.glob("_temporary/0/task_*"))) < number:
        assert driver.poll() is None, log.read_text()[-5_000:]
        time.sleep(0.05)


SHELL = """
import json, runpy, sys

for line in sys.stdin:
    sys.argv = json.loads(line)
    code = 0
    try:
        runpy.run_path(sys.argv[0])
    except SystemExit as end:
        code = end.code
    print(code, flush=True)
"""
MAIN = """
import sys
from cleaner.integrations.spark import main

sys.exit(main())
"""
Run = Callable[..., list[str]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Yield a function that runs a script with these arguments and returns the lines of `cleaner` on its stderr.

    Spark has two cores. All scripts run in one process, because starting Java takes most of the time. Each starts a
    Spark session of its own, and stops it.
    """
    folder = tmp_path_factory.mktemp("shell")
    log, path = folder / "log", folder / "script.py"
    options = " ".join(f"--conf '{name}={value}'" for name, value in QUIET.items())
    with (
        log.open("wb") as stderr,
        subprocess.Popen(
            [sys.executable, "-c", SHELL],
            env=ENVIRONMENT | {"PYSPARK_SUBMIT_ARGS": f"--master local[2] {options} pyspark-shell"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        ) as shell,
    ):
        assert shell.stdin
        assert shell.stdout
        requests, codes = shell.stdin, shell.stdout

        def run_script(script: str, *arguments: str | Path, code: int = 0) -> list[str]:
            path.write_text(script, encoding="utf-8")
            before = log.stat().st_size
            print(json.dumps([path, *arguments], default=str), file=requests, flush=True)
            ended = codes.readline()
            said = log.read_bytes()[before:].decode()
            assert ended == f"{code}\n", said[-5_000:]
            return [line for line in said.splitlines() if line.startswith("cleaner")]

        try:
            yield run_script
            requests.close()
            shell.wait(STARTING)
        finally:
            kill(shell)


def test_the_warnings_of_a_job(run: Run, tmp_path: Path) -> None:
    """A job says how many pages the packs of their sites no longer fit."""
    pages = [Raw(f"<main><p>{SENTENCE} {n}</p></main>".encode(), f"https://www.knack.be/nieuws/{n}") for n in range(3)]
    FORMS["pages.jsonl"](tmp_path / "pages.jsonl", [*pages, Raw(SENTENCE.encode())])
    said = run(MAIN, tmp_path / "pages.jsonl", tmp_path / "out")
    assert said[:2] == [
        "cleaner: 4 pages: 4 articles, 0 without an article, 0 failed",
        "cleaner: warnings: knack: no-layout 3",
    ]
    assert said[2].startswith("cleaner: most frequent: no-layout, on 3 of 3 pages of the pack knack. ")


def test_what_a_job_leaves_out(run: Run, tmp_path: Path) -> None:
    rows = "<table><tr><td>Sluiskil<td>12 schepen<tr><td>Goes<td>4 schepen</table>"
    date = "<meta property=article:published_time content=2026-11-02>"
    pages = [
        Raw(
            f"<html lang={tag}>{head}<title>Kop</title><body><article><p>{SENTENCE}</p>{rows}".encode(),
            f"http://x.example/{n}",
        )
        for n, (tag, head) in enumerate([("nl", date), ("de", date), ("nl", "")])
    ]
    for name in ("pages.jsonl", "pages.parquet"):
        FORMS[name](tmp_path / name, pages)
        wishes = ("--target-language", "nl", "--only-with-metadata", "--no-tables")
        [said, *_] = run(MAIN, tmp_path / name, tmp_path / f"{name} out", *wishes)
        assert said == "cleaner: 3 pages: 1 article, 2 without an article, 0 failed"
        bodies = parquet.read_table(tmp_path / f"{name} out")["articleBody"].to_pylist()
        assert [body for body in bodies if body] == [SENTENCE]


def test_jobs_on_json_lines_archives_and_tables(run: Run, tmp_path: Path, cleaner: Cleaner) -> None:
    lines, archives, table = (tmp_path / name for name in ("pages.jsonl", "crawl 1", "pages.parquet"))
    pages = [case.page for case in cases() if case.expected and len(case.expected) > 1_000]
    changed = [page.replace(b" de ", b" die ", 3) for page in pages[::2]]
    FORMS["pages.jsonl"](lines, [Raw(page) for page in [*pages, *changed, *pages[:3], b"Menu"]])
    with lines.open("ab") as file:
        file.write(b'{"html": 5, "url": null}\n\n{"html": "caf\xe9"}\n')
    archives.mkdir()
    responses = [Raw(f"<p>{SENTENCE} {n}</p>".encode(), f"http://x.example/{n}") for n in range(100)]
    FORMS["pages.warc.gz"](archives / "a.warc.gz", responses[:60])
    odd = archives / "b#1?%20.warc"
    FORMS["pages.warc"](odd, responses[60:])
    odd.write_bytes(odd.read_bytes()[:-50])
    (archives / "index.html").write_text("no archive")
    FORMS["pages.parquet"](table, responses[:30])
    outs = [tmp_path / name for name in ("lines", "archives", "table")]
    messages = [
        *run(MAIN, lines, outs[0], "--near-duplicates", "mark"),
        *run(MAIN, archives, outs[1], "--input", "warc", "--format", "json"),
        *run(MAIN, table, outs[2], "--ledger"),
    ]
    batch(lines, out=tmp_path / "batch.jsonl", cleaner=cleaner, near_duplicates=True)
    wanted = rows(tmp_path / "batch.jsonl")
    empty = sum(row["method"] == "none" for row in wanted)
    totals = Counter(
        f"{code} {row['tried'][0].split()[0]}" for row in wanted for code in {*row["warningCodes"]} - {"no-article"}
    )
    line = next(message for message in messages if message.startswith("cleaner: warnings: "))
    assert sum(map(int, re.findall(r"\d+", line))) == totals.total()
    assert [message for message in messages if not message.startswith(("cleaner: warnings", "cleaner: most"))] == [
        f"cleaner: {len(wanted) + 2} pages: {len(wanted) - empty} articles, {empty} without an article, 2 failed",
        "cleaner: 100 pages: 99 articles, 0 without an article, 1 failed",
        "cleaner: 30 pages: 30 articles, 0 without an article, 0 failed",
    ]
    _check_lines(parquet.read_table(outs[0]).to_pylist(), wanted)
    written = [line for path in outs[1].glob("*.json") for line in path.read_text().splitlines()]
    _check_archives([json.loads(line) for line in written], responses[:99])
    _check_table(parquet.read_table(outs[2]).to_pylist(), responses[:30])


def _check_lines(found: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> None:
    """Check that the rows are the same as in a batch, including near duplicates."""
    assert sorted(row["error"] for row in found if row["error"]) == [
        "no page: 'html' is not text or bytes, but int",
        "not a JSON object: 'utf-8' codec can't decode byte 0xe9 in position 13: invalid continuation byte",
    ]
    assert any(row["nearDuplicates"] for row in found)
    keys = ("articleBody", "bodySha256", "nearDuplicates", "headline", "warnings", "tried")
    by_id = {json.loads(row["carriedOver"])["id"]: row for row in found if not row["error"]}
    assert {n: [by_id[n][key] for key in keys] for n in by_id} == {
        row["id"]: [row[key] for key in keys] for row in wanted
    }


def _check_archives(found: list[dict[str, Any]], responses: list[Raw]) -> None:
    """Check that all complete records are there, and that the one that was cut off is reported."""
    cut = [row for row in found if "error" in row]
    assert [row["error"] for row in cut] == ["the file was cut off: it ends in the middle, after 39 records"]
    assert cut[0]["source"]["file"].endswith("/b#1?%20.warc")
    bodies = {row["url"]: row["articleBody"] for row in found if "error" not in row}
    assert bodies == {page.url: page.text[3:-4] for page in responses}
    assert len(found) == len(bodies) + 1


def _check_table(found: list[dict[str, Any]], responses: list[Raw]) -> None:
    """Check that other columns are carried over and the ledger is there."""
    assert [(row["id"], row["url"], row["articleBody"]) for row in sorted(found, key=lambda row: row["id"])] == [
        (n, page.url, page.text[3:-4]) for n, page in enumerate(responses)
    ]
    assert all(isinstance(row["ledger"], list) for row in found)


READ_ONCE = """
import shutil, sys
from pyspark.sql import SparkSession
from cleaner.integrations.spark import clean

spark = SparkSession.builder.getOrCreate()
page = ("https://a.nl/1", sys.argv[2] + "\\nReclame")
articles = clean(spark.createDataFrame([page] * 4, "url string, text string"), packs=sys.argv[1])
shutil.rmtree(sys.argv[1])
for row in articles.collect():
    print("cleaner:", row.version, row.articleBody, file=sys.stderr)
spark.stop()
"""


def test_executors_use_the_packs_that_the_driver_has_read(run: Run, tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    packs.mkdir()
    (packs / "a.yaml").write_text("{pack: a, version: 7, hosts: [a.nl], rules: [{drop: {line: Reclame}}]}")
    assert run(READ_ONCE, packs, SENTENCE) == [f"cleaner: 7 {SENTENCE}"] * 4


def test_wrong_usage(run: Run, tmp_path: Path) -> None:
    FORMS["pages.parquet"](tmp_path / "x.parquet", [Raw(SENTENCE.encode(), "http://x.example/")])
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad/x.yaml").write_text("name: 5")
    jobs: list[tuple[list[str | Path], str]] = [
        ([tmp_path / "nowhere.parquet", tmp_path / "out"], "nowhere.parquet"),
        ([tmp_path / "x.parquet", tmp_path / "bad"], f"{tmp_path}/bad already exists"),
        ([tmp_path / "x.parquet", tmp_path / "out", "--packs", tmp_path / "bad"], "x.yaml:1:1: "),
        ([tmp_path / "x.parquet", tmp_path / "out", "--target-language", "Dutch"], "'Dutch' is not a language tag"),
    ]
    for arguments, words in jobs:
        [line] = run(MAIN, *arguments, code=2)
        assert line.startswith("cleaner: ")
        assert words in line


def test_it_can_be_run_as_a_module(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("x")
    command = [sys.executable, "-m", "cleaner.integrations.spark", str(tmp_path / "x.txt"), str(tmp_path / "out")]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    message = "cleaner.integrations.spark: error: say what IN is: --input jsonlines, parquet or warc"
    assert done.stderr.splitlines()[-1] == message
