r"""Patterns of the packs. They run in RE2, in time that is linear in the page, and over a whole page at once.

A pattern is either a `LinePattern`, which must match a whole line, or a `PartPattern`, which may match anywhere in a
line. Neither ever matches across two lines. RE2's `\w`, `\b`, `\s` and `\d` know only ASCII: write `\pL` or `\p{Lu}`
instead. The syntax: https://github.com/google/re2/wiki/Syntax
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache, partial
from typing import Annotated, Any

import re2
from msgspec import Meta


def _options(memory: int, *, captures: bool = False) -> Any:
    options = re2.Options()
    options.never_capture = not captures  # without groups, RE2 needs nothing but its automaton
    options.longest_match = not captures  # otherwise the automaton has a state for each order of the alternatives
    options.never_nl = True  # a pattern sees one line at a time, though it runs over all of them
    options.log_errors = False
    options.max_mem = memory
    return options


_BOUND = _options(1 << 20)  # the memory that a pattern may take to compile; the shipped ones take at most half of it
OPTIONS = _options(128 << 20)  # the memory that it may take to run: enough for as many states as a pattern may have
_GROUP_OPTIONS = _options(64 << 20, captures=True)
_SET_OPTIONS = _options(64 << 20)
UNCOUNTED = 150
"""The breadth that patterns with groups are taken to have if it was not counted. Shipped ones have at most 128."""
MAX_SET = 100_000
"""The most bytes of a page, all its versions together, that a set of patterns runs over line by line. Beyond it, each
pattern is searched for by itself. That finds the same; it is slower on most pages, but its time is linear on every
page."""
MAX_SET_STEPS = 50_000_000
"""The most bytes that a set of patterns runs over, times the breadths of all its patterns. RE2 may do so many steps,
because the automaton of a set has states for each combination of the states of its patterns."""
SHORT, MAX_REMEMBERED = 200, 2_000
"""What matches in a line of at most this many characters is remembered, for this many lines and each set of patterns:
about half a megabyte, unless the lines match hundreds of patterns."""
_END = b"\x02end of the lines\x03"
_BROAD = re.compile(r"(?<!\\)(?:\.|\[\^[^\]]*\]|\\P\w|\\[SDW])(?:[*+]|\{\d*,(?:\d{2,})?\})")
_OPEN_END = re.compile(r"(?<!\\)(?:\.|\[\^[^\]\\]*\])[*+](?:\)\??)*$")
_ESCAPE = re.compile(r"\\Q.*?(?:\\E|$)|\\.", re.DOTALL)
_GROUP = re.compile(r"\((?:[^?]|\?P?<)")
"""Where a group may start; a bracket in a class of characters looks the same."""
_LETTERS = re.compile(r"(\\Q.*?(?:\\E|$)|\\\\)|\\p(?:L|\{L[ul]?\})", re.DOTALL)
"""A class of all letters, or (as its group) what looks like one and is not."""
_ENDS = re.compile(r"\\[Az]|\(\?[imsU]*-[isU]*m")
r"""What may match only at the start or the end of a text: `\A`, `\z`, and `^` and `$` without the flag `m`."""
_BYTE = r"\C"
PatternFault = re2.error


class Pattern:
    r"""A pattern; `whole` says whether it has to match the whole line.

    It is compiled when it is first used: compiling takes up to a few milliseconds, and a page needs only a few of all
    patterns. `check` finds out before that whether RE2 accepts the source.

    `breadth` is the most instructions of RE2 that may wait for the next byte at once when it reads forwards, as it does
    to find groups, and in a set. It is an estimate: a class of many separate ranges may have several times as many.
    It is 0 in shipped packs, whose patterns are not counted when they are loaded.

    >>> list(Pattern("Meer uit .*", whole=True).regex.finditer(b"Lees\nMeer uit Sport"))[0].span()
    (5, 19)
    """

    breadth: int = 0

    def __init__(self, source: str, *, whole: bool) -> None:
        self.source, self.whole = source, whole
        self.expression = f"(?m)^(?:{source})$" if whole else f"(?m)(?:{source})"

    def __reduce__(self) -> tuple[Any, ...]:
        state = {"breadth": self.breadth}  # what RE2 compiles cannot be pickled
        return partial(Pattern, whole=self.whole), (self.source,), state

    def __repr__(self) -> str:
        return f"Pattern({self.source!r}, whole={self.whole})"

    def check(self) -> None:
        r"""Raise `PatternFault` if RE2 refuses the source, or if the source has `\C`.

        RE2 also refuses one that takes too much memory to compile, as a hostile pattern does.

        >>> Pattern(r"Meer \C", whole=True).check()
        Traceback (most recent call last):
        re2._re2.Error: \C is not allowed: it takes one byte, not one character; write '.' instead
        """
        if _BYTE in _ESCAPE.findall(self.source):
            raise PatternFault(f"{_BYTE} is not allowed: it takes one byte, not one character; write '.' instead")
        _parse(self.source)
        re2.compile(self.expression, _BOUND)

    @cached_property
    def is_broad(self) -> bool:
        """Whether a part of the pattern matches many characters of any kind, such as `.*` or `[^.]{1,60}`."""
        return _BROAD.search(self.source) is not None

    @cached_property
    def is_open_ended(self) -> bool:
        """Whether the only such part is `.*`, `.+`, `[^…]*` or `[^…]+` at the end: nothing is looked for behind it."""
        return self.is_broad and _BROAD.search(_OPEN_END.sub("", self.source)) is None

    @cached_property
    def regex(self) -> Any:
        """The compiled expression. Its matches have no groups, because RE2 is slow at finding groups."""
        return re2.compile(self.expression, OPTIONS)

    @cached_property
    def line_regex(self) -> Any:
        """The expression that matches from the start of each line that the pattern matches in.

        `regex` may start anywhere in a line. Then RE2 tells apart where each attempt started, and its automaton has a
        state for each order of attempts. This one starts only at the start of a line, and has no more states than
        were counted.
        """
        return self.regex if self.whole else re2.compile(f"(?m)^.*{self.expression.removeprefix('(?m)')}", OPTIONS)

    @cached_property
    def _alone(self) -> Any:
        return _set_of([self], OPTIONS)

    def is_in(self, data: bytes) -> bool:
        r"""Return whether the pattern matches somewhere in the lines of `data` (UTF-8).

        A set says whether a pattern matches, and not where. So RE2 only reads forwards. To say where a match starts,
        RE2 would read it backwards as well, with a second automaton: the one of `[\pL ]{1,40}` is so large for letters
        of all scripts that a megabyte of them takes a minute.

        Patterns of shipped packs are known to have no such automaton. They need no set, which also has to be compiled.

        >>> Pattern("Sport", whole=True).is_in(b"Net binnen\nSport")
        True
        """
        if self.whole and not self.breadth:
            return self.regex.search(data) is not None
        found = self._alone and self._alone.Match(data)
        return 0 in found if found else self.line_regex.search(data) is not None

    @cached_property
    def _with_groups(self) -> Any:
        return re2.compile(self.expression, _GROUP_OPTIONS)

    @cached_property
    def groups(self) -> int:
        """The number of capturing groups in the pattern."""
        return int(self._with_groups.groups) if _GROUP.search(_ESCAPE.sub("_", self.source)) else 0

    @property
    def group_work(self) -> int:
        """The work of finding the groups for each byte of a match, in bytes that a search runs over.

        RE2 then follows each instruction that waits for the next byte, and copies the groups found so far.
        """
        return ((self.breadth or UNCOUNTED) + 2 * self.groups) * (6 + self.groups // 6)

    def first_group(self, data: bytes, start: int, end: int) -> tuple[str, int] | None:
        """Return the text of the first group of the match from `start` to `end`, and where it ends in `data`.

        Returns None if the group has no part in this match.

        >>> Pattern("Meer uit (.*)", whole=True).first_group(b"Meer uit Sport", 0, 14)
        ('Sport', 14)
        """
        match = self._with_groups.fullmatch(data, start, end)
        return (match[1].decode(), match.end(1)) if match.end(1) >= 0 else None

    def matches(self, line: str) -> bool:
        """Return whether the pattern matches this one line.

        >>> Pattern("Meer uit .*", whole=True).matches("Meer uit Sport")
        True
        """
        return self.regex.search(line.encode()) is not None


@lru_cache(maxsize=1000)
def _parse(source: str) -> None:
    """Raise `PatternFault` if RE2 refuses the source. Packs share many patterns, so the answer is remembered."""
    try:
        re2.Set.SearchSet(OPTIONS).Add(source)  # this only parses the source
    except PatternFault:
        re2.compile(source, OPTIONS)  # its message says what is wrong
        raise


class Whole:
    """Marks, in an annotation, a pattern that must match the whole line."""


LinePattern = Annotated[
    Pattern, Whole, Meta(description="An RE2 pattern that must match the whole line.", examples=["Lees ook:.*"])
]
PartPattern = Annotated[
    Pattern, Meta(description="An RE2 pattern that may match anywhere in a line.", examples=["^date \\d{4}-\\d{2}"])
]


class PatternSet:
    r"""Many patterns that run over a page together, to find out which of them match, and where.

    RE2's set takes one or two microseconds for a line and 25 patterns, and one pattern alone takes nearly as long. But
    the automaton of a set has states for each combination of the states of its patterns. Broad patterns, such as
    `.{0,160}Foto.*`, combine in so many ways that RE2 builds new states on each page: with the 51 patterns of the
    generic pack, that took 18 milliseconds. So they are not in the set, unless they are broad only at their end. RE2's
    filter finds those whose words are on the page, and each of these is searched for by itself, when somebody asks.
    """

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        distinct = tuple(dict.fromkeys(patterns))
        self.all = frozenset(distinct)
        narrow = [pattern for pattern in distinct if not pattern.is_broad or pattern.is_open_ended]
        if MAX_SET * sum(pattern.breadth for pattern in narrow) > MAX_SET_STEPS:  # too many for the set
            narrow = [pattern for pattern in distinct if not pattern.is_broad]
        self._narrow = tuple(narrow)
        self.breadth = sum(pattern.breadth for pattern in narrow)
        self.broad = self.all.difference(narrow)
        self._broad = tuple(pattern for pattern in distinct if pattern in self.broad)
        self.knows_ends = any(_ENDS.search(pattern.source) for pattern in distinct)
        # the lines of menus are on every page
        self._in_short = lru_cache(maxsize=MAX_REMEMBERED)(lambda line: self._in_line(line.encode()))

    @cached_property
    def _set(self) -> Any:
        return _set_of(self._narrow, _SET_OPTIONS)

    @cached_property
    def _line_set(self) -> Any:
        """A set that runs over one line. Most patterns fail within its first characters, and RE2 stops where all do."""
        return _set_of(self._narrow, _SET_OPTIONS, of_lines=True)

    @cached_property
    def _filter(self) -> Any:
        return _filter_of(self._broad)

    def table(self, lines: Sequence[str], encoded: Sequence[bytes]) -> dict[Pattern, list[int]] | None:
        """Return the numbers (from 0) of the lines that each pattern matches; a pattern that matches none is missing.

        `encoded` are the lines in UTF-8. Patterns that are `broad` are not in the table. The caller asks `suits` first.
        Returns None if RE2 refuses the set.

        >>> sport, photo = Pattern("Sport", whole=True), Pattern(".* Foto: .*", whole=True)
        >>> PatternSet([sport, photo]).table(["Net binnen", "Sport"], [b"Net binnen", b"Sport"]) == {sport: [1]}
        True
        """
        found: dict[Pattern, list[int]] = {}
        if not self._narrow:
            return found
        if self._line_set is None:
            return None
        in_short = self._in_short
        for number, line in enumerate(lines):
            matched = in_short(line) if len(line) <= SHORT else self._in_line(encoded[number])
            for pattern in matched:
                found.setdefault(pattern, []).append(number)
        return found

    def _in_line(self, data: bytes) -> Sequence[Pattern]:
        return self._matching(data, self._line_set)

    def possible(self, data: bytes) -> Sequence[Pattern]:
        """Return the broad patterns that may match somewhere in the lines of `data` (UTF-8)."""
        patterns = self._broad
        found = self._filter.Match(data + _END, potential=True) if self._filter else None
        if not found or found[-1] < len(patterns):  # the last one is always found, unless RE2 runs out of memory
            return patterns
        return [patterns[i] for i in found[:-1]]

    def present(self, data: bytes) -> frozenset[Pattern]:
        """Return the patterns that match somewhere in the lines of `data` (UTF-8).

        If RE2 may have to do too many steps for all together, or their set is too large, each is searched for by
        itself.
        """
        narrow = self._matching(data, self._set if self.suits(len(data)) else None)
        return frozenset([*narrow, *(pattern for pattern in self.possible(data) if pattern.is_in(data))])

    def _matching(self, data: bytes, together: Any) -> Sequence[Pattern]:
        patterns = self._narrow
        found = together.Match(data) if together else None
        if not found:
            return [pattern for pattern in patterns if pattern.is_in(data)]
        return [patterns[i] for i in found if i < len(patterns)] if len(found) > 1 else ()

    def suits(self, size: int) -> bool:
        """Return whether the set may run over this many bytes: they are not too many for patterns so broad."""
        return size * self.breadth <= MAX_SET_STEPS


def _set_of(patterns: Iterable[Pattern], options: Any, *, of_lines: bool = False) -> Any:
    """Return RE2's set of these patterns, or None if they are too large together; `of_lines` if it runs over one line.

    One more pattern is added, which matches everywhere. A set that runs out of memory reports no match instead of an
    error: if this one is missing from the result, that is what happened.
    """
    found = re2.Set.FullMatchSet(options) if of_lines else re2.Set.SearchSet(options)
    for pattern in patterns:
        found.Add(f".*{pattern.expression}.*" if of_lines and not pattern.whole else pattern.expression)
    found.Add(".*" if of_lines else "")
    try:
        found.Compile()
    except PatternFault:
        return None
    return found


def _filter_of(patterns: Sequence[Pattern]) -> Any:
    """Return RE2's filter of these patterns and of `_END`, or None if there are none or they are too large together."""
    if not patterns:
        return None
    found = re2.Filter()
    for pattern in patterns:
        # Only the words in a pattern count here, and a large class of characters is not part of one. RE2 compiles each
        # pattern that is added, and that takes a tenth of the time if the class is ASCII.
        found.Add(_LETTERS.sub(lambda letters: letters[1] or r"\w", pattern.expression), OPTIONS)
    found.Add(re2.escape(_END), OPTIONS)
    try:
        found.Compile()
    except PatternFault:
        return None
    return found
