"""`cleaner packs schema`: the JSON Schema of a pack, or of another file that people write."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction

from msgspec import Struct

from ...packs.schema import Pack, Shared, schema_text
from ..streams import write

KINDS = ("pack", "shared", "case")


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the subcommand to the parser."""
    commands.add_parser(
        "schema",
        help="write the JSON Schema of a pack, for your editor",
        examples=("cleaner packs schema > pack.schema.json", "cleaner packs schema case > case.schema.json"),
        add_options=add_options,
    )


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the subcommand."""
    parser.add_argument(
        "kind",
        metavar="KIND",
        nargs="?",
        choices=KINDS,
        default="pack",
        help="pack (the default), shared (a file of shared rules), or case (the case.yaml of a golden page)",
    )
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Write the JSON Schema, with which an editor completes and checks such files. Return 0."""
    from ...authoring.goldens import Facts

    kinds: dict[str, type[Struct]] = {"pack": Pack, "shared": Shared, "case": Facts}
    write(schema_text(kinds[options.kind]).rstrip("\n"))
    return 0
