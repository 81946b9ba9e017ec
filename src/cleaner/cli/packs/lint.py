"""`cleaner packs lint`: whether the packs have faults."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction

from ...cleaner import own_packs
from ...errors import PackError
from ...packs.loading import load
from ..options import add_packs_option
from ..streams import say, write


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the subcommand to the parser."""
    commands.add_parser("lint", help="check all packs thoroughly", add_options=add_options)


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the subcommand."""
    add_packs_option(parser)
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Write each fault of each pack on a line, or that there are no faults. Return 3 if there are faults, else 0."""
    try:
        packs = load(own_packs(options.packs), thorough=True)
    except PackError as error:
        write("\n".join(map(str, error.faults)))
        say(f"{len(error.faults)} fault{'s' * (len(error.faults) != 1)}")
        return 3
    write(f"{len(packs.programs)} packs, no faults")
    return 0
