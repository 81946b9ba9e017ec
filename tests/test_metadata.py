"""What the head of a page and its JSON-LD say about the article, and which texts are names."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from cleaner import Cleaner
from cleaner.output.row import to_dict
from cleaner.page.names import names_in
from cleaner.page.page import HtmlPage, Metadata
from cleaner.readers import read_page

URL = "https://krant.example/nieuws/1"
BODY = "<article>" + "<p>De raad kwam woensdag bijeen over de haven en de brug, en sprak tot laat." * 4 + "</article>"


def json_ld(**values: object) -> str:
    return f"<script type=application/ld+json>{json.dumps({'@type': 'NewsArticle', **values})}</script>"


def graph(*nodes: object) -> str:
    return f"<script type=application/ld+json>{json.dumps({'@graph': nodes})}</script>"


def read(head: str, url: str | None = URL) -> Metadata:
    page = read_page(f"<head>{head}</head>{BODY}", url, kind="html")
    assert isinstance(page, HtmlPage)
    return page.metadata


def meta(name: str, *contents: str) -> str:
    return "".join(f'<meta name="{name}" content="{content}">' for content in contents)


PERSON = {"@id": "#lena", "@type": "Person", "name": "Lena de Vries"}
AUTHORS = [
    ("a string", json_ld(author="Lena de Vries"), ("Lena de Vries",)),
    ("an object", json_ld(author={"name": "Lena de Vries"}), ("Lena de Vries",)),
    ("a login", json_ld(author="admin"), ()),
    (
        "a reference to a node in the graph",
        graph({"@type": "Article", "author": {"@id": "#lena"}}, PERSON),
        ("Lena de Vries",),
    ),
    (
        "references in a list, with a type",
        graph(PERSON, {"@type": "Article", "author": [{"@id": "#lena", "@type": "Person"}, {"name": "Bo Juhl"}]}),
        ("Lena de Vries", "Bo Juhl"),
    ),
    (
        "a reference to a node inside another one",
        graph({"@type": "WebPage", "author": PERSON}, {"@type": "Article", "author": {"@id": "#lena"}}),
        ("Lena de Vries",),
    ),
    ("a reference to nothing", graph({"@type": "Article", "author": {"@id": "#bo"}}, PERSON), ()),
    ("a reference to itself", graph({"@id": "#a", "@type": "Article", "author": {"@id": "#a"}}), ()),
    ("a reference that is not text", graph({"@type": "Article", "author": {"@id": ["#lena"]}}, PERSON), ()),
    ("author", meta("author", "Lena de Vries"), ("Lena de Vries",)),
    ("author with two names", meta("author", "Lena de Vries, Bo Juhl"), ("Lena de Vries", "Bo Juhl")),
    ("author after a word", meta("author", "Door Lena de Vries"), ("Lena de Vries",)),
    ("a desk", meta("author", "Redactie Politiek"), ("Redactie Politiek",)),
    ("a desk and a person", meta("author", "Redactie Politiek") + meta("dc.creator", "Bo Juhl"), ("Bo Juhl",)),
    ("author, a login", meta("author", "kvries"), ()),
    ("author, the site", meta("author", "De Krant") + meta("og:site_name", "De Krant"), ()),
    ("author, the section", meta("author", "Groot Goes") + meta("article:section", "Groot Goes"), ()),
    ("author, an address", meta("author", "De Krant https://krant.example"), ()),
    ("citation_author", meta("citation_author", "Lena de Vries", "Bo Juhl"), ("Lena de Vries", "Bo Juhl")),
    ("citation_author, family name first", meta("citation_author", "De Vries, Lena"), ("Lena De Vries",)),
    ("DC.creator", meta("DC.creator", "Lena de Vries"), ("Lena de Vries",)),
    ("DC.creator, an organisation", meta("DC.creator", "Krant Media"), ()),
    ("JSON-LD first", meta("author", "Bo Juhl") + json_ld(author="Lena de Vries"), ("Lena de Vries",)),
]
IMAGES = [
    ("none", "", URL, None),
    ("og:image", meta("og:image", "https://x.example/a.jpg"), URL, "https://x.example/a.jpg"),
    ("twitter:image", meta("twitter:image", "https://x.example/a.jpg"), URL, "https://x.example/a.jpg"),
    ("relative", meta("og:image", "/a.jpg"), URL, "https://krant.example/a.jpg"),
    ("relative, without a URL", meta("og:image", "/a.jpg"), None, None),
    (
        "relative to the base",
        f"<base href=/beeld/>{meta('og:image', 'a.jpg')}",
        URL,
        "https://krant.example/beeld/a.jpg",
    ),
    ("data", meta("og:image", "data:image/png;base64,AAAA"), URL, None),
    ("a script", meta("og:image", "javascript:x()"), URL, None),
    ("no host", meta("og:image", "https:///a.jpg"), None, None),
    (
        "a bad one and a good one",
        meta("og:image", "https://[") + meta("twitter:image", "/b.jpg"),
        URL,
        "https://krant.example/b.jpg",
    ),
    ("JSON-LD first", meta("og:image", "/a.jpg") + json_ld(image="/b.jpg"), URL, "https://krant.example/b.jpg"),
    (
        "JSON-LD, an object",
        json_ld(image={"@type": "ImageObject", "url": "/b.jpg"}),
        URL,
        "https://krant.example/b.jpg",
    ),
    ("JSON-LD, a list", json_ld(image=["/b.jpg", "/c.jpg"]), URL, "https://krant.example/b.jpg"),
    ("JSON-LD, not an image", json_ld(image=[7, {"url": 8}]), URL, None),
    (
        "JSON-LD, a reference",
        graph({"@type": "Article", "image": {"@id": "#i"}}, {"@id": "#i", "contentUrl": "/b.jpg"}),
        URL,
        "https://krant.example/b.jpg",
    ),
]
KEYWORDS = [
    ("none", "", ()),
    ("keywords", meta("keywords", "haven, brug ,, haven"), ("haven", "brug")),
    ("news_keywords first", meta("keywords", "haven") + meta("news_keywords", "brug"), ("brug",)),
    ("article:tag, several", meta("article:tag", "de haven, de kade", "brug"), ("de haven, de kade", "brug")),
    ("JSON-LD, a string", json_ld(keywords="haven,brug"), ("haven", "brug")),
    ("JSON-LD, a list", json_ld(keywords=["haven", {"@type": "DefinedTerm", "name": "brug"}, 7]), ("haven", "brug")),
    ("JSON-LD, empty", json_ld(keywords=[]) + meta("keywords", "haven"), ("haven",)),
]
NAMES = [
    ("two names and a role", "Jane Doe and Jan de Vries, Political Editor", ("Jane Doe", "Jan de Vries")),
    ("a name with initials", "A.J. de Vries", ("A.J. de Vries",)),
    ("an initial without a full stop", "Mary Ann E Smith", ("Mary Ann E Smith",)),
    ("Spanish", "Ana Ruiz y Luis Gil", ("Ana Ruiz", "Luis Gil")),
    ("a name with an apostrophe", "Rory O’Sullivan", ("Rory O’Sullivan",)),
    ("a name like a common word", "April Weber", ("April Weber",)),
    ("Chinese", "李小明", ("李小明",)),
    ("capital letters", "JANE DOE", ("JANE DOE",)),
    ("5 words", "Jan Piet Klaas van Dijk", ("Jan Piet Klaas van Dijk",)),
    ("6 words", "Jan Piet Klaas Henk van Dijk", ()),
    ("one word", "Jane", ()),
    ("a sentence", "Jane Doe went home", ()),
    ("a site", "jane.doe@krant.example", ()),
    ("a name after 900 characters", f"{'Jane Doe, ' * 90}Bo Juhl", ("Jane Doe",) * 90 + ("Bo Juhl",)),
    ("a name after 1,100 characters", f"{'Jane Doe, ' * 110}Bo Juhl", ("Jane Doe",) * 100),
]


@pytest.mark.parametrize(("head", "expected"), [row[1:] for row in AUTHORS], ids=[row[0] for row in AUTHORS])
def test_authors(head: str, expected: tuple[str, ...]) -> None:
    assert read(head).authors == expected


@pytest.mark.parametrize(("head", "url", "expected"), [row[1:] for row in IMAGES], ids=[row[0] for row in IMAGES])
def test_main_image(head: str, url: str | None, expected: str | None) -> None:
    assert read(head, url).image == expected


@pytest.mark.parametrize(("head", "expected"), [row[1:] for row in KEYWORDS], ids=[row[0] for row in KEYWORDS])
def test_keywords(head: str, expected: tuple[str, ...]) -> None:
    assert read(head).keywords == expected


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in NAMES], ids=[row[0] for row in NAMES])
def test_names(text: str, expected: tuple[str, ...]) -> None:
    assert names_in(text) == expected


def name_lists() -> Iterator[bool]:
    """Yield for each text whether its names are found."""
    return (names_in(text) == expected for _, text, expected in NAMES)


TITLES = [
    ("behind a dash", "De kop - De Krant", "De kop"),
    ("before a bar", "De Krant | De kop", "De kop"),
    ("in other letters", "De kop | DE KRANT", "De kop"),
    ("at both ends", "De Krant: x - De Krant", "De Krant: x"),
    ("before and behind", "De Krant · De kop · De Krant", "De kop"),
    ("behind two marks", "De kop | – De Krant", "De kop |"),
    ("in the middle", "De kop - De Krant - Sport", "De kop - De Krant - Sport"),
    ("without spaces around the mark", "De kop-De Krant", "De kop-De Krant"),
    ("a part of the last words", "De kop - Bij De Krant", "De kop - Bij De Krant"),
    ("nothing else", "De Krant", "De Krant"),
]


@pytest.mark.parametrize(("title", "expected"), [row[1:] for row in TITLES], ids=[row[0] for row in TITLES])
def test_the_name_of_the_site_is_cut_off_a_title(title: str, expected: str) -> None:
    assert read(meta("og:title", title) + meta("og:site_name", "De Krant")).headlines == (expected,)


HEAD = (
    meta("og:description", "De raad besloot.")
    + meta("og:site_name", "De Krant")
    + meta("og:image", "/haven.jpg")
    + meta("keywords", "haven, brug")
)


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        (
            "an article",
            BODY,
            [
                "De raad besloot.",
                {"url": "https://krant.example/haven.jpg"},
                ["haven", "brug"],
                "De Krant",
            ],
        ),
        ("no article", "<p>Menu", [None, None, [], None]),
    ],
)
def test_the_fields_of_an_article(name: str, body: str, expected: list[object]) -> None:
    row = to_dict(Cleaner().clean(f"<head>{HEAD}</head>{body}", URL))
    assert [row[key] for key in ("description", "mainImage", "keywords", "siteName")] == expected, name


@pytest.mark.parametrize(
    ("title", "site", "expected"),
    [
        ("De kop - Krant", "Krant", "De kop"),
        ("De kop · krant", "Krant", "De kop"),
        ("KRANT: De kop", "Krant", "KRANT: De kop"),
        ("Krant | De kop | Krant", "Krant", "De kop"),
        ("Krant | Krant", "Krant", "Krant"),
        ("De kop - Krant", "C++ (.*)", "De kop - Krant"),
        ("De kop - C++ (.*)", "C++ (.*)", "De kop"),
        ("De kop van de Krant", "Krant", "De kop van de Krant"),
        ("De kop -Krant", "Krant", "De kop -Krant"),
        ("De kop - Krant", "", "De kop - Krant"),
        ("Krant", "Krant", "Krant"),
        ("De kop - İstanbul", "İstanbul", "De kop"),
    ],
)
def test_the_name_of_the_site_is_cut_off(title: str, site: str, expected: str) -> None:
    assert read(meta("og:title", title) + meta("og:site_name", site)).headlines[0] == expected
