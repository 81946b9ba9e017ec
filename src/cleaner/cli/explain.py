"""`cleaner explain`: show each line of a page, whether it was kept, and which rule removed it."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..cleaner import Cleaner
from ..errors import InputError, UsageError
from ..page.words import harmless, plural
from ..work.task import Task
from .options import add_page_options, cleaner_from
from .pages import STDIN, UNREADABLE, header, pages_to_read, read_page, say_of
from .streams import say, write

if TYPE_CHECKING:
    from ..authoring.explanation import Explanation, Line, NamedPage
    from ..authoring.suggestions import Suggestions

KEPT, REMOVED, ELEMENT = "+", "-", "@"
_COLOURS = {KEPT: "\x1b[32m", REMOVED: "\x1b[2;31m", ELEMENT: "\x1b[36m"}
_BOLD, _RESET = "\x1b[1m", "\x1b[0m"
MAX_EXAMPLE = 60
"""The most characters of a line that is an example of what a rule would cut."""

EXAMPLES = (
    "cleaner explain page.html",
    "curl -sL https://krant.nl/brug | cleaner explain --url https://krant.nl/brug",
    "cleaner explain --suggest 'Lees ook' page.html",
    "cleaner explain --html crawl/*.html > report.html",
)


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the subcommand to the parser."""
    commands.add_parser(
        "explain",
        help="show which lines of a page are kept, and which rule or step removed the others",
        description="Shows each line of a page, whether it is in the article, and which rule or step removed it.",
        epilog="Exit codes: 0 each page has an article; 1 a page has none, or no rule was found; 2 wrong usage;"
        " 3 a faulty pack; 4 a page cannot be read or goes over a limit; the others are explained.",
        examples=EXAMPLES,
        add_options=add_options,
    )


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the subcommand."""
    parser.add_argument(
        "pages", metavar="PAGE", nargs="*", default=[], help="the file of a page (default: -, which is stdin)"
    )
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--html", action="store_true", default=False, help="write a report that a browser shows")
    forms.add_argument(
        "--suggest", metavar="TEXT", default=None, help="name the rules that would remove or keep the lines with TEXT"
    )
    add_page_options(parser)
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Explain the pages. Return 0 if each has an article, 1 if one has none, and 4 if one cannot be read."""
    names = pages_to_read(options.pages, options.url, "cleaner explain")
    if options.suggest is not None and not options.suggest.strip():
        raise UsageError("--suggest needs a text: that of a line, or a part of it")
    with cleaner_from(options) as cleaner:
        pages = _explained(names, options, cleaner)
        if options.suggest is not None:
            return _write_suggestions(options.suggest, pages)
        return _write_report(pages, cleaner) if options.html else _write_lines(pages, named=bool(options.pages))


def _write_suggestions(text: str, pages: Iterable[NamedPage]) -> int:
    """Write the rules that would remove or keep the lines with this text.

    Return 0 if there are some, 1 if there are none, and 4 if a page cannot be read.
    """
    from ..authoring.suggestions import suggest

    explanations, code = [], 0
    for page in pages:
        if page.explanation is None:
            say_of(page.name, str(page.error))
            code = UNREADABLE
        else:
            explanations.append(page.explanation)
    found = suggest(text, explanations)
    if found.lines:
        write("\n".join(map(harmless, suggestion_rows(text, found))))
    elif explanations:
        where = "the page" if len(explanations) == 1 else f"the {plural(len(explanations), 'page')}"
        say(f"no line of {where} has the text {text!r}")
    return code or (0 if found.remove or found.keep else 1)


def suggestion_rows(text: str, found: Suggestions) -> Iterator[str]:
    """Yield the suggestions as lines of YAML: the rules, and all else in comments."""
    where = f"{plural(found.lines, 'line')} of {plural(found.pages, 'page')}"
    yield f"# {text!r}: {where}, {found.kept} in the article"
    for what, rules in (("remove", found.remove), ("keep", found.keep)):
        if rules:
            yield f"# to {what} {'it' if found.lines == 1 else 'them'}:"
        for rule in rules:
            yield rule.rule
            touched = f"{plural(rule.lines, 'line')} on {plural(rule.pages, 'page')}"
            above = f"; write it above {rule.above}" if rule.above else ""
            yield f"  # {touched}, {rule.kept} in the article now{above}"
            if rule.cut:
                cut = plural(len(rule.cut), "other line")
                yield f"  # ! it would cut {cut} of the article, such as: {rule.cut[0][:MAX_EXAMPLE]}"
    yield from (f"# {note}" for note in found.notes)
    if not (found.remove or found.keep or found.notes):
        yield "# no rule was found that would do it"


def _write_report(pages: Iterable[NamedPage], cleaner: Cleaner) -> int:
    from ..authoring.report import report

    codes = [0]
    write(report(_noting(pages, codes), cleaner.packs))
    return max(codes)


def _noting(pages: Iterable[NamedPage], codes: list[int]) -> Iterator[NamedPage]:
    """Yield the pages, and note the exit code that each asks for. So no page has to stay in memory."""
    for page in pages:
        codes.append(_code(page))
        yield page


def _write_lines(pages: Iterable[NamedPage], *, named: bool) -> int:
    """Write the lines of each page as soon as they are known, and above them its name, if it is `named`.

    Return the exit code.
    """
    on_terminal = sys.stdout is not None and sys.stdout.isatty()
    colour = on_terminal and not os.environ.get("NO_COLOR")
    width = os.get_terminal_size(sys.stdout.fileno()).columns if on_terminal else None
    code = 0
    for page in pages:
        if named:
            write(header(page.name))
        if page.explanation is None:
            say_of(page.name if named else None, str(page.error))
        else:
            write("\n".join(rows(page.explanation, colour=colour, width=width)))
        code = max(code, _code(page))
    return code


def _code(page: NamedPage) -> int:
    if page.explanation is None:
        return UNREADABLE
    return 0 if page.explanation.article.found else 1


def _explained(names: Iterable[str], options: Namespace, cleaner: Cleaner) -> Iterator[NamedPage]:
    """Yield the explanation of each page with these names, or the error of a page that cannot be cleaned."""
    from ..authoring.explanation import NamedPage, explain_page

    for path in names:
        name = "stdin" if path == STDIN else path
        try:
            task = Task(read_page(path, cleaner.limits), options.url, options.input, options.charset, options.pack)
            yield NamedPage(name, explain_page(task, cleaner))
        except InputError as error:
            yield NamedPage(name, error=error)


def rows(explanation: Explanation, *, colour: bool = False, width: int | None = None) -> Iterator[str]:
    r"""Yield a row that says how the page was recognised, then one for each line of the page.

    These have a mark (`+` for kept, `-` for removed), the rule that removed the line, its score if the line model gave
    it one, and its text. If the page is HTML, a row marked `@` shows the element that the lines below it stand in. Then
    follow the reasons of the rules, marked `=`, and the warnings, marked `!`. Rows are cut to `width` columns.

    >>> from cleaner import Cleaner
    >>> from cleaner.authoring.explanation import explain_page
    >>> page = "<h1>Kop</h1><main><p>De raad kwam woensdag bijeen.<p>De haven blijft open.</main>"
    >>> print(*rows(explain_page(Task(page), Cleaner())), sep="\n")  # doctest: +ELLIPSIS
    generic ...: no pack knows this page; confidence 0.5
    @ h1
    - headline  Kop
    @ main > p
    +           De raad kwam woensdag bijeen.
    +           De haven blijft open.
    = headline: the headline, or the site's name
    """
    from ..authoring.element_names import short_path

    article = explanation.article
    head = f"{article.pack} {article.pack_version}: {article.recognised}; confidence {article.confidence:g}"
    yield f"{_BOLD}{head}{_RESET}" if colour else head
    column = max((len(_label(line)) for line in explanation.lines), default=0)
    shown = ""
    for line in explanation.lines:
        path = "" if line.element is None else short_path(line.element)
        if path != shown:
            yield _row(ELEMENT, path or "?", colour=colour, width=width)
            shown = path
        text = f"{_label(line):{column}}  {harmless(line.text).strip()}"
        yield _row(REMOVED if line.cause else KEPT, text, colour=colour, width=width)
    causes = dict.fromkeys(line.cause for line in explanation.lines if line.cause)
    yield from dict.fromkeys(f"= {cause}: {cause.why}" for cause in causes if cause.why)
    for warning in article.warnings:
        yield f"! {harmless(warning.text)}"


def _label(line: Line) -> str:
    """Return what stands before a line: the rule that removed it, and its score."""
    return " ".join(filter(None, [str(line.cause or ""), "" if line.score is None else f"{line.score:.2f}"]))


def _row(mark: str, text: str, *, colour: bool, width: int | None) -> str:
    row = f"{mark} {text}"
    if width and len(row) > width:
        row = row[: width - 1] + "…"
    return f"{_COLOURS[mark]}{row}{_RESET}" if colour else row
