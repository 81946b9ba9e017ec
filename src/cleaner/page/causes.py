"""Why a stretch of a page is not in the article: the entries of the ledger."""

from __future__ import annotations

from msgspec import Struct


class Cause(Struct, frozen=True, gc=False):
    """The rule behind a removal: its pack and the pack's version, the file and the line it stands on (from 1),
    the verb, and the reason the pack gives for it.

    What `cleaner` does without a pack (a second copy of the body, white space between blocks) has an
    empty `file` and line 0.
    """

    pack: str
    version: int
    file: str
    line: int
    rule: str
    why: str = ""

    def __str__(self) -> str:
        return f"{self.rule} {self.file}:{self.line}" if self.file else self.rule


class Removal(Struct, frozen=True, gc=False):
    """The stretch `start` to `end` of `Page.text`, in characters, and what removed it."""

    start: int
    end: int
    cause: Cause


def builtin_cause(rule: str, why: str) -> Cause:
    """The cause of what `cleaner` removes by itself.

    >>> str(builtin_cause("copies", "a second copy of the body"))
    'copies'
    """
    return Cause("cleaner", 0, "", 0, rule, why)
