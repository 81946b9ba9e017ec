"""How many elements and attributes HTML has, counted before the parser makes a tree of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ..compiled import compiled_module
from ..errors import LimitError
from ..limits import Limits
from ..page.warnings import Warnings
from .bounds import BEFORE_ATTRIBUTE, refuse_or_cut

compiled = compiled_module("readers._compiled")

LONG_TEXT = 50
"""The fewest bytes of a text between tags that is looked at: to look at a short one costs more than to count it."""
_QUOTES = (b'"', b"'")
_BLANK = b" \t\n\v\f\r"
MAX_GAP = 20
"""How many bytes before a quotation mark are looked at to find a `=`. If they are all blank, there may be one."""
IMPLIED_ELEMENTS = 3
"""A page has the elements html, head and body without tags for them."""
FEW_ATTRIBUTES = 40_000
"""With no more attributes than this, the tree is made before those of one element are counted: that takes up to 2 s."""
MANY = 4
"""The tree is never made before counting if there may be more than this many times the attributes that are allowed."""
MIN_OF_ONE, SHARE_OF_ONE = 1_000, 0.02
"""How many of the attributes that are allowed one element may have: at least this number, and this share of them. The
time that the parser and extractors take grows with the square of their number, and with the length of their names."""


class _Counter:
    """A target of the HTML parser that counts elements instead of making a tree, and stops at a limit."""

    def __init__(self, limits: Limits, url: str | None) -> None:
        self._limits, self._url = limits, url
        self._elements = self._attributes = 0
        self._most_of_one = _most_of_one(limits)

    def start(self, _: str, attributes: dict[str, str]) -> None:
        """Count one element."""
        self._elements += 1
        self._attributes += len(attributes)
        if self._elements > self._limits.elements:
            raise LimitError("elements", self._limits.elements, url=self._url)
        if self._attributes > self._limits.attributes:
            raise LimitError("attributes", self._limits.attributes, url=self._url)
        if len(attributes) > self._most_of_one:
            raise LimitError("attributes", self._most_of_one, url=self._url)

    def close(self) -> None:
        """Do nothing: the page is within the limits."""


def enforce_tags(source: bytes, tags: int, limits: Limits, url: str | None = None) -> tuple[bytes, Warnings]:
    """Return the HTML (UTF-8), cut if its tags go over a limit, and a warning if it was cut; or raise `LimitError`.

    `tags` is the number of `<` in it.

    Most pages have so few bytes that can begin a tag or precede an attribute that they cannot be over a limit; those
    in scripts and other texts between tags do not count. In other pages, the parser itself counts, in linear time.
    """
    has_few = tags + IMPLIED_ELEMENTS <= limits.elements
    few = min(limits.attributes, FEW_ATTRIBUTES)
    if has_few and (not may_exceed(source, few) or _can_be_counted_later(source, limits, few)):
        return source, ()
    return count_tags(source, limits, url)


def _can_be_counted_later(source: bytes, limits: Limits, few: int) -> bool:
    """Return whether the tree can be made before its attributes are counted: one element has few, and all not too many.

    Without the compiled module, to find that out takes as long as to count.
    """
    if not compiled or may_exceed(source, MANY * limits.attributes):
        return False
    most: int = compiled.most_in_one_tag(source, MAX_GAP)
    return most <= few


def count_tags(source: bytes, limits: Limits, url: str | None = None) -> tuple[bytes, Warnings]:
    """Do what `enforce_tags` does, and count in any case."""
    error = _excess(source, limits, url)
    if error is None:
        return source, ()
    end = _last_that_fits(source, limits) if limits.cut else 0
    return source[:end], (refuse_or_cut(error, limits, f" at byte {end}"),)


def is_crowded(most: int, total: int, limits: Limits) -> bool:
    """Return whether a tree has too many attributes: `most` in one element, and `total` in all of them.

    >>> is_crowded(1_000, 50_000, Limits()), is_crowded(1_001, 1_001, Limits()), is_crowded(2, 50_001, Limits())
    (False, True, True)
    """
    return most > _most_of_one(limits) or total > limits.attributes


def _most_of_one(limits: Limits) -> int:
    return max(MIN_OF_ONE, int(limits.attributes * SHARE_OF_ONE))


def _last_that_fits(source: bytes, limits: Limits) -> int:
    """Return where the last tag starts up to which the page is within the limits."""
    ends = [tag.start() for tag in re.finditer(b"<", source)]
    fits, exceeds = 0, len(ends)  # numbers of tags: the page up to the first fits, up to the second it does not
    while exceeds - fits > 1:
        middle = (fits + exceeds) // 2
        fits, exceeds = (fits, middle) if _excess(source[: ends[middle]], limits) else (middle, exceeds)
    return ends[fits] if ends else 0


def may_exceed(source: bytes, number: int) -> bool:
    """Return whether the page may have more attributes than this number.

    >>> may_exceed(b"<p a b c>", 4), may_exceed(b"<p a b c>", 1)
    (False, True)
    """
    if compiled:
        exceeds: bool = compiled.may_exceed(source, number, LONG_TEXT, MAX_GAP)
        return exceeds
    return may_exceed_in_python(source, number)


def may_exceed_in_python(source: bytes, number: int) -> bool:
    """Do what `may_exceed` does. It may say so of a few more pages, because it counts some blanks twice."""
    if len(source) <= 2 * number:  # one byte before each, and at least one for its name
        return False
    most = _places(source)
    if most <= number:
        return False
    most -= source.count(b"  ")  # of two blanks, the first precedes no attribute
    for text in _texts(source):
        if most <= number:
            return False
        most -= _places(text) - text.count(b"  ")
    return most > number


def _places(source: bytes) -> int:
    """Return the number of bytes that an attribute could follow."""
    return len(source) - len(source.translate(None, BEFORE_ATTRIBUTE))


def _texts(source: bytes) -> Iterator[bytes]:
    """Yield the long texts between two tags, mostly scripts. None of them holds an attribute, however odd the page is.

    A `>` ends a tag, unless it stands in a quoted value. The parser takes a quotation mark as the start of a value only
    after a `=`. So a `>` is in a value only if the last quotation mark of one kind before it follows a `=`.
    """
    may_be_open = dict.fromkeys(_QUOTES, False)
    done = 0
    for text in re.finditer(rb">[^<]{%d,}" % LONG_TEXT, source):
        for quote in _QUOTES:
            place = source.rfind(quote, done, text.start())
            if place >= 0:
                before = source[max(place - MAX_GAP, 0) : place].rstrip(_BLANK)
                may_be_open[quote] = before.endswith(b"=") or (not before and place > 0)
        done = text.start()
        if not any(may_be_open.values()):
            yield text[0]


def _excess(source: bytes, limits: Limits, url: str | None = None) -> LimitError | None:
    """Return the limit that the page goes over, by the count of the parser; else None.

    End tags count as well, although an element has only one: for each, the parser looks through all open elements.
    """
    if source.count(b"</") > limits.elements:
        return LimitError("elements", limits.elements, url=url)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, target=_Counter(limits, url))
    try:
        etree.fromstring(source, parser)
    except LimitError as error:
        return error
    except etree.XMLSyntaxError:  # there is no element
        return None
    return None
