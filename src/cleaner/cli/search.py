"""`cleaner search`: a search index of articles. Its subcommands fill it, search it, list it and keep it up to date."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ..cleaner import own_packs
from ..errors import UsageError
from ..packs.loading import load
from ..page.words import harmless, plural
from .options import (
    add_cut_option,
    add_favor_options,
    add_limit_option,
    add_packs_option,
    add_workers_option,
    cleaner_with_workers,
    whole_number,
)
from .pages import STDIN
from .streams import say, stdin_lines, write

if TYPE_CHECKING:
    from ..integrations.indexes.index import ArticleIndex, EntryInfo, Hit

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
        description="Cleans pages in worker processes, and puts their articles in an index, in place of older entries"
        " of the same pages. Rows with an articleBody, as `cleaner batch` writes them, are indexed as they are.",
        epilog="Exit codes: 0 done; 2 wrong usage, an index that cannot be used, or too little memory, files or"
        " processes: then nothing has changed; 3 a faulty pack; 4 done, but some pages could not be indexed; 130"
        " interrupted by Ctrl-C: then nothing has changed.",
        examples=(
            "cleaner search index crawl/ --into articles",
            "cleaner search index articles.jsonl --into postgresql://localhost/news",
        ),
    )
    index.add_argument(
        "inputs", metavar="IN", nargs="+", help="a folder, a .jsonl, .parquet or .warc file, or one page"
    )
    index.add_argument("--into", metavar="PLACE", required=True, help=f"the index: {PLACE}")
    index.add_argument(
        "--raw", action="store_true", default=False, help="index the whole text of each page, for a comparison"
    )
    add_workers_option(index)
    add_packs_option(index)
    add_favor_options(index)
    add_limit_option(index)
    add_cut_option(index)
    index.set_defaults(run=run_index, workers=None)
    query = actions.add_parser(
        "query",
        help="search; write the name, the URL, the headline and a snippet of each hit on a line",
        epilog="Exit codes: 0 something was found; 1 nothing was found; 2 wrong usage, such as a query without any word"
        " to search for, or an index that cannot be used.",
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
    _add_format_option(query)
    query.set_defaults(run=run_query)
    listing = actions.add_parser(
        "list",
        help="write the name, URL, headline, pack and version of each entry on a line",
        examples=("cleaner search list articles", "cleaner search list articles --format json | jq -r .url"),
    )
    listing.add_argument("place", metavar="PLACE", help=PLACE)
    _add_format_option(listing)
    listing.set_defaults(run=run_list)
    remove = actions.add_parser(
        "remove",
        help="remove entries from an index",
        epilog="Exit codes: 0 all were removed; 1 some are not in the index, and the others were removed; 2 wrong"
        " usage, or an index that cannot be used.",
        examples=("cleaner search remove articles crawl/a.html", "cleaner search remove articles - < gone.txt"),
    )
    remove.add_argument("place", metavar="PLACE", help=PLACE)
    remove.add_argument(
        "names",
        metavar="NAME",
        nargs="+",
        help="the name of an entry, its URL, a file for all of its entries, or - for names on stdin, one on a line",
    )
    remove.set_defaults(run=run_remove)
    stale = actions.add_parser(
        "stale",
        help="list the files to index again, because a pack or cleaner has changed, and those that are gone",
        examples=(
            "cleaner search stale articles",
            "cleaner search stale articles | xargs -d '\\n' cleaner search index --into articles",
        ),
    )
    stale.add_argument("place", metavar="PLACE", help=PLACE)
    _add_format_option(stale)
    add_packs_option(stale)
    stale.set_defaults(run=run_stale)


def _max_count(option: str) -> int:
    from ..integrations.indexes.index import MAX_HITS  # the other commands do not need it

    return whole_number(1, MAX_HITS)(option)


def _add_format_option(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--format",
        choices=["text", "json"],
        default="text",
        help="text: fields separated by tabs; json: an object on each line (default: text)",
    )


def run_index(options: Namespace) -> int:
    """Put the articles of all pages in the index. Return 4 if some could not be indexed, else 0."""
    from ..batch.progress import reporting, say, summary  # only this subcommand needs these
    from ..batch.sources import check_is_outside, find_sources
    from ..integrations.indexes.filling import READY, fill
    from ..integrations.indexes.opening import is_folder, open_index

    if STDIN in options.inputs:
        raise UsageError("an index is filled from files, so that they can be indexed again; write stdin to a file")
    if next(find_sources(options.inputs), None) is None:  # before an index is made
        raise UsageError(f"there is no file in {', '.join(options.inputs)}")
    if is_folder(options.into):
        check_is_outside(options.into, options.inputs)
    with (
        cleaner_with_workers(options) as cleaner,
        closing(open_index(options.into, create=True)) as index,
        reporting() as report,
    ):
        state = fill(index, options.inputs, cleaner, report, say, raw=options.raw)
    for line in summary(state, cleaner.packs):
        say(line)
    if ready := state.counts.get(READY):
        say(f"indexed as they are, because they had been cleaned before: {plural(ready, 'page')}")
    return UNREADABLE if state.counts.get("failed") else FOUND


def run_query(options: Namespace) -> int:
    """Write a line for each hit. Return 0 if there are hits, else 1."""
    with _opened(options.place) as index:
        result = index.search(" ".join(options.words), options.max_count)
    if not result.has_words:
        raise UsageError("all words of the query are ignored: they are stop words, such as 'de', or punctuation")
    for hit in result.best:
        _write_line(options, hit, "url", "headline", "snippet")
    if result.total > len(result.best):
        say(f"showing {len(result.best)} of {result.total} hits; use --max-count for more")
    return FOUND if result.best else NOT_FOUND


def run_list(options: Namespace) -> int:
    """Write a line for each entry. Return 0 if there are any, else 1."""
    found = False
    with _opened(options.place) as index:
        for entry in index.entries():
            found = True
            _write_line(options, entry, "url", "headline", "pack", "version")
    return FOUND if found else NOT_FOUND


def run_remove(options: Namespace) -> int:
    """Remove entries. Return 1 if some are not in the index, else 0."""
    from ..integrations.indexes.opening import open_index

    names = dict.fromkeys(_names(options.names))
    with _without_native_messages(), closing(open_index(options.place, write=True)) as index:
        paths = {_path(name): name for name in index.remove(names)}
        missing = [paths[path] for path in index.remove(paths)]
        index.commit()
    for name in missing:
        say(f"{name} is not in the index{'; it is a folder, so name its files' if Path(name).is_dir() else ''}")
    return NOT_FOUND if missing else FOUND


def run_stale(options: Namespace) -> int:
    """Write the files whose articles could be different today or that are gone. Return 0 if there are any, else 1."""
    from ..integrations.indexes.stale import is_recognised, stale_files

    packs = load(own_packs(options.packs))
    found = False
    with _opened(options.place) as index:
        for each in stale_files(index.entries(), packs, partial(is_recognised, packs, say)):
            found = True
            if options.format == "json":
                write(msgspec.json.encode(each).decode())
                continue
            shown = _shown(each.file)
            if each.action == "remove":
                say(f"{shown} is gone; `cleaner search remove {options.place} {shown}` removes what is left of it")
                continue
            write(shown)
            if each.action == "clean":
                say(f"{shown} holds articles; clean their pages again, as by `cleaner batch`, before you index it")
    return FOUND if found else NOT_FOUND


def _write_line(options: Namespace, found: EntryInfo | Hit, *columns: str) -> None:
    """Write what is known about an entry: its name and these values, or all of it as JSON."""
    if options.format == "json":
        write(msgspec.json.encode({"name": found.name} | msgspec.structs.asdict(found)).decode())
        return
    values = (getattr(found, column) for column in columns)
    shown = ("-" if value is None or value == "" else str(value) for value in values)
    write("\t".join(map(harmless, (_shown(found.name), *shown))))


def _names(arguments: Iterable[str]) -> Iterator[str]:
    """Yield the names in these arguments, and for `-` those on stdin."""
    for name in arguments:
        if name == STDIN:
            yield from stdin_lines()
        else:
            yield name


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


def _path(name: str) -> str:
    """Return the name of an entry, with the whole path of its file."""
    return name if "\0" in name else str(Path(name).resolve())


def _shown(file: str) -> str:
    """Return the path of the file relative to the current folder, if it is below it."""
    here = Path.cwd()
    path = Path(file)
    return str(path.relative_to(here)) if path.is_relative_to(here) else file
