"""Which lines of a rendered page belong to its article, judged by the known article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..generic.text.units import WIDE_CHARACTER

_WORD = re.compile(r"\w+")
# Each character of a script without spaces counts as a word.
_WIDE = re.compile(f"({WIDE_CHARACTER})")
SHINGLE = 4
"""Words in a row that are looked up in the article."""
MIN_FOUND = 0.5
"""A line belongs to the article if at least this share of its shingles is found there."""


def labels(article: str, lines: Sequence[str]) -> list[bool | None]:
    r"""Return whether each line belongs to the article, or None for a line without words.

    A line of fewer than four words belongs to it only if the article has the same line.

    >>> labels("Kop\nDe raad van Goes kwam bijeen.", ["Kop", "De raad", "* De raad van Goes kwam", "---"])
    [True, False, True, None]
    """
    found = set(_shingles(words(article)))
    whole = {tuple(words(line)) for line in article.split("\n")}
    return [_label(words(line), found, whole) for line in lines]


def words(text: str) -> list[str]:
    """Return the words of a text in small letters."""
    return _WORD.findall(_WIDE.sub(r" \1 ", text.lower()))


def _label(line: list[str], found: set[tuple[str, ...]], whole: set[tuple[str, ...]]) -> bool | None:
    if not line:
        return None
    if tuple(line) in whole:
        return True
    shingles = _shingles(line)
    return bool(shingles) and sum(shingle in found for shingle in shingles) >= MIN_FOUND * len(shingles)


def _shingles(line: list[str]) -> list[tuple[str, ...]]:
    return list(zip(*(line[shift:] for shift in range(SHINGLE)), strict=False))
