"""Signs of drift: each is something that a page may show, and that few pages of the baseline show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from ...history.tallies import (
    AGREEMENT,
    ARTICLES,
    DISCARDED,
    FIRED,
    KEPT,
    LAYOUT,
    PAGES,
    REMOVED,
    RULE,
    RUNNING,
    Figure,
    value_of,
)
from ...packs.program import layout_prefix
from ...page.words import plural
from ..stored_pages import Stored

MIN_RATE = 0.2
"""A rule is watched if it fires on at least this share of the articles. That a rarer one has stopped cannot be told
from chance within a hundred pages."""
MAX_FEW = 0.05
"""A page has few rules if at most this share of the pages of the baseline have as few that fire. Rules that stop on the
same pages, as those of one template, are seen sooner together than each alone: each of three labels may be missing on
half of the pages, and all of them on few."""
SPREADS = 2.5
"""A size is out of range if it is further from the median than this number of spreads."""
TO_DEVIATION = 1.4826
"""The median distance from the median, times this, is the standard deviation of a normal distribution (Hampel, "The
influence curve and its role in robust estimation", 1974)."""
MIN_SPREAD = 1.0
"""The smallest spread, in steps of the histogram: with less, a size would leave its range by rounding."""
_LESS = {
    KEPT: "fewer than {:,.0f} characters are kept",
    REMOVED: "fewer than {:,.0f} characters are removed",
    RUNNING: "less than {:.2f} of the article is running text",
    AGREEMENT: "less than {:.2f} of the article agrees with generic extraction",
}
_MORE = {
    KEPT: "more than {:,.0f} characters are kept",
    REMOVED: "more than {:,.0f} characters are removed",
}
"""That more is running text, or that more agrees, is no fault."""


class Window(Struct, frozen=True):
    """A day, or a single page: its name, and on how many pages each figure was seen.

    `stored` is the page, if it is one of a folder.
    """

    name: str
    figures: Mapping[Figure, int]
    stored: Stored | None = None

    @property
    def pages(self) -> int:
        """The number of pages."""
        return self.figures.get(Figure(PAGES), 0)


class Sign(Struct, frozen=True):
    """Something that shows on few pages as long as a site has not changed.

    `what` says it, of one page. `figure` is the name of the figure that shows it, and `of` that of the figure that
    counts the pages on which it could show. With `is_missing`, it shows where the figure was not seen. For a size,
    `of` is empty: it shows on pages with a step `below` or `above` the range. The figure `LAYOUT` stands for the
    layouts all together.
    """

    what: str
    figure: str
    of: str = ""
    is_missing: bool = False
    below: float = -1
    above: float = float("inf")

    @property
    def rule(self) -> str | None:
        """The name of the rule that it is about, or None."""
        return self.figure.removeprefix(RULE) if self.figure.startswith(RULE) else None

    def count(self, figures: Mapping[Figure, int]) -> tuple[int, int]:
        """Return on how many pages it could show, and on how many of them it does."""
        if self.of:
            pages = figures.get(Figure(self.of), 0)
            seen = _laid_out(figures) if self.figure == LAYOUT else figures.get(Figure(self.figure), 0)
            return pages, pages - seen if self.is_missing else seen
        steps = _histogram(figures, self.figure)
        return sum(steps.values()), sum(n for step, n in steps.items() if step < self.below or step > self.above)


def signs_of(baseline: Iterable[Window]) -> tuple[list[Sign], list[str]]:
    """Return the signs that can be watched, and the names of the rules that fire too rarely for that."""
    total = total_of(baseline)
    signs = [
        Sign("there is no article", ARTICLES, PAGES, is_missing=True),
        Sign("the result of the pack is discarded", DISCARDED, PAGES),
    ]
    if 0 < _laid_out(total) >= MIN_RATE * total[Figure(ARTICLES)]:
        signs.append(Sign("the page has none of the layouts of the pack", LAYOUT, ARTICLES, is_missing=True))
    of_rules, rare = _rule_signs(total)
    signs += of_rules
    # each layout has rules of its own, and so another number of them
    if not layouts_of(total) and len(of_rules) > 1:
        signs += _few_rules(_histogram(total, FIRED))
    for name in (KEPT, REMOVED, RUNNING, AGREEMENT):
        signs += _out_of_range(name, _histogram(total, name))
    return signs, rare


def total_of(windows: Iterable[Window]) -> Counter[Figure]:
    """Return on how many pages of all these windows each figure was seen."""
    total = Counter[Figure]()
    for window in windows:
        total.update(window.figures)
    return total


def layouts_of(figures: Iterable[Figure]) -> set[Figure]:
    """Return the figures that count pages with a layout."""
    return {figure for figure in figures if figure.name.startswith(LAYOUT)}


def signs_of_layout(layout: Figure, total: Mapping[Figure, int]) -> tuple[list[Sign], list[str]]:
    """Return the signs of the rules of a layout, and the names of those of its rules that fire too rarely.

    `layout` is the figure that counts its pages, and `total` on how many pages each figure was seen.
    """
    prefix = f"{RULE}{layout_prefix(layout.name.removeprefix(LAYOUT))}"
    return _rule_signs({each: n for each, n in total.items() if each == layout or each.name.startswith(prefix)})


def _rule_signs(total: Mapping[Figure, int]) -> tuple[list[Sign], list[str]]:
    signs, rare = [], []
    for figure in sorted(total, key=lambda figure: figure.name):
        if figure.name.startswith(RULE):
            name = figure.name.removeprefix(RULE)
            of = _pages_of(name, total)
            if total[figure] >= MIN_RATE * total.get(Figure(of), 0):
                signs.append(Sign(f"the rule {name} does not fire", figure.name, of, is_missing=True))
            else:
                rare.append(name)
    return signs, rare


def _pages_of(rule: str, total: Mapping[Figure, int]) -> str:
    """Return the figure that counts the pages on which a rule could fire: those with its layout, or all articles."""
    layouts = (figure.name for figure in layouts_of(total))
    return next((name for name in layouts if rule.startswith(layout_prefix(name.removeprefix(LAYOUT)))), ARTICLES)


def _few_rules(steps: Mapping[int, int]) -> Iterator[Sign]:
    """Yield the sign that fewer rules fire on a page than on nearly all pages of the baseline."""
    left = MAX_FEW * sum(steps.values())
    for number in sorted(steps):
        left -= steps[number]
        if left < 0:
            if number:
                what = f"fewer than {plural(number, 'rule')} fire" if number > 1 else "no rule fires"
                yield Sign(what, FIRED, below=number)
            return


def _out_of_range(name: str, steps: Mapping[int, int]) -> Iterator[Sign]:
    """Yield the signs that a size is below or above the range that it has in the baseline."""
    if not steps:
        return
    middle = _median(steps)
    distances = Counter[float]()
    for step, pages in steps.items():
        distances[abs(step - middle)] += pages
    width = SPREADS * max(TO_DEVIATION * _median(distances), MIN_SPREAD)
    low, high = value_of(name, middle - width), value_of(name, middle + width)
    if low > 0:
        yield Sign(_LESS[name].format(low), name, below=middle - width)
    if name in _MORE:
        yield Sign(_MORE[name].format(high), name, above=middle + width)


def _laid_out(figures: Mapping[Figure, int]) -> int:
    """Return the number of articles with a layout, whichever it is."""
    return sum(figures[layout] for layout in layouts_of(figures))


def _histogram(figures: Mapping[Figure, int], name: str) -> dict[int, int]:
    return {figure.step: pages for figure, pages in figures.items() if figure.name == name}


def _median(steps: Mapping[int, int] | Mapping[float, int]) -> float:
    """Return the lower median of values, each with the number of times that it occurs."""
    left = (sum(steps.values()) + 1) // 2
    for step in sorted(steps):
        left -= steps[step]  # type: ignore[index]
        if left <= 0:
            return step
    raise AssertionError("there is at least one value")
