"""A run: pages are read, cleaned in worker processes, and written. What is done is recorded regularly.

Pages go to the workers in chunks, because a trip to a worker and back takes as long as cleaning a short page. If a page
ends its worker, the pages of its chunk are sent again one by one (see `work.isolation.Workers.run_all`).
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from ..cleaner import Cleaner
from ..errors import InputError
from ..generic.text.site_lines import SiteLines
from ..history.tallies import SAMPLE, tally_of, today
from ..output.article import Article
from ..work.sample import compare
from ..work.task import Task
from .appending import AppendedFile
from .earlier import Earlier
from .failures import FailureFile, Failures
from .items import CleanedPage, Item, Make
from .job import Job, NumberedItem, fingerprint, number_items
from .outputs import open_output, output_kind
from .outputs.folder import Folder
from .outputs.output import Output, Sink
from .read_ahead import read_ahead
from .run_folder import LEFT_OUT, InputPosition, RunFolder, RunState
from .site_lines import count_lines, text_of
from .stop import Stop

if TYPE_CHECKING:
    from ..history.file import History
    from .sampling import Sample

CHUNK_PAGES, CHUNK_BYTES = 128, 1_000_000
"""A chunk ends after this number of pages, or with the page that goes over this number of bytes."""
CHUNKS_PER_WORKER = 4
"""Chunks for each worker that are read and not yet written: few enough for memory, and enough to keep the workers busy
while a slow page is cleaned."""
READ_SECONDS = 0.2
"""How long a run reads before it looks after other things. If reading is slow, a chunk ends early."""
COMMIT_SECONDS = 5.0
"""The time between two commits, and so the most work that is lost when the machine is switched off."""
WAIT_SECONDS = 0.2
"""The longest that a run waits for pages before it checks whether it should stop."""


class Report(Protocol):
    """Shows the progress of a run."""

    def __call__(self, state: RunState, done: int, total: int, doing: str = "", /) -> None:
        """Show how many of the `total` bytes of the input are done; `doing` says what begins now.

        `total` is 0 if nobody knows how much there is.
        """


def run(job: Job, cleaner: Cleaner, report: Report, stop: Stop | None = None) -> RunState:
    """Do the job, or what is left of it; return the outcome of all pages.

    Raises `KeyboardInterrupt` if `stop` was called, `UsageError` for what cannot be done, `PackError`, and `OSError` if
    the output cannot be written. After each of these, the same job can be continued.
    """
    earlier = Earlier(job.out, job.output_options) if job.existing == "new" else None
    if earlier:
        job = replace(job, is_done=earlier.is_done)
    its_fingerprint, total = fingerprint(job, cleaner)
    if earlier and not total:
        return RunState(fingerprint=its_fingerprint)  # there is nothing new, so the output stays as it is
    is_folder = output_kind(job.out)[0] == "folder"
    sample = Path(job.sample) if job.sample is not None else None
    with closing(
        RunFolder(
            Path(job.out),
            its_fingerprint,
            is_folder=is_folder,
            sample=sample,
            can_be_continued=not job.reads_stdin,
            replaces=job.existing != "refuse",
            is_anew=job.existing == "overwrite",
        )
    ) as folder:
        try:
            if not folder.state.whole:
                if earlier and not folder.state.has_begun:
                    kept = earlier.keep(job.sources(), folder.path, folder.failures)
                    folder.state.output, folder.state.failed = kept
                places, output = _open(job, cleaner, folder)
                # after everything that may refuse the job, so that no empty history is made for it
                history = open_history(job.history) if job.history is not None else None
                Run(job, cleaner, folder.state, places, total, report).clean(stop or Stop())
                if places.sample:
                    folder.state.sampled = places.sample.finish()
                folder.state.whole = _finish(job, output, folder, report, total).name
                if history:
                    history.add(dict(folder.state.tally), folder.state.run)
            folder.finish()
        except OSError as error:
            if error.errno is not None and error.filename is None:  # such as a full disk
                error.filename = str(folder.path)
            raise
        return folder.state


def _open(job: Job, cleaner: Cleaner, folder: RunFolder) -> tuple[Places, Output]:
    """Open everything that a run with a folder writes."""
    state = folder.state
    output = open_output(job.out, job.output_options, folder.path, state.output, job.sources(), job.fields)
    places = Places(
        output=output,
        failed=FailureFile(folder.failures, state.failed),
        save=folder.write_journal,
        records=AppendedFile(folder.path / "records", state.records),
        leave_out=output.leave_out if isinstance(output, Folder) else None,
    )
    if job.sample is not None:
        from .sampling import Sample  # it imports a lot

        places.sample = Sample(folder.unfinished_sample, job, cleaner.limits, folder.path, state.hosts)
    return places, output


def _finish(job: Job, output: Output, folder: RunFolder, report: Report, total: int) -> Path:
    """Complete the output; return its path in the folder."""
    if not job.near_duplicates:
        return output.finish(None)
    from . import duplicates

    report(folder.state, total, total, "all pages are cleaned; looking for near duplicates")
    with duplicates.find_groups(folder.path / "records", folder.path) as groups:
        return output.finish(groups)


def open_history(path: str) -> History:
    """Open the history before the run starts, so that a file that is none is noticed then."""
    from ..history.file import History  # it imports SQLite

    return History(path)


def make_with_figures(article: Article, *, make: Make) -> CleanedPage:
    """Return what `make` makes of an article, with its figures."""
    return replace(make(article), figures=article.figures)


def _clean(cleaner: Cleaner, tasks: Sequence[Task], make: Make) -> list[CleanedPage | InputError]:
    """Clean pages, and those of the sample a second time."""
    outcomes = cleaner.run_all(tasks, make)
    sampled = [
        (number, outcome, outcome.figures)
        for number, outcome in enumerate(outcomes)
        if isinstance(outcome, CleanedPage) and outcome.figures and outcome.figures.body
    ]
    again, found = [tasks[number] for number, *_ in sampled], [figures for *_, figures in sampled]
    for (number, cleaned, _), figures in zip(sampled, compare(again, found, cleaner.run_all), strict=True):
        outcomes[number] = replace(cleaned, figures=figures)
    return outcomes


class _Chunk(Struct):
    """Items that are cleaned together. Once they are written, only their place in the input is kept."""

    at: InputPosition
    end: int
    entries: list[NumberedItem]
    future: Future[list[CleanedPage | InputError]]

    @property
    def is_written(self) -> bool:
        """Whether all of its items are written."""
        return not self.entries


class Places(Struct):
    """Where a run writes.

    - `save`: is called when everything up to the present state has been written;
    - `records`: takes what is needed to find near duplicates;
    - `leave_out`: is called for each page without a place in the output;
    - `seconds`: the time between two commits.
    """

    output: Sink
    failed: Failures
    save: Callable[[], None]
    records: AppendedFile | None = None
    sample: Sample | None = None
    leave_out: Callable[[Item], None] | None = None
    seconds: float = field(default_factory=lambda: COMMIT_SECONDS)


class Run:
    """A run, which starts from a state and brings it up to date."""

    def __init__(self, job: Job, cleaner: Cleaner, state: RunState, places: Places, total: int, report: Report) -> None:
        self._job, self._cleaner, self._places, self._total, self._report = job, cleaner, places, total, report
        self._state = state
        self._make = places.output.make
        if job.near_duplicates:
            from . import duplicates  # needs a package of its own

            self._make = partial(duplicates.make_with_record, make=places.output.make)
        if job.history is not None:
            self._make = partial(make_with_figures, make=self._make)
        self._tally = Counter(dict(state.tally))
        self._next = state.position
        self._done_ahead = list(state.done_ahead)
        self._bytes_done = 0
        self._read_until = 0.0
        self._is_read = False
        self._site_lines: SiteLines | None = None
        self._chunks: deque[_Chunk] = deque()

    def clean(self, stop: Stop) -> None:
        """Clean the pages that are left."""
        started, seconds_before = monotonic(), self._state.seconds
        committed = started
        if self._job.site_lines:
            self._report(self._state, 0, self._total, "counting the lines of each site first")
            self._site_lines = count_lines(self._job, self._cleaner.limits)
        self._report(self._state, 0, self._total)
        with ExitStack() as stack:
            threads = stack.enter_context(ThreadPoolExecutor(self._cleaner.workers or 1))
            # in reverse order: no further pages are started, then the workers end, so that no thread waits for a page
            stack.callback(self._cleaner.close)
            stack.callback(threads.shutdown, wait=False, cancel_futures=True)
            reading = self._read()
            with stop.deferred():
                self._fill(reading, threads, stop)
                while (self._chunks or not self._is_read) and not stop.is_requested:
                    self._write_finished_chunks()
                    self._fill(reading, threads, stop)
                    self._state.seconds = seconds_before + monotonic() - started
                    self._report(self._state, self._bytes_done, self._total)
                    if monotonic() - committed > self._places.seconds:
                        self._commit()
                        committed = monotonic()
                self._write_finished_chunks()  # those that were finished while the run was reading
                self._commit()

    def _fill(self, reading: Iterator[list[NumberedItem]], threads: ThreadPoolExecutor, stop: Stop) -> None:
        """Read chunks until the workers have enough to do, or until the run has read for some time.

        Reading can take minutes, for example if an archive has millions of records that are not pages. So it ends at
        once if the run is to stop. What was read and is not in a chunk is read again when the run is continued.
        """
        wanted = CHUNKS_PER_WORKER * (self._cleaner.workers or 1)
        missing = wanted - sum(not chunk.is_written for chunk in self._chunks)
        self._read_until = monotonic() + READ_SECONDS
        for _ in range(missing):
            try:
                with stop.at_once():
                    entries = next(reading, None)
            except KeyboardInterrupt:
                if not stop.is_requested:  # it does not come from there
                    raise
                return
            if entries is None:
                self._is_read = True
                return
            if not entries:  # nothing has come for some time
                return
            self._chunks.append(self._chunk(entries, threads))
            self._next = entries[-1].after
            if monotonic() > self._read_until:
                return

    def _read(self) -> Iterator[list[NumberedItem]]:
        """Read the items that are not done yet, in lists of those that are to be cleaned together.

        A list is empty if a program that writes to stdin has written nothing for some time.
        """
        entries: list[NumberedItem] = []
        size = 0
        items: Iterator[NumberedItem | None] = number_items(self._job, self._cleaner.limits, self._state.position)
        for entry in read_ahead(items, READ_SECONDS) if self._job.reads_stdin else items:
            if entry is None:
                yield entries
                entries, size = [], 0
                continue
            self._bytes_done = self._bytes_done or entry.bytes_done  # where a resumed run begins
            if any(start <= entry.at.number < end for start, end in self._done_ahead):
                continue
            entries.append(entry)
            size += entry.item.size
            if len(entries) == CHUNK_PAGES or size > CHUNK_BYTES or monotonic() > self._read_until:
                yield entries
                entries, size = [], 0
        if entries:
            yield entries

    def _chunk(self, entries: list[NumberedItem], threads: ThreadPoolExecutor) -> _Chunk:
        """Hand the items to the workers."""
        job = self._job
        tasks = [
            Task(
                item.page,
                item.url,
                job.input,
                item.charset,
                job.pack,
                job.strip_dateline,
                job.unwrap,
                self._recurring(item),
                bool(job.output_options.markup),
                figures=SAMPLE if job.history is not None else None,
                target_language=job.target_language,
                only_with_metadata=job.only_with_metadata,
                tables=job.tables,
            )
            for item in (entry.item for entry in entries)
            if not item.fault and not item.left_out
        ]
        future = threads.submit(_clean, self._cleaner, tasks, self._make)
        return _Chunk(entries[0].at, entries[-1].at.number + 1, entries, future)

    def _recurring(self, item: Item) -> dict[str, str]:
        """Return the lines of a page that recur on other pages of its site, each with the evidence."""
        if self._site_lines is None:
            return {}
        page = text_of(item, self._job, self._cleaner.limits)
        return self._site_lines.recurring(page) if page else {}

    def _write_finished_chunks(self) -> None:
        """Write the chunks that are done. In an ordered job, a chunk has to wait for those before it."""
        waiting = [chunk for chunk in self._chunks if not chunk.is_written]
        awaited = waiting[:1] if self._job.is_ordered else waiting
        wait([chunk.future for chunk in awaited], WAIT_SECONDS, FIRST_COMPLETED)
        for chunk in waiting:
            if chunk.future.done():
                self._write(chunk)
            elif self._job.is_ordered:
                break
        while self._chunks and self._chunks[0].is_written:
            self._chunks.popleft()

    def _write(self, chunk: _Chunk) -> None:
        outcomes = iter(chunk.future.result())
        for entry in chunk.entries:
            item = entry.item
            if item.left_out:
                self._state.count(f"{LEFT_OUT}{item.left_out}")
                continue
            self._state.count("pages")
            outcome = item.fault or next(outcomes)
            if self._places.sample:
                has_article = isinstance(outcome, CleanedPage) and outcome.has_article
                self._places.sample.add(item, has_article=has_article)
            if isinstance(outcome, CleanedPage) and outcome.figures:
                self._tally.update(tally_of(outcome.figures, today()))
            error = self._add(item, outcome) if isinstance(outcome, CleanedPage) else outcome
            if error is not None:
                self._state.count("failed")
                if item.is_damage:
                    self._state.count("damaged")
                self._fail(item, error)
        self._bytes_done = max(self._bytes_done, chunk.entries[-1].bytes_done)
        chunk.entries, chunk.future = [], Future()  # frees the memory of pages and articles

    def _add(self, item: Item, cleaned: CleanedPage) -> InputError | None:
        """Add a page to the output; return the error of a page that has no place there."""
        if cleaned.content is None:
            self._fail(item, cleaned.reason)
        else:
            try:
                self._places.output.add(item, cleaned)
            except InputError as error:
                return error
            if self._places.records:
                self._places.records.write(cleaned.record)
        for name in cleaned.names:
            self._state.count(name)
        return None

    def _fail(self, item: Item, error: InputError | str) -> None:
        """List a page that is not in the output."""
        self._places.failed.add(item, error)
        if self._places.leave_out:
            self._places.leave_out(item)

    def _commit(self) -> None:
        """Make sure that what is done is on the disk, then record it in the journal."""
        state, places = self._state, self._places
        state.output = places.output.commit()
        state.failed = places.failed.commit()
        state.records = places.records.commit() if places.records else 0
        state.hosts = places.sample.commit() if places.sample else 0
        state.tally = list(self._tally.items())
        state.position = self._chunks[0].at if self._chunks else self._next
        done = self._done_ahead + [(chunk.at.number, chunk.end) for chunk in self._chunks if chunk.is_written]
        state.done_ahead = _joined((start, end) for start, end in done if end > state.position.number)
        places.save()


def _joined(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the ranges in order, and join those that touch.

    >>> _joined([(5, 9), (1, 3), (9, 12), (3, 4)])
    [(1, 4), (5, 12)]
    """
    joined: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
