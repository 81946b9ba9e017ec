"""Pages that are cleaned in worker processes and come back in order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from cleaner import Cleaner, InputError
from cleaner.batch import in_order
from cleaner.batch.in_order import clean_in_order
from cleaner.batch.items import CleanedPage
from cleaner.batch.run import CHUNKS_PER_WORKER
from cleaner.output.article import Article
from cleaner.work.task import Task


def body(article: Article) -> CleanedPage:
    return CleanedPage((), article.text, article.found)


def task_of(entry: str | bytes | None) -> Task | None:
    return None if entry is None else Task(entry)


def sentence(number: int) -> str:
    return f"De raad kwam woensdag bijeen over nummer {number}."


@pytest.fixture(params=[None, 2])
def cleaner(request: pytest.FixtureRequest) -> Iterator[Cleaner]:
    with Cleaner(isolated=request.param is not None, workers=request.param) as cleaner:
        yield cleaner


def test_each_entry_comes_back_in_order(cleaner: Cleaner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_order, "CHUNK_PAGES", 3)
    entries = [None if n % 5 == 0 else b"\x1f\x8b" if n % 7 == 0 else sentence(n) for n in range(100)]
    outcomes = list(clean_in_order(entries, task_of, cleaner, body))
    assert [entry for entry, _ in outcomes] == entries
    for n, (entry, outcome) in enumerate(outcomes):
        if entry is None:
            assert outcome is None
        elif n % 7 == 0:
            assert isinstance(outcome, InputError)
        else:
            assert isinstance(outcome, CleanedPage)
            assert outcome.content == sentence(n)


@pytest.mark.parametrize("pages", [1, 10, 1_000])
def test_few_entries_are_in_memory(cleaner: Cleaner, pages: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are: those of `CHUNKS_PER_WORKER` chunks for each worker, by number or by size."""
    monkeypatch.setattr(in_order, "CHUNK_BYTES", 200)
    read = 0

    def entries() -> Iterator[str]:
        nonlocal read
        for n in range(pages):
            read += 1
            yield sentence(n)

    most = 0
    for done, _ in enumerate(clean_in_order(entries(), task_of, cleaner, body)):
        most = max(most, read - done)
    assert read == pages
    assert most <= CHUNKS_PER_WORKER * (cleaner.workers or 1) * 5


def test_a_caller_may_stop(cleaner: Cleaner) -> None:
    def endless() -> Iterator[str]:
        while True:
            yield sentence(1)

    with closing(clean_in_order(endless(), task_of, cleaner, body)) as outcomes:
        assert next(outcomes)[0] == sentence(1)


def test_an_error_of_the_input_arrives(cleaner: Cleaner) -> None:
    def broken() -> Iterator[str]:
        yield sentence(1)
        raise OSError("no more")

    with pytest.raises(OSError, match="no more"):
        list(clean_in_order(broken(), task_of, cleaner, body))
