"""`cleaner packs drift`: whether a site has changed, so that its pack no longer does what it did."""

from __future__ import annotations

import json
import os
import shlex
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...cleaner import Cleaner
from ...errors import CleanerError, InputError, UsageError
from ...page.words import harmless
from ..options import add_packs_option
from ..streams import say, write

if TYPE_CHECKING:
    from ...authoring.drift.proposal import Proposal
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
        examples=(
            "cleaner packs drift --history history.sqlite",
            "cleaner packs drift nu --pages crawl/nu --packs packs --propose nu.patch",
        ),
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
    from ...authoring.drift.report import lines, report_dict

    if options.pack == "":
        raise UsageError("the name of the pack is empty; leave it out for all packs")
    if options.propose and not (options.pages and options.packs and options.pack):
        raise UsageError("--propose needs PACK, --pages DIR, and --packs DIR with the file of the pack")
    for path in filter(None, (options.plot, options.propose)):
        _check_is_free(Path(path))
    cleaner = Cleaner(options.packs)
    found, skipped = _watched(options, cleaner)
    drifted = [(series, watched) for series, watched in found if watched.findings]
    proposal = _proposal(options, drifted) if options.propose and drifted else None
    if options.format == "json":
        values = report_dict(found, skipped, cleaner.packs, proposal)
        write(json.dumps(values, ensure_ascii=False, indent=1))
    else:
        told = [line for each in found for line in lines(*each, cleaner.packs)]
        write("\n".join(map(harmless, [*told, *(proposal.lines() if proposal else ())])))
    if options.plot:
        _write_new(options.plot, svg(found))
    if proposal:
        _write_patch(options, proposal)
    return DRIFTED if drifted else 0


def _check_is_free(path: Path) -> None:
    """Raise `UsageError` if a file cannot be made here. Nothing that exists is replaced: it could be a pack."""
    if os.path.lexists(path):
        raise UsageError(f"{path} exists; name another file, or remove it")
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {path.parent}")


def _write_new(path: str, text: str) -> None:
    with Path(path).open("x", encoding="utf-8", newline="") as file:
        file.write(text)


def _proposal(options: Namespace, drifted: Sequence[tuple[Series, Watched]]) -> Proposal | None:
    """Return what is proposed, or None, with a message, if nothing can be: that the site has changed is told anyway."""
    from ...authoring.drift.proposal import propose

    (series, watched), *others = drifted
    for other, _ in others:
        say(
            f"pages of {other.form} have changed, too, but the proposal is for {series.form} alone; for another one,"
            f" repeat this with a folder of pages of {other.form}"
        )
    try:
        return propose(watched, options.pack, options.packs)
    except (CleanerError, OSError) as error:
        say(f"nothing is proposed: {error}")
        return None


def _write_patch(options: Namespace, proposal: Proposal) -> None:
    """Write a patch for a person to review, unless a golden page would fail."""
    if proposal.broken:
        say(f"{options.propose} was not written, because golden pages would fail")
        return
    _write_new(options.propose, proposal.patch())
    path = os.path.relpath(os.path.realpath(options.propose), os.path.realpath(options.packs))
    apply = shlex.join(["git", "-C", options.packs, "apply", path])
    say(f"{options.propose}: review it, then apply it with: {apply}")


def _watched(options: Namespace, cleaner: Cleaner) -> tuple[list[tuple[Series, Watched]], list[tuple[Series, str]]]:
    """Return what became of each pack that has enough pages, and the others, with the reason.

    Raises `UsageError` if none has enough pages.
    """
    from ...authoring.drift.watch import WEEK, baseline_length, check_baseline, watch

    found, skipped = [], []
    for series in _series(options, cleaner):
        try:
            baseline = series.baseline
            if baseline is None:
                baseline = baseline_length(series.windows, least=WEEK if options.history else 1)
            else:
                check_baseline(series.windows, baseline)
        except UsageError as error:
            skipped.append((series, str(error)))
        else:
            found.append((series, watch(series.windows, baseline)))
    faults = [f"{series.pack}, version {series.version}, {series.form}: {reason}" for series, reason in skipped]
    if not found:
        raise UsageError("\n".join(faults))
    for fault in faults:
        say(fault)
    return found, skipped


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
