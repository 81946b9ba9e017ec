"""Rules for the elements of HTML: which of them hold the article, and which are never part of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import Any

from ...generic.html.layout import Layout
from ...page.page import HtmlPage
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
_OUTERMOST = ("html", "body")
_BEGINNING = '[class*="'
"""How a selector begins that knows only the beginning of a class."""
_NAMED = ("article", "main")
"""Elements that need no name, because few others are like them."""


class Elements:
    """The elements of a sample: which blocks a selector covers. `recurring` are the blocks whose lines recur."""

    def __init__(self, sample: Sample, recurring: frozenset[int]) -> None:
        assert isinstance(sample.page, HtmlPage)  # noqa: S101  (the caller chose the pages of HTML)
        self.sample, self.page = sample, sample.page
        self.layout = Layout(sample.blocks, self.page.metadata, self.page.root)
        self.recurring = recurring
        self._ranges = self.layout.inside(self.layout.elements)
        self._names = {path: tuple(_selectors(element)) for path, element in self.layout.elements.items()}
        self._classes = {path: element.get("class") or "" for path, element in self.layout.elements.items()}
        self._paths: dict[str, list[str]] = {}
        for path, selectors in self._names.items():
            for selector in selectors:
                self._paths.setdefault(selector, []).append(path)
        self._covered: dict[str, frozenset[int]] = {}

    def covered(self, selector: str) -> frozenset[int]:
        """Return the indexes of the blocks in the elements that this selector finds. It is one of `selectors`.

        Elements are looked up by their own selectors, because a search of the page for each of many takes long.
        """
        if selector not in self._covered:
            paths = self._containing(selector) if selector.startswith(_BEGINNING) else self._paths.get(selector, ())
            self._covered[selector] = frozenset(chain.from_iterable(self._ranges[path] for path in paths))
        return self._covered[selector]

    def _containing(self, selector: str) -> list[str]:
        """Return the paths of the elements whose classes contain a text: it may stand in a class of another name."""
        text = selector.removeprefix(_BEGINNING).removesuffix('"]')
        return [path for path, classes in self._classes.items() if text in classes]

    def selectors(self, indexes: Iterable[int]) -> set[str]:
        """Return the selectors of the elements around these blocks, and of the elements that hold them."""
        elements = self.layout.elements
        paths = set()
        for index in indexes:
            path = self.sample.blocks[index].path
            while path and path not in paths:
                paths.add(path)
                path = path.rpartition("/")[0]
        named = [path for path in paths if path in elements and elements[path].tag not in _OUTERMOST]
        return set(chain.from_iterable(map(self._names.__getitem__, named)))

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
        return covered.isdisjoint(self.sample.content) if self.sample.is_sure else covered <= self.recurring

    def f1_with(self, chosen: Iterable[str]) -> Callable[[str], float]:
        """Return a function that tries one more selector beside these.

        It returns the F1, by words, of the blocks that they cover together, measured against the article.
        """
        content, before = self.sample.content, self.union(chosen)
        right, both = self.total(before & content), self.total(before) + self.total(content)

        def f1(selector: str) -> float:
            new = self.covered(selector) - before
            whole = both + self.total(new)
            return 2 * (right + self.total(new & content)) / whole if whole else 1.0

        return f1


def _selectors(element: Any) -> Iterable[str]:
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
        tries = [page.f1_with(chosen) for page in pages]
        scores = {each: sum(f1(each) for f1 in tries) / len(pages) for each in candidates}
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
    found = Counter(each for page, indexes in zip(pages, noise, strict=True) for each in page.selectors(indexes))
    often = sorted(each for each, count in found.items() if count >= MIN_PAGES)
    takes = {
        each: [page.total(page.covered(each) & indexes) for page, indexes in zip(pages, left, strict=True)]
        for each in often
        if all(page.is_safe(each) for page in pages)
    }
    rules: list[Learned] = []
    while takes and len(rules) < MAX_REMOVED:
        selector = max(takes, key=lambda each: (sum(takes[each]), -len(each)))
        on = sum(map(bool, takes[selector]))
        if on < MIN_PAGES or sum(takes[selector]) < MIN_NOISE * len(pages):
            break
        rules.append(Learned("remove", {"css": selector}, f"on {on} of {len(pages)} pages and in no article"))
        for number, page in enumerate(pages):
            gone = left[number] & page.covered(selector)
            left[number] -= gone
            for each, words in takes.items():
                words[number] -= page.total(page.covered(each) & gone)
    return rules
