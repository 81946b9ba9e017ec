"""`cleaner explain`: show each line of the page on stdin, whether it was kept, and which rule removed it."""

from __future__ import annotations

import os
import re
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Iterator

from ..output.article import Article
from ..page.causes import Cause
from .filter import clean_stdin
from .options import add_page_options
from .streams import harmless, write

KEPT, REMOVED = "+", "-"
_COLOURS = {KEPT: "\x1b[32m", REMOVED: "\x1b[2;31m"}
_BREAK = re.compile(r"[\n\r\v\f\u2028\u2029]")
_BOLD, _RESET = "\x1b[1m", "\x1b[0m"


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the subcommand to the parser."""
    commands.add_parser(
        "explain",
        help="show which lines of the page on stdin are kept, and which rule or step removed the others",
        add_options=add_options,
    )


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the subcommand."""
    add_page_options(parser)
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Explain the page on stdin. Return 0 if it has an article, else 1."""
    article = clean_stdin(options)
    on_terminal = sys.stdout is not None and sys.stdout.isatty()
    colour = on_terminal and not os.environ.get("NO_COLOR")
    width = os.get_terminal_size(sys.stdout.fileno()).columns if on_terminal else None
    write("\n".join(explain(article, colour=colour, width=width)))
    return 0 if article.found else 1


def explain(article: Article, *, colour: bool = False, width: int | None = None) -> Iterator[str]:
    r"""Yield a line that says how the page was recognised, then one for each line of the page.

    These have a mark (`+` for kept, `-` for removed), the rule that removed the line, its score if the line model gave
    it one, and its text. Then follow the reasons of the rules, marked `=`, and the warnings, marked `!`. Lines are cut
    to `width` columns.

    >>> from cleaner import clean
    >>> print(*explain(clean("Kop\n\nKop\n\nDe raad kwam woensdag bijeen.")), sep="\n")  # doctest: +ELLIPSIS
    generic ...: no pack knows this page; confidence 0.5
    - title generic.yaml:...  Kop
    - title generic.yaml:...  Kop
    + ...De raad kwam woensdag bijeen.
    = title generic.yaml:...: the headline
    """
    head = f"{article.pack} {article.pack_version}: {article.recognised}; confidence {article.confidence:g}"
    yield f"{_BOLD}{head}{_RESET}" if colour else head
    scores = {block.start: block.score for block in article.blocks}
    rows = [
        (cause, _label(cause, cause.score if cause else scores.get(start)), line)
        for start, end, cause in article.ledger.stretches()
        for line in _BREAK.split(article.page_text[start:end])
        if line.strip()
    ]
    column = max((len(label) for _, label, _ in rows), default=0)
    for cause, label, line in rows:
        yield _row(cause, f"{label:{column}}", harmless(line).strip(), colour=colour, width=width)
    yield from dict.fromkeys(f"= {cause}: {cause.why}" for cause, _, _ in rows if cause and cause.why)
    for warning in article.warnings:
        yield f"! {harmless(warning)}"


def _label(cause: Cause | None, score: float | None) -> str:
    """Return what stands before a line: the rule that removed it, and its score."""
    return " ".join(filter(None, [str(cause or ""), "" if score is None else f"{score:.2f}"]))


def _row(cause: Cause | None, label: str, text: str, *, colour: bool, width: int | None) -> str:
    mark = REMOVED if cause else KEPT
    row = f"{mark} {label}  {text}"
    if width and len(row) > width:
        row = row[: width - 1] + "…"
    return f"{_COLOURS[mark]}{row}{_RESET}" if colour else row
