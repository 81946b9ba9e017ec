"""What people want to know about the packs at a glance."""

from __future__ import annotations

from typing import Any

import msgspec

from .loading import Packs


def listed(packs: Packs) -> list[dict[str, Any]]:
    """Return what `cleaner packs list` and the service show of each pack, sorted by name, in types that JSON has.

    `checked` is how the pack was checked and when, or None if its file does not say that.

    >>> from cleaner.packs.loading import load
    >>> knack = next(pack for pack in listed(load()) if pack["name"] == "knack")
    >>> knack["hosts"], knack["file"], knack["checked"]["by"]
    (('knack.be',), 'be/knack.yaml', 'stored pages')
    """
    return [
        {
            "name": name,
            "version": program.pack.version,
            "hosts": program.pack.hosts,
            "file": program.file,
            "checked": msgspec.to_builtins(program.pack.checked),
        }
        for name, program in sorted(packs.programs.items())
    ]
