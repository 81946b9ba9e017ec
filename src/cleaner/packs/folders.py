"""The folders of packs: where those are that come with `cleaner`, and which files a folder has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

SHARED = "_shared"
GOLDEN = "golden"
"""The folder of golden pages, which may stand in a folder of packs. Its files are not packs."""


class PackFiles(Struct, frozen=True):
    """The folders of packs, and the time of change and the size of each file when it was read."""

    folders: tuple[Path, ...] = ()
    states: Mapping[Path, tuple[int, int]] = {}

    def changed(self) -> list[str]:
        """Return the files that are new, that were changed, or that are gone."""
        now = states_of(self.folders)
        names = sorted(now.keys() | self.states.keys())
        return [shown(name) for name in names if now.get(name) != self.states.get(name)]


def states_of(folders: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """Return the time of change and the size of each file of these folders."""
    found = {}
    for folder in folders:
        for path in rule_paths(folder):
            with suppress(OSError):  # it was removed meanwhile
                status = path.stat()
                found[path] = status.st_mtime_ns, status.st_size
    return found


def shipped_rules() -> Path:
    """Return the folder of the packs that come with `cleaner`: beside `src/` in a checkout, in the package in a wheel.

    A checkout comes first, because an editable install could otherwise find an old copy.
    """
    package = Path(__file__).resolve().parents[1]
    beside = package.parents[1] / "rules"
    return beside if package.parent.name == "src" and beside.is_dir() else package / "rules"


def rule_paths(folder: Path) -> list[Path]:
    """Return the files of a folder that hold packs or shared rules, in order of their names."""
    files = sorted([*folder.rglob("*.yaml"), *folder.rglob("*.yml")])
    return [file for file in files if file.relative_to(folder).parts[0] != GOLDEN]


def shown(path: Path) -> str:
    """Return the path as messages show it: relative to the working directory if the file is inside it."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)
