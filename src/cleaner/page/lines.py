"""The blocks of a page as lines that patterns can be run over: the view that a verb gets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate

from msgspec import Struct

from .address import headline_words
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


MAX_SET = 100_000
"""The most bytes of a page, all its versions together, that a set of patterns runs over. Beyond it, each pattern is
searched for by itself. That finds the same; it is slower on most pages, but its time is linear on every page."""
MAX_SEARCHED = 120_000_000
"""The most work that the patterns of a pack may do on one page. A byte that a pattern runs over counts as 1."""
MATCH_WORK, HALF_WORK, LINE_WORK = 4_000, 2_000, 200
"""A match takes as long as this many bytes, a look whether some lines have one as long as the second number, and a line
that is looked at again, because lines have changed, as long as the third."""


class Lines:
    """Blocks as lines; each pattern runs once over all of them.

    `work` adds up what the patterns have done on this page. `before` are the lines of the same page at an earlier step;
    their work counts too. When `is_spent()` is true, the patterns have done as much as they may, and find nothing more.
    `url` is the address of a page of text, if it has one.

    >>> blocks = (Block("Een zin.", 0, 8), Block("Meer uit Sport", 10, 24))
    >>> pattern = Pattern("Meer uit (.*)", whole=True)
    >>> Lines(blocks, PatternSet([pattern])).find(pattern)
    [Hit(line=1, start=0, end=14, group='Sport', group_end=14)]
    """

    def __init__(
        self, blocks: tuple[Block, ...], patterns: PatternSet, before: Lines | None = None, url: str | None = None
    ) -> None:
        self.blocks, self._url = blocks, url
        encoded = [block.text.encode() for block in blocks]
        self._data = b"\n".join(encoded)
        # where each line starts in the data, in bytes
        self._starts = list(accumulate([len(line) + 1 for line in encoded[:-1]], initial=0))
        self.work: int = (before.work if before else 0) + LINE_WORK * len(blocks) + len(self._data)
        self._in_sets: int = (before._in_sets if before else 0) + len(self._data)
        self._candidates = frozenset[Pattern]() if not blocks else None
        self._found: dict[Pattern, bool] = {}
        if blocks and self._in_sets <= MAX_SET and patterns.suits(self._in_sets):
            self._candidates = patterns.candidates(self._data)

    def is_spent(self) -> bool:
        """Whether the patterns have done as much work on this page as they may."""
        return self.work > MAX_SEARCHED

    def has(self, pattern: Pattern) -> bool:
        """Return whether the pattern matches anywhere."""
        if self._candidates is not None:
            is_candidate = pattern in self._candidates
            if not is_candidate or not pattern.is_broad:
                return is_candidate
        if pattern not in self._found:
            self.work += len(self._data)
            self._found[pattern] = not self.is_spent() and pattern.is_in(self._data)
        return self._found[pattern]

    @cached_property
    def texts(self) -> list[str]:
        """The text of each block."""
        return [block.text for block in self.blocks]

    @cached_property
    def headline_words(self) -> tuple[str, ...]:
        """The words of the page's address that name its headline; none without an address."""
        return headline_words(self._url)

    def find(self, pattern: Pattern, within: int | None = None) -> list[Hit]:
        """Return the places where `pattern` matches, in order. With `within`, only the first `within` lines count."""
        data, starts = self._data, self._starts
        group_work = pattern.group_work if self.has(pattern) and pattern.groups else 0
        hits = []
        line, place, counted = -1, 0, 0  # the last match: its line, and its place there in bytes and in characters
        for start, end, number in self._matches(pattern, within):
            self.work += group_work * (end - start)
            if self.is_spent():  # finding the group would take too long
                break
            text, inner = data[start:end].decode(), end
            if group_work:
                text, inner = pattern.first_group(data, start, end) or ("", end)
            if number != line:
                line, place, counted = number, starts[number], 0
            counted += _length(data, place, start)
            place = start
            inner_end = counted + _length(data, start, inner)
            hits.append(Hit(line, counted, counted + _length(data, start, end), text, inner_end))
        return hits

    def numbers(self, pattern: Pattern, within: int | None = None) -> list[int]:
        """Return the numbers of the lines in which `pattern` matches, in order."""
        return [line for _, _, line in self._matches(pattern, within)]

    def _matches(self, pattern: Pattern, within: int | None) -> Iterator[tuple[int, int, int]]:
        """Yield the start and the end of each match, in bytes, and the number of its line, until the work is spent."""
        last = len(self._starts) if within is None else min(within, len(self._starts))
        if not self.has(pattern):
            return
        if pattern.breadth:
            numbers = self._narrowed(pattern, 0, last)
        elif pattern.whole or within is None:
            numbers = self._found_by_search(pattern, last)
        else:  # each of the few lines is searched for parts anyway
            numbers = iter(range(last))
        for number in numbers:
            if self.is_spent():
                return
            if pattern.whole:
                self.work += MATCH_WORK
                yield self._starts[number], self._end(number), number
            else:
                yield from self._parts(pattern, number)

    def _found_by_search(self, pattern: Pattern, last: int) -> Iterator[int]:
        """Yield the numbers of the lines before `last` in which a pattern of a shipped pack matches."""
        self.work += len(self._data)
        for match in pattern.line_regex.finditer(self._data):
            number = bisect_right(self._starts, match.start()) - 1
            if number >= last:
                return
            yield number

    def _narrowed(self, pattern: Pattern, first: int, last: int) -> Iterator[int]:
        """Yield the numbers of the lines from `first` to before `last` in which a user's pattern matches.

        The lines are divided in half until one is left: so RE2 need not say where a match starts.
        """
        if first >= last:
            return
        start, end = self._starts[first], self._end(last - 1)
        self.work += HALF_WORK + end - start
        if self.is_spent():
            return
        if last - first == 1:
            if pattern.line_regex.match(self._data, start, end):
                yield first
        elif pattern.is_in(self._data[start:end]):
            middle = (first + last) // 2
            yield from self._narrowed(pattern, first, middle)
            yield from self._narrowed(pattern, middle, last)

    def _end(self, number: int) -> int:
        """Return where a line ends in the data."""
        return self._starts[number + 1] - 1 if number + 1 < len(self._starts) else len(self._data)

    def _parts(self, pattern: Pattern, number: int) -> Iterator[tuple[int, int, int]]:
        """Yield the matches in one line.

        For each byte, RE2 may take as many steps as for finding groups. Patterns of shipped packs are known to be fast.
        """
        line_end = self._end(number)
        byte_work = pattern.group_work if pattern.breadth else 1
        self.work += byte_work * (line_end - self._starts[number])
        if self.is_spent():
            return
        for match in pattern.regex.finditer(self._data, self._starts[number], line_end):
            start, end = match.span()
            self.work += MATCH_WORK + byte_work * (line_end - start)  # the next search goes on from here
            if self.is_spent():
                return
            yield start, end, number


def _length(data: bytes, start: int, end: int) -> int:
    """Return the number of characters in the UTF-8 bytes from `start` to `end`."""
    return len(data[start:end].decode())
