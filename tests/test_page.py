"""What a page is made of: words, blocks, sentences, and the shape of blocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, clean
from cleaner.page.blocks import Block
from cleaner.page.dates import valid_date
from cleaner.page.lines import LINE_WORK, Lines
from cleaner.page.patterns import Pattern, PatternSet
from cleaner.page.sentences import ends_sentence, ends_statement, is_sentence
from cleaner.page.shapes import container_paths, is_running_text, running_text
from cleaner.page.words import count_words, plural, total_words
from cleaner.readers import read_page

from .golden import cases

WORDS = [
    ("empty", "", 0),
    ("a sentence", "De raad kwam woensdag bijeen.", 5),
    ("a Dutch compound", "Gebruikersvoorwaarden", 1),
    ("a German compound with accents", "Barrierefreiheitserklärung", 1),
    ("a URL", "https://www.nu.nl/algemeen/6180000/kabinet.html", 1),
    ("a line of compounds", "Nieuwsbriefinschrijving Gebruikersvoorwaarden", 2),
    ("curly quotes and dashes", "“Zoë” – zei hij", 4),
    ("Greek, which has spaces", "Ο δήμαρχος είπε", 3),
    ("Korean, which has spaces", "오늘 시내에 폭우가 내려", 4),
    ("Chinese", "今天市内下了大雨", 4),
    ("Chinese, an odd number of characters", "今天市内下大雨", 4),
    ("one ideograph", "中", 1),
    ("an ideograph beyond the basic plane", "𠀋𠀋", 1),
    ("Japanese kana", "これはテストです", 4),
    ("half-width kana", "ｶﾅｶﾅ", 2),
    ("Thai", "วันนี้มีฝน", 5),
    ("Lao", "ມື້ນີ້", 3),
    ("Burmese", "မိုးရွာ", 4),
    ("Khmer", "ភ្លៀង", 3),
    ("Chinese among Latin words", "Het woord 天气 betekent weer", 5),
    ("Latin words among Japanese", "NHKが報じた", 3),
]


@pytest.mark.parametrize(("name", "text", "words"), WORDS, ids=[row[0] for row in WORDS])
def test_words(name: str, text: str, words: int) -> None:
    assert count_words(text) == words, name


@pytest.mark.parametrize(
    ("page", "found"), [("Nieuwsbriefinschrijving", False), ("De raad van Goes komt bijeen.", True)]
)
def test_one_long_word_is_not_an_article(page: str, found: bool) -> None:
    assert clean(page).found == found


def test_the_words_of_a_page() -> None:
    assert total_words((Block("Een zin.", 0, 8), Block("今天", 9, 11))) == 3
    assert not total_words(())


@pytest.mark.parametrize(("number", "expected"), [(0, "0 pages"), (1, "1 page"), (2, "2 pages"), (1200, "1,200 pages")])
def test_plural(number: int, expected: str) -> None:
    assert plural(number, "page") == expected


LINKS = [
    ("no link", "Een kop", 0, False),
    ("all of it", "Een kop", 7, True),
    ("all but two characters", "Een kop »", 7, True),
    ("all but three characters", "Een kop »»", 7, False),
    ("all but a tenth", "x" * 40, 36, True),
    ("all but more than a tenth", "x" * 40, 35, False),
    ("two characters without a link", "ja", 0, False),
]


@pytest.mark.parametrize(("name", "text", "linked", "expected"), LINKS, ids=[row[0] for row in LINKS])
def test_a_block_that_is_a_link(name: str, text: str, linked: int, expected: bool) -> None:
    assert Block(text, 0, len(text), linked=linked).is_link == expected, name


def test_part_of_a_row_has_no_cells() -> None:
    row = Block("Goes | 12", 0, 9, "table row", cells=("Goes", "12"))
    whole, part = row.part(0), row.part(7)
    assert whole == row
    assert part
    assert (part.text, part.cells) == ("12", ())


def test_part_of_an_item_keeps_its_number() -> None:
    part = Block("NIEUW De brug", 0, 13, "list item", number=3).part(6)
    assert part
    assert (part.text, part.number) == ("De brug", 3)


def text_of(length: int, end: str = ".") -> str:
    return "x" * (length - len(end)) + end


SENTENCES = [
    ("a full stop", "De brug is open.", True, True),
    ("a stop inside quotation marks", '"Dat is niet waar."', True, True),
    ("an exclamation mark", "Kijk uit!", True, True),
    ("an ellipsis", "En toen…", True, True),
    ("a Chinese stop", "今天下雨。", True, True),
    ("a question", "Hoe zit dat?", False, True),
    ("an Arabic question", "كيف؟", False, True),
    ("no stop", "Militair pact", False, False),
    ("a colon", "Hij zei:", False, False),
    ("only quotation marks", '""', False, False),
]


@pytest.mark.parametrize(("name", "text", "statement", "sentence"), SENTENCES, ids=[row[0] for row in SENTENCES])
def test_the_end_of_a_sentence(name: str, text: str, statement: bool, sentence: bool) -> None:
    assert ends_statement(text) == statement, name
    assert ends_sentence(text) == sentence, name


@pytest.mark.parametrize(("length", "end", "expected"), [(39, ".", False), (40, ".", True), (40, "", False)])
def test_a_sentence_has_a_length(length: int, end: str, expected: bool) -> None:
    assert is_sentence(text_of(length, end)) == expected


RUNNING = [
    ("eight words and a stop", Block("De raad kwam woensdag bijeen in de haven.", 0, 41), True),
    ("seven words and a stop", Block("De raad kwam woensdag bijeen in Goes.", 0, 37), False),
    ("eight words without a stop", Block("De raad kwam woensdag bijeen in de haven", 0, 40), False),
    ("a caption", Block("De raad kwam woensdag bijeen in de haven.", 0, 41, "caption"), False),
    ("29 % of it linked", Block("De raad kwam woensdag bijeen in de haven.", 0, 41, linked=12), True),
    ("31 % of it linked", Block("De raad kwam woensdag bijeen in de haven.", 0, 41, linked=13), False),
]


@pytest.mark.parametrize(("name", "block", "expected"), RUNNING, ids=[row[0] for row in RUNNING])
def test_running_text(name: str, block: Block, expected: bool) -> None:
    assert is_running_text(block) == expected, name


def test_running_text_in_an_aside_counts_only_if_there_is_no_other() -> None:
    text = "De raad kwam woensdag bijeen in de haven."
    body = Block(text, 0, 41, path="/html[1]/body[1]/div[1]/p[1]")
    aside = Block(text, 42, 83, path="/html[1]/body[1]/aside[1]/p[1]")
    assert running_text((body, aside)) == running_text((aside,)) == len(text)


CONTAINERS = [
    ("an item of a list", ["/html[1]/div[2]/ul[1]/li[3]/p[1]"], ["/html[1]/div[2]"]),
    ("a div with one line", ["/html[1]/div[1]"], ["/html[1]"]),
    ("a div with two lines", ["/html[1]/div[1]", "/html[1]/div[1]"], ["/html[1]/div[1]"] * 2),
    ("a div with a paragraph", ["/html[1]/div[1]", "/html[1]/div[1]/p[1]"], ["/html[1]/div[1]"] * 2),
    ("no element", [""], [""]),
]


@pytest.mark.parametrize(("name", "paths", "expected"), CONTAINERS, ids=[row[0] for row in CONTAINERS])
def test_the_container_of_a_block(name: str, paths: list[str], expected: list[str]) -> None:
    assert container_paths([Block("x", n, n + 1, path=path) for n, path in enumerate(paths)]) == expected, name


DATES = [
    ("a day", "2024-02-29", "2024-02-29"),
    ("a day that does not exist", "2023-02-29", None),
    ("a month that does not exist", "2024-99-99", None),
    ("zeros", "0000-00-00", None),
    ("no day", "2024-02", None),
    ("words", "yesterday", None),
    ("a day, and words", "2024-02-29 and more", None),
    ("white space around it", " 2024-02-29\n", "2024-02-29"),
    ("a time", "2024-02-29T23:59", "2024-02-29T23:59"),
    ("a time after a space", "2024-02-29 15:34:11", "2024-02-29 15:34:11"),
    ("UTC", "2024-02-29T08:00Z", "2024-02-29T08:00Z"),
    ("an offset", "2024-02-29T08:00:00-05:00", "2024-02-29T08:00:00-05:00"),
    ("an offset without a colon", "2024-02-29T08:00:00+0100", "2024-02-29T08:00:00+0100"),
    ("fractions of a second", "2024-02-29T08:00:00.123456789Z", "2024-02-29T08:00:00.123456789Z"),
    ("a leap second", "2016-12-31T23:59:60Z", "2016-12-31T23:59:60Z"),
    ("an hour that does not exist", "2024-02-29T24:00", "2024-02-29"),
    ("a minute that does not exist", "2024-02-29T08:60", "2024-02-29"),
    ("a second that does not exist", "2024-02-29T08:00:61", "2024-02-29"),
    ("an offset that does not exist", "2024-02-29T08:00+15:00", "2024-02-29"),
    ("the name of a zone", "2024-02-29T08:00+01:00[Europe/Amsterdam]", "2024-02-29"),
    ("an offset after a space", "2024-02-29T08:00:00 +01:00", "2024-02-29"),
    ("the abbreviation of a zone", "2024-02-29 08:00 CET", "2024-02-29"),
    ("an hour of one digit", "2024-02-29T8:05", "2024-02-29"),
    ("a day and UTC", "2024-02-29Z", "2024-02-29"),
    ("a day and an offset", "2024-02-29+01:00", "2024-02-29"),
    ("a day and another day", "2024-02-29 2024-03-01", None),
    ("a day and a letter", "2024-02-29x", None),
    ("a day that does not exist, and a bad time", "2023-02-29T8:05", None),
    ("digits of another script", "２０２４-02-29", None),
]


@pytest.mark.parametrize(("name", "value", "expected"), DATES, ids=[row[0] for row in DATES])
def test_a_date_exists(name: str, value: str, expected: str | None) -> None:
    assert valid_date(value) == expected, name


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (".*Foto", True),
        ("[^.!?]+ Foto", True),
        (".{0,160}Foto", True),
        (r"\S+ Foto", True),
        ("Foto: .+", True),
        (r"Foto\.+", False),
        ("[^.!?] Foto", False),
        (".{0,5}Foto", False),
        (r"\d+ foto's", False),
    ],
)
def test_whether_a_pattern_is_broad(source: str, expected: bool) -> None:
    assert Pattern(source, whole=True).is_broad == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Foto: .+", True),
        ("Foto: [^()]+", True),
        (r"(?:Foto: (?:\d+|.+)?)", True),
        ("Foto: .+ [0-9]", False),
        ("(?:Foto: .+|Beeld)", False),
        (".*Foto: .+", False),
        (r"Foto\.+", False),
    ],
)
def test_whether_a_pattern_is_broad_only_at_its_end(source: str, *, expected: bool) -> None:
    assert Pattern(source, whole=True).is_open_ended == expected


@pytest.mark.parametrize(("number", "in_set"), [(10, True), (1_000, False)], ids=["few patterns", "many patterns"])
def test_open_ended_patterns_of_users_are_in_the_set_if_they_are_few(number: int, *, in_set: bool) -> None:
    patterns = [of_a_user(f"Woord{place} .*", whole=True) for place in range(number)]
    assert PatternSet(patterns).broad == (set() if in_set else set(patterns))


def test_without_a_set_there_is_no_table() -> None:
    pattern = Pattern("zin", whole=True)
    together = PatternSet([pattern])
    vars(together)["_line_set"] = None  # RE2 refused it
    assert together.table(["zin"], [b"zin"]) is None
    assert Lines((Block("zin", 0, 3),), together).numbers(pattern) == [0]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (r"\pL+ foto.*haven", "Mooie foto van de haven"),
        (r"[^\pL]+ [\p{Lu}\d]+ foto.*haven", "- VIJF foto van de haven"),
        (r"\p{Ll}.* foto", "één foto"),
        (r"(?i:\p{Lu}).* foto", "één foto"),
        (r".*\\pL foto", r"de klasse \pL foto"),
        (r".*\Q\pL\E foto", r"de klasse \pL foto"),
    ],
)
def test_a_filter_knows_which_words_a_line_needs(source: str, line: str) -> None:
    pattern = Pattern(source, whole=True)
    assert [*PatternSet([pattern]).possible(line.encode())] == [pattern]
    assert [*PatternSet([pattern]).possible(line.replace("foto", "beeld").encode())] == []


@pytest.mark.parametrize(
    ("source", "groups"),
    [
        ("Door (.+)", 1),
        ("Door (?:Jan|Piet)", 0),
        ("(?i:door) .+", 0),
        ("Door (?P<naam>.+) ([^()]+)", 2),
        (r"Door \(.+\)", 0),
        (r"Door (\?a)", 1),
        (r"Door \Q(x)\E", 0),
        ("Door [(]x[)]", 0),
    ],
)
def test_the_groups_of_a_pattern_are_counted(source: str, groups: int) -> None:
    assert Pattern(source, whole=True).groups == groups


def of_a_user(source: str, *, whole: bool) -> Pattern:
    """Return a pattern whose breadth was counted, which is searched for in another way."""
    pattern = Pattern(source, whole=whole)
    pattern.breadth = 9
    return pattern


MAY_MATCH = [
    Pattern("Lees ook.*", whole=True),
    Pattern(".{0,9}zin.*", whole=True),
    Pattern("(zin|ook) ?", whole=False),
    Pattern("^Lees|ZIN$", whole=False),
    Pattern(".{0,12}zin", whole=True),
    Pattern("^[^.]{0,12}zin|L.*", whole=False),
    of_a_user("Een .*|12", whole=True),
    of_a_user(".{0,12}ook.{0,12}", whole=True),
    of_a_user("E.* zi|ook", whole=False),
]
KNOWS_ENDS = [Pattern(r"\ALees", whole=False), Pattern(r"zin\z", whole=False), Pattern("(?-m)^Lees", whole=False)]
KNOWS_ENDS += [Pattern("(?m-m:^Lees)", whole=False), Pattern("(?im-m)^lees", whole=False)]


@given(
    st.lists(
        st.sampled_from(["Lees ook dit", "Een zin zin", "zin", "Lees", "12", "Een zin, ook ZIN", "één " * 60 + "zin"]),
        max_size=8,
    ),
    st.data(),
    st.sampled_from([MAY_MATCH, MAY_MATCH + KNOWS_ENDS]),
)
def test_lines_that_are_left_match_as_if_they_had_always_stood_alone(
    texts: list[str], data: st.DataObject, patterns: list[Pattern]
) -> None:
    together = PatternSet(patterns)
    blocks = tuple(Block(text, 100 * number, 100 * number + len(text)) for number, text in enumerate(texts))
    lines = Lines(blocks, together)
    for _ in range(2):
        for pattern in data.draw(st.lists(st.sampled_from(patterns))):
            lines.numbers(pattern, data.draw(st.none() | st.integers(0, 3)))
        is_kept = data.draw(st.lists(st.booleans(), min_size=len(blocks), max_size=len(blocks)))
        blocks = tuple(block for block, kept in zip(blocks, is_kept, strict=True) if kept)
        lines = Lines(blocks, together, lines)
        within = data.draw(st.none() | st.integers(0, 3))
        for pattern in patterns:
            alone = Lines(blocks, together)
            if pattern.whole:
                assert alone.numbers(pattern) == [n for n, block in enumerate(blocks) if pattern.matches(block.text)]
            assert lines.numbers(pattern, within) == alone.numbers(pattern, within)
            hits = alone.find(pattern, within)
            assert lines.find(pattern, within) == hits
            ends = {hit.line: hit.end for hit in hits if not hit.start}
            shown = range(len(blocks) if within is None else min(within, len(blocks)))
            assert {n: end for n in shown if (end := lines.opening(pattern, n)) is not None} == ends
            assert not pattern.whole or [n for n in shown if lines.has(pattern, n)] == alone.numbers(pattern, within)


def test_patterns_do_not_run_again_over_lines_that_are_left() -> None:
    together = PatternSet(MAY_MATCH)
    blocks = tuple(Block(text, 100 * number, 100 * number + len(text)) for number, text in enumerate(["zin", "12"] * 9))
    lines = Lines(blocks, together)
    lines.numbers(MAY_MATCH[1])
    work = lines.work
    assert Lines(blocks[1:], together, lines).numbers(MAY_MATCH[1]) == list(range(1, 17, 2))
    assert lines.work - work < 2 * LINE_WORK * len(blocks)


@pytest.mark.parametrize("pack", ["generic", "knack", "nu", "zeelandnet"])
def test_patterns_together_find_what_each_finds_alone(pack: str) -> None:
    program = Cleaner().packs[pack]
    alone = dict.fromkeys(pattern for rule in program.line_rules for pattern in rule.patterns)
    for case in cases():
        lines = [block.text for block in read_page(case.page).blocks]
        data = "\n".join(lines).encode()
        found = {pattern for pattern in alone if pattern.is_in(data)}
        broad = found & program.patterns.broad
        assert program.patterns.present(data) == found
        assert broad <= set(program.patterns.possible(data))
        narrow = found - broad
        shown = {each: [number for number, line in enumerate(lines) if each.matches(line)] for each in narrow}
        assert program.patterns.table(lines, [line.encode() for line in lines]) == shown


def test_a_filter_that_runs_out_of_memory_passes_all_patterns() -> None:
    patterns = [Pattern(".*" + f"{number:04}" * 100, whole=True) for number in range(1_000)]
    together = PatternSet(patterns)
    line = "x" + "0007" * 100
    assert set(together.possible(line.encode())) == set(patterns)
    assert together.present(line.encode()) == {patterns[7]}
