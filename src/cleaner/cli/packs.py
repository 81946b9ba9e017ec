"""`cleaner packs list`, `cleaner packs lint` and `cleaner packs schema`: the packs, and whether they have faults."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction

from ..cleaner import own_packs
from ..errors import PackError
from ..packs.loading import load
from ..packs.schema import Pack, schema_text
from .options import add_packs_option
from .streams import say, write


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the subcommand to the parser."""
    commands.add_parser("packs", help="list the packs, check them, or write their schema", add_options=add_options)


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the subcommand."""
    actions = parser.add_subparsers(title="subcommands", metavar="SUBCOMMAND", required=True)
    for name, text, run in (
        ("list", "list the packs, with their versions and hosts", run_list),
        ("lint", "check all packs thoroughly", run_lint),
        ("schema", "write the JSON Schema of a pack, for your editor", run_schema),
    ):
        action = actions.add_parser(name, help=text)
        add_packs_option(action)
        action.set_defaults(run=run)


def run_list(options: Namespace) -> int:
    """Write a line for each pack: its name, version, hosts and file, separated by tabs. Return 0."""
    for name, program in sorted(load(own_packs(options.packs)).programs.items()):
        write("\t".join((name, str(program.pack.version), " ".join(program.pack.hosts) or "-", program.file)))
    return 0


def run_lint(options: Namespace) -> int:
    """Write each fault of each pack on a line, or that there are no faults. Return 3 if there are faults, else 0."""
    try:
        packs = load(own_packs(options.packs), thorough=True)
    except PackError as error:
        write("\n".join(map(str, error.faults)))
        say(f"{len(error.faults)} fault{'s' * (len(error.faults) != 1)}")
        return 3
    write(f"{len(packs.programs)} packs, no faults")
    return 0


def run_schema(_: Namespace) -> int:
    """Write the JSON Schema of a pack, with which an editor completes and checks packs. Return 0."""
    write(schema_text(Pack).rstrip("\n"))
    return 0
