"""The inputs that the fuzzers kept, as tests that need no fuzzer and take a second or two."""

from __future__ import annotations

from pathlib import Path

import pytest

from .fuzz.targets import TARGETS, corpus
from .golden import ROOT

GOLDEN = sorted(ROOT.rglob("input.*"))


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS)
def test_kept_inputs(target: str) -> None:
    inputs = list(corpus(target))
    assert inputs
    for path in inputs:
        try:
            TARGETS[target](path.read_bytes())
        except Exception as error:
            raise AssertionError(f"{path}: {error!r}") from error


@pytest.mark.slow
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.parent.relative_to(ROOT).as_posix())
def test_golden_pages_cut_short(path: Path) -> None:
    """As if a crawler had stopped in the middle of a page."""
    data = path.read_bytes()
    for size in range(0, len(data), max(1, len(data) // 7)):
        TARGETS["cleaning"](data[:size])
