"""Loads all packs of a cleaner: those that come with it, and those of the user's own folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import msgspec
from msgspec.structs import replace

from ..errors import UsageError
from .folders import PackFiles, shipped_rules, states_of
from .matching import PackIndex
from .prebuilt import read_prebuilt
from .program import Program


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
    states = states_of(folders)  # before they are read: a file that changes meanwhile counts as changed
    programs = read_prebuilt(folders[0], states) if own is None and not thorough else None
    if programs is None:
        from .reading import load_folders  # reading YAML takes as long as all other work together

        programs = load_folders(folders, thorough=thorough)
    return Packs(programs, PackFiles(tuple(folders), states))
