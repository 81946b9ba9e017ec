"""An index in a PostgreSQL database: its own full text search, so that a server that is there already will do.

Words are found as in `tantivy`: Dutch stems and stop words, and no accents, which takes the extension `unaccent`
(part of PostgreSQL's contrib, and trusted: the owner of a database may create it). The table is `cleaner_article`, the
text search configuration `cleaner_dutch`; both can be used in queries of one's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import InputError, UsageError, needs
from .indexes import Entry, Hit, Hits, Stamp

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
NAMES = Entry.__struct_fields__
ADD = f"""
    INSERT INTO cleaner_article ({", ".join(NAMES)}) VALUES ({", ".join(f"%({name})s" for name in NAMES)})
    ON CONFLICT (file) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in NAMES)}
"""  # noqa: S608  # the names are those of `Entry`
SEARCH = """
    SELECT file, headline, ts_headline('cleaner_dutch', body, query,
               'MaxFragments=1, MinWords=12, MaxWords=25, StartSel="", StopSel=""'), total
    FROM (
        SELECT *, count(*) OVER () AS total, ts_rank(words, query) AS rank
        FROM cleaner_article, plainto_tsquery('cleaner_dutch', %s) AS query
        WHERE words @@ query ORDER BY rank DESC, file LIMIT %s
    ) AS best ORDER BY rank DESC, file
"""  # a snippet costs more than the search does: only the best get one


@contextmanager
def _told() -> Iterator[None]:
    """Say what the server says as one of our own errors."""
    try:
        yield
    except psycopg.Error as error:
        raise UsageError(f"the database cannot be used: {' '.join(str(error).split())}") from None


class PostgresIndex:
    """See `indexes.Index`. What is added is one transaction, until it is committed."""

    def __init__(self, address: str, *, create: bool) -> None:
        with _told():
            self._connection = psycopg.connect(address)
        try:
            with _told():
                if create:
                    self._connection.execute(CREATE)
                elif self._connection.execute("SELECT to_regclass('cleaner_article')").fetchone() == (None,):
                    raise UsageError("no index in this database; `cleaner search index FILE... --into ...` makes one")
        except UsageError:
            self.close()
            raise

    def add(self, entry: Entry) -> None:
        """Put an entry in, in place of the one for that file; raises `InputError` for a text that is too long."""
        values = {name: getattr(entry, name) for name in NAMES} | {"tried": list(entry.tried)}
        for name in ("url", "headline", "body"):
            values[name] = values[name] and values[name].replace("\0", "\ufffd")  # which PostgreSQL does not store
        with _told():
            self._connection.execute("SAVEPOINT entry")
            try:
                self._connection.execute(ADD, values)
            except psycopg.errors.ProgramLimitExceeded as error:
                self._connection.execute("ROLLBACK TO entry")
                raise InputError(f"PostgreSQL cannot hold it: {error.diag.message_primary}", url=entry.file) from None
            self._connection.execute("RELEASE entry")

    def commit(self) -> None:
        """Let searches find what was added."""
        with _told():
            self._connection.commit()

    def search(self, words: str, most: int) -> Hits:
        """The articles that hold all these words."""
        with _told():
            words = words.replace("\0", " ").encode(errors="replace").decode()
            rows = self._connection.execute(SEARCH, (words, most)).fetchall()
        return Hits([Hit(*row[:3]) for row in rows], rows[0][3] if rows else 0)

    def stamps(self) -> Iterator[Stamp]:
        """Of everything in it, who cleaned it."""
        with _told(), self._connection.cursor("stamps") as cursor:  # of the server's: a million of them come in parts
            for file, url, engine, tried in cursor.execute("SELECT file, url, engine, tried FROM cleaner_article"):
                yield Stamp(file, url, engine, tuple(tried))

    def close(self) -> None:
        """End the connection."""
        self._connection.close()
