"""Second copies of the body go, wherever they stand and however they were changed; what repeats for a reason stays."""

from __future__ import annotations

import random

import pytest

from cleaner.chain.copies import MIN_FLATTENED, find_copies
from cleaner.page.blocks import Block

from .golden import cases

WORDS = sorted(
    {
        word
        for case in cases()
        for word in (case.expected or "").split()
        if word.isalpha() and word.islower() and len(word) > 1
    }
)


# Few, as in a real text: so what stands behind a copy often begins with the word that stands behind the original.
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
    """The paragraphs in one, parted by one space or by none."""
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
def test_a_copy_that_is_glued_to_the_body(seed: int) -> None:
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
    """A pull quote, a refrain, a sentence said again, an entry of a live blog that comes back in a later one."""
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
def test_what_stands_behind_a_copy_stays_whole(seed: int) -> None:
    """Though it begins with the same words as what stands behind the original."""
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
def test_a_quotation_mark_goes_with_the_side_it_opens(last: str, first: str) -> None:
    rng = random.Random(5)
    body = [paragraphs(rng, 1)[0], first, *paragraphs(rng, 4), last]
    assert left([*body[:-1], last + "".join(body[1:-1])]) == body


def test_what_only_the_copy_has_is_kept_and_told() -> None:
    rng = random.Random(1)
    body = paragraphs(rng, 6)
    own = f"Toch {sentence(rng, 13)}"  # no sentence of the body begins like it
    copies = find_copies(blocks_of([*body, " ".join([*body[1:4], own, *body[4:]])]))
    assert [block.text for block in copies.blocks] == [*body, own]
    assert copies.own_words == 14


def test_a_few_words_that_only_the_copy_has_are_told() -> None:
    rng = random.Random(2)
    body = paragraphs(rng, 6)
    copies = find_copies(blocks_of([*body, " ".join([*body[1:4], "Zo zei zij gisteren.", *body[4:]])]))
    assert ([block.text for block in copies.blocks], copies.lost_words) == (body, 4)


def test_the_same_line_a_thousand_times_stays() -> None:
    texts = ["All work and no play makes Jack a dull boy."] * 1000
    assert left(texts) == texts
