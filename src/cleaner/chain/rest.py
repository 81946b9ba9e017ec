"""The step `rest`: a pack that does not know all of its site leaves the rest to generic cleaning."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from msgspec.structs import replace

from ..page.page import HtmlPage
from .draft import Draft
from .lines import LINES, keep_article
from .step import Step, run_steps


def clean_rest(draft: Draft, of_text: Sequence[Step], of_html: Sequence[Step], confidence: float) -> Draft:
    """Clean what the rules of the pack leave like a page of a site without a pack, if the pack says `then: generic`.

    A text on which no rule fires that usually does is cleaned so too, because the site has probably changed. Then the
    confidence is at most `confidence`, and so it is if the rules removed nothing.

    In HTML, an element that `select` found is the article, and nothing is left to do. In text, the line model looks at
    the whole page, because it knows a line by the lines around it, also by those that the rules remove.
    """
    is_html = isinstance(draft.page, HtmlPage)
    has_missed_all = not is_html and _has_missed_all(draft)
    if draft.is_selected or (draft.program.pack.then is None and not has_missed_all):
        return draft
    if not is_html and (has_missed_all or not any(removal.cause.file for removal in draft.removals)):
        draft = replace(draft, confidence=min(draft.confidence, confidence))
    judged = draft if is_html else _as_judged(draft)
    if draft.program.pack.then is None:
        if judged.method == "none" or not any(removal.cause.rule == LINES.rule for removal in judged.removals):
            return draft  # it may be an article and nothing else: a page that was cut off, or cleaned before
        text = "no rule that usually fires did; what the rules left was cleaned like a page of an unknown site"
        judged = judged.warn("left-to-generic", text)
    cleaned = run_steps(
        of_html if is_html else of_text, replace(judged, program=draft.generic, lines=None, to_run=None, settled=None)
    )
    return replace(cleaned, program=draft.program, lines=None, to_run=None, settled=None)


def _has_missed_all(draft: Draft) -> bool:
    """Return whether some rules of the pack usually fire, and none of them did.

    But if another rule of the site removed something, the page is one of the site as it was, and was cut off.
    """
    usual = draft.expected("usually")
    if not usual or not (draft.fired | draft.stopped).isdisjoint(usual):
        return False
    return all(removal.cause.pack != draft.program.pack.pack for removal in draft.removals)


def _as_judged(draft: Draft) -> Draft:
    """Remove the lines that the line model does not keep on the whole page."""
    judged = keep_article(replace(draft, blocks=draft.page.blocks, removals=()))
    causes = {removal.start: removal.cause for removal in judged.removals}
    if judged.method is not None:
        return replace(judged, removals=draft.keep((), judged.removals[0].cause).removals)
    scores = {block.start: block.score for block in judged.blocks}
    starts = [block.start for block in draft.page.blocks]
    lines = {block.start: starts[bisect_right(starts, block.start) - 1] for block in draft.blocks}
    blocks = tuple(replace(block, score=scores.get(lines[block.start])) for block in draft.blocks)
    judged = replace(judged, blocks=blocks, removals=draft.removals)
    return judged.remove({start: causes[line] for start, line in lines.items() if line in causes})
