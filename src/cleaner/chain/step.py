"""A step of the chain, and the ways to make one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct
from msgspec.structs import replace

from ..generic.html.layout import BlockIndexes, Layout
from ..generic.text.line_model import Favor
from ..page.blocks import Block
from ..page.causes import builtin_cause
from ..page.warnings import Code
from ..page.words import plural
from .draft import Draft

MAX_ROUNDS = 8
"""Rounds after which `repeat` stops. Real pages need two: one that changes something, and one that does not."""

MAX_DIALOG = 150
"""The most words that a step may remove even if they are most of the page: those of a dialog that asks for cookies."""
DOUBT = 0.7
"""The confidence is multiplied by this where two ways to clean a page disagree. It is a convention."""

ShapeRule = Callable[[Layout, list[int]], BlockIndexes]
"""Takes a layout and the indexes of the kept blocks, and returns the indexes of blocks to remove or restore."""


class Step(Struct, frozen=True):
    """One step of the chain. The ledger and `cleaner explain` show its name for what it removes.

    The docstring of `run`, or of the function that it is made of, says what the step does and why.
    """

    name: str
    run: Callable[[Draft], Draft]
    docs: str
    parts: tuple[Step, ...] = ()


def step(name: str, run: Callable[[Draft], Draft], *parts: Step) -> Step:
    """Make a step from a function that takes a draft and returns one; `parts` are the steps that it runs inside."""
    return Step(name, run, getattr(run, "func", run).__doc__ or "", parts)


def run_steps(steps: Iterable[Step], draft: Draft) -> Draft:
    """Run the steps in order, until one of them decides."""
    undecided = draft.method
    for each in steps:
        if each.name not in draft.without:
            draft = each.run(draft)
            if draft.method != undecided:
                break
    return draft


def doubted(draft: Draft, code: Code, text: str) -> Draft:
    """Return the draft with this warning, and with less confidence."""
    return replace(draft.warn(code, text), confidence=DOUBT * draft.confidence)


def unless_favoring(favor: Favor, given: Step) -> Step:
    """Return a step that does nothing if the caller favors this."""
    return replace(given, run=lambda draft: draft if draft.favor == favor else given.run(draft))


def if_favoring(favor: Favor, given: Step) -> Step:
    """Return a step that does nothing unless the caller favors this."""
    return replace(given, run=lambda draft: given.run(draft) if draft.favor == favor else draft)


def removes(name: str, find: ShapeRule, why: str, most: float = 1) -> Step:
    """Make a step that removes the kept blocks that `find` returns.

    If they have more than the share `most` of the kept words, and more words than a dialog that asks for cookies, they
    are probably the article itself. Then they stay, a warning says so, and the confidence is lower.
    """
    cause = builtin_cause(name, why)

    def run(draft: Draft) -> Draft:
        draft, layout = draft.with_layout()
        kept = layout.indexes(draft.blocks)
        found = find(layout, kept).intersection(kept) if kept else None
        if not found:
            return draft
        words = layout.total_words(found)
        if words > max(MAX_DIALOG, most * layout.total_words(kept)):
            return doubted(
                draft, "step-left-out", f"the step {name} would remove {plural(words, 'word')}, and was left out"
            )
        return draft.drop(found, cause)

    return Step(name, run, find.__doc__ or "")


def restores(name: str, find: ShapeRule) -> Step:
    """Make a step that restores the blocks that `find` returns, although an earlier step removed them."""

    def run(draft: Draft) -> Draft:
        draft, layout = draft.with_layout()
        kept = layout.indexes(draft.blocks)
        found = find(layout, kept).difference(kept) if kept else None
        return draft.restore(found) if found else draft

    return Step(name, run, find.__doc__ or "")


def repeat(name: str, *steps: Step) -> Step:
    """Make a step that runs other steps again and again, until they change nothing.

    This is why cleaning a clean page changes nothing. A hostile page can need many rounds, so this stops after
    `MAX_ROUNDS` of them, with a warning.
    """

    def run(draft: Draft) -> Draft:
        """Run the steps inside again and again, until they change nothing."""
        if draft.blocks is draft.settled:
            return draft
        seen: dict[str, tuple[Block, ...]] = {}  # on the same blocks, a step would give the same result again
        for _ in range(MAX_ROUNDS):
            before = draft.blocks
            for each in steps:
                if seen.get(each.name) is not draft.blocks and each.name not in draft.without:
                    seen[each.name] = draft.blocks
                    draft = each.run(draft)
            if draft.blocks is before:
                return replace(draft, settled=draft.blocks)
        text = f"the rules still changed the page in round {MAX_ROUNDS}; cleaning again may change more"
        return draft.warn("rules-unsettled", text)

    return step(name, run, *steps)
