"""Measure how much longer pages take if the history of their pack is kept.

    python -m benchmarks.history [--rounds 30]

The pages are the golden pages on which the pack of the site finds the article. Each is cleaned without a history, with
its figures, and as a page of the sample, in turn. Times are CPU times of one process, and the fastest round counts. The
report is a table in Markdown: the sums of all pages, and what the history adds if the usual share is in the sample.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial

from benchmarks.speed import fastest
from cleaner import Cleaner
from cleaner.authoring.goldens import Case, golden_folder, read_cases
from cleaner.history.tallies import SAMPLE
from cleaner.packs.folders import shipped_rules

ROUNDS = 30
SHARES = {"without": None, "counted": 0.0, "sampled": 1.0}
"""The `figures` of `Cleaner.clean` for each way to clean a page."""


def takes_part(case: Case, cleaner: Cleaner) -> bool:
    """Return whether the page can be in the sample: its article is the one that the pack finds."""
    figures = cleaner.clean(case.page, case.facts.url, figures=1.0).figures
    return figures is not None and figures.agreement is not None


def row(name: str, cases: Sequence[Case], cleaner: Cleaner, rounds: int) -> str:
    """Return a row of the table for these pages."""
    sums = dict.fromkeys(SHARES, 0.0)
    for case in cases:
        works = {way: partial(cleaner.clean, case.page, case.facts.url, figures=share) for way, share in SHARES.items()}
        for way, seconds in fastest(works, rounds).items():
            sums[way] += seconds
    counted, sampled = (sums[way] / sums["without"] - 1 for way in ("counted", "sampled"))
    added = (1 - SAMPLE) * counted + SAMPLE * sampled
    each = 1000 * sums["without"] / len(cases)
    return f"| {name} | {len(cases)} | {each:.1f} ms | {counted:+.1%} | {sampled:+.0%} | {added:+.1%} |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args(arguments)
    cleaner = Cleaner()
    found = [case for case in read_cases(golden_folder(shipped_rules())) if takes_part(case, cleaner)]
    print(f"| pages | number | a page without a history | with its figures | in the sample | with {SAMPLE:.0%} in it |")
    print("|---|---|---|---|---|---|")
    for name, is_html in (("HTML", True), ("text", False)):
        print(row(name, [case for case in found if case.is_html == is_html], cleaner, options.rounds))


if __name__ == "__main__":
    main()
