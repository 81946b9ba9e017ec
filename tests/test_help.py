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


@pytest.mark.parametrize("prog", PARSERS)
def test_the_help_shows_the_examples(prog: str) -> None:
    examples = PARSERS[prog].format_help().partition("\nexamples:\n")[2]
    assert [line.strip() for line in examples.splitlines()] == list(PARSERS[prog].examples)


def test_the_help_says_what_cleaner_does_not_do() -> None:
    text = " ".join(run("--help")[0].decode().split())
    assert text.startswith("usage: cleaner [OPTION ...] [FILE ...] cleaner SUBCOMMAND ...")
    assert "Comments of readers are always left out. cleaner never fetches a page." in text
