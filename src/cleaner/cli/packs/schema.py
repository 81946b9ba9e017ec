"""`cleaner packs schema`: the JSON Schema of a pack."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction

from ...packs.schema import Pack, schema_text
from ..streams import write


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the subcommand to the parser."""
    commands.add_parser("schema", help="write the JSON Schema of a pack, for your editor", add_options=add_options)


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the subcommand."""
    parser.set_defaults(run=run)


def run(_: Namespace) -> int:
    """Write the JSON Schema of a pack, with which an editor completes and checks packs. Return 0."""
    write(schema_text(Pack).rstrip("\n"))
    return 0
