"""Near duplicates: pages whose bodies are nearly the same, as agency copy is on many sites, and what they share.

A body is the set of its runs of `SHINGLE` words. Its MinHash signature has `BANDS` times `ROWS` numbers, of which two
bodies share, on average, the part that their sets have in common (Broder, "On the resemblance and containment of
documents", 1997). Bodies that share all numbers of one band are held against the first of them, and are near duplicates
if they share `SIMILAR` of all. With 25 bands of 5, a pair that has .7 in common is looked at with a chance of .99, one
that has .5 in common with one of .55 (1 - (1 - s^5)^25).

Groups are what such pairs link together. A group is named by the smallest hash among its bodies, so that it has the
same name whatever order the pages came in, and whoever found it.
"""

from __future__ import annotations

import mmap
import re
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import blake2b
from pathlib import Path

from msgspec.structs import replace

from ..errors import needs
from ..output.article import Article
from .items import Made, Make
from .rows import body_hash

SHINGLE = 5
"""Words; datatrove and others take as many."""
BANDS, ROWS = 25, 5
SEED = 1
SIMILAR = 0.7
"""The part of their numbers that two bodies share at least: one word in 27 may be another, or a sixth at the end."""
NUMBERS = BANDS * ROWS
SIZE = 4 * NUMBERS
"""Bytes of a signature."""

_WORD = re.compile(r"\w+")
_NUMBERS = struct.Struct(f"<{NUMBERS}I")


def sign(text: str) -> bytes:
    """The MinHash signature of a text: `SIZE` bytes."""
    try:
        from rensa import RMinHash
    except ModuleNotFoundError as error:
        raise needs(error.name, "near-duplicates") from None
    words = _WORD.findall(text.casefold())
    minhash = RMinHash(num_perm=NUMBERS, seed=SEED)
    minhash.update([" ".join(words[start : start + SHINGLE]) for start in range(max(1, len(words) - SHINGLE + 1))])
    return _NUMBERS.pack(*minhash.digest())


def bands(signature: bytes) -> Iterator[bytes]:
    """A key for each band: who shares one is to be looked at."""
    for band in range(BANDS):
        numbers = signature[4 * ROWS * band : 4 * ROWS * (band + 1)]
        yield blake2b(numbers, digest_size=8, salt=bytes([band])).digest()


def similarity(one: bytes, other: bytes) -> float:
    """The part of what two bodies have in common, as their signatures tell it.

    >>> text = "De raad kwam woensdag bijeen over de haven, en ging zonder besluit weer uiteen."
    >>> similarity(sign(text), sign(text.upper())), similarity(sign(text), sign("Ajax heeft gewonnen van Feyenoord"))
    (1.0, 0.0)
    """
    pairs = zip(_NUMBERS.unpack(one), _NUMBERS.unpack(other), strict=True)
    shared: int = sum(first == second for first, second in pairs)
    return shared / NUMBERS


ZEROS = 1 << 16
"""Links that are written at a time."""
HASH_SIZE = 32
RECORD = HASH_SIZE + SIZE
"""Bytes of what is noted of each page: the hash of its body and its signature, or zeros where there is no article."""


def record(article: Article) -> bytes:
    """What is noted of a page, to find its near duplicates by."""
    digest = body_hash(article)
    return bytes.fromhex(digest) + sign(article.text) if digest else bytes(RECORD)


def make_with_record(article: Article, make: Make) -> Made:
    """What `make` makes of an article, and its record."""
    return replace(make(article), record=record(article))


@contextmanager
def grouped(records: Path, folder: Path) -> Iterator[Iterator[str | None]]:
    """The name of the group of each page whose record is in that file, in its order; None where there is no other.

    All that grows with the pages is in files in that folder, or mapped from there: some two kilobytes a page. Raises
    `OSError` where there is no place for them.
    """
    try:
        for path in (database := folder / "duplicates.sqlite", links := folder / "links"):
            path.unlink(missing_ok=True)
        with closing(sqlite3.connect(database, isolation_level=None)) as connection:
            # what is lost where the machine stops is made anew
            for statement in ("PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF", "PRAGMA temp_store=FILE", "BEGIN"):
                connection.execute(statement)
            number = max(_fill(connection, records), 1)  # no file without a byte can be mapped
            with links.open("w+b") as file:
                # written and not made long: where a mapped file finds no place on the disk, the process is ended
                for start in range(0, number, ZEROS):
                    file.write(bytes(8 * min(ZEROS, number - start)))
                file.flush()
                with mmap.mmap(file.fileno(), 0) as mapped, memoryview(mapped).cast("q") as parents:
                    _link(connection, parents)
                    yield _names(connection, parents, records)
    except sqlite3.Error as error:
        raise OSError(f"the near duplicates cannot be found in {folder}: {error}") from None


def _records(path: Path) -> Iterator[tuple[bytes, bytes]]:
    with path.open("rb") as file:
        while len(each := file.read(RECORD)) == RECORD:
            yield each[:HASH_SIZE], each[HASH_SIZE:]


def _fill(connection: sqlite3.Connection, records: Path) -> int:
    """The bodies, in the order of their hashes, so that the first of a group is the one that names it; how many."""
    connection.execute("CREATE TABLE page (hash, signature)")
    found = ((digest, signature) for digest, signature in _records(records) if any(digest))
    connection.executemany("INSERT INTO page VALUES (?, ?)", found)
    connection.execute("CREATE TABLE body (id INTEGER PRIMARY KEY, hash UNIQUE, signature, times)")
    connection.execute(
        """
        INSERT INTO body (hash, signature, times)
        SELECT hash, min(signature), count(*) FROM page GROUP BY hash ORDER BY hash
        """
    )
    connection.execute("DROP TABLE page")
    connection.execute("CREATE TABLE band (key, body)")
    bodies = connection.execute("SELECT id, signature FROM body")
    keys = ((key, body) for body, signature in bodies for key in bands(signature))
    connection.executemany("INSERT INTO band VALUES (?, ?)", keys)
    connection.execute("CREATE INDEX band_key ON band (key, body)")
    number: int = connection.execute("SELECT count(*) FROM body").fetchone()[0]
    return number


def _link(connection: sqlite3.Connection, parents: memoryview) -> None:
    """Link the bodies that are near duplicates: each to one before it, or, the first of a group, to minus its pages."""
    for body, times in connection.execute("SELECT id, times FROM body"):
        parents[body - 1] = -times
    pairs = connection.execute(
        """
        SELECT one.id, other.id, one.signature, other.signature
        FROM (
            SELECT DISTINCT first, body
            FROM (SELECT key, min(body) AS first FROM band GROUP BY key HAVING count(*) > 1) JOIN band USING (key)
            WHERE first != body
        )
        JOIN body AS one ON one.id = first JOIN body AS other ON other.id = body
        """
    )
    for one, other, first, second in pairs:
        low, high = sorted((_root(parents, one - 1), _root(parents, other - 1)))
        if low != high and similarity(first, second) >= SIMILAR:
            parents[low] += parents[high]
            parents[high] = low


def _root(parents: memoryview, body: int) -> int:
    """The first body of the group; what lies on the way to it is linked closer."""
    while (parent := parents[body]) >= 0:
        if parents[parent] >= 0:
            parents[body] = parents[parent]
        body = parent
    return body


def _names(connection: sqlite3.Connection, parents: memoryview, records: Path) -> Iterator[str | None]:
    for digest, _ in _records(records):
        body = connection.execute("SELECT id FROM body WHERE hash = ?", (digest,)).fetchone()
        root = _root(parents, body[0] - 1) if body else None
        if root is None or parents[root] == -1:
            yield None
        else:
            name: bytes = connection.execute("SELECT hash FROM body WHERE id = ?", (root + 1,)).fetchone()[0]
            yield name.hex()
