"""Names of persons in bylines and in metadata.

A wrong name is worse than none. So a text is taken for names only if all of it can be read as names, and only if none
of its words belongs to an organisation, a role, or a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import takewhile

MAX_NAME = 5
"""The most words of a name."""
MAX_READ = 1_000
"""The most characters of a text that are read. It limits the time that a long one takes."""
_BY = (
    r"(?:written|reported|posted|story|article|review|opinion|analysis|words|recipe)\s+by|by|geschreven\s+door|door"
    r"|von|par|por|av|af|di|przez|autor|autore|autorin|auteur|author|szerző|yazar|автор"
)
_TEXT = r"tekst|text|texte|texto|testo|текст"  # alone, it may also stand before the name of a setting: "Text Size"
_AND = r"and|und|en|et|og|och|ja|with|&|(?-i:[aeiy])"  # a capital letter is an initial
_OPENING = re.compile(rf"(?:(?:{_BY})(?:\s*[:|]\s*|\s+|$)|(?:{_TEXT})(?:\s*:\s*|$))", re.IGNORECASE)
_SOMEWHERE = re.compile(rf"(?:^|\W)(?:{_BY}|{_TEXT})(?:\W|$|(?-i:[A-ZÀ-Þ]))", re.IGNORECASE)
_OTHER_WORK = re.compile(r"photo|foto|image|bild|illustrat|edited|review|translat|übersetz|vertal|tradu", re.IGNORECASE)
_CONJUNCTION = re.compile(rf"\s*(?:;|/|\s(?:{_AND})\s)\s*", re.IGNORECASE)
_BETWEEN = re.compile(rf"[,;/]?\s*(?:{_AND}|)$", re.IGNORECASE)
_END = re.compile(
    r"\s+[–—-]\s|\s*[|•·(]|\s*\d|(?<=[^\W\d_]{3})\.(?:\s|$)"
    r"|\s(?:on|am|op|le|in|at|for|from|is|published|updated|posted|last)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’`.-]+[^\W\d_]+)*[.'’]?$")
_PARTICLES = re.compile(
    r"(?:d[aeiou]|d[eo]s|das|del|della|den|der|het|'t|l[ae]s?|te[nr]?|v[ao]n|vom|zu[rm]?|a[fv]|abu|al|el|ben|bin|bint|ibn|e|y)$",
    re.IGNORECASE,
)
_WORDS = frozenset(
    """about admin agent blog board breaking business channel content copy corp council crew daily desk digital expert
    follow foto from group guest health herald inc last llc ltd market media medien meet member minutes name new news
    online opinion partner photo podcast post posted press presse read review science section special sponsor sport
    sports staff studio tax team tech the times today tribune user video view web week weekly world
    january february september october november december monday tuesday wednesday thursday friday saturday
    sunday""".split()  # noqa: SIM905  # a list of quoted words is hard to read
)
_STEMS = tuple(
    """administrat admission agenc anonym architect associat auteur author autor bureau columnist commentat communicat
    compan construct contribut correspond departm editie editor edited equipe équipe fotograf freelanc gazet institut
    jornal journaal journalis krant licens magazin manager marketing nachricht network newsletter newsroom nieuws
    office periodist photograph politic politik pressebüro producer public publis redac redakt redazion reporter
    research reuters senior service sitio specialist subscri updat verslag website writer written zeitung""".split()  # noqa: SIM905
)
"""Words, and beginnings of words, that stand for an organisation, a role, or a sentence, and not in a name.

Measured on half of the pages: see docs/benchmarks.md. No word is here that is also a first name, such as April.
"""


def names_in(text: str, others: Collection[str] = (), *, comma: bool = True) -> tuple[str, ...]:
    """Return the names of persons that a byline or a value of metadata holds; none if it may be something else.

    A word such as "By" before the names is left out, and so is what follows them: a role, a place or a date. `others`
    are names that are not persons, such as that of the site; those of more than `MAX_READ` characters are not looked
    at. Unless `comma` is True, a comma ends the names, except in a list that ends with a word such as "and".

    >>> names_in("By Jane Doe and Jan de Vries | 3 March"), names_in("Door onze redactie")
    (('Jane Doe', 'Jan de Vries'), ())
    """
    text = " ".join(text[:MAX_READ].split())
    text = without_opening(text) or text
    end = _END.search(text)
    text = text[: end.start()] if end else text
    parts = []
    has_conjunction = bool(_CONJUNCTION.search(text))
    for stretch in _CONJUNCTION.split(text):
        pieces = [piece.strip() for piece in stretch.split(",")]
        parts += pieces if comma or has_conjunction else pieces[:1]
    names = tuple(takewhile(is_name, filter(None, parts)))
    unwanted = {name.casefold() for name in others if len(name) <= MAX_READ}
    return () if any(name.casefold() in unwanted for name in names) else names


def without_opening(text: str) -> str | None:
    """Return what follows a word such as "By" at the start of the text; None if the text begins in another way.

    >>> without_opening("Von Lena Meier"), without_opening("Vondelpark")
    ('Lena Meier', None)
    """
    opening = _OPENING.match(text)
    return text[opening.end() :] if opening else None


def is_other_work(text: str) -> bool:
    """Return whether the text is about what others than the author did: the photograph, a review, a translation.

    >>> is_other_work("Photo"), is_other_work("Lena Meier")
    (True, False)
    """
    return bool(_OTHER_WORK.match(text))


def has_opening(text: str) -> bool:
    """Return whether a word such as "By" may stand somewhere in the text, also right before a name: "ByLena Meier".

    >>> has_opening("3 May, by Lena Meier"), has_opening("Lena Meier")
    (True, False)
    """
    return bool(_SOMEWHERE.search(text))


def is_conjunction(text: str) -> bool:
    """Return whether the text is only what stands between two names.

    >>> is_conjunction("und"), is_conjunction(", and"), is_conjunction("Lena")
    (True, True, False)
    """
    return bool(_BETWEEN.match(text))


def is_name(text: str) -> bool:
    """Return whether the text may be the name of a person: two to five words that are written like names.

    In scripts without capital letters, one word is enough.

    >>> is_name("Jan de Vries"), is_name("Political Editor"), is_name("De raad kwam"), is_name("admin")
    (True, False, False, False)
    """
    words = text.split()
    if not all(_WORD.match(word) for word in words) or any(map(_is_common, words)):
        return False
    if text.lower() == text.upper():  # a script without capital letters, such as Chinese
        return len(words) <= MAX_NAME and len(text) > 1
    own = [word for word in words if not _PARTICLES.match(word)]
    return 2 <= len(words) <= MAX_NAME and len(own) > 0 and words[-1] in own and all(map(_is_capital, own))


def _is_common(word: str) -> bool:
    word = word.lower()
    return word in _WORDS or word.startswith(_STEMS)


def _is_capital(word: str) -> bool:
    return word[0].isupper() or word.startswith(("d'", "d’"))
