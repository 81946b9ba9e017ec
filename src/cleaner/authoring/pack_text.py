"""Writes the YAML of a pack."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from .learning.rules import Learned

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 .,()/%-]*")
_WORDS = frozenset(("yes", "no", "on", "off", "true", "false", "null", "y", "n"))


def scalar(value: object) -> str:
    """Return a value as YAML writes it: plain if it cannot be misunderstood, else in single quotes.

    >>> scalar("a menu"), scalar("it's"), scalar(3), scalar(True), scalar("no")
    ('a menu', "'it''s'", '3', 'true', "'no'")
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    text = str(value)
    is_plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS and not text.endswith(" ")
    return text if is_plain and "," not in text else "'" + text.replace("'", "''") + "'"


def rule_text(rule: Learned) -> str:
    """Return a rule as a line of a pack.

    >>> rule_text(Learned("drop", {"line": "Lees ook:"}, "on 4 of 4 pages"))
    "  - drop: {line: 'Lees ook:', why: on 4 of 4 pages}"
    """
    options = {**rule.options, "why": rule.why}
    return f"  - {rule.verb}: {{" + ", ".join(f"{key}: {scalar(value)}" for key, value in options.items()) + "}"


def pack_text(head: Mapping[str, object], rules: Sequence[Learned], notes: Iterable[str] = ()) -> str:
    """Return the text of a pack: comments, the keys of `head`, and the rules."""
    lines = ["# yaml-language-server: $schema=../pack.schema.json"]
    lines += [f"# {note}" for note in notes]
    for key, value in head.items():
        text = "[" + ", ".join(map(scalar, value)) + "]" if isinstance(value, tuple) else scalar(value)
        lines.append(f"{key}: {text}")
    lines += ["rules:", *map(rule_text, rules)] if rules else ["rules: []"]
    return "\n".join(lines) + "\n"
