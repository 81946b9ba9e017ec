"""An article as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from msgspec.structs import replace

from ..errors import UsageError
from ..page.blocks import Block, cell_starts
from ..page.marks import BULLET, NUMBER
from ..page.markup import Mark, Span
from .article import Article
from .inline import escape, escape_cell, image, marked, marked_cell
from .markup import spans_within, with_markup
from .structure import Container, Placed, placed, table_of, whole_code

_MAX_NUMBER = 999_999_999
"""The largest number of a list item that CommonMark reads as one."""

_OTHER_MARK = {".": ")", ")": "."}
_OPENS_LIST = re.compile(r"(?:-|1[.)]) ")
"""How a list begins that can stand right below a line of text; CommonMark needs a blank line above other numbers."""
_BACKTICKS = re.compile("`+")
MARKS: Mapping[str, tuple[Mark, ...]] = {
    "links": ("link",),
    "images": ("image",),
    "emphasis": ("strong", "emphasis", "code"),
}
"""What each option of `to_markdown` keeps."""
_MAX_FILLED = 100
"""Cells are added to the short rows of a table up to this width; parsers add them themselves. A hostile table is wide.
"""


def to_markdown(
    article: Article, *, with_title: bool = False, links: bool = False, images: bool = False, emphasis: bool = False
) -> str:
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

    `links`, `images` and `emphasis` keep the links, pictures and emphasis of a page that was HTML. They need an article
    that was cleaned with `markup=True`; otherwise `UsageError` is raised. Emphasis is bold and italic text, and code
    within a line.

    >>> from cleaner import Cleaner
    >>> page = "<p>De <b>raad</b> kwam <a href='/agenda'>woensdag</a> bijeen over de haven."
    >>> article = Cleaner().clean(page, "https://krant.nl/raad", input="html", markup=True)
    >>> print(to_markdown(article, links=True, emphasis=True))
    De **raad** kwam [woensdag](https://krant.nl/agenda) bijeen over de haven.
    """
    title = [f"# {escape(article.headline)}"] if with_title and article.headline else []
    wanted = {"links": links, "images": images, "emphasis": emphasis}
    marks = frozenset(mark for name, is_wanted in wanted.items() if is_wanted for mark in MARKS[name])
    if not marks:
        blocks = placed(article.body)
    elif article.markup is None:
        raise UsageError("this article has no markup; use Cleaner.clean(..., markup=True)")
    else:
        blocks = with_markup(article.body, article.markup, marks)
    return "\n\n".join([*title, *_paragraphs(blocks, 0)])


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
            yield _table([row for _, rows in group for row in rows])
        else:
            yield from (_code(code) if code else _block(lines[0]) for code, lines in group)


def _part(found: tuple[str, list[Placed]]) -> tuple[str, str]:
    """Return what the neighbours of one table have in common: the kind of block, and the table."""
    block = found[1][0].block
    return block.kind, table_of(block) if block.kind == "table row" else ""


def _block(each: Placed) -> str:
    block = each.block
    if each.spans and each.spans[0].mark == "image":
        return image(block.text, each.spans[0].url)
    is_heading = block.kind == "heading"
    spans = _spans(each, [(block.text, block.start)], is_title=is_heading)
    text = marked(block.text, *spans) if each.spans else escape(block.text)
    return f"{'#' * block.level} {text}" if is_heading else text


def _spans(each: Placed, pieces: Sequence[tuple[str, int]], *, is_title: bool) -> Iterator[list[Span]]:
    """Yield the markup of each of these texts in the block, of which the places are known.

    A title that is bold as a whole is not marked as bold.
    """
    stretches = [(start, start + len(text)) for text, start in pieces]
    for (text, _), spans in zip(pieces, spans_within(each.spans, stretches), strict=True):
        whole = (0, len(text), "strong")
        yield [span for span in spans if not (is_title and (span.start, span.end, span.mark) == whole)]


def _code(code: str) -> str:
    """Return a fenced block. The fence is longer than every run of backticks in the code."""
    fence = "`" * max(3, *(len(run) + 1 for run in _BACKTICKS.findall(code)), 0)
    return f"{fence}\n{code}\n{fence}"


def _lists(blocks: Sequence[Placed], level: int) -> Iterator[str]:
    """Yield each list: CommonMark counts on from the first number, so a number that does not run on begins a new list.

    CommonMark takes an ordered list below another one for a part of it, unless its numbers have the other mark. A list
    that stands right in another one, and in none of its items, belongs to the item above it.
    """
    items: list[list[str]] = []
    last, mark, indent = 0, "", ""
    for container, group in groupby(blocks, key=lambda each: _container(each, level)):
        inner = list(group)
        if container is None or container.kind != "item":
            text = _joined(_paragraphs(inner, level))
            if items:
                items[-1].append(_prefixed(indent, text))
            else:
                yield text
            continue
        number, typed_mark = 0, "-"
        if len(inner[0].containers) == level + 1:
            number, typed_mark, text = _item(inner[0].block)
            first = inner[0].block
            inner[0] = inner[0]._replace(block=replace(first, text=text, start=first.end - len(text)))
        if items and number != (last + 1 if last else 0):
            yield "\n".join(map(_joined, items))
            items = []
        if not items:
            mark = _OTHER_MARK[typed_mark] if typed_mark == mark else typed_mark
        opening = f"{number or ''}{mark} "
        indent = " " * len(opening)
        items.append([opening + _prefixed(indent, _joined(_paragraphs(inner, level + 1))).lstrip(" ")])
        last = number
    if items:
        yield "\n".join(map(_joined, items))


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


def _table(rows: Sequence[Placed]) -> str:
    """Return a table whose header is the first row.

    The header gets as many cells as the widest row: a cell beyond those of the header would not be shown. A row whose
    cells are not known, because a rule cut it, is one cell.
    """
    cells = [_cells(row, is_title=number == 0) for number, row in enumerate(rows)]
    width = max(map(len, cells))
    header, *body = (
        _row([*row, *[""] * (width - len(row))]) if number == 0 or width <= _MAX_FILLED else _row(row)
        for number, row in enumerate(cells)
    )
    return "\n".join([header, f"{'|---' * width}|", *body])


def _cells(row: Placed, *, is_title: bool) -> list[str]:
    block = row.block
    if not row.spans:
        return list(map(escape_cell, block.cells or (block.text,)))
    texts, starts = (block.cells, cell_starts(block)) if block.cells else ((block.text,), [block.start])
    pieces = list(zip(texts, starts, strict=True))
    return list(map(marked_cell, texts, _spans(row, pieces, is_title=is_title)))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
