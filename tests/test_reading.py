"""Bytes and text into blocks: what the letters are, and where the lines are."""

from __future__ import annotations

import codecs

import pytest

from cleaner import InputError, UsageError
from cleaner.page.page import TextPage
from cleaner.readers import Input, is_html, read
from cleaner.readers.decoding import decode
from cleaner.readers.text import read_text

TEXT = "Het café in Genève: “ja”, zei Zoë — voor €5."

DECODED = [
    (TEXT.encode(), TEXT, None),
    (codecs.BOM_UTF8 + TEXT.encode(), "\ufeff" + TEXT, None),
    (TEXT.encode("utf-16"), TEXT, None),
    (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), TEXT, None),
    (TEXT.encode("utf-32"), TEXT, None),
    (TEXT.encode("utf-16-le"), TEXT, "no byte order mark; read as utf-16-le"),
    (TEXT.encode("utf-16-be"), TEXT, "no byte order mark; read as utf-16-be"),
    (TEXT.encode("cp1252"), TEXT, "not UTF-8 (byte 7); read as windows-1252"),
    (TEXT.encode() + "é".encode()[:1], TEXT + "\ufffd", "not valid UTF-8 (byte 55): 1 letters are lost"),
    (TEXT.encode("utf-16") + b"x", TEXT + "\ufffd", "not valid utf-16 (byte 90): some letters are lost"),
    (b"", "", None),
]


@pytest.mark.parametrize(("data", "text", "warning"), DECODED)
def test_decode(data: bytes, text: str, warning: str | None) -> None:
    assert decode(data) == (text, (warning,) if warning else ())


@pytest.mark.parametrize(
    "data", [b"\x1f\x8b\x08", b"PK\x03\x04", b"%PDF-1.7", b"\x89PNG\r\n", b"\xff\xd8\xff", b"a\0b\0\0c"]
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^https://nu\.nl/x: at offset \d+: this is ") as caught:
        decode(data, "https://nu.nl/x")
    assert caught.value.offset is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n\n b \r\nc", [("a", 0), ("b", 4), ("c", 8)]),
        ("a\rb\vc\fd\u2028e\u2029f", [("a", 0), ("b", 2), ("c", 4), ("d", 6), ("e", 8), ("f", 10)]),
        ("a\u00a0b\u202fc\u2007d", [("a b c d", 0)]),
        ("\ufeff\u200ba\u200b \n\u200b", [("a", 2)]),
        ("a\x85b\x1cc", [("a\x85b\x1cc", 0)]),
        ("a  b", [("a  b", 0)]),
        ("a\ud800b", [("a\ufffdb", 0)]),
        ("👩\u200d🚀 ר", [("👩\u200d🚀 ר", 0)]),
        (" \n\t\n", []),
    ],
)
def test_lines(text: str, expected: list[tuple[str, int]]) -> None:
    page = read_text(text)
    assert [(block.text, block.start) for block in page.blocks] == expected
    assert all(block.end - block.start == len(block.text) for block in page.blocks)


@pytest.mark.parametrize(
    "page",
    [
        "<!doctype html><p>a",
        "\ufeff\n<HTML lang=nl><p>a",
        "<!-- a --> <!-- b -->\n<body>a</body>",
        "<?xml version='1.0'?>",
        "Warning: x() in /a.php on line 12\n<!DOCTYPE html>\n<html><p>a",
        "HTTP/1.1 200 OK\r\n\r\n<html><p>a",
        "\u200b\u00a0\f<p>a</p>",
        "Kop<br><br>Een zin.<br>Nog een.<br>",
        "<td>a</td>",
        "</div><p>a</p><p>b</p><p>c</p>",
        "<my-page>a</my-page>",
    ],
)
def test_html_is_told_from_text(page: str) -> None:
    assert is_html(page)
    assert read(page, kind="text").blocks
    assert isinstance(read(page, kind="text"), TextPage)


@pytest.mark.parametrize(
    "page",
    [
        "The tag <html> opens it.",
        "<3 html",
        "<!-- <html>",
        "<htmlx>",
        "a < b",
        "<!--" * 1000,
        "<script> is a word that editors fear.",
        "<Head> of Sales",
        "Use <br> to end a line, and <br> again.",
    ],
)
def test_text_is_told_from_html(page: str) -> None:
    assert not is_html(page)
    assert len(read(page).blocks) == 1


@pytest.mark.parametrize(
    "page", ["<rss version='2.0'><channel>", "\ufeff<?xml version='1.0'?><feed>", "<!-- <p> --><urlset>", "<atom:feed>"]
)
def test_a_feed_is_no_page(page: str) -> None:
    kinds: tuple[Input, ...] = ("auto", "html")
    for kind in kinds:
        with pytest.raises(InputError, match="this is a feed or a sitemap"):
            read(page, kind=kind)
    assert read(page, kind="text").blocks


def test_an_input_that_is_not() -> None:
    with pytest.raises(UsageError, match="no input 'pdf'"):
        read("a", kind="pdf")  # type: ignore[arg-type]  # what a caller without types may do
