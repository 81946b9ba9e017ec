"""Dates as pages state them for machines."""

from __future__ import annotations

import re
from datetime import date

# these are compiled when they are used: most pages of text need none of them
_DATE = r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]([0-9]{1,2}:.*)|[Zz]|[+-][0-9]{2}:?[0-9]{2})?"
_PART = (
    r"(?<![0-9])((?:19|20)[0-9]{2})"
    r"(?:([/-])(0[1-9]|1[0-2])\2(0[1-9]|[12][0-9]|3[01])|(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])|/(0[1-9]|1[0-2])(?=/))"
    r"(?![0-9])"
)
"""A date in an address: 2024/03/15, 2024-03-15, 20240315, or 2024/03."""
_CRAWLED = r"date ([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?"
"""What some crawlers write before the first word of a text."""
_TIME = (
    r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::(?:[0-5][0-9]|60)(?:[.,][0-9]+)?)?"
    r"(?:[Zz]|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?)?"
)


def valid_date(value: str) -> str | None:
    """Return the value, if it is a date of ISO 8601 that exists, perhaps with a time; else None.

    If the date exists and the time does not, the date alone is returned.

    >>> valid_date("2024-02-29T12:03:00+01:00"), valid_date("2023-02-29"), valid_date("2024-02-29T25:00")
    ('2024-02-29T12:03:00+01:00', None, '2024-02-29')
    """
    match = re.fullmatch(_DATE, value.strip())
    if match is None:
        return None
    try:
        date.fromisoformat(match[1])
    except ValueError:
        return None
    return match[0] if match[2] and re.fullmatch(_TIME, match[2]) else match[1]


def day_in_address(path: str) -> date | None:
    """Return the day that the path of a URL names; the first day of the month if it names only that; else None.

    >>> day_in_address("/nieuws/2024/03/15/brug-open"), day_in_address("/2024/03/brug-open")
    (datetime.date(2024, 3, 15), datetime.date(2024, 3, 1))
    >>> day_in_address("/nieuws/6349921/top-2000-12-feiten")
    """
    match = re.search(_PART, path)
    if match is None:
        return None
    year, _, *numbers = match.groups()
    return _day(year, *filter(None, numbers))


def crawled_day(text: str) -> date | None:
    """Return the day, or the first day of the month, that a crawler wrote at the start of a text; else None.

    >>> crawled_day("date 2022-01 Er zijn verschillen."), crawled_day("datering 2022")
    (datetime.date(2022, 1, 1), None)
    """
    match = re.match(_CRAWLED, text)
    return _day(*filter(None, match.groups())) if match else None


def _day(year: str, month: str, day: str = "1") -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
