"""The command `cleaner`: a filter from files or stdin to stdout, and its subcommands.

Exit codes: 0 an article was found, 1 no article was found, 2 wrong usage, output that cannot be written, or a machine
that lacks memory, files or processes, 3 a faulty pack, 4 input that cannot be read. Of several pages, the highest code
counts: 4 if one cannot be read, else 1 if one has no article.
"""

from __future__ import annotations

import signal
from collections.abc import Sequence
from functools import partial

from ..errors import CleanerError, InputError, PackError
from ..shortage import shortage_of
from . import batch, explain, filter, packs, search, serve
from .pages import UNREADABLE
from .parser import WRONG_USAGE, Parser, Subcommand, Version
from .streams import ReaderGoneError, say

FAULTY_PACK = 3


def make_parser() -> Parser:
    """Return the parser of the command, which adds the options of a subcommand only when that is used."""
    parser = Parser(
        prog="cleaner",
        usage="cleaner [OPTION ...] [FILE ...]\n       cleaner SUBCOMMAND ...",
        description="Writes the article of a news page to stdout. The page is a FILE, or is read from stdin, as it is"
        " for '-'. It is HTML, or the text that a crawler made of it. Above each of several articles stands its FILE;"
        " as JSON, each is a line. Comments of readers are always left out. cleaner never fetches a page.",
        epilog="Exit codes: 0 each page has an article; 1 a page has none; 2 wrong usage, output that cannot be"
        " written, or too little memory, files or processes; 3 a faulty pack; 4 a page cannot be read or goes over"
        " a limit; the others are cleaned.",
        examples=filter.EXAMPLES,
    )
    parser.add_argument("--version", action=Version, nargs=0, help="show the version of cleaner, and exit")
    filter.add_options(parser)
    parser.set_defaults(run=filter.run)
    commands = parser.add_subparsers()
    commands.files = partial(Subcommand, prog="cleaner", add_options=filter.add_file_options)
    for module in (batch, explain, packs, search, serve):
        module.add_command(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with these arguments, by default those of the process, and return its exit code."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends the process without a traceback
    try:
        options = make_parser().parse_args(arguments)
        code: int = options.run(options)
    except ReaderGoneError:
        return _end_as_a_filter()
    except PackError as error:
        for fault in error.faults:
            say(str(fault))
        return FAULTY_PACK
    except CleanerError as error:
        say(str(error))
        return UNREADABLE if isinstance(error, InputError) else WRONG_USAGE
    except (OSError, RuntimeError, MemoryError) as error:  # a full disk, a file that was removed, no more threads
        shortage = shortage_of(error)
        if isinstance(error, OSError):  # it names the file
            say(f"{error}; {shortage}" if shortage else str(error))
        elif shortage:
            say(str(shortage))
        else:
            raise
        return WRONG_USAGE
    return code


def _end_as_a_filter() -> int:
    """End the process without a message, by the signal that ends any filter when the reader of its output is gone.

    Python ignores this signal, and has to ignore it until here: otherwise, writing to a worker process that has just
    died, or to a client that hangs up, would also end this process.
    """
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.raise_signal(signal.SIGPIPE)
    return WRONG_USAGE  # Windows does not have this signal
