"""Tallies: the figures of many pages as counts, which can be added up in any order.

A size, such as that of an article, is counted in a histogram. A sum or a mean would be smaller, but a single page of
300,000 characters moves a mean, and a sum has no median. The median and the spread can be read from a histogram,
and histograms of several processes and days can be added.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Literal

from msgspec import Struct

from ..output.figures import Figures

SAMPLE = 0.05
"""The share of the pages that are also cleaned by generic extraction, to see how far the two agree."""
SIZE_STEPS = 4
"""The steps of a histogram of sizes to a doubling: each is 19 % wider than the one before."""
SHARE_STEPS = 20
"""The steps of a histogram of shares: each is 5 percentage points wide."""
PAGES, ARTICLES, DISCARDED = "pages", "articles", "discarded"
KEPT, REMOVED, RUNNING, AGREEMENT = "characters kept", "characters removed", "running text", "agreement"
FIRED = "rules fired"
LAYOUT = "layout "
"""What the name of a figure begins with that counts the articles with a layout; the name of the layout follows."""
RULE = "rule "
"""What the name of a figure begins with that counts the pages on which a rule fired; the name of the rule follows."""
Form = Literal["html", "text"]


class Group(Struct, frozen=True, array_like=True):
    """Pages that are counted together: those of one form, with one version of a pack, on one day (as in 2026-03-31)."""

    pack: str
    version: int
    form: Form
    day: str


class Figure(Struct, frozen=True, array_like=True):
    """What is counted: the name of a figure, and for a histogram the step. Steps begin at 0.

    `pages` counts all pages, `articles` those with an article, and `discarded` those on which the result of the pack
    was discarded, with an article or without. Rules and sizes are counted only on pages with an article, and the
    agreement on pages of the sample.
    """

    name: str
    step: int = 0


Counted = tuple[Group, Figure]
"""What a tally counts: on how many of the pages of a group a figure was seen."""


def tally_of(figures: Figures, day: str) -> list[Counted]:
    """Return what a page counts for that was cleaned on this day."""
    group = Group(figures.pack, figures.version, "html" if figures.is_html else "text", day)
    return [(group, figure) for figure in figures_in(figures)]


def figures_in(figures: Figures) -> Iterator[Figure]:
    """Yield what a page counts for.

    >>> page = Figures("x", 1, True, frozenset(["drop {line: Meer}"]), True, False, kept=1800, removed=90, running=0.98)
    >>> for figure in figures_in(page):
    ...     print(figure.name, figure.step)
    pages 0
    articles 0
    rule drop {line: Meer} 0
    rules fired 1
    characters kept 43
    characters removed 26
    running text 20
    """
    yield Figure(PAGES)
    if figures.is_discarded:
        yield Figure(DISCARDED)
    if not figures.has_article:
        return
    yield Figure(ARTICLES)
    if figures.layout:
        yield Figure(f"{LAYOUT}{figures.layout}")
    yield from (Figure(f"{RULE}{name}") for name in figures.fired)
    yield Figure(FIRED, len(figures.fired))
    yield Figure(KEPT, step_of_size(figures.kept))
    yield Figure(REMOVED, step_of_size(figures.removed))
    yield Figure(RUNNING, round(SHARE_STEPS * figures.running))
    if figures.agreement is not None:
        yield Figure(AGREEMENT, round(SHARE_STEPS * figures.agreement))


def step_of_size(number: int) -> int:
    """Return the step of the histogram in which this number of characters is counted.

    >>> [step_of_size(number) for number in (0, 1, 100, 200, 400)]
    [0, 4, 27, 31, 35]
    """
    return round(SIZE_STEPS * math.log2(1 + number))


def value_of(name: str, step: float) -> float:
    """Return the number of characters, or the share, at a step of the histogram of this name.

    >>> round(value_of(KEPT, 31)), value_of(AGREEMENT, 19)
    (214, 0.95)
    """
    return 2 ** (step / SIZE_STEPS) - 1 if name in (KEPT, REMOVED) else step / SHARE_STEPS


def today() -> str:
    """Return the day, in UTC, as in 2026-03-31: pages are counted on the day on which they are cleaned."""
    return datetime.now(timezone.utc).date().isoformat()
