"""The command `cleaner`: a filter from stdin to stdout, and its subcommands.

Exit codes: 0 an article was found, 1 no article was found, 2 wrong usage, output that cannot be written, or a machine
that lacks memory, files or processes, 3 a faulty pack, 4 input that cannot be read.
"""

from __future__ import annotations

import argparse
import signal
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NoReturn

from .. import __version__
from ..errors import CleanerError, InputError, PackError
from ..shortage import shortage_of
from . import batch, explain, filter, packs, search, serve
from .streams import ReaderGoneError, say, write

FOUND, NOT_FOUND, WRONG_USAGE, FAULTY_PACK, UNREADABLE = range(5)


class _Parser(argparse.ArgumentParser):
    """Writes help and errors as the commands write theirs."""

    def __init__(self, **options: Any) -> None:
        # argparse makes a formatter for each option that is added. Without a width, each asks for that of the terminal.
        super().__init__(formatter_class=partial(argparse.HelpFormatter, width=80), **options)

    def format_help(self) -> str:
        """Return the help, as wide as the terminal."""
        self.formatter_class = argparse.HelpFormatter
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        """Write what is wrong in one line, and exit with the code for wrong usage."""
        if message.startswith("argument SUBCOMMAND: invalid choice: ") and self.prog == "cleaner":
            name = message.split("'")[1]
            message = f"there is no subcommand {name!r}; to clean a page, use stdin, as in: cleaner < page.txt"
        say(f"{message} (see {self.prog} --help)")
        self.exit(WRONG_USAGE)

    def print_help(self, file: Any = None) -> None:  # noqa: ARG002  (argparse gives none)
        """Write the help to stdout; unlike argparse, report it if that fails."""
        write(self.format_help().rstrip("\n"))


class _Version(argparse.Action):
    """Writes the version to stdout; unlike argparse, reports it if that fails."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        write(f"cleaner {__version__}")
        parser.exit()


class _Subcommand(_Parser):
    """Keeps the values of options that stand before the subcommand, unless they are given again after it.

    `add_options` adds its options when it is used: adding all options of all subcommands takes ten milliseconds.
    """

    def __init__(self, *, add_options: Callable[[argparse.ArgumentParser], None] | None = None, **options: Any) -> None:
        super().__init__(argument_default=argparse.SUPPRESS, allow_abbrev=False, **options)
        self._add_options = add_options

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse the arguments of the subcommand, after adding its options."""
        if self._add_options:
            self._add_options(self)
            self._add_options = None
        return super().parse_known_args(args, namespace)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="cleaner",
        description="Reads a news page on stdin, as HTML or as the text that a crawler made of it, and writes its"
        " article to stdout.",
        epilog="Exit codes: 0 an article was found; 1 no article was found; 2 wrong usage, output that cannot be"
        " written, or too little memory, files or processes; 3 a faulty pack; 4 input that cannot be read or goes over"
        " a limit.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version of cleaner, and exit")
    filter.add_options(parser)
    parser.set_defaults(run=filter.run)
    commands = parser.add_subparsers(title="subcommands", metavar="SUBCOMMAND", parser_class=_Subcommand)
    for module in (batch, explain, packs, search, serve):
        module.add_command(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with these arguments, by default those of the process, and return its exit code."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends the process without a traceback
    try:
        options = _parser().parse_args(arguments)
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
