"""Writes the YAML of a pack."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from .rules import Learned

RULES = re.compile(r"^rules:", re.MULTILINE)
TOP_KEY = re.compile(r"^[A-Za-z_]\w*:", re.MULTILINE)
_VERSION = re.compile(r"^version:[ \t]*([0-9]+)", re.MULTILINE)
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 .()/%-]*")
_NO_RULES = "rules: []  # write rules on the next lines, as in '  - drop: {line: Meer nieuws}', and delete the []"
_WORDS = frozenset(("yes", "no", "on", "off", "true", "false", "null", "y", "n"))


def pack_text(
    head: Mapping[str, object],
    rules: Sequence[Learned],
    *,
    comments: Iterable[str] = (),
    signature: Sequence[tuple[str, int]] = (),
    need: int = 0,
) -> str:
    """Return the text of a pack: the comments, the keys of `head`, the signature, and the rules.

    `signature` has the patterns of lines with their weights, which need to weigh `need` together.

    >>> rule = Learned("drop", {"line": "Lees ook:"}, "on 4 of 4 pages")
    >>> print(pack_text({"pack": "x", "version": 1}, [rule]), end="")
    # yaml-language-server: $schema=pack.schema.json
    pack: x
    version: 1
    rules:
      - drop: {line: 'Lees ook:', why: on 4 of 4 pages}
    """
    lines = ["# yaml-language-server: $schema=pack.schema.json", *(f"# {harmless(comment)}" for comment in comments)]
    lines += [f"{key}: {value_text(value)}" for key, value in head.items()]
    if signature:
        lines += ["signature:", f"  need: {need}", "  lines:"]
        lines += [f"    - {{line: {value_text(line)}, weight: {weight}}}" for line, weight in signature]
    lines += ["rules:", *(f"  - {rule_text(rule)}" for rule in rules)] if rules else [_NO_RULES]
    return "\n".join(lines) + "\n"


def rule_text(rule: Learned) -> str:
    """Return a rule as an item of the list of rules, without the dash.

    >>> rule_text(Learned("drop", {"line": "Lees ook:"}, "a label"))
    "drop: {line: 'Lees ook:', why: a label}"
    """
    return f"{rule.verb}: {value_text({**rule.options, 'why': rule.why})}"


def next_version(text: str) -> str:
    """Return the text of a pack with the next version."""
    return _VERSION.sub(lambda match: f"version: {int(match[1]) + 1}", text, count=1)


def value_text(value: object) -> str:
    """Return a value as YAML writes it: plain if it cannot be misunderstood, else in single quotes."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {value_text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(value_text, value)) + "]"
    if isinstance(value, (bool, int)):
        return str(value).lower()
    text = str(value)
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS and text == text.strip():
        return text
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    """Return a character as it stands in double quotes. Some that cannot be seen would end the line."""
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08x}"


def harmless(text: str) -> str:
    r"""Return the text with a space for each character that cannot be seen, because some of them end a line of YAML.

    >>> harmless("een\u2028twee")
    'een twee'
    """
    return "".join(character if character.isprintable() else " " for character in text)
