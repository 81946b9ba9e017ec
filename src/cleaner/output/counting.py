"""Counting many articles: the names under which each is counted, and what the totals say about their warnings.

A batch, a crawl and an index keep a number for each name. So their totals have the same names, and the same sentence
says what happens most often.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..page.warnings import MEANINGS
from ..page.words import plural
from .article import Article

PACK, METHOD, SITE, WARNINGS = "pack/", "method/", "site/", "warnings/"
FALLBACKS = "fallbacks"
NO_ARTICLE = "no-article"
"""The warning that is left out of sentences: a page without an article is nothing unusual."""


def counted(article: Article) -> Iterator[str]:
    """Yield the names under which an article is counted.

    - `pack/NAME` and `method/NAME`: what cleaned it;
    - `site/NAME`: the pack of its site, even if the result of that pack was discarded;
    - `fallbacks`: that it was discarded;
    - `warnings/CODE` and `warnings/CODE/NAME`: each code of its warnings, once, alone and with the pack of its site.

    >>> from cleaner import clean
    >>> list(counted(clean("Net binnen", "https://www.knack.be/l/sport")))
    ['pack/knack', 'method/none', 'site/knack', 'warnings/no-article', 'warnings/no-article/knack']
    """
    yield f"{PACK}{article.pack}"
    yield f"{METHOD}{article.method}"
    yield f"{SITE}{article.site_pack}"
    if article.site_pack != article.pack:
        yield FALLBACKS
    for code in dict.fromkeys(warning.code for warning in article.warnings):
        yield f"{WARNINGS}{code}"
        yield f"{WARNINGS}{code}/{article.site_pack}"


def under(counts: Mapping[str, int], prefix: str) -> dict[str, int]:
    """Return the numbers whose names begin with this prefix, by the rest of the name.

    >>> under({"pages": 3, "pack/nu": 2}, PACK)
    {'nu': 2}
    """
    return {name.removeprefix(prefix): count for name, count in counts.items() if name.startswith(prefix)}


def by_pack(counts: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Return how many pages of each pack have each warning; the pack with the most of them first, and so its codes.

    >>> by_pack({"site/nu": 3, "warnings/cut": 1, "warnings/cut/nu": 1, "warnings/uncertain/nu": 2})
    {'nu': {'uncertain': 2, 'cut': 1}}
    """
    packs: dict[str, dict[str, int]] = {}
    for name, count in sorted(under(counts, WARNINGS).items(), key=lambda item: (-item[1], item[0])):
        code, _, pack = name.partition("/")
        if pack:
            packs.setdefault(pack, {})[code] = count
    return packs


def warning_lines(counts: Mapping[str, int]) -> Iterator[str]:
    r"""Yield a line with the number of pages for each warning, by pack, and a sentence about the most frequent one.

    Yield nothing if no page has a warning.

    >>> counts = {"site/nu": 46, "warnings/select-found-nothing/nu": 38, "warnings/cut/nu": 1}
    >>> by_pack, most = warning_lines(counts)
    >>> print(by_pack, most.partition(".")[0], sep="\n")
    warnings: nu: select-found-nothing 38, cut 1
    most frequent: select-found-nothing, on 38 of 46 pages of the pack nu
    """
    packs = {
        pack: {code: count for code, count in codes.items() if code != NO_ARTICLE}
        for pack, codes in by_pack(counts).items()
    }
    if not any(packs.values()):
        return
    shown = (f"{pack}: {_listed(codes.items())}" for pack, codes in packs.items() if codes)
    yield f"warnings: {'; '.join(shown)}"
    count, code, pack = min((-count, code, pack) for pack, codes in packs.items() for code, count in codes.items())
    pages = counts.get(f"{SITE}{pack}", -count)
    meaning = {str(known): text for known, text in MEANINGS.items()}.get(code, "")
    yield f"most frequent: {code}, on {-count:,} of {plural(pages, 'page')} of the pack {pack}. {meaning}".rstrip()


def _listed(codes: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{code} {count:,}" for code, count in codes)
