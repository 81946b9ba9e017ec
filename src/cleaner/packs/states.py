r"""How many states the automaton of a pattern has: what a search may cost.

RE2 searches with an automaton that it builds while it searches, and keeps in a cache. As long as the automaton fits,
RE2 takes a nanosecond or two for a byte, on every page. If it does not fit, RE2 may take as many steps for each byte as
the pattern is long: `(a|b)*a(a|b){40}c` has more than 2 to the power of 40 states, and takes 48 seconds for a page of
9 MB. So the states of a pattern are counted when a pack is loaded. They are counted forwards only. RE2
also reads backwards, to find where a match starts. `Lines` does not ask for that when it looks for the lines that match
a user's pattern. It asks for it only within one line, and counts that as work.

A pattern is parsed into positions: the places in it that each take one character, and its assertions (`^`, `$`, `\b`),
which take none. A state is the set of the positions that may take the next character. What stands behind an assertion
belongs to the state only where the assertion holds. So a state with assertions also has a context: whether it is at the
start of a line, and whether the last character was one of a word.

How many positions a state has also counts, and how many kinds of characters there are: from each state, RE2 follows
each position once for each kind. Characters that the same positions take are of one kind. RE2 works on the bytes of
UTF-8. If positions take the letters of all scripts, it also has states between the bytes of a character, which count
as more kinds.

If a search may start anywhere in a line, RE2 has a state for each order in which attempts started. These are not
counted: `Pattern.line_regex` finds the lines with an expression that starts only at the start of a line.
"""

from __future__ import annotations

import re
import sys
from functools import cache, lru_cache
from typing import NamedTuple

import re2

from ..page.patterns import OPTIONS, Pattern

MAX_STATES = 30_000
"""The most states of a pattern. The automaton of the shipped pattern with the most, 26,177, takes about 10 MB."""
MAX_SIZE = 5_000_000
"""The most instructions of RE2 in all states of a pattern. RE2 keeps them in memory (20 MB)."""
MAX_WORK = 75_000_000
"""The most instructions in all states of a pattern, times the kinds of characters: RE2 follows each instruction of a
state once for each kind, which takes about 20 ns. The shipped pattern with the most has 66 million."""
MAX_TOTAL, MAX_TOTAL_SIZE, MAX_TOTAL_WORK = 100_000, 12_000_000, 150_000_000
"""The most states of all patterns of a file together, the most instructions in them, and these times the kinds."""
MAX_KINDS = 300
"""The most kinds of characters that a pattern may tell apart. The shipped ones have at most 46."""
BETWEEN = 64
"""How many kinds are added for the states between the bytes of a character: a further byte has 64 values."""
MAX_POSITIONS = 10_000
"""The most positions of a pattern, with its repetitions written out. The shipped ones have at most 583."""
NARROW, WIDE = 4, 60
"""How many instructions of RE2 may wait for the first byte of a character at one position. More are needed for the
letters of all scripts, which begin with about fifty different bytes."""
MAX_STEPS = 10_000_000
"""The most steps that are taken to count the states of all patterns of a file, which is up to ten seconds. The shipped
file that needs the most takes 5.5 million."""

_TOKEN = re.compile(
    r"\\Q(?P<quoted>.*?)(?:\\E|$)"
    r"|(?P<flags>\(\?(?P<names>[imsU-]*)(?P<close>[:)]))"
    r"|(?P<open>\((?:\?P?<\w+>)?)"
    r"|(?P<shut>\))"
    r"|(?P<bar>\|)"
    r"|(?P<times>(?:[*+?]|\{(?P<least>\d+)(?:(?P<comma>,)(?P<most>\d*))?\})\??)"
    r"|(?P<atom>\\[pP](?:\{[^}]*\}|.)|\\x(?:\{[^}]*\}|..)|\\[0-7]{1,3}|\\."
    r"|\[\^?\]?(?:\[:[^]]*:\]|\\[pPx]\{[^}]*\}|\\.|[^]\\])*\]|.)",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^\\\[.]|\\[^\w\s]")


LINE_START, LINE_END, TEXT_START, TEXT_END, EDGE, NO_EDGE = "^", "$", r"\A", r"\z", r"\b", r"\B"
ASSERTIONS = (LINE_START, LINE_END, TEXT_START, TEXT_END, EDGE, NO_EDGE)
"""Leaves of the syntax tree that take no character. Patterns for the characters `^` and `$` are written differently."""
_OF_TEXT = {LINE_START: TEXT_START, LINE_END: TEXT_END}
"""What `^` and `$` mean without the flag `m`."""
_AT_TEXT, _AT_LINE, _AFTER_WORD = 1, 2, 4
"""The context of a state, as bits: it is at the start of the text, or of a line, or after a character of a word."""
_STARTS = (_AT_TEXT | _AT_LINE, _AT_LINE, _AFTER_WORD, 0)
"""The contexts in which RE2 may start to search."""


class TooManyError(Exception):
    """The pattern has too many positions or states to count them."""


class _Part:
    """A part of a pattern: whether it may be empty, and its first and its last positions, as bits."""

    __slots__ = ("empty", "first", "last")

    def __init__(self, first: int, last: int, *, empty: bool) -> None:
        self.first, self.last, self.empty = first, last, empty


class Repeated:
    """A node of the syntax tree: what is repeated, and how many times (None: any number)."""

    __slots__ = ("least", "most", "node")

    def __init__(self, node: Node, least: int, most: int | None) -> None:
        self.node, self.least, self.most = node, least, most


class Choice:
    """A node of the syntax tree: one of several sequences."""

    __slots__ = ("sequences",)

    def __init__(self) -> None:
        self.sequences: list[list[Node]] = [[]]


Node = str | Repeated | Choice


def parse(source: str) -> Choice:
    """Return the syntax tree of a pattern that RE2 has accepted. Its leaves are patterns for one character."""
    tree = Choice()
    flags = frozenset("m")  # RE2 is given this one
    stack = [(tree, flags)]
    for token in _TOKEN.finditer(source):
        here = stack[-1][0].sequences[-1]
        if token["quoted"] is not None:
            here += [re2.escape(character) for character in token["quoted"]]
        elif token["flags"]:
            on, _, off = token["names"].partition("-")
            before, flags = flags, (flags | {*on}) - {*off}
            if token["close"] == ":":
                here.append(group := Choice())
                stack.append((group, before))
        elif token["open"]:
            here.append(group := Choice())
            stack.append((group, flags))
        elif token["shut"]:
            flags = stack.pop()[1]
        elif token["bar"]:
            stack[-1][0].sequences.append([])
        elif token["times"] and here:
            here.append(_repeated(here.pop(), token))
        elif token["atom"]:
            here.append(_leaf(token["atom"], flags))
    return tree


def _leaf(atom: str, flags: frozenset[str]) -> str:
    """Return the leaf of the syntax tree for a character or an assertion that stands where these flags are set."""
    if atom in ASSERTIONS:
        return atom if "m" in flags else _OF_TEXT.get(atom, atom)
    return f"(?i:{atom})" if "i" in flags else atom


def _repeated(node: Node, token: re.Match[str]) -> Repeated:
    """Return the node, repeated as many times as the token says."""
    if token["least"]:
        least, most = int(token["least"]), token["most"]
        return Repeated(node, least, int(most) if most else None if token["comma"] else least)
    sign = token["times"][0]
    return Repeated(node, int(sign == "+"), 1 if sign == "?" else None)


class Count(NamedTuple):
    """What counting found: the states, the instructions of RE2 in all of them together (`size`), these times the kinds
    of characters (`work`), and the most instructions in one state (`breadth`).
    """

    states: int
    size: int
    work: int
    breadth: int


class Steps:
    """The steps that counting may still take: one for each operation on a set of positions, or more if it is large."""

    def __init__(self) -> None:
        self.left = MAX_STEPS

    def take(self, number: int) -> None:
        """Take some steps. Raises `TooManyError` if they are not left."""
        self.left -= number
        if self.left < 0:
            raise TooManyError


class Automaton:
    r"""The positions of a pattern: the character that each takes, and the positions that may follow it, as bits.

    `first` are the positions at which a match may start. `assertions` are the positions of each assertion. `again` are
    the positions at which a match may start after any character. `kinds` are the kinds of characters: the positions
    that take each. If the pattern has `\b` or `\B`, the bit `a_word` is set for characters of a word. `wide` are
    the positions for which RE2 needs many instructions.

    Raises `TooManyError` if there are too many positions or kinds, or too few steps.
    """

    def __init__(self, pattern: Pattern, steps: Steps) -> None:
        self.characters: list[str] = []
        self.follow: list[int] = []
        self.assertions = dict.fromkeys(ASSERTIONS, 0)
        self._steps = steps
        self.first = self._choice(parse(pattern.source)).first
        self.again = 0 if pattern.whole else self.first
        self.edges = self.assertions[EDGE] | self.assertions[NO_EDGE]
        self.starts = self.assertions[LINE_START] | self.assertions[TEXT_START]
        self.ends = self.assertions[LINE_END] | self.assertions[TEXT_END]
        self.a_word = 1 << len(self.follow)
        # what of the context matters to this pattern
        self._known = _AFTER_WORD if self.edges else 0
        self._known |= _AT_TEXT if self.assertions[TEXT_START] else 0
        self._known |= _AT_LINE if self.assertions[LINE_START] else 0
        self.kinds = self._kinds()
        self.wide = sum(1 << position for position, text in enumerate(self.characters) if _is_wide(text))
        self._next_ones, self._others = self._followers()
        # following a state takes so many steps, because the sets are large numbers
        self._cost = (1 + len(self._others)) * (1 + len(self.follow) // 1_000)

    def _choice(self, node: Choice) -> _Part:
        whole = _Part(0, 0, empty=False)
        for sequence in node.sequences:
            part = self._sequence(sequence)
            whole = _Part(whole.first | part.first, whole.last | part.last, empty=whole.empty or part.empty)
        return whole

    def _sequence(self, nodes: list[Node]) -> _Part:
        part = _Part(0, 0, empty=True)
        for node in nodes:
            part = self._joined(part, self._part(node))
        return part

    def _part(self, node: Node) -> _Part:
        if isinstance(node, Choice):
            return self._choice(node)
        if isinstance(node, Repeated):
            return self._repeated(node)
        if len(self.characters) >= MAX_POSITIONS:
            raise TooManyError
        bit = 1 << len(self.characters)
        if node in self.assertions:
            self.assertions[node] |= bit
        self.characters.append(node)
        self.follow.append(0)
        return _Part(bit, bit, empty=False)

    def _repeated(self, node: Repeated) -> _Part:
        part = _Part(0, 0, empty=True)
        for _ in range(node.least):
            part = self._joined(part, self._part(node.node))
        if node.most is None:
            more = self._part(node.node)
            self._link(more.last, more.first)
            return self._joined(part, _Part(more.first, more.last, empty=True))
        ends = _Part(part.first, part.last, empty=part.empty)
        for _ in range(node.most - node.least):  # the second of them only follows the first, and so on
            more = self._part(node.node)
            self._link(part.last, more.first)
            first = part.first | more.first if part.empty else part.first
            part = _Part(first, more.last | part.last if more.empty else more.last, empty=part.empty and more.empty)
            ends = _Part(first | ends.first, ends.last | more.last, empty=ends.empty)
        return ends

    def _joined(self, left: _Part, right: _Part) -> _Part:
        self._link(left.last, right.first)
        first = left.first | right.first if left.empty else left.first
        last = left.last | right.last if right.empty else right.last
        return _Part(first, last, empty=left.empty and right.empty)

    def _link(self, lasts: int, firsts: int) -> None:
        positions = _bits(lasts)
        self._steps.take(len(positions) * (1 + len(self.follow) // 500))
        for position in positions:
            self.follow[position] |= firsts

    def count(self) -> Count:
        """Return the number of states and their size.

        Raises `TooManyError` if the states are too many or too large, or if too few steps are left.
        """
        kinds = len(self.kinds) + (BETWEEN if self.wide else 0)
        words = (0, self.a_word) if self.edges else (0,)
        waiting = list({self._relevant(self.first, context) for context in _STARTS})
        seen = set(waiting)
        size = breadth = 0
        while waiting:
            state, context = waiting.pop()
            ways = {word: self._entered(state, context, word) for word in words}
            instructions = max(_instructions(way, self.wide) for way in ways.values())
            size += instructions
            breadth = max(breadth, instructions)
            self._steps.take(len(self.kinds))
            for now, word in {(ways[kind & self.a_word] & kind, kind & self.a_word) for kind in self.kinds}:
                found = self._relevant(self._after(now) | self.again, _AFTER_WORD if word else 0)
                if found not in seen:
                    seen.add(found)
                    waiting.append(found)
            if len(seen) > MAX_STATES or size > MAX_SIZE or size * kinds > MAX_WORK:
                raise TooManyError
        return Count(len(seen), size, size * kinds, breadth)

    def _entered(self, state: int, context: int, word: int) -> int:
        """Return the state with what stands behind its assertions that hold before the next character."""
        holding = self.assertions[EDGE if bool(context & _AFTER_WORD) != bool(word) else NO_EDGE]
        holding |= self.assertions[LINE_START] if context & _AT_LINE else 0
        holding |= self.assertions[TEXT_START] if context & _AT_TEXT else 0
        while new := self._after(state & holding) & ~state:
            state |= new
        return state

    def _relevant(self, state: int, context: int) -> tuple[int, int]:
        """Return the state without assertions that cannot hold, with its context as far as that matters to it."""
        context &= self._known
        state &= ~self.ends if context & (_AT_TEXT | _AT_LINE) else ~(self.starts | self.ends)
        return state, context if state & (self.starts | self.edges) else 0

    def _after(self, now: int) -> int:
        """Return the positions that may follow these positions."""
        self._steps.take(self._cost)
        found = (now & self._next_ones) << 1
        for firsts, those in self._others.items():
            if now & those:
                found |= firsts
        return found

    def _followers(self) -> tuple[int, dict[int, int]]:
        """Return the positions that the next one may follow; and for the rest: what follows, after which positions.

        In a long repetition, each position is followed by the next one, and by the same few after the repetition. So a
        state is followed with a few operations on whole sets.
        """
        next_ones, others = 0, dict[int, int]()
        for position, firsts in enumerate(self.follow):
            bit, above = 1 << position, 2 << position
            if firsts & above:
                next_ones |= bit
            if firsts & ~above:
                others[firsts & ~above] = others.get(firsts & ~above, 0) | bit
        return next_ones, others

    def _kinds(self) -> list[int]:
        """Return, for each kind of character, the positions that take it."""
        places: dict[str, int] = {}
        for position, character in enumerate(self.characters):
            if character not in self.assertions:
                places[character] = places.get(character, 0) | 1 << position
        if self.edges:
            places[r"\w"] = places.get(r"\w", 0) | self.a_word
        named = {code for text in places for code in _named(text)}
        own = "".join(map(chr, sorted(named)))
        kinds = {(1 << len(_samples()) + len(own)) - 1: 0}  # samples, as bits: the positions that take them
        self._steps.take(1_000 * len(places))  # RE2 compiles each of them, which takes as long
        for text, positions in places.items():
            members = _members(text, _samples()) | _members(text, own) << len(_samples())
            divided = {}
            for kind, taken in kinds.items():
                divided[kind & members] = taken | positions
                divided[kind & ~members] = taken
            divided.pop(0, None)
            kinds = divided
            self._steps.take(len(kinds) * (1 + len(own) // 10_000 + len(self.follow) // 1_000))
            if len(kinds) > MAX_KINDS:
                raise TooManyError
        return list(kinds.values())


def _instructions(positions: int, wide: int) -> int:
    """Return how many instructions of RE2 stand for these positions."""
    return NARROW * positions.bit_count() + (WIDE - NARROW) * (positions & wide).bit_count()


def _bits(number: int) -> list[int]:
    """Return the places of the bits that are set."""
    found = []
    while number:
        low = number & -number
        found.append(low.bit_length() - 1)
        number ^= low
    return found


@cache
def _samples() -> str:
    """Return characters of all kinds: ASCII, Latin letters and signs, and some of every other script."""
    codes = [*range(1, 0x180), *range(0x180, 0xD800, 64), *range(0xE000, 0x20000, 256)]
    return "".join(map(chr, codes))


def _named(text: str) -> set[int]:
    """Return the characters that a pattern for one character names, and their neighbours, which may be outside."""
    codes = {ord(character) for character in text}
    codes |= {int(digits, 16) for digits in re.findall(r"\\x\{?([0-9A-Fa-f]+)", text)}
    near = {code + step for code in codes for step in (-1, 0, 1)}
    return {code for code in near if 128 <= code <= sys.maxunicode and not 0xD800 <= code <= 0xDFFF}


@lru_cache(maxsize=1_000)
def _is_wide(text: str) -> bool:
    """Return whether RE2 needs many instructions for such a character, as it does for the letters of all scripts."""
    return int(re2.compile(text, OPTIONS).programsize) > 10 * NARROW


@lru_cache(maxsize=1_000)
def _members(text: str, samples: str) -> int:
    """Return which of the samples, as bits, a pattern for one character takes."""
    if _PLAIN.fullmatch(text):
        place = samples.find(text[-1])
        return 1 << place if place >= 0 else 0
    found = bytearray(b"0" * (1 + len(samples)))
    for match in re2.compile(text, OPTIONS).finditer(samples):
        found[-1 - match.start()] = ord("1")
    return int(found, 2)


_COUNTED: dict[tuple[str, bool], tuple[Count, int]] = {}
"""What was counted in this process, by the source of the pattern and whether it matches whole lines; and the steps that
it took. Whoever improves packs loads the same patterns again and again."""
_MOST_COUNTED = 10_000
"""The most patterns that are remembered; then all are forgotten."""


class StateCounter:
    r"""Counts the states of the patterns of a file, one after the other.

    >>> counter = StateCounter()
    >>> counter.add(Pattern("Meer uit .*", whole=True)), counter.states
    (None, 11)
    >>> counter.add(Pattern("(a|b)*a(a|b){40}c", whole=True))[:41]
    'this pattern may take minutes on a page: '
    """

    def __init__(self) -> None:
        self.states = self.size = self.work = 0
        self._steps = Steps()
        self._is_full = False

    def add(self, pattern: Pattern) -> str | None:
        """Return what is wrong with this pattern if it has too many states, or if the file has with it.

        When the file has too many states, or counting them takes too many steps, this is said once. The patterns after
        that are not counted.
        """
        if self._is_full:
            return None
        try:
            pattern.breadth = self._count(pattern)
        except (TooManyError, RecursionError):
            self._is_full = self._steps.left < 0
            if self._is_full:
                return (
                    "counting the states of the patterns of this file takes too long, up to this one; shorten their"
                    " repetitions, such as '.{0,80}', and those of the patterns that are reported above"
                )
            return (
                f"this pattern may take minutes on a page: it has more than {MAX_STATES:,} states, or they are too"
                " large, because what may come before or after a repetition can match inside it too; remove the"
                " greatest number of the last repetition ('.*' instead of '.{0,80}'), make it smaller, or exclude from"
                " the repetition what comes before it: ':[^:]{0,80}' instead of ':.{0,80}'"
            )
        if self.states <= MAX_TOTAL and self.size <= MAX_TOTAL_SIZE and self.work <= MAX_TOTAL_WORK:
            return None
        self._is_full = True
        return (
            f"the patterns of this file have more than {MAX_TOTAL:,} states together, with this one, or too large ones;"
            " shorten their repetitions, such as '.{0,80}'"
        )

    def _count(self, pattern: Pattern) -> int:
        """Add up what the automaton of a pattern has, and return its breadth."""
        key = pattern.source, pattern.whole
        known = _COUNTED.get(key)
        if known:
            count, steps = known
            self._steps.take(steps)
        else:
            left = self._steps.left
            count = Automaton(pattern, self._steps).count()
            if len(_COUNTED) >= _MOST_COUNTED:  # threads may count at the same time
                _COUNTED.clear()
            _COUNTED[key] = count, left - self._steps.left
        self.states += count.states
        self.size += count.size
        self.work += count.work
        return count.breadth
