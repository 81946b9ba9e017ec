"""`cleaner packs drift`: whether a site has changed, so that its pack no longer does what it did."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path
from typing import TYPE_CHECKING

from ...cleaner import Cleaner
from ...errors import InputError, UsageError
from ..options import add_packs_option
from ..streams import harmless, say, write

if TYPE_CHECKING:
    from ...authoring.drift.sources import Series
    from ...authoring.drift.watch import Watched

DRIFTED = 1


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the subcommand to the parser."""
    commands.add_parser(
        "drift",
        help="tell whether a site has changed, so that its pack no longer does what it did",
        description="Tells which rule of a pack has stopped working, or which figure has left its range, since when,"
        " on how many pages, and how certain that is.",
        epilog="Exit codes: 0 nothing has changed; 1 something has; 2 wrong usage, or too few pages; 3 a faulty pack.",
        add_options=add_options,
    )


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the subcommand."""
    parser.add_argument("pack", metavar="PACK", nargs="?", help="only this pack (default: all packs)")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--history", metavar="FILE", help="the file that `cleaner batch --history FILE` writes")
    source.add_argument(
        "--pages", metavar="DIR", help="a folder of stored pages, in the order of their names: see `packs learn`"
    )
    parser.add_argument(
        "--baseline", metavar="DIR", help="with --pages: a folder of pages from before (default: the first of DIR)"
    )
    parser.add_argument("--format", choices=["text", "json"], help="the form of the report (default: text)")
    parser.add_argument("--plot", metavar="FILE", help="draw what has changed to this SVG file")
    add_packs_option(parser)
    parser.set_defaults(run=run, pack=None, history=None, pages=None, baseline=None, format="text", plot=None)


def run(options: Namespace) -> int:
    """Write what has changed. Return 1 if something has, else 0."""
    from ...authoring.drift.plot import svg
    from ...authoring.drift.report import lines, to_dict

    cleaner = Cleaner(options.packs)
    found = _watched(options, cleaner)
    if options.plot:
        Path(options.plot).write_text(svg(found), encoding="utf-8")
    if options.format == "json":
        write(json.dumps([to_dict(*each, cleaner.packs) for each in found], ensure_ascii=False, indent=1))
    else:
        write("\n".join(harmless(line) for each in found for line in lines(*each, cleaner.packs)))
    return DRIFTED if any(watched.findings for _, watched in found) else 0


def _watched(options: Namespace, cleaner: Cleaner) -> list[tuple[Series, Watched]]:
    """Return what became of each pack that has enough pages. Raises `UsageError` if none has."""
    from ...authoring.drift.watch import baseline_length, watch

    found = []
    faults = []
    for series in _series(options, cleaner):
        try:
            baseline = series.baseline or baseline_length(series.windows)
        except UsageError as error:
            faults.append(f"{series.pack}, version {series.version}, {series.form}: {error}")
        else:
            found.append((series, watch(series.windows, baseline)))
    if not found:
        raise UsageError("\n".join(faults))
    for fault in faults:
        say(fault)
    return found


def _series(options: Namespace, cleaner: Cleaner) -> list[Series]:
    from ...authoring.drift.sources import from_history, from_pages
    from ...authoring.stored_pages import read_pages

    if options.history:
        if options.baseline:
            raise UsageError("--baseline is a folder of pages; it needs --pages")
        return from_history(options.history, options.pack)
    baseline = read_pages(options.baseline) if options.baseline else []

    def report(error: InputError) -> None:
        say(f"{error}; the page is left out")

    return from_pages(read_pages(options.pages), baseline, cleaner, options.pack, report)
