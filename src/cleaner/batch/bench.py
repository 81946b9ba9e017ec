"""The folder in which an output is built up, OUT.partial, and the journal in it that says how far that is.

The journal is written anew, and takes the old one's place, each time that everything before it is on the disk. So
whatever ends a run, and whenever, the next one finds what is whole, and nothing that is half is taken for it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import IO

import msgspec
from msgspec import Struct, field

from ..errors import UsageError
from .appending import sync

PARTIAL, FAILED = ".partial", ".failed.jsonl"
OURS = JOURNAL, NEW_JOURNAL, LOCK = "journal", "journal.new", "lock"
"""What a run makes first in its folder; one that was killed by then leaves no more."""


LEFT_OUT = "left out/"
MOST_COUNTS = 1_000
"""Names under which items are counted."""


class Position(Struct, frozen=True, array_like=True):
    """Where the next item is: in which file, and its number; `first` is the number of that file's first item."""

    source: int = 0
    first: int = 0
    number: int = 0


class State(Struct, kw_only=True):
    """What is done: all items before `position`, and those in the stretches of numbers that lie `beyond` it.

    `output`, `failed` and `records` are the states of those files; `counts` is what became of the items; `seconds`
    is the time that it took. `whole` is the name of the finished output in the folder, where nothing is left but to
    give the files theirs.
    """

    command: str
    position: Position = Position()
    beyond: list[tuple[int, int]] = field(default_factory=list)
    output: int = 0
    failed: int = 0
    records: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    whole: str = ""

    @property
    def has_begun(self) -> bool:
        """Whether anything is done that would have to be done again."""
        return self.position != Position() or bool(self.beyond)

    def count(self, name: str) -> None:
        """Count one more item under this name; of the names that archives give what they hold, there are so many."""
        if name.startswith(LEFT_OUT) and name not in self.counts and len(self.counts) >= MOST_COUNTS:
            name = f"{LEFT_OUT}others"
        self.counts[name] = self.counts.get(name, 0) + 1


class Bench:
    """The folder of a run, which no other run may use meanwhile, and its state.

    Raises `UsageError` where the output is there already, where another run is at it, or where one was begun with
    another `command`: other options, packs or pages.
    """

    def __init__(self, out: Path, command: str, *, is_folder: bool) -> None:
        self.out, self.failed = out, out.with_name(out.name + FAILED)
        self.folder = out.with_name(out.name + PARTIAL)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{self.folder} cannot be made: {error.strerror}") from None
        if not (self.folder / JOURNAL).exists() and self._others():
            raise UsageError(f"{self.folder} exists, and holds something else; remove it, or name another output")
        self._lock = _lock(self.folder / LOCK)
        try:
            self.state = self._read() or State(command=command)
            if not self.state.has_begun:
                self.state = State(command=command)
                _remove(self._others())  # what was written and never noted, perhaps of another command
            if self.state.command != command:
                raise UsageError(
                    f"{self.folder} holds what was begun with other options, packs or pages; use those, or remove it"
                )
            self._check_names_are_free(is_folder)
            self.write()
        except BaseException:
            self._lock.close()
            raise

    def _others(self) -> list[Path]:
        """What is in the folder and is not the bench's own."""
        return [path for path in self.folder.iterdir() if path.name not in OURS]

    def _check_names_are_free(self, is_folder: bool) -> None:
        """Raise `UsageError` where the output would take the place of something; a folder may that of an empty one."""
        waiting = ((self.folder / self.state.whole, self.out), (self.failures, self.failed))
        for here, path in waiting:
            has_its_name = self.state.whole and not here.exists()
            may_be_there = is_folder and path == self.out and path.is_dir() and not any(path.iterdir())
            if not has_its_name and os.path.lexists(path) and not may_be_there:
                if not self.state.has_begun:
                    shutil.rmtree(self.folder)
                raise UsageError(f"{path} exists; remove it, or name another output")

    def _read(self) -> State | None:
        try:
            return msgspec.json.decode((self.folder / JOURNAL).read_bytes(), type=State)
        except FileNotFoundError:
            return None
        except msgspec.DecodeError as error:
            raise UsageError(f"{self.folder} holds no journal that can be read; remove it: {error}") from None

    def write(self) -> None:
        """Put the state in the journal."""
        new = self.folder / NEW_JOURNAL
        with new.open("wb") as file:
            file.write(msgspec.json.encode(self.state))
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.folder / JOURNAL)
        sync(self.folder)

    @property
    def failures(self) -> Path:
        """The list of failed pages, while it is here."""
        return self.folder / "failed.jsonl"

    def finish(self) -> None:
        """Give the files their names, and take the folder away; what was done of that before is not done again."""
        self.write()
        if self.failures.exists() and self.failures.stat().st_size:
            self.failures.replace(self.failed)
        if (output := self.folder / self.state.whole).exists():
            output.replace(self.out)
        sync(self.out.parent)
        _remove(self._others())  # the journal last: it says that all of this can go
        self._lock.close()  # some systems remove no file that is open; whoever takes it now finds that OUT is there
        shutil.rmtree(self.folder, ignore_errors=True)

    def close(self) -> None:
        """Let another run have the folder; one in which nothing is done goes away."""
        if not self.state.has_begun:
            shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.close()


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _lock(path: Path) -> IO[bytes]:
    file = path.open("wb")
    try:
        import fcntl
    except ImportError:  # Windows has other locks, and leaves two runs at once to their user
        return file
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise UsageError(f"another run is at it: {path.parent} is in use") from None
    return file
