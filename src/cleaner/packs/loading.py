"""The folders of packs, read and checked: all of them, or an error that lists every fault of every file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Generic, TypeVar

from yaml.nodes import Node

from ..errors import Fault, PackError, UsageError
from .composing import MAX_SIZE, compose, item
from .linting import shadowed
from .matching import PackIndex
from .nodes import MalformedError, Reader
from .program import Program, SharedFile, assemble
from .schema import Pack, Shared, Use

SHARED = "_shared"
GENERIC = "generic"


class Packs:
    """All packs that a cleaner knows, by name, and the index that finds the one for a page."""

    def __init__(self, programs: Mapping[str, Program]) -> None:
        self.programs = dict(programs)
        self.index = PackIndex(program.pack for program in self.programs.values())

    def __getitem__(self, name: str) -> Program:
        """The pack of this name; raises `UsageError` where there is none."""
        try:
            return self.programs[name]
        except KeyError:
            raise UsageError(f"no pack {name!r}; there are {', '.join(sorted(self.programs))}") from None


def shipped_rules() -> Path:
    """The folder of the packs that come with `cleaner`: in a checkout, beside `src/`; in a wheel, in the package.

    The checkout's is looked for first: an editable install would otherwise see a stale copy.
    """
    package = Path(__file__).resolve().parents[1]
    beside = package.parents[1] / "rules"
    return beside if package.parent.name == "src" and beside.is_dir() else package / "rules"


def load(own: str | os.PathLike[str] | None = None, *, thorough: bool = False) -> Packs:
    """The shipped packs, and those of a folder of the user's own, which win by name.

    The user's packs are always checked thoroughly, the shipped ones only if `thorough`: their release was, and it takes
    as long as all the rest. Raises `UsageError` where there is no such folder, `PackError` with all faults where a pack
    is faulty.

    >>> "zeelandnet" in load().programs
    True
    """
    folders = [shipped_rules()]
    if own is not None:
        folders.append(Path(own))
        if not folders[-1].is_dir():
            raise UsageError(f"no folder of packs at {own}")
    return Packs(load_folders(folders, thorough=thorough))


def load_folders(folders: list[Path], *, thorough: bool) -> dict[str, Program]:
    """The packs of these folders by name, later folders winning; raises `PackError` with all faults."""
    faults: list[Fault] = []
    shipped = shipped_rules()
    shared: dict[str, _Source[Shared]] = {}
    packs: dict[str, _Source[Pack]] = {}
    phrases: dict[str, str] = {}
    for folder in folders:  # a folder sees the phrases of those before it, and cannot change what they mean there
        closely = thorough or folder != shipped
        found = _read_folder(folder, Shared, phrases, faults, thorough=closely)
        for source in found.values():
            phrases |= source.content.phrases
            faults += _use_faults(source, {})
        shared |= found
        packs |= _read_folder(folder, Pack, phrases, faults, thorough=closely)
    for pack in packs.values():
        faults += _use_faults(pack, shared)
    faults += _host_faults(packs.values())
    if faults:
        raise PackError(faults)
    used = {name: SharedFile(source.content, source.file) for name, source in shared.items()}
    return {name: assemble(source.content, source.file, used) for name, source in packs.items()}


_Content = TypeVar("_Content", Pack, Shared)


class _Source(Generic[_Content]):
    """A file that was read: its content, its path in the rules folder, and what is needed to name a place in it."""

    def __init__(self, content: _Content, file: str, shown: str, root: Node) -> None:
        self.content: _Content = content
        self.file, self.shown, self.root = file, shown, root

    def fault(self, line: int, column: int, message: str) -> Fault:
        """A fault at this place of the file."""
        return Fault(self.shown, line, column, message)


def _read_folder(
    folder: Path, kind: type[_Content], phrases: Mapping[str, str], faults: list[Fault], *, thorough: bool
) -> dict[str, _Source[_Content]]:
    """The files of one kind in a folder, by the name they give themselves; what is wrong is added to `faults`."""
    found: dict[str, _Source[_Content]] = {}
    for path in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.yml")]):
        file = path.relative_to(folder)
        if (SHARED in file.parts) != (kind is Shared) or path.is_dir():
            continue
        reader = Reader(_shown(path), phrases, thorough=thorough)
        content, root = _read_file(path, kind, reader)
        faults += reader.faults
        if content is None or root is None:
            continue
        source = _Source(content, file.as_posix(), reader.file, root)
        if content.name in found:
            other_file = found[content.name].shown
            faults.append(source.fault(1, 1, f"{other_file} is named {content.name!r} too; rename one of them"))
        found[content.name] = source
        for rule, other in shadowed(content.rules) if thorough else ():
            message = f"this can never fire: the rule {other.verb!r} on line {other.line} takes its lines before it"
            faults.append(source.fault(rule.line, rule.column, message))
    return found


def _read_file(path: Path, kind: type[_Content], reader: Reader) -> tuple[_Content | None, Node | None]:
    if not path.is_file():  # a pipe would be waited for
        reader.faults.append(Fault(reader.file, 1, 1, "this is no regular file"))
        return None, None
    try:
        with path.open("rb") as file:
            data = file.read(MAX_SIZE + 1)
        if len(data) > MAX_SIZE:
            message = f"this file has more than {MAX_SIZE:,} bytes; a pack of one site needs a few thousand"
            reader.faults.append(Fault(reader.file, 1, 1, message))
            return None, None
        root = compose(data.decode("utf-8-sig"), reader)
    except (OSError, UnicodeDecodeError) as error:
        reader.faults.append(Fault(reader.file, 1, 1, f"this file cannot be read as UTF-8 text: {error}"))
        return None, None
    try:
        return (reader.read(root, kind), root) if root else (None, None)
    except MalformedError:
        return None, None


def _shown(path: Path) -> str:
    """The path as messages show it: from the working directory, where the file is below that."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


def _use_faults(source: _Source[_Content], shared: Mapping[str, object]) -> Iterator[Fault]:
    uses = [rule for rule in source.content.rules if isinstance(rule, Use)]
    for number, rule in enumerate(uses):
        if rule.name in (other.name for other in uses[:number]):
            yield source.fault(rule.line, rule.column, f"{rule.name!r} is used above already; take one of them out")
        elif rule.name not in shared:
            message = f"no shared file {rule.name!r}; there are {', '.join(sorted(shared))}"
            if isinstance(source.content, Shared):
                message = "a shared file cannot use another; let the pack use both"
            yield source.fault(rule.line, rule.column, message)


def _host_faults(packs: Iterable[_Source[Pack]]) -> Iterator[Fault]:
    taken: dict[str, _Source[Pack]] = {}
    for source in packs:
        for number, host in enumerate(source.content.hosts):
            if host in taken:
                other = taken[host]
                mark = item(source.root, "hosts", number).start_mark
                message = (
                    f"{host} belongs to the pack {other.content.name!r} ({other.shown}) already; take it out here or"
                    f" there, or name this pack {other.content.name!r} to replace that one"
                )
                yield source.fault(mark.line + 1, mark.column + 1, message)
            taken[host] = source
