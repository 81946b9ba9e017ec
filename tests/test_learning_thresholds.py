"""Every threshold of learning is tested: if it is set too low or too high, a row of a table fails."""

from __future__ import annotations

import pytest

from . import test_learning
from .test_thresholds import Check, set_everywhere, tables_of

ANCHORS = tables_of(test_learning, "anchors")
THRESHOLDS: list[tuple[str, str, float, float, Check]] = [
    ("elements", "MIN_NOISE", 1, 3, tables_of(test_learning, "how_many_words")),
    ("elements", "MIN_SHARE", 0.45, 0.7, tables_of(test_learning, "pages_that_have_the_element")),
    ("learn", "MIN_BOLD", 3, 5, tables_of(test_learning, "how_many_known")),
    ("lines", "MAX_ABOVE", 0.05, 0.2, ANCHORS),
    ("lines", "MAX_BEYOND", 0.4, 0.6, ANCHORS),
    ("lines", "MIN_ANCHORED", 0.4, 0.7, ANCHORS),
    ("lines", "MIN_CUT", 4, 6, ANCHORS),
    ("lines", "MIN_HELD", 0.5, 0.8, ANCHORS),
    ("lines", "MIN_SHARE", 0.3, 0.6, tables_of(test_learning, "line_recurs")),
    ("lines", "MIN_UNSURE", 3, 5, ANCHORS),
    ("lines", "MIN_WORDS", 1, 4, ANCHORS),
    ("samples", "MIN_NEW", 0.1, 0.4, tables_of(test_learning, "text_that_is_new")),
    ("samples", "MIN_RUNNING", 59, 61, tables_of(test_learning, "length_of_running")),
]


@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize(
    ("module", "name", "low", "high", "check"), THRESHOLDS, ids=[f"{row[0]}.{row[1]}" for row in THRESHOLDS]
)
def test_a_row_needs_the_threshold(
    monkeypatch: pytest.MonkeyPatch, module: str, name: str, low: float, high: float, check: Check, end: str
) -> None:
    set_everywhere(monkeypatch, f"cleaner.authoring.learning.{module}", name, low if end == "low" else high)
    assert not all(check())


def test_each_check_passes_as_the_thresholds_are() -> None:
    assert all(right for check in dict.fromkeys(row[-1] for row in THRESHOLDS) for right in check())
