"""Links, emphasis and pictures in Markdown: a parser reads them as they were in the page, and reads the same text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple
from urllib.parse import unquote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec.structs import replace

from cleaner import Article, Cleaner, Limits, UsageError
from cleaner.generic.html.inline import read_markup
from cleaner.generic.html.inline_reader import MAX_JOINED, MAX_TARGETS
from cleaner.output.inline import marked
from cleaner.output.markdown import MARKS, to_markdown
from cleaner.output.row import to_dict
from cleaner.output.text import to_text
from cleaner.page.markup import Mark, Span
from cleaner.readers.html import read_html

from .drafts import NO_ACCOUNT
from .golden import cases

PARSER = MarkdownIt("commonmark").enable("table")
ALL = dict.fromkeys(MARKS, True)
URL = "https://krant.nl/a/b"
PACK = """\
pack: krant
version: 1
hosts: [krant.nl]
rules:
- remove: {css: .x}
- select: {css: article}
"""


def article(html: str, url: str | None = URL) -> Article:
    """Return the whole page as an article, but without the blocks that begin with "x"."""
    page = read_html(html, url)
    kept = tuple(block for block in page.blocks if not block.text.startswith("x"))
    markup = read_markup(page, kept)
    return Article(body=kept, method="pack", confidence=1, account=NO_ACCOUNT, markup=markup)


LINKS = {
    "an absolute link": ("a <a href='https://nu.nl/x'>b</a> c", "a [b](https://nu.nl/x) c"),
    "a relative link": ("<a href='c?d#e'>a b</a>", "[a b](https://krant.nl/a/c?d#e)"),
    "a link without a scheme": ("<a href='//nu.nl'>a</a>", "[a](https://nu.nl)"),
    "a base": ("<base href='/x/'>a <a href=b>c</a>", "a [c](https://krant.nl/x/b)"),
    "the first of two bases": ("<base target=_top><base href='/x/'><base href='/y/'><a href=b>c</a>", "[c](https://krant.nl/x/b)"),
    "mail": ("<a href='mailto:a@nu.nl'>a</a>", "[a](mailto:a@nu.nl)"),
    "a note on the page": ("a<a href='#n'>1</a>", "a1"),
    "nothing": ("<a href=''>a</a> <a href=' '>b</a> <a>c</a> <a name=d>d</a>", "a b c d"),
    "a script": ("<a href='javascript:alert(1)'>a</a> <a href=' java\nscript:alert(1)'>b</a>", "a b"),
    "data": ("<a href='data:text/html,x'>a</a> <a href='vbscript:x'>b</a> <a href='file:///etc'>c</a>", "a b c"),
    "an address that is not one": ("<a href='https://[x'>a</a>", "a"),
    "an address that is too long": (f"<a href='/{'a' * 8200}'>a</a>", "a"),
    "no text": ("a <a href=x> </a> b", "a b"),
    "spaces at the ends": ("a<a href=/x> b </a>c", "a [b](https://krant.nl/x) c"),
    "a space in the address": ("<a href='/x y'>a</a>", "[a](https://krant.nl/x%20y)"),
    "a line break in the address": ("<a href='/x\ny'>a</a>", "[a](https://krant.nl/xy)"),
    "parentheses in the address": ("<a href='/x_(y)'>a</a>", "[a](https://krant.nl/x_%28y%29)"),
    "brackets in the address": ("<a href='/x[1]>\"'>a</a>", "[a](https://krant.nl/x%5B1%5D%3E%22)"),
    "an entity in the address": ("<a href='/x?a&amp;copy;=1&amp;b'>a</a>", "[a](https://krant.nl/x?a\\&copy;=1&b)"),
    "letters with accents in the address": ("<a href='/é'>a</a>", "[a](https://krant.nl/é)"),
    "a sign that turns the direction": ("<a href='/\u202ea'>a</a>", "[a](https://krant.nl/%E2%80%AEa)"),
    "a backslash in the address": ("<a href='/x\\'>a</a>", "[a](https://krant.nl/x%5C)"),
    "markup in the text": ("<a href=/x>[a](b) *c*</a>", "[\\[a\\](b) \\*c\\*](https://krant.nl/x)"),
    "an exclamation mark before a link": ("a!<a href=/x>b</a>", "a\\![b](https://krant.nl/x)"),
    "an exclamation mark elsewhere": ("a! <a href=/x>b!</a>", "a! [b!](https://krant.nl/x)"),
    "two parts of one link": ("<a href=/x>a</a><a href=/x>b</a>", "[ab](https://krant.nl/x)"),
    "two links": ("<a href=/x>a</a><a href=/y>b</a>", "[a](https://krant.nl/x)[b](https://krant.nl/y)"),
    "a link around two paragraphs": ("<a href=/x><p>a<p>b</a>", "[a](https://krant.nl/x)\n\n[b](https://krant.nl/x)"),
    "a link around a line break": ("<p><a href=/>a<br>b</a> c", "[a](https://krant.nl/)\n\n[b](https://krant.nl/) c"),
    "a link around the article": ("<a href=/x><div><p>a</div></a>", "[a](https://krant.nl/x)"),
    "a heading": ("<h2><a href=/x>a</a></h2>b", "## [a](https://krant.nl/x)\n\nb"),
    "an item": ("<ul><li><a href=/x>a</a> b<li>c</ul>", "- [a](https://krant.nl/x) b\n- c"),
    "an item with a typed number": ("<ol><li>1. <a href=/x>a</a></ol>", "1. [a](https://krant.nl/x)"),
    "a number that is a link": ("<a href=/x>1.</a> a", "[1.](https://krant.nl/x) a"),
    "a number before a link": ("1. <a href=/x>a</a>", "1\\. [a](https://krant.nl/x)"),
    "a cell": (
        "<table><tr><td>a<td><a href='/x|y'>b|c</a><tr><td>|<td></table>",
        "| a | [b\\|c](https://krant.nl/x%7Cy) |\n|---|---|\n| \\| |  |",
    ),
    "code in lines": ("<pre>a <a href=/x>b</a>\n  c</pre>", "```\na b\n  c\n```"),
    "a soft hyphen and white space": ("a \n<a href=/x>b\xad \n b</a>\tc", "a [b b](https://krant.nl/x) c"),
    "what is hidden": ("<a href=/x>a <span hidden>y</span>b</a>", "[a b](https://krant.nl/x)"),
    "the same text twice": ("<p>x<br>x <a href=/x>y</a><br>a<br><a href=/x>a</a>", "a\n\n[a](https://krant.nl/x)"),
}  # fmt: skip
EMPHASIS = {
    "bold": ("a <b>b</b> <strong>c</strong>", "a **b** **c**"),
    "italic": ("a <i>b</i> <em>c</em>", "a *b* *c*"),
    "other elements": ("<u>a</u> <span style='font-weight: bold'>b</span> <cite>c</cite>", "a b c"),
    "both": ("<b><i>a</i></b> <em>b <strong>c</strong></em>", "***a*** *b **c***"),
    "bold in bold": ("<b>a <strong>b</strong> c</b>", "**a b c**"),
    "spaces at the ends": ("a<b> b </b>c", "a **b** c"),
    "only spaces": ("a<b> </b>b<i></i>", "a b"),
    "two parts": ("<b>a</b><b>b</b> <b>c</b>", "**ab** **c**"),
    "bold and italic right after each other": ("<b>a</b><i>b</i>", "**a**b"),
    "part of a word": ("a<b>b</b>c", "a**b**c"),
    "punctuation at the end": ("<b>a:</b> b", "**a:** b"),
    "punctuation in the middle of a word": ("<b>a:</b>b", "**a**:b"),
    "quotation marks in the middle of a word": ("a<i>«b»</i>c", "a«*b*»c"),
    "only punctuation in the middle of a word": ("a<b>-</b>b", "a-b"),
    "an asterisk": ("<b>a*b</b>*", "**a\\*b**\\*"),
    "what looks like a heading": ("<b># a</b>", "**# a**"),
    "what looks like a heading before bold": ("# <b>a</b>", "\\# **a**"),
    "what would close a heading": ("<h2><i>a</i> #</h2>b", "## *a* \\#\n\nb"),
    "a bold heading": ("<h2><b>a</b></h2>b", "## a\n\nb"),
    "an italic heading": ("<h2><i>a</i></h2>b", "## *a*\n\nb"),
    "a heading that is bold in part": ("<h2>a <b>b</b></h2>c", "## a **b**\n\nc"),
    "a bold header of a table": (
        "<table><tr><th><b>a</b><th>b<tr><td><b>c</b><td>d</table>",
        "| a | b |\n|---|---|\n| **c** | d |",
    ),
    "bold around paragraphs": ("<strong><div>a</div><div>b</div></strong>", "**a**\n\n**b**"),
    "bold around a line break": ("<p>a <b>b<br>c</b> d", "a **b**\n\n**c** d"),
    "code": ("a <code>b</code>", "a `b`"),
    "backticks in code": ("<code>a``b</code> <code>`</code>", "```a``b``` `` ` ``"),
    "markup in code": ("<code>*a* [b] &amp;amp;</code>", "`*a* [b] &amp;`"),
    "bold code": ("<b><code>a</code></b>", "**`a`**"),
    "bold in code": ("<code>a <b>b</b></code>", "`a` **`b`**"),
    "a bar in code": ("<table><tr><td><code>a|b</code><td>c</table>", "| `a\\|b` | c |\n|---|---|"),
    "code in lines": ("<pre>a <b>b</b>\n  <code>c</code></pre>", "```\na b\n  c\n```"),
    "a typed bullet": ("<ul><li>• <b>a</b> b</ul>", "- **a** b"),
}  # fmt: skip
BOTH = {
    "a bold link": ("<b><a href=/x>a</a></b>", "[**a**](https://krant.nl/x)"),
    "a link with a bold part": ("<a href=/x>a <b>b</b></a>", "[a **b**](https://krant.nl/x)"),
    "bold with a link at its end": ("<b>a <a href=/x>b</a></b> c", "**a [b](https://krant.nl/x)** c"),
    "bold with a link at its end, before a letter": ("<b>a <a href=/x>b</a></b>c", "a [b](https://krant.nl/x)c"),
    "bold after a link": ("<a href=/x>a</a><b>b</b>", "[a](https://krant.nl/x)**b**"),
    "a link in code": ("<code>a.<a href=/x>b</a></code>", "`a.`[`b`](https://krant.nl/x)"),
    "neither": ("a b", "a b"),
}
IMAGES = {
    "between paragraphs": ("<p>a</p><img src=/x.jpg alt='y z'><p>b", "a\n\n![y z](https://krant.nl/x.jpg)\n\nb"),
    "above the first paragraph": ("<div><figure><img src=/x.jpg></figure><p>a<p>b</div>", "![](https://krant.nl/x.jpg)\n\na\n\nb"),
    "above the container": ("<img src=/x.jpg><div><p>a<p>b</div>", "a\n\nb"),
    "below the last paragraph": ("<div><p>a<p>b</p><img src=/x.jpg></div>", "a\n\nb"),
    "with its caption": (
        "<p>a</p><figure><img src=/x.jpg><figcaption>xx <a href=/y>y</a></figcaption></figure><p>b",
        "a\n\n![](https://krant.nl/x.jpg)\n\nb",
    ),
    "with a heading that was left out": ("<p>a</p><div><img src=/x.jpg><h3>xx</h3></div><p>b", "a\n\nb"),
    "with a link that was left out": ("<p>a</p><div><img src=/x.jpg><a href=/y>xx</a></div><p>b", "a\n\nb"),
    "with a link in what was left out": (
        "<p>a</p><div><img src=/x.jpg><p>xx <a href=/y>yy</a></div><p>b",
        "a\n\n![](https://krant.nl/x.jpg)\n\nb",
    ),
    "with a text that is nearly a link": ("<p>a</p><div><img src=/x.jpg>x <a href=/y>yyyyy</a></div><p>b", "a\n\nb"),
    "with a link that was left out elsewhere": (
        "<p>a</p><div><img src=/x.jpg></div><div><a href=/y>xx</a></div><p>b",
        "a\n\n![](https://krant.nl/x.jpg)\n\nb",
    ),
    "with a text that was left out": (f"<p>a</p><div><img src=/x.jpg><p>{'xx ' * 81}</div><p>b", "a\n\nb"),
    "with a short text that was left out": (
        f"<p>a</p><div><img src=/x.jpg><p>{'xx ' * 80}</div><p>b",
        "a\n\n![](https://krant.nl/x.jpg)\n\nb",
    ),
    "in an element for sharing": ("<p>a</p><div class=share-bar><img src=/x.jpg></div><p>b", "a\n\nb"),
    "in an element with a name": (
        "<p>a</p><div class=shared-picture><img src=/x.jpg></div><p>b",
        "a\n\n![](https://krant.nl/x.jpg)\n\nb",
    ),
    "an avatar": ("<p>a</p><img class=userAvatar src=/x.jpg><p>b", "a\n\nb"),
    "a file that is a logo": ("<p>a</p><img src=/logo_small.png><p>b", "a\n\nb"),
    "a file that is named after a logo": (
        "<p>a</p><img src=/x/new-logo.png><p>b",
        "a\n\n![](https://krant.nl/x/new-logo.png)\n\nb",
    ),
    "a file that is named after an author": (
        "<p>a</p><img src=/x/Author_Atwood.jpg><p>b",
        "a\n\n![](https://krant.nl/x/Author_Atwood.jpg)\n\nb",
    ),
    "a folder of icons": ("<p>a</p><img src=/icons/x.svg><p>b", "a\n\nb"),
    "a folder of pictures to share": (
        "<p>a</p><img src=/images/share/bridge.jpg><p>b",
        "a\n\n![](https://krant.nl/images/share/bridge.jpg)\n\nb",
    ),
    "a host and a query with such words": (
        "<p>a</p><img src='//icons.nl/x/y.jpg?logo'><p>b",
        "a\n\n![](https://icons.nl/x/y.jpg?logo)\n\nb",
    ),
    "beside the article": ("<p>a</p><aside><img src=/x.jpg></aside><p>b", "a\n\nb"),
    "what counts visitors": ("<p>a</p><img src=/x.gif width=1 height=1><p>b", "a\n\nb"),
    "49 pixels": ("<p>a</p><img src=/x.gif width=49><p>b", "a\n\nb"),
    "40 percent": ("<p>a</p><img src=/x.gif width=40%><p>b", "a\n\n![](https://krant.nl/x.gif)\n\nb"),
    "49 pixels high, 40 percent wide": ("<p>a</p><img src=/x.gif width=40% height=49><p>b", "a\n\nb"),
    "50 pixels": ("<p>a</p><img src=/x.gif height=50px><p>b", "a\n\n![](https://krant.nl/x.gif)\n\nb"),
    "hidden": ("<p>a</p><div hidden><img src=/x.jpg></div><p>b", "a\n\nb"),
    "data": ("<p>a</p><img src='data:image/gif;base64,R0'><p>b", "a\n\nb"),
    "a script": ("<p>a</p><img src='javascript:x'><p>b", "a\n\nb"),
    "loaded later": (
        "<p>a</p><img src='data:image/gif;base64,R0' data-src=/x.jpg><p>b",
        "a\n\n![](https://krant.nl/x.jpg)\n\nb",
    ),
    "loaded later, in a noscript": (
        "<p>a</p><img src='data:image/gif;base64,R0'><noscript><img src=/x.jpg></noscript><p>b",
        "a\n\n![](https://krant.nl/x.jpg)\n\nb",
    ),
    "another version in a noscript": (
        "<p>a</p><img data-src=/x.jpg><noscript><img src=/y.jpg></noscript><p>b",
        "a\n\n![](https://krant.nl/x.jpg)\n\nb",
    ),
    "the largest of several": (
        "<p>a</p><img src=/s.jpg srcset='/s.jpg 480w, /l.jpg 1200w, /m.jpg 800w'><p>b",
        "a\n\n![](https://krant.nl/l.jpg)\n\nb",
    ),
    "a source": (
        "<p>a</p><picture><source srcset='/x.webp 2x, /y.webp'><img alt=z></picture><p>b",
        "a\n\n![z](https://krant.nl/x.webp)\n\nb",
    ),
    "a source beside an address": (
        "<p>a</p><picture><source srcset=/x.webp><img src=/y.jpg></picture><p>b",
        "a\n\n![](https://krant.nl/y.jpg)\n\nb",
    ),
    "twice": ("<p>a</p><img src=/x.jpg><img src=/x.jpg><p>b", "a\n\n![](https://krant.nl/x.jpg)\n\nb"),
    "two": (
        "<p>a</p><img src=/x.jpg><img src=/y.jpg><p>b",
        "a\n\n![](https://krant.nl/x.jpg)\n\n![](https://krant.nl/y.jpg)\n\nb",
    ),
    "before the text of a paragraph": ("<p>a<p><img src=/x.jpg>b<p>c", "a\n\n![](https://krant.nl/x.jpg)\n\nb\n\nc"),
    "within the text of a paragraph": ("<p>a<img src=/x.jpg>b<p>c", "ab\n\n![](https://krant.nl/x.jpg)\n\nc"),
    "between line breaks": ("<p>a<br><img src=/x.jpg><br>b", "a\n\n![](https://krant.nl/x.jpg)\n\nb"),
    "in an item": (
        "<ol><li><img src=/x.jpg>a<li>b</ol>",
        "1. a\n\n   ![](https://krant.nl/x.jpg)\n2. b",
    ),
    "in an item, below its text": (
        "<ul><li>a<p><img src=/x.jpg></p><li>b</ul>",
        "- a\n\n  ![](https://krant.nl/x.jpg)\n- b",
    ),
    "in a list of pictures": (
        "<p>a</p><ul><li><img src=/x.jpg><li><img src=/y.jpg></ul><p>b",
        "a\n\n![](https://krant.nl/x.jpg)\n\n![](https://krant.nl/y.jpg)\n\nb",
    ),
    "in a quotation": (
        "<blockquote><p>a</p><img src=/x.jpg><p>b</blockquote>",
        "> a\n>\n> ![](https://krant.nl/x.jpg)\n>\n> b",
    ),
    "in a table": (
        "<table><tr><td>a<td><img src=/x.jpg>b<tr><td>c<td>d</table><p>e",
        "| a | b |\n|---|---|\n| c | d |\n\ne",
    ),
    "in a table for the layout": (
        "<table><tr><td><p>a</p><img src=/x.jpg><p>b</table>",
        "a\n\n![](https://krant.nl/x.jpg)\n\nb",
    ),
    "in a link": ("<p>a</p><a href=/y><img src=/x.jpg></a><p>b", "a\n\n![](https://krant.nl/x.jpg)\n\nb"),
    "markup in the alternative text": (
        "<p>a</p><img src=/x.jpg alt='](y) ![z](&#10;&#10;# q'><p>b",
        "a\n\n![\\](y) !\\[z\\]( # q](https://krant.nl/x.jpg)\n\nb",
    ),
    "an address that would end the picture": (
        "<p>a</p><img src='/x.jpg) [b](javascript:x'><p>b",
        "a\n\n![](https://krant.nl/x.jpg%29%20%5Bb%5D%28javascript:x)\n\nb",
    ),
}  # fmt: skip
TABLES = {"links": LINKS, "emphasis": EMPHASIS, "images": IMAGES}
ROWS = {f"{option}: {name}": (option, *row) for option, rows in TABLES.items() for name, row in rows.items()}


@pytest.mark.parametrize(("option", "html", "markdown"), ROWS.values(), ids=ROWS)
def test_markup_is_kept(option: str, html: str, markdown: str) -> None:
    assert to_markdown(article(html), **{option: True}) == markdown


@pytest.mark.parametrize(("html", "markdown"), BOTH.values(), ids=BOTH)
def test_links_and_emphasis(html: str, markdown: str) -> None:
    assert to_markdown(article(html), links=True, emphasis=True) == markdown


HTML = {name: html for name, (_, html, _) in ROWS.items()} | {name: html for name, (html, _) in BOTH.items()}


class Shown(NamedTuple):
    """What a parser shows: the text of each paragraph, its marks by character, the links and the pictures."""

    texts: list[str]
    marks: list[frozenset[str]]
    links: list[str]
    pictures: list[str]


def shown(markdown: str) -> Shown:
    """Return what a parser shows. A picture is not a part of the text."""
    found = Shown([], [], [], [])
    for token in PARSER.parse(markdown):
        if token.type == "fence":
            found.texts.extend(" ".join(line.split()) for line in token.content.splitlines() if line.strip())
        if token.type == "inline":
            text = _read(token.children or (), found)
            if text:
                found.texts.append(text)
    return found


def _read(tokens: Sequence[Token], found: Shown) -> str:
    text = ""
    marks: list[str] = []
    for token in tokens:
        assert token.type not in ("html_inline", "hardbreak", "softbreak")
        if token.type == "image":
            assert len(tokens) == 1
            found.pictures.append(str(token.attrGet("src")))
        elif token.type == "link_open":
            marks.append("link")
            found.links.append(str(token.attrGet("href")))
        elif token.type in ("strong_open", "em_open"):
            marks.append("strong" if token.type == "strong_open" else "emphasis")
        elif token.type.endswith("_close"):
            marks.pop()
        else:
            text += token.content
            code = ["code"] if token.type == "code_inline" else []
            found.marks.extend([frozenset([*marks, *code])] * len(token.content))
    return text


def check(found: Article) -> None:
    """Check that the Markdown with all markup shows the same text as without, and the links that the page has."""
    assert found.markup is not None
    plain, rich = shown(to_markdown(found)), shown(to_markdown(found, **ALL))
    assert rich.texts == plain.texts
    assert not any(plain.marks)
    assert not plain.links
    assert not plain.pictures
    assert {unquote(link) for link in rich.links} <= {unquote(span.url) for span in found.markup.spans}
    assert {unquote(url) for url in rich.pictures} == {unquote(picture.url) for picture in found.markup.pictures}


HTMLS = [html for rows in (*TABLES.values(), BOTH) for html, _ in rows.values()]


@pytest.mark.parametrize("html", HTMLS)
def test_a_parser_reads_the_same_text(html: str) -> None:
    check(article(html))


@pytest.mark.parametrize("html", HTMLS)
def test_without_the_options_nothing_changes(html: str) -> None:
    """Not even if the article has the markup."""
    with_it = article(html)
    without = Article(body=with_it.blocks, method="pack", confidence=1, account=NO_ACCOUNT)
    for write in (to_markdown, to_text, to_dict):
        assert write(with_it) == write(without)


def test_golden_pages() -> None:
    cleaner = Cleaner()
    spans = pictures = 0
    for case in cases():
        found = cleaner.clean(case.page, case.facts.url, markup=True)
        assert to_markdown(found) == to_markdown(cleaner.clean(case.page, case.facts.url))
        check(found)
        assert found.markup
        spans += len(found.markup.spans)
        pictures += len(found.markup.pictures)
    assert spans > 30
    assert pictures > 3


Part = tuple[str, list["str | Part"]]


@st.composite
def parts(draw: st.DrawFn, depth: int = 4, around: frozenset[str] = frozenset()) -> list[str | Part]:
    """Return the parts of a line: texts, and elements with the parts in them."""
    found: list[str | Part] = []
    for _ in range(draw(st.integers(1, 3))):
        mark = draw(st.sampled_from(["", "strong", "emphasis", "link", "code"])) if depth else ""
        if mark and mark not in around:
            found.append((mark, draw(parts(depth - 1, around | {mark}))))
        else:
            found.append(draw(st.text("ab .:!(*`_#1&[|«€", max_size=4)))
    return found


def flat(line: Sequence[str | Part], start: int = 0) -> tuple[str, list[Span]]:
    """Return the text of the parts, and their spans."""
    text, spans = "", []
    marks: dict[str, Mark] = {"strong": "strong", "emphasis": "emphasis", "link": "link", "code": "code"}
    for part in line:
        if isinstance(part, str):
            text += part
        else:
            inner, inner_spans = flat(part[1], start + len(text))
            begin = start + len(text)
            spans += [Span(begin, begin + len(inner), marks[part[0]], URL if part[0] == "link" else ""), *inner_spans]
            text += inner
    return text, spans


@given(parts())
def test_a_line_shows_its_text_and_no_markup_that_it_does_not_have(line: list[str | Part]) -> None:
    text, spans = flat(line)
    assume(text and text == " ".join(text.split()))
    found = shown(marked(text, [span for span in spans if span.start < span.end]))
    assert found.texts == [text]
    for place, marks in enumerate(found.marks):
        assert marks <= {span.mark for span in spans if span.start <= place < span.end}


WORDS = st.text("ab", min_size=1, max_size=3)


@given(st.lists(st.tuples(st.sampled_from(["", "strong", "emphasis", "link", "code"]), WORDS), min_size=1, max_size=6))
def test_whole_words_keep_their_markup(words: list[tuple[Mark | str, str]]) -> None:
    text = " ".join(word for _, word in words)
    spans: list[Span] = []
    expected: list[frozenset[str]] = []
    for mark, word in words:
        start = len(expected)
        expected += [frozenset([mark] if mark else [])] * len(word) + [frozenset[str]()]
        if mark:
            spans.append(Span(start, start + len(word), mark, URL if mark == "link" else ""))  # type: ignore[arg-type]
    assert shown(marked(text, spans)).marks == expected[:-1]


TAGS = "b i code p table h2 blockquote pre ul".split()  # noqa: SIM905
PIECES = [
    *(f"<{slash}{tag}>" for slash in ("", "/") for tag in TAGS),
    "<a href='/x)y'>",
    "</a>",
    "<br>",
    "<li>",
    "<td>",
    "<tr>",
]


@given(
    st.lists(
        st.one_of(
            st.sampled_from(PIECES),
            st.just("<img src=/x.jpg alt='a]('>"),
            st.text("ab .:!*_[]()\\&\xad\n", min_size=1, max_size=3),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_any_page_shows_the_same_text(pieces: list[str]) -> None:
    check(article("".join(pieces)))


def test_an_article_without_markup_cannot_write_it() -> None:
    found = Cleaner().clean("De raad kwam woensdag bijeen.")
    assert found.markup is None
    with pytest.raises(UsageError, match="markup=True"):
        to_markdown(found, links=True)


def test_a_text_has_no_markup() -> None:
    found = Cleaner().clean("De raad kwam woensdag bijeen.", input="text", markup=True)
    assert to_markdown(found, **ALL) == to_markdown(found) == "De raad kwam woensdag bijeen."


ADDRESSES = {
    "the address of the page": (URL, "<link rel=canonical href='https://nu.nl/c/'>", "https://krant.nl/a/x"),
    "the canonical one": (None, "<link rel=canonical href='https://nu.nl/c/'>", "https://nu.nl/c/x"),
    "the address is a file": ("a/b.html", "<link rel=canonical href='https://nu.nl/c/'>", "https://nu.nl/c/x"),
    "none": (None, "", None),
}


@pytest.mark.parametrize(("url", "head", "expected"), ADDRESSES.values(), ids=ADDRESSES)
def test_the_address_that_links_start_from(url: str | None, head: str, expected: str | None) -> None:
    found = article(f"{head}<p>a <a href=x>b</a>", url)
    assert to_markdown(found, links=True) == (f"a [b]({expected})" if expected else "a b")


@pytest.mark.parametrize("isolated", [False, True])
def test_a_part_that_a_pack_removes_has_no_markup(isolated: bool, tmp_path: Path) -> None:
    """Neither has the block that it stood in lost its own."""
    (tmp_path / "krant.yaml").write_text(PACK)
    line = "De <span class=x>oude <a href=/y>link</a></span> <b>raad</b> kwam <a href=/z>bijeen</a>."
    page = f"<article><p>{line}<p>{'De raad kwam woensdag bijeen. ' * 10}</article>"
    with Cleaner(tmp_path, isolated=isolated, workers=1 if isolated else None) as cleaner:
        found = cleaner.clean(page, URL, input="html", markup=True)
    assert to_markdown(found, **ALL).splitlines()[0] == "De **raad** kwam [bijeen](https://krant.nl/z)."


def _links(size: int) -> str:
    return f"<a href='/{'a' * 8000}'>" + "<p>b" * size


HOSTILE = {
    "nested bold": "<b>" * 50_000 + "a",
    "nested spans": "<p>" + "<span><b>" * 20_000 + "a",
    "bold letters": "<p>" + "<b>a</b><i>b</i>" * 20_000,
    "bold letters in italics": "<p><i>" + "<b>a</b> b " * 20_000,
    "bold punctuation": "<p>a<b>" + "." * 200_000 + "</b>b",
    "line breaks": "<p><b><i><a href=/x>" + "a<br>" * 20_000,
    "the same line": "<div>" + "a<br>" * 20_000,
    "code and links": "<p><code>" + "a<a href=/x>b</a>" * 10_000,
    "pictures": "<p>a</p>" + "".join(f"<div><img src=/{number}></div>" for number in range(10_000)) + "<p>b",
    "pictures without text": "<img src=/x.jpg>" * 20_000,
    "many versions of many pictures": "<p>a</p><picture>"
    + "<source srcset='a.jpg 2x'></source>" * 15_000
    + "<img src='#'>" * 15_000
    + "</picture><p>b",
    "pictures in deep elements": "<div>" * 1_000
    + "<p>a</p>"
    + "".join(f"<img src=/{number}.jpg>" for number in range(45_000))
    + "<p>b",
    "pictures in deep items": "<div>" * 900
    + "<ul>"
    + "".join(f"<li><p>a</p><img src=/{number}.jpg>" for number in range(8_000)),
    "links from an address of many parts": f"<base href=https://krant.nl/{'a/' * 4_000}>" + "<p>a <a href=b>b" * 20_000,
    "signs that are escaped": "<p>" + "*_[`" * 2_000_000,
    "a list of sizes": "<p>a</p><img srcset='" + "a 1w," * 50_000 + "'><p>b",
    "commas": "<p>a</p><img srcset='" + "," * 200_000 + "'><p>b",
    "a wide table": "<table>" + "<tr>" + "<td><b>a</b>" * 5_000 + "<tr><td>a<td>b" * 2_000 + "</table>",
    "one link around many paragraphs": _links(5_000),
}


SLOW = ("pictures in deep elements", "pictures in deep items", "line breaks")


@pytest.mark.parametrize(
    "html",
    [pytest.param(html, marks=pytest.mark.slow if name in SLOW else (), id=name) for name, html in HOSTILE.items()],
)
def test_hostile_pages(html: str) -> None:
    page = read_html(html, URL, Limits(cut=True))
    seconds = -process_time()
    markup = read_markup(page, page.blocks)
    found = Article(body=page.blocks, method="pack", confidence=1, account=NO_ACCOUNT, markup=markup)
    markdown = to_markdown(found, **ALL)
    seconds += process_time()
    assert seconds < 10
    assert len(markdown) < 20 * len(html) + 2 * MAX_TARGETS


def test_the_work_for_a_row_grows_with_its_cells() -> None:
    """Each span of a row is looked at in its own cell, not in every cell."""

    class Looked(Span, frozen=True):
        def __getattribute__(self, name: str) -> Any:
            looks.append(name)
            return super().__getattribute__(name)

    def work(cells: int) -> int:
        found = article("<table><tr>" + "<td><b>a</b> b" * cells + "</table>")
        assert found.markup
        spans = tuple(Looked(span.start, span.end, span.mark) for span in found.markup.spans)
        looks.clear()
        markdown = to_markdown(replace(found, markup=replace(found.markup, spans=spans)), emphasis=True)
        assert markdown.count("**a** b") == cells
        return len(looks)

    looks: list[str] = []
    assert work(400) < 5 * work(100)


@pytest.mark.parametrize(("number", "is_over"), [(20, False), (MAX_JOINED // 6_000 + 20, True)])
def test_links_from_an_address_of_many_parts_have_a_limit(number: int, is_over: bool) -> None:
    base = f"https://krant.nl/{'a/' * 3_000}"
    links = "".join(f"<p>a <a href=/{n}>b</a></p>" for n in range(number))
    markup = article(f"<base href={base}>{links}").markup
    assert markup
    assert (len(markup.spans) < number) == is_over
    assert len(markup.spans) >= min(number, 1_600)


def test_the_urls_of_all_links_have_a_limit() -> None:
    markup = article(_links(2 * MAX_TARGETS // 8_000)).markup
    assert markup
    assert 0.9 * MAX_TARGETS < sum(len(span.url) for span in markup.spans) <= MAX_TARGETS
