"""Measure how well articles are found and what that costs, for `cleaner` and other programs in the same run.

    python benchmarks/quality.py DATA... [--limit N] [--only NAME] [--plot FILE.svg]
    python benchmarks/quality.py --packs

DATA are files of pages with a known article, in the form that `benchmarks/scoring.py` describes. The report is
Markdown.

Times are CPU times of one call for each page. All contenders clean a page before the next page is read, each time in
another order, so that the noise of a shared machine and warm caches affect all of them alike. `--packs` measures the
golden HTML pages of sites with a pack, and reports the best of several rounds.
"""

from __future__ import annotations

import argparse
import gc
import logging
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from itertools import chain
from pathlib import Path

import yaml
from msgspec import Struct

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.peers import OURS, PEER, Extract, Given, contenders, versions
from benchmarks.plot import Point, svg
from benchmarks.scoring import Page, Score, means, pages, score
from cleaner import Cleaner

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
ROUNDS = 15
SHOWN = 10


class Result(Struct, frozen=True):
    """The result of one contender on one page: how good it is, how many ms it took, and the error if it raised one."""

    page: str
    part: str
    score: Score
    ms: float
    error: str | None


Results = Mapping[str, Sequence[Result]]


def run(data: Iterable[Page], extracts: Mapping[str, Extract]) -> Results:
    """Return the results of all contenders, each in the order of the pages."""
    results: dict[str, list[Result]] = {name: [] for name in extracts}
    for number, page in enumerate(data):
        language = (page.lang or "").partition("-")[0].lower()
        given = Given(page.html, page.html.encode(errors="replace"), page.url, language)
        names = list(extracts)
        if number == 0:
            for name in names:
                attempt(extracts[name], given)  # the first call may do work that is not part of the cost of a page
            gc.freeze()
        first = number % len(names)
        for name in names[first:] + names[:first]:
            text, ms, error = attempt(extracts[name], given)
            results[name].append(Result(page.id, page.part, score(page, text), ms, error))
    return results


def attempt(extract: Extract, given: Given) -> tuple[str, float, str | None]:
    """Return the text (empty if the contender raised an error), how many ms it took, and the error."""
    gc.collect()  # otherwise one contender would clean up after another
    text, error = None, None
    start = time.process_time()
    try:
        text = extract(given)
    except Exception as raised:
        error = " ".join(f"{type(raised).__name__}: {raised}".split())
    return text or "", (time.process_time() - start) * 1000, error


def sets(results: Results) -> dict[str, Results]:
    """Return the results of each data set separately."""
    parts = dict.fromkeys(result.part for each in results.values() for result in each)
    return {part: {name: [r for r in each if r.part == part] for name, each in results.items()} for part in parts}


def print_quality(results: Results) -> None:
    """Print a table for each set."""
    for part, here in sets(results).items():
        print(f"\n## {part}\n\n| | pages | shingle P | R | F1 | LCS F1 |\n|---|--:|--:|--:|--:|--:|")
        for name, each in here.items():
            mean = means([result.score for result in each])
            figures = " | ".join(f"{x:.4f}" for x in (mean.precision, mean.recall, mean.f1, mean.lcs_f1))
            print(f"| {name} | {len(each)} | {figures} |")


def print_cost(results: Results) -> None:
    """Print the CPU time of each contender, and which ones raised errors."""
    print(f"\n## CPU time\n\n| | mean ms a page | median | times {PEER} |\n|---|--:|--:|--:|")
    for name, each in results.items():
        ratio = f"{mean_ms(each) / mean_ms(results[PEER]):.2f}" if PEER in results else ""
        print(f"| {name} | {mean_ms(each):.1f} | {statistics.median(r.ms for r in each):.1f} | {ratio} |")
    for name, each in results.items():
        errors = [f"{result.page}, {result.error}" for result in each if result.error]
        if errors:
            print(f"\n{name} raised on {len(errors)} of {len(each)} pages, such as {errors[0]}")


def print_worst(results: Results) -> None:
    """Print the pages to look at: where a mode of trafilatura is furthest ahead, and where `cleaner` is worst."""
    if OURS not in results:
        return
    modes = [each for name, each in results.items() if name.startswith(PEER)]
    if modes:
        best = [max(here, key=lcs_f1) for here in zip(*modes, strict=True)]
        pairs = sorted(zip(results[OURS], best, strict=True), key=lambda pair: lcs_f1(pair[0]) - lcs_f1(pair[1]))
        print(f"\n## Where {PEER}'s best mode is furthest ahead, LCS F1\n")
        print(f"| set | page | {OURS} | {PEER} |\n|---|---|--:|--:|")
        for ours, theirs in pairs[:SHOWN]:
            print(f"| {ours.part} | {ours.page} | {lcs_f1(ours):.4f} | {lcs_f1(theirs):.4f} |")
    print(f"\n## Where {OURS} is worst\n\n| set | page | LCS F1 |\n|---|---|--:|")
    for result in sorted(results[OURS], key=lcs_f1)[:SHOWN]:
        print(f"| {result.part} | {result.page} | {lcs_f1(result):.4f} |")


def lcs_f1(result: Result) -> float:
    """Return the LCS F1 of a result."""
    return result.score.lcs_f1


def mean_ms(results: Sequence[Result]) -> float:
    """Return the mean CPU time of these results, in ms."""
    return statistics.fmean(result.ms for result in results)


def points(results: Results) -> list[Point]:
    """Return each contender's cost and its shingle F1: the mean over the sets, each with the same weight."""
    parts = sets(results).values()
    return [
        Point(name, mean_ms(each), statistics.fmean(means([r.score for r in part[name]]).f1 for part in parts))
        for name, each in results.items()
    ]


def print_packs() -> None:
    """Print what each golden HTML page of a site with a pack costs, beside the parser alone and trafilatura."""
    parse = import_module("lxml.html").document_fromstring
    clean = Cleaner().clean
    extract = import_module(PEER).extract
    print(f"\n## Pages with a pack, CPU ms\n\n| page | KB | lxml | {OURS} | {PEER} | {OURS} / lxml | {PEER} / {OURS} |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for path in sorted(GOLDEN.glob("*/*/html-*/input.html")):
        facts = yaml.safe_load(path.with_name("case.yaml").read_text(encoding="utf-8"))
        if facts["pack"] in ("generic", "none"):
            continue
        data, url = path.read_bytes(), facts.get("url")
        bare, ours, theirs = best_of(
            lambda data=data: parse(data),  # type: ignore[misc]
            lambda data=data, url=url: clean(data, url),  # type: ignore[misc]
            lambda data=data, url=url: extract(data, url=url),  # type: ignore[misc]
        )
        name = path.parent.relative_to(GOLDEN).as_posix()
        times = f"{bare:.2f} | {ours:.2f} | {theirs:.2f} | {ours / bare:.2f} | {theirs / ours:.1f}"
        print(f"| {name} | {len(data) / 1024:.0f} | {times} |")


def best_of(*works: Callable[[], object]) -> list[float]:
    """Return the CPU ms of the fastest of several rounds for each function; a round runs all of them in turn."""
    best = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for number, work in enumerate(works):
            gc.collect()
            start = time.process_time()
            work()
            best[number] = min(best[number], (time.process_time() - start) * 1000)
    return best


def main() -> None:
    """Print the report that the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", nargs="*", type=Path, metavar="DATA", help="a data set, .jsonl or .jsonl.gz")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N pages of each set")
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="only contenders whose name begins with NAME"
    )
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw quality over cost")
    parser.add_argument("--packs", action="store_true", help="the cost of golden HTML pages that a pack handles")
    options = parser.parse_args()
    if not options.data and not options.packs:
        parser.error("give a data set, or --packs")
    extracts, notes = contenders(options.only)
    if not extracts:
        parser.error(f"no contender begins with {' or '.join(options.only)}")
    logging.disable(logging.CRITICAL)  # warnings of other programs
    cpu = next((line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "")
    print(f"Python {platform.python_version()}, {cpu.partition(': ')[2] or platform.processor()}")
    print(", ".join(" ".join(package) for package in versions().items()))
    if options.data:
        for note in notes:
            print(f"\n{note}")
        results = run(chain.from_iterable(pages(path, options.limit) for path in options.data), extracts)
        print_quality(results)
        print_cost(results)
        print_worst(results)
        if options.plot:
            options.plot.write_text(svg(points(results)), encoding="utf-8")
    if options.packs:
        print_packs()


if __name__ == "__main__":
    main()
