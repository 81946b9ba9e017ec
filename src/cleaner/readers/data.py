"""Data that is not a page: JSON, JSON lines, and tables such as CSV. Read as text, each would become an article."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

DATA_HEAD = 65_536
"""The characters at the start of the text in which a table is looked for."""
MAX_RECORDS = 20
"""Only the first records of JSON lines or of a table are looked at, and all of them have to fit."""
MIN_ROWS = 3
MIN_FIELDS = 6
"""A table has at least this many rows, and at least this many fields that follow a delimiter and are not empty: for
example, two in each of three rows, or one in each of six."""
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SPACE = re.compile(r"\s*")


def kind_of_data(text: str, start: int = 0) -> str | None:
    r"""Return what the text is, if it is data and not a page; else None. The text begins at `start`.

    >>> kind_of_data('{"url": "https://nu.nl/1"}\n{"url": "https://nu.nl/2"}')
    'JSON lines'
    >>> kind_of_data("plaats,graden,wind\nGoes,12,3\nSluis,13,4")
    'a table with commas between its fields'
    >>> kind_of_data('["Ja", zei hij.')
    """
    if text.startswith(("{", "["), start):
        return _kind_of_json(text, start)
    if text.startswith("<", start):
        return None
    head = text[start : start + DATA_HEAD]
    first_line = head.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first_line.count)
    is_table = delimiter in first_line and _is_table(head, delimiter, is_whole=start + DATA_HEAD >= len(text))
    return f"a table with {_DELIMITERS[delimiter]} between its fields" if is_table else None


def _kind_of_json(text: str, start: int) -> str | None:
    """Return what the text is, if it is one JSON document that is not empty, or begins with several JSON objects."""
    try:
        values = list(islice(_json_values(text, start), MAX_RECORDS))
    except (ValueError, RecursionError):
        return None
    if len(values) == 1:
        return "JSON" if values[0] else None
    return "JSON lines" if all(isinstance(value, dict) for value in values) else None


def _json_values(text: str, start: int) -> Iterator[Any]:
    """Yield the values of the JSON documents that follow one another; raises `ValueError` if something else comes."""
    from json import JSONDecoder  # msgspec does not say where a value ends; imported here because few pages need it

    decoder = JSONDecoder()
    while start < len(text):
        value, end = decoder.raw_decode(text, start)
        yield value
        start = _SPACE.match(text, end).end()  # type: ignore[union-attr]  # it always matches


def _is_table(head: str, delimiter: str, *, is_whole: bool) -> bool:
    """Return whether the text begins with rows of the same number of fields. In prose, a space follows a comma."""
    lines = head.replace("\0", " ").splitlines()  # in Python 3.10, csv raises an error for NUL
    rows = list(islice(filter(None, csv.reader(lines, delimiter=delimiter)), MAX_RECORDS))
    if not is_whole and len(rows) < MAX_RECORDS:
        rows = rows[:-1]  # the end of the head cut it off
    fields = [field for row in rows for field in row[1:] if field]
    has_one_width = len({len(row) for row in rows}) == 1
    return (
        has_one_width
        and len(rows) >= MIN_ROWS
        and len(fields) >= MIN_FIELDS
        and not any(field[0].isspace() for field in fields)
    )
