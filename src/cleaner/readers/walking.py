"""The walk through the tree of an HTML page, which makes its text and its blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from lxml import etree
from msgspec.structs import replace

from ..limits import Limits
from ..page.blocks import CELL, Block, Kind
from ..page.causes import Cause, Removal, builtin_cause
from ..page.shapes import is_running_text
from ..page.words import count_words
from .bounds import LIMIT, enforce_limit
from .markup import (
    BLOCK,
    BREAK,
    INVISIBLE,
    KINDS,
    LEVELS,
    LINK,
    MARKUP,
    ROLES,
    UNSHOWN,
    is_hidden,
    item_numbers,
)
from .spans import has_spans, spread

HIDDEN = builtin_cause("hidden", "a browser does not show it")
_TEXTS = etree.XPath("descendant-or-self::text()[not(parent::script or parent::style)]", smart_strings=False)
_DRAWING = etree.XPath(
    "not(descendant::p or descendant::div or descendant::ul or descendant::ol or descendant::table or descendant::h1 or"
    " descendant::h2 or descendant::h3)"
)
"""Whether an `<svg>` is only a drawing. If it holds one of these, it was never closed or holds a page, and a browser
shows them."""
MAX_PATH = 16_384
"""Characters of the path of an element. Each block has one, and a hostile page can make element names long."""
MAX_PATHS = 60_000_000
"""Characters of the paths of all blocks together. They are in memory, and steps of the chain look at each of them."""
SOFT_HYPHEN = "\xad"
"""It says where a browser may break a word, and is not part of the word: nobody searches for a word with it."""
EDGES = "\ufeff\u200b "
"""What a block does not begin or end with, besides white space."""


def lines_of_code(parts: Sequence[str], linked_parts: Sequence[int]) -> Iterator[tuple[str, str]]:
    r"""Yield each line of the text of a `<pre>`, and what of it stands in links.

    `linked_parts` are the indexes of the parts that stand in links.

    >>> list(lines_of_code(["see ", "here", "\n\n  end"], [1]))
    [('see here\n', 'here'), ('\n', ''), ('  end', '')]
    """
    in_links = frozenset(linked_parts)
    line, linked = "", ""
    for index, part in enumerate(parts):
        for piece in part.splitlines(keepends=True):
            line += piece
            if index in in_links:
                linked += piece
            if piece[-1].splitlines() == [""]:
                yield line, linked
                line, linked = "", ""
    if line:
        yield line, linked


class Walk:
    """One walk through a tree, in the order of the page, without recursion.

    What goes over a limit is left out with a warning, or `LimitError` is raised. The text of the elements `removed`
    is left out, each with its cause. The elements `shown` are read although their markup hides them.
    """

    def __init__(
        self,
        limits: Limits,
        removed: Mapping[Any, Cause],
        url: str | None = None,
        shown: AbstractSet[Any] = frozenset(),
    ) -> None:
        self.warnings: list[str] = []
        self.lines: list[str] = []
        self.blocks: list[Block] = []
        self.unshown: list[Removal] = []
        self.hidden: list[tuple[Any, int]] = []
        self._limits, self._removed, self._url, self._shown = limits, removed, url, shown
        self._length = 0
        self._parts: list[str] = []
        self._links: list[int] = []  # which of the parts stand in links
        self._left_out: list[tuple[str, Cause]] = []
        self._path, self._level = "", 0
        self._length_of_paths = 0
        self._numbers: dict[Any, dict[Any, int]] = {}
        self._number = 0
        self._in_code = False
        self._blank_lines = 0  # in a `<pre>`, how many stand above this place
        self._kind: Kind = "paragraph"
        # rows with a single block in tables that have not ended: number of the block, path and cells of the row
        self._single: list[tuple[int, str, tuple[str, ...]]] = []

    def run(self, root: Any) -> None:  # noqa: C901  (the hot loop: one more call per element would double its time)
        """Read the tree."""
        parts, links, left_out = self._parts, self._links, self._left_out
        role_of, kind_of, level_of = ROLES.get, KINDS.get, LEVELS.get
        removed, depth, shown = self._removed, self._limits.depth, self._shown
        depth_of_links = 0
        is_deep = False
        here = ""  # the path of this element; `_path` is that of the block that it stands in
        counts: dict[str, int] = {}
        stack: list[tuple[Any, Any, int | None, Any]] = []
        children = iter((root,))
        while True:
            for element in children:
                tag = element.tag
                role = role_of(tag)
                if tag == "svg":
                    if _DRAWING(element):
                        counts[tag] = counts.get(tag, 0) + 1  # so that the paths of others are right
                    else:
                        role = None
                if removed and element in removed:
                    counts[tag] = counts.get(tag, 0) + 1
                    if role == BLOCK and parts:
                        self._flush()
                    self._leave_out(element, removed[element])
                elif is_deep and role in (None, BLOCK, LINK):
                    enforce_limit(self._limits, "depth", self._url, self.warnings)
                    counts[tag] = counts.get(tag, 0) + 1
                    if role == BLOCK:
                        self._flush()
                    elif parts:
                        parts.append(" ")  # so that the words on both sides stay apart
                    self._leave_out(element, LIMIT)
                elif role is None or role == LINK:
                    number = counts[tag] = counts.get(tag, 0) + 1
                    style = element.get("style")
                    hidden = (style and INVISIBLE.search(style)) or element.get("hidden") is not None
                    text = None if hidden else element.text
                    if text and (parts or not text.isspace() or self._in_code):
                        if role or depth_of_links:
                            links.append(len(parts))
                        parts.append(text)
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
                    hidden = (style and INVISIBLE.search(style)) or element.get("hidden") is not None
                    if hidden and element not in shown:
                        self._hide(element)
                    else:
                        outer = (here, self._path, self._kind, self._level, counts, len(self.blocks))
                        self._path = here = f"{here}/{tag}[{number}]"
                        self._kind = kind = kind_of(tag, self._kind)
                        self._level = level_of(tag, self._level) if kind == "heading" else 0
                        if kind == "list item" and tag == "li":
                            self._number = self._number_of(element)
                        elif tag == "pre":
                            self._in_code = True
                        text = element.text
                        if text and (self._in_code or not text.isspace()):
                            if depth_of_links:
                                links.append(len(parts))
                            parts.append(text)
                        if len(element):
                            counts = {}
                            stack.append((children, element, role, outer))
                            children = iter(element)
                            is_deep = len(stack) >= depth or len(here) > MAX_PATH
                            break
                        if parts:
                            self._flush()
                        if tag == "li":
                            self._number = 0
                        elif tag == "pre":
                            self._in_code = False
                        here, self._path, self._kind, self._level = outer[:4]
                elif role == BREAK:
                    if self._in_code:
                        parts.append("\n")
                    elif parts:
                        self._flush()
                elif role == UNSHOWN:
                    self._leave_out(element, HIDDEN)
                text = element.tail
                if text and (parts or not text.isspace() or self._in_code):
                    if depth_of_links:
                        links.append(len(parts))
                    parts.append(text)
            else:
                if not stack:
                    break
                children, element, role, outer = stack.pop()
                is_deep = False  # the walk went down from here
                if role == BLOCK:
                    tag = element.tag
                    if parts or left_out:
                        self._flush()
                    if tag == "tr" and len(element) > 1 and len(self.blocks) > outer[-1]:
                        self._join_cells(outer[-1], here, element)
                    elif tag == "table":
                        if self._single:
                            self._join_single(outer[-1], here)
                        if has_spans(element):
                            self.blocks[outer[-1] :] = spread(element, here, self.blocks[outer[-1] :])
                    elif tag == "li":
                        self._number = 0
                    elif tag == "pre":
                        self._in_code = False
                    here, self._path, self._kind, self._level, counts, _ = outer
                else:
                    here, counts = outer
                    depth_of_links -= role is not None
                text = element.tail
                if text and (parts or not text.isspace() or self._in_code):
                    if depth_of_links:
                        links.append(len(parts))
                    parts.append(text)
        self._flush()

    def _flush(self) -> None:
        """End the block that the text so far makes up; in a `<pre>`, each line is a block."""
        if self._in_code:
            for line, linked in lines_of_code(self._parts, self._links):
                if line.isspace():
                    self._blank_lines += 1
                    continue
                self._add(line, linked, "\n" * self._blank_lines + line.rstrip().replace("\xa0", " "))
                self._blank_lines = 0
        elif self._parts:
            linked_text = "".join([self._parts[index] for index in self._links]) if self._links else ""
            self._add("".join(self._parts), linked_text)
        self._parts.clear()
        self._links.clear()
        for text, cause in self._left_out:
            start = self._line(text)
            self.unshown.append(Removal(start, start + len(text), cause))
        self._left_out.clear()

    def _add(self, text: str, linked_text: str, code: str = "") -> None:
        """Add a block with this text, if there is any. White space is reduced to single spaces."""
        text = _plain(text).strip(EDGES)
        if not text:
            return
        linked = min(len(text), len(_plain(linked_text))) if linked_text else 0
        start = self._line(text)
        end = start + len(text)
        self._length_of_paths += len(self._path)
        is_deep = self._length_of_paths > MAX_PATHS
        if is_deep or len(self.blocks) >= self._limits.blocks:
            enforce_limit(self._limits, "depth" if is_deep else "blocks", self._url, self.warnings)
            self.unshown.append(Removal(start, end, LIMIT))
            return
        number = self._number if self._kind == "list item" else 0
        self._number = 0  # only the first block of an item has its number
        self.blocks.append(
            Block(text, start, end, self._kind, self._level, path=self._path, linked=linked, number=number, code=code)
        )

    def _number_of(self, item: Any) -> int:
        """Return the number of this `<li>`, or 0 if its list is not an ordered one."""
        above = item.getparent()
        if above is None or above.tag != "ol":
            return 0
        if above not in self._numbers:
            self._numbers[above] = dict(item_numbers(above))
        return self._numbers[above].get(item, 0)

    def _line(self, text: str) -> int:
        start = self._length
        self.lines.append(text)
        self._length += len(text) + 1
        return start

    def _leave_out(self, element: Any, cause: Cause) -> str:
        """Put the text of the element aside, below the block that it stands in, and return it."""
        is_text = ROLES.get(element.tag) != MARKUP
        found = _TEXTS(element) if len(element) else (element.text or "",) if is_text else ()
        texts = [" ".join(text.split()) for text in found]
        text = "\n".join(filter(None, texts))
        if text:
            self._left_out.append((text, cause))
        return text

    def _hide(self, element: Any) -> None:
        self.hidden.append((element, count_words(self._leave_out(element, HIDDEN))))

    def _join_cells(self, first: int, path: str, row: Any) -> None:
        """Make one block of the row at `path`, if each block from number `first` on is all that one of its cells holds.

        Otherwise the blocks stay as they are: the table is there for the layout. If there is only one block, this is
        decided at the end of the table.
        """
        blocks = self.blocks[first:]
        start = blocks[0].start
        is_whole = self._length == start + sum(len(block.text) + 1 for block in blocks)  # no hidden text between them
        names = [block.path[len(path) + 1 :].partition("/")[0] for block in blocks]
        counts = Counter[str]()
        order = []
        for cell in row:
            counts[cell.tag] += 1
            if cell.tag in ("td", "th") and not is_hidden(cell):
                order.append(f"{cell.tag}[{counts[cell.tag]}]")
        if not is_whole or len(set(names)) < len(blocks) or not set(names) <= set(order):
            return
        texts = {name: block.text for name, block in zip(names, blocks, strict=True)}
        cells = tuple(texts.get(name, "") for name in order)
        if len(blocks) == 1:
            if len(cells) > 1 and blocks[0].kind == "paragraph" and not is_running_text(blocks[0]):
                self._single.append((first, path, cells))
            return
        text = CELL.join(cells).strip()
        del self.lines[-len(blocks) :]
        self._length = start
        self._line(text)
        linked = sum(block.linked for block in blocks)
        joined = Block(text, start, start + len(text), "table row", path=path, linked=linked, cells=cells)
        self.blocks[first:] = [joined]
        while self._single and self._single[-1][0] >= first:  # a faulty page has rows within a row
            self._single.pop()

    def _join_single(self, first: int, path: str) -> None:
        """Make rows of the single blocks in rows of the table at `path`, whose blocks are those from number `first` on.

        This is done only if the table has another row with as many cells. The text of such a row is that of its cell.
        """
        rows = (block for block in self.blocks[first:] if block.cells and "/table[" not in block.path[len(path) :])
        widths = {len(row.cells) for row in rows}
        while self._single and self._single[-1][0] >= first:
            number, row_path, cells = self._single.pop()
            if len(cells) in widths:
                self.blocks[number] = replace(self.blocks[number], kind="table row", path=row_path, cells=cells)


def _plain(text: str) -> str:
    """Return the text with single spaces for white space, and without soft hyphens."""
    return " ".join(text.replace(SOFT_HYPHEN, "").split())
