"""Show the precision and recall of the line model for each score from which lines are kept, as a table in Markdown.

    python -m training.curve DATA... [--forms wet,lynx] [--jobs N]

DATA are files of pages that the model was not trained on, in the form that `benchmarks/scoring.py` describes. The
figures are means over the pages and their forms: LCS F1, and the precision and recall of the longest common
subsequence. Only the model is measured, without the guard and the rules that run after it.
"""

from __future__ import annotations

import argparse
import multiprocessing
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from statistics import fmean

from benchmarks import forms
from benchmarks.scoring import Page, lcs_scores, pages

from cleaner.generic.text.line_model import judge
from cleaner.readers.text import read_text

SCORES = (0.1, 0.2, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)

Figures = dict[float, list[tuple[float, float, float]]]


def measured(page: Page, names: tuple[str, ...]) -> Figures:
    """Return the F1, precision and recall of each form of a page, for each of the `SCORES`."""
    found: Figures = {score: [] for score in SCORES}
    for name in names:
        text = forms.FORMS[name](page.html)
        blocks = read_text(text).blocks
        if not blocks:
            continue
        scores = judge(blocks, text).scores
        for least in SCORES:
            kept = "\n".join(block.text for block, score in zip(blocks, scores, strict=True) if score >= least)
            f1, recall = lcs_scores(page.gold, kept)
            found[least].append((f1, _precision(f1, recall), recall or 0.0))
    return found


def _precision(f1: float, recall: float | None) -> float:
    """Return the precision that belongs to this F1 and recall."""
    return f1 * recall / (2 * recall - f1) if recall else 0.0


def rows(data: Iterator[Page], names: tuple[str, ...], jobs: int) -> Iterator[str]:
    """Yield the lines of the table."""
    with multiprocessing.Pool(jobs) as pool:
        results = list(pool.imap(partial(measured, names=names), data, chunksize=8))
    yield "| lowest score | LCS F1 | precision | recall |"
    yield "|--:|--:|--:|--:|"
    for least in SCORES:
        figures = [figure for result in results for figure in result[least]]
        f1, precision, recall = (fmean(column) for column in zip(*figures, strict=True))
        yield f"| {least:g} | {f1:.3f} | {precision:.3f} | {recall:.3f} |"


def main() -> None:
    """Print the table."""
    assert __doc__
    summary, usage, *_ = __doc__.split("\n\n")
    parser = argparse.ArgumentParser(description=summary, usage=usage.strip())
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--forms", default=",".join(forms.FORMS))
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    names = tuple(options.forms.split(","))
    print("\n".join(rows(chain.from_iterable(map(pages, options.data)), names, options.jobs)))


if __name__ == "__main__":
    main()
