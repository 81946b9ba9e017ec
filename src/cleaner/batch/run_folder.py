"""The folder of a run, OUT.partial, in which the output is built up, and the journal in it that says what is done.

The journal is written to a new file, which then replaces the old one, and only after everything that it mentions is on
the disk. So whenever and however a run ends, the journal is complete, and the next run can rely on it.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from time import time_ns
from typing import IO

import msgspec
from msgspec import Struct, field

from ..errors import UsageError
from ..history.tallies import Counted
from .appending import sync_to_disk

PARTIAL_SUFFIX, FAILED_SUFFIX = ".partial", ".failed.jsonl"
JOURNAL, NEW_JOURNAL, LOCK = "journal", "journal.new", "lock"
FIRST_FILES = (JOURNAL, NEW_JOURNAL, LOCK)
"""The files that a run makes first. A run that is killed before it has a journal leaves no other files."""

LEFT_OUT = "left out/"
MAX_COUNTS = 1_000
"""The most names under which items are counted. Archives can hold any number of made-up media types."""


class InputPosition(Struct, frozen=True, array_like=True):
    """The place of an item in the input.

    `source` is the index of its file, `first` the number of the first item of that file, and `number` its own. Numbers
    count the items of all files, from 0.
    """

    source: int = 0
    first: int = 0
    number: int = 0


class RunState(Struct, kw_only=True):
    """What a run has done: all items before `position`, and those whose numbers are in the ranges of `done_ahead`.

    - `fingerprint`: the options, packs and pages of the run: see `job.fingerprint`;
    - `output`, `failed`, `records`, `hosts`: how much of these files is certainly on the disk;
    - `counts`: how many items had which outcome;
    - `seconds`: the time that the run took so far;
    - `began`: when the run began, in nanoseconds since 1970;
    - `run`: a name that no other run has, by which a history knows whether it has counted these pages;
    - `tally`: what the history is to count, if there is one;
    - `sampled`: how many pages of how many hosts are in the sample, if it is finished;
    - `whole`: the name of the finished output in the folder, if the files only need their final names.
    """

    fingerprint: str
    position: InputPosition = InputPosition()
    done_ahead: list[tuple[int, int]] = field(default_factory=list)
    output: int = 0
    failed: int = 0
    records: int = 0
    hosts: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    began: int = field(default_factory=time_ns)
    run: str = field(default_factory=lambda: os.urandom(16).hex())
    tally: list[tuple[Counted, int]] = field(default_factory=list)
    sampled: tuple[int, int] | None = None
    whole: str = ""

    @property
    def has_begun(self) -> bool:
        """Whether any item is done."""
        return self.position != InputPosition() or bool(self.done_ahead)

    def count(self, name: str) -> None:
        """Count one more item under this name. New reasons for leaving items out share a name if there are too many."""
        if name.startswith(LEFT_OUT) and name not in self.counts and len(self.counts) >= MAX_COUNTS:
            name = f"{LEFT_OUT}others"
        self.counts[name] = self.counts.get(name, 0) + 1


class RunFolder:
    """The folder of a run, and the state of that run. Only one run can use it at a time.

    `out` and `sample` are the places of the output, and of the sample if there is to be one. Raises `UsageError` if one
    of them exists already, if another run is using the folder, or if the run in it was begun with another
    `fingerprint`: with other options, packs or pages. A run that cannot be continued begins anew.

    If `replaces`, the run replaces an output that exists. If there is one, or if `is_anew`, a run in the folder that
    was begun with another `fingerprint` is thrown away. The sample is never replaced.
    """

    def __init__(
        self,
        out: Path,
        fingerprint: str,
        *,
        is_folder: bool,
        sample: Path | None = None,
        can_be_continued: bool = True,
        replaces: bool = False,
        is_anew: bool = False,
    ) -> None:
        self._can_be_continued, self._is_folder = can_be_continued, is_folder
        self._replaces, self._is_anew = replaces, is_anew
        self.out, self.failed = out, out.with_name(out.name + FAILED_SUFFIX)
        self.sample = sample
        self.path = out.with_name(out.name + PARTIAL_SUFFIX)
        if sample:
            _check_can_be_made(sample)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{self.path} cannot be made: {error.strerror}") from None
        if not (self.path / JOURNAL).exists() and self._other_files():
            raise UsageError(f"{self.path} exists, and does not come from a run; remove it, or name another output")
        self._lock = _lock(self.path / LOCK)
        try:
            self.state = self._read_journal() or RunState(fingerprint=fingerprint)
            if self._begins_anew(fingerprint):
                self.state = RunState(fingerprint=fingerprint)
                _remove(self._other_files())  # written by a run, perhaps another one, that did not record it
            if self.state.fingerprint != fingerprint:
                raise UsageError(
                    f"{self.path} was begun with other options, packs or pages; use those again, or remove it"
                )
            try:
                self._check_names_are_free()
            except UsageError:
                if not self.state.has_begun:
                    shutil.rmtree(self.path)
                raise
            self.write_journal()
        except BaseException:
            self._lock.close()
            raise

    def _begins_anew(self, fingerprint: str) -> bool:
        """Return whether what the folder holds is of no use for this run."""
        if not self.state.has_begun:
            return True
        if self._replaces:
            is_renamed = bool(self.state.whole) and not (self.path / self.state.whole).exists()
            is_other = self.state.fingerprint != fingerprint
            return is_renamed or (is_other and (self._is_anew or self.out.exists()))
        return not self._can_be_continued and self.state.fingerprint == fingerprint

    def _other_files(self) -> list[Path]:
        return [path for path in self.path.iterdir() if path.name not in FIRST_FILES]

    def _check_names_are_free(self) -> None:
        """Raise `UsageError` if the run would replace something that it may not. Anything may replace an empty folder.

        With `replaces`, an output may replace one of its kind.
        """
        waiting = [(self.unfinished_sample, self.sample)] if self.sample else []
        if not self._replaces:
            waiting = [(self.path / self.state.whole, self.out), (self.failures, self.failed), *waiting]
        for final, is_folder in ((self.out, self._is_folder), (self.failed, False)) if self._replaces else ():
            if os.path.lexists(final) and not (final.is_dir() if is_folder else final.is_file()):
                kind = "a folder of articles" if is_folder else "a regular file"
                raise UsageError(f"{final} is not {kind}, and is not replaced; name another output")
        for unfinished, final in waiting:
            is_renamed = self.state.whole and not unfinished.exists()
            becomes_folder = final == self.sample or (self._is_folder and final == self.out)
            may_exist = becomes_folder and final.is_dir() and not any(final.iterdir())
            if not is_renamed and os.path.lexists(final) and not may_exist:
                raise UsageError(f"{final} exists; remove it, or name another output")

    def _read_journal(self) -> RunState | None:
        try:
            return msgspec.json.decode((self.path / JOURNAL).read_bytes(), type=RunState)
        except FileNotFoundError:
            return None
        except msgspec.DecodeError as error:
            raise UsageError(
                f"the journal in {self.path} cannot be read; remove that folder to start again: {error}"
            ) from None

    def write_journal(self) -> None:
        """Write the state to the journal."""
        new = self.path / NEW_JOURNAL
        with new.open("wb") as file:
            file.write(msgspec.json.encode(self.state))
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path / JOURNAL)
        sync_to_disk(self.path)

    @property
    def failures(self) -> Path:
        """The list of failed pages, until it gets its final name."""
        return self.path / "failed.jsonl"

    @property
    def unfinished_sample(self) -> Path:
        """The sample, until it gets its final name."""
        return self.path / "sample"

    def finish(self) -> None:
        """Give the files their final names and remove the folder. Steps that an earlier call has done are skipped."""
        self.write_journal()
        if self.state.failed and self.failures.exists():
            _date(self.failures, self.state.began)
            self.failures.replace(self.failed)
        elif not self.state.failed and self._replaces:
            self.failed.unlink(missing_ok=True)  # those pages are no longer in the output
        if self.sample and self.unfinished_sample.exists():
            _move(self.unfinished_sample, self.sample)
            sync_to_disk(self.sample.parent)
        if (output := self.path / self.state.whole).exists():
            _date(output, self.state.began)
            if self._is_folder and self._replaces and self.out.is_dir():
                from .outputs.folder import merge

                merge(output, self.out)
            else:
                output.replace(self.out)
        sync_to_disk(self.out.parent)
        _remove(self._other_files())  # the journal goes last, since it says that all of this can be removed
        self._lock.close()  # Windows cannot remove an open file; a run that locks the folder now finds that OUT exists
        shutil.rmtree(self.path, ignore_errors=True)

    def close(self) -> None:
        """Let other runs use the folder; remove it if nothing is done, or nothing that can be continued."""
        if not self.state.has_begun or not self._can_be_continued:
            shutil.rmtree(self.path, ignore_errors=True)
        self._lock.close()


def _date(path: Path, when: int) -> None:
    """Set the time of change of a file or folder, and of all files in the folder."""
    for each in (path, *path.rglob("*")) if path.is_dir() else (path,):
        os.utime(each, ns=(when, when))


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _check_can_be_made(folder: Path) -> None:
    """Raise `UsageError` if a folder is not there and cannot be made: better now than when the run is done."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if not folder.exists():
            folder.mkdir()
            folder.rmdir()
    except OSError as error:
        raise UsageError(f"{folder} cannot be made: {error.strerror}") from None


def _move(folder: Path, to: Path) -> None:
    """Move a folder. On another disk, it gets its final name when all of it has been copied there."""
    try:
        folder.replace(to)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        copied = to.with_name(to.name + PARTIAL_SUFFIX)
        shutil.copytree(folder, copied, dirs_exist_ok=True)  # a run that was killed may have begun to copy it
        copied.replace(to)
        folder.replace(folder.with_name(f"{folder.name}.moved"))


def _lock(path: Path) -> IO[bytes]:
    file = path.open("wb")
    try:
        import fcntl
    except ImportError:  # on Windows, users have to make sure themselves that there is only one run
        return file
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise UsageError(f"another run is using {path.parent}") from None
    return file
