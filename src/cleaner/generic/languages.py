"""The language of a text whose page does not declare it. py3langid finds it, by the letters that follow each other."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import Any

from ..errors import needs
from ..page.languages import check_language

MIN_CONFIDENCE = 0.5
"""The least confidence in a language; below it, the text does not show its language. It was chosen on one half of the
sites: with it, 1 of 468 pieces of five words is taken for another language, and without it 14. docs/output.md has more.
"""


def check_detector() -> None:
    """Raise `UsageError` if the package that detects languages is not installed."""
    if find_spec("py3langid") is None:
        raise needs("py3langid", "language")


def check_target_language(tag: str | None) -> None:
    """Raise `UsageError` for what is not a language tag, or if the extra is missing that detects languages.

    This is for callers with many pages. Else they would notice at the first page that does not declare its language.
    None is the wish for no language.
    """
    if tag is not None:
        check_language(tag)
        check_detector()


def detect_language(text: str) -> str | None:
    """Return the code of the language that a text is most likely in, or None if that is not sure enough.

    Raises `UsageError` if the extra `language` is not installed. Takes time linear in the text.
    """
    check_detector()
    language, confidence = _detector().classify(text)
    return language if confidence >= MIN_CONFIDENCE else None


@cache
def _detector() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # an extra; it also imports numpy

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
