"""The line model is trained the same way each time, and its code gives what LightGBM would give."""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import lightgbm
import numpy as np
import pytest
from benchmarks.scoring import Page
from training.line_model import example, trained
from training.trees import written

from cleaner.authoring.labels import labels
from cleaner.generic.text.features import NAMES, PAGE_NAMES

WORDS = ("raad", "brug", "haven", "wethouder", "besluit", "maandag", "geld", "straat", "school", "dijk", "zee", "schip")


def page(number: int) -> Page:
    chance = random.Random(number)

    def line(words: int) -> str:
        return " ".join(chance.choices(WORDS, k=words)).capitalize()

    article = [f"{line(chance.randint(8, 40))}." for _ in range(chance.randint(5, 15))]
    menu = "".join(f"<li>{line(2)}" for _ in range(chance.randint(5, 40)))
    body = "".join(f"<p>{paragraph}</p>" for paragraph in article)
    html = f"<ul>{menu}</ul><h1>{line(6)}</h1>{body}<ul>{menu}</ul><p>{line(9)}</p>"
    return Page(str(number), html, "\n".join(article))


def log_odds(path: Path) -> Callable[[Sequence[float]], float]:
    spec = importlib.util.spec_from_file_location("trees", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    function: Callable[[Sequence[float]], float] = module.log_odds
    return function


@pytest.mark.parametrize("sure", [1e9, 1.0])
def test_the_code_gives_what_the_trees_give(tmp_path: Path, sure: float) -> None:
    examples = [example(page(number)) for number in range(40)]
    for booster, names, rows in (
        (trained(examples)[0], NAMES, [row for each in examples for row in each.rows]),
        (trained(examples)[1], PAGE_NAMES, [row for each in examples for row in each.page_rows]),
    ):
        code = written(booster, "Trees.", "it is right", names, part=10, sure=sure)
        path = tmp_path / "trees.py"
        path.write_text(code, encoding="utf-8")
        ours, theirs = log_odds(path), booster.predict(np.array(rows), raw_score=True)
        for row, expected in zip(rows, theirs, strict=True):
            if sure > 1:
                assert ours(row) == pytest.approx(expected, abs=0.05)  # leaves are rounded
            else:  # the code stops early only if that does not change which side it is on
                assert (ours(row) > 0) == (expected > 0) or abs(expected) < 0.05


def test_the_same_pages_give_the_same_trees() -> None:
    examples = [example(page(number)) for number in range(40)]
    first, second = (trained(examples)[0].model_to_string() for _ in range(2))
    assert first == second
    other = trained(examples[:30])[0]
    assert isinstance(other, lightgbm.Booster)
    assert other.model_to_string() != first


def test_examples_have_both_kinds_of_texts() -> None:
    found = example(page(1))
    assert len(found.rows) == len(found.labels) == len(found.weights)
    assert set(found.labels) == set(found.is_clean) == {True, False}
    assert sum(found.weights) == pytest.approx(7)  # each form weighs the same


def test_a_line_of_the_article_in_a_longer_line() -> None:
    article = "De raad van Goes kwam maandag bijeen.\nJa."
    lines = ["Ja.", "Nee.", "(ANP) De raad van Goes kwam maandag bijeen.", "De raad van Goes is er", "***"]
    assert labels(article, lines) == [True, False, True, False, None]
