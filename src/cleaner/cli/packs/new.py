"""`cleaner packs new`: the draft of a pack, and a golden page for each page that it was made from."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction

from ...cleaner import Cleaner
from ...page.words import plural
from ..streams import say, write


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the subcommand to the parser."""
    commands.add_parser(
        "new",
        help="write the draft of a pack, with a golden page for each stored page of the site",
        description="Writes the draft of a pack, with comments that say what was found, and a golden page for each"
        " stored page. The draft runs as it stands. Read the expected articles and correct them, then change the rules"
        " until `cleaner packs test` passes.",
        examples=("cleaner packs new krant.nl brug.html haven.html --into packs",),
        add_options=add_options,
    )


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the subcommand."""
    parser.add_argument("host", metavar="HOST", help="the host of the site, as in example.nl")
    parser.add_argument(
        "pages",
        metavar="PAGE",
        nargs="+",
        help="the file of a stored page, HTML or text; NAME.url beside NAME.html or NAME.txt may hold its URL",
    )
    parser.add_argument(
        "--into",
        metavar="DIR",
        required=True,
        help="the folder of packs that the draft is written to; the golden pages go to the folder golden beside it, or"
        " in it if there is none beside it",
    )
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Write the draft and the golden pages, and say which files to look at. Return 0."""
    from datetime import date

    from ...authoring.drafting import draft_pack
    from ...authoring.learning.learn import from_generic
    from ...authoring.recognition import new_site
    from ...authoring.stored_pages import read_page_file
    from ...authoring.writing import write_draft

    site = new_site(options.host, options.into)
    stored = [read_page_file(path) for path in options.pages]
    pack = draft_pack(site, stored, from_generic(Cleaner()), date.today())
    for path in write_draft(pack, stored, site.host, options.into):
        write(str(path))
    test = f"cleaner packs test --packs {options.into} {pack.name}"
    say(f"a draft from {plural(len(stored), 'page')}; next: correct each expected.txt, and run: {test}")
    return 0
