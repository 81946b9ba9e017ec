"""The file of a history: SQLite, which several processes may write at the same time, and which survives their end.

Each change is one short transaction, so the file is whole whenever a process is killed. It is not in WAL mode, which
needs shared memory and does not work on network drives; writes are too few for that to matter.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from ..errors import ResourceError, UsageError
from .tallies import Counted, Figure, Group

APPLICATION_ID = 0x636C6E72  # "clnr"
"""SQLite keeps this number in the file, so that the database of another program is not taken for a history."""
FORMAT = 1
"""The version of the tables. It is raised if they change."""
WAIT_SECONDS = 60.0
"""How long a transaction waits while another process writes, by default. A write takes some milliseconds."""

_TABLES = (
    """
    CREATE TABLE tally (
        pack TEXT, version INTEGER, form TEXT, day TEXT, figure TEXT, step INTEGER, pages INTEGER,
        PRIMARY KEY (pack, version, form, day, figure, step)
    ) WITHOUT ROWID
    """,
    "CREATE TABLE run (id TEXT PRIMARY KEY) WITHOUT ROWID",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {FORMAT}",
)
_ADD = """
    INSERT INTO tally VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET pages = pages + excluded.pages
"""


class History:
    """The history in a file, which is made if it does not exist.

    It holds no open file, so it can be used from any thread. `wait_seconds` is how long it waits while another process
    writes. Raises `UsageError` if the file is not a history or cannot be written, and `ResourceError` if it is in use.
    """

    def __init__(self, path: str, wait_seconds: float = WAIT_SECONDS) -> None:
        self.path, self._wait_seconds = path, wait_seconds
        with self._transaction() as connection:
            # SQLite also opens a file that cannot be written, and says so only when something is
            connection.execute(f"PRAGMA user_version = {FORMAT}")

    def add(self, tally: Mapping[Counted, int], run: str | None = None) -> None:
        """Add pages to the history, all or none.

        The pages of a `run` are added once: they are left out if pages of a run with this name were added before.
        Raises `UsageError` if the file cannot be written, and `ResourceError` if it is in use or the disk is full.
        """
        rows = [
            (group.pack, group.version, group.form, group.day, figure.name, figure.step, pages)
            for (group, figure), pages in tally.items()
        ]
        with self._transaction() as connection:
            is_new = run is None or connection.execute("INSERT OR IGNORE INTO run VALUES (?)", (run,)).rowcount
            if is_new:
                connection.executemany(_ADD, rows)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with (
            _errors_of(self.path),
            closing(sqlite3.connect(self.path, self._wait_seconds, isolation_level=None)) as connection,
        ):
            connection.execute("BEGIN IMMEDIATE")  # waits for others
            if _is_empty(connection):
                for statement in _TABLES:
                    connection.execute(statement)
            _check(connection, self.path)
            yield connection
            connection.execute("COMMIT")


def read_history(path: str, pack: str | None = None) -> dict[Group, dict[Figure, int]]:
    """Return the figures of each group in a file, in the order of packs, versions, forms and days.

    By default, these are the groups of all packs. An empty file has none: it is a new history.

    Raises `UsageError` if there is no such file, or if it is not a history.
    """
    if not Path(path).is_file():
        raise UsageError(f"there is no history {path}; `cleaner batch --history {path}` makes one")
    tallies: dict[Group, dict[Figure, int]] = {}
    with _errors_of(path), closing(sqlite3.connect(path, WAIT_SECONDS)) as connection:
        if _is_empty(connection):
            return {}
        _check(connection, path)
        rows = connection.execute(
            "SELECT * FROM tally WHERE ? IN (pack, '') ORDER BY pack, version, form, day, figure, step", (pack or "",)
        )
        for *group, name, step, pages in rows:
            tallies.setdefault(Group(*group), {})[Figure(name, step)] = pages
    return tallies


def _is_empty(connection: sqlite3.Connection) -> bool:
    """Return whether nothing was ever written, as in a file of no bytes."""
    return not connection.execute("SELECT 1 FROM sqlite_master").fetchone()


def _check(connection: sqlite3.Connection, path: str) -> None:
    if connection.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
        raise UsageError(f"{path} is not a history of `cleaner`, but a database of another program; name another file")
    if connection.execute("PRAGMA user_version").fetchone() != (FORMAT,):
        raise UsageError(f"{path} was written by another version of `cleaner`; name another file")


@contextmanager
def _errors_of(path: str) -> Iterator[None]:
    """Turn the errors of SQLite into those that say what the user can do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "full" in str(error):
            raise ResourceError(f"the history {path} cannot be written: {error}; try again later") from error
        raise UsageError(f"the history {path} cannot be used: {error}; name a file that can be written") from error
    except sqlite3.DatabaseError as error:
        raise UsageError(f"{path} is not a history of `cleaner`: {error}; name another file") from error
