"""The choice of blocks by the element that holds the article, and when it is clear."""

from __future__ import annotations

from functools import partial

import pytest
from msgspec import Struct

from cleaner.chain import extract
from cleaner.generic.html.container import choose, is_clear
from cleaner.generic.html.extractors import Extractor
from cleaner.generic.html.layout import Layout
from cleaner.packs.loading import load
from cleaner.packs.schema import GENERIC
from cleaner.page.causes import builtin_cause
from cleaner.readers.elements import elements_at
from cleaner.readers.html import read_html

from .drafts import draft_of

PROGRAM = load().programs[GENERIC]


def body(first: int, last: int) -> str:
    """Return paragraphs of eleven words each, with these numbers."""
    return "".join(f"<p>Alinea {n} gaat over de haven, en ook over het geld.</p>" for n in range(first, last + 1))


def labels(number: int) -> str:
    """Return lines that do not read like sentences."""
    return "".join(f"<p>Een regel zonder werkwoord, nummer {n} van de lijst</p>" for n in range(number))


class Row(Struct, frozen=True):
    """A page, the numbers of the paragraphs that are chosen, and whether the choice is clear.

    `left_out` are those between them that are not chosen, and `mended` are those that later steps remove.
    """

    name: str
    page: str
    chosen: range
    clear: bool = True
    left_out: range = range(0)
    mended: range = range(0)


ROWS = [
    Row("itemprop", f"<div itemprop=articleBody>{body(1, 9)}</div><article>{body(10, 12)}</article>", range(1, 10)),
    Row("a class", f"<article><div class=article-body>{body(1, 9)}</div>{body(10, 12)}</article>", range(1, 10)),
    Row("a class in camel case", f"<main><div class=articleBody>{body(1, 9)}</div>{body(10, 12)}</main>", range(1, 10)),
    Row("an id", f"<main><div id=story_text>{body(1, 9)}</div>{body(10, 12)}</main>", range(1, 10)),
    Row("the tag article", f"<main><article>{body(1, 9)}</article>{body(10, 12)}</main>", range(1, 10)),
    Row("a class of content", f"<main><div class=rich-text>{body(1, 9)}</div>{body(10, 12)}</main>", range(1, 10)),
    Row("the tag main", f"<div><main>{body(1, 9)}</main>{body(10, 12)}</div>", range(1, 10)),
    Row("a role", f"<div><div role=main>{body(1, 9)}</div>{body(10, 12)}</div>", range(1, 10)),
    Row("no name", f"<div><div><div>{body(1, 12)}</div></div><div>{body(13, 15)}</div></div>", range(1, 13)),
    Row(
        "no name, and the text is in two elements",
        f"<div><div><div>{body(1, 8)}</div><div>{body(9, 13)}</div></div><div>{body(14, 15)}</div></div>",
        range(1, 14),
    ),
    Row(
        "a name in a footer", f"<div>{body(1, 9)}</div><footer><article>{body(10, 14)}</article></footer>", range(1, 10)
    ),
    Row(
        "a name for too little of the page",
        f"<div>{body(1, 12)}</div><article>{body(13, 15)}</article>",
        range(1, 13),
    ),
    Row(
        "a name for a third of the page",
        f"<div>{body(1, 8)}</div><article>{body(9, 12)}</article>",
        range(9, 13),
        clear=False,
    ),
    Row(
        "two elements with the same name",
        f"<div class=post-body>{body(1, 12)}</div><div class=post-body><h2>Nog een stuk</h2>{body(13, 19)}</div>",
        range(1, 13),
        clear=False,
    ),
    Row(
        "an advertisement between two elements with the same name",
        f"<article><div class=post-body>{body(1, 8)}</div><p>Advertentie<div class=post-body>{body(9, 12)}</div>"
        f"</article><aside>{body(13, 13)}</aside>",
        range(1, 13),
    ),
    Row(
        "elements with the same name in elements of two shapes",
        f"<div><div><div class=post-body>{body(1, 12)}</div></div><section><div class=post-body>{body(13, 19)}</div>"
        "</section></div>",
        range(1, 13),
        clear=False,
    ),
    Row(
        "two articles",
        f"<article>{body(1, 12)}</article><article>{body(13, 19)}</article>",
        range(1, 13),
        clear=False,
    ),
    Row(
        "a smaller element with the same name",
        f"<div class=post-body>{body(1, 12)}</div><div class=post-body><h2>Nog een stuk</h2>{body(13, 17)}</div>",
        range(1, 13),
    ),
    Row(
        "elements that are named as something else",
        f"<article>{body(1, 9)}<div class=related-articles>{body(10, 11)}</div><nav>{body(12, 12)}</nav></article>",
        range(1, 10),
    ),
    Row(
        "an element of the site's own that is named as something else",
        f"<article>{body(1, 9)}<news-factbox><h3>Feiten</h3>{body(10, 11)}</news-factbox></article>",
        range(1, 10),
    ),
    Row(
        "an id that is the text of the heading",
        f"<article>{body(1, 9)}<section id=Related_games><h2>Related games</h2>{body(10, 11)}</section></article>",
        range(1, 12),
    ),
    Row(
        "an id that is not the text of the heading",
        f"<article>{body(1, 9)}<section id=related-games><h2>Other games</h2>{body(10, 11)}</section></article>",
        range(1, 10),
    ),
    Row(
        "a word within another word",
        f"<article>{body(1, 9)}<div class=formatted>{body(10, 11)}</div></article>",
        range(1, 12),
    ),
    Row(
        "most of the container is named as something else",
        f"<article>{body(1, 8)}<div class=comments>{body(9, 18)}</div></article>",
        range(1, 9),
        clear=False,
    ),
    Row(
        "a third of the container is named as something else",
        f"<article>{body(1, 12)}<div class=comments>{body(13, 18)}</div></article>",
        range(1, 13),
    ),
    Row(
        "half of the text is elsewhere",
        f"<article>{body(1, 10)}</article><div>{body(11, 20)}</div>",
        range(1, 11),
        clear=False,
    ),
    Row(
        "three sevenths of the text are elsewhere",
        f"<article>{body(1, 12)}</article><div>{body(13, 21)}</div>",
        range(1, 13),
    ),
    Row(
        "three sevenths of the text are elsewhere, and the name is not that of an article",
        f"<main>{body(1, 12)}</main><div>{body(13, 21)}</div>",
        range(1, 13),
        clear=False,
    ),
    Row("a third is no running text", f"<article>{body(1, 9)}{labels(6)}</article>", range(1, 10)),
    Row("most is no running text", f"<article>{body(1, 9)}{labels(30)}</article>", range(1, 10)),
    Row("nearly all is no running text", f"<article>{body(1, 9)}{labels(60)}</article>", range(1, 10), clear=False),
    Row("a step removes a little", f"<article>{body(1, 20)}</article>", range(1, 21), mended=range(18, 21)),
    Row("a step removes much", f"<article>{body(1, 20)}</article>", range(1, 21), clear=False, mended=range(14, 21)),
    Row(
        "a little is left out in the middle",
        f"<article>{body(1, 15)}<div class=bio>{body(16, 16)}</div>{body(17, 40)}</article>",
        range(1, 41),
        left_out=range(16, 17),
    ),
    Row(
        "much is left out in the middle",
        f"<article>{body(1, 15)}<div class=bio>{body(16, 20)}</div>{body(21, 40)}</article>",
        range(1, 41),
        clear=False,
        left_out=range(16, 21),
    ),
    Row(
        "a line that is named an advertisement",
        f"<article>{body(1, 9)}<div class=ad>Alinea 10 is een advertentie voor de haven.</div></article>",
        range(1, 10),
    ),
    Row(
        "an element with advertisements in it",
        f"<article><div class=with-ads>{body(1, 9)}</div></article>",
        range(1, 10),
    ),
    Row(
        "buttons that open parts",
        f"<article>{body(1, 9)}<h3><button>Alinea 10 gaat over de vraag wie het betaalt.</button></h3></article>",
        range(1, 11),
    ),
    Row("a short text", f"<article>{body(1, 4)}</article>", range(1, 5), clear=False),
    Row("a text of 66 words", f"<article>{body(1, 6)}</article>", range(1, 7)),
    Row("nothing to read", "<article><p>Sport</p></article>", range(0), clear=False),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_choice_by_the_container(row: Row) -> None:
    page = read_html(f"<html><body>{row.page}</body></html>")
    layout = Layout(page.blocks, page.metadata, page.root)
    choice = choose(layout)
    numbers = {index: int(block.text.split()[1]) for index, block in enumerate(page.blocks) if "Alinea" in block.text}
    chosen = {numbers[index] for index, keep in enumerate(choice.kept) if keep and index in numbers}
    assert chosen == {*row.chosen} - {*row.left_out}
    left = {index for index, keep in enumerate(choice.kept) if keep and numbers.get(index) not in row.mended}
    assert is_clear(layout, choice, left) == row.clear


def test_times_and_numbers_are_not_chosen() -> None:
    page = read_html(f"<article><p>14:05</p>{body(1, 3)}<ul><li>12<li>15</ul></article>")
    kept = choose(Layout(page.blocks, page.metadata, page.root)).kept
    assert [block.text for block, keep in zip(page.blocks, kept, strict=True) if not keep] == ["14:05"]


def test_elements_have_the_paths_of_their_blocks() -> None:
    page = read_html("<html><body><div><p>Een</p><b>x</b><p>Twee<ul><li>Drie</ul></div></body></html>")
    found = elements_at(page.root, [block.path for block in page.blocks])
    assert all(page.root.xpath(path) == [element] for path, element in found.items())
    assert {block.path for block in page.blocks} < set(found)


SVG = "<a href=x><svg><path/></svg><svg><foreignObject><div>Legenda bij de kaart</div></foreignObject></svg></a>"


@pytest.mark.parametrize(
    "page",
    [
        f"<article>{body(1, 9)}{SVG}</article>",
        f"<x=y><article>{body(1, 9)}</article></x=y>",
        f"<fb:like><article>{body(1, 9)}</article></fb:like>",
        f"<template>{body(1, 2)}</template><article>{body(1, 9)}</article>",
    ],
    ids=["a drawing and text in svg", "an equals sign in a tag", "a colon in a tag", "a template"],
)
def test_odd_elements(page: str) -> None:
    found = read_html(f"<html><body>{page}</body></html>")
    layout = Layout(found.blocks, found.metadata, found.root)
    assert sum(choose(layout).kept) >= 9


def test_an_element_that_is_not_in_the_tree_stands_for_the_one_around_it() -> None:
    root = read_html("<html><body><p>Een zin.</p></body></html>").root
    assert elements_at(root, ["/html[1]/body[1]/p[7]"])["/html[1]/body[1]/p[7]"].tag == "body"


def _keep(numbers: range, layout: Layout, _: object) -> list[bool]:
    return [index in numbers for index in range(len(layout.blocks))]


DOUBTS = {
    "all of the container": (range(10), False),
    "nine tenths of it": (range(1, 10), False),
    "half of it": (range(5), True),
    "three tenths of it": (range(3), True),
    "a fifth of it": (range(2), False),
    "nothing of it": (range(10, 20), False),
}


@pytest.mark.parametrize(("kept", "is_doubtful"), DOUBTS.values(), ids=DOUBTS)
def test_a_choice_that_agrees_in_part_with_an_unclear_container_is_in_doubt(kept: range, is_doubtful: bool) -> None:
    # two containers with the same name and as much text, so that none is clear
    page = read_html(f"<article>{body(11, 20)}</article><article>{body(1, 10)}</article>")
    extractor = Extractor("", partial(_keep, kept), builtin_cause("", ""))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(extract, "EXTRACTORS", ((extractor,),))
        draft = extract.extract(extract.choose_container(draft_of(page, PROGRAM), ()), ())
    assert (draft.confidence, bool(draft.warnings)) == ((0.7, True) if is_doubtful else (1.0, False))
