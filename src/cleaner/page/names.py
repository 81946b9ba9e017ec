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
MAX_NAME_CHARACTERS = 60
"""The most characters of a name."""
MAX_NAMES = 1_000
"""The most characters that are read of a text that may hold several names."""
_BY = (
    r"(?:written|reported|posted|story|article|review|opinion|analysis|words|recipe)\s+by|by|geschreven\s+door|door"
    r"|von|par|por|av|af|di|przez|autor|autore|autorin|auteur|author|tekst|text|texte|texto|testo|szerző|yazar"
    r"|автор|текст"
)
_AND = r"and|und|en|et|y|e|og|och|ja|i|a|with|&"
_OPENING = re.compile(rf"(?:{_BY})(?:\s*[:|]\s*|\s+|$)", re.IGNORECASE)
_SOMEWHERE = re.compile(rf"(?:^|\W)(?:{_BY})(?:\W|$|(?-i:[A-ZÀ-Þ]))", re.IGNORECASE)
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
_NO_NAME = re.compile(
    r"(?:about$|admin|admission|agenc|architect|agent|anonym|associat|author|auteur|autor|blog|board|breaking|bureau|business|"
    r"channel|commentar|communicat|compan|content|construct|contribut|copy|correspond|corp$|council|crew|daily|dep(?:ar)?t|desk|"
    r"digital|edit(?:or|ed)|editie|equipe|équipe|expert|follow|from$|foto|photo|freelanc|gazet|group$|guest|health$|"
    r"herald$|inc$|institut|jornal|journalist|journaal|krant|last$|licens|llc|ltd|magazin|manager|market|media$|meet$|name$|medi[eë]n|"
    r"member|minut|nachricht|netw|new$|news|nieuws|office|onlin|opinion|partner|periodist|podcast|politi[ck]|post(?:ed)?$|"
    r"press(?:e|ebüro)?$|producer|publi[csé]|publish|read$|redac|redakt|redazion|report|research|reuters|review|science|"
    r"section|senior|service|share|sitio|special|sponsor|sport|staff|studio|subscri|tax$|team|tech|the$|times$|today$|tribune$|updat|"
    r"user$|verslag|video|view$|web|week|world|writer|written|zeitung|"
    r"(?:jan|febr)(?:uary|uari|uar)$|(?:january|march|april|june|july|august|september|october|november|december)$|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day$)",
    re.IGNORECASE,
)


def names_in(text: str, others: Collection[str] = (), *, comma: bool = True) -> tuple[str, ...]:
    """Return the names of persons that a byline or a value of metadata holds; none if it may be something else.

    A word such as "By" before the names is left out, and so is what follows them: a role, a place or a date. `others`
    are names that are not persons, such as that of the site. Unless `comma` is True, a comma ends the names, except in
    a list that ends with a word such as "and".

    >>> names_in("By Jane Doe and Jan de Vries | 3 March"), names_in("Door onze redactie")
    (('Jane Doe', 'Jan de Vries'), ())
    """
    text = " ".join(text[:MAX_NAMES].split())
    text = without_opening(text) or text
    end = _END.search(text)
    text = text[: end.start()] if end else text
    parts = []
    has_conjunction = bool(_CONJUNCTION.search(text))
    for stretch in _CONJUNCTION.split(text):
        pieces = [piece.strip() for piece in stretch.split(",")]
        parts += pieces if comma or has_conjunction else pieces[:1]
    names = tuple(takewhile(is_name, filter(None, parts)))
    unwanted = {name.casefold() for name in others}
    return () if any(name.casefold() in unwanted for name in names) else names


def without_opening(text: str) -> str | None:
    """Return what follows a word such as "By" at the start of the text; None if the text begins in another way.

    >>> without_opening("Von Lena Meier"), without_opening("Vondelpark")
    ('Lena Meier', None)
    """
    opening = _OPENING.match(text)
    return text[opening.end() :] if opening else None


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
    if len(text) > MAX_NAME_CHARACTERS:
        return False
    words = text.split()
    if not all(_WORD.match(word) for word in words) or any(map(_NO_NAME.match, words)):
        return False
    if text.lower() == text.upper():  # a script without capital letters, such as Chinese
        return len(words) <= MAX_NAME and len(text) > 1
    own = [word for word in words if not _PARTICLES.match(word)]
    return 2 <= len(words) <= MAX_NAME and len(own) > 0 and words[-1] in own and all(map(_is_capital, own))


def _is_capital(word: str) -> bool:
    return word[0].isupper() or word.startswith(("d'", "d’"))
