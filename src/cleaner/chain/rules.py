"""The steps `rules` and `missed`: run the rules of a pack over the lines of a page, and note which did not fire."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from ..packs.program import CompiledRule
from ..page.blocks import Block, starts_within
from ..page.causes import Cause, Removal
from ..page.headline import end_of_headline
from ..page.ledger import subtract
from ..page.lines import Lines
from ..page.page import HtmlPage
from ..verbs.rule import Edit, Fact, Options
from .draft import Draft

MISSED_RULE = 0.8
"""The confidence is multiplied by this for each rule that usually fires and did not. The value is a convention."""


TOO_MUCH = "the page is too long for all the rules of its pack; some did not run"


def run_rules(draft: Draft) -> Draft:
    """Run each rule of the pack once, in order. The ledger records what each of them removed.

    On a very long page, the rules stop when they have done as much work as they may, with a warning.
    """
    started = blocks = draft.blocks
    url = None if isinstance(draft.page, HtmlPage) else draft.page.url  # HTML shows its headline by its structure
    patterns, rules = draft.program.patterns, draft.program.line_rules
    to_run = draft.to_run[1] if draft.to_run and draft.to_run[0] is blocks else len(rules)
    changed = 0  # the number of the last rule that changed something, from 1
    lines = Lines(blocks, patterns, draft.lines, url)
    known = lines.known
    fired: list[CompiledRule] = []
    facts = [*draft.facts]
    removals: list[Removal] = []
    is_protected = is_spent = False
    for number, rule in enumerate(rules):
        if number == to_run and blocks is started:
            break  # the other rules have seen these very blocks
        if not rule.needed <= known:
            continue  # as most rules
        if lines.blocks is not blocks:
            lines = Lines(blocks, patterns, lines, url)
        edit = _edit(rule, lines, draft, facts, was_cut=bool(removals))
        if lines.is_spent():  # not all matches were looked for, so the rule would do only a part of what it should
            is_spent = True
            break
        if edit is None:
            continue
        fired.append(rule)
        facts += [(fact, rule.cause) for fact in edit.facts]
        if edit.blocks != blocks:
            left = _with_protected(blocks, edit.blocks) if is_protected else edit.blocks
            removals += [Removal(start, end, rule.cause) for start, end in subtract(blocks, left)]
            blocks = left
            changed = number + 1
            is_protected |= rule.options.protects_lines
            if rule.options.makes_lines:
                lines = Lines(blocks, patterns, lines, url)
                known = lines.known
    if is_protected:  # `keep` protects from the rules below it in this round only
        blocks = tuple(replace(block, protected=False) if block.protected else block for block in blocks)
    draft = replace(
        draft,
        blocks=started if blocks == started else blocks,
        removals=(*draft.removals, *removals),
        facts=tuple(facts),
        fired=draft.fired.union(fired),
        stopped=frozenset(rules[number:]) if is_spent and draft.lines is None else draft.stopped,
        lines=lines,
        to_run=None if is_protected else (blocks, changed),
        layout=draft.layout if blocks is started else None,
    )
    return draft.warn("rules-stopped", TOO_MUCH) if is_spent else draft


def _edit(
    rule: CompiledRule, lines: Lines, draft: Draft, facts: Sequence[tuple[Fact, Cause]], *, was_cut: bool
) -> Edit | None:
    """Return what a rule does with these lines; None if it does nothing, or may not fire."""
    options = rule.options
    if options.after_cut and not (was_cut and _may_add_fact(facts, options)):
        return None
    if rule.needed and not lines.may_have(rule.needed):
        return None
    if options.only_fact == "headline" and _is_settled(draft, lines.blocks):
        return None
    return rule.verb.apply(options, lines) if rule.verb.apply else None


def _may_add_fact(facts: Iterable[tuple[Fact, Cause]], options: Options) -> bool:
    """Return False if a page has only one fact of this kind, such as a headline, and it is already known."""
    return options.only_fact is None or all(fact.field != options.only_fact for fact, _ in facts)


def _is_settled(draft: Draft, blocks: Sequence[Block]) -> bool:
    """Return whether generic rules look for the headline among blocks that stand below the headline of HTML."""
    if draft.program is not draft.generic or not isinstance(draft.page, HtmlPage) or not blocks:
        return False
    return end_of_headline(draft.page.blocks, draft.metadata, before=blocks[0].start) is not None


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
    missed = [rule for rule in draft.expected("usually") if rule not in known]
    for rule in missed:
        draft = draft.warn("usually-missed", f"{rule.cause} usually fires, and did not")
    confidence = round(draft.confidence * MISSED_RULE ** len(missed), 2)
    return replace(draft, missed=len(missed), confidence=confidence)
