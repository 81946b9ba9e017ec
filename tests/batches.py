"""Runs of a batch in tests, and what comes out of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from cleaner import Cleaner, Limits
from cleaner.batch.inputs import read_items
from cleaner.batch.items import Item
from cleaner.batch.job import Job
from cleaner.batch.run import run as run_job
from cleaner.batch.run_folder import RunState
from cleaner.batch.sources import find_sources
from cleaner.batch.stop import Stop
from cleaner.batch.streams import open_stream

from .archives import Raw
from .commands import COMMAND, clean_environment, run_here
from .golden import cases

SENTENCE = "De raad kwam woensdag bijeen over de haven, en ging zonder besluit weer uiteen."


def golden() -> list[Raw]:
    return [Raw(case.page, case.facts.url) for case in cases()]


def some_golden() -> list[Raw]:
    """Every sixth golden page, and those with metadata that few have: enough where all forms of an output are tried."""
    return [page for n, page in enumerate(golden()) if n % 6 == 0 or b'"keywords"' in page.page]


some_or_all_golden = pytest.mark.parametrize(
    "golden_pages", [some_golden, pytest.param(golden, marks=pytest.mark.slow)]
)


def few_pages_in_a_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a run report, and look whether it is to stop, after few pages, so that a test does not need many."""
    monkeypatch.setattr("cleaner.batch.run.CHUNK_PAGES", 8)


def job(*inputs: Path | str, out: Path | str, **options: Any) -> Job:
    return Job(inputs=tuple(map(str, inputs)), out=str(out), **options)


def batch(
    *inputs: Path | str, out: Path | str, cleaner: Cleaner, stop_after: int | None = None, **options: Any
) -> RunState:
    """A run in this process, which may be stopped when it reports its progress for the nth time."""
    stop, looks = Stop(), count(1)

    def report(*_: object) -> None:
        if next(looks) == stop_after:
            stop()

    return run_job(job(*inputs, out=out, **options), cleaner, report, stop)


def interrupt(*inputs: Path | str, out: Path | str, cleaner: Cleaner, after: int, **options: Any) -> None:
    """A run that is stopped before it is done."""
    with pytest.raises(KeyboardInterrupt):
        batch(*inputs, out=out, cleaner=cleaner, stop_after=after, **options)


def command(*arguments: str | Path, code: int = 0) -> str:
    """Run the command here, with workers; return what it writes to stderr."""
    done = run_here("batch", *arguments)
    assert done.code == code, done.err
    assert done.out == b""
    return done.err


PEAK = """
import os, subprocess, sys
_, status, usage = os.wait4(subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL).pid, 0)
print(usage.ru_maxrss / 1024)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def peak(*arguments: str | Path, stdin: Path | None = None) -> float:
    """Return the peak memory of the command's own process in MB, without its workers. It may read a file on stdin.

    The system counts the memory of the process that starts another one, so a small process starts the command.
    """
    started = [sys.executable, "-c", PEAK, *COMMAND, "batch", *map(str, arguments)]
    with (stdin or Path(os.devnull)).open("rb") as file:
        done = subprocess.run(started, stdin=file, stdout=subprocess.PIPE, check=True, env=clean_environment())
    return float(done.stdout)


def rows(out: Path) -> list[dict[str, Any]]:
    """The rows of an output."""
    if out.suffix == ".parquet":
        found: list[dict[str, Any]] = parquet.read_table(out).to_pylist()
        return found
    with open_stream(out, out.suffix[1:] if out.suffix in (".gz", ".zst") else None) as (stream, _):
        return [json.loads(each) for each in stream]


def failed(out: Path) -> list[dict[str, Any]]:
    path = out.with_name(out.name + ".failed.jsonl")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def items(path: Path, limits: Limits | None = None, skip: int = 0) -> list[Item]:
    return [item for source in find_sources([str(path)]) for item in read_items(source, limits or Limits(), skip)]
