"""The steps `remove` and `select`: the rules of a pack that look at the elements of an HTML page."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from ..errors import Fault, PackError
from ..packs.program import CompiledRule, Program
from ..page.blocks import Block
from ..page.causes import Cause
from ..page.headline import confirm_headlines, is_heading
from ..page.page import HtmlPage
from ..page.shapes import ancestors
from ..verbs.selecting import find
from .draft import Draft

# The HTML reader is imported inside the steps: text does not need it, and importing lxml takes as long as all the rest.


def remove_elements(draft: Draft) -> Draft:
    """Read the page again without the elements that the pack's `remove` rules name."""
    from ..readers.html import without_elements

    removed, fired = removed_elements(draft.program, draft.html.root)
    if not removed:
        return draft
    page = without_elements(draft.html, removed)
    return replace(draft, page=page, blocks=page.blocks, fired=draft.fired | fired)


def removed_elements(program: Program, root: Any) -> tuple[dict[Any, Cause], frozenset[CompiledRule]]:
    """Return the elements that the pack's `remove` rules name, each with its cause, and the rules that found some."""
    removed: dict[Any, Cause] = {}
    fired = set()
    for rule in program.tree_rules:
        found = find_elements(rule, root) if rule.options.tree_action == "remove" else []
        removed.update((element, rule.cause) for element in found)
        if found:
            fired.add(rule)
    return removed, frozenset(fired)


def select_elements(draft: Draft) -> Draft:
    """Keep the blocks inside the elements of the first `select` rule of the pack that finds any.

    Of the rest of the page, only first-level headings then count as signs of what the headline is.
    """
    selects = select_rules(draft.program)
    for rule in selects:
        blocks = _inside(draft.blocks, find_elements(rule, draft.html.root))
        if blocks:
            page = _with_headlines(draft.html, blocks)
            return replace(draft, page=page, fired=draft.fired | {rule}).keep(blocks, rule.cause)
    if not selects:
        return draft
    return draft.warn("select-found-nothing", f"{', '.join(str(rule.cause) for rule in selects)} found nothing")


def select_rules(program: Program) -> list[CompiledRule]:
    """Return the `select` rules of the pack, in order."""
    return [rule for rule in program.tree_rules if rule.options.tree_action == "keep"]


def _with_headlines(page: HtmlPage, selected: tuple[Block, ...]) -> HtmlPage:
    """Return the page with the headlines that its first-level headings and the selected blocks confirm."""
    starts = {block.start for block in selected}
    signs = [block for block in page.blocks if is_heading(block) or block.start in starts]
    if not any(map(is_heading, signs)):
        return page
    return replace(page, metadata=confirm_headlines(replace(page.metadata, headlines=page.titles), signs))


def find_elements(rule: CompiledRule, root: Any) -> list[Any]:
    """Return the elements that the rule finds. Raises `PackError` if its XPath fails on this page."""
    try:
        return find(rule.options, root)  # type: ignore[arg-type]  # rules for the tree are of these two verbs
    except ValueError as error:
        raise PackError([Fault(rule.cause.file, rule.cause.line, 1, str(error))]) from None


def _inside(blocks: tuple[Block, ...], elements: list[Any]) -> tuple[Block, ...]:
    """Return the blocks that are inside one of these elements, or whose line contains one of them."""
    from ..readers.elements import paths_of
    from ..readers.html import is_line

    lines = {block.path for block in blocks}
    wanted = set()
    for element, path in zip(elements, paths_of(elements), strict=True):
        if not is_line(element) and path not in lines:
            path = next((above for above in reversed([*ancestors(path)]) if above in lines), path)
        wanted.add(path)
    known = {"": False} | dict.fromkeys(wanted, True)
    return tuple(block for block in blocks if is_inside(block.path, known))


def is_inside(path: str, known: dict[str, bool]) -> bool:
    """Return whether the path is that of an element inside a wanted one; `known` has the answers so far."""
    passed = []
    while path not in known:
        passed.append(path)
        path = path.rpartition("/")[0]
    known.update(dict.fromkeys(passed, known[path]))
    return known[path]
