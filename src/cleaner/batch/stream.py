"""A run that writes to stdout. It keeps no record of what is done, and cannot be continued."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from ..cleaner import Cleaner
from .failures import Failures, SaidFailures, list_of_failures
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

    Failed pages are listed in the file `job.failed`, which is only made if the run comes to its end, or said one by
    one. Raises what `run.run` does, and what `write` raises.
    """
    its_fingerprint, total = fingerprint(job, cleaner)
    state = RunState(fingerprint=its_fingerprint)
    listing: AbstractContextManager[Failures]
    if job.failed is not None:
        listing = list_of_failures(job.failed, replaces=job.existing == "overwrite")
    else:
        listing = nullcontext(SaidFailures(say))
    with listing as failed:
        history = open_history(job.history) if job.history is not None else None
        places = Places(output=Stdout(job.output_options, write), failed=failed, save=lambda: None, seconds=0)
        Run(job, cleaner, state, places, total, report).clean(stop or Stop())
    if history:
        history.add(dict(state.tally), state.run)
    return state
