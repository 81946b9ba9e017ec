"""The blocks of a page as lines that patterns can be run over: the view that a verb gets."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, count
from typing import cast

from msgspec import Struct

from .address import headline_words
from .blocks import Block
from .patterns import MAX_SET, Pattern, PatternSet


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


MAX_SEARCHED = 120_000_000
"""The most work that the patterns of a pack may do on one page. A byte that a pattern runs over counts as 1."""
MATCH_WORK, HALF_WORK, LINE_WORK = 4_000, 2_000, 200
"""A match takes as long as this many bytes, a look whether some lines have one as long as the second number, and a line
that is looked at again, because lines have changed, as long as the third."""


class _Searched:
    """The lines that patterns run over. Each pattern runs once: what it finds in a line does not depend on the others.

    `known` are the patterns that may match somewhere. `work` adds up what the patterns have done on this page, and
    `in_sets` the bytes that sets of patterns ran over.
    """

    def __init__(self, blocks: tuple[Block, ...], patterns: PatternSet, work: int, in_sets: int) -> None:
        self.blocks, self.patterns = blocks, patterns
        texts = [block.text for block in blocks]
        self.data = "\n".join(texts).encode()
        encoded = self.data.split(b"\n")
        # where each line starts in the data, in bytes
        self.starts = list(accumulate([len(line) + 1 for line in encoded[:-1]], initial=0))
        self.work = work + len(self.data)
        self.in_sets = in_sets + len(self.data)
        self._present: dict[Pattern, bool] = {}
        # the lines that match, the first that was searched, and the one after the last
        self._found: dict[Pattern, tuple[list[int], int, int]] = {}
        self._table: dict[Pattern, list[int]] | None = None
        self.known = patterns.all
        if self.in_sets <= MAX_SET and patterns.suits(self.in_sets) and not patterns.knows_ends:
            self._table = patterns.table(texts, encoded)
        if self._table is not None:
            self.known = frozenset(patterns.possible(self.data)).union(self._table)

    @cached_property
    def _numbers(self) -> dict[int, int]:
        return {id(block): number for number, block in enumerate(self.blocks)}

    @cached_property
    def _starts(self) -> dict[int, int]:
        return {block.start: number for number, block in enumerate(self.blocks)}

    def numbers_of(self, blocks: tuple[Block, ...]) -> list[int] | None:
        """Return the numbers of these blocks, which are in the order of the page; None if one is not a line here.

        Also return None if a pattern can tell the first or the last line of a text from the others.
        """
        if self.patterns.knows_ends:
            return None
        try:
            return list(map(self._numbers.__getitem__, map(id, blocks)))  # nearly always the same objects
        except KeyError:
            numbers = list(map(self._number_of, blocks))
        return None if None in numbers else cast("list[int]", numbers)

    def _number_of(self, block: Block) -> int | None:
        """Return the number of the line with the place and the text of this block."""
        number = self._starts.get(block.start)
        return None if number is None or self.blocks[number].text != block.text else number

    def is_spent(self) -> bool:
        """Whether the patterns have done as much work on this page as they may."""
        return self.work > MAX_SEARCHED

    def listed(self, pattern: Pattern) -> list[int] | None:
        """Return the numbers of the lines in which the pattern matches, if that is known without a search."""
        return None if self._table is None or pattern in self.patterns.broad else self._table.get(pattern, [])

    def may_have(self, pattern: Pattern) -> bool:
        """Return whether the pattern may match somewhere.

        A user's pattern then does, unless the work is spent. For one of a shipped pack, a search just to find that out
        would take as long as the search for the lines.
        """
        if pattern not in self.known:
            return False
        if not pattern.breadth or (self._table is not None and pattern not in self.patterns.broad):
            return True
        if pattern not in self._present:
            self.work += len(self.data)
            self._present[pattern] = not self.is_spent() and pattern.is_in(self.data)
        return self._present[pattern]

    def matching(self, pattern: Pattern, first: int, last: int) -> list[int]:
        """Return the numbers of the lines from `first` to before `last` in which the pattern matches, in order.

        Others that match may be among them. If the work is spent, some are missing.
        """
        found, low, high = self._found.get(pattern, ([], first, first))
        self.work += LINE_WORK * len(found)
        if first < low or last > high:
            above, below = self._search(pattern, first, low), self._search(pattern, high, last)
            found = [*above, *found, *below]
            self._found[pattern] = found, min(first, low), max(last, high)
        return found

    def _search(self, pattern: Pattern, first: int, last: int) -> list[int]:
        """Return the numbers of the lines from `first` to before `last` in which the pattern matches, unless spent."""
        found = []
        for number in self._narrowed(pattern, first, last) if pattern.breadth else self._found_in(pattern, first, last):
            self.work += MATCH_WORK
            if self.is_spent():
                break
            found.append(number)
        return found

    def _found_in(self, pattern: Pattern, first: int, last: int) -> Iterator[int]:
        """Yield the numbers of the lines from `first` to before `last` in which a pattern of a shipped pack matches."""
        if first < last:
            start, end = self.starts[first], self.end(last - 1)
            self.work += end - start
            for match in pattern.line_regex.finditer(self.data, start, end):
                yield bisect_right(self.starts, match.start()) - 1

    def _narrowed(self, pattern: Pattern, first: int, last: int) -> Iterator[int]:
        """Yield the numbers of the lines from `first` to before `last` in which a user's pattern matches.

        The lines are divided in half until one is left: so RE2 need not say where a match starts.
        """
        if first >= last:
            return
        start, end = self.starts[first], self.end(last - 1)
        self.work += HALF_WORK + end - start
        if self.is_spent():
            return
        if last - first == 1:
            if pattern.line_regex.match(self.data, start, end):
                yield first
        elif pattern.is_in(self.data[start:end]):
            middle = (first + last) // 2
            yield from self._narrowed(pattern, first, middle)
            yield from self._narrowed(pattern, middle, last)

    def end(self, number: int) -> int:
        """Return where a line ends in the data."""
        return self.starts[number + 1] - 1 if number + 1 < len(self.starts) else len(self.data)

    def parts(self, pattern: Pattern, number: int) -> Iterator[tuple[int, int]]:
        """Yield the start and the end of the matches in one line, in bytes of the data.

        For each byte, RE2 may take as many steps as for finding groups. Patterns of shipped packs are known to be fast.
        """
        start, line_end = self.starts[number], self.end(number)
        if pattern.whole:
            yield start, line_end
            return
        byte_work = pattern.group_work if pattern.breadth else 1
        self.work += byte_work * (line_end - start)
        if self.is_spent():
            return
        for match in pattern.regex.finditer(self.data, start, line_end):
            span = match.span()
            self.work += MATCH_WORK + byte_work * (line_end - span[0])  # the next search goes on from here
            if self.is_spent():
                return
            yield span


class Lines:
    """Blocks as lines, and the places where patterns match.

    `before` are the lines of the same page at an earlier step. If all lines were among them, the patterns do not run
    again. Their work counts: `work` adds up what the patterns have done on this page. When `is_spent()` is true, they
    have done as much as they may, and find nothing more. `url` is the address of a page of text, if it has one.

    >>> blocks = (Block("Een zin.", 0, 8), Block("Meer uit Sport", 10, 24))
    >>> pattern = Pattern("Meer uit (.*)", whole=True)
    >>> lines = Lines(blocks, PatternSet([pattern]))
    >>> lines.find(pattern)
    [Hit(line=1, start=0, end=14, group='Sport', group_end=14)]
    >>> Lines(blocks[1:], PatternSet([pattern]), lines).numbers(pattern)
    [0]
    """

    def __init__(
        self, blocks: tuple[Block, ...], patterns: PatternSet, before: Lines | None = None, url: str | None = None
    ) -> None:
        self.blocks, self._url = blocks, url
        # made when they are asked for; a `cached_property` takes longer, because it takes a lock before Python 3.12
        self._texts: list[str] | None = None
        self._places: dict[int, int] | None = None
        source: _Searched | None = before._source if before else None
        sources = before.sources_of(blocks) if before and before._source.patterns is patterns else None
        if source is None or sources is None:
            work, in_sets = (source.work, source.in_sets) if source else (0, 0)
            source = _Searched(blocks, patterns, work, in_sets)
            sources = range(len(blocks))
        self._source: _Searched = source
        self._sources: Sequence[int] = sources
        """The numbers of these lines among those that were searched, in order."""
        source.work += LINE_WORK * len(blocks)

    def sources_of(self, blocks: tuple[Block, ...]) -> Sequence[int] | None:
        """Return the numbers of these blocks among the lines that were searched; None if one is not among them."""
        own, size = self.blocks, len(blocks)
        if blocks is own:
            return self._sources
        if blocks is self._source.blocks:
            return range(size)
        if size and not self._source.patterns.knows_ends:  # a rule often removes all lines below a place, or above it
            if blocks == own[:size]:
                return self._sources[:size]
            if blocks == own[-size:]:
                return self._sources[-size:]
        return self._source.numbers_of(blocks)

    @property
    def work(self) -> int:
        """What patterns have done on this page, in bytes that they ran over."""
        return self._source.work

    def is_spent(self) -> bool:
        """Whether the patterns have done as much work on this page as they may."""
        return self._source.work > MAX_SEARCHED

    @property
    def known(self) -> frozenset[Pattern]:
        """The patterns that may match somewhere."""
        return self._source.known

    def may_have(self, patterns: frozenset[Pattern]) -> bool:
        """Return whether each of these patterns may match in these lines, as far as that is known without a search."""
        return bool(self.blocks) and all(map(self._may_have, patterns))

    def _may_have(self, pattern: Pattern) -> bool:
        listed = self._source.listed(pattern)
        if listed is None:
            return self._source.may_have(pattern)
        self._source.work += LINE_WORK * len(listed)
        return bool(self._left(listed))

    def _left(self, numbers: list[int]) -> list[int]:
        """Return those of these numbers, as they were searched, whose lines are among these."""
        here = self._here
        return [number for number in numbers if number in here]

    @property
    def _here(self) -> Mapping[int, int] | range:
        """The number here of each line, by its number as it was searched; their range if these lines stand together."""
        if isinstance(self._sources, range):
            return self._sources
        if self._places is None:
            self._places = dict(zip(self._sources, count(), strict=False))
        return self._places

    def _numbers_here(self, numbers: list[int]) -> list[int]:
        """Return the numbers here of lines that `_left` returned."""
        here = self._here
        return [number - here.start for number in numbers] if isinstance(here, range) else [here[n] for n in numbers]

    @property
    def texts(self) -> list[str]:
        """The text of each block."""
        if self._texts is None:
            self._texts = [block.text for block in self.blocks]
        return self._texts

    @property
    def headline_words(self) -> tuple[str, ...]:
        """The words of the page's address that name its headline; none without an address."""
        return headline_words(self._url)

    def has(self, pattern: Pattern, number: int) -> bool:
        """Return whether `pattern`, which has to match whole lines, matches this line."""
        listed = self._source.listed(pattern)
        if listed is None:
            return self.opening(pattern, number) is not None
        number = self._sources[number]
        place = bisect_left(listed, number)
        return place < len(listed) and listed[place] == number

    def opening(self, pattern: Pattern, number: int) -> int | None:
        """Return where the match ends that `pattern` has at the start of this line, in characters; None without one.

        RE2 need not look for where the match starts. So it needs no second automaton, which `find` may have to build.
        """
        source = self._source
        if source.is_spent() or not source.may_have(pattern):
            return None
        number = self._sources[number]
        start, end = source.starts[number], source.end(number)
        source.work += MATCH_WORK + end - start
        match = pattern.regex.match(source.data, start, end)
        return _length(source.data, start, match.end()) if match else None

    def find(self, pattern: Pattern, within: int | None = None) -> list[Hit]:
        """Return the places where `pattern` matches, in order. With `within`, only the first `within` lines count."""
        source = self._source
        data, starts = source.data, source.starts
        numbers = self._searched(pattern, within)
        if not numbers:
            return []
        group_work = pattern.group_work if pattern.groups else 0
        hits = []
        line, place, counted = -1, 0, 0  # the last match: its line, and its place there in bytes and in characters
        matches = (
            (number, searched, start, end)
            for number, searched in zip(self._numbers_here(numbers), numbers, strict=True)
            for start, end in source.parts(pattern, searched)
        )
        for number, searched, start, end in matches:
            source.work += group_work * (end - start)
            if source.is_spent():  # finding the group would take too long
                break
            text, inner = data[start:end].decode(), end
            if group_work:
                text, inner = pattern.first_group(data, start, end) or ("", end)
            if number != line:
                line, place, counted = number, starts[searched], 0
            counted += _length(data, place, start)
            place = start
            inner_end = counted + _length(data, start, inner)
            hits.append(Hit(line, counted, counted + _length(data, start, end), text, inner_end))
        return hits

    def numbers(self, pattern: Pattern, within: int | None = None) -> list[int]:
        """Return the numbers of the lines in which `pattern` matches, in order."""
        numbers = self._searched(pattern, within)
        if not pattern.whole:
            numbers = [number for number in numbers for _ in self._source.parts(pattern, number)]
        return self._numbers_here(numbers)

    def _searched(self, pattern: Pattern, within: int | None) -> list[int]:
        """Return the lines in which `pattern` matches, or may match, by their numbers as they were searched."""
        source, sources = self._source, self._sources
        size = len(sources) if within is None else min(within, len(sources))
        if not size or source.is_spent():
            return []
        last = sources[size - 1] + 1
        listed = source.listed(pattern)
        if listed is not None:
            numbers = listed
            source.work += LINE_WORK * len(listed)
        elif not source.may_have(pattern):
            return []
        elif pattern.breadth or pattern.whole or within is None:
            numbers = source.matching(pattern, sources[0], last)
        else:  # each of the few lines is searched for parts
            numbers = list(range(sources[0], last))
        return self._left(numbers if within is None else [number for number in numbers if number < last])


def _length(data: bytes, start: int, end: int) -> int:
    """Return the number of characters in the UTF-8 bytes from `start` to `end`."""
    return len(data[start:end].decode())
