"""An index in a PostgreSQL database, which uses its full text search, for users who already have a server.

Words are found as in `tantivy`: Dutch stems, Dutch stop words, accents ignored. Accents need the extension `unaccent`,
which is part of PostgreSQL's contrib and trusted: the owner of a database may create it. Other queries can use the
table `cleaner_article` and the text search configuration `cleaner_dutch` as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from ...errors import InputError, UsageError, needs
from .index import EntryInfo, Hit, IndexEntry, SearchResult, check_max_count, is_name

try:
    import psycopg
except ModuleNotFoundError as error:
    raise needs("psycopg", "postgres") from error

CREATE = """
    SELECT pg_advisory_xact_lock(hashtext('cleaner_article'));
    CREATE EXTENSION IF NOT EXISTS unaccent;
    DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_ts_config WHERE cfgname = 'cleaner_dutch' AND pg_ts_config_is_visible(oid)) THEN
            CREATE TEXT SEARCH CONFIGURATION cleaner_dutch (COPY = dutch);
            ALTER TEXT SEARCH CONFIGURATION cleaner_dutch
                ALTER MAPPING FOR hword, hword_part, word WITH unaccent, dutch_stem;
        END IF;
    END $$;
    CREATE TABLE IF NOT EXISTS cleaner_article (
        name text PRIMARY KEY, file text NOT NULL, record integer, url text, headline text, body text NOT NULL,
        method text, engine text, pack text, version integer, tried text[] NOT NULL, ready boolean NOT NULL,
        words tsvector NOT NULL GENERATED ALWAYS AS (
            setweight(to_tsvector('cleaner_dutch', coalesce(headline, '')), 'A') ||
            setweight(to_tsvector('cleaner_dutch', body), 'B')) STORED);
    CREATE INDEX IF NOT EXISTS cleaner_article_words ON cleaner_article USING gin (words);
    CREATE INDEX IF NOT EXISTS cleaner_article_file ON cleaner_article USING hash (file);
    CREATE INDEX IF NOT EXISTS cleaner_article_url ON cleaner_article USING hash (url);
"""  # hash indexes take a URL of any length
INFO_COLUMNS = EntryInfo.__struct_fields__
COLUMNS = ("name", *IndexEntry.__struct_fields__)
ADD = f"""
    INSERT INTO cleaner_article ({", ".join(COLUMNS)}) VALUES ({", ".join(f"%({name})s" for name in COLUMNS)})
    ON CONFLICT (name) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in COLUMNS)}
"""  # noqa: S608  # the names are those of `IndexEntry`
ENTRIES = f"SELECT {', '.join(INFO_COLUMNS)} FROM cleaner_article"  # noqa: S608
NAMED = "FROM cleaner_article WHERE name = %(name)s OR file = %(name)s OR url = %(name)s"
IS_KNOWN, REMOVE = f"SELECT {NAMED} LIMIT 1", f"DELETE {NAMED}"
SEARCH = """
    SELECT file, record, url, headline, ts_headline('cleaner_dutch', body, query,
               'MaxFragments=1, MinWords=12, MaxWords=25, StartSel="", StopSel=""'), total
    FROM (
        SELECT *, count(*) OVER () AS total, ts_rank(words, query) AS rank
        FROM cleaner_article, plainto_tsquery('cleaner_dutch', %s) AS query
        WHERE words @@ query ORDER BY rank DESC, name LIMIT %s
    ) AS best ORDER BY rank DESC, name
"""  # a snippet costs more than the search: only the best hits get one
HAS_WORDS = "SELECT numnode(plainto_tsquery('cleaner_dutch', %s)) > 0"
_Found = tuple[str, int | None, str | None, str | None, str, int]
"""A row that `SEARCH` returns, if the table is sound."""


@contextmanager
def _reported() -> Iterator[None]:
    """Raise `UsageError` if the server refuses something or goes away, or if a row is not as expected."""
    try:
        yield
    except (psycopg.Error, msgspec.ValidationError) as error:
        is_old = isinstance(error, psycopg.errors.UndefinedColumn)
        advice = "another version made the table cleaner_article; drop it and index the files again: " if is_old else ""
        raise UsageError(f"the database cannot be used: {advice}{' '.join(str(error).split())}") from None


class PostgresIndex:
    """See `ArticleIndex`. What is added between two commits is one transaction."""

    def __init__(self, address: str, *, create: bool) -> None:
        with _reported():
            self._connection = psycopg.connect(address)
        try:
            with _reported():
                if create:
                    self._connection.execute(CREATE)
                elif self._connection.execute("SELECT to_regclass('cleaner_article')").fetchone() == (None,):
                    raise UsageError(
                        "there is no index in this database; `cleaner search index FILE... --into ...` makes one"
                    )
        except UsageError:
            self.close()
            raise

    def add(self, entry: IndexEntry) -> None:
        """Add an entry, in place of an older one of that name. Raises `InputError` if its text is too long."""
        values = {name: _without_nulls(getattr(entry, name)) for name in COLUMNS}
        values["tried"] = [_without_nulls(each) for each in entry.tried]
        with _reported():
            self._connection.execute("SAVEPOINT entry")
            try:
                self._connection.execute(ADD, values)
            except psycopg.errors.ProgramLimitExceeded as error:
                self._connection.execute("ROLLBACK TO entry")
                raise InputError(f"PostgreSQL cannot store it: {error.diag.message_primary}", url=entry.file) from None
            self._connection.execute("RELEASE entry")

    def remove(self, names: Iterable[str]) -> list[str]:
        """Remove the entries with these names, files or URLs; return those that no entry has."""
        found: list[str] = []
        missing: list[str] = []
        with _reported():
            for name in names:  # all are sought before any is removed: an entry may be named twice
                known = is_name(name) and self._connection.execute(IS_KNOWN, {"name": name}).fetchone() is not None
                (found if known else missing).append(name)
            for name in found:
                self._connection.execute(REMOVE, {"name": name})
        return missing

    def remove_after(self, file: str, record: int) -> None:
        """Remove the entries for records of a file that come after this one."""
        with _reported():
            self._connection.execute("DELETE FROM cleaner_article WHERE file = %s AND record > %s", (file, record))

    def commit(self) -> None:
        """Make all changes visible to searches."""
        with _reported():
            self._connection.commit()

    def search(self, words: str, max_count: int) -> SearchResult:
        """Find the articles that have all these words."""
        check_max_count(max_count)
        with _reported():
            words = words.replace("\0", " ").encode(errors="replace").decode()
            rows = self._connection.execute(SEARCH, (words, max_count)).fetchall()
            rows = msgspec.convert(rows, list[_Found])
            has_words = bool(rows) or self._connection.execute(HAS_WORDS, (words,)).fetchone() == (True,)
        hits = [
            Hit(file=file, record=record, url=url, headline=headline, snippet=snippet)
            for file, record, url, headline, snippet, _ in rows
        ]
        return SearchResult(hits, rows[0][-1] if rows else 0, has_words)

    def entries(self) -> Iterator[EntryInfo]:
        """Yield what is known about each entry."""
        with _reported(), self._connection.cursor("entries") as cursor:  # a named cursor: the rows come in parts
            for row in cursor.execute(ENTRIES):
                yield msgspec.convert(dict(zip(INFO_COLUMNS, row, strict=True)), EntryInfo)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _without_nulls(value: Any) -> Any:
    """Return the value; in text, without null characters, which PostgreSQL cannot store."""
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value
