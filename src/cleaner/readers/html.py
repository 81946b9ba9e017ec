"""HTML into blocks: what a browser would show, in the order of the page, and an account of what it would hide.

`Page.text` is written here. Each block is a line of it. The text of what is hidden has lines, too, but it is in no
block. Scripts, styles, drawings and the readings of ruby are markup and not text. A row of a table is one block, with
" | " between its cells, unless a cell holds more than one block: then the table is there for the layout.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import Any, NamedTuple

import re2
from lxml import etree
from lxml.html import HtmlElement
from msgspec.structs import replace

from ..compiled import compiled_module
from ..errors import InputError, LimitError
from ..limits import DEFAULT, Limits
from ..page.blocks import Block
from ..page.causes import Cause
from ..page.headline import confirm_headlines, is_heading
from ..page.page import HtmlPage
from ..page.shapes import is_running_text
from ..page.warnings import PageWarning, Warnings
from ..page.words import count_words, total_words
from .bounds import refuse_or_cut
from .elements import in_order, place_of
from .inspecting import inspect
from .loop import walk_tree
from .markup import BLOCK, KINDS, LEVELS, LINES, MARKUP, ROLES, UNSHOWN, is_hidden
from .metadata import read_metadata, unescaped
from .rewriting import rewrite
from .tags import count_tags, enforce_tags, is_crowded
from .tree import Tree
from .walking import Walk

compiled = compiled_module("readers._compiled")

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
_DATA, _DATA_END = re2.compile(rb"<!\[CDATA\["), re2.compile(rb"\]\]>")
MAX_MARKS = 1_000
"""How many marks of a kind RE2 removes from a page. It finds the few of a usual page sooner than `re`, but takes ten
times as long or longer for each that it removes."""
_EMBED = re.compile(rb"</?embed\b[^<>]*>", re.IGNORECASE)
_SWALLOWING = {b"<!--": b"-->", b"<script": b"</script", b"<style": b"</style", b"<title": b"</title"}
"""What swallows all that follows it until its end."""
_END = re.compile(rb"</html", re.IGNORECASE)
_ENDS = re.compile(rb"</(?:body|html)\b[^<>]*>", re.IGNORECASE)
PARSER_DEPTH = 2_048
"""The depth of nested elements at which libxml2 stops: https://gitlab.gnome.org/GNOME/libxml2, parserInternals.h."""
_SPLIT = frozenset(tag for tag, role in ROLES.items() if role in (UNSHOWN, MARKUP)) | {"tr", "pre"}
"""What is inside such an element can only be read together with all of it, or is not shown."""
_TAG = re.compile(r"<[^<>]*>?")
_UNREAD = (("<script", "</script"), ("<style", "</style"), ("<title", "</title"), ("<!--", "-->"))
MAX_PARTS = 50
"""With more selected elements and headings than this, the whole page is read: to find their places takes longer."""
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
    return read_tree(parse_page(text.encode(errors="replace"), url, limits))


def parse_page(source: bytes, url: str | None = None, limits: Limits = DEFAULT) -> Tree:
    """Return the tree of this HTML (UTF-8), changed so that the words run on as a person reads them: see `rewriting`.

    Raises `LimitError` if the page goes over one of the `limits`.
    """
    if _has_control(source):
        source = source.translate(_BLANKED)
    source = _without(_CONTROL_REFERENCES, source, b" ")
    found = survey(source)
    if found.has_data:  # the parser drops it with all that it holds
        source = _without(_DATA_END, _without(_DATA, source))
    if found.has_embed:  # it has no end tag, and the parser takes all that follows for a part of it
        source = _EMBED.sub(b"", source)
    if found.has_data or found.has_embed:
        found = survey(source)
    surveyed = source
    source, warnings = enforce_tags(_with_one_end(source, found.end), found.tags, limits, url)
    root, is_whole = parse(source)
    seen = None if root is None else inspect(root)
    if seen is not None and is_crowded(seen.most, seen.total, limits):
        source, crowded = count_tags(source, limits, url)
        warnings += crowded
        root, is_whole = parse(source)
        seen = None if root is None else inspect(root)
    if not is_whole:
        warnings += (refuse_or_cut(LimitError("depth", min(limits.depth, PARSER_DEPTH), url=url), limits),)
    swallowing = (found if source is surveyed else survey(source)).swallowing
    if seen is None:
        return Tree(root, source, swallowing, url, limits, warnings)
    if seen.has_stray:
        _empty_head(root)
    head = rewrite(root, seen).head
    headings = [element for element in head if element.tag == "h1"]
    return Tree(root, source, swallowing, url, limits, warnings, read_metadata(root, url, head), headings)


def _without(marks: Any, source: bytes, instead: bytes = b"") -> bytes:
    """Return the page without what this pattern of RE2 matches, or with something instead of each match."""
    changed, number = marks.subn(instead, source, MAX_MARKS)
    without: bytes = re.sub(marks.pattern, instead, source) if number == MAX_MARKS else changed
    return without


def read_tree(tree: Tree) -> HtmlPage:
    """Return the page of this tree. Raises what `read_html` raises."""
    root, url, limits = tree.root, tree.url, tree.limits
    if root is None:
        _refuse_if_lost(tree.source, url)
        return HtmlPage("", (), url, tree.warnings, root=parse(b"<html/>")[0], limits=limits)
    walk, revealed = _walk(root, url, limits, {})
    for element in revealed:  # because extractors look at the tree
        element.attrib.pop("hidden", None)
        element.attrib.pop("style", None)
    page = _page_of(walk, root, url, limits)
    if not page.text:
        _refuse_if_lost(tree.source, url)
    return replace(
        page,
        warnings=tuple(dict.fromkeys((*tree.warnings, *page.warnings, *_unclosed(tree, page.text)))),
        metadata=confirm_headlines(tree.metadata, page.blocks),
        titles=tree.metadata.headlines,
    )


def read_parts(
    tree: Tree, chosen: Sequence[Any], removed: Mapping[Any, Cause]
) -> tuple[HtmlPage, tuple[Block, ...]] | None:
    """Read only these elements of the tree and its first-level headings; return that page, and the blocks of `chosen`.

    The elements `removed` are left out. Returns None if more of the page has to be read to know what is in these
    elements: for example, in a row of a table, below something that is hidden, or if markup that is never closed may
    have swallowed a part of the page.
    """
    if any(_unclosed_places(tree)) or len(chosen) + len(tree.headings) > MAX_PARTS:
        return None
    wanted = set(chosen)
    walk = Walk(tree.limits, removed, tree.url)
    blocks: list[Block] = []
    for element in in_order(tree.root, [*chosen, *(heading for heading in tree.headings if heading not in wanted)]):
        around = list(element.iterancestors())
        is_detached = not around or around[-1] is not tree.root
        if element in wanted and any(above.tag == "h1" for above in around):  # the heading is read as a whole
            return None
        if is_detached or any(above in wanted or above.tag == "h1" or above in removed for above in around):
            continue
        if not is_line(element) or any(above.tag in _SPLIT or is_hidden(above) for above in around):
            return None
        if element in wanted and any(above.tag == "ol" for above in around):  # its first block may have a number
            return None
        first = len(walk.blocks)
        _read_part(walk, element, around)
        blocks += walk.blocks[first:] if element in wanted else ()
    if not blocks or not any(map(is_heading, walk.blocks)) or _may_be_the_page(walk):
        return None
    page = _page_of(walk, tree.root, tree.url, tree.limits)
    metadata = confirm_headlines(tree.metadata, page.blocks)
    titles = tree.metadata.headlines
    return replace(page, warnings=(*tree.warnings, *page.warnings), metadata=metadata, titles=titles), tuple(blocks)


def _read_part(walk: Walk, element: Any, around: Sequence[Any]) -> None:
    """Read an element as the walk through the whole page reads it; `around` are the elements around it, from inside."""
    walk.kind, walk.level = "paragraph", 0
    for above in reversed(around):
        if ROLES.get(above.tag) == BLOCK:
            walk.kind = KINDS.get(above.tag, walk.kind)
            walk.level = LEVELS.get(above.tag, walk.level) if walk.kind == "heading" else 0
    path, number = place_of(element)
    walk_tree(walk, element, path, number, in_link=any(above.tag == "a" for above in around))


def _unclosed(tree: Tree, read: str) -> Warnings:
    """Return a warning if something is never closed and the parser took paragraphs after it for a part of it."""
    for start, position in _unclosed_places(tree):
        paragraphs = (text for text in _PARAGRAPH.findall(tree.source, position) if len(text) >= MIN_LOST_PARAGRAPH)
        lost = (text.decode(errors="replace") for text in paragraphs)
        if any(" ".join(unescaped(text).split()) not in read for text in islice(lost, MAX_LOST_PARAGRAPHS)):
            warning = f"{start.decode()} at byte {position} of the page is never closed; what follows it is lost"
            return (PageWarning("never-closed", warning),)
    return ()


def _unclosed_places(tree: Tree) -> Iterator[tuple[bytes, int]]:
    """Yield the start of each comment, script, style or title that is never closed, and where it stands."""
    for (start, end), position in zip(_SWALLOWING.items(), tree.swallowing, strict=True):
        if position >= 0 and tree.source.find(end, position) < 0:
            yield start, position


def _with_one_end(source: bytes, end: int) -> bytes:
    """Return the page without the end tags of body and html if something follows the first one of html.

    That one starts at `end`. The parser would drop what follows it.
    """
    is_last = end < 0 or not source[end + len("</html") :].strip(b"> \t\r\n")
    return source if is_last else _ENDS.sub(b"", source)


class Survey(NamedTuple):
    """What the tags in the source of a page say about it.

    `tags` is the number of `<`, `end` where the first end tag of html starts, or -1. `has_data` and `has_embed` say
    whether there are CDATA sections and embedded objects. `swallowing` has for each of `_SWALLOWING` where it stands
    last, or -1.
    """

    tags: int
    end: int
    has_data: bool
    has_embed: bool
    swallowing: tuple[int, ...]


def survey_in_python(source: bytes) -> Survey:
    """Return what the tags in the source of a page say about it."""
    end = _END.search(source)
    return Survey(
        source.count(b"<"),
        end.start() if end else -1,
        b"<![CDATA[" in source,
        b"<embed" in source,
        tuple(map(source.rfind, _SWALLOWING)),
    )


def survey(source: bytes) -> Survey:
    """Return what `survey_in_python` returns."""
    return Survey(*compiled.survey(source)) if compiled else survey_in_python(source)


def _has_control(source: bytes) -> bool:
    """Return whether the page has control characters that are not white space."""
    if compiled:
        found: bool = compiled.has_control(source)
        return found
    return any(control in source for control in _CONTROLS)  # faster than one pattern for all of them


def _empty_head(root: Any) -> None:
    """Move what does not belong in the head to the body: if no body has begun, the parser puts an `<article>` there."""
    head = next(root.iterchildren("head"))
    first = next(each for each in head if ROLES.get(each.tag) != MARKUP and each.tag != "noscript")
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
    walk, _ = _walk(page.root, page.url, page.limits, removed)
    again = _page_of(walk, page.root, page.url, page.limits)
    return replace(again, metadata=page.metadata, titles=page.titles, warnings=page.warnings, removed=removed.keys())


def is_line(element: Any) -> bool:
    """Return whether the element separates lines of text. A link or a table cell does not; it stands within a line."""
    return element.tag in LINES


def _walk(root: Any, url: str | None, limits: Limits, removed: Mapping[Any, Cause]) -> tuple[Walk, AbstractSet[Any]]:
    """Return a walk through the tree, and the hidden elements that it read because they hold the page itself."""
    revealed: set[Any] = set()
    walk = Walk(limits, removed, url)
    walk_tree(walk, root)
    for _ in range(MAX_HIDDEN_LEVELS):
        mistaken = _hidden_by_mistake(walk)
        if not mistaken:
            break
        revealed.update(mistaken)
        walk = Walk(limits, removed, url, revealed)
        walk_tree(walk, root)
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


def _may_be_the_page(walk: Walk) -> bool:
    """Return whether enough words are hidden to be the page itself."""
    return sum(words for _, words in walk.hidden) >= MIN_HIDDEN_WORDS


def _page_of(walk: Walk, root: Any, url: str | None, limits: Limits) -> HtmlPage:
    return HtmlPage(
        "\n".join(walk.lines),
        tuple(walk.blocks),
        url,
        tuple(walk.warnings),
        tuple(walk.unshown),
        root=root,
        limits=limits,
        unshown_elements=tuple(walk.unshown_elements),
    )
