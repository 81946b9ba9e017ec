"""Write decision trees as Python code: one expression for each tree.

Plain code needs no library at run time, and runs about as fast as Python can walk trees: a number that describes the
line is a local variable, and a tree is a comparison within comparisons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import lightgbm

Tree = Mapping[str, Any]
"""A node of a tree, as LightGBM's `dump_model` describes it."""

HEAD = '''"""{about}

Written by `make model`: see docs/line-model.md. Do not change it by hand.
"""

from __future__ import annotations

from collections.abc import Sequence

# fmt: off
# ruff: noqa: E501


def log_odds(row: Sequence[float]) -> float:
    """Return the logarithm of the odds that {what}. The numbers of `row` are explained where they are made."""
    {names}, = row
'''
NEXT = "\n        + "
LEAF_DIGITS = 3


def written(booster: lightgbm.Booster, about: str, what: str, names: Sequence[str], *, part: int, sure: float) -> str:
    """Return the trees of a model as the code of a module.

    After each `part` of the trees, the code stops if the sum is beyond `sure` on either side: the rest could hardly
    change it.
    """
    variables = [name.replace("+", "_below_").replace("-", "_above_") for name in names]
    trees = [tree["tree_structure"] for tree in booster.dump_model()["tree_info"]]
    lines = [HEAD.format(about=about, what=what, names=", ".join(variables))]
    for first in range(0, len(trees), part):
        expressions = [_expression(tree, variables) for tree in trees[first : first + part]]
        lines.append(f"    odds {'+=' if first else '='} (\n        {NEXT.join(expressions)}\n    )\n")
        if first + part < len(trees):
            lines.append(f"    if not -{sure:g} < odds < {sure:g}:\n        return odds\n")
    return "".join([*lines, "    return odds\n"])


def _expression(node: Tree, variables: Sequence[str]) -> str:
    if "leaf_value" in node:
        return f"{node['leaf_value']:.{LEAF_DIGITS}f}"
    left, right = (_expression(node[side], variables) for side in ("left_child", "right_child"))
    assert node["decision_type"] == "<="
    return f"({left} if {variables[node['split_feature']]} <= {node['threshold']:.7g} else {right})"
