"""Rules that were learned, each with its evidence."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Learned(Struct, frozen=True):
    """A rule that was learned: its verb, its options as a pack has them, and the evidence, which becomes its `why`."""

    verb: str
    options: Mapping[str, str]
    why: str
