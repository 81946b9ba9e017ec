"""Near duplicates on a Spark cluster: the work of `cleaner.batch.duplicates`, done by joins."""

from __future__ import annotations

from collections.abc import Iterator

from ..batch.duplicates import MIN_SIMILARITY, band_keys, signature_of, similarity
from ..batch.rows import GROUP, HASH
from ..errors import needs

try:
    import pyarrow as pa
    from pyspark import StorageLevel
    from pyspark.sql import DataFrame
    from pyspark.sql import functions as F  # noqa: N812  (the name that Spark users know)
except ModuleNotFoundError as error:
    raise needs(error.name, "spark") from error

BODY = "articleBody"

Batches = Iterator[pa.RecordBatch]


def mark_near_duplicates(df: DataFrame, body: str = BODY) -> DataFrame:
    """Return the articles with a column `nearDuplicates`: articles with nearly the same body have the same name there.

    Other articles have null. The names are those of `cleaner batch`: see `cleaner.batch.duplicates`. `df` is a result
    of `clean`. It is read several times, so store it first. `body` is the column of the body, as plain text. The
    signatures stay on the disks of the executors until the session ends, or until `SparkSession.catalog.clearCache`.
    """
    found = df.where(F.col(HASH).isNotNull()).groupBy(F.col(HASH).alias("hash"))
    bodies = found.agg(F.first(body).alias("body"), F.count("*").alias("times"))
    signed = bodies.mapInArrow(_sign, "hash string, times long, signature binary, keys array<binary>")
    signed = signed.persist(StorageLevel.DISK_ONLY)
    band = signed.select("hash", F.explode("keys").alias("key"))
    first = band.groupBy("key").agg(F.min("hash").alias("first"), F.count("*").alias("n")).where("n > 1").drop("n")
    pairs = band.join(first, "key").where("first != hash").select("first", "hash").distinct()
    one = signed.select(F.col("hash").alias("first"), F.col("signature").alias("one"))
    other = signed.select("hash", F.col("signature").alias("other"))
    links = pairs.join(one, "first").join(other, "hash").mapInArrow(_similar, "first string, hash string")
    names = _components(links)
    named = signed.join(names, "hash", "left")
    name = F.coalesce("name", F.when(F.col("times") > 1, F.col("hash")))
    named = named.select(F.col("hash").alias(HASH), name.alias(GROUP)).where(F.col(GROUP).isNotNull())
    return df.join(named, HASH, "left").select(*df.columns, GROUP)


def _sign(batches: Batches) -> Batches:
    for batch in batches:
        signatures = [signature_of(text) for text in batch["body"].to_pylist()]
        keys = pa.array([list(band_keys(each)) for each in signatures], pa.list_(pa.binary()))
        columns = {"hash": batch["hash"], "times": batch["times"], "signature": pa.array(signatures, pa.binary())}
        yield pa.RecordBatch.from_pydict(columns | {"keys": keys})


def _similar(batches: Batches) -> Batches:
    for batch in batches:
        pairs = zip(batch["one"].to_pylist(), batch["other"].to_pylist(), strict=True)
        mask = pa.array([similarity(one, other) >= MIN_SIMILARITY for one, other in pairs], pa.bool_())
        yield batch.select(["first", "hash"]).filter(mask)


def _components(links: DataFrame) -> DataFrame:
    """Return, for each `hash` that is linked to others, the smallest hash that it is connected to, as `name`.

    Each round takes the smallest name among the neighbours, and then the name of that neighbour, so that a long chain
    needs few rounds (Kiveris et al., "Connected Components in MapReduce and Beyond", 2014, compare such algorithms).
    """
    there = links.select("first", "hash")
    both = there.union(there.select("hash", "first").toDF("first", "hash")).distinct().localCheckpoint()
    names = both.select("hash", F.col("hash").alias("name")).distinct()
    while True:
        near = names.toDF("first", "near")
        least = both.join(near, "first").groupBy("hash").agg(F.min("near").alias("near"))
        stepped = names.join(least, "hash").select("hash", "name", F.least("name", "near").alias("new"))
        stepped = stepped.localCheckpoint()
        jump = stepped.select(F.col("hash").alias("new"), F.col("new").alias("newer"))
        jumped = stepped.join(jump, "new").select("hash", "name", "newer").localCheckpoint()
        names = jumped.select("hash", F.col("newer").alias("name"))
        if jumped.where("name != newer").isEmpty():
            return names
