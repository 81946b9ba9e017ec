"""The shipped packs in a form that is read quickly. It is made when a wheel is built, from the YAML files beside it.

Reading the YAML of all packs takes longer than a command needs for everything else, and longer with each new pack. So
a wheel also has the packs as Python's own `pickle` writes them: what a cleaner needs to recognise a site, and for each
pack its compiled rules, which are read when the pack first runs. A checkout has no such file, and reads YAML.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

from .program import Program
from .schema import Pack

NAME = "prebuilt.pickle"
"""The name of the file, in the folder of the shipped packs."""


def prebuilt(programs: Mapping[str, Program], paths: Iterable[Path], folder: Path) -> bytes:
    """Return the content of the file, for these packs of a folder, which were read from the files `paths`."""
    heads = {name: (program.pack, program.file) for name, program in programs.items()}
    bodies = {name: pickle.dumps((program.rules, program.layouts)) for name, program in programs.items()}
    return pickle.dumps((_checksum(folder, paths), heads, bodies))


def read_prebuilt(folder: Path, paths: Iterable[Path]) -> dict[str, Program] | None:
    """Return the packs of the file in this folder, by name.

    Returns None if there is no such file, or if the YAML files of the folder, `paths`, have changed since it was made.
    """
    file = folder / NAME
    if not file.is_file():
        return None
    checksum, heads, bodies = pickle.loads(file.read_bytes())  # noqa: S301  (it is a part of the program, as its code)
    if checksum != _checksum(folder, paths):
        return None
    return {name: _program(pack, file, bodies[name]) for name, (pack, file) in heads.items()}


def _program(pack: Pack, file: str, body: bytes) -> Program:
    @cache
    def content() -> Any:
        return pickle.loads(body)  # noqa: S301  (as above)

    return Program(pack, file, lambda: content()[0], lambda: content()[1])


def _checksum(folder: Path, paths: Iterable[Path]) -> int:
    """Return a number that changes when one of these files changes, is gone, or is new."""
    total = 0
    for path in sorted(paths):
        total = crc32(path.read_bytes(), crc32(path.relative_to(folder).as_posix().encode(), total))
    return total
