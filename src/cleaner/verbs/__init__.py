"""The verbs: what a rule of a pack can do. Each has one file, and one line in the table below.

A verb's file holds its options, a frozen class whose fields are the keys of the YAML, and `apply`, a function that
takes the lines of a page and returns those that stay. Verbs that look at the tree of an HTML page, before it becomes
lines, have no `apply`: `chain.narrow` runs them. The docstring of the file is the verb's page of documentation.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any, Final

from . import dateline, drop, drop_run, drop_twins, from_, keep, meta, reject, remove, select, split, title, until
from .rule import Edit, Options


class Verb:
    """One row of the table: the class of a verb's options, its function, and its documentation."""

    def __init__(self, options: type[Options], module: ModuleType) -> None:
        self.options = options
        self.apply: Callable[[Any, Any], Edit | None] | None = getattr(module, "apply", None)
        self.docs = module.__doc__ or ""


VERBS: Final = {
    "split": Verb(split.Split, split),
    "from": Verb(from_.From, from_),
    "until": Verb(until.Until, until),
    "drop": Verb(drop.Drop, drop),
    "drop_run": Verb(drop_run.DropRun, drop_run),
    "drop_twins": Verb(drop_twins.DropTwins, drop_twins),
    "title": Verb(title.Title, title),
    "meta": Verb(meta.Meta, meta),
    "dateline": Verb(dateline.Dateline, dateline),
    "keep": Verb(keep.Keep, keep),
    "reject": Verb(reject.Reject, reject),
    "select": Verb(select.Select, select),
    "remove": Verb(remove.Remove, remove),
}
