"""Measure how well the article is found in the text of a whole page, for `cleaner` and for others.

    python benchmarks/text_quality.py DATA... [--forms wet,html2text] [--limit N] [--jobs N] [--json FILE]
    python benchmarks/text_quality.py DATA... --clean

DATA are files of pages with a known article, in the form that `benchmarks/scoring.py` describes. The HTML of each page
is made into text in each of the forms of `benchmarks/forms.py`, and each contestant of `benchmarks/text_peers.py`
cleans that text. None of them gets the URL. For scale, trafilatura gets the HTML instead of the text, and the URL.

The report is Markdown: for all sets together, each set, and each language with at least 20 pages, the means over the
pages of LCS F1 and LCS recall (see `benchmarks/scoring.py`), and how often nothing was kept. A form that fails on a
page is reported, and the page is left out for that form. A contestant that fails has kept nothing.

With `--clean` the contestants get the articles themselves, which are clean text already. The report says how many come
back with the same lines.
"""

from __future__ import annotations

import argparse
import multiprocessing
import platform
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from itertools import chain
from pathlib import Path
from statistics import fmean

import msgspec
from msgspec import Struct

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.forms import FORMS, Form, installed
from benchmarks.peers import versions
from benchmarks.scoring import Page, Score, pages, score
from benchmarks.text_peers import ON_HTML, PACKAGES, Contestant, contestants, trafilatura

ARTICLE = "the article itself"
MIN_PAGES = 20
TOGETHER = "mean of the sets"
SHOWN = 10

_LANGUAGES = {"nl": "Dutch", "de": "German", "en": "English", "": "language not given"}


class Result(Struct, frozen=True):
    """What one contestant made of one form of a page. `unchanged` says whether it gave the lines that it got."""

    page: str
    part: str
    language: str
    form: str
    contestant: str
    score: Score
    empty: bool
    unchanged: bool


class Figures(Struct, frozen=True):
    """The means of many results. All but the number of pages are shares between 0 and 1."""

    pages: int
    lcs_f1: float
    lcs_recall: float
    empty: float
    unchanged: float


Table = Mapping[str, Mapping[str, Figures]]
"""The figures of each contestant in each form."""


class Bench(Struct, frozen=True):
    """Everything that pages are measured with."""

    forms: Mapping[str, Form]
    contestants: Mapping[str, Contestant]
    on_html: Callable[[str, str | None], str] | None

    def measure(self, page: Page) -> tuple[list[Result], list[str]]:
        """Return the results of a page, and what failed on it."""
        results: list[Result] = []
        failures: list[str] = []

        def attempt(what: str, work: Callable[[], str]) -> str | None:
            try:
                return work()
            except Exception as error:
                failures.append(f"{page.id}: {what}: {' '.join(f'{type(error).__name__}: {error}'.split())[:200]}")
                return None

        code = (page.lang or "").partition("-")[0].lower()
        extract = self.on_html
        extracted = attempt(ON_HTML, lambda: extract(page.html, page.url)) if extract else None
        for form, make in self.forms.items():
            text = attempt(form, lambda make=make: make(page.html))  # type: ignore[misc]
            if text is None:
                continue
            texts = {
                name: attempt(f"{form}: {name}", lambda clean=clean, text=text: clean(text, code))  # type: ignore[misc]
                for name, clean in self.contestants.items()
            }
            if extract:
                texts[ON_HTML] = extracted
            for name, cleaned in texts.items():
                kept = cleaned or ""
                same = lines(kept) == lines(text)
                results.append(
                    Result(page.id, page.part, language(code), form, name, score(page, kept), not kept.strip(), same)
                )
        return results, failures

    def measure_article(self, page: Page) -> tuple[list[Result], list[str]]:
        """Return the results of a page of which the article is given in place of the HTML, and what failed on it."""
        given = msgspec.structs.replace(page, html=page.gold, gold_without_optional=None)
        return msgspec.structs.replace(self, forms={ARTICLE: str}, on_html=None).measure(given)


def language(code: str) -> str:
    """Return the name under which the pages of a language are counted.

    >>> language("nl"), language("fr"), language("")
    ('Dutch', 'other languages', 'language not given')
    """
    return _LANGUAGES.get(code, "other languages")


def lines(text: str) -> list[str]:
    r"""Return the lines of a text that are not blank, with single spaces.

    >>> lines(" De  raad\n\n bijeen. ")
    ['De raad', 'bijeen.']
    """
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def tables(results: Sequence[Result]) -> dict[str, Table]:
    """Return a table for the mean of all sets, for each set, and for each language with at least 20 pages."""
    sets = grouped(results, lambda result: result.part)
    languages = grouped(results, lambda result: result.language)
    of_sets: dict[str, Table] = {name: table(here) for name, here in sorted(sets.items())}
    together: dict[str, Table] = {TOGETHER: mean_table(list(of_sets.values()))} if len(of_sets) > 1 else {}
    often = {
        name: here for name, here in sorted(languages.items()) if len({(r.part, r.page) for r in here}) >= MIN_PAGES
    }
    return together | of_sets | {name: table(here) for name, here in often.items()}


def grouped(results: Iterable[Result], key: Callable[[Result], str]) -> dict[str, list[Result]]:
    """Return the results by their key, in the order in which the keys occur."""
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(key(result), []).append(result)
    return groups


def table(results: Iterable[Result]) -> dict[str, dict[str, Figures]]:
    """Return the figures of each contestant in each form."""
    return {
        name: {form: figures(here) for form, here in grouped(each, lambda result: result.form).items()}
        for name, each in grouped(results, lambda result: result.contestant).items()
    }


def figures(results: Sequence[Result]) -> Figures:
    """Return the figures of these results. An article without words does not count for recall."""
    recalls = [result.score.lcs_recall for result in results if result.score.lcs_recall is not None]
    return Figures(
        len(results),
        fmean(result.score.lcs_f1 for result in results),
        fmean(recalls) if recalls else 0.0,
        fmean(result.empty for result in results),
        fmean(result.unchanged for result in results),
    )


def mean_table(parts: Sequence[Table]) -> dict[str, dict[str, Figures]]:
    """Return the means of the figures of several sets, each with the same weight. The pages are added up."""

    def mean(each: Sequence[Figures]) -> Figures:
        shares = (fmean(getattr(one, name) for one in each) for name in Figures.__struct_fields__[1:])
        return Figures(sum(one.pages for one in each), *shares)

    forms = dict.fromkeys(form for part in parts for row in part.values() for form in row)
    return {
        name: {form: mean([part[name][form] for part in parts if form in part[name]]) for form in forms}
        for name in parts[0]
    }


def markdown(title: str, shown: Table, figure: Callable[[Figures], str]) -> Iterator[str]:
    """Yield the lines of a table with a row for each contestant and a column for each form."""
    forms = list(dict.fromkeys(form for row in shown.values() for form in row))
    yield f"\n**{title}**\n\n| | {' | '.join(forms)} |\n|---|{'--:|' * len(forms)}"
    for name, row in shown.items():
        yield f"| {name} | {' | '.join(figure(row[form]) if form in row else '' for form in forms)} |"


def report(found: Mapping[str, Table]) -> Iterator[str]:
    """Yield the lines of the report on text of whole pages."""
    for group, shown in found.items():
        count = max(cell.pages for row in shown.values() for cell in row.values())
        yield f"\n## {group}, {count} pages"
        yield from markdown("LCS F1", shown, lambda cell: f"{cell.lcs_f1:.3f}")
        yield from markdown("LCS recall", shown, lambda cell: f"{cell.lcs_recall:.3f}")
        yield from markdown("Nothing kept, % of the pages", shown, lambda cell: f"{100 * cell.empty:.1f}")


def report_clean(found: Mapping[str, Table]) -> Iterator[str]:
    """Yield the lines of the report on text that is clean already: a column for each group."""
    turned: dict[str, dict[str, Figures]] = {}
    for group, shown in found.items():
        for name, row in shown.items():
            turned.setdefault(name, {})[f"{group} ({row[ARTICLE].pages})"] = row[ARTICLE]
    yield from markdown("Articles that come back unchanged, %", turned, lambda cell: f"{100 * cell.unchanged:.1f}")


_bench: Bench | None = None


def _prepare(forms: Sequence[str]) -> None:
    """Make what this process measures with. It cannot be sent to a process, so that each one makes its own."""
    global _bench
    _bench = Bench(installed(forms)[0], contestants()[0], trafilatura())


def _measure(page: Page, *, clean: bool) -> tuple[list[Result], list[str]]:
    assert _bench is not None
    return _bench.measure_article(page) if clean else _bench.measure(page)


def run(data: Iterable[Page], forms: Sequence[str], *, clean: bool, jobs: int) -> tuple[list[Result], list[str]]:
    """Return the results of all pages and what failed, both in the order of the pages, whatever the number of jobs."""
    work = partial(_measure, clean=clean)
    processes = multiprocessing.get_context("spawn")
    with processes.Pool(jobs, _prepare, (forms,)) if jobs > 1 else nullcontext() as pool:
        if pool is None:
            _prepare(forms)
        measured = list(pool.imap(work, data) if pool else map(work, data))
    return list(chain.from_iterable(r for r, _ in measured)), list(chain.from_iterable(f for _, f in measured))


def options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", nargs="+", type=Path, metavar="DATA", help="a data set, .jsonl or .jsonl.gz")
    parser.add_argument("--forms", metavar="FORM,...", default=",".join(FORMS), help=f"some of {', '.join(FORMS)}")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N pages of each set")
    parser.add_argument("--clean", action="store_true", help="give the articles, and see whether they stay unchanged")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures, and the results of each page")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="the number of processes (default 1)")
    chosen = parser.parse_args(arguments)
    chosen.forms = chosen.forms.split(",")
    unknown = [name for name in chosen.forms if name not in FORMS]
    if unknown:
        parser.error(f"no form is called {' or '.join(unknown)}; there are {', '.join(FORMS)}")
    return chosen


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the report that the command line asks for."""
    chosen = options(arguments)
    print(f"Python {platform.python_version()}, " + ", ".join(" ".join(each) for each in versions(PACKAGES).items()))
    missing_forms = [] if chosen.clean else installed(chosen.forms)[1]
    for note in missing_forms + contestants()[1]:
        print(f"\n{note}")
    data = chain.from_iterable(pages(path, chosen.limit) for path in chosen.data)
    results, failures = run(data, chosen.forms, clean=chosen.clean, jobs=chosen.jobs)
    found = tables(results)
    print(*(report_clean(found) if chosen.clean else report(found)), sep="\n")
    if failures:
        print(f"\n{len(failures)} failures, such as:\n\n" + "\n".join(f"- {each}" for each in failures[:SHOWN]))
    if chosen.json:
        everything = {"versions": versions(PACKAGES), "figures": found, "failures": failures, "results": results}
        chosen.json.write_bytes(msgspec.json.encode(everything))


if __name__ == "__main__":
    main()
