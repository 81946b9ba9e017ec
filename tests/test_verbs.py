"""Each verb, on lines on which it must fire and on lines on which it must not."""

from __future__ import annotations

from typing import Any

import pytest

from cleaner.chain.draft import Draft
from cleaner.chain.narrow import remove_elements, select_elements
from cleaner.chain.rules import run_rules
from cleaner.packs.program import Program
from cleaner.page.lines import Lines
from cleaner.readers.html import read_html
from cleaner.readers.text import read_text
from cleaner.verbs import VERBS
from cleaner.verbs.rule import Edit

from .drafts import draft_of
from .strategies import build

LONG = "Dit is een lange zin van meer dan veertig tekens, met een punt."
TITLE = "Kop van een stuk over de raad"
HEADLINE = "Brug weer open na storm, zeggen schipper, wachter en bakker"
URL = "https://krant.nl/nieuws/brug-weer-open-na-storm-zeggen-schipper-wachter-en-bakker"
TEASER = {"teaser": "true"}
BY_URL = {"by_url": "true"}
DOUBLED = {"doubled_label": "true", "at_least": 2}

# verb, options, the lines before, the lines after (None: the rule does not fire)
CASES: list[tuple[str, dict[str, Any], list[str], list[str] | None]] = [
    ("split", {"after": "geleden"}, ["1 uur geledenLONDEN"], ["1 uur geleden", "LONDEN"]),
    ("split", {"after": "^(Kop) [0-9]"}, ["Kop 12", "Kop een"], ["Kop", "12", "Kop een"]),
    ("split", {"after": "x"}, ["axbxc", "é x ï"], ["ax", "bx", "c", "é x", "ï"]),
    ("split", {"after": "geleden"}, ["1 uur geleden", "LONDEN"], None),
    ("split", {"after": "^date", "within": 1}, ["a", "date b"], None),
    ("split", {"after": "^date", "within": 2}, ["a", "date b"], ["a", "date", "b"]),
    ("from", {"after": "Menu"}, ["Logo", "Menu", "a", "Menu", "b"], ["a", "Menu", "b"]),
    ("from", {"line": "Menu"}, ["Logo", "Menu", "a"], ["Menu", "a"]),
    ("from", {"line": "Menu"}, ["Menu", "a"], None),
    ("from", {"after": "Menu", "within": 1}, ["Logo", "Menu", "a"], None),
    ("from", {"after": "Menu"}, ["Menus", "a"], None),
    ("until", {"line": "Meer .*"}, ["a", "Meer b", "c", "Meer d"], ["a"]),
    ("until", {"line": "Meer .*"}, ["a", "Nog Meer b"], None),
    (
        "until",
        {"line": "Meer .*", "followed_by": "t.*"},
        ["a", "Meer b", "c", "d", "Meer e", "x", "t1"],
        ["a", "Meer b", "c", "d"],
    ),
    ("until", {"line": "Meer .*", "followed_by": "t.*"}, ["a", "Meer b"], ["a"]),
    ("until", {"line": "Meer .*", "followed_by": "t.*"}, ["a", "Meer b", "Een kop"], ["a"]),
    ("until", {"line": "Meer .*", "followed_by": "t.*"}, ["a", "Meer b", "Een zin."], None),
    ("until", {"line": "Meer .*", "followed_by": "t.*"}, ["a", "Meer b", "Een kop", "Nog een kop"], None),
    (
        "until",
        {"line": "Lees ook", "rest": "[^.]*"},
        ["a", "Lees ook", "b", "c.", "Lees ook", "d"],
        ["a", "Lees ook", "b", "c."],
    ),
    ("until", {"line": "Lees ook", "rest": "[^.]*"}, ["a", "Lees ook", "b", "c."], None),
    ("until", {"line": "Lees ook", "rest": "[^.]*"}, ["a", "Lees ook"], ["a"]),
    ("until", {"line": "Meer .*", "followed_by": "t.*"}, ["Meer b", "c", "Meer d", "t1", "u"], ["Meer b", "c"]),
    ("until", {"line": "Meer .*", "followed_by": "t.*"}, ["a", "Meer b", "c.", "d.", "t1"], ["a"]),
    ("until", {"line": "Meer .*", "followed_by": "t.*"}, ["a", "Meer b", "c.", "d.", "e.", "t1"], None),
    ("drop", {"line": "Lees ook.*"}, ["a", "Lees ook: b", "c", "Lees ook"], ["a", "c"]),
    ("drop", {"line": "Lees ook"}, ["Lees ook: b", "En Lees ook"], None),
    ("drop", {"line": "Menu", "within": 2}, ["a", "Menu", "Menu"], ["a", "Menu"]),
    ("drop", {"line": "[^a]*"}, ["b", "a", "c"], ["a"]),
    ("drop_run", {"line": "• .*"}, ["• a", "• b", "c", "• d"], ["c", "• d"]),
    ("drop_run", {"line": "• .*"}, ["• a", "c", "• d"], None),
    ("drop_run", {"line": "• .*", "at_least": 3}, ["• a", "• b", "c"], None),
    ("drop_run", {"line": "• .*", "at_least": 3}, ["• a", "• b", "• c", "d"], ["d"]),
    ("drop_run", {"line": "• .*", "after": "Logo", "at_least": 1}, ["Logo", "• a", "c", "• d"], ["Logo", "c", "• d"]),
    ("drop_run", {"line": "• .*", "after": "Logo"}, ["• a", "• b"], None),
    (
        "drop_run",
        {"line": "• .*", "edges": "true"},
        ["• a", "• b", LONG, "• c", "• d", LONG, "• e", "• f"],
        [LONG, "• c", "• d", LONG],
    ),
    ("drop_run", {"line": "• .*", "edges": "true"}, ["• a", "• b"], None),
    ("drop_twins", {}, ["a", "Kop van het stuk", "Kop van het stuk", "b"], ["a", "b"]),
    ("drop_twins", {}, ["a", "2-1", "2-1", "Nee", "Nee"], None),
    ("drop_twins", {}, ["a", "x" * 14, "x" * 14], None),
    ("drop_twins", {}, ["a", "x" * 15, "x" * 15], ["a"]),
    ("drop_twins", {}, ["a", "x" * 200, "x" * 200], ["a"]),
    ("drop_twins", {}, ["a", "x" * 201, "x" * 201], None),
    ("drop_twins", {}, ["Er komt geen brug.", "Er komt geen brug."], None),
    ("drop_twins", {}, ['"Er komt geen brug."', '"Er komt geen brug."'], None),
    ("drop_twins", {}, ["Hoe moet het dan?", "Hoe moet het dan?", "b"], ["b"]),
    ("drop_twins", {}, ["Kop", "a", "Kop"], None),
    ("drop_twins", {}, ["Kop van het stuk"] * 3, ["Kop van het stuk"]),
    ("drop_twins", {"label": "Zie ook [|]"}, ["Kop", "Zie ook |Kop", "b"], ["b"]),
    ("drop_twins", {"label": "Zie ook [|]"}, ["Een zin.", "Zie ook |Een zin.", "b"], ["b"]),
    ("drop_twins", {"label": "Zie ook [|]"}, ["Kop", "Zie ook |Andere kop"], None),
    ("drop_twins", {"label": "Zie ook [|]"}, ["Kop", "En Zie ook |Kop"], None),
    ("title", {"repeated": "true"}, ["Kop", "Kop", "a", "Kop"], ["a"]),
    ("title", {"repeated": "true"}, ["x" * 300, "x" * 300, "a"], ["a"]),
    ("title", {"repeated": "true"}, ["x" * 301, "x" * 301, "a"], None),
    ("title", {"repeated": "true"}, ["Kop van het stuk hier", "NU Kop van het stuk hier", "a"], ["a"]),
    ("title", {"repeated": "true"}, ["Kop van het stuk hie", "NU Kop van het stuk hie", "a"], None),
    ("title", {"repeated": "true"}, [TITLE, f"{'x' * 40}{TITLE}", "a"], ["a"]),
    ("title", {"repeated": "true"}, [TITLE, f"{'x' * 41}{TITLE}", "a"], None),
    ("title", {"repeated": "true"}, ["Kop van het stuk", "a", "Kop van het stuk"], None),
    ("title", {"repeated": "true"}, ["Het is klaar.", "Het is klaar.", "a", "Het is klaar."], ["a", "Het is klaar."]),
    ("title", {"repeated": "true", "unless": ".*[.]"}, ["Het is klaar.", "Het is klaar.", "a"], None),
    ("title", {"before": ".*[.]", "unless": "Het.*"}, ["Het is klaar", "Dat is zeker."], None),
    ("title", {"repeated": "true"}, ["Kop"], None),
    ("title", {"before": "[A-Z]+ - .*"}, ["Kop", "GENT - De raad", "b"], ["GENT - De raad", "b"]),
    ("title", {"before": "[A-Z]+ - .*"}, ["Kop", "a", "GENT - De raad"], None),
    ("title", {"before": "[A-Z]+ - .*", "min_words": 2}, ["Kop", "GENT - De raad"], None),
    ("title", {"before": "[A-Z]+ - .*", "min_words": 2}, ["Een kop", "GENT - De raad"], ["GENT - De raad"]),
    ("title", {"before": "a", "repeated": "true", "min_words": 9}, ["Kop", "Kop", "b"], ["b"]),
    ("title", BY_URL, [HEADLINE, "a"], ["a"]),
    ("title", BY_URL, ["Zeeland", HEADLINE, "a", "b", HEADLINE], ["a", "b"]),
    ("title", BY_URL, [HEADLINE, "x" * 40, HEADLINE, "a"], ["a"]),
    ("title", BY_URL, [HEADLINE, "x" * 41, HEADLINE, "a"], ["x" * 41, "a"]),
    ("title", BY_URL, [*"abcdefg", HEADLINE, "x"], ["x"]),
    ("title", BY_URL, [*"abcdefgh", HEADLINE, "x"], None),
    ("title", BY_URL, ["x" * 80, HEADLINE, "a"], ["a"]),
    ("title", BY_URL, ["x" * 81, HEADLINE, "a"], None),
    ("title", BY_URL, ["De brug is open.", HEADLINE, "a"], None),
    ("title", BY_URL, ["Brug dicht door storm", "a"], None),
    ("title", BY_URL, ["Zeeland", HEADLINE], None),
    ("meta", {"field": "author", "line": "Door (.+)"}, ["Door Lena", "a"], ["a"]),
    ("meta", {"field": "author", "line": "Door (.+)", "within": 1}, ["a", "Door Lena"], None),
    ("keep", {"line": "Meer info.*"}, ["a", "Meer info: b"], ["a", "Meer info: b"]),
    ("keep", {"line": "Meer info.*"}, ["a"], None),
    ("dateline", {"start": "^[A-Z]+ - "}, ["GENT - De raad", "b"], ["GENT - De raad", "b"]),
    ("dateline", {"start": "[A-Z]+ - "}, ["In GENT - De raad"], None),
    ("dateline", {"start": "^[A-Z]+ - "}, ["a", "GENT - De raad"], None),
    ("reject", {"line": "Editie.*"}, ["a", "Editie b", "c"], []),
    ("reject", {"line": "Editie.*", "at_least": 2}, ["a", "Editie b", "c"], None),
    ("reject", {"line": "Editie.*", "at_least": 2}, ["Editie b", "a", "Editie b"], []),
    ("reject", {"line": "Editie.*", "within": 1}, ["a", "Editie b"], None),
    ("reject", DOUBLED, ["Wereld Wereld Een jaar oorlog", "a", "Wereld Wereld 'Wij winnen'"], []),
    ("reject", DOUBLED, ["a", "Sport Buiten Sport Buiten Wij winnen", "Wereld Wereld 1 jaar oorlog"], []),
    ("reject", DOUBLED, ["A b c A b c Een kop", "D e f D e f Een kop"], []),
    ("reject", DOUBLED, ["A | b c d e A | b c d e 'Een kop'", "F | g h i j F | g h i j Een kop"], []),
    ("reject", DOUBLED, ["A b c d e f g A b c d e f g Een kop", "H i j k l m n H i j k l m n Een kop"], None),
    ("reject", DOUBLED, ["Duran Duran – Rio", "Talk Talk – Spirit of Eden"], None),
    ("reject", DOUBLED, ["Wereld Wereld Een jaar oorlog", "a"], None),
    ("reject", DOUBLED, ["Baden Baden Muziekfestival trekt duizenden bezoekers", "a"], None),
    ("reject", DOUBLED, ["Boem Boem Becker wint voor de derde keer", "a"], None),
    ("reject", DOUBLED, ["Boem Boem Becker wint voor de derde keer"] * 2, None),
    ("reject", DOUBLED, ["Duran Duran komt naar Gent", "Talk Talk komt ook"], None),
    ("reject", {**DOUBLED, "within": 2}, ["Wereld Wereld Een", "a", "Wereld Wereld Twee"], None),
    ("reject", {**DOUBLED, "within": 3}, ["Wereld Wereld Een", "a", "Wereld Wereld Twee"], []),
    ("reject", TEASER, ["LIVE | De voetballers in de hoofdstad spelen gelijk", LONG], []),
    ("reject", TEASER, ["LIVE | De voetballers in de hoofdstad spelen gelijk", LONG, "11:22 | 2 maart"], []),
    ("reject", TEASER, ["LIVE | De voetballers in de hoofdstad spelen gelijk", LONG, "2 maart."], None),
    ("reject", TEASER, ["LIVE | De voetballers in de hoofdstad spelen gelijk", LONG, f"{'x' * 43}1"], []),
    ("reject", TEASER, ["LIVE | De voetballers in de hoofdstad spelen gelijk", LONG, f"{'x' * 44}1"], None),
    ("reject", TEASER, ["LIVE | De voetballers in de hoofdstad spelen gelijk", LONG, "2 maart", "3 maart"], None),
    ("reject", TEASER, ["LIVE | De voetballers in de hoofdstad spelen gelijk", LONG, "Sport"], None),
    ("reject", TEASER, ["Sport", "LIVE | De voetballers in de hoofdstad spelen gelijk", LONG, "2 maart"], []),
    ("reject", TEASER, ["A", "B", "LIVE | De voetballers in de hoofdstad spelen gelijk", LONG], None),
    ("reject", TEASER, [LONG, "14:19"], []),
    ("reject", TEASER, [LONG, "Sport"], None),
    ("reject", TEASER, ["Sport", LONG], None),
    ("reject", TEASER, ["LIVE | De voetballers in de hoofdstad spelen gelijk"], None),
    ("reject", TEASER, ["LIVE | De voetballers in de hoofdstad spelen gelijk.", LONG], None),
    ("reject", TEASER, ["x" * 45, "x" * 800], []),
    ("reject", TEASER, ["x" * 45, "x" * 801], None),
    ("reject", TEASER, ["x" * 44, "x" * 800], None),
    ("reject", TEASER, ["x" * 160, "x" * 800], []),
    ("reject", TEASER, ["x" * 161, "x" * 800], None),
    ("reject", TEASER, ["x" * 45, "x" * 45], None),
    ("reject", TEASER, [HEADLINE, LONG], None),
    ("reject", TEASER, [f"De schipper {'x' * 40}", LONG], []),  # of the five long words of the URL, one
    ("reject", TEASER, [f"De schipper {'x' * 40}", f"{LONG[:-1]} na de storm."], None),  # two
    ("reject", {**DOUBLED, "at_least": 3}, ["Wereld Wereld Een", "Wereld Wereld Twee"], None),
]


def apply(verb: str, options: dict[str, Any], before: list[str]) -> Edit | None:
    program = build({"pack": "drawn", "version": 1, "rules": [{verb: options}]})
    page = read_text("\n".join(before))
    (rule,) = program.line_rules
    assert rule.verb.apply
    return rule.verb.apply(rule.options, Lines(page.blocks, program.patterns, url=URL))


@pytest.mark.parametrize(("verb", "options", "before", "after"), CASES)
def test_verb(verb: str, options: dict[str, Any], before: list[str], after: list[str] | None) -> None:
    edit = apply(verb, options, before)
    assert (edit and [block.text for block in edit.blocks]) == after


# For HTML: verb, options, a page, and the lines that are left, or None if the rule finds nothing.
SELECTING: list[tuple[str, dict[str, Any], str, list[str] | None]] = [
    ("select", {"css": "article"}, "<p>a<article><p>b<ul><li>c</ul></article><p>d", ["b", "c"]),
    ("select", {"css": "h1, .body > p"}, "<h1>a</h1><div class=body><p>b</p><i>c</i></div>", ["a", "b"]),
    ("select", {"xpath": "//div[p]"}, "<div>a</div><div>b<p>c</div>", ["b", "c"]),
    ("select", {"css": "span"}, "<p>a<p>b <span>c</span>", ["b c"]),
    ("select", {"css": "td.x"}, "<table><tr><td>a<td>b<tr><td>c<td class=x>d</table>", ["c | d"]),
    ("select", {"css": "article"}, "<p>a<p>b", None),
    ("select", {"css": "article"}, "<p>a<article></article><p>b", None),
    ("select", {"xpath": "count(//p)"}, "<p>a", None),
    ("remove", {"css": ".ad"}, "<p>a<p class='x ad'>b<p>c", ["a", "c"]),
    ("remove", {"css": "span"}, "<p>a <span>b</span> c", ["a c"]),
    ("remove", {"xpath": "//table"}, "a<table><tr><td>b</table>c", ["a", "c"]),
    ("remove", {"css": "td.ad"}, "<table><tr><td>a<td class=ad>b<td>c</table>", ["a", "c"]),
    ("remove", {"css": "script"}, "<p>a<script>b</script>", ["a"]),
    ("remove", {"css": ".ad"}, "<p>a", None),
]


def narrow(page: str, program: Program) -> Draft:
    return select_elements(remove_elements(draft_of(read_html(page), program)))


@pytest.mark.parametrize(("verb", "options", "before", "after"), SELECTING)
def test_selecting(verb: str, options: dict[str, Any], before: str, after: list[str] | None) -> None:
    program = build({"pack": "drawn", "version": 1, "rules": [{verb: options}]})
    narrowed = narrow(before, program)
    assert [block.text for block in narrowed.blocks] == (after or [b.text for b in read_html(before).blocks])
    assert bool(narrowed.warnings) == (after is None and verb == "select")


def test_the_first_select_that_finds_something_counts() -> None:
    rules = [{"select": {"css": css}} for css in ("main", "article", "p")]
    narrowed = narrow("<p>a<article>b</article>", build({"pack": "drawn", "version": 1, "rules": rules}))
    assert [block.text for block in narrowed.blocks] == ["b"]
    assert not narrowed.warnings


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_is_shown_firing_and_not_firing(verb: str) -> None:
    results = [after for name, _, _, after in CASES + SELECTING if name == verb]
    assert None in results
    assert any(after is not None for after in results)


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_is_documented_with_an_example(verb: str) -> None:
    docs = VERBS[verb].docs
    assert docs.startswith(f"`{verb}` ")
    assert f"\n    - {verb}: {{" in docs


def facts(verb: str, options: dict[str, Any], before: list[str]) -> list[tuple[str, str]]:
    edit = apply(verb, options, before)
    assert edit is not None
    return [(fact.field, fact.value) for fact in edit.facts]


def test_what_a_rule_learns() -> None:
    assert facts("title", {"repeated": "true"}, ["Kop", "Kop", "a"]) == [("headline", "Kop")]
    assert facts("meta", {"field": "author", "line": "Door (.+)"}, ["Door Éva ", "Door Jan"]) == [
        ("author", "Éva"),
        ("author", "Jan"),
    ]
    assert facts("dateline", {"start": "^[A-Z]+ - "}, ["GENT - De raad"]) == [("dateline", "GENT")]
    assert facts("reject", {"line": "x", "why": "een lijst"}, ["x"]) == [("not an article", "een lijst")]


def test_the_url_of_a_page_of_html_names_no_headline() -> None:
    program = build({"pack": "drawn", "version": 1, "rules": [{"title": BY_URL}]})
    lines = [HEADLINE, LONG]
    pages = [read_text("\n".join(lines), url=URL), read_html("".join(f"<p>{line}" for line in lines), url=URL)]
    left = [[block.text for block in run_rules(draft_of(page, program)).blocks] for page in pages]
    assert left == [[LONG], lines]
