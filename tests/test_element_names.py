"""Names of elements: which are made up by a program, and the selectors made of the others."""

from __future__ import annotations

import pytest
from lxml import etree

from cleaner.authoring.element_names import is_generated, selectors_of, short_path
from cleaner.verbs.select import Select
from cleaner.verbs.selecting import find

MADE_UP = """
Nav_root__HcZek WeOoK elementor-40714 GQW9n post-83127 menu-item-41161 eott5g61 css-1gdkn91 bdc-145pbpk-PillIconWrapper
styles_titleAndLink__eWq4V wp-image-18113 fl-node-5fc9bb6df31fd cheAF eXNUG ygKVe h-aKQ9d3 glfEG xprtlk
article-body__paragraph__2-BtD HeaderDek-emptdL sc-6dj55u-3
js-view-dom-id-05415a023f7e545cc40964bc53b4ae0ab5d2171e33ec59498a34254118be0ab0 e1dgggui1 kadence-column329_17eaa9-0a
dcr-jutxa8 dcr-ejxjr0 hjys8 ejxjr0 jutxa8 slrzex8 story-begx13 khwqg1 cImEEW10 sc-bnqabg css-fauwva sc-ezwvjx-0
sc-global-emnNdt1 BodyWrapper-kufPGa text__body_fixed__1I7Al
"""
WRITTEN = """
article-body article__body articleBody storyMainContent col-12 heading2 block-41 main_content td-pb-span6 h1 btn nyt-hdr
o-header__articleBar__action authInfo countrySelector misc-value BOX row-16x9 section2 wp-block-gallery-6 two-2col
category-it-leadership lead GA_Footer_menu MuiIconButton-colorInherit
html5 wpcf7 style1 layout2 skyscraper2 placeholderSlotRight3 HeaderV2 revSkip10 lijst2 prijzen3 schrijver1 object2
textbox4 index12 css-font-awesome sc-billboard-group css-grid scroll-top text__body_fixed Author-socialLinks
fwdSkip10
"""


@pytest.mark.parametrize("name", MADE_UP.split())
def test_names_that_programs_make_up(name: str) -> None:
    assert is_generated(name)


@pytest.mark.parametrize("name", WRITTEN.split())
def test_names_that_people_write(name: str) -> None:
    assert not is_generated(name)


@pytest.mark.parametrize("attribute", ['id="{}"', 'class="{}"', 'itemprop="{}"', 'data-testid="{}"'])
@pytest.mark.parametrize("name", ["css-1gdkn91", "md:pr-8", 'x"y', "12", "Ω", ""])
def test_names_that_are_made_up_or_need_an_escape_are_not_used(attribute: str, name: str) -> None:
    element = etree.HTML("<p>").find(".//p")
    element.set(attribute.partition("=")[0], name)
    assert not list(selectors_of(element))
    assert short_path(element) == "p"


def test_every_selector_and_path_matches_its_element() -> None:
    page = """<body class=site><main id=story-83127><div itemprop=articleBody><div class="Story_body__x1Yz3 b c">
    <p data-testid=lead>Een<p class="css-1gdkn91 intro">Twee<ul class=list><li>Drie"""
    root = etree.HTML(page)
    for element in root.iter():
        for selector in (*selectors_of(element), short_path(element)):
            assert element in find(Select(css=selector), root), selector


@pytest.mark.parametrize(
    ("name", "selector"),
    [
        ("Story_body__x1Yz3", '[class*="Story_body__"]'),
        ("text__body_fixed__1I7Al", '[class*="text__body_fixed__"]'),
        ("BodyWrapper-kufPGa", '[class*="BodyWrapper-"]'),
        ("BodyWrapper-wide", ".BodyWrapper-wide"),
        ("Container-bkChBi", None),  # one word says too little: it may be a part of many names
        ("sc-bnqabg", None),
        ("wide\u00a0", None),
        ('"wide "', ".wide"),
    ],
)
def test_the_part_of_a_class_that_stays(name: str, selector: str | None) -> None:
    element = etree.HTML(f"<p class={name}>").find(".//p")
    assert list(selectors_of(element)) == ([selector] if selector else [])


@pytest.mark.parametrize(
    ("page", "path"),
    [
        ("<div id=a><div id=b><p>", "div#b > p"),
        ("<p>", "p"),
        ("<body class=site>", "body.site"),
        ("<div><div><div><div><div><p class=x>", "div > div > div > p.x"),
        ("<article itemprop=articleBody class=x><p>", 'article[itemprop="articleBody"] > p'),
    ],
)
def test_paths(page: str, path: str) -> None:
    *_, innermost = etree.HTML(page).iter()
    assert short_path(innermost) == path
