"""Train the line model, which finds the article in text of sites without a pack, and write its trees as Python code.

    python -m training.line_model DATA... --into FOLDER [--jobs N]

DATA are files of pages with a known article, in the form that `benchmarks/scoring.py` describes. Each page is rendered
as text in each of the `FORMS`. Two models are trained on these texts:

* `line_trees.py`: is this unit, a line or a paragraph, part of the article?
* `page_trees.py`: is this text an article and nothing else, so that no line of it may be removed? Its examples are the
  known articles themselves, in several forms, and the rendered pages.

The same data and the same versions of the packages give the same files: every random choice has a fixed seed, and
LightGBM runs in one thread.
"""

from __future__ import annotations

import argparse
import multiprocessing
import textwrap
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

import lightgbm
import numpy as np
from benchmarks import forms
from benchmarks.scoring import Page, pages
from msgspec import Struct

from cleaner.authoring.labels import labels, words
from cleaner.generic.text.features import NAMES, PAGE_NAMES, Row, page_row, rows_of
from cleaner.generic.text.units import Unit, units_of
from cleaner.readers.text import read_text
from training.trees import written

FORMS = ("resiliparse", "inscriptis", "wet", "beautifulsoup", "html2text", "html2text-72", "html2text-links-78")
"""The forms that need no program besides Python packages. `html-text`, `lynx` and `w3m` are left for testing."""
MAX_UNITS = 5_000
"""Longer texts are left out."""
WIDTH = 76
"""The width at which known articles are wrapped, as examples of text that is clean."""
FEW = 12
"""The units of a piece of a page, as an example of a short text that is not clean."""
BEGINNINGS = (1, 2, 4)
"""The paragraphs of beginnings of articles, as examples of short texts that are clean."""

COMMON = {
    "objective": "binary",
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "seed": 1,
    "verbose": -1,
    "bagging_freq": 1,
    "max_bin": 127,
}
LINES = {
    "num_leaves": 20,
    "learning_rate": 0.12,
    "min_data_in_leaf": 300,
    "lambda_l2": 5,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.7,
}
LINE_TREES = 90
PAGES = {
    "num_leaves": 8,
    "learning_rate": 0.2,
    "min_data_in_leaf": 20,
    "lambda_l2": 5,
    "feature_fraction": 0.8,
    "bagging_fraction": 0.8,
}
PAGE_TREES = 30
PART, SURE = 10, 3.0
"""After each 10 trees, the code stops if the odds are already more than e to the 3rd (20) to 1."""


class Example(Struct):
    """What one page has to teach: rows of units with their labels and weights, and rows of pages with theirs."""

    rows: list[Row]
    labels: list[bool]
    weights: list[float]
    page_rows: list[Row]
    is_clean: list[bool]


def example(page: Page) -> Example:
    """Return what a page has to teach."""
    found = Example([], [], [], [], [])
    for form in FORMS:
        try:
            text = forms.FORMS[form](page.html)
        except (ValueError, AssertionError, LookupError):  # a program that cannot render this page
            continue
        blocks = read_text(text).blocks
        if not 1 <= len(blocks) <= MAX_UNITS:
            continue
        units = units_of(blocks, text)
        is_body = labels(page.gold, [unit.text for unit in units])
        _add_lines(found, units, is_body)
        start = is_body.index(True) if True in is_body else 0
        for first in (0, max(0, start - FEW // 2), max(0, len(units) - FEW)):  # pieces of the page: most have a menu
            if False in is_body[first : first + FEW]:
                found.page_rows.append(page_row(rows_of(units[first : first + FEW])))
                found.is_clean.append(False)
    for text in articles(page):
        blocks = read_text(text).blocks
        if blocks:
            found.page_rows.append(page_row(rows_of(units_of(blocks, text))))
            found.is_clean.append(True)
    return found


def _add_lines(found: Example, units: Sequence[Unit], is_body: Sequence[bool | None]) -> None:
    """Add the units of a text that is not clean.

    A unit weighs as much as the square root of its words, so that long paragraphs count for more but not for all. All
    units of one text together weigh the same as those of any other.
    """
    rows = rows_of(units)
    found.page_rows.append(page_row(rows))
    found.is_clean.append(False)
    known = [
        (row, label, max(1, len(words(unit.text))) ** 0.5)
        for row, unit, label in zip(rows, units, is_body, strict=True)
        if label is not None
    ]
    total = sum(weight for _, _, weight in known)
    found.rows += [row for row, _, _ in known]
    found.labels += [label for _, label, _ in known]
    found.weights += [weight / total for _, _, weight in known]


def articles(page: Page) -> Iterator[str]:
    """Yield the known article of a page as a crawler might store it: as it is, with blank lines, and wrapped.

    Its beginnings follow, because many articles have only one to four paragraphs.
    """
    lines = page.gold.splitlines()
    yield page.gold
    yield "\n\n".join(lines)
    yield "\n\n".join(textwrap.fill(line, WIDTH, break_long_words=False) for line in lines)
    yield from ("\n".join(lines[:number]) for number in BEGINNINGS)


def trained(examples: Sequence[Example]) -> tuple[lightgbm.Booster, lightgbm.Booster]:
    """Return the model of lines and the model of pages."""
    rows = np.array([row for each in examples for row in each.rows])
    weights = np.array([weight for each in examples for weight in each.weights])
    known = np.array([label for each in examples for label in each.labels])
    data = lightgbm.Dataset(rows, known, weight=weights / weights.mean(), feature_name=list(NAMES))
    page_rows = np.array([row for each in examples for row in each.page_rows])
    is_clean = np.array([label for each in examples for label in each.is_clean])
    page_data = lightgbm.Dataset(page_rows, is_clean, feature_name=list(PAGE_NAMES))
    return (
        lightgbm.train(COMMON | LINES, data, LINE_TREES),
        lightgbm.train(COMMON | PAGES, page_data, PAGE_TREES),
    )


def main() -> None:
    """Train both models and write them."""
    assert __doc__
    summary, usage, *_ = __doc__.split("\n\n")
    parser = argparse.ArgumentParser(description=summary, usage=usage.strip())
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=multiprocessing.cpu_count())
    options = parser.parse_args()
    with multiprocessing.Pool(options.jobs) as pool:
        given = chain.from_iterable(map(pages, options.data))
        examples = list(pool.imap(example, given, chunksize=8))
    lines, whole = trained(examples)
    write = partial(written, part=PART, sure=SURE)
    (options.into / "line_trees.py").write_text(
        write(lines, "The trees of the line model.", "a unit of a text is part of the article", NAMES), encoding="utf-8"
    )
    (options.into / "page_trees.py").write_text(
        write(whole, "The trees of the page guard.", "a text is an article and nothing else", PAGE_NAMES),
        encoding="utf-8",
    )
    count = sum(len(each.rows) for each in examples)
    print(f"{len(examples):,} pages, {count:,} units, {sum(len(each.page_rows) for each in examples):,} texts")


if __name__ == "__main__":
    main()
