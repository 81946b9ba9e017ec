"""Measure what `--precision` and `--recall` do on HTML of unknown sites, beside the same settings of trafilatura.

    python -m benchmarks.settings DATA... [--limit N]

No packs are used. The sites are in two halves, by a hash of their names: the settings were chosen on half 0, and half 1
is the test. The figures are those of `benchmarks.scoring`, and the CPU time of a page.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterable, Mapping
from functools import partial
from hashlib import md5
from itertools import chain
from pathlib import Path
from statistics import fmean

from benchmarks.peers import OURS, PEER, Extract, Given, contenders
from benchmarks.quality import attempt
from benchmarks.scoring import Page, Score, means, pages, score
from cleaner import Cleaner
from cleaner.generic.text.line_model import Favor

SETTINGS: Mapping[str, Favor | None] = {f"{OURS} precision": "precision", OURS: None, f"{OURS} recall": "recall"}


def half_of(site: str) -> int:
    """Return the half that a site is in.

    >>> half_of("nu.nl"), half_of("knack.be")
    (0, 1)
    """
    return md5(site.encode(), usedforsecurity=False).digest()[0] % 2


def extracts() -> dict[str, Extract]:
    """Return the contenders by name: three settings of each program."""
    wanted = (f"{PEER} precision", PEER, f"{PEER} recall")
    found, _ = contenders([PEER])
    return {name: partial(_ours, Cleaner(favor=favor)) for name, favor in SETTINGS.items()} | {
        name: found[name] for name in wanted
    }


def _ours(cleaner: Cleaner, page: Given) -> str:
    return cleaner.clean(page.data, page.url, pack="none").text


def run(data: Iterable[Page]) -> dict[str, dict[int, list[tuple[Score, float]]]]:
    """Return the score and the CPU time in ms of each page, by contender and by half."""
    results: dict[str, dict[int, list[tuple[Score, float]]]] = {}
    every = extracts()
    for page in data:
        given = Given(page.html, page.html.encode(errors="replace"), page.url, "")
        for name, extract in every.items():
            text, ms, _ = attempt(extract, given)
            results.setdefault(name, {0: [], 1: []})[half_of(page.site)].append((score(page, text), ms))
    return results


def main() -> None:
    """Print a table: a row for each setting, and the figures of both halves."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", nargs="+", type=Path, metavar="DATA", help="a data set, .jsonl or .jsonl.gz")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N pages of each set")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)  # warnings of other programs
    results = run(chain.from_iterable(pages(path, options.limit) for path in options.data))
    print("| | half 0: P R F1 | LCS F1 | half 1: P R F1 | LCS F1 | CPU ms a page |\n|---|---|--:|---|--:|--:|")
    for name, halves in results.items():
        cells = []
        for each in halves.values():
            mean = means([score for score, _ in each])
            cells.append(f"{mean.precision:.4f} {mean.recall:.4f} **{mean.f1:.4f}** | {mean.lcs_f1:.4f}")
        ms = fmean(ms for each in halves.values() for _, ms in each)
        print(f"| {name} | {' | '.join(cells)} | {ms:.0f} |")


if __name__ == "__main__":
    main()
