"""Words of a text are counted; and what messages need: a number with its noun, the name that was meant, safe names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from ..compiled import compiled_module
from .blocks import Block

compiled = compiled_module("page._words")

CHARACTERS_PER_WORD = 2
"""Characters that count as one word in a script that does not put spaces between words.

Chinese words have one or two characters, Japanese ones two or three. Those of Thai and its neighbours have more, about
four: there the number is an upper bound. The thresholds that it is compared with ask whether a text is a few words or a
paragraph, and do not need more precision.
"""
_PIECE = 100_000  # characters
SHORT = 1_000
"""The words of texts with at most this many characters are remembered for a while: a few megabytes in all."""
_LEADS = bytes((0xE0, 0xE1, *range(0xE3, 0xED), *range(0xEF, 0xF5)))
"""The first bytes of the UTF-8 of the characters of unspaced scripts, and of a few others."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def count_words(text: str) -> int:
    """Return the number of words in the text: spaces separate them; in unspaced scripts, two characters are a word.

    A long compound or a URL is one word.

    >>> count_words("De gebruikersvoorwaarden gelden."), count_words("今日は雨です"), count_words("NHKが報じた")
    (3, 3, 3)
    """
    return _count_again(text) if len(text) <= SHORT else _count(text)


@lru_cache(maxsize=1_000)
def _count_again(text: str) -> int:
    """Count the words of a short text. Steps of the chain ask for the words of most blocks several times."""
    return _count(text)


def _count(text: str) -> int:
    if compiled:
        number: int = compiled.count_words(text, CHARACTERS_PER_WORD)
        return number
    return count_in_python(text)


def count_in_python(text: str) -> int:
    """Return the same as `count_words`."""
    if text.isascii() or not _may_have_unspaced(text):
        return _count_spaced(text)
    spaced, runs = _unspaced().subn(" ", text)
    unspaced = len(text) - (len(spaced) - runs)
    return _count_spaced(spaced) + -(-unspaced // CHARACTERS_PER_WORD)


def _may_have_unspaced(text: str) -> bool:
    """Return whether the text may have characters of an unspaced script, by a quick look at its bytes."""
    data = text.encode(errors="surrogatepass")
    return len(data.translate(None, _LEADS)) < len(data)


@cache  # few pages need it, and compiling it takes two milliseconds
def _unspaced() -> re.Pattern[str]:
    # Thai, Lao, Tibetan, Burmese; Khmer; punctuation, kana and ideographs of Chinese and Japanese; their full-width
    # forms. Korean is not here: it puts spaces between words.
    return re.compile(
        "[\u0e00-\u109f\u1780-\u17ff\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff9f\U00020000-\U0003ffff]+"
    )


def _count_spaced(text: str) -> int:
    """Return the number of words between white space. A long text is split piece by piece, which saves memory."""
    if len(text) <= _PIECE:
        return len(text.split())
    number = start = 0
    while len(text) - start > _PIECE:
        end = text.find(" ", start + _PIECE)
        if end < 0:
            break
        number += len(text[start:end].split())
        start = end
    return number + len(text[start:].split())


def total_words(blocks: tuple[Block, ...]) -> int:
    """Return the number of words in the blocks together.

    >>> total_words((Block("Een zin.", 0, 8), Block("Nog een.", 10, 18)))
    4
    """
    return sum(count_words(block.text) for block in blocks)


def has_more_words(texts: Iterable[str], most: int) -> bool:
    """Return whether the texts together have more words than `most`; it stops to count where they do.

    >>> has_more_words(["Een zin.", "Nog een."], 3), has_more_words(["Een zin.", "Nog een."], 4)
    (True, False)
    """
    left = most
    for text in texts:
        left -= count_words(text)
        if left < 0:
            return True
    return False


def plural(number: int, noun: str) -> str:
    """Return a number with its noun, for messages.

    >>> plural(1, "word"), plural(1_200, "page")
    ('1 word', '1,200 pages')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def did_you_mean(name: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Return the end of a message about an unknown name: the name that was probably meant, or nothing if none is close.

    `cutoff` is how close it has to be: 1 is the name itself, 0 any other.

    >>> did_you_mean("dorp", ["drop", "keep"]), did_you_mean("title", ["drop", "keep"])
    ("; did you mean 'drop'?", '')
    """
    from difflib import get_close_matches  # only on the way to an error

    close = get_close_matches(name, list(known), n=1, cutoff=cutoff)
    return f"; did you mean {close[0]!r}?" if close else ""


def harmless(text: str) -> str:
    r"""Return the text of a page without control characters, which could control the terminal.

    >>> harmless("Rood\x1b[31m nieuws")
    'Rood [31m nieuws'
    """
    return _CONTROL.sub(" ", text)
