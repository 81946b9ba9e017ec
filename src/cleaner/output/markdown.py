"""An article as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from msgspec.structs import replace

from ..page.blocks import Block
from ..page.marks import BULLET, NUMBER
from .article import Article
from .structure import Container, Placed, placed, table_of, whole_code

# What CommonMark would read as markup: anywhere in a line, and at its start.
_INLINE = re.compile(r"[\\`*_\[\]<]|&(?=#?\w+;)|~(?=~)")
_CLOSING = re.compile(r"(?<=\s)(#+)$")  # what would close a heading
_START = re.compile(r"(?:#{1,6}(?=\s|$)|[-+](?=\s|$)|=+$|-{3,}|>|~{3,})|(?P<number>\d{1,9})(?=[.)](?:\s|$))")
_MAX_NUMBER = 999_999_999
"""The largest number of a list item that CommonMark reads as one."""

_OTHER_MARK = {".": ")", ")": "."}
_OPENS_LIST = re.compile(r"(?:-|1[.)]) ")
"""How a list begins that can stand right below a line of text; CommonMark needs a blank line above other numbers."""
_BACKTICKS = re.compile("`+")


def to_markdown(article: Article, *, with_title: bool = False) -> str:
    r"""Return the blocks as CommonMark, after the headline if `with_title` is set.

    Subheads, quotations, lists within lists, and code are written as such. Characters of the text that CommonMark would
    read as markup are escaped. Tables are written in the syntax of GitHub, because CommonMark has no tables.

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
    return "\n\n".join([*title, *_paragraphs(placed(article.blocks), 0)])


def _paragraphs(blocks: Sequence[Placed], level: int) -> Iterator[str]:
    """Yield what is to be separated by blank lines: a block, or a whole quotation, list, table or piece of code.

    `level` is how many containers of the blocks are already written.
    """
    for container, group in groupby(blocks, key=lambda each: _container(each, level)):
        inner = list(group)
        if container is None:
            yield from _blocks(inner)
        elif container.kind == "quote":
            yield _prefixed("> ", "\n\n".join(_paragraphs(inner, level + 1)))
        else:
            yield from _lists(inner, level + 1)


def _container(each: Placed, level: int) -> Container | None:
    return each.containers[level] if level < len(each.containers) else None


def _prefixed(prefix: str, text: str) -> str:
    return "\n".join(f"{prefix}{line}".rstrip() for line in text.split("\n"))


def _blocks(blocks: Sequence[Placed]) -> Iterator[str]:
    """Yield what is to be separated by blank lines among the blocks of one item, one quotation, or the page."""
    for (kind, _), group in groupby(whole_code(blocks), key=_part):
        if kind == "table row":
            yield _table([row.block for _, rows in group for row in rows])
        else:
            yield from (_code(code) if code else _block(lines[0].block) for code, lines in group)


def _part(found: tuple[str, list[Placed]]) -> tuple[str, str]:
    """Return what the neighbours of one table have in common: the kind of block, and the table."""
    block = found[1][0].block
    return block.kind, table_of(block) if block.kind == "table row" else ""


def _block(block: Block) -> str:
    return f"{'#' * block.level} {escape(block.text)}" if block.kind == "heading" else escape(block.text)


def _code(code: str) -> str:
    """Return a fenced block. The fence is longer than every run of backticks in the code."""
    fence = "`" * max(3, *(len(run) + 1 for run in _BACKTICKS.findall(code)), 0)
    return f"{fence}\n{code}\n{fence}"


def _lists(blocks: Sequence[Placed], level: int) -> Iterator[str]:
    """Yield each list: CommonMark counts on from the first number, so a number that does not run on begins a new list.

    CommonMark takes an ordered list below another one for a part of it, unless its numbers have the other mark. A list
    that stands right in another one, and in none of its items, belongs to the item above it.
    """
    items: list[str] = []
    last, mark, indent = 0, "", ""
    for container, group in groupby(blocks, key=lambda each: _container(each, level)):
        inner = list(group)
        if container is None or container.kind != "item":
            text = _joined(_paragraphs(inner, level))
            if items:
                items[-1] = _joined([items[-1], _prefixed(indent, text)])
            else:
                yield text
            continue
        number, typed_mark = 0, "-"
        if len(inner[0].containers) == level + 1:
            number, typed_mark, text = _item(inner[0].block)
            inner[0] = Placed(replace(inner[0].block, text=text), inner[0].containers)
        if items and number != (last + 1 if last else 0):
            yield "\n".join(items)
            items = []
        if not items:
            mark = _OTHER_MARK[typed_mark] if typed_mark == mark else typed_mark
        opening = f"{number or ''}{mark} "
        indent = " " * len(opening)
        items.append(opening + _prefixed(indent, _joined(_paragraphs(inner, level + 1))).lstrip(" "))
        last = number
    if items:
        yield "\n".join(items)


def _joined(paragraphs: Iterable[str]) -> str:
    """Return the paragraphs of an item as one text: a list below the text of its item needs no blank line above."""
    text = ""
    for paragraph in paragraphs:
        gap = "\n" if _OPENS_LIST.match(paragraph.lstrip(" ")) else "\n\n"
        text += f"{gap}{paragraph}" if text else paragraph
    return text


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
    return f"| {' | '.join(map(_escape_cell, cells))} |"


def _escape_cell(text: str) -> str:
    return _escape_inline(text).replace("|", "\\|")


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
