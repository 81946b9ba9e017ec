"""Tries a pack that is not in a folder yet."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from ..cleaner import Cleaner
from ..packs.loading import Packs, load_folders, shipped_rules


def cleaner_with(text: str) -> Cleaner:
    """Return a cleaner that has the shipped packs and one with this text. Raises `PackError` if it is faulty."""
    with TemporaryDirectory() as folder:
        Path(folder, "tried.yaml").write_text(text, encoding="utf-8")
        return Cleaner(Packs(load_folders([shipped_rules(), Path(folder)], thorough=False)))
