"""Measure the pages a second of `cleaner` for HTML and text, of unknown sites and of sites with a pack.

    python -m benchmarks.speed DATA... [--limit N] [--rounds 3] [--json FILE]
    python -m benchmarks.speed DATA... --parts

DATA are files of pages with a known article, in the form that `benchmarks/scoring.py` describes. The report is
Markdown.

Times are CPU times of one process. Each page is given to all contenders in turn, several times, and the fastest round
counts. So noise of a shared machine affects all of them alike. The garbage collector runs as it does for a user.

For the pages of known sites, each site gets a pack such as a person would write after a look at one of its pages: it
removes the elements that are never part of an article, and selects the smallest element that holds the article and has
a name. A site takes part with one page. Pages whose article stands in no such element do not take part.

The pages of text are the stored pages of `benchmarks/text.py`, each of them many times with other words. They are
cleaned with the pack of their site, and as pages of an unknown site. The other programs get each line in a `<p>`.

With `--parts`, the report says instead how much of the time of a page each part of the work takes. The times of the
parts exclude those of other parts, so they add up to the time of the page. With the environment variable
`CLEANER_PURE_PYTHON`, the report is for the functions in Python and not for the compiled ones.
"""

from __future__ import annotations

import argparse
import gc
import html
import logging
import os
import platform
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial, wraps
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from benchmarks.peers import OURS, PEER, versions
from benchmarks.scoring import Page, pages, score
from benchmarks.text import GOLDEN, STORED
from cleaner import Cleaner
from cleaner.chain.step import Step
from cleaner.packs.loading import load
from cleaner.readers.elements import elements_at
from cleaner.readers.html import read_html

PARSER, FAST_PEER, KNOWN = "lxml, parser alone", "resiliparse", f"{OURS}, with a pack"
ROUNDS = 3
TEXTS, TEXT_ROUNDS = 20, 3
"""How many pages are made of each stored page of text, and how many rounds each gets for one of a page of HTML."""
MIN_LINE = 40
"""Lines of an article with more characters than this are looked for in its page."""
MIN_HELD = 0.9
"""The share of these lines, by their characters, that a selected element holds at least."""
NEWS = "fundus"
"""How the names of data sets with news pages begin."""
GOALS = {
    "known HTML, times lxml's parser": 2.8,
    "known HTML, times trafilatura": 0.25,
    "unknown HTML, news, times trafilatura": 0.45,
    "unknown HTML, other pages, times trafilatura": 0.55,
    "known text, pages a second": 4_000,
}
"""The goal for each figure: at most this for times, and at least this for pages a second."""

_NAME = re.compile(r"-?[A-Za-z_][A-Za-z0-9_-]*")
_NUMBER = re.compile(r"\d{3}")

Work = Callable[[], object]


class Result(Struct, frozen=True):
    """What was measured for one HTML page.

    - `seconds`: the CPU time of each contender;
    - `f1`: the LCS F1 of `cleaner` without a pack;
    - `is_asked`: whether `cleaner` asked trafilatura;
    - `known_f1`, `is_known_asked`, `is_quick`: the same with a pack, and whether only the selected elements were read;
      None for a page that did not get a pack.
    """

    page: str
    part: str
    seconds: Mapping[str, float]
    f1: float
    is_asked: bool
    known_f1: float | None = None
    is_known_asked: bool | None = None
    is_quick: bool | None = None


def parse_alone(source: bytes) -> Any:
    """Return the tree that lxml's parser makes of HTML in UTF-8."""
    etree = import_module("lxml.etree")
    return etree.fromstring(source, etree.HTMLParser(encoding="utf-8", huge_tree=True))


def others() -> dict[str, Callable[[str, str | None], object]]:
    """Return the extractors of other programs that are installed, by name. They take the HTML and the URL of a page."""
    trafilatura = import_module(PEER)
    found: dict[str, Callable[[str, str | None], object]] = {PEER: lambda page, url: trafilatura.extract(page, url=url)}
    if find_spec(FAST_PEER):
        plain_text = import_module("resiliparse.extract.html2text").extract_plain_text
        found[FAST_PEER] = lambda page, _: plain_text(page, main_content=True)
    return found


def fastest(works: Mapping[str, Work], rounds: int) -> dict[str, float]:
    """Return the CPU seconds of the fastest round of each function. A round runs all of them, each time rotated.

    A contender may refuse a page by raising an error. The time until then counts.
    """
    best = dict.fromkeys(works, float("inf"))
    names = list(works)
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            start = time.process_time()
            try:
                works[name]()
            except Exception as error:
                logging.getLogger(__name__).debug("%s: %r", name, error)
            best[name] = min(best[name], time.process_time() - start)
    return best


def selector(element: Any) -> str | None:
    """Return a selector for an element that has a name which other pages of its site can share, or None.

    >>> from lxml.html import fromstring
    >>> selector(fromstring("<div class='story body-2 id-8765'>")), selector(fromstring("<p id=post-8765>"))
    ('div.story.body-2', None)
    """
    if element.get("itemprop") == "articleBody":
        return "[itemprop=articleBody]"
    names = [name for name in (element.get("class") or "").split() if _is_name(name)]
    if names:
        return ".".join((element.tag, *names))
    name = element.get("id") or ""
    return f"{element.tag}#{name}" if _is_name(name) else None


def _is_name(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and not _NUMBER.search(name)


def article_selector(page: Page) -> str | None:
    """Return a selector for the smallest element that has a name and holds the article of the page, or None.

    >>> line = "De raad van de gemeente kwam woensdag in het stadhuis bijeen."
    >>> article_selector(Page("1", f"<main class=all><nav>Menu</nav><div><p>{line}</div></main>", line))
    'main.all'
    """
    read = read_html(page.html, page.url)
    wanted = {" ".join(line.split()) for line in page.gold.splitlines()}
    wanted = {line for line in wanted if len(line) > MIN_LINE}
    held: Counter[str] = Counter()
    for block in read.blocks:
        path = block.path if block.text in wanted else ""
        while path:
            held[path] += len(block.text)
            path = path.rpartition("/")[0]
    least = MIN_HELD * sum(map(len, wanted))
    elements = elements_at(read.root, held)
    for path in sorted((path for path in held if held[path] >= least), key=lambda path: path.count("/"), reverse=True):
        element = elements[path]
        if element.tag not in ("html", "body") and (found := selector(element)):
            return found
    return None


def write_packs(data: Iterable[Page], folder: Path) -> set[str]:
    """Write a pack for the site of each page, one for each site; return the ids of the pages that have one."""
    shipped = {host: name for name, program in load().programs.items() for host in program.pack.hosts}
    hosts: set[str] = set()
    ids: set[str] = set()
    packs = folder / "xx"
    packs.mkdir(parents=True)
    for page in data:
        host = urlsplit(page.url or "").hostname
        found = article_selector(page) if host and host not in hosts else None
        if not host or not found:
            continue
        name = shipped.get(host, f"site{len(hosts)}")  # a pack replaces the shipped one of the same name
        rules = [{"remove": {"css": "aside, figure, form, nav"}}, {"select": {"css": found}}]
        pack = {"pack": name, "version": 1, "hosts": [host], "language": "en", "rules": rules}
        (packs / f"{name}.yaml").write_bytes(msgspec.yaml.encode(pack))
        hosts.add(host)
        ids.add(page.id)
    return ids


@contextmanager
def asked() -> Iterator[Callable[[], bool]]:
    """Give a function that returns whether trafilatura was asked for a page since the block began."""
    module = import_module(PEER)
    with patch.object(module, "extract", wraps=module.extract) as extract:
        yield lambda: extract.called


def measure(data: Sequence[Page], unknown: Cleaner, known: Cleaner, ids: set[str], rounds: int) -> Iterator[Result]:
    """Measure each page. Those with the `ids` are also cleaned by `known`, whose packs know their sites."""
    peers = others()

    def works(page: Page) -> dict[str, Work]:
        source = page.html.encode(errors="replace")
        found: dict[str, Work] = {PARSER: partial(parse_alone, source)}
        found |= {name: partial(extract, page.html, page.url) for name, extract in peers.items()}
        found[OURS] = partial(unknown.clean, source, page.url, pack="none")
        return found | ({KNOWN: partial(known.clean, source, page.url)} if page.id in ids else {})

    for number, page in enumerate(data):
        todo = works(page)
        if not number:
            fastest(todo, 1)  # the first call imports and compiles, which is not part of the cost of a page
        seconds = fastest(todo, rounds)
        with asked() as is_asked:
            article = unknown.clean(page.html, page.url, pack="none")
            result = Result(page.id, page.part, seconds, score(page, article.text).lcs_f1, is_asked())
        if page.id in ids:
            with asked() as is_asked:
                article = known.clean(page.html, page.url)
                known_f1 = score(page, article.text).lcs_f1
                quick = article.account.is_partial
                result = replace(result, known_f1=known_f1, is_known_asked=is_asked(), is_quick=quick)
        yield result


def with_other_words(page: str, number: int) -> str:
    r"""Return the page with this number before the last word of each long line that ends with a full stop.

    >>> with_other_words("Menu\nEen zin met een heel groot aantal korte woorden, en met nog een paar meer.", 7)
    'Menu\nEen zin met een heel groot aantal korte woorden, en met nog een paar 7 meer.'
    """
    return re.sub(r"^(.{60,}) (\S+\.)$", rf"\1 {number} \2", page, flags=re.MULTILINE)


def text_rates(rounds: int, number: int) -> dict[str, dict[str, float]]:
    """Return the pages of text a second of each contender, of known and of unknown sites."""
    cleaner, peers = Cleaner(), others()
    stored = [((GOLDEN / name / "input.txt").read_text(encoding="utf-8"), url) for name, url in STORED.items()]
    texts = [(with_other_words(text, n), url) for n in range(number) for text, url in stored]
    taken: defaultdict[str, float] = defaultdict(float)
    for text, url in texts:
        paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines() if line)
        marked = f"<html><body>{paragraphs}</body></html>"
        works: dict[str, Work] = {
            "known": partial(cleaner.clean, text, url),
            "unknown": partial(cleaner.clean, text, pack="none"),
        } | {name: partial(extract, marked, None) for name, extract in peers.items()}
        if not taken:
            fastest(works, 1)
        for name, seconds in fastest(works, TEXT_ROUNDS * rounds).items():
            taken[name] += seconds
    rates = {name: len(texts) / seconds for name, seconds in taken.items()}
    theirs = {name: rates[name] for name in peers}
    return {f"{kind} text": {OURS: rates[kind], **theirs} for kind in ("unknown", "known")}


def total(results: Iterable[Result], name: str) -> float:
    """Return the CPU seconds of a contender for these pages."""
    return sum(result.seconds[name] for result in results)


def with_pack(results: Iterable[Result]) -> list[Result]:
    """Return the results of the pages that have a pack."""
    return [result for result in results if result.is_quick is not None]


def rates_of(results: Sequence[Result], texts: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Return the pages a second of each contender for each kind of page."""
    rates: dict[str, dict[str, float]] = {}
    for kind, each, ours in (("unknown HTML", results, OURS), ("known HTML", with_pack(results), KNOWN)):
        if each:
            theirs = [name for name in (PEER, FAST_PEER, PARSER) if name in each[0].seconds]
            rates[kind] = {OURS: len(each) / total(each, ours)}
            rates[kind] |= {name: len(each) / total(each, name) for name in theirs}
    return rates | {kind: dict(each) for kind, each in texts.items()}


def figures(results: Sequence[Result], rates: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Return the figure for each of the `GOALS` for which there are pages."""
    quick = [result for result in results if result.is_quick]
    news = [result for result in results if result.part.startswith(NEWS)]
    others = [result for result in results if not result.part.startswith(NEWS)]
    ratios = (
        ("known HTML, times lxml's parser", quick, KNOWN, PARSER),
        ("known HTML, times trafilatura", quick, KNOWN, PEER),
        ("unknown HTML, news, times trafilatura", news, OURS, PEER),
        ("unknown HTML, other pages, times trafilatura", others, OURS, PEER),
    )
    found = {name: total(each, ours) / total(each, other) for name, each, ours, other in ratios if each}
    return found | {"known text, pages a second": rates["known text"][OURS]}


def by_set(results: Sequence[Result]) -> dict[str, dict[str, float]]:
    """Return the figures of each data set, and of all pages.

    These are the number of pages, and the time and the F1 for unknown sites; then the same for the pages with a pack.
    """
    parts = sorted({result.part for result in results})
    groups = {part: [result for result in results if result.part == part] for part in parts} | {"all": results}
    rows = {}
    for name, each in groups.items():
        row: dict[str, float] = {
            "pages": len(each),
            "times trafilatura": total(each, OURS) / total(each, PEER),
            "LCS F1": fmean(result.f1 for result in each),
            "asked trafilatura": fmean(result.is_asked for result in each),
        }
        known = with_pack(each)
        if known:
            row |= {
                "with a pack": len(known),
                "quick way": fmean(bool(result.is_quick) for result in known),
                "pack, times lxml": total(known, KNOWN) / total(known, PARSER),
                "pack, times trafilatura": total(known, KNOWN) / total(known, PEER),
                "pack, LCS F1": fmean(result.known_f1 or 0 for result in known),
                "the same pages without it": fmean(result.f1 for result in known),
                "pack, asked trafilatura": fmean(bool(result.is_known_asked) for result in known),
            }
        rows[name] = row
    return rows


def table(rows: Mapping[str, Mapping[str, float]]) -> str:
    """Return a table in Markdown. Numbers from 100 are shown without decimals, and whole numbers as they are.

    >>> print(table({"a": {"x": 1.5, "y": 2_000.4}, "b": {"x": 3}}))
    | | x | y |
    |---|--:|--:|
    | a | 1.500 | 2,000 |
    | b | 3 | |
    """
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    lines = ["".join(f"| {column} " for column in ("", *columns)).replace("|  ", "| ") + "|"]
    lines.append("|---|" + "--:|" * len(columns))
    for name, row in rows.items():
        cells = (f" {_shown(row[column])} |" if column in row else " |" for column in columns)
        lines.append(f"| {name} |{''.join(cells)}")
    return "\n".join(lines)


def _shown(number: float) -> str:
    if isinstance(number, int):
        return f"{number:,}"
    return f"{number:,.0f}" if number >= 100 else f"{number:.1f}" if number >= 10 else f"{number:.3f}"


# The parts of the work on an HTML page: their names, and the functions where they are used, as modules and names.
PARTS: Mapping[str, tuple[str, ...]] = {
    "find out whether it is HTML": ("cleaner.work.in_process.read_if_text",),
    "parse": ("cleaner.readers.html.parse",),
    "scan the source and the tree": ("cleaner.readers.html.parse_page", "cleaner.readers.html._unclosed"),
    "rewrite the tree": ("cleaner.readers.html.rewrite",),
    "metadata": ("cleaner.readers.html.read_metadata", "cleaner.readers.html.confirm_headlines"),
    "walk": ("cleaner.readers.html.read_tree", "cleaner.readers.html.read_parts"),
    "recognise and select": ("cleaner.chain.recognise.recognise_tree", "cleaner.chain.table.selected_draft"),
    "choose the container": ("cleaner.chain.extract.choose", "cleaner.chain.extract.is_clear"),
    PEER: ("trafilatura.extract", "cleaner.generic.html.placing.place"),
    "copies": ("cleaner.chain.copies.find_copies",),
    "byline, date and article": ("cleaner.chain.finish.to_article",),
}
STEPS = {"cleaning": "rules", "container": "choose the container"}
"""The part to which the own time of a step belongs. Other steps belong to `CORRECTING` if they correct the choice of a
container or an extractor, and to `JUDGING` if they do not."""
CORRECTING, JUDGING = "correct the choice", "other steps"
COLLECTOR, REST, TOGETHER = "garbage collector", "the rest, with freeing the tree", "together"


class Clock:
    """Counts the CPU time of each part, without that of the parts inside it.

    >>> clock = Clock()
    >>> clock.timed("outer", clock.timed("inner", len))("abc")
    3
    >>> sorted(clock.seconds)
    ['inner', 'outer']
    """

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._running: list[str] = []
        self._since = time.process_time()

    def enter(self, part: str) -> None:
        """Begin a part, inside the one that is running."""
        self._charge()
        self._running.append(part)

    def leave(self) -> None:
        """End the part that began last."""
        self._charge()
        self._running.pop()

    def _charge(self) -> None:
        now = time.process_time()
        if self._running:
            self.seconds[self._running[-1]] += now - self._since
        self._since = now

    def timed(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that does the same, and counts its time for the part."""

        @wraps(function)
        def run(*arguments: Any, **options: Any) -> Any:
            self.enter(part)
            try:
                return function(*arguments, **options)
            finally:
                self.leave()

        return run

    def collected(self, phase: str, _: Mapping[str, int]) -> None:
        """Count the time of the garbage collector; this is for `gc.callbacks`."""
        if phase == "start":
            self.enter(COLLECTOR)
        else:
            self.leave()


@contextmanager
def clocked() -> Iterator[Clock]:
    """Give a clock to which the parts of cleaning an HTML page report."""
    clock = Clock()
    with ExitStack() as stack:
        for part, places in PARTS.items():
            for place in places:
                module_name, _, name = place.rpartition(".")
                module = import_module(module_name)
                stack.enter_context(patch.object(module, name, clock.timed(part, getattr(module, name))))
        for module_name, part in (("cleaner.chain.table", JUDGING), ("cleaner.chain.extract", CORRECTING)):
            module = import_module(module_name)
            stack.enter_context(patch.object(module, "run_steps", _timed_steps(clock, module.run_steps, part)))
        gc.callbacks.append(clock.collected)
        stack.callback(gc.callbacks.remove, clock.collected)
        yield clock


def _timed_steps(clock: Clock, run_steps: Callable[..., Any], part: str) -> Callable[..., Any]:
    def run(steps: Iterable[Step], draft: Any) -> Any:
        timed = (replace(step, run=clock.timed(STEPS.get(step.name, part), step.run)) for step in steps)
        return run_steps(timed, draft)

    return run


def part_times(data: Sequence[Page], cleaner: Cleaner, rounds: int, pack: str | None = None) -> dict[str, float]:
    """Return the CPU ms a page of each part, of all parts, and of lxml's parser alone. The fastest round counts."""
    together: defaultdict[str, float] = defaultdict(float)
    for page in data:
        best: Mapping[str, float] = {}
        for _ in range(rounds):
            with clocked() as clock:
                clock.timed(REST, cleaner.clean)(page.html, page.url, pack=pack)
            if not best or sum(clock.seconds.values()) < sum(best.values()):
                best = clock.seconds
        for part, seconds in best.items():
            together[part] += seconds
            together[TOGETHER] += seconds
        together[PARSER] += fastest({PARSER: partial(parse_alone, page.html.encode(errors="replace"))}, rounds)[PARSER]
    parts = dict.fromkeys((*PARTS, "rules", CORRECTING, JUDGING, COLLECTOR, REST, TOGETHER, PARSER))
    return {part: together[part] * 1000 / len(data) for part in parts}


def print_parts(data: Sequence[Page], unknown: Cleaner, known: Cleaner, ids: set[str], rounds: int) -> None:
    """Print how much of the time of a page each part takes, for unknown sites and for the quick way of known ones."""
    quick = [page for page in data if page.id in ids and known.clean(page.html, page.url).account.is_partial]
    columns = {f"unknown HTML, {len(data)} pages": part_times(data, unknown, rounds, "none")}
    if quick:
        columns[f"known HTML, {len(quick)} pages"] = part_times(quick, known, rounds)
    parts = next(iter(columns.values()))
    print("\nCPU ms a page\n")
    print(table({part: {name: times[part] for name, times in columns.items()} for part in parts}))


def is_compiled() -> bool:
    """Return whether the compiled parts of the reader are used."""
    return import_module("cleaner.readers.html").compiled is not None


def print_report(results: Sequence[Result], rounds: int, into: Path | None) -> None:
    """Print the tables, and write the same figures into a JSON file if asked for."""
    rates = rates_of(results, text_rates(rounds, TEXTS))
    reached = figures(results, rates)
    goals = {name: {"measured": figure, "goal": GOALS[name]} for name, figure in reached.items()}
    sets = by_set(results)
    print(f"\n## Pages a second and core\n\n{table(rates)}")
    print(f"\n## Goals\n\n{table(goals)}\n\nKnown HTML: the pages that took the quick way.")
    print(f"\n## By data set\n\n{table(sets)}")
    if into:
        report = {"compiled": is_compiled(), "rates": rates, "goals": goals, "sets": sets, "pages": results}
        into.write_bytes(msgspec.json.format(msgspec.json.encode(report)))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the report that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=Path, metavar="DATA")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N pages of each set")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--parts", action="store_true", help="how much of the time each part of the work takes")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures into this file, too")
    options = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)  # warnings of other programs
    cpu = next((line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "")
    print(f"Python {platform.python_version()}, {cpu.partition(': ')[2] or platform.processor()}")
    print(", ".join(" ".join(package) for package in versions((PEER, FAST_PEER, "lxml")).items()))
    print(f"{'with' if is_compiled() else 'without'} compiled modules; {_load()}")
    data = [page for path in options.data for page in pages(path, options.limit)]
    with TemporaryDirectory() as folder:
        ids = write_packs(data, Path(folder))
        unknown, known = Cleaner(), Cleaner(folder)
    if options.parts:
        print_parts(data, unknown, known, ids, options.rounds)
    else:
        print_report(list(measure(data, unknown, known, ids, options.rounds)), options.rounds, options.json)
    print(f"\nat the end: {_load()}")


def _load() -> str:
    """Return what says how fast and how quiet the machine is now."""
    loads = " ".join(f"{load:.2f}" for load in os.getloadavg())
    adding = fastest({"adding": lambda: sum(number for number in range(1_000_000))}, 3)["adding"]
    return f"load of the machine {loads}; Python adds a million numbers in {adding * 1000:.0f} ms"


if __name__ == "__main__":
    main()
