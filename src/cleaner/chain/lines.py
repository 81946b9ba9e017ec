"""The step `lines`: which lines of a text of an unknown site are its article?"""

from __future__ import annotations

from msgspec.structs import replace

from ..generic.text.line_model import Favor, judge
from ..page.causes import Removal, builtin_cause
from .draft import Draft

LEAST_SCORE: dict[Favor | None, float] = {"precision": 0.7, None: 0.5, "recall": 0.35}
"""The lowest score of a line that is kept. docs/line-model.md has the precision and recall of each."""
DOUBTFUL = 0.7
"""Below this expected F1, a warning says that the article is uncertain."""
LINES = builtin_cause("lines", "the line model finds that it is not part of the article")


def keep_article(draft: Draft) -> Draft:
    """Remove the lines that are probably not part of the article, unless the text is an article and nothing else."""
    if not draft.blocks:
        return draft
    judgement = judge(draft.blocks, draft.page.text)
    if judgement.is_clean:
        return draft
    least = LEAST_SCORE[draft.favor]
    expected = judgement.expected_f1(draft.blocks, least)
    kept, removed = [], []
    for block, score in zip(draft.blocks, judgement.scores, strict=True):
        if score >= least:
            kept.append(replace(block, score=score))
        else:
            removed.append(Removal(block.start, block.end, replace(LINES, score=score)))
    draft = replace(
        draft,
        blocks=tuple(kept),
        removals=(*draft.removals, *removed),
        confidence=draft.confidence * expected,
        layout=None,
    )
    if kept and expected < DOUBTFUL:
        return draft.warn(f"the article is uncertain: its expected F1 is {expected:.2f}")
    return draft
