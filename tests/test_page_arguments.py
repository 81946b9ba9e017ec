"""Pages as arguments of the command: files, stdin, and what is neither."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from base64 import b64decode
from pathlib import Path

import pytest

from .commands import COMMAND, clean_environment
from .test_cli import EXPECTED, PAGE, PATH, run

OTHER = b"De raad kwam woensdag bijeen over de haven.\n"
NONE = "no article found: what is left has 0 words, and an article has at least 5"
MISSING = "this file cannot be read: No such file or directory"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with four pages, one of which has no article, and one cannot be read."""
    for name, content in {"a.txt": PAGE, "b.txt": OTHER, "menu.txt": b"Menu\n", "data.json": b'{"a": 1}'}.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "more").mkdir()
    return tmp_path


def test_one_file_gives_what_stdin_gives(folder: Path) -> None:
    for options in ((), ("--with-title",), ("--format", "markdown"), ("--isolated",)):
        assert run("a.txt", *options, folder=folder, page=b"") == run(*options)
        assert run(*options, "-", folder=folder) == run(*options)


SEVERAL = {
    "two files": (("a.txt", "b.txt"), [("a.txt", EXPECTED), ("b.txt", OTHER)], "", 0),
    "a file and stdin": (("b.txt", "-"), [("b.txt", OTHER), ("stdin", EXPECTED)], "", 0),
    "a file twice": (("b.txt", "b.txt"), [("b.txt", OTHER), ("b.txt", OTHER)], "", 0),
    "one without an article": (("menu.txt", "b.txt"), [("b.txt", OTHER)], f"cleaner: menu.txt: {NONE}\n", 1),
    "one that is no page": (
        ("b.txt", "data.json", "menu.txt"),
        [("b.txt", OTHER)],
        f"cleaner: data.json: this is JSON, not a page\ncleaner: menu.txt: {NONE}\n",
        4,
    ),
    "one that is missing": (("c.txt", "b.txt"), [("b.txt", OTHER)], f"cleaner: c.txt: {MISSING}\n", 4),
    "one that is missing, with a name like a subcommand": (
        ("batch.txt", "b.txt"),
        [("b.txt", OTHER)],
        f"cleaner: batch.txt: {MISSING}\n",
        4,
    ),
    "one that is missing in a folder like a subcommand": (
        ("batch/x", "b.txt"),
        [("b.txt", OTHER)],
        f"cleaner: batch/x: {MISSING}\n",
        4,
    ),
    "a folder": (
        ("more", "b.txt"),
        [("b.txt", OTHER)],
        "cleaner: more: this is a folder; to clean all pages in it, use: cleaner batch more --out articles/\n",
        4,
    ),
}


@pytest.mark.parametrize(("names", "articles", "message", "code"), SEVERAL.values(), ids=SEVERAL)
@pytest.mark.parametrize("options", [(), ("--isolated",)], ids=["here", "isolated"])
def test_several_files(
    names: tuple[str, ...],
    articles: list[tuple[str, bytes]],
    message: str,
    code: int,
    options: tuple[str, ...],
    folder: Path,
) -> None:
    out = b"\n".join(f"==> {name} <==\n".encode() + text for name, text in articles)
    assert run(*options, *names, folder=folder, code=code) == (out, message)


def test_json_names_the_file_and_is_a_line_for_each(folder: Path) -> None:
    out, err = run("--format", "json", "b.txt", "data.json", "menu.txt", "-", folder=folder, code=4)
    rows = [json.loads(line) for line in out.splitlines()]
    assert [row.get("source") for row in rows] == [{"file": "b.txt"}, {"file": "menu.txt"}, None]
    assert [row["method"] for row in rows] == ["generic", "none", "pack"]
    assert err == "cleaner: data.json: this is JSON, not a page\n"
    alone, _ = run("--format", "json", "b.txt", folder=folder)  # as xargs leaves one file for its last command
    assert json.loads(alone) == rows[0]
    assert "source" not in json.loads(run("--format", "json", page=OTHER)[0])


def test_options_and_files_in_any_order(folder: Path) -> None:
    expected = run("--format", "json", "--strip-dateline", "a.txt", "b.txt", folder=folder)
    assert run("a.txt", "--format", "json", "b.txt", "--strip-dateline", folder=folder) == expected
    assert run("--format", "json", "a.txt", "--strip-dateline", "b.txt", folder=folder) == expected
    (folder / "--url").write_bytes(OTHER)
    assert run("--", "--url", folder=folder) == (OTHER, "")
    assert run("--format", "text", "--", "--url", folder=folder) == (OTHER, "")
    rows = run("--format", "json", "a.txt", "./--url", folder=folder)[0].replace(b'"./--url"', b'"--url"')
    assert run("a.txt", "--format", "json", "--", "--url", folder=folder) == (rows, "")
    assert run("--format", "json", "a.txt", "--", "--url", folder=folder) == (rows, "")
    assert "expected one argument" in run("a.txt", "--format", "--", "--url", folder=folder, code=2)[1]


def test_a_file_wins_over_a_mistyped_subcommand_and_a_subcommand_over_a_file(folder: Path) -> None:
    for name in ("serv", "explain"):
        (folder / name).write_bytes(OTHER)
    assert run("serv", folder=folder) == (OTHER, "")
    assert run("explain", "explain", folder=folder)[0].startswith(b"==> explain <==\n")
    assert run("./explain", folder=folder) == (OTHER, "")
    assert "did you mean 'batch'?" in run("bach", folder=folder, code=2)[1]
    assert run("c.txt", folder=folder, code=4)[1] == f"cleaner: c.txt: {MISSING}\n"


def test_a_file_that_looks_like_an_option(folder: Path) -> None:
    (folder / "-x.html").write_bytes(OTHER)
    help_is = "(see cleaner --help)\n"
    assert run("-x.html", folder=folder, code=2) == (
        b"",
        f"cleaner: there is no option '-x.html'; for a file, write ./-x.html {help_is}",
    )
    assert run("./-x.html", folder=folder) == (OTHER, "")
    assert run("-y.html", folder=folder, code=2)[1] == f"cleaner: there is no option '-y.html' {help_is}"


URL = "https://krant.nl/?a=1&b=it's"
QUOTED = """'https://krant.nl/?a=1&b=it'"'"'s'"""
REFUSED = {
    "a URL": ((URL,), f"cleaner never fetches a page; use: curl -sL {QUOTED} | cleaner --url {QUOTED}"),
    "a URL to explain": (
        ("explain", "HTTP://krant.nl"),
        "cleaner never fetches a page; use: curl -sL HTTP://krant.nl | cleaner explain --url HTTP://krant.nl",
    ),
    "a URL for a batch": (
        ("batch", "b.txt", "http://krant.nl", "--out", "out/"),
        "cleaner never fetches a page; use: curl -sL http://krant.nl | cleaner --url http://krant.nl",
    ),
    "the URL of a file": (
        ("b.txt", "file:///tmp/a%20b.html"),
        "a file is named by its path, not by a URL; write: '/tmp/a b.html'",
    ),
    "the URL of a file for a batch": (
        ("batch", "FILE:/tmp/x.html", "--out", "out/"),
        "a file is named by its path, not by a URL; write: /tmp/x.html",
    ),
    "an empty name": (("b.txt", ""), "the name of a file is empty"),
    "stdin twice": (("-", "b.txt", "-"), "'-' stands for the page on stdin, which can be read only once"),
    "one URL for two pages": (
        ("--url", "https://krant.nl", "a.txt", "b.txt"),
        "--url is the URL of a single page; each of several pages is recognised by itself",
    ),
    "one URL for two pages to explain": (
        ("explain", "--url", "https://krant.nl", "a.txt", "b.txt"),
        "--url is the URL of a single page; each of several pages is recognised by itself",
    ),
}


@pytest.mark.parametrize(("arguments", "message"), REFUSED.values(), ids=REFUSED)
def test_nothing_is_done_if_the_usage_is_wrong(arguments: tuple[str, ...], message: str, folder: Path) -> None:
    assert run(*arguments, folder=folder, code=2) == (b"", f"cleaner: {message}\n")


def test_a_url_as_an_option_is_no_file() -> None:
    assert run("--url", "https://www.zeelandnet.nl/nieuws/x") == (EXPECTED, "")


def test_a_name_that_is_not_utf8(folder: Path) -> None:
    name = os.fsdecode(b"\xff\x1b[31m.txt")
    (folder / name).write_bytes(OTHER)
    out, _ = run(name, "b.txt", folder=folder)
    assert out.decode().startswith("==> \ufffd [31m.txt <==\n")
    out, _ = run("--format", "json", name, folder=folder)
    source = json.loads(out)["source"]
    assert source["file"] == "\ufffd\x1b[31m.txt"
    assert b64decode(source["fileBytes"]) == os.fsencode(name)


def test_a_pipe_as_a_file() -> None:
    script = f'{COMMAND[0]} <(cat "{PATH}")'
    done = subprocess.run(["/bin/bash", "-c", script], capture_output=True, check=False, env=clean_environment())
    assert (done.returncode, done.stdout, done.stderr) == (0, EXPECTED, b"")


def at_a_terminal(*arguments: str, typed: bytes) -> tuple[int, str, str]:
    """Return the exit code, stdout and stderr of the command whose stdin is a terminal, at which this is typed."""
    master, terminal = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=clean_environment(),
    ) as process:
        os.write(master, typed + b"\x04")  # Ctrl-D
        out, err = process.communicate(timeout=30)
    os.close(terminal)
    os.close(master)
    return process.returncode, out, err


@pytest.mark.parametrize("command", ["cleaner", "cleaner explain"])
def test_on_a_terminal_it_says_what_it_waits_for_and_reads(command: str) -> None:
    code, out, err = at_a_terminal(*command.split()[1:], typed=OTHER)
    assert err == f"cleaner: waiting for a page: paste it and press Ctrl-D, or press Ctrl-C and use: {command} FILE\n"
    assert code == 0
    assert OTHER.decode() in out


@pytest.mark.parametrize("arguments", [("-",), (str(PATH),), ("explain", "-"), ("--help",)], ids=" ".join)
def test_on_a_terminal_it_says_nothing_if_it_was_told_what_to_read(arguments: tuple[str, ...]) -> None:
    code, _, err = at_a_terminal(*arguments, typed=OTHER)
    assert (code, err) == (0, "")


def test_a_batch_at_a_terminal_says_what_it_waits_for() -> None:
    code, out, err = at_a_terminal("batch", "-", "--out", "-", typed=b'{"text": "De raad kwam bijeen."}\n')
    said = "cleaner: waiting for lines of JSON, each with a page in html or text; end with Ctrl-D\n"
    assert (code, err.startswith(said), out.count("\n")) == (0, True, 1)
    _, _, err = at_a_terminal("batch", "--files-from", "-", "--out", "-", typed=f"{PATH}\n".encode())
    assert err.startswith("cleaner: waiting for the names of files, each on a line; end with Ctrl-D\n")


PEAK = """
import resource, subprocess, sys
subprocess.run(["/bin/sh", "-c", sys.argv[1]], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Runs a line of the shell, and then writes the most memory that one of its processes took."""


@pytest.mark.slow
def test_xargs_with_thousands_of_files_in_constant_memory(tmp_path: Path) -> None:
    paragraph = "De raad van Goes kwam woensdagavond bijeen om over de haven te praten. "
    for number in range(4_000):
        text = "\n\n".join(f"{paragraph * 4}({number}, {line})" for line in range(70))
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")

    def peak(pages: int) -> int:
        line = f"seq -f %g.txt 0 {pages - 1} | xargs -n 4000 {COMMAND[0]} --format json | wc -l"
        command = [sys.executable, "-c", PEAK, line]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, env=clean_environment(), cwd=tmp_path
        )
        lines, memory = map(int, done.stdout.split())
        assert (lines, done.stderr) == (pages, "")
        return memory

    few, many = peak(40), peak(4_000)
    assert many < few * 1.2, "the pages together have 80 MB"
