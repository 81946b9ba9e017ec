"""Spark: a DataFrame of pages into one of articles, on a cluster; near duplicates among them; and a job to submit.

    python -m cleaner.integrations.spark IN... OUT
    spark-submit --master spark://... run.py IN... OUT    # run.py: from cleaner.integrations.spark import main; main()

Every executor needs `cleaner` with its extra `spark`. A page that cannot be cleaned is a row with an `error`; by
default each Python worker of Spark's cleans in a process of its own, so that no page takes its task with it.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory

import msgspec

from ..batch.inputs import read_items
from ..batch.inputs.jsonlines import parse_line
from ..batch.items import Item
from ..batch.rows import HASH
from ..batch.sources import Source, source_kind
from ..cleaner import Cleaner
from ..errors import CleanerError, UsageError, needs
from ..limits import DEFAULT, Limits
from .arrow import COLUMNS, ERROR, ITEM_COLUMNS, Columns, clean_batches, item_batches, item_schema, output_schema

try:
    import pyarrow as pa
    from pyspark import StorageLevel
    from pyspark.errors import AnalysisException
    from pyspark.sql import DataFrame, Observation, SparkSession
    from pyspark.sql import functions as F  # noqa: N812  (so do Spark's users)
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema
    from pyspark.sql.types import StructType
except ModuleNotFoundError as error:
    raise needs(error.name, "spark") from error

from .spark_duplicates import mark_near_duplicates

__all__ = ["clean", "clean_archives", "clean_lines", "main", "mark_near_duplicates"]

ROWS = 64
"""Rows that Spark hands to Python at a time: pages are large, and its own 10,000 could be gigabytes."""

Batches = Iterator[pa.RecordBatch]


def clean(
    df: DataFrame,
    html: str = COLUMNS.html,
    url: str = COLUMNS.url,
    *,
    text: str = COLUMNS.text,
    charset: str | None = None,
    packs: str | None = None,
    limits: Limits = DEFAULT,
    isolated: bool = True,
    ledger: bool = False,
) -> DataFrame:
    """The articles of the pages in a DataFrame, a row for each: `arrow.clean_batches` by `mapInArrow`.

    `html`, `text`, `url` and `charset` are the columns of the page (see `arrow.Columns`); all others are carried over.
    `packs` is a folder of your own packs, which every executor has to have. Unless `isolated` is False, each Python
    worker of Spark's has a process that cleans for it, under the `limits`.

    Where pages are HTML, set `spark.sql.execution.arrow.maxRecordsPerBatch` to 64 or so: that many pages are in memory
    at a time, on either side. Raises `UsageError` where there is no column for the page.
    """
    columns = Columns(html=html, text=text, url=url, charset=charset)
    schema = to_arrow_schema(df.schema)
    carried = columns.carried(schema)
    ours = pa.schema(list(output_schema(schema, columns, ledger=ledger))[len(carried) :])
    fields = [df.schema[name] for name in carried]
    for field, name in zip(fields, carried.values(), strict=True):
        field.name = name
    types = StructType([*fields, *from_arrow_schema(ours)])
    return df.mapInArrow(partial(_clean_pages, columns=columns, how=How(packs, limits, isolated, ledger)), types)


class How(msgspec.Struct, frozen=True):
    """How pages are cleaned: see `clean`."""

    packs: str | None = None
    limits: Limits = DEFAULT
    isolated: bool = True
    ledger: bool = False


def _clean_pages(batches: Batches, *, columns: Columns, how: How) -> Batches:
    return clean_batches(batches, columns, cleaner=_cleaner(how), ledger=how.ledger)


@lru_cache(maxsize=1)
def _cleaner(how: How) -> Cleaner:
    """The cleaner of this Python worker, which Spark uses for one task after the other."""
    return Cleaner(how.packs, limits=how.limits, isolated=how.isolated, workers=1 if how.isolated else None)


def clean_lines(spark: SparkSession, paths: Sequence[str], how: How) -> DataFrame:
    """The articles of the pages in JSON lines; what came along is JSON, in `carriedOver`.

    They are read as lines of text: to find out their columns, Spark would read all of them first.
    """
    lines = spark.read.text(list(paths), lineSep="\n").select("value", F.col("_metadata.file_path").alias("path"))
    return lines.mapInArrow(partial(_clean_lines, how=how), _item_types(how))


def _clean_lines(batches: Batches, *, how: How) -> Batches:
    def items() -> Iterator[Item]:
        for batch in batches:
            lines = batch["value"].cast(pa.large_binary()).to_pylist()  # which nobody has looked at, if they are UTF-8
            for line, path in zip(lines, batch["path"].to_pylist(), strict=True):
                if line.strip():
                    item = Item(source=Source(Path(path), path, "jsonlines", None), read=0)
                    yield parse_line(item, line)

    return clean_batches(item_batches(items()), ITEM_COLUMNS, cleaner=_cleaner(how), ledger=how.ledger)


def clean_archives(spark: SparkSession, paths: Sequence[str], how: How) -> DataFrame:
    """The articles of the pages in WARC files, each file a task; one that was cut off ends with a row that says so."""
    files = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(list(paths))
    found = sorted(row.path for row in files.select("path").collect() if source_kind(row.path)[0] == "warc")
    if not found:
        raise UsageError(f"there is no file .warc, .warc.gz or .warc.zst in {', '.join(paths)}")
    each = spark.sparkContext.parallelize([(path,) for path in found], len(found))
    frame = spark.createDataFrame(each, "path string")
    return frame.mapInArrow(partial(_clean_archives, how=how), _item_types(how))


def _clean_archives(batches: Batches, *, how: How) -> Batches:
    def items() -> Iterator[Item]:
        for batch in batches:
            for path in batch["path"].to_pylist():
                with _local(path) as file:
                    yield from read_items(Source(file, path, *source_kind(path)), how.limits)

    return clean_batches(item_batches(items()), ITEM_COLUMNS, cleaner=_cleaner(how), ledger=how.ledger)


@contextmanager
def _local(path: str) -> Iterator[Path]:
    """A file of any file system that Arrow knows, such as HDFS and S3, as one that can be read here.

    `path` is as Spark names files: with a scheme, and # and ? are letters of it like others, so that it is no URL.
    """
    scheme, _, rest = path.partition(":")
    if scheme == "file":
        yield Path(rest)
        return
    from pyarrow.fs import FileSystem

    host, _, name = rest.removeprefix("//").partition("/")
    scheme = "s3" if scheme in ("s3a", "s3n") else scheme  # Hadoop's names for S3
    system, root = FileSystem.from_uri(f"{scheme}://{host}/")
    with TemporaryDirectory() as folder:
        file = Path(folder) / Path(path).name
        name = f"{root.rstrip('/')}/{name}"
        with system.open_input_stream(name, compression=None) as remote, file.open("wb") as local:
            copyfileobj(remote, local)
        yield file


def _item_types(how: How) -> StructType:
    return from_arrow_schema(output_schema(item_schema(), ITEM_COLUMNS, ledger=how.ledger))


def main(arguments: Sequence[str] | None = None) -> int:
    """The job: the articles of all pages in IN, written to OUT; 0, or 2 for wrong usage, a faulty pack among it.

    Raises what Spark does where the job fails.
    """
    parser = ArgumentParser(prog="cleaner.integrations.spark", description="Cleans many pages on a Spark cluster.")
    parser.add_argument(
        "inputs", metavar="IN", nargs="+", help="files, folders or patterns, on any file system of Spark's"
    )
    parser.add_argument("out", metavar="OUT", help="a folder that is not there yet")
    parser.add_argument("--input", choices=["jsonlines", "parquet", "warc"], help="what IN is (default: by its ending)")
    parser.add_argument("--format", choices=["parquet", "json"], default="parquet", help="of OUT (default: parquet)")
    parser.add_argument("--packs", metavar="DIR", help="a folder of your own packs, here and on every executor")
    parser.add_argument("--ledger", action="store_true", help="with each article, what was removed and why")
    parser.add_argument("--near-duplicates", choices=["mark"], help="give near duplicates a shared name")
    options = parser.parse_args(arguments)
    kinds = {options.input} if options.input else {source_kind(each.rstrip("/*"))[0] for each in options.inputs}
    if len(kinds) != 1 or "page" in kinds:
        parser.error("say what IN is: --input jsonlines, parquet or warc")
    # the executors' Python is this one, where nothing else is said: Spark's own default is any python3
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark = SparkSession.builder.appName("cleaner").getOrCreate()
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", ROWS)
    try:
        _ = Cleaner(options.packs).packs  # a fault in them is found here, and not by each executor
        articles = _job(spark, options.inputs, kinds.pop(), How(options.packs, ledger=options.ledger))
        counts = Observation("cleaner")
        failed, empty = (
            F.count(F.when(condition, 1)) for condition in (F.col(ERROR).isNotNull(), F.col(HASH).isNull())
        )
        articles = articles.observe(counts, F.count("*").alias("pages"), failed.alias("failed"), empty.alias("empty"))
        if options.near_duplicates:
            articles = mark_near_duplicates(articles.persist(StorageLevel.DISK_ONLY))
        articles.write.format(options.format).save(options.out)
    except (CleanerError, AnalysisException) as error:  # of Spark's: an input that is not there, an output that is
        print(f"cleaner: {error}", file=sys.stderr)
        return 2
    finally:
        spark.stop()
    pages, failures, without = (counts.get[name] for name in ("pages", "failed", "empty"))
    parts = f"{pages - without:,} articles, {without - failures:,} without one, {failures:,} failed"
    print(f"cleaner: {pages:,} pages: {parts}", file=sys.stderr)
    return 0


def _job(spark: SparkSession, inputs: Sequence[str], kind: str, how: How) -> DataFrame:
    if kind == "parquet":
        pages = spark.read.parquet(*inputs)
        return clean(pages, packs=how.packs, ledger=how.ledger)
    return (clean_lines if kind == "jsonlines" else clean_archives)(spark, inputs, how)


if __name__ == "__main__":
    # by its name, under which the executors find it; what is in `__main__` would be sent to them piece by piece
    from cleaner.integrations import spark as this

    sys.exit(this.main())
