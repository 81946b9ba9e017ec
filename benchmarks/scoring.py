"""Data sets of pages with a known article body, and how far a text is from that body.

A data set is JSON lines (`.jsonl` or `.jsonl.gz`): `{id, set, site, url, lang, html, gold}`, and
`gold_without_optional` where a paragraph may be kept or not. Two figures, which must not be mixed:

* shingle F1: precision and recall of four-word shingles, their means over the pages, and the F1 of these two means
  (Zyte's benchmark of article extraction). It asks for the same words in a row, letter case included.
* LCS F1: the F1 of the longest common subsequence of the lower-cased words, its mean over the pages (close to the
  ROUGE-LSum of the Fundus paper). It forgives a word here and there, and punishes a wrong order.
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
    """One page of a data set, and what its article is; `part` is the name of the set."""

    id: str
    html: str
    gold: str
    part: str = msgspec.field(name="set", default="")
    url: str | None = None
    lang: str | None = None
    gold_without_optional: str | None = None


class Score(Struct, frozen=True):
    """How near one text is to its page's article.

    `precision` and `recall` are of shingles, and None where there are none to count: of an empty text nothing is
    wrong and nothing right.
    """

    precision: float | None
    recall: float | None
    lcs_f1: float


class Means(Struct, frozen=True):
    """The figures of many pages."""

    precision: float
    recall: float
    f1: float
    lcs_f1: float


def pages(path: Path, limit: int | None = None) -> Iterator[Page]:
    """The pages of a data set one by one, or only the first so many of each set in it."""
    seen: Counter[str] = Counter()
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
        for line in lines:
            page = msgspec.json.decode(line, type=Page)
            seen[page.part] += 1
            if limit is None or seen[page.part] <= limit:
                yield page


def score(page: Page, text: str) -> Score:
    """The text against the page's article, or against the article without its optional parts if that is nearer."""
    golds = [page.gold] if page.gold_without_optional is None else [page.gold, page.gold_without_optional]
    lcs, gold = max(((lcs_f1(gold, text), gold) for gold in golds), key=lambda candidate: candidate[0])
    wanted, given = shingles(gold), shingles(text)
    common = (wanted & given).total()
    return Score(_share(common, given.total()), _share(common, wanted.total()), lcs)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The runs of four words in a text, each with how often it is there; a shorter text is one run.

    >>> sorted(shingles("a b, c d. e"))
    [('a', 'b', 'c', 'd'), ('b', 'c', 'd', 'e')]
    """
    words = _WORD.findall(text)
    if 0 < len(words) < SHINGLE:
        return Counter([tuple(words)])
    return Counter(zip(*(words[shift:] for shift in range(SHINGLE)), strict=False))


def lcs_f1(gold: str, text: str) -> float:
    """The F1 of the longest common subsequence of words; two texts without a word are alike.

    >>> lcs_f1("De raad kwam bijeen", "de raad bijeen"), lcs_f1("", "Menu"), lcs_f1("", "")
    (0.8571428571428571, 0.0, 1.0)
    """
    wanted, given = (_WORD.findall(side.lower()) for side in (gold, text))
    if not wanted and not given:
        return 1.0
    return 2 * LCSseq.similarity(wanted, given) / (len(wanted) + len(given))


def means(scores: Sequence[Score]) -> Means:
    """The figures of these pages; a page says nothing of a share that has no shingle to count."""
    precision = _mean(score.precision for score in scores)
    recall = _mean(score.recall for score in scores)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Means(precision, recall, f1, _mean(score.lcs_f1 for score in scores))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _mean(values: Iterable[float | None]) -> float:
    known = [value for value in values if value is not None]
    return fmean(known) if known else 0.0
