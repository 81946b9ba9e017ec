"""The error of a reader that cannot read its file any further."""

from __future__ import annotations


class DamageError(Exception):
    """The file cannot be read, or not to its end; the message says why."""
