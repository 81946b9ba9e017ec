"""Measure what each step of the chain is worth on pages of unknown sites: F1 with all steps, and without each one.

    python -m benchmarks.ablation DATA... [--limit N]

Each page is read once and each extractor is asked once. Then the page is cleaned again and again, each time without one
of the steps. The figures say how much of its shingle F1 a set loses without the step, in hundredths (see
`benchmarks.scoring`). A step with a negative figure does more harm than good on that set. The last column counts the
pages of all sets that the step makes better and worse, by more than `NOTICED` of LCS F1.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from benchmarks.scoring import Page, Score, means, pages, score
from cleaner import Cleaner
from cleaner.chain import extract
from cleaner.chain.step import Step
from cleaner.chain.table import EXTRACTED, UNKNOWN_HTML, clean_page
from cleaner.errors import InputError
from cleaner.generic.html.extractors import Extractor
from cleaner.readers import read_page

MENDED = "all mending"
NOTICED = 0.005
"""A difference in LCS F1 that is more than a few words of a page."""


def names(steps: Iterable[Step]) -> Iterator[str]:
    """Yield the names of steps and of the steps inside them."""
    for step in steps:
        yield step.name
        yield from names(step.parts)


def remembering(extractor: Extractor) -> Extractor:
    """Return an extractor that remembers its last page and is not run again for the same page."""
    memory: list[tuple[Any, list[bool]]] = []
    choose: Callable[[Any, Any], list[bool]] = extractor.choose

    def ask(layout: Any, root: Any) -> list[bool]:
        if not memory or memory[0][0] is not root:
            memory[:] = [(root, choose(layout, root))]
        return memory[0][1]

    return replace(extractor, choose=ask)


def ablations() -> dict[str, frozenset[str]]:
    """Return what is left out in each run, by its name."""
    runs = {"nothing": frozenset[str](), MENDED: frozenset(names(EXTRACTED))}
    decides = {"fitness", "unfit", "accept"}  # without these no page has an article, or each has one
    return runs | {name: frozenset([name]) for name in names(UNKNOWN_HTML) if name not in decides}


def run(data: Iterable[Page]) -> dict[str, dict[str, list[Score]]]:
    """Return the scores of each set in each run."""
    packs = Cleaner().packs
    extract.EXTRACTORS = tuple(tuple(map(remembering, modes)) for modes in extract.EXTRACTORS)
    results: dict[str, dict[str, list[Score]]] = {}
    for page in data:
        try:
            given = read_page(page.html, page.url)
        except InputError as error:
            print(f"left out: {error}")
            continue
        for name, without in ablations().items():
            text = clean_page(given, packs, pack="none", without=without).text
            results.setdefault(page.part, {}).setdefault(name, []).append(score(page, text))
    return results


def main() -> None:
    """Print a table: a row for each step, a column for each set."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", nargs="+", type=Path, metavar="DATA", help="a data set, .jsonl or .jsonl.gz")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N pages of each set")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    results = run(page for path in options.data for page in pages(path, options.limit))
    f1 = {part: {name: means(scores).f1 for name, scores in runs.items()} for part, runs in results.items()}
    print(f"| without | {' | '.join(f1)} | pages better, worse |\n|---|{'--:|' * (len(f1) + 1)}")
    print(f"| nothing (F1) | {' | '.join(format(runs['nothing'], '.4f') for runs in f1.values())} | |")
    for name in list(ablations())[1:]:
        lost = " | ".join(format(100 * (runs["nothing"] - runs[name]), ".2f") for runs in f1.values())
        gains = [
            whole.lcs_f1 - part.lcs_f1
            for runs in results.values()
            for whole, part in zip(runs["nothing"], runs[name], strict=True)
        ]
        better, worse = sum(gain > NOTICED for gain in gains), sum(gain < -NOTICED for gain in gains)
        print(f"| {name} | {lost} | {better}, {worse} |")


if __name__ == "__main__":
    main()
