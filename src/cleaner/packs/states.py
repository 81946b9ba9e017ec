r"""How many states the automaton of a pattern has: what a search may cost.

RE2 searches with an automaton that it builds while it searches, and keeps in a cache. As long as the automaton fits,
RE2 takes a nanosecond or two for a byte, on every page. If it does not fit, RE2 may take as many steps for each byte as
the pattern is long: `(a|b)*a(a|b){40}c` has more than 2 to the power of 40 states, and takes 48 seconds for a page of
9 MB. So the states of a pattern are counted when a pack is loaded. They are counted twice, because RE2 reads a pattern
in both directions: forwards to find where a match ends, and then backwards from there to find where it starts.

A pattern is parsed into positions: the places in it that each take one character, and its assertions (`^`, `$`, `\b`),
which take none. A state is the set of the positions that may take the next character. What stands behind an assertion
belongs to the state only where the assertion holds. So a state with assertions also has a context: whether it is at the
start of a line, and whether the last character was one of a word.

How many positions a state has also counts: RE2 takes a step for each of them when it makes the state. Characters that
the same positions take are counted as one character. RE2 works on the bytes of UTF-8, and has some more states for
that.

If a search may start anywhere in a line, RE2 has a state for each order in which attempts started. These are not
counted: `Pattern.line_regex` finds the lines with an expression that starts only at the start of a line.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from copy import copy
from functools import cache
from typing import NamedTuple

import re2

from ..page.patterns import OPTIONS, Pattern

MAX_STATES = 30_000
"""The most states of a pattern. The automaton of the shipped pattern with the most, 26,177, takes about 10 MB."""
MAX_SIZE = 5_000_000
"""The most instructions of RE2 in all states of a pattern, read in one direction. RE2 keeps them in memory (20 MB), and
follows all instructions of a state once for each kind of byte."""
MAX_TOTAL, MAX_TOTAL_SIZE = 200_000, 12_000_000
"""The most states of all patterns of a file together, and the most instructions in them."""
MAX_POSITIONS = 10_000
"""The most positions of a pattern, with its repetitions written out. The shipped ones have at most 583."""
NARROW, WIDE = 4, 60
"""How many instructions of RE2 may wait for the first byte of a character at one position. More are needed for the
letters of all scripts, which begin with about fifty different bytes."""
MAX_STEPS = 20_000_000
"""The most steps that are taken to count the states of all patterns of a file, which is some seconds."""

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


class _Repeated:
    """A node of the syntax tree: what is repeated, and how many times (None: any number)."""

    __slots__ = ("least", "most", "node")

    def __init__(self, node: _Node, least: int, most: int | None) -> None:
        self.node, self.least, self.most = node, least, most


class _Choice:
    """A node of the syntax tree: one of several sequences."""

    __slots__ = ("sequences",)

    def __init__(self) -> None:
        self.sequences: list[list[_Node]] = [[]]


_Node = str | _Repeated | _Choice


def _parse(source: str) -> _Choice:
    """Return the syntax tree of a pattern that RE2 has accepted. Its leaves are patterns for one character."""
    tree = _Choice()
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
                here.append(group := _Choice())
                stack.append((group, before))
        elif token["open"]:
            here.append(group := _Choice())
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


def _repeated(node: _Node, token: re.Match[str]) -> _Repeated:
    """Return the node, repeated as many times as the token says."""
    if token["least"]:
        least, most = int(token["least"]), token["most"]
        return _Repeated(node, least, int(most) if most else None if token["comma"] else least)
    sign = token["times"][0]
    return _Repeated(node, int(sign == "+"), 1 if sign == "?" else None)


class Count(NamedTuple):
    """What counting found: the states, the instructions of RE2 in all of them together (`size`), the most in one of
    them (`breadth`), and the steps that counting took.
    """

    states: int
    size: int
    breadth: int
    steps: int


class Automaton:
    """The positions of a pattern: the character that each takes, and the positions that may follow it, as bits.

    `first` and `last` are the positions at which a match may start and end. `assertions` are the positions of each
    assertion. `anywhere` says whether a match may start after any character.
    """

    def __init__(self, pattern: Pattern) -> None:
        self.characters: list[str] = []
        self.follow: list[int] = []
        self.assertions = dict.fromkeys(ASSERTIONS, 0)
        self.anywhere = not pattern.whole
        part = self._choice(_parse(pattern.source))
        self.first, self.last = part.first, part.last

    def backwards(self) -> Automaton:
        """Return the automaton that reads a match from its end to its start."""
        size = len(self.follow)
        other = copy(self)
        other.characters = self.characters[::-1]
        other.follow = [0] * size
        for position, followers in enumerate(self.follow):
            for follower in _bits(followers):
                other.follow[size - 1 - follower] |= 1 << (size - 1 - position)
        other.first, other.last = _flipped(self.last, size), _flipped(self.first, size)
        opposite = {LINE_START: LINE_END, LINE_END: LINE_START, TEXT_START: TEXT_END, TEXT_END: TEXT_START}
        other.assertions = {
            assertion: _flipped(self.assertions[opposite.get(assertion, assertion)], size) for assertion in ASSERTIONS
        }
        other.anywhere = False
        return other

    def _choice(self, node: _Choice) -> _Part:
        whole = _Part(0, 0, empty=False)
        for sequence in node.sequences:
            part = self._sequence(sequence)
            whole = _Part(whole.first | part.first, whole.last | part.last, empty=whole.empty or part.empty)
        return whole

    def _sequence(self, nodes: list[_Node]) -> _Part:
        part = _Part(0, 0, empty=True)
        for node in nodes:
            part = self._joined(part, self._part(node))
        return part

    def _part(self, node: _Node) -> _Part:
        if isinstance(node, _Choice):
            return self._choice(node)
        if isinstance(node, _Repeated):
            return self._repeated(node)
        if len(self.characters) >= MAX_POSITIONS:
            raise TooManyError
        bit = 1 << len(self.characters)
        if node in self.assertions:
            self.assertions[node] |= bit
        self.characters.append(node)
        self.follow.append(0)
        return _Part(bit, bit, empty=False)

    def _repeated(self, node: _Repeated) -> _Part:
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
        for position in _bits(lasts):
            self.follow[position] |= firsts

    def count(self, most_steps: int) -> Count:
        """Return the number of states and their size.

        Raises `TooManyError` if the states are too many or too large, or if counting takes more steps than this.
        """
        taken, (after, cost) = self._taken(), self._after()
        wide = self._wide()
        asserted = self.assertions
        edges = asserted[EDGE] | asserted[NO_EDGE]
        starts, ends = asserted[LINE_START] | asserted[TEXT_START], asserted[LINE_END] | asserted[TEXT_END]
        again = self.first if self.anywhere else 0
        known = (_AT_TEXT if asserted[TEXT_START] else 0) | (_AT_LINE if asserted[LINE_START] else 0)
        known |= _AFTER_WORD if edges else 0
        a_word = 1 << len(self.follow)
        steps = 0

        def entered(state: int, context: int, word: int) -> int:
            """Return the state with what stands behind its assertions that hold before the next character."""
            holding = asserted[EDGE if bool(context & _AFTER_WORD) != bool(word) else NO_EDGE]
            holding |= asserted[LINE_START] if context & _AT_LINE else 0
            holding |= asserted[TEXT_START] if context & _AT_TEXT else 0
            nonlocal steps
            while new := after(state & holding) & ~state:
                state |= new
                steps += cost
            return state

        def at(state: int, context: int) -> tuple[int, int]:
            """Return the state without assertions that cannot hold, with its context as far as that matters to it."""
            context &= known
            state &= ~ends if context & (_AT_TEXT | _AT_LINE) else ~(starts | ends)
            return state, context if state & (starts | edges) else 0

        waiting = list({at(self.first, context) for context in _STARTS})
        seen = set(waiting)
        size = breadth = 0
        while waiting:
            state, context = waiting.pop()
            ways = {word: entered(state, context, word) for word in ((0, a_word) if edges else (0,))}
            instructions = max(_instructions(way, wide) for way in ways.values())
            size += instructions
            breadth = max(breadth, instructions)
            moves = {(ways[kind & a_word] & kind, kind & a_word) for kind in taken}
            for now, word in moves:
                found = at(after(now) | again, _AFTER_WORD if word else 0)
                if found not in seen:
                    seen.add(found)
                    waiting.append(found)
            steps += cost * len(moves)
            if len(seen) > MAX_STATES or size > MAX_SIZE or steps > most_steps:
                raise TooManyError
        return Count(len(seen), size, breadth, steps)

    def _wide(self) -> int:
        """Return the positions for which RE2 needs many instructions."""
        return sum(1 << position for position, text in enumerate(self.characters) if _is_wide(text))

    def _after(self) -> tuple[Callable[[int], int], int]:
        """Return a function that returns the positions that may follow some positions, and how many steps it takes."""
        next_ones, others = self._followers()

        def after(now: int) -> int:
            found = (now & next_ones) << 1
            for firsts, those in others.items():
                if now & those:
                    found |= firsts
            return found

        return after, (1 + len(others)) * (1 + len(self.follow) // 1_000)  # the sets are large numbers

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

    def _taken(self) -> list[int]:
        r"""Return, for each kind of character, the positions that take it.

        If the pattern has `\b` or `\B`, there is one more bit, which is set for the characters of a word.
        """
        places: dict[str, int] = {}
        for position, character in enumerate(self.characters):
            if character not in self.assertions:
                places[character] = places.get(character, 0) | 1 << position
        if self.assertions[EDGE] | self.assertions[NO_EDGE]:
            places[r"\w"] = places.get(r"\w", 0) | 1 << len(self.follow)
        named = {code for text in places for code in _named(text)}
        own = "".join(map(chr, sorted(named)))
        kinds = {(1 << len(_samples()) + len(own)) - 1: 0}  # samples, as bits: the positions that take them
        for text, positions in places.items():
            members = _members(text, _samples()) | _members(text, own) << len(_samples())
            divided = {}
            for kind, taken in kinds.items():
                divided[kind & members] = taken | positions
                divided[kind & ~members] = taken
            divided.pop(0, None)
            kinds = divided
        return list(set(kinds.values()))


def _instructions(positions: int, wide: int) -> int:
    """Return how many instructions of RE2 stand for these positions."""
    return NARROW * positions.bit_count() + (WIDE - NARROW) * (positions & wide).bit_count()


def _flipped(bits: int, size: int) -> int:
    """Return the lowest `size` bits in the opposite order."""
    return int(f"{bits:0{size}b}"[::-1], 2)


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


@cache
def _is_wide(text: str) -> bool:
    """Return whether RE2 needs many instructions for such a character, as it does for the letters of all scripts."""
    return int(re2.compile(text, OPTIONS).programsize) > 10 * NARROW


@cache
def _members(text: str, samples: str) -> int:
    """Return which of the samples, as bits, a pattern for one character takes."""
    if _PLAIN.fullmatch(text):
        place = samples.find(text[-1])
        return 1 << place if place >= 0 else 0
    found = bytearray(b"0" * (1 + len(samples)))
    for match in re2.compile(text, OPTIONS).finditer(samples):
        found[-1 - match.start()] = ord("1")
    return int(found, 2)


class StateCounter:
    r"""Counts the states of the patterns of a file, one after the other.

    >>> counter = StateCounter()
    >>> counter.add(Pattern("Meer uit .*", whole=True)), counter.states
    (None, 21)
    >>> counter.add(Pattern("(a|b)*a(a|b){40}c", whole=True))[:41]
    'this pattern may take minutes on a page: '
    """

    def __init__(self) -> None:
        self.states = self.size = self._steps = 0
        self._has_fault = False

    def add(self, pattern: Pattern) -> str | None:
        """Return what is wrong with this pattern if it has too many states, or the file has; only the first time."""
        if self._has_fault:
            return None
        try:
            forwards = Automaton(pattern)
            pattern.breadth = self._count(forwards)
            self._count(forwards.backwards())
        except (TooManyError, RecursionError):
            self._has_fault = True
            return (
                f"this pattern may take minutes on a page: it has more than {MAX_STATES:,} states, or they are too"
                " large, because what may come before or after a repetition can match inside it too; shorten the"
                " repetition, or exclude from it what comes before it: ':[^:]{0,80}' instead of ':.{0,80}'"
            )
        if self.states <= MAX_TOTAL and self.size <= MAX_TOTAL_SIZE:
            return None
        self._has_fault = True
        return (
            f"the patterns of this file have more than {MAX_TOTAL:,} states together, with this one, or too large ones;"
            " shorten their repetitions, such as '.{0,80}'"
        )

    def _count(self, automaton: Automaton) -> int:
        """Add up what an automaton has, and return its breadth."""
        count = automaton.count(MAX_STEPS - self._steps)
        self.states += count.states
        self.size += count.size
        self._steps += count.steps
        return count.breadth
