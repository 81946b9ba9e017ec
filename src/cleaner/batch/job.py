"""A job: which pages a run cleans and what it writes; and all items of its input, numbered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import msgspec
from msgspec import Struct

from .. import __version__
from ..cleaner import Cleaner
from ..errors import UsageError
from ..limits import Limits
from ..output.render import check_markup
from ..readers import Input
from .inputs import read_items
from .items import Item
from .outputs import output_kind
from .outputs.output import OutputOptions
from .run_folder import InputPosition
from .sources import check_is_outside, find_sources


class Job(Struct, frozen=True, kw_only=True):
    """Which pages a run cleans, and what it writes.

    - `inputs`: files and folders;
    - `out`: the path of the output: see `outputs.output_kind`;
    - `output_options`: what is written for each article;
    - `is_ordered`: whether the output is in the order of the input; if not, articles are written as they are ready;
    - `near_duplicates`: whether near duplicates get a shared name;
    - `site_lines`: whether lines that recur on the pages of a site are removed from texts of sites without a pack,
      or with one that says `then: generic`;
    - `sample`: the folder for a sample of the pages, if there is to be one;
    - `history`: the file in which the figures of the packs are kept, if they are to be: see the package `history`;
    - `per_host`: how many pages of each host the sample has, if not the usual number: see `sampling.PER_HOST`;
    - `input`, `pack`, `strip_dateline`, `unwrap`: see `Cleaner.clean`.

    Raises `UsageError` for what an output cannot hold.
    """

    inputs: tuple[str, ...]
    out: str
    output_options: OutputOptions = OutputOptions()
    is_ordered: bool = True
    input: Input = "auto"
    pack: str | None = None
    strip_dateline: bool = False
    unwrap: bool = False
    near_duplicates: bool = False
    site_lines: bool = False
    sample: str | None = None
    history: str | None = None
    per_host: int | None = None

    def __post_init__(self) -> None:
        kind, _ = output_kind(self.out)
        check_markup(self.output_options.form, self.output_options.markup)
        if kind != "folder" and (self.output_options.form == "json" or self.output_options.with_title):
            what = "the format json" if self.output_options.form == "json" else "the headline above the body"
            raise UsageError(f"{what} is only for a folder of articles; {self.out} has a field for each value")
        if kind == "folder" and self.output_options.ledger and self.output_options.form != "json":
            raise UsageError("in a folder of articles, only the format json has a ledger; add --format json")
        if kind == "folder" and self.near_duplicates:
            raise UsageError("a folder of articles cannot mark near duplicates; write to a .jsonl or .parquet file")
        inputs = sorted(Path(name).resolve() for name in self.inputs)
        for one, other in pairwise(inputs) if kind == "folder" else ():
            if other.is_relative_to(one):
                raise UsageError(f"{other} is named twice, but a folder of articles has one place for it; name it once")
        check_is_outside(self.out, self.inputs)
        if self.history is not None:
            _check_history(self.history, self)
        if self.sample is not None:
            check_is_outside(self.sample, self.inputs)
            one, other = sorted(Path(place).resolve() for place in (self.out, self.sample))
            if other.is_relative_to(one):
                raise UsageError(f"of {self.out} and {self.sample}, one is inside the other; choose separate places")
        elif self.per_host is not None:
            raise UsageError("a number of pages per host needs a sample; add --sample DIR")


def _check_history(history: str, job: Job) -> None:
    """Raise `UsageError` if the history would stand among the pages, or in the place of the output."""
    check_is_outside(history, job.inputs)
    if Path(history).resolve() == Path(job.out).resolve():
        raise UsageError(f"{history} cannot be both the output and the history; name another file for one of them")


def fingerprint(job: Job, cleaner: Cleaner) -> tuple[str, int]:
    """Return a hash of the options, the packs and all files of the input, and the size of these files in bytes.

    A run continues an earlier one only if both have the same hash. The place of the history is not in it, so that a run
    whose history cannot be written can continue with another. Raises `UsageError` if there is no file.
    """
    options = msgspec.to_builtins(job) | {"history": job.history is not None}
    known = sha256(
        msgspec.json.encode((__version__, options, cleaner.limits, cleaner.favor, cleaner.packs.fingerprint))
    )
    total = 0
    for source in find_sources(job.inputs):
        known.update(f"{source.name}\0{source.size}\0{source.changed}\0".encode(errors="surrogateescape"))
        total += source.size + 1
    if not total:
        raise UsageError(f"there is no file in {', '.join(job.inputs)}")
    return known.hexdigest(), total


class NumberedItem(Struct, frozen=True):
    """An item and its position, the position of the next item, and how many bytes of all files come before that."""

    item: Item
    at: InputPosition
    after: InputPosition
    bytes_done: int


def number_items(job: Job, limits: Limits, start: InputPosition) -> Iterator[NumberedItem]:
    """Read the items of a job, starting at a position."""
    return read_inputs(job.inputs, limits, start)


def read_inputs(inputs: Iterable[str], limits: Limits, start: InputPosition) -> Iterator[NumberedItem]:
    """Read the items of all files that are named and of all folders that are named, starting at a position.

    Raises what `sources.find_sources` and `inputs.read_items` raise.
    """
    number, first, bytes_before = start.number, start.first, 0
    for index, source in enumerate(find_sources(inputs)):
        if index >= start.source:
            for item in read_items(source, limits, number - first):
                at = InputPosition(index, first, number)
                number += 1
                # damage ends a file: a run that continued in it would find the same damage again
                after = (
                    InputPosition(index + 1, number, number) if item.is_damage else InputPosition(index, first, number)
                )
                yield NumberedItem(item, at, after, bytes_before + min(item.read, source.size) + 1)
            first = number
        bytes_before += source.size + 1
