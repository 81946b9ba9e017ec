"""The step `lines`: which lines of a text of an unknown site are its article?"""

from __future__ import annotations

import re
from itertools import takewhile

from msgspec.structs import replace

from ..generic.text.line_model import judge
from ..page.causes import builtin_cause
from .draft import Draft

LEAST, LEAST_FOR_PRECISION, LEAST_FOR_RECALL = 0.5, 0.7, 0.35
"""The lowest score of a line that is kept: usually, and if the caller favors precision or recall."""
MIN_LINES = 21
"""The fewest lines of a text that the model is asked about. No page that it was tested on has fewer, and a text of a
few lines is rarely a whole page."""
MAX_LINES = 20_000
"""The most lines of a text that the model is asked about, because they take half a second. The longest of 941 pages has
2,737 in any form."""
MIN_F1, DOUBTFUL_F1 = 0.6, 0.78
"""The least expected F1 of an article, and the one below which a warning says that it is uncertain. Of the articles
that the model was tested on, 1 % are below the first, and 5 % below the second."""
CLEARLY_LOW = 0.2
"""A text in which no line has a lower score stays whole: each of its lines may be part of the article."""
LINES = builtin_cause("lines", "the line model finds that it is not part of the article")
HEADING = builtin_cause("lines", "a heading at the end of the article, with nothing below it")
_MARKDOWN_HEADING = re.compile("#{1,6} ")


def keep_article(draft: Draft) -> Draft:
    """Remove the lines that are probably not part of the article, unless the text is an article and nothing else.

    A text of a few lines is left to the rules.

    If too little is left for an article, the lines are kept that give the highest expected F1. If that is too low as
    well, there is no article, unless the caller favors recall. The method is that of Lipton, Elkan and Naryanaswamy,
    "Optimal thresholding of classifiers to maximize F1 measure" (ECML PKDD 2014).
    """
    if len(draft.blocks) < MIN_LINES:
        return draft
    if len(draft.blocks) > MAX_LINES:
        text = f"the line model was not asked, because the text has more than {MAX_LINES:,} lines"
        return draft.warn("lines-not-judged", text)
    judgement = judge(draft.blocks, draft.page.text)
    scores = {block.start: score for block, score in zip(draft.blocks, judgement.scores, strict=True)}
    draft = replace(draft, blocks=tuple(replace(block, score=scores[block.start]) for block in draft.blocks))
    if judgement.is_clean or (min(judgement.scores) >= CLEARLY_LOW and draft.favor != "precision"):
        return draft
    usual = judgement.expected_f1(LEAST)
    least = LEAST if usual >= MIN_F1 else min(LEAST, judgement.best_least())
    expected = judgement.expected_f1(least)
    if expected < MIN_F1 and draft.favor != "recall":
        draft = draft.remove({start: replace(LINES, score=score) for start, score in scores.items()})
        return draft.refuse(f"no lines are likely to be part of one (expected F1 {expected:.2f})", LINES)
    if draft.favor == "recall":
        least = min(least, LEAST_FOR_RECALL)
    elif draft.favor == "precision" and least == LEAST:
        least = LEAST_FOR_PRECISION
    draft = draft.remove({start: replace(LINES, score=score) for start, score in scores.items() if score < least})
    last = takewhile(lambda block: _MARKDOWN_HEADING.match(block.text), reversed(draft.blocks))
    draft = draft.remove({block.start: replace(HEADING, score=block.score) for block in last})
    draft = replace(draft, confidence=draft.confidence * expected)
    if expected < DOUBTFUL_F1:
        return draft.warn("uncertain", f"the article is uncertain: its expected F1 is {expected:.2f}")
    return draft
