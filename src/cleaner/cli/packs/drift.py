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
    parser.add_argument(
        "--propose",
        metavar="FILE",
        help="with --pages, --packs and PACK: learn a new layout from the pages since the change, and write a patch of"
        " the pack to this file, for you to review",
    )
    add_packs_option(parser)
    parser.set_defaults(run=run, pack=None, history=None, pages=None, baseline=None)
    parser.set_defaults(format="text", plot=None, propose=None)


def run(options: Namespace) -> int:
    """Write what has changed. Return 1 if something has, else 0."""
    from ...authoring.drift.plot import svg
    from ...authoring.drift.report import lines, to_dict

    if options.propose and not (options.pages and options.packs and options.pack):
        raise UsageError("--propose needs PACK, --pages DIR, and --packs DIR with the file of the pack")
    cleaner = Cleaner(options.packs)
    found = _watched(options, cleaner)
    if options.plot:
        Path(options.plot).write_text(svg(found), encoding="utf-8")
    if options.format == "json":
        write(json.dumps([to_dict(*each, cleaner.packs) for each in found], ensure_ascii=False, indent=1))
    else:
        write("\n".join(harmless(line) for each in found for line in lines(*each, cleaner.packs)))
    has_drifted = any(watched.findings for _, watched in found)
    if options.propose and has_drifted:
        _propose(options, found)
    return DRIFTED if has_drifted else 0


def _propose(options: Namespace, found: list[tuple[Series, Watched]]) -> None:
    """Write a patch for a person to review, unless a golden page would fail."""
    from ...authoring.drift.proposal import propose
    from ...authoring.stored_pages import read_pages

    stored = [*(read_pages(options.baseline) if options.baseline else []), *read_pages(options.pages)]
    watched = next(watched for _, watched in found if watched.findings)
    proposal = propose(watched, {page.name: page for page in stored}, options.pack, options.packs)
    write("\n".join(map(harmless, proposal.lines())))
    if proposal.broken:
        say(f"{options.propose} was not written, because golden pages would fail")
        return
    Path(options.propose).write_text(proposal.patch(), encoding="utf-8")
    say(f"{options.propose}: review it, then apply it with: git apply {options.propose}")


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
