"""HTML into blocks: what a browser would show, in the order of the page, and an account of what it would not.

`Page.text` is written here: each block is a line of it, and so is the text of what is not shown, which is no block.
Scripts, styles and drawings are markup and no text. A row of a table is one block, its cells parted by " | ", unless a
cell holds more than one block: then the table is there for the layout.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any

from lxml import etree
from lxml.html import HtmlElement
from msgspec.structs import replace

from ..errors import InputError, LimitError
from ..limits import DEFAULT, Limits
from ..page.causes import Cause
from ..page.page import HtmlPage
from ..page.shapes import is_running_text
from ..page.words import total_words
from .bounds import refuse_or_cut
from .metadata import confirm, read_metadata, unescaped
from .tags import bound_tags
from .walking import LINES, MARKUP, ROLES, Walk

MIN_HIDDEN, MAX_HIDDEN = 100, 3
"""An element that is hidden and holds more words than all running text that is shown, and so many: a script will show
it, or shows it to subscribers. It may stand in another such element, and that in a third."""

# trafilatura wants elements of lxml.html; its own parser calls a function of Python for each of them
_ELEMENTS = etree.ElementDefaultClassLookup(element=HtmlElement)
_CONTROLS = bytes.maketrans(bytes(code for code in range(32) if code not in b"\t\n\r"), b" " * 29)
_CONTROL_REFERENCES = re.compile(rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]));")
_EMBED = re.compile(rb"</?embed\b[^<>]*>", re.IGNORECASE)
_SWALLOWING = (b"script", b"style", b"title")
_END = re.compile(rb"</html", re.IGNORECASE)
_ENDS = re.compile(rb"</(?:body|html)\b[^<>]*>", re.IGNORECASE)
PARSER_DEPTH = 2_048
"""Elements within elements at which libxml2 ends: https://gitlab.gnome.org/GNOME/libxml2, parserInternals.h."""
_TAG = re.compile(r"<[^<>]*>?")
_UNREAD = (("<script", "</script"), ("<style", "</style"), ("<title", "</title"), ("<!--", "-->"))
_PARAGRAPH = re.compile(rb"<p\b[^<>]*>([^<>]{40,})</p")
SAMPLE = 5
_WORD = re.compile(r"\w{3,}")
MANY_WORDS = 5
"""Words outside of what looks like a tag, from which on an empty tree is the parser's loss, and not a broken tag."""


def read_html(text: str, url: str | None = None, limits: Limits = DEFAULT) -> HtmlPage:
    """The page that this HTML is; a fragment will do.

    Raises `InputError` where the parser made nothing of a text that has words, `LimitError` where it goes over one of
    the `limits`.

    >>> page = read_html("<p>Een <b>zin</b>.<p hidden>Nee<ul><li><a href=x>Meer</a></ul>")
    >>> [(block.text, block.kind, block.path, block.is_link) for block in page.blocks]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('Een zin.', 'paragraph', '/html[1]/body[1]/p[1]', False),
     ('Meer', 'list item', '/html[1]/body[1]/ul[1]/li[1]', True)]
    >>> page.unshown[0].cause.rule
    'hidden'
    """
    source = text.encode(errors="replace").translate(_CONTROLS)
    if b"&#" in source:
        source = _CONTROL_REFERENCES.sub(b" ", source)
    if b"<![CDATA[" in source:  # which the parser drops, with all that it holds
        source = source.replace(b"<![CDATA[", b"").replace(b"]]>", b"")
    if b"<embed" in source:  # which has no end tag, and the parser takes all that follows for a part of it
        source = _EMBED.sub(b"", source)
    source, warnings = bound_tags(_with_one_end(source), limits, url)
    root, is_whole = parse(source)
    if not is_whole:
        warnings += (refuse_or_cut(LimitError("depth", min(limits.depth, PARSER_DEPTH), url=url), limits),)
    if root is None:
        _refuse_if_lost(source, url)
        return HtmlPage("", (), url, warnings, root=parse(b"<html/>")[0], limits=limits)
    _empty_head(root)
    page = read_tree(root, url, limits)
    if not page.text:
        _refuse_if_lost(source, url)
    return replace(
        page,
        warnings=tuple(dict.fromkeys((*warnings, *page.warnings, *_unclosed(source, page.text)))),
        metadata=confirm(read_metadata(root, url), page.blocks),
    )


def _unclosed(source: bytes, read: str) -> tuple[str, ...]:
    """What opens and never closes, if paragraphs that follow it were not read: they went for a part of it."""
    for start, end in ((b"<!--", b"-->"), *((b"<" + tag, b"</" + tag) for tag in _SWALLOWING)):
        position = source.rfind(start)
        if position >= 0 and source.find(end, position) < 0:
            lost = (text.decode(errors="replace") for text in _PARAGRAPH.findall(source, position))
            if any(" ".join(unescaped(text).split()) not in read for text in islice(lost, SAMPLE)):
                return (f"{start.decode()} at byte {position} of the page is never closed; what follows it is lost",)
    return ()


def _with_one_end(source: bytes) -> bytes:
    """The same page without its end tags, where something follows them: the parser would drop that, without a word."""
    end = _END.search(source)
    return _ENDS.sub(b"", source) if end and source[end.end() :].strip(b"> \t\r\n") else source


def _empty_head(root: Any) -> None:
    """Put below the head what is none of it: the parser takes an `<article>` for that, where no body has begun."""
    head = root.find("head")
    strays = () if head is None else head.xpath("*[not(self::noscript)]")
    first = next((element for element in strays if ROLES.get(element.tag) != MARKUP), None)
    if first is not None:
        body = root.find("body")
        if body is None:
            body = etree.SubElement(root, "body")
        body[:0] = head[head.index(first) :]


def parse(source: bytes) -> tuple[Any, bool]:
    """The root element of lxml's tree of this HTML (UTF-8), or None where it holds no element; and whether it is whole.

    It is not where elements nest too deep for the parser. Raises `MemoryError` where there is too little of that.
    """
    # huge_tree: else lxml drops what is nested 256 deep or is longer than 10 MB, without a word
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(_ELEMENTS)
    try:
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError:  # "Document is empty"
        root = None
    error = parser.error_log.last_error
    if error is not None and error.level == etree.ErrorLevels.FATAL:
        if error.type == etree.ErrorTypes.ERR_NO_MEMORY:  # the tree ends where that happened
            raise MemoryError
        if error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            return root, False
    return root, True


def _refuse_if_lost(source: bytes, url: str | None) -> None:
    text = source.decode(errors="replace").lower()
    for start, end in _UNREAD:
        first, *others = text.split(start)
        text = first + "".join(other.partition(end)[2] for other in others)
    if len(_WORD.findall(_TAG.sub(" ", text))) >= MANY_WORDS:
        raise InputError("the HTML parser found no text in this page, though it holds words", url=url)


def without_elements(page: HtmlPage, removed: Mapping[Any, Cause]) -> HtmlPage:
    """Read the page again without these elements of its tree: the ledger gets their text, and no block has it."""
    if not removed:
        return page
    again = read_tree(page.root, page.url, page.limits, removed)
    return replace(again, metadata=page.metadata, warnings=page.warnings)


def is_line(element: Any) -> bool:
    """Whether the element parts lines of text; else it stands within one, as a link and the cell of a table do."""
    return element.tag in LINES


def paths_of(elements: Iterable[Any]) -> list[str]:
    """The path of each element, as `Block.path` has it."""
    numbers: dict[Any, int] = {}
    paths: dict[Any, str] = {}

    def path_of(element: Any) -> str:
        above = []
        while element is not None and element not in paths:
            above.append(element)
            element = element.getparent()
        path = paths[element] if element is not None else ""
        for element in reversed(above):
            parent = element.getparent()
            if parent is not None and element not in numbers:
                counts = Counter[str]()
                for child in parent:
                    counts[child.tag] += 1
                    numbers[child] = counts[child.tag]
            path = paths[element] = f"{path}/{element.tag}[{numbers.get(element, 1)}]"
        return path

    return [path_of(element) for element in elements]


def read_tree(
    root: Any, url: str | None = None, limits: Limits = DEFAULT, removed: Mapping[Any, Cause] = MappingProxyType({})
) -> HtmlPage:
    """The page of this tree; what is hidden is shown where it is the page itself, waiting for a script."""
    walk = Walk(limits, removed, url)
    walk.run(root)
    for _ in range(MAX_HIDDEN):
        large = [(element, words) for element, words in walk.hidden if words >= MIN_HIDDEN or not walk.blocks]
        shown = total_words(tuple(block for block in walk.blocks if is_running_text(block))) if large else 0
        mistaken = [element for element, words in large if words > shown]
        if not mistaken:
            break
        for element in mistaken:  # for whoever looks at the tree, too
            element.attrib.pop("hidden", None)
            element.attrib.pop("style", None)
        walk = Walk(limits, removed, url)
        walk.run(root)
    text, blocks, unshown = "\n".join(walk.lines), tuple(walk.blocks), tuple(walk.unshown)
    return HtmlPage(text, blocks, url, tuple(walk.warnings), unshown, root=root, limits=limits)
