"""Reads and checks the folders of packs. The result is all packs, or an error that lists every fault of every file."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from yaml.nodes import Node

from ..errors import Fault, PackError, UsageError
from .composing import compose, item
from .files import convert_text, read_text, shown
from .linting import never_chosen, shadowed
from .matching import PackIndex
from .nodes import MalformedError, NodeReader
from .program import Program, assemble
from .schema import Pack, Rules, Shared, Use, fields_of

SHARED = "_shared"
GENERIC = "generic"
GOLDEN = "golden"
"""The folder of golden pages, which may stand in a folder of packs. Its files are not packs."""
BODY = ("layouts", "rules")
"""The keys of a file with its rules. In a shipped file, they are the last ones."""
_BODY_START = re.compile(f"^(?:{'|'.join(BODY)}):", re.MULTILINE)


class PackFiles(Struct, frozen=True):
    """The folders of packs, and the time of change and the size of each file when it was read."""

    folders: tuple[Path, ...] = ()
    states: Mapping[Path, tuple[int, int]] = {}

    def changed(self) -> list[str]:
        """Return the files that are new, that were changed, or that are gone."""
        now = _states(self.folders)
        names = sorted(now.keys() | self.states.keys())
        return [shown(name) for name in names if now.get(name) != self.states.get(name)]


def _states(folders: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    found = {}
    for folder in folders:
        for path in _files_in(folder):
            with suppress(OSError):  # it was removed meanwhile
                status = path.stat()
                found[path] = status.st_mtime_ns, status.st_size
    return found


class Packs:
    """All packs of a cleaner, by name, and the index that finds the one for a page.

    They stay as they were read. `files` says from which files that was; a copy in another process has the same packs.
    """

    def __init__(self, programs: Mapping[str, Program], files: PackFiles | None = None) -> None:
        self.programs, self.files = dict(programs), files or PackFiles()
        self.index = PackIndex(program.pack for program in self.programs.values())

    def __reduce__(self) -> tuple[object, ...]:
        return Packs, (self.programs, self.files)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Packs) and self.fingerprint == other.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all packs and their rules, with those of shared files: with the same rules, it is the same.

        How a pack was checked does not count.
        """
        from hashlib import sha256  # only runs that can be continued, and clusters, need it

        content = [
            (
                replace(program.pack, rules=(), layouts=(), checked=None),
                [replace(layout, rules=()) for layout, _ in program.layouts],
                [(rule.cause, rule.options) for rule in program.all_rules],
            )
            for _, program in sorted(self.programs.items())
        ]
        return sha256(msgspec.json.encode(content, enc_hook=str)).hexdigest()

    def __getitem__(self, name: str) -> Program:
        """Return the pack of this name. Raises `UsageError` if there is no such pack."""
        try:
            return self.programs[name]
        except KeyError:
            raise UsageError(f"there is no pack {name!r}; the packs are {', '.join(sorted(self.programs))}") from None


def shipped_rules() -> Path:
    """Return the folder of the packs that come with `cleaner`: beside `src/` in a checkout, in the package in a wheel.

    A checkout comes first, because an editable install could otherwise find an old copy.
    """
    package = Path(__file__).resolve().parents[1]
    beside = package.parents[1] / "rules"
    return beside if package.parent.name == "src" and beside.is_dir() else package / "rules"


def load(own: str | os.PathLike[str] | None = None, *, thorough: bool = False) -> Packs:
    """Load the shipped packs and those of the user's own folder. A user's pack replaces a shipped one of the same name.

    `own` is the user's folder, if there is one. The user's packs are always checked thoroughly. The shipped packs are
    checked only if `thorough` is true: they were checked before their release, and checking takes as long as all other
    work together. Raises `UsageError` if there is no such folder, and `PackError` with all faults if a pack is faulty.

    >>> "zeelandnet" in load().programs
    True
    """
    folders = [shipped_rules()]
    if own is not None:
        folders.append(Path(own).absolute())  # the working directory may change
        if not folders[-1].is_dir():
            raise UsageError(f"there is no folder of packs at {own}")
    states = _states(folders)  # before they are read: a file that changes meanwhile counts as changed
    return Packs(load_folders(folders, thorough=thorough), PackFiles(tuple(folders), states))


def load_folders(folders: list[Path], *, thorough: bool) -> dict[str, Program]:
    """Return the packs of these folders by name; a later folder wins. Raises `PackError` with all faults."""
    faults: list[Fault] = []
    shipped = shipped_rules()
    shared: dict[str, _Source[Shared]] = {}
    packs: dict[str, _Source[Pack]] = {}
    checked: list[_Source[Any]] = []
    phrases: dict[str, str] = {}
    for folder in folders:  # a folder sees the phrases of those before it, and cannot change what they mean there
        closely = thorough or folder != shipped
        files = _files_in(folder)
        own_shared = _read_files(folder, files, Shared, phrases, faults, thorough=closely)
        for source in own_shared.values():
            phrases |= source.head.phrases
            faults += _use_faults(source, {})
        own_packs = _read_files(folder, files, Pack, phrases, faults, thorough=closely)
        shared |= own_shared
        packs |= own_packs
        checked += [*own_shared.values(), *own_packs.values()] if closely else []
    for pack in packs.values():
        faults += _use_faults(pack, shared)
    shared_rules = {name: source.content.rules for name, source in shared.items()} if checked else {}
    for file in checked:
        faults += [*_shadow_faults(file, shared_rules), *_layout_faults(file)]
    faults += _host_faults(packs.values())
    if faults:
        raise PackError(faults)
    return {
        name: assemble(source.head, source.file, shared, partial(getattr, source, "content"))
        for name, source in packs.items()
    }


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
        found = _read_files(folder, _files_in(folder), Shared, phrases, [], thorough=False, at_once=True)
        for source in found.values():
            phrases |= source.head.phrases
    sources: list[_Source[Any]] = [*found.values()]
    files = _files_in(folders[-1])
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


def _files_in(folder: Path) -> list[Path]:
    files = sorted([*folder.rglob("*.yaml"), *folder.rglob("*.yml")])
    return [file for file in files if file.relative_to(folder).parts[0] != GOLDEN]


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
