"""`cleaner packs test`: whether the packs clean their golden pages, and leave those of others alone."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path
from typing import TYPE_CHECKING

from ...cleaner import Cleaner
from ...errors import UsageError
from ...page.words import harmless, plural
from ..options import add_packs_option
from ..streams import write

if TYPE_CHECKING:
    from ...authoring.goldens import Suite
    from ...authoring.testing import Outcome


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the subcommand to the parser."""
    commands.add_parser(
        "test",
        help="clean the golden pages of the packs, and show what differs from the articles that are expected",
        examples=("cleaner packs test --packs packs", "cleaner packs test krant --packs packs --update"),
        add_options=add_options,
    )


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the subcommand."""
    add_packs_option(parser)
    parser.add_argument(
        "names",
        metavar="PACK",
        nargs="*",
        default=[],
        help="test these packs (default: those of DIR, or without it, all)",
    )
    parser.add_argument(
        "--update",
        action="store_true",
        help="write the present results into the expected files first; review them, as they may be wrong",
    )
    parser.set_defaults(run=run, update=False)


def run(options: Namespace) -> int:
    """Test the packs. Write what is wrong with each golden page that fails, and a summary. Return 1 if one fails."""
    from ...authoring.goldens import suite_of
    from ...authoring.testing import run_suite, update
    from ...packs.folders import shown

    cleaner = Cleaner(options.packs)
    suite = suite_of(cleaner.packs, options.names)
    tested = [case for case in suite.cases if case.facts.pack in suite.packs]
    if not tested:
        raise UsageError(_no_page(cleaner.packs.files.folders[-1], suite))
    if options.update:
        for case in tested:
            for name in update(cleaner, case):
                write(f"{shown(case.folder / name)}: updated")
        suite = suite_of(cleaner.packs, options.names)
    outcomes = []
    for outcome in run_suite(cleaner, suite):
        outcomes.append(outcome)
        for failure in outcome.failures:
            write(f"{shown(outcome.case.folder)}: {harmless(failure.what)}")
            for line in failure.lines:
                write(f"    {harmless(line)}")
    write(_summary(suite, outcomes))
    return 1 if any(outcome.failures for outcome in outcomes) else 0


def _no_page(folder: Path, suite: Suite) -> str:
    """Return what to do if the packs of this folder have no golden page."""
    from ...authoring.goldens import golden_folder
    from ...packs.folders import shipped_rules, shown

    golden = golden_folder(folder)
    if folder == shipped_rules() and not golden.is_dir():
        return "the golden pages of the shipped packs come only with a checkout; test your own with --packs DIR"
    example = shown(golden / min(suite.packs, default="example") / "a-name")
    return f"these packs have no golden page; store one in a folder such as {example}: see docs/private-packs.md"


def _summary(suite: Suite, outcomes: list[Outcome]) -> str:
    """Return how many golden pages passed, and which packs have none."""
    failed = sum(bool(outcome.failures) for outcome in outcomes)
    known = sum(outcome.is_known and not outcome.failures for outcome in outcomes)
    tested = sum(case.facts.pack in suite.packs for case in suite.cases)
    counts = {"passed": len(outcomes) - failed - known, "failed": failed, "known to fail": known}
    parts = [f"{count} {name}" for name, count in counts.items() if count]
    others = f", {tested} of them of the tested packs" if tested < len(outcomes) else ""
    missing = sorted(suite.packs - {case.facts.pack for case in suite.cases})
    without = f"; packs without a golden page: {', '.join(missing)}" if missing else ""
    return f"{plural(len(outcomes), 'golden page')}{others}: {', '.join(parts)}{without}"
