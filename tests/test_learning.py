"""Learning packs from stored pages: what is learned, what is not, and what never may be."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cleaner import Cleaner
from cleaner.authoring.drafting import draft_pack, learned_pack
from cleaner.authoring.learning.elements import Elements
from cleaner.authoring.learning.learn import Lesson, bag_f1, bold_rules, careful_rules, from_generic, learn
from cleaner.authoring.learning.samples import Sample, distinct, read_samples
from cleaner.authoring.pack_text import pack_text
from cleaner.authoring.recognition import Site, host_of, listings_of, name_of
from cleaner.authoring.rules import Learned
from cleaner.authoring.stored_pages import Stored, read_pages
from cleaner.authoring.trying import cleaner_with
from cleaner.authoring.writing import write_new
from cleaner.errors import UsageError
from cleaner.packs.schema import Checked
from cleaner.page.words import count_words
from cleaner.readers import read_page
from cleaner.readers.elements import paths_of
from cleaner.readers.html import read_html
from cleaner.verbs.select import Select
from cleaner.verbs.selecting import find

SITE = Site("krant.nl", "krant")
TODAY = date(2026, 11, 28)
WORDS = [
    "raad",
    "brug",
    "haven",
    "wethouder",
    "besluit",
    "maandag",
    "geld",
    "straat",
    "school",
    "dijk",
    "zee",
    "schip",
    "bewoners",
    "plan",
    "onderzoek",
    "water",
    "kosten",
    "jaar",
    "gemeente",
    "provincie",
    "college",
    "fractie",
    "voorstel",
    "inspraak",
    "verkeer",
    "veerdienst",
    "zomer",
    "winter",
    "boeren",
    "natuur",
]
TEASERS = (
    "Veerdienst vaart een week niet door groot onderhoud",
    "School in Kapelle krijgt tweede gymzaal",
    "Markt verhuist",
)


def sentences(seed: int, count: int) -> list[str]:
    """Return so many sentences, which no other seed gives."""
    chosen = random.Random(seed)
    return [
        f"De {' '.join(chosen.choices(WORDS, k=14))}, zei de {chosen.choice(WORDS)} op dag {seed}."
        for _ in range(count)
    ]


def article(seed: int, paragraphs: int = 6) -> str:
    return "\n\n".join(" ".join(sentences(seed * 100 + n, 3)) for n in range(paragraphs))


def html_page(seed: int, body: str = "class=story-body", extra: str = "", below: str = "") -> str:
    paragraphs = "".join(f"<p>{each}</p>" for each in article(seed).split("\n\n"))
    return (
        "<html lang=nl><body><nav><ul><li><a href=/tag/zee>Zee</a><li><a href=/tag/haven>Haven</a>"
        "<li><a href=/tag/dijk>Dijk</a></ul></nav>"
        f"<article><h1>Kop nummer {seed}</h1><div {body}>{paragraphs}{extra}</div>{below}</article>"
        "<footer><p>Krant van Zeeland, alle rechten voorbehouden</p></footer>"
    )


def text_page(seed: int, inside: str = "", below: str = "") -> str:
    menu = [f"Rubriek {word}" for word in WORDS[:12]]
    first, *others = article(seed).split("\n\n")
    return "\n".join([*menu, first, *([inside] if inside else []), *others, below or "Volg ons", *TEASERS, *menu])


def stored(pages: Sequence[str], *, known: bool) -> list[Stored]:
    return [
        Stored(f"page-{n}", page.encode(), f"https://krant.nl/{n}", article(n) if known else None)
        for n, page in enumerate(pages)
    ]


def taught(pages: Sequence[str], *, known: bool) -> Lesson:
    return learn(stored(pages, known=known), from_generic(Cleaner()))


def patterns(lesson: Lesson) -> set[tuple[str, str]]:
    return {(rule.verb, str(next(iter(rule.options.values())))) for rule in lesson.rules}


NOTICE = (
    "Dit verhaal is gratis. Steun de krant van Zeeland en word vriend voor een tientje per maand, dan blijft dat zo."
)
BOX = f'<div class="friend-box"><p>{NOTICE}</p></div>'


@pytest.mark.parametrize(
    ("case", "make", "known", "expected"),
    [
        ("the element of the article", html_page, True, ("select", "div.story-body")),
        ("a box in the article", lambda n: html_page(n, extra=BOX), True, ("remove", "div.friend-box")),
        ("a box, without known articles", lambda n: html_page(n, extra=BOX), False, ("remove", "div.friend-box")),
        ("a line in the text", lambda n: text_page(n, NOTICE), True, ("drop", NOTICE.replace(".", "\\."))),
        ("a line, without known articles", lambda n: text_page(n, NOTICE), False, ("drop", NOTICE.replace(".", "\\."))),
        (
            "a line whose numbers differ",
            lambda n: text_page(
                n, f"Al {n + 7} mensen gingen u voor en lezen de krant elke dag op papier, of op hun scherm."
            ),
            True,
            ("drop", "Al \\d+ mensen gingen u voor en lezen de krant elke dag op papier, of op hun scherm\\."),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_learned(case: str, make: Callable[[int], str], known: bool, expected: tuple[str, str]) -> None:
    lesson = taught([make(n) for n in range(5)], known=known)
    assert expected in patterns(lesson), case


@pytest.mark.parametrize(
    ("make", "known", "verb"),
    [
        pytest.param(lambda n: html_page(n), False, "select", id="an element, without known articles"),
        pytest.param(lambda n: html_page(n, extra=BOX if n == 1 else ""), True, "remove", id="a box on one page"),
        pytest.param(lambda n: text_page(n, NOTICE if n == 1 else ""), True, "drop", id="a line on one page"),
    ],
)
def test_what_is_not_learned(make: Callable[[int], str], known: bool, verb: str) -> None:
    assert not {rule for rule in patterns(taught([make(n) for n in range(5)], known=known)) if rule[0] == verb}


def test_names_that_a_program_made_up_are_not_used() -> None:
    lesson = taught([html_page(n, body="class=css-1x9a7zq id=post-123456") for n in range(5)], known=True)
    assert patterns(lesson) == {("select", "article")}


def test_a_line_that_recurs_in_known_articles_stays() -> None:
    pages = [text_page(n, NOTICE) for n in range(5)]
    known = [replace(each, article=f"{each.article}\n\n{NOTICE}") for each in stored(pages, known=True)]
    assert ("drop", NOTICE.replace(".", "\\.")) not in patterns(learn(known, from_generic(Cleaner())))


def test_a_subhead_that_recurs_stays() -> None:
    """Nobody said that it belongs to the article, but it stands between two lines that do."""
    pages = [text_page(n, "De feiten op een rij") for n in range(5)]
    assert not any("feiten" in pattern for _, pattern in patterns(taught(pages, known=False)))


def test_a_lead_that_is_a_teaser_on_the_other_pages_stays() -> None:
    """Nobody said that it belongs to the article, but generic cleaning keeps it on one page and on no other."""
    lead = article(1).split("\n\n")[0]
    pages = [html_page(n, below=f"<ul class=read><li><a href=/1>{lead}</a></ul>") for n in range(5)]
    assert ("drop", lead.replace(".", "\\.")) not in patterns(taught(pages, known=False))


def own(word: str, page: int, count: int) -> str:
    """Return a line with this number of words that only this page has."""
    return " ".join([f"{word}{'abcdefgh'[page]}"] * count)


def marked(lines: Sequence[str], *, known: bool = False, markup: str = "") -> Sample:
    """Return a sample of lines with a mark: `+` for one that generic cleaning keeps, and `=` for one that is kept and
    belongs to the article, if it is known."""
    text = "\n".join(line[2:] for line in lines)
    page = read_page(markup.encode() or text.encode(), "https://krant.nl/1")
    assert [block.text for block in page.blocks] == [line[2:] for line in lines]
    kept, content = (frozenset(n for n, line in enumerate(lines) if line[0] in marks) for marks in ("+=", "="))
    article = Stored("page", b"", None, "known" if known else None)
    return Sample(article, page, kept, content if known else kept, tuple(map(count_words, text.split("\n"))))


FOOT = "Volg de krant"


def with_foot(page: int, *, foot: str = FOOT, kept: int = 20, other: int = 40, known: bool = False) -> Sample:
    """Return a page whose foot has some words that generic cleaning keeps, and some others."""
    below = [f"  {foot}", f"  {own('menu', page, other)}", f"+ {own('beeld', page, kept)}"]
    return marked([f"= {own('raad', page, 50)}", f"= {own('haven', page, 50)}", *below], known=known)


def with_head(
    page: int, *, head: str = "Naar de inhoud", kept: int = 6, article: int = 54, mark: str = "+", known: bool = False
) -> Sample:
    """Return a page whose head has some words that generic cleaning keeps."""
    lines = [
        f"{mark} {own('beeld', page, kept)}",
        f"  {own('menu', page, 3)}",
        f"  {head}",
        f"= {own('raad', page, article)}",
    ]
    return marked(lines, known=known)


def with_moving(page: int, moving: dict[str, int], *, known: bool = False) -> Sample:
    """Return a page with lines that cut off more than the foot, but stand above the article on one of the pages."""
    above = [f"  {line}" for line, at in moving.items() if at == page]
    below = []
    for line, at in moving.items():
        if at != page:
            below += [f"  {own('menu', page, 3)}", f"  {line}", f"+ {own(line, page, 3)}"]
    foot = [f"  {FOOT}", f"  {own('menu', page, 60)}", f"+ {own('beeld', page, 20)}"]
    return marked([*above, f"= {own('raad', page, 50)}", f"= {own('haven', page, 50)}", *below, *foot], known=known)


ANCHORS: list[tuple[str, list[Sample], set[str]]] = [
    ("a foot, with known articles", [with_foot(n, known=True) for n in range(4)], {"until"}),
    ("a foot, without", [with_foot(n) for n in range(4)], {"until"}),
    ("three pages are enough with known articles", [with_foot(n, known=True) for n in range(3)], {"until"}),
    ("and too few without", [with_foot(n) for n in range(3)], set()),
    ("or if only some are known", [with_foot(n, known=n > 0) for n in range(3)], set()),
    ("a head, with known articles", [with_head(n, known=True) for n in range(4)], {"from"}),
    ("a head, without", [with_head(n) for n in range(4)], {"from"}),
    ("three pages are too few for a head", [with_head(n) for n in range(3)], set()),
    ("more than a tenth above the head", [with_head(n, kept=8, article=52) for n in range(4)], set()),
    ("an article that is known, above the head", [with_head(n, mark="=", known=True) for n in range(4)], set()),
    ("a foot of one word", [with_foot(n, foot="Volg") for n in range(4)], set()),
    ("a foot with a number", [with_foot(n, foot="Volg de krant 24 uur") for n in range(4)], set()),
    ("a head of one word", [with_head(n, head="Inhoud") for n in range(4)], set()),
    ("a head with a number", [with_head(n, head="Naar de 3 berichten") for n in range(4)], set()),
    ("six words below", [with_foot(n, kept=6, known=True) for n in range(4)], {"until"}),
    ("five words are too few", [with_foot(n, kept=5, known=True) for n in range(4)], set()),
    ("half of the part below is kept", [with_foot(n, kept=20, other=17) for n in range(4)], {"until"}),
    ("more than half", [with_foot(n, kept=20, other=12) for n in range(4)], set()),
    (
        "on three of five pages",
        [with_foot(n, foot=FOOT if n < 3 else own("andere", n, 3), known=True) for n in range(5)],
        {"until"},
    ),
    (
        "on three of six",
        [with_foot(n, foot=FOOT if n < 3 else own("andere", n, 3), known=True) for n in range(6)],
        set(),
    ),
    ("one of four pages breaks what the others teach", [with_moving(n, {"Lees ook": 3}) for n in range(4)], {"until"}),
    ("two of four", [with_moving(n, {"Lees ook": 3, "Kijk ook": 2}) for n in range(4)], set()),
    ("one whose article is known", [with_moving(n, {"Lees ook": 3}, known=n == 3) for n in range(4)], set()),
    ("another one is known", [with_moving(n, {"Lees ook": 3}, known=n == 0) for n in range(4)], {"until"}),
]


@pytest.mark.parametrize(
    ("case", "samples", "expected"), ANCHORS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_anchors(case: str, samples: list[Sample], expected: set[str]) -> None:
    rules = [rule for rule in careful_rules(samples) if rule.verb != "drop"]
    assert {rule.verb for rule in rules} == expected, case
    patterns = {"until": {"line": FOOT}, "from": {"after": "Naar de inhoud"}}
    assert all(rule.options == patterns[rule.verb] for rule in rules)


@pytest.mark.parametrize(("pages", "is_learned"), [(4, True), (5, False)])
def test_the_share_of_pages_on_which_a_line_recurs(pages: int, is_learned: bool) -> None:
    """It is on two of them."""
    samples = [
        marked([f"= {own('raad', n, 50)}", f"+ {NOTICE if n < 2 else own('brug', n, 9)}", f"  {own('menu', n, 3)}"])
        for n in range(pages)
    ]
    assert [rule.verb for rule in careful_rules(samples)] == ["drop"] * is_learned


@pytest.mark.parametrize(("new", "is_kept"), [(25, True), (15, False)])
def test_the_share_of_text_that_is_new(new: int, is_kept: bool) -> None:
    shared = ["= " + "w" * 100] * 1 + ["= " + f"{n:0100d}" for n in range(99)]
    other = shared[new:] + ["= " + f"x{n:099d}" for n in range(new)]
    assert len(distinct([marked(shared), marked(other)])) == 1 + is_kept


@pytest.mark.parametrize(("length", "is_kept"), [(60, False), (59, True)])
def test_the_length_of_running_text(length: int, is_kept: bool) -> None:
    """Two pages with the same line are copies if it is long."""
    page = marked([f"= {'w' * length}"])
    assert len(distinct([page, page])) == 1 + is_kept


def with_story(page: int, *, box: str = "", story: bool = True) -> Sample:
    """Return a page of HTML whose article is known, perhaps with a box below the article or without its element."""
    lines = [own("raad", page, 50), own("haven", page, 50)]
    body = "".join(f"<p>{line}</p>" for line in lines)
    markup = f"<div class=story>{body}</div>" if story else body
    below = f"<p>{own('menu', page, 50)}</p>" + (f"<div class=box>{box}</div>" if box else "")
    marks = [*(f"= {line}" for line in lines), f"  {own('menu', page, 50)}", *([f"+ {box}"] if box else [])]
    return marked(marks, known=True, markup=f"<html><body>{markup}{below}")


@pytest.mark.parametrize(("pages", "is_learned"), [(5, True), (6, False)])
def test_the_share_of_pages_that_have_the_element_of_the_article(pages: int, is_learned: bool) -> None:
    """It is on three of them."""
    rules = bold_rules([with_story(n, story=n < 3) for n in range(pages)])
    assert [rule.options for rule in rules] == [{"css": "div.story"}] * is_learned


@pytest.mark.parametrize(("words", "is_learned"), [(2, True), (1, False)])
def test_how_many_words_a_rule_has_to_remove(words: int, is_learned: bool) -> None:
    rules = careful_rules([with_story(n, box=own("beeld", n, words)) for n in range(4)])
    assert [rule.options for rule in rules] == [{"css": "div.box"}] * is_learned


@pytest.mark.parametrize(
    ("pages", "known", "is_learned"),
    [(4, 4, True), (3, 3, False), (5, 3, False)],
    ids=["four", "three", "three of five"],
)
def test_how_many_known_articles_it_takes_to_select_elements(pages: int, known: int, is_learned: bool) -> None:
    given = [
        replace(page, article=page.article if n < known else None)
        for n, page in enumerate(stored([html_page(n) for n in range(pages)], known=True))
    ]
    assert ("select" in {rule.verb for rule in learn(given, from_generic(Cleaner())).rules}) == is_learned


def test_elements_are_those_that_css_finds() -> None:
    page = """<html><body class="site story" itemprop=text><main id=a><div itemprop=text class="Story_body__x1Yz3 b">
    <p data-testid=lead class=b>Een<p class="intro My-Story_body__q1Yz3">Twee<p id=a>Drie</div><article class=b>Vier"""
    sample = marked([f"= {line}" for line in ("Een", "Twee", "Drie", "Vier")], markup=page)
    elements = Elements(sample, frozenset())
    selectors = elements.selectors(sample.content)
    assert {"main", "article", "#a", '[itemprop="text"]', '[class*="Story_body__"]', "p.b"} <= selectors
    assert "body.site" not in selectors
    for selector in selectors:
        found = elements.layout.inside(paths_of(find(Select(css=selector), elements.page.root))).values()
        assert elements.covered(selector) == {index for each in found for index in each}, selector


class Counted(frozenset[int]):
    """Counts how often it is asked whether it has an item."""

    asked = 0

    def __contains__(self, item: object) -> bool:
        Counted.asked += 1
        return super().__contains__(item)


def test_the_work_for_lines_grows_with_their_number() -> None:
    def work(count: int) -> int:
        lines = [f"+ Lees {first} {second} {third}" for first in WORDS[:2] for second in WORDS for third in WORDS][
            :count
        ]
        samples = [marked([*lines, f"= {own('raad', n, 50)}", *lines], known=True) for n in range(4)]
        Counted.asked = 0
        careful_rules([replace(sample, kept=Counted(sample.kept)) for sample in samples])
        return Counted.asked

    assert 0 < work(400) < 2.5 * work(200)


def test_copies_count_once() -> None:
    pages = stored([text_page(1), text_page(2), text_page(2, "Een ander bijschrift")], known=False)
    samples = read_samples(pages, from_generic(Cleaner()).clean)
    assert [sample.stored.name for sample in distinct(samples)] == ["page-0", "page-1"]
    assert learn(pages, from_generic(Cleaner())).copies == ("page-2",)


@pytest.mark.parametrize(
    ("pages", "message"),
    [
        ([text_page(1)], "at least 2 pages with different articles, and there is 1"),
        ([text_page(1), text_page(1)], "at least 2 pages with different articles, and there is 1"),
        ([text_page(1), html_page(2)], "some of these pages are HTML and others are text"),
    ],
    ids=["one page", "a page and its copy", "two kinds"],
)
def test_pages_that_teach_nothing(pages: Sequence[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        taught(pages, known=False)


@pytest.mark.parametrize("known", [True, False], ids=["known", "not known"])
@pytest.mark.parametrize("make", [html_page, text_page], ids=["HTML", "text"])
def test_the_order_of_the_pages_does_not_matter_and_the_result_is_always_the_same(
    make: Callable[[int], str], known: bool
) -> None:
    pages = stored([make(n) for n in range(4)], known=known)
    first = learn(pages, from_generic(Cleaner()))
    assert patterns(learn(pages, from_generic(Cleaner()))) == patterns(first)
    assert patterns(learn(pages[::-1], from_generic(Cleaner()))) == patterns(first)


@pytest.mark.parametrize("known", [True, False], ids=["known", "not known"])
@pytest.mark.parametrize(
    "make",
    [html_page, text_page, lambda n: html_page(n, extra=BOX), lambda n: text_page(n, NOTICE)],
    ids=["HTML", "text", "HTML with a box", "text with a line"],
)
def test_a_learned_pack_is_no_worse_on_a_new_page(make: Callable[[int], str], known: bool) -> None:
    lesson = taught([make(n) for n in range(4)], known=known)
    page = make(9).encode()
    generic = bag_f1(article(9), Cleaner().clean(page, pack="none").text)
    learned = cleaner_with(learned_pack(SITE, lesson, TODAY).text).clean(page, "https://krant.nl/9")
    assert bag_f1(article(9), learned.text) >= generic


def test_drafts_run_as_they_stand() -> None:
    start = from_generic(Cleaner())
    for make in (html_page, text_page):
        for count in (1, 4):
            draft = draft_pack(SITE, stored([make(n) for n in range(count)], known=False), start, TODAY)
            found = cleaner_with(draft.text).clean(make(9).encode(), "https://krant.nl/9")
            assert found.pack == draft.name == "krant"
            assert bag_f1(article(9), found.text) > 0.95
            assert f"made from {count} page" in draft.text


def test_a_draft_selects_the_element_of_the_article_although_a_line_recurs_in_it() -> None:
    pages = stored([html_page(n, extra=f"<p>{NOTICE}</p>") for n in range(4)], known=False)
    assert "\n  - select: {css: div.story-body," in draft_pack(SITE, pages, from_generic(Cleaner()), TODAY).text


def test_a_draft_without_rules_says_how_to_write_one() -> None:
    text = draft_pack(SITE, stored(["<html><p>De raad kwam bijeen."], known=False), from_generic(Cleaner()), TODAY).text
    before, _, hint = text.partition("rules: []")
    [rule] = re.findall("'(  - .*)'", hint)
    assert cleaner_with(f"{before}rules:\n{rule}\n").packs["krant"].line_rules


@pytest.mark.parametrize(
    ("f1", "by"), [(0.99, "stored pages"), (None, "unverified")], ids=["known articles", "no known articles"]
)
def test_a_learned_pack_says_how_it_was_checked(f1: float | None, by: str) -> None:
    lesson = Lesson((Learned("drop", {"line": "x"}, "y"),), (), (), before=f1, after=f1)
    checked = cleaner_with(learned_pack(SITE, lesson, TODAY).text).packs["krant"].pack.checked
    assert checked == Checked(by, TODAY)  # type: ignore[arg-type]


def test_a_draft_is_unverified() -> None:
    draft = draft_pack(SITE, stored([html_page(1)], known=False), from_generic(Cleaner()), TODAY)
    assert cleaner_with(draft.text).packs["krant"].pack.checked == Checked("unverified", TODAY)


def test_a_pack_is_not_overwritten(tmp_path: Path) -> None:
    pack = learned_pack(SITE, Lesson((Learned("drop", {"line": "x"}, "y"),), (), ()), TODAY)
    path = write_new(pack, str(tmp_path / "new"))
    with pytest.raises(UsageError, match="exists already"):
        write_new(replace(pack, text="other"), str(path.parent))
    assert path.read_text(encoding="utf-8") == pack.text


def test_pages_of_a_folder(tmp_path: Path) -> None:
    for name, text in (
        ("a.html", "<p>A"),
        ("a.txt", "A"),
        ("b.txt", "B"),
        (".c.html", "C"),
        ("d.url", "x"),
        ("b.url", "u "),
    ):
        (tmp_path / name).write_text(text)
    found = [(page.name, page.url, page.article) for page in read_pages(str(tmp_path))]
    assert found == [("a.html", None, "A"), ("b.txt", "u", None)]
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / "b.txt").write_text("G")
    found = [(page.name, page.url, page.article) for page in read_pages(str(tmp_path), str(gold))]
    assert found == [("a.html", None, None), ("a.txt", None, None), ("b.txt", "u", "G")]
    for folder, message in ((tmp_path / "none", "no folder"), (gold.parent / "empty", "no page in")):
        (tmp_path / "empty").mkdir(exist_ok=True)
        with pytest.raises(UsageError, match=message):
            read_pages(str(folder))


@pytest.mark.parametrize("text", ["", "krant", "https://", "krant nl", "../krant.nl"])
def test_what_is_no_host(text: str) -> None:
    with pytest.raises(UsageError, match="not the name of a host"):
        host_of(text)


@pytest.mark.parametrize(
    ("host", "name"),
    [("krant.nl", "krant"), ("www.krant.co.uk", "krant"), ("sport.krant.nl", "krant"), ("2punt.nl", "site-2punt")],
)
def test_the_name_of_a_pack(host: str, name: str) -> None:
    assert name_of(host_of(host)) == name


def test_listings_are_seen_in_links() -> None:
    root = read_html(html_page(1)).root
    assert listings_of([root], "krant.nl") == ["/", "/tag/*"]
    assert listings_of([root], "ander.nl") == ["/", "/tag/*"]  # a link without a host is of the page's own site
    absolute = read_html(html_page(1).replace("/tag/", "https://krant.nl/tag/")).root
    assert listings_of([absolute], "krant.nl") == ["/", "/tag/*"]
    assert listings_of([absolute], "ander.nl") == ["/"]


@given(st.lists(st.text(), max_size=3), st.text(min_size=1), st.text(min_size=1))
def test_no_text_changes_what_a_pack_says(comments: list[str], line: str, why: str) -> None:
    head = {"pack": "x", "listings": (line,), "checked": {"by": line}}
    text = pack_text(head, [Learned("drop", {"line": line}, why)], comments=comments)
    rules = [{"drop": {"line": line, "why": why}}]
    assert yaml.safe_load(text) == {"pack": "x", "listings": [line], "checked": {"by": line}, "rules": rules}
