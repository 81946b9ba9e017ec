"""A run: pages are read, cleaned in worker processes, many at a time, and written; what is done is noted all the time.

Pages go to the workers in chunks, for the way there and back costs as much as a short page. Of a chunk whose worker
was ended, each page goes there again, alone (`Workers.run_all`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, closing
from functools import partial
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Protocol

from msgspec import Struct

from ..cleaner import Cleaner
from ..errors import InputError
from ..work.task import Task
from .appending import Appended
from .bench import LEFT_OUT, Bench, Position, State
from .items import Item, Made, failure
from .job import Job, Numbered, numbered, survey
from .outputs import Output, kind_of, open_output
from .outputs.jsonlines import line
from .sources import sources
from .stop import Stop

CHUNK_PAGES, CHUNK_SIZE = 32, 1_000_000
"""A chunk has so many pages, or bytes of pages, where the last of them may be longer."""
WINDOW = 4
"""Chunks for each worker that are read and not yet written: memory for some, and a slow page makes nobody wait."""
COMMIT = 5.0
"""Seconds after which what is done is noted: as much is lost, at most, where the machine is switched off."""
PATIENCE = 0.2
"""Seconds after which a signal is seen."""


class Report(Protocol):
    """Shows how far a run is."""

    def __call__(self, state: State, done: int, total: int, doing: str = "", /) -> None:
        """What became of the items so far, how many bytes of the input that is, of how many, and what begins now."""


def run(job: Job, cleaner: Cleaner, report: Report, stop: Stop | None = None) -> State:
    """Do the job, or what is left of it; what became of all pages.

    Raises `KeyboardInterrupt` where `stop` was called, `UsageError` for what cannot be done, `PackError`, and `OSError`
    where the output cannot be written. After all of these, the same job goes on where it was.
    """
    command, total = survey(job, cleaner)
    is_folder = kind_of(job.out)[0] == "folder"
    with closing(Bench(Path(job.out), command, is_folder=is_folder)) as bench:
        try:
            if not bench.state.whole:
                bench.state.whole = _Run(job, cleaner, bench, total, report).do(stop or Stop()).name
            bench.finish()
        except OSError as error:
            if error.errno is not None and error.filename is None:  # such as a full disk
                error.filename = str(bench.folder)
            raise
        return bench.state


class _Chunk(Struct):
    """Items that are cleaned together; once they are written, only where they stood is kept."""

    at: Position
    end: int
    entries: list[Numbered]
    future: Future[list[Made | InputError]]

    @property
    def is_written(self) -> bool:
        """Whether nothing is left to be done with them."""
        return not self.entries


class _Run:
    """A run, from the state of its bench on."""

    def __init__(self, job: Job, cleaner: Cleaner, bench: Bench, total: int, report: Report) -> None:
        self._job, self._cleaner, self._bench, self._total, self._report = job, cleaner, bench, total, report
        self._state = state = bench.state
        folder = bench.folder
        self._failed = Appended(bench.failures, state.failed)
        self._output: Output = open_output(job.out, job.shape, folder, state.output, sources(job.inputs))
        self._make = self._output.make
        if job.near_duplicates:
            from . import duplicates  # which needs a package of its own

            self._make = partial(duplicates.make_with_record, make=self._output.make)
        self._records = Appended(folder / "records", state.records)
        self._next = state.position
        self._beyond = list(state.beyond)
        self._done = 0
        self._chunks: deque[_Chunk] = deque()

    def do(self, stop: Stop) -> Path:
        """Do what is left; the whole output."""
        self._clean(stop)
        if not self._job.near_duplicates:
            return self._output.finish(None)
        from . import duplicates

        self._report(self._state, self._total, self._total, "all pages are cleaned; looking for near duplicates")
        with duplicates.grouped(self._records.path, self._bench.folder) as groups:
            return self._output.finish(groups)

    def _clean(self, stop: Stop) -> None:
        started, before = monotonic(), self._state.seconds
        committed = started
        self._report(self._state, 0, self._total)
        with ExitStack() as stack:
            threads = stack.enter_context(ThreadPoolExecutor(self._cleaner.workers or 1))
            stack.callback(self._cleaner.close)  # so that no thread waits for a page that nobody waits for
            stack.callback(threads.shutdown, wait=False, cancel_futures=True)  # and none begins with another
            chunks = self._read(threads)
            self._fill(chunks)
            with stop.later():
                while self._chunks and not stop.is_wished:
                    self._write_what_is_ready()
                    self._fill(chunks)
                    self._state.seconds = before + monotonic() - started
                    self._report(self._state, self._done, self._total)
                    if monotonic() - committed > COMMIT:
                        self._commit()
                        committed = monotonic()
                self._commit()

    def _fill(self, chunks: Iterator[_Chunk]) -> None:
        """See to it that the workers have enough to do."""
        missing = WINDOW * (self._cleaner.workers or 1) - sum(not chunk.is_written for chunk in self._chunks)
        self._chunks.extend(islice(chunks, max(missing, 0)))

    def _read(self, threads: ThreadPoolExecutor) -> Iterator[_Chunk]:
        """The chunks that are not done yet, each handed to the workers as it is read."""
        entries: list[Numbered] = []
        size = 0
        for entry in numbered(self._job, self._cleaner.limits, self._state.position):
            self._next = entry.after
            self._done = self._done or entry.done  # of a run that goes on, where it does
            if any(start <= entry.at.number < end for start, end in self._beyond):
                continue
            entries.append(entry)
            size += entry.item.size
            if len(entries) == CHUNK_PAGES or size > CHUNK_SIZE:
                yield self._chunk(entries, threads)
                entries, size = [], 0
        if entries:
            yield self._chunk(entries, threads)

    def _chunk(self, entries: list[Numbered], threads: ThreadPoolExecutor) -> _Chunk:
        job = self._job
        tasks = [
            Task(item.page, item.url, job.input, item.charset, job.pack, job.strip_dateline)
            for item in (entry.item for entry in entries)
            if not item.fault and not item.left_out
        ]
        future = threads.submit(self._cleaner.run_all, tasks, self._make)
        return _Chunk(entries[0].at, entries[-1].at.number + 1, entries, future)

    def _write_what_is_ready(self) -> None:
        """Write the chunks that are done; of an ordered job, those at the head of the line."""
        waiting = [chunk for chunk in self._chunks if not chunk.is_written]
        awaited = waiting[:1] if self._job.is_ordered else waiting
        wait([chunk.future for chunk in awaited], PATIENCE, FIRST_COMPLETED)
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
            error = self._add(item, outcome) if isinstance(outcome, Made) else outcome
            if error is not None:
                self._state.count("failed")
                if item.is_damage:
                    self._state.count("damaged")
                self._failed.write(line(failure(item, error)))
        self._done = max(self._done, chunk.entries[-1].done)
        chunk.entries, chunk.future = [], Future()  # which hold pages and articles

    def _add(self, item: Item, made: Made) -> InputError | None:
        """Put the article in the output; what is to be said of a page that has no place there."""
        if made.row is None:
            self._failed.write(line(failure(item, made.why)))
        else:
            try:
                self._output.add(item, made)
            except InputError as error:
                return error
            self._records.write(made.record)
        self._state.count(f"pack/{made.pack}")
        self._state.count(f"method/{made.method}")
        return None

    def _commit(self) -> None:
        """Note what is done, once it is on the disk."""
        state = self._state
        state.output, state.failed, state.records = (
            each.commit() for each in (self._output, self._failed, self._records)
        )
        state.position = self._chunks[0].at if self._chunks else self._next
        left = self._beyond + [(chunk.at.number, chunk.end) for chunk in self._chunks if chunk.is_written]
        state.beyond = _joined(stretch for stretch in left if stretch[1] > state.position.number)
        self._bench.write()


def _joined(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches in order, those that touch as one.

    >>> _joined([(5, 9), (1, 3), (9, 12), (3, 4)])
    [(1, 4), (5, 12)]
    """
    joined: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
