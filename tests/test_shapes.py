"""What the form of a block says about it, for each function and on each side of its thresholds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cleaner.generic.html.bylines import find_authors
from cleaner.generic.html.extras import MAX_AUTHORS, biographies
from cleaner.generic.html.layout import Layout
from cleaner.generic.html.listings import entries
from cleaner.generic.html.mending import parts_between
from cleaner.page.blocks import Block
from cleaner.page.headline import find_headline
from cleaner.page.page import HtmlPage, Metadata
from cleaner.page.sentences import is_sentence
from cleaner.page.shapes import is_running_text
from cleaner.readers import read_page

# A block of HTML, and whether it is running text.
RUNNING = [
    ("a sentence of 9 words", "<p>De raad kwam woensdag bijeen om lang te vergaderen.", True),
    ("a sentence of 5 words", "<p>Dit artikel is voor abonnees.", False),
    ("a sentence without its end", "<p>De raad kwam woensdag bijeen om lang te vergaderen", False),
    (
        "a sentence with a sixth of it in a link",
        "<p>De raad kwam woensdag bijeen om te praten over <a href=x>de haven van</a> Vlissingen.",
        True,
    ),
    (
        "a sentence with half of it in a link",
        "<p>De raad kwam woensdag bijeen om te <a href=x>praten over de haven van Vlissingen.</a>",
        False,
    ),
    (
        "a sentence under a picture",
        "<figure><img><figcaption>De raad kwam woensdag bijeen om lang te vergaderen.</figcaption></figure>",
        False,
    ),
]

# A line, and whether it is a sentence.
SENTENCES = [
    ("60 characters", "De raad kwam woensdag bijeen om over de haven te vergaderen.", True),
    ("26 characters", "Dit stuk is voor abonnees.", False),
    ("a headline of 59 characters", "De raad kwam woensdag bijeen om over de haven te vergaderen", False),
]

# A page with the headline "Een kop", and its lines that are the headline.
HEADLINES = [
    ("the headline in capitals and with a mark", "<p>EEN KOP!<p>Een kop is geen zin.", ["EEN KOP!"]),
    ("the headline between many marks", "<p>* * * * * Een kop * * * * *", ["* * * * * Een kop * * * * *"]),
    ("two headings", "<h1>Plan</h1><p>Een zin.<h1>Nog een</h1>", ["Plan", "Nog een"]),
    ("three headings", "<h1>Plan</h1><p>Een zin.<h1>Nog een</h1><p>Een zin.<h1>Ten derde</h1>", ["Plan"]),
]

LINE = "<p>De raad kwam woensdag bijeen om lang te vergaderen."  # nine words
# An article with a list in its element, and whether the list belongs to the article.
LISTS = [
    ("a list among 90 words of the article", f"<div>{LINE * 5}<ul><li>Melk</ul>{LINE * 5}</div>", True),
    ("a list among 36 words of the article", f"<div>{LINE * 2}<ul><li>Melk</ul>{LINE * 2}</div>", False),
]

# A page, the author that its byline names, and whether the byline is close enough, short enough, and marked up.
BODY = f"<article>{LINE * 3}</article>"
FAR = "<p>Meer nieuws uit de stad."
NAME = "<span class=author>Lena de Vries</span>"
OTHER = "<b class=author>Bo Juhl</b>"
BYLINES = [
    ("a name above the article", f"<article>{NAME}{LINE * 3}</article>", ("Lena de Vries",)),
    ("a name without a mark", f"<article><span>Lena de Vries</span>{LINE * 3}</article>", ()),
    ("a name 250 characters below the article", f"{BODY}{FAR * 10}{NAME}", ("Lena de Vries",)),
    ("a name 450 characters below the article", f"{BODY}{FAR * 18}{NAME}", ()),
    ("a name of 4 words", f"{BODY}<b class=author>Jan Piet van Dijk</b>", ("Jan Piet van Dijk",)),
    ("a mark on 8 words", f"{BODY}<b class=author>Onze correspondent in de haven van het dorp</b>", ()),
    (
        "a name with each letter in an element of its own",
        f"{BODY}<b class=author>{''.join(f'<i>{letter}</i>' for letter in 'Jan Pieterszoon Coen van Hoorn')}</b>",
        ("Jan Pieterszoon Coen van Hoorn",),
    ),
    ("a name after 80 pieces of text", f"{BODY}<b class=author>{'<i> </i>' * 80}Lena de Vries</b>", ()),
    ("an organisation with a mark", f"<b class=author>Onze Redactie</b>{BODY}", ()),
    ("a mark in a longer class", f"<b class=article-byline__name>Lena de Vries</b>{BODY}", ("Lena de Vries",)),
    ("a mark in a longer class, below", f"{BODY}<b class=article-byline__name>Lena de Vries</b>", ()),
    ("By", f"<p>By Lena de Vries{BODY}", ("Lena de Vries",)),
    ("Door, and the date", f"<p>Door Lena de Vries | 3 maart 2024{BODY}", ("Lena de Vries",)),
    ("Von, and a role", f"<p>Von Lena Meier, Redakteurin{BODY}", ("Lena Meier",)),
    ("Par, and two names", f"<p>Par Anne Roy et Jean Dupont{BODY}", ("Anne Roy", "Jean Dupont")),
    ("Af, and three names", f"<p>Af Ida Holm, Per Dahl og Bo Juhl{BODY}", ("Ida Holm", "Per Dahl", "Bo Juhl")),
    ("Text, and a colon", f"<p>Text: Lena Meier{BODY}", ("Lena Meier",)),
    ("Text, a setting", f"<p>Text Size Small{BODY}", ()),
    ("By in a line of its own", f"<p>By<p>Lena Meier<p>Berlin{BODY}", ("Lena Meier",)),
    ("By before links", f"<p>By <a href=x>Lena Meier</a>, <a href=y>Bo Juhl</a>{BODY}", ("Lena Meier", "Bo Juhl")),
    ("no space between the parts", f"<p><i>By</i><b>Lena Meier</b><i>Mar 3, 2024</i>{BODY}", ("Lena Meier",)),
    ("the date before it", f"<p><i>3 March</i> <i>by</i> <b>Lena Meier</b>{BODY}", ("Lena Meier",)),
    ("a place after a comma", f"<p>By Lena Meier, New York{BODY}", ("Lena Meier",)),
    ("a photographer", f"<p>Photo <i>by</i> <b>Lena Meier</b>{BODY}", ()),
    ("a newsroom", f"<p>Door onze redactie{BODY}", ()),
    ("a desk with capitals", f"<p>By Our Sports Desk{BODY}", ()),
    ("a sentence", f"<p>By Monday all of them had left the town.{BODY}", ()),
    ("a date", f"<p>By Monday 3 March{BODY}", ()),
    ("a section", f"<p>Door Politiek{BODY}", ()),
    ("the name of the site", f"<meta property=og:site_name content='Les Echos'><p>Par Les Echos{BODY}", ()),
    ("90 other marks", f"{OTHER * 90}<h1>Brug gaat dicht</h1>{NAME}{BODY}", ("Lena de Vries",)),
    ("110 other marks", f"{OTHER * 110}<h1>Brug gaat dicht</h1>{NAME}{BODY}", ()),
    ("an element with a prefix", f"<fb:like><p>By Lena Meier</p></fb:like>{BODY}", ("Lena Meier",)),
    ("loose text below 60 others", f"{'<i>Menu</i> ' * 60}<br>By Lena Meier<br>{BODY}", ("Lena Meier",)),
    ("the section", f"<meta property=article:section content='Groot Goes'><p>Door Groot Goes{BODY}", ()),
    ("the headline", f"<title>Lena de Vries</title>{BODY}<b class=author>Lena de Vries</b>", ()),
    ("below a lead", f"<article>{LINE}<p>Door Lena de Vries{LINE * 3}</article>", ("Lena de Vries",)),
    ("below the second block", f"<article>{LINE * 2}<p>Door Lena de Vries{LINE * 3}</article>", ()),
    ("By in a line of 180 characters", f"<p><i>By</i> <b>Lena Meier</b> {'(x) ' * 41}{BODY}", ("Lena Meier",)),
    ("By in a line of 220 characters", f"<p><i>By</i> <b>Lena Meier</b> {'(x) ' * 52}{BODY}", ()),
    ("9 other lines with By", f"{'<p>By hand' * 9}<p>By Lena Meier{BODY}", ("Lena Meier",)),
    ("30 other lines with By", f"{'<p>By hand' * 30}<p>By Lena Meier{BODY}", ()),
]


# The elements of a live blog, of which an extractor kept the first, and how many are entries.
ENTRIES = [
    ("three entries", [LINE, LINE, LINE], 3),
    ("two entries", [LINE, LINE], 0),
    ("three entries and a time", [LINE, LINE, LINE, "<p>12:30"], 3),
    ("two entries and a time", [LINE, LINE, "<p>12:30"], 0),
    ("three entries and an article of 270 words", [LINE, LINE, LINE, LINE * 30], 3),
    ("three entries and a teaser", [LINE, LINE, LINE, f"<a href=x>Brug gaat dicht</a>{LINE}"], 3),
]


def read_one(html: str) -> Block:
    (block,) = read_page(html, kind="html").blocks
    return block


@pytest.mark.parametrize(("html", "expected"), [case[1:] for case in RUNNING], ids=[case[0] for case in RUNNING])
def test_running_text(html: str, expected: bool) -> None:
    assert is_running_text(read_one(html)) == expected


@pytest.mark.parametrize(("line", "expected"), [case[1:] for case in SENTENCES], ids=[case[0] for case in SENTENCES])
def test_sentence(line: str, expected: bool) -> None:
    assert is_sentence(line) == expected


@pytest.mark.parametrize(("html", "expected"), [case[1:] for case in HEADLINES], ids=[case[0] for case in HEADLINES])
def test_headline(html: str, expected: list[str]) -> None:
    assert headline_lines(html) == expected


def headline_lines(html: str) -> list[str]:
    blocks = read_page(html, kind="html").blocks
    headline = find_headline(blocks, Metadata(headlines=("Een kop",)))
    return [blocks[index].text for index in sorted({*headline.similar, *headline.own_headings})]


@pytest.mark.parametrize(("html", "expected"), [case[1:] for case in LISTS], ids=[case[0] for case in LISTS])
def test_list_in_the_article(html: str, expected: bool) -> None:
    assert restores_list(html) == expected


def restores_list(html: str) -> bool:
    blocks = read_page(html, kind="html").blocks
    kept = [index for index, block in enumerate(blocks) if block.kind == "paragraph"]
    return bool(parts_between(Layout(blocks, Metadata()), kept))


@pytest.mark.parametrize(("html", "expected"), [case[1:] for case in BYLINES], ids=[case[0] for case in BYLINES])
def test_byline(html: str, expected: tuple[str, ...]) -> None:
    assert authors(html) == expected


def authors(html: str) -> tuple[str, ...]:
    page = read_page(html, kind="html")
    assert isinstance(page, HtmlPage)
    return find_authors(page, tuple(block for block in page.blocks if block.text.startswith("De raad")))


def running() -> Iterator[bool]:
    """Yield for each case whether it comes out right; the same below."""
    return (is_running_text(read_one(html)) == expected for _, html, expected in RUNNING)


def sentences() -> Iterator[bool]:
    return (is_sentence(line) == expected for _, line, expected in SENTENCES)


def headlines() -> Iterator[bool]:
    return (headline_lines(html) == expected for _, html, expected in HEADLINES)


def lists() -> Iterator[bool]:
    return (restores_list(html) == expected for _, html, expected in LISTS)


def bylines() -> Iterator[bool]:
    return (authors(html) == expected for _, html, expected in BYLINES)


@pytest.mark.parametrize(("elements", "expected"), [row[1:] for row in ENTRIES], ids=[row[0] for row in ENTRIES])
def test_entries_of_a_live_blog(elements: list[str], expected: int) -> None:
    page = read_page("".join(f"<div>{element}</div>" for element in elements), kind="html")
    found = entries(Layout(page.blocks, Metadata()), [0])
    assert len(found) == expected


@pytest.mark.parametrize("tag", ["x=y", "x+y", "x|y", "x\ufffe", "fb:like"])
def test_a_byline_in_an_element_with_an_odd_name(tag: str) -> None:
    page = read_page(
        f"<{tag}><article><h1>Kop van het stuk</h1><p>By Lena Meier</p>{LINE * 4}</article></{tag}>", kind="html"
    )
    assert isinstance(page, HtmlPage)
    assert find_authors(page, tuple(block for block in page.blocks if block.text.startswith("De raad"))) == (
        "Lena Meier",
    )


def test_blocks_inside_of_nested_elements() -> None:
    page = read_page("<div>een<div>twee<p>drie<p>vier</div>vijf</div><div>zes</div>", kind="html")
    layout = Layout(page.blocks, Metadata())
    outer, inner, last = "/html[1]/body[1]/div[1]", "/html[1]/body[1]/div[1]/div[1]", "/html[1]/body[1]/div[2]"
    found = layout.inside([inner, outer, last, f"{last}/p[1]"])
    assert found == {inner: range(1, 4), outer: range(5), last: range(5, 6), f"{last}/p[1]": range(0)}


@pytest.mark.parametrize(("before", "found"), [(0, True), (MAX_AUTHORS - 1, True), (MAX_AUTHORS, False)])
def test_the_lives_of_the_first_authors_are_looked_for(before: int, found: bool) -> None:
    names = [*(f"Ada Quill {number}" for number in range(before)), "Lena Sanders"]
    page = read_page(
        "<html><body><main>"
        + LINE * 3
        + "<div><h4>Lena Sanders</h4><p>Lena Sanders schrijft over de haven.</p></div></main>",
        kind="html",
    )
    assert isinstance(page, HtmlPage)
    layout = Layout(page.blocks, Metadata(authors=tuple(names)), page.root)
    assert bool(biographies(layout, list(range(len(page.blocks))))) == found
