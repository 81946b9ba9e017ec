"""Adds rules to a pack that exists."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from pathlib import Path
from shutil import copymode

from msgspec import Struct

from ..cleaner import Cleaner
from ..errors import UsageError
from ..packs.program import Program
from ..page.words import plural
from .goldens import Case, suite_of
from .learning.learn import Start
from .pack_text import RULES, TOP_KEY, next_version, rule_text
from .rules import Learned
from .testing import own_failures
from .trying import cleaner_with

_EMPTY = re.compile(r"rules:[ \t]*\[[ \t]*\](?P<comment>[ \t]*(?:#[^\r\n]*)?)")
_ITEM = re.compile(r"^( *)- ", re.MULTILINE)


def from_pack(name: str, folder: str) -> Start:
    """Return the start of learning with a pack of this folder.

    Raises `UsageError` if the folder has no such pack, or if rules cannot be added to its text, and `PackError` if a
    pack is faulty.
    """
    own = Path(folder).absolute()
    cleaner = Cleaner(own)
    path = file_of(cleaner, name, own)
    text = read_text(path)
    with_rules(text, (), path)
    return Start(cleaner, name, name, lambda rules: cleaner_with(with_rules(text, rules, path), own))


def file_of(cleaner: Cleaner, name: str, folder: Path) -> Path:
    """Return the file of a pack of this folder. Raises `UsageError` if the pack is not in the folder."""
    path = folder / cleaner.packs[name].file
    if not path.is_file():
        raise UsageError(f"the pack {name!r} comes with cleaner; copy its file into {folder} to improve it")
    return path


def with_rules(text: str, rules: Sequence[Learned], path: Path) -> str:
    """Return the text of a pack with these rules below its own, and with the next version.

    The line ends stay as they are. `rules: []` becomes a list, and a comment behind it that speaks of the `[]` goes.
    Raises `UsageError` if `rules` is not the last key of the file, because then no line can be added below it.
    """
    key = RULES.search(text)
    empty = _EMPTY.match(text, key.start()) if key else None
    item = _ITEM.search(text, key.end()) if key and not empty else None
    if not key or not (empty or item) or TOP_KEY.search(text, key.end()):
        raise UsageError(f"{path}: rules can only be added if 'rules' is the last key, with a line for each rule")
    if not rules:
        return text
    indent = item[1] if item else "  "
    if empty:
        comment = "" if "[]" in empty["comment"] else empty["comment"].rstrip()
        text = f"{text[: empty.start()]}rules:{comment}{text[empty.end() :]}"
    text = next_version(text)
    end = "\r\n" if "\r\n" in text else "\n"
    return end.join([text.rstrip("\r\n"), *(f"{indent}- {rule_text(rule)}" for rule in rules), ""])


class Improvement(Struct, frozen=True):
    """What can be added to a pack, and what that changes on its golden pages.

    - `path`, `before`, `after`: the file of the pack, its text, and the text with the rules that are added;
    - `added`: these rules;
    - `left_out`: the rules that are not added, each with the names of the golden pages that would fail;
    - `cases`: the number of golden pages of the pack;
    - `failed`, `fail`: the names of those that failed before, and that fail with the rules that are added.
    """

    path: Path
    before: str
    after: str
    added: tuple[Learned, ...]
    left_out: tuple[tuple[Learned, tuple[str, ...]], ...]
    cases: int
    failed: frozenset[str]
    fail: frozenset[str]

    def lines(self) -> Iterator[str]:
        """Yield lines that say what is left out, what changes on the golden pages, and what changes in the file."""
        for rule, broken in self.left_out:
            yield f"left out: {rule_text(rule)}: {', '.join(broken)} would fail"
        if not self.added:
            why = "each new rule would make a golden page fail" if self.left_out else "the pack has such rules already"
            yield f"{self.path}: nothing was added; {why}"
            return
        before, now = (
            f"{self.cases - len(names)} of {plural(self.cases, 'golden page')}" for names in (self.failed, self.fail)
        )
        yield f"{self.path}: {plural(len(self.added), 'rule')} added; {before} passed before, {now} passed now"
        yield from (f"{case} passes now" for case in sorted(self.failed - self.fail))
        name = str(self.path)
        yield from unified_diff(self.before.splitlines(), self.after.splitlines(), name, name, lineterm="")

    def write(self) -> None:
        """Replace the file of the pack, as a whole. Its mode stays. Raises `OSError` if that is not possible."""
        path = self.path.resolve()
        new = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            new.write_bytes(self.after.encode())
            copymode(path, new)
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)


def improve(name: str, folder: str, rules: Sequence[Learned]) -> Improvement:
    """Return what of these rules can be added to a pack of this folder. Nothing is written yet.

    A rule that makes a golden page fail is left out. If all others together make one fail, the last ones are left out.
    Raises what `from_pack` raises.
    """
    start = from_pack(name, folder)
    path = file_of(start.cleaner, name, Path(folder))
    text = read_text(path)
    cases = [case for case in suite_of(start.cleaner.packs, [name]).cases if case.facts.pack == name]
    failed = fail = failing(start.cleaner, cases)
    added: list[Learned] = []
    left_out = []
    for rule in _new(rules, start.cleaner.packs[name]):
        if broken := failing(start.add([rule]), cases) - failed:
            left_out.append((rule, tuple(sorted(broken))))
        else:
            added.append(rule)
    while added and (broken := (fail := failing(start.add(added), cases)) - failed):
        left_out.append((added.pop(), tuple(sorted(broken))))
    return Improvement(
        path,
        text,
        with_rules(text, added, path),
        tuple(added),
        tuple(left_out),
        len(cases),
        frozenset(failed),
        frozenset(fail if added else failed),
    )


def read_text(path: Path) -> str:
    """Return the text of a pack, with its line ends as they are."""
    return path.read_bytes().decode()


def _new(rules: Sequence[Learned], program: Program) -> list[Learned]:
    """Return the rules that the pack does not have. A second `select` would only run where the first finds nothing."""
    own = program.all_rules
    has_select = any(rule.options.tree_action == "keep" for rule in own)
    known = {(rule.cause.rule, str(getattr(rule.options, name, None))) for rule in own for name in ("css", "line")}
    fitting = (rule for rule in rules if not (has_select and rule.verb == "select"))
    return [rule for rule in fitting if (rule.verb, str(next(iter(rule.options.values())))) not in known]


def failing(cleaner: Cleaner, cases: Sequence[Case]) -> set[str]:
    """Return the names of the golden pages that fail."""
    return {case.name for case in cases if any(own_failures(cleaner, case))}
