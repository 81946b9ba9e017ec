"""`cleaner search index`, `cleaner search query` and `cleaner search stale`: an index that finds articles only."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace, _SubParsersAction
from contextlib import closing
from pathlib import Path

from ..errors import InputError
from ..limits import DEFAULT
from ..packs.loading import load
from ..readers import read
from .filter import add_cleaner_options, add_packs_option, cleaner_of, harmless, read_page
from .streams import say, write

FOUND, NOT_FOUND, UNREADABLE = 0, 1, 4
PLACE = "a folder (tantivy), or postgresql://..."


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the subcommands to the parser."""
    parser = commands.add_parser("search", help="index articles, and search them")
    actions = parser.add_subparsers(title="subcommands", metavar="SUBCOMMAND", required=True)
    index = actions.add_parser("index", help="clean pages, and put the articles in an index")
    index.add_argument("files", metavar="FILE", nargs="+", help="a page; one that is in the index is replaced")
    index.add_argument("--into", metavar="PLACE", required=True, help=f"the index: {PLACE}")
    index.add_argument(
        "--raw", action="store_true", default=False, help="put in all that stands on the page, to compare"
    )
    add_cleaner_options(index)
    index.set_defaults(run=run_index)
    query = actions.add_parser("query", help="search: a line a hit, with the file, the headline and a snippet")
    query.add_argument("place", metavar="PLACE", help=PLACE)
    query.add_argument("words", metavar="WORD", nargs="+", help="words that the article holds, all of them")
    query.add_argument("--max-count", metavar="N", type=_count, default=20, help="show the best N hits (default: 20)")
    query.set_defaults(run=run_query)
    stale = actions.add_parser("stale", help="the files to index again, for what cleaned them has changed")
    stale.add_argument("place", metavar="PLACE", help=PLACE)
    add_packs_option(stale)
    stale.set_defaults(run=run_stale)


def _count(option: str) -> int:
    if not option.isdecimal() or not 0 < int(option) <= 1_000_000:
        raise ArgumentTypeError(f"{option!r} is no number of hits")
    return int(option)


def run_index(options: Namespace) -> int:
    """Put the articles of these files in the index; 4 where one could not be read, which leaves the others in."""
    from ..integrations.indexes import entry, open_index

    failed = 0
    with cleaner_of(options) as cleaner, closing(open_index(options.into, create=True)) as index:
        for file in options.files:
            try:
                with Path(file).open("rb") as stream:
                    article = cleaner.clean(read_page(stream, cleaner.limits))
                index.add(entry(str(Path(file).resolve()), article, raw=options.raw))
            except InputError as error:
                failed += 1
                say(f"{file}: {str(error).removeprefix('input: ')}")
            except OSError as error:
                failed += 1
                say(str(error))
            else:
                if not article.found:
                    say(f"{file}: {article.warnings[-1]}")
        index.commit()
    return UNREADABLE if failed else FOUND


def run_query(options: Namespace) -> int:
    """Write a line for each hit; 1 where there is none."""
    from ..integrations.indexes import open_index

    with closing(open_index(options.place)) as index:
        hits = index.search(" ".join(options.words), options.max_count)
    for hit in hits.best:
        write("\t".join(map(harmless, (_shown(hit.file), hit.headline or "-", hit.snippet))))
    if hits.total > len(hits.best):
        say(f"the best {len(hits.best)} of {hits.total}; --max-count shows more")
    return FOUND if hits.best else NOT_FOUND


def run_stale(options: Namespace) -> int:
    """Write the files whose articles might come out otherwise today; 1 where there is none."""
    from ..integrations.indexes import open_index, stale

    packs = load(options.packs)

    def recognise(file: str) -> str | None:
        try:
            with Path(file).open("rb") as stream:
                match = packs.index.match(read(read_page(stream, DEFAULT)))
        except (InputError, OSError) as error:
            say(str(error))
            return None
        return match.pack if match else None

    found = False
    with closing(open_index(options.place)) as index:
        for file in stale(index.stamps(), packs, recognise):
            found = True
            write(_shown(file))
    return FOUND if found else NOT_FOUND


def _shown(file: str) -> str:
    """The file as somebody in this folder would name it."""
    here = Path.cwd()
    path = Path(file)
    return str(path.relative_to(here)) if path.is_relative_to(here) else file
