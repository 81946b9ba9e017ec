"""Where a text repeats itself, in time linear in its length.

Words are cut also where a capital follows a small letter ("hetDe"); runs of `SHINGLE` words that stood in the text
before are grown into maximal repeats, and repeats are put together while the gap on both sides stays small.
"""

from __future__ import annotations

import re

from msgspec import Struct

SHINGLE = 6
"""Words in a row that count as a repeat."""
MIN_REPEATS = 20
"""Fewer repeated shingles than this, and the document is left at once."""
GLANCE_SHINGLE, MIN_GLANCE = 4, 10
"""The same for a first glance, which takes words as white space parts them: a third of the time, and no copy escapes
that has less than one changed word in six."""
MAX_GAP = 40
"""Words that may stand between two repeats of one copy: subheads, or what was changed."""

_UPPER = "A-ZÀ-ÖØ-ÞΑ-ΩА-Я"
WORD = re.compile(rf"[{_UPPER}]+[^\W{_UPPER}]*|[^\W{_UPPER}]+")

Span = tuple[int, int]
"""The first of a run of words, and the first behind it."""


class Alignment(Struct):
    """Repeats in one order on both sides: (first word of the original, of the repeat, and how many words)."""

    repeats: list[tuple[int, int, int]]

    def size(self) -> int:
        """How many words repeat."""
        return sum(size for _, _, size in self.repeats)

    def sides(self) -> tuple[list[Span], list[Span]]:
        """The words of the repeats, on the earlier side and on the later one."""
        return [(a, a + n) for a, _, n in self.repeats], [(b, b + n) for _, b, n in self.repeats]


def _shingles(words: list[str], size: int) -> list[tuple[str, ...]]:
    return list(zip(*(words[offset:] for offset in range(size)), strict=False))


def _repeats(words: list[str], size: int) -> int:
    """How many runs of so many words stood there before."""
    shingles = _shingles(words, size)
    return len(shingles) - len(set(shingles))


def align(text: str) -> list[Alignment]:
    """What repeats in the text, in the order of the repeats; nothing where less than `MIN_REPEATS` shingles do.

    >>> line = "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien "
    >>> align(line), [found.repeats for found in align(line * 2 + "en " + line)]
    ([], [[(0, 15, 15)], [(0, 31, 15)]])
    """
    if _repeats(text.split(), GLANCE_SHINGLE) < MIN_GLANCE:
        return []
    words: list[str] = WORD.findall(text)
    shingles = _shingles(words, SHINGLE)
    first = dict(zip(reversed(shingles), range(len(shingles) - 1, -1, -1), strict=True))
    if len(shingles) - len(first) < MIN_REPEATS:
        return []
    origins = [first[shingle] for shingle in shingles]
    found: list[Alignment] = []
    done = 0
    for position in [place for place, origin in enumerate(origins) if origin + SHINGLE <= place]:
        if position < done:
            continue
        origin = origins[position]
        size = SHINGLE
        while (
            position + size < len(words) and origin + size < position and words[position + size] == words[origin + size]
        ):
            size += 1
        done = position + size
        for last in found[-3:][::-1]:
            a, b, n = last.repeats[-1]
            if 0 <= origin - a - n < MAX_GAP and position - b - n < MAX_GAP:
                last.repeats.append((origin, position, size))
                break
        else:
            found.append(Alignment([(origin, position, size)]))
    return found
