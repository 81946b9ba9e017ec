"""Rules for lines, learned from the lines that recur on the pages of a site.

Lines of an article stand on one page. What stands on several is a menu, a form, a label, or the foot of the page. A
line that recurs is also an anchor: all of the page above it, or all below it, may be outside of the article.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import accumulate, chain

from msgspec import Struct
from msgspec.structs import replace

from ...page.sentences import ends_sentence
from ..rules import Learned
from .samples import Sample

MIN_PAGES, MIN_SHARE = 2, 0.5
"""A line recurs if it is on at least this number of pages, and on at least this share of them."""
MIN_ANCHORED = 0.6
"""An anchor is on at least this share of the pages."""
MAX_BEYOND = 0.5
"""If nobody wrote the articles, generic cleaning keeps at most this share of the words that an anchor cuts off. Of an
article, it keeps nearly all."""
MAX_ABOVE = 0.1
"""And what is kept above an anchor has at most this share of all that is kept."""
MIN_CUT = 5
"""An anchor cuts off at least this number of words that generic cleaning keeps, on average."""

MIN_UNSURE = 4
"""If a person did not write all the articles, anchors are learned from at least this number of pages."""
MIN_WORDS = 2
"""An anchor has no number and at least this many words of two letters or more. A line that recurs has one such word."""
MIN_HELD = 0.75
"""On at least this share of the pages, the anchor that the other pages teach leaves the article whole. If nobody wrote
the articles, generic cleaning is wrong about some of them."""

_NUMBER = re.compile(r"[0-9]+")
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_REAL_WORD = re.compile(r"[^\W\d_]{2,}")
_SPECIAL = re.compile(r"([\\.+*?()|\[\]{}^$])")


class Recurring(Struct, frozen=True):
    """A line that recurs: its pattern, the number of pages that have it, and the indexes of its blocks on each page."""

    pattern: str
    pages: int
    places: tuple[tuple[int, ...], ...]


def shape(text: str) -> str:
    """Return the line with 0 for each number.

    >>> shape("12 reacties"), shape("3 reacties")
    ('0 reacties', '0 reacties')
    """
    return _NUMBER.sub("0", text)


def pattern_of(texts: Iterable[str]) -> str:
    r"""Return the pattern of these lines, which differ in numbers only. A year may be another year.

    >>> pattern_of(["(c) 2024 Krant"]), pattern_of(["12 reacties", "3 reacties"])
    ('\\(c\\) \\d\\d\\d\\d Krant', '\\d+ reacties')
    """
    first, *others = sorted(set(texts))
    escaped = _SPECIAL.sub(r"\\\1", first)
    return _NUMBER.sub(r"\\d+", escaped) if others else _YEAR.sub(r"\\d\\d\\d\\d", escaped)


def recurring(samples: Sequence[Sample]) -> dict[str, Recurring]:
    """Return the lines that recur on these pages and do not belong to an article, by their shape."""
    places = [_places(sample) for sample in samples]
    pages = Counter(chain.from_iterable(places))
    least = max(MIN_PAGES, math.ceil(MIN_SHARE * len(samples)))
    found = {key for key, count in pages.items() if count >= least and _REAL_WORD.search(key)}
    found -= set(chain.from_iterable(_own(sample, found) for sample in samples))
    found -= _leads(samples, places, found)
    lines = {}
    for key in sorted(found):
        at = tuple(own.get(key, ()) for own in places)
        texts = (sample.blocks[index].text for sample, own in zip(samples, at, strict=True) for index in own)
        lines[key] = Recurring(pattern_of(texts), pages[key], at)
    return lines


def _places(sample: Sample) -> dict[str, tuple[int, ...]]:
    places: dict[str, list[int]] = {}
    for index, block in enumerate(sample.blocks):
        places.setdefault(shape(block.text), []).append(index)
    return {key: tuple(indexes) for key, indexes in places.items()}


def _own(sample: Sample, found: set[str]) -> set[str]:
    """Return the shapes of lines that belong to the article although they recur.

    If nobody wrote the article, these are subheads: lines that are no sentence, between two that are kept and do not
    recur.
    """
    keys = [shape(block.text) for block in sample.blocks]
    if sample.is_sure:
        return {keys[index] for index in sample.content}
    is_own = [index in sample.kept and key not in found for index, key in enumerate(keys)]
    return {
        keys[index]
        for index, block in enumerate(sample.blocks[1:-1], 1)
        if is_own[index - 1] and is_own[index + 1] and not ends_sentence(block.text)
    }


def _leads(samples: Sequence[Sample], places: Sequence[Mapping[str, Sequence[int]]], found: set[str]) -> set[str]:
    """Return the shapes of sentences that generic cleaning keeps on one page of HTML only: they begin its article.

    On the other pages, the same sentence is a teaser for that article. This is not asked of text, where generic
    cleaning is less sure, nor of a page whose article a person wrote, because `_own` knows better.
    """
    kept = Counter(
        key
        for sample, own in zip(samples, places, strict=True)
        if sample.is_html and not sample.is_sure
        for key in found & own.keys()
        if ends_sentence(key) and not sample.kept.isdisjoint(own[key])
    )
    return {key for key, count in kept.items() if count == 1}


def without_recurring(samples: Sequence[Sample], lines: Mapping[str, Recurring]) -> list[Sample]:
    """Return the samples, whose articles are now without lines that recur, unless a person wrote the article."""
    settled = []
    for number, sample in enumerate(samples):
        gone = {index for line in lines.values() for index in line.places[number]}
        settled.append(sample if sample.is_sure else replace(sample, content=sample.content - gone))
    return settled


def learn_lines(samples: Sequence[Sample], lines: Mapping[str, Recurring]) -> list[Learned]:
    """Return the rules for the lines of text that these pages teach.

    These are a `from` and an `until` for the lines above which and below which nothing belongs to the article, and a
    `drop` for each line that recurs between them and that generic cleaning keeps.
    """
    head, tail = (_firm_anchor(samples, lines, is_below=is_below) for is_below in (False, True))
    rules = [Learned("from", {"after": head.pattern}, _evidence(head, samples))] if head else []
    rules += [Learned("until", {"line": tail.pattern}, _evidence(tail, samples))] if tail else []
    cut = []
    for number, sample in enumerate(samples):
        above = head.places[number][:1] if head else ()
        below = tail.places[number][:1] if tail else ()
        inside = range(above[0] + 1 if above else 0, below[0] if below else len(sample.blocks))
        cut.append(replace(sample, kept=sample.kept.intersection(inside)))
    return rules + learn_drops(cut, lines)


def _firm_anchor(samples: Sequence[Sample], lines: Mapping[str, Recurring], *, is_below: bool) -> Recurring | None:
    """Return the line that is an anchor, if there is one.

    Each page is left out in turn: what the other pages teach may not cut off a part of its article.
    """
    if len(samples) < MIN_UNSURE and not all(sample.is_sure for sample in samples):
        return None
    anchor = _anchor(samples, lines, is_below=is_below)
    if anchor is None or not _is_firm([(left, _holds(samples, left, is_below=is_below)) for left in samples]):
        return None
    return lines[anchor]


def _is_firm(held: Sequence[tuple[Sample, bool]]) -> bool:
    """Return whether the anchor holds on all pages whose article a person wrote, and on enough of the others."""
    is_right = all(holds for sample, holds in held if sample.is_sure)
    return is_right and sum(holds for _, holds in held) >= MIN_HELD * len(held)


def _holds(samples: Sequence[Sample], left: Sample, *, is_below: bool) -> bool:
    """Return whether the line that the other pages teach cuts off nothing of the article of this page."""
    others = [sample for sample in samples if sample is not left]
    lines = recurring(others)
    anchor = _anchor(without_recurring(others, lines), lines, is_below=is_below)
    places = _places(left).get(anchor, ()) if anchor else ()
    return not places or _cut(left, _sums_of(left), places[0], is_below=is_below) is not None


def _anchor(samples: Sequence[Sample], lines: Mapping[str, Recurring], *, is_below: bool) -> str | None:
    """Return the line that cuts off the most words that generic cleaning keeps and that belong to no article."""
    best, most = None, float(MIN_CUT)
    sums = [_sums_of(sample) for sample in samples]
    for key, line in lines.items():
        is_clear = len(_REAL_WORD.findall(key)) >= MIN_WORDS and not _NUMBER.search(key)  # no time of day, for example
        if line.pages < MIN_ANCHORED * len(samples) or not is_clear:
            continue
        cuts = [
            _cut(sample, own_sums, own[0], is_below=is_below)
            for sample, own_sums, own in zip(samples, sums, line.places, strict=True)
            if own
        ]
        mean = sum(cut or 0 for cut in cuts) / len(samples)
        if None not in cuts and mean > most:
            best, most = key, mean
    return best


class _Sums(Struct, frozen=True):
    """Running sums of words: item `n` of each counts those of the blocks before block `n`.

    With them, the words of a part of the page need no adding up for each line that may be an anchor.
    """

    whole: tuple[int, ...]
    kept: tuple[int, ...]
    content: tuple[int, ...]


def _sums_of(sample: Sample) -> _Sums:
    def summed(indexes: Container[int]) -> tuple[int, ...]:
        words = (count if index in indexes else 0 for index, count in enumerate(sample.words))
        return tuple(accumulate(words, initial=0))

    return _Sums(summed(range(len(sample.words))), summed(sample.kept), summed(sample.content))


def _cut(sample: Sample, sums: _Sums, place: int, *, is_below: bool) -> int | None:
    """Return how many words generic cleaning keeps from this line on, or up to it; None if they may be the article's.

    If nobody wrote the article, the other part of the page has to hold most of what is kept, and little may be kept of
    this part. That is little of it below an anchor, where teasers are kept by mistake; and above, where menus are long,
    it is little of the article.
    """
    whole, kept, content = (
        each[-1] - each[place] if is_below else each[place + 1] for each in (sums.whole, sums.kept, sums.content)
    )
    if sample.is_sure:
        return None if content else kept
    rest = sums.content[-1] - content
    if is_below:
        return None if content > MAX_BEYOND * whole or content >= rest else kept
    return None if content > MAX_ABOVE * (content + rest) else kept


def learn_drops(samples: Sequence[Sample], lines: Mapping[str, Recurring]) -> list[Learned]:
    """Return a `drop` for each line that recurs and that generic cleaning keeps on one of the pages."""
    return [
        Learned("drop", {"line": line.pattern}, _evidence(line, samples))
        for line in lines.values()
        if any(index in sample.kept for sample, own in zip(samples, line.places, strict=True) for index in own)
    ]


def _evidence(line: Recurring, samples: Sequence[Sample]) -> str:
    return f"on {line.pages} of {len(samples)} pages and in no article"
