"""Texts that stand in the place of an article: an error, a request for JavaScript or for consent, a check for robots.

Where the shape of a page says nothing, its words have to. They are here for many languages, and only a short text is
compared with them: a longer one is an article about the same thing. A short text must be little else than a notice, and
it must speak to the reader. An article that is lost is worse than a notice that stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..page.shapes import MIN_RUNNING_WORDS
from ..page.words import count_words, has_more_words

MAX_NOTICE = 150
"""The most words of a text that can be a notice and nothing else."""
MAX_LINE = 35
"""The most words of a line that says so, unless it names a button that gives consent. A longer one is a paragraph."""
MIN_BESIDE = 20
"""If at least this many words stand beside a notice, they are an article."""
MAX_HEADINGS = 50
"""The most first-level headings of an error page. To look at one takes up to 0.3 milliseconds."""
MAX_SITE = 4
"""The most words of the name of a site in a title."""

_LONG, _LONG_TITLE = 5_000, 200
"""A notice has at most this many characters, and a title of one. The time that the patterns take grows with them."""

ERROR, SCRIPTED, CONSENT, CHECK = (
    "it is an error page",
    "the page asks for JavaScript",
    "the page asks for consent",
    "the page checks whether a person reads it",
)


def notice_in(lines: Sequence[str], titles: Iterable[str], headings: Sequence[str] = ()) -> str | None:
    """Return what kind of notice these lines are, as a reason against an article, or None.

    `titles` are the page's, and `headings` its first-level headings. What is quoted in a line does not count.

    >>> notice_in(["Please enable JavaScript to run this app."], ())
    'the page asks for JavaScript'
    >>> notice_in(["Sorry, no cake today."], ["404 Not Found | The Baker"])
    'it is an error page'
    """
    if sum(map(len, lines)) > _LONG or has_more_words(lines, MAX_NOTICE):
        return None
    from . import notice_patterns as patterns  # compiling them takes 20 ms, and most texts are longer

    sizes = [count_words(line) for line in lines]
    is_error_page = 0 < len(headings) <= MAX_HEADINGS and all(map(is_error, headings))
    if is_error_page or any(_is_error_page(title, sum(sizes)) for title in titles):
        return ERROR
    own = [patterns.QUOTED.sub(" ", line) for line in lines]
    kinds = (  # what a line of each kind says, and what its other lines may say
        (ERROR, patterns.MISSING_PAGE, patterns.AN_ERROR),
        (CHECK, patterns.PERSON, patterns.CHECKS),
        (SCRIPTED, patterns.JAVASCRIPT, patterns.A_BROWSER),
        (CONSENT, patterns.WE_USE, patterns.YOUR_PRIVACY),
    )
    for kind, sure, alike in kinds:
        says = _asks_for_consent if kind == CONSENT else _says
        is_sure = [says(line, size, sure) for line, size in zip(own, sizes, strict=True)]
        if any(is_sure) and (kind != CONSENT or any(map(patterns.TO_READER.search, own))):
            rows = zip(lines, sizes, is_sure, strict=True)
            if sum(size for line, size, found in rows if not found and not alike.search(line)) < MIN_BESIDE:
                return kind
    return None


def _says(line: str, size: int, sure: re.Pattern[str]) -> bool:
    """Return whether a line says this to the reader. A line shorter than a sentence may leave the reader out."""
    from . import notice_patterns as patterns

    return (
        size <= MAX_LINE
        and bool(sure.search(line))
        and (size < MIN_RUNNING_WORDS or bool(patterns.TO_READER.search(line)))
    )


def _asks_for_consent(line: str, size: int, sure: re.Pattern[str]) -> bool:
    """Return whether a line says what data is for. A long one also names a button, and speaks to the reader."""
    from . import notice_patterns as patterns

    if not (sure.search(line) and patterns.PURPOSE.search(line)):
        return False
    return size <= MAX_LINE or bool(patterns.BUTTONS.search(line) and patterns.TO_READER.search(line))


def is_error(title: str) -> bool:
    """Return whether the title is that of an error page and says nothing else.

    >>> is_error("Error: page not found"), is_error("404 sheep on the quay"), is_error("Seite nicht gefunden")
    (True, False, True)
    """
    return _beside_error(title) == []


def _is_error_page(title: str, words: int) -> bool:
    """Return whether this is the title of an error page; `words` is the number of words that the page shows.

    Beside the error, the title may have the name of the site. A short headline may look like one, so a page with such a
    title must show little text.
    """
    others = _beside_error(title)
    return others == [] or (words <= MAX_LINE and others is not None and len(others) == 1 and _may_be_site(others[0]))


def _may_be_site(part: str) -> bool:
    """Return whether a part of a title may be the name of the site: a few words that begin with a capital."""
    return count_words(part) <= MAX_SITE and not part[:1].islower()


def _beside_error(title: str) -> list[str] | None:
    """Return the parts of a title that do not name an error, or None if no part does."""
    if len(title) > _LONG_TITLE:
        return None
    from . import notice_patterns as patterns

    parts = [part for part in patterns.SEPARATOR.split(title.strip()) if part]
    errors = [part for part in parts if all(map(_names_error, patterns.COLON.split(part)))]
    return [part for part in parts if part not in errors] if any(map(patterns.SURE_ERROR.search, errors)) else None


def _names_error(part: str) -> bool:
    from . import notice_patterns as patterns

    return bool(patterns.IS_ERROR.fullmatch(part) or patterns.IS_MISSING.fullmatch(part))
