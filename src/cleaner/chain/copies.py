"""The step `copies`: remove a second copy of the body from the same document, in time linear in its length.

Some sites send the body twice: once as paragraphs, and once flattened into a single one, without the subheads, its
parts joined by a space or by nothing. The copy stands below the good one or above it, whole or in part, with other
quotation marks. What repeats for a reason stays: a refrain, a pull quote, an entry of a live blog, a lead of which two
sentences come back in the second paragraph.

`alignment` finds what repeats. An alignment is a copy by its form: either it packs several whole blocks of the other
side into fewer, or it repeats whole long paragraphs, right below where they stood or as most of the document. The side
with more blocks is kept.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from msgspec import Struct

from ..page.blocks import Block
from ..page.causes import builtin_cause
from ..page.words import plural
from .alignment import MAX_GAP, WORD, Alignment, Span, align
from .draft import Draft

MIN_FLATTENED = 40
"""Words of a flattened copy that begins and ends where blocks do."""
MIN_TWIN = 25
"""Words of whole blocks that stand twice in a row."""
MIN_WORDS = 60
"""Words of any other copy: one that is a part of a block, or has as many blocks as the original."""
MIN_PARAGRAPH = 15
"""Mean words of a block of a repeated copy: verses are shorter."""
MIN_SHARE = 0.7
"""Share of the document that a repeated copy and its original make up, where they are not neighbours."""
MIN_COVERED = 0.8
"""Share of a copy's words that also stand in the original."""
MIN_KEPT = 0.65
"""The same share for the original, which has subheads besides: sentences picked from here and there are not a copy."""
MAX_OFF_EDGE = 6
"""Words between the edge of the original and that of its block."""
CUT_WORD = 1
"""Words that may be left at the end of the document, where the crawl ended in the middle of a copy and of a word."""
MIN_OWN = 12
"""Words in a row that only the removed side has: at least this many are kept, fewer go with the copy."""
MIN_LOST = 3
"""Words that only a removed copy has and that are worth a warning: fewer are a word cut in two."""

COPIES = builtin_cause("copies", "a second copy of the body")
_OPENING = "“‘„«(["


def remove_copies(draft: Draft) -> Draft:
    """Remove second copies of the body, and warn of words that only a copy has."""
    found = find_copies(draft.blocks)
    if found.blocks is not draft.blocks:
        draft = draft.keep(found.blocks, COPIES)
    if found.own_words:
        draft = draft.warn(f"a copy of the body has {plural(found.own_words, 'word')} of its own, which were kept")
    if found.lost_words >= MIN_LOST:
        draft = draft.warn(f"a copy of the body has {plural(found.lost_words, 'word')} of its own, which were removed")
    return draft


class Copies(Struct, frozen=True):
    """The blocks without copies, and how many words only a copy had: those that were kept, and those that went."""

    blocks: tuple[Block, ...]
    own_words: int = 0
    lost_words: int = 0


def find_copies(blocks: tuple[Block, ...]) -> Copies:
    """Return the blocks without second copies of others among them.

    >>> first = "De raad kwam woensdag bijeen om lang over de grote plannen voor de haven van de oude stad te praten."
    >>> second = "Daar kwam helaas niets uit, zei de voorzitter na afloop tegen de pers in de hal van het oude gebouw."
    >>> texts = [first, second, first + second]
    >>> starts = [0, 200, 400]
    >>> blocks = tuple(Block(text, start, start + len(text)) for text, start in zip(texts, starts))
    >>> find_copies(blocks).blocks == blocks[:2]
    True
    """
    alignments = align("\n".join([block.text for block in blocks]))
    if not alignments:
        return Copies(blocks)
    document = _Document(blocks)
    lost = bytearray(document.edges[-1])
    used = bytearray(document.edges[-1])
    repeated = bytearray(document.edges[-1])
    for repeats in sorted(alignments, key=Alignment.size, reverse=True):
        copy = document.judge(repeats)
        if copy is None or any(used[copy.start : copy.end]) or any(any(lost[a:b]) for a, b in copy.kept):
            continue  # not a copy, or one of its sides is part of another copy already
        for a, b in copy.kept:
            used[a:b] = b"\1" * (b - a)
        lost[copy.start : copy.end] = b"\1" * (copy.end - copy.start)
        for a, b in copy.gone:
            repeated[a:b] = b"\1" * (b - a)
        for a, b in copy.own_runs():
            lost[a:b] = b"\2" * (b - a)
    if not any(lost):
        return Copies(blocks)
    unrepeated = sum(mark == 1 and not other for mark, other in zip(lost, repeated, strict=True))
    return Copies(document.without(lost), lost.count(2), unrepeated)


class _Copy(Struct, frozen=True):
    """The words of a copy, from `start` to `end`: those that repeat (`gone`), and what they repeat (`kept`)."""

    start: int
    end: int
    gone: list[Span]
    kept: list[Span]

    @property
    def matched(self) -> int:
        """The number of words that repeat."""
        return sum(b - a for a, b in self.gone)

    @property
    def kept_range(self) -> Span:
        """All words of the original."""
        return self.kept[0][0], self.kept[-1][1]

    def own_runs(self) -> Iterator[Span]:
        """Yield the long runs of words that only the copy has."""
        for (_, a), (b, _) in pairwise([(self.start, self.start), *self.gone, (self.end, self.end)]):
            if b - a >= MIN_OWN:
                yield a, b


class _Document:
    """The blocks, and where among all words each of them begins."""

    def __init__(self, blocks: tuple[Block, ...]) -> None:
        self.blocks = blocks
        self.edges = list(accumulate((len(WORD.findall(block.text)) for block in blocks), initial=0))
        self._places: dict[int, list[Span]] = {}

    def block_of(self, word: int) -> int:
        """Return the index of the block that holds this word."""
        return bisect_right(self.edges, word) - 1

    def judge(self, repeats: Alignment) -> _Copy | None:
        """Return the copy that this alignment is, or None where it is not one."""
        earlier, later = repeats.sides()
        blocks_packed = self._count(earlier) - self._count(later)
        kept, gone = (earlier, later) if blocks_packed >= 0 else (later, earlier)
        start, end = self._clip(gone[0][0], gone[-1][1])
        if self.edges[-1] - end <= CUT_WORD:
            end = self.edges[-1]
        copy = _Copy(start, end, gone, kept)
        covers_copy = copy.matched >= MIN_COVERED * (end - start)
        covers_kept = copy.matched >= MIN_KEPT * (kept[-1][1] - kept[0][0])
        if not covers_copy or not covers_kept:
            return None
        is_copy = self._is_flattened(copy) if blocks_packed else self._is_repeated(copy)
        return copy if is_copy else None

    def _is_flattened(self, copy: _Copy) -> bool:
        """Return whether a copy in fewer blocks than its original is a flattened body.

        The original is whole blocks. The copy begins or ends where a block does; if both, fewer words will do.
        """
        starts, ends = self._at_edges(copy.start, copy.end)
        kept_starts, kept_ends = self._at_edges(*self._clip(*copy.kept_range), within=MAX_OFF_EDGE)
        is_long = copy.matched >= (MIN_FLATTENED if starts and ends else MIN_WORDS)
        is_cut_off = copy.end == self.edges[-1]  # by the end of the document: the original goes on
        return (starts or ends) and is_long and kept_starts and (kept_ends or is_cut_off)

    def _is_repeated(self, copy: _Copy) -> bool:
        """Return whether a copy in as many blocks as its original is one: whole, long paragraphs.

        They stand right below the original, or both make up most of the document.
        """
        starts, ends = self._at_edges(copy.start, copy.end)
        if not (starts and ends) or copy.matched < MIN_PARAGRAPH * self._count(copy.gone):
            return False
        gap = copy.gone[0][0] - copy.kept[-1][1]
        if gap == 0 and all(self._at_edges(*self._clip(*copy.kept_range), within=MAX_OFF_EDGE)):
            return copy.matched >= MIN_TWIN
        is_most = copy.matched * 2 >= MIN_SHARE * self.edges[-1]
        return copy.matched >= MIN_WORDS and (gap < MAX_GAP or is_most)

    def _count(self, spans: list[Span]) -> int:
        """Return how many blocks hold the words of these spans."""
        return len({block for a, b in spans for block in range(self.block_of(a), self.block_of(b - 1) + 1)})

    def _clip(self, start: int, end: int) -> Span:
        """Return the span without the few words that the blocks around it happen to begin or end with."""
        first, last = self.block_of(start), self.block_of(end - 1)
        if first < last:
            if end < self.edges[last + 1] and end - self.edges[last] < MIN_OWN:
                end = self.edges[last]
            if start > self.edges[first] and self.edges[first + 1] - start < MIN_OWN:
                start = self.edges[first + 1]
        return start, end

    def _at_edges(self, start: int, end: int, within: int = 0) -> tuple[bool, bool]:
        """Return whether the span starts and ends where a block does, or at most `within` words from there."""
        left, right = self.edges[self.block_of(start)], self.edges[self.block_of(end - 1) + 1]
        return start - left <= within, right - end <= within

    def without(self, lost: bytearray) -> tuple[Block, ...]:
        """Return the blocks without the words that are marked 1; those marked 2 are a copy's own and stay."""
        left: list[Block] = []
        for number, block in enumerate(self.blocks):
            first, last = self.edges[number], self.edges[number + 1]
            marks = lost[first:last]
            if 1 not in marks:
                left.append(block)
                continue
            if marks.count(1) == len(marks):
                continue
            for a, b in _kept_runs(marks):
                start = 0 if a == 0 else self._cut(first + a)
                end = len(block.text) if first + b == last else self._cut(first + b)
                piece = block.part(start, end)
                if piece:
                    left.append(piece)
        return tuple(left)

    def _cut(self, word: int) -> int:
        """Return where to cut the block's text before this word; its opening quotation mark stays with the word."""
        number = self.block_of(word)
        text = self.blocks[number].text
        if number not in self._places:
            self._places[number] = [match.span() for match in WORD.finditer(text)]
        cut = self._places[number][word - self.edges[number]][0]
        while cut and (text[cut - 1] in _OPENING or (text[cut - 1] in "\"'" and _opens(text, cut - 1))):
            cut -= 1
        return cut


def _opens(text: str, place: int) -> bool:
    """Return whether the straight quotation mark at this place opens a quotation: all before it are closed.

    >>> _opens("Hij zei 'ja'.'Nee'", 13), _opens("Hij zei 'ja'.", 11)
    (True, False)
    """
    marks = re.findall(rf"(?<!\w){text[place]}|{text[place]}(?!\w)", text[:place])  # and no apostrophe
    return len(marks) % 2 == 0


def _kept_runs(marks: Sequence[int]) -> Iterator[Span]:
    """Yield the runs of words that are not lost."""
    start = None
    for position, mark in enumerate([*marks, 1]):
        if mark != 1 and start is None:
            start = position
        elif mark == 1 and start is not None:
            yield start, position
            start = None
