"""Dates as pages state them for machines."""

from __future__ import annotations

import re
from datetime import date

_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]([0-9]{1,2}:.*)|[Zz]|[+-][0-9]{2}:?[0-9]{2})?")
_TIME = re.compile(
    r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::(?:[0-5][0-9]|60)(?:[.,][0-9]+)?)?(?:[Zz]|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?)?"
)


def valid_date(value: str) -> str | None:
    """Return the value, if it is a date of ISO 8601 that exists, perhaps with a time; else None.

    If the date exists and the time does not, the date alone is returned.

    >>> valid_date("2024-02-29T12:03:00+01:00"), valid_date("2023-02-29"), valid_date("2024-02-29T25:00")
    ('2024-02-29T12:03:00+01:00', None, '2024-02-29')
    """
    match = _DATE.fullmatch(value.strip())
    if match is None:
        return None
    try:
        date.fromisoformat(match[1])
    except ValueError:
        return None
    return match[0] if match[2] and _TIME.fullmatch(match[2]) else match[1]
