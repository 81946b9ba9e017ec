"""Measure the pages a second of `cleaner batch` and of trafilatura's command, and what Spark adds to a plain process.

    python -m benchmarks.batch DATA... [--copies 4] [--rounds 2] [--spark]
    python -m benchmarks.batch DATA... --way
    python -m benchmarks.batch --lines [1000000]
    python -m benchmarks.batch --text [20000]

The pages are the HTML pages of data sets, whose form `benchmarks/scoring.py` describes. They are copied several times
into a folder, one file for each page. Both commands read this folder and write another one, in turn, on one core and
then on two. The time is that of the whole command, from its start to its end. (trafilatura names files by their
content, so it writes one file for all copies of a page.) With `--spark`, a cluster of one executor with one core cleans
the same pages from Parquet, and then this process does so without Spark.

With `--way`, chunks of these pages, and of pages of text, are cleaned in this process and in a worker process. The
difference in CPU time is what the way to the worker and back costs.

With `--text`, a batch cleans a file of this many pages of text, two thirds of them of known sites. They are the stored
pages of `benchmarks/text.py`, each of them many times with other words.

With `--lines`, a batch cleans a file of this many tiny lines, and plain Python decodes, encodes and writes the same
lines in one process. This shows what the process that reads and writes for all workers needs for each page.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psutil
import pyarrow as pa
from pyarrow import parquet

from benchmarks.scoring import Page
from benchmarks.scoring import pages as read_pages
from benchmarks.speed import with_other_words
from benchmarks.text import GOLDEN, STORED
from cleaner import Article, Cleaner
from cleaner.batch.items import CleanedPage
from cleaner.batch.job import Job
from cleaner.batch.outputs.jsonlines import make_line
from cleaner.batch.run import CHUNK_BYTES, CHUNK_PAGES, run
from cleaner.integrations.arrow import clean_batches
from cleaner.work.task import Task

BIN = Path(sys.executable).parent
JOB = """
import sys, time
from pyspark.sql import SparkSession
from cleaner.integrations.spark import clean

pages, out, isolated = sys.argv[1:]
spark = SparkSession.builder.getOrCreate()
spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", 64)
for number in range(2):  # the first one starts the Python workers
    started = time.monotonic()
    clean(spark.read.parquet(pages), isolated=isolated == "yes").write.parquet(f"{out}/{number}")
    print("seconds", time.monotonic() - started)
"""
JAVA = {"spark.driver.extraJavaOptions": "", "spark.executor.extraJavaOptions": ""}
"""The default options of Spark, instead of those of the tests, with which Java starts faster."""


def write_folder(pages: Sequence[Page], folder: Path, copies: int) -> int:
    """Write this number of copies of the pages into subfolders, a hundred files in each; return the number of files."""
    number = 0
    for copy in range(copies):
        for page in pages:
            path = folder / f"{number // 100:03}" / f"{number:06}-{copy}.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page.html, encoding="utf-8", errors="replace")
            number += 1
    return number


def seconds(command: Sequence[str | Path], cores: int, out: Path) -> float:
    """Return how long the command takes on this number of cores."""
    shutil.rmtree(out, ignore_errors=True)
    if out.is_file():
        out.unlink()
    out.with_name(out.name + ".failed.jsonl").unlink(missing_ok=True)
    available = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(available)[:cores])  # the command inherits this
    started = time.monotonic()
    subprocess.run(list(map(str, command)), check=True, capture_output=True, cwd=out.parent)
    took = time.monotonic() - started
    os.sched_setaffinity(0, available)
    if out.is_file():
        written = f"{len(out.read_bytes().splitlines())} rows"
    else:
        written = f"{sum(path.is_file() for path in out.rglob('*'))} articles"
    print(f"{Path(command[0]).name}, cores: {cores}: {took:.1f} s, {written}", file=sys.stderr)
    return took


def main() -> None:
    """Run the benchmark and print tables in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="*", type=Path)
    parser.add_argument("--copies", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--spark", action="store_true")
    parser.add_argument("--lines", type=int, nargs="?", const=1_000_000)
    parser.add_argument("--text", type=int, nargs="?", const=20_000)
    parser.add_argument("--way", action="store_true")
    options = parser.parse_args()
    if not options.data and not options.lines and not options.text:
        parser.error("name data sets, or --lines or --text")
    pages = [page for path in options.data for page in read_pages(path)]
    with TemporaryDirectory() as name:
        work = Path(name)
        if options.lines:
            tiny_lines(options.lines, work)
        elif options.text:
            text_lines(options.text, options.rounds, work)
        elif options.way:
            way_to_worker(pages, options.rounds)
        elif options.spark:
            beside_spark(pages, options.copies, work)
        else:
            beside_trafilatura(pages, options.copies, options.rounds, work)


def beside_trafilatura(pages: Sequence[Page], copies: int, rounds: int, work: Path) -> None:
    """Run both commands in turn and print the table."""
    number = write_folder(pages, work / "pages", copies)
    out = work / "out"
    print("| | pages a second, one core | times trafilatura | two cores | times trafilatura |\n|---|--:|--:|--:|--:|")
    ours: list[str | Path] = [BIN / "cleaner", "batch", "pages", "--out", "out/"]
    theirs: list[str | Path] = [
        BIN / "trafilatura",
        "--input-dir",
        "pages",
        "--output-dir",
        "out",
        "--parallel",
    ]
    contenders: dict[str, Callable[[int], list[str | Path]]] = {
        "cleaner batch": lambda _: ours,  # its default is a worker for each core
        "trafilatura": lambda cores: [*theirs, str(cores)],
    }
    rates: dict[tuple[str, int], float] = {}
    for cores in (1, 2):
        took: dict[str, list[float]] = {name: [] for name in contenders}
        for _ in range(rounds):
            for name, command in contenders.items():
                took[name].append(seconds(command(cores), cores, out))
        rates |= {(name, cores): number / median(times) for name, times in took.items()}
    for name in contenders:
        cells = (
            f"{rates[name, cores]:.1f} | {rates[name, cores] / rates['trafilatura', cores]:.2f}" for cores in (1, 2)
        )
        print(f"| {name} | {' | '.join(cells)} |")


def text_pages(number: int) -> list[tuple[str, str | None]]:
    """Return this number of different pages of text, with the URL of their site for two of three."""
    stored = [((GOLDEN / name / "input.txt").read_text(encoding="utf-8"), url) for name, url in STORED.items()]
    pages = ((with_other_words(text, n), url) for n in range(number) for text, url in stored)
    return [(text, None if n % 3 == 2 else url) for n, (text, url) in enumerate(islice(pages, number))]


def text_lines(number: int, rounds: int, work: Path) -> None:
    """Clean this number of pages of text in JSON lines on one core and on two, and print the table."""
    lines = work / "lines.jsonl"
    with lines.open("w", encoding="utf-8") as file:
        for text, url in text_pages(number):
            file.write(json.dumps({"text": text, "url": url}) + "\n")
    command: list[str | Path] = [BIN / "cleaner", "batch", lines.name, "--out", "out.jsonl"]
    print("| cores | pages a second |\n|--:|--:|")
    for cores in (1, 2):
        took = min(seconds(command, cores, work / "out.jsonl") for _ in range(rounds))
        print(f"| {cores} | {number / took:,.0f} |")


def way_to_worker(pages: Sequence[Page], rounds: int) -> None:
    """Clean chunks of pages in this process and in a worker, and print what the worker costs besides the cleaning."""
    html = [Task(page.html.encode(errors="replace"), page.url) for page in pages]
    text = [Task(text, url) for text, url in text_pages(20 * CHUNK_PAGES)]
    print("| | CPU ms a page in this process | more with a worker | share |\n|---|--:|--:|--:|")
    with Cleaner() as here, Cleaner(isolated=True, workers=1) as isolated:
        isolated.run_all(html[:1] + text[:1], make_row)
        worker = psutil.Process().children()[-1].pid
        for kind, tasks in (("HTML", html), ("text", text)):
            size = sum(len(task.page) for task in tasks) / len(tasks)
            length = min(CHUNK_PAGES, max(1, round(CHUNK_BYTES / size)))
            plain = with_worker = 0.0
            for start in range(0, len(tasks), length):
                chunk = tasks[start : start + length]
                alone, sent = [], []
                for _ in range(rounds):
                    before = time.process_time()
                    here.run_all(chunk, make_row)
                    alone.append(time.process_time() - before)
                    before = time.process_time() + _cpu_of(worker)
                    isolated.run_all(chunk, make_row)
                    sent.append(time.process_time() + _cpu_of(worker) - before)
                plain, with_worker = plain + min(alone), with_worker + min(sent)
            more, a_page = with_worker - plain, 1000 / len(tasks)
            print(f"| {kind} | {plain * a_page:.2f} | {more * a_page:.3f} | {more / plain:.1%} |")


def make_row(article: Article) -> CleanedPage:
    """Return the row of an article, as a batch does that writes JSON lines."""
    return make_line(article, form="text", ledger=False, markup=())


def _cpu_of(process: int) -> float:
    """Return the CPU time in seconds of a process, more exactly than psutil does."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


def tiny_lines(number: int, work: Path) -> None:
    """Clean this number of tiny lines, and decode and encode them with plain Python; print the table."""
    lines = work / "lines.jsonl"
    with lines.open("w", encoding="utf-8") as file:
        for n in range(number):
            file.write(json.dumps({"id": n, "text": f"De raad kwam voor de {n}e keer bijeen."}) + "\n")

    def plainly() -> None:
        with lines.open(encoding="utf-8") as file, (work / "plain.jsonl").open("w", encoding="utf-8") as out:
            for line in file:
                out.write(json.dumps(json.loads(line)) + "\n")

    def as_batch() -> None:
        with Cleaner(isolated=True) as cleaner:
            run(Job(inputs=(str(lines),), out=str(work / "out.jsonl")), cleaner, lambda *_: None)

    print("| | rows a second | this process, CPU µs a row | times plain Python | workers, CPU µs a row |")
    print("|---|--:|--:|--:|--:|")
    plain = 0.0
    for name, do in (("plain Python", plainly), ("cleaner batch", as_batch)):
        before = (time.monotonic(), _cpu(resource.RUSAGE_SELF), _cpu(resource.RUSAGE_CHILDREN))
        do()
        after = (time.monotonic(), _cpu(resource.RUSAGE_SELF), _cpu(resource.RUSAGE_CHILDREN))
        took, ours, workers = (late - early for early, late in zip(before, after, strict=True))
        plain = plain or ours
        a_row = 1e6 / number
        print(f"| {name} | {number / took:,.0f} | {ours * a_row:.1f} | {ours / plain:.1f} | {workers * a_row:.0f} |")


def _cpu(who: int) -> float:
    """Return the CPU time in seconds of this process, or of its children that have ended."""
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def beside_spark(pages: Sequence[Page], copies: int, work: Path) -> None:
    """Clean the pages with Spark and in this process without it, and print the table."""
    from tests.integrations.spark_cluster import cluster

    table = pa.table({"html": [page.html for page in pages] * copies, "url": [page.url for page in pages] * copies})
    parquet.write_table(table, work / "pages.parquet", row_group_size=100)
    cleaner = Cleaner()
    for batch in clean_batches(table.slice(0, 8).to_batches(), cleaner=cleaner):
        assert batch.num_rows
    started = time.monotonic()
    with parquet.ParquetFile(work / "pages.parquet") as file:
        out = pa.Table.from_batches(clean_batches(file.iter_batches(64), cleaner=cleaner))
        parquet.write_table(out, work / "plain.parquet")
    plain = time.monotonic() - started
    print(
        f"| | pages a second | times one plain process |\n|---|--:|--:|\n| one process | {len(table) / plain:.1f} | 1 |"
    )
    (work / "job.py").write_text(JOB, encoding="utf-8")
    with cluster(work) as spark:
        for isolated in ("no", "yes"):
            log = work / "driver.log"
            log.unlink(missing_ok=True)
            arguments = (work / "pages.parquet", work / f"spark-{isolated}", isolated)
            job = spark.submit(work / "job.py", *arguments, **{"spark.cores.max": "1"} | JAVA)
            assert job.wait() == 0, log.read_text(encoding="utf-8")[-5_000:]
            said = [
                line.split()[1] for line in log.read_text(encoding="utf-8").splitlines() if line.startswith("seconds")
            ]
            for name, took in zip(("its first job", "its second"), map(float, said), strict=True):
                isolation = "isolated" if isolated == "yes" else "not isolated"
                print(f"| Spark, {isolation}, {name} | {len(table) / took:.1f} | {plain / took:.2f} |")


if __name__ == "__main__":
    main()
