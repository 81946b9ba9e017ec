"""The blocks of a page as lines that patterns can be run over: the view that a verb gets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate
from typing import Any

from msgspec import Struct

from .blocks import Block
from .patterns import Pattern, PatternSet


class Hit(Struct, frozen=True, gc=False):
    """Where a pattern matched: the number of the line (from 0), and the stretch of its text.

    `group` is the text of the pattern's first group, or of the whole match if the pattern has no group; `group_end` is
    the end of that text.
    """

    line: int
    start: int
    end: int
    group: str
    group_end: int


class Lines:
    """Blocks as lines; each pattern runs once over all of them.

    >>> blocks = (Block("Een zin.", 0, 8), Block("Meer uit Sport", 10, 24))
    >>> pattern = Pattern("Meer uit (.*)", whole=True)
    >>> Lines(blocks, PatternSet([pattern])).find(pattern)
    [Hit(line=1, start=0, end=14, group='Sport', group_end=14)]
    """

    def __init__(self, blocks: tuple[Block, ...], patterns: PatternSet) -> None:
        self.blocks = blocks
        encoded = [block.text.encode() for block in blocks]
        self._data = b"\n".join(encoded)
        # where each line starts in the data, in bytes
        self._starts = list(accumulate([len(line) + 1 for line in encoded[:-1]], initial=0))
        self.present = patterns.present(self._data) if blocks else frozenset()

    @cached_property
    def texts(self) -> list[str]:
        """The text of each block."""
        return [block.text for block in self.blocks]

    def find(self, pattern: Pattern, within: int | None = None) -> list[Hit]:
        """Return the places where `pattern` matches, in order. With `within`, only the first `within` lines count."""
        data, starts = self._data, self._starts
        group = 1 if pattern in self.present and pattern.groups else 0
        hits = []
        line, place, counted = -1, 0, 0  # the last match: its line, and its place there in bytes and in characters
        for match, number in self._matches(pattern, within):
            (start, end), inner = match.span(), match.end(group)
            if number != line:
                line, place, counted = number, starts[number], 0
            counted += _length(data, place, start)
            place = start
            inner_end = counted + _length(data, start, inner if inner >= 0 else end)
            text = (match[group] or b"").decode()
            hits.append(Hit(line, counted, counted + _length(data, start, end), text, inner_end))
        return hits

    def numbers(self, pattern: Pattern, within: int | None = None) -> list[int]:
        """Return the numbers of the lines in which `pattern` matches, in order."""
        return [line for _, line in self._matches(pattern, within)]

    def _matches(self, pattern: Pattern, within: int | None) -> Iterator[tuple[Any, int]]:
        """Yield each match with the number of its line."""
        if pattern not in self.present:
            return
        starts = self._starts
        limit = len(self._data) if within is None or within >= len(starts) else starts[within] - 1
        for match in pattern.regex.finditer(self._data):
            start = match.start()
            if start >= limit:
                return
            yield match, bisect_right(starts, start) - 1


def _length(data: bytes, start: int, end: int) -> int:
    """Return the number of characters in the UTF-8 bytes from `start` to `end`."""
    return len(data[start:end].decode())
