"""Cleans many pages in worker processes, and yields them in order. It keeps no record of what is done: see `run`."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from ..cleaner import Cleaner
from ..errors import InputError
from ..work.task import Task
from .items import CleanedPage, Make
from .run import CHUNK_BYTES, CHUNK_PAGES, CHUNKS_PER_WORKER

Entry = TypeVar("Entry")
Outcome = CleanedPage | InputError


def clean_in_order(
    entries: Iterable[Entry], task_of: Callable[[Entry], Task | None], cleaner: Cleaner, make: Make
) -> Generator[tuple[Entry, Outcome | None], None, None]:
    """Yield each entry with what `make` makes of its article, with the error of its page, or with None.

    `task_of` returns the task of an entry, or None if there is nothing to clean. A few chunks of entries for each
    worker are in memory at a time. Raises what `entries` raises, `UsageError` and `PackError`.

    >>> make = lambda article: CleanedPage((), article.text, article.found)
    >>> pages = ["De raad kwam woensdag bijeen.", ""]
    >>> [cleaned.content for _, cleaned in clean_in_order(pages, Task, Cleaner(), make)]
    ['De raad kwam woensdag bijeen.', '']
    """
    workers = cleaner.workers or 1
    threads = ThreadPoolExecutor(workers)
    started: deque[tuple[list[tuple[Entry, Task | None]], Future[list[Outcome]]]] = deque()
    try:
        for chunk in _chunks(entries, task_of):
            tasks = [task for _, task in chunk if task]
            started.append((chunk, threads.submit(cleaner.run_all, tasks, make)))
            if len(started) == CHUNKS_PER_WORKER * workers:
                yield from _outcomes(*started.popleft())
        while started:
            yield from _outcomes(*started.popleft())
    finally:  # the caller may have stopped early
        threads.shutdown(wait=False, cancel_futures=True)


def _chunks(
    entries: Iterable[Entry], task_of: Callable[[Entry], Task | None]
) -> Iterator[list[tuple[Entry, Task | None]]]:
    """Yield the entries with their tasks, in lists of those that are to be cleaned together."""
    chunk: list[tuple[Entry, Task | None]] = []
    size = 0
    for entry in entries:
        task = task_of(entry)
        chunk.append((entry, task))
        size += len(task.page) if task else 0
        if len(chunk) == CHUNK_PAGES or size > CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _outcomes(
    chunk: list[tuple[Entry, Task | None]], cleaned: Future[list[Outcome]]
) -> Iterator[tuple[Entry, Outcome | None]]:
    outcomes = iter(cleaned.result())
    for entry, task in chunk:
        yield entry, next(outcomes) if task else None
