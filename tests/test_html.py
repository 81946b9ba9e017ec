"""HTML into blocks: what is shown, of which kind it is, and that nothing is lost without a warning."""

from __future__ import annotations

from contextlib import nullcontext
from html import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from cleaner import Article, Cleaner, InputError, LimitError, Limits
from cleaner.authoring.goldens import Case
from cleaner.generic.html.bylines import find_date
from cleaner.page.causes import builtin_cause
from cleaner.page.ledger import subtract
from cleaner.page.page import HtmlPage
from cleaner.readers import read_page, tags
from cleaner.readers.decoding import decode
from cleaner.readers.html import MAX_MARKS, _refuse_if_lost, parse, parse_page, without_elements
from cleaner.readers.inspecting import inspect

from .golden import cases
from .laws import check_ledger
from .strategies import html_pages
from .texts import texts

SHIPPED = Cleaner()
TEXT_CASES = [case for case in cases() if not case.is_html and case.facts.url]
HTML_CASES = [case for case in cases() if case.is_html]
DEEP = 1_000
PIECES_OF_TAGS = (
    *(
        b"<p",
        b"<p ",
        b"</p",
        b"<div/",
        b"<script>",
        b"</script>",
        b"<title>",
        b"<!--",
        b"-->",
        b"<!x",
        b"<?x",
        b"<html a b c ",
    ),
    *(
        b"<body a b c ",
        b"a",
        b"b",
        b" c",
        b" d=e",
        b" f='g'",
        b' h="i"j',
        b" a:b",
        b" k = 'l' ",
        b"=",
        b"<",
        b">",
        b'"',
        b"'",
    ),
    *(
        b"/",
        b" ",
        b"\n",
        b"\t",
        b"\f",
        b"\r",
        b"\x0b",
        b"\0",
        b"&quot;",
        "é".encode(),
        b"\xff",
        b"xmlns:a=b",
        b"m" * 120,
    ),
)
REMOVED = builtin_cause("removed", "")

READ = [
    # paragraphs, headings, lists, quotes, captions
    ("<h2>a</h2><p>b<p>c", ["heading:a", "paragraph:b", "paragraph:c"]),
    ("<ul><li>a<li><p>b</ul><dl><dt>c<dd>d</dl>", ["list item:a", "list item:b", "list item:c", "list item:d"]),
    ("<blockquote>a<p>b</blockquote><p>c", ["quote:a", "quote:b", "paragraph:c"]),
    ("<figure><img><figcaption>a</figcaption></figure>", ["caption:a"]),
    ("<li><article><p>a</article>", ["paragraph:a"]),
    # what separates lines, and what does not
    ("a<br>b<br><br>c", ["paragraph:a", "paragraph:b", "paragraph:c"]),
    ("<p>a <b>b</b><i>c</i>\n d&nbsp;e", ["paragraph:a bc d e"]),
    ("a<div>b</div>c<hr>d", ["paragraph:a", "paragraph:b", "paragraph:c", "paragraph:d"]),
    ("<pre>a\nb</pre>", ["paragraph:a", "paragraph:b"]),
    ("<p>a<custom-tag>b</custom-tag>", ["paragraph:ab"]),
    # tables for data, and tables for the layout
    ("<table><tr><th>a<th>b<tr><td>c<td><p>d</table>", ["table row:a | b", "table row:c | d"]),
    ("<table><tr><td>a<td><p>b<p>c</table>", ["paragraph:a", "paragraph:b", "paragraph:c"]),
    ("<table><tr><td>a</table>", ["paragraph:a"]),
    ("<table><tr><th>a<td><td>b<tr><td><td>c<td>d</table>", ["table row:a |  | b", "table row:| c | d"]),
    ("<table><tr><td>a<th>b</table>", ["table row:a | b"]),
    # faulty pages
    ("<body>a<body>b</body></html>c", ["paragraph:abc"]),
    ("<p>a</body></html><p>b</html>", ["paragraph:a", "paragraph:b"]),
    ("<?xml version='1.0' encoding='utf-16'?><html xmlns='http://www.w3.org/1999/xhtml'><p>é</html>", ["paragraph:é"]),
    ("<p>a\x00b\x0bc\x1fd", ["paragraph:a b c d"]),
    (
        "<p>a</p><!-- b --><script>c</script><style>d</style><svg><text>e</text></svg><p>f",
        ["paragraph:a", "paragraph:f"],
    ),
    ("<head><title>a</title></head><p>b", ["paragraph:b"]),
    ("<p>\u200b\ufeff<p> \n ", []),
    # what is hidden
    ("<p>a b c<p hidden>d<p style='color:red; display : none'>e", ["paragraph:a b c"]),
    (
        "<p>a b c d e f<p style='visibility:hidden'>g</p><noscript>h</noscript><template>i</template>",
        ["paragraph:a b c d e f"],
    ),
    ("<p>a b<select><option>c</select><textarea>d</textarea> e", ["paragraph:a b e"]),
    ("<p>a <span hidden>b</span> c <b style='display:none'>d</b> e f g", ["paragraph:a c e f g"]),
    ("<p>a<![CDATA[ b ]]>c&#1;d&#x0B;e", ["paragraph:a b c d e"]),
    ("<div style='display:none'><p>a<p>b</div>", ["paragraph:a", "paragraph:b"]),
    ("<body hidden><div style='display:none'><p>a<p>b</div>", ["paragraph:a", "paragraph:b"]),
    (f"<p hidden>{'a ' * 100}<p>b", [f"paragraph:{'a ' * 99}a", "paragraph:b"]),
    ("<p style='-webkit-backface-visibility:hidden'>a<p>b", ["paragraph:a", "paragraph:b"]),
    # what the parser would lose
    ("<title>a</title><article><p>b</article><p>c", ["paragraph:b", "paragraph:c"]),
    ("<p>a<embed src=x><p>b", ["paragraph:a", "paragraph:b"]),
    ("<p>a</body></Html><p>b", ["paragraph:a", "paragraph:b"]),
]


@pytest.mark.parametrize(("page", "expected"), READ)
def test_blocks(page: str, expected: list[str]) -> None:
    assert [f"{block.kind}:{block.text}" for block in read_page(page, kind="html").blocks] == expected


@pytest.mark.parametrize("number", [MAX_MARKS - 1, MAX_MARKS, MAX_MARKS + 1])
@pytest.mark.parametrize(("mark", "instead"), [("<![CDATA[", ""), ("]]>", ""), ("&#1;", " ")])
def test_any_number_of_marks_is_removed(mark: str, instead: str, number: int) -> None:
    tree = parse_page(f"<p><![CDATA[{f'a{mark}' * number}b".encode())
    assert tree.source.decode() == f"<p>{f'a{instead}' * number}b"


@pytest.mark.parametrize(
    ("page", "linked"),
    [
        ("<p><a href=x>Een <b>kop</b></a>", [True]),
        ("<p><a href=x>Een kop</a> »", [True]),
        ("<p>Lees <a href=x>dit</a> nu", [False]),
        ("<a href=x><h3>Kop</h3><p>Tekst</a><p>Nee", [True, True, False]),
    ],
)
def test_links(page: str, linked: list[bool]) -> None:
    assert [block.is_link for block in read_page(page, kind="html").blocks] == linked


def test_each_path_leads_to_the_element() -> None:
    for case in HTML_CASES:
        page = read_page(case.page)
        assert isinstance(page, HtmlPage)
        for block in page.blocks:
            (element,) = page.root.getroottree().xpath(block.path)
            text = "".join("".join(element.xpath(".//text()[not(ancestor::*[@style='display:none'])]")).split())
            text = text.replace("\xad", "")  # soft hyphens
            assert all(cell in text for cell in "".join(block.text.split()).split("|"))


CELLS = [
    ("all cells", "<tr><th>a<td>b<td>c", [("a", "b", "c")]),
    ("an empty cell between others", "<tr><td>a<td><td>b", [("a", "", "b")]),
    (
        "an empty first cell",
        "<tr><th><th>2023<th>2024<tr><th>Goes<td>1<td>2",
        [("", "2023", "2024"), ("Goes", "1", "2")],
    ),
    ("an empty last cell", "<tr><td>a<td>b<td>", [("a", "b", "")]),
    ("a bar in a cell", "<tr><td>a | b<td>c", [("a | b", "c")]),
    ("a head below its cells", "<tr><td>a<th>b<td>c", [("a", "b", "c")]),
    ("a hidden cell without text", "<tr><td>a<td hidden><td>b", [("a", "b")]),
    ("one cell", "<tr><td>a", [()]),
    ("one cell that is not empty", "<tr><td><td>a", [()]),
    (
        "a row in which one cell is not empty",
        "<tr><th>Naam<th>2023<th>2024<tr><td>NSC<td><td><tr><td>D66<td>24<td>9",
        [("Naam", "2023", "2024"), ("NSC", "", ""), ("D66", "24", "9")],
    ),
    ("only the last cell is not empty", "<tr><td>a<td>b<tr><td><td><p>c", [("a", "b"), ("", "c")]),
    ("it is above the other rows", "<tr><td>a<td><tr><td>b<td>c", [("a", ""), ("b", "c")]),
    ("it is in the head", "<thead><tr><th>a<th><tbody><tr><td>b<td>c", [("a", ""), ("b", "c")]),
    ("a row of one cell between rows of two", "<tr><td>a<td>b<tr><td>c", [("a", "b"), ()]),
    ("a row of another width", "<tr><td>a<td>b<tr><td>c<td><td>", [("a", "b"), ()]),
    ("no row is full", "<tr><td>a<td><tr><td><td>b", [(), ()]),
    ("two paragraphs in its only cell", "<tr><td>a<td>b<tr><td><p>c<p>d<td>", [("a", "b"), (), ()]),
    ("a heading in its only cell", "<tr><td>a<td>b<tr><td><h2>c</h2><td>", [("a", "b"), ()]),
    ("running text in its only cell", f"<tr><td>a<td>b<tr><td>{'Een zin die lang is. ' * 20}<td>", [("a", "b"), ()]),
    (
        "the full row is in a table inside",
        "<tr><td>a<td><tr><td><table><tr><td>b<td>c</table><td>",
        [(), ("b", "c")],
    ),
    (
        "the row is within a row",
        "<tr><td><div><tr><td>a<td></tr></div></td><td>b",
        [("a", "b")],
    ),
    (
        "the full row is in the table around",
        "<tr><td>a<td>b<tr><td><table><tr><td>c<td></table><td>d",
        [("a", "b"), ("c", "d")],
    ),
    ("two paragraphs in a cell", "<tr><td>a<td><p>b<p>c", [(), (), ()]),
    ("a hidden cell with text", "<tr><td>a<td hidden>x<td>b", [(), ()]),
]


@pytest.mark.parametrize(("name", "rows", "cells"), CELLS, ids=[row[0] for row in CELLS])
def test_the_cells_of_a_row(name: str, rows: str, cells: list[tuple[str, ...]]) -> None:
    blocks = read_page(f"<table>{rows}</table>", kind="html").blocks
    assert [block.cells for block in blocks] == cells, name
    assert all((block.kind == "table row") == bool(block.cells) for block in blocks)


def test_the_text_of_a_row_in_which_one_cell_is_not_empty_is_that_of_the_cell() -> None:
    page = read_page("<table><tr><td>a<td>b<tr><td>c<td></table><p>d", kind="html")
    assert page.text == "a | b\nc\nd"
    assert [(block.text, block.path) for block in page.blocks[1:]] == [
        ("c", "/html[1]/body[1]/table[1]/tr[2]"),
        ("d", "/html[1]/body[1]/p[1]"),
    ]


NUMBERS = [
    ("a list", "<ol><li>a<li>b</ol>", [1, 2]),
    ("a list without order", "<ul><li>a<li>b</ul>", [0, 0]),
    ("start", "<ol start=5><li>a<li>b</ol>", [5, 6]),
    ("start with white space and a rest", "<ol start=' +5x'><li>a</ol>", [5]),
    ("a start that is not a number", "<ol start=a><li>a</ol>", [1]),
    ("a start of ten digits", "<ol start=1234567890><li>a</ol>", [1]),
    ("reversed", "<ol reversed><li>a<li>b<li>c</ol>", [3, 2, 1]),
    ("reversed from a start", "<ol reversed start=10><li>a<li>b</ol>", [10, 9]),
    ("a value", "<ol><li>a<li value=7>b<li>c</ol>", [1, 7, 8]),
    ("numbers below 1", "<ol start=-1><li>a<li>b<li>c</ol>", [0, 0, 1]),
    ("an empty item", "<ol><li>a<li><li>b</ol>", [1, 3]),
    ("an item without words, then no list", "<ol><li>\u200b</ol><dl><dd>a</dl>", [0]),
    ("an empty item, then no list", "<ol><li></ol><dl><dd>a</dl>", [0]),
    ("a hidden item", "<ol><li>a<li hidden>x<li>b</ol>", [1, 2]),
    ("two paragraphs in an item", "<ol><li><p>a<p>b<li>c</ol>", [1, 0, 2]),
    ("an empty element before the text", "<ol><li><div></div>a<li>b</ol>", [1, 2]),
    ("a heading in an item", "<ol><li><h3>a</h3><p>b</ol>", [0, 0]),
    ("a list in an item", "<ol><li>a<ul><li>b</ul><li>c</ol>", [1, 0, 2]),
    ("a numbered list in an item", "<ol><li>a<ol><li>b<li>c</ol><li>d</ol>", [1, 1, 2, 2]),
    ("text behind a list in an item", "<ol><li>a<ol><li>b</ol>c<li>d</ol>", [1, 1, 0, 2]),
    ("an item without a list", "<li>a", [0]),
]


@pytest.mark.parametrize(("name", "page", "numbers"), NUMBERS, ids=[row[0] for row in NUMBERS])
def test_the_number_of_an_item(name: str, page: str, numbers: list[int]) -> None:
    assert [block.number for block in read_page(page, kind="html").blocks] == numbers, name


def test_a_removed_item_is_counted() -> None:
    page = read_page("<ol><li>a<li>b<li>c</ol>", kind="html")
    assert isinstance(page, HtmlPage)
    again = without_elements(page, {page.root.find(".//li[2]"): REMOVED})
    assert [(block.text, block.number) for block in again.blocks] == [("a", 1), ("c", 3)]


def words(number: int, tag: str = "p") -> str:
    """Return an element of running text with this number of numbered words."""
    return f"<{tag}>{' '.join(map(str, range(number)))}.</{tag}>"


def part(number: int, attributes: str = "") -> str:
    """Return a section with an element of running text with this number of words."""
    return f"<section {attributes}>{words(number)}</section>"


HIDDEN = [
    ("100 words, more than are shown", f"<div hidden>{words(100)}</div>{words(99)}", [100, 99]),
    ("99 words, more than are shown", f"<div hidden>{words(99)}</div>{words(98)}", [98]),
    ("100 words, as many as are shown", f"<div hidden>{words(100)}</div>{words(100)}", [100]),
    ("in another", f"<div hidden>{words(100)}<div hidden>{words(120)}</div></div>", [100, 120]),
    ("in two others", f"<i hidden></i><div hidden><div hidden><div hidden>{words(100)}</div></div></div>", [100]),
    ("in three others", f"<div hidden><div hidden><div hidden><div hidden>{words(9)}</div></div></div></div>", []),
    ("the only words", f"<div hidden>{words(1)}</div>", [1]),
    ("three parts of a list", f"{part(20) * 2}{part(40, 'hidden') * 3}", [20] * 2 + [40] * 3),
    ("two parts of a list", f"{part(20) * 2}{part(60, 'hidden') * 2}", [20] * 2),
    ("three parts, less than are shown", f"{part(65) * 2}{part(40, 'hidden') * 3}", [65] * 2),
    ("three short parts", f"{part(10) * 2}{part(30, 'hidden') * 3}", [10] * 2),
    ("three parts of another form", f"{part(20) * 2}{part(40, 'hidden class=x') * 3}", [20] * 2),
    ("three other languages", f"{part(30)}{part(40, 'hidden') * 3}", [30]),
    ("comments below an article", f"{words(60)}{part(20) * 2}{part(40, 'hidden') * 3}", [60, 20, 20]),
    ("a list below a line", f"{words(20)}{part(20) * 2}{part(40, 'hidden') * 3}", [20] * 3 + [40] * 3),
]


@pytest.mark.parametrize(("name", "page", "expected"), HIDDEN, ids=[row[0] for row in HIDDEN])
def test_a_hidden_element_that_is_the_page(name: str, page: str, expected: list[int]) -> None:
    blocks = read_page(f"<body>{page}", kind="html").blocks
    assert [len(block.text.split()) for block in blocks] == expected, name


def test_the_tree_does_not_change_after_reading() -> None:
    page = read_page(f"<body><div id=a>{words(200)}</div><div hidden>{words(150)}</div><div hidden>{words(300)}</div>")
    assert isinstance(page, HtmlPage)
    assert [element.get("hidden") for element in page.root.iter("div")] == [None, "", None], "the largest is shown"
    before = etree.tostring(page.root)
    again = without_elements(page, {page.root.find(".//div[3]"): REMOVED, page.root.find(".//div"): REMOVED})
    assert [len(block.text.split()) for block in again.blocks] == [150]
    assert etree.tostring(page.root) == before


@pytest.mark.parametrize(("length", "is_read"), [(16_384, True), (16_385, False)])
def test_the_length_of_a_path_is_limited(length: int, is_read: bool) -> None:
    above = f"<{'x' * 96}>" * 163  # each element makes the path 100 characters longer
    last = "x" * (length - len("/html[1]/body[1]") - 163 * 100 - len("/[1]"))
    page = read_page(f"<body>{above}<{last}><i>a</i>", kind="html", limits=Limits(cut=True))
    assert bool(page.blocks) == is_read


@pytest.mark.parametrize(("length", "is_read"), [(25_000_000, True), (35_000_000, False)])
def test_the_length_of_all_paths_together_is_limited(length: int, is_read: bool) -> None:
    above = f"<{'x' * 96}>" * 100  # each element makes the paths 100 characters longer
    page = above + "<p>Een zin.</p>" * (length // len(f"/html[1]/body[1]{'x' * 100 * 100}/p[9999]"))
    if is_read:
        assert read_page(page, kind="html").blocks
    else:
        with pytest.raises(LimitError, match=r"over the limit for depth"):
            read_page(page, kind="html")


@pytest.mark.parametrize(
    ("allowed", "spaces", "number", "is_read"),
    [
        (100_000, 0, 2_000, True),
        (100_000, 0, 2_001, False),  # more than a fiftieth of those that all elements may have
        (
            100_000,
            40_000,
            2_000,
            True,
        ),  # the page may have so many attributes that they are counted before it is parsed
        (100_000, 40_000, 2_001, False),
        (20_000, 0, 1_000, True),
        (20_000, 0, 1_001, False),  # more than one element may always have
        (20_000, 40_000, 1_000, True),
        (20_000, 40_000, 1_001, False),
    ],
)
def test_the_attributes_of_one_element_are_limited(allowed: int, spaces: int, number: int, is_read: bool) -> None:
    before = "<p a b>Een zin.</p>" * 1_000  # they are not added up
    page = f"{before}<p {' '.join(f'a{n}' for n in range(number))}>Nog een zin.{' ' * spaces}"
    limits = Limits(attributes=allowed)
    if is_read:
        assert len(read_page(page, kind="html", limits=limits).blocks) == 1_001
        return
    with pytest.raises(LimitError, match=f"over the limit for attributes, which is {number - 1:,}$"):
        read_page(page, kind="html", limits=limits)
    cut = read_page(page, kind="html", limits=Limits(attributes=allowed, cut=True))
    assert len(cut.blocks) == 1_000
    assert texts(cut.warnings) == (
        f"cut at byte {len(before)}: over the limit for attributes, which is {number - 1:,}",
    )


class MostAttributes:
    """A target of the HTML parser that returns how many attributes all elements have, and how many one has."""

    def __init__(self) -> None:
        self.all = self.of_one = 0

    def start(self, _: str, attributes: dict[str, str]) -> None:
        self.all += len(attributes)
        self.of_one = max(self.of_one, len(attributes))

    def close(self) -> tuple[int, int]:
        return self.all, self.of_one


@pytest.mark.parametrize(
    ("page", "may_exceed"),
    [
        ("<p>" + "a " * 200, False),
        ("<script type='a'>" + '"a", ' * 200 + "</script>", False),
        ("<script type='a'>" + "a > b" * 200 + "</script>", False),
        ("<p " + "a " * 200 + ">", True),
        ("<p title='" + "a > b" * 200 + "' c>", True),
        ("<p title='>" + "a" * 100 + "' " + "b " * 200 + ">", True),
        ("<p title='>" + "a" * 100 + "<" + "a" * 100 + "' " + "b " * 200 + ">", True),
    ],
)
def test_texts_between_tags_hold_no_attributes(page: str, *, may_exceed: bool) -> None:
    assert tags.may_exceed(page.encode(), 100) == may_exceed
    assert tags.may_exceed_in_python(page.encode(), 100) == may_exceed


@given(st.lists(st.sampled_from(PIECES_OF_TAGS), max_size=40).map(b"".join))
@example(b"<p\na\nb\nc>")
@example(b"<p\ta\tb\tc>")
@example(b"<p\ra\rb\rc>")
@example(b"<p\fa\fb\fc>")
@example(b"<p/a/b/c>")
@example(b"<p   a   b   c>")
@example(b'<p a="1"b="2"c="3"d="4"e>')
@example(b"<p a='1'b='2'c='3'd='4'e>")
@example(b'<p a="> b "c d e f>')
@example(b"<p a= \n'> b 'c d e f>")
@example(b"<p a=" + b" " * 30 + b"'> b 'c d e f>")
@example(b"""<p a="> ' b "c d='> " e 'f g h>""")
@example(b"<script>a > b</script><p a b c>")
@example(b"<p a=b'> c<p d e f>")
def test_no_attribute_is_missed(source: bytes) -> None:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, target=MostAttributes())
    try:
        all_attributes, of_one = etree.fromstring(source, parser)
    except etree.XMLSyntaxError:  # there is no element
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tags, "LONG_TEXT", 0)
        assert all_attributes == 0 or tags.may_exceed(source, all_attributes - 1)
        assert all_attributes == 0 or tags.may_exceed_in_python(source, all_attributes - 1)
        for number in range(len(source)):
            assert tags.may_exceed(source, number) <= tags.may_exceed_in_python(source, number)
    root, _ = parse(source)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tags, "MIN_OF_ONE", 2)
        most = 0 if root is None else inspect(root).most
        assert tags.is_crowded(most, 0, Limits(attributes=100)) == (of_one > 2)


@pytest.mark.parametrize(("number", "is_read"), [(5, True), (6, False)])
def test_end_tags_count_as_elements(number: int, is_read: bool) -> None:
    page, limits = "<p>Een zin." + "</b>" * number, Limits(elements=5)
    if is_read:
        assert read_page(page, kind="html", limits=limits).blocks
    else:
        with pytest.raises(LimitError, match=r"over the limit for elements, which is 5$"):
            read_page(page, kind="html", limits=limits)


@pytest.mark.parametrize(("depth", "expected"), [(1_000, "1,000"), (2_047, "2,047"), (10_000, "2,048")])
def test_the_depth_of_the_parser_is_limited(depth: int, expected: str) -> None:
    with pytest.raises(LimitError, match=f"over the limit for depth, which is {expected}$"):
        read_page("<b>" * 3_000 + "a", kind="html", limits=Limits(depth=depth))


@pytest.mark.parametrize(("tags", "is_read"), [(17, True), (18, False)])
def test_elements_are_counted_with_those_that_have_no_tag(tags: int, is_read: bool) -> None:
    page, limits = "<meta name=x>" + "<p>a" * (tags - 1), Limits(elements=20)  # plus html, head and body
    if is_read:
        assert len(read_page(page, kind="html", limits=limits).blocks) == tags - 1
    else:
        with pytest.raises(LimitError, match="over the limit for elements, which is 20"):
            read_page(page, kind="html", limits=limits)


LETTERS = "<p>Crème brûlée — „ja”, zei Zoë: € 5, straße, naïef.</p>" * 3


@pytest.mark.parametrize(
    ("declared", "charset", "encoding"),
    [
        ("", None, "utf-8"),
        ("", None, "cp1252"),
        ("", None, "utf-16"),
        ("", None, "utf-8-sig"),
        ("<meta charset=utf-8>", None, "utf-8"),
        ("<meta charset=iso-8859-1>", None, "utf-8"),
        ("<meta charset=utf-8>", None, "cp1252"),
        ("<meta http-equiv=content-type content='text/html; charset=iso-8859-1'>", None, "cp1252"),
        ("", "windows-1252", "cp1252"),
        ("", "utf-8", "cp1252"),
        ("<meta charset=no-such-thing>", "none either", "cp1252"),
        ("<meta charset=utf-16>", None, "utf-8"),
        ("<meta charset=undefined>", "unicode_escape", "cp1252"),
        ("<meta charset=hex>", "undefined", "cp1252"),
    ],
)
def test_a_wrong_declaration_loses_no_letter(declared: str, charset: str | None, encoding: str) -> None:
    data = f"<html><head>{declared}</head><body>{LETTERS}</body></html>".encode(encoding)
    assert read_page(data, charset=charset).blocks == read_page(f"<html><head>{declared}</head><body>{LETTERS}").blocks


def test_utf8_is_utf8_even_if_a_seven_bit_character_set_is_declared() -> None:
    page = "<meta charset=hz><p>Café ~{x"
    assert decode(page.encode(), charset="iso-8859-1") == (page, ())


@pytest.mark.parametrize("charset", [None, "iso-8859-1"])
def test_utf8_that_was_cut_off_within_a_letter_is_utf8(charset: str | None) -> None:
    page = f"<meta charset=windows-1252><p>Café's in Zeeland, zei hij. {'De raad kwam bijeen. ' * 9}é".encode()[:-1]
    assert "Café's" in read_page(page, charset=charset).text
    assert texts(read_page(page, charset=charset).warnings) == (
        f"not valid UTF-8 (byte {len(page) - 1}): 1 letter lost",
    )


@pytest.mark.parametrize("codec", ["shift_jis", "gb18030", "euc-kr"])
def test_a_declaration_is_used_even_if_the_page_was_cut_off_within_a_letter(codec: str) -> None:
    page = f"<meta charset={codec}><p>{'ｱ日本' if codec == 'shift_jis' else '日本'}".encode(codec)
    assert "日" in read_page(page[:-1]).text
    assert "1 letter lost" in read_page(page[:-1]).warnings[0].text


@pytest.mark.parametrize(
    ("text", "encoding", "label"),
    [
        ("日本語の記事です。これは試験です。", "shift_jis", "Shift_JIS"),
        ("日本語の記事です。これは試験です。", "iso-2022-jp", "ISO-2022-JP"),
        ("Статья о погоде и о людях.", "koi8-r", "koi8-r"),
        ("Łódź i Kraków, żółw.", "iso-8859-2", "latin2"),
        ("中文文章，测试。", "gb18030", "gb2312"),
    ],
)
def test_a_declaration_is_used_if_it_fits(text: str, encoding: str, label: str) -> None:
    assert decode(f"<meta charset={label}><p>{text}".encode(encoding))[0].endswith(text)
    assert decode(text.encode(encoding), charset=label) == (text, ())


def test_another_script_is_guessed() -> None:
    text = "Сегодня в городе прошёл сильный дождь, и движение на улицах остановилось. " * 5
    assert decode(f"<p>{text}</p>".encode("cp1251"))[0] == f"<p>{text}</p>"


@pytest.mark.parametrize("case", HTML_CASES, ids=lambda case: case.name)
def test_a_page_in_three_character_sets_is_one_article(case: Case) -> None:
    text = decode(case.page)[0]
    articles = [SHIPPED.clean(text.encode(codec, "xmlcharrefreplace"), case.facts.url) for codec in ("utf-8", "cp1252")]
    articles.append(SHIPPED.clean(text.encode("utf-16"), case.facts.url))
    assert articles[0].text == articles[1].text == articles[2].text
    assert len({article.ledger for article in articles}) == 1


FORMS = ("<p class=x{}>{}</p>", "<div class=x{}>{}</div>", "<!--{}-->{}<br><br>", "<div class=x{}><p>{}</p></div>")


KNOWN_FAILURES = {
    ("nl/nu/live-entry", FORMS[3]): "a subhead in an element of its own, below the last sentence, goes for a label",
    **{
        (name, form): "only text takes its headline from the URL"
        for name in ("be/knack/headline-once", "be/vrt/headline", "nl/rtlnieuws/videos")
        for form in FORMS
    },
}


def as_html(page: bytes, form: str) -> str:
    """Return a page of text as HTML, with each of its lines in this form."""
    lines = (form.format(number, escape(block.text)) for number, block in enumerate(read_page(page).blocks))
    return f"<html><body><div>{''.join(lines)}</div></body></html>"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", TEXT_CASES, ids=lambda case: case.name)
def test_html_and_text_have_the_same_blocks(case: Case, form: str) -> None:
    html = read_page(as_html(case.page, form), kind="html")
    assert [block.text for block in html.blocks] == [
        " ".join(block.text.split()) for block in read_page(case.page).blocks
    ]


def _is_for_html(case: Case) -> bool:
    """Whether the page is of a known site whose pack is for HTML too."""
    return case.facts.pack != "generic" and not SHIPPED.packs[case.facts.pack].pack.text_only


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", [c for c in TEXT_CASES if _is_for_html(c)], ids=lambda case: case.name)
def test_html_and_text_of_a_known_site_give_the_same_article(
    request: pytest.FixtureRequest, case: Case, form: str
) -> None:
    if (case.name, form) in KNOWN_FAILURES:
        request.applymarker(pytest.mark.xfail(strict=True, reason=KNOWN_FAILURES[case.name, form]))
    html = SHIPPED.clean(as_html(case.page, form), case.facts.url, input="html")
    blocks = [" ".join(block.split()) for block in (case.expected or "").split("\n\n")]
    assert [block.text for block in html.blocks] == list(filter(None, blocks))


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * DEEP + "De raad kwam bijeen." + "</div>" * DEEP,
        "<b>" * DEEP + "De raad kwam bijeen." + "</b>" * DEEP,
        "<p>" + "De raad kwam bijeen. " * 450_000,
        "<p>De raad kwam bijeen." * DEEP,
    ],
    ids=["deep", "deep-inline", "long", "many"],
)
@pytest.mark.slow
def test_nothing_is_lost_in_odd_pages(page: str) -> None:
    assert "De raad kwam bijeen." in read_page(page, kind="html").text


def test_a_page_that_the_parser_gives_up_on_is_an_error() -> None:
    page = "<p>De raad kwam bijeen." + "<div>" * 2 * DEEP + "De brug is open."
    with pytest.raises(InputError, match=r"^https://x\.nl/a: over the limit for depth, which is 1,024"):
        read_page(page, "https://x.nl/a", kind="html")


@pytest.mark.parametrize("opener", ["<!--", "<script>", "<style>", "<title>"])
def test_what_an_unclosed_tag_hides_is_reported(opener: str) -> None:
    page = f"<p>De raad kwam bijeen.</p>{opener}<p>De brug over het kanaal bij Sluiskil is weer open.</p>"
    (warning,) = read_page(page, kind="html").warnings
    assert warning.text.endswith("is never closed; what follows it is lost")
    assert not read_page(page.replace(opener, ""), kind="html").warnings


@pytest.mark.parametrize(
    ("page", "blocks"),
    [
        ("<p>Een zin.</p><svg viewBox='0 0 9 9'><path d='M0 0'/><p>Nog een.</p><div>En een.</div>", 3),
        ("<svg><foreignObject><div>Een zin.</div></foreignObject></svg>", 1),
        ("<p>Een zin.</p><svg><title>Logo</title><text>Krant</text></svg>", 1),
        ("<html><body><p>Een zin.</BODY></hTml><p>Nog een.", 2),
        ("<html><body><p>Een zin.</body></HTML ><p>Nog een.", 2),
    ],
)
def test_what_a_browser_shows_is_read(page: str, blocks: int) -> None:
    assert len(read_page(page, kind="html").blocks) == blocks


@pytest.mark.parametrize(
    ("name", "lost", "warns"),
    [
        ("a paragraph of 40 bytes", f"<p>{'x' * 40}</p>", True),
        ("a paragraph of 39 bytes", f"<p>{'x' * 39}</p>", False),
        ("paragraphs that were read as well", "<p>De raad kwam bijeen over de haven en de brug.</p>" * 9, False),
        ("the fifth", "<p>De raad kwam bijeen over de haven en de brug.</p>" * 4 + f"<p>{'x' * 40}</p>", True),
        ("the sixth", "<p>De raad kwam bijeen over de haven en de brug.</p>" * 5 + f"<p>{'x' * 40}</p>", False),
    ],
)
def test_what_is_missed_behind_an_unclosed_tag(name: str, lost: str, warns: bool) -> None:
    page = f"<p>De raad kwam bijeen over de haven en de brug.</p><!--{lost}"
    assert bool(read_page(page, kind="html").warnings) == warns, name


@pytest.mark.parametrize(
    ("words", "is_lost"),
    [
        ("een twee drie vier vijf", True),
        ("een twee drie vier", False),
        ("ja ja ja ja ja", False),
        ("een twee drie vier <vijf>", False),
        ("<script>een twee drie vier vijf</script>", False),
    ],
)
def test_words_that_a_page_without_text_has_lost(words: str, is_lost: bool) -> None:
    with pytest.raises(InputError, match="found no text in this page") if is_lost else nullcontext():
        _refuse_if_lost(words.encode(), None)


H1 = "<h1>De drie boten</h1>"
TITLES = [
    ("the site behind it", "De brug is open - Krant", "De brug is open", "De brug is open"),
    ("10 characters", "De brug 10 - Krant", "De brug 10", "De brug 10"),
    ("9 characters", "De brug 9 - Krant", "De brug 9", "De brug 9 - Krant"),
    ("behind five separators", "a | b | c | d | e | De brug is open", "De brug is open", "De brug is open"),
    (
        "behind six separators",
        "a | b | c | d | e | f | De brug is open",
        "De brug is open",
        "a | b | c | d | e | f | De brug is open",
    ),
    ("the name of the site is longer", "De brug | Krant van Zeeland", "Krant van Zeeland<h1>De brug</h1>", "De brug"),
    ("a small part, and another heading", "Zo ging het daar toen | Werf De Hoop", f"Werf De Hoop{H1}", "De drie boten"),
    ("a large part, and another heading", "Werf De Hoop | Nieuws", f"Werf De Hoop{H1}", "Werf De Hoop"),
    ("a small part, no heading", "Zo ging het daar toen | Werf De Hoop", "Werf De Hoop", "Werf De Hoop"),
]


@pytest.mark.parametrize(("name", "title", "shown", "headline"), TITLES, ids=[row[0] for row in TITLES])
def test_a_headline_is_confirmed_by_the_page(name: str, title: str, shown: str, headline: str) -> None:
    page = read_page(f"<title>{title}</title><p>{shown}</p>", kind="html")
    assert isinstance(page, HtmlPage)
    assert page.metadata.headlines[0] == headline, name


@pytest.mark.parametrize(
    ("tags", "date"),
    [
        ("<meta property=article:published_time content=2024-99-99>", None),
        ("<meta property=article:published_time content=2024-99-99><meta name=date content=2024-02-28>", "2024-02-28"),
        ("<meta property=article:published_time content=2024-02-28T10:00Z>", "2024-02-28T10:00Z"),
        (
            '<script type=application/ld+json>{"@type": "NewsArticle", "datePublished": "2024-02-30"}</script>',
            None,
        ),
    ],
)
def test_a_published_date_exists(tags: str, date: str | None) -> None:
    page = read_page(f"{tags}<p>De brug is open.</p>", kind="html")
    assert isinstance(page, HtmlPage)
    assert page.metadata.date_published == date


@pytest.mark.parametrize(
    ("times", "date"),
    [
        ("<time datetime=2024-99-99>", None),
        ("<time datetime=2024-02-28>", "2024-02-28"),
        ("<time datetime=2024-99-99><time datetime=2024-02-28>", "2024-02-28"),
    ],
)
def test_a_date_in_the_page_exists(times: str, date: str | None) -> None:
    page = read_page(f"{times}<p>De brug is open.</p>", kind="html")
    assert isinstance(page, HtmlPage)
    assert find_date(page) == date


def test_a_page_without_words_is_not_an_error() -> None:
    assert not SHIPPED.clean("<title>De krant van de stad Goes</title><div id=root></div><script>x()</script>").found


def test_words_that_the_parser_loses_are_an_error() -> None:
    for page in (
        "",
        "<html></html>",
        "<script>var woorden = 1</script>",
        "<!-- woorden -->",
        "<woorden",
        "<a href=woorden",
    ):
        assert not read_page(page, kind="html").blocks
    with pytest.raises(InputError, match=r"^https://x\.nl/a: this is a feed or a sitemap \(<rss>\), not a page$"):
        read_page("<?xml version='1.0'?>\n<rss version='2.0'><channel>", "https://x.nl/a")


@given(html_pages)
def test_every_character_is_accounted_for(page: str) -> None:
    whole = read_page(page, kind="html")
    covered = sorted([(b.start, b.end) for b in whole.blocks] + [(r.start, r.end) for r in whole.unshown])
    position = 0
    for start, end in covered:
        assert whole.text[position:start].strip("\n") == ""
        position = end
    assert whole.text[position:].strip("\n") == ""
    assert not subtract(whole.blocks, whole.blocks)


@pytest.mark.slow
@settings(deadline=None)
@given(
    html_pages, st.sampled_from((None, "https://www.nu.nl/a/1/x.html", "https://www.knack.be/x", "https://elders.nl/x"))
)
def test_kept_and_removed_are_the_page(page: str, url: str | None) -> None:
    article = SHIPPED.clean(page, url, input="html")
    check_ledger(article.page_text, article)
    assert article.found or article.warnings


def test_explained_in_json() -> None:
    from cleaner.output.row import to_dict

    case = HTML_CASES[0]
    article: Article = SHIPPED.clean(case.page, case.facts.url)
    for entry in to_dict(article)["ledger"]:
        assert entry["text"] == article.page_text[entry["start"] : entry["end"]]
