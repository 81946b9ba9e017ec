"""`cleaner packs`: the packs, and what helps to write them. Each of its subcommands has a file here."""

from __future__ import annotations

from argparse import ArgumentParser, _SubParsersAction


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the subcommand to the parser."""
    commands.add_parser(
        "packs",
        help="list, check and test the packs, and make new ones",
        description="Lists, checks and tests the packs, which are the rules for single sites, and makes new ones.",
        examples=("cleaner packs list", "cleaner packs lint", "cleaner packs test nu"),
        add_options=add_options,
    )


def add_options(parser: ArgumentParser) -> None:
    """Add the subcommands of the subcommand. The filter does not need them, so they are imported only here."""
    from . import drift, learn, lint, list, new, schema, test  # noqa: A004  (each is named after its subcommand)

    actions = parser.add_subparsers(required=True)
    for module in (list, lint, test, new, learn, drift, schema):
        module.add_command(actions)
