"""The inline markup of an article, given to the blocks that it belongs to."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import accumulate

from msgspec.structs import replace

from ..page.blocks import Block
from ..page.markup import InlineMarkup, Mark, Picture, Span
from .structure import Placed, placed


def with_markup(blocks: Sequence[Block], markup: InlineMarkup, marks: AbstractSet[Mark]) -> list[Placed]:
    """Return the blocks with the spans of these marks in each of them, and pictures as blocks between them.

    The block of a picture has the alternative text, and one span, which has its URL.
    """
    pictures = markup.pictures if "image" in marks else ()
    spans = [span for span in markup.spans if span.mark in marks]
    starts = [span.start for span in spans]
    last_ends = list(accumulate((span.end for span in spans), max))
    found = []
    for each in placed(list(_with_pictures(blocks, pictures))):
        block = each.block
        if isinstance(block, _Image):
            own: Iterable[Span] = (Span(0, 0, "image", block.url),)
        else:
            own = spans[bisect_right(last_ends, block.start) : bisect_left(starts, block.end)]
        found.append(each._replace(spans=tuple(own)))
    return found


class _Image(Block, frozen=True, gc=False, kw_only=True):
    """A picture in the place of a block."""

    url: str


def _with_pictures(blocks: Sequence[Block], pictures: Iterable[Picture]) -> Iterator[Block]:
    """Yield the blocks, and each picture above the first block that starts at its place or after it."""
    starts = [block.start for block in blocks]
    done = 0
    for picture in sorted(pictures, key=lambda picture: picture.start):
        place = bisect_left(starts, picture.start)
        yield from blocks[done:place]
        done = place
        yield _Image(picture.alt, picture.start, picture.start, path=picture.path, url=picture.url)
    yield from blocks[done:]


def spans_within(spans: Sequence[Span], stretches: Iterable[tuple[int, int]]) -> Iterator[list[Span]]:
    """Yield the parts of the spans in each of these stretches of the page, with their places counted from its start.

    Both are in the order of the page. A stretch is its first character and the one after its last.

    >>> list(spans_within([Span(10, 20, "strong"), Span(30, 31, "code")], [(5, 9), (15, 25)]))
    [[], [Span(start=0, end=5, mark='strong', url='')]]
    """
    begun: list[Span] = []
    seen = 0
    for start, end in stretches:
        first = seen
        while seen < len(spans) and spans[seen].start < end:
            seen += 1
        begun = [span for span in (*begun, *spans[first:seen]) if span.end > start]
        yield [replace(span, start=max(span.start, start) - start, end=min(span.end, end) - start) for span in begun]
