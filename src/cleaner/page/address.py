"""What the address of a page says: whether it is one on the web, and the words in it that name the headline.

The last part of most addresses of articles is made of the headline: "/nieuws/brug-weer-open-na-storm-a1567858". So a
line among the first of a text that has these words is the headline, even if nothing else shows it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urlsplit

from .sentences import ends_statement

MAX_REMEMBERED = 8
"""What several steps and rules ask about the address of a page is remembered for this many pages."""
MAX_URL = 8_192
"""The most characters of a URL that is looked at. Servers refuse longer ones, and globs take long on them."""
MIN_NAME = 3
"""The fewest words in a part of the path that names an article. Two words may name a section: "/nieuws/het-weer"."""
MIN_ID = 6
"""A word of at least this many characters that has a digit is a number or a code of the site, not a word of the
headline."""
MIN_LIKENESS = 0.7
"""The headline and the address have at least this share of their words in common, in the same order. On 148 stored
texts with such an address, all headlines had .8 or more, and no line of an article had more than .4."""
MAX_HEADLINE = 300
"""A longer line is a paragraph."""
MIN_OWN_WORDS = 5
"""The fewest words of an address that a line may open or end with, whatever else the line holds."""

_HAS_SCHEME = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_FILE = re.compile(r"[^/]+\.(?:txt|html?)", re.IGNORECASE)
_EXTENSION = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")


def split_web(url: str) -> SplitResult | None:
    """Return the parts of a web address; None for a file, a path or anything else that is not one.

    The scheme may be missing: "nu.nl/a" is an address, because a host has a dot.

    >>> [bool(split_web(url)) for url in ("nu.nl/a", "file:///nu.nl/a", "/tmp/nu.nl/a", "pages/nu.nl.txt")]
    [True, False, False, False]
    """
    url = url.strip()
    return _split_web(url) if len(url) <= MAX_URL else None


@lru_cache(maxsize=MAX_REMEMBERED)
def _split_web(url: str) -> SplitResult | None:
    has_scheme = _HAS_SCHEME.match(url)
    try:
        parts = urlsplit(url if has_scheme else "//" + url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:  # such as a bracket that does not close
        return None
    if parts.scheme not in ("", "http", "https") or not host:
        return None
    is_bare_path = not has_scheme and ("." not in host.strip(".") or "\\" in url or _FILE.fullmatch(url))
    return None if is_bare_path else parts


def headline_words(url: str | None) -> tuple[str, ...]:
    """Return the words of the last part of the path that has enough of them to name an article.

    They have no capitals and no accents. Numbers and codes of the site are left out.

    >>> headline_words("https://krant.nl/nieuws/2017/brug-weer-open-na-22-uur~a1567858/")
    ('brug', 'weer', 'open', 'na', '22', 'uur')
    >>> headline_words("https://krant.nl/nieuws/het-weer")
    ()
    """
    url = url.strip() if url else ""
    return _headline_words(url) if len(url) <= MAX_URL else ()


@lru_cache(maxsize=MAX_REMEMBERED)
def _headline_words(url: str) -> tuple[str, ...]:
    parts = split_web(url)
    for part in reversed(unquote(parts.path).split("/") if parts else ()):
        name = _EXTENSION.sub("", part).partition("~")[0]
        words = tuple(word for word in words_of(name) if not _is_id(word))
        if len(words) >= MIN_NAME:
            return words
    return ()


def words_of(text: str) -> list[str]:
    """Return the words of a text, without capitals and accents, as addresses have them.

    >>> words_of("Oekraïne: 'Geen toegang'")
    ['oekraine', 'geen', 'toegang']
    """
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join([char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char)])
    return _WORD.findall(plain)


def is_named_by(words: Sequence[str], line: str) -> bool:
    """Return whether the words of an address name this line as the headline.

    The line and the address are much alike; or the line opens with the words, of which the last may be cut off; or it
    ends with them, after a label. A line that ends like a statement is a sentence of the article.

    >>> is_named_by(["brug", "weer", "open", "na", "storm"], "Brug weer open na zware storm")
    True
    >>> is_named_by(["brug", "weer", "open", "na", "storm"], "De brug is weer open na de storm van gisteren.")
    False
    """
    if len(line) > MAX_HEADLINE or not words or ends_statement(line):
        return False
    own = words_of(line)
    size = len(words)
    if size >= MIN_OWN_WORDS and size <= len(own):
        opens = own[: size - 1] == [*words[:-1]] and own[size - 1].startswith(words[-1])
        if opens or own[-size:] == [*words]:
            return True
    enough = MIN_LIKENESS * (size + len(own))
    if 2 * min(size, len(own)) < enough:  # whatever the words are; this bounds the time for a long address
        return False
    return 2 * _common(words, own) >= enough


def _common(words: Sequence[str], own: Sequence[str]) -> int:
    """Return the number of words in the longest list of words that both have, in the same order."""
    above = [0] * (len(own) + 1)
    for word in words:
        row = [0]
        for place, other in enumerate(own):
            row.append(above[place] + 1 if word == other else max(above[place + 1], row[place]))
        above = row
    return above[-1]


def _is_id(word: str) -> bool:
    return len(word) >= MIN_ID and any(map(str.isdigit, word))
