"""The sentences of warnings."""

from __future__ import annotations

from cleaner.page.warnings import Warnings


def texts(warnings: Warnings) -> tuple[str, ...]:
    """Return the sentences of these warnings, without their codes."""
    return tuple(warning.text for warning in warnings)
