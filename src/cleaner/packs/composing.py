"""YAML text into nodes, which know their line and column.

Nothing is ever constructed from a tag, and aliases are refused: a pack is data, and its size is its size.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from yaml.events import CollectionEndEvent, CollectionStartEvent
from yaml.nodes import MappingNode, Node, SequenceNode

from ..errors import Fault
from .nodes import Reader

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

SURELY_SHALLOW = 20_000
"""Characters of a file that cannot be nested so deep that libyaml, which composes by recursion, crashes."""
MAX_DEPTH = 100


def compose(text: str, reader: Reader) -> Node | None:
    """The root node of a file, or None where it is no YAML that a pack may be; the reader gets the faults."""
    try:
        if len(text) > SURELY_SHALLOW and _is_too_deep(text):
            reader.faults.append(
                Fault(reader.file, 1, 1, f"nested more than {MAX_DEPTH} deep; a pack needs five levels")
            )
            return None
        root = yaml.compose(text, _Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        reader.faults.append(Fault(reader.file, line, column, f"no valid YAML: {problem}"))
        return None
    if root is None:
        message = "the file is empty; it needs at least 'pack', 'version', 'rules'"
        reader.faults.append(Fault(reader.file, 1, 1, message))
        return None
    for node in _aliases(root):
        reader.fault(node, "anchors and aliases are not allowed; write the value out")
    return None if reader.faults else root


def _is_too_deep(text: str) -> bool:
    depth = 0
    for event in yaml.parse(text, _Loader):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > MAX_DEPTH:
            return True
    return False


def _aliases(root: Node) -> Iterator[Node]:
    """The nodes that stand in the tree more than once."""
    seen: set[int] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        if id(node) in seen:
            yield node
            continue
        seen.add(id(node))
        if isinstance(node, MappingNode):
            stack += [part for pair in node.value for part in pair]
        elif isinstance(node, SequenceNode):
            stack += node.value


def item(root: Node, key: str, number: int) -> Node:
    """The node of one item of the list under a key of the root mapping."""
    values = next(value for name, value in root.value if name.value == key)
    node: Node = values.value[number]
    return node
