"""`cleaner packs list`: the packs, with their versions and hosts, and how they were checked."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction

from ...cleaner import own_packs
from ...packs.listing import listed
from ...packs.loading import load
from ..options import add_packs_option
from ..streams import write

UNKNOWN = {"by": "-", "when": "-"}
"""What is written of a pack whose file does not say how it was checked."""


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the subcommand to the parser."""
    commands.add_parser(
        "list",
        help="list the packs, with their versions and hosts, and how they were checked",
        description="Writes a line for each pack: its name, version, hosts and file, the pages on which it was checked"
        " ('stored pages', 'fixtures' or 'unverified'), and the day. Tabs separate them; '-' stands for what the pack"
        " does not say.",
        examples=("cleaner packs list | cut -f 1,3", "cleaner packs list --format json | jq -r '.[].name'"),
        add_options=add_options,
    )


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the subcommand."""
    add_packs_option(parser)
    parser.add_argument("--format", choices=["text", "json"], help="the output format (default: text)")
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Write the packs, sorted by name: a line for each, or one list as JSON. Return 0."""
    packs = listed(load(own_packs(options.packs)))
    if options.format == "json":
        import json  # only needed here

        write(json.dumps(packs, ensure_ascii=False, indent=2))
        return 0
    for pack in packs:
        checked = pack["checked"] or UNKNOWN
        hosts = " ".join(pack["hosts"]) or "-"
        write("\t".join((pack["name"], str(pack["version"]), hosts, pack["file"], checked["by"], checked["when"])))
    return 0
