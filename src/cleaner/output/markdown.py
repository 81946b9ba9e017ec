"""An article as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from ..page.blocks import Block
from ..page.marks import BULLET, NUMBER
from .article import Article

# What CommonMark would read as markup: anywhere in a line, and at its start.
_INLINE = re.compile(r"[\\`*_\[\]<]|&(?=#?\w+;)|~(?=~)")
_CLOSING = re.compile(r"(?<=\s)(#+)$")  # what would close a heading
_START = re.compile(r"(?:#{1,6}(?=\s|$)|[-+](?=\s|$)|=+$|-{3,}|>|~{3,})|(?P<number>\d{1,9})(?=[.)](?:\s|$))")
_MAX_NUMBER = 999_999_999
"""The largest number of a list item that CommonMark reads as one."""

_OTHER_MARK = {".": ")", ")": "."}


def to_markdown(article: Article, *, with_title: bool = False) -> str:
    r"""Return the blocks as CommonMark, after the headline if `with_title` is set.

    Subheads, list items and quotes are written as such. Characters of the text that CommonMark would read as markup are
    escaped. Tables are written in the syntax of GitHub, because CommonMark has no tables.

    >>> from cleaner import clean
    >>> article = clean("Kop\n\nKop\n\nDe 2*2 van de raad.\n\nSubkop\n\nEen zin onder de subkop.")
    >>> print(to_markdown(article, with_title=True))
    # Kop
    <BLANKLINE>
    De 2\*2 van de raad.
    <BLANKLINE>
    ## Subkop
    <BLANKLINE>
    Een zin onder de subkop.
    """
    title = [f"# {escape(article.headline)}"] if with_title and article.headline else []
    return "\n\n".join([*title, *_paragraphs(article.blocks)])


def _paragraphs(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield what is to be separated by blank lines: a block, a whole list, or a whole table."""
    for kind, neighbours in groupby(blocks, key=lambda block: block.kind):
        if kind == "table row":
            yield _table(list(neighbours))
        elif kind == "list item":
            yield from _lists(neighbours)
        else:
            yield from map(_block, neighbours)


def _block(block: Block) -> str:
    if block.kind == "heading":
        return f"{'#' * block.level} {escape(block.text)}"
    return f"> {escape(block.text)}" if block.kind == "quote" else escape(block.text)


def _lists(items: Iterable[Block]) -> Iterator[str]:
    """Yield each list: CommonMark counts on from the first number, so a number that does not run on begins a new list.

    CommonMark takes an ordered list below another one for a part of it, unless its numbers have the other mark.
    """
    lines: list[str] = []
    last, mark = 0, ""
    for item in items:
        number, typed_mark, text = _item(item)
        runs_on = number == (last + 1 if last else 0)
        if lines and not runs_on:
            yield "\n".join(lines)
            lines = []
        if not lines:
            mark = _OTHER_MARK[typed_mark] if typed_mark == mark else typed_mark
        lines.append(f"{number or ''}{mark} {escape(text)}")
        last = number
    yield "\n".join(lines)


def _item(block: Block) -> tuple[int, str, str]:
    """Return the number of an item of a list (0 for a bullet), the mark after it, and the text.

    The number or bullet that a text has typed is not a part of the text.
    """
    if 0 < block.number <= _MAX_NUMBER:
        typed = NUMBER.match(block.text)
        if typed and int(typed[1]) == block.number:
            return block.number, typed[2], block.text[typed.end() :]
        return block.number, ".", block.text
    bullet = BULLET.match(block.text)
    return 0, "-", block.text[bullet.end() :] if bullet else block.text


def _table(rows: Sequence[Block]) -> str:
    """Return a table whose header is the first row.

    All rows get as many cells as the widest one: a cell beyond those of the header would not be shown. A row whose
    cells are not known, because a rule cut it, is one cell.
    """
    cells = [row.cells or (row.text,) for row in rows]
    width = max(map(len, cells))
    header, *body = (_row([*row, *[""] * (width - len(row))]) for row in cells)
    return "\n".join([header, f"{'|---' * width}|", *body])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_escape_inline(cell).replace('|', '&#124;') for cell in cells)} |"


def escape(text: str) -> str:
    r"""Return one line of text, written so that CommonMark shows exactly this text.

    >>> escape("1. FC *Köln*"), escape("# geen kop")
    ('1\\. FC \\*Köln\\*', '\\# geen kop')
    """
    match = _START.match(text)
    text = _CLOSING.sub(r"\\\1", _escape_inline(text))
    if match is None:
        return text
    return f"{match['number']}\\{text[match.end() :]}" if match["number"] else f"\\{text}"


def _escape_inline(text: str) -> str:
    return _INLINE.sub(lambda match: "\\" + match[0], text)
