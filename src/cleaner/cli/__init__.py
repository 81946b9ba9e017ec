"""The command `cleaner`: a filter from stdin to stdout, and its subcommands.

Exit codes: 0 an article was found, 1 no article was found, 2 wrong usage or output that cannot be written, 3 a faulty
pack, 4 input that cannot be read.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from .. import __version__
from ..errors import CleanerError, InputError, PackError
from . import batch, explain, filter, packs, search, serve

FOUND, NOT_FOUND, WRONG_USAGE, FAULTY_PACK, UNREADABLE = range(5)


class _Parser(argparse.ArgumentParser):
    """Reports an error in one line, like all errors of the command."""

    def error(self, message: str) -> NoReturn:
        """Report what is wrong, and end with the exit code for wrong usage."""
        if message.startswith("argument SUBCOMMAND: invalid choice: ") and self.prog == "cleaner":
            message = (
                f"no subcommand {message.split(chr(39))[1]!r}; to clean a page, use stdin, as in: cleaner < page.txt"
            )
        self.exit(WRONG_USAGE, f"cleaner: {message} (see {self.prog} --help)\n")


class _Subcommand(_Parser):
    """Keeps the values of options that stand before the subcommand, unless they are given again after it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(argument_default=argparse.SUPPRESS, allow_abbrev=False, **options)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="cleaner",
        description="Reads a news page on stdin, as HTML or as the text that a crawler made of it, and writes its"
        " article to stdout.",
        epilog="Exit codes: 0 an article was found; 1 no article was found; 2 wrong usage or output that cannot be"
        " written; 3 a faulty pack; 4 input that cannot be read or goes over a limit.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"cleaner {__version__}")
    filter.add_options(parser)
    parser.set_defaults(run=filter.run)
    commands = parser.add_subparsers(title="subcommands", metavar="SUBCOMMAND", parser_class=_Subcommand)
    for module in (batch, explain, packs, search, serve):
        module.add_command(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with these arguments, by default those of the process, and return its exit code."""
    _die_quietly()
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except PackError as error:
        for fault in error.faults:
            print(f"cleaner: {fault}", file=sys.stderr)
        return FAULTY_PACK
    except CleanerError as error:
        print(f"cleaner: {error}", file=sys.stderr)
        return UNREADABLE if isinstance(error, InputError) else WRONG_USAGE
    except OSError as error:  # such as a full disk
        print(f"cleaner: {error}", file=sys.stderr)
        return WRONG_USAGE
    return code


def _die_quietly() -> None:
    """Let a closed pipe and Ctrl-C end the process by their signal, without a message, like other filters."""
    for name in ("SIGPIPE", "SIGINT"):
        if hasattr(signal, name):  # Windows has no SIGPIPE
            signal.signal(getattr(signal, name), signal.SIG_DFL)
