"""Whether a line is a sentence or something shorter."""

from __future__ import annotations

CLOSING = "\"'”’»“)]」』）"
_STOPS = (".", "!", "…", "。", "！", "।", "။", "።", "۔")
_QUESTIONS = ("?", "？", "؟")
MIN_SENTENCE = 40
"""Characters of a line that is long enough for a paragraph."""


def ends_statement(text: str) -> bool:
    """Whether the text ends as a statement does: with a full stop or the like, perhaps inside quotation marks.

    A question mark does not count: headlines are often questions.

    >>> ends_statement('"Dat is niet waar."'), ends_statement("Hoe zit dat?")
    (True, False)
    """
    return text.rstrip(CLOSING).endswith(_STOPS)


def ends_sentence(text: str) -> bool:
    """Whether the text ends as any sentence does.

    >>> ends_sentence("Hoe zit dat?"), ends_sentence("Militair pact")
    (True, False)
    """
    return text.rstrip(CLOSING).endswith(_STOPS + _QUESTIONS)


def is_sentence(text: str) -> bool:
    """Whether the text is long enough for a paragraph and ends as a sentence does.

    >>> is_sentence("De NAVO heeft Rusland uitgenodigd voor nieuwe besprekingen.")
    True
    """
    return len(text) >= MIN_SENTENCE and ends_sentence(text)
