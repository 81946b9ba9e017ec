"""The help of the command and of each subcommand: its examples, and what it says of the limits of `cleaner`."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from itertools import groupby

import pytest

from cleaner.cli import make_parser
from cleaner.cli.parser import Parser

from .test_cli import run


def parsers(parser: Parser) -> Iterator[Parser]:
    yield parser
    for subcommand in parser.subcommands.values():
        yield from parsers(subcommand)


ROOT = make_parser()
ROOT.complete()
PARSERS = {parser.prog: parser for parser in parsers(ROOT)}
EXAMPLES = [(prog, line) for prog, parser in PARSERS.items() for line in parser.examples]


def arguments_of(line: str) -> Iterator[list[str]]:
    """Yield the arguments of each `cleaner` in a line of a shell. One that xargs starts gets a file as well."""
    words = list(shlex.shlex(line, posix=True, punctuation_chars=True))
    commands = [list(group) for is_end, group in groupby(words, lambda word: word in ("|", ">")) if not is_end]
    for command in commands:
        if "cleaner" in command:
            yield command[command.index("cleaner") + 1 :] + ["a.html"] * (command[0] == "xargs")


def test_all_subcommands_have_examples() -> None:
    assert {"cleaner", "cleaner packs new", "cleaner search index", "cleaner serve"} <= set(PARSERS)
    assert [prog for prog, parser in PARSERS.items() if not parser.examples] == []


@pytest.mark.parametrize(("prog", "line"), EXAMPLES, ids=[f"{prog}: {line}" for prog, line in EXAMPLES])
def test_each_example_is_accepted(prog: str, line: str) -> None:
    commands = list(arguments_of(line))
    assert commands
    assert line[line.index("cleaner") :].startswith(prog)
    for arguments in commands:
        assert callable(make_parser().parse_args(arguments).run)


def test_a_wrong_example_is_noticed(capsys: pytest.CaptureFixture[str]) -> None:
    (arguments,) = arguments_of("cat a.html | cleaner --formt json > b.json")
    assert arguments == ["--formt", "json"]
    with pytest.raises(SystemExit):
        make_parser().parse_args(arguments)
    assert "did you mean '--format'?" in capsys.readouterr().err


HINTS = {
    "--formt": "did you mean '--format'?",
    "--fromat": "did you mean '--format'?",
    "--ur": "did you mean '--url'?",
    "--pak": "did you mean '--pack'?",
    "--with-titel": "did you mean '--with-title'?",
    "--tables": "did you mean '--no-tables'?",
    "--target-lang": "did you mean '--target-language'?",
    "--quiet": "",
    "--verbose": "",
    "--encoding": "",
    "--xml": "",
    "--json": "use: --format json",
    "--csv": "use: cleaner batch FOLDER --out articles.csv",
    "--markdown": "use: --format markdown",
    "--output-format": "use: --format",
    "--no-comments": "comments of readers are always left out",
    "-u": "cleaner never fetches a page; use: curl -sL URL | cleaner --url URL",
    "--URL": "cleaner never fetches a page; use: curl -sL URL | cleaner --url URL",
}
"""Options that do not exist, and what the command says about each, if it can say something."""


@pytest.mark.parametrize(("option", "hint"), HINTS.items(), ids=HINTS)
@pytest.mark.parametrize("arguments", [["{}"], ["{}", "https://krant.nl"], ["a.html", "{}"]], ids=" ".join)
def test_the_hint_for_an_unknown_option(
    option: str, hint: str, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        make_parser().parse_args([each.format(option) for each in arguments])
    end = f"; {hint}" if hint else ""
    assert capsys.readouterr().err == f"cleaner: there is no option {option!r}{end} (see cleaner --help)\n"


def test_a_hint_names_no_option_that_the_subcommand_lacks(capsys: pytest.CaptureFixture[str]) -> None:
    for option, hint in (("--json", ""), ("--csv", "; use: cleaner batch FOLDER --out articles.csv")):
        with pytest.raises(SystemExit):
            make_parser().parse_args(["serve", option])
        assert f"there is no option {option!r}{hint} (see cleaner serve --help)" in capsys.readouterr().err


@pytest.mark.parametrize("prog", PARSERS)
def test_the_help_shows_the_examples(prog: str) -> None:
    examples = PARSERS[prog].format_help().partition("\nexamples:\n")[2]
    assert [line.strip() for line in examples.splitlines()] == list(PARSERS[prog].examples)


def test_the_help_says_what_cleaner_does_not_do() -> None:
    text = " ".join(run("--help")[0].decode().split())
    assert text.startswith("usage: cleaner [OPTION ...] [FILE ...] cleaner SUBCOMMAND ...")
    assert "Comments of readers are always left out. cleaner never fetches a page." in text
