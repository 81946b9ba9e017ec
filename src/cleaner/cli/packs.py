"""`cleaner packs list`, `cleaner packs lint` and `cleaner packs schema`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction

from ..errors import PackError
from ..packs.loading import load
from ..packs.schema import Pack, schema_text
from .filter import add_packs_option
from .streams import say, write


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the subcommands to the parser."""
    parser = commands.add_parser("packs", help="list the packs, check them, or write their schema")
    actions = parser.add_subparsers(title="subcommands", metavar="SUBCOMMAND", required=True)
    for name, text, run in (
        ("list", "the packs, their versions and hosts", run_list),
        ("lint", "check every pack thoroughly", run_lint),
        ("schema", "the JSON Schema of a pack, for your editor", run_schema),
    ):
        action = actions.add_parser(name, help=text)
        add_packs_option(action)
        action.set_defaults(run=run)


def run_list(options: Namespace) -> int:
    """Write a line for each pack: its name, version, hosts and file, parted by tabs."""
    for name, program in sorted(load(options.packs).programs.items()):
        write("\t".join((name, str(program.pack.version), " ".join(program.pack.hosts) or "-", program.file)))
    return 0


def run_lint(options: Namespace) -> int:
    """Write every fault of every pack, a line each, or that there is none."""
    try:
        packs = load(options.packs, thorough=True)
    except PackError as error:
        write("\n".join(map(str, error.faults)))
        say(f"{len(error.faults)} fault{'s' * (len(error.faults) != 1)}")
        return 3
    write(f"{len(packs.programs)} packs, no fault")
    return 0


def run_schema(_: Namespace) -> int:
    """Write the JSON Schema of a pack, for the editor that completes and checks packs of one's own."""
    write(schema_text(Pack).rstrip("\n"))
    return 0
