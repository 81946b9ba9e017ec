"""Find where a text repeats itself, in time linear in its length.

Words are also split where a capital follows a small letter ("hetDe"), because a flattened copy may join paragraphs
without a space. A run of `SHINGLE` words that occurred before is extended for as long as the words stay the same.
Repeats are joined to one alignment while the gap between them stays small on both sides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from ..compiled import compiled_module

SHINGLE = 6
"""Words in a row that count as a repeat."""
GLANCE_SHINGLE = 4
"""The number of words in a row that count as a repeat at the first glance, which is less exact and faster."""
MIN_GLANCE = 10
"""The fewest repeated shingles with which the first glance lets a text through."""
MAX_GAP = 40
"""A gap between two repeats of one copy has fewer words than this: subheads, or what was changed."""

compiled = compiled_module("page._words")

UPPER = "A-ZÀ-ÖØ-ÞΑ-ΩА-Я"
WORD = re.compile(rf"[{UPPER}]+[^\W{UPPER}]*|[^\W{UPPER}]+")

Span = tuple[int, int]
"""A run of words: the index of the first, and of the first one after it."""


class Alignment(Struct):
    """Repeats in the same order on both sides: first word of the original, first of the repeat, number of words."""

    repeats: list[tuple[int, int, int]]

    def size(self) -> int:
        """Return how many words repeat."""
        return sum(size for _, _, size in self.repeats)

    def sides(self) -> tuple[list[Span], list[Span]]:
        """Return the words of the repeats, on the earlier side and on the later one."""
        return [(a, a + n) for a, _, n in self.repeats], [(b, b + n) for _, b, n in self.repeats]

    def gaps(self, origin: int, position: int) -> Span:
        """Return how many words a repeat at this position would leave between it and the last one, on each side."""
        a, b, n = self.repeats[-1]
        return origin - a - n, position - b - n


def words_of(text: str) -> list[str]:
    """Return the words of a text, which is also split where a capital follows a small letter.

    >>> words_of("Hij las hetDe haven is DICHTer.")
    ['Hij', 'las', 'het', 'De', 'haven', 'is', 'DICHTer']
    """
    words: list[str] = compiled.words_of(text) if compiled else words_in_python(text)
    return words


def words_in_python(text: str) -> list[str]:
    """Return the same as `words_of`."""
    return WORD.findall(text)


def may_repeat(text: str) -> bool:
    """Return whether a first glance finds enough repeats for a copy.

    The glance takes words as white space separates them, in a quarter of the time that `align` takes. It misses
    no copy in which less than one word in six is changed.

    >>> line = "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien "
    >>> may_repeat(line), may_repeat(line * 2)
    (False, True)
    """
    number: int = (compiled.count_repeats if compiled else count_repeats_in_python)(text, GLANCE_SHINGLE)
    return number >= MIN_GLANCE


def count_repeats_in_python(text: str, length: int) -> int:
    """Return how many runs of `length` words are equal to one before them.

    Runs that have one hash by chance count as equal: `align` finds out.

    >>> count_repeats_in_python("een twee drie een twee drie", 2)
    2
    """
    words = text.split()
    return max(len(words) - length + 1, 0) - len(set(map(hash, _shingles(words, length))))


def align(texts: list[str]) -> tuple[list[int], list[Alignment]]:
    """Return what repeats among the words of these texts, in the order of the repeats.

    The first list says at which of all words each text begins, and how many words there are.

    >>> line = "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien"
    >>> edges, found = align([line, line, "en " + line])
    >>> edges, [alignment.repeats for alignment in found]
    ([0, 15, 30, 46], [[(0, 15, 15)], [(0, 31, 15)]])
    """
    edges, repeats = (compiled.repeats if compiled else repeats_in_python)(texts, SHINGLE)
    found: list[Alignment] = []
    recent: list[Alignment] = []  # those that may continue; the one that was extended last is at the end
    for origin, position, size in repeats:
        recent = [one for one in recent if one.gaps(origin, position)[1] < MAX_GAP]
        going_on = [one for one in recent if 0 <= one.gaps(origin, position)[0] < MAX_GAP]
        alignment = going_on[-1] if going_on else Alignment([])
        if not going_on:
            found.append(alignment)
        alignment.repeats.append((origin, position, size))
        recent = [*(one for one in recent if one is not alignment), alignment]
    return edges, found


def repeats_in_python(texts: list[str], length: int) -> tuple[list[int], list[tuple[int, int, int]]]:
    """Return the edges that `align` returns, and the runs of words that occurred before.

    Each has at least `length` words, and does not overlap what it repeats. For each: the first word of the original,
    the first of the repeat, and how many words are equal.

    >>> repeats_in_python(["een twee drie vier", "een twee drie"], 2)
    ([0, 4, 7], [(0, 4, 3)])
    """
    words: list[str] = []
    edges = [0]
    for text in texts:
        words += words_in_python(text)
        edges.append(len(words))
    shingles = list(_shingles(words, length))
    first = dict(zip(reversed(shingles), range(len(shingles) - 1, -1, -1), strict=True))
    found = []
    done = 0
    origins = enumerate(map(first.__getitem__, shingles))
    for position, origin in [(here, there) for here, there in origins if there + length <= here]:
        if position < done:
            continue
        size, most = length, min(len(words) - position, position - origin)
        while size < most and words[position + size] == words[origin + size]:
            size += 1
        done = position + size
        found.append((origin, position, size))
    return edges, found


def _shingles(words: list[str], size: int) -> Iterator[tuple[str, ...]]:
    """Yield all runs of `size` words."""
    return zip(*(words[offset:] for offset in range(size)), strict=False)
