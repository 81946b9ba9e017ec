"""The walk through the tree of an HTML page that makes its text and its blocks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from ..limits import Limits
from ..page.blocks import CELL, Block, Kind
from ..page.causes import Cause, Removal, builtin_cause
from .bounds import LIMIT, over

HIDDEN = builtin_cause("hidden", "a browser does not show it")
# What a tag means for the flow of the text; all others stand within a line.
BLOCK, _BREAK, _LINK, _UNSHOWN, MARKUP = range(1, 6)
ROLES = {
    tag: role
    for role, tags in (
        (BLOCK, "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset"),
        (
            BLOCK,
            "figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup html label legend li main menu nav ol",
        ),
        (BLOCK, "optgroup p pre search section summary table tbody td tfoot th thead tr ul"),
        (_BREAK, "br hr"),
        (_LINK, "a"),
        (_UNSHOWN, "audio canvas datalist iframe noembed noframes noscript object select template textarea video"),
        (MARKUP, "base link meta script style svg title"),
    )
    for tag in tags.split()
}
LINES = frozenset(tag for tag, role in ROLES.items() if role == BLOCK) - {"td", "th"}
_KINDS: dict[str, Kind] = {
    "blockquote": "quote",
    **dict.fromkeys(("dd", "dt", "li"), "list item"),
    **dict.fromkeys(("caption", "figcaption"), "caption"),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("article", "aside", "footer", "header", "main", "nav", "section", "table"), "paragraph"),
}
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_INVISIBLE = re.compile(r"(?<![\w-])(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_TEXTS = etree.XPath("descendant-or-self::text()[not(parent::script or parent::style)]", smart_strings=False)
_DRAWING = etree.XPath(
    "not(descendant::p or descendant::div or descendant::ul or descendant::ol or descendant::table or descendant::h1 or"
    " descendant::h2 or descendant::h3)"
)
"""A drawing that holds one of these was never closed, or holds a page: a browser shows them."""
MAX_PATH = 16_384
"""Characters of an element's path, of which each block has its own: names can be made long, too."""
_EDGES = "\ufeff\u200b "


class Walk:
    """One walk through a tree, in the order of the page, without recursion.

    Raises `LimitError` where more is shown than the limits allow, or leaves that out, with `warnings`.
    """

    def __init__(self, limits: Limits, removed: Mapping[Any, Cause], url: str | None = None) -> None:
        self.warnings: list[str] = []
        self.lines: list[str] = []
        self.blocks: list[Block] = []
        self.unshown: list[Removal] = []
        self.hidden: list[tuple[Any, int]] = []
        self._limits, self._removed, self._url = limits, removed, url
        self._length = 0
        self._parts: list[str] = []
        self._links: list[str] = []
        self._left_out: list[tuple[str, Cause]] = []
        self._path, self._level = "", 0
        self._kind: Kind = "paragraph"

    def run(self, root: Any) -> None:  # noqa: C901  (the one hot loop: a call an element would double its time)
        """Read the tree."""
        parts, links, left_out = self._parts, self._links, self._left_out
        role_of, kind_of, level_of = ROLES.get, _KINDS.get, _LEVELS.get
        removed, depth = self._removed, self._limits.depth
        depth_of_links = 0
        is_deep = False
        here = ""  # the path of the element at hand; `_path` is that of the block it stands in
        counts: dict[str, int] = {}
        stack: list[tuple[Any, Any, int | None, Any]] = []
        children = iter((root,))
        while True:
            for element in children:
                tag = element.tag
                role = role_of(tag)
                if tag == "svg" and not _DRAWING(element):
                    role = None
                if removed and element in removed:
                    counts[tag] = counts.get(tag, 0) + 1
                    if role == BLOCK and parts:
                        self._flush()
                    self._leave_out(element, removed[element])
                elif is_deep and role in (None, BLOCK, _LINK):
                    over(self._limits, "depth", self._url, self.warnings)
                    counts[tag] = counts.get(tag, 0) + 1
                    if role == BLOCK:
                        self._flush()
                    elif parts:
                        parts.append(" ")  # where a word stood
                    self._leave_out(element, LIMIT)
                elif role is None or role == _LINK:
                    number = counts[tag] = counts.get(tag, 0) + 1
                    style = element.get("style")
                    hidden = (style and _INVISIBLE.search(style)) or element.get("hidden") is not None
                    text = None if hidden else element.text
                    if text and (parts or not text.isspace()):
                        parts.append(text)
                        if role or depth_of_links:
                            links.append(text)
                    if hidden:
                        self._leave_out(element, HIDDEN)
                    elif len(element):
                        depth_of_links += role is not None
                        stack.append((children, element, role, (here, counts)))
                        here, counts = f"{here}/{tag}[{number}]", {}
                        children = iter(element)
                        is_deep = len(stack) >= depth or len(here) > MAX_PATH
                        break
                elif role == BLOCK:
                    if parts or left_out:
                        self._flush()
                    number = counts[tag] = counts.get(tag, 0) + 1
                    style = element.get("style")
                    hidden = (style and _INVISIBLE.search(style)) or element.get("hidden") is not None
                    if hidden:
                        self._hide(element)
                    else:
                        outer = (here, self._path, self._kind, self._level, counts, len(self.blocks))
                        self._path = here = f"{here}/{tag}[{number}]"
                        self._kind = kind = kind_of(tag, self._kind)
                        self._level = level_of(tag, self._level) if kind == "heading" else 0
                        text = element.text
                        if text and not text.isspace():
                            parts.append(text)
                            if depth_of_links:
                                links.append(text)
                        if len(element):
                            counts = {}
                            stack.append((children, element, role, outer))
                            children = iter(element)
                            is_deep = len(stack) >= depth or len(here) > MAX_PATH
                            break
                        if parts:
                            self._flush(tag)
                        here, self._path, self._kind, self._level = outer[:4]
                elif role == _BREAK:
                    if parts:
                        self._flush()
                elif role == _UNSHOWN:
                    self._leave_out(element, HIDDEN)
                text = element.tail
                if text and (parts or not text.isspace()):
                    parts.append(text)
                    if depth_of_links:
                        links.append(text)
            else:
                if not stack:
                    break
                children, element, role, outer = stack.pop()
                is_deep = False  # the walk went down from here
                if role == BLOCK:
                    tag = element.tag
                    if parts or left_out:
                        self._flush(tag)
                    if tag == "tr" and len(self.blocks) - outer[-1] > 1:
                        self._join_cells(outer[-1], here, counts)
                    here, self._path, self._kind, self._level, counts, _ = outer
                else:
                    here, counts = outer
                    depth_of_links -= role is not None
                text = element.tail
                if text and (parts or not text.isspace()):
                    parts.append(text)
                    if depth_of_links:
                        links.append(text)
        self._flush()

    def _flush(self, tag: str = "") -> None:
        """End the block that the text so far is; of what is preformatted, each line is one."""
        whole = "".join(self._parts)
        self._parts.clear()
        texts = [whole] if tag != "pre" else whole.splitlines()
        all_linked = len(" ".join("".join(self._links).split())) if self._links else 0
        for text in texts:
            text = " ".join(text.split()).strip(_EDGES)
            if text:
                linked = min(len(text), all_linked)
                start = self._line(text)
                if len(self.blocks) >= self._limits.blocks:
                    over(self._limits, "blocks", self._url, self.warnings)
                    self.unshown.append(Removal(start, start + len(text), LIMIT))
                    continue
                self.blocks.append(
                    Block(text, start, start + len(text), self._kind, self._level, path=self._path, linked=linked)
                )
        self._links.clear()
        for text, cause in self._left_out:
            start = self._line(text)
            self.unshown.append(Removal(start, start + len(text), cause))
        self._left_out.clear()

    def _line(self, text: str) -> int:
        start = self._length
        self.lines.append(text)
        self._length += len(text) + 1
        return start

    def _leave_out(self, element: Any, cause: Cause) -> int:
        """Put the element's text aside, below the block it stands in; answer how many words it has."""
        is_text = ROLES.get(element.tag) != MARKUP
        found = _TEXTS(element) if len(element) else (element.text or "",) if is_text else ()
        texts = [" ".join(text.split()) for text in found]
        text = "\n".join(filter(None, texts))
        if text:
            self._left_out.append((text, cause))
        return len(text.split())

    def _hide(self, element: Any) -> None:
        self.hidden.append((element, self._leave_out(element, HIDDEN)))

    def _join_cells(self, first: int, path: str, counts: Mapping[str, int]) -> None:
        """Make one block of those from this number on, where each is all that a cell of the row at `path` holds."""
        cells = self.blocks[first:]
        start = cells[0].start
        is_whole = self._length == start + sum(len(cell.text) + 1 for cell in cells)  # nothing unshown between them
        names = [cell.path[len(path) + 1 :].partition("/")[0] for cell in cells]
        # a row has its `th` first; what is empty keeps its place
        order = [f"{tag}[{number}]" for tag in ("th", "td") for number in range(1, counts.get(tag, 0) + 1)]
        if not is_whole or len(set(names)) < len(cells) or not set(names) <= set(order):
            return
        texts = {name: cell.text for name, cell in zip(names, cells, strict=True)}
        text = CELL.join(texts.get(name, "") for name in order).strip()
        del self.lines[-len(cells) :]
        self._length = start
        self._line(text)
        row = Block(text, start, start + len(text), "table row", path=path, linked=sum(cell.linked for cell in cells))
        self.blocks[first:] = [row]
