"""Learns the rules of a site: each page is left out in turn, and what the others teach is tried on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ...cleaner import Cleaner
from ...errors import UsageError
from ...output.article import Article
from ..labels import words
from ..pack_text import pack_text
from ..rules import Learned
from ..stored_pages import Stored
from ..trying import cleaner_with
from .elements import Elements, learn_container, learn_removals
from .lines import Recurring, learn_drops, learn_lines, recurring, without_recurring
from .samples import Sample, distinct, read_samples

MIN_PAGES = 2
"""The fewest pages to learn from: what recurs is on two of them."""
MIN_CHECKED = 3
"""The fewest pages to check what was learned: one is left out, and the others have to be enough to learn from."""
MIN_BOLD = 4
"""The fewest pages with known articles to select the elements of the article: fewer are no check of so bold a rule."""
MAX_LOSS = 0.002
"""A pack that selects the elements of the article may have an F1 that is lower by this than that of generic cleaning,
because it is several times as fast."""
TRIED = "tried"
"""The name of the pack that is tried."""


class Start(Struct, frozen=True):
    """What learning starts from: a cleaner, and the name of the pack with which it cleans the pages.

    `add` adds rules: it returns a cleaner whose pack `added` has them.
    """

    cleaner: Cleaner
    pack: str
    added: str
    add: Callable[[Sequence[Learned]], Cleaner]

    def clean(self, stored: Stored) -> Article:
        """Return the article of a page, before anything is learned."""
        return self.cleaner.clean(stored.data, stored.url, pack=self.pack)


def from_generic(cleaner: Cleaner) -> Start:
    """Return the start of a new pack: pages are cleaned as those of an unknown site."""

    def add(rules: Sequence[Learned]) -> Cleaner:
        head = {"pack": TRIED, "version": 1, "hosts": ("tried.example",), "then": "generic"}
        return cleaner_with(pack_text(head, rules))

    return Start(cleaner, "none", TRIED, add)


class Lesson(Struct, frozen=True):
    """What was learned from the pages of a site.

    `rules` is empty if nothing sure was learned. `samples` are the pages that were used, and `copies` the names of
    those that were not because they are copies of others. `before` and `after` are the mean F1, by words, without the
    rules and with them, on the pages whose article a person wrote, each left out in turn; None if this was not
    possible.
    """

    rules: tuple[Learned, ...]
    samples: tuple[Sample, ...]
    copies: tuple[str, ...]
    before: float | None = None
    after: float | None = None


def learn(stored: Sequence[Stored], start: Start) -> Lesson:
    """Learn the rules of a site from some of its pages. The same pages give the same rules.

    Raises `UsageError` if there are fewer than two pages, not counting copies, or if some are HTML and others text; and
    what `Cleaner.clean` raises.
    """
    samples = read_samples(stored, start.clean)
    own = distinct(samples)
    if len(own) < MIN_PAGES:
        raise UsageError(
            f"learning needs at least {MIN_PAGES} pages with different articles, and there {_count(len(own))}"
        )
    copies = tuple(sample.stored.name for sample in samples if sample not in own)
    rules = careful_rules(own)
    lesson = Lesson(tuple(rules), tuple(own), copies)
    known = sum(sample.is_sure for sample in own)
    if len(own) < MIN_CHECKED or not known:
        return lesson
    before = _mean_f1(own, lambda _: start.cleaner, start.pack)
    careful = _mean_f1(own, lambda others: start.add(careful_rules(others)), start.added)
    if own[0].is_html and known >= MIN_BOLD:
        bold = _mean_f1(own, lambda others: start.add(bold_rules(others)), start.added)
        if bold >= max(before, careful) - MAX_LOSS:
            return replace(lesson, rules=tuple(bold_rules(own)), before=before, after=bold)
    if careful < before:
        return replace(lesson, rules=(), before=before, after=before)
    return replace(lesson, before=before, after=careful)


def careful_rules(samples: Sequence[Sample]) -> list[Learned]:
    """Return rules that only take away from what generic cleaning keeps."""
    lines = recurring(samples)
    settled = without_recurring(samples, lines)
    if not samples[0].is_html:
        return learn_lines(settled, lines)
    pages = [Elements(sample, _indexes(lines, number)) for number, sample in enumerate(settled)]
    noise = [page.sample.kept - page.sample.content for page in pages]
    return _with_drops(learn_removals(pages, noise), pages, lines)


def bold_rules(samples: Sequence[Sample]) -> list[Learned]:
    """Return rules that select the elements of the article. Generic cleaning only sees pages without them."""
    lines = recurring(samples)
    settled = without_recurring(samples, lines)
    pages = [Elements(sample, _indexes(lines, number)) for number, sample in enumerate(settled)]
    return _with_drops(learn_container(pages), pages, lines)


def _with_drops(rules: list[Learned], pages: Sequence[Elements], lines: Mapping[str, Recurring]) -> list[Learned]:
    """Add a `drop` for each line that recurs and that is in none of the elements that are removed."""
    removed = [str(rule.options["css"]) for rule in rules if rule.verb == "remove"]
    left = [replace(page.sample, kept=page.sample.kept - page.union(removed)) for page in pages]
    return rules + learn_drops(left, lines)


def _indexes(lines: Mapping[str, Recurring], number: int) -> frozenset[int]:
    return frozenset(index for line in lines.values() for index in line.places[number])


def _mean_f1(samples: Sequence[Sample], make: Callable[[Sequence[Sample]], Cleaner], pack: str) -> float:
    """Return the mean F1 on the pages whose article a person wrote; `make` makes a cleaner from the other pages."""
    scores = []
    for left in samples:
        if left.stored.article is not None:
            cleaner = make([each for each in samples if each is not left])
            scores.append(bag_f1(left.stored.article, cleaner.clean(left.stored.data, left.stored.url, pack=pack).text))
    return sum(scores) / len(scores)


def bag_f1(article: str, text: str) -> float:
    """Return the F1 of the words of two texts, in any order and without regard to case.

    A character of a script without spaces is a word.

    >>> bag_f1("De raad kwam bijeen.", "de raad kwam")
    0.8571428571428571
    >>> bag_f1("市议会开会", "市议会")
    0.75
    """
    wanted, found = (Counter(words(each)) for each in (article, text))
    both = wanted.total() + found.total()
    return 2 * (wanted & found).total() / both if both else 1.0


def _count(pages: int) -> str:
    return f"is {pages}" if pages == 1 else f"are {pages}"
