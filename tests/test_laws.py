"""What is true for every page and every pack."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Cleaner, CleanerError, CrashError, InputError, Limits
from cleaner.chain.draft import Draft
from cleaner.chain.rules import run_rules
from cleaner.chain.step import MAX_ROUNDS
from cleaner.chain.table import CLEANING, clean_page
from cleaner.packs.loading import Packs
from cleaner.packs.program import Program
from cleaner.page.lines import Lines
from cleaner.page.page import Page
from cleaner.readers import Input, read_page
from cleaner.work.in_process import InProcess
from cleaner.work.task import Task, unchanged

from .drafts import draft_of
from .golden import cases
from .laws import check_ledger, normalise
from .strategies import PARAGRAPHS, build, limits, page_bytes, pages, programs, texts

PAGES = [case.page for case in cases()]
URLS = (None, "https://www.zeelandnet.nl/nieuws/x", "https://www.nu.nl/a/1/x.html", "https://www.knack.be/x")
SHIPPED = Cleaner()
GENERIC = SHIPPED.packs["generic"]


def rest(page: Page, program: Program) -> Draft:
    return CLEANING.run(draft_of(page, program))


def packs_with(program: Program) -> Packs:
    return Packs({"drawn": program, "generic": GENERIC})


@given(texts, programs)
def test_kept_and_removed_are_the_page(text: str, program: Program) -> None:
    check_ledger(text, clean_page(read_page(text, kind="text"), packs_with(program), pack="drawn"))


@given(texts, st.sampled_from(URLS))
def test_kept_and_removed_are_the_page_with_the_shipped_packs(text: str, url: str | None) -> None:
    check_ledger(text, SHIPPED.clean(text, url, input="text"))
    check_ledger(text, SHIPPED.clean(text, url, input="text", strip_dateline=True))


@given(texts, programs)
def test_each_removal_names_a_rule_of_the_pack(text: str, program: Program) -> None:
    article = clean_page(read_page(text, kind="text"), packs_with(program), pack="drawn")
    causes = {step.cause for packs in (program, GENERIC) for step in packs.all_rules}
    for removal in article.ledger.removed:
        assert removal.cause in causes or removal.cause.rule in {"copies", "rejected", "unfit", "layout"}


@given(texts, programs)
def test_no_verb_invents_text(text: str, program: Program) -> None:
    """Each single rule leaves parts of the blocks that it was given, in the same order."""
    page = read_page(text, kind="text")
    for step in program.line_rules:
        assert step.verb.apply
        edit = step.verb.apply(step.options, Lines(page.blocks, program.patterns))
        position = 0
        for block in edit.blocks if edit else ():
            assert block.start >= position
            assert block.text == normalise(page.text[block.start : block.end])
            position = block.end


@given(texts, programs)
def test_cleaning_twice_changes_nothing(text: str, program: Program) -> None:
    """The rules of a pack change nothing in their own result, unless a warning says that they did not finish."""
    first = rest(read_page(text, kind="text"), program)
    if any(warning.code == "rules-unsettled" for warning in first.warnings):
        return
    again = rest(read_page("\n\n".join(block.text for block in first.blocks), kind="text"), program)
    assert [block.text for block in again.blocks] == [block.text for block in first.blocks]


@given(texts, st.sampled_from(URLS[1:]))
def test_cleaning_twice_changes_nothing_with_the_shipped_packs(text: str, url: str) -> None:
    """What was left to generic cleaning does not count: its line model sees another page the second time."""
    first = SHIPPED.clean(text, url, input="text")
    codes = {warning.code for warning in first.warnings}
    if first.method == "pack" and codes.isdisjoint(("rules-unsettled", "left-to-generic")):
        assert SHIPPED.clean(first.text, url, input="text").text == first.text


def test_rules_that_never_finish_are_stopped_after_some_rounds() -> None:
    """Each round finds one more headline. There is a result all the same, with a warning."""
    program = build({"pack": "drawn", "version": 1, "rules": [{"title": {"repeated": "true"}}]})
    page = read_page(
        "".join(f"Kop {number} van het stuk\nKop {number} van het stuk\n" for number in range(MAX_ROUNDS + 2))
    )
    draft = rest(page, program)
    assert any(f"round {MAX_ROUNDS}" in warning.text for warning in draft.warnings)
    assert len(draft.blocks) == 4


@given(st.lists(texts, max_size=4), st.randoms())
def test_the_order_of_pages_does_not_matter(pages: list[str], order: random.Random) -> None:
    articles = {page: SHIPPED.clean(page, input="text") for page in pages}
    order.shuffle(pages)
    assert {page: SHIPPED.clean(page, input="text") for page in pages} == articles


@pytest.mark.slow
def test_threads_share_a_cleaner() -> None:
    alone = [SHIPPED.clean(page) for page in PAGES]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(SHIPPED.clean, PAGES * 20))
    assert together == alone * 20


@given(page_bytes, st.text(max_size=60))
def test_only_documented_errors(data: bytes, url: str) -> None:
    try:
        article = SHIPPED.clean(data, url)
    except CleanerError:
        return
    assert article.found or article.warnings


@pytest.mark.slow
@settings(deadline=None)
@given(pages, st.sampled_from(("auto", "html", "text")), programs, limits)
def test_any_page_any_pack_any_limit(page: str | bytes, kind: Input, program: Program, limits: Limits) -> None:
    """The result is an article with its ledger, or a documented error. If there is no article, a warning says why."""
    packs = packs_with(program)
    for pack in ("drawn", "none"):
        try:
            article = InProcess(packs, limits).run(Task(page, input=kind, pack=pack, strip_dateline=True), unchanged)
        except CrashError:
            raise
        except InputError:
            continue
        check_ledger(article.page_text, article)
        assert article.found or article.warnings
        article.text.encode()


@given(texts)
def test_what_is_left_can_be_written(text: str) -> None:
    article = SHIPPED.clean(text, input="text")
    article.text.encode()


@given(texts, programs)
def test_protected_lines_stay(text: str, program: Program) -> None:
    keep = build({"pack": "drawn", "version": 1, "rules": [{"keep": {"line": "De raad.*"}}]})
    guarded = Program(program.pack, "drawn.yaml", lambda: keep.line_rules + program.line_rules)
    draft = draft_of(read_page(text, kind="text"), guarded)
    protected = [block for block in draft.blocks if block.text.startswith("De raad")]
    assert [block for block in run_rules(draft).blocks if block in protected] == protected


@settings(max_examples=20)
@given(st.binary(min_size=1, max_size=200))
def test_bytes_of_any_kind_are_read_or_refused(data: bytes) -> None:
    with suppress(CleanerError):
        assert isinstance(read_page(data), Page)


def test_some_random_pages_have_copies() -> None:
    """Otherwise the tests above would not cover copies."""
    page = read_page("\n\n".join([*PARAGRAPHS, " ".join(PARAGRAPHS[1:])]))
    assert any(removal.cause.rule == "copies" for removal in rest(page, GENERIC).removals)


def test_an_empty_page_has_no_article() -> None:
    for page in ("", b"", "\n\n \t\ufeff\u00a0"):
        article = SHIPPED.clean(page)
        assert not article.found
        assert article.warnings


@pytest.mark.parametrize(
    "url", ["http://[bad", "", "no url at all", "https://www.nu.nl.evil.com/", "//", "https://:80/"]
)
def test_a_strange_url_belongs_to_an_unknown_site(url: str) -> None:
    assert SHIPPED.clean("De raad kwam woensdag bijeen over de haven.", url).pack == "generic"
