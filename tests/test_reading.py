"""Bytes and text into blocks: which characters they are, and where lines begin."""

from __future__ import annotations

import codecs
import io
import random
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webencodings.labels import LABELS

from cleaner import InputError, UsageError
from cleaner.cli import main
from cleaner.page.page import TextPage
from cleaner.readers import Input, read_page
from cleaner.readers.decoding import _declared, decode
from cleaner.readers.detecting import is_html
from cleaner.readers.misreading import misread
from cleaner.readers.text import read_text

TEXT = "Het café in Genève: “ja”, zei Zoë — voor €5."

CYRILLIC = "Сегодня в городе прошёл сильный дождь."
RANDOM = random.Random(1)

DECODED = [
    ("UTF-8", TEXT.encode(), TEXT, None),
    ("UTF-8 with a mark", codecs.BOM_UTF8 + TEXT.encode(), "\ufeff" + TEXT, None),
    ("UTF-16", TEXT.encode("utf-16"), TEXT, None),
    ("UTF-16, the other order", codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), TEXT, None),
    ("UTF-32", TEXT.encode("utf-32"), TEXT, None),
    ("UTF-16 without a mark", TEXT.encode("utf-16-le"), TEXT, "no byte order mark; read as utf-16-le"),
    ("the same, the other order", TEXT.encode("utf-16-be"), TEXT, "no byte order mark; read as utf-16-be"),
    ("windows-1252", TEXT.encode("cp1252"), TEXT, "not UTF-8 (byte 7); read as windows-1252"),
    ("UTF-8, cut off", TEXT.encode() + b"\xc3", TEXT + "\ufffd", "not valid UTF-8 (byte 55): 1 letter lost"),
    ("UTF-8, as many bad letters as good", b"\xe9\xc3\xa9", "éÃ©", "not UTF-8 (byte 0); read as windows-1252"),
    ("UTF-8, fewer bad letters", b"\xe9\xc3\xa9\xc3\xa9", "\ufffdéé", "not valid UTF-8 (byte 0): 1 letter lost"),
    (
        "UTF-8, two bad letters, and one that is U+FFFD",
        "éééééé\ufffd".encode() + b"\xe9 \xe9 ",
        "éééééé\ufffd\ufffd \ufffd ",
        "not valid UTF-8 (byte 15): 2 letters lost",
    ),
    ("UTF-16, cut off", TEXT.encode("utf-16") + b"x", TEXT + "\ufffd", "not valid utf-16 (byte 90): 1 letter lost"),
    ("a NUL byte", b"a" * 99 + b"\0", "a" * 99 + " ", "1 NUL byte read as white space (the first is byte 99)"),
    ("nothing", b"", "", None),
    # short text in windows-1252, which statistics confuse with other character sets
    *((text, text.encode("cp1252"), text, "not UTF-8 (byte 0); read as windows-1252") for text in ("“Ja”", "é", "£5")),
    ("£ at the end", "5 £".encode("cp1252"), "5 £", "not UTF-8 (byte 2); read as windows-1252"),
    ("8 letters é", "é ".encode("cp1252") * 8, "é " * 8, "not UTF-8 (byte 0); read as windows-1252"),
    ("quotations", "“À” “É” “ö”".encode("cp1252"), "“À” “É” “ö”", "not UTF-8 (byte 0); read as windows-1252"),
    # enough text in another script, and enough of it
    ("9 letters", "Привет мир".encode("cp1251"), "Привет мир", "not UTF-8 (byte 0); read as cp1251"),
    (
        "8 letters",
        "Привет ми".encode("cp1251"),
        "Привет ми".encode("cp1251").decode("cp1252"),
        "not UTF-8 (byte 0); read as windows-1252",
    ),
    ("a few words of Russian", "Привет мир, как дела".encode("cp1251"), "Привет мир, как дела", "read as cp1251"),
    ("a few words of Japanese", "今日は雨です。".encode("cp932"), "今日は雨です。", "read as cp932"),
    ("a word of Korean", "안녕하세요".encode("euc-kr"), "안녕하세요", "read as cp949"),
    ("two words of Greek", "Ελλάδα και".encode("iso-8859-7"), "Ελλάδα και", "read as cp1253"),
    ("40 % of the letters", f"{CYRILLIC} {'x' * 48}".encode("cp1251"), f"{CYRILLIC} {'x' * 48}", "read as cp1251"),
    (
        "less than 40 % of the letters",
        f"{CYRILLIC} {'x' * 49}".encode("cp1251"),
        f"{CYRILLIC} {'x' * 49}".encode("cp1251").decode("cp1252", "replace"),
        "read as windows-1252",
    ),
    (
        "enough in the first 100,000 bytes",
        (f"{CYRILLIC} " * 2_600 + "x" * 200_000).encode("cp1251"),
        f"{CYRILLIC} " * 2_600 + "x" * 200_000,
        "not UTF-8 (byte 0); read as cp1251",
    ),
    (
        "enough in the second half of the first 100,000 bytes",
        ("x" * 50_000 + f"{CYRILLIC} " * 1_300 + "x" * 200_000).encode("cp1251"),
        "x" * 50_000 + f"{CYRILLIC} " * 1_300 + "x" * 200_000,
        "not UTF-8 (byte 50000); read as cp1251",
    ),
    (
        "enough only after the first 100,000 bytes",
        ("x" * 100_000 + CYRILLIC * 9_000).encode("cp1251"),
        ("x" * 100_000 + CYRILLIC * 9_000).encode("cp1251").decode("cp1252", "replace"),
        "not UTF-8 (byte 100000); read as windows-1252",
    ),
    ("KOI8-R", CYRILLIC.encode("koi8-r"), CYRILLIC, "not UTF-8 (byte 0); read as koi8_r"),
    # a character that begins an escape in seven-bit character sets
    ("an escape without a declaration", b"a\x1bb", "a\x1bb", None),
]


@pytest.mark.parametrize(("name", "data", "text", "warning"), DECODED, ids=[row[0] for row in DECODED])
def test_decode(name: str, data: bytes, text: str, warning: str | None) -> None:
    decoded, warnings = decode(data)
    assert decoded == text, name
    assert len(warnings) == (warning is not None)
    assert all(found.text.endswith(warning or "") for found in warnings)


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("x-cp1250", "cp1250"),
        ("X-SJIS", "cp932"),
        ("windows-31j", "cp932"),
        ("ks_c_5601-1989", "cp949"),
        ("iso88592", "iso8859_2"),
        ("iso-8859-1", "cp1252"),
        ("latin5", "cp1254"),
        ("gb_2312-80", "gb18030"),
        ("gbk", "gb18030"),
        ("Big5", "big5hkscs"),
        ("x-mac-cyrillic", "mac_cyrillic"),
        (" 'koi8-ru' ", "koi8_u"),
        ("cp850", "cp850"),  # known to Python, but not to browsers
        ("iso-2022-kr", "iso2022_kr"),
    ],
)
def test_a_label_has_the_same_meaning_as_in_browsers(label: str, codec: str) -> None:
    letters = bytes(range(0xA1, 0xFF)).decode(codec, "ignore") if codec != "iso2022_kr" else "다음"
    assert letters
    assert decode(b"<p>" + letters.encode(codec), charset=label) == (f"<p>{letters}", ())


def test_korean_in_seven_bits_is_not_binary() -> None:
    text = "안녕하세요 오늘 날씨가 좋습니다 " * 5  # each word is between two control characters, SO and SI
    assert decode(text.encode("iso2022_kr"), charset="iso-2022-kr") == (text, ())


def test_every_label_that_browsers_know_is_known() -> None:
    unknown = {label for label in LABELS if not list(_declared(b"", label)) and not label.startswith(("utf", "un"))}
    # labels of UTF-16, and labels that browsers refuse
    assert unknown - {"csunicode", "iso-10646-ucs-2", "ucs-2", "x-unicode20utf8"} == {
        "iso-2022-cn",
        "iso-2022-cn-ext",
        "replacement",
        "x-user-defined",
    }


@pytest.mark.parametrize(("before", "is_read"), [(16_384 - 22, True), (16_384 - 15, False)])
def test_a_declaration_must_be_near_the_start_of_the_page(before: int, is_read: bool) -> None:
    page = b"x" * before + b"<meta charset=latin2>" + "Łódź".encode("latin2")
    assert decode(page)[0].endswith("Łódź") == is_read


NOT_TEXT = [
    ("gzip", b"\x1f\x8b\x08", "this is gzip, not text; unpack or convert it first"),
    ("a zip archive", b"PK\x03\x04", "this is a zip archive, not text; unpack or convert it first"),
    ("a PDF", b"%PDF-1.7", "this is a PDF, not text; unpack or convert it first"),
    ("a PNG", b"\x89PNG\r\n", "this is a PNG, not text; unpack or convert it first"),
    ("a JPEG", b"\xff\xd8\xff", "this is a JPEG, not text; unpack or convert it first"),
    ("NUL bytes", b"a\0b\0\0c", "this is not text: it holds NUL bytes"),
    ("more than 1 % NUL bytes", b"a" * 98 + b"\0", "this is not text: it holds NUL bytes"),
    ("UTF-32 without a mark", TEXT.encode("utf-32-le"), "this is not text: it holds NUL bytes"),
    ("random bytes", RANDOM.randbytes(20_000), "this is binary data, not text: "),
    ("few random bytes", RANDOM.randbytes(200).replace(b"\0", b""), "this is binary data, not text: "),
    ("compressed text", zlib.compress(RANDOM.randbytes(99).hex().encode() * 9), "this is binary data, not text: "),
    ("5 control characters", b"\1" * 5 + b"a" * 44, "control characters in the first 49 bytes"),
    ("7 in 100", b"\1" * 7 + b"a" * 93, "this is binary data, not text: 7 control characters in the first 100 bytes"),
    ("many in the first 10,000", b"a" * 9_795 + b"\1" * 205, "205 control characters in the first 10,000 bytes"),
]


@pytest.mark.parametrize(("name", "data", "message"), NOT_TEXT, ids=[row[0] for row in NOT_TEXT])
@pytest.mark.parametrize("kind", ["auto", "text", "html"])
def test_what_is_not_text_is_refused(name: str, data: bytes, message: str, kind: Input) -> None:
    with pytest.raises(InputError) as caught:
        read_page(data, "https://nu.nl/x", kind)
    assert message in str(caught.value), name
    assert str(caught.value).startswith("https://nu.nl/x: ")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("4 control characters", b"\1" * 4 + b"a"),
        ("6 in 100", b"\1" * 6 + b"a" * 94),
        ("few in the first 10,000", b"a" * 9_796 + b"\1" * 204),
        ("many after the first 10,000", b"a" * 10_000 + b"\1" * 500),
        ("white space and page breaks", b"\t\n\v\f\r" * 9 + b"a"),
        ("the escapes of ISO-2022-JP", ("日a" * 9).encode("iso-2022-jp")),
        ("Cyrillic letters", (CYRILLIC * 9).encode("cp1251")),
        ("Japanese", ("今日、市内では激しい雨が降り" * 9).encode("cp932")),
        ("Chinese", ("今天市内下了大雨" * 9).encode("gb18030")),
        ("1 % NUL bytes", b"a" * 99 + b"\0"),
    ],
)
def test_text_is_not_binary(name: str, data: bytes) -> None:
    assert decode(data)[0], name


UTF16 = [
    ("70 % of the high bytes are NUL", "a" * 7 + "日" * 3, True),
    ("69 % of the high bytes are NUL", "a" * 69 + "日" * 31, False),
    ("60 % of all bytes are NUL", "a" * 8 + "\0" * 2, True),
    ("more than 60 % of all bytes are NUL", "a" * 79 + "\0" * 21, False),
    ("70 % in the first 2,000 bytes", "a" * 700 + "日" * 300 + "日" * 1_000, True),
    ("69 % in the first 2,000 bytes", "a" * 699 + "日" * 301 + "a" * 1_000, False),
]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(("name", "text", "is_utf16"), UTF16, ids=[row[0] for row in UTF16])
def test_utf16_without_a_mark(name: str, text: str, is_utf16: bool, encoding: str) -> None:
    data = text.encode(encoding)
    if is_utf16:
        assert decode(data)[0] == text, name
    else:
        with pytest.raises(InputError, match="it holds NUL bytes"):
            decode(data)


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
def test_html_is_recognised(page: str) -> None:
    assert is_html(page)
    assert read_page(page, kind="text").blocks
    assert isinstance(read_page(page, kind="text"), TextPage)


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
def test_text_that_mentions_tags_is_not_html(page: str) -> None:
    assert not is_html(page)
    assert len(read_page(page).blocks) == 1


@pytest.mark.parametrize(
    "page", ["<rss version='2.0'><channel>", "\ufeff<?xml version='1.0'?><feed>", "<!-- <p> --><urlset>", "<atom:feed>"]
)
def test_a_feed_is_not_a_page(page: str) -> None:
    kinds: tuple[Input, ...] = ("auto", "html")
    for kind in kinds:
        with pytest.raises(InputError, match="this is a feed or a sitemap"):
            read_page(page, kind=kind)
    assert read_page(page, kind="text").blocks


LINES = "De raad kwam bijeen.\n"


@pytest.mark.parametrize(
    ("name", "page", "expected"),
    [
        ("three breaks", "De raad<br>kwam<br>bijeen.<br>", True),
        ("two breaks", "De raad<br>kwam<br>bijeen.", False),
        ("breaks that end at 2,000 characters", "x" * 1_988 + "<br>" * 3, True),
        ("the third break ends beyond 2,000 characters", "x" * 1_989 + "<br>" * 3, False),
        ("a document that begins before 2,000 characters", LINES * 90 + "<html><p>a", True),
        ("a document that begins after 2,000 characters", LINES * 100 + "<html><p>a", False),
    ],
)
def test_where_html_begins(name: str, page: str, expected: bool) -> None:
    assert is_html(page) == expected, name


def test_an_input_that_does_not_exist() -> None:
    with pytest.raises(UsageError, match="unknown input 'pdf'"):
        read_page("a", kind="pdf")  # type: ignore[arg-type]  # what a caller without types may do


ROWS = "plaats;graden;wind\nGoes;12;3\nSluis;13;4\nVeere;12;4\nTholen;14;3\n"
WIDE_ROWS = "id;day;place;degrees;wind;source\n" + "".join(f"{n};2024-01-05;Goes;{n},5;3;KNMI\n" for n in range(50))
ARTICLE = "De raad kwam woensdag bijeen over de haven, en ging zonder besluit weer uiteen."
LINE = '{"url": "https://nu.nl/1", "html": "<p>De raad</p><p>kwam</p><p>bijeen.</p>"}\n'

DATA = [
    ("a JSON document", '{"headline": "De brug", "body": ["Een zin."]}', "JSON"),
    ("a list in JSON", '\ufeff\n[{"headline": "De brug"}]\n', "JSON"),
    ("JSON on many lines", '{\n  "headline": "De brug",\n  "body": "Een zin."\n}\n', "JSON"),
    ("JSON that holds HTML", '{"html": "<p>Een zin.</p><p>Nog een.</p><br>"}', "JSON"),
    ("JSON lines", LINE * 2, "JSON lines"),
    ("20 JSON lines, then something else", LINE * 20 + ARTICLE, "JSON lines"),
    ("JSON lines, cut off in a string", LINE + LINE[:40], "JSON lines"),
    ("JSON lines, cut off after a colon", LINE + '{"url":', "JSON lines"),
    ("JSON lines, cut off in a word", LINE + '{"url": fals', "JSON lines"),
    ("JSON lines, wrong in the last 6 characters", LINE + '{"url":x12345', "JSON lines"),
    ("JSON lines that are lists", '["Goes", 12]\n["Sluis", 13]\n', "JSON lines"),
    ("a JSON document, cut off in a string", '{"headline": "De brug", "body": "Een zin. Nog', "JSON"),
    ("a JSON document, cut off between fields", '{\n  "headline": "De brug",\n', "JSON"),
    ("a list in JSON, cut off", '[ {"headline": "De brug"}, {"head', "JSON"),
    ("CSV", ROWS.replace(";", ","), "a table with commas between its fields"),
    ("semicolons", ROWS, "a table with semicolons between its fields"),
    ("tabs", ROWS.replace(";", "\t"), "a table with tabs between its fields"),
    ("bars", ROWS.replace(";", "|"), "a table with bars between its fields"),
    ("blank lines", ROWS.replace("\n", "\n\n"), "a table with semicolons between its fields"),
    ("NUL characters", "x;y\0;z\n" * 6, "a table with semicolons between its fields"),
    ("a header and 50 rows, semicolons", WIDE_ROWS, "a table with semicolons between its fields"),
    (
        "a header and 50 rows, commas",
        WIDE_ROWS.replace(",", ".").replace(";", ","),
        "a table with commas between its fields",
    ),
    ("a header and 50 rows, tabs", WIDE_ROWS.replace(";", "\t"), "a table with tabs between its fields"),
    ("three fields in five rows", "x;y;z\n" * 5, "a table with semicolons between its fields"),
    ("decimal commas in fields", "Goes;wind 3,5 m/s;z\n" * 5, "a table with semicolons between its fields"),
    ("whole numbers", "12,3,4\n" * 5, "a table with commas between its fields"),
    (
        "fields that hold commas and line breaks",
        "id,day,text\n" + '1,2024-01-05,"De raad, de brug\nen de haven"\n' * 5,
        "a table with commas between its fields",
    ),
    ("one row in ten ends like a sentence", "x;y;z\n" * 9 + "x;y;z.\n", "a table with semicolons between its fields"),
    (
        "rows of six fields that end like sentences",
        "id,day,url,place,author,text\n" + f'1,2024-01-05,/1,Goes,Zoë,"{ARTICLE}\n{ARTICLE}"\n' * 5,
        "a table with commas between its fields",
    ),
    (
        "sentences after the first 20 rows",
        "x;y;z\n" * 20 + "x;y;z.\n" * 20,
        "a table with semicolons between its fields",
    ),
    ("sentences in the last of 20 rows", "x;y;z\n" * 18 + "x;y;z.\n" * 2, "a table with semicolons between its fields"),
    ("long rows", f"x;y;{'z' * 20_000}\n" * 5, "a table with semicolons between its fields"),
]

TO_JSONL = "write records to a .jsonl file, which `cleaner batch` and `cleaner search index` read"


@pytest.mark.parametrize(("name", "page", "message"), DATA, ids=[row[0] for row in DATA])
def test_data_is_refused(name: str, page: str, message: str) -> None:
    for form in (page, page.replace("\0", " ").encode()):
        with pytest.raises(InputError) as caught:
            read_page(form, "https://nu.nl/x")
        advice = "" if message == "JSON" else f"; {TO_JSONL}"
        assert str(caught.value) == f"https://nu.nl/x: this is {message}, not a page{advice}", name
    assert read_page(page, kind="text").blocks, "a caller who says that it is text is believed"


NOT_DATA = [
    ("an article that begins with JSON", f'{{"headline": "De brug"}}\n{ARTICLE}'),
    ("an article that begins with 19 JSON lines", LINE * 19 + ARTICLE),
    ("an article about JSON", f'{ARTICLE}\n{{"headline": "De brug"}}\n'),
    ("a quotation in brackets", f'["Ja", zei hij.]\n{ARTICLE}'),
    ("numbers of notes", "[1]\n[2]\n[3]\n"),
    ("JSON that is wrong before its end", f'{{"headline": "De brug"; "body": "{ARTICLE}"}}'),
    ("JSON lines, wrong before the last 6 characters", LINE + '{"url":x123456'),
    ("JSON, then a quotation that is not closed", '{"headline": "De brug"}\n"Ja, zei hij.'),
    ("JSON, then brackets", f'{{"headline": "De brug"}}\n[Goes] {ARTICLE}'),
    ("a quotation in brackets that is not closed", '["Ja, zei hij.'),
    ("empty JSON", "{}"),
    ("JSON nested too deep", "[" * 100_000),
    ("a number too long for JSON", f"[{'9' * 5_000}]"),
    ("a table in an article", f"Uitslagen\n{ROWS}{ARTICLE}"),
    ("a table with tabs in an article", f"Uitslagen\n{ARTICLE}\n" + ROWS.replace(";", "\t")),
    ("a table with a line below it", ROWS * 6 + ARTICLE),
    ("standings, and an article below them", "1\tAjax\t34\n" * 25 + f"{ARTICLE}\n" * 4),
    ("a menu of 20 lines, and an article below it", "Home|Nieuws\n" * 20 + f"{ARTICLE}\n" * 4),
    ("a menu of three columns, and an article below it", "Home|Nieuws|Sport\n" * 2_000 + ARTICLE),
    (
        "prices with decimal commas",
        "De AEX sloot woensdag 1,2 procent hoger.\n" + "Shell won 2,3 procent.\nING verloor 0,4 procent.\n" * 3,
    ),
    ("a decimal comma in each line", "Partij 1 krijgt 1,2 procent van de stemmen.\n" * 12),
    ("two decimal commas in each line", "Shell won 2,3 procent en ING 0,4 procent\n" * 6),
    ("two percentages in each line", "Shell won 2,3% en ING 0,4%\n" * 6),
    ("ingredients", "1,5 kilo aardappelen\n0,5 liter melk\n2,5 theelepel zout\n" * 2),
    ("Chinese with commas", "今天天气很好,我们去公园。\n" * 6),
    ("names without spaces", "Ajax,PSV,Feyenoord wonnen.\nGo Ahead,NAC,RKC speelden gelijk.\n" * 4),
    ("quotations without spaces", "Jan: 'ja',zei hij\nPiet: 'nee',zei zij\n" * 3),
    ("a live blog", "".join(f"12:0{n}\tDe raad kwam bijeen om over de haven te praten.\n" for n in range(9))),
    ("a live blog that names its writer", f"12:03\t{ARTICLE}\tZoë\n" * 9),
    ("sentences in more than two of 20 rows", "x;y;z\n" * 17 + "x;y;z.\n" * 3),
    ("two rows in ten end like sentences", "x;y;z\n" * 8 + "x;y;z.\n" * 2),
    ("two fields", "x;y\n" * 50),
    ("rows that end like sentences, of five fields", "v;w;x;y;z.\n" * 5),
    ("lines with many commas", "De raad, de brug, de haven, de dijk.\n" * 9),
    ("one comma in each line, at its end", "De raad,\nde brug,\nde haven,\nde dijk,\nde zee,\nhet land,\n"),
    ("four rows", "x;y;z\n" * 4),
    ("rows of different widths", ROWS + "Goes;12\n"),
    ("a menu", "Home|Nieuws|Sport\nDe brug is open\n" + ARTICLE),
    ("a row that differs far below the first", "x;y;z\n" * 20_000 + "x;y\n"),
    ("a line with as many commas far below", "x,y,z\n" * 50 + "De raad, de brug, de haven."),
    ("a field that is too long for the csv module", f"x;y;{'z' * 140_000}\n" * 5),
    ("HTML", "<p>a,b,c\n<p>d,e,f\n<p>g,h,i\n<p>j,k,l\n<p>m,n,o\n"),
]


@pytest.mark.parametrize(("name", "page"), NOT_DATA, ids=[row[0] for row in NOT_DATA])
def test_a_page_is_not_data(name: str, page: str) -> None:
    assert read_page(page).blocks, name


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("random bytes", RANDOM.randbytes(20_000), "this is binary data, not text"),
        ("JSON lines", LINE.encode() * 9, f"this is JSON lines, not a page; {TO_JSONL}"),
        ("CSV", ROWS.encode(), f"this is a table with semicolons between its fields, not a page; {TO_JSONL}"),
    ],
)
def test_commands_refuse_what_is_not_a_page(
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    data: bytes,
    message: str,
) -> None:
    file = tmp_path / "pages" / "x.html"
    file.parent.mkdir()
    file.write_bytes(data)
    for command in ([], ["explain"]):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        assert main(command) == 4, name
        assert message in capfd.readouterr().err
    main(["batch", str(file.parent), "--out", str(tmp_path / "out.jsonl")])
    assert not (tmp_path / "out.jsonl").read_text(encoding="utf-8")
    assert message in (tmp_path / "out.jsonl.failed.jsonl").read_text(encoding="utf-8")


FRENCH = "Le café de l’Élysée a déclaré, après Noël : « l’été est fini, et levé »."


@pytest.mark.parametrize(
    ("name", "text", "warned"),
    [
        ("UTF-8 as windows-1252", FRENCH.encode().decode("cp1252", "replace"), True),
        ("UTF-8 as ISO-8859-1", FRENCH.encode().decode("latin-1"), True),
        ("windows-1252 as UTF-8", FRENCH.encode("cp1252").decode(errors="replace"), True),
        ("windows-1252 as ASCII", FRENCH.encode("cp1252").decode("ascii", "replace"), True),
        ("English, which has only quotation marks", "It’s what they’re saying: don’t.".encode().decode("cp1252"), True),
        ("Russian", "Мост через канал закрыт".encode().decode("latin-1"), True),
        ("Greek", "Η γέφυρα είναι κλειστή".encode().decode("cp1252", "replace"), True),
        ("HTML", "<p>Het cafÃ© in BelgiÃ« heeft <b>geen cliÃ«nten</b>, zegt hij.</p>", True),
        ("French, read well", FRENCH * 9, False),
        ("Portuguese in capitals", "A NAÇÃO “NÃO” DISSE: “A EDUCAÇÃ” E A MAÇÃ… IRMÃ–IRMÃO. A MANHÃ™", False),
        ("German", "Er sagte „Spaß“, „Gruß“ und „Maß“. Und dann „süß“ – in großer Höhe über Österreich.", False),
        ("Danish and Spanish in capitals", "Å”, Ñ“, Ø– ESPAÑA, BLÅBÆR, SMÅ”, FRÅ–TIL, SPAÑ…", False),
        ("about character sets", "UTF-8 read as windows-1252 shows “é” as “Ã©”, “è” as “Ã¨” and ’ as “â€™”.", False),
        ("with words", "So “café” becomes “cafÃ©”, “naïve” “naÃ¯ve”, “Noël” “NoÃ«l”, and “crème” “crÃ¨me”.", False),
        ("one stray U+FFFD", "Het caf\ufffd is dicht.", False),
        ("a slip of the author", "The cafÃ© is closed, and so is the café.", False),
        ("two slips of the author", "The cafÃ© and the bistro, a rosÃ© in hand, are closed.", False),
        ("U+FFFD without a word", "\ufffd \ufffd \ufffd \ufffd are four of them.", False),
    ],
)
def test_text_that_was_misread(name: str, text: str, warned: bool) -> None:
    for page in (text, text.encode()):
        read = read_page(page)
        assert [warning.code for warning in read.warnings] == ["misread"] * warned, name
    assert [block.text for block in read_page(text, kind="text").blocks] == text.splitlines()


def test_lost_letters_have_one_warning() -> None:
    lost = "Caf\ufffd, th\ufffd en cr\ufffdme.".encode()
    assert [warning.code for warning in read_page(lost).warnings] == ["misread"]
    page = "Één café, thé, crème, privé, ménage".encode() + b" caf\xe9 th\xe9 cr\xe8me"
    assert [warning.code for warning in read_page(page).warnings] == ["letters-lost"]


@given(st.text(alphabet="aé’ÃÂâ€™©\ufffd \x80\x99"))
def test_a_warning_needs_wrong_letters(text: str) -> None:
    assert not misread(text, text.encode()) or sum(char in "ÃÂâ\ufffd" for char in text) >= 3
