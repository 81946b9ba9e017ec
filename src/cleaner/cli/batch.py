"""`cleaner batch`: many pages, in files, folders and archives."""

from __future__ import annotations

import signal
from argparse import ArgumentParser, Namespace, _SubParsersAction
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from ..errors import UsageError
from ..page.words import plural
from ..work.page_fields import DEFAULT_FIELDS, PageFields
from .options import (
    add_article_options,
    add_cut_option,
    add_favor_options,
    add_history_option,
    add_kind_options,
    add_limit_option,
    add_packs_option,
    add_workers_option,
    cleaner_with_workers,
    whole_number,
)
from .pages import check_stdin, refuse_urls
from .streams import write_bytes

if TYPE_CHECKING:
    from ..batch.file_list import FileList
    from ..batch.stop import Stop

DAMAGED, FAILED, INTERRUPTED = 4, 5, 130


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the subcommand to the parser."""
    commands.add_parser(
        "batch",
        help="clean many pages: folders, JSON lines, Parquet, WARC",
        description="Cleans many pages in worker processes. If a run is interrupted, the same command continues it.",
        epilog="Exit codes: 0 done, also if pages have no article; 2 wrong usage, output that cannot be written, or too"
        " little memory, files or processes; 3 a faulty pack; 4 done, but a file could not be read to its end;"
        " 5 done, but pages failed; 130 interrupted.",
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
        "inputs",
        metavar="IN",
        nargs="*",
        help="a folder, a .jsonl, .parquet or .warc file, one page, or - for JSON lines on stdin",
    )
    parser.add_argument(
        "--files-from",
        metavar="FILE",
        help="clean the files that this list names, one on each line and in its order; - is a list on stdin",
    )
    parser.add_argument(
        "-0", "--null", action="store_true", help="with --files-from: names end with a null byte, as by find -print0"
    )
    parser.add_argument(
        "--urls",
        metavar="FILE",
        help="the URLs of pages that are files: on each line a file, a tab and a URL, or .jsonl with file and url",
    )
    for option, what in (("include", "only files"), ("exclude", "no files or folders")):
        parser.add_argument(
            f"--{option}",
            metavar="GLOB",
            action="append",
            help=f"in folders, read {what} whose name fits, as in '*.html'; a GLOB with / is for the path below IN",
        )
    for name, what in (("html", "the page"), ("text", "the page, if it is text"), ("url", "the URL of the page")):
        parser.add_argument(
            f"--{name}-field",
            metavar="NAME",
            help=f"the field of JSON lines or column of Parquet with {what} (default: {name})",
        )
    parser.add_argument(
        "--out",
        metavar="OUT",
        required=True,
        help="a .jsonl or .csv file (also .gz, .zst), a .parquet file, a folder, as in clean/, or - for JSON lines on"
        " stdout",
    )
    existing = parser.add_mutually_exclusive_group()
    existing.add_argument(
        "--new",
        dest="existing",
        action="store_const",
        const="new",
        help="if OUT exists, clean only files that are not in it or have changed, and add them to it",
    )
    existing.add_argument(
        "--overwrite", dest="existing", action="store_const", const="overwrite", help="if OUT exists, replace it"
    )
    parser.add_argument(
        "--failed",
        metavar="FILE",
        help="with --out -: list the failed pages in this file, instead of naming each on stderr",
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
    add_workers_option(parser)
    add_article_options(parser)
    add_kind_options(parser)
    add_packs_option(parser)
    add_favor_options(parser)
    add_limit_option(parser)
    add_cut_option(parser)
    parser.set_defaults(
        run=run,
        inputs=(),
        files_from=None,
        null=False,
        urls=None,
        include=None,
        exclude=None,
        html_field=None,
        text_field=None,
        url_field="url",
        existing="refuse",
        failed=None,
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
    """Clean the pages. Return 0, 4 if a file could not be read to its end, 5 if pages failed, or 130 if interrupted."""
    from ..batch.progress import say  # only this command needs these modules
    from ..batch.stop import Stop

    stop = Stop()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _: _stop(received, stop))
    try:
        with _files(options) as files:
            return _run(options, files, stop)
    except KeyboardInterrupt:
        say(f"interrupted; {_what_is_left(options)}")
        return INTERRUPTED


def _files(options: Namespace) -> AbstractContextManager[FileList | None]:
    """Open the list of files, if there is one."""
    from ..batch.file_list import file_list

    if options.files_from == "-":
        check_stdin("the names of files, each on a line")
    if options.files_from is not None:
        return file_list(options.files_from, null=options.null)
    if options.null:
        raise UsageError("--null is for a list of files; add --files-from")
    return nullcontext()


def _what_is_left(options: Namespace) -> str:
    """Return what an interrupted run leaves."""
    if options.out == "-":
        return "what was written to stdout is not complete"
    if "-" in options.inputs:
        return "nothing is kept, because a run that reads stdin cannot be continued"
    return "run the same command again to continue"


def _run(options: Namespace, files: FileList | None, stop: Stop) -> int:
    from ..batch.globs import Globs
    from ..batch.job import Job
    from ..batch.outputs.output import OutputOptions
    from ..batch.progress import reporting, say, summary
    from ..batch.run import run as run_job
    from ..batch.stream import stream
    from ..batch.totals import check_place, write_summary
    from ..batch.urls import check_urls, read_urls

    refuse_urls(options.inputs)
    if "-" in options.inputs:
        check_stdin("lines of JSON, each with a page in html or text")
    job = Job(
        inputs=tuple(options.inputs),
        files_from=files,
        urls=read_urls(options.urls) if options.urls is not None else None,
        globs=Globs(tuple(options.include or ()), tuple(options.exclude or ())),
        out=options.out,
        existing=options.existing,
        failed=options.failed,
        output_options=OutputOptions(options.format, options.with_title, options.ledger, tuple(options.markup or ())),
        fields=PageFields(page=_page_fields(options), url=options.url_field),
        is_ordered=not options.unordered,
        input=options.input,
        pack=options.pack,
        target_language=options.target_language,
        only_with_metadata=options.only_with_metadata,
        tables=options.tables,
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
    if job.urls:
        say(check_urls(job.urls, job.sources()))
    with cleaner_with_workers(options) as cleaner, reporting(has_bar=not job.is_stream) as report:
        if job.is_stream:
            state = stream(job, cleaner, report, write_bytes, say, stop)
        else:
            state = run_job(job, cleaner, report, stop)
    if options.existing == "new" and not state.counts:
        say(f"there is nothing new: the files are in {options.out}, and have not changed since")
    else:
        for line in summary(state, cleaner.packs):
            say(line)
    if options.summary is not None:
        write_summary(options.summary, state)
    if "damaged" in state.counts:
        return DAMAGED
    if "failed" in state.counts:
        return FAILED
    return _code_of_earlier_failures(options.out) if options.existing == "new" else 0


def _code_of_earlier_failures(out: str) -> int:
    """Say how many pages failed in earlier runs, and return the exit code for that."""
    from ..batch.earlier import number_failed
    from ..batch.progress import say

    number = number_failed(out)
    if number:
        say(f"{plural(number, 'page')} failed in an earlier run; the list is in {out.rstrip('/')}.failed.jsonl")
    return FAILED if number else 0


def _page_fields(options: Namespace) -> tuple[str, ...]:
    """Return the fields that may hold the page. Those that are named stand alone, without the usual ones."""
    return tuple(filter(None, (options.html_field, options.text_field))) or tuple(DEFAULT_FIELDS.page)


def _stop(received: int, stop: Stop) -> None:
    """End the run. A second signal ends the process at once, which loses a few seconds of work."""
    signal.signal(received, signal.SIG_DFL)
    stop()
