"""Measure how well the authors and the date of an article are found, for `cleaner` and trafilatura.

    python benchmarks/metadata_quality.py DATA... [--limit N] [--half 0|1]

DATA are files of pages, in the form that `benchmarks/scoring.py` describes. What the JSON-LD of a page says is taken
for the truth, and it is removed from the page before anybody gets it. So this measures pages that have no JSON-LD: what
`<meta>`, the markup and the text of the page tell. The report is Markdown.

A page counts for authors if its JSON-LD names at least one person in two words or more, and for the date if its JSON-LD
has a valid date. JSON-LD is not always right: it also calls newsrooms persons. That concerns both alike.
`--half` measures only the pages of one half of the publishers: rules were chosen on half 0.
"""

from __future__ import annotations

import argparse
import logging
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from hashlib import sha256
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.scoring import Page, pages
from cleaner import Cleaner, InputError
from cleaner.page.dates import valid_date
from cleaner.readers import read_page
from cleaner.readers.json_ld import as_list, first_article

_JSON_LD = re.compile(r"<script\b[^>]*ld\+json[^>]*>.*?</script\s*>", re.DOTALL | re.IGNORECASE)
_AND = re.compile(r"[,;|]|\s(?:and|und|en|et|y|e|og|och|&)\s")
_WORD = re.compile(r"\w+")
OUTCOMES = ("all right", "some of them", "wrong", "none")
"""`some of them`: some names are missing, and no name is wrong. `wrong`: at least one name is, or the date is."""


class Facts(Struct, frozen=True):
    """The authors and the day of publication of a page. A name is its words in lower case."""

    authors: frozenset[str]
    day: str | None


def truth(page: Page) -> Facts:
    """Return what the JSON-LD of the page says: the persons among the authors, and the day."""
    article = first_article(read_page(page.html, page.url, "html").root.iter("script"))  # type: ignore[union-attr]
    names = chain.from_iterable(map(_person, as_list(article.get("author"))))
    published = article.get("datePublished")
    date = valid_date(published) if isinstance(published, str) else None
    return Facts(frozenset(name for name in _names(names) if " " in name), date[:10] if date else None)


def _person(author: Any) -> list[str]:
    if not isinstance(author, dict):
        return [author] if isinstance(author, str) else []
    if any("Organization" in str(kind) for kind in as_list(author.get("@type"))):
        return []
    return [name for name in as_list(author.get("name")) if isinstance(name, str)]


def _names(texts: Iterable[str]) -> set[str]:
    """Return the names in these texts, each as its words in lower case.

    >>> sorted(_names(["Jane Doe and Jan de Vries, CEPF"]))
    ['cepf', 'jan de vries', 'jane doe']
    """
    parts = chain.from_iterable(_AND.split(text) for text in texts)
    names = (" ".join(_WORD.findall(unicodedata.normalize("NFKC", part).lower())) for part in parts)
    return set(filter(None, names))


def ours(cleaner: Cleaner, html: str, url: str | None) -> Facts:
    """Return what `cleaner` finds without a pack for the site."""
    article = cleaner.clean(html, url, pack="generic")
    return Facts(frozenset(_names(article.authors)), (article.date_published or "")[:10] or None)


def theirs(html: str, url: str | None) -> Facts:
    """Return what trafilatura finds."""
    from trafilatura import bare_extraction

    found: Any = bare_extraction(html, url=url, with_metadata=True)
    if found is None:
        return Facts(frozenset(), None)
    return Facts(frozenset(_names([found.author or ""])), (found.date or "")[:10] or None)


def outcome_of_authors(found: frozenset[str], wanted: frozenset[str]) -> str:
    """Return which of `OUTCOMES` this is.

    >>> outcome_of_authors(frozenset(["jane doe"]), frozenset(["jane doe", "jan de vries"]))
    'some of them'
    """
    if not found:
        return "none"
    if found == wanted:
        return "all right"
    return "some of them" if found < wanted else "wrong"


def outcome_of_day(found: str | None, wanted: str) -> str:
    """Return which of `OUTCOMES` this is."""
    return "none" if found is None else "all right" if found == wanted else "wrong"


def half_of(url: str | None) -> int:
    """Return the half, 0 or 1, to which the publisher of this address belongs."""
    host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    return int(sha256(host.encode()).hexdigest(), 16) % 2


def measure(data: Iterable[Page], half: int | None) -> dict[tuple[str, str, str], Counter[str]]:
    """Return how often each outcome occurred, for each kind of fact, set and contender."""
    cleaner = Cleaner()
    contenders: dict[str, Callable[[str, str | None], Facts]] = {
        "cleaner": lambda html, url: ours(cleaner, html, url),
        "trafilatura": theirs,
    }
    counts: dict[tuple[str, str, str], Counter[str]] = {}
    for page in data:
        if half is not None and half_of(page.url) != half:
            continue
        try:
            wanted = truth(page)
        except InputError:
            continue
        if not wanted.authors and wanted.day is None:
            continue
        html = _JSON_LD.sub("", page.html)
        for name, find in contenders.items():
            found = find(html, page.url)
            if wanted.authors:
                outcome = outcome_of_authors(found.authors, wanted.authors)
                counts.setdefault(("authors", page.part, name), Counter())[outcome] += 1
            if wanted.day:
                counts.setdefault(("date", page.part, name), Counter())[outcome_of_day(found.day, wanted.day)] += 1
    return counts


def report(counts: dict[tuple[str, str, str], Counter[str]]) -> str:
    """Return the table of the outcomes, as shares of the pages."""
    lines = [f"| | set (pages) | contender | {' | '.join(OUTCOMES)} |", "|---|---|---|--:|--:|--:|--:|"]
    for (kind, part, name), outcomes in sorted(counts.items()):
        shares = [f"{outcomes[outcome] / outcomes.total():.3f}" for outcome in OUTCOMES]
        lines.append(f"| {kind} | {part} ({outcomes.total()}) | {name} | {' | '.join(shares)} |")
    return "\n".join(lines)


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=Path, help="files of pages")
    parser.add_argument("--limit", type=int, help="at most this many pages of each set")
    parser.add_argument("--half", type=int, choices=(0, 1), help="only this half of the publishers")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    data = chain.from_iterable(pages(path, options.limit) for path in options.data)
    print(f"cleaner {version('cleaner')}, trafilatura {version('trafilatura')}\n")
    print(report(measure(data, options.half)))


if __name__ == "__main__":
    main()
