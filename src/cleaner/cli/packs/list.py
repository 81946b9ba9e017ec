"""`cleaner packs list`: the packs, with their versions and hosts."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction

from ...cleaner import own_packs
from ...packs.loading import load
from ..options import add_packs_option
from ..streams import write


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the subcommand to the parser."""
    commands.add_parser("list", help="list the packs, with their versions and hosts", add_options=add_options)


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the subcommand."""
    add_packs_option(parser)
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Write a line for each pack: its name, version, hosts and file, separated by tabs. Return 0."""
    for name, program in sorted(load(own_packs(options.packs)).programs.items()):
        write("\t".join((name, str(program.pack.version), " ".join(program.pack.hosts) or "-", program.file)))
    return 0
