"""Tell whether a text in which a "<" stands is HTML, a feed, or only text."""

from __future__ import annotations

import re

from .data import start_of

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
_FEED = re.compile(r"<((?:\w+:)?(?:rss|feed|urlset|sitemapindex|rdf))[\s>]", re.IGNORECASE)


def feed_in(text: str) -> str | None:
    """Return the name of the element that makes the text a feed or a sitemap, or None.

    >>> feed_in("<?xml version='1.0'?><rss version='2.0'>"), feed_in("<html>")
    ('rss', None)
    """
    feed = _FEED.match(text, start_of(text, ("<!", "<?")))
    return feed[1] if feed else None


def is_html(text: str) -> bool:
    """Return whether the text is HTML, a whole document or a fragment. Text that only mentions a tag is not HTML.

    >>> is_html("<!-- x --><!DOCTYPE html>"), is_html("<b>Ja</b>, zei hij."), is_html("The tag <html> opens it.")
    (True, True, False)
    """
    position = start_of(text, ("<!--",))
    if _DOCUMENT.match(text, position):
        return text[position + 1] in "!?" or "</" in text or text.count("<") != 1
    tag = _TAG.match(text, position)
    if tag is None:
        # a server may have written lines before the page; or a fragment begins with a line of text
        return _LATE.search(text, position, HEAD) is not None or len(_BREAK.findall(text, 0, HEAD)) >= MIN_BREAKS
    name = tag[1].lower()
    rest = text[tag.end() :].lower()
    return name in _VOID or f"</{name}" in rest or f"<{name}" in rest
