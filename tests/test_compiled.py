"""The compiled parts of the reader do what the functions in Python do that are used where they are not built."""

from __future__ import annotations

import sys
from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml.cssselect import CSSSelector

from cleaner.chain import alignment
from cleaner.compiled import compiled_module
from cleaner.errors import LimitError
from cleaner.limits import DEFAULT, Limits
from cleaner.page import words
from cleaner.page.causes import builtin_cause
from cleaner.readers import elements, html, inspecting, loop, tags
from cleaner.readers.html import parse
from cleaner.readers.screen_readers import WORDS
from cleaner.readers.walking import Walk
from cleaner.verbs.naming import MAX_NAMES, MAX_TESTS, element_names

from .golden import cases
from .strategies import html_pages

compiled = compiled_module("readers._compiled")
compiled_words = compiled_module("page._words")
pytestmark = pytest.mark.skipif(compiled is None, reason="the compiled parts are not built")

REMOVED = builtin_cause("removed", "a pack removed it")
HTML = [case for case in cases() if case.is_html]
OPENED = "p div li ul ol table tr td th pre a b h1 h2 blockquote figcaption section svg br x-y"
CLOSED = "p div li ul ol table tr td pre a b svg blockquote section x-y"
PIECES = (
    *(f"<{tag}>" for tag in OPENED.split()),
    *(f"</{tag}>" for tag in CLOSED.split()),
    *("<p hidden>", '<div style="display: none">', '<b style="visibility:hidden">', '<p class="sr-only a">'),
    *("<td colspan=2>", "<td rowspan=2>", "<ol start=3 reversed>", "<noscript>", "</noscript>", "<title>", "</title>"),
    *(
        '<p class="x SR-Only">',
        '<p class="SR-ONLY">',
        '<p class="sr-oNly">',
        "<p class='a&amp;b sr-only'>",
        '<p style="clip: rect(0 0 0 0)">',
        "<math><mi>x</mi></math>",
    ),
    *(
        "<pre>1\n2",
        "<footer>",
        "<ruby>x<rt>y</rt></ruby>",
        "<script type='math/tex'>x</script>",
        "<embed x>",
        "<EMBED>",
    ),
    *("<p style>", '<p style="">', "<p class>"),
    *("<script>", "</script>", "</html>", "</HTML x>", "</h", "<", "\x08"),
    *("<link rel=canonical href=/x>", "<link rel=stylesheet>", "<meta name=a content=b>", "<base href=/y>", "<head>"),
    *("<!-- x -->", "<![CDATA[y]]>", "&#x200b;", "&shy;", "<embed>", "<a href=x>"),
    *("\xa0", " ", "\n\n", "één \xad zin", "A", "Een zin van de krant."),
)
odd_pages = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


def outcome(walk_tree: Callable[..., None], root: Any, limits: Limits, **options: Any) -> Any:
    """Return all that a walk says, or the limit that the page goes over."""
    removed = dict.fromkeys(list(root.iter())[5::9], REMOVED) if options.pop("removes", False) else {}
    walk = Walk(limits, removed)
    try:
        walk_tree(walk, root, **options)
    except LimitError as error:
        return error.reason
    return walk.lines, walk.blocks, walk.unshown, walk.hidden, walk.warnings


def assert_same(source: bytes) -> None:
    root, _ = parse(source)
    if root is None:
        return
    for limits in (DEFAULT, Limits(depth=4), Limits(depth=5, blocks=3, cut=True)):
        for removes in (False, True):
            both = [
                outcome(walk_tree, root, limits, removes=removes)
                for walk_tree in (loop.walk_tree_in_python, compiled.walk_tree)
            ]
            assert both[0] == both[1]
    for part in root.iter("section", "div", "td"):
        given = {"path": "/html[1]/body[1]", "number": 3, "in_link": True}
        assert outcome(loop.walk_tree_in_python, part, DEFAULT, **given) == outcome(
            compiled.walk_tree, part, DEFAULT, **given
        )
    seen, expected = inspecting.inspect(root), inspecting.inspect_in_python(root)
    assert seen.has_formulas >= expected.has_formulas
    assert seen[:3] + seen[4:7] == expected[:3] + expected[4:7]
    assert [element for element in seen.head if element.tag != "link"] == [
        element for element in expected.head if element.tag != "link"
    ]
    assert {element for element in expected.head if (element.get("rel") or "").lower() == "canonical"} <= {*seen.head}
    for most in (0, 8, 20.5, 40):
        in_python = elements.has_more_long_text_in_python(root, most, 8)
        assert compiled.has_more_long_text(root, most, 8) == in_python
    some = list(root.iter())[::3]
    assert compiled.in_order(some[::-1]) == elements.in_order_in_python(root, some[::-1]) == some
    assert [compiled.place_of(element) for element in some] == [elements.place_in_python(element) for element in some]
    assert compiled.survey(source) == html.survey_in_python(source)
    assert compiled.has_control(source) == any(control in source for control in html._CONTROLS)
    walk = Walk(DEFAULT, {})
    loop.walk_tree_in_python(walk, root)
    paths = [*(block.path for block in walk.blocks), "/html[1]/body[1]/p[99]/b[1]", "/nothing[1]"]
    assert compiled.elements_at(root, paths) == elements.elements_at_in_python(root, paths)


@pytest.mark.parametrize("case", HTML, ids=lambda case: case.name)
def test_golden_pages(case: Any) -> None:
    assert_same(case.page)


@given(odd_pages)
def test_odd_pages(page: str) -> None:
    assert_same(page.encode())


@given(html_pages)
@example("<p><A\x1f<p>")
@example("<p><A\uffff<p>")
def test_any_page(page: str) -> None:
    assert_same(page.encode(errors="replace"))


@pytest.mark.parametrize("depth", [62, 63, 64, 65, 200])
def test_deep_pages(depth: int) -> None:
    assert_same(b"<div>" * depth + b"Een zin." + b"</div>Nog een." * depth)


@pytest.mark.parametrize("word", [word.decode() for word in WORDS])
def test_words_of_classes_in_any_letter_case(word: str) -> None:
    written = (word, word.upper(), word[0] + word[1].upper() + word[2:], word.capitalize())
    others = (word[:-1], f"{word[0]} {word[1:]}")
    root, _ = parse("".join(f"<p class='x {each}'>" for each in (*written, *others)).encode())
    seen = compiled.inspect(root, WORDS, bool)
    assert [element.get("class") for element in seen[5]] == [f"x {each}" for each in written]


def test_more_tags_than_there_is_room_for() -> None:
    number = 1_100
    assert_same(b"".join(b"<x%d>Een<p>Twee</x%d>" % (each % number, each % number) for each in range(2 * number)))


@given(
    st.lists(st.sampled_from((b"<p a", b'="', b"'", b'"', b" ", b"  ", b">", b"<", b"/", b"=", b"x" * 50)), max_size=40)
)
def test_counting_attributes(pieces: list[bytes]) -> None:
    source = b"".join(pieces)
    for number in range(0, len(source), 5):
        assert tags.may_exceed(source, number) <= tags.may_exceed_in_python(source, number)


TEXTS = st.lists(st.text(st.sampled_from("ab  B"), max_size=40), max_size=8)
TEXT = st.text(st.one_of(st.sampled_from("aB_1 .-éÉ×ÞßΩωЯя\xad今\u0e00\u3000\ufeff"), st.characters()), max_size=60)


@given(TEXTS, st.integers(1, 6))
@example([], 4)
@example(["a b c a", "b c a b c"], 3)
def test_repeats(texts: list[str], length: int) -> None:
    assert compiled_words.repeats(texts, length) == alignment.repeats_in_python(texts, length)


@given(st.text(st.sampled_from("ab é語\n\xa0\x1c\u200b\u3000"), max_size=80), st.integers(1, 6))
@example("", 4)
@example("a b c a b c a b c", 3)
def test_counting_repeats(text: str, length: int) -> None:
    assert compiled_words.count_repeats(text, length) == alignment.count_repeats_in_python(text, length)


def test_repeats_of_many_words() -> None:
    texts = [" ".join(str(number * number % 1_009) for number in range(start, start + 200)) for start in range(100)]
    assert compiled_words.repeats(texts, 6) == alignment.repeats_in_python(texts, 6)


@given(TEXT)
def test_words(text: str) -> None:
    found = alignment.words_in_python(text)
    assert compiled_words.words_of(text) == found
    assert compiled_words.repeats([text], 1)[0] == [0, len(found)]
    assert compiled_words.count_words(text, words.CHARACTERS_PER_WORD) == words.count_in_python(text)


def test_every_character_is_counted_in_the_same_way() -> None:
    signs = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    counted = [compiled_words.count_words(f"a{sign}b", 1) for sign in signs]
    assert counted == [words.count_in_python(f"a{sign}b") for sign in signs]


def test_wrong_arguments_are_errors() -> None:
    calls: list[Callable[[], object]] = [
        lambda: compiled.inspect(None, (), bool),
        lambda: compiled.elements_at(None, []),
        lambda: compiled.has_more_long_text(None, 0, 8),
        lambda: compiled.place_of(None),
        lambda: compiled.in_order(["a"]),
        lambda: compiled.in_order([None]),
        lambda: compiled.walk_tree(Walk(DEFAULT, {}), None),
        lambda: compiled.survey(None),
        lambda: compiled.may_exceed("a", 1, 2, 3),
        lambda: compiled_words.words_of(None),
        lambda: compiled_words.repeats(None, 2),
        lambda: compiled_words.repeats([None], 2),
        lambda: compiled_words.count_repeats(None, 2),
        lambda: compiled_words.count_words(None, 2),
    ]
    for call in calls:
        with pytest.raises(TypeError):
            call()


NAMES = (
    *("*", "p", "x-y", ".x", "#main", "[hidden]", "[style='']", "[content=b]", "p.sr-only", "p[class='x SR-Only']"),
    *("aside, p, b", "P.x, .sr-only", "a[href=x], [href='/x'][rel=canonical]", ".a\\&b", ".é", "[class='a&b sr-only']"),
)


@given(odd_pages, st.sampled_from(NAMES))
@example("<p class='x&#13;a'><p class='xa&#13;'>", ".x")
@example("<p class=' x\ta '><p class='x\u00a0a'><p class='x\fa'><p class=xa>", ".x")
@example("<!-- x --><p class><p class=''><b style>", "[class], [style='']")
def test_named_elements(page: str, css: str) -> None:
    root, _ = parse(page.encode())
    if root is not None:
        assert compiled.find_named(root, element_names(css)) == CSSSelector(css, translator="html")(root)


@pytest.mark.parametrize(
    "css",
    [
        *("article > p", "ul li", "p:first-child", ":not(p)", "p::before", "[class~=x]", "[href^='/']", "p, ul li"),
        *("[a|b]", "a|b", ".\\1", "." + "x" * 3 + "\\a"),
        ", ".join(["p"] * (MAX_NAMES + 1)),
        "p" + ".x" * (MAX_TESTS + 1),
    ],
)
def test_selectors_that_are_more_than_names(css: str) -> None:
    assert element_names(css) is None


def test_no_more_names_are_looked_for_than_there_is_room_for() -> None:
    most = tuple([(b"p", ((b"class", b"x", True),) * MAX_TESTS)] * MAX_NAMES)
    root, _ = parse(b"<p class=x>")
    assert compiled.find_named(root, most) == [root[0][0]]
    for more in ((*most, (b"p", ())), ((b"p", ((b"class", None, False),) * (MAX_TESTS + 1)),)):
        with pytest.raises(ValueError, match="too many"):
            compiled.find_named(root, more)


def test_what_a_tag_means_is_not_taken_for_another_one() -> None:
    """The names of tags belong to a thread. When it ends, those of the next one may stand in their place."""
    often = ("p", "div", "b", "aside", "li", "h1", "pre", "table", "nav")
    both = []

    def read(number: int) -> None:
        one, other = often[number % 9], often[number // 9 % 9]
        root, _ = parse(f"<x{number}>Een</x{number}><{one}>Twee<{other}>Drie</{other}></{one}>Vier".encode())
        both.append([outcome(walk, root, DEFAULT) for walk in (loop.walk_tree_in_python, compiled.walk_tree)])

    for number in range(200):
        thread = Thread(target=read, args=(number,))
        thread.start()
        thread.join()
    assert [in_python for in_python, _ in both] == [in_c for _, in_c in both]
    assert len(both) == 200
