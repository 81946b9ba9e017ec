"""Find out which blocks of a page an extractor kept, by the text that it returns.

Extractors return text that they made themselves: they join or cut lines, and add list marks and table bars. Placed on
the page, their text becomes a choice of blocks, and the ledger can say what was removed.

First come the lines that are equal to a block. If several blocks are equal, the order of the lines decides. Then the
words of the other lines are searched for in the blocks between those that were found. The time is linear in the
lengths of both texts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from ...page.blocks import Block

# In scripts without spaces between words, each character counts as a word.
_NO_SPACES = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_NO_SPACES}]|[^\W_{_NO_SPACES}]+")
_MARK = re.compile(r"(?:[-*•]|\d{1,3}\.)\s+")  # trafilatura puts these before the items of a list
SHINGLE = 4
"""Words in a row that are compared."""
MIN_COVERED = 0.5
"""If at least this share of a block's shingles is in the text, the text holds the block, though not word for word."""
MIN_LOST, MAX_FOUND = 60, 0.5
"""Lines with at least this many words, of which less than this share was found where they should be, are looked for
everywhere on the page."""

Words = list[str]


def place(blocks: Sequence[Block], text: str) -> list[bool]:
    r"""Return for each block whether the text holds it.

    >>> blocks = [Block("Home", 0, 4), Block("De raad", 5, 12), Block("Home", 13, 17), Block("Een zin.", 18, 26)]
    >>> place(blocks, "De raad\n- Een zin.")
    [False, True, False, True]
    """
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    keys = [_key(line[mark.end() :] if (mark := _MARK.match(line)) else line) for line in lines]
    placed = _exact([_key(block.text) for block in blocks], keys)
    kept = [False] * len(blocks)
    for number in placed.values():
        kept[number] = True
    lost: Words = []
    for loose, first, last in _gaps(lines, placed, len(blocks)):
        words = _words(loose)
        found = _fill(blocks, kept, words, first, last)
        if len(words) >= MIN_LOST and found < MAX_FOUND * len(words):
            lost += words
    if lost:  # the extractor printed it in another order than the page has it
        _fill(blocks, kept, lost, 0, len(blocks))
    return kept


def _key(text: str) -> str:
    """Return the text without spaces and without the bars between the cells of a row: lines are compared by this."""
    return "".join(text.replace("|", "").split())


def _words(text: str) -> Words:
    """Return the words of a text in small letters."""
    return _WORD.findall(text.lower())


def _exact(blocks: Sequence[str], lines: Sequence[str]) -> dict[int, int]:
    """Return the index of the block that each line is equal to, by the index of the line; both grow."""
    where: dict[str, list[int]] = {}
    for number, key in enumerate(blocks):
        where.setdefault(key, []).append(number)
    times = Counter(lines)
    sure = [(line, where[key][0]) for line, key in enumerate(lines) if times[key] == 1 and len(where.get(key, ())) == 1]
    placed = dict(_growing(sure))
    # The others go between the lines that are placed already. Above the first sure line, there are often menus with the
    # same words, so the last equal block is the likeliest there. Below that line, it is the first one.
    first = min(placed, default=0)
    below = placed.get(first, 0)
    for line in range(first - 1, -1, -1):
        choices = where.get(lines[line], ())
        index = bisect_left(choices, below) - 1
        if index >= 0:
            placed[line] = below = choices[index]
    next_sure = [len(blocks)] * (len(lines) + 1)
    for line in range(len(lines) - 1, -1, -1):
        next_sure[line] = placed.get(line, next_sure[line + 1])
    above = -1
    for line in range(first, len(lines)):
        if line not in placed:
            choices = where.get(lines[line], ())
            index = bisect_left(choices, above + 1)
            if index < len(choices) and choices[index] < next_sure[line]:
                placed[line] = choices[index]
        above = placed.get(line, above)
    return placed


def _growing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest series of these pairs in which the second numbers grow too; the first ones do already."""
    tails: list[int] = []
    chosen: list[int] = []
    before: list[int] = []
    for index, (_, number) in enumerate(pairs):
        place = bisect_left(tails, number)
        before.append(chosen[place - 1] if place else -1)
        tails[place : place + 1] = [number]
        chosen[place : place + 1] = [index]
    result = []
    index = chosen[-1] if chosen else -1
    while index >= 0:
        result.append(pairs[index])
        index = before[index]
    return result[::-1]


def _gaps(lines: Sequence[str], placed: dict[int, int], end: int) -> Iterator[tuple[str, int, int]]:
    """Yield each run of lines that are not placed, as one text, and the blocks it may be in: the first, and the end."""
    loose: list[str] = []
    first = 0
    for number, line in enumerate(lines):
        if number not in placed:
            loose.append(line)
            continue
        if loose:
            yield "\n".join(loose), first, placed[number]
            loose = []
        first = placed[number] + 1
    if loose:
        yield "\n".join(loose), first, end


def _fill(blocks: Sequence[Block], kept: list[bool], loose: Words, first: int, last: int) -> int:
    """Mark as kept the blocks from `first` to before `last` that the loose words hold; return how many words they have.

    Blocks that are kept already are passed over.
    """
    shingles: dict[tuple[str, ...], int] = {}
    for position in range(len(loose) - SHINGLE, -1, -1):
        shingles[tuple(loose[position : position + SHINGLE])] = position
    position = words = 0
    for number in range(first, last):
        block = [] if kept[number] else _words(blocks[number].text)
        size = len(block)
        if not size:
            continue
        if block == loose[position : position + size]:
            kept[number] = True
            position += size
            words += size
        elif size >= SHINGLE:
            found = [
                shingles[shingle]
                for shingle in (tuple(block[start : start + SHINGLE]) for start in range(size - SHINGLE + 1))
                if shingle in shingles
            ]
            if len(found) >= MIN_COVERED * (size - SHINGLE + 1):
                kept[number] = True
                position = max(position, found[-1] + SHINGLE)
                words += size
    return words
