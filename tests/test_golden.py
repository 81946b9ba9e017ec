"""Only the article survives: every golden page, with its URL and without."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner import Cleaner
from cleaner.output.markdown import to_markdown
from cleaner.output.row import to_dict
from cleaner.readers import read_page

from .golden import ROOT, Case, cases

CASES = list(cases())
WITH_URL = [case for case in CASES if case.facts.url]
BARE = [case for case in CASES if case.facts.bare]


def name(case: Case) -> str:
    return case.name


@pytest.mark.parametrize("case", WITH_URL, ids=name)
def test_with_its_url(cleaner: Cleaner, case: Case) -> None:
    article = cleaner.clean(case.page, case.facts.url)
    assert (article.text + "\n" if article.found else None) == case.expected
    assert article.pack == case.facts.pack
    assert article.headline == case.facts.headline
    assert article.authors == case.facts.authors
    if not case.is_html:
        assert article.date_published_raw == case.facts.date
    assert (article.date_published or "")[:10] == (case.facts.published or "")
    assert bool(article.warnings) == (case.facts.warns or not article.found)


@pytest.mark.parametrize("case", BARE, ids=name)
def test_without_a_url(cleaner: Cleaner, case: Case) -> None:
    article = cleaner.clean(case.page)
    assert (article.text + "\n" if article.found else None) == case.expected


@pytest.mark.parametrize("case", [case for case in CASES if case.markdown], ids=name)
def test_its_markdown(cleaner: Cleaner, case: Case) -> None:
    assert to_markdown(cleaner.clean(case.page, case.facts.url)) + "\n" == case.markdown


@pytest.mark.parametrize("case", [case for case in CASES if case.blocks], ids=name)
def test_its_blocks(cleaner: Cleaner, case: Case) -> None:
    assert to_dict(cleaner.clean(case.page, case.facts.url))["blocks"] == case.blocks


@pytest.mark.parametrize("case", CASES, ids=name)
def test_cleaning_again_changes_nothing(cleaner: Cleaner, case: Case) -> None:
    url = case.facts.url
    first = cleaner.clean(case.page, url)
    assert cleaner.clean(first.text, url).text == first.text


@pytest.mark.parametrize("case", CASES, ids=name)
def test_no_other_pack_recognises_it(cleaner: Cleaner, case: Case) -> None:
    """A page is never recognised as a page of another site, neither before nor after cleaning."""
    own = {case.facts.pack, None}
    for text in (case.page, (case.expected or "").encode()):
        match = cleaner.packs.index.match(read_page(text))
        assert (match.pack if match else None) in own


@pytest.mark.parametrize("case", [case for case in CASES if case.expected], ids=name)
def test_every_pack_leaves_the_article_alone(cleaner: Cleaner, case: Case) -> None:
    """A pack finds nothing to remove from the clean article of another site."""
    assert case.expected
    for pack in cleaner.packs.programs:
        article = cleaner.clean(case.expected, pack=pack)
        assert article.text + "\n" == case.expected, pack


def test_every_pack_has_a_golden_page(cleaner: Cleaner) -> None:
    assert {case.facts.pack for case in CASES if case.expected} == set(cleaner.packs.programs)


def test_a_pack_and_its_golden_pages_have_the_same_name(cleaner: Cleaner) -> None:
    for case in CASES:
        program = cleaner.packs[case.facts.pack]
        assert program.file == f"{case.site}.yaml"


def test_every_golden_folder_is_a_case() -> None:
    inputs = {path.parent for path in ROOT.rglob("input.*")}
    assert inputs == {ROOT / case.name for case in CASES}
    assert all(Path(folder / "case.yaml").exists() for folder in inputs)
