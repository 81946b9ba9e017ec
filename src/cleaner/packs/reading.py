"""Reads and checks the files of packs. The result is all packs, or an error that lists every fault of every file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import replace
from yaml.nodes import Node

from ..errors import Fault, PackError
from .composing import compose, item
from .files import convert_text, read_text
from .folders import SHARED, rule_paths, shipped_rules, shown, states_of
from .linting import never_chosen, shadowed
from .nodes import MalformedError, NodeReader
from .program import Program, assemble
from .schema import GENERIC, Pack, Rules, Shared, Use, fields_of

BODY = ("layouts", "rules")
"""The keys of a file with its rules. In a shipped file, they are the last ones."""
_BODY_START = re.compile(f"^(?:{'|'.join(BODY)}):", re.MULTILINE)


def load_folders(folders: list[Path], *, thorough: bool) -> dict[str, Program]:
    """Return the packs of these folders by name; a later folder wins. Raises `PackError` with all faults."""
    faults: list[Fault] = []
    shared: dict[str, _Source[Shared]] = {}
    packs: dict[str, _Source[Pack]] = {}
    checked: list[_Source[Any]] = []
    phrases: dict[str, str] = {}
    for folder in folders:  # a folder sees the phrases of those before it, and cannot change what they mean there
        closely = thorough or folder != shipped_rules()
        if closely or phrases:
            own = _read_folder(folder, rule_paths(folder), phrases, thorough=closely)
        else:
            own = _read_shipped(folder, tuple(states_of([folder]).items()), Path.cwd())
        faults += own.faults
        for source in own.shared.values():
            phrases |= source.head.phrases
        shared |= own.shared
        packs |= own.packs
        checked += [*own.shared.values(), *own.packs.values()] if closely else []
    for pack in packs.values():
        faults += _use_faults(pack, shared)
    shared_rules = {name: source.content.rules for name, source in shared.items()} if checked else {}
    for file in checked:
        faults += [*_shadow_faults(file, shared_rules), *_layout_faults(file)]
    faults += _host_faults(packs.values())
    if faults:
        raise PackError(faults)
    return {name: source.program(shared) for name, source in packs.items()}


class RuleFile(Struct, frozen=True):
    """A file of a folder of packs: its path in messages, its content with all rules, and the lines of its keys."""

    shown: str
    content: Pack | Shared
    lines: Mapping[str, int]


def rule_files(folders: Sequence[Path]) -> tuple[RuleFile, ...]:
    """Return the files in the last of these folders, which have been loaded and have no faults.

    The other folders come before it, as for `load_folders`: it may use their phrases.
    """
    phrases: dict[str, str] = {}
    found: dict[str, _Source[Shared]] = {}
    for folder in folders:
        found = _read_files(folder, rule_paths(folder), Shared, phrases, [], thorough=False, at_once=True)
        for source in found.values():
            phrases |= source.head.phrases
    sources: list[_Source[Any]] = [*found.values()]
    files = rule_paths(folders[-1])
    sources += _read_files(folders[-1], files, Pack, phrases, [], thorough=False, at_once=True).values()
    lines = [{key.value: key.start_mark.line + 1 for key, _ in source.root.value} for source in sources]
    return tuple(RuleFile(source.shown, source.head, keys) for source, keys in zip(sources, lines, strict=True))


_Content = TypeVar("_Content", Pack, Shared)


class _Source(Generic[_Content]):
    """A file that was read: its path in the rules folder, its path in messages, its root node, and its content.

    A page needs the rules of one pack, so those of a shipped file are read when they are first asked for, with its
    layouts. Until then, `head` is the content without them.
    """

    def __init__(self, head: _Content, file: str, root: Node, reader: NodeReader, whole: str | None) -> None:
        self.head: _Content = head
        self.file, self.shown, self.root, self._reader = file, reader.file, root, reader
        self._whole = whole
        """The text of a shipped file."""
        self._program: tuple[Mapping[str, _Source[Shared]], Program] | None = None

    def program(self: _Source[Pack], shared: Mapping[str, _Source[Shared]]) -> Program:
        """Return the program of a pack; with the same shared files, it is the same one, with what it has compiled."""
        if self._program is None or self._program[0] != shared:
            self._program = shared, assemble(self.head, self.file, shared, partial(getattr, self, "content"))
        return self._program[1]

    @cached_property
    def content(self) -> _Content:
        """All of the content. Raises `PackError` if the rules of a shipped file, which are not checked, have faults."""
        if self._whole is None:
            return self.head
        root = compose(self._whole, self._reader)
        known = fields_of(type(self.head))
        try:
            return replace(
                self.head,
                **{
                    key.value: self._reader.convert(value, known[key.value].type)
                    for key, value in (root.value if root else ())
                    if key.value in known and key.value in BODY
                },
            )
        except MalformedError:
            raise PackError(self._reader.faults) from None

    def fault(self, line: int, column: int, message: str) -> Fault:
        """Return a fault at this place of the file (from 1)."""
        return Fault(self.shown, line, column, message)


class _Folder(NamedTuple):
    """The files of a folder, by the names in them, and their faults."""

    shared: dict[str, _Source[Shared]]
    packs: dict[str, _Source[Pack]]
    faults: list[Fault]


def _read_folder(folder: Path, files: Sequence[Path], phrases: Mapping[str, str], *, thorough: bool) -> _Folder:
    """Read these files of a folder, which may use its own phrases and these."""
    faults: list[Fault] = []
    shared = _read_files(folder, files, Shared, phrases, faults, thorough=thorough)
    known = dict(phrases)
    for source in shared.values():
        known |= source.head.phrases
        faults += _use_faults(source, {})
    packs = _read_files(folder, files, Pack, known, faults, thorough=thorough)
    return _Folder(shared, packs, faults)


@lru_cache(maxsize=1)
def _read_shipped(folder: Path, states: tuple[tuple[Path, tuple[int, int]], ...], _: Path) -> _Folder:
    """Read the folder of the shipped packs, whose files have these states.

    It is remembered, with the rules that were read since: whoever improves packs loads the shipped ones again with each
    change. Messages name the files as they are seen from the working directory, the last argument.
    """
    return _read_folder(folder, [path for path, _ in states], {}, thorough=False)


def _read_files(
    folder: Path,
    files: Iterable[Path],
    kind: type[_Content],
    phrases: Mapping[str, str],
    faults: list[Fault],
    *,
    thorough: bool,
    at_once: bool = False,
) -> dict[str, _Source[_Content]]:
    """Return the files of one kind among those in a folder, by the name in them, and add their faults to `faults`.

    The rules of files that are not checked thoroughly are read when they are asked for, unless `at_once` is set.
    """
    is_whole = thorough or at_once
    found: dict[str, _Source[_Content]] = {}
    for path in files:
        file = path.relative_to(folder)
        if (SHARED in file.parts) != (kind is Shared) or path.is_dir():
            continue
        reader = NodeReader(shown(path), phrases, thorough=thorough)
        text = read_text(path, reader)
        head = text if text is None or is_whole else _BODY_START.split(text, maxsplit=1)[0] + "\nrules: []"
        content, root = convert_text(head, kind, reader) if head is not None else (None, None)
        faults += reader.faults
        if content is None or root is None:
            continue
        source = _Source(content, file.as_posix(), root, reader, None if is_whole else text)
        if content.name in found:
            other_file = found[content.name].shown
            faults.append(source.fault(1, 1, f"{other_file} has the name {content.name!r} too; rename one of them"))
        found[content.name] = source
    return found


def _use_faults(source: _Source[Any], shared: Mapping[str, object]) -> Iterator[Fault]:
    common, *own = source.head.rule_lists  # shipped files were checked before
    yield from _faults_of_uses(source, common, shared, ())
    for rules in own:
        yield from _faults_of_uses(source, rules, shared, [rule.name for rule in common if isinstance(rule, Use)])


def _faults_of_uses(
    source: _Source[Any], rules: Rules, shared: Mapping[str, object], common: Sequence[str]
) -> Iterator[Fault]:
    """Yield what is wrong with the shared files that a list of rules uses; `common` are used by all layouts."""
    uses = [rule for rule in rules if isinstance(rule, Use)]
    for number, rule in enumerate(uses):
        if rule.name in (other.name for other in uses[:number]):
            yield source.fault(rule.line, rule.column, f"{rule.name!r} is used above already; remove one of them")
        elif rule.name in common:
            message = f"{rule.name!r} is used by the common rules too; remove it here or there"
            yield source.fault(rule.line, rule.column, message)
        elif rule.name not in shared:
            message = f"there is no shared file {rule.name!r}; the shared files are {', '.join(sorted(shared))}"
            if isinstance(source.content, Shared):
                message = "a shared file cannot use another; let the pack use both"
            yield source.fault(rule.line, rule.column, message)


def _shadow_faults(source: _Source[Any], shared: Mapping[str, Rules]) -> Iterator[Fault]:
    for rules in source.content.rule_lists:
        for rule, other in shadowed(rules, shared):
            message = f"this can never fire: the rule {other.verb!r} on line {other.line} takes its lines before it"
            yield source.fault(rule.line, rule.column, message)


def _layout_faults(source: _Source[Any]) -> Iterator[Fault]:
    content = source.content
    if not isinstance(content, Pack) or not content.layouts:
        return
    for number, message in never_chosen(content):
        mark = item(source.root, "layouts", number).start_mark
        yield source.fault(mark.line + 1, mark.column + 1, message)
    if content.name == GENERIC:
        mark = item(source.root, "layouts", 0).start_mark
        message = "the generic pack is for all sites, so it cannot have layouts; write its rules under 'rules'"
        yield source.fault(mark.line + 1, mark.column + 1, message)


def _host_faults(packs: Iterable[_Source[Pack]]) -> Iterator[Fault]:
    taken: dict[str, _Source[Pack]] = {}
    for source in packs:
        for number, host in enumerate(source.head.hosts):
            if host in taken:
                other = taken[host]
                mark = item(source.root, "hosts", number).start_mark
                message = (
                    f"{host} belongs to the pack {other.head.name!r} ({other.shown}) already; remove it here or"
                    f" there, or name this pack {other.head.name!r} to replace that one"
                )
                yield source.fault(mark.line + 1, mark.column + 1, message)
            taken[host] = source
