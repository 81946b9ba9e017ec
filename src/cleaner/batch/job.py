"""A job: which pages a run cleans and what it writes; and all items of its input, numbered."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from itertools import filterfalse, pairwise
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from .. import __version__
from ..cleaner import Cleaner
from ..errors import UsageError
from ..generic.languages import check_target_language
from ..limits import Limits
from ..output.render import check_markup
from ..readers import Input
from ..work.page_fields import DEFAULT_FIELDS, PageFields
from .file_list import STDIN, FileList
from .globs import ALL, Globs
from .inputs import read_items
from .items import Item
from .outputs import OutputKind, output_kind
from .outputs.output import OutputOptions
from .run_folder import FAILED_SUFFIX, InputPosition
from .sources import Source, check_is_outside, find_sources, listed_sources
from .urls import Urls

Existing = Literal["refuse", "overwrite", "new"]


class Job(Struct, frozen=True, kw_only=True):
    """Which pages a run cleans, and what it writes.

    - `inputs`: files and folders, and `-` for stdin;
    - `files_from`: a list of the files, instead of `inputs`;
    - `urls`: a list with the URLs of pages that are files;
    - `globs`: which files of folders are read;
    - `out`: the path of the output: see `outputs.output_kind`;
    - `existing`: what is done if the output exists: refuse the job, overwrite the output, or clean only files that are
      new, because they are not in it or have changed;
    - `is_done`: tells the files that are already in the output. `run` sets it;
    - `failed`: the file for the list of failed pages, if the output is stdout and they are not only to be said;
    - `output_options`: what is written for each article;
    - `is_ordered`: whether the output is in the order of the input; if not, articles are written as they are ready;
    - `near_duplicates`: whether near duplicates get a shared name;
    - `site_lines`: whether lines that recur on the pages of a site are removed from texts of sites without a pack,
      or with one that says `then: generic`;
    - `sample`: the folder for a sample of the pages, if there is to be one;
    - `history`: the file in which the figures of the packs are kept, if they are to be: see the package `history`;
    - `per_host`: how many pages of each host the sample has, if not the usual number: see `sampling.PER_HOST`;
    - `fields`: the fields or columns of the page and its URL, in JSON lines and tables;
    - `input`, `pack`, `target_language`, `only_with_metadata`, `tables`, `strip_dateline`, `unwrap`: see
      `Cleaner.clean`.

    Raises `UsageError` for what an output cannot hold, and if a language is asked for that cannot be detected.
    """

    inputs: tuple[str, ...] = ()
    files_from: FileList | None = None
    urls: Urls | None = None
    globs: Globs = ALL
    out: str
    existing: Existing = "refuse"
    is_done: Callable[[Source], bool] | None = None
    failed: str | None = None
    output_options: OutputOptions = OutputOptions()
    is_ordered: bool = True
    fields: PageFields = DEFAULT_FIELDS
    input: Input = "auto"
    pack: str | None = None
    target_language: str | None = None
    only_with_metadata: bool = False
    tables: bool = True
    strip_dateline: bool = False
    unwrap: bool = False
    near_duplicates: bool = False
    site_lines: bool = False
    sample: str | None = None
    history: str | None = None
    per_host: int | None = None

    def __post_init__(self) -> None:
        kind, _ = output_kind(self.out)
        _check_streams(self, kind)
        _check_existing(self, kind)
        if bool(self.inputs) == bool(self.files_from):
            raise UsageError("name either the files and folders to clean, or a list of them with --files-from")
        check_markup(self.output_options.form, self.output_options.markup)
        check_target_language(self.target_language)
        _check_kind(self, kind)
        for place in (self.out if kind != "stdout" else None, self.failed, self.history, self.sample):
            if place is not None:
                check_is_outside(place, self.inputs)
        for place, what in ((self.out, "output"), (self.failed, "list of failed pages")):
            if self.history and place and Path(self.history).resolve() == Path(place).resolve():
                raise UsageError(
                    f"{self.history} cannot be both the {what} and the history; name another file for one of them"
                )
        if self.sample is not None:
            one, other = sorted(Path(place).resolve() for place in (self.out, self.sample))
            if other.is_relative_to(one):
                raise UsageError(f"of {self.out} and {self.sample}, one is inside the other; choose separate places")
        elif self.per_host is not None:
            raise UsageError("a number of pages per host needs a sample; add --sample DIR")

    @property
    def is_stream(self) -> bool:
        """Whether the output is stdout. Then nothing records what is done."""
        return self.out == STDIN

    @property
    def reads_stdin(self) -> bool:
        """Whether pages come from stdin. Such a job cannot be continued."""
        return STDIN in self.inputs

    def sources(self) -> Iterator[Source]:
        """Find the files that hold the pages."""
        if self.files_from:
            found = listed_sources(self.files_from, self.globs)
        else:
            found = find_sources(self.inputs, self.globs)
        found = self._with_urls(found, self.urls) if self.urls else found
        return filterfalse(self.is_done, found) if self.is_done else found

    @staticmethod
    def _with_urls(sources: Iterable[Source], urls: Urls) -> Iterator[Source]:
        """Give the pages the URLs of the list. The list itself is not a page."""
        place = os.path.abspath(urls.path)  # noqa: PTH100
        for source in sources:
            if os.path.abspath(source.path) != place:  # noqa: PTH100
                name = urls.name_of(source)
                yield source if name is None else replace(source, url=urls.by_name[name])


def _check_kind(job: Job, kind: OutputKind) -> None:
    """Raise `UsageError` for what an output of this kind cannot hold."""
    if kind in ("folder", "csv") and job.near_duplicates:
        what = "a folder of articles" if kind == "folder" else "CSV"
        raise UsageError(f"{what} cannot mark near duplicates; write to a .jsonl or .parquet file")
    if kind != "folder" and (job.output_options.form == "json" or job.output_options.with_title):
        what = "the format json" if job.output_options.form == "json" else "the headline above the body"
        raise UsageError(f"{what} is only for a folder of articles; {job.out} has a field for each value")
    if kind == "folder" and job.output_options.ledger and job.output_options.form != "json":
        raise UsageError("in a folder of articles, only the format json has a ledger; add --format json")
    inputs = sorted(Path(name).resolve() for name in job.inputs if name != STDIN)
    for one, other in pairwise(inputs) if kind == "folder" else ():
        if other.is_relative_to(one):
            raise UsageError(f"{other} is named twice, but a folder of articles has one place for it; name it once")


def _check_existing(job: Job, kind: OutputKind) -> None:
    """Raise `UsageError` for what cannot be done with the pages that are new alone."""
    if job.existing != "new":
        return
    if kind == "csv":
        raise UsageError("--new cannot add to CSV; write to a .jsonl or .parquet file, or to a folder")
    if kind == "stdout" or job.reads_stdin:
        raise UsageError("--new compares the names of files, and a stream has none; name files, and a file for --out")
    for option, is_used in (
        ("--near-duplicates", job.near_duplicates),
        ("--site-lines", job.site_lines),
        ("--sample", job.sample is not None),
    ):
        if is_used:
            raise UsageError(
                f"{option} needs all pages, and --new reads only those that are new; leave out one of them"
            )


def _check_streams(job: Job, kind: OutputKind) -> None:
    """Raise `UsageError` for what cannot be done with stdin or stdout, which are read and written only once."""
    if job.inputs.count(STDIN) > 1:
        raise UsageError("stdin (-) is named twice, but can be read only once")
    if job.reads_stdin and job.site_lines:
        raise UsageError(
            "--site-lines reads all pages twice, and stdin can be read only once; store the pages in a file"
        )
    if kind != "stdout" and job.failed is not None:
        raise UsageError(f"--failed is for --out -; otherwise, failed pages are listed in {job.out}.failed.jsonl")
    for option, is_used in (("--near-duplicates", job.near_duplicates), ("--sample", job.sample is not None)):
        if kind == "stdout" and is_used:
            raise UsageError(f"{option} is known only when all pages are cleaned; with it, name a file for --out")


def fingerprint(job: Job, cleaner: Cleaner) -> tuple[str, int]:
    """Return a hash of the options, the packs and all files of the input, and the size of these files in bytes.

    A run continues an earlier one only if both have the same hash. The place of a list of files is not in it, only the
    names of the files. Nor is the place of the history, so that a run whose history cannot be written can continue with
    another. The size is 0 if stdin is read. Raises `UsageError` if there is no file, or if the run would replace one of
    them.
    """
    options = {
        name: getattr(job, name) for name in job.__struct_fields__ if name not in ("files_from", "is_done", "urls")
    }
    options |= {"history": job.history is not None, "existing": _existing(job)}
    known = sha256(
        msgspec.json.encode((__version__, options, cleaner.limits, cleaner.favor, cleaner.packs.fingerprint))
    )
    total, is_empty = 0, True
    replaced = _replaced(job)
    for source in replace(job, is_done=None).sources():
        place = f"{os.path.realpath(source.path)}/" if replaced else ""
        if any(place.startswith(each) for each in replaced):
            raise UsageError(f"{source.shown} is an input, and would be replaced; name another file or folder for it")
        known.update(
            f"{source.name}\0{source.size}\0{source.changed}\0{source.url or ''}\0".encode(errors="surrogateescape")
        )
        is_empty = False
        if not job.is_done or not job.is_done(source):
            total += source.size + 1
    if is_empty:
        places = job.files_from.shown if job.files_from else ", ".join(job.inputs)
        raise UsageError(f"there is no file in {places}{'' if job.globs == ALL else ' that fits the patterns'}")
    return known.hexdigest(), 0 if job.reads_stdin else total


def _replaced(job: Job) -> tuple[str, ...]:
    """Return the files and folders that a run may replace, without links in their paths, each with a `/` at its end."""
    names = [job.failed, job.history]
    if job.existing != "refuse" and not job.is_stream:
        out = Path(job.out)
        names += [str(out), str(out.with_name(out.name + FAILED_SUFFIX))]
    return tuple(f"{os.path.realpath(name)}/" for name in names if name is not None)


def _existing(job: Job) -> tuple[str, int, int] | None:
    """Return what has to stay as it is if only what is new is cleaned. A folder changes while articles move into it."""
    if job.existing == "new" and output_kind(job.out)[0] != "folder" and Path(job.out).exists():
        found = Path(job.out).stat()
        return job.existing, found.st_size, found.st_mtime_ns
    return None


class NumberedItem(Struct, frozen=True):
    """An item and its position, the position of the next item, and how many bytes of all files come before that."""

    item: Item
    at: InputPosition
    after: InputPosition
    bytes_done: int


def number_items(job: Job, limits: Limits, start: InputPosition) -> Iterator[NumberedItem]:
    """Read the items of a job, starting at a position."""
    return read_sources(job.sources(), limits, start, job.fields)


def read_sources(
    sources: Iterable[Source], limits: Limits, start: InputPosition, fields: PageFields = DEFAULT_FIELDS
) -> Iterator[NumberedItem]:
    """Read the items of these files, starting at a position. Raises what `inputs.read_items` raises."""
    number, first, bytes_before = start.number, start.first, 0
    for index, source in enumerate(sources):
        if index >= start.source:
            for item in read_items(source, limits, number - first, fields):
                at = InputPosition(index, first, number)
                number += 1
                # damage ends a file: a run that continued in it would find the same damage again
                after = (
                    InputPosition(index + 1, number, number) if item.is_damage else InputPosition(index, first, number)
                )
                yield NumberedItem(item, at, after, bytes_before + min(item.read, source.size) + 1)
            first = number
        bytes_before += source.size + 1
