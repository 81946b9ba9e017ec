"""Second copies of the body in the same document, found and removed in time linear in its length.

Some sites send the body twice: once as paragraphs, once flattened into a single one, without the subheads,
its parts joined by a space or by none. The copy stands below the good one or above it, whole or in part, with other
quotation marks. What repeats for a reason stays: a refrain, a pull quote, an entry of a live blog, a lead of which two
sentences come back in the second paragraph.

`alignment` finds what repeats. An alignment is a copy by its form: it packs several whole blocks of the other side into
fewer, or it repeats whole long paragraphs right below where they stood or as half of the document. The side in more
blocks is kept.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from msgspec import Struct

from ..page.blocks import Block
from .alignment import MAX_GAP, WORD, Alignment, Span, align

MIN_FLATTENED = 40
"""Words of a copy that packs several whole blocks into fewer, whole ones too."""
MIN_TWIN = 25
"""Words of whole blocks that stand twice in a row."""
MIN_WORDS = 60
"""Words of a copy that is a part of a block, or has as many blocks as the original."""
MIN_PARAGRAPH = 15
"""Mean words a block of such a copy: verses are shorter."""
MIN_SHARE = 0.7
"""Share of the document that such a copy and its original make up, where they are not neighbours."""
MIN_COVERED = 0.8
"""Share of a copy's words that also stand in the original."""
MIN_KEPT = 0.65
"""The same share for the original, which has subheads besides: sentences picked from here and there are no copy."""
NEAR, CUT_WORD = 6, 1
"""Words that may miss where the original meets a block's edge, and the word in which a crawl ended."""
MIN_OWN = 12
"""Words in a row that only the lost side has: so many are kept, fewer go with the copy."""

_OPENING = "“‘„«(["


class Copies(Struct, frozen=True):
    """The blocks without copies, and how many words only a copy had: those that were kept, and those that went."""

    blocks: tuple[Block, ...]
    own_words: int = 0
    lost_words: int = 0


def remove_copies(blocks: tuple[Block, ...]) -> Copies:
    """The blocks without second copies of others among them.

    >>> first = "De raad kwam woensdag bijeen om lang over de grote plannen voor de haven van de oude stad te praten."
    >>> second = "Daar kwam helaas niets uit, zei de voorzitter na afloop tegen de pers in de hal van het oude gebouw."
    >>> texts = [first, second, first + second]
    >>> starts = [0, 200, 400]
    >>> blocks = tuple(Block(text, start, start + len(text)) for text, start in zip(texts, starts))
    >>> remove_copies(blocks).blocks == blocks[:2]
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
            continue  # it is none, or one of its sides is another copy's already
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
    """The words of a copy, from `start` to `end`: those that repeat, and on the other side, what they repeat."""

    start: int
    end: int
    gone: list[Span]
    kept: list[Span]

    def own_runs(self) -> Iterator[Span]:
        """The long runs of words that only the copy has."""
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
        """The number of the block that holds this word."""
        return bisect_right(self.edges, word) - 1

    def judge(self, repeats: Alignment) -> _Copy | None:
        """The copy that this alignment is, or None where it is no copy."""
        earlier, later = repeats.sides()
        flattened = self._count(earlier) - self._count(later)
        kept, gone = (earlier, later) if flattened >= 0 else (later, earlier)
        matched = sum(b - a for a, b in gone)
        start, end = self._clip(gone[0][0], gone[-1][1])
        if self.edges[-1] - end <= CUT_WORD:  # the crawl ended in the middle of the copy, and of a word
            end = self.edges[-1]
        if matched < MIN_COVERED * (end - start) or matched < MIN_KEPT * (kept[-1][1] - kept[0][0]):
            return None
        starts, ends = self._at_edges(start, end)
        kept_starts, kept_ends = self._at_edges(*self._clip(kept[0][0], kept[-1][1]), within=NEAR)
        if flattened:
            is_copy = (
                (starts or ends)
                and matched >= (MIN_FLATTENED if starts and ends else MIN_WORDS)
                and kept_starts
                and (kept_ends or end == self.edges[-1])
            )
        else:
            gap = later[0][0] - earlier[-1][1]
            is_twin = gap == 0 and kept_starts and kept_ends
            is_half = matched * 2 >= MIN_SHARE * self.edges[-1]
            is_copy = (
                starts
                and ends
                and matched >= MIN_PARAGRAPH * self._count(gone)
                and matched >= (MIN_TWIN if is_twin else MIN_WORDS)
                and (gap < MAX_GAP or is_half)
            )
        return _Copy(start, end, gone, kept) if is_copy else None

    def _count(self, spans: list[Span]) -> int:
        """How many blocks hold the words of these spans."""
        return len({block for a, b in spans for block in range(self.block_of(a), self.block_of(b - 1) + 1)})

    def _clip(self, start: int, end: int) -> Span:
        """The span without the word or two that the blocks around it happen to begin or to end with."""
        first, last = self.block_of(start), self.block_of(end - 1)
        if first < last:
            if end < self.edges[last + 1] and end - self.edges[last] < MIN_OWN:
                end = self.edges[last]
            if start > self.edges[first] and self.edges[first + 1] - start < MIN_OWN:
                start = self.edges[first + 1]
        return start, end

    def _at_edges(self, start: int, end: int, within: int = 0) -> tuple[bool, bool]:
        """Whether the span starts, and whether it ends, where a block does, or within so many words of that."""
        left, right = self.edges[self.block_of(start)], self.edges[self.block_of(end - 1) + 1]
        return start - left <= within, right - end <= within

    def without(self, lost: bytearray) -> tuple[Block, ...]:
        """The blocks without the words that are marked 1; those marked 2 are a copy's own and stay."""
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
        """Where in its block's text to cut before this word: its opening quotation mark goes with it."""
        number = self.block_of(word)
        text = self.blocks[number].text
        if number not in self._places:
            self._places[number] = [match.span() for match in WORD.finditer(text)]
        cut = self._places[number][word - self.edges[number]][0]
        while cut and (text[cut - 1] in _OPENING or (text[cut - 1] in "\"'" and _opens(text, cut - 1))):
            cut -= 1
        return cut


def _opens(text: str, place: int) -> bool:
    """Whether the straight quotation mark at this place opens a quotation: all before it are closed.

    >>> _opens("Hij zei 'ja'.'Nee'", 13), _opens("Hij zei 'ja'.", 11)
    (True, False)
    """
    marks = re.findall(rf"(?<!\w){text[place]}|{text[place]}(?!\w)", text[:place])  # and no apostrophe
    return len(marks) % 2 == 0


def _kept_runs(marks: Sequence[int]) -> Iterator[Span]:
    """The runs of words that are not lost."""
    start = None
    for position, mark in enumerate([*marks, 1]):
        if mark != 1 and start is None:
            start = position
        elif mark == 1 and start is not None:
            yield start, position
            start = None
