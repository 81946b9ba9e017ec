"""`cleaner batch`: many pages, in files, folders and archives."""

from __future__ import annotations

import signal
from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TYPE_CHECKING

from ..cleaner import Cleaner
from ..limits import Limits
from .options import (
    add_article_options,
    add_cut_option,
    add_favor_options,
    add_history_option,
    add_kind_options,
    add_limit_option,
    add_packs_option,
    whole_number,
)
from .pages import refuse_urls

if TYPE_CHECKING:
    from ..batch.stop import Stop

DAMAGED, INTERRUPTED = 4, 130


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the subcommand to the parser."""
    commands.add_parser(
        "batch",
        help="clean many pages: folders, JSON lines, Parquet, WARC",
        description="Cleans many pages in worker processes. If a run is interrupted, the same command continues it.",
        epilog="Exit codes: 0 done, even if pages failed; 2 wrong usage, output that cannot be written, or too little"
        " memory, files or processes; 3 a faulty pack; 4 done, but a file could not be read to its end;"
        " 130 interrupted.",
        examples=(
            "cleaner batch crawl/ --out articles/",
            "cleaner batch pages.jsonl --out articles.jsonl.zst",
            "cleaner batch *.warc.gz --out news.parquet --near-duplicates mark",
        ),
        add_options=add_options,
    )


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the subcommand."""
    parser.add_argument(
        "inputs", metavar="IN", nargs="+", help="a folder, a .jsonl, .parquet or .warc file, or one page"
    )
    parser.add_argument(
        "--out",
        metavar="OUT",
        required=True,
        help="a .jsonl, .jsonl.gz, .jsonl.zst or .parquet file, or a folder, as in clean/",
    )
    parser.add_argument(
        "--unordered", action="store_true", help="write each article as soon as it is ready, not in the order of IN"
    )
    parser.add_argument(
        "--near-duplicates", choices=["mark"], help="give pages with nearly the same body a shared name"
    )
    parser.add_argument(
        "--site-lines",
        action="store_true",
        help="remove lines that recur on the pages of a site; applies to text of sites without a pack, or"
        " with one that says `then: generic`",
    )
    parser.add_argument(
        "--sample", metavar="DIR", help="also keep a few pages of each host in this folder, for `cleaner packs learn`"
    )
    parser.add_argument(
        "--per-host",
        type=whole_number(1, 1_000),
        metavar="N",
        help="with --sample: the number of pages of each host (default: 5)",
    )
    add_history_option(parser)
    parser.add_argument(
        "--summary", metavar="FILE", help="also write the numbers of the summary to this file, as a JSON object"
    )
    parser.add_argument("--ledger", action="store_true", help="also write what was removed from each page, and why")
    parser.add_argument(
        "--workers", type=whole_number(1, 1_000), metavar="N", help="worker processes (default: one for each core)"
    )
    add_article_options(parser)
    add_kind_options(parser)
    add_packs_option(parser)
    add_favor_options(parser)
    add_limit_option(parser)
    add_cut_option(parser)
    parser.set_defaults(
        run=run,
        unordered=False,
        near_duplicates=None,
        site_lines=False,
        sample=None,
        per_host=None,
        history=None,
        summary=None,
        ledger=False,
        workers=None,
    )


def run(options: Namespace) -> int:
    """Clean the pages. Return 0, 4 if a file could not be read to its end, or 130 if it was interrupted."""
    from ..batch.job import Job  # only this command needs these modules
    from ..batch.outputs.output import OutputOptions
    from ..batch.progress import reporting, say, summary
    from ..batch.run import run as run_job
    from ..batch.stop import Stop
    from ..batch.totals import check_place, write_summary

    refuse_urls(options.inputs)
    job = Job(
        inputs=tuple(options.inputs),
        out=options.out,
        output_options=OutputOptions(options.format, options.with_title, options.ledger, tuple(options.markup or ())),
        is_ordered=not options.unordered,
        input=options.input,
        pack=options.pack,
        strip_dateline=options.strip_dateline,
        unwrap=options.unwrap,
        near_duplicates=options.near_duplicates == "mark",
        site_lines=options.site_lines,
        sample=options.sample,
        per_host=options.per_host,
        history=options.history,
    )
    if options.summary is not None:
        check_place(options.summary, job)
    stop = Stop()
    limits = Limits(**dict(options.limit or ()), cut=options.cut)
    with (
        Cleaner(options.packs, limits=limits, isolated=True, workers=options.workers, favor=options.favor) as cleaner,
        reporting() as report,
    ):
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda received, _: _stop(received, stop))
        try:
            state = run_job(job, cleaner, report, stop)
        except KeyboardInterrupt:
            say("interrupted; run the same command again to continue")
            return INTERRUPTED
    for line in summary(state, cleaner.packs):
        say(line)
    if options.summary is not None:
        write_summary(options.summary, state)
    return DAMAGED if "damaged" in state.counts else 0


def _stop(received: int, stop: Stop) -> None:
    """End the run. A second signal ends the process at once, which loses a few seconds of work."""
    signal.signal(received, signal.SIG_DFL)
    stop()
