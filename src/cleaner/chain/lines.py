"""The step `lines`: which lines of a text of an unknown site are its article?"""

from __future__ import annotations

from msgspec.structs import replace

from ..generic.text.line_model import judge
from ..page.causes import Removal, builtin_cause
from .draft import Draft

LEAST, LEAST_FOR_PRECISION, LEAST_FOR_RECALL = 0.5, 0.7, 0.35
"""The lowest score of a line that is kept: usually, and if the caller favors precision or recall."""
MIN_F1, DOUBTFUL_F1 = 0.6, 0.78
"""The least expected F1 of an article, and the one below which a warning says that it is uncertain. On pages with an
article, 1 % are below the first, and 5 % below the second."""
IN_DOUBT = 0.03
"""If the whole text has an expected F1 that is lower by no more than this, it stays whole: a lost paragraph is worse."""
MARKDOWN_HEADING = "#"
LINES = builtin_cause("lines", "the line model finds that it is not part of the article")


def keep_article(draft: Draft) -> Draft:
    """Remove the lines that are probably not part of the article, unless the text is an article and nothing else.

    If too little is left for an article, the lines are kept that give the highest expected F1. If that is too low as
    well, nothing is kept. The method is that of Lipton, Elkan and Naryanaswamy, "Optimal thresholding of classifiers to
    maximize F1 measure" (ECML PKDD 2014).
    """
    if not draft.blocks:
        return draft
    judgement = judge(draft.blocks, draft.page.text)
    if judgement.is_clean:
        return draft
    if judgement.expected_f1(0) >= max(MIN_F1, judgement.expected_f1(LEAST) - IN_DOUBT):
        return draft
    least = {"precision": LEAST_FOR_PRECISION, "recall": LEAST_FOR_RECALL}.get(draft.favor or "", LEAST)
    expected = judgement.expected_f1(least)
    if expected < MIN_F1:
        least = min(least, judgement.best_least())
        expected = judgement.expected_f1(least)
    scored = [replace(block, score=score) for block, score in zip(draft.blocks, judgement.scores, strict=True)]
    kept = [block for block, score in zip(scored, judgement.scores, strict=True) if score >= least]
    if expected < MIN_F1:
        kept.clear()
    while kept and kept[-1].text.startswith(MARKDOWN_HEADING):  # no article ends with a heading
        kept.pop()
    starts = {block.start for block in kept}
    removed = [
        Removal(block.start, block.end, replace(LINES, score=block.score))
        for block in scored
        if block.start not in starts
    ]
    draft = replace(
        draft, blocks=tuple(kept), removals=(*draft.removals, *removed), confidence=draft.confidence * expected
    )
    if kept and expected < DOUBTFUL_F1:
        return draft.warn(f"the article is uncertain: its expected F1 is {expected:.2f}")
    return draft
