"""Which lines of a text are subheads and list items. Beside each case there is one that only looks like it."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.generic.text.kinds import with_kinds
from cleaner.readers.text import read_text

LONG = "Twee eisen zijn dat de troepen gaan en dat de grens weer opengaat."
ITEM, TEXT, HEAD = "list item", "paragraph", "heading"

KINDS = [
    # numbered lines
    ("a list from 1", ["1. De brug", "2. De haven"], [ITEM, ITEM]),
    ("brackets", ["1) De brug", "2) De haven"], [ITEM, ITEM]),
    ("a list down to 1", ["3. De brug", "2. De haven", "1. De dijk"], [ITEM] * 3),
    ("a single number", ["1. De brug", LONG], [TEXT, TEXT]),
    ("a date", ["24. Februar 2022 war ein Donnerstag.", LONG], [TEXT, TEXT]),
    ("two dates that run on", ["24. Februar: Russland greift an.", "25. Februar: Kiew."], [TEXT, TEXT]),
    ("numbers that do not run on", ["1. FC Köln gewinnt.", "3. Liga ohne Absteiger."], [TEXT, TEXT]),
    ("numbers that repeat", ["1. FC Köln gewinnt.", "1. FC Union verliert."], [TEXT, TEXT]),
    ("other marks", ["1. FC Köln gewinnt.", "2) De haven"], [TEXT, TEXT]),
    ("up and down", ["1. De brug", "2. De haven", "1. De dijk"], [ITEM, ITEM, TEXT]),
    ("two lists", ["1. Brug", "2. Haven", "1. Dijk", "2. Zee"], [ITEM] * 4),
    ("3 apart", ["1. De brug", LONG, "2. De haven", LONG, "3. De dijk", LONG], [ITEM, TEXT] * 3),
    ("2 apart", ["1. FC Köln gewinnt.", LONG, "2. Bundesliga ohne Absteiger.", LONG], [TEXT] * 4),
    ("dates from the first of the month", ["1. Februar war ein Tag.", "2. Februar war noch einer."], [TEXT, TEXT]),
    ("two sentences that begin differently", ["1. De brug is open.", "2. Alle havens zijn dicht."], [ITEM, ITEM]),
    ("3 sentences that begin alike", ["1. Wir warten.", "2. Wir gehen.", "3. Wir ruhen."], [ITEM] * 3),
    ("3 from another number", ["3. De brug", "4. De haven", "5. De dijk"], [ITEM] * 3),
    ("3 down to another number", ["5. De brug", "4. De haven", "3. De dijk"], [ITEM] * 3),
    ("2 from another number", ["3. De brug", "4. De haven"], [TEXT, TEXT]),
    ("3 apart from another number", ["3. De brug", LONG, "4. De haven", LONG, "5. De dijk", LONG], [TEXT] * 6),
    ("3 dates that run on", ["24. Februar: Krieg.", "25. Februar: Kiew.", "26. Februar: Ruhe."], [TEXT] * 3),
    ("a number of four digits", ["2022. De haven", "2023. De brug"], [TEXT, TEXT]),
    # bullets and stars
    ("a single bullet", ["• De brug", LONG], [ITEM, TEXT]),
    ("stars", ["* De brug", "* De haven"], [ITEM, ITEM]),
    ("sentences with stars", ["* De brug is open.", "* De haven is dicht."], [ITEM, ITEM]),
    ("a footnote", [LONG, "* De naam is op verzoek veranderd."], [TEXT, TEXT]),
    ("a star and a dash", ["* De brug", "- De haven"], [TEXT, TEXT]),
    # dashes
    ("short items", ["- brood", "- melk"], [ITEM, ITEM]),
    ("items of which the last has a stop", ["- brood;", "- melk;", "- kaas."], [ITEM] * 3),
    ("sentences below a colon", ["De eisen zijn:", "- De troepen gaan.", "- De grens gaat open."], [TEXT, ITEM, ITEM]),
    ("speech", ["- Kom je mee?", "- Ja, zei hij."], [TEXT, TEXT]),
    ("speech, dashes of two kinds", ["- Ja, zei hij.", "– Nee."], [TEXT, TEXT]),
    ("speech in quotation marks", ["– “Kom je mee?”", "– “Nee.”"], [TEXT, TEXT]),
    ("speech that goes on", ["– Dat is niet waar, zei hij, en vervolgde:", "– Ik was er niet."], [TEXT, TEXT]),
    ("speech of which one line has no stop", ["- Kom je mee?", "- Goed, zei hij", "- Ik ga."], [TEXT] * 3),
    ("items of which one has a stop", ["- brood", "- melk.", "- kaas"], [ITEM] * 3),
    ("2 items of which one has a stop", ["- brood", "- kaas."], [ITEM, ITEM]),
    ("speech with a long dash", ["— Kom je mee?", "— Ja, zei hij."], [TEXT, TEXT]),
    ("short items with a long dash", ["— brood", "— melk"], [ITEM, ITEM]),
    ("one line of speech below a colon", ["Hij zei:", "– Ik was er niet."], [TEXT, TEXT]),
    ("a single dash", ["- met een bijdrage van onze correspondent", LONG], [TEXT, TEXT]),
    ("dashes with lines between them", ["- brood", LONG, "- melk", LONG], [TEXT] * 4),
    ("no space after the dash", ["-3 graden", "-4 graden"], [TEXT, TEXT]),
    # subheads
    ("a short line above a longer one", ["Militair pact", LONG], [HEAD, TEXT]),
    ("a question", ["Wat nu?", LONG], [HEAD, TEXT]),
    ("a line with a stop", ["Dat is zo.", LONG], [TEXT, TEXT]),
    ("a line with a colon", ["Dit zijn ze:", LONG], [TEXT, TEXT]),
    ("above a shorter line", [LONG, "Militair pact"], [TEXT, TEXT]),
    ("above a list", ["Militair pact", "• De troepen gaan", "• De grens gaat open"], [TEXT, ITEM, ITEM]),
    ("above speech", ["Aan de grens", "- Kom je mee naar de grens?", "- Ja, zei hij."], [TEXT] * 3),
    ("a line that opens with a dash", ["- met onze correspondent", LONG], [TEXT, TEXT]),
    ("a line that opens with a long dash", ["— Ja, zei hij", LONG], [TEXT, TEXT]),
    ("above a line that opens with a date", ["Onze redactie", "24. Februar 2022 war der Tag."], [TEXT, TEXT]),
    ("100 characters", ["x" * 100, "x" * 101], [HEAD, TEXT]),
    ("101 characters", ["x" * 101, "x" * 102], [TEXT, TEXT]),
]


@pytest.mark.parametrize(("name", "lines", "kinds"), KINDS, ids=[row[0] for row in KINDS])
def test_kinds(name: str, lines: list[str], kinds: list[str]) -> None:
    assert [block.kind for block in with_kinds(read_text("\n".join(lines)).blocks)] == kinds, name


@pytest.mark.parametrize(
    ("lines", "numbers"),
    [
        (["1. De brug", "2. De haven"], [1, 2]),
        (["3) De brug", LONG, "2) De haven", "1) De dijk"], [3, 0, 2, 1]),
        (["• De brug", "• De haven"], [0, 0]),
        (["24. Februar 2022 war ein Donnerstag.", LONG], [0, 0]),
    ],
)
def test_the_number_of_an_item(lines: list[str], numbers: list[int]) -> None:
    assert [block.number for block in with_kinds(read_text("\n".join(lines)).blocks)] == numbers


def test_a_subhead_has_a_level() -> None:
    assert [block.level for block in clean(f"{LONG}\n\nMilitair pact\n\n{LONG} {LONG}").blocks] == [0, 2, 0]
