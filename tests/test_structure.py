"""The structure of HTML in Markdown and in JSON. Beside each case there is one that only looks like it."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from cleaner.output.article import Article
from cleaner.output.markdown import to_markdown
from cleaner.output.row import to_dict
from cleaner.readers import read_page
from cleaner.readers.spans import MAX_COLUMNS

from .drafts import NO_ACCOUNT

PARSER = MarkdownIt("commonmark").enable("table")


def article(page: str) -> Article:
    """Return the whole page as an article."""
    read = read_page(page, kind="html")
    return Article(body=read.blocks, method="pack", confidence=1, account=NO_ACCOUNT)


MARKDOWN = {
    # code
    "a pre": ("<pre>if a:\n    b\n\n    c</pre>", "```\nif a:\n    b\n\n    c\n```"),
    "a pre that begins and ends with empty lines": ("<pre>\n\n  a\n  b\n\n</pre>", "```\n  a\n  b\n```"),
    "tabs and spaces within a line": ("<pre>a\t=  1\n\tb</pre>", "```\na\t=  1\n\tb\n```"),
    "non-breaking spaces": ("<pre>if a:\n&nbsp;&nbsp;b</pre>", "```\nif a:\n  b\n```"),
    "code that is coloured": (
        "<pre><code><span>if</span> a:\n<span>    </span><span>b</span></code></pre>",
        "```\nif a:\n    b\n```",
    ),
    "an element for each line": (
        "<pre><code><div>if a:</div><div>    b</div></code></pre>",
        "```\nif a:\n    b\n```",
    ),
    "breaks instead of line ends": ("<pre>if a:<br>    b<br><br>    c</pre>", "```\nif a:\n    b\n\n    c\n```"),
    "line ends of Windows": ("<pre>if a:\r\n    b</pre>", "```\nif a:\n    b\n```"),
    "two pieces of code": ("<pre>a</pre><pre>b</pre>", "```\na\n```\n\n```\nb\n```"),
    "backticks in code": ("<pre>a ```` b\n`c`</pre>", "`````\na ```` b\n`c`\n`````"),
    "markup in code": ("<pre># a\n\\*b* &amp;amp;</pre>", "```\n# a\n\\*b* &amp;\n```"),
    "a link in code": ("<pre>see <a href=x>a_b</a>\n  c</pre>", "```\nsee a_b\n  c\n```"),
    "code in an item": ("<ul><li>a<pre>if b:\n    c</pre><li>d</ul>", "- a\n\n  ```\n  if b:\n      c\n  ```\n- d"),
    "code in a quotation": ("<blockquote><p>a<pre>b\n  c</pre></blockquote>", "> a\n>\n> ```\n> b\n>   c\n> ```"),
    "an empty pre": ("<p>a<pre>\n \n</pre><p>b", "a\n\nb"),
    "code without a pre": ("<p>a <code>b\n    c</code>", "a b c"),
    "text below code": ("<pre>a\n  b</pre>  c\n  d", "```\na\n  b\n```\n\nc d"),
    # lists
    "an ordered list": ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
    "an ordered list from another number": ("<ol start=9><li>a<li>b</ol>", "9. a\n10. b"),
    "an item with a number of its own": ("<ol><li>a<li value=7>b<li>c</ol>", "1. a\n\n7) b\n8) c"),
    "a list in an item": ("<ul><li>a<ul><li>b<li>c</ul><li>d</ul>", "- a\n  - b\n  - c\n- d"),
    "a list right in a list": ("<ul><li>a</li><ul><li>b</ul><li>c</ul>", "- a\n  - b\n- c"),
    "a list right in a list, with nothing above": ("<ul><ul><li>b</ul></ul>", "- b"),
    "three levels": ("<ul><li>a<ul><li>b<ul><li>c</ul></ul><li>d</ul>", "- a\n  - b\n    - c\n- d"),
    "bullets below a number": ("<ol start=10><li>a<ul><li>b</ul><li>c</ol>", "10. a\n    - b\n11. c"),
    "numbers below a bullet": ("<ul><li>a<ol><li>b<li>c</ol></ul>", "- a\n  1. b\n  2. c"),
    "numbers from 3 below a bullet": ("<ul><li>a<ol start=3><li>b</ol></ul>", "- a\n\n  3. b"),
    "text below a list in an item": ("<ul><li>a<ul><li>b</ul><p>c</p></ul>", "- a\n  - b\n\n  c"),
    "an item of two paragraphs": ("<ol><li><p>a<p>b<li><p>c</ol>", "1. a\n\n   b\n2. c"),
    "an item that is a heading": ("<ul><li><h3>a</h3>b</ul>", "- ### a\n\n  b"),
    "an item that only holds a list": ("<ul><li><ul><li>a</ul><li>b</ul>", "- - a\n- b"),
    "an item that looks like another mark": ("<ul><li>+ a<li>12. b</ul>", "- \\+ a\n- 12\\. b"),
    "an item of a page within an item": ("<ul><li><section><p>a</p><ul><li>b</ul></section></ul>", "a\n\n- b"),
    "a list in a cell for the layout": ("<ul><li><table><tr><td><ul><li>a</ul></table></ul>", "- a"),
    "a list below another one": ("<ul><li>a</ul><ol><li>b</ol><p>c", "- a\n\n1. b\n\nc"),
    "an item outside a list": ("<div><li>a</li><li>b</li></div>", "- a\n- b"),
    "terms": ("<dl><dt>a<dd>b<dd>c<dt>d<dd>e</dl>", "- a\n  - b\n  - c\n- d\n  - e"),
    "terms in groups": ("<dl><div><dt>a<dd>b</div><div><dt>c<dd>d</div></dl>", "- a\n  - b\n- c\n  - d"),
    "terms of two names": ("<dl><dt>a<dt>b<dd>c</dl>", "- a\n- b\n  - c"),
    "text without a term": ("<dl><dd>a<dd>b</dl>", "- a\n- b"),
    # tables
    "two tables": (
        "<table><tr><td>a<td>b</table><table><tr><td>c<td>d</table>",
        "| a | b |\n|---|---|\n\n| c | d |\n|---|---|",
    ),
    "header cells and a bar": (
        "<table><thead><tr><th>a|b<th>c<tbody><tr><th>d<td></table>",
        "| a\\|b | c |\n|---|---|\n| d |  |",
    ),
    "a cell that spans columns": (
        "<table><tr><th colspan=2>a<th>b<tr><td>c<td>d<td>e</table>",
        "| a |  | b |\n|---|---|---|\n| c | d | e |",
    ),
    "a cell that spans rows": (
        "<table><tr><td>a<td rowspan=2>b<td>c<tr><td>d<td>e<tr><td>f<td>g<td>h</table>",
        "| a | b | c |\n|---|---|---|\n| d |  | e |\n| f | g | h |",
    ),
    "one cell beside a cell that spans rows": (
        "<table><tr><td rowspan=2>a<td>b<tr><td>c</table>",
        "| a | b |\n|---|---|\n|  | c |",
    ),
    "rows are spanned only in their part of the table": (
        "<table><thead><tr><td rowspan=3>a<td>b<tbody><tr><td>c<td>d</table>",
        "| a | b |\n|---|---|\n| c | d |",
    ),
    "a label above rows": (
        "<table><tr><td>a<td>b<tr><td colspan=2>c<tr><td>d<td>e</table>",
        "| a | b |\n|---|---|\n| c |  |\n| d | e |",
    ),
    "a sentence above rows": (
        "<table><tr><td>a<td>b<tr><td colspan=2>Een zin van acht woorden staat in zo'n rij.<tr><td>d<td>e</table>",
        "| a | b |\n|---|---|\n\nEen zin van acht woorden staat in zo'n rij.\n\n| d | e |\n|---|---|",
    ),
    "a table for the layout": ("<table><tr><td colspan=2>a<tr><td><p>b<p>c<td>d</table>", "a\n\nb\n\nc\n\nd"),
    "a number of columns that nobody needs": (
        "<table><tr><td>a<td colspan=x>b<tr><td>c<td colspan=0>d</table>",
        "| a | b |\n|---|---|\n| c | d |",
    ),
    # quotations
    "a quotation of two paragraphs": ("<blockquote><p>a<p>b</blockquote>", "> a\n>\n> b"),
    "two quotations": ("<blockquote>a</blockquote><blockquote>b</blockquote>", "> a\n\n> b"),
    "a quotation in a quotation": ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
    "a list in a quotation": ("<blockquote>a<ul><li>b<li>c</ul></blockquote>", "> a\n>\n> - b\n> - c"),
    "a quotation in an item": ("<ul><li>a<blockquote>b</blockquote><li>c</ul>", "- a\n\n  > b\n- c"),
    "a quotation with its source": (
        "<blockquote><p>a</p><footer>by <cite>b</cite></footer></blockquote>",
        "> a\n>\n> by b",
    ),
    "a source that is only cited": ("<blockquote><p>a</p><cite>b</cite></blockquote>", "> a\n>\n> b"),
    "the footer of an article in a quotation": (
        "<blockquote><article><p>a</p><footer>b</footer></article></blockquote>",
        "a\n\nb",
    ),
    "a footer outside a quotation": ("<blockquote>a</blockquote><footer>b</footer>", "> a\n\nb"),
    "text below a quotation": ("<blockquote>a</blockquote>b", "> a\n\nb"),
    "a subhead in a quotation": ("<blockquote><h3>a</h3>b</blockquote>", "> ### a\n>\n> b"),
}


@pytest.mark.parametrize(("page", "markdown"), MARKDOWN.values(), ids=MARKDOWN)
def test_markdown(page: str, markdown: str) -> None:
    assert to_markdown(article(page)) == markdown


@pytest.mark.parametrize("markdown", [markdown for _, markdown in MARKDOWN.values()], ids=MARKDOWN)
def test_a_parser_reads_the_text_in_the_same_order(markdown: str) -> None:
    """Every letter of these cases is a block of its own, and none is lost or taken for markup."""
    shown = PARSER.parse(markdown)
    text = "".join(token.content for token in shown if token.type in ("inline", "fence"))
    letters = [letter for letter in text if letter.isalpha()]
    assert letters == [letter for letter in markdown if letter.isalpha()]


BLOCKS = {
    "a subhead": ("<h3>a</h3><p>b", [{"kind": "heading", "level": 3, "text": "a"}, {"kind": "paragraph", "text": "b"}]),
    "a list in a list": (
        "<ol start=3><li>a<ul><li>b</ul></ol>",
        [
            {"kind": "list item", "depth": 1, "number": 3, "text": "a"},
            {"kind": "list item", "depth": 2, "text": "b"},
        ],
    ),
    "a term": (
        "<dl><dt>a<dd>b</dl>",
        [{"kind": "list item", "depth": 1, "text": "a"}, {"kind": "list item", "depth": 2, "text": "b"}],
    ),
    "code": ("<pre>a\n  b</pre><p>c", [{"kind": "code", "text": "a\n  b"}, {"kind": "paragraph", "text": "c"}]),
    "code without a pre": ("<p><code>a</code>", [{"kind": "paragraph", "text": "a"}]),
    "a table": (
        "<table><tr><th>a<th>b<tr><td><td>c</table>",
        [
            {"kind": "table row", "text": "a | b", "cells": ["a", "b"]},
            {"kind": "table row", "text": "c", "cells": ["", "c"]},
        ],
    ),
    "a quotation": (
        "<blockquote><p>a</p><footer>b</footer></blockquote>",
        [{"kind": "quote", "text": "a"}, {"kind": "quote", "text": "b"}],
    ),
    "a caption": ("<figcaption>a</figcaption>", [{"kind": "caption", "text": "a"}]),
}


@pytest.mark.parametrize(("page", "blocks"), BLOCKS.values(), ids=BLOCKS)
def test_blocks_in_json(page: str, blocks: list[dict[str, object]]) -> None:
    assert to_dict(article(page))["blocks"] == blocks


def test_a_table_has_no_more_columns_than_the_limit() -> None:
    wide = article("<table>" + "<tr><td colspan=1000>a<td colspan=1000>b" * 3 + "</table>")
    assert [len(block.cells) for block in wide.blocks] == [MAX_COLUMNS + 1] * 3


def test_lists_that_are_nested_very_deep_are_written_on_one_level() -> None:
    markdown = to_markdown(article("<ul><li>a" * 500))
    assert markdown.count("a") == 500
    assert max(len(line) for line in markdown.splitlines()) < 40
