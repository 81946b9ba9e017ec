"""trafilatura and justext, called so that nothing of a page stays behind, and their answers put back on the page.

Both are imported when they are first needed: that takes as long as cleaning a thousand pages of text.
"""

from __future__ import annotations

import logging
from typing import Any, Literal

from .layout import Document
from .placing import place

Mode = Literal["fast", "precision", "default"]

logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # what it has to say, the article's warnings say

# The names that justext gives its stop lists, by the language tags of pages.
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


def trafilatura(document: Document, root: Any, mode: Mode) -> list[bool]:
    """Which of the page's blocks trafilatura keeps, in one of its modes: `fast` takes half as long as the others.

    `root` is the page's tree as `lxml.html` has it, and stays as it is.
    """
    from trafilatura import extract

    text = extract(
        root,
        fast=mode == "fast",
        favor_precision=mode == "precision",
        include_comments=False,
        deduplicate=False,
        with_metadata=False,
    )
    return place(document.blocks, text or "")


def justext(document: Document, root: Any) -> list[bool]:
    """Which of the page's blocks justext keeps, by the stop words of its language, or of all where it names none."""
    from justext import get_stoplist, get_stoplists, justext
    from lxml.html import tostring

    name = _STOP_LISTS.get((document.metadata.language or "").lower().partition("-")[0])
    words = get_stoplist(name) if name else frozenset().union(*map(get_stoplist, get_stoplists()))
    paragraphs = justext(tostring(root, encoding="utf-8"), words, encoding="utf-8")
    return place(document.blocks, "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate))
