"""The loop of a walk through a tree, in Python. Where `_compiled.pyx` is built, its loop does the same."""

from __future__ import annotations

from typing import Any

from ..compiled import compiled_module
from .bounds import LIMIT, enforce_limit
from .markup import BLOCK, BREAK, INVISIBLE, KINDS, LEVELS, LINK, ROLES, UNSHOWN
from .walking import DRAWING, HIDDEN, MAX_PATH, Walk

compiled = compiled_module("readers._compiled")


def walk_tree_in_python(  # noqa: C901  (one more call per element would double the time)
    walk: Walk, root: Any, path: str = "", number: int = 1, in_link: bool = False
) -> None:
    """Read the tree below this element, in the order of the page, without recursion.

    `path` is that of the element around it, `number` the place of this element among those with its tag there, and
    `in_link` says whether it stands in a link. What follows the element is not read.
    """
    parts, links, left_out = walk.parts, walk.links, walk.left_out
    role_of, kind_of, level_of = ROLES.get, KINDS.get, LEVELS.get
    removed, depth, shown = walk.removed, walk.limits.depth, walk.shown
    depth_of_links = int(in_link)
    is_deep = False
    here = path  # the path of this element; `walk.path` is that of the block that it stands in
    counts: dict[str, int] = {root.tag: number - 1}
    stack: list[tuple[Any, Any, int | None, Any]] = []
    children = iter((root,))
    while True:
        for element in children:
            tag = element.tag
            role = role_of(tag)
            if tag == "svg" and not DRAWING(element):
                role = None
            if removed and element in removed:
                counts[tag] = counts.get(tag, 0) + 1
                if role == BLOCK and parts:
                    walk.flush()
                walk.leave_out(element, removed[element])
            elif is_deep and role in (None, BLOCK, LINK):
                enforce_limit(walk.limits, "depth", walk.url, walk.warnings)
                counts[tag] = counts.get(tag, 0) + 1
                if role == BLOCK:
                    walk.flush()
                elif parts:
                    parts.append(" ")  # so that the words on both sides stay apart
                walk.leave_out(element, LIMIT)
            elif role is None or role == LINK:
                number = counts[tag] = counts.get(tag, 0) + 1
                style = element.get("style")
                hidden = (style and INVISIBLE.search(style)) or element.get("hidden") is not None
                text = None if hidden else element.text
                if text and (parts or not text.isspace() or walk.in_code):
                    if role or depth_of_links:
                        links.append(len(parts))
                    parts.append(text)
                if hidden:
                    walk.leave_out(element, HIDDEN)
                elif len(element):
                    depth_of_links += role is not None
                    stack.append((children, element, role, (here, counts)))
                    here, counts = f"{here}/{tag}[{number}]", {}
                    children = iter(element)
                    is_deep = len(stack) >= depth or len(here) > MAX_PATH
                    break
            elif role == BLOCK:
                if parts or left_out:
                    walk.flush()
                number = counts[tag] = counts.get(tag, 0) + 1
                style = element.get("style")
                hidden = (style and INVISIBLE.search(style)) or element.get("hidden") is not None
                if hidden and element not in shown:
                    walk.hide(element)
                else:
                    outer = (here, walk.path, walk.kind, walk.level, counts, len(walk.blocks))
                    walk.path = here = f"{here}/{tag}[{number}]"
                    walk.kind = kind = kind_of(tag, walk.kind)
                    walk.level = level_of(tag, walk.level) if kind == "heading" else 0
                    if kind == "list item" and tag == "li":
                        walk.number = walk.number_of(element)
                    elif tag == "pre":
                        walk.in_code = True
                    text = element.text
                    if text and (walk.in_code or not text.isspace()):
                        if depth_of_links:
                            links.append(len(parts))
                        parts.append(text)
                    if len(element):
                        counts = {}
                        stack.append((children, element, role, outer))
                        children = iter(element)
                        is_deep = len(stack) >= depth or len(here) > MAX_PATH
                        break
                    if parts:
                        walk.flush()
                    if tag == "li":
                        walk.number = 0
                    elif tag == "pre":
                        walk.in_code = False
                    here, walk.path, walk.kind, walk.level = outer[:4]
            elif role == BREAK:
                if walk.in_code:
                    parts.append("\n")
                elif parts:
                    walk.flush()
            elif role == UNSHOWN:
                walk.leave_out(element, HIDDEN)
            elif tag == "svg":
                counts[tag] = counts.get(tag, 0) + 1  # so that the paths of others are right
            if element is root:
                walk.flush()
                return
            text = element.tail
            if text and (parts or not text.isspace() or walk.in_code):
                if depth_of_links:
                    links.append(len(parts))
                parts.append(text)
        else:
            children, element, role, outer = stack.pop()
            is_deep = False  # the walk went down from here
            if role == BLOCK:
                tag = element.tag
                if parts or left_out:
                    walk.flush()
                if tag == "tr":
                    walk.end_row(element, outer[-1], here)
                elif tag == "table":
                    walk.end_table(element, outer[-1], here)
                elif tag == "li":
                    walk.number = 0
                elif tag == "pre":
                    walk.in_code = False
                here, walk.path, walk.kind, walk.level, counts, _ = outer
            else:
                here, counts = outer
                depth_of_links -= role is not None
            if not stack:
                break
            text = element.tail
            if text and (parts or not text.isspace() or walk.in_code):
                if depth_of_links:
                    links.append(len(parts))
                parts.append(text)
    walk.flush()


walk_tree = compiled.walk_tree if compiled else walk_tree_in_python
