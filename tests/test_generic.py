"""Generic extraction: the text of extractors is matched with the page, and their mistakes are corrected."""

from __future__ import annotations

import logging
import random
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from cleaner import Block, Cleaner, CrashError
from cleaner.chain import extract
from cleaner.chain.compare import common
from cleaner.chain.step import run_steps
from cleaner.chain.table import KNOWN_HTML, UNKNOWN_HTML, clean_page
from cleaner.generic.html import listings
from cleaner.generic.html.layout import Layout
from cleaner.generic.html.placing import place
from cleaner.generic.html.size import LARGE, MIDDLING, size_of
from cleaner.page.page import HtmlPage
from cleaner.readers import read_page
from cleaner.readers.html import read_html

from .commands import clean_environment
from .drafts import draft_of
from .golden import ROOT, cases
from .texts import texts

SHIPPED = Cleaner()
GENERIC = SHIPPED.packs["generic"]
HTML_CASES = [case for case in cases() if case.is_html]
SENTENCES = (
    "De raad kwam woensdagavond bijeen om over de plannen voor de nieuwe haven te praten.",
    "De wethouder noemde het een goed plan, maar de oppositie wil eerst weten wat het kost.",
    "Volgens het college is er haast bij, omdat de subsidie aan het eind van het jaar vervalt.",
    "In maart neemt de raad een besluit, en daarna kan de aanbesteding op zijn vroegst beginnen.",
)
TEXT = " ".join(SENTENCES)
BODY = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def blocks(lines: list[str]) -> list[Block]:
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
    return [Block(line, start, start + len(line)) for line, start in zip(lines, starts, strict=True)]


PLACED = [
    # the lines of the page, the text of the extractor, the numbers of the lines that it contains
    (["Home", "Een zin.", "Home"], "Een zin.", [1]),
    (["Home", "Een zin.", "Home", "Nog een."], "Een zin.\nHome\nNog een.", [1, 2, 3]),
    (["Kop", "Menu", "Kop", "Een zin."], "Kop\nEen zin.", [2, 3]),
    (["a", "b | c", "d"], "| b | c |", [1]),
    (["Melk", "Eieren", "Meel"], "- Melk\n- Eieren", [0, 1]),
    (["Op 3. staat 12. Goes", "Meel"], "Op 3. staat 12. Goes", [0]),
    (["Een zin.", "Nog een zin."], "Een zin.Nog een zin.", [0, 1]),
    (["De raad kwam lang bijeen over de haven.", "Sport"], "kwam lang bijeen over de haven.", [0]),
    (
        ["De raad kwam bijeen.", "De brug is open.", "De raad kwam bijeen."],
        "De brug is open.\nDe raad kwam bijeen.",
        [1, 2],
    ),
    (["今日は雨です。", "明日は晴れ。"], "明日は晴れ。", [1]),
    (["De raad kwam bijeen in de haven."], "De raad praat lang in de haven en kwam bijeen", []),
    (
        ["Lees meer over de plannen voor de nieuwe haven van Goes en Sluis"],
        "Men sprak over de plannen voor de nieuwe haven.",
        [],
    ),
    (["a", "b"], "", []),
    ([], "a", []),
    # lines that the extractor prints after a row that stands below them on the page
    ([TEXT, "Menu"], f"Menu\n{TEXT} en", [0, 1]),
    ([TEXT[:240], "Menu"], f"Menu\n{TEXT[:240]} en", [1]),  # too few words
    (["".join(SENTENCES[:3]), "Menu", SENTENCES[3]], f"Menu\n{TEXT}", [0, 1, 2]),  # a quarter is where it should be
    ([SENTENCES[0], "Menu", "".join(SENTENCES[1:])], f"Menu\n{TEXT}", [1, 2]),  # three quarters are
]


@pytest.mark.parametrize(("lines", "text", "expected"), PLACED)
def test_place(lines: list[str], text: str, expected: list[int]) -> None:
    assert [number for number, kept in enumerate(place(blocks(lines), text)) if kept] == expected


def test_subheads_between_wrapped_paragraphs_are_common() -> None:
    """Generic extraction may miss subheads; those of the pack stay between what both found, and not elsewhere."""
    subheads = [f"<h2>{title}</h2>" for title in ("Vooraf", "2. Wat het kost", "Goes - Sluis 2-1", "Jan Jansen")]
    wrapped = [f"<div><p>{text}</p></div>" for text in SENTENCES]
    body = "".join(map(str.__add__, subheads, wrapped))
    page = read_html(f"<main>{body}<h2>Meer</h2></main>")
    paragraphs = tuple(block for block in page.blocks if block.kind != "heading")
    shown = [block.text for block in common(page.blocks, paragraphs, 0)]
    assert [text for text in shown if text not in SENTENCES] == ["2. Wat het kost", "Goes - Sluis 2-1", "Jan Jansen"]


def test_a_line_below_the_headline_is_not_another_headline() -> None:
    lead = "De raad wil dat de boot ook in de winter twee keer per ochtend vaart"
    page = f"<title>De boot van Goes</title><article><h1>De boot van Goes</h1><h3>{lead}</h3><p>GOES (ANP) - {TEXT}</p>"
    assert [block.text for block in SHIPPED.clean(page).blocks] == [lead, f"GOES (ANP) - {TEXT}"]


@given(st.lists(st.tuples(st.sampled_from((*SENTENCES, "Sport", "Net binnen", "12:05")), st.booleans()), max_size=20))
def test_any_choice_of_lines_is_found_again(choice: list[tuple[str, bool]]) -> None:
    """The same lines are found, but if a line is there twice, it may be the other one."""
    lines = [line for line, _ in choice]
    taken = [line for line, keep in choice if keep]
    placed = place(blocks(lines), "\n".join(taken))
    found = [line for line, kept in zip(lines, placed, strict=True) if kept]
    assert set(found) == set(taken)


# A page, and the lines that are removed because of its shape alone.
TIDIED = [
    (f"<title>Plan voor de haven</title><h1>Plan voor de haven</h1>{BODY}", ["Plan voor de haven"]),
    (f"<p>Welkom op de site.</p><h1>Een plan</h1>{BODY}", ["Welkom op de site.", "Een plan"]),
    (f"{BODY}<p>Lees ook: <a href=x>De haven van Goes groeit</a></p>", ["Lees ook: De haven van Goes groeit"]),
    (f"{BODY}<p>{SENTENCES[0][:-1]} <a href=x>van de haven</a>, zei hij.</p>", []),
    (f"{BODY}<figure><img><figcaption>De haven van Vlissingen</figcaption></figure>", ["De haven van Vlissingen"]),
    (f"<article>{BODY}<div><h3><a href=x>Brug over het kanaal dicht</a></h3><p>Schippers varen om.</p></div></article>",
     ["Brug over het kanaal dicht", "Schippers varen om."]),
    (f"{BODY}<div><p>Elke ochtend het nieuws in je mailbox.</p><form><input><button>Meld je aan</button></form></div>",
     ["Elke ochtend het nieuws in je mailbox.", "Meld je aan"]),
    (f"<article><h1>Een kop</h1>{BODY}</article><article><h1>De volgende</h1><p>{SENTENCES[0]}</p></article>",
     ["Een kop", "De volgende", SENTENCES[0]]),
    (f"<form>{BODY * 3}<button>Stuur</button></form>", ["Stuur"]),
    (f"{BODY}<ul><li>Melk<li>Eieren<li>Meel</ul>", []),
    (f"{BODY}<ul><li><a href=x>Renner een</a> wint vandaag de etappe<li><a href=y>Renner twee</a></ul>", []),
    (f"{BODY}<ul><li><a href=x>Brug dicht</a><li><a href=y>Haven open</a></ul>", ["Brug dicht", "Haven open"]),
    (f"{BODY}<table><tr><td><a href=x>Renner een</a><td>1<tr><td><a href=x>Renner twee</a><td>2</table>", []),
    (f"{BODY}<table><tr><td>Goes<td>12<tr><td>Tholen<td>7</table>", []),
]  # fmt: skip


@pytest.mark.parametrize(("page", "gone"), TIDIED)
def test_what_is_removed_because_of_its_shape(page: str, gone: list[str]) -> None:
    draft = draft_of(read_html(page), GENERIC)
    left = run_steps([step for step in KNOWN_HTML if step in UNKNOWN_HTML[0].parts], draft).blocks
    assert [block.text for block in draft.blocks if block not in left] == gone


def test_the_page_does_not_change() -> None:
    """Nothing is kept between calls, and no call changes the tree of a page."""
    pages = [page for case in HTML_CASES if isinstance(page := read_page(case.page, case.facts.url), HtmlPage)]
    trees = [etree.tostring(page.root) for page in pages]
    first = [clean_page(page, SHIPPED.packs) for page in pages]
    order = list(range(len(pages))) * 3
    random.Random(1).shuffle(order)
    for number in order:
        assert clean_page(pages[number], SHIPPED.packs) == first[number]
    assert [etree.tostring(page.root) for page in pages] == trees


def ask_extractors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no choice by the container of an article be clear."""
    monkeypatch.setattr(extract, "is_clear", lambda *_: False)


def without(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Let these extractors find nothing."""

    def find_nothing(layout: Layout, _: object) -> list[bool]:
        return [False] * len(layout.blocks)

    replace_extractors(monkeypatch, find_nothing, *names)


def replace_extractors(
    monkeypatch: pytest.MonkeyPatch, choose: Callable[[Layout, object], list[bool]], *names: str
) -> None:
    rows = [[replace(m, choose=choose) if m.name in names else m for m in modes] for modes in extract.EXTRACTORS]
    monkeypatch.setattr(extract, "EXTRACTORS", rows)


# What warnings say about the extractors, depending on which of them find nothing and on the page.
LONG = f"<p>{' '.join(SENTENCES)}</p>"  # justext keeps a paragraph because of its length and its stop words
FORM_CHOSE = "the form of the lines chose the blocks"
CHOICES = [
    ((), f"<html lang=nl><div>{LONG}</div></html>", None),
    (
        ("trafilatura",),
        f"<html lang=nl><div>{LONG}</div></html>",
        "trafilatura found no article; justext chose the blocks",
    ),
    (
        ("trafilatura", "justext"),
        f"<html lang=nl><div>{LONG}</div></html>",
        f"trafilatura found no article; justext found no article; {FORM_CHOSE}",
    ),
    (
        (),
        "<div>" * 200 + LONG + "</div>" * 200,
        f"{'; '.join(f'the page nests too deep for {n}' for n in ('trafilatura', 'justext'))}; {FORM_CHOSE}",
    ),
]


# Pages that are just small enough in one way, and just too large.
def _divs(depth: int, inside: str) -> str:
    return "<div>" * depth + inside + "Een zin"


LARGEST = [
    ("depth", _divs(147, ""), _divs(148, "")),
    ("elements", _divs(1, "<b></b>" * 24_990), _divs(1, "<b></b>" * 25_000)),
    ("nesting", _divs(100, "<b></b>" * 3_800), _divs(100, "<b></b>" * 4_000)),
    ("links", _divs(100, "<a></a>" * 950), _divs(100, "<a></a>" * 1_000)),
    ("joined", "<p>" + "<b></b>x" * 3_000 + "x" * 46_900, "<p>" + "<b></b>x" * 3_000 + "x" * 47_100),
    ("joined", ("<p>" + "<b></b>x" * 1_000 + "x" * 20_000) * 3, ("<p>" + "<b>x</b>" * 2_000 + "x" * 75_000) * 3),
    ("words", _divs(1, "x " * 999_990), _divs(1, "x " * 1_000_000)),
    ("characters", _divs(1, "x" * 4_999_980), _divs(1, "x" * 5_000_000)),
]


@pytest.mark.parametrize(("name", "small", "large"), LARGEST, ids=[f"{row[0]} {n}" for n, row in enumerate(LARGEST)])
def test_how_large_a_page_may_be_for_trafilatura(name: str, small: str, large: str) -> None:
    assert size_of(read_html(small)).excess(LARGE) is None
    assert size_of(read_html(large)).excess(LARGE) == name


LINES = [
    ("lines", "<p>Een zin" * 2_500, "<p>Een zin" * 2_501),
    ("lines", "<p hidden>Een zin" * 2_500, "<p hidden>Een zin" * 2_501),
    ("lines", _divs(1, "<svg><text>Een</text></svg>" * 2_499), _divs(1, "<svg><text>Een</text></svg>" * 2_500)),
    ("lines", f"<table>{'<tr><td>Een<td>zin' * 1_250}</table>", f"<table>{'<tr><td>Een<td>zin' * 1_251}</table>"),
    ("lines", f"<p>Een zin<select>{'<option>Een zin' * 3_000}</select>", "<p>Een zin" * 3_000),
    ("words", _divs(1, "x " * 74_990), _divs(1, "x " * 75_000)),
    ("characters", _divs(1, "x" * 999_980), _divs(1, "x" * 1_000_000)),
]


@pytest.mark.parametrize(("name", "small", "large"), LINES, ids=[f"{row[0]} {n}" for n, row in enumerate(LINES)])
def test_how_large_a_page_may_be_for_justext_and_the_slow_modes_of_trafilatura(
    name: str, small: str, large: str
) -> None:
    assert size_of(read_html(small)).excess(MIDDLING) is None
    assert size_of(read_html(large)).excess(MIDDLING) == name
    assert size_of(read_html(large)).excess(LARGE) is None


def test_an_extractor_is_not_asked_about_a_page_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    ask_extractors(monkeypatch)

    def fail(*_: object) -> list[bool]:
        raise AssertionError("it was asked")

    paragraphs = f"<div>{BODY}</div>"
    replace_extractors(monkeypatch, fail, "trafilatura", "justext")
    article = SHIPPED.clean(paragraphs + "<i></i>" * 25_000, pack="none")
    assert article.text.split("\n\n") == list(SENTENCES)
    names = ("trafilatura", "justext")
    said = "; ".join(f"the page has too many elements for {name}" for name in names)
    assert texts(article.warnings) == (f"{said}; {FORM_CHOSE}",)


def test_a_slow_mode_is_not_asked_about_a_page_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    ask_extractors(monkeypatch)
    asked = []

    def keep_first(mode: str, layout: Layout, _: object) -> list[bool]:
        asked.append(mode)
        return [index < 3 for index in range(len(layout.blocks))]

    modes = tuple(
        replace(mode, choose=partial(keep_first, name))
        for name, mode in zip(("fast", "precision", "default"), extract.EXTRACTORS[0], strict=True)
    )
    monkeypatch.setattr(extract, "EXTRACTORS", (modes,))
    warning = "the page has too many lines for another mode of trafilatura"
    for number, expected, warnings in ((500, ["fast", "precision", "default"], ()), (900, ["fast"], (warning,))):
        article = SHIPPED.clean(f"<div>{BODY * number}</div>", pack="none")
        assert (asked, texts(article.warnings)) == (expected, warnings)
        asked.clear()


@pytest.mark.parametrize(("nothing", "page", "said"), CHOICES)
def test_the_next_extractor_takes_over(
    monkeypatch: pytest.MonkeyPatch, nothing: tuple[str, ...], page: str, said: str | None
) -> None:
    ask_extractors(monkeypatch)
    without(monkeypatch, *nothing)
    article = SHIPPED.clean(page, pack="none")
    assert article.text == " ".join(SENTENCES)
    assert texts(article.warnings) == ((said,) if said else ())


def test_an_extractor_that_fails_is_named(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    ask_extractors(monkeypatch)

    def fail(*_: object) -> list[bool]:
        raise ValueError("odd page")

    replace_extractors(monkeypatch, fail, "trafilatura", "justext")
    with caplog.at_level(logging.CRITICAL):
        article = SHIPPED.clean(f"<div>{BODY}</div>", pack="none")
    assert article.text.split("\n\n") == list(SENTENCES)
    said = "trafilatura failed: ValueError: odd page; justext failed: ValueError: odd page"
    assert texts(article.warnings) == (f"{said}; the form of the lines chose the blocks",)
    replace_extractors(monkeypatch, fail, "trafilatura", "justext", "the form of the lines")
    article = SHIPPED.clean(f"<div>{BODY}</div>", pack="none")
    assert not article.found
    assert article.warnings[0].text == f"{said}; the form of the lines failed: ValueError: odd page"


def test_an_error_of_ours_is_not_an_extractors(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> set[int]:
        raise KeyError("of ours")

    monkeypatch.setattr(listings, "_is_teaser", fail)
    cards = "<div><a href=x>Brug over het kanaal dicht</a></div>"
    with pytest.raises(CrashError, match="of ours"):
        SHIPPED.clean(f"<article>{BODY}{cards}{BODY}</article>", pack="none")


CHANGED = (
    "<html><body><nav><a href=/a>Home</a><a href=/b>Sport</a></nav><main><h1>Kop van het stuk</h1>{body}</main>"
    "<div class=new><div>Misschien ook iets voor u</div><div>{tail}</div></div></body></html>"
)


@pytest.mark.parametrize(
    "url", ["https://www.zeelandnet.nl/nieuws/x", "https://www.nu.nl/a/1/x.html", "https://www.knack.be/x"]
)
def test_a_changed_layout_is_no_worse_than_generic_extraction(url: str) -> None:
    """No rule of the pack matches a line of this page. The menu, headline and teasers are still removed."""
    page = CHANGED.format(body=BODY, tail="".join(f"<p><a href=x{n}>Teaser nummer {n}</a></p>" for n in range(9)))
    article = SHIPPED.clean(page, url)
    assert article.text == SHIPPED.clean(page, pack="none").text
    assert article.text.split("\n\n") == list(SENTENCES)
    assert article.headline == "Kop van het stuk"


def test_a_pack_that_misses_the_article_is_reported(tmp_path: Path) -> None:
    """A rule that cuts off a part of the body leaves less than generic extraction finds."""
    rules = "rules: [{until: {line: 'De wethouder.*'}}, {drop: {line: Meer, expect: usually}}]"
    (tmp_path / "own.yaml").write_text(f"pack: own\nversion: 1\nhosts: [own.nl]\n{rules}\n", encoding="utf-8")
    article = Cleaner(tmp_path).clean(f"<article>{BODY}</article>", "https://own.nl/x")
    assert (article.pack, article.confidence) == ("generic", 0.3)
    assert article.text.split("\n\n") == list(SENTENCES)
    assert texts(article.warnings) == ("the result of own was discarded: generic extraction finds another article",)


@pytest.mark.parametrize("lead", ["p class=paragraph--lead", "p class=item-excerpt"])
def test_a_selector_that_finds_only_a_part_is_compared_with_generic_extraction(lead: str) -> None:
    page = f"<main><{lead}>De raad praat woensdag over een nieuwe haven bij de stad.</p><div>{BODY}</div></main>"
    article = SHIPPED.clean(page, "https://www.nu.nl/a/1/x.html")
    assert set(SENTENCES) <= {block.text for block in article.blocks}
    assert article.warnings


@pytest.mark.parametrize("form", ["<div><p>{}</p></div>", "<p>{}</p>"])
def test_a_comparison_never_ends_with_nothing(form: str) -> None:
    """Here the pack keeps one copy of the body, and generic extraction the other."""
    page = next(case for case in cases() if case.name == "be/knack/navo-copy-before")
    lines = "".join(form.format(block.text) for block in read_page(page.page).blocks)
    article = SHIPPED.clean(f"<html>{lines}</html>", page.facts.url)
    assert article.text + "\n" == page.expected


def test_a_missing_anchor_of_html_discards_the_result(tmp_path: Path) -> None:
    rules = "rules: [{select: {css: .body, expect: always}}]"
    (tmp_path / "own.yaml").write_text(f"pack: own\nversion: 1\nhosts: [own.nl]\n{rules}\n", encoding="utf-8")
    cleaner = Cleaner(tmp_path)
    assert cleaner.clean(f"<div class=body>{BODY}</div>", "https://own.nl/x").pack == "own"
    article = cleaner.clean(f"<div>{BODY}</div>", "https://own.nl/x")
    assert "the result of own was discarded: select own.yaml:4 always fires on an article, and did not" in texts(
        article.warnings
    )
    assert cleaner.clean("\n".join(SENTENCES), "https://own.nl/x").pack == "own"


def test_a_deep_page_of_a_known_site() -> None:
    page = "<div>" * 1000 + f"<div class=article-body>{BODY}</div>" + "</div>" * 1000
    assert SHIPPED.clean(page, "https://www.knack.be/x").text.split("\n\n") == list(SENTENCES)
    assert SHIPPED.clean(page, pack="none").text.split("\n\n") == list(SENTENCES)


def test_a_table_of_links_stays() -> None:
    rows = "".join(f"<tr><td>{n}<td><a href=x>Renner {n} van ploeg {n}</a><td>{n} s</tr>" for n in range(1, 6))
    text = SHIPPED.clean(f"<article>{BODY}<table>{rows}</table>{BODY[:99]}</article>", pack="none").text
    assert "1 | Renner 1 van ploeg 1 | 1 s" in text


def imported(page: bytes, url: str) -> set[str]:
    code = (
        f"import sys; from cleaner.cli import main; code = main(['--url', {url!r}]);"
        "print(*sys.modules, file=sys.stderr); sys.exit(code)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, input=page, capture_output=True, check=True, env=clean_environment())
    return set(done.stderr.decode().split())


def test_extractors_are_imported_only_if_they_are_needed() -> None:
    page = (ROOT / "nl/nu/html-2024/input.html").read_bytes()
    heavy = {"trafilatura", "justext", "htmldate", "charset_normalizer"}
    assert not heavy & imported(page, "https://www.nu.nl/binnenland/1/x.html")
    assert not {"trafilatura", "justext"} & imported(page, "https://www.example.nl/x")  # its container is clear
    unclear = f"<article>{BODY}</article><article>{BODY.upper()}</article>".encode()
    assert "trafilatura" in imported(unclear, "https://www.example.nl/x")


def test_a_text_of_a_known_site_imports_nothing_for_other_pages() -> None:
    text = (ROOT / "nl/zeelandnet/stoltenberg/input.txt").read_bytes()
    modules = imported(text, "https://www.zeelandnet.nl/nieuws/a")
    assert not {"lxml", "trafilatura", "cleaner.output.markdown", "cleaner.generic.text.units"} & modules
    assert "cleaner.generic.notice_patterns" not in modules
    short = imported(b"Een zin die kort is, maar wel een zin.", "https://www.zeelandnet.nl/nieuws/a")
    assert "cleaner.generic.notice_patterns" in short
