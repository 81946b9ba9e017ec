"""Names for the elements of a page that a person can read, and that the next page of the site has, too.

Programs that build web sites make up many names, such as `css-1gdkn91`, `post-83127` or `Nav_root__HcZek`. They differ
from page to page, or change with the next release of the site. They are never used here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice
from typing import Any

NAMING = ("itemprop", "data-testid")
"""The attributes that say what an element is for, besides `id` and `class`."""
MAX_STEPS = 4
"""How many elements a path names at most, from the inside."""
MAX_NUMBER = 2
"""The most digits of a number that is part of a name; longer ones are numbers of posts, menus and the like."""
MIN_HASH = 5
"""The fewest letters and digits of a hash. Shorter ones cannot be told from abbreviations."""
MIN_PART = 2.6
"""The words of a name in mixed case, such as `mainContent`, have at least this many letters on average."""

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_CLASS = re.compile(r"[^ \t\n\r]+")  # a space that may not break, for example, is a part of a class in HTML
_SEPARATORS = re.compile(r"[-_]+")
_WITH_NUMBER = re.compile(rf"[A-Za-z]*\d{{1,{MAX_NUMBER}}}|\d{{1,{MAX_NUMBER}}}[a-z]{{1,4}}|\d{{1,2}}x\d{{1,2}}")
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_VOWEL = re.compile(r"[aeiouyAEIOUY]")
# What words in European languages hardly have: pairs such as "hj", "jx" and "tx", and four consonants at the beginning.
_NO_WORD = re.compile(
    r"[cfghkmpqrvwxz]j|(?<!i)j[bcdfghjklmnpqrstvwxz]|[bcdfghjkmpqrtvwz]x|^(?!schr)[bcdfghjklmnpqrstvwxz]{4}.*[aeiou]"
)
# The beginning of these stays: of a CSS module, such as "Story_body__x1Yz3", and of a styled component, such as
# "BodyWrapper-kufPGa".
_MODULE = re.compile(r"([A-Za-z][A-Za-z0-9-]*(?:_+[A-Za-z][A-Za-z0-9-]*)+__)(?=[a-z_-]{0,4}[A-Z0-9])[A-Za-z0-9_-]{5}")
_COMPONENT = re.compile(r"((?:[A-Z][a-z]+){2,}-)[A-Za-z]{5,6}")
# The hashes of some libraries for styles, which always have the same prefix, can look like words.
_PREFIXED = re.compile(r"(?:css|dcr|sc)-(?:global-|keyframes-)?[A-Za-z0-9]{5,7}(?:-\d+)?")
_STYLED = re.compile(r"[a-z]{3,}[A-Z]")


@lru_cache(maxsize=100_000)
def is_generated(name: str) -> bool:
    """Return whether a program made up this id or class, rather than a person.

    >>> [name for name in "article-body col-12 css-1gdkn91 post-83127 Nav_root__HcZek mainContent".split()
    ...  if is_generated(name)]
    ['css-1gdkn91', 'post-83127', 'Nav_root__HcZek']
    """
    is_known = _MODULE.fullmatch(name) or _PREFIXED.fullmatch(name)
    return bool(is_known) or any(map(_is_made_up, filter(None, _SEPARATORS.split(name))))


def _is_made_up(part: str) -> bool:
    if any(character.isdigit() for character in part):
        word = part.rstrip("0123456789")
        is_odd = len(part) >= MIN_HASH and _NO_WORD.search(word)
        return not _WITH_NUMBER.fullmatch(part) or bool(is_odd) or _is_hash(word)
    return _is_hash(part) or bool(_STYLED.fullmatch(part))


def _is_hash(letters: str) -> bool:
    if len(letters) < MIN_HASH:
        return False
    if letters.isupper() or letters.islower():
        return not _VOWEL.search(letters)
    return len(letters) / len(_PARTS.findall(letters) or [letters]) < MIN_PART


def selectors_of(element: Any) -> Iterator[str]:
    """Yield the CSS selectors that name this element by its own attributes, those that say most first.

    A class that a CSS module or a styled component made, such as `Story_body__x1Yz3` or `BodyWrapper-kufPGa`, is named
    by its beginning, which stays.

    >>> from lxml import etree
    >>> list(selectors_of(etree.HTML('<p id=lead class="intro Story_body__x1Yz3 css-1gdkn91" itemprop=text>')[0][0]))
    ['#lead', '[itemprop="text"]', '.intro', '[class*="Story_body__"]']
    """
    name = element.get("id") or ""
    if _PLAIN.fullmatch(name) and not is_generated(name):
        yield f"#{name}"
    for attribute in NAMING:
        value = element.get(attribute) or ""
        if _PLAIN.fullmatch(value) and not is_generated(value):
            yield f'[{attribute}="{value}"]'
    for name in dict.fromkeys(_CLASS.findall(element.get("class") or "")):
        if not _PLAIN.fullmatch(name):
            continue
        if not is_generated(name):
            yield f".{name}"
        elif made := _MODULE.fullmatch(name) or _COMPONENT.fullmatch(name):
            yield f'[class*="{made[1]}"]'


def short_path(element: Any) -> str:
    """Return a CSS selector that shows where this element stands. It matches the element, and perhaps others.

    It begins at the nearest element with an id, or `MAX_STEPS` elements up.

    >>> from lxml import etree
    >>> short_path(etree.HTML('<main><div id=story><div class="css-1gdkn91"><p class="lead big wide">')[0][0][0][0][0])
    'div#story > div > p.lead.big'
    """
    steps: list[str] = []
    for each in islice(chain((element,), element.iterancestors()), MAX_STEPS):
        if each.tag in ("html", "body") and steps:
            break
        names = list(selectors_of(each))
        steps.append(each.tag + (names[0] if names and names[0][0] in "#[" else "".join(names[:2])))
        if names and names[0][0] == "#":
            break
    return " > ".join(reversed(steps))
