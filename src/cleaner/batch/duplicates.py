"""Near duplicates: pages whose bodies are nearly the same, such as agency copy, which appears on many sites.

A body is taken as the set of its shingles, which are the runs of `SHINGLE_WORDS` words in it. Its MinHash signature has
`HASHES` numbers. The share of numbers that two signatures have in common is an estimate of the share of shingles that
the bodies have in common (Broder, "On the resemblance and containment of documents", 1997).

Comparing each body with every other one would take too long. So a signature is cut into `BANDS` bands of `ROWS`
numbers, and a body is compared only with the first body that has all numbers of a band in common with it. The two are
near duplicates if their similarity is at least `MIN_SIMILARITY`. With 25 bands of 5 numbers, a pair that has .7 in
common is compared with a probability of .99, and a pair that has .5 in common with one of .55 (1 - (1 - s^5)^25).

A group is all bodies that such pairs connect. Its name is the smallest hash of its bodies, so that the name does not
depend on the order of the pages, nor on the program that found the group.
"""

from __future__ import annotations

import errno
import mmap
import os
import re
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from hashlib import blake2b
from pathlib import Path

from msgspec.structs import replace

from ..errors import needs
from ..output.article import Article
from .items import CleanedPage, Make
from .rows import body_hash

SHINGLE_WORDS = 5
"""Words in a shingle, as in datatrove and other programs."""
BANDS, ROWS = 25, 5
HASHES = BANDS * ROWS
"""Numbers in a signature."""
SEED = 1
MIN_SIMILARITY = 0.7
"""The similarity of near duplicates. One word in 27 may be different, or a sixth of the text at its end."""
NUMBER_SIZE = 4
SIGNATURE_SIZE = NUMBER_SIZE * HASHES
BODY_HASH_SIZE = 32
RECORD_SIZE = BODY_HASH_SIZE + SIGNATURE_SIZE
"""Sizes in bytes. The record of a page is the hash of its body and its signature, or zeros if there is no article."""
LINK_SIZE, LINKS_PER_WRITE = 8, 1 << 16
BAND_KEY_SIZE = 8
PROBE_SIZE = 1 << 20

_WORD = re.compile(r"\w+")
_NUMBERS = struct.Struct(f"<{HASHES}I")


def signature_of(text: str) -> bytes:
    """Return the MinHash signature of a text, which is `SIGNATURE_SIZE` bytes."""
    try:
        from rensa import RMinHash
    except ModuleNotFoundError as error:
        raise needs(error.name, "near-duplicates") from None
    words = _WORD.findall(text.casefold())
    minhash = RMinHash(num_perm=HASHES, seed=SEED)
    starts = range(max(1, len(words) - SHINGLE_WORDS + 1))
    minhash.update([" ".join(words[start : start + SHINGLE_WORDS]) for start in starts])
    return _NUMBERS.pack(*minhash.digest())


def band_keys(signature: bytes) -> Iterator[bytes]:
    """Return a key for each band of a signature. Bodies that share a key are candidates for near duplicates."""
    for band in range(BANDS):
        numbers = signature[NUMBER_SIZE * ROWS * band : NUMBER_SIZE * ROWS * (band + 1)]
        yield blake2b(numbers, digest_size=BAND_KEY_SIZE, salt=bytes([band])).digest()


def similarity(one: bytes, other: bytes) -> float:
    """Return the share of shingles that two bodies have in common, estimated from their signatures.

    >>> text = "De raad kwam woensdag bijeen over de haven, en ging zonder besluit weer uiteen."
    >>> similarity(signature_of(text), signature_of(text.upper()))
    1.0
    >>> similarity(signature_of(text), signature_of("Ajax heeft gewonnen van Feyenoord"))
    0.0
    """
    pairs = zip(_NUMBERS.unpack(one), _NUMBERS.unpack(other), strict=True)
    shared: int = sum(first == second for first, second in pairs)
    return shared / HASHES


def record_of(article: Article) -> bytes:
    """Return the record of a page, from which its near duplicates are found: `RECORD_SIZE` bytes."""
    digest = body_hash(article)
    return bytes.fromhex(digest) + signature_of(article.text) if digest else bytes(RECORD_SIZE)


def make_with_record(article: Article, make: Make) -> CleanedPage:
    """Return what `make` makes of an article, together with its record."""
    return replace(make(article), record=record_of(article))


@contextmanager
def find_groups(records: Path, folder: Path) -> Iterator[Iterator[str | None]]:
    """Find the near duplicates among the pages of a file of records.

    Gives the name of the group of each page, in the order of the file, or None for a page without near duplicates. The
    data is in files in `folder`, up to four kilobytes for each page, and not in memory. Raises `OSError` with the cause
    if they cannot be written, for example because the disk is full.
    """
    try:
        for path in (database := folder / "duplicates.sqlite", links := folder / "links"):
            path.unlink(missing_ok=True)
        with (
            closing(sqlite3.connect(database, isolation_level=None)) as connection,
            _temporary_files_in(folder, connection),
        ):
            # no journal and no syncing: if the machine stops, the next run makes a new database
            for statement in ("PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF", "PRAGMA temp_store=FILE", "BEGIN"):
                connection.execute(statement)
            number = max(_fill(connection, records), 1)  # an empty file cannot be mapped
            with links.open("w+b") as file:
                # written in full: if the disk had no space for a mapped page, the system would kill the process
                for start in range(0, number, LINKS_PER_WRITE):
                    file.write(bytes(LINK_SIZE * min(LINKS_PER_WRITE, number - start)))
                file.flush()
                with mmap.mmap(file.fileno(), 0) as mapped, memoryview(mapped).cast("q") as parents:
                    _link(connection, parents)
                    yield _names(connection, parents, records)
    except sqlite3.Error as error:
        raise OSError(f"the near duplicates cannot be found in {folder}: {_cause(error, database)}") from None


@contextmanager
def _temporary_files_in(folder: Path, connection: sqlite3.Connection) -> Iterator[None]:
    """Make SQLite write its temporary files in this folder, and not in /tmp, which may be too small for them.

    SQLite has this setting only for the whole process, so it gets its old value back. SQLite calls it deprecated, but
    the alternative is an environment variable, which has no effect once SQLite is loaded. A folder whose name is not
    UTF-8 cannot be set.
    """

    def use(name: str) -> None:
        with suppress(UnicodeEncodeError):
            name.encode()
            quoted = name.replace("'", "''")
            connection.execute(f"PRAGMA temp_store_directory = '{quoted}'")

    before = connection.execute("PRAGMA temp_store_directory").fetchone()
    use(str(folder))
    try:
        yield
    finally:
        use(before[0] if before else "")


def _cause(error: sqlite3.Error, database: Path) -> str:
    """Return why SQLite could not write.

    SQLite says "disk I/O error" whatever the system has reported, unless the disk is full. So the write is done again.
    """
    if str(error) == "database or disk is full":
        return os.strerror(errno.ENOSPC)
    try:
        with database.open("ab") as file:
            file.write(bytes(PROBE_SIZE))
    except OSError as cause:
        return cause.strerror or str(cause)
    return str(error)


def _records(path: Path) -> Iterator[tuple[bytes, bytes]]:
    with path.open("rb") as file:
        while len(record := file.read(RECORD_SIZE)) == RECORD_SIZE:
            yield record[:BODY_HASH_SIZE], record[BODY_HASH_SIZE:]


def _fill(connection: sqlite3.Connection, records: Path) -> int:
    """Store the bodies in the order of their hashes, so that the first of a group names it; return their number."""
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
    keys = ((key, body) for body, signature in bodies for key in band_keys(signature))
    connection.executemany("INSERT INTO band VALUES (?, ?)", keys)
    connection.execute("CREATE INDEX band_key ON band (key, body)")
    number: int = connection.execute("SELECT count(*) FROM body").fetchone()[0]
    return number


def _link(connection: sqlite3.Connection, parents: memoryview) -> None:
    """Link each near duplicate to a body before it. The first body of a group has minus the group's number of pages."""
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
        if low != high and similarity(first, second) >= MIN_SIMILARITY:
            parents[low] += parents[high]
            parents[high] = low


def _root(parents: memoryview, body: int) -> int:
    """Return the first body of the group, and shorten the links on the way to it."""
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
