"""The line model: how likely it is that each line of a text is part of the article.

It is for text of sites that no pack knows. It was trained on open data: docs/line-model.md says on which, and how well
it does. It knows no words of any language.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate, chain
from typing import Literal

from msgspec import Struct

from ...page.blocks import Block
from ...page.words import count_words

Favor = Literal["precision", "recall"]
"""What to prefer where a line is doubtful: to leave out all that is not the article, or to keep all that is."""
CLEAN = 0.27
"""From this score of the page guard on, a text counts as clean. Of the texts that it was tested on, 98 % of the
articles have it, and 1 % of the rendered pages."""


class Judgement(Struct, frozen=True):
    """What the model says about a text: the score of each block, and whether the text is an article and nothing else.

    A score is the probability, between 0 and 1, that the block is part of the article. The lines of one paragraph have
    the same score. `words` has the number of words of each block.
    """

    scores: tuple[float, ...]
    words: tuple[int, ...]
    is_clean: bool

    def expected_f1(self, least: float) -> float:
        """Return the F1 to expect, by words, if the blocks that have at least this score are kept.

        >>> round(Judgement((0.2, 0.9), (1, 4), is_clean=False).expected_f1(0.5), 3)
        0.923
        """
        counted = list(zip(self.scores, self.words, strict=True))
        kept = sum(words for score, words in counted if score >= least)
        right = sum(score * words for score, words in counted if score >= least)
        return 2 * right / (kept + sum(score * words for score, words in counted))

    def best_least(self) -> float:
        """Return the least score of the blocks to keep that gives the highest expected F1.

        >>> Judgement((0.2, 0.45, 0.4), (1, 9, 7), is_clean=False).best_least()
        0.4
        """
        by_score = sorted(zip(self.scores, self.words, strict=True), reverse=True)
        wanted = sum(score * words for score, words in by_score)
        kept = accumulate(words for _, words in by_score)
        right = accumulate(score * words for score, words in by_score)
        expected = [2 * hits / (size + wanted) for hits, size in zip(right, kept, strict=True)]
        return by_score[expected.index(max(expected))][0]


def judge(blocks: Sequence[Block], text: str) -> Judgement:
    r"""Return what the model says about the blocks of this text. There has to be at least one.

    >>> from cleaner.readers.text import read_text
    >>> page = read_text("Home\nSport\n" + "De raad van Goes kwam maandag bijeen om over de brug te praten.\n" * 9)
    >>> [score > 0.5 for score in judge(page.blocks, page.text).scores[:4]]
    [False, False, True, True]
    """
    from . import line_trees, page_trees  # this and the following are only loaded if they are needed
    from .features import page_row, rows_of
    from .units import units_of

    units = units_of(blocks, text)
    rows = rows_of(units)
    scores = chain.from_iterable(
        [_probability(line_trees.log_odds(row))] * (unit.last - unit.first + 1)
        for unit, row in zip(units, rows, strict=True)
    )
    words = tuple([count_words(block.text) for block in blocks])
    return Judgement(tuple(scores), words, _probability(page_trees.log_odds(page_row(rows))) >= CLEAN)


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))
