"""Every threshold is tested: if it is set too low or too high, a case, a golden page or a row of a table fails."""

from __future__ import annotations

import ast
import importlib
import inspect
import itertools
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import cleaner
from cleaner import Cleaner
from cleaner.chain import extract
from cleaner.generic.html.extractors import Extractor
from cleaner.generic.html.layout import Layout
from cleaner.generic.html.placing import place
from cleaner.page import shapes, words
from cleaner.page.causes import builtin_cause
from cleaner.readers.html import read_html

from . import (
    steps,
    test_address,
    test_container,
    test_html,
    test_inline,
    test_kinds,
    test_mending,
    test_notices,
    test_packs,
    test_page,
    test_reading,
    test_site_lines,
    test_verbs,
)
from .drafts import draft_of
from .test_copies import copies, glances
from .test_generic import PLACED
from .test_generic import blocks as placed_blocks
from .test_metadata import name_lists
from .test_shapes import bylines, headlines, lists, running, sentences

Check = Callable[[], Iterator[bool]]
"""A function that yields for each case whether it comes out right."""


@cache
def cases_of(name: str) -> Check:
    """Return a check of the cases of this step."""

    def check() -> Iterator[bool]:
        for step, _, case in steps.cases():
            if step == name:
                yield steps.is_right(case, steps.run(case))

    return check


@cache
def _cleaner() -> Cleaner:
    return Cleaner()


def placed() -> Iterator[bool]:
    for lines, text, expected in PLACED:
        yield [number for number, kept in enumerate(place(placed_blocks(lines), text)) if kept] == expected


@cache
def tables_of(module: ModuleType, *parts: str) -> Check:
    """Return a check that runs the tests of a module whose names contain one of these parts, with all their rows."""

    def check() -> Iterator[bool]:
        found = [getattr(module, name) for name in dir(module) if name.startswith("test_")]
        for test in [test for test in found if any(part in test.__name__ for part in parts)]:
            marks = [mark for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
            for rows in itertools.product(*(mark.args[1] for mark in marks)):
                yield _passes(test, [(mark.args[0], row) for mark, row in zip(marks, rows, strict=True)])

    return check


def _passes(test: Callable[..., None], rows: Sequence[tuple[str | Sequence[str], Any]]) -> bool:
    """Return whether a test passes with these rows of its tables."""
    arguments: dict[str, Any] = {}
    for names, row in rows:
        names = names.split(",") if isinstance(names, str) else names
        values = getattr(row, "values", None) or (row if len(names) > 1 else (row,))
        arguments |= dict(zip((name.strip() for name in names), values, strict=True))
    with tempfile.TemporaryDirectory() as folder:
        fixtures = {"cleaner": _cleaner(), "tmp_path": Path(folder)}
        needed = {name: fixtures[name] for name in inspect.signature(test).parameters if name in fixtures}
        try:
            test(**arguments, **needed)
        except (Exception, pytest.fail.Exception):  # a wrong threshold may break a test in any way
            return False
    return True


# How many sentences a page has, how many of them each of three modes keeps, and how many are in the article.
MODES = [
    (100, (90, 95, 99), 90),
    (70, (25, 60, 69), 25),  # a third of the page is enough
    (100, (25, 60, 90), 60),  # a quarter is not, and the second mode finds enough
    (120, (30, 60, 90), 30),  # a quarter is enough if it is a long text
    (100, (25, 21, 23), 21),  # the third finds not much more; the second is preferred, although it is a little shorter
    (100, (25, 15, 23), 25),  # but not if it is much shorter
    (100, (20, 19, 38), 38),  # twice as long is much more
    (100, (20, 19, 25), 19),  # a third longer is not
]


def chosen_modes() -> Iterator[bool]:
    for on_page, sizes, expected in MODES:
        rooms = range(100, 100 + on_page)
        page = read_html("".join(f"<p>In zaal {room} hangen tien schilderijen van een schilder.</p>" for room in rooms))
        modes = tuple(Extractor("", partial(_keep_first, size), builtin_cause("", "")) for size in sizes)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(extract, "EXTRACTORS", (modes,))
            draft = extract.extract(draft_of(page, _cleaner().packs["generic"]), ())
        yield len(draft.blocks) == expected


def _keep_first(size: int, layout: Layout, _: object) -> list[bool]:
    return [index < size for index in range(len(layout.blocks))]


MENDING = tables_of(
    test_mending, "remove_most", "labels", "button", "links", "outside", "chapters", "grid", "short_article"
)
CONTAINER = tables_of(test_container, "choice")
DATA = tables_of(test_reading, "data_is_refused", "is_not_data")
MISREAD = tables_of(test_reading, "misread")
DECODING = tables_of(test_reading, "decode", "declaration", "not_text", "binary", "utf16")
FAULTY_FILES = tables_of(test_packs, "faulty_file")
FAULTY_RULES = tables_of(test_packs, "faulty_rule")
NOTICES = tables_of(test_notices, "wall", "title")
VERBS = tables_of(test_verbs, "test_verb")
PICTURES = tables_of(test_inline, "markup_is_kept")

# A module, a threshold in it, values that are too low and too high, and the cases that must notice. A threshold that
# several steps use has a row for each of them.
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
    ("chain.copies", "MIN_BEGINNING", 90, 110, (copies,)),
    ("chain.accept", "FIRST_LINES", 1, 8, (NOTICES,)),
    ("chain.compare", "AGREEMENT", 0.4, 0.95, (cases_of("compare"),)),
    ("chain.compare", "MIN_SHARED", 0.3, 0.9, (cases_of("compare"),)),
    ("chain.cutting", "MAX_MATCHED", 0.3, 0.7, (cases_of("second opinion"),)),
    ("chain.extract", "ENOUGH", 750, 3_000, (chosen_modes,)),
    ("chain.extract", "MUCH_LONGER", 1.2, 2.5, (chosen_modes,)),
    ("chain.extract", "MUCH_SHORTER", 0.4, 0.95, (chosen_modes,)),
    ("chain.extract", "MAX_AGREEMENT", 0.6, 0.95, (tables_of(test_container, "doubt"),)),
    ("chain.extract", "MIN_AGREEMENT", 0.2, 0.6, (tables_of(test_container, "doubt"),)),
    ("chain.extract", "SHORT", 0.15, 0.6, (chosen_modes,)),
    ("chain.lines", "DOUBTFUL_F1", 0.65, 0.95, (cases_of("lines"),)),
    ("chain.lines", "CLEARLY_LOW", 0.01, 0.4, (cases_of("lines"),)),
    ("chain.lines", "LEAST", 0.25, 0.75, (cases_of("lines"),)),
    ("chain.lines", "LEAST_FOR_PRECISION", 0.35, 0.9, (cases_of("lines"),)),
    ("chain.lines", "LEAST_FOR_RECALL", 0.02, 0.45, (cases_of("lines"),)),
    ("chain.lines", "MIN_F1", 0.1, 0.9, (cases_of("lines"),)),
    ("chain.lines", "MIN_LINES", 10, 100, (cases_of("lines"),)),
    ("generic.text.line_model", "CLEAN", 0.01, 0.995, (cases_of("lines"),)),
    ("chain.odd", "MAX_LINKS", 1, 4, (cases_of("oddness"),)),
    ("chain.odd", "MAX_SCRAP", 10, 40, (cases_of("compare"),)),
    ("chain.odd", "MIN_READABLE", 0.3, 0.9, (cases_of("oddness"),)),
    ("chain.odd", "MIN_SELECTED", 0.25, 0.75, (cases_of("oddness"),)),
    ("readers.misreading", "MIN_WRONG", 2, 6, (MISREAD,)),
    ("readers.misreading", "MIN_SHARE", 0.3, 1.01, (MISREAD,)),
    ("chain.recognise", "MIN_SURE_SCORE", 0.4, 0.9, (cases_of("weak"),)),
    ("chain.rules", "MISSED_RULE", 0.4, 0.95, (cases_of("missed"),)),
    ("chain.step", "MAX_ROUNDS", 4, 16, (cases_of("cleaning"),)),
    ("chain.step", "DOUBT", 0.5, 0.9, (MENDING,)),
    ("chain.step", "MAX_DIALOG", 75, 200, (MENDING,)),
    ("chain.table", "FALLBACK_CONFIDENCE", 0.15, 0.6, (cases_of("discard"),)),
    ("chain.table", "GENERIC_CONFIDENCE", 0.25, 0.9, (cases_of("accept"),)),
    ("chain.taken", "MAX_LEAD", 200, 800, (cases_of("compare"),)),
    ("chain.taken", "MIN_TAKEN", 0.3, 0.7, (cases_of("compare"),)),
    ("generic.html.container", "GROWS", 1.05, 2, (CONTAINER,)),
    ("generic.html.container", "MAX_BETWEEN", 0, 0.3, (CONTAINER,)),
    ("generic.html.container", "MAX_MENDED", 0.1, 0.5, (CONTAINER,)),
    ("generic.html.container", "MIN_NAMED", 0.15, 0.5, (CONTAINER,)),
    ("generic.html.container", "MIN_OF_PAGE", 0.3, 0.9, (CONTAINER,)),
    ("generic.html.container", "MIN_OF_PAGE_NAMED", 0.3, 0.65, (CONTAINER,)),
    ("generic.html.container", "MIN_RIVAL", 0.25, 0.8, (CONTAINER,)),
    ("generic.html.container", "MIN_RUNNING", 0.1, 0.8, (CONTAINER,)),
    ("generic.html.container", "MIN_WORDS", 30, 120, (CONTAINER,)),
    ("generic.html.favoring", "MAX_NOTICE", 20, 80, (cases_of("doubtful"),)),
    ("generic.html.extras", "MAX_CAPTION", 20, 80, (cases_of("caption"),)),
    ("generic.html.extras", "MAX_PICTURE_LINES", 1, 4, (cases_of("caption"),)),
    ("generic.html.extras", "MAX_PROMPT", 7, 30, (cases_of("offer"),)),
    ("generic.html.extras", "MAX_TERMS", 20, 80, (cases_of("terms"),)),
    ("generic.html.layout", "MAX_CARD", 40, 160, (cases_of("box"), MENDING)),
    ("generic.html.layout", "MAX_CARD", 40, 160, (cases_of("offer"),)),
    ("generic.html.layout", "MIN_LIST", 2, 6, (cases_of("label"),)),
    ("generic.html.layout", "MAX_CARD", 40, 160, (cases_of("teaser"),)),
    ("generic.html.layout", "MAX_CARD", 40, 160, (cases_of("teaser list"),)),
    ("generic.html.layout", "MIN_LIST", 2, 6, (cases_of("box"),)),
    ("generic.html.layout", "MIN_LIST", 2, 6, (cases_of("entries"),)),
    ("generic.html.layout", "MIN_LIST", 2, 6, (cases_of("heading"),)),
    ("generic.html.layout", "MIN_LIST", 2, 6, (cases_of("teaser list"),)),
    ("generic.html.layout", "MAX_CARD", 40, 160, (PICTURES,)),
    ("generic.html.layout", "MOSTLY_LINK", 0.3, 0.9, (PICTURES,)),
    ("generic.html.pictures", "MIN_SIDE", 25, 100, (PICTURES,)),
    ("generic.html.layout", "MOSTLY_LINK", 0.3, 0.9, (cases_of("heading"),)),
    ("generic.html.layout", "MOSTLY_LINK", 0.3, 0.9, (cases_of("link"), MENDING)),
    ("generic.html.listings", "MAX_GRID", 0.15, 0.6, (MENDING,)),
    ("generic.html.listings", "MIN_ABOVE_GRID", 0.5, 0.99, (MENDING,)),
    ("generic.html.listings", "MIN_SENTENCES", 1, 3, (MENDING,)),
    ("generic.html.listings", "MIN_BLOCKS", 1, 3, (MENDING,)),
    ("generic.html.listings", "MAX_ENTRY", 100, 400, (cases_of("entries"),)),
    ("generic.html.listings", "MIN_FIRST", 10, 40, (cases_of("next"),)),
    ("generic.html.listings", "MIN_TEASERS", 0.25, 0.75, (cases_of("teaser list"),)),
    ("generic.html.listings", "MIN_TITLE", 2, 6, (cases_of("entries"),)),
    ("generic.html.listings", "MIN_TITLE", 2, 6, (cases_of("teaser"),)),
    ("generic.html.listings", "MIN_TITLE_SHARE", 0.1, 0.4, (cases_of("teaser"),)),
    ("generic.html.mending", "CONTAINER", 0.4, 0.95, (cases_of("outside"),)),
    ("generic.html.mending", "LEAD_CHARACTERS", 60, 240, (cases_of("lead"),)),
    ("generic.html.mending", "LEAD_WITHIN", 20, 80, (cases_of("lead"),)),
    ("generic.html.mending", "LEAD_WORDS", 4, 16, (cases_of("lead"),)),
    ("generic.html.mending", "MAX_LABEL", 3, 14, (cases_of("byline"),)),
    ("generic.html.mending", "MAX_LABELS", 3, 6, (MENDING,)),
    ("generic.html.mending", "MAX_LINK_LABEL", 2, 6, (MENDING,)),
    ("generic.html.mending", "MAX_LINK_LABEL", 2, 8, (cases_of("label"),)),
    ("generic.html.mending", "MAX_OF_TEXT", 0.3, 0.8, (MENDING,)),
    ("generic.html.mending", "MAX_OF_TEXT", 0.1, 0.9, (cases_of("caption"),)),
    ("generic.html.mending", "MAX_OF_TEXT", 0.1, 0.9, (cases_of("offer"),)),
    ("generic.html.mending", "MIN_CHAPTER", 20, 80, (MENDING,)),
    ("generic.html.mending", "MIN_CHAPTERS", 1, 3, (MENDING,)),
    ("generic.html.mending", "MIN_STANDFIRST", 10, 25, (MENDING,)),
    ("generic.html.mending", "MIN_SUBHEADS", 1, 3, (MENDING,)),
    ("generic.html.mending", "MIN_BELOW", 0.25, 0.75, (cases_of("above"),)),
    ("generic.html.mending", "MIN_LEAD", 3, 12, (cases_of("lead"),)),
    ("generic.html.mending", "MIN_LINKS", 1, 4, (cases_of("heading"),)),
    ("generic.html.walls", "MAX_FRAME", 15, 45, (NOTICES,)),
    ("generic.html.walls", "MIN_IN_SCRIPT", 30, 120, (NOTICES,)),
    ("generic.notices", "MAX_LINE", 15, 70, (NOTICES,)),
    ("generic.notices", "MAX_NOTICE", 75, 300, (NOTICES,)),
    ("generic.notices", "MAX_SITE", 2, 8, (NOTICES,)),
    ("generic.notices", "MIN_BESIDE", 10, 40, (NOTICES,)),
    ("generic.text.kinds", "MAX_SUBHEAD", 50, 200, (cases_of("kinds"),)),
    ("generic.html.placing", "SHINGLE", 2, 8, (placed,)),
    ("generic.html.placing", "MAX_FOUND", 0.2, 0.9, (placed,)),
    ("generic.html.placing", "MIN_LOST", 30, 120, (placed,)),
    ("generic.html.placing", "MIN_COVERED", 0.25, 1, (placed,)),
    ("generic.html.bylines", "FIRST_BLOCKS", 1, 4, (bylines,)),
    ("generic.html.bylines", "MAX_BYLINE", 100, 400, (bylines,)),
    ("generic.html.bylines", "MAX_MARKED", 50, 200, (bylines,)),
    ("generic.html.bylines", "MAX_TRIED", 5, 40, (bylines,)),
    ("page.names", "MAX_NAME", 3, 10, (name_lists,)),
    ("page.names", "MAX_READ", 500, 2_000, (name_lists,)),
    ("generic.html.bylines", "MAX_PARTS", 25, 100, (bylines,)),
    ("generic.html.bylines", "MAX_BELOW", 150, 600, (bylines,)),
    ("page.headline", "MAX_HEADLINES", 1, 4, (headlines,)),
    ("page.sentences", "MIN_SENTENCE_CHARACTERS", 20, 80, (sentences,)),
    ("page.shapes", "MIN_RUNNING_WORDS", 4, 16, (running,)),
    ("page.shapes", "MAX_LINKED_SHARE", 0.15, 0.6, (running,)),
    ("page.shapes", "MIN_CONTAINER_WORDS", 30, 120, (lists,)),
    ("generic.text.kinds", "MIN_APART", 1, 6, (tables_of(test_kinds, "kinds", "number"),)),
    ("generic.text.kinds", "MIN_TOGETHER", 1, 4, (tables_of(test_kinds, "kinds", "number"),)),
    ("generic.text.kinds", "SUBHEAD_LEVEL", 1, 3, (tables_of(test_kinds, "level"),)),
    ("generic.text.site_lines", "MIN_PAGES", 3, 5, (tables_of(test_site_lines, "enough_pages"),)),
    ("generic.text.site_lines", "MIN_SHARE", 0.4, 0.6, (tables_of(test_site_lines, "enough_pages"),)),
    ("generic.text.site_lines", "MIN_RUNNING", 50, 70, (tables_of(test_site_lines, "copies"),)),
    ("generic.text.site_lines", "MIN_NEW", 0.3, 0.6, (tables_of(test_site_lines, "copies"),)),
    ("packs.linting", "MAX_COMPARISONS", 10_000, 40_000, (tables_of(test_packs, "number_of_rules"),)),
    ("packs.files", "MAX_SIZE", 500_000, 2_000_000, (FAULTY_FILES,)),
    ("packs.composing", "MAX_DEPTH", 50, 200, (FAULTY_FILES,)),
    ("packs.nodes", "MAX_GUESSES", 10, 40, (tables_of(test_packs, "first_faults"),)),
    ("packs.nodes", "MAX_ITEMS", 500, 2_000, (FAULTY_RULES,)),
    ("packs.nodes", "MAX_PATTERN", 5_000, 20_000, (FAULTY_RULES,)),
    ("packs.nodes", "MAX_SHOWN", 30, 120, (FAULTY_RULES,)),
    ("page.address", "MAX_URL", 4_096, 16_384, (tables_of(test_address, "web_address"),)),
    ("page.address", "MIN_NAME", 2, 5, (tables_of(test_address, "words_of_an_address"),)),
    ("page.address", "MIN_ID", 4, 9, (tables_of(test_address, "words_of_an_address"),)),
    ("page.address", "MIN_LIKENESS", 0.5, 0.9, (tables_of(test_address, "named"),)),
    ("page.address", "MAX_HEADLINE", 150, 600, (tables_of(test_address, "named"),)),
    ("page.address", "MIN_OWN_WORDS", 4, 6, (tables_of(test_address, "named"),)),
    ("page.blocks", "UNLINKED_MARKS", 1, 4, (tables_of(test_page, "is_a_link"),)),
    ("page.blocks", "UNLINKED_SHARE", 0.05, 0.2, (tables_of(test_page, "is_a_link"),)),
    ("page.headline", "MAX_EDGES", 6, 24, (tables_of(test_html, "confirmed"),)),
    ("page.headline", "MIN_PART", 0.2, 0.9, (tables_of(test_html, "confirmed"),)),
    ("page.headline", "MIN_HEADLINE", 5, 20, (tables_of(test_html, "confirmed"),)),
    ("page.words", "CHARACTERS_PER_WORD", 1, 4, (tables_of(test_page, "words"),)),
    ("readers.detecting", "HEAD", 1_000, 4_000, (tables_of(test_reading, "where_html"),)),
    ("readers.detecting", "MIN_BREAKS", 1, 6, (tables_of(test_reading, "where_html"),)),
    ("readers.elements", "LONG_TEXT", 40, 200, (cases_of("oddness"),)),
    ("readers.data", "CUT_OFF", 1, 12, (DATA,)),
    ("readers.data", "MAX_PROSE", 0.02, 0.3, (DATA,)),
    ("readers.data", "MAX_RECORDS", 10, 40, (DATA,)),
    ("readers.data", "MIN_FIELDS", 2, 5, (DATA,)),
    ("readers.data", "MIN_ROWS", 2, 10, (DATA,)),
    ("readers.data", "SURE_FIELDS", 4, 12, (DATA,)),
    ("readers.decoding", "BINARY_HEAD", 5_000, 20_000, (DECODING,)),
    ("readers.decoding", "DECLARATION_HEAD", 8_192, 32_768, (DECODING,)),
    ("readers.decoding", "GUESS_HEAD", 10, 10**9, (DECODING,)),
    ("readers.decoding", "MAX_CONTROLS", 0.01, 0.04, (DECODING,)),
    ("readers.decoding", "MAX_NULS", 0.005, 0.02, (DECODING,)),
    ("readers.decoding", "MIN_HIGH_BYTES", 12, 48, (DECODING,)),
    ("readers.decoding", "MIN_HIGH_SHARE", 0.2, 0.8, (DECODING,)),
    ("readers.decoding", "STRAY_CONTROLS", 2, 8, (DECODING,)),
    ("readers.decoding", "UTF16_HEAD", 1_000, 4_000, (DECODING,)),
    ("readers.decoding", "UTF16_HIGH_NULS", 0.35, 0.95, (DECODING,)),
    ("readers.decoding", "UTF16_NULS", 0.3, 0.9, (DECODING,)),
    ("readers.html", "MAX_HIDDEN_LEVELS", 1, 6, (tables_of(test_html, "hidden"),)),
    ("readers.html", "MAX_LOST_PARAGRAPHS", 2, 10, (tables_of(test_html, "missed"),)),
    ("readers.html", "MIN_PARTS", 2, 5, (tables_of(test_html, "hidden"),)),
    ("readers.html", "MIN_SHOWN_PARTS", 1, 4, (tables_of(test_html, "hidden"),)),
    ("readers.html", "MIN_OF_SHOWN", 0.2, 0.9, (tables_of(test_html, "hidden"),)),
    ("readers.html", "MIN_HIDDEN_WORDS", 50, 200, (tables_of(test_html, "hidden"),)),
    ("readers.html", "MIN_LOST_PARAGRAPH", 20, 80, (tables_of(test_html, "missed"),)),
    ("readers.html", "MIN_LOST_WORDS", 2, 10, (tables_of(test_html, "words_that"),)),
    ("readers.html", "PARSER_DEPTH", 1_024, 4_096, (tables_of(test_html, "depth_of_the_parser"),)),
    ("readers.tags", "MIN_OF_ONE", 500, 2_000, (tables_of(test_html, "attributes_of_one"),)),
    ("readers.tags", "SHARE_OF_ONE", 0.01, 0.04, (tables_of(test_html, "attributes_of_one"),)),
    ("readers.walking", "MAX_PATH", 8_192, 32_768, (tables_of(test_html, "length_of_a_path"),)),
    ("readers.walking", "MAX_PATHS", 15_000_000, 60_000_000, (tables_of(test_html, "length_of_all_paths"),)),
    ("verbs.drop_twins", "MAX_CHARACTERS", 100, 400, (VERBS,)),
    ("verbs.drop_twins", "MIN_CHARACTERS", 7, 30, (VERBS,)),
    ("verbs.reject", "MAX_LABEL_WORDS", 5, 7, (VERBS,)),
    ("verbs.title", "MAX_CHARACTERS", 150, 600, (VERBS,)),
    ("verbs.reject", "MAX_SUMMARY", 799, 801, (VERBS,)),
    ("verbs.reject", "MAX_TITLE", 159, 161, (VERBS,)),
    ("verbs.reject", "MIN_KNOWN", 0.2, 0.5, (VERBS,)),
    ("verbs.reject", "MIN_LONG", 4, 6, (VERBS,)),
    ("verbs.reject", "MIN_TITLE", 44, 46, (VERBS,)),
    ("verbs.title", "FIRST_LINES", 7, 9, (VERBS,)),
    ("verbs.title", "MAX_ABOVE", 79, 81, (VERBS,)),
    ("verbs.title", "MAX_LABEL", 20, 80, (VERBS,)),
    ("verbs.title", "MIN_LABELLED", 10, 42, (VERBS,)),
    ("verbs.until", "MAX_CUT_OFF", 0, 3, (VERBS,)),
    ("verbs.until", "PROOF_LINES", 1, 6, (VERBS,)),
]


@pytest.mark.slow
def test_each_check_passes_as_the_thresholds_are() -> None:
    checks = {check for *_, checks in THRESHOLDS for check in checks}
    assert all(right for check in checks for right in check())


@pytest.mark.slow
@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize(
    ("module", "name", "low", "high", "checks"),
    THRESHOLDS,
    ids=[f"{row[0]}.{row[1]} {number}" for number, row in enumerate(THRESHOLDS)],
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


# What is not a threshold, or saves time only.
NO_THRESHOLDS = {
    # these are the room in a compiled function; tests/test_compiled.py has a case on each side of them
    ("verbs.naming", "MAX_NAMES"),
    ("verbs.naming", "MAX_TESTS"),
    # these bound the cost of a page or of a pack; tests/test_cost.py has a case on each side of them
    ("chain.copies", "MAX_CHARACTERS"),
    ("chain.lines", "MAX_LINES"),
    ("packs.matching", "MAX_SIGNED"),
    ("packs.states", "BETWEEN"),
    ("packs.states", "MAX_KINDS"),
    ("packs.states", "MAX_POSITIONS"),
    ("packs.states", "MAX_SIZE"),
    ("packs.states", "MAX_STATES"),
    ("packs.states", "MAX_STEPS"),
    ("packs.states", "MAX_TOTAL"),
    ("packs.states", "MAX_TOTAL_SIZE"),
    ("packs.states", "MAX_TOTAL_WORK"),
    ("packs.states", "MAX_WORK"),
    ("packs.states", "NARROW"),
    ("packs.states", "WIDE"),
    ("page.lines", "HALF_WORK"),
    ("page.lines", "LINE_WORK"),
    ("page.lines", "MATCH_WORK"),
    ("page.lines", "MAX_SEARCHED"),
    ("page.patterns", "MAX_SET"),  # both ways find the same
    ("readers.tags", "FEW_ATTRIBUTES"),  # whether they are counted before or after the tree is made
    ("page.patterns", "MAX_SET_STEPS"),  # both ways find the same
    ("page.patterns", "SHORT"),  # what is remembered
    ("page.patterns", "MAX_REMEMBERED"),
    ("page.address", "MAX_REMEMBERED"),
    ("page.patterns", "UNCOUNTED"),
    ("readers.tags", "IMPLIED_ELEMENTS"),  # how many elements the parser adds
    # the chain is made of them when it is imported; tests/test_mending.py has a case on each side of them
    ("chain.table", "MOST_ABOVE"),
    ("chain.table", "MOST_CAPTIONS"),
    ("chain.table", "MOST_NEXT"),
    ("generic.html.extras", "MAX_AUTHORS"),  # the authors of a hostile page; tests/test_shapes.py goes over it
    ("generic.notices", "MAX_HEADINGS"),  # the headings of a hostile page; tests/test_notices.py goes over it
    ("generic.html.inline_reader", "MAX_JOINED"),  # the links of a hostile page; tests/test_inline.py goes over it
    ("generic.html.inline_reader", "MAX_TARGETS"),  # the URLs of a hostile page; tests/test_inline.py goes over it
    ("readers.spans", "MAX_COLUMNS"),  # the width of a hostile table
    ("readers.screen_readers", "MAX_CLASSES"),  # the length of a hostile class
    ("readers.rewriting", "MAX_DIGITS"),  # the size of a hostile number
    ("generic.html.bylines", "MAX_DIGITS"),  # the size of a hostile number
    ("readers.html", "MAX_MARKS"),  # which of two ways is taken that give the same
    ("readers.html", "MAX_PARTS"),  # which of two ways is taken that give the same
    ("page.words", "SHORT"),  # only how long counting takes
    ("readers.elements", "FEW"),  # only how long sorting takes
    ("readers.tags", "MANY"),  # how the attributes of a page are counted; the count is the same
    ("readers.tags", "LONG_TEXT"),  # how the attributes of a page are counted; the count is the same
    ("readers.tags", "MAX_GAP"),  # whether the attributes of a hostile page are counted before the tree is made
    ("packs.program", "MAX_NAME"),  # how long the name of a rule is; tests/test_history.py has one that is longer
    ("chain.figures", "LONG"),  # what the history counts, not what comes out; tests/test_history.py has both sides
    ("generic.html.container", "NAMED_ARTICLE"),  # the name of a rank
    ("generic.html.container", "NAMED_BODY"),  # the name of a rank
    # the trees of the line model were trained with these
    ("generic.text.features", "CAPITAL"),
    ("generic.text.features", "FAR"),
    ("generic.text.features", "FIRST_WORDS"),
    ("generic.text.features", "HANGUL"),
    ("generic.text.features", "LETTERS"),
    ("generic.text.features", "LONG_RUNNING"),
    ("generic.text.features", "MAX_SIGNS"),
    ("generic.text.features", "MIN_RUNNING"),
    ("generic.text.features", "MOST"),
    ("generic.text.features", "NEAR"),
    ("generic.text.features", "NO_CAPITALS"),
    ("generic.text.features", "PENALTY"),
    ("generic.text.features", "SIZE_PENALTY"),
    ("generic.text.features", "WIDE"),
    ("generic.text.features", "WINDOW"),
    ("generic.text.units", "MAX_TOO_WIDE"),
    ("generic.text.units", "MAX_WIDTH"),
    ("generic.text.units", "MIN_BREAKS"),
    ("generic.text.units", "MIN_FITTING"),
    ("generic.text.units", "MIN_PIECE"),
    ("generic.text.units", "MIN_WIDTH"),
    ("generic.text.units", "NEARLY"),
    ("generic.languages", "MIN_CONFIDENCE"),  # an extra; tests/integrations/test_languages.py needs it
    ("generic.html.size", "FEW_ELEMENTS"),
    ("generic.html.size", "FEW_LINKS"),
    ("generic.html.size", "LITTLE_JOINED"),
    ("generic.text.site_lines", "MAX_COUNTS"),  # the memory of a batch; tests/test_site_lines.py fills the table
}
ROOMS = ("chain", "generic", "packs", "page", "readers", "verbs")


def test_each_threshold_is_in_the_table() -> None:
    """A number with a name in capitals, in a room that decides what comes out of a page."""
    found = set()
    source = Path(cleaner.__path__[0])
    for path in (path for room in ROOMS for path in (source / room).rglob("*.py")):
        module = ".".join(path.relative_to(source).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign):
                names = [name.id for name in ast.walk(node.targets[0]) if isinstance(name, ast.Name)]
                values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
                if all(isinstance(value, ast.Constant) and isinstance(value.value, (int, float)) for value in values):
                    found |= {(module, name) for name in names if name.isupper() and name[0] != "_"}
    assert found - NO_THRESHOLDS == {(module, name) for module, name, *_ in THRESHOLDS}


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> Iterator[None]:
    """The number of words, and whether a text is running text, depend on thresholds."""
    for remembered in (words._count_again, shapes._reads_again):
        remembered.cache_clear()
    yield
    for remembered in (words._count_again, shapes._reads_again):
        remembered.cache_clear()


def set_everywhere(monkeypatch: pytest.MonkeyPatch, module: str, name: str, value: float) -> None:
    """Give a constant another value, in its module and wherever it was imported from there."""
    own = getattr(importlib.import_module(module), name)
    assert value != own
    for other in [other for key, other in sys.modules.items() if key.startswith("cleaner")]:
        if getattr(other, name, None) is own:
            monkeypatch.setattr(other, name, value)
