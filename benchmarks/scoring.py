"""Data sets of pages with a known article body, and scores for a text compared with that body.

A data set is JSON lines (`.jsonl` or `.jsonl.gz`): `{id, set, site, url, lang, html, gold}`, and
`gold_without_optional` if the article may be kept without some paragraphs. There are two figures, which must not be
mixed:

* shingle F1: precision and recall of four-word shingles, their means over the pages, and the F1 of these two means
  (as in Zyte's benchmark of article extraction). It compares runs of words, including letter case.
* LCS F1: the F1 of the longest common subsequence of the lower-cased words, as a mean over the pages (close to the
  ROUGE-LSum of the Fundus paper). It tolerates single wrong words, and penalises a wrong order.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import fmean

import msgspec
from msgspec import Struct
from rapidfuzz.distance import LCSseq

SHINGLE = 4
_WORD = re.compile(r"\w+")


class Page(Struct, frozen=True):
    """One page of a data set and its article; `part` is the name of the set."""

    id: str
    html: str
    gold: str
    part: str = msgspec.field(name="set", default="")
    site: str = ""
    url: str | None = None
    lang: str | None = None
    gold_without_optional: str | None = None


class Score(Struct, frozen=True):
    """How similar a text is to the article of its page.

    `precision` and `recall` count shingles. They are None if there is no shingle to count: an empty text has nothing
    that could be right or wrong. `lcs_recall` is the share of the article's words in the longest common subsequence,
    or None if the article has no words.
    """

    precision: float | None
    recall: float | None
    lcs_f1: float
    lcs_recall: float | None


class Means(Struct, frozen=True):
    """The figures of many pages."""

    precision: float
    recall: float
    f1: float
    lcs_f1: float


def pages(path: Path, limit: int | None = None) -> Iterator[Page]:
    """Yield the pages of a data set, or only the first `limit` pages of each set in it."""
    seen: Counter[str] = Counter()
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
        for line in lines:
            page = msgspec.json.decode(line, type=Page)
            seen[page.part] += 1
            if limit is None or seen[page.part] <= limit:
                yield page


def score(page: Page, text: str) -> Score:
    """Compare the text with the article, or with the article without its optional parts if that is more similar."""
    golds = [page.gold] if page.gold_without_optional is None else [page.gold, page.gold_without_optional]
    f1, recall, gold = max(((*lcs_scores(gold, text), gold) for gold in golds), key=lambda candidate: candidate[0])
    wanted, given = shingles(gold), shingles(text)
    common = (wanted & given).total()
    return Score(_share(common, given.total()), _share(common, wanted.total()), f1, recall)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return the runs of four words in a text, and how often each occurs. A shorter text is one run.

    >>> sorted(shingles("a b, c d. e"))
    [('a', 'b', 'c', 'd'), ('b', 'c', 'd', 'e')]
    """
    words = _WORD.findall(text)
    if 0 < len(words) < SHINGLE:
        return Counter([tuple(words)])
    return Counter(zip(*(words[shift:] for shift in range(SHINGLE)), strict=False))


def lcs_scores(gold: str, text: str) -> tuple[float, float | None]:
    """Return the F1 and the recall of the longest common subsequence of words. Two texts without words are equal.

    >>> lcs_scores("De raad kwam bijeen", "de raad bijeen")
    (0.8571428571428571, 0.75)
    >>> lcs_scores("De raad", ""), lcs_scores("", "Menu"), lcs_scores("", "")
    ((0.0, 0.0), (0.0, None), (1.0, None))
    """
    wanted, given = (_WORD.findall(side.lower()) for side in (gold, text))
    if not wanted and not given:
        return 1.0, None
    common = LCSseq.similarity(wanted, given)
    return 2 * common / (len(wanted) + len(given)), _share(common, len(wanted))


def means(scores: Sequence[Score]) -> Means:
    """Return the mean figures of these pages. A page does not count for a figure that it does not have."""
    precision = _mean(score.precision for score in scores)
    recall = _mean(score.recall for score in scores)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Means(precision, recall, f1, _mean(score.lcs_f1 for score in scores))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _mean(values: Iterable[float | None]) -> float:
    known = [value for value in values if value is not None]
    return fmean(known) if known else 0.0
