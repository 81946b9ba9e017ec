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

import msgspec

from .program import Program
from .schema import Pack

NAME = "prebuilt.pickle"
"""The name of the file, in the folder of the shipped packs."""


def prebuilt(programs: Mapping[str, Program], paths: Iterable[Path], folder: Path) -> bytes:
    """Return the content of the file, for these packs of a folder, which were read from the files `paths`."""
    heads = {name: (program.pack, program.file) for name, program in programs.items()}
    bodies = {name: pickle.dumps((program.rules, program.layouts)) for name, program in programs.items()}
    return pickle.dumps((_signs(folder, paths), pickle.dumps(heads), bodies))


def read_prebuilt(folder: Path, paths: Iterable[Path]) -> dict[str, Program] | None:
    """Return the packs of the file in this folder, by name.

    Returns None if there is no such file or it is damaged, if the YAML files of the folder, `paths`, have changed since
    it was made, or if there is another version of msgspec now, whose functions pickle names.
    """
    file = folder / NAME
    if not file.is_file():
        return None
    try:
        signs, heads, bodies = pickle.loads(file.read_bytes())  # noqa: S301  (it is a part of the program, as its code)
        if signs != _signs(folder, paths):
            return None
        found = pickle.loads(heads)  # noqa: S301  (as above)
    except Exception:  # pickle raises many: the YAML files have the same
        return None
    return {name: _program(pack, file, bodies[name]) for name, (pack, file) in found.items()}


def _program(pack: Pack, file: str, body: bytes) -> Program:
    @cache
    def content() -> Any:
        return pickle.loads(body)  # noqa: S301  (as above)

    return Program(pack, file, lambda: content()[0], lambda: content()[1])


def _signs(folder: Path, paths: Iterable[Path]) -> tuple[str, int]:
    """Return the version of msgspec, and a number that changes when a file changes, is gone, or is new."""
    total = 0
    for path in sorted(paths):
        total = crc32(path.read_bytes(), crc32(path.relative_to(folder).as_posix().encode(), total))
    return msgspec.__version__, total
