"""Readers: bytes or text into a `Page` of blocks."""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from ..errors import InputError, UsageError
from ..limits import DEFAULT, Limits
from ..page.page import HtmlPage, TextPage
from ..page.warnings import Warnings
from .bounds import enforce_size
from .data import kind_of_data
from .decoding import decode
from .misreading import misread
from .text import read_text
from .tree import Tree

Input = Literal["auto", "html", "text"]

_DOCUMENT = re.compile(r"<(?:!doctype|\?xml|html|head|body|meta|link|base|script|style)(?=[\s>/])", re.IGNORECASE)
_TAG = re.compile(
    r"<(title|main|article|section|header|footer|nav|aside|div|p|span|h[1-6]|ul|ol|li|dl|table|form|figure|blockquote|pre|"
    r"center|font|a|b|i|u|em|strong|small|br|hr|img|input|picture|noscript|iframe|td|dt|dd|label|svg|template|details|"
    r"video|audio|button|figcaption|time|tr|th|"
    r"[a-z][a-z0-9]*-[a-z0-9-]+)(?=[\s>/])",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|td|h[1-6])>", re.IGNORECASE)
_VOID = ("br", "hr", "img", "input")
_LATE = re.compile(
    r"^[ \t]*(?:<!doctype html[^<>]*>\s*<(?:html|head|meta|title)|<html)[\s>]", re.IGNORECASE | re.MULTILINE
)
HEAD = 2000
"""If a text does not begin with a tag, tags are looked for in this many characters at its start."""
MIN_BREAKS = 3
"""Such a text is a fragment of HTML if it has at least this many tags that end a line."""
BLANK = "\ufeff\u200b\xa0 \t\r\n\f"
_FEED = re.compile(r"<((?:\w+:)?(?:rss|feed|urlset|sitemapindex|rdf))[\s>]", re.IGNORECASE)


def read_page(
    page: str | bytes,
    url: str | None = None,
    kind: Input = "auto",
    charset: str | None = None,
    limits: Limits = DEFAULT,
) -> TextPage | HtmlPage:
    r"""Return the blocks of a page of text or HTML, given as a `str` or as bytes.

    `charset` is the character set that a server named for the bytes. With `kind="auto"`, the page decides whether it is
    HTML. Raises `InputError` if the page is not text, if it is a feed, or, for `auto`, if it is data such as JSON or
    CSV; `LimitError` if it goes over one of the `limits`; `UsageError` if `kind` is not `auto`, `html` or `text`, or if
    the page is neither `str` nor bytes.

    >>> [block.text for block in read_page(b"Titel\n\nEen zin.").blocks]
    ['Titel', 'Een zin.']
    >>> [block.kind for block in read_page("<h1>Titel</h1><p>Een zin.").blocks]
    ['heading', 'paragraph']
    """
    read = read_if_text(page, url, kind, charset, limits)
    if isinstance(read, TextPage):
        return read
    from .html import read_tree  # text does not need lxml, and importing it takes as long as importing all the rest

    return read_tree(read.parse(limits))


class Markup(Struct, frozen=True):
    """A page that is HTML and not yet read: its characters in UTF-8, its URL, and the warnings about them."""

    source: bytes
    url: str | None
    warnings: Warnings

    def parse(self, limits: Limits = DEFAULT) -> Tree:
        """Return the tree of the page. Raises what `html.parse_page` raises."""
        from .html import parse_page

        tree = parse_page(self.source, self.url, limits)
        return replace(tree, warnings=self.warnings + tree.warnings) if self.warnings else tree


def read_if_text(
    page: str | bytes,
    url: str | None = None,
    kind: Input = "auto",
    charset: str | None = None,
    limits: Limits = DEFAULT,
) -> TextPage | Markup:
    r"""Return the page if it is text; if it is HTML, return its characters. Raises what `read_page` raises.

    >>> read_if_text("<p>Één zin.</p>").source
    b'<p>\xc3\x89\xc3\xa9n zin.</p>'
    """
    if kind not in ("auto", "html", "text"):
        raise UsageError(f"unknown input {kind!r}; use auto, html or text")
    if url is not None and not isinstance(url, str):
        raise UsageError(f"a URL is a str, not {type(url).__name__}")
    if charset is not None and not isinstance(charset, str):
        raise UsageError(f"a charset is a str, not {type(charset).__name__}")
    url = url and url.encode(errors="surrogatepass").decode(errors="replace")
    if not isinstance(page, (str, bytes)):
        raise UsageError(f"a page is a str or bytes, not {type(page).__name__}")
    page, warnings = enforce_size(page, limits, url)
    if isinstance(page, bytes):
        page, more = decode(page, url, charset)
        warnings += more
    source = page.encode(errors="replace")
    if not any(warning.code == "letters-lost" for warning in warnings):
        warnings += misread(page, source)
    has_markup = kind == "html" or (kind == "auto" and "<" in page)
    feed = _FEED.match(page, _start(page, ("<!", "<?"))) if has_markup else None
    if feed:
        raise InputError(f"this is a feed or a sitemap (<{feed[1]}>), not a page", url=url)
    data = kind_of_data(page, _start(page)) if kind == "auto" else None
    if data:
        advice = "; write records to a .jsonl file, which `cleaner batch` and `cleaner search index` read"
        raise InputError(f"this is {data}, not a page{'' if data == 'JSON' else advice}", url=url)
    if kind == "html" or (has_markup and is_html(page)):
        return Markup(source, url, warnings)
    understood = read_text(page, url, limits)
    return replace(understood, warnings=warnings + understood.warnings) if warnings else understood


def is_html(text: str) -> bool:
    """Return whether the text is HTML, a whole document or a fragment. Text that only mentions a tag is not HTML.

    >>> is_html("<!-- x --><!DOCTYPE html>"), is_html("<b>Ja</b>, zei hij."), is_html("The tag <html> opens it.")
    (True, True, False)
    """
    position = _start(text, ("<!--",))
    if _DOCUMENT.match(text, position):
        return text[position + 1] in "!?" or "</" in text or text.count("<") != 1
    tag = _TAG.match(text, position)
    if tag is None:
        # a server may have written lines before the page; or a fragment begins with a line of text
        return _LATE.search(text, position, HEAD) is not None or len(_BREAK.findall(text, 0, HEAD)) >= MIN_BREAKS
    name = tag[1].lower()
    rest = text[tag.end() :].lower()
    return name in _VOID or f"</{name}" in rest or f"<{name}" in rest


def _start(text: str, openers: tuple[str, ...] = ()) -> int:
    """Return where the text begins, after white space and what starts with an opener: comments, XML declarations."""
    position = 0
    while True:
        while position < len(text) and text[position] in BLANK:
            position += 1
        if not openers or not text.startswith(openers, position):
            return position
        end = "-->" if text.startswith("<!--", position) else ">"
        place = text.find(end, position)
        if place < 0:
            return position
        position = place + len(end)
