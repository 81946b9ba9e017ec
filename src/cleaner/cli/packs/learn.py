"""`cleaner packs learn`: a pack from a few stored pages of a site."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TYPE_CHECKING

from ...cleaner import Cleaner
from ...page.words import harmless, plural
from ..streams import say, write

if TYPE_CHECKING:
    from ...authoring.learning.learn import Lesson

NOTHING = 1


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the subcommand to the parser."""
    commands.add_parser(
        "learn",
        help="learn a pack from a few stored pages of a site",
        description="Learns a pack from a few stored pages of a site, and writes it to a file. Every rule carries its"
        " evidence. Take at least four pages, of different days.",
        epilog="Exit codes: 0 a pack was written; 1 nothing sure was learned, or nothing was added, and"
        " no file was written; 2 wrong usage;"
        " 3 a faulty pack; 4 a page that cannot be read.",
        examples=(
            "cleaner packs learn krant.nl --pages crawl/krant --into packs",
            "cleaner packs learn krant.nl --pages crawl/krant --into packs --improve krant",
        ),
        add_options=add_options,
    )


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the subcommand."""
    parser.add_argument("host", metavar="HOST", help="the host of the site, as in example.nl")
    parser.add_argument(
        "--pages",
        metavar="DIR",
        required=True,
        help="the folder of the pages: NAME.html or NAME.txt; NAME.url may hold the URL",
    )
    parser.add_argument(
        "--gold",
        metavar="DIR",
        help="a folder of known articles, NAME.txt for each page (default: NAME.txt beside NAME.html, if there is one)",
    )
    parser.add_argument("--into", metavar="DIR", required=True, help="the folder of packs that the pack is written to")
    parser.add_argument(
        "--improve",
        metavar="PACK",
        help="add rules to this pack of DIR instead, and show what changes on its golden pages",
    )
    parser.set_defaults(run=run, gold=None, improve=None)


def run(options: Namespace) -> int:
    """Learn the pack and write it. Return 0, or 1 if nothing sure was learned or added."""
    from datetime import date

    from ...authoring.drafting import learned_pack
    from ...authoring.improving import from_pack
    from ...authoring.learning.learn import from_generic, learn
    from ...authoring.recognition import host_of, new_site
    from ...authoring.stored_pages import read_pages
    from ...authoring.writing import check_hosts, write_new

    stored = read_pages(options.pages, options.gold)
    check_hosts(stored, host_of(options.host))
    site = None if options.improve else new_site(options.host, options.into)
    start = from_pack(options.improve, options.into) if options.improve else from_generic(Cleaner())
    lesson = learn(stored, start)
    for name in lesson.copies:
        say(f"{name} is a copy of another page; it was not used")
    if site is None:
        return _improve(options, lesson)
    if not lesson.rules:
        known = "" if lesson.before is None else f"; the mean F1 without a pack is {lesson.before:.3f}"
        pages = plural(len(lesson.samples), "page")
        say(f"{site.host}: nothing sure was learned from {pages}; no pack was written{known}")
        return NOTHING
    write(str(write_new(learned_pack(site, lesson, date.today()), options.into)))
    if lesson.before is not None and lesson.after is not None:
        say(f"mean F1 on pages that were left out: {lesson.after:.3f}; without the pack {lesson.before:.3f}")
    say(f"{plural(len(lesson.rules), 'rule')} learned from {plural(len(lesson.samples), 'page')}")
    return 0


def _improve(options: Namespace, lesson: Lesson) -> int:
    """Add the rules to the pack, and say what changes. Return 0, or 1 if none was added."""
    from ...authoring.improving import improve

    pages = plural(len(lesson.samples), "page")
    if not lesson.rules:
        known = "" if lesson.before is None else f"; the mean F1 with the pack is {lesson.before:.3f}"
        say(f"nothing sure was learned from {pages}; nothing was added{known}")
        return NOTHING
    improvement = improve(options.improve, options.into, lesson.rules)
    if improvement.added:
        improvement.write()
    write("\n".join(map(harmless, improvement.lines())))
    if improvement.added and not improvement.left_out and lesson.before is not None and lesson.after is not None:
        say(f"mean F1 on pages that were left out: {lesson.after:.3f}; with the pack as it was {lesson.before:.3f}")
    return 0 if improvement.added else NOTHING
