"""Several layouts of a site in one pack: which of them a page has, and what is wrong with packs that have them."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, PackError, UsageError
from cleaner.authoring.improving import improve
from cleaner.authoring.layout_text import NewLayout, has_layouts, rules_as_layout, with_layout
from cleaner.authoring.rules import Learned
from cleaner.authoring.trying import cleaner_with
from cleaner.chain.table import clean_page
from cleaner.output.article import Article
from cleaner.output.row import to_dict
from cleaner.packs.folders import shipped_rules
from cleaner.packs.loading import load
from cleaner.packs.reading import load_folders
from cleaner.packs.schema import GENERIC
from cleaner.page.dates import day_in_address
from cleaner.readers import read_page

from .golden import cases
from .test_selected import BODY, HEADING, assert_same, is_quick, nested

HEAD = "pack: own\nversion: 1\nhosts: [own.nl]\n"
URL = "https://own.nl/haven"
DATED = "https://own.nl/{}/haven"
LINES = "De raad kwam woensdag bijeen om over de haven te praten.\n{}\nDe wethouder noemde het een goed plan."
SIGN = {"css": "sign: {css: .a}", "xpath": "sign: {xpath: '//*[@class=\"a\"]'}", "line": "sign: {line: Teken}"}


def pack(*layouts: str, rules: str = "[]") -> str:
    """Return a pack with these layouts, named 1, 2, ...; each drops lines with its number, unless it says otherwise."""
    listed = "".join(
        f"  - {{name: '{number}', rules: [{{drop: {{line: Van {number}}}}}], {layout}}}\n"
        for number, layout in enumerate(layouts, 1)
    )
    return f"{HEAD}layouts:\n{listed}rules: {rules}\n"


def html(kind: str, published: str = "") -> str:
    meta = f"<meta property=article:published_time content={published}>" if published else ""
    return f"<html><head>{meta}</head><body>{HEADING}<div class={kind}>{BODY}</div></body></html>"


def recognised(text: str, page: str, url: str = URL) -> tuple[str, str]:
    """Return which layout the page was found to have, and how; and the warnings."""
    article = cleaner_with(text).clean(page, url)
    return article.recognised.removeprefix("URL, host own.nl").removeprefix(", "), "; ".join(map(str, article.warnings))


NONE = "this page has none of the layouts of own"
UNSURE = "the page has no date; its layout was taken for 1, and may be 2"
HTML_SIGN, OTHER_SIGN, BOTH = "sign: {css: .a}", "sign: {css: .b}", "sign: {css: .a, line: Teken}"
NEW, OLD = "since: 2020-01-01", "until: 2020-01-01"

# The layouts of a pack, a page, its URL, which layout it has, and the warning
CHOSEN: dict[str, tuple[tuple[str, ...], str, str, str, str]] = {
    "the sign of the first": ((HTML_SIGN, OTHER_SIGN), html("a"), URL, "layout 1 by its sign", ""),
    "the sign of the second": ((HTML_SIGN, OTHER_SIGN), html("b"), URL, "layout 2 by its sign", ""),
    "no sign is there": ((HTML_SIGN, OTHER_SIGN), html("c"), URL, "", NONE),
    "no sign is there, and one has none": ((HTML_SIGN, ""), html("b"), URL, "layout 2", ""),
    "one without a sign stands above": (("", HTML_SIGN), html("a"), URL, "layout 2 by its sign", ""),
    "an XPath": ((SIGN["xpath"], ""), html("a"), URL, "layout 1 by its sign", ""),
    "an XPath of a text, and its parent": (
        ("sign: {xpath: '//*[@class=\"a\"]//text()/.. | //i/text()'}", ""),
        html("a"),
        URL,
        "layout 1 by its sign",
        "",
    ),
    "an XPath that finds nothing": ((SIGN["xpath"], ""), html("b"), URL, "layout 2", ""),
    "a line": ((SIGN["line"], ""), LINES.format("Teken"), URL, "layout 1 by its sign", ""),
    "a part of a line": ((SIGN["line"], ""), LINES.format("Teken aan"), URL, "layout 2", ""),
    "a line in HTML": ((SIGN["line"],), html("a").replace("De raad", "Teken"), URL, "", ""),
    "an element in text": ((HTML_SIGN,), LINES.format("Teken"), URL, "", ""),
    "signs for both, in HTML": ((BOTH, OTHER_SIGN), html("a"), URL, "layout 1 by its sign", ""),
    "signs for both, in text": ((BOTH, OTHER_SIGN), LINES.format("Teken"), URL, "layout 1 by its sign", ""),
    "signs for both, and none is there": ((BOTH, OTHER_SIGN), LINES.format(""), URL, "", NONE),
    "two signs are there": ((HTML_SIGN, "sign: {css: h1}"), html("a"), URL, "layout 1 by its sign", ""),
    "two signs, and the date": (
        (f"{HTML_SIGN}, {NEW}", f"{HTML_SIGN}, {OLD}"),
        html("a", "2019-05-01"),
        URL,
        "layout 2 by its sign",
        "",
    ),
    "two signs, and no date": (
        (f"{HTML_SIGN}, {NEW}", f"{HTML_SIGN}, {OLD}"),
        html("a"),
        URL,
        "layout 1 by its sign",
        UNSURE,
    ),
    "the sign counts more than the date": (
        (f"{HTML_SIGN}, {NEW}", OLD),
        html("a", "2019-05-01"),
        URL,
        "layout 1 by its sign",
        "",
    ),
    "the date, in the metadata": ((NEW, OLD), html("a", "2019-05-01"), URL, "layout 2 by its date", ""),
    "the metadata count more than the URL": (
        (NEW, OLD),
        html("a", "2019-05-01"),
        DATED.format("2021/05/01"),
        "layout 2 by its date",
        "",
    ),
    "the date, in the URL": ((NEW, OLD), LINES.format(""), DATED.format("2019/05"), "layout 2 by its date", ""),
    "the date, in the URL of HTML": ((NEW, OLD), html("a"), DATED.format("2019/05/01"), "layout 2 by its date", ""),
    "the date, of a crawler": ((NEW, OLD), f"date 2019-05 {LINES}", URL, "layout 2 by its date", ""),
    "the first day": ((NEW, OLD), LINES.format(""), DATED.format("2020/01/01"), "layout 1 by its date", ""),
    "the last day": ((NEW, OLD), LINES.format(""), DATED.format("2019/12/31"), "layout 2 by its date", ""),
    "one without dates is for all others": ((NEW, ""), LINES.format(""), DATED.format("2019/05"), "layout 2", ""),
    "a day of none": (
        (NEW, "until: 2019-01-01"),
        LINES.format(""),
        DATED.format("2019/05/01"),
        "",
        "this page of 2019-05-01 has none of the layouts of own",
    ),
    "no date": ((NEW, OLD), LINES.format(""), URL, "layout 1", UNSURE),
    "no date, and there is only one": ((NEW,), LINES.format(""), URL, "layout 1", ""),
    "no date, and the other has a sign": ((NEW, HTML_SIGN), LINES.format(""), URL, "layout 1", ""),
    "no layouts": ((), LINES.format(""), URL, "", ""),
}


@pytest.mark.parametrize(("layouts", "page", "url", "layout", "warning"), CHOSEN.values(), ids=CHOSEN)
def test_the_layout_of_a_page(layouts: tuple[str, ...], page: str, url: str, layout: str, warning: str) -> None:
    text = pack(*layouts) if layouts else f"{HEAD}rules: []\n"
    assert recognised(text, page, url) == (layout, warning)


def test_the_caller_may_name_the_pack() -> None:
    article = cleaner_with(pack(SIGN["line"], "")).clean(LINES.format("Teken"), pack="own")
    assert article.recognised == "this pack was asked for, layout 1 by its sign"


def test_only_the_rules_of_the_layout_run_and_then_the_common_ones() -> None:
    text = pack(SIGN["line"], "", rules="[{drop: {line: 'Van 1|Van 3'}}]")
    article = cleaner_with(text).clean(LINES.format("Van 1\nVan 2\nVan 3\nTeken"), URL)
    removed = [(entry["text"], entry.get("layout")) for entry in entries(article) if entry["rule"] == "drop"]
    assert removed == [("Van 1", "1"), ("Van 3", None)]


def entries(article: Article) -> list[dict[str, Any]]:
    """Return the ledger as JSON has it, with the text of each stretch."""
    found: list[dict[str, Any]] = to_dict(article)["ledger"]
    return [{**entry, "text": article.page_text[entry["start"] : entry["end"]].strip()} for entry in found]


def test_usually_is_only_expected_of_the_layout() -> None:
    text = (
        pack(SIGN["line"], "").replace("Van 1}", "Van 1, expect: usually}").replace("Van 2}", "Van 2, expect: always}")
    )
    cleaner = cleaner_with(text)
    assert cleaner.clean(LINES.format("Van 1\nTeken"), URL).warnings == ()
    assert [warning.code for warning in cleaner.clean(LINES.format("Teken"), URL).warnings][-1] == "usually-missed"
    assert "always fires" in str(cleaner.clean(LINES.format("Van 1"), URL).warnings[0])


def test_only_the_layout_that_is_chosen_is_compiled() -> None:
    cleaner = cleaner_with(pack(SIGN["line"], NEW, OLD))
    cleaner.clean(LINES.format("Teken"), URL)
    assert ["rules" in vars(own) for _, own in cleaner.packs["own"].layouts] == [True, False, False]


def test_a_copy_of_the_packs_has_the_layouts() -> None:
    text = pack(f"{SIGN['line']}, {NEW}", OLD, rules="[{drop: {line: Meer}}]")
    packs = cleaner_with(text).packs
    copy = pickle.loads(pickle.dumps(packs))  # noqa: S301
    assert copy == packs
    assert Cleaner(copy).clean(LINES.format("Teken"), URL) == Cleaner(packs).clean(LINES.format("Teken"), URL)
    for changed in (text.replace("2020", "2021"), text.replace("Teken", "Merk"), text.replace("Van 2", "Van 3")):
        assert cleaner_with(changed).packs != packs


# Layouts of a pack, and its only fault: its place, and a part of the message
FAULTS: dict[str, tuple[str, str, str]] = {
    "the same sign again": (pack(HTML_SIGN, HTML_SIGN), "6:5", "above it have the same sign, and were in use all the"),
    "no sign twice": (pack("", ""), "6:5", "this can never be chosen: layouts above it have no sign either, and were"),
    "no sign, and dates below": (pack("", NEW), "6:5", "this can never be chosen"),
    "the same time in two parts": (pack(NEW, OLD, "since: 2019-01-01, until: 2021-01-01"), "7:5", "never be chosen"),
    "both signs again, in two layouts": (pack(HTML_SIGN, SIGN["line"], BOTH), "7:5", "this can never be chosen"),
    "the end before the start": (pack("since: 2020-01-02, until: 2020-01-01"), "5:5", "'until', the first day without"),
    "the end at the start": (pack("since: 2020-01-01, until: 2020-01-01"), "5:5", "'until', the first day without"),
    "two names": (pack(HTML_SIGN, "").replace("'2'", "'1'"), "6:5", "there is a layout '1' above already; rename one"),
    "an empty sign": (pack("sign: {}"), "5:55", "a sign needs 'css' or 'xpath' for HTML, or 'line' for text"),
    "two selectors": (pack("sign: {css: a, xpath: //a}"), "5:55", "give 'css' or 'xpath', not both"),
    "no selector": (pack("sign: {css: 'a['}"), "5:55", "this is not a valid CSS selector"),
    "no XPath": (pack("sign: {xpath: 'matches(a)'}"), "5:55", "XPath has no function matches here"),
    "a number": (pack("sign: {xpath: 'count(//p)'}"), "5:55", "this XPath returns a number, not elements"),
    "a text": (pack("sign: {xpath: 'string(//p)'}"), "5:55", "this XPath returns a text, not elements"),
    "a truth value": (pack("sign: {xpath: '//p = 1'}"), "5:55", "this XPath returns true or false, not elements"),
    "an attribute": (pack("sign: {xpath: '//p/@id'}"), "5:55", "this XPath returns attributes or text, not elements"),
    "a text or an attribute": (
        pack("sign: {xpath: '//a[b[1]]/text()[1] | (//a/attribute::href)[2]'}"),
        "5:55",
        "this XPath returns attributes or text, not elements",
    ),
    "a pattern": (pack("sign: {line: '('}"), "5:62", "RE2 refuses this pattern"),
    "an unknown key": (pack("sing: {css: a}"), "5:49", "unknown key 'sing'; did you mean 'sign'?"),
    "no date": (pack("since: 2020-13-01"), "5:56", "'2020-13-01' does not fit: The first day of this layout. Example:"),
    "no name": (pack("").replace("name: '1', ", ""), "5:5", "the key 'name' is missing; add it"),
    "a name": (pack("").replace("'1'", "'A b'"), "5:12", "'A b' does not fit: The name of a layout has lower-case"),
    "HTML of a pack for text": (
        f"text_only: true\n{pack(HTML_SIGN, '')}",
        "6:5",
        "the pack is for text alone; add 'li",
    ),
    "a selector for text": (
        pack(SIGN["line"]).replace("drop: {line: Van 1}", "select: {css: a}"),
        "5:5",
        "'select' can never fire: it needs HTML, and the sign is for text alone; add 'css' to the sign",
    ),
    "a rule below the same one": (
        pack("").replace("Van 1}}", "Van 1}}, {drop: {line: Van 1}}"),
        "5:49",
        "this can never fire: the rule 'drop' on line 5 takes its lines before it",
    ),
    "a shared file that a layout uses too": (
        pack("", rules="[use: nl]").replace("drop: {line: Van 1}", "use: nl"),
        "5:26",
        "'nl' is used by the common rules too; remove it here or there",
    ),
    "a shared file that is not there": (
        pack("").replace("drop: {line: Van 1}", "use: none"),
        "5:26",
        "there is no shared file 'none'",
    ),
    "the generic pack": (pack("").replace("pack: own", "pack: generic"), "5:5", "the generic pack is for all sites"),
}
SOUND = {
    "other signs": pack(HTML_SIGN, OTHER_SIGN, ""),
    "the same sign at another time": pack(f"{HTML_SIGN}, {NEW}", f"{HTML_SIGN}, {OLD}"),
    "no sign, a part of the time": pack(NEW, ""),
    "the same sign for HTML, and one for text": pack(HTML_SIGN, BOTH),
    "a gap between the others": pack("since: 2021-01-01", OLD, "since: 2019-01-01, until: 2022-01-01"),
    "a sign below one without": pack("", HTML_SIGN),
    "one day": pack("since: 2020-01-01, until: 2020-01-02"),
    "a shared file in each layout": pack(NEW, OLD)
    .replace("drop: {line: Van 1}", "use: nl")
    .replace("drop: {line: Van 2}", "use: nl"),
    "a selector in a layout for both": pack(BOTH).replace("drop: {line: Van 1}", "select: {css: a}"),
    "text and HTML of a pack for text": f"text_only: true\n{pack(BOTH, '')}",
}


def faults(text: str, folder: Path) -> list[str]:
    (folder / "own.yaml").write_text(text, encoding="utf-8")
    try:
        load(folder)
    except PackError as error:
        return [str(fault).partition("own.yaml:")[2] for fault in error.faults]
    return []


@pytest.mark.parametrize(("text", "place", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault(text: str, place: str, message: str, tmp_path: Path) -> None:
    (fault,) = faults(text, tmp_path)
    assert fault.startswith(f"{place}: ")
    assert message in fault


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND)
def test_no_fault(text: str, tmp_path: Path) -> None:
    assert faults(text, tmp_path) == []


DAYS = {
    "/nieuws/2024/03/15/haven": date(2024, 3, 15),
    "/nieuws/2024-03-15/haven": date(2024, 3, 15),
    "/haven-2024-03-15": date(2024, 3, 15),
    "/cnt/dmf20240315_98765432": date(2024, 3, 15),
    "/2024/03/haven": date(2024, 3, 1),
    "/2024/haven": None,
    "/top-2000-12-feiten": None,
    "/2024/13/haven": None,
    "/2023/02/29/haven": None,
    "/120240315/haven": None,
    "/nieuws/6349921/haven.html": None,
}


@pytest.mark.parametrize(("path", "day"), DAYS.items(), ids=DAYS)
def test_the_day_in_an_address(path: str, day: date | None) -> None:
    assert day_in_address(path) == day


@pytest.fixture(scope="module")
def of_html() -> Cleaner:
    """A cleaner with a pack that has two layouts of HTML, one of text, and rules for elements that are common."""
    return cleaner_with(
        pack(
            OTHER_SIGN,
            HTML_SIGN,
            OLD,
            rules="[{remove: {css: aside}}, {select: {css: article}}, {drop: {line: Sport}}]",
        )
        .replace("drop: {line: Van 1}", "select: {css: .b}")
        .replace("drop: {line: Van 2}", "select: {css: '.a > p'}")
    )


@given(nested, st.sampled_from(("", "<p class=a>", "<p class=b>", "<i class=a></i><i class=b></i>")), st.booleans())
def test_the_quick_way_chooses_as_the_long_one(of_html: Cleaner, page: str, sign: str, is_dated: bool) -> None:
    meta = "<meta property=article:published_time content=2019-05-01>" if is_dated else ""
    assert_same(of_html, f"<head>{meta}</head>{HEADING}{sign}{page}<article>{BODY}</article>", URL)


@pytest.mark.parametrize(("kind", "layout"), [("a", "2"), ("b", "1")])
def test_the_quick_way(kind: str, layout: str, of_html: Cleaner) -> None:
    page = html(kind).replace("</body>", "<p>Iets anders.</p></body>")
    article = of_html.clean(page, URL)
    assert is_quick(article)
    assert article.recognised.endswith(f"layout {layout} by its sign")
    assert assert_same(of_html, page, URL)
    assert {entry.get("layout") for entry in entries(article) if entry["rule"] == "select"} == {layout}


def test_a_page_of_no_layout_has_the_same_warning_on_both_ways(of_html: Cleaner) -> None:
    page = f"<body>{HEADING}<article>{BODY}</article></body>"
    assert assert_same(of_html, page, URL)
    assert not assert_same(of_html, page.replace("article", "section"), URL)


SINGLE = {
    path.stem: (text, path)
    for path in sorted(shipped_rules().rglob("*.yaml"))
    if (text := path.read_text(encoding="utf-8")).count("\npack: ") and not has_layouts(text) and path.stem != GENERIC
}


@pytest.mark.parametrize(("text", "path"), SINGLE.values(), ids=SINGLE)
def test_rules_in_a_single_layout_clean_as_without_it(text: str, path: Path) -> None:
    flat, laid_out = cleaner_with(text), cleaner_with(rules_as_layout(text, "only", path))
    own = [case for case in cases() if case.facts.pack == path.stem]
    assert own
    for case in own:
        for url in {case.facts.url, None}:
            article, other = flat.clean(case.page, url), laid_out.clean(case.page, url)
            for field in set(Article.__struct_fields__) - {"account", "recognised", "warnings"}:
                assert getattr(other, field) == getattr(article, field), field
            assert outline(other) == outline(article)
            if article.pack == path.stem and "listing" not in article.recognised:
                assert other.recognised == f"{article.recognised}, layout only"


def outline(article: Article) -> tuple[object, ...]:
    """Return the warnings and the ledger of an article, without the places of rules in their file."""
    removed = [(each.start, each.end, each.cause.rule, each.cause.why) for each in article.ledger.removed]
    return [re.sub(r":[0-9]+", "", str(warning)) for warning in article.warnings], removed


NEW_LAYOUT = NewLayout("new", [Learned("drop", {"line": "Menu"}, "a label")], date(2025, 3, 1), None, {"css": ".x"})
OF_NEW = """layouts:
  - name: new
    since: 2025-03-01
    sign: {css: '.x'}
    rules:
      - drop: {line: Menu, why: a label}
"""
COMMENTED = """# about
rules:  # all
  # the end
  - until: {line: Meer}  # of it

  - drop:
      line: >-
        een
        twee
"""
COMMENTED_IN_LAYOUT = """  - name: old
    rules:  # all
      # the end
      - until: {line: Meer}  # of it

      - drop:
          line: >-
            een
            twee
rules: []
"""
NEXT = HEAD.replace("1", "2")
# The text of a pack, and the text if its rules are made a layout, and another one is added
TEXTS = {
    "comments stay": (HEAD + COMMENTED, f"{NEXT}# about\n{OF_NEW}{COMMENTED_IN_LAYOUT}"),
    "no indentation": (
        f"{HEAD}rules:\n- drop: {{line: een}}\n",
        f"{NEXT}{OF_NEW}  - name: old\n    rules:\n      - drop: {{line: een}}\nrules: []\n",
    ),
}
TEXTS["other line ends"] = tuple(text.replace("\n", "\r\n") for text in TEXTS["no indentation"])  # type: ignore[assignment]


@pytest.mark.parametrize(("text", "expected"), TEXTS.values(), ids=TEXTS)
def test_a_layout_is_written_into_a_pack(text: str, expected: str) -> None:
    path = Path("own.yaml")
    written = with_layout(rules_as_layout(text, "old", path), NEW_LAYOUT, path)
    assert written == expected
    assert [layout.name for layout, _ in cleaner_with(written).packs["own"].layouts] == ["new", "old"]
    another = with_layout(written, NewLayout("newer", [], date(2026, 1, 1)), path)
    assert [layout.name for layout, _ in cleaner_with(another).packs["own"].layouts] == ["newer", "new", "old"]


Write = Callable[[str], str]
AS_LAYOUT: Write = lambda text: rules_as_layout(text, "old", Path("x.yaml"))  # noqa: E731
ONE_RULE = "rules:\n  - drop: {line: een}\n"
WITH_LAYOUT: Write = lambda text: with_layout(text, NEW_LAYOUT, Path("x.yaml"))  # noqa: E731


@pytest.mark.parametrize(
    ("write", "text", "message"),
    [
        (AS_LAYOUT, f"{HEAD}rules: [{{drop: {{line: een}}}}]\n", "x.yaml: rules can only be moved if 'rules' is the"),
        (AS_LAYOUT, f"rules:\n  - drop: {{line: een}}\n{HEAD}", "x.yaml: rules can only be moved if 'rules' is the"),
        (AS_LAYOUT, pack("", rules="\n  - drop: {line: een}"), "x.yaml: the pack has the key 'layouts' already"),
        (AS_LAYOUT, f"{HEAD}layouts: []\n{ONE_RULE}", "x.yaml: the pack has the key 'layouts' already; if its list is"),
        (AS_LAYOUT, f"{HEAD}'layouts' : []\n{ONE_RULE}", "x.yaml: the pack has the key 'layouts' already"),
        (WITH_LAYOUT, f"{HEAD}rules: []\n", "x.yaml: a layout can only be added below 'layouts'"),
        (WITH_LAYOUT, f"{HEAD}layouts: []\nrules: []\n", "x.yaml: a layout can only be added below 'layouts'"),
    ],
    ids=[
        "rules in brackets",
        "rules above other keys",
        "layouts already",
        "an empty list of layouts",
        "an empty list below a key in quotes",
        "no layouts",
        "layouts in brackets",
    ],
)
def test_a_layout_that_cannot_be_written(write: Write, text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        write(text)


def test_rules_are_added_to_those_that_are_common(tmp_path: Path) -> None:
    text = pack(HTML_SIGN).replace("drop: {line: Van 1}", "select: {css: .a}")
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    rules = [Learned("drop", {"line": "Meer"}, "x"), Learned("select", {"css": ".b"}, "x")]
    improvement = improve("own", str(tmp_path), rules)
    assert improvement.added == (rules[0],)  # the layout has a `select`
    assert improvement.after.endswith("rules:\n  - drop: {line: Meer, why: x}\n")


def test_the_layouts_of_a_shipped_pack_are_read_when_it_runs() -> None:
    packs = load_folders([shipped_rules()], thorough=False)
    assert packs["knack"].pack.layouts == ()
    assert [layout.name for layout, _ in packs["knack"].layouts] == ["2022", "2021"]


GOLDEN = {
    "nl/nu/html-2024": "URL, host nu.nl, layout 2024 by its sign",
    "nl/nu/html-2016": "URL, host nu.nl, layout 2014 by its sign",
    "nl/nu/html-unknown-layout": "URL, host nu.nl",
    "nl/nu/navo-full": "URL, host nu.nl",
    "be/knack/html-2023": "URL, host knack.be, layout 2022 by its sign",
    "be/knack/html-2021": "URL, host knack.be, layout 2021 by its sign",
    "be/knack/html-unknown-layout": "URL, host knack.be",
    "be/knack/stub": "URL, host knack.be",
}


def test_golden_pages_show_the_layouts_of_the_shipped_packs(cleaner: Cleaner) -> None:
    pages = {case.name: case for case in cases() if case.name in GOLDEN}
    found = {name: cleaner.clean(case.page, case.facts.url).recognised for name, case in pages.items()}
    assert found == GOLDEN


def test_an_xpath_that_fails_on_a_page_is_a_fault_of_the_pack() -> None:
    cleaner = cleaner_with(pack("sign: {xpath: '//p[count(string(.))]'}"))
    with pytest.raises(PackError, match="the sign of a layout: this is not a valid XPath"):
        cleaner.clean(html("a"), URL)


def test_the_example_of_the_documentation_has_no_fault(tmp_path: Path) -> None:
    docs = Path(__file__).parents[1] / "docs/packs.md"
    (example,) = re.findall(r"```yaml\n(layouts:.*?)```", docs.read_text(encoding="utf-8"), re.DOTALL)
    assert faults(HEAD + example, tmp_path) == []
    assert recognised(HEAD + example, LINES.format("Deel dit artikel")) == ("layout 2025 by its sign", "")
    assert recognised(HEAD + example, html("a"))[0] == "layout 2019"


def test_without_the_step_only_the_common_rules_run() -> None:
    page = read_page(LINES.format("Van 1\nTeken"), URL)
    packs = cleaner_with(pack(SIGN["line"])).packs
    assert "Van 1" not in clean_page(page, packs).text
    assert "Van 1" in clean_page(page, packs, without={"layout"}).text
