"""The columns of an article in Arrow. Their names and types derive from `cleaner.output.row`."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from msgspec import inspect

from ..output.row import FIELDS
from .items import Place
from .rows import HASH, KEYS, SOURCE


def article_fields(*, ledger: bool = False) -> list[pa.Field]:
    """Return the columns of an article, all of them nullable, with or without its ledger.

    >>> [field.name for field in article_fields()][:3]
    ['url', 'headline', 'articleBody']
    """
    columns = {field.name: pa.field(field.name, arrow_type(field.type)) for field in FIELDS}
    columns[HASH] = pa.field(HASH, pa.string())
    return [columns[name] for name in (*KEYS, "ledger") if ledger or name != "ledger"]


def source_field() -> pa.Field:
    """Return the column that says where the page was: see `items.Place`."""
    return pa.field(SOURCE, arrow_type(Place))


def arrow_type(kind: Any) -> pa.DataType:
    """Return the Arrow type of a Python type that `output.row` uses; every Arrow type allows null.

    >>> arrow_type(list[int | None]), arrow_type(Place).field("offset").type
    (ListType(list<item: int64>), DataType(int64))
    """
    return _arrow_type(inspect.type_info(kind))


def _arrow_type(kind: inspect.Type) -> pa.DataType:
    match kind:
        case inspect.StrType() | inspect.LiteralType():
            return pa.string()
        case inspect.IntType():
            return pa.int64()
        case inspect.FloatType():
            return pa.float64()
        case inspect.ListType(item_type=item):
            return pa.list_(_arrow_type(item))
        case inspect.StructType(fields=fields):
            return pa.struct([(each.encode_name, _arrow_type(each.type)) for each in fields])
        case inspect.Metadata(type=inner):
            return _arrow_type(inner)
        case inspect.UnionType(types=types):
            (value,) = (each for each in types if not isinstance(each, inspect.NoneType))
            return _arrow_type(value)
    raise TypeError(f"no Arrow type for {kind}")
