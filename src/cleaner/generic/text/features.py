"""What the line model looks at: numbers that describe each unit of a text, its neighbours, and the page.

No number depends on a language: there are no words, only lengths, marks, repetitions and places. `NAMES` and
`PAGE_NAMES` list the numbers in their order. All of them together take time that is linear in the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, groupby

from ...page.sentences import CLOSING
from .units import MARKS, WIDE_CHARACTER, Unit

_STOPS, _QUESTIONS = frozenset(".!…。！।။።۔"), frozenset("?？؟")
_MARKS = frozenset(MARKS)
_SIGNS = "|·•»›>→[]{}_*#=/"
_ENDS = CLOSING + "*_"
_OPENS = "\"'“‘«„(*_"
_AROUND_TEXT = "*-•#>| "
_WIDE = re.compile(WIDE_CHARACTER)
_HANGUL = re.compile("[\u1100-\u11ff\uac00-\ud7a3]")
# A word with at least six letters says what a text is about. So do two ideographs, or three katakana, in a row.
_LONG_WORDS = re.compile(r"\w{6,}")
_LONG_WORDS_OR_IDEOGRAPHS = re.compile("[\u3400-\u9fff]{2,}|[\u30a0-\u30ff]{3,}|\\w{6,}")
WIDE, HANGUL = 1.2, 0.8
"""How many letters more than one a character of Chinese, Japanese or Thai stands for, and one of Korean."""
LETTERS = 6
"""Letters of a word of text that does not separate words by spaces."""
MIN_RUNNING, LONG_RUNNING = 40, 160
"""The least size of running text: of a unit that ends like a sentence, and of any other."""
MOST = 400
"""What a very long unit counts for at most."""
PENALTY, SIZE_PENALTY = 100, 0.2
"""What a unit that is not running text costs a stretch of running text, in letters; and what each of its letters costs
besides, up to half of `MOST` letters."""
WINDOW = 12
"""How many units above and below are searched for running text near a unit."""
MAX_SIGNS = 0.05
"""A long unit without the end of a sentence is running text if at most this share of it is signs, such as "|"."""
_QUESTION = 2
CAPITAL, _MARK = 2, 4
FIRST_WORDS = 12
"""Capitals are counted in this many words at the start of a unit."""
NO_CAPITALS = 0.1
"""The share of words with capitals in a script that has no capitals: that of a usual sentence."""
FAR = 99
"""A distance that is not given more precisely."""

_OWN = (
    "size", "words", "word_length", "ending", "opening", "stops", "capitals", "repeats", "has_address", "brackets",
    "indent",
)  # fmt: skip
_AROUND = ("size-2", "size-1", "size+1", "size+2", "capitals-1", "capitals+1")
_DENSITY = ("running_above", "running_below")
_STRETCH = (
    "from_start", "to_end", "segment_share", "segment_units", "segment_sum", "segment_order", "words_recur",
)  # fmt: skip
_PLACE = (
    "running_distance_above", "running_distance_below", "number_from_end", "place", "share_above", "own_share",
    "count_above", "count_below",
)  # fmt: skip
_PAGE = ("units", "running_share", "mean_size", "stretch_share", "running_count")
NAMES = _OWN + _AROUND + _DENSITY + _STRETCH + _PLACE + _PAGE
"""The numbers that describe a unit."""
PAGE_NAMES = (
    *_PAGE, "apart", "apart_share", "apart_at_start", "apart_at_end", "apart_near_start", "apart_near_end",
    "most_apart_in_a_row", "repeat_share", "address_share", "mark_share", "question_share",
)  # fmt: skip
"""The numbers that describe a whole page. A unit stands apart if it is not running text."""
NEAR = 8
"""The number of units that are near the start of a page, and near its end."""

Row = tuple[float, ...]
_SIZE, _ENDING, _OPENING, _CAPITALS, _REPEATS, _HAS_ADDRESS, _OWN_SHARE = map(
    NAMES.index, ("size", "ending", "opening", "capitals", "repeats", "has_address", "own_share")
)


def rows_of(units: Sequence[Unit]) -> list[Row]:
    """Return a row of numbers, in the order of `NAMES`, for each unit of a text."""
    sizes = [_size(unit.text) for unit in units]
    keys = [unit.text.strip(_AROUND_TEXT).lower() for unit in units]
    own = _own_rows(units, sizes, keys)
    running = [_is_running(unit.text, size, row[_ENDING]) for unit, size, row in zip(units, sizes, own, strict=True)]
    weights = [size if is_running else 0 for size, is_running in zip(sizes, running, strict=True)]
    sums = list(accumulate(weights, initial=0.0))
    stretches, inside = _stretches(keys, sizes, running, sums)
    columns = own, _around(own), _density(sums), stretches, _places(running, sums)
    number, size = len(units), sum(sizes) or 1
    page = number, sums[-1] / size, size / number, inside / number, sum(running)
    return [
        (*row, *beside, *density, *stretch, *place, *page)
        for row, beside, density, stretch, place in zip(*columns, strict=True)
    ]


def page_row(rows: Sequence[Row]) -> Row:
    """Return a row of numbers, in the order of `PAGE_NAMES`, for a page whose units have these rows."""
    number = len(rows)
    apart = [not row[_OWN_SHARE] for row in rows]
    at_start = apart.index(False) if False in apart else number
    at_end = apart[::-1].index(False) if False in apart else number
    most = max((len(list(run)) for is_apart, run in groupby(apart) if is_apart), default=0)
    return (
        *rows[0][-len(_PAGE) :],
        sum(apart),
        sum(apart) / number,
        at_start,
        at_end,
        sum(apart[:NEAR]),
        sum(apart[-NEAR:]),
        most,
        sum([row[_REPEATS] > 1 for row in rows]) / number,
        sum([row[_HAS_ADDRESS] for row in rows]) / number,
        sum([row[_OPENING] == _MARK for row in rows]) / number,
        sum([row[_ENDING] == _QUESTION for row in rows]) / number,
    )


def _size(text: str) -> float:
    """Return the length of a text, in letters of an alphabet."""
    if text.isascii():
        return len(text)
    return len(text) + WIDE * len(_WIDE.findall(text)) + HANGUL * len(_HANGUL.findall(text))


def _own_rows(units: Sequence[Unit], sizes: Sequence[float], keys: Sequence[str]) -> list[Row]:
    """Return what each unit is by itself. `keys` are their texts in small letters, without the marks around them."""
    times = Counter(keys)
    indents = sorted(unit.indent for unit, size in zip(units, sizes, strict=True) if size >= LONG_RUNNING)
    usual_indent = indents[len(indents) // 2] if indents else 0
    rows: list[Row] = []
    for unit, size, key in zip(units, sizes, keys, strict=True):
        text = unit.text
        count = text.count
        number = count(" ") + 1.0
        first_words = text.split(None, FIRST_WORDS)[:FIRST_WORDS]
        if size > len(text):
            number = max(number, size / LETTERS / 2)
        opening = _opening(text)
        if key.islower():  # the script has capitals
            capitals = (sum([word[0].isupper() for word in first_words]) - (opening == CAPITAL)) / len(first_words)
        else:
            capitals = NO_CAPITALS
        rows.append(
            (
                size,
                number,
                size / number,
                _ending(text),
                opening,
                count(". ") + count("! ") + count("? ") + count("。") + count(".” ") + count('." '),
                capitals,
                times[key],
                "http" in text or "www." in text or "@" in text or "](" in text,
                count("(") + count("["),
                unit.indent - usual_indent,
            )
        )
    return rows


def _opening(text: str) -> int:
    """Return how a text begins: 1 small letter, 2 capital or a letter without case, 3 digit, 4 mark, 0 other."""
    if text[0] in _MARKS:
        return _MARK
    start = text.lstrip(_OPENS)[:1]
    return 1 if start.islower() else 3 if start.isdigit() else CAPITAL if start.isalpha() else 0


def _ending(text: str) -> int:
    """Return how a text ends: 1 like a statement, 2 question, 3 colon, 4 comma or dash, 5 digit, 0 anything else."""
    last = (text.rstrip(_ENDS) or text)[-1]
    if last in _STOPS:
        return 1
    if last in _QUESTIONS:
        return _QUESTION
    return 3 if last in ":：" else 4 if last in ",;-–" else 5 if last.isdigit() else 0


def _is_running(text: str, size: float, ending: float) -> bool:
    """Return whether a unit reads like a paragraph: the end of a sentence, or so long that it needs none."""
    if ending in (1, 2):
        return size >= MIN_RUNNING
    return size >= LONG_RUNNING and ending != 5 and sum(map(text.count, _SIGNS)) < MAX_SIGNS * len(text)


def _around(own: Sequence[Row]) -> list[Row]:
    """Return what stands above and below each unit."""
    none = (-1.0,) * len(_OWN)
    rows = [none, none, *own, none, none]
    return [
        (two_above[_SIZE], above[_SIZE], below[_SIZE], two_below[_SIZE], above[_CAPITALS], below[_CAPITALS])
        for two_above, above, below, two_below in zip(rows, rows[1:], rows[3:], rows[4:])  # noqa: B905
    ]


def _density(sums: Sequence[float]) -> list[Row]:
    """Return how much running text stands near each unit, above and below it."""
    none_above, none_below = [0.0] * WINDOW, [sums[-1]] * WINDOW
    starts, ends = none_above + list(sums), list(sums) + none_below
    return [
        (here - above, below - after)
        for above, here, after, below in zip(starts, sums, sums[1:], ends[WINDOW + 1 :])  # noqa: B905
    ]


def segments(gains: Sequence[float]) -> list[tuple[int, int, float]]:
    """Return the start, end and sum of each maximal stretch with a positive sum, in linear time.

    The method is that of Ruzzo and Tompa, "A linear time algorithm for finding all maximal scoring subsequences"
    (ISMB 1999).

    >>> segments([4, -5, 3, -1, 2, -9, 1])
    [(0, 1, 4.0), (2, 5, 4.0), (6, 7, 1.0)]
    """
    stack: list[tuple[int, int, float, float, int]] = []  # start, end, sum before it, sum with it, where to look next
    total = 0.0
    for place, gain in enumerate(gains):
        before, total = total, total + gain
        if gain <= 0:
            continue
        start, left = place, before
        while True:
            other = len(stack) - 1
            while other >= 0 and stack[other][2] >= left:
                other = stack[other][4]
            if other < 0 or stack[other][3] >= total:
                stack.append((start, place + 1, left, total, other))
                break
            start, left = stack[other][0], stack[other][2]
            del stack[other:]
    return [(start, end, right - left) for start, end, left, right, _ in stack]


def _stretches(
    keys: Sequence[str], sizes: Sequence[float], running: Sequence[bool], sums: Sequence[float]
) -> tuple[list[Row], int]:
    """Return how each unit lies to the stretches of running text, and how many units the best one has.

    The best stretch is the one with the largest sum.
    """
    gains = [
        min(size, MOST) if is_running else -PENALTY - SIZE_PENALTY * min(size, MOST / 2)
        for size, is_running in zip(sizes, running, strict=True)
    ]
    found = segments(gains) or [(0, 0, 0.0)]
    best = max(range(len(found)), key=lambda place: found[place][2])
    start, end, most = found[best]
    words = [_long_words(key) for key in keys]
    vocabulary = Counter([word for place in range(start, end) if running[place] for word in words[place]])
    rows: list[Row] = []
    which = 0
    for i, own in enumerate(words):
        while which < len(found) and found[which][1] <= i:
            which += 1
        if which < len(found) and found[which][0] <= i:
            low, high, total = found[which]
            segment: Row = total / most, high - low, total, which - best
        else:
            segment = 0, 0, 0, 0
        inside = start <= i < end
        itself = inside and running[i]
        rows.append(
            (
                sums[i] - sums[start] if inside else -1,
                sums[end] - sums[i + 1] if inside else -1,
                *segment,
                sum([vocabulary[word] > itself for word in own]) / len(own) if own else -1,
            )
        )
    return rows, end - start


def _long_words(key: str) -> frozenset[str]:
    """Return the words that say what a text is about, in small letters."""
    return frozenset((_LONG_WORDS if key.isascii() else _LONG_WORDS_OR_IDEOGRAPHS).findall(key))


def _places(running: Sequence[bool], sums: Sequence[float]) -> list[Row]:
    """Return where each unit stands on the page."""
    number = len(running)
    count = list(accumulate(running, initial=0))
    total = sums[-1] or 1
    above, below = _distances(running), _distances(running[::-1])[::-1]
    return [
        (
            above[i],
            below[i],
            number - i,
            i / number,
            sums[i] / total,
            (sums[i + 1] - sums[i]) / total,
            count[i],
            count[-1] - count[i + 1],
        )
        for i in range(number)
    ]


def _distances(running: Sequence[bool]) -> list[int]:
    """Return how many units ago the last running text was."""
    found = []
    distance = FAR
    for is_running in running:
        found.append(distance)
        distance = 0 if is_running else min(FAR, distance + 1)
    return found
