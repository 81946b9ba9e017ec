"""Tell sentences from headlines, labels and other lines by how they end and how long they are."""

from __future__ import annotations

import re

CLOSING = "\"'”’»“)]」』）"
_STOPS = (".", "!", "…", "。", "！", "।", "။", "።", "۔")
_QUESTIONS = ("?", "？", "؟")
_ENDS = _STOPS + _QUESTIONS
_NOTE = r"[^\W\d][.!?…][\"'”’»]*(?:\[\w{1,3}\]|[\d¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3}|\*{1,3})$"
_NOTE_ENDS = frozenset("0123456789¹²³⁴⁵⁶⁷⁸⁹⁰]*")
_LONG_NOTE = 20
"""Only this many characters at the end of a text are looked at for the mark of a note and the stop before it."""
MIN_SENTENCE_CHARACTERS = 40
"""In text without markup, a line that ends like a sentence is one if it has at least this many characters."""


def ends_statement(text: str) -> bool:
    """Return whether the text ends like a statement: with a full stop or the like, perhaps inside quotation marks.

    A question mark does not count, because headlines are often questions.

    >>> ends_statement('"Dat is niet waar."'), ends_statement("Hoe zit dat?")
    (True, False)
    """
    return text.rstrip(CLOSING).endswith(_STOPS)


def ends_sentence(text: str) -> bool:
    """Return whether the text ends like a sentence, a question included.

    >>> ends_sentence("Hoe zit dat?"), ends_sentence("Militair pact")
    (True, False)
    """
    return text.rstrip(CLOSING).endswith(_ENDS)


def ends_sentence_or_note(text: str) -> bool:
    """Return whether the text ends like a sentence, perhaps with the mark of a note behind it.

    >>> ends_sentence_or_note("Dat is niet waar.1"), ends_sentence_or_note("Dat is versie 1.1")
    (True, False)
    """
    return ends_sentence(text) or (text[-1:] in _NOTE_ENDS and re.search(_NOTE, text[-_LONG_NOTE:]) is not None)


def is_sentence(text: str) -> bool:
    """Return whether the text is long enough for a paragraph and ends like one.

    >>> is_sentence("De NAVO heeft Rusland uitgenodigd voor nieuwe besprekingen.")
    True
    """
    return len(text) >= MIN_SENTENCE_CHARACTERS and ends_sentence(text)
