"""An index in a PostgreSQL database, which uses its full text search, for users who already have a server.

Words are found as in `tantivy`: Dutch stems, Dutch stop words, accents ignored. Accents need the extension `unaccent`,
which is part of PostgreSQL's contrib and trusted: the owner of a database may create it. Other queries can use the
table `cleaner_article` and the text search configuration `cleaner_dutch` as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from ...errors import InputError, UsageError, needs
from .index import Hit, IndexEntry, Provenance, SearchResult, check_max_count

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
        file text PRIMARY KEY, url text, headline text, body text NOT NULL,
        engine text NOT NULL, pack text, version integer, tried text[] NOT NULL,
        words tsvector NOT NULL GENERATED ALWAYS AS (
            setweight(to_tsvector('cleaner_dutch', coalesce(headline, '')), 'A') ||
            setweight(to_tsvector('cleaner_dutch', body), 'B')) STORED);
    CREATE INDEX IF NOT EXISTS cleaner_article_words ON cleaner_article USING gin (words);
"""
COLUMNS = IndexEntry.__struct_fields__
ADD = f"""
    INSERT INTO cleaner_article ({", ".join(COLUMNS)}) VALUES ({", ".join(f"%({name})s" for name in COLUMNS)})
    ON CONFLICT (file) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in COLUMNS)}
"""  # noqa: S608  # the names are those of `IndexEntry`
SEARCH = """
    SELECT file, headline, ts_headline('cleaner_dutch', body, query,
               'MaxFragments=1, MinWords=12, MaxWords=25, StartSel="", StopSel=""'), total
    FROM (
        SELECT *, count(*) OVER () AS total, ts_rank(words, query) AS rank
        FROM cleaner_article, plainto_tsquery('cleaner_dutch', %s) AS query
        WHERE words @@ query ORDER BY rank DESC, file LIMIT %s
    ) AS best ORDER BY rank DESC, file
"""  # a snippet costs more than the search: only the best hits get one
_Found = tuple[str, str | None, str, int]
_Stored = tuple[str, str | None, str, tuple[str, ...]]
"""The rows that the queries return, if the table is sound."""


@contextmanager
def _reported() -> Iterator[None]:
    """Raise `UsageError` if the server refuses something or goes away, or if a row is not as expected."""
    try:
        yield
    except (psycopg.Error, msgspec.ValidationError) as error:
        raise UsageError(f"the database cannot be used: {' '.join(str(error).split())}") from None


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
        """Add an entry, in place of an older one for the same file. Raises `InputError` if its text is too long."""
        values = {name: getattr(entry, name) for name in COLUMNS} | {"tried": list(entry.tried)}
        for name in ("url", "headline", "body"):
            values[name] = values[name] and values[name].replace("\0", "\ufffd")  # PostgreSQL cannot store it
        with _reported():
            self._connection.execute("SAVEPOINT entry")
            try:
                self._connection.execute(ADD, values)
            except psycopg.errors.ProgramLimitExceeded as error:
                self._connection.execute("ROLLBACK TO entry")
                raise InputError(f"PostgreSQL cannot store it: {error.diag.message_primary}", url=entry.file) from None
            self._connection.execute("RELEASE entry")

    def commit(self) -> None:
        """Make everything that was added visible to searches."""
        with _reported():
            self._connection.commit()

    def search(self, words: str, max_count: int) -> SearchResult:
        """Find the articles that have all these words."""
        check_max_count(max_count)
        with _reported():
            words = words.replace("\0", " ").encode(errors="replace").decode()
            rows = self._connection.execute(SEARCH, (words, max_count)).fetchall()
            rows = msgspec.convert(rows, list[_Found])
        return SearchResult([Hit(*row[:3]) for row in rows], rows[0][3] if rows else 0)

    def provenances(self) -> Iterator[Provenance]:
        """Yield the provenance of each entry."""
        with _reported(), self._connection.cursor("provenances") as cursor:  # a named cursor: the rows come in parts
            for row in cursor.execute("SELECT file, url, engine, tried FROM cleaner_article"):
                yield Provenance(*msgspec.convert(row, _Stored))

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
