"""Adds rules to a pack that exists."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from ..cleaner import Cleaner
from ..errors import UsageError
from ..packs.program import Program
from ..page.words import plural
from .goldens import Case, suite_of
from .learning.learn import Start
from .pack_text import rule_text
from .rules import Learned
from .testing import own_failures
from .trying import cleaner_with

_VERSION = re.compile(r"^version:[ \t]*([0-9]+)", re.MULTILINE)
_TOP_KEY = re.compile(r"^[A-Za-z_]\w*:", re.MULTILINE)
_ITEM = re.compile(r"^( *)- ", re.MULTILINE)


def from_pack(name: str, folder: str) -> Start:
    """Return the start of learning with a pack of this folder.

    Raises `UsageError` if the folder has no such pack, or if rules cannot be added to its text, and `PackError` if a
    pack is faulty.
    """
    own = Path(folder).absolute()
    cleaner = Cleaner(own)
    path = _file(cleaner, name, own)
    text = path.read_text(encoding="utf-8")
    with_rules(text, (), path)
    return Start(cleaner, name, name, lambda rules: cleaner_with(with_rules(text, rules, path), own))


def _file(cleaner: Cleaner, name: str, folder: Path) -> Path:
    path = folder / cleaner.packs[name].file
    if not path.is_file():
        raise UsageError(f"the pack {name!r} comes with cleaner; copy its file into {folder} to improve it")
    return path


def with_rules(text: str, rules: Sequence[Learned], path: Path) -> str:
    """Return the text of a pack with these rules below its own, and with the next version.

    Raises `UsageError` if `rules` is not the last key of the file, because then no line can be added below it.
    """
    place = text.rfind("\nrules:")
    items = _ITEM.search(text, place)
    if place < 0 or items is None or _TOP_KEY.search(text, place + len("\nrules:")):
        raise UsageError(f"{path}: rules can only be added if 'rules' is the last key, with a line for each rule")
    text = _VERSION.sub(lambda match: f"version: {int(match[1]) + 1}", text, count=1) if rules else text
    lines = [text.rstrip("\n"), *(f"{items[1]}- {rule_text(rule)}" for rule in rules)]
    return "\n".join(lines) + "\n"


def improve(name: str, folder: str, rules: Sequence[Learned]) -> Iterator[str]:
    """Add rules to a pack of this folder, and yield lines that say which, and what changes on its golden pages.

    A rule that makes a golden page fail is left out. Raises what `from_pack` raises, and `OSError` if the file cannot
    be written; it is written as a whole.
    """
    start = from_pack(name, folder)
    path = _file(start.cleaner, name, Path(folder))
    cases = [case for case in suite_of(start.cleaner.packs, [name]).cases if case.facts.pack == name]
    failing = _failing(start.cleaner, cases)
    added = []
    fitting = _new(rules, start.cleaner.packs[name])
    if not fitting:
        yield f"{path}: nothing to add; the pack has such rules already"
    for rule in fitting:
        broken = _failing(start.add([rule]), cases) - failing
        if broken:
            yield f"left out: {rule_text(rule)}: {', '.join(sorted(broken))} would fail"
        else:
            added.append(rule)
            yield f"added: {rule_text(rule)}"
    if not added:
        return
    still = _failing(start.add(added), cases)
    text = with_rules(path.read_text(encoding="utf-8"), added, path)
    new = path.with_name(f".{path.name}.new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)
    yield f"{path}: {plural(len(added), 'rule')} added; {_passing(cases, failing)} before, {_passing(cases, still)} now"
    for case in sorted(failing - still):
        yield f"{case} passes now"


def _new(rules: Sequence[Learned], program: Program) -> list[Learned]:
    """Return the rules that the pack does not have. A second `select` would only run where the first finds nothing."""
    own = [*program.tree_rules, *program.line_rules]
    has_select = any(rule.options.tree_action == "keep" for rule in program.tree_rules)
    known = {(rule.cause.rule, str(getattr(rule.options, name, None))) for rule in own for name in ("css", "line")}
    fitting = (rule for rule in rules if not (has_select and rule.verb == "select"))
    return [rule for rule in fitting if (rule.verb, str(next(iter(rule.options.values())))) not in known]


def _failing(cleaner: Cleaner, cases: Sequence[Case]) -> set[str]:
    """Return the names of the golden pages that fail."""
    return {case.name for case in cases if any(own_failures(cleaner, case))}


def _passing(cases: Sequence[Case], failing: Collection[str]) -> str:
    return f"{len(cases) - len(failing)} of {plural(len(cases), 'golden page')} passed"
