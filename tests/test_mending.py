"""Steps that could remove the article itself, and where they stop."""

from __future__ import annotations

import pytest
from msgspec import Struct

from cleaner.chain.step import Step
from cleaner.chain.table import ABOVE, CAPTION, NEXT
from cleaner.generic.html.layout import Layout
from cleaner.generic.html.mending import boxes, bylines, links
from cleaner.generic.html.mending import captions as captions_of
from cleaner.packs.loading import GENERIC, load
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
    assert [row.step.name in warning for warning in after.warnings] == ([] if row.may else [True])


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
}


@pytest.mark.parametrize(("page", "expected"), LINKS.values(), ids=LINKS)
def test_links_with_a_label(page: str, expected: int) -> None:
    blocks = read_html(f"<html><body>{page}</body></html>").blocks
    assert len(links(Layout(blocks, read_html(page).metadata), list(range(len(blocks))))) == expected


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
