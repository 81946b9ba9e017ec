"""Readers: bytes or text into a `Page` of blocks."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from ..errors import InputError, UsageError
from ..limits import DEFAULT, Limits
from ..page.page import HtmlPage, TextPage
from ..page.warnings import Warnings
from .bounds import enforce_size
from .data import kind_of_data, start_of
from .decoding import decode_with_source
from .misreading import misread
from .text import read_text
from .tree import Tree

Input = Literal["auto", "html", "text"]


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
    source, is_valid = None, True
    if isinstance(page, bytes):
        page, more, source = decode_with_source(page, url, charset)
        warnings += more
    if source is None:
        source, is_valid = _in_utf8(page)
    if not any(warning.code == "letters-lost" for warning in warnings):
        warnings += misread(page, source)
    is_markup = _is_markup(page, kind, url)
    data = kind_of_data(page, start_of(page)) if kind == "auto" else None
    if data:
        advice = "; write records to a .jsonl file, which `cleaner batch` and `cleaner search index` read"
        raise InputError(f"this is {data}, not a page{'' if data == 'JSON' else advice}", url=url)
    if is_markup:
        return Markup(source, url, warnings)
    understood = read_text(page, url, limits, is_valid=is_valid)
    return replace(understood, warnings=warnings + understood.warnings) if warnings else understood


def _in_utf8(text: str) -> tuple[bytes, bool]:
    """Return the text in UTF-8, and whether it is valid: half of a surrogate pair is not, and becomes "?"."""
    try:
        return text.encode(), True
    except UnicodeEncodeError:
        return text.encode(errors="replace"), False


def _is_markup(text: str, kind: Input, url: str | None) -> bool:
    """Return whether this is to be read as HTML. Raises `InputError` if it is a feed."""
    if kind == "text" or (kind == "auto" and "<" not in text):
        return False
    from .detecting import feed_in, is_html  # most pages of text have no "<"

    feed = feed_in(text)
    if feed:
        raise InputError(f"this is a feed or a sitemap (<{feed}>), not a page", url=url)
    return kind == "html" or is_html(text)
