"""Readers: bytes or text into a `Page` of blocks."""

from __future__ import annotations

import re
from typing import Literal

from msgspec.structs import replace

from ..blocks import Page
from ..errors import InputError, UsageError
from .decoding import decode
from .text import read_text

Input = Literal["auto", "html", "text"]

_FIRST_TAG = re.compile(
    r"<(?:!doctype|\?xml|html|head|body|title|meta|link|script|style|main|article|section|header|footer|nav|aside|div|p|"
    r"span|h[1-6]|ul|ol|li|table|figure|blockquote|a|b|i|em|strong|br|img)(?=[\s>/])",
    re.IGNORECASE,
)


def read(page: str | bytes, url: str | None = None, kind: Input = "auto") -> Page:
    r"""The blocks of a page, given as text or as its bytes.

    Raises `InputError` where the page is no text, or is HTML, which this version does not read yet; `UsageError`
    where `kind` is none of `auto`, `html`, `text`, or the page neither `str` nor bytes.

    >>> [block.text for block in read(b"Titel\n\nEen zin.").blocks]
    ['Titel', 'Een zin.']
    """
    if kind not in ("auto", "html", "text"):
        raise UsageError(f"no input {kind!r}; there are auto, html, text")
    if url is not None and not isinstance(url, str):
        raise UsageError(f"a URL is a str, not {type(url).__name__}")
    url = url and url.encode(errors="surrogatepass").decode(errors="replace")
    warnings: tuple[str, ...] = ()
    if isinstance(page, (bytes, bytearray, memoryview)):
        page, warnings = decode(bytes(page), url)
    elif not isinstance(page, str):
        raise UsageError(f"a page is a str or bytes, not {type(page).__name__}")
    if kind == "html" or (kind == "auto" and opens_as_html(page)):
        raise InputError("this is HTML; this version reads text only (take its text, or say --input text)", url=url)
    read = read_text(page, url)
    return replace(read, warnings=warnings + read.warnings) if warnings else read


def opens_as_html(text: str) -> bool:
    """Whether the text begins as an HTML document does; text that merely mentions a tag does not.

    >>> opens_as_html("<!-- x --><!DOCTYPE html>"), opens_as_html("The tag <html> opens a document.")
    (True, False)
    """
    position = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    while text.startswith("<!--", position):
        end = text.find("-->", position)
        if end < 0:
            return False
        position = end + 3
        while text[position : position + 1].isspace():
            position += 1
    return _FIRST_TAG.match(text, position) is not None
