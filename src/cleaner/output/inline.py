"""A line of text with its inline markup, written as CommonMark.

A parser has to read from it exactly the text of the line. So what CommonMark cannot express has no markup: an asterisk
opens or closes emphasis only between certain characters, for example.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from string import punctuation
from typing import NamedTuple
from urllib.parse import quote

from msgspec.structs import replace

from ..page.markup import Mark, Span

# What CommonMark would read as markup: anywhere in a line, and at its start.
_INLINE = re.compile(r"[\\`*_\[\]<]+|&(?=#?\w+;)|~+(?=~)")
_CLOSING = re.compile(r"(?<=\s)(#+)$")  # what would close a heading
_START = re.compile(r"(?:#{1,6}(?=\s|$)|[-+](?=\s|$)|=+$|-{3,}|>)|(?P<number>\d{1,9})(?=[.)](?:\s|$))")
_BACKTICKS = re.compile("`+")
_DELIMITERS = {"strong": "**", "emphasis": "*"}
_ORDER: dict[Mark, int] = {"link": 0, "strong": 1, "emphasis": 2, "code": 3, "image": 4}
_UNSAFE = re.compile(r"""[\s<>()\[\]\\^`{|}"]""")
_ASCII_PUNCTUATION = frozenset(punctuation)
_ENTITY = re.compile(r"&(?=#?\w+;)")


def escape(text: str) -> str:
    r"""Return one line of text, written so that CommonMark shows exactly this text.

    >>> escape("1. FC *Köln*"), escape("# geen kop")
    ('1\\. FC \\*Köln\\*', '\\# geen kop')
    """
    return _as_line(text, escape_inline(text))


def _as_line(first: str, written: str) -> str:
    """Return a line of Markdown that is not read as a heading, an item or a rule. It begins with the text `first`."""
    match = _START.match(first)
    written = _CLOSING.sub(r"\\\1", written)
    if match is None:
        return written
    return f"{match['number']}\\{written[match.end() :]}" if match["number"] else f"\\{written}"


def escape_inline(text: str) -> str:
    r"""Return a part of a line, written so that CommonMark shows exactly this text.

    >>> escape_inline("[*] & &amp;")
    '\\[\\*\\] & \\&amp;'
    """
    return _INLINE.sub(lambda match: "\\" + "\\".join(match[0]), text)


def marked(text: str, spans: Iterable[Span]) -> str:
    """Return one line of text with its markup. The places of the spans are counted from the start of the text.

    >>> marked("Zie ook de site.", [Span(0, 8, "strong"), Span(11, 15, "link", "https://krant.nl/a_(b)")])
    '**Zie ook** de [site](https://krant.nl/a_%28b%29).'
    """
    chosen = _nested(text, spans)
    return _as_line(text[: chosen[0].start] if chosen else text, _write(text, 0, len(text), chosen))


def marked_cell(text: str, spans: Iterable[Span]) -> str:
    r"""Return the text of a cell with its markup.

    >>> marked_cell("a|b", [Span(0, 3, "strong")])
    '**a\\|b**'
    """
    return _write(text, 0, len(text), _nested(text, spans)).replace("|", "\\|")


def escape_cell(text: str) -> str:
    """Return the text of a cell, written so that CommonMark shows exactly this text."""
    return escape_inline(text).replace("|", "\\|")


def image(alt: str, url: str) -> str:
    r"""Return a picture.

    >>> image("[x](y)", "https://krant.nl/een foto.jpg")
    '![\\[x\\](y)](https://krant.nl/een%20foto.jpg)'
    """
    return f"![{escape_inline(alt)}]({_address(url)})"


def _address(url: str) -> str:
    """Return a URL as the target of a link. Nothing in it can end the link."""
    if not url.isprintable() or _UNSAFE.search(url):
        unsafe = [char for char in set(url) if not char.isprintable() or _UNSAFE.match(char)]
        url = url.translate({ord(char): quote(char, safe="", errors="replace") for char in unsafe})
    return _ENTITY.sub(r"\\&", url)


def _write(text: str, start: int, end: int, spans: Sequence[Span]) -> str:
    """Return the text from `start` to `end` with the spans in it, which are sorted and lie within each other."""
    written = []
    place = 0
    while place < len(spans):
        span = spans[place]
        inner = place + 1
        while inner < len(spans) and spans[inner].start < span.end:
            inner += 1
        before = escape_inline(text[start : span.start])
        if span.mark == "link" and before.endswith("!"):  # it would make an image of the link
            before = f"{before[:-1]}\\!"
        written += [before, _write_span(text, span, spans[place + 1 : inner])]
        start, place = span.end, inner
    return "".join([*written, escape_inline(text[start:end])])


def _write_span(text: str, span: Span, inner: Sequence[Span]) -> str:
    if span.mark == "code":
        code = text[span.start : span.end]
        fence = "`" * (max((len(run) for run in _BACKTICKS.findall(code)), default=0) + 1)
        padding = " " if "`" in (code[0], code[-1]) else ""
        return f"{fence}{padding}{code}{padding}{fence}"
    written = _write(text, span.start, span.end, inner)
    if span.mark == "link":
        return f"[{written}]({_address(span.url)})"
    delimiter = _DELIMITERS[span.mark]
    return f"{delimiter}{written}{delimiter}"


def _nested(text: str, spans: Iterable[Span]) -> list[Span]:
    """Return the spans that can be written, the outer ones first, each within the one around it.

    Spaces at the ends of a span are left out of it, and punctuation where emphasis could not begin or end otherwise.
    Emphasis right after other emphasis is left out, because their asterisks would run together.
    """
    wanted = _within_each_other(text, _code_apart(_united(_without_spaces(text, span) for span in spans)))
    starts = {span.start for span in wanted if span.mark not in _DELIMITERS}
    ends = {span.end for span in wanted if span.mark not in _DELIMITERS}
    chosen: list[Span] = []
    around: list[Span] = []
    before: Span | None = None  # the span that ended last
    for span in wanted:
        while around and around[-1].end <= span.start:
            before = around.pop()
        outer = around[-1] if around else None
        touched = before if before and before.end == span.start and not (outer and outer.start == span.start) else None
        if span.mark in _DELIMITERS:
            if outer:  # it may begin later and end earlier now
                span = replace(span, start=max(span.start, outer.start), end=min(span.end, outer.end))
            span = _Emphasis(text, starts, ends, outer, is_touched=touched is not None).fitted(span)
        if span.start < span.end and not (touched and _run_together(touched, span)):
            chosen.append(span)
            around.append(span)
    return chosen


def _within_each_other(text: str, spans: Iterable[Span]) -> list[Span]:
    """Return the spans, the outer ones first. Of two that overlap, the second ends where the first does."""
    found = []
    around: list[Span] = []
    for span in sorted(spans, key=_order):
        while around and around[-1].end <= span.start:
            around.pop()
        span = _without_spaces(text, replace(span, end=min(span.end, around[-1].end)) if around else span)
        if span.start < span.end and not any(each.mark in ("code", span.mark) for each in around):
            found.append(span)
            around.append(span)
    return found


def _order(span: Span) -> tuple[int, int, int]:
    return span.start, -span.end, _ORDER[span.mark]


def _run_together(span: Span, after: Span) -> bool:
    """Return whether the signs of two spans, one right after the other, would be read as one."""
    return (span.mark in _DELIMITERS and after.mark in _DELIMITERS) or span.mark == after.mark == "code"


def _united(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans that are not empty; those of the same kind that follow each other directly are one."""
    last: Span | None = None
    for span in sorted(spans, key=lambda span: (span.mark, span.url, span.start)):
        if span.start == span.end:
            continue
        if last and (last.mark, last.url) == (span.mark, span.url) and span.start <= last.end:
            last = replace(last, end=max(last.end, span.end))
        else:
            if last:
                yield last
            last = span
    if last:
        yield last


def _code_apart(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans, with code cut where others begin or end in it, because in code there is no markup."""
    spans = list(spans)
    cuts = sorted({place for span in spans if span.mark != "code" for place in (span.start, span.end)})
    for span in spans:
        inner = cuts[bisect_right(cuts, span.start) : bisect_left(cuts, span.end)] if span.mark == "code" else []
        for start, end in pairwise([span.start, *inner, span.end]):
            yield replace(span, start=start, end=end)


class _Emphasis(NamedTuple):
    """What decides where emphasis can begin and end: https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run.

    `starts` and `ends` are those of links and code, which are written with punctuation. `outer` is the span around the
    emphasis; `is_touched` if a link or code ends right before it.
    """

    text: str
    starts: AbstractSet[int]
    ends: AbstractSet[int]
    outer: Span | None
    is_touched: bool

    def fitted(self, span: Span) -> Span:
        """Return the span without punctuation at its ends where that is needed; empty if it cannot be written."""
        start, end = span.start, span.end
        while start < end and not self._can_start(start):
            start = end if start in self.starts else start + 1
        while start < end and not self._can_end(end):
            end = start if end in self.ends else end - 1
        return replace(span, start=start, end=end)

    def _can_start(self, place: int) -> bool:
        if self.outer and self.outer.start == place:
            return True
        return self._fits(place - 1, place, is_mark_outside=self.is_touched, is_mark_inside=place in self.starts)

    def _can_end(self, place: int) -> bool:
        if self.outer and self.outer.end == place:
            return True
        return self._fits(place, place - 1, is_mark_outside=place in self.starts, is_mark_inside=place in self.ends)

    def _fits(self, outside: int, inside: int, *, is_mark_outside: bool, is_mark_inside: bool) -> bool:
        """Return whether asterisks can stand between the characters at these places.

        In other emphasis, they must not be able to end it, or to begin yet another one.
        """
        if self.text[inside].isspace():
            return False
        if not 0 <= outside < len(self.text) or self.text[outside].isspace():
            return True
        is_letter = not is_mark_inside and not _is_punctuation(self.text[inside], "PS")
        after_mark = is_mark_outside or _is_punctuation(self.text[outside], "P")
        is_nested = self.outer is not None and self.outer.mark in _DELIMITERS
        return (is_letter and after_mark) if is_nested else (is_letter or after_mark)


def _is_punctuation(char: str, classes: str) -> bool:
    """Return whether CommonMark counts the character as punctuation. Only its newer versions count symbols ("S")."""
    return char in _ASCII_PUNCTUATION or unicodedata.category(char)[0] in classes


def _without_spaces(text: str, span: Span) -> Span:
    stretch = text[span.start : span.end]
    left = len(stretch) - len(stretch.lstrip())
    right = len(stretch) - len(stretch.rstrip())
    return replace(span, start=span.start + left, end=max(span.end - right, span.start + left))
