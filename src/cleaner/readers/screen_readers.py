"""Classes of elements that only screen readers are to read."""

from __future__ import annotations

import re
from functools import lru_cache

_FOR_SCREEN_READERS = re.compile(
    r"(?<![^\s_-])(?<!not-)"
    r"(?:sr-?only|visually-?hidden|hidden-visually|screen-?reader(?:-?only)?|for-sr|assistive-text|element-invisible)"
    r"(?:-?text)?(?:-?focusable)?(?:_\w+)?(?!\S)",
    re.IGNORECASE,
)
"""A class of text that only screen readers are to read, such as `sr-only` or `header__visuallyHidden__x3f`. The classes
of frameworks for small or wide screens, such as `lg:sr-only`, have a colon."""
WORDS = (b"only", b"hidden", b"reader", b"for-sr", b"assistive-text", b"element-invisible")
"""Each of those classes holds one of these. To look for them is faster than the pattern."""
_SHOWN_ON_WIDE_SCREENS = re.compile(r"(?:^|\s)(?:sm|md|lg|xl|2xl):not-sr-only(?=\s|$)")
MAX_CLASSES = 1_000
"""Longer class attributes, in characters, are not looked at."""


def is_for_screen_readers(classes: str) -> bool:
    """Return whether these classes say that only screen readers are to read the element.

    >>> [is_for_screen_readers(name) for name in ("a sr-only", "u-visuallyHidden__x3f", "sr-only-note")]
    [True, True, False]
    >>> is_for_screen_readers("sr-only md:not-sr-only")
    False
    """
    return len(classes) <= MAX_CLASSES and _says_so(classes)


@lru_cache(maxsize=4_096)  # the pages of a site have the same classes
def _says_so(classes: str) -> bool:
    lower = classes.lower()
    is_likely = any(word.decode() in lower for word in WORDS)
    return (
        is_likely and _FOR_SCREEN_READERS.search(classes) is not None and _SHOWN_ON_WIDE_SCREENS.search(classes) is None
    )
