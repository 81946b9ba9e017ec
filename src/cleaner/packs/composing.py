"""Parses YAML text into nodes, which know their line and column.

Tags and aliases are refused, and no Python object is ever built from YAML: a pack is data, and it cannot expand beyond
the size of its file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import yaml
from yaml.events import CollectionEndEvent, CollectionStartEvent
from yaml.nodes import MappingNode, Node, SequenceNode
from yaml.scanner import ScannerError

from ..errors import Fault
from .nodes import NodeReader

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_DEPTH = 100
"""The most levels of nesting. A pack needs five, and libyaml can crash on tens of thousands."""
_OVER_LIMIT_OF_LIBYAML = "exceeded maximum nesting depth"
_CORE = "tag:yaml.org,2002:"
_PLAIN = {_CORE + name for name in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value", "map", "seq")}


def compose(text: str, reader: NodeReader, required: Sequence[str] = ()) -> Node | None:
    """Return the root node of a file, or None if it is not YAML that a pack may hold; `reader` notes the faults.

    `required` are the keys that the file needs, which the message for an empty file names.
    """
    try:
        if reader.thorough and _is_too_deep(text):
            reader.faults.append(
                Fault(reader.file, 1, 1, f"nested more than {MAX_DEPTH} deep; even a pack needs only five levels")
            )
            return None
        root = yaml.compose(text, _Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        reader.faults.append(Fault(reader.file, line, column, f"this is not valid YAML: {problem}"))
        return None
    if root is None:
        message = f"the file is empty; it needs at least {', '.join(map(repr, required))}"
        reader.faults.append(Fault(reader.file, 1, 1, message))
        return None
    for node, message in _forbidden(root) if reader.thorough else ():
        reader.fault(node, message)
    return None if reader.faults else root


def _is_too_deep(text: str) -> bool:
    """Return whether the file nests deeper than a pack may.

    This is checked before the nodes are made. libyaml makes them by recursion, and with PyYAML before 6.0.4 it crashes
    on a file that nests deeply. Later versions have a limit of their own, 1,000 levels. libyaml reads ahead, so it may
    reach that limit before we have counted to the one here.
    """
    depth = 0
    try:
        for event in yaml.parse(text, _Loader):
            depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
            if depth > MAX_DEPTH:
                return True
    except ScannerError as error:
        if error.problem == _OVER_LIMIT_OF_LIBYAML:
            return True
        raise
    return False


def _forbidden(root: Node) -> Iterator[tuple[Node, str]]:
    """Yield the nodes that stand in the tree more than once or have a tag of their own, each with a message."""
    seen: set[int] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        if id(node) in seen:
            yield node, "anchors and aliases are not allowed; write the value out"
            continue
        seen.add(id(node))
        if node.tag not in _PLAIN:
            yield (
                node,
                f"tags such as {node.tag.removeprefix(_CORE)!r} are not allowed: this is only data; remove the tag",
            )
        if isinstance(node, MappingNode):
            stack += [part for pair in node.value for part in pair]
        elif isinstance(node, SequenceNode):
            stack += node.value


def item(root: Node, key: str, number: int) -> Node:
    """Return the node of one item (from 0) of the list under a key of the root mapping."""
    values = next(value for name, value in root.value if name.value == key)
    node: Node = values.value[number]
    return node
