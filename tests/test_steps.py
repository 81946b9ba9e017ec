"""Each step of the chain fires on the pages that it is for, and changes nothing on others. See `steps/`."""

from __future__ import annotations

import pytest

from .steps import Case, all_steps, cases, is_right, outcome, run

CASES = list(cases())
NAMES = [f"{step}, {does}: {case.name}" for step, does, case in CASES]


@pytest.mark.parametrize(("step", "does", "case"), CASES, ids=NAMES)
def test_step(step: str, does: str, case: Case) -> None:
    article = run(case)
    assert article.text == (case.article or "").strip()
    assert is_right(case, article)
    assert (outcome(run(case, without=[step])) != outcome(article)) == (does == "fires")


def test_each_step_has_cases_of_both_kinds() -> None:
    for does in ("fires", "spares"):
        assert {step for step, its, _ in CASES if its == does} == set(all_steps())


def test_each_step_says_what_it_does() -> None:
    assert all(len(step.docs) > 20 for step in all_steps().values())
