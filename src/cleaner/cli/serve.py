"""`cleaner serve`: pages that are sent over HTTP."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction

from ..cleaner import Cleaner
from ..errors import needs
from ..limits import Limits
from .filter import add_limit_option, add_packs_option, whole_number


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the subcommand to the parser."""
    parser = commands.add_parser(
        "serve",
        help="clean pages that are sent over HTTP",
    )
    parser.add_argument("--host", help="the address to listen on (default: 127.0.0.1, which only this machine reaches)")
    parser.add_argument("--port", type=whole_number(0, 65_535), help="the port; 0 for any free one (default: 8080)")
    parser.add_argument(
        "--workers", type=whole_number(1, 1_000), metavar="N", help="worker processes (default: one for each core)"
    )
    parser.add_argument(
        "--queue", type=whole_number(1, 1_000_000), metavar="N", help="the most pages that wait for one (default: 64)"
    )
    add_limit_option(parser)
    add_packs_option(parser)
    parser.set_defaults(run=run, host="127.0.0.1", port=8080, workers=None, queue=64)


def run(options: Namespace) -> int:
    """Serve until a signal says to end; 0 then."""
    try:
        from ..integrations.http.server import serve  # which the other commands do without
    except ModuleNotFoundError as error:
        raise needs(error.name, "serve") from None
    limits = Limits(**dict(options.limit or ()))
    with Cleaner(options.packs, limits=limits, isolated=True, workers=options.workers) as cleaner:
        serve(cleaner, host=options.host, port=options.port, queue=options.queue)
    return 0
