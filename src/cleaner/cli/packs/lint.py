"""`cleaner packs lint`: whether the packs have faults, and what may be wrong with them."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction

from ...cleaner import Cleaner, own_packs
from ...errors import PackError
from ...packs.loading import load
from ...page.words import harmless, plural
from ..options import add_packs_option
from ..streams import say, write


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the subcommand to the parser."""
    commands.add_parser(
        "lint",
        help="check all packs thoroughly, and warn of weak rules",
        examples=("cleaner packs lint --packs packs --strict",),
        add_options=add_options,
    )


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the subcommand."""
    add_packs_option(parser)
    parser.add_argument("--strict", action="store_true", help="exit with code 1 if there are warnings")
    parser.set_defaults(run=run, strict=False)


def run(options: Namespace) -> int:
    """Write each fault or each warning on a line, or that there are none.

    Return 3 if there are faults, 1 if there are warnings and `--strict` is set, else 0.
    """
    from ...authoring.advice import advise
    from ...authoring.goldens import suite_of

    try:
        packs = load(own_packs(options.packs), thorough=True)
        suite = suite_of(packs)
    except PackError as error:
        write("\n".join(map(str, error.faults)))
        say(plural(len(error.faults), "fault"))
        return 3
    warnings = advise(Cleaner(packs), suite)
    for warning in warnings:
        write(f"{warning.file}:{warning.line}:{warning.column}: warning: {harmless(warning.message)}")
    write(
        f"{plural(len(packs.programs), 'pack')}, no faults"
        + (f", {plural(len(warnings), 'warning')}" if warnings else "")
    )
    return 1 if warnings and options.strict else 0
