"""Text that was read in a wrong character set before it came here. It stays as it is, but a warning says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain, islice
from typing import Any

import re2

from ..page.warnings import PageWarning, Warnings

_LEADS = "ÂÃÄÅÎÏÐÑ×ØÙ"
"""The first bytes of Latin, Greek, Cyrillic, Hebrew and Arabic letters in UTF-8, as windows-1252 shows them."""
_REST = "\x80-\xbf" + bytes(range(0x80, 0xA0)).decode("cp1252", "replace")
"""The other bytes of letters, as ISO-8859-1 and windows-1252 show them. Five are not in the latter, so U+FFFD."""
_FIRSTS = f"{_LEADS}â\ufffd"
MIN_WRONG = 3
"""A text has to have this many of them in words: one can be a slip of its author."""
MIN_SHARE = 0.7
"""They have to be at least this share of the letters that are not ASCII. In text that was read wrongly, nearly all are:
only signs such as emoji became other letters."""


def misread(text: str, source: bytes) -> Warnings:
    """Return a warning if nearly all letters with accents are those of UTF-8 read as windows-1252, or are U+FFFD.

    `source` is the same text in UTF-8.

    It takes time in proportion to the length of the text. It does not find Chinese, Japanese or Korean, nor a short
    passage in a text that was read well.

    >>> text = "Het cafÃ© in BelgiÃ« heeft geen cliÃ«nten."
    >>> misread(text, text.encode())[0].code
    'misread'
    >>> text = "Het café in België heeft geen cliënten."
    >>> misread(text, text.encode())
    ()
    """
    if text.isascii() or not _may_have_wrong(source):
        return ()  # as most pages, which this finds much faster than the pattern
    examples = list(islice(_in_words(text), MIN_WRONG))
    if len(examples) < MIN_WRONG:
        return ()
    rest, wrong = _wrong().subn("", text)
    right = sum(char.isalpha() for char in rest if not char.isascii())
    if wrong < MIN_SHARE * (wrong + right):
        return ()
    message = f"read in a wrong character set before: {wrong} letters are wrong, such as {examples[0]!r}"
    return (PageWarning("misread", message),)


def _may_have_wrong(source: bytes) -> bool:
    """Return whether a text in UTF-8 may have as many wrong letters as are needed."""
    found = chain.from_iterable(pattern.finditer(source) for pattern in _patterns_of_bytes())
    return len(list(islice(found, MIN_WRONG))) == MIN_WRONG


@cache  # few pages need it
def _wrong() -> re.Pattern[str]:
    """Return a pattern of one letter that was read wrongly.

    "Ã©" was "é", "â€™" was an apostrophe, and U+FFFD was any letter.
    """
    return re.compile(
        f"[{_FIRSTS}](?:(?<=[{_LEADS}])[{_REST}]|(?<=â)[\x80€][{_REST}]|(?<=\ufffd))"  # to begin with a set is fast
    )


@cache  # text in ASCII does not need them
def _patterns_of_bytes() -> tuple[Any, Any]:
    """Return patterns for wrong letters in UTF-8: for their first letter and the beginning of the next; for U+FFFD.

    They begin with a byte that is rare in most pages, which RE2 finds very fast.
    """
    latin1 = re2.Options()
    latin1.encoding = re2.Options.Encoding.LATIN1  # each byte is a character
    seconds = b"".join(char.encode()[1:] for char in f"{_LEADS}â")
    nexts = bytes({char.encode()[0] for char in _REST.replace("-", "€")})
    return re2.compile(b"\xc3[%b][%b]" % (seconds, nexts), latin1), re2.compile("\ufffd".encode(), latin1)


def _in_words(text: str) -> Iterator[str]:
    """Yield wrong letters that follow a letter of ASCII or two other wrong ones.

    A text about character sets shows most of them one by one, in quotation marks. Text in Greek has no others.
    """
    run, end = 0, -1
    for found in _wrong().finditer(text):
        start = found.start()
        run = run + 1 if start == end else 1
        end = found.end()
        before = text[start - 1 : start]
        if run > 2 or (before.isascii() and before.isalpha()):
            yield found[0]
