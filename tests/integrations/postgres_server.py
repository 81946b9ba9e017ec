"""A PostgreSQL server for the tests, on a free port of loopback."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

DEBIAN = Path("/usr/lib/postgresql")
SECONDS = 30
Place = Callable[[], str]
"""Returns the place for a new index at each call: a folder, or a database."""


def _programs() -> Path | None:
    """Return the folder with the programs of the server, which Debian does not put on the PATH."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(DEBIAN.glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


def _user() -> str | None:
    """Return the user to run the server as, because it refuses to run as root; None for the present user."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def postgres_server() -> Iterator[str]:
    """Run a server without any tables, and yield its address; the test fails if PostgreSQL is not installed."""
    programs = _programs()
    if programs is None:
        pytest.fail("PostgreSQL is not installed; in Debian, it is the package postgresql")
    with tempfile.TemporaryDirectory(prefix="cleaner-postgres-") as name:
        user, folder, port = _user(), Path(name), _free_port()
        if user:
            shutil.chown(folder, user)
        options = ["-A", "trust", "-U", "cleaner", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "-D", name]
        subprocess.run([programs / "initdb", *options], check=True, user=user, stdout=subprocess.DEVNULL, cwd=name)
        options = ["-D", name, "-p", str(port), "-h", "127.0.0.1", "-c", "unix_socket_directories=", "-F"]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen([programs / "postgres", *options], user=user, stderr=log, stdout=log, cwd=name)
        try:
            address = f"postgresql://cleaner@127.0.0.1:{port}"
            _wait_for(f"{address}/postgres", server, folder / "log")
            yield address
        finally:
            server.terminate()  # SIGTERM starts a "smart" shutdown, which waits for clients; none is left
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg  # most integrations are tested without it

    end = time.monotonic() + SECONDS
    while True:
        try:
            psycopg.connect(address, connect_timeout=1).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > end:
                raise AssertionError(log.read_text(errors="replace")) from None
            time.sleep(0.05)
        else:
            return
