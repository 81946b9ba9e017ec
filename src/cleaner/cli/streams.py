"""Where the command reads and writes: a page on stdin, its output on stdout, messages on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

from ..errors import InputError, UsageError
from ..limits import Limits

CHUNK = 1 << 20
"""Bytes that are read at a time."""


class ReaderGoneError(Exception):
    """The pipe that stdout writes to is closed at its other end, as by `head`."""


def read_stdin(limits: Limits) -> bytes:
    """Return the page on stdin, as `read_bounded` does. Raises `InputError` if stdin is closed."""
    if sys.stdin is None:
        raise InputError("there is nothing to read: stdin is closed")
    return read_bounded(sys.stdin.buffer, limits)


def stdin_lines() -> Iterator[str]:
    """Yield the names on stdin, one on a line. Empty lines are left out. Raises `InputError` if stdin is closed."""
    if sys.stdin is None:
        raise InputError("there is nothing to read: stdin is closed")
    for line in sys.stdin.buffer:
        if name := line.rstrip(b"\r\n"):
            yield os.fsdecode(name)


def read_bounded(file: BinaryIO, limits: Limits) -> bytes:
    """Return the content of a file. Reading stops one byte above the limit for size."""
    parts, missing = [], limits.size + 1
    while missing:
        wanted = min(missing, CHUNK)
        part = file.read(wanted)
        parts.append(part)
        missing -= len(part)
        if len(part) < wanted:  # the end; on a terminal, another read would wait for a second Ctrl-D
            break
    return b"".join(parts)


def write(text: str) -> None:
    """Write text and a newline to stdout, as UTF-8 in any locale, and flush them. Raises what `write_bytes` does."""
    write_bytes(text.encode(errors="replace") + b"\n")


def write_bytes(data: bytes) -> None:
    """Write bytes to stdout, and flush them.

    Raises `ReaderGoneError` if nobody reads the pipe any longer, and `UsageError` if stdout is closed or cannot be
    written for another reason, as on a full disk.
    """
    if sys.stdout is None:
        raise UsageError("cannot write to stdout: it is closed")
    rest = memoryview(data)
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
            sys.stderr.close()  # as for stdout above
