"""The rules and steps that took lines on the pages of a report, each with the text of its lines in the YAML."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ...packs.loading import Packs
from ...packs.schema import GENERIC
from ...page.causes import Cause

MAX_LINES = 8
"""The most lines of a rule that are shown."""
_INDENT = re.compile(r" *")


class RuleRow(Struct, frozen=True):
    """A rule of a pack, or a step of the chain, and on how many lines and pages it took something.

    `label` is its verb and its place. `yaml` is how it stands in its file; empty for a step.
    """

    label: str
    pack: str
    version: int
    why: str
    yaml: str
    lines: int
    pages: int


class RuleTable:
    """Numbers the rules in the order in which they are first seen, and counts what each took."""

    def __init__(self, packs: Packs) -> None:
        self._packs = packs
        self._numbers: dict[Cause, int] = {}
        self._lines = Counter[int]()
        self._pages = Counter[int]()

    def number(self, cause: Cause) -> int:
        """Return the number of this rule, from 0. The score of a single line does not tell rules apart."""
        cause = replace(cause, score=None) if cause.score is not None else cause
        return self._numbers.setdefault(cause, len(self._numbers))

    def count(self, numbers: Iterable[int]) -> None:
        """Count the lines of one page, by the numbers of the rules that took them."""
        taken = Counter(numbers)
        self._lines.update(taken)
        self._pages.update(taken.keys())

    def add_pack(self, name: str) -> None:
        """Add all rules of a pack, because those that take nothing are shown, too."""
        if name not in (GENERIC, "") and name in self._packs.programs:
            for rule in self._packs[name].all_rules:
                self.number(rule.cause)

    def rows(self) -> list[RuleRow]:
        """Return all rules by their numbers."""
        folders = tuple(reversed(self._packs.files.folders))
        return [
            RuleRow(
                str(cause),
                cause.pack if cause.file else "",
                cause.version,
                cause.why,
                yaml_of(cause, folders),
                self._lines[number],
                self._pages[number],
            )
            for cause, number in self._numbers.items()
        ]


def yaml_of(cause: Cause, folders: tuple[Path, ...]) -> str:
    """Return the lines of a rule in the file of its pack, in the first of these folders that has it.

    Returns "" for a step, or if the file has changed so that no such rule stands there.
    """
    for folder in folders if cause.file else ():
        lines = _lines_of(folder / cause.file)[cause.line - 1 :]
        if lines and f"{cause.rule}:" in lines[0]:
            return "\n".join(_item(lines))
    return ""


def _item(lines: list[str]) -> list[str]:
    """Return the first lines, up to the next item of the list, without their indentation."""
    indent = len(_INDENT.match(lines[0])[0])  # type: ignore[index]
    found = [lines[0][indent:]]
    for line in lines[1:MAX_LINES]:
        if line.strip() and not line[: indent + 1].isspace():
            break
        found.append(line[indent:])
    while not found[-1].strip():
        found.pop()
    return found


@cache
def _lines_of(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
