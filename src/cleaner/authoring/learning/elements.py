"""Rules for the elements of HTML: which of them hold the article, and which are never part of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from ...generic.html.layout import Layout
from ...page.page import HtmlPage
from ...readers.elements import paths_of
from ...verbs.select import Select
from ...verbs.selecting import find
from ..element_names import selectors_of
from ..rules import Learned
from .samples import Sample

MIN_SHARE = 0.6
"""A container is on at least this share of the pages."""
MIN_PAGES = 2
"""A rule has to fire on at least this number of pages."""
MAX_PARTS, MAX_REMOVED = 3, 12
"""The most selectors that are joined in one `select`, and the most `remove` rules."""
MIN_GAIN = 0.005
"""A further selector has to raise the mean F1 by at least this."""
MIN_NOISE = 2
"""A selector has to take out at least this number of words for each page."""
_NAMED = ("article", "main")
"""Elements that need no name, because few others are like them."""


class Elements:
    """The elements of a sample: which blocks a selector covers. `recurring` are the blocks whose lines recur."""

    def __init__(self, sample: Sample, recurring: frozenset[int]) -> None:
        assert isinstance(sample.page, HtmlPage)  # noqa: S101  (the caller chose the pages of HTML)
        self.sample, self.page = sample, sample.page
        self.layout = Layout(sample.blocks, self.page.metadata, self.page.root)
        self.recurring = recurring
        self._covered: dict[str, frozenset[int]] = {}

    def covered(self, selector: str) -> frozenset[int]:
        """Return the indexes of the blocks in the elements that this selector finds."""
        if selector not in self._covered:
            paths = paths_of(find(Select(css=selector), self.page.root))
            ranges = self.layout.inside(paths).values()
            self._covered[selector] = frozenset(index for each in ranges for index in each)
        return self._covered[selector]

    def selectors(self, indexes: Iterable[int]) -> set[str]:
        """Return the selectors of the elements around these blocks, and of the elements that hold them."""
        elements = self.layout.elements
        paths = set()
        for index in indexes:
            path = self.sample.blocks[index].path
            while path and path not in paths:
                paths.add(path)
                path = path.rpartition("/")[0]
        return {selector for path in paths if path in elements for selector in _selectors(elements[path])}

    def total(self, indexes: Iterable[int]) -> int:
        """Return how many words these blocks have together."""
        return self.layout.total_words(indexes)

    def union(self, selectors: Iterable[str]) -> frozenset[int]:
        """Return the indexes of the blocks in the elements that one of these selectors finds."""
        return frozenset().union(*map(self.covered, selectors))

    def is_safe(self, selector: str) -> bool:
        """Return whether an element that this selector finds holds nothing of the article.

        If nobody wrote the article, it has to hold only lines that recur: generic cleaning may have missed a part.
        """
        covered = self.covered(selector)
        return not covered & self.sample.content if self.sample.is_sure else covered <= self.recurring

    def f1(self, selectors: Iterable[str]) -> float:
        """Return the F1, by words, of the blocks that these selectors cover, measured against the article."""
        covered = self.union(selectors)
        both = self.total(covered) + self.total(self.sample.content)
        return 2 * self.total(covered & self.sample.content) / both if both else 1.0


def _selectors(element: Any) -> Iterable[str]:
    if element.tag in ("html", "body"):
        return
    if element.tag in _NAMED:
        yield str(element.tag)
    for selector in selectors_of(element):
        yield selector if selector[0] in "#[" else f"{element.tag}{selector}"


def learn_container(pages: Sequence[Elements]) -> list[Learned]:
    """Return a `select` for the elements that hold the article, if few other blocks are in them."""
    found = Counter(selector for page in pages for selector in page.selectors(page.sample.content))
    least = max(min(MIN_PAGES, len(pages)), MIN_SHARE * len(pages))
    candidates = sorted(selector for selector, count in found.items() if count >= least)
    chosen: tuple[str, ...] = ()
    best = 0.0
    while candidates and len(chosen) < MAX_PARTS:
        scores = {each: sum(page.f1((*chosen, each)) for page in pages) / len(pages) for each in candidates}
        selector = max(candidates, key=lambda each: (scores[each], -len(each)))
        if chosen and scores[selector] < best + MIN_GAIN:
            break
        chosen, best = (*chosen, selector), scores[selector]
    if not chosen:
        return []
    on = sum(any(map(page.covered, chosen)) for page in pages)
    rule = Learned("select", {"css": ", ".join(chosen)}, f"holds the article on {on} of {len(pages)} pages")
    covered = [page.union(chosen) for page in pages]
    return [*learn_removals(pages, [own - page.sample.content for own, page in zip(covered, pages, strict=True)]), rule]


def learn_removals(pages: Sequence[Elements], noise: Sequence[AbstractSet[int]]) -> list[Learned]:
    """Return a `remove` for each kind of element that holds noise and nothing of an article, the largest first.

    `noise` has for each page the indexes of the blocks that have to go.
    """
    left = [set(indexes) for indexes in noise]
    candidates = {each for page, indexes in zip(pages, noise, strict=True) for each in page.selectors(indexes)}
    safe = sorted(each for each in candidates if all(page.is_safe(each) for page in pages))
    rules: list[Learned] = []
    while safe and len(rules) < MAX_REMOVED:
        takes = {
            each: [page.total(page.covered(each) & indexes) for page, indexes in zip(pages, left, strict=True)]
            for each in safe
        }
        selector = max(safe, key=lambda each: (sum(takes[each]), -len(each)))
        on = sum(map(bool, takes[selector]))
        if on < MIN_PAGES or sum(takes[selector]) < MIN_NOISE * len(pages):
            break
        rules.append(Learned("remove", {"css": selector}, f"on {on} of {len(pages)} pages and in no article"))
        for page, indexes in zip(pages, left, strict=True):
            indexes -= page.covered(selector)
    return rules
