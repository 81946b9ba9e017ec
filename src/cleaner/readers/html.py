"""HTML into blocks: what a browser would show, in the order of the page, and an account of what it would hide.

`Page.text` is written here. Each block is a line of it. The text of what is hidden has lines, too, but it is in no
block. Scripts, styles, drawings and the readings of ruby are markup and not text. A row of a table is one block, with
" | " between its cells, unless a cell holds more than one block: then the table is there for the layout.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import Any

import re2
from lxml import etree
from lxml.html import HtmlElement
from msgspec.structs import replace

from ..errors import InputError, LimitError
from ..limits import DEFAULT, Limits
from ..page.causes import Cause
from ..page.headline import confirm_headlines
from ..page.page import HtmlPage
from ..page.shapes import is_running_text
from ..page.words import count_words, total_words
from .bounds import refuse_or_cut
from .markup import LINES, MARKUP, ROLES
from .metadata import read_metadata, unescaped
from .rewriting import rewrite
from .tags import count_tags, enforce_tags, is_crowded
from .walking import Walk

MIN_HIDDEN_WORDS = 100
"""If a hidden element has at least this many words, and more than all running text that is shown, then it is the page
itself: a script will show it, or shows it to subscribers. If nothing is shown at all, any number of words will do."""
MIN_PARTS, MIN_SHOWN_PARTS, MIN_OF_SHOWN = 3, 2, 0.5
"""If no hidden element is so large, a list of elements of the same form can be the page. At least the first number of
them are hidden, and at least the second are shown. Those that are shown have at least this share of the running text
that is shown."""
MAX_HIDDEN_LEVELS = 3
"""How deep such elements may be nested in each other."""

# trafilatura needs elements of lxml.html, whose own parser calls a Python function for each element
_ELEMENTS = etree.ElementDefaultClassLookup(element=HtmlElement)
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_BLANKED = bytes.maketrans(_CONTROLS, b" " * len(_CONTROLS))
_CONTROL_REFERENCES = re2.compile(rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]));")
_EMBED = re.compile(rb"</?embed\b[^<>]*>", re.IGNORECASE)
_SWALLOWING = (b"script", b"style", b"title")
_END = re.compile(rb"</html", re.IGNORECASE)
_ENDS = re.compile(rb"</(?:body|html)\b[^<>]*>", re.IGNORECASE)
PARSER_DEPTH = 2_048
"""The depth of nested elements at which libxml2 stops: https://gitlab.gnome.org/GNOME/libxml2, parserInternals.h."""
_TAG = re.compile(r"<[^<>]*>?")
_UNREAD = (("<script", "</script"), ("<style", "</style"), ("<title", "</title"), ("<!--", "-->"))
MIN_LOST_PARAGRAPH = 40
"""The fewest bytes of a paragraph that is looked for in the text of the page, to find out whether it was lost."""
_PARAGRAPH = re.compile(rb"<p\b[^<>]*>([^<>]+)</p")
MAX_LOST_PARAGRAPHS = 5
"""How many paragraphs after something that is never closed are looked for: if they were read, so were the others."""
_WORD = re.compile(r"\w{3,}")
MIN_LOST_WORDS = 5
"""If a page without text holds this many words outside tags, then the parser lost them; fewer are part of a broken tag.
"""


def read_html(text: str, url: str | None = None, limits: Limits = DEFAULT) -> HtmlPage:
    """Return the page of this HTML, a whole document or a fragment.

    Raises `InputError` if the parser finds no text although the page holds words, and `LimitError` if the page goes
    over one of the `limits`.

    >>> page = read_html("<p>Een <b>zin</b>.<p hidden>Nee<ul><li><a href=x>Meer</a></ul>")
    >>> [(block.text, block.kind, block.path, block.is_link) for block in page.blocks]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('Een zin.', 'paragraph', '/html[1]/body[1]/p[1]', False),
     ('Meer', 'list item', '/html[1]/body[1]/ul[1]/li[1]', True)]
    >>> page.unshown[0].cause.rule
    'hidden'
    """
    source = text.encode(errors="replace")
    if any(control in source for control in _CONTROLS):  # searching for each takes a third of the time
        source = source.translate(_BLANKED)
    source = _CONTROL_REFERENCES.sub(b" ", source)
    if b"<![CDATA[" in source:  # the parser drops it with all that it holds
        source = source.replace(b"<![CDATA[", b"").replace(b"]]>", b"")
    # it has no end tag, and the parser takes all that follows for a part of it; the name alone is found sooner
    if b"embed" in source and b"<embed" in source:
        source = _EMBED.sub(b"", source)
    source, warnings = enforce_tags(_with_one_end(source), limits, url)
    root, is_whole = parse(source)
    if root is not None and is_crowded(root, limits):
        source, crowded = count_tags(source, limits, url)
        warnings += crowded
        root, is_whole = parse(source)
    if not is_whole:
        warnings += (refuse_or_cut(LimitError("depth", min(limits.depth, PARSER_DEPTH), url=url), limits),)
    if root is None:
        _refuse_if_lost(source, url)
        return HtmlPage("", (), url, warnings, root=parse(b"<html/>")[0], limits=limits)
    _empty_head(root)
    rewrite(root, source)
    walk, revealed = _walk(root, url, limits, {})
    for element in revealed:  # because extractors look at the tree
        element.attrib.pop("hidden", None)
        element.attrib.pop("style", None)
    page = _page_of(walk, root, url, limits)
    if not page.text:
        _refuse_if_lost(source, url)
    return replace(
        page,
        warnings=tuple(dict.fromkeys((*warnings, *page.warnings, *_unclosed(source, page.text)))),
        metadata=confirm_headlines(read_metadata(root, url), page.blocks),
    )


def _unclosed(source: bytes, read: str) -> tuple[str, ...]:
    """Return a warning if something is never closed and the parser took paragraphs after it for a part of it."""
    for start, end in ((b"<!--", b"-->"), *((b"<" + tag, b"</" + tag) for tag in _SWALLOWING)):
        position = source.rfind(start)
        if position >= 0 and source.find(end, position) < 0:
            paragraphs = (text for text in _PARAGRAPH.findall(source, position) if len(text) >= MIN_LOST_PARAGRAPH)
            lost = (text.decode(errors="replace") for text in paragraphs)
            if any(" ".join(unescaped(text).split()) not in read for text in islice(lost, MAX_LOST_PARAGRAPHS)):
                return (f"{start.decode()} at byte {position} of the page is never closed; what follows it is lost",)
    return ()


def _with_one_end(source: bytes) -> bytes:
    """Return the page without the end tags of body and html if something follows them: the parser would drop that."""
    end = _END.search(source)
    return _ENDS.sub(b"", source) if end and source[end.end() :].strip(b"> \t\r\n") else source


def _empty_head(root: Any) -> None:
    """Move what does not belong in the head to the body: if no body has begun, the parser puts an `<article>` there."""
    head = root.find("head")
    strays = () if head is None else head.xpath("*[not(self::noscript)]")
    first = next((element for element in strays if ROLES.get(element.tag) != MARKUP), None)
    if first is not None:
        body = root.find("body")
        if body is None:
            body = etree.SubElement(root, "body")
        body[:0] = head[head.index(first) :]


def parse(source: bytes) -> tuple[Any, bool]:
    """Return the root element of lxml's tree of this HTML (UTF-8), and whether the tree is complete.

    The root is None if there is no element. The tree is not complete if elements are nested too deeply for the parser.
    Raises `MemoryError` if there is too little memory.
    """
    # without huge_tree, lxml silently drops what is nested 256 levels deep or longer than 10 MB
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
    """Raise `InputError` if the HTML of a page in which the parser found no text holds words."""
    text = source.decode(errors="replace").lower()
    for start, end in _UNREAD:
        first, *others = text.split(start)
        text = first + "".join(other.partition(end)[2] for other in others)
    if len(_WORD.findall(_TAG.sub(" ", text))) >= MIN_LOST_WORDS:
        raise InputError("the HTML parser found no text in this page, though it holds words", url=url)


def without_elements(page: HtmlPage, removed: Mapping[Any, Cause]) -> HtmlPage:
    """Read the page again without these elements of its tree: their text is in the ledger and in no block.

    The tree is not changed.
    """
    if not removed:
        return page
    walk, _ = _walk(page.root, page.url, page.limits, removed)
    again = _page_of(walk, page.root, page.url, page.limits)
    return replace(again, metadata=page.metadata, warnings=page.warnings, removed=removed.keys())


def is_line(element: Any) -> bool:
    """Return whether the element separates lines of text. A link or a table cell does not; it stands within a line."""
    return element.tag in LINES


def paths_of(elements: Iterable[Any]) -> list[str]:
    """Return the path of each element, written as in `Block.path`."""
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


def _walk(root: Any, url: str | None, limits: Limits, removed: Mapping[Any, Cause]) -> tuple[Walk, AbstractSet[Any]]:
    """Return a walk through the tree, and the hidden elements that it read because they hold the page itself."""
    revealed: set[Any] = set()
    walk = Walk(limits, removed, url)
    walk.run(root)
    for _ in range(MAX_HIDDEN_LEVELS):
        mistaken = _hidden_by_mistake(walk)
        if not mistaken:
            break
        revealed.update(mistaken)
        walk = Walk(limits, removed, url, revealed)
        walk.run(root)
    return walk, revealed


def _hidden_by_mistake(walk: Walk) -> list[Any]:
    """Return the hidden elements that hold the page itself: large ones, or if there are none, parts of a list.

    A page may show the first parts of a long list, and hide the others until the reader goes on. Then the parts that
    are shown have most of the text that is shown. This is not so with comments. A single part that is shown may be one
    of several languages.
    """
    large = [(element, words) for element, words in walk.hidden if words >= MIN_HIDDEN_WORDS or not walk.blocks]
    parts: dict[tuple[Any, str, str | None], list[Any]] = {}
    sizes = Counter[tuple[Any, str, str | None]]()
    for element, words in walk.hidden:
        form = element.getparent(), element.tag, element.get("class")
        parts.setdefault(form, []).append(element)
        sizes[form] += words
    lists = {
        form: words for form, words in sizes.items() if words >= MIN_HIDDEN_WORDS and len(parts[form]) >= MIN_PARTS
    }
    if not large and not lists:
        return []
    shown = total_words(tuple(block for block in walk.blocks if is_running_text(block)))
    mistaken = [element for element, words in large if words > shown]
    if mistaken:
        return mistaken
    hidden = {element for element, _ in walk.hidden}
    beside: dict[tuple[Any, str, str | None], list[Any]] = {}
    for parent in {parent for (parent, _, _), words in lists.items() if words > shown}:
        for element in parent.iterchildren():
            if element not in hidden:
                beside.setdefault((parent, element.tag, element.get("class")), []).append(element)
    for form, elements in beside.items():
        is_list = lists.get(form, 0) > shown and len(elements) >= MIN_SHOWN_PARTS
        if is_list and sum(count_words(" ".join(element.itertext())) for element in elements) >= MIN_OF_SHOWN * shown:
            mistaken += parts[form]
    return mistaken


def _page_of(walk: Walk, root: Any, url: str | None, limits: Limits) -> HtmlPage:
    text, blocks, unshown = "\n".join(walk.lines), tuple(walk.blocks), tuple(walk.unshown)
    return HtmlPage(text, blocks, url, tuple(walk.warnings), unshown, root=root, limits=limits)
