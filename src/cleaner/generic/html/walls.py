"""Signs in the shape of a page that what it shows stands in the place of an article: a wall, a footer, an empty frame.

They do not depend on the language of the page. `generic.notices` has the words for the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ...page.blocks import Block
from ...page.page import HtmlPage
from ...page.sentences import ends_sentence
from ...page.shapes import MIN_RUNNING_WORDS, ancestors, is_running_text, weights_of_elements
from ...page.words import count_words, has_more_words
from ...readers.elements import elements_at
from ..notices import ERROR, MAX_HEADINGS, MAX_LINE, MAX_NOTICE, MIN_BESIDE, is_error
from .layout import innermost

MIN_IN_SCRIPT = 60
"""The text of a page is in a script only if the script holds at least this many words in sentences."""
MAX_FRAME = 30
"""A page that shows more words than this is not the empty frame of a text in a script."""
IN_SCRIPT = "the text is in a script"
_ASKS, _FOOTER, _DIALOG = "the page asks for consent", "only its footer is left", "only a dialog is left"
_SIGN_IN = "only a form for signing in is left"
_TAGS = {"footer": _FOOTER, "dialog": _DIALOG}
_TOOLS = frozenset(
    """cookiebanner cookiebar cookiebot cookieconsent cookienotice cookiewall cybot didomi onetrust quantcast truste
    usercentrics""".split()  # noqa: SIM905
)
"""A class or an id with such a word is that of a tool that asks for consent."""
_ASKED = frozenset(("ccpa", "cmp", "consent", "cookie", "cookies", "gdpr", "privacy"))
_FORMS = frozenset(("banner", "bar", "box", "dialog", "modal", "notice", "overlay", "popup", "prompt", "wall"))
"""A name of words for what is asked counts if it has nothing else, or a word for the form in which it is asked."""
_SUBJECTS = frozenset(("category", "cat", "section", "tag", "term", "topic"))
"""The first word of a class that says what an article is about, such as `tag-cookies`."""
_WHOLE = ("body", "main", "article", "nav")
"""An element that is, or holds, one of these is more than a wall."""
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_ERROR_CLASS = re.compile(r"(?<![\w-])(?:error-?(?:page-?)?404|page-?404|error-?page|http-?404|is-404)(?![\w-])")
_ESCAPE = re.compile(r"(?<!\\)\\+u([0-9a-fA-F]{4})")
_PIECES = re.compile(r'["<>`]|(?<!\\)\\+n')
_CODE = re.compile(r"[{}=;\[\]]|\w\(|://")


def wall_of(page: HtmlPage, kept: Sequence[Block]) -> str | None:
    """Return why what was kept of the page is not an article, or None: by where it stands, and what is in scripts."""
    body = page.root.find("body")
    is_error_page = body is not None and _ERROR_CLASS.search(body.get("class") or "")
    is_long = has_more_words((block.text for block in kept), MAX_NOTICE)
    if is_long and not is_error_page:
        return None
    headed = _below_headline(page, kept)
    if is_error_page and max(headed.values(), default=0) < MIN_BESIDE:
        return ERROR
    if is_long:
        return None
    words = [count_words(block.text) for block in kept]
    holder = _holder(page.root, kept, words, headed)
    if holder is None and sum(words) <= MAX_FRAME and _is_in_script(page, kept):
        return IN_SCRIPT
    return holder


def _below_headline(page: HtmlPage, kept: Sequence[Block]) -> Counter[str]:
    """Return for each element with a headline, by its path, how many words of running text below it were kept."""
    titles = set(page.metadata.headlines)
    heads = [block for block in page.blocks if (block.level == 1 or block.text in titles) and not block.is_link]
    heads = [head for head in heads[:MAX_HEADINGS] if not is_error(head.text)] + heads[MAX_HEADINGS:]
    around = _with_all_around(_around(head.path) for head in heads)
    known = {"": ""}
    own: Counter[str] = Counter()
    for block in kept:
        if heads and block.start > heads[0].start and is_running_text(block):
            own[innermost(_around(block.path), around, known)] += count_words(block.text)
    own.pop("", None)
    return weights_of_elements(own)


def _around(path: str) -> str:
    """Return the path of the element directly around the one at this path."""
    return path.rpartition("/")[0]


def _with_all_around(paths: Iterable[str]) -> set[str]:
    """Return these paths, and those of all elements around them."""
    found: set[str] = set()
    for path in paths:
        while path and path not in found:
            found.add(path)
            path = _around(path)
    return found


def _holder(root: Any, kept: Sequence[Block], words: Sequence[int], headed: Mapping[str, int]) -> str | None:
    """Return which element holds nearly all of the kept words, if it is one that never holds an article.

    With the headline and running text below it, it is a wrapper of the whole page.
    """
    elements = elements_at(root, (block.path for block in kept))
    logins = _logins(root) if sum(words) <= MAX_LINE else set()
    whole = _with_ancestors(root.iter(*_WHOLE))
    known: dict[Any, str | None] = {}
    inside: Counter[str] = Counter()
    for block, size in zip(kept, words, strict=True):
        around = [elements[p] for p in (*ancestors(block.path), block.path) if headed.get(p, 0) < MIN_BESIDE]
        for element in around:
            if element not in known:
                known[element] = None if element in whole else _SIGN_IN if element in logins else _named(element)
        inside.update(dict.fromkeys(filter(None, map(known.get, around)), size))
    return next((reason for reason, size in inside.items() if sum(words) - size < min(MIN_BESIDE, size)), None)


def _logins(root: Any) -> set[Any]:
    """Return the forms with a field for a password, and the elements directly around them."""
    fields = (field for field in root.iter("input") if (field.get("type") or "").lower() == "password")
    forms = {form for field in fields for form in field.iterancestors("form")}
    return forms | {form.getparent() for form in forms}


def _with_ancestors(elements: Iterable[Any]) -> set[Any]:
    """Return these elements and all elements around them."""
    found: set[Any] = set()
    for element in elements:
        while element is not None and element not in found:
            found.add(element)
            element = element.getparent()
    return found


def _named(element: Any) -> str | None:
    """Return why this element never holds an article, or None."""
    if element.tag in _TAGS:
        return _TAGS[element.tag]
    for name in f"{element.get('class') or ''} {element.get('id') or ''}".split():
        parts = [part.lower() for part in _WORD.findall(name)]
        if not parts or parts[0] in _SUBJECTS:
            continue
        asked = _ASKED.intersection(parts)
        if not _TOOLS.isdisjoint(parts) or (asked and (asked.issuperset(parts) or not _FORMS.isdisjoint(parts))):
            return _ASKS
        if parts[-1] in ("footer", "colophon"):
            return _FOOTER
    return _DIALOG if element.get("role") in ("dialog", "alertdialog") else None


def _is_in_script(page: HtmlPage, kept: Sequence[Block]) -> bool:
    """Return whether a script holds the headline and sentences, and not what the page shows."""
    titles = page.metadata.headlines
    shown = [block.text for block in kept if count_words(block.text) >= MIN_RUNNING_WORDS]
    for script in page.root.iter("script"):
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), script.text or "")
        is_other = any(title in text for title in titles) and not any(line in text for line in shown)
        if is_other and sum(map(count_words, set(_sentences(text)))) >= MIN_IN_SCRIPT:
            return True
    return False


def _sentences(script: str) -> Iterator[str]:
    """Yield the strings in the script that read like sentences."""
    for piece in _PIECES.split(script):
        piece = piece.strip(" \\")
        if ends_sentence(piece) and count_words(piece) >= MIN_RUNNING_WORDS and not _CODE.search(piece):
            yield piece
