"""The rules of a pack that look at the tree of an HTML page, `select` and `remove`, ahead of those for its lines."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from ..errors import Fault, PackError
from ..packs.program import CompiledRule, Program
from ..page.blocks import Block
from ..page.causes import Cause
from ..page.page import HtmlPage
from ..page.shapes import ancestors
from ..readers.html import is_line, paths_of, without_elements
from ..verbs.selecting import find
from .rules import Run


class Narrowed(Struct, frozen=True):
    """A page and a run over it that knows what the pack's selectors took away, and what to say of them.

    `is_selected` says whether one of them has found the article.
    """

    page: HtmlPage
    run: Run
    is_selected: bool
    warnings: tuple[str, ...]


def narrow(page: HtmlPage, program: Program) -> Narrowed:
    """What the pack's selectors leave of a page; all of it where they find nothing, or the page came as text."""
    if not program.tree_rules:
        return Narrowed(page, Run(page.blocks), is_selected=False, warnings=())
    selects = [step for step in program.tree_rules if step.options.tree_action == "keep"]
    removed: dict[Any, Cause] = {}
    fired = set()
    for step in program.tree_rules:
        found = _find(step, page) if step not in selects else []
        removed.update((element, step.cause) for element in found)
        if found:
            fired.add(step)
    page = without_elements(page, removed)
    run = Run(page.blocks, fired=fired)
    for step in selects:
        blocks = _in(run.blocks, _find(step, page))
        if blocks:
            run.fired.add(step)
            run.replace(blocks, step.cause)
            return Narrowed(page, run, is_selected=True, warnings=())
    warnings = (f"{', '.join(str(step.cause) for step in selects)} found nothing",) if selects else ()
    return Narrowed(page, run, is_selected=False, warnings=warnings)


def _find(step: CompiledRule, page: HtmlPage) -> list[Any]:
    try:
        return find(step.options, page.root)  # type: ignore[arg-type]  # it is of one of the two
    except ValueError as error:
        raise PackError([Fault(step.cause.file, step.cause.line, 1, str(error))]) from None


def _in(blocks: tuple[Block, ...], elements: list[Any]) -> tuple[Block, ...]:
    """The blocks that stand in one of these elements, or that hold one within their line."""
    lines = {block.path for block in blocks}
    wanted = set()
    for element, path in zip(elements, paths_of(elements), strict=True):
        if not is_line(element) and path not in lines:
            path = next((above for above in reversed([*ancestors(path)]) if above in lines), path)
        wanted.add(path)
    known = {path: any(above in wanted for above in ancestors(path + "/")) for path in lines}
    return tuple(block for block in blocks if known[block.path])
