"""The outcome of a batch as JSON, for programs: the numbers that `progress.summary` says in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from ..errors import UsageError
from ..output.counting import FALLBACKS, METHOD, PACK, by_pack
from .run_folder import LEFT_OUT, RunState


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
        "byPack": _under(counts, PACK),
        "byMethod": _under(counts, METHOD),
        "leftOut": _under(counts, LEFT_OUT),
        "warnings": by_pack(counts),
    }


def _under(counts: dict[str, int], prefix: str) -> dict[str, int]:
    return {name.removeprefix(prefix): count for name, count in counts.items() if name.startswith(prefix)}


def check_place(file: str) -> None:
    """Raise `UsageError` if a summary cannot be written to this file."""
    path = Path(file)
    if path.is_dir():
        raise UsageError(f"{file} is a folder; name a file for the summary")
    if not path.absolute().parent.is_dir():
        raise UsageError(f"there is no folder {path.absolute().parent} for the summary; make it first")


def write_summary(file: str, state: RunState) -> None:
    """Write the outcome to this file, in place of an older one. Raises `OSError` if that is not possible."""
    path = Path(file)
    text = msgspec.json.format(msgspec.json.encode(totals(state))) + b"\n"
    new = path.with_name(f"{path.name}.new")
    new.write_bytes(text)
    new.replace(path)  # an older summary stays whole until the new one is
