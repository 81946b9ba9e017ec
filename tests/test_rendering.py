"""A CommonMark parser reads from the Markdown exactly the text of the article."""

from __future__ import annotations

import json
from html import unescape
from itertools import takewhile
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cleaner import Cleaner
from cleaner.output.article import Article
from cleaner.output.inline import escape
from cleaner.output.markdown import to_markdown
from cleaner.output.render import FORMATS, Format
from cleaner.output.row import FIELDS, row_type, to_dict, to_json
from cleaner.page.blocks import Block

from .drafts import NO_ACCOUNT
from .golden import ROOT, cases

PARSER = MarkdownIt("commonmark").enable("table")
SHIPPED = Cleaner()
CHARACTERS = st.text("ab1 *_`#>+-=~.)([]<>&\\!|/:;'\"é", min_size=1, max_size=30)


def shown(markdown: str) -> list[tuple[str, str]]:
    """Return each block that a parser finds: its kind and its plain text.

    The cells of a row are one block. A line of code is one, too.
    """
    tokens = PARSER.parse(markdown)
    found: list[tuple[str, str]] = []
    for number, token in enumerate(tokens):
        if token.type == "fence":
            found += [("code", " ".join(line.split())) for line in token.content.splitlines() if line.strip()]
        if token.type != "inline":
            continue
        kind = tokens[number - 1].type.removesuffix("_open")
        text = "".join(_plain(child.type, child.content) for child in token.children or ())
        if kind in {"th", "td"} and tokens[number - 2].type != "tr_open":
            text = f"{found.pop()[1]} | {text}"
        found.append((kind, text))
    return found


def _plain(kind: str, content: str) -> str:
    assert kind in {"text", "text_special", "softbreak"}, kind
    return unescape(content) if kind == "text_special" else content


@given(CHARACTERS)
@example("1. FC Köln")
@example("# kop")
@example("- - -")
@example("===")
@example("~~~ a ~~~")
@example("~~~~")
@example("&amp; en &#42;")
@example("<b>vet</b>")
@example("![beeld](x)")
@example("`code`")
@example("    vier")
def test_a_line_shows_as_itself(text: str) -> None:
    line = " ".join(text.split())
    if line:
        assert shown(escape(line)) == [("paragraph", line)]


def test_golden_pages_show_as_their_blocks() -> None:
    kinds = set()
    for case in cases():
        found = SHIPPED.clean(case.page, case.facts.url)
        blocks = shown(to_markdown(found))
        assert len(blocks) == len(found.blocks)
        for block, (kind, text) in zip(found.blocks, blocks, strict=True):
            assert block.text.endswith(text)
            assert (block.kind == "heading") == (kind == "heading")
            assert bool(block.code) == (kind == "code")
            kinds.add(block.kind)
    assert kinds == {"heading", "list item", "paragraph", "quote", "table row"}


def article(*blocks: Block) -> Article:
    return Article(body=blocks, method="pack", confidence=1, account=NO_ACCOUNT)


def row(*cells: str) -> Block:
    text = " | ".join(filter(None, cells))
    return Block(text, 0, len(text), "table row", cells=cells)


def item(text: str, number: int = 0) -> Block:
    return Block(text, 0, len(text), "list item", number=number)


def table(markdown: str) -> list[list[str]]:
    """Return the cells of each row that a parser finds."""
    rows: list[list[str]] = []
    for token in PARSER.parse(markdown):
        if token.type == "tr_open":
            rows.append([])
        if token.type == "inline":
            rows[-1].append("".join(_plain(child.type, child.content) for child in token.children or ()))
    return rows


TABLES = {
    "all cells": ([["Partij", "Zetels"], ["CDA", "5"]], [["Partij", "Zetels"], ["CDA", "5"]]),
    "an empty header cell": ([["", "Zetels"], ["CDA", "5"]], [["", "Zetels"], ["CDA", "5"]]),
    "an empty last cell": ([["Partij", "Zetels"], ["CDA", ""]], [["Partij", "Zetels"], ["CDA", ""]]),
    "a header that is shorter": ([["Uitslag"], ["CDA", "5", "7"]], [["Uitslag", "", ""], ["CDA", "5", "7"]]),
    "a row that is shorter": ([["Partij", "Zetels"], ["Totaal"]], [["Partij", "Zetels"], ["Totaal", ""]]),
    "a bar in a cell": ([["Ja | nee", "a|b"], ["|", "1 |"]], [["Ja | nee", "a|b"], ["|", "1 |"]]),
    "markup in a cell": ([["*a*", "`|`"], ["- b", "# c"]], [["*a*", "`|`"], ["- b", "# c"]]),
}


@pytest.mark.parametrize(("rows", "expected"), TABLES.values(), ids=TABLES)
def test_a_table_keeps_its_cells(rows: list[list[str]], expected: list[list[str]]) -> None:
    assert table(to_markdown(article(*(row(*cells) for cells in rows)))) == expected


@given(st.lists(st.lists(CHARACTERS.map(str.strip), min_size=1, max_size=4).filter(any), min_size=1, max_size=4))
def test_a_table_keeps_any_cells(rows: list[list[str]]) -> None:
    rows = [[" ".join(cell.split()) for cell in cells] for cells in rows]
    width = max(map(len, rows))
    expected = [cells + [""] * (width - len(cells)) for cells in rows]
    assert table(to_markdown(article(*(row(*cells) for cells in rows)))) == expected


WIDE_TABLES = {"100 cells": (100, 100), "101 cells": (101, 1)}


@pytest.mark.parametrize(("width", "filled"), WIDE_TABLES.values(), ids=WIDE_TABLES)
def test_short_rows_of_a_wide_table_are_not_filled(width: int, filled: int) -> None:
    """A parser shows the same, and a table of thousands of columns and rows would become very large."""
    markdown = to_markdown(article(row("a"), row(*["b"] * width), row("c")))
    assert [line.count("|") - 1 for line in markdown.splitlines()] == [width, width, width, filled]
    assert table(markdown) == [["a", *[""] * (width - 1)], ["b"] * width, ["c", *[""] * (width - 1)]]


def test_a_row_that_was_cut_is_one_cell() -> None:
    cut = row("Partij", "Zetels", "2018").part(9)
    assert cut
    assert table(to_markdown(article(row("a", "b"), cut))) == [["a", "b"], ["Zetels | 2018", ""]]
    whole = row("Partij", "Zetels").part(0)
    assert whole
    assert whole.cells == ("Partij", "Zetels")


ITEMS = {
    "a bullet": (item("Vink aan."), "- Vink aan."),
    "a typed bullet": (item("• Vink aan."), "- Vink aan."),
    "a number": (item("Vink aan.", 3), "3. Vink aan."),
    "a typed number": (item("3. Vink aan.", 3), "3. Vink aan."),
    "a typed number with a parenthesis": (item("3) Vink aan.", 3), "3) Vink aan."),
    "another typed number": (item("5. mei", 3), "3. 5\\. mei"),
    "a typed number in a list with bullets": (item("24. Februar"), "- 24\\. Februar"),
    "markup after the typed number": (item("3. # geen kop", 3), "3. \\# geen kop"),
    "a number below 0": (item("Vink aan.", -1), "- Vink aan."),
    "the largest number": (item("Vink aan.", 999_999_999), "999999999. Vink aan."),
    "too large a number": (item("Vink aan.", 1_000_000_000), "- Vink aan."),
}


@pytest.mark.parametrize(("block", "markdown"), ITEMS.values(), ids=ITEMS)
def test_an_item_of_a_list(block: Block, markdown: str) -> None:
    assert to_markdown(article(block)) == markdown
    assert [token.type for token in PARSER.parse(markdown)].count("list_item_open") == 1


def test_the_items_of_a_list_are_one_list() -> None:
    assert (
        to_markdown(article(item("een", 1), item("twee", 2), Block("Een zin.", 0, 8))) == "1. een\n2. twee\n\nEen zin."
    )


LISTS = {
    "numbers that run on": ([3, 4, 5], ["3", "4", "5"]),
    "numbers that run down": ([3, 2, 1], ["3", "2", "1"]),
    "a number that is left out": ([1, 2, 9, 10], ["1", "2", "9", "10"]),
    "two lists": ([1, 2, 1, 2], ["1", "2", "1", "2"]),
    "three lists": ([1, 1, 1], ["1", "1", "1"]),
    "bullets": ([0, 0], ["-", "-"]),
    "bullets below numbers": ([1, 2, 0, 0], ["1", "2", "-", "-"]),
    "numbers below bullets": ([0, 3, 4], ["-", "3", "4"]),
    "an item of two blocks": ([1, 0, 2], ["1", "-", "2"]),
}


def shown_numbers(markdown: str) -> list[str]:
    """Return the number that a browser shows before each item, or "-" for a bullet."""
    found: list[str] = []
    number: int | None = None
    for token in PARSER.parse(markdown):
        if token.type == "ordered_list_open":
            number = int(token.attrGet("start") or 1)
        elif token.type == "bullet_list_open":
            number = None
        elif token.type == "list_item_open":
            found.append("-" if number is None else str(number))
            number = None if number is None else number + 1
    return found


@pytest.mark.parametrize(("numbers", "expected"), LISTS.values(), ids=LISTS)
def test_the_numbers_that_are_shown(numbers: list[int], expected: list[str]) -> None:
    markdown = to_markdown(article(*(item("Vink aan.", number) for number in numbers)))
    assert shown_numbers(markdown) == expected
    assert [text for _, text in shown(markdown)] == ["Vink aan."] * len(numbers)


def test_a_list_keeps_the_mark_that_its_first_item_has_typed() -> None:
    typed = [item("1) een", 1), item("2) twee", 2), item("1) drie", 1), item("twee", 2), item("2) vier", 2)]
    assert to_markdown(article(*typed)) == "1) een\n2) twee\n\n1. drie\n2. twee\n\n2) vier"


def test_json_is_the_dictionary() -> None:
    for case in cases():
        found = SHIPPED.clean(case.page, case.facts.url)
        assert json.loads(to_json(found)) == to_dict(found)
        assert "\n" not in to_json(found)


def test_each_value_has_the_type_that_the_table_of_fields_gives() -> None:
    for case in cases():
        row = to_dict(SHIPPED.clean(case.page, case.facts.url))
        assert msgspec.to_builtins(msgspec.convert(row, row_type())) == row


def test_each_format_has_a_row() -> None:
    assert tuple(FORMATS) == get_args(Format)


DOCS = ROOT.parent / "docs"


def documented(page: Path, *header: str) -> list[list[str]]:
    """Return the rows of the table with this header on a page of the documentation."""
    lines = page.read_text(encoding="utf-8").splitlines()
    rows = takewhile(lambda line: line.startswith("|"), lines[lines.index(f"| {' | '.join(header)} |") + 2 :])
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def in_words(kind: Any) -> str:
    """Return the name that the documentation uses for a type of `FIELDS`."""
    match msgspec.inspect.type_info(kind) if not isinstance(kind, msgspec.inspect.Type) else kind:
        case msgspec.inspect.StrType() | msgspec.inspect.LiteralType():
            return "string"
        case msgspec.inspect.IntType():
            return "integer"
        case msgspec.inspect.FloatType():
            return "number"
        case msgspec.inspect.NoneType():
            return "null"
        case msgspec.inspect.UnionType(types=types):
            return " or ".join(map(in_words, types))
        case msgspec.inspect.ListType(item_type=item):
            first, *rest = in_words(item).split(" ")
            return " ".join(["list of", f"{first}s", *rest])
        case msgspec.inspect.StructType(fields=fields):
            return f"object with {', '.join(f'`{field.name}`' for field in fields)}"
        case msgspec.inspect.Metadata(type=inner):
            return in_words(inner)
    raise AssertionError(kind)


def test_the_documentation_lists_each_field_of_an_article() -> None:
    rows = [[f"`{field.name}`", in_words(field.type), field.meaning] for field in FIELDS]
    assert documented(DOCS / "output.md", "key", "type", "meaning") == rows


def test_the_documentation_lists_each_format() -> None:
    rows = [[f"`{name}`", f"`{form.media_type}`", f"`{form.ending}`"] for name, form in FORMATS.items()]
    assert documented(DOCS / "output.md", "format", "media type", "file ending") == rows
