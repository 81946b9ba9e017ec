"""Language tags, such as `nl` and `nl-BE`: those that pages declare, and the one that a caller asks for."""

from __future__ import annotations

import re

from ..errors import UsageError

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_SAME = {"iw": "he", "in": "id", "ji": "yi", "nb": "no", "nn": "no"}
"""Languages that pages name in two ways: by a code that was replaced, or by one of the two written forms of Norwegian.
"""

_NONE = {"mis", "mul", "und", "zxx"}
"""Codes that name no language: one without a code, several, an unknown one, and none."""


def language_tag(text: str) -> str | None:
    """Return the language tag that the text is, or None. Some pages write `nl_BE`, and some `und`, for unknown.

    >>> language_tag(" nl_BE "), language_tag("Dutch"), language_tag("und")
    ('nl-BE', None, None)
    """
    tag = text.strip().replace("_", "-")
    return tag if _TAG.fullmatch(tag) and _parts(tag)[0] not in _NONE else None


def check_language(tag: str) -> None:
    """Raise `UsageError` if this is not a language tag.

    >>> check_language("Dutch")
    Traceback (most recent call last):
    cleaner.errors.UsageError: 'Dutch' is not a language tag; write one such as 'nl' or 'nl-BE'
    """
    if language_tag(tag) is None:
        raise UsageError(f"{tag!r} is not a language tag; write one such as 'nl' or 'nl-BE'")


def is_language(tag: str, wanted: str) -> bool:
    """Return whether a language is the wanted one, or a kind of it. Letter case does not matter.

    >>> is_language("nl-BE", "nl"), is_language("nl", "nl-BE"), is_language("nds", "nl"), is_language("nb-NO", "no")
    (True, False, False, True)
    """
    has, wants = (_parts(each) for each in (tag, wanted))
    return has[: len(wants)] == wants


def _parts(tag: str) -> list[str]:
    first, *others = tag.lower().replace("_", "-").split("-")
    return [_SAME.get(first, first), *others]
