"""A row as a line of JSON: in the output, and in the list of failed pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


def json_line(row: Mapping[str, Any]) -> bytes:
    """Return the row as a line of JSON. Values that JSON does not have are written as their `str`."""
    return msgspec.json.encode(row, enc_hook=str) + b"\n"
