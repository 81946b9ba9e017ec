"""How tests run the command `cleaner`: in this process, or as a process of its own in a clean environment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO, TextIOWrapper
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple, TextIO

import pytest

from cleaner.cli import main

PROGRAMS = Path(sys.executable).parent
COMMAND = [str(PROGRAMS / "cleaner")]


class Ended(NamedTuple):
    """How a run of the command ended: its exit code, and what it wrote to stdout and to stderr."""

    code: int
    out: bytes
    err: str


def clean_environment(**variables: str) -> dict[str, str]:
    """Return the present environment without the variables of Python and `cleaner`, and with these variables."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CLEANER_"))
    } | variables


def run_here(*arguments: object, stdin: bytes = b"", folder: Path | None = None, **variables: str) -> Ended:
    """Run the command in this process, in this folder, with these variables in its environment.

    A process of its own takes 0.1 s of a core until it begins. It is needed for what only a process has: what it
    imports, how it ends by a signal, and streams that are closed, full or a terminal.
    """
    out, err = BytesIO(), BytesIO()
    streams: dict[str, TextIO] = {
        "stdout": TextIOWrapper(out, "utf-8"),
        "stderr": TextIOWrapper(err, "utf-8", "backslashreplace"),
    }
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    with pytest.MonkeyPatch.context() as patch, _as_stdin(stdin) as streams["stdin"]:
        for name, stream in streams.items():
            patch.setattr(sys, name, stream)
        for name in os.environ.keys() - clean_environment().keys():
            patch.delenv(name)
        for name, value in variables.items():
            patch.setenv(name, value)
        if folder is not None:
            patch.chdir(folder)
        try:
            code = main([str(each) for each in arguments])
        except SystemExit as end:  # as the parser ends a wrong usage
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
    for name in ("stdout", "stderr"):
        streams[name].flush()
    return Ended(code, out.getvalue(), err.getvalue().decode())


@contextmanager
def _as_stdin(content: bytes) -> Iterator[TextIO]:
    """Connect the stdin of this process with a file of this content."""
    before = os.dup(0)
    try:
        with TemporaryFile() as file:
            file.write(content)
            file.seek(0)
            os.dup2(file.fileno(), 0)
        with open(0, encoding="utf-8", closefd=False) as stream:
            yield stream
    finally:
        os.dup2(before, 0)
        os.close(before)


def write_to_a_full_disk(*arguments: str, stdin: Path, **variables: str) -> tuple[int, str]:
    """Return the exit code and stderr of `cleaner` if each write to its stdout fails, as on a full disk."""
    with stdin.open("rb") as page, Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, *arguments],
            stdin=page,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env=clean_environment(**variables),
            timeout=30,
        )
    return done.returncode, done.stderr
