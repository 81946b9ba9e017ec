"""Measure how good the packs are that are learned from a few pages of a site, by the number of pages.

    python -m benchmarks.learning DATA... [--forms html,wet] [--least N] [--json FILE] [--sites]

DATA are files of pages with a known article, in the form that `benchmarks/scoring.py` describes, with the `site` of
each page. Of each site with enough pages, each page is left out in turn. A pack is learned from 1 to 4 of the pages
that follow it (the first ones follow the last one), once with the known articles and once without. The page that was
left out is cleaned with that pack. The pages are HTML, or text in the forms of `benchmarks/forms.py`.

The report is Markdown: the mean F1, by words in any order, for generic cleaning and for the learned packs. The two
halves of the sites are those of the first byte of the MD5 of their names: rules and thresholds were chosen on the
even half. `--sites` adds a line for each site.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import md5
from itertools import chain
from pathlib import Path
from statistics import fmean

import msgspec
from msgspec import Struct

from benchmarks.forms import FORMS
from benchmarks.scoring import Page, pages
from cleaner import Cleaner
from cleaner.authoring.learning.learn import bag_f1, from_generic, learn
from cleaner.authoring.stored_pages import Stored
from cleaner.errors import UsageError

MOST = 4
"""The most pages that a pack is learned from."""
HTML = "html"


class Result(Struct, frozen=True):
    """One page that was left out: its site, its form, the pages that were learned from, and the F1 of both ways.

    `written` says whether the known articles were used. `rules` is the number of rules that were learned.
    """

    site: str
    page: str
    form: str
    pages: int
    written: bool
    generic: float
    learned: float
    rules: int

    @property
    def half(self) -> int:
        """0 for the sites on which thresholds were chosen, else 1."""
        return md5(self.site.partition("/")[2].encode(), usedforsecurity=False).digest()[0] % 2


def main() -> None:
    """Run the benchmark and print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--forms", default="html,wet,html2text")
    parser.add_argument("--least", type=int, default=3, help="the fewest pages of a site")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--sites", action="store_true")
    options = parser.parse_args()
    results = []
    for form in options.forms.split(","):
        for site, group in by_site(chain.from_iterable(map(pages, options.data)), options.least).items():
            results += list(tried(site, group, form))
    if options.json:
        options.json.write_bytes(msgspec.json.encode(results))
    print("\n".join(report(results, with_sites=options.sites)))


def by_site(found: Iterable[Page], least: int) -> dict[str, list[Page]]:
    """Return the pages of each site that has at least so many."""
    sites = defaultdict(list)
    for page in found:
        sites[f"{page.part}/{page.site}"].append(page)
    return {site: group for site, group in sorted(sites.items()) if len(group) >= least}


def tried(site: str, group: Sequence[Page], form: str) -> Iterator[Result]:
    """Yield the results for the pages of one site in one form."""
    start = from_generic(Cleaner())
    data = [(page.html if form == HTML else FORMS[form](page.html)).encode() for page in group]
    for left, page in enumerate(group):
        base = bag_f1(page.gold, start.clean(Stored(page.id, data[left], page.url)).text)
        order = [(left + step) % len(group) for step in range(1, len(group))]
        for count in range(1, min(MOST, len(order)) + 1):
            for written in (True, False):
                used = [
                    Stored(group[n].id, data[n], group[n].url, group[n].gold if written else None)
                    for n in order[:count]
                ]
                try:
                    rules = learn(used, start).rules
                except UsageError:  # too few pages
                    rules = ()
                text = None
                if rules:
                    text = start.add(rules).clean(data[left], page.url, pack=start.added).text
                learned = base if text is None else bag_f1(page.gold, text)
                yield Result(site, page.id, form, count, written, base, learned, len(rules))


def report(results: Sequence[Result], *, with_sites: bool) -> Iterator[str]:
    """Yield the lines of the report."""
    yield "| pages learned from | articles | form | half | tried | generic | learned | gain | worst site |"
    yield "|--:|---|---|--:|--:|--:|--:|--:|--:|"
    groups = defaultdict(list)
    for result in results:
        form = HTML if result.form == HTML else "text"
        groups[result.pages, result.written, form, result.half].append(result)
    for (count, written, form, half), group in sorted(groups.items(), key=lambda item: (item[0][2], item[0])):
        generic, learned = fmean(each.generic for each in group), fmean(each.learned for each in group)
        gains = defaultdict(list)
        for each in group:
            gains[each.site].append(each.learned - each.generic)
        worst = min(map(fmean, gains.values()))
        articles = "known" if written else "not known"
        yield (
            f"| {count} | {articles} | {form} | {half} | {len(group)} | {generic:.3f} | {learned:.3f}"
            f" | {learned - generic:+.3f} | {worst:+.3f} |"
        )
        if with_sites:
            for site, found in sorted(gains.items()):
                yield f"| | | {site} | | {len(found)} | | | {fmean(found):+.3f} | |"


if __name__ == "__main__":
    main()
