"""Only the article survives: every golden page obeys the laws of `cleaner.authoring.testing`."""

from __future__ import annotations

import pytest
import yaml

from cleaner import Cleaner
from cleaner.authoring.goldens import CASE, Case, Facts, Suite
from cleaner.authoring.testing import run_suite
from cleaner.packs.schema import schema_text

from .golden import ROOT, cases, validator

CASES = cases()


def name(case: Case) -> str:
    return case.name


@pytest.mark.parametrize("case", CASES, ids=name)
def test_a_golden_page(cleaner: Cleaner, case: Case) -> None:
    (outcome,) = run_suite(cleaner, Suite(frozenset(cleaner.packs.programs), (case,)))
    assert outcome.failures == ()


def test_every_pack_has_a_golden_page(cleaner: Cleaner) -> None:
    assert {case.facts.pack for case in CASES if case.expected} == set(cleaner.packs.programs)


def test_a_pack_and_its_golden_pages_have_the_same_name(cleaner: Cleaner) -> None:
    for case in CASES:
        program = cleaner.packs[case.facts.pack]
        assert program.file == f"{case.name.rpartition('/')[0]}.yaml"


def test_the_shipped_schema_is_that_of_the_code() -> None:
    """If this fails: make schema."""
    assert (ROOT / "case.schema.json").read_text(encoding="utf-8") == schema_text(Facts)


@pytest.mark.parametrize("case", CASES, ids=name)
def test_each_case_conforms_to_the_schema(case: Case) -> None:
    found = yaml.safe_load((case.folder / CASE).read_text(encoding="utf-8"))
    validator(ROOT / "case.schema.json").validate(found)
