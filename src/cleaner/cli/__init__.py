"""The command `cleaner`: a filter from stdin to stdout, and the subcommands that tell about it.

Exit codes: 0 an article, 1 none found, 2 wrong usage, or output that cannot be written, 3 a faulty pack, 4 input that
cannot be read.
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
    """Says what is wrong in one line, as all our errors are said."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and end with the code for wrong usage."""
        if message.startswith("argument SUBCOMMAND: invalid choice: ") and self.prog == "cleaner":
            message = (
                f"no subcommand {message.split(chr(39))[1]!r}; a page is read from stdin, as in: cleaner < page.txt"
            )
        self.exit(WRONG_USAGE, f"cleaner: {message} (see {self.prog} --help)\n")


class _Subcommand(_Parser):
    """Leaves what stands before the subcommand as it is, where its own options say nothing else."""

    def __init__(self, **options: Any) -> None:
        super().__init__(argument_default=argparse.SUPPRESS, allow_abbrev=False, **options)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="cleaner",
        description="Reads a news page, or the text a crawler made of one, on stdin; writes the article to stdout.",
        epilog="Exit codes: 0 an article, 1 none found, 2 wrong usage, 3 a faulty pack, 4 input that cannot be read or"
        " goes over a limit.",
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
    """Run the command with these arguments, by default those of the process, and answer its exit code."""
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
    except OSError as error:  # a full disk, a file that went away
        print(f"cleaner: {error}", file=sys.stderr)
        return WRONG_USAGE
    return code


def _die_quietly() -> None:
    """Let a closed pipe and Ctrl-C end the process as they end any other filter: by the signal, without a word."""
    for name in ("SIGPIPE", "SIGINT"):
        if hasattr(signal, name):  # Windows has no SIGPIPE
            signal.signal(getattr(signal, name), signal.SIG_DFL)
