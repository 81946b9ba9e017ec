"""Rules of a pack that is being written."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Learned(Struct, frozen=True):
    """A rule: its verb, its options as a pack has them, and the evidence for it, which becomes its `why`."""

    verb: str
    options: Mapping[str, str | int | bool]
    why: str
