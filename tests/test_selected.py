"""A page of a known site: only what its pack selects is read, and the article is the one that the long way gives."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner
from cleaner.chain.table import clean_page
from cleaner.errors import InputError
from cleaner.limits import Limits
from cleaner.output.article import Article
from cleaner.readers import html, read_page

from .golden import cases

PACK = """
pack: {name}
version: 1
hosts: [{name}.nl]
language: nl
rules:
  - remove: {{css: '{remove}'}}
  - select: {{css: '{select}'}}
"""
SELECTORS = (
    "article",
    "main",
    "div.x",
    "section",
    "p",
    "div",
    "td",
    "li",
    "b",
    "blockquote",
    "article, p",
    "h2",
    "figure",
)
HEADING = "<h1>De raad besluit over de haven</h1>"
SENTENCE = "De gemeenteraad van Goes kwam woensdag bijeen om te spreken over de plannen voor de haven van de stad."
BODY = "".join(f"<p>{SENTENCE} Punt {number} kwam het eerst.</p>" for number in ["een", "twee", "drie", "vier"])


@pytest.fixture(scope="module")
def cleaner(tmp_path_factory: pytest.TempPathFactory) -> Cleaner:
    folder = tmp_path_factory.mktemp("packs")
    for number, select in enumerate(SELECTORS):
        name = f"s{number}"
        text = PACK.format(name=name, select=select, remove="aside, .ad, h2 > b")
        Path(folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return Cleaner(folder)


def is_quick(article: Article) -> bool:
    """Return whether the article was made without reading the whole page."""
    return article.account.is_partial


def assert_same(cleaner: Cleaner, page: str, url: str) -> bool:
    """Compare both ways; return whether the quick one was taken."""
    try:
        article = cleaner.clean(page, url, input="html")
    except InputError:
        return False
    if not is_quick(article):
        return False
    whole = clean_page(read_page(page, url, "html"), cleaner.packs)
    for field in Article.__struct_fields__:
        if field not in ("body", "account"):
            assert getattr(article, field) == getattr(whole, field)
    assert article.text == whole.text
    assert article.page_text == whole.page_text
    assert article.ledger == whole.ledger
    assert article.blocks == whole.blocks
    return True


def url_of(select: str) -> str:
    return f"https://s{SELECTORS.index(select)}.nl/a"


def page_of(container: str, around: str = "{}", above: str = HEADING) -> str:
    tag = container.partition(" ")[0]
    menu = "<nav><ul><li><a href=/a>Sport</a><li><a href=/b>Weer</a></ul></nav>"
    content = around.format(f"<{container}>{BODY}<aside>Zie ook</aside></{tag}>")
    return f"<title>De raad besluit over de haven - Krant</title><body>{menu}{above}{content}<footer>Colofon</footer>"


QUICK = {
    "a container": page_of("article"),
    "a heading inside": page_of("article", above="").replace(
        "<article>", "<article><h1>De raad besluit over de haven</h1>"
    ),
    "a class": page_of("div class=x"),
    "in other elements": page_of("article", "<div><div><section>{}</section></div></div>"),
    "in a cell that is split": page_of("article", "<dl><dd>{}</dd></dl>"),
    "in an item": page_of("article", "<ul><li>{}</li></ul>"),
    "a heading in a numbered item": page_of("article", above=f"<ol><li>Home<li>{HEADING}</ol>"),
    "a hidden part": page_of("article").replace("<p>", "<p hidden>Nee.</p><p>", 1),
    "text beside it": page_of("article", "Voor {} na"),
    "a heading in a reading that is left out": page_of("article") + "<ruby>a<rt><h1>De raad besluit</h1></rt></ruby>",
    "two of them": page_of("article") + page_of("article"),
    "many headings": page_of("article") + "<h1>Kop</h1>" * 48,
}
LONG = {
    "too many headings": page_of("article") + "<h1>Kop</h1>" * 50,
    "nothing is selected": page_of("div"),
    "no heading": page_of("article", above=""),
    "in a row": page_of("article", "<table><tr><td>{}</td><td>Menu</td></tr></table>"),
    "in a numbered item": page_of("article", "<ol><li>{}</li></ol>"),
    "in code": page_of("article", "<pre>{}</pre>"),
    "below something hidden": page_of("article", "<div hidden>{}</div>"),
    "an open comment": page_of("article") + "<!-- a",
    "the hidden part is the page": page_of("article").replace(
        "<article>", "<article><div hidden>" + BODY * 9 + "</div>"
    ),
    "only a scrap": page_of("article").replace(BODY, "<p>Een zin.</p>"),
    "less than half of the page": page_of("article", "{}" + BODY * 3),
}


def select_of(page: str) -> str:
    return "div.x" if "class=x" in page else "article"


@pytest.mark.parametrize("name", QUICK)
def test_only_what_is_selected_is_read(name: str, cleaner: Cleaner) -> None:
    page = QUICK[name]
    assert assert_same(cleaner, page, url_of(select_of(page)))
    with patch.object(html, "read_tree", side_effect=AssertionError("the whole page was read")):
        article = cleaner.clean(page, url_of(select_of(page)))
        assert SENTENCE in article.text
        assert article.headline == "De raad besluit over de haven"
        with pytest.raises(AssertionError):
            article.ledger  # noqa: B018


@pytest.mark.parametrize("name", LONG)
def test_the_whole_page_is_read_if_that_is_not_enough(name: str, cleaner: Cleaner) -> None:
    assert not is_quick(cleaner.clean(LONG[name], url_of("article")))


def test_a_text_only_pack_and_a_listing_take_the_long_way(tmp_path: Path) -> None:
    for more in ("listings: [/*]\n", "text_only: true\n", "limits: {max_drop: 0.9}\n"):
        text = PACK.format(name="s0", select="article", remove="aside").replace("rules:", f"{more}rules:")
        (tmp_path / "s0.yaml").write_text(text, encoding="utf-8")
        assert not is_quick(Cleaner(tmp_path).clean(page_of("article"), "https://s0.nl/a")), more


@pytest.mark.parametrize("case", [case for case in cases() if case.is_html], ids=lambda case: case.name)
def test_golden_pages(case: Any, cleaner: Cleaner) -> None:
    page = case.page.decode(errors="replace")
    for select in ("article", "main", "div"):
        assert_same(cleaner, page, url_of(select))
    if case.facts.url:
        assert_same(cleaner, page, case.facts.url)


def parts(containers: st.SearchStrategy[str], inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(containers, inner).map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0].partition(' ')[0]}>")


CONTAINERS = "article main section table tr td ul ol li aside h1 h2 blockquote p b span pre figure div"
containers = st.sampled_from((*CONTAINERS.split(), "div class=x", "div class=ad", "div hidden", "a href=/x"))
LEAVES = (BODY, HEADING, SENTENCE, "Sport", "<br>", "", "<p>Een zin.", "</div>", "<div>", "<!-- x -->", "&amp;")
nested = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: parts(containers, st.lists(inner, max_size=4).map("".join)),
    max_leaves=12,
)


@given(nested, st.sampled_from(SELECTORS))
def test_any_page(cleaner: Cleaner, page: str, select: str) -> None:
    assert_same(cleaner, f"{HEADING}{page}<article>{BODY}</article>", url_of(select))


def test_a_copy_has_the_ledger(cleaner: Cleaner) -> None:
    article = cleaner.clean(QUICK["a container"], url_of("article"))
    again = pickle.loads(pickle.dumps(article))  # noqa: S301
    assert (again.ledger, again.page_text, again.blocks) == (article.ledger, article.page_text, article.blocks)
    assert again == article


@pytest.mark.parametrize("limits", [Limits(depth=20), Limits(blocks=8), Limits(depth=20, blocks=8, cut=True)])
def test_limits_for_what_is_outside_of_the_selection(limits: Limits, cleaner: Cleaner) -> None:
    """It was not read, and so it could not go over a limit. The ledger has all of it."""
    page = "<p>Menu</p>" * 9 + page_of("article") + "<div>" * 30 + "Te diep."
    article = Cleaner(cleaner.packs, limits=limits).clean(page, url_of("article"))
    assert is_quick(article)
    assert [article.page_text[start:end] for start, end in article.ledger.kept] == article.text.split("\n\n")
    assert "Te diep." in article.page_text
    assert [block.text for block in article.blocks] == article.text.split("\n\n")
