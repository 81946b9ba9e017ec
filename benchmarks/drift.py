"""How soon `cleaner packs drift` finds a redesign, and how often it is wrong, on made-up sites.

    python -m benchmarks.drift --plot docs/drift.svg

Each site has a pack, three templates, labels that stand on some of its pages, and noise of its own: pages without an
article, pages of a template that the pack does not know, sections that come in runs, labels that come and go with the
weeks, and articles of very different lengths. Its pages are cleaned as any pages are. Half of the sites are for
choosing thresholds (`md5(site)[0] % 2` is 0), and the other half for the report.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from hashlib import md5
from itertools import chain, count, islice
from pathlib import Path
from statistics import median

from msgspec import Struct
from msgspec.structs import replace

from benchmarks.lineplot import svg
from cleaner import Cleaner
from cleaner.authoring.drift.detector import Detector
from cleaner.authoring.drift.signs import Window
from cleaner.authoring.drift.watch import BASELINE, watch
from cleaner.authoring.pack_text import pack_text
from cleaner.authoring.rules import Learned
from cleaner.authoring.trying import cleaner_with
from cleaner.history.tallies import figures_in
from cleaner.work.task import Task

SITES = 24
PAGES = 10_000
"""Unchanged pages of each site."""
BEFORE, AFTER = 500, 200
"""Pages before and after a change."""
TRIALS, SHIFT = 20, 20
"""How often each change is tried on each site, and how many pages further each trial begins."""
SIGNS, BASELINES, RATES = 15, (100, 400), (1.0, 0.95, 0.9, 0.8, 0.7, 0.5, 0.3, 0.2)
"""How many signs are watched, and the baselines and rates of a rule for which the table of delays is made."""
_TEXT = (
    "de raad kwam woensdag bijeen over haven wegen besluit volgens wethouder gemeente inwoners plan jaar "
    "miljoen euro bouw school water dijk brug trein politie rechter club wedstrijd seizoen speler trainer "
    "winst markt prijs bedrijf werk mensen huis straat stad provincie minister kamer partij stem verkiezing "
    "onderzoek ziekenhuis arts zomer winter regen wind zee strand vis boot museum boek film muziek avond "
    "ochtend week maand eerste laatste nieuwe oude"
)
WORDS = _TEXT.split()
LABELS = ("Lees ook", "Meer over", "Bekijk ook", "Reageren", "Abonneer", "Foto van", "Volg ons", "Verder lezen")
CHANGES = ("class names", "labels", "class names of one template", "labels of one template")


class Site(Struct, frozen=True):
    """A made-up site. The lists of `classes` and `labels` have an entry for each of its three templates.

    `rates` are the shares of the pages on which each label stands, `stickiness` how likely the next page has the same
    template, `sway` by how much the rates go up and down, `empty` and `strange` the shares of pages without an article
    and of pages of an unknown template, and `spread` that of the logarithm of the length.
    """

    name: str
    is_html: bool
    classes: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    rates: tuple[float, ...]
    stickiness: float
    sway: float
    empty: float
    strange: float
    spread: float

    @property
    def half(self) -> int:
        """0 for choosing thresholds, 1 for the report."""
        return md5(self.name.encode(), usedforsecurity=False).digest()[0] % 2


def sites() -> list[Site]:
    """Return all sites. The same names give the same sites."""
    return [_site(f"site{number:02}") for number in range(SITES)]


def _site(name: str) -> Site:
    draw = random.Random(name)  # noqa: S311
    labels = tuple(draw.sample(LABELS, draw.randint(3, 5)))
    return Site(
        name,
        is_html=draw.random() < 0.7,
        classes=tuple(f"{each}-{draw.randrange(10**4)}" for each in ("story", "match", "column")),
        labels=(labels,) * 3,
        rates=(draw.uniform(0.85, 1.0), *(draw.uniform(0.3, 1.0) for _ in labels[1:])),
        stickiness=draw.uniform(0.0, 0.6),
        sway=draw.uniform(0.0, 0.1),
        empty=draw.uniform(0.0, 0.05),
        strange=draw.uniform(0.0, 0.04),
        spread=draw.uniform(0.3, 0.9),
    )


def changed(site: Site, change: str) -> Site:
    """Return the site after a change."""
    last = 1 if "one template" in change else 3
    if "labels" in change:
        new = tuple(f"{label} nu" for label in site.labels[0])
        return replace(site, labels=(new,) * last + site.labels[last:])
    return replace(site, classes=tuple(f"new-{each}" for each in site.classes[:last]) + site.classes[last:])


def changes_of(site: Site) -> list[str]:
    """Return the changes that a site can have: text has no class names."""
    return [change for change in CHANGES if site.is_html or "labels" in change]


def pack_of(site: Site) -> str:
    """Return the pack of a site, as it is before any change."""
    rules = [Learned("drop", {"line": f"{label}: .*"}, "a label") for label in site.labels[0]]
    if site.is_html:
        css = ", ".join(f"div.{each}" for each in site.classes)
        rules = [Learned("remove", {"css": "aside.box"}, "a box"), Learned("select", {"css": css}, ""), *rules]
    else:
        rules = [Learned("until", {"line": "Meer nieuws"}, "other articles"), *rules]
    return pack_text({"pack": site.name, "version": 1, "hosts": (f"{site.name}.example",)}, rules)


def pages_of(site: Site, seed: str) -> Iterator[str]:
    """Yield the pages of a site without end; the same seed gives the same pages."""
    draw = random.Random(f"{site.name} {seed}")  # noqa: S311
    template = 0
    number = draw.randrange(10**4)
    while True:
        number += 1
        if draw.random() >= site.stickiness:
            template = draw.randrange(3)
        yield _page(site, template, number, draw)


def _page(site: Site, template: int, number: int, draw: random.Random) -> str:
    wave = 1 + site.sway * math.sin(number / 150)
    shown = [
        f"{label}: {_sentence(draw, 4)[:-1]}"
        for label, rate in zip(site.labels[template], site.rates, strict=True)
        if draw.random() < rate * wave
    ]
    is_empty, is_strange = draw.random() < site.empty, draw.random() < site.strange
    length = 0 if is_empty else max(2, round(8 * math.exp(draw.gauss(0, site.spread))))
    body = [_sentence(draw, draw.randint(15, 40)) for _ in range(min(length, 80))]
    for line in shown:
        body.insert(draw.randint(0, len(body)), line)
    title = _sentence(draw, 6)[:-1]
    menu = ["Voorpagina", "Sport", "Weer en verkeer"]
    if not site.is_html:
        end = [] if is_strange else ["Meer nieuws", *(_sentence(draw, 5)[:-1] for _ in range(4))]
        return "\n\n".join([*body, *end])
    name = "unknown" if is_strange else site.classes[template]
    box = "<aside class=box><p>Weer: zonnig</aside>" if draw.random() < 0.5 else ""
    inside = "".join(f"<p>{line}</p>" for line in body)
    lists = "".join(f"<li><a href=/{each}>{each}</a>" for each in menu)
    teasers = "".join(f"<li><a href=/{n}>{_sentence(draw, 6)[:-1]}</a>" for n in range(4))
    return (
        f"<html><title>{title}</title><body><nav><ul>{lists}</ul></nav><h1>{title}</h1>"
        f"<div class={name}>{box}{inside}</div><div class=more><ul>{teasers}</ul></div><footer>Colofon</footer>"
    )


def _sentence(draw: random.Random, words: int) -> str:
    return " ".join(draw.choices(WORDS, k=words)).capitalize() + "."


def windows_of(site: Site, cleaner: Cleaner, seed: str, count: int) -> list[Window]:
    """Return what cleaning these pages counts, a window for each page."""
    found = []
    for number, page in enumerate(islice(pages_of(site, seed), count)):
        url = f"https://{site.name}.example/{seed.replace(' ', '-')}/{number}"
        figures = cleaner.run(Task(page, url, figures=0.05)).figures
        assert figures
        found.append(Window(str(number), dict.fromkeys(figures_in(figures), 1)))
    return found


class Result(Struct, frozen=True):
    """What was found on a site: how many false alarms, and for each change how many pages each trial took.

    None stands for a change that was not found.
    """

    site: Site
    pages: int
    false_alarms: int
    delays: dict[str, list[int | None]]


def try_site(site: Site, pages: int = PAGES, trials: int = TRIALS) -> Result:
    """Clean the pages of a site, look for false alarms, and try each change."""
    cleaner = cleaner_with(pack_of(site))
    unchanged = windows_of(site, cleaner, "unchanged", BASELINE + pages)
    delays: dict[str, list[int | None]] = {}
    for change in changes_of(site):
        after = windows_of(changed(site, change), cleaner, change, AFTER + SHIFT * trials)
        delays[change] = [
            delay(unchanged, after, (trial * (pages - BEFORE)) // trials, SHIFT * trial) for trial in range(trials)
        ]
    return Result(site, pages, false_alarms(unchanged), delays)


def false_alarms(windows: Sequence[Window]) -> int:
    """Return the number of alarms on unchanged pages; after each, watching starts anew."""
    alarms = start = 0
    while len(windows) - start > BASELINE:
        findings = watch(windows[start:], BASELINE).findings
        if not findings:
            break
        alarms += 1
        start += min(finding.last for finding in findings) + 1
    return alarms


def delay(unchanged: Sequence[Window], after: Sequence[Window], start: int, shift: int) -> int | None:
    """Return how many pages after a change the first alarm comes; None if there is none, or only before it."""
    row = [*unchanged[start : start + BEFORE], *after[shift : shift + AFTER]]
    alarms = [finding.last for finding in watch(row, BASELINE).findings]
    return min(alarms) - BEFORE + 1 if alarms and min(alarms) >= BEFORE else None


def pages_to_alarm(rate: float, baseline: int) -> int:
    """Return how many pages it takes until it is seen that a rule has stopped that fired on this share of pages."""
    detector = Detector([(baseline, round((1 - rate) * baseline))], SIGNS)
    return next(pages for pages in count(1) if detector.add(1, 1))


def rates_table() -> Iterator[str]:
    """Yield the lines of a table: how soon the loss of a rule is seen, by the share of the pages on which it fired."""
    yield "| the rule fired on | " + " | ".join(f"{rate:.0%}".replace("%", " %") for rate in RATES) + " |"
    yield "|---|" + "--:|" * len(RATES)
    for pages in BASELINES:
        cells = " | ".join(str(pages_to_alarm(rate, pages)) for rate in RATES)
        yield f"| a baseline of {pages} pages | {cells} |"


def report(results: Sequence[Result]) -> Iterator[str]:
    """Yield the lines of the report."""
    yield "| half | sites | unchanged pages | false alarms | most on one site |"
    yield "|---|--:|--:|--:|--:|"
    for half, name in enumerate(("chosen on", "report")):
        own = [each for each in results if each.site.half == half]
        if not own:
            continue
        worst = max(each.false_alarms for each in own)
        yield f"| {name} | {len(own)} | {sum(e.pages for e in own):,} | {sum(e.false_alarms for e in own)} | {worst} |"
    yield ""
    yield "| change | half | sites | trials | found | within 20 | within 60 | median | most |"
    yield "|---|---|--:|--:|--:|--:|--:|--:|--:|"
    for change in CHANGES:
        for half, name in enumerate(("chosen on", "report")):
            delays = [each.delays[change] for each in results if each.site.half == half and change in each.delays]
            tried = list(chain.from_iterable(delays))
            found = [each for each in tried if each is not None]
            if found:
                yield (
                    f"| {change} | {name} | {len(delays)} | {len(tried)} | {len(found)} | {sum(n <= 20 for n in found)}"
                    f" | {sum(n <= 60 for n in found)} | {median(found):.0f} | {max(found)} |"
                )


def curves(results: Sequence[Result]) -> dict[str, list[tuple[float, float]]]:
    """Return for each change how many of 100 are found within so many pages, on the sites of the report."""
    found = {}
    for change in CHANGES:
        tried = [d for each in results if each.site.half == 1 for d in each.delays.get(change, [])]
        shares = [100 * sum(d is not None and d <= n for d in tried) / max(len(tried), 1) for n in range(101)]
        found[change] = [(float(n), share) for n, share in enumerate(shares)]
    return found


def main() -> None:
    """Try all sites, and print the report."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pages", type=int, default=PAGES, help="unchanged pages of each site")
    parser.add_argument("--trials", type=int, default=TRIALS, help="how often each change is tried on each site")
    parser.add_argument("--half", type=int, choices=[0, 1], help="only the sites of this half")
    parser.add_argument("--workers", type=int, default=2, help="processes")
    parser.add_argument("--plot", type=Path, help="draw the curves of the report to this SVG file")
    options = parser.parse_args()
    with ProcessPoolExecutor(options.workers) as pool:
        chosen = [site for site in sites() if options.half in (None, site.half)]
        results = list(pool.map(partial(try_site, pages=options.pages, trials=options.trials), chosen))
    print("\n".join([*report(results), "", *rates_table()]))
    if options.plot:
        chart = svg(curves(results), "pages after the change", "% of changes that are found", is_rising=True)
        options.plot.write_text(chart, encoding="utf-8")


if __name__ == "__main__":
    main()
