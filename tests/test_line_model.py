"""The line model: which lines belong together, the numbers that describe them, and what its scores lead to."""

from __future__ import annotations

import itertools
import math
import subprocess
import sys
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cleaner import Cleaner, UsageError
from cleaner.chain.lines import MIN_LINES, keep_article
from cleaner.generic.text.features import NAMES, PAGE_NAMES, page_row, rows_of, segments
from cleaner.generic.text.line_model import Judgement, judge
from cleaner.generic.text.units import units_of
from cleaner.packs.loading import load
from cleaner.packs.schema import GENERIC
from cleaner.readers.text import read_text

from .drafts import draft_of

SENTENCE = "De raad van Goes kwam maandag bijeen om over de nieuwe brug bij de haven te praten. "
WRAPPED = textwrap.fill(SENTENCE * 8, 72)
SHIPPED = Cleaner()
GENERIC_PACK = load().programs[GENERIC]
LINES = st.lists(st.text(st.characters(codec="utf-8"), max_size=60), max_size=30)


def units(text: str) -> list[str]:
    return [unit.text for unit in units_of(read_text(text).blocks, text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(WRAPPED, [(SENTENCE * 8).strip()], id="wrapped lines"),
        pytest.param(f"Menu\n\n{WRAPPED}\n\nSport", ["Menu", (SENTENCE * 8).strip(), "Sport"], id="with other lines"),
        pytest.param(
            "\n\n".join([WRAPPED, *[f"* {SENTENCE}" * 2] * 3]),
            [(SENTENCE * 8).strip(), *[(f"* {SENTENCE}" * 2).strip()] * 3],
            id="wrapped paragraphs, and items of a list that are not",
        ),
        pytest.param(
            f"{WRAPPED}\n\n{WRAPPED}", [(SENTENCE * 8).strip()] * 2, id="a blank line ends a wrapped paragraph"
        ),
        pytest.param(
            "\n".join(SENTENCE[: 30 + 6 * number] for number in range(9)),
            [SENTENCE[: 30 + 6 * number].strip() for number in range(9)],
            id="paragraphs of many lengths",
        ),
        pytest.param("Sport\nweer\nmeer", ["Sport", "weer", "meer"], id="a menu in small letters"),
        pytest.param(
            "De wethouder van Goes noemde\nhet plan\n, dat maandag kwam, een goed begin.",
            ["De wethouder van Goes noemde het plan , dat maandag kwam, een goed begin."],
            id="a sentence cut at a link",
        ),
        pytest.param(
            f"{SENTENCE.strip()}\nmeer nieuws", [SENTENCE.strip(), "meer nieuws"], id="below the end of a sentence"
        ),
        pytest.param(
            "De wethouder noemde het plan\n\n\nen een goed begin van het jaar",
            ["De wethouder noemde het plan", "en een goed begin van het jaar"],
            id="too far apart",
        ),
    ],
)
def test_lines_that_belong_together(text: str, expected: list[str]) -> None:
    assert units(text) == expected


@given(LINES)
def test_units_are_the_blocks_in_order(lines: list[str]) -> None:
    text = "\n".join(lines)
    blocks = read_text(text).blocks
    found = units_of(blocks, text)
    assert [number for unit in found for number in range(unit.first, unit.last + 1)] == list(range(len(blocks)))
    assert " ".join(unit.text for unit in found) == " ".join(block.text for block in blocks)


@given(LINES)
def test_each_unit_has_all_numbers_and_all_are_finite(lines: list[str]) -> None:
    text = "\n".join(lines)
    rows = rows_of(found) if (found := units_of(read_text(text).blocks, text)) else []
    assert all(len(row) == len(NAMES) and all(map(math.isfinite, row)) for row in rows)
    if rows:
        assert len(page_row(rows)) == len(PAGE_NAMES)


@given(st.lists(st.integers(-9, 9), max_size=25))
def test_stretches_have_the_largest_sum(gains: list[int]) -> None:
    found = segments(gains)
    sums = [sum(gains[start:end]) for start in range(len(gains)) for end in range(start + 1, len(gains) + 1)]
    assert max([total for _, _, total in found], default=0) == max([0, *sums])
    assert all(total == sum(gains[start:end]) > 0 for start, end, total in found)
    assert all(end <= start for (_, end, _), (start, _, _) in itertools.pairwise(found))


@given(LINES.filter(lambda lines: any(line.strip() for line in lines)))
def test_scores_are_probabilities_and_the_same_each_time(lines: list[str]) -> None:
    text = "\n".join(lines)
    blocks = read_text(text).blocks
    if blocks:
        judgement = judge(blocks, text)
        assert judgement == judge(blocks, text)
        assert len(judgement.scores) == len(judgement.words) == len(blocks)
        assert all(0 < score < 1 for score in judgement.scores)


@given(st.lists(st.tuples(st.floats(0.01, 0.99), st.integers(1, 50)), min_size=1, max_size=12))
def test_the_best_least_score_has_the_highest_expected_f1(lines: list[tuple[float, int]]) -> None:
    scores, words = zip(*lines, strict=True)
    judgement = Judgement(scores, words, is_clean=False)
    best = judgement.expected_f1(judgement.best_least())
    assert all(judgement.expected_f1(least) <= best + 1e-9 for least in scores)


def test_known_sites_do_not_load_the_trees() -> None:
    program = (
        "import sys, cleaner; cleaner.clean('De raad kwam woensdag bijeen.', 'https://www.knack.be/nieuws/a');"
        "assert not [name for name in sys.modules if name.startswith('cleaner.generic.text.') and 'trees' in name];"
        "cleaner.Cleaner().clean('Menu\\n' * 30, pack='none');"
        "assert 'cleaner.generic.text.line_trees' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=30)


def test_only_two_things_can_be_favored() -> None:
    with pytest.raises(UsageError, match="'favor' has to be precision or recall, or None, not 'speed'"):
        Cleaner(favor="speed")  # type: ignore[arg-type]


@given(
    st.lists(
        st.sampled_from([*WRAPPED.split("\n"), "Menu", "* Sport", SENTENCE * 2, "Lees meer", "18 maart"]),
        min_size=MIN_LINES,
        max_size=60,
    )
)
def test_precision_keeps_no_more_and_recall_no_less(lines: list[str]) -> None:
    draft = draft_of(read_text("\n".join(lines)), GENERIC_PACK)
    kept = [
        {block.start for block in keep_article(replace(draft, favor=favor)).blocks}
        for favor in ("precision", None, "recall")
    ]
    assert kept[0] <= kept[1] <= kept[2]


@given(st.lists(st.sampled_from([*WRAPPED.split("\n"), "Menu", "Lees meer", "en nam een besluit,", ""]), max_size=40))
def test_whole_paragraphs_do_not_hold_what_was_removed(lines: list[str]) -> None:
    text = "\n".join(lines)
    article = SHIPPED.clean(text, input="text", unwrap=True)
    removed = [(each.start, each.end) for each in article.ledger.removed]
    assert all(
        block.end <= start or end <= block.start
        for block in article.blocks
        for start, end in removed
        if text[start:end].strip()
    )
