"""What an earlier run has cleaned: the files that a run with `--new` leaves out, and the rows that it keeps.

A file is known by its name in the rows, in the list of failed pages, or in the folder of articles. The time of change
of an output is the time at which its run began. So a file that was changed after that is noticed, even if it was
changed while the run was reading.
"""

from __future__ import annotations

import os
import shutil
from base64 import b64decode
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from ..errors import UsageError
from .appending import AppendedFile
from .failures import read_failures
from .items import Place
from .outputs import output_kind
from .outputs.folder import article_path
from .outputs.output import OutputOptions
from .run_folder import FAILED_SUFFIX
from .sources import Source
from .streams import decompression_errors, open_stream


class _Row(Struct):
    source: Place


class Earlier:
    """What the output `out` holds. Raises `UsageError` if it cannot be read.

    It takes about 130 bytes for each file in rows, and for each file with a failed page.
    """

    def __init__(self, out: str, options: OutputOptions) -> None:
        self._out, self._options = Path(out), options
        self._kind, self._compression = output_kind(out)
        self._failed = self._out.with_name(self._out.name + FAILED_SUFFIX)
        self._began = 0
        self._names: set[str] = set()
        self._with_failures: set[str] = set()
        if self._failed.exists():
            self._began = self._failed.stat().st_mtime_ns
            self._with_failures.update(name for name, _ in _lines(self._failed, None))
            self._names |= self._with_failures
        if self._kind != "folder" and self._out.exists():
            self._began = self._out.stat().st_mtime_ns
            self._names.update(self._names_in_rows())

    def is_done(self, source: Source) -> bool:
        """Return whether the output has the pages of this file, and the file has not changed since.

        A file with a failed page may have been missing or closed to the reader. That it came later, or was opened,
        does not show in its time of change, but in that of its entry in the folder.
        """
        began = self._began_with(source)
        if began is None or source.changed >= began:
            return False
        if _normal(source.path) not in self._with_failures:
            return True
        try:
            return source.path.stat().st_ctime_ns < began
        except OSError:
            return True

    def keep(self, changed: Iterable[Source], folder: Path, failures: Path) -> tuple[int, int]:
        """Begin an output in `folder`, and its list of failed pages, with what remains of the earlier ones.

        All but the rows of the `changed` files remains. Returns the states of the new output and of the list.
        """
        gone = {_normal(source.path) for source in changed}
        failed = _copy_lines(self._failed, failures, None, gone) if self._failed.exists() else 0
        if self._kind == "folder" or not self._out.exists():
            return 0, failed
        if self._kind == "parquet":
            from .outputs.parquet import FIRST_PART, copy_rows

            copy_rows(self._out, folder / FIRST_PART, lambda place: _name(place) not in gone)
            return 1, failed
        return _copy_lines(self._out, folder / "rows", self._compression, gone), failed

    def _began_with(self, source: Source) -> int | None:
        """Return when the run began that cleaned the file, or None if there was none."""
        if self._kind == "folder":
            path = self._out / article_path(source, self._options.form)
            try:
                with os.scandir(path) as entries:  # a file with many pages has a folder of articles
                    return next(entry.stat().st_mtime_ns for entry in entries)
            except NotADirectoryError:
                return path.stat().st_mtime_ns
            except (FileNotFoundError, StopIteration):
                pass
        return self._began if _normal(source.path) in self._names else None

    def _names_in_rows(self) -> Iterator[str]:
        if self._kind == "parquet":
            from .outputs.parquet import places_in

            return map(_name, places_in(self._out))
        return (name for name, _ in _lines(self._out, self._compression))


def number_failed(out: str) -> int:
    """Return how many pages failed, by the list of an output. Pages that only have no article do not count."""
    listed = Path(out).with_name(Path(out).name + FAILED_SUFFIX)
    if not listed.exists():
        return 0
    return sum(failure.error is not None for failure in read_failures(listed))


def _normal(path: str | Path) -> str:
    """Return the name of a file without detours, so that `./a` is `a`."""
    return os.path.normpath(path)


def _name(place: Place) -> str:
    """Return the name of the file of a page, as `_normal` does."""
    return _normal(os.fsdecode(b64decode(place.fileBytes)) if place.fileBytes else place.file)


def _lines(path: Path, compression: str | None) -> Iterator[tuple[str, bytes]]:
    """Read the lines of an output, each with the file that its page comes from."""
    damage: tuple[type[Exception], ...] = (msgspec.MsgspecError, *decompression_errors())
    try:
        with open_stream(path, compression) as (stream, _):
            for line in stream:
                yield _name(msgspec.json.decode(line, type=_Row).source), line
    except damage as error:
        raise UsageError(
            f"{path} is not the output of a batch, so nothing can be added to it; name another output: {error}"
        ) from None


def _copy_lines(path: Path, to: Path, compression: str | None, gone: set[str]) -> int:
    """Copy the lines that do not come from the files that are gone; return the size of the copy."""
    if not gone:
        shutil.copyfile(path, to)
        return AppendedFile(to, to.stat().st_size, compression).commit()
    file = AppendedFile(to, 0, compression)
    for name, line in _lines(path, compression):
        if name not in gone:
            file.write(line)
    return file.commit()
