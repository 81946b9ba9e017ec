"""A run that writes to stdout. It keeps no record of what is done, and cannot be continued."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from ..cleaner import Cleaner
from ..errors import UsageError
from .failures import FailureFile, SaidFailures
from .job import Job, fingerprint
from .outputs.stdout import Stdout
from .run import Places, Report, Run, open_history
from .run_folder import PARTIAL_SUFFIX, RunState
from .stop import Stop

MAX_LINE = 1_000_000
"""The most bytes of the first line of a list of failed pages that are looked at."""


def stream(
    job: Job,
    cleaner: Cleaner,
    report: Report,
    write: Callable[[bytes], None],
    say: Callable[[str], None],
    stop: Stop | None = None,
) -> RunState:
    """Do the job, hand the rows to `write` as soon as they are ready, and return the outcome of all pages.

    Failed pages are listed in the file `job.failed`, or said one by one. Raises what `run.run` does, and what `write`
    raises.
    """
    its_fingerprint, total = fingerprint(job, cleaner)
    state = RunState(fingerprint=its_fingerprint)
    listed = Path(job.failed) if job.failed is not None else None
    beside = _beside(listed, overwrite=job.existing == "overwrite") if listed else None
    failed = FailureFile(beside) if beside else SaidFailures(say)
    try:
        history = open_history(job.history) if job.history is not None else None
        places = Places(output=Stdout(job.output_options, write), failed=failed, save=lambda: None, seconds=0)
        Run(job, cleaner, state, places, total, report).clean(stop or Stop())
    finally:
        if listed and beside:
            if failed.commit():
                beside.replace(listed)
            else:
                beside.unlink()
                listed.unlink(missing_ok=True)  # the list of an earlier run, which is overwritten
    if history:
        history.add(dict(state.tally), state.run)
    return state


def _beside(path: Path, *, overwrite: bool) -> Path:
    """Return a new file beside the list of failed pages, which becomes the list when the run ends.

    Raises `UsageError` if the list exists, unless it is overwritten and is such a list, or if it cannot be made.
    """
    if path.exists() and not (overwrite and _is_list(path)):
        what = "is no list of failed pages, and is not replaced" if overwrite else "exists; remove it"
        raise UsageError(f"{path} {what}; name another file for the failed pages")
    beside = path.with_name(path.name + PARTIAL_SUFFIX)
    try:
        beside.open("w").close()
    except OSError as error:
        raise UsageError(f"{path} cannot be made: {error.strerror}") from None
    return beside


def _is_list(path: Path) -> bool:
    """Return whether the file begins as a list of failed pages does, or is empty."""
    try:
        with path.open("rb") as file:
            line = file.readline(MAX_LINE)
        fields = msgspec.json.decode(line) if line else {"source": None, "reason": None}
    except (OSError, msgspec.DecodeError):
        return False
    return isinstance(fields, dict) and fields.keys() >= {"source", "reason"}
