"""The outcome of a batch as JSON, for programs: the numbers that `progress.summary` says in words."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec

from ..errors import UsageError
from ..output.counting import FALLBACKS, METHOD, PACK, by_pack, under
from .job import Job
from .run_folder import FAILED_SUFFIX, LEFT_OUT, PARTIAL_SUFFIX, RunState


def totals(state: RunState) -> dict[str, Any]:
    """Return the outcome of all pages of a run as plain data.

    `warnings` has the pages with each warning, by the pack of their site; `fallbacks` are pages of a known site for
    which the result of its pack was discarded.

    >>> counts = {"pages": 2, "pack/nu": 1, "method/pack": 1, "failed": 1, "site/nu": 1, "warnings/cut/nu": 1}
    >>> found = totals(RunState(fingerprint="", counts=counts, seconds=2.0))
    >>> found["articles"], found["failed"], found["byPack"], found["warnings"]
    (1, 1, {'nu': 1}, {'nu': {'cut': 1}})
    """
    counts = state.counts
    pages, failed, without = (counts.get(name, 0) for name in ("pages", "failed", f"{METHOD}none"))
    return {
        "pages": pages,
        "articles": pages - failed - without,
        "withoutArticle": without,
        "failed": failed,
        "fallbacks": counts.get(FALLBACKS, 0),
        "seconds": round(state.seconds, 3),
        "byPack": under(counts, PACK),
        "byMethod": under(counts, METHOD),
        "leftOut": under(counts, LEFT_OUT),
        "warnings": by_pack(counts),
    }


def check_place(file: str, job: Job) -> None:
    """Raise `UsageError` if a summary cannot be written to this file, or if the file is used for something else.

    To find out before the pages are cleaned, the file is opened. If there was none, there is none afterwards.
    """
    path = Path(file)
    if not file or path.is_dir():
        raise UsageError(f"{file!r} is not a file; name a file for the summary")
    if not path.absolute().parent.is_dir():
        raise UsageError(f"there is no folder {path.absolute().parent} for the summary; make it first")
    if path.exists() and not path.is_file():
        raise UsageError(f"{file} is not a regular file; name another one for the summary")
    place = path.resolve()
    out = Path(job.out).resolve()
    own = {out, out.with_name(out.name + FAILED_SUFFIX)}
    own |= {Path(other).resolve() for other in (job.history, job.failed) if other}
    folders = [out, out.with_name(out.name + PARTIAL_SUFFIX), *(Path(each).resolve() for each in job.inputs)]
    folders += [Path(job.sample).resolve()] if job.sample else []
    if place in own or any(place.is_relative_to(folder) for folder in folders):
        raise UsageError(f"{file} is an input or an output of the batch; name another file for the summary")
    is_new = not path.exists()
    try:
        path.open("ab").close()
        if is_new:
            path.unlink()
    except OSError as error:
        raise UsageError(f"the summary cannot be written to {file}: {error.strerror}") from None


def write_summary(file: str, state: RunState) -> None:
    """Write the outcome to this file, in place of an older one. Raises `UsageError` if that is not possible."""
    path = Path(file).resolve()  # a link stays a link
    new = path.with_name(f".{os.getpid()}.summary")
    try:
        new.write_bytes(msgspec.json.format(msgspec.json.encode(totals(state))) + b"\n")
        new.replace(path)  # an older summary stays whole until the new one is
    except OSError as error:
        raise UsageError(f"the summary cannot be written to {file}: {error.strerror}") from None
