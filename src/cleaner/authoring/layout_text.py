"""Writes layouts into the text of a pack. What its author wrote stays, with the comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from ..errors import UsageError
from .pack_text import RULES, TOP_KEY, next_version, rule_text, value_text
from .rules import Learned

_LAYOUTS = re.compile(r"^layouts:[ \t]*(?:#[^\r\n]*)?\r?\n", re.MULTILINE)
_ANY_LAYOUTS = re.compile(r"""^(["']?)layouts\1[ \t]*:""", re.MULTILINE)
_LIST = re.compile(
    r"(?P<comment>[ \t]*(?:#[^\r\n]*)?)\r?\n(?P<items>(?:[ \t]*(?:#[^\r\n]*)?\r?\n)*(?P<indent> *)- .*)", re.DOTALL
)
_LINE = re.compile(r"^(?=[^\r\n])", re.MULTILINE)
_INDENT = 6
"""How far the rules of a layout are indented."""


class NewLayout(Struct, frozen=True):
    """A layout to write: see `packs.schema.SiteLayout`. `sign` has the keys of a sign, with their values."""

    name: str
    rules: Sequence[Learned]
    since: date | None = None
    until: date | None = None
    sign: Mapping[str, str] = {}


def rules_as_layout(text: str, name: str, path: Path) -> str:
    r"""Return the text of a pack whose rules have become those of a layout, and `rules: []`.

    The pack cleans as before. Raises `UsageError` if it has the key `layouts`, or if `rules` is not the last key, with
    a line for each rule.

    >>> text = "pack: x\nversion: 1\nrules:\n  # the end\n  - until: {line: Meer}\n"
    >>> print(rules_as_layout(text, "old", Path("x.yaml")))
    pack: x
    version: 1
    layouts:
      - name: old
        rules:
          # the end
          - until: {line: Meer}
    rules: []
    <BLANKLINE>
    """
    key = RULES.search(text)
    rules = _LIST.match(text, key.end()) if key else None
    if not key or not rules or TOP_KEY.search(text, key.end()):
        raise UsageError(f"{path}: rules can only be moved if 'rules' is the last key, with a line for each rule")
    if _ANY_LAYOUTS.search(text):
        raise UsageError(f"{path}: the pack has the key 'layouts' already; if its list is empty, remove the key")
    end = "\r\n" if "\r\n" in text else "\n"
    moved = _LINE.sub(" " * (_INDENT - len(rules["indent"])), rules["items"].rstrip())
    head = [
        "layouts:",
        f"  - name: {value_text(name)}",
        f"    rules:{rules['comment'].rstrip()}",
        moved,
        "rules: []",
        "",
    ]
    return text[: key.start()] + end.join(head)


def has_layouts(text: str) -> bool:
    """Return whether the text is that of a pack with layouts, each on lines of its own."""
    return _LAYOUTS.search(text) is not None


def with_layout(text: str, layout: NewLayout, path: Path) -> str:
    r"""Return the text of a pack with a new layout above the others, and with the next version.

    Raises `UsageError` if the pack has no layouts: see `rules_as_layout`.

    >>> text = "pack: x\nversion: 1\nlayouts:\n  - name: old\n    rules: []\nrules: []\n"
    >>> new = NewLayout("new", [Learned("drop", {"line": "Menu"}, "a label")], date(2025, 3, 1), sign={"css": "main"})
    >>> print(with_layout(text, new, Path("x.yaml")))
    pack: x
    version: 2
    layouts:
      - name: new
        since: 2025-03-01
        sign: {css: main}
        rules:
          - drop: {line: Menu, why: a label}
      - name: old
        rules: []
    rules: []
    <BLANKLINE>
    """
    key = _LAYOUTS.search(text)
    if key is None:
        raise UsageError(f"{path}: a layout can only be added below 'layouts', with lines of its own for each")
    end = "\r\n" if "\r\n" in text else "\n"
    indent = re.search(r"^( *)- ", text[key.end() :], re.MULTILINE)
    lines = (f"{indent[1] if indent else '  '}{line}{end}" for line in _lines_of(layout))
    return next_version(f"{text[: key.end()]}{''.join(lines)}{text[key.end() :]}")


def _lines_of(layout: NewLayout) -> Iterator[str]:
    yield f"- name: {value_text(layout.name)}"
    yield from (f"  {key}: {day}" for key, day in (("since", layout.since), ("until", layout.until)) if day)
    if layout.sign:
        yield "  sign: {" + ", ".join(f"{key}: {value_text(value)}" for key, value in layout.sign.items()) + "}"
    yield "  rules:" + ("" if layout.rules else " []")
    yield from (f"    - {rule_text(rule)}" for rule in layout.rules)
