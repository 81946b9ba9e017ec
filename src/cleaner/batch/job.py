"""What is to be done: a job, all its files as one, and the items in them, numbered."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import msgspec
from msgspec import Struct

from .. import __version__
from ..cleaner import Cleaner
from ..errors import UsageError
from ..limits import Limits
from ..readers import Input
from .bench import Position
from .inputs import read
from .items import Item
from .outputs import Shape, kind_of
from .sources import sources


class Job(Struct, frozen=True, kw_only=True):
    """What is to be done: `inputs` are files and folders, `out` is what `outputs.kind_of` takes.

    With `is_ordered`, the output has the order of the input; else, that in which pages are done. With
    `near_duplicates`, pages that are get a shared name. The others are the parameters of `Cleaner.clean`, and the shape
    of the output. Raises `UsageError` for what an output cannot hold.
    """

    inputs: tuple[str, ...]
    out: str
    shape: Shape = Shape()
    is_ordered: bool = True
    input: Input = "auto"
    pack: str | None = None
    strip_dateline: bool = False
    near_duplicates: bool = False

    def __post_init__(self) -> None:
        kind, _ = kind_of(self.out)
        if kind != "folder" and (self.shape.form == "json" or self.shape.with_title):
            what = "JSON" if self.shape.form == "json" else "the headline before the body"
            raise UsageError(f"{what} is for a folder of articles; {self.out} has a field for each")
        if kind == "folder" and self.shape.ledger and self.shape.form != "json":
            raise UsageError("of a folder, only the format json has a ledger")
        if kind == "folder" and self.near_duplicates:
            raise UsageError("a folder has no place to mark near duplicates; name an output in .jsonl or .parquet")
        inputs = sorted(Path(each).resolve() for each in self.inputs)
        for one, other in pairwise(inputs) if kind == "folder" else ():
            if other.is_relative_to(one):
                raise UsageError(f"{other} is named twice, and has one place in a folder of articles")
        target = Path(self.out).resolve()
        for folder in map(Path, self.inputs):
            if folder.is_dir() and target.is_relative_to(folder.resolve()):
                raise UsageError(f"{self.out} lies in {folder}, all of which is read; name a place outside of it")


def survey(job: Job, cleaner: Cleaner) -> tuple[str, int]:
    """What tells this job from others: its options, the packs, and all files of the input; and their bytes."""
    packs = [program.pack for _, program in sorted(cleaner.packs.programs.items())]
    known = sha256(msgspec.json.encode((__version__, job, cleaner.limits, packs), enc_hook=str))
    total = 0
    for source in sources(job.inputs):
        known.update(f"{source.name}\0{source.size}\0{source.changed}\0".encode(errors="surrogateescape"))
        total += source.size + 1
    if not total:
        raise UsageError(f"there is no file in {', '.join(job.inputs)}")
    return known.hexdigest(), total


class Numbered(Struct, frozen=True):
    """An item, its number, where it is and where the next one is, and how many bytes that is into all files."""

    item: Item
    at: Position
    after: Position
    done: int


def numbered(job: Job, limits: Limits, start: Position) -> Iterator[Numbered]:
    """The items of all files, from a position on."""
    number, first, before = start.number, start.first, 0
    for index, source in enumerate(sources(job.inputs)):
        if index >= start.source:
            for item in read(source, limits, number - first):
                at = Position(index, first, number)
                number += 1
                # nothing comes after damage, which would be found again by who looks there
                after = Position(index + 1, number, number) if item.is_damage else Position(index, first, number)
                yield Numbered(item, at, after, before + min(item.read, source.size) + 1)
            first = number
        before += source.size + 1
