"""Steps that could remove the article itself, and where they stop."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec import Struct

from cleaner.chain.step import Step
from cleaner.chain.table import ABOVE, CAPTION, NEXT
from cleaner.generic.html.layout import Layout
from cleaner.generic.html.listings import brief_item, grids
from cleaner.generic.html.mending import boxes, bylines, chapters, empty_headings, links, outside
from cleaner.generic.html.mending import captions as captions_of
from cleaner.generic.html.mending import lead as lead_of
from cleaner.packs.loading import load
from cleaner.packs.schema import GENERIC
from cleaner.page.sentences import ends_sentence_or_note
from cleaner.readers.html import read_html

from .drafts import draft_of

PROGRAM = load().programs[GENERIC]
LINE = "De raad kwam woensdagavond bijeen om lang te vergaderen."  # nine words


def body(lines: int) -> str:
    return f"<p>{LINE}</p>" * lines


def above(removed: int, left: int) -> str:
    return f"<title>Een kop over de haven</title><div>{body(removed)}</div><h1>Een kop over de haven</h1>{body(left)}"


def captions(removed: int, left: int) -> str:
    return f"<figure><figcaption>{body(removed)}</figcaption></figure>{body(left)}"


def next_article(removed: int, left: int) -> str:
    return f"<div><h1>De haven</h1>{body(left)}</div><div><h1>Het strand</h1>{body(removed)}</div>"


class Row(Struct, frozen=True):
    """A step, a page in which it would remove some lines and leave others, and whether it may."""

    step: Step
    page: str
    removed: int
    may: bool


REMOVALS = {
    "a dialog above a short article": Row(ABOVE, above(10, 8), 10, may=True),
    "a long dialog above a short article": Row(ABOVE, above(20, 8), 20, may=False),
    "a fifth of a long page above the headline": Row(ABOVE, above(20, 90), 20, may=True),
    "a third of a long page above the headline": Row(ABOVE, above(40, 80), 40, may=False),
    "two fifths of a long page in captions": Row(CAPTION, captions(40, 60), 40, may=True),
    "two thirds of a long page in captions": Row(CAPTION, captions(60, 30), 60, may=False),
    "a next article that is four times as long": Row(NEXT, next_article(80, 20), 80, may=True),
    "a next article that is ten times as long": Row(NEXT, next_article(90, 9), 90, may=False),
}


@pytest.mark.parametrize("row", REMOVALS.values(), ids=REMOVALS)
def test_a_step_does_not_remove_most_of_an_article(row: Row) -> None:
    draft = draft_of(read_html(f"<html><body>{row.page}</body></html>"), PROGRAM)
    before = sum(LINE in block.text for block in draft.blocks)
    after = row.step.run(draft)
    assert sum(LINE in block.text for block in after.blocks) == before - (row.removed if row.may else 0)
    assert after.confidence == (1.0 if row.may else 0.7)
    assert [row.step.name in warning.text for warning in after.warnings] == ([] if row.may else [True])


LABELS = {
    "a byline of two lines": (2, 2),
    "a byline of four lines": (4, 4),
    "six short lines, such as the facts of a recipe": (6, 0),
}


@pytest.mark.parametrize(("labels", "expected"), LABELS.values(), ids=LABELS)
def test_many_labels_are_not_a_byline(labels: int, expected: int) -> None:
    page = read_html("".join(f"<p>Regel {number}</p>" for number in range(labels)) + body(3))
    layout = Layout(page.blocks, page.metadata)
    assert len(bylines(layout, list(range(len(page.blocks))))) == expected


LINKS = {
    "a label and a headline that is a question": ("<p>Lees ook: <a href=x>Wie betaalt de nieuwe haven?</a></p>", 1),
    "a label of three words": ("<p>Lees meer hierover: <a href=x>De raad is het niet eens over de haven.</a></p>", 1),
    "a sentence with a link at its end": (
        "<p>En daarna zei hij nog: <a href=x>het plan voor de haven is van de baan.</a></p>",
        0,
    ),
    "a sentence that is a link": ("<p><a href=x>De raad is het niet eens over de nieuwe haven.</a></p>", 0),
    "a line of which less than half is linked": ("<p>De brug, de kade en <a href=x>de haven van Goes</a></p>", 0),
    "a link that introduces a list": ("<p><a href=x>De krant schreef het al</a>:</p><ul><li>Een<li>Twee</ul>", 0),
    "a link with a colon above links": ("<p><a href=x>Meer over</a>:</p><p><a href=y>Brug open</a></p>", 2),
    "a link with a colon at the end": ("<p>Een zin.</p><p><a href=x>De krant schreef het al</a>:</p>", 1),
    "the lines of a list, not all linked": ("<p>Jan, Het water<br>Ans, <a href=x>De brug</a><br>Piet, De kade</p>", 0),
    "the lines of a list, one not linked": (
        "<p><a href=x>De brug</a><br><a href=y>De kade</a><br>Piet</p>",
        0,
    ),
    "the lines of a list, all linked": ("<p><a href=x>De brug</a><br><a href=y>De kade</a></p>", 2),
    "a line below a sentence": (f"<p>{LINE}<br><a href=x>De brug is weer open</a></p>", 1),
    "two lines below a label": ("<p>Lees ook<br><a href=x>De brug is open</a><br><a href=y>De kade niet</a></p>", 2),
    "a line below a heading and a line": (
        "<div>Kade 14<h3>Open</h3><a href=x>Op dinsdag van tien</a></div>",
        0,
    ),
    "a link that ends with a colon": ("<p><a href=x>Meld je aan voor de nieuwsbrief:</a></p><p>Een zin.</p>", 1),
    "a line below a label with a colon": ("<p>Lees meer:<br><a href=x>De brug is weer open</a></p>", 1),
    "a long paragraph of links": (f"<p>{'<a href=x>De brug en de kade</a>, ' * 17}</p>", 0),
    "a paragraph of links": (f"<p>{'<a href=x>De brug en de kade</a>, ' * 15}</p>", 1),
}


@pytest.mark.parametrize(("page", "expected"), LINKS.values(), ids=LINKS)
def test_links_with_a_label(page: str, expected: int) -> None:
    blocks = read_html(f"<html><body>{page}</body></html>").blocks
    assert len(links(Layout(blocks, read_html(page).metadata), list(range(len(blocks))))) == expected


def blocks_found(find: Callable[[Layout, list[int]], set[int]], page: str, kept: slice = slice(None)) -> list[str]:
    """Return the text of the blocks of a page that this rule finds; all blocks are kept, or those of the slice."""
    read = read_html(f"<html><body>{page}</body></html>")
    layout = Layout(read.blocks, read.metadata, read.root)
    numbers = list(range(len(read.blocks)))[kept]
    return [read.blocks[index].text for index in sorted(find(layout, numbers))]


SEVEN, EIGHT = "Een zin van zeven woorden is kort.", "Deze zin van acht woorden is niet kort."
HEADINGS = {
    "a sentence in a heading at the end": (f"{body(1)}<h3>{EIGHT}</h3>", []),
    "a short sentence in a heading at the end": (f"{body(1)}<h3>{SEVEN}</h3>", [SEVEN]),
    "a question in a heading at the end": (f"{body(1)}<h3>{EIGHT[:-1]}?</h3>", [f"{EIGHT[:-1]}?"]),
}


@pytest.mark.parametrize(("page", "expected"), HEADINGS.values(), ids=HEADINGS)
def test_a_sentence_in_a_heading_is_text(page: str, expected: list[str]) -> None:
    assert blocks_found(empty_headings, page) == expected


POEMS = {
    "a line of a poem above a longer one": (
        "<p>Ik liet mijn lamp<br>en ging en ging en ging en ging<br>en toen</p>",
        [],
    ),
    "a byline above a longer line in another element": (
        "<p>Door Jan Jansen</p><p>en ging en ging en ging en ging heen</p>",
        ["Door Jan Jansen"],
    ),
    "a byline of two lines in one element": (
        "<p>Door Jan Jansen<br>Foto's van Piet Pietersen en Ans Jansen van de krant zelf</p>",
        ["Door Jan Jansen"],
    ),
    "a byline above a sentence in the same element": (f"<p>Door Jan Jansen<br>{LINE}</p>", ["Door Jan Jansen"]),
}


@pytest.mark.parametrize(("page", "expected"), POEMS.values(), ids=POEMS)
def test_the_first_line_of_a_poem_is_not_a_label(page: str, expected: list[str]) -> None:
    assert blocks_found(bylines, f"{page}{body(3)}") == expected


FOURTEEN = "De raad praat vanavond over de haven en de brug en de kade van"
SECTION = f"<section><h2>Deel twee</h2>{body(1)}</section>"
OUTSIDE = {
    "15 words above": (f"<h2>{FOURTEEN} Goes</h2><div>{body(10)}</div>", []),
    "14 words above": (f"<h2>{FOURTEEN}</h2><div>{body(10)}</div>", [FOURTEEN]),
    "15 linked words above": (f"<h2><a href=x>{FOURTEEN} Goes</a></h2><div>{body(10)}</div>", [f"{FOURTEEN} Goes"]),
    "a paragraph below a long list": (f"<ol><li>{LINE}<li>{LINE}<li>{LINE}<li>{LINE}</ol><p>{LINE}</p>", []),
    "a paragraph below a long quotation": (f"<blockquote>{body(9)}</blockquote><p>{LINE}</p>", []),
    "a paragraph below an element": (f"<div>{body(9)}</div><p>{LINE}</p>", [LINE]),
    "a section below": (f"<section>{body(10)}</section>{SECTION}", []),
    "a section below, in elements": (
        f"<section><div>{body(10)}</div></section><section><div><h2>Deel</h2>{body(1)}</div></section>",
        [],
    ),
    "a section without a heading": (f"<section>{body(10)}</section><section>{body(1)}</section>", [LINE]),
    "a section with a link": (
        f"<section>{body(10)}</section><section><h2>Deel</h2>{body(1)}<p><a href=x>Lees meer</a></p></section>",
        ["Deel", LINE, "Lees meer"],
    ),
    "a section without a sentence": (
        f"<section>{body(10)}</section><section><h2>Deel</h2><p>Goes</p></section>",
        ["Deel", "Goes"],
    ),
    "a part in another element": (f"<div>{body(10)}</div><div><h2>Deel</h2>{body(1)}</div>", ["Deel", LINE]),
}


@pytest.mark.parametrize(("page", "expected"), OUTSIDE.values(), ids=OUTSIDE)
def test_what_is_outside_of_the_article(page: str, expected: list[str]) -> None:
    assert blocks_found(outside, page) == expected


def chapter(lines: int, heading: str = "<h2>Deel</h2>") -> str:
    return f"<div>{heading}{body(lines)}</div>"


FIVE = ["Deel", *[LINE] * 5]
CHAPTERS = {
    "two chapters of 45 words": (chapter(5) * 2, FIVE * 2),
    "one chapter": (chapter(5), []),
    "two chapters of 36 words": (chapter(4) * 2, []),
    "two chapters with linked headings": (chapter(5, "<h2><a href=x>Deel</a></h2>") * 2, []),
    "two chapters without headings": (chapter(5, "") * 2, []),
    "two chapters with a link": (chapter(5, "<h2>Deel</h2><p><a href=x>Meer</a></p>") * 2, []),
    "two chapters with the names of something else": (
        f"<section class=comments>{chapter(5)[5:-6]}</section><section class=author-bio>{chapter(5)[5:-6]}</section>",
        [],
    ),
    "an aside and a footer": (f"<aside>{chapter(5)[5:-6]}</aside><footer>{chapter(5)[5:-6]}</footer>", []),
    "two chapters, and a box": (chapter(5) * 2 + chapter(1), FIVE * 2),
    "two chapters below a box": (chapter(1) + chapter(5) * 2, []),
}


@pytest.mark.parametrize(("page", "expected"), CHAPTERS.values(), ids=CHAPTERS)
def test_chapters_below_the_first_one(page: str, expected: list[str]) -> None:
    assert blocks_found(chapters, f"<article>{body(10)}</article>{page}", slice(10)) == expected


TITLE = "Een kop van vijf woorden"
CARD = f"<div><h3><a href=x>{TITLE}</a></h3><p>{LINE}</p></div>"
THREE = [TITLE, LINE] * 3
GRIDS = {
    "three teasers, less than a third of the text": (f"{body(10)}<section>{CARD * 3}</section>", THREE),
    "three teasers, more than a third of the text": (f"{body(8)}<section>{CARD * 3}</section>", []),
    "three teasers, nested": (f"{body(10)}<section>{f'<div>{CARD}</div>' * 3}</section>", THREE),
    "two teasers": (f"{body(10)}<section>{CARD * 2}</section>", []),
    "three long teasers": (f"{body(99)}{f'<div><h3><a href=x>{TITLE}</a></h3>{body(9)}</div>' * 3}", []),
    "three links": (f"{body(10)}<ul>{f'<li><a href=x>{TITLE}</a>' * 3}</ul>", []),
    "three short links": (f"{body(10)}{f'<div><h3><a href=x>De kop</a></h3><p>{LINE}</p></div>' * 3}", []),
    "three titles that are no links": (f"{body(10)}{f'<div><h3>{TITLE}</h3><p>{LINE}</p></div>' * 3}", []),
    "three teasers above a sentence": (f"{body(20)}{CARD * 3}{body(1)}", THREE),
    "three teasers above three sentences": (f"{body(20)}{CARD * 3}{body(3)}", []),
    "three titles in one element": (f"{body(10)}<h3>{f'<a href=x>{TITLE}</a><br>' * 3}</h3>", []),
}


@pytest.mark.parametrize(("page", "expected"), GRIDS.values(), ids=GRIDS)
def test_a_grid_of_teasers_below_the_article(page: str, expected: list[str]) -> None:
    assert blocks_found(grids, page) == expected


NEWS = f"<section>{CARD * 3}</section>"
TWO = f"<p>{LINE} {LINE}</p>"
BRIEF = {
    "a short article above teasers": (f"<div><h1>Een zwaan van papier</h1>{TWO}</div>{NEWS}", [f"{LINE} {LINE}"]),
    "one sentence": (f"<div><h1>Een zwaan van papier</h1>{body(1)}</div>{NEWS}", []),
    "two sentences in two paragraphs": (f"<div><h1>Een zwaan van papier</h1>{body(2)}</div>{NEWS}", [LINE, LINE]),
    "the name of a section": (f"<div><h1>Sport vandaag</h1>{TWO}</div>{NEWS}", []),
    "teasers in the element around the headline": (f"<div><h1>Een zwaan van papier</h1>{TWO}{NEWS}</div>", []),
    "nothing below the headline": (f"<div><h1>Een zwaan van papier</h1></div>{NEWS}", []),
    "a headline that is a link": (f"<div><h1><a href=x>Een zwaan van papier</a></h1>{TWO}</div>{NEWS}", []),
    "a link below it": (
        f"<div><h1>Een zwaan van papier</h1>{TWO}<p><a href=x>Zie het hier</a></p></div>{NEWS}",
        [f"{LINE} {LINE}"],
    ),
}


@pytest.mark.parametrize(("page", "expected"), BRIEF.values(), ids=BRIEF)
def test_a_short_article_above_teasers(page: str, expected: list[str]) -> None:
    assert blocks_found(brief_item, page) == expected


LEADS = {
    "in a paragraph": (f"<p>{LINE}</p>", [LINE]),
    "in a caption": (f"<figure><figcaption><div>{LINE}</div></figcaption></figure>", []),
    "in a caption below the lead": (f"<p>{LINE}</p><figure><figcaption>{LINE}</figcaption></figure>", [LINE]),
}


@pytest.mark.parametrize(("page", "expected"), LEADS.values(), ids=LEADS)
def test_a_caption_is_not_the_lead(page: str, expected: list[str]) -> None:
    description = f'<meta name=description content="{LINE}">'
    page = f"{description}<main>{page}<p>De wethouder noemde het een goed plan, dat veel geld kost.</p></main>"
    assert blocks_found(lead_of, page, slice(-1, None)) == expected


def test_code_in_a_figure_is_not_a_caption() -> None:
    page = read_html("<figure><pre>x = 1\ny = 2</pre><figcaption>De code</figcaption></figure><figure>Foto</figure>")
    found = captions_of(Layout(page.blocks, page.metadata), list(range(len(page.blocks))))
    assert [page.blocks[index].text for index in sorted(found)] == ["De code", "Foto"]


def test_soft_hyphens_are_not_part_of_a_word() -> None:
    page = read_html("<p>De ge&shy;meente\u00adraad van <a href=x>Vlis&shy;singen</a></p>")
    assert [(block.text, block.linked) for block in page.blocks] == [("De gemeenteraad van Vlissingen", 10)]


SHARE = "<p>Deel dit</p><button>Kopieer</button>"
BOXES = {
    "a button beside a third of the text": (
        f"{body(4)}<div>{body(2)}{SHARE}</div>",
        ["Deel dit", "Kopieer", LINE, LINE],
    ),
    "a button beside all of the text": (f"<div>{body(2)}{SHARE}</div>", ["Kopieer"]),
    "a button beside two thirds of the text": (f"{body(2)}<div>{body(4)}{SHARE}</div>", ["Kopieer"]),
    "a button beside a hundred words of a long text": (f"{body(30)}<div>{body(12)}{SHARE}</div>", ["Kopieer"]),
    "a button that opens a part": (f"{body(4)}<div><h3><button>Wie betaalt?</button></h3>{body(1)}</div>", []),
    "a button below a heading": (
        f"{body(4)}<div><h3>Nieuwsbrief</h3><button>Meld je aan</button></div>",
        ["Meld je aan", "Nieuwsbrief"],
    ),
    "a button below two lists with headings": (
        f"{body(4)}<div><h3>Wat</h3><ul><li>Meel</ul><h3>Hoe</h3><ul><li>Bak</ul><button>Kopieer</button></div>",
        ["Kopieer"],
    ),
    "a button below one list with a heading": (
        f"{body(4)}<div><h3>Wat</h3><ul><li>Meel</ul><button>Kopieer</button></div>",
        ["Kopieer", "Meel", "Wat"],
    ),
    "a button below two lists of links": (
        f"{body(4)}<div><h3>A</h3><li><a href=x>C</a></li><h3>B</h3><li><a href=y>D</a></li><button>Ga</button></div>",
        ["A", "B", "C", "D", "Ga"],
    ),
    "a button below two offers": (
        f"{body(4)}<div><h3>Per maand</h3><p>Vijf euro</p><h3>Per jaar</h3><p>Vijftig</p><button>Kies</button></div>",
        ["Kies", "Per jaar", "Per maand", "Vijf euro", "Vijftig"],
    ),
    "a form below the headline": (
        f"<h1>De haven</h1><div>{body(1)}<form><p>Mail</p><button>Meld aan</button></form></div>{body(4)}",
        [LINE, "Mail", "Meld aan"],
    ),
    "a button beside the lead": (
        f"<h1>De haven</h1><div>{body(1)}<button>Luister</button></div>{body(4)}",
        ["Luister"],
    ),
    "a button beside a text above the headline": (
        f"<div>{body(1)}<button>Akkoord</button></div><h1>De haven</h1>{body(4)}",
        ["Akkoord", LINE],
    ),
    "a button beside a summary": (
        f"<h1>De haven</h1><div><h2>Kort</h2>{body(1)}<button>Open</button></div>{body(4)}",
        ["Kort", LINE, "Open"],
    ),
}


@pytest.mark.parametrize(("page", "expected"), BOXES.values(), ids=BOXES)
def test_the_element_around_a_button(page: str, expected: list[str]) -> None:
    blocks = read_html(f"<html><body>{page}</body></html>").blocks
    layout = Layout(blocks, read_html(page).metadata)
    assert sorted(blocks[index].text for index in boxes(layout, list(range(len(blocks))))) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dat is niet waar.1", True),
        ("Dat is niet waar.[12]", True),
        ('"Dat is niet waar."3', True),
        ("Dat is niet waar!²", True),
        ("Dat is niet waar.*", True),
        ("Dit is versie 1.1", False),
        ("Het kost €3.50", False),
        ("Zie hoofdstuk [3]", False),
        ("Nieuws van 2024", False),
    ],
)
def test_a_sentence_can_end_with_the_mark_of_a_note(text: str, expected: bool) -> None:
    assert ends_sentence_or_note(text) == expected
