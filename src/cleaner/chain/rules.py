"""Runs a pack's rules over the blocks of a page, and enters in the ledger what each of them removed."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from ..packs.program import CompiledRule, Program
from ..page.blocks import Block, starts_within
from ..page.causes import Cause, Removal
from ..page.ledger import subtract
from ..page.lines import Lines
from ..verbs.rule import Fact


class Run(Struct):
    """What rules did so far: the blocks that are left, what went, what was learned and by which rule, and which fired.

    `notes` go into the article's warnings; `lines` are the blocks as they were last looked at.
    """

    blocks: tuple[Block, ...]
    removals: list[Removal] = []
    facts: list[tuple[Fact, Cause]] = []
    fired: set[CompiledRule] = set()
    notes: list[str] = []
    lines: Lines | None = None

    def current_lines(self, program: Program) -> Lines:
        """The blocks that are left as lines; made anew only when they have changed."""
        if self.lines is None or self.lines.blocks is not self.blocks:
            self.lines = Lines(self.blocks, program.patterns)
        return self.lines

    def replace(self, blocks: tuple[Block, ...], cause: Cause) -> None:
        """Go on with these blocks, which are parts of the present ones, and enter what went."""
        self.removals += [Removal(start, end, cause) for start, end in subtract(self.blocks, blocks)]
        self.blocks = blocks

    def fact(self, field: str) -> str | None:
        """The first fact of this kind, as the page has it."""
        return next((fact.value for fact, _ in self.facts if fact.field == field), None)


def run_rules(program: Program, run: Run) -> bool:
    """Run each rule once, in order; answer whether any of them changed the blocks."""
    started = run.blocks
    was_cut = False
    for step in program.line_rules:
        lines = run.current_lines(program)
        if not step.needed <= lines.present:
            continue
        if step.options.after_cut:
            only = step.options.only_fact
            if not was_cut or (only and run.fact(only)):
                continue  # a page has one headline: a weak sign does not look for a second
        edit = step.verb.apply(step.options, lines) if step.verb.apply else None
        if edit is None:
            continue
        run.fired.add(step)
        run.facts += [(fact, step.cause) for fact in edit.facts]
        if edit.blocks != run.blocks:
            removed = len(run.removals)
            run.replace(_with_protected(run.blocks, edit.blocks), step.cause)
            was_cut = was_cut or len(run.removals) > removed
    if any(block.protected for block in run.blocks):  # for the rules below `keep` in this round, not for the next
        run.blocks = tuple(replace(block, protected=False) for block in run.blocks)
    return run.blocks != started


def _with_protected(before: Sequence[Block], after: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks `after` a rule, with those whole again that `keep` protects."""
    protected = [block for block in before if block.protected]
    if not protected:
        return after
    is_protected = starts_within([(block.start, block.end) for block in protected])
    free = [block for block in after if not is_protected(block)]
    return tuple(sorted([*protected, *free], key=lambda block: block.start))
