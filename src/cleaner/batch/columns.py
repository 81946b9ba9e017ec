"""The columns of an article in Arrow. They have the names and types of its row in JSON."""

from __future__ import annotations

import pyarrow as pa

from .rows import KEYS, SOURCE

CARRIED = "carriedOver"
"""The column for what came with a page as JSON: its types are not known beforehand."""
LEDGER = pa.list_(
    pa.struct(
        [
            ("start", pa.int64()),
            ("end", pa.int64()),
            ("text", pa.string()),
            ("pack", pa.string()),
            ("version", pa.int64()),
            ("file", pa.string()),
            ("line", pa.int64()),
            ("rule", pa.string()),
            ("why", pa.string()),
        ]
    )
)
_TYPES = {
    "authors": pa.list_(pa.struct([("name", pa.string())])),
    "version": pa.int64(),
    "tried": pa.list_(pa.string()),
    "confidence": pa.float64(),
    "warnings": pa.list_(pa.string()),
}


def article_fields(*, ledger: bool = False) -> list[pa.Field]:
    """Return the columns of an article, with its ledger if asked for. All of them can be null.

    >>> [field.name for field in article_fields()][:3]
    ['url', 'headline', 'articleBody']
    """
    fields = [pa.field(key, _TYPES.get(key, pa.string())) for key in KEYS]
    return [*fields, pa.field("ledger", LEDGER)] if ledger else fields


def source_field() -> pa.Field:
    """Return the column that says where the page was: see `items.Place`."""
    where = [("file", pa.string()), ("record", pa.int64()), ("offset", pa.int64()), ("id", pa.string())]
    return pa.field(SOURCE, pa.struct(where))
