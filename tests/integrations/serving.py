"""Starts the service by its command, for the tests and the load test."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
from msgspec import Struct

from .. import commands

COMMAND = [*commands.COMMAND, "serve", "--port", "0"]


class Service(Struct, frozen=True):
    """A running service: its process, the line that it wrote when it started, and its port on 127.0.0.1."""

    process: subprocess.Popen[str]
    line: str
    port: int

    @property
    def url(self) -> str:
        """The root URL."""
        return f"http://127.0.0.1:{self.port}"

    def children(self) -> list[psutil.Process]:
        """Return the processes that it started."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def said(self) -> str:
        """Return what it wrote to stderr after that line, once it has ended."""
        assert self.process.stderr
        return self.process.stderr.read()


def check_ended(family: list[psutil.Process]) -> None:
    """Check that all of these processes end within a moment."""
    end = time.monotonic() + 5
    while any(process.is_running() for process in family):
        assert time.monotonic() < end, family
        time.sleep(0.02)


@contextmanager
def serving(*options: str, environment: dict[str, str] | None = None, code: int = 0) -> Iterator[Service]:
    """Run a service with these options. It must end with this exit code, and none of its processes may stay."""
    with subprocess.Popen(
        [*COMMAND, *options],
        stderr=subprocess.PIPE,
        text=True,
        env=environment or commands.clean_environment(),
        start_new_session=True,
    ) as process:
        assert process.stderr
        line = process.stderr.readline()
        port = re.search(r":(\d+),", line)
        assert port, line + process.stderr.read()
        service = Service(process, line, int(port[1]))
        family = []
        try:
            yield service
        finally:
            if process.poll() is None:
                family = service.children()
                process.terminate()
            try:
                process.wait(20)
            finally:
                process.kill()
        assert process.returncode == code, process.stderr.read()
        check_ended(family)
