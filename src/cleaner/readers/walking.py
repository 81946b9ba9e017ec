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
from ..page.warnings import PageWarning
from ..page.words import count_words
from .bounds import LIMIT, enforce_limit
from .markup import (
    MARKUP,
    ROLES,
    is_hidden,
    item_numbers,
)
from .spans import has_spans, spread

HIDDEN = builtin_cause("hidden", "a browser does not show it")
_TEXTS = etree.XPath("descendant-or-self::text()[not(parent::script or parent::style)]", smart_strings=False)
DRAWING = etree.XPath(
    "not(descendant::p or descendant::div or descendant::ul or descendant::ol or descendant::table or descendant::h1 or"
    " descendant::h2 or descendant::h3)"
)
"""Whether an `<svg>` is only a drawing. If it holds one of these, it was never closed or holds a page, and a browser
shows them."""
MAX_PATH = 16_384
"""Characters of the path of an element. Each block has one, and a hostile page can make element names long."""
MAX_PATHS = 30_000_000
"""Characters of the paths of all blocks together. They are in memory, and steps of the chain look at each of them.
Real pages have 0.1 million at most."""
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
        self.warnings: list[PageWarning] = []
        self.lines: list[str] = []
        self.blocks: list[Block] = []
        self.unshown: list[Removal] = []
        self.unshown_elements: list[Any] = []  # of each in `unshown`; None for a block that goes over a limit
        self.hidden: list[tuple[Any, int]] = []
        self.limits, self.removed, self.url, self.shown = limits, removed, url, shown
        self._length = 0
        self.parts: list[str] = []
        self.links: list[int] = []  # which of the parts stand in links
        self.left_out: list[tuple[str, Cause, Any]] = []
        self.path, self.level = "", 0
        self._length_of_paths = 0
        self._numbers: dict[Any, dict[Any, int]] = {}
        self.number = 0
        self.in_code = False
        self._blank_lines = 0  # in a `<pre>`, how many stand above this place
        self.kind: Kind = "paragraph"
        # rows with a single block in tables that have not ended: number of the block, path and cells of the row
        self._single: list[tuple[int, str, tuple[str, ...]]] = []

    def flush(self) -> None:
        """End the block that the text so far makes up; in a `<pre>`, each line is a block."""
        if self.in_code:
            for line, linked in lines_of_code(self.parts, self.links):
                if line.isspace():
                    self._blank_lines += 1
                    continue
                self._add_plain(line, linked, "\n" * self._blank_lines + line.rstrip().replace("\xa0", " "))
                self._blank_lines = 0
        elif self.parts:
            linked_text = "".join([self.parts[index] for index in self.links]) if self.links else ""
            self._add_plain("".join(self.parts), linked_text)
        self.parts.clear()
        self.links.clear()
        for text, cause, element in self.left_out:
            start = self._line(text)
            self.unshown.append(Removal(start, start + len(text), cause))
            self.unshown_elements.append(element)
        self.left_out.clear()

    def _add_plain(self, text: str, linked_text: str, code: str = "") -> None:
        """Add a block with this text, if there is any. White space is reduced to single spaces."""
        text = plain(text).strip(EDGES)
        if text:
            self.add(text, min(len(text), len(plain(linked_text))) if linked_text else 0, code)

    def add(self, text: str, linked: int, code: str = "") -> None:
        """Add a block with this text, of which `linked` characters stand in links."""
        start = self._line(text)
        end = start + len(text)
        self._length_of_paths += len(self.path)
        is_deep = self._length_of_paths > MAX_PATHS
        if is_deep or len(self.blocks) >= self.limits.blocks:
            enforce_limit(self.limits, "depth" if is_deep else "blocks", self.url, self.warnings)
            self.unshown.append(Removal(start, end, LIMIT))
            self.unshown_elements.append(None)
            return
        number = self.number if self.kind == "list item" else 0
        self.number = 0  # only the first block of an item has its number
        self.blocks.append(
            Block(text, start, end, self.kind, self.level, path=self.path, linked=linked, number=number, code=code)
        )

    def end_row(self, row: Any, first: int, path: str) -> None:
        """Make one block of the row at `path` if it has several cells. Its blocks are those from number `first` on."""
        if len(row) > 1 and len(self.blocks) > first:
            self._join_cells(first, path, row)

    def end_table(self, table: Any, first: int, path: str) -> None:
        """Complete the rows of the table at `path`, whose blocks are those from number `first` on."""
        if self._single:
            self._join_single(first, path)
        if has_spans(table):
            self.blocks[first:] = spread(table, path, self.blocks[first:])

    def number_of(self, item: Any) -> int:
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

    def leave_out(self, element: Any, cause: Cause) -> str:
        """Put the text of the element aside, below the block that it stands in, and return it."""
        is_text = ROLES.get(element.tag) != MARKUP
        found = _TEXTS(element) if len(element) else (element.text or "",) if is_text else ()
        texts = [" ".join(text.split()) for text in found]
        text = "\n".join(filter(None, texts))
        if text:
            self.left_out.append((text, cause, element))
        return text

    def hide(self, element: Any) -> None:
        """Leave out an element that its markup hides, and note how many words it has."""
        self.hidden.append((element, count_words(self.leave_out(element, HIDDEN))))

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


def plain(text: str) -> str:
    """Return the text with single spaces for white space, and without soft hyphens."""
    return " ".join(text.replace(SOFT_HYPHEN, "").split())
