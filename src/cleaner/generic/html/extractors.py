"""Extractors: each chooses among the blocks of an HTML page. Each is a row here, and has its place in `chain.extract`.

trafilatura and justext are called in a way that keeps nothing of a page in memory, and their text is matched with the
blocks. Both are imported when they are first needed: importing them takes as long as cleaning a thousand pages of text.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any, Literal

from msgspec import Struct

from ...page.causes import Cause, builtin_cause
from ...page.shapes import is_running_text
from .layout import Layout
from .size import LARGE, MIDDLING, Size

Mode = Literal["fast", "precision", "default", "recall"]

# The names of the stop lists of justext, by the language tags of pages.
_STOP_LISTS = {
    "af": "Afrikaans", "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian", "bg": "Bulgarian", "bn": "Bengali",
    "ca": "Catalan", "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "eo": "Esperanto", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish",
    "fr": "French", "gl": "Galician", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ka": "Georgian", "kk": "Kazakh", "ko": "Korean",
    "la": "Latin", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian", "ms": "Malay", "nb": "Norwegian_Bokmal",
    "nl": "Dutch", "nn": "Norwegian_Nynorsk", "no": "Norwegian_Bokmal", "pl": "Polish", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sq": "Albanian", "sr": "Serbian",
    "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "te": "Telugu", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "vi": "Vietnamese",
}  # fmt: skip


def trafilatura(layout: Layout, root: Any, mode: Mode) -> list[bool]:
    """Return for each block whether trafilatura keeps it. The mode `fast` takes half as long as the others.

    `root` is the root element of the tree of `lxml.html`; it is not changed.
    """
    from trafilatura import extract

    from .placing import place

    _silence("trafilatura")
    text = extract(
        root,
        fast=mode == "fast",
        favor_precision=mode == "precision",
        favor_recall=mode == "recall",
        include_comments=False,
        deduplicate=False,
        with_metadata=False,
    )
    return place(layout.blocks, text or "")


@cache
def _silence(program: str) -> None:
    """Write none of the messages of a program: the warnings of the article say the same."""
    import logging

    logging.getLogger(program).addHandler(logging.NullHandler())


def justext(layout: Layout, root: Any) -> list[bool]:
    """Return for each block whether justext keeps it, by the stop words of the page's language, or of all languages."""
    from justext import get_stoplist, get_stoplists, justext
    from lxml.html import tostring

    from .placing import place

    name = _STOP_LISTS.get((layout.metadata.language or "").lower().partition("-")[0])
    words = get_stoplist(name) if name else frozenset().union(*map(get_stoplist, get_stoplists()))
    paragraphs = justext(tostring(root, encoding="utf-8"), words, encoding="utf-8")
    return place(layout.blocks, "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate))


def running_text(layout: Layout, _: Any) -> list[bool]:
    """Return for each block whether it is running text; or, if no block is, whether it is not a link."""
    kept = [is_running_text(block) for block in layout.blocks]
    return kept if any(kept) else [not block.is_link for block in layout.blocks]


class Extractor(Struct, frozen=True):
    """One extractor: its name in warnings, its function, and the cause for the blocks that it leaves out.

    It is not asked about a page that is larger than `most` in any way: it may call itself for each level of the tree,
    and its time may grow with the square of one of the counts. If `most` is None, its time is linear.
    """

    name: str
    choose: Callable[[Layout, Any], list[bool]]
    cause: Cause
    most: Size | None = None

    def too_large(self, size: Size) -> str | None:
        """Return what makes a page of this size too large for the extractor, or None."""
        excess = self.most and size.excess(self.most)
        return f"the page {_TOO_LARGE[excess]}" if excess else None


_TOO_LARGE = {
    "depth": "nests too deep",
    "elements": "has too many elements",
    "nesting": "has too many elements inside others",
    "links": "has too many links inside other elements",
    "joined": "has too much text in one element",
    "lines": "has too many lines",
    "words": "has too many words",
    "characters": "has too much text",
}
_TRAFILATURA = builtin_cause("trafilatura", "trafilatura leaves it out")
TRAFILATURA_FAST = Extractor("trafilatura", partial(trafilatura, mode="fast"), _TRAFILATURA, LARGE)
TRAFILATURA_PRECISION, TRAFILATURA_DEFAULT, TRAFILATURA_RECALL = (
    Extractor("trafilatura", partial(trafilatura, mode=mode), _TRAFILATURA, MIDDLING)
    for mode in ("precision", "default", "recall")
)
JUSTEXT = Extractor("justext", justext, builtin_cause("justext", "justext leaves it out"), MIDDLING)
RUNNING_TEXT = Extractor("the form of the lines", running_text, builtin_cause("form", "not running text"))
