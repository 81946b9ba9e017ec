"""The golden pages that come with the packs, for tests."""

from __future__ import annotations

from functools import cache

from cleaner.authoring.goldens import Case, golden_folder, read_cases
from cleaner.packs.folders import shipped_rules

ROOT = golden_folder(shipped_rules())


@cache
def cases() -> tuple[Case, ...]:
    """Return all golden pages, sorted by name."""
    return read_cases(ROOT)
