"""Nothing untested decides: each named threshold, set too low or too high, breaks a case, a golden page or a table."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from cleaner import Cleaner
from cleaner.generic.html.placing import place

from . import golden, steps
from .test_copies import copies, glances
from .test_generic import PLACED
from .test_generic import blocks as placed_blocks
from .test_shapes import bylines, headlines, lists, running, sentences

Check = Callable[[], Iterator[bool]]
"""Yields for each case of a kind whether it comes out right."""


def step_cases() -> Iterator[bool]:
    for _, _, case in steps.cases():
        yield steps.is_right(case, steps.run(case))


def golden_pages() -> Iterator[bool]:
    for case in _goldens():
        article = _cleaner().clean(case.page, case.facts.url)
        yield (article.text + "\n" if article.found else None) == case.expected


@cache
def _goldens() -> list[golden.Case]:
    return list(golden.cases())


@cache
def _cleaner() -> Cleaner:
    return Cleaner()


def placed() -> Iterator[bool]:
    for lines, text, expected in PLACED:
        yield [number for number, kept in enumerate(place(placed_blocks(lines), text)) if kept] == expected


CHAIN = (step_cases, golden_pages)

# A module, a threshold in it, values that are too low and too high, and the cases that have to notice.
THRESHOLDS: list[tuple[str, str, float, float, tuple[Check, ...]]] = [
    ("chain.alignment", "SHINGLE", 3, 12, (copies,)),
    ("chain.alignment", "GLANCE_SHINGLE", 2, 8, (glances,)),
    ("chain.alignment", "MIN_GLANCE", 5, 20, (glances,)),
    ("chain.alignment", "MAX_GAP", 20, 80, (copies,)),
    ("chain.copies", "MIN_FLATTENED", 20, 80, (copies,)),
    ("chain.copies", "MIN_TWIN", 12, 50, (copies,)),
    ("chain.copies", "MIN_WORDS", 30, 120, (copies,)),
    ("chain.copies", "MIN_PARAGRAPH", 7, 30, (copies,)),
    ("chain.copies", "MIN_SHARE", 0.35, 0.9, (copies,)),
    ("chain.copies", "MIN_COVERED", 0.4, 0.95, (copies,)),
    ("chain.copies", "MIN_KEPT", 0.33, 0.9, (copies,)),
    ("chain.copies", "MAX_OFF_EDGE", 3, 12, (copies,)),
    ("chain.copies", "CUT_WORD", 0, 2, (copies,)),
    ("chain.copies", "MIN_OWN", 6, 24, (copies,)),
    ("chain.copies", "MIN_LOST", 1, 6, (copies,)),
    ("generic.html.layout", "MAX_CARD", 5, 1000, CHAIN),
    ("generic.html.placing", "SHINGLE", 2, 8, (placed,)),
    ("generic.html.placing", "MIN_COVERED", 0.25, 1, (placed,)),
    ("generic.html.bylines", "MAX_NAME", 3, 10, (bylines,)),
    ("generic.html.bylines", "MAX_PARTS", 25, 100, (bylines,)),
    ("generic.html.bylines", "MAX_BELOW", 150, 600, (bylines,)),
    ("page.headline", "MAX_HEADLINES", 1, 4, (headlines,)),
    ("page.sentences", "MIN_SENTENCE_CHARACTERS", 20, 80, (sentences,)),
    ("page.shapes", "MIN_RUNNING_WORDS", 4, 16, (running,)),
    ("page.shapes", "MAX_LINKED_SHARE", 0.15, 0.6, (running,)),
    ("page.shapes", "MIN_CONTAINER_WORDS", 30, 120, (lists,)),
]


@pytest.mark.slow
@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize(
    ("module", "name", "low", "high", "checks"), THRESHOLDS, ids=[f"{row[0]}.{row[1]}" for row in THRESHOLDS]
)
def test_a_case_needs_the_threshold(
    monkeypatch: pytest.MonkeyPatch,
    module: str,
    name: str,
    low: float,
    high: float,
    checks: tuple[Check, ...],
    end: str,
) -> None:
    set_everywhere(monkeypatch, f"cleaner.{module}", name, low if end == "low" else high)
    assert not all(right for check in checks for right in check())


def set_everywhere(monkeypatch: pytest.MonkeyPatch, module: str, name: str, value: float) -> None:
    """Give a constant another value, in its module and wherever it was imported from there."""
    own = getattr(importlib.import_module(module), name)
    assert value != own
    for other in [other for key, other in sys.modules.items() if key.startswith("cleaner")]:
        if getattr(other, name, None) is own:
            monkeypatch.setattr(other, name, value)
