"""Measure how much of the article is left if a pack has a rule that is too broad.

    python -m benchmarks.broad_rules DATA... [--forms html,wet]

DATA are files of pages with a known article, in the form that `benchmarks/scoring.py` describes. Each page is cleaned
with a pack of one rule. The report is Markdown: for each rule the mean F1, by words in any order, without a second
opinion and with it, and the number of pages below .8.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

from benchmarks.forms import FORMS
from benchmarks.scoring import Page, pages
from cleaner.authoring.learning.learn import bag_f1
from cleaner.authoring.trying import cleaner_with
from cleaner.chain.table import clean_page
from cleaner.packs.loading import Packs
from cleaner.readers import read_page

HTML = "html"
NAME = "broad"
RULES = {
    "drop lines with a common word": "drop: {line: '.* (?i:de|the|der|la|w) .*'}",
    "drop long lines": "drop: {line: '.{80,}'}",
    "cut off at a common first word": "until: {line: '(?:De|Het|Een|The|A|In|Die|Der|Das|Le|La|El) .*'}",
    "remove every paragraph": "remove: {css: p}",
    "remove the paragraphs of an article": "remove: {css: 'article p, main p, [class*=article] p, [class*=content] p'}",
}
SECOND_OPINION = frozenset({"second opinion", "oddness"})
LOW = 0.8


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--forms", default=HTML, help="html, or forms of text, separated by commas (default: html)")
    options = parser.parse_args(arguments)
    found = [page for path in options.data for page in pages(path)]
    print("| form | rule | pages | F1 without | F1 with | below .8 without | with |\n|---|---|--:|--:|--:|--:|--:|")
    for form in options.forms.split(","):
        for name, rule in RULES.items():
            if form != HTML and rule.startswith("remove"):
                continue
            packs = cleaner_with(f"pack: {NAME}\nversion: 1\nhosts: [broad.example]\nrules:\n  - {rule}\n").packs
            scores = [[_f1(page, form, packs, steps) for page in found] for steps in (SECOND_OPINION, frozenset())]
            means = " | ".join(f"{fmean(each):.3f}" for each in scores)
            low = " | ".join(str(sum(score < LOW for score in each)) for each in scores)
            print(f"| {form} | {name} | {len(found)} | {means} | {low} |", flush=True)


def _f1(page: Page, form: str, packs: Packs, without: frozenset[str]) -> float:
    """Return the F1 of the article of a page, cleaned without some steps."""
    is_html = form == HTML
    read = read_page(page.html if is_html else FORMS[form](page.html), kind="html" if is_html else "text")
    return bag_f1(clean_page(read, packs, pack=NAME, without=without).text, page.gold)


if __name__ == "__main__":
    main()
