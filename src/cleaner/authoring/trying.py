"""Tries a pack that is not in a folder yet."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from ..cleaner import Cleaner
from ..packs.folders import shipped_rules
from ..packs.loading import Packs
from ..packs.reading import load_folders


def cleaner_with(text: str, own: Path | None = None) -> Cleaner:
    """Return a cleaner that has the shipped packs, those of the folder `own`, and one with this text.

    It replaces another of the same name. Raises `PackError` if a pack is faulty.
    """
    with TemporaryDirectory() as folder:
        Path(folder, "tried.yaml").write_text(text, encoding="utf-8")
        folders = [shipped_rules(), *([own] if own else []), Path(folder)]
        return Cleaner(Packs(load_folders(folders, thorough=False)))
