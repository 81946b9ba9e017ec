"""Data that is not a page: JSON, JSON lines, and tables such as CSV. Read as text, each would become an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from ..page.sentences import ends_sentence, is_sentence

MAX_RECORDS = 20
"""The first records of JSON lines all have to be objects or lists. In a table, the first rows must not be prose."""
CUT_OFF = 6
"""JSON with an error in this many characters at its end was cut off: for example, in the middle of `false`."""
MIN_ROWS = 5
MIN_FIELDS = 3
"""A table has at least this many rows, each of them with the same number of fields, which is at least this."""
SURE_FIELDS = 6
"""Rows of at least this many fields are a table even if they hold sentences. No prose has so many in each line."""
MAX_PROSE = 0.1
"""In a table with fewer fields, at most this share of the first rows reads like prose."""
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SPACE = re.compile(r"\s*")
_LINE = re.compile(r"[^\r\n]+")
_OPENING = re.compile(r"(?:\[\s*)?\{\s*\"")
_DECIMAL = re.compile(r"[^\W\d] \d+,\d+[ %]")
"""A number with a decimal comma in running text: its comma is not a delimiter."""
BLANK = "\ufeff\u200b\xa0 \t\r\n\f"


def kind_of_data(text: str, start: int = 0) -> str | None:
    r"""Return what the text is, if it is data and not a page; else None. The text begins at `start`.

    >>> kind_of_data('{"url": "https://nu.nl/1"}\n{"url": "https://nu.nl/2"}')
    'JSON lines'
    >>> kind_of_data("plaats,graden,wind\nGoes,12,3\nSluis,13,4\nVeere,12,4\nTholen,14,3")
    'a table with commas between its fields'
    >>> kind_of_data('["Ja", zei hij.')
    """
    if text.startswith(("{", "["), start):
        return _kind_of_json(text, start)
    if text.startswith("<", start):  # a page may be one long line
        return None
    first_line = _LINE.match(text, start)
    if first_line is None:
        return None
    delimiter = max(_DELIMITERS, key=first_line[0].count)
    if first_line[0].count(delimiter) < MIN_FIELDS - 1 or not _is_table(text, start, delimiter):
        return None
    return f"a table with {_DELIMITERS[delimiter]} between its fields"


def start_of(text: str, openers: tuple[str, ...] = ()) -> int:
    """Return where the text begins, after white space and what starts with an opener: comments, XML declarations."""
    position = 0
    while True:
        while position < len(text) and text[position] in BLANK:
            position += 1
        if not openers or not text.startswith(openers, position):
            return position
        end = "-->" if text.startswith("<!--", position) else ">"
        place = text.find(end, position)
        if place < 0:
            return position
        position = place + len(end)


def _kind_of_json(text: str, start: int) -> str | None:
    """Return what the text is, if it is one JSON document that is not empty, or several records; else None.

    The last of them may be cut off.
    """
    from json import JSONDecodeError, JSONDecoder  # msgspec does not say where a value ends; few pages need it

    values: list[Any] = []
    is_cut_off = False
    while start < len(text) and len(values) < MAX_RECORDS and not is_cut_off:
        try:
            value, end = JSONDecoder().raw_decode(text, start)
        except JSONDecodeError as error:
            is_cut_off = error.msg.startswith("Unterminated string") or error.pos >= len(text) - CUT_OFF
            if not is_cut_off or not (text.startswith(("{", "["), start) if values else _OPENING.match(text, start)):
                return None
        except (ValueError, RecursionError):
            return None
        else:
            values.append(value)
            start = _SPACE.match(text, end).end()  # type: ignore[union-attr]  # it always matches
    if len(values) + is_cut_off == 1:
        return "JSON" if is_cut_off or values[0] else None
    # a number in brackets may be that of a note
    are_records = all(isinstance(value, dict) or (isinstance(value, list) and len(value) > 1) for value in values)
    return "JSON lines" if are_records else None


def _is_table(text: str, start: int, delimiter: str) -> bool:
    """Return whether all of the text is rows of the same number of fields, and its first rows do not read like prose.

    In prose, a space follows most commas, and lines differ. So the first lines of an article decide nearly always.
    """
    import csv  # few pages need it

    rows = csv.reader(_lines(text, start), delimiter=delimiter)
    try:
        head = list(islice(rows, MAX_RECORDS))
        width = len(head[0])
        if len(head) < MIN_ROWS or width < MIN_FIELDS:
            return False
        if width < SURE_FIELDS and sum(_is_prose(row, delimiter) for row in head) > MAX_PROSE * len(head):
            return False
        return all(len(row) == width and not _has_spaces(row) for row in chain(head, rows))
    except csv.Error:  # a field that is too long
        return False


def _has_spaces(row: list[str]) -> bool:
    """Return whether a space follows one of the delimiters."""
    return any(field[:1].isspace() for field in row[1:])


def _lines(text: str, start: int) -> Iterator[str]:
    """Yield the lines that are not empty, without NUL, for which csv raises an error in Python 3.10."""
    return (line[0].replace("\0", " ") for line in _LINE.finditer(text, start))


def _is_prose(row: list[str], delimiter: str) -> bool:
    """Return whether the row ends like a sentence, or holds a long sentence or a number with a decimal comma."""
    has_decimal = delimiter == "," and _DECIMAL.search(delimiter.join(row))
    return bool(has_decimal) or ends_sentence(row[-1]) or any(map(is_sentence, row))
