"""A run that writes to stdout. It keeps no record of what is done, and cannot be continued."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..cleaner import Cleaner
from ..errors import UsageError
from .failures import FailureFile, SaidFailures
from .job import Job, fingerprint
from .outputs.stdout import Stdout
from .run import Places, Report, Run, open_history
from .run_folder import RunState
from .stop import Stop


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
    failed = _new_list(listed, overwrite=job.existing == "overwrite") if listed else SaidFailures(say)
    try:
        history = open_history(job.history) if job.history is not None else None
        places = Places(output=Stdout(job.output_options, write), failed=failed, save=lambda: None, seconds=0)
        Run(job, cleaner, state, places, total, report).clean(stop or Stop())
    finally:
        if listed and not failed.commit():
            listed.unlink()
    if history:
        history.add(dict(state.tally), state.run)
    return state


def _new_list(path: Path, *, overwrite: bool) -> FailureFile:
    """Begin a list of failed pages. Raises `UsageError` if it exists, unless it is overwritten, or cannot be made."""
    try:
        path.open("w" if overwrite else "x").close()
    except FileExistsError:
        raise UsageError(f"{path} exists; remove it, or name another file for the failed pages") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be made: {error.strerror}") from None
    return FailureFile(path)
