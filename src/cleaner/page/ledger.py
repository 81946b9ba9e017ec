"""The ledger: for each character of a page, whether it was kept, and if not, which rule removed it.

Verbs do not write to it. After each rule, the blocks are compared with those before it: what is missing was removed by
that rule. A verb can be wrong, but it cannot hide what it did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, count
from operator import is_not, itemgetter

from msgspec import Struct

from .blocks import Block
from .causes import Cause, Removal, builtin_cause

LAYOUT = builtin_cause("layout", "white space between blocks")


class Ledger(Struct, frozen=True):
    """Every character of the page exactly once, in stretches that were kept and stretches that were removed.

    `kept` has one stretch for each block of the article. Both lists are in the order of the page.
    """

    kept: tuple[tuple[int, int], ...]
    removed: tuple[Removal, ...]

    def stretches(self) -> Iterator[tuple[int, int, Cause | None]]:
        """Yield all stretches in the order of the page, each with the cause of its removal, or None if it was kept.

        >>> ledger = Ledger(((0, 4),), (Removal(4, 6, LAYOUT),))
        >>> [(start, end, cause and cause.rule) for start, end, cause in ledger.stretches()]
        [(0, 4, None), (4, 6, 'layout')]
        """
        everything: list[tuple[int, int, Cause | None]] = [(start, end, None) for start, end in self.kept]
        everything += [(removal.start, removal.end, removal.cause) for removal in self.removed]
        return iter(sorted(everything, key=lambda stretch: stretch[:2]))


def subtract(before: Sequence[Block], after: Sequence[Block]) -> list[tuple[int, int]]:
    """Return the stretches of the blocks `before` that the blocks `after` no longer cover.

    The blocks `after` are blocks of `before` or parts of them. White space between two parts of a block is not counted:
    no rule removed it.

    >>> block = Block("PREMIUM De lead", 0, 15)
    >>> subtract([block], [Block("De lead", 8, 15)])
    [(0, 8)]
    """
    first = next(compress(count(), map(is_not, before, after)), len(after))
    lost = []
    rest = iter(after[first:])
    piece = next(rest, None)
    for number, block in enumerate(before[first:], first):
        if piece is block:
            piece = next(rest, None)
            continue
        if piece is None:
            lost += [(gone.start, gone.end) for gone in before[number:]]
            break
        if piece.start >= block.end:  # the whole block is gone
            lost.append((block.start, block.end))
            continue
        position = block.start
        while piece is not None and piece.end <= block.end:
            if piece.start > position and block.text[position - block.start : piece.start - block.start].strip():
                lost.append((position, piece.start))
            position = piece.end
            piece = next(rest, None)
        if position < block.end and block.text[position - block.start :].strip():
            lost.append((position, block.end))
    return lost


def close(length: int, blocks: Iterable[Block], removals: Iterable[Removal]) -> Ledger:
    """Return the ledger of a page from which `blocks` were kept and `removals` taken out; all between them is layout.

    `length` is that of the text of the page, in characters.

    Neighbouring removals with the same cause become one entry, together with the white space between them.
    """
    kept = [(block.start, block.end) for block in blocks]
    entries = sorted(
        [(*stretch, None) for stretch in kept] + [(r.start, r.end, r.cause) for r in removals], key=itemgetter(0)
    )
    removed: list[Removal] = []
    position = 0
    previous: Cause | None = None
    for start, end, cause in [*entries, (length, length, None)]:
        if cause is not None and cause == previous:
            removed[-1] = Removal(removed[-1].start, end, cause)
        else:
            if start > position:
                removed.append(Removal(position, start, LAYOUT))
            if cause is not None:
                removed.append(Removal(start, end, cause))
        position, previous = end, cause
    return Ledger(tuple(kept), tuple(removed))
