"""What a command writes: its output to stdout, messages to stderr."""

from __future__ import annotations

import sys
from contextlib import suppress

from ..errors import UsageError


class ReaderGoneError(Exception):
    """The pipe that stdout writes to is closed at its other end, as by `head`."""


def write(text: str) -> None:
    """Write text and a newline to stdout, as UTF-8 in any locale, and flush them.

    Raises `ReaderGoneError` if nobody reads the pipe any longer, and `UsageError` if stdout is closed or cannot be
    written for another reason, as on a full disk.
    """
    if sys.stdout is None:
        raise UsageError("cannot write to stdout: it is closed")
    rest = memoryview(text.encode(errors="replace") + b"\n")
    try:
        while rest:  # without a buffer (PYTHONUNBUFFERED), a write may take only a part
            rest = rest[sys.stdout.buffer.write(rest) :]
        sys.stdout.buffer.flush()
    except OSError as error:
        with suppress(OSError):
            sys.stdout.close()  # or Python flushes it again when it exits, and exits with 120
        if isinstance(error, BrokenPipeError):
            raise ReaderGoneError from error
        raise UsageError(f"cannot write to stdout: {error.strerror}") from error


def say(message: str) -> None:
    """Write a line to stderr, under the command's name; if stderr is closed or full, the message is lost.

    `print(file=sys.stderr)` will not do: if stderr is closed, it writes to stdout.
    """
    if sys.stderr is None or sys.stderr.closed:
        return
    try:
        sys.stderr.write(f"cleaner: {message}\n")
        sys.stderr.flush()
    except OSError:
        with suppress(OSError):
            sys.stderr.close()  # as stdout is, above
