"""What a line looks like: a sentence, or something shorter."""

from __future__ import annotations

CLOSING = "\"'”’»“)]」』）"
_STOPS = (".", "!", "…", "。", "！", "।", "။", "።", "۔")
_QUESTIONS = ("?", "？", "؟")
MIN_SENTENCE = 40


def ends_statement(text: str) -> bool:
    """Whether the text ends as a statement does, with a stop, perhaps inside quotation marks.

    A question mark is no such stop: headlines are often questions.

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
    """Whether the text is long enough for a paragraph, and ends as one.

    >>> is_sentence("De NAVO heeft Rusland uitgenodigd voor nieuwe besprekingen.")
    True
    """
    return len(text) >= MIN_SENTENCE and ends_sentence(text)
