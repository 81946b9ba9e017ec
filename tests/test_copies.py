"""Second copies of the body are removed, wherever they stand and however they were changed.

Text that repeats for a good reason stays.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest

from cleaner import Cleaner
from cleaner.chain.alignment import may_repeat
from cleaner.chain.copies import MIN_FLATTENED, find_copies, remove_copies
from cleaner.page.blocks import Block
from cleaner.readers import read_page

from .drafts import draft_of
from .golden import cases

GENERIC = Cleaner().packs["generic"]


def spell(text: str) -> str:
    """Return the words of a text in short notation: `a1-3 b7-8` stands for `a1 a2 a3 b7 b8`."""

    def words(match: re.Match[str]) -> str:
        return " ".join(f"{match[1]}{number}" for number in range(int(match[2]), int(match[3]) + 1))

    return re.sub(r"([a-z])(\d+)-(\d+)", words, text)


def change(text: str, every: int) -> str:
    """Return a text, spelled out, in which each word with a number that `every` divides is another word."""
    return " ".join(f"x{n}" if n % every == 0 else word for n, word in enumerate(spell(text).split(), 1))


KEY_POINTS = ["e1-6", "d1-6", "c1-6", "b1-6", "g1-45"]
SUBHEADS = ["a1-30", "x1-2", "b1-30", "x3-4", "c1-30", "x5-6", "d1-30", "x7-8", "e1-30", "f1-45"]

# What the case shows, the page's blocks, those that are left where copies are removed, and how many warnings there are.
COPIES: list[tuple[str, list[str], list[str] | None, int]] = [
    ("a flattened copy of 44 words", ["a1-22", "b1-22", "a1-22 b1-22"], ["a1-22", "b1-22"], 0),
    ("two lines of 17 words that come back as one", ["a1-17", "b1-17", "a1-17 b1-17"], None, 0),
    (
        "a flattened copy of 80 words at the end of a block",
        ["a1-40", "b1-40", "c1-30 a1-40 b1-40"],
        ["a1-40", "b1-40", "c1-30"],
        0,
    ),
    ("two lines that come back at the end of a block", ["a1-22", "b1-22", "c1-30 a1-22 b1-22"], None, 0),
    ("a paragraph of 30 words twice in a row", ["a1-30", "a1-30", "b1-40"], ["a1-30", "b1-40"], 0),
    ("a line of 20 words twice in a row", ["a1-20", "a1-20", "b1-40"], None, 0),
    (
        "three paragraphs of 20 words twice in a row",
        ["a1-20", "b1-20", "c1-20", "a1-20", "b1-20", "c1-20"],
        ["a1-20", "b1-20", "c1-20"],
        0,
    ),
    (
        "a refrain of four lines of 10 words twice in a row",
        ["a1-10", "b1-10", "c1-10", "d1-10", "a1-10", "b1-10", "c1-10", "d1-10"],
        None,
        0,
    ),
    (
        "two paragraphs of 40 words and the same again, and little else",
        ["a1-40", "b1-40", "c1-45", "a1-40", "b1-40"],
        ["a1-40", "b1-40", "c1-45"],
        0,
    ),
    (
        "an entry of a live blog that comes back after two others",
        ["a1-40", "b1-40", "c1-50", "d1-50", "a1-40", "b1-40", "e1-50"],
        None,
        0,
    ),
    (
        "a repeated body with a caption between the two",
        ["a1-40", "b1-40", "x1-30", "a1-40", "b1-40", "c1-90"],
        ["a1-40", "b1-40", "x1-30", "c1-90"],
        0,
    ),
    (
        "an entry of a live blog that comes back after a short one",
        ["a1-40", "b1-40", "x1-60", "a1-40", "b1-40", "c1-90"],
        None,
        0,
    ),
    (
        "a flattened copy with 8 words of its own",
        ["a1-40", "b1-40", "a1-40 x1-8 b1-40"],
        ["a1-40", "b1-40"],
        1,
    ),
    (
        "a flattened copy with 16 words of its own",
        ["a1-40", "b1-40", "a1-40 x1-16 b1-40"],
        ["a1-40", "b1-40", "x1-16"],
        1,
    ),
    ("a flattened copy with 4 words of its own", ["a1-40", "b1-40", "a1-40 x1-4 b1-40"], ["a1-40", "b1-40"], 1),
    ("a flattened copy with a word of its own", ["a1-40", "b1-40", "a1-40 x1-1 b1-40"], ["a1-40", "b1-40"], 0),
    ("a block of which four words in ten are its own", ["a1-22", "b1-22", "a1-22 x1-30 b1-22"], None, 0),
    (
        "a flattened copy of a body with subheads and a note, which are a quarter of it",
        ["a1-40", "x1-5", "b1-40", "x6-40", "c1-40", "a1-40 b1-40 c1-40"],
        ["a1-40", "x1-5", "b1-40", "x6-40", "c1-40"],
        0,
    ),
    (
        "a summary of sentences picked from here and there",
        ["a1-20", "x1-30", "b1-20", "x31-60", "c1-20", "a1-20 b1-20 c1-20"],
        None,
        0,
    ),
    (
        "a flattened copy of a body with a box of 30 words",
        ["a1-40", "x1-30", "b1-40", "a1-40 b1-40"],
        ["a1-40", "x1-30", "b1-40"],
        0,
    ),
    (
        "a flattened copy of a body with a dateline of 5 words",
        ["x1-5 a1-30", "b1-30", "a1-30 b1-30"],
        ["x1-5 a1-30", "b1-30"],
        0,
    ),
    ("a copy of all but a sentence of 9 words", ["x1-9 a1-30", "b1-30", "a1-30 b1-30", "c1-30"], None, 0),
    (
        "a flattened copy that is cut off within a word",
        ["a1-22", "b1-30", "a1-22 b1-22 x1-1"],
        ["a1-22", "b1-30"],
        0,
    ),
    (
        "two words after a copy at the end of the page",
        ["a1-40", "b1-40", "a1-40 b1-40 x1-2"],
        ["a1-40", "b1-40", "x1-2"],
        0,
    ),
    (
        "a beginning of 100 characters, cut off, above the whole in one block",
        [f"{spell('a1-25')} brugwacht", "...", f"{spell('a1-25')} brugwachter b1-40"],
        [f"{spell('a1-25')} brugwachter b1-40"],
        0,
    ),
    ("a beginning of 99 characters", ["a1-25 brugwach", "...", "a1-25 brugwachter b1-40"], None, 0),
    ("a beginning that ends in dots", ["a1-40…", "a1-40 b1-40"], ["a1-40 b1-40"], 0),
    ("a beginning with a line between it and the whole", ["a1-40…", "c1-9", "a1-40 b1-40"], None, 0),
    ("a beginning above the whole in several blocks", ["a1-40 b1-9 ...", "a1-40", "b1-40"], ["a1-40", "b1-40"], 0),
    (
        "a beginning of which the last word is cut in two",
        [f"{spell('a1-40')} bru...", f"{spell('a1-40')} brug b1-40"],
        [f"{spell('a1-40')} brug b1-40"],
        0,
    ),
    ("a beginning twice", ["a1-40 ...", "a1-40 ...", "a1-40 b1-40"], ["a1-40 b1-40"], 0),
    ("a beginning without dots", ["a1-40", "a1-40 b1-40"], None, 0),
    ("a beginning of which a word differs", ["a1-39 x1-1 ...", "a1-40 b1-40"], None, 0),
    ("a beginning below the whole", ["a1-40 b1-40", "a1-40 ..."], None, 0),
    ("dots without a repeat", ["a1-40 ...", "b1-40"], None, 0),
    ("a last block of one word", ["a1-40", "b1-40", "a1-40 b1-40", "x1-1"], ["a1-40", "b1-40", "x1-1"], 0),
    (
        "a flattened copy with each tenth word changed",
        ["a1-60", "b1-60", change("a1-60 b1-60", 10)],
        ["a1-60", "b1-60"],
        1,
    ),
    ("another text, with each fifth word changed", ["a1-60", "b1-60", change("a1-60 b1-60", 5)], None, 0),
    (
        "a flattened copy of a body whose key points stand above the lead",
        [*KEY_POINTS, *SUBHEADS, "a1-30 b1-30 c1-30 d1-30 e1-30 f1-45"],
        KEY_POINTS + SUBHEADS,
        0,
    ),
]

# A text, and whether it passes the first glance.
GLANCES = [
    ("a sentence of 12 words that comes back", "a1-40 x1-9 a11-22", False),
    ("a flattened copy with each seventh word changed", f"a1-42 {change('a1-42', 7)}", True),
    ("a text in which each phrase of 3 words comes back", "a1-3 x1-1 a4-6 x2-2 a7-9 x3-3 a10-12 x4-4 a1-12", False),
]


def comes_out(texts: list[str]) -> tuple[list[str], int]:
    """Return the blocks that are left of a page of these blocks, and the number of warnings."""
    draft = remove_copies(draft_of(read_page("\n\n".join(map(spell, texts)), kind="text"), GENERIC))
    return [block.text for block in draft.blocks], len(draft.warnings)


@pytest.mark.parametrize(
    ("texts", "expected", "warnings"), [case[1:] for case in COPIES], ids=[case[0] for case in COPIES]
)
def test_what_is_a_copy(texts: list[str], expected: list[str] | None, warnings: int) -> None:
    assert comes_out(texts) == ([spell(text) for text in expected or texts], warnings)


def copies() -> Iterator[bool]:
    """Yield for each case whether it comes out right."""
    for _, texts, expected, warnings in COPIES:
        yield comes_out(texts) == ([spell(text) for text in expected or texts], warnings)


@pytest.mark.parametrize(("text", "passes"), [case[1:] for case in GLANCES], ids=[case[0] for case in GLANCES])
def test_the_first_glance(text: str, passes: bool) -> None:
    assert may_repeat(spell(text)) == passes


def glances() -> Iterator[bool]:
    """Yield for each case whether it comes out right."""
    for _, text, passes in GLANCES:
        yield may_repeat(spell(text)) == passes


WORDS = sorted(
    {
        word
        for case in cases()
        for word in (case.expected or "").split()
        if word.isalpha() and word.islower() and len(word) > 1
    }
)


# Few, as in a real text: what follows a copy often begins with the same word as what follows the original.
OPENINGS = ("De", "Het", "Een", "Dat", "In")


def sentence(rng: random.Random, size: int) -> str:
    words = [rng.choice(OPENINGS), *(rng.choice(WORDS) for _ in range(size - 1))]
    return " ".join(words) + "."


def paragraphs(rng: random.Random, count: int) -> list[str]:
    return [" ".join(sentence(rng, rng.randint(6, 16)) for _ in range(rng.randint(2, 5))) for _ in range(count)]


def blocks_of(texts: list[str]) -> tuple[Block, ...]:
    blocks = []
    position = 0
    for text in texts:
        blocks.append(Block(text, position, position + len(text)))
        position += len(text) + 2
    return tuple(blocks)


def left(texts: list[str]) -> list[str]:
    return [block.text for block in find_copies(blocks_of(texts)).blocks]


def flatten(rng: random.Random, body: list[str]) -> str:
    """Return the paragraphs as one, joined by a space or by nothing."""
    return "".join(part + rng.choice((" ", " ", "")) for part in body).strip()


def with_subheads(rng: random.Random, body: list[str]) -> list[str]:
    texts = []
    for number, text in enumerate(body):
        if number and rng.random() < 0.3:
            texts.append(" ".join(rng.choice(WORDS) for _ in range(3)).capitalize())
        texts.append(text)
    return texts


SEEDS = range(60)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_flattened_copy_of_all_but_the_first_paragraph(seed: int) -> None:
    rng = random.Random(seed)
    body = paragraphs(rng, rng.randint(3, 12))
    article = with_subheads(rng, body)
    copy = flatten(rng, body[1:])
    assert left([*article, copy]) == article
    assert left([copy, *article]) == article


@pytest.mark.parametrize("seed", SEEDS)
def test_a_copy_that_is_cut_off(seed: int) -> None:
    rng = random.Random(seed)
    body = paragraphs(rng, rng.randint(4, 12))
    copy = flatten(rng, body[1:])
    least = max(len(body[1]) + len(body[2]) // 2, len(" ".join(copy.split(" ")[: MIN_FLATTENED + 10])))
    copy = copy[: rng.randint(least, len(copy))].rstrip()
    assert left([*body, copy]) == body


@pytest.mark.parametrize("seed", SEEDS)
def test_a_copy_that_is_joined_to_the_body(seed: int) -> None:
    rng = random.Random(seed)
    body = paragraphs(rng, rng.randint(4, 12))
    glued = [*body[:-1], body[-1] + flatten(rng, body[1:])]
    assert left(glued) == body


@pytest.mark.parametrize("seed", SEEDS)
def test_a_copy_with_other_quotes_and_spaces(seed: int) -> None:
    rng = random.Random(seed)
    body = [text.replace(" de ", " 'de' ").replace(" van ", ' "van" ') for text in paragraphs(rng, rng.randint(4, 12))]
    copy = flatten(rng, body[1:]).replace("'", "’").replace('"', "“").replace(" het", "  het")
    assert left([*body, copy]) == body


@pytest.mark.parametrize("seed", SEEDS)
def test_a_copy_in_paragraphs(seed: int) -> None:
    rng = random.Random(seed)
    body = paragraphs(rng, rng.randint(4, 12))
    assert left(body + body) == body
    assert left(body + body[1:]) == body


@pytest.mark.parametrize("seed", SEEDS)
def test_three_copies(seed: int) -> None:
    rng = random.Random(seed)
    body = paragraphs(rng, rng.randint(4, 8))
    copy = flatten(rng, body)
    texts = left([copy, *body, copy])
    assert left(texts) == body


@pytest.mark.parametrize("seed", SEEDS)
def test_a_body_without_a_copy(seed: int) -> None:
    rng = random.Random(seed)
    body = with_subheads(rng, paragraphs(rng, rng.randint(1, 20)))
    assert left(body) == body


@pytest.mark.parametrize("seed", SEEDS)
def test_repeats_that_stay(seed: int) -> None:
    """A pull quote, a refrain, a repeated sentence, and an entry of a live blog that a later one repeats."""
    rng = random.Random(seed)
    body = paragraphs(rng, 8)
    lead = [sentence(rng, 16), sentence(rng, 16)]
    summary = [sentence(rng, 14), sentence(rng, 14), sentence(rng, 14)]
    assert left([" ".join(lead), f"{' '.join(lead)} {body[0]}", *body[1:]]) == [
        " ".join(lead),
        f"{' '.join(lead)} {body[0]}",
        *body[1:],
    ]
    picked = [f"{lead[0]} {lead[1]}", f"{body[0]} {lead[0]} {body[1]}", f"{body[2]} {lead[1]}", body[3]]
    assert left(picked) == picked
    two_lines = [
        body[0],
        f"Zo zegt de boer het zelf: {summary[0]} {summary[1]} {body[1]}",
        summary[0],
        summary[1],
        body[2],
    ]
    assert left(two_lines) == two_lines
    quote = body[2].split(". ")[0] + "."
    refrain = [sentence(rng, 7)[:-1] for _ in range(6)]
    again = [*body[:3], quote, body[3], *refrain, body[4], *refrain, body[5], body[6] + " " + quote, body[7]]
    assert left(again) == again


@pytest.mark.parametrize("seed", range(300))
def test_what_follows_a_copy_stays_whole(seed: int) -> None:
    """It stays whole even if it begins with the same words as what follows the original."""
    rng = random.Random(seed)
    body = paragraphs(rng, 5)
    after = rng.choice([sentence(rng, 8), sentence(rng, 20), "De storm"])
    copy = flatten(rng, body[1:4])
    assert left([*body, copy, after]) == [*body, after]
    assert left([copy, *body, after]) == [*body, after]
    assert left([*body[:4], after, copy, body[4]]) == [*body[:4], after, body[4]]


@pytest.mark.parametrize(
    ("last", "first"),
    [
        ('Dat zei hij "zonder meer".', '"Wij komen terug", zei zij later op de avond tegen de pers van de stad.'),
        ("Zo ging het met Engie.", "'Wij komen terug', zei zij later op de avond tegen de pers van de stad."),
        ('"Wij gaan nu."', "Toen kwam zij terug op de avond van de dag en zei niets meer tegen de pers."),
    ],
)
def test_an_opening_quotation_mark_stays_with_its_quotation(last: str, first: str) -> None:
    rng = random.Random(5)
    body = [paragraphs(rng, 1)[0], first, *paragraphs(rng, 4), last]
    assert left([*body[:-1], last + "".join(body[1:-1])]) == body


def test_a_sentence_that_only_the_copy_has_is_kept_and_counted() -> None:
    rng = random.Random(1)
    body = paragraphs(rng, 6)
    own = f"Toch {sentence(rng, 13)}"  # no sentence of the body begins like it
    copies = find_copies(blocks_of([*body, " ".join([*body[1:4], own, *body[4:]])]))
    assert [block.text for block in copies.blocks] == [*body, own]
    assert copies.own_words == 14


def test_a_few_words_that_only_the_copy_has_are_removed_and_counted() -> None:
    rng = random.Random(2)
    body = paragraphs(rng, 6)
    copies = find_copies(blocks_of([*body, " ".join([*body[1:4], "Zo zei zij gisteren.", *body[4:]])]))
    assert ([block.text for block in copies.blocks], copies.lost_words) == (body, 4)


def test_a_line_that_is_repeated_a_thousand_times_stays() -> None:
    texts = ["All work and no play makes Jack a dull boy."] * 1000
    assert left(texts) == texts


@pytest.mark.parametrize(("tag", "copies"), [("pre", 0), ("div", 20)])
def test_a_program_may_be_shown_again(tag: str, copies: int) -> None:
    lines = "<br>".join(
        f"regel {n} met een opdracht voor de machine van {n} stappen die {n} keer loopt" for n in range(20)
    )
    blocks = read_page(f"<{tag}>{lines}</{tag}><{tag}>{lines}</{tag}>", kind="html").blocks
    assert len(blocks) - len(find_copies(blocks).blocks) == copies
