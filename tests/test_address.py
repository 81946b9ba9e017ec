"""Which URLs are addresses on the web, and which line the words of an address name as the headline."""

from __future__ import annotations

import pytest

from cleaner import Cleaner
from cleaner.page.address import headline_words, is_named_by, split_web
from cleaner.readers import read_page

# A URL, and the host that it names if it is an address on the web.
ADDRESSES = [
    ("https://krant.nl/a", "krant.nl"),
    ("HTTP://KRANT.NL", "krant.nl"),
    ("//krant.nl/a", "krant.nl"),
    ("krant.nl/a", "krant.nl"),
    ("krant.nl", "krant.nl"),
    ("krant.nl:443/a.html", "krant.nl"),
    ("http://localhost:8000/a", "localhost"),
    (f"krant.nl/{'a' * 8_183}", "krant.nl"),
    (f"krant.nl/{'a' * 8_184}", None),
    ("file:///home/jan/krant.nl/a.html", None),
    ("file://krant.nl/a", None),
    ("ftp://krant.nl/a", None),
    ("/home/jan/krant.nl/a.html", None),
    ("./krant.nl/a.html", None),
    ("../a.html", None),
    ("pages/krant.nl/a", None),
    ("a.html", None),
    ("page.TXT", None),
    ("C:\\pages\\krant.nl\\a.txt", None),
    ("C:/pages/a.txt", None),
    ("data:text/plain,a", None),
    ("https://[krant.nl/", None),
    ("https://", None),
    ("stdin", None),
    ("", None),
]


@pytest.mark.parametrize(("url", "host"), ADDRESSES)
def test_what_is_a_web_address(url: str, host: str | None) -> None:
    parts = split_web(url)
    assert (parts.hostname if parts else None) == host


@pytest.mark.parametrize(("url", "pack"), [("file:///tmp/page.txt", "zeelandnet"), ("https://krant.nl/a", None)])
def test_a_page_from_a_file_is_recognised_by_its_lines(cleaner: Cleaner, url: str, pack: str | None) -> None:
    text = "Omdat ZeelandNet ook DELTA webmail aanbiedt, vragen we je eenmalig je voorkeur op te geven."
    match = cleaner.packs.index.match(read_page(text, url=url))
    assert (match.pack if match else None) == pack


# A URL, and the words in it that name the headline.
NAMES = [
    ("https://krant.nl/nieuws/brug-weer-open", "brug weer open"),
    ("https://krant.nl/nieuws/Brug-weer-open/", "brug weer open"),
    ("https://krant.nl/nieuws/brug_weer_open.dhtml?a=b-c-d#e", "brug weer open"),
    ("https://krant.nl/nieuws/brug%20weer%20open%20na%20caf%C3%A9brand", "brug weer open na cafebrand"),
    ("https://krant.nl/artikel/2365019-brug-weer-open", "brug weer open"),
    ("https://krant.nl/brug-weer-open-a1567858", "brug weer open"),
    ("https://krant.nl/brug-weer-open~b8ae0d5f/", "brug weer open"),
    ("https://krant.nl/in-2017-22000-fietsers-meer", "in 2017 22000 fietsers meer"),
    ("https://krant.nl/in-2017-220000-fietsers-meer", "in 2017 fietsers meer"),
    ("https://krant.nl/brug-weer-open/6sqc75w", "brug weer open"),
    ("https://krant.nl/brug-weer-open/article-news-1821657.html", "brug weer open"),
    ("https://krant.nl/nieuws/het-weer", ""),
    ("https://krant.nl/2018/04/05/", ""),
    ("https://krant.nl/", ""),
    ("/home/jan/brug-weer-open.txt", ""),
]


@pytest.mark.parametrize(("url", "words"), NAMES)
def test_the_words_of_an_address(url: str, words: str) -> None:
    assert " ".join(headline_words(url)) == words


STORM = "brug weer open na zware storm"

# The words of an address, a line, and whether they name it.
NAMED = [
    (STORM, "Brug weer open na zware storm", True),
    (STORM, "'Brug weer open', na zware storm", True),
    (STORM, "BRUG WEER OPEN NA ZWARE STORM?", True),
    (STORM, "Brug weer open na zware storm.", False),
    (STORM, "De brug is na de zware storm weer open voor verkeer", False),
    (STORM, "Na zware storm", False),
    (STORM, "De brug weer helemaal open na de storm", True),
    (STORM, "Het weer", False),
    ("oekraine foto s van coordinator geeist", "Oekraïne: foto's van coördinator geëist", True),
    ("brug weer open na", "Brug weer open na storm die de hele dag duurde", False),
    ("brug weer open na zw", "Brug weer open na zware storm die de hele dag over het eiland trok", True),
    ("brug weer open na zw", "Brug weer open na lichte storm die de hele dag over het eiland trok", False),
    (STORM, "Zeeland haalt opgelucht adem, nu de wind is gaan liggen LIVE Brug weer open na zware storm", True),
    ("brug weer open nu", "Zeeland haalt opgelucht adem, en ook de wind is gaan liggen Brug weer open nu", False),
    ("haven met gezag", "HAVEN MET GEZAG", True),
    ("haven met gezag", "Haven met water", False),
    ("a b c d e f g h i j", "a b c d e f g", True),
    ("a b c d e f g h i j", "a b c d e f x x", False),
    (STORM, f"{'a' * 270} Brug weer open na zware storm", True),
    (STORM, f"{'a' * 271} Brug weer open na zware storm", False),
    ("", "Brug weer open na zware storm", False),
]


@pytest.mark.parametrize(("words", "line", "expected"), NAMED)
def test_the_named_headline(words: str, line: str, expected: bool) -> None:
    assert is_named_by(words.split(), line) == expected
