"""`cleaner search index`, `cleaner search query` and `cleaner search stale`: a search index of articles."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..cleaner import own_packs
from ..errors import InputError
from ..limits import DEFAULT
from ..output.counting import counted, warning_lines
from ..packs.loading import load
from ..readers import read_page
from .options import add_cleaner_options, add_packs_option, cleaner_from, whole_number
from .streams import harmless, read_bounded, say, write

if TYPE_CHECKING:
    from ..integrations.indexes.index import ArticleIndex

FOUND, NOT_FOUND, UNREADABLE = 0, 1, 4
PLACE = "a folder (for tantivy), or postgresql://..."


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the subcommand to the parser."""
    commands.add_parser(
        "search",
        help="put articles in an index, and search them",
        description="Puts articles in an index, in a folder or in PostgreSQL, and searches them.",
        examples=("cleaner search index *.html --into articles", "cleaner search query articles haven"),
        add_options=add_options,
    )


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the subcommand."""
    actions = parser.add_subparsers(required=True)
    index = actions.add_parser(
        "index",
        help="clean pages and put their articles in an index",
        examples=(
            "cleaner search index crawl/*.html --into articles",
            "cleaner search index crawl/*.html --into postgresql://localhost/news",
        ),
    )
    index.add_argument("files", metavar="FILE", nargs="+", help="a page; an older entry of the same file is replaced")
    index.add_argument("--into", metavar="PLACE", required=True, help=f"the index: {PLACE}")
    index.add_argument(
        "--raw", action="store_true", default=False, help="index the whole text of each page, for a comparison"
    )
    add_cleaner_options(index)
    index.set_defaults(run=run_index)
    query = actions.add_parser(
        "query",
        help="search; write the file, the headline and a snippet of each hit on a line",
        examples=(
            "cleaner search query articles Stoltenberg",
            "cleaner search query articles --max-count 5 haven plan | cut -f 1",
        ),
    )
    query.add_argument("place", metavar="PLACE", help=PLACE)
    query.add_argument("words", metavar="WORD", nargs="+", help="a word that the article must contain")
    query.add_argument(
        "--max-count",
        metavar="N",
        type=_max_count,
        default=20,
        help="show the best N hits (default: 20)",
    )
    query.set_defaults(run=run_query)
    stale = actions.add_parser(
        "stale",
        help="list the files to index again, because a pack or cleaner has changed",
        examples=(
            "cleaner search stale articles",
            "cleaner search stale articles | xargs -d '\\n' cleaner search index --into articles",
        ),
    )
    stale.add_argument("place", metavar="PLACE", help=PLACE)
    add_packs_option(stale)
    stale.set_defaults(run=run_stale)


def _max_count(option: str) -> int:
    from ..integrations.indexes.index import MAX_HITS  # the other commands do not need it

    return whole_number(1, MAX_HITS)(option)


def run_index(options: Namespace) -> int:
    """Put the articles of these files in the index. Return 4 if some could not be read, else 0."""
    from ..integrations.indexes.index import entry_of
    from ..integrations.indexes.opening import open_index

    failed = 0
    counts = Counter[str]()
    with cleaner_from(options) as cleaner, closing(open_index(options.into, create=True)) as index:
        for file in options.files:
            try:
                with Path(file).open("rb") as stream:
                    article = cleaner.clean(read_bounded(stream, cleaner.limits))
                index.add(entry_of(str(Path(file).resolve()), article, raw=options.raw))
            except InputError as error:
                failed += 1
                say(f"{file}: {str(error).removeprefix('input: ')}")
            except OSError as error:
                failed += 1
                say(str(error))
            else:
                counts.update(counted(article))
                if not article.found:
                    say(f"{file}: {article.warnings[-1]}")
        index.commit()
    for line in warning_lines(counts):
        say(line)
    return UNREADABLE if failed else FOUND


def run_query(options: Namespace) -> int:
    """Write a line for each hit. Return 0 if there are hits, else 1."""
    with _opened(options.place) as index:
        result = index.search(" ".join(options.words), options.max_count)
    for hit in result.best:
        write("\t".join(map(harmless, (_shown(hit.file), hit.headline or "-", hit.snippet))))
    if result.total > len(result.best):
        say(f"showing {len(result.best)} of {result.total} hits; use --max-count for more")
    return FOUND if result.best else NOT_FOUND


def run_stale(options: Namespace) -> int:
    """Write the files whose articles could be different today. Return 0 if there are any, else 1."""
    from ..integrations.indexes.stale import stale_files

    packs = load(own_packs(options.packs))

    def recognise(file: str, url: str | None) -> str | None:
        try:
            with Path(file).open("rb") as stream:
                match = packs.index.match(read_page(read_bounded(stream, DEFAULT), url))
        except (InputError, OSError) as error:
            say(str(error))
            return None
        return match.pack if match else None

    found = False
    with _opened(options.place) as index:
        for file in stale_files(index.provenances(), packs, recognise):
            found = True
            write(_shown(file))
    return FOUND if found else NOT_FOUND


@contextmanager
def _opened(place: str) -> Iterator[ArticleIndex]:
    """Open an index to read it, and close it at the end."""
    from ..integrations.indexes.opening import open_index  # needs packages that are optional

    with _without_native_messages(), closing(open_index(place)) as index:
        yield index


@contextmanager
def _without_native_messages() -> Iterator[None]:
    """Keep stderr for the messages of the command: on a damaged index, tantivy also writes a traceback of Rust to it.

    What `say` writes still arrives. The cause is not lost: tantivy raises an error that has it as well.
    """
    stderr = sys.stderr
    if stderr is None or stderr.closed:
        yield
        return
    stderr.flush()
    copy = os.dup(2)
    try:
        with Path(os.devnull).open("wb") as nothing:
            os.dup2(nothing.fileno(), 2)
        with open(copy, "w", encoding=stderr.encoding, errors=stderr.errors, closefd=False) as sys.stderr:
            yield
    finally:
        sys.stderr = stderr
        os.dup2(copy, 2)
        os.close(copy)


def _shown(file: str) -> str:
    """Return the path of the file relative to the current folder, if it is below it."""
    here = Path.cwd()
    path = Path(file)
    return str(path.relative_to(here)) if path.is_relative_to(here) else file
