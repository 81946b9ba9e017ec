"""The step `copies`: remove a second copy of the body from the same document, in time linear in its length.

Some sites send the body twice: once as paragraphs, and once flattened into a single one, without the subheads, the
paragraphs joined by a space or by nothing. The copy stands above or below the original. It may be incomplete, or have
other quotation marks. Text that repeats for a good reason stays: a refrain, a pull quote, an entry of a live blog,
a lead of which two sentences come back in the second paragraph.

`alignment` finds what repeats. The form of an alignment decides whether it is a copy. Either one side packs several
whole blocks of the other into fewer blocks; or it repeats whole, long paragraphs, directly below the original or so
that both make up most of the document. The side with more blocks is the original, and is kept.

A page may also show the beginning of the article, cut off with three dots, right above the whole. The beginning is a
copy, although the whole may be a single block.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from enum import IntEnum
from itertools import groupby, pairwise, zip_longest

from msgspec import Struct

from ..page.blocks import Block
from ..page.causes import builtin_cause
from ..page.words import plural
from .alignment import MAX_GAP, WORD, Alignment, Span, align, may_repeat, words_of
from .draft import Draft

MAX_CHARACTERS = 300_000
"""Copies are not looked for in a page with more characters than this. The longest of 3,600 real pages has 80,000."""
_OF_BLOCK = 10
"""Characters that each block counts as more: very short lines take longer than long ones."""
MIN_FLATTENED = 40
"""The fewest repeated words of a flattened copy that begins and ends where blocks do."""
MIN_TWIN = 25
"""The fewest repeated words of whole blocks that stand twice in a row."""
MIN_WORDS = 60
"""The fewest repeated words of any other copy: one that is a part of a block, or has as many blocks as the original."""
MIN_PARAGRAPH = 15
"""In a copy with as many blocks as the original, a block has at least this many repeated words on average. The lines of
a poem are shorter."""
MIN_SHARE = 0.7
"""Such a copy and its original have at least this share of the document's words, if they are not neighbours."""
MIN_COVERED = 0.8
"""At least this share of a copy's words also stand in the original."""
MIN_KEPT = 0.65
"""At least this share of the original's words also stand in the copy. It is lower, because the original has subheads.
With less, the copy is only a few sentences picked from here and there."""
MAX_OFF_EDGE = 6
"""The most words between an end of the original and the nearest end of a block."""
CUT_WORD = 1
"""The most words left over after a copy at the end of the document: a crawler may have cut the last word in two."""
MIN_OWN = 12
"""A run of at least this many words that only the copy has is kept. Shorter runs are removed with the copy."""
MIN_LOST = 3
"""If a removed copy had at least this many words of its own, there is a warning. Fewer may be one word cut in two."""
MIN_BEGINNING = 100
"""The fewest characters of a beginning that is cut off. A shorter one may be a figure of speech: "En toen ..."."""

COPIES = builtin_cause("copies", "a second copy of the body")
TOO_LONG = f"copies of the body are not looked for in more than {MAX_CHARACTERS:,} characters"
_OPENING = "“‘„«(["
_DOTS = ("...", "…")


def remove_copies(draft: Draft) -> Draft:
    """Remove second copies of the body, and warn of words that only a copy has."""
    if len(draft.page.text) + _OF_BLOCK * len(draft.page.blocks) > MAX_CHARACTERS and _size(draft) > MAX_CHARACTERS:
        return draft.warn("copies-not-sought", TOO_LONG)
    found = find_copies(draft.blocks)
    if found.blocks is not draft.blocks:
        draft = draft.keep(found.blocks, COPIES)
    if found.own_words:
        own = plural(found.own_words, "word")
        draft = draft.warn("copy-differs", f"a copy of the body has {own} of its own, which were kept")
    if found.lost_words >= MIN_LOST:
        lost = plural(found.lost_words, "word")
        draft = draft.warn("copy-differs", f"a copy of the body has {lost} of its own, which were removed")
    return draft


def _size(draft: Draft) -> int:
    return sum(len(block.text) + _OF_BLOCK for block in draft.blocks)


class Copies(Struct, frozen=True):
    """The blocks without copies, and how many words only a copy had: those that were kept, and those removed."""

    blocks: tuple[Block, ...]
    own_words: int = 0
    lost_words: int = 0


class _Fate(IntEnum):
    """What becomes of a word."""

    NONE = 0
    """It is neither in a copy nor in the original of one, and is kept."""
    ORIGINAL = 1
    """A copy repeats it: it is kept."""
    REPEATED = 2
    """It stands in a copy, and elsewhere too: it is removed."""
    LOST = 3
    """Only a copy has it, but it is removed too."""
    OWN = 4
    """It is kept: one of a long run that only the copy has."""


_IS_REMOVED = bytes(fate in (_Fate.REPEATED, _Fate.LOST) for fate in range(256))
"""For each fate, 1 if the word is removed."""


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
    texts = [block.text for block in blocks]
    whole = "\n".join(texts)
    if any(dots in whole for dots in _DOTS):
        blocks = _without_beginnings(blocks)
        texts = [block.text for block in blocks]
        whole = "\n".join(texts)
    if not may_repeat(whole):
        return Copies(blocks)
    edges, alignments = align(texts)
    document = _Document(blocks, edges)
    fates = bytearray(edges[-1])
    for alignment in sorted(alignments, key=Alignment.size, reverse=True):
        copy = document.judge(alignment)
        if copy is None or copy.overlaps(fates):
            continue
        for fate, spans in copy.fates():
            for start, end in spans:
                fates[start:end] = bytes([fate]) * (end - start)
    if not any(fates):
        return Copies(blocks)
    # A removed word that does not stand in the original may still stand elsewhere, such as in a pull quote.
    for start, end in (span for alignment in alignments for span in alignment.sides()[1]):
        fates[start:end] = fates[start:end].replace(bytes([_Fate.LOST]), bytes([_Fate.REPEATED]))
    return Copies(document.without(fates), fates.count(_Fate.OWN), fates.count(_Fate.LOST))


def _without_beginnings(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks without those that are the beginning of what stands right below, cut off with three dots.

    The dots end the block, or are the next block, which is removed too. What stands below opens with the same words,
    in one block or in several, and goes on after them. The last word before the dots may be cut in two.
    """
    texts = [block.text for block in blocks]
    cut_off = {
        number
        for number, (text, below) in enumerate(zip_longest(texts, texts[1:]))
        if (text.endswith(_DOTS) or below in _DOTS) and len(_without_dots(text)) >= MIN_BEGINNING
    }
    if not cut_off:
        return blocks
    words: list[str] = []
    edges = [0]
    for text in texts:
        words += words_of(text)
        edges.append(len(words))
    gone: set[int] = set()
    below = len(words)  # where the words below begin that are not a beginning themselves
    for number in range(len(blocks) - 1, -1, -1):
        start, end = edges[number], edges[number + 1]
        if number in cut_off and _goes_on(words, start, end, below):
            gone |= {number} if texts[number].endswith(_DOTS) else {number, number + 1}
        elif start < end:
            below = start
    return tuple(block for number, block in enumerate(blocks) if number not in gone) if gone else blocks


def _without_dots(text: str) -> str:
    mark = next(filter(text.endswith, _DOTS), None)
    return text.removesuffix(mark).rstrip() if mark else text


def _goes_on(words: list[str], start: int, end: int, below: int) -> bool:
    """Return whether the words from `below` are those from `start` to `end`, and more; the last may be cut in two."""
    last = below + end - start - 1
    return (
        start < end
        and last + 1 < len(words)
        and words[last].startswith(words[end - 1])
        and words[below:last] == words[start : end - 1]
    )


class _Copy(Struct, frozen=True):
    """The words of a copy, from `start` to `end`: those that repeat, and those of the original that they repeat."""

    start: int
    end: int
    repeated: list[Span]
    original: list[Span]

    @property
    def matched(self) -> int:
        """The number of words that repeat."""
        return sum(b - a for a, b in self.repeated)

    @property
    def original_range(self) -> Span:
        """All words of the original."""
        return self.original[0][0], self.original[-1][1]

    def overlaps(self, fates: bytearray) -> bool:
        """Return whether a copy found before has its original in this copy, or is itself part of this original."""
        is_original = _Fate.ORIGINAL in fates[self.start : self.end]
        return is_original or any(max(fates[a:b]) > _Fate.ORIGINAL for a, b in self.original)

    def fates(self) -> Iterator[tuple[_Fate, list[Span]]]:
        """Yield what becomes of the words; a later span replaces an earlier one."""
        yield _Fate.ORIGINAL, self.original
        yield _Fate.LOST, [(self.start, self.end)]
        yield _Fate.REPEATED, [(max(a, self.start), min(b, self.end)) for a, b in self.repeated]
        yield _Fate.OWN, list(self._own_runs())

    def _own_runs(self) -> Iterator[Span]:
        """Yield the long runs of words that only the copy has."""
        for (_, a), (b, _) in pairwise([(self.start, self.start), *self.repeated, (self.end, self.end)]):
            if b - a >= MIN_OWN:
                yield a, b


class _Document:
    """The blocks, and the index among all words at which each of them begins; the last edge is the number of words."""

    def __init__(self, blocks: tuple[Block, ...], edges: list[int]) -> None:
        self.blocks, self.edges = blocks, edges
        self._word_spans: dict[int, list[Span]] = {}
        self._quotation_marks: dict[tuple[int, str], list[int]] = {}

    def block_of(self, word: int) -> int:
        """Return the index of the block that holds this word."""
        return bisect_right(self.edges, word) - 1

    def judge(self, alignment: Alignment) -> _Copy | None:
        """Return the copy that this alignment is, or None if it is not one."""
        earlier, later = alignment.sides()
        blocks_packed = self._count(earlier) - self._count(later)
        original, repeated = (earlier, later) if blocks_packed >= 0 else (later, earlier)
        start, end = self._clip(repeated[0][0], repeated[-1][1])
        if self.edges[self.block_of(end - 1) + 1] == self.edges[-1] <= end + CUT_WORD:
            end = self.edges[-1]
        if all(block.code for block in self.blocks[self.block_of(start) : self.block_of(end - 1) + 1]):
            return None  # a program is shown again when it has grown
        copy = _Copy(start, end, repeated, original)
        first, last = copy.original_range
        if copy.matched < MIN_COVERED * (end - start) or copy.matched < MIN_KEPT * (last - first):
            return None
        is_copy = self._is_flattened(copy) if blocks_packed else self._is_repeated(copy)
        return copy if is_copy else None

    def _is_flattened(self, copy: _Copy) -> bool:
        """Return whether a copy in fewer blocks than its original is a flattened body.

        The original is whole blocks. The copy begins or ends where a block does; if both, fewer words are enough.
        """
        starts, ends = self._at_edges(copy.start, copy.end)
        original_starts, original_ends = self._original_at_edges(copy)
        is_long = copy.matched >= (MIN_FLATTENED if starts and ends else MIN_WORDS)
        is_cut_off = copy.end == self.edges[-1]  # by the end of the document: the original goes on
        return (starts or ends) and is_long and original_starts and (original_ends or is_cut_off)

    def _is_repeated(self, copy: _Copy) -> bool:
        """Return whether a copy in as many blocks as its original is one: whole, long paragraphs.

        They stand right below the original, or both make up most of the document.
        """
        if not all(self._at_edges(copy.start, copy.end)):
            return False
        if copy.matched < MIN_PARAGRAPH * self._count(copy.repeated):
            return False
        gap = copy.repeated[0][0] - copy.original[-1][1]
        if gap == 0 and all(self._original_at_edges(copy)):
            return copy.matched >= MIN_TWIN
        is_most = copy.matched * 2 >= MIN_SHARE * self.edges[-1]
        return copy.matched >= MIN_WORDS and (gap < MAX_GAP or is_most)

    def _count(self, spans: list[Span]) -> int:
        """Return how many blocks hold the words of these spans."""
        return len({block for a, b in spans for block in range(self.block_of(a), self.block_of(b - 1) + 1)})

    def _clip(self, start: int, end: int) -> Span:
        """Return the span without the few words that the block before or after it happens to end or begin with."""
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

    def _original_at_edges(self, copy: _Copy) -> tuple[bool, bool]:
        """Return whether the original starts and ends where a block does, or near."""
        return self._at_edges(*self._clip(*copy.original_range), within=MAX_OFF_EDGE)

    def without(self, fates: bytearray) -> tuple[Block, ...]:
        """Return the blocks without the words that are to be removed."""
        left: list[Block] = []
        is_removed = fates.translate(_IS_REMOVED)
        for number, block in enumerate(self.blocks):
            first, last = self.edges[number], self.edges[number + 1]
            if not any(is_removed[first:last]):
                left.append(block)
                continue
            for run in (list(words) for gone, words in groupby(range(first, last), is_removed.__getitem__) if not gone):
                start = 0 if run[0] == first else self._cut(run[0])
                end = len(block.text) if run[-1] + 1 == last else self._cut(run[-1] + 1)
                piece = block.part(start, end)
                if piece:
                    left.append(piece)
        return tuple(left)

    def _cut(self, word: int) -> int:
        """Return where to cut the block's text before this word; an opening quotation mark stays with the word."""
        number = self.block_of(word)
        text = self.blocks[number].text
        if number not in self._word_spans:
            self._word_spans[number] = [match.span() for match in WORD.finditer(text)]
        cut = self._word_spans[number][word - self.edges[number]][0]
        while cut and (text[cut - 1] in _OPENING or (text[cut - 1] in "\"'" and self._opens(number, cut - 1))):
            cut -= 1
        return cut

    def _opens(self, number: int, place: int) -> bool:
        """Return whether the straight quotation mark at this place of a block opens a quotation.

        It does if all marks before it are closed.
        """
        text = self.blocks[number].text
        key = number, text[place]
        if key not in self._quotation_marks:
            self._quotation_marks[key] = quotation_marks(text[place], text)
        return bisect_left(self._quotation_marks[key], place) % 2 == 0


def quotation_marks(mark: str, text: str) -> list[int]:
    """Return the places of a straight quotation mark in the text, without the apostrophes within words.

    >>> quotation_marks("'", "Hij zei 'ja'.'Nee', foto's")
    [8, 11, 13, 17]
    """
    return [match.start() for match in re.finditer(rf"(?<!\w){mark}|{mark}(?!\w)", text)]
