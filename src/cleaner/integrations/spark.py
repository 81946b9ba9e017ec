"""Spark: turn a DataFrame of pages into one of articles, mark near duplicates among them, or run both as a job.

    python -m cleaner.integrations.spark IN... OUT
    spark-submit --master spark://... run.py IN... OUT    # run.py: from cleaner.integrations.spark import main; main()

Every executor needs `article-cleaner[spark]`. A page that cannot be cleaned is a row with an `error`. By
default, each Python worker of Spark cleans in a separate process, so that a page that crashes does not end its task.
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
from typing import get_args

import msgspec

from ..batch.inputs import read_items
from ..batch.inputs.jsonlines import parse_line
from ..batch.items import Item
from ..batch.rows import HASH
from ..batch.sources import Source, source_kind
from ..cleaner import Cleaner
from ..errors import CleanerError, UsageError, needs
from ..generic.languages import check_target_language
from ..generic.text.line_model import Favor
from ..limits import DEFAULT, Limits
from ..output.counting import SITE, WARNINGS, warning_lines
from ..packs.loading import Packs
from ..page.languages import check_language
from ..page.warnings import MEANINGS
from ..page.words import plural
from .arrow import COLUMNS, ERROR, ITEM_COLUMNS, Columns, clean_batches, item_batches, item_schema, output_schema

try:
    import pyarrow as pa
    from pyspark import StorageLevel
    from pyspark.errors import AnalysisException
    from pyspark.sql import Column, DataFrame, Observation, SparkSession
    from pyspark.sql import functions as F  # noqa: N812  (so do Spark's users)
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema
    from pyspark.sql.types import StructType
except ModuleNotFoundError as error:
    raise needs(error.name, "spark") from error

from .spark_duplicates import mark_near_duplicates

__all__ = ["clean", "clean_archives", "clean_lines", "main", "mark_near_duplicates"]

ROWS = 64
"""Rows that Spark passes to Python at a time. Pages are large: its default of 10,000 could be gigabytes."""

Batches = Iterator[pa.RecordBatch]


def clean(
    df: DataFrame,
    html: str = COLUMNS.html,
    url: str = COLUMNS.url,
    *,
    text: str = COLUMNS.text,
    charset: str | None = None,
    packs: str | Packs | None = None,
    limits: Limits = DEFAULT,
    isolated: bool = True,
    favor: Favor | None = None,
    ledger: bool = False,
    target_language: str | None = None,
    only_with_metadata: bool = False,
    tables: bool = True,
) -> DataFrame:
    """Return the articles of the pages in a DataFrame, one row for each: `arrow.clean_batches` with `mapInArrow`.

    `html`, `text`, `url` and `charset` are the columns of the page (see `arrow.Columns`); all others are carried over.
    `packs` is a folder with your own packs, as for `Cleaner`. It is read here, and all executors use what was read.
    Unless `isolated` is False, each Python worker of Spark has a process that cleans for it, under the `limits`.
    `favor` is that of `Cleaner`; `target_language`, `only_with_metadata` and `tables` are those of `Cleaner.clean`.

    If the pages are HTML, set `spark.sql.execution.arrow.maxRecordsPerBatch` to about 64: that many pages are in memory
    at a time, on both sides. Raises `UsageError` if there is no column for the page, or if `target_language` is not a
    language tag.
    """
    if target_language is not None:
        check_language(target_language)
    options = CleaningOptions(
        _read(packs),
        limits=limits,
        isolated=isolated,
        ledger=ledger,
        favor=favor,
        target_language=target_language,
        only_with_metadata=only_with_metadata,
        tables=tables,
    )
    return _clean_frame(df, Columns(html=html, text=text, url=url, charset=charset), options)


class CleaningOptions(msgspec.Struct, frozen=True):
    """The options of `clean` that say how pages are cleaned. Executors get them with the packs themselves."""

    packs: Packs
    limits: Limits = DEFAULT
    isolated: bool = True
    ledger: bool = False
    favor: Favor | None = None
    target_language: str | None = None
    only_with_metadata: bool = False
    tables: bool = True


def _clean_frame(df: DataFrame, columns: Columns, options: CleaningOptions) -> DataFrame:
    schema = to_arrow_schema(df.schema)
    carried = columns.carried(schema)
    own = pa.schema(list(output_schema(schema, columns, ledger=options.ledger))[len(carried) :])
    fields = [df.schema[name] for name in carried]
    for field, name in zip(fields, carried.values(), strict=True):
        field.name = name
    types = StructType([*fields, *from_arrow_schema(own)])
    return df.mapInArrow(partial(_cleaned, columns=columns, options=options), types)


def _read(packs: str | Packs | None) -> Packs:
    return Cleaner(packs).packs


def _cleaned(batches: Batches, columns: Columns, options: CleaningOptions) -> Batches:
    return clean_batches(
        batches,
        columns,
        cleaner=_cleaner(options),
        ledger=options.ledger,
        target_language=options.target_language,
        only_with_metadata=options.only_with_metadata,
        tables=options.tables,
    )


@lru_cache(maxsize=1)
def _cleaner(options: CleaningOptions) -> Cleaner:
    """Return the cleaner of this Python worker, which Spark uses for one task after another."""
    workers = 1 if options.isolated else None
    return Cleaner(
        options.packs, limits=options.limits, isolated=options.isolated, workers=workers, favor=options.favor
    )


def clean_lines(spark: SparkSession, paths: Sequence[str], options: CleaningOptions) -> DataFrame:
    """Return the articles of the pages in JSON lines. Other fields of a line are JSON, in `carriedOver`.

    Lines are read as text: to find out the columns of JSON, Spark would read all lines first.
    """
    lines = spark.read.text(list(paths), lineSep="\n").select("value", F.col("_metadata.file_path").alias("path"))
    return lines.mapInArrow(partial(_clean_lines, options=options), _item_types(options))


def _clean_lines(batches: Batches, *, options: CleaningOptions) -> Batches:
    def items() -> Iterator[Item]:
        for batch in batches:
            lines = batch["value"].cast(pa.large_binary()).to_pylist()  # bytes: nothing has checked that they are UTF-8
            for line, path in zip(lines, batch["path"].to_pylist(), strict=True):
                if line.strip():
                    item = Item(source=Source(Path(path), path, "jsonlines", None), read=0)
                    yield parse_line(item, line)

    return _cleaned(item_batches(items()), ITEM_COLUMNS, options)


def clean_archives(spark: SparkSession, paths: Sequence[str], options: CleaningOptions) -> DataFrame:
    """Return the articles of the pages in WARC files. Each file is a task; a truncated file ends with an error row."""
    files = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(list(paths))
    found = sorted(row.path for row in files.select("path").collect() if source_kind(row.path)[0] == "warc")
    if not found:
        raise UsageError(f"there is no .warc, .warc.gz or .warc.zst file in {', '.join(paths)}")
    partitions = spark.sparkContext.parallelize([(path,) for path in found], len(found))
    frame = spark.createDataFrame(partitions, "path string")
    return frame.mapInArrow(partial(_clean_archives, options=options), _item_types(options))


def _clean_archives(batches: Batches, *, options: CleaningOptions) -> Batches:
    def items() -> Iterator[Item]:
        for batch in batches:
            for path in batch["path"].to_pylist():
                with _local(path) as file:
                    yield from read_items(Source(file, path, *source_kind(path)), options.limits)

    return _cleaned(item_batches(items()), ITEM_COLUMNS, options)


@contextmanager
def _local(path: str) -> Iterator[Path]:
    """Yield a local copy of a file on any file system that Arrow knows, such as HDFS or S3.

    `path` is a path as Spark writes it: it has a scheme, but is not a URL, because "#" and "?" are ordinary characters.
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


def _item_types(options: CleaningOptions) -> StructType:
    return from_arrow_schema(output_schema(item_schema(), ITEM_COLUMNS, ledger=options.ledger))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the job: write the articles of all pages in IN to OUT. Return 0, or 2 for wrong usage or a faulty pack.

    Raises the errors of Spark if the job fails.
    """
    parser = ArgumentParser(prog="cleaner.integrations.spark", description="Cleans many pages on a Spark cluster.")
    parser.add_argument(
        "inputs", metavar="IN", nargs="+", help="files, folders or patterns, on any file system that Spark knows"
    )
    parser.add_argument("out", metavar="OUT", help="a folder that does not exist yet")
    parser.add_argument("--input", choices=["jsonlines", "parquet", "warc"], help="what IN is (default: by its ending)")
    parser.add_argument(
        "--format", choices=["parquet", "json"], default="parquet", help="the format of OUT (default: parquet)"
    )
    parser.add_argument("--packs", metavar="DIR", help="a folder with your own packs")
    parser.add_argument("--favor", choices=get_args(Favor), help="what to prefer where a part of a page is doubtful")
    parser.add_argument("--target-language", metavar="LANG", help="skip pages in another language than this one")
    parser.add_argument("--only-with-metadata", action="store_true", help="skip pages without a date, headline or URL")
    parser.add_argument("--no-tables", dest="tables", action="store_false", help="leave out the tables of HTML")
    parser.add_argument("--ledger", action="store_true", help="also write what was removed from each page, and why")
    parser.add_argument(
        "--near-duplicates", choices=["mark"], help="give pages with nearly the same body a shared name"
    )
    options = parser.parse_args(arguments)
    kinds = {options.input} if options.input else {source_kind(each.rstrip("/*"))[0] for each in options.inputs}
    if len(kinds) != 1 or "page" in kinds:
        parser.error("say what IN is: --input jsonlines, parquet or warc")
    # by default, the executors use this Python; Spark itself would take any python3
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark = SparkSession.builder.appName("cleaner").getOrCreate()
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", ROWS)
    try:
        check_target_language(options.target_language)
        cleaning = CleaningOptions(
            _read(options.packs),
            ledger=options.ledger,
            favor=options.favor,
            target_language=options.target_language,
            only_with_metadata=options.only_with_metadata,
            tables=options.tables,
        )
        articles = _job(spark, options.inputs, kinds.pop(), cleaning)
        counts = Observation("cleaner")
        articles = articles.observe(counts, *_observed(cleaning.packs))
        if options.near_duplicates:
            articles = mark_near_duplicates(articles.persist(StorageLevel.DISK_ONLY))
        articles.write.format(options.format).save(options.out)
    except (CleanerError, AnalysisException) as error:  # AnalysisException: IN does not exist, or OUT does
        print(f"cleaner: {error}", file=sys.stderr)
        return 2
    finally:
        spark.stop()
    pages, failures, without = (counts.get[name] for name in ("pages", "failed", "empty"))
    parts = f"{plural(pages - without, 'article')}, {without - failures:,} without an article, {failures:,} failed"
    print(f"cleaner: {plural(pages, 'page')}: {parts}", file=sys.stderr)
    for line in warning_lines({name: count for name, count in counts.get.items() if count}):
        print(f"cleaner: {line}", file=sys.stderr)
    return 0


def _observed(packs: Packs) -> list[Column]:
    """Return what is counted while articles are written: all pages, those that failed, and those without an article.

    The pages with each warning are also counted, in total and by pack, under the names of `output.counting`.
    """
    site = F.substring_index(F.element_at("tried", 1), " ", 1)
    conditions = {"failed": F.col(ERROR).isNotNull(), "empty": F.col(HASH).isNull()}
    for code in MEANINGS:
        conditions[f"{WARNINGS}{code}"] = F.array_contains("warningCodes", code)
    for name in packs.programs:
        conditions[f"{SITE}{name}"] = site == name
        for code in MEANINGS:
            conditions[f"{WARNINGS}{code}/{name}"] = (site == name) & F.array_contains("warningCodes", code)
    numbers = [F.count(F.when(condition, 1)).alias(name) for name, condition in conditions.items()]
    return [F.count("*").alias("pages"), *numbers]


def _job(spark: SparkSession, inputs: Sequence[str], kind: str, options: CleaningOptions) -> DataFrame:
    if kind == "parquet":
        return _clean_frame(spark.read.parquet(*inputs), COLUMNS, options)
    return (clean_lines if kind == "jsonlines" else clean_archives)(spark, inputs, options)


if __name__ == "__main__":
    # imported by its name, so that executors import it as well; Spark would pickle what is in `__main__`
    from cleaner.integrations import spark as this

    sys.exit(this.main())
