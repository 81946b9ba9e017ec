"""The figures of a page: numbers by which the history of a pack shows that its site has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from ..page.blocks import Block
from ..page.words import count_words


class Figures(Struct, frozen=True):
    """What the pack of a site did with a page.

    - `pack`, `version`: the pack of the site, even if its result was discarded;
    - `layout`: the layout that the page has, if the pack has layouts and one fits;
    - `is_html`: whether the page is HTML; some rules of a pack are only for HTML;
    - `fired`: the names of the pack's rules that fired: see `packs.program.name_rules`;
    - `has_article`, `is_discarded`: whether the page has an article, and whether the result of the pack was discarded
      for that of generic extraction, which may have none;
    - `kept`, `removed`: how many characters the article has, and how many were removed. If a rule selects its element,
      only what was removed from inside that element counts. These are not words, because counting words
      takes several times as long as all other figures together;
    - `running`: the share of the article's characters that are in lines of running text, from 0 to 1;
    - `agreement`: how much the article has in common with that of generic extraction, from 0 to 1 (see `agreement`);
      None for a page that is not in the sample, or that generic extraction could not clean;
    - `body`: the body of the article, as long as the page is in the sample and the agreement is not known.
    """

    pack: str
    version: int
    is_html: bool
    fired: frozenset[str]
    has_article: bool
    is_discarded: bool
    kept: int
    removed: int
    running: float
    agreement: float | None = None
    layout: str = ""
    body: tuple[Block, ...] = ()


def agreement(own: Iterable[Block], others: Iterable[Block]) -> float:
    """Return how much two articles have in common, from 0 to 1; 1 if both are empty.

    That is twice the number of words in the blocks that both have, divided by the number of words of both.

    >>> one, two = Block("De raad kwam bijeen.", 0, 20), Block("Lees ook", 22, 30)
    >>> agreement([one, two], [one]), agreement([], [one]), agreement([], [])
    (0.8, 0.0, 1.0)
    """
    one, other = (Counter(block.text for block in blocks) for blocks in (own, others))
    both = _words(one) + _words(other)
    return 2 * _words(one & other) / both if both else 1.0


def _words(texts: Counter[str]) -> int:
    return sum(times * count_words(text) for text, times in texts.items())
