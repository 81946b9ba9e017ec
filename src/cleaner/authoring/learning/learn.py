"""Learns the rules of a site: each page is left out in turn, and what the others teach is tried on it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ...cleaner import Cleaner
from ...errors import UsageError
from ..pack_text import pack_text
from ..trying import cleaner_with
from .elements import Elements, learn_container, learn_removals
from .lines import Recurring, learn_anchors, learn_drops, recurring, without_recurring
from .rules import Learned
from .samples import Sample, Stored, distinct, read_samples

MIN_PAGES = 2
"""The fewest pages to learn from: what recurs is on two of them."""
MIN_CHECKED = 3
"""The fewest pages to check what was learned: one is left out, and the others have to be enough to learn from."""
MAX_LOSS = 0.002
"""A pack that selects the elements of the article may have an F1 that is lower by this than that of generic cleaning,
because it is several times as fast."""
TRIED = "tried"
"""The name of the pack that is tried."""

_WORD = re.compile(r"\w+")


class Lesson(Struct, frozen=True):
    """What was learned from the pages of a site.

    `rules` is empty if nothing sure was learned. `pages` are the names of the pages that were used, and `copies` of
    those that were not because they are copies of others. `written` is how many of the articles a person wrote.

    `generic` and `learned` are the mean F1, by words, of generic cleaning and of what was learned, on the pages whose
    article a person wrote, each left out in turn; None if this was not possible.
    """

    rules: tuple[Learned, ...]
    pages: tuple[str, ...]
    copies: tuple[str, ...]
    written: int
    generic: float | None = None
    learned: float | None = None


def learn(stored: Sequence[Stored], generic: Cleaner) -> Lesson:
    """Learn the rules of a site from some of its pages. `generic` cleans them as pages of an unknown site.

    The same pages give the same rules. Raises `UsageError` if there are fewer than two pages, not counting copies, or
    if some are HTML and others text; and what `Cleaner.clean` raises.
    """
    samples = read_samples(stored, generic)
    if len({sample.is_html for sample in samples}) > 1:
        raise UsageError("some of these pages are HTML and others are text; learn from one kind at a time")
    own = distinct(samples)
    if len(own) < MIN_PAGES:
        raise UsageError(
            f"learning needs at least {MIN_PAGES} pages with different articles, and there {_count(len(own))}"
        )
    names = tuple(sample.stored.name for sample in own)
    copies = tuple(sample.stored.name for sample in samples if sample not in own)
    is_checked, written = len(own) >= MIN_CHECKED, sum(sample.is_sure for sample in own)
    is_html = own[0].is_html
    rules = tuple(_careful(own))
    lesson = Lesson(rules, names, copies, written)
    if not (is_checked and written):
        return lesson
    base = _mean_f1(own, lambda _: generic, "none")
    careful = _mean_f1(own, lambda others: cleaner_with(tried_pack(_careful(others))), TRIED)
    if is_html:
        bold = _mean_f1(own, lambda others: cleaner_with(tried_pack(_bold(others))), TRIED)
        if bold >= max(base, careful) - MAX_LOSS:
            return replace(lesson, rules=tuple(_bold(own)), generic=base, learned=bold)
    return replace(lesson, rules=rules if careful >= base else (), generic=base, learned=max(careful, base))


def tried_pack(rules: Sequence[Learned]) -> str:
    """Return the text of a pack with these rules, to try it."""
    return pack_text({"pack": TRIED, "version": 1, "hosts": ("tried.example",), "then": "generic"}, rules)


def _careful(samples: Sequence[Sample]) -> list[Learned]:
    """Return rules that only take away from what generic cleaning chooses."""
    lines = recurring(samples)
    settled = without_recurring(samples, lines)
    if not samples[0].is_html:
        anchors = learn_anchors(settled, lines)
        taken = {pattern for rule in anchors for pattern in rule.options.values()}
        return anchors + [rule for rule in learn_drops(settled, lines) if rule.options["line"] not in taken]
    pages = [Elements(sample, _indexes(lines, number)) for number, sample in enumerate(settled)]
    return learn_removals(pages, [page.sample.kept - page.sample.content for page in pages]) + learn_drops(
        settled, lines
    )


def _bold(samples: Sequence[Sample]) -> list[Learned]:
    """Return rules that select the elements of the article. Generic cleaning only sees pages without them."""
    lines = recurring(samples)
    settled = without_recurring(samples, lines)
    pages = [Elements(sample, _indexes(lines, number)) for number, sample in enumerate(settled)]
    return learn_container(pages) + learn_drops(settled, lines)


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

    >>> bag_f1("De raad kwam bijeen.", "de raad kwam")
    0.8571428571428571
    """
    wanted, found = (Counter(_WORD.findall(each.lower())) for each in (article, text))
    both = wanted.total() + found.total()
    return 2 * (wanted & found).total() / both if both else 1.0


def _count(pages: int) -> str:
    return f"is {pages}" if pages == 1 else f"are {pages}"
