"""Why a stretch of a page is not in the article: the entries of the ledger."""

from __future__ import annotations

from msgspec import Struct


class Cause(Struct, frozen=True, gc=False):
    """The rule that removed something: its pack and the version of the pack, the file and line of the rule (from 1),
    its verb, and the reason that the pack gives.

    For what `cleaner` removes without a pack (a second copy of the body, white space between blocks), `file` is empty
    and `line` is 0. `score` is that of the line model, if it decided: how likely the line is part of the article.
    `layout` is the layout of the site that the rule is for, or empty.
    """

    pack: str
    version: int
    file: str
    line: int
    rule: str
    why: str = ""
    score: float | None = None
    layout: str = ""

    def __str__(self) -> str:
        return f"{self.rule} {self.file}:{self.line}" if self.file else self.rule


class Removal(Struct, frozen=True, gc=False):
    """The stretch `start` to `end` of `Page.text`, in characters, and what removed it."""

    start: int
    end: int
    cause: Cause


def builtin_cause(rule: str, why: str) -> Cause:
    """Return the cause of a removal that `cleaner` makes without a pack.

    >>> str(builtin_cause("copies", "a second copy of the body"))
    'copies'
    """
    return Cause("cleaner", 0, "", 0, rule, why)
