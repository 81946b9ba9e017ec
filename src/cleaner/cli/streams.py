"""Where the command reads and writes."""

from __future__ import annotations

import re
import sys
from typing import BinaryIO

from ..errors import InputError, UsageError
from ..limits import Limits

CHUNK = 1 << 20
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def read_stdin(limits: Limits) -> bytes:
    """Return the page on stdin, as `read_bounded` does. Raises `InputError` if stdin is closed."""
    if sys.stdin is None:
        raise InputError("there is nothing to read: stdin is closed")
    return read_bounded(sys.stdin.buffer, limits)


def read_bounded(file: BinaryIO, limits: Limits) -> bytes:
    """Return the content of a file. Reading stops one byte above the limit for size."""
    parts, missing = [], limits.size + 1
    while missing and (part := file.read(min(missing, CHUNK))):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def write(text: str) -> None:
    """Write a line to stdout, in UTF-8 whatever the locale. Raises `UsageError` if stdout is closed."""
    if sys.stdout is None:
        raise UsageError("there is nowhere to write: stdout is closed")
    sys.stdout.buffer.write(text.encode(errors="replace") + b"\n")
    sys.stdout.buffer.flush()


def harmless(text: str) -> str:
    r"""Return the text of a page without control characters, which could steer the terminal.

    >>> harmless("Rood\x1b[31m nieuws")
    'Rood [31m nieuws'
    """
    return _CONTROL.sub(" ", text)
