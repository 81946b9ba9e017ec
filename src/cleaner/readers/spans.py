"""Cells of tables that span columns or rows: they push other cells to the right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from ..page.blocks import Block
from ..page.shapes import is_running_text
from .markup import integer, is_hidden

MAX_COLUMNS = 100
"""A table does not get wider than this by cells that span columns or rows."""


def has_spans(table: Any) -> bool:
    """Return whether cells of this table span others. A table that holds tables is there for the layout."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    return any(cell.get("colspan") or cell.get("rowspan") for cell in table.iter("td", "th"))


def spread(table: Any, path: str, blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks of the table at `path`, with an empty cell wherever one of its cells spans a column or a row.

    What stands alone in a row becomes a row of the table, if it is as wide as another one.
    """
    found = list(blocks)
    rows = {row_path: (numbers, line) for row_path, numbers, line in _lines(table, path, blocks)}
    widths = {len(line) for numbers, line in rows.values() if blocks[numbers[0]].cells}
    for row_path, (numbers, line) in rows.items():
        block = blocks[numbers[0]]
        is_alone = len(numbers) == 1 and block.kind == "paragraph" and not is_running_text(block)
        if block.cells or (is_alone and len(line) in widths):
            found[numbers[0]] = replace(block, kind="table row", path=row_path, cells=tuple(line))
    return found


def _lines(table: Any, path: str, blocks: Sequence[Block]) -> Iterator[tuple[str, list[int], list[str]]]:
    """Yield for each row that holds blocks: its path, the indexes of its blocks, and the texts of its cells."""
    inside: dict[str, list[int]] = {}
    for index, block in enumerate(blocks):
        start = block.path.find("/tr[", len(path))
        inside.setdefault(block.path[: block.path.find("]", start) + 1], []).append(index)
    for section, section_path in ((table, path), *_children(table, path, ("thead", "tbody", "tfoot"))):
        left: Counter[int] = Counter()  # for each column, how many rows a cell above still spans
        for row, row_path in _children(section, section_path, ("tr",)):
            if is_hidden(row):
                continue
            numbers = inside.get(row_path, [])
            texts = _texts([blocks[number] for number in numbers], row, row_path)
            line = _line(row, row_path, texts, left)
            if numbers:
                yield row_path, numbers, line


def _children(element: Any, path: str, tags: Sequence[str]) -> Iterator[tuple[Any, str]]:
    """Yield the children with one of these tags, and their paths."""
    counts = Counter[str]()
    for child in element:
        counts[child.tag] += 1
        if child.tag in tags:
            yield child, f"{path}/{child.tag}[{counts[child.tag]}]"


def _texts(blocks: Sequence[Block], row: Any, path: str) -> dict[str, str]:
    """Return the text of each cell of a row, by the path of the cell."""
    if len(blocks) == 1 and blocks[0].cells:
        cells = (cell_path for cell, cell_path in _children(row, path, ("td", "th")) if not is_hidden(cell))
        return dict(zip(cells, blocks[0].cells, strict=False))
    return {f"{path}/{block.path[len(path) + 1 :].partition('/')[0]}": block.text for block in blocks}


def _line(row: Any, path: str, texts: dict[str, str], left: Counter[int]) -> list[str]:
    """Return the cells of a row, with an empty one for each that is spanned, and count down the rows `left`."""
    spanned = {column for column, rows in left.items() if rows > 0}
    left.subtract(spanned)
    line: list[str] = []
    for cell, cell_path in _children(row, path, ("td", "th")):
        if is_hidden(cell):
            continue
        while len(line) in spanned:
            line.append("")
        width = max(1, min(integer(cell.get("colspan"), 1), MAX_COLUMNS - len(line)))
        for column in range(len(line), min(len(line) + width, MAX_COLUMNS)):
            left[column] = integer(cell.get("rowspan"), 1) - 1
        line += [texts.get(cell_path, ""), *[""] * (width - 1)]
    while len(line) in spanned:
        line.append("")
    return line
