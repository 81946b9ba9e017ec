"""The steps `rules` and `missed`: run the rules of a pack over the lines of a page, and note which did not fire."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from ..packs.program import CompiledRule
from ..page.blocks import Block, starts_within
from ..page.headline import end_of_headline
from ..page.lines import Lines
from ..page.page import HtmlPage
from .draft import Draft

MISSED_RULE = 0.8
"""The confidence is multiplied by this for each rule that usually fires and did not. The value is a convention."""


TOO_MUCH = "the page is too long for all the rules of its pack; some did not run"


def run_rules(draft: Draft) -> Draft:
    """Run each rule of the pack once, in order. The ledger records what each of them removed.

    On a very long page, the rules stop when they have done as much work as they may, with a warning.
    """
    started = draft.blocks
    is_first_round = draft.lines is None
    was_cut = False
    url = None if isinstance(draft.page, HtmlPage) else draft.page.url  # HTML shows its headline by its structure
    lines = draft.lines
    for number, rule in enumerate(draft.program.line_rules):
        if lines is None or lines.blocks is not draft.blocks:
            lines = Lines(draft.blocks, draft.program.patterns, lines, url)
            draft = replace(draft, lines=lines)
        if lines.lacks(rule.needed):
            continue  # as most rules
        edit = None
        may_fire = not rule.options.after_cut or (was_cut and _may_add_fact(draft, rule))
        if may_fire and lines.may_have(rule.needed) and rule.verb.apply and not _is_settled(draft, rule):
            edit = rule.verb.apply(rule.options, lines)
        if lines.is_spent():  # not all matches were looked for, so the rule would do only a part of what it should
            draft = draft.warn("rules-stopped", TOO_MUCH)
            if is_first_round:
                draft = replace(draft, stopped=frozenset(draft.program.line_rules[number:]))
            break
        if edit is None:
            continue
        facts = draft.facts + tuple((fact, rule.cause) for fact in edit.facts)
        draft = replace(draft, fired=draft.fired | {rule}, facts=facts)
        if edit.blocks != draft.blocks:
            removed = len(draft.removals)
            draft = draft.keep(_with_protected(draft.blocks, edit.blocks), rule.cause)
            was_cut = was_cut or len(draft.removals) > removed
    if any(block.protected for block in draft.blocks):  # `keep` protects from the rules below it in this round only
        draft = replace(draft, blocks=tuple(replace(block, protected=False) for block in draft.blocks))
    return replace(draft, blocks=started) if draft.blocks == started else draft


def _may_add_fact(draft: Draft, rule: CompiledRule) -> bool:
    """Return False if a page has only one fact of this kind, such as a headline, and it is already known."""
    return rule.options.only_fact is None or draft.fact(rule.options.only_fact) is None


def _is_settled(draft: Draft, rule: CompiledRule) -> bool:
    """Return whether a generic rule looks for the headline among blocks that stand below the headline of HTML."""
    if rule.options.only_fact != "headline" or draft.program is not draft.generic:
        return False
    if not isinstance(draft.page, HtmlPage) or not draft.blocks:
        return False
    return end_of_headline(draft.page.blocks, draft.metadata, before=draft.blocks[0].start) is not None


def _with_protected(before: Sequence[Block], after: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks `after` a rule, with the lines restored that the verb `keep` protects."""
    protected = [block for block in before if block.protected]
    if not protected:
        return after
    is_protected = starts_within([(block.start, block.end) for block in protected])
    free = [block for block in after if not is_protected(block)]
    return tuple(sorted([*protected, *free], key=lambda block: block.start))


def notice_missed(draft: Draft) -> Draft:
    """Warn about each rule that usually fires and did not: the page was cut off, or the site has a new layout.

    A rule that did not run, because the page is too long for all rules, is not reported: it might have fired.
    """
    known = draft.fired | draft.stopped
    missed = [rule for rule in draft.rules if rule.options.expect == "usually" and rule not in known]
    for rule in missed:
        draft = draft.warn("usually-missed", f"{rule.cause} usually fires, and did not")
    confidence = round(draft.confidence * MISSED_RULE ** len(missed), 2)
    return replace(draft, missed=len(missed), confidence=confidence)
