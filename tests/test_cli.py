"""The command, run as a process: what it writes, where it writes it, and its exit code."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cleaner.packs.loading import load

from .commands import COMMAND, clean_environment, run_here, write_to_a_full_disk
from .golden import ROOT

PATH = ROOT / "nl/zeelandnet/stoltenberg/input.txt"
PAGE = PATH.read_bytes()
EXPECTED = (ROOT / "nl/zeelandnet/stoltenberg/expected.txt").read_bytes()
HEADLINE = "NAVO roept Rusland op tot de-escalatie maar wil ook verder praten"


def run(
    *arguments: str, page: bytes = PAGE, code: int = 0, folder: Path | None = None, **environment: str
) -> tuple[bytes, str]:
    """Run the command here, in this folder, with this page on stdin; return its stdout and its stderr."""
    done = run_here(*arguments, stdin=page, folder=folder, **environment)
    assert done.code == code, done.err
    return done.out, done.err


PROCESSES = {"cleaner": COMMAND, "python -m cleaner": [sys.executable, "-m", "cleaner"]}


@pytest.mark.parametrize("command", PROCESSES.values(), ids=PROCESSES)
def test_a_process_ends_as_a_run_in_this_process(command: list[str]) -> None:
    for arguments, page, code in (([], PAGE, 0), ([], b"Menu\n", 1), (["--frmat=json"], PAGE, 2)):
        done = subprocess.run(
            [*command, *arguments], input=page, capture_output=True, check=False, env=clean_environment()
        )
        assert done.returncode == code
        assert (done.stdout, done.stderr.decode()) == run(*arguments, page=page, code=code)


def test_the_article_and_nothing_else() -> None:
    assert run() == (EXPECTED, "")


def test_with_title() -> None:
    out, _ = run("--with-title")
    assert out == HEADLINE.encode() + b"\n\n" + EXPECTED


def test_strip_dateline() -> None:
    out, _ = run("--strip-dateline")
    assert out == EXPECTED.removeprefix(b"BRUSSEL (ANP) - ")


def test_unwrap() -> None:
    out, _ = run("--unwrap", page=b"De raad van Goes kwam woensdagavond bijeen om over\nde haven te praten.")
    assert out == b"De raad van Goes kwam woensdagavond bijeen om over de haven te praten.\n"


HTML = (
    "<article><h1>De kop</h1><p>De <b>raad</b> kwam <a href='/agenda'>woensdag</a> bijeen over de haven.</p>"
    "<img src='/haven.jpg' alt='De haven'><p>Een besluit volgt later, zegt de burgemeester.</p></article>"
)
KEPT = {
    "nothing": ((), "De raad kwam woensdag bijeen over de haven."),
    "links": (("--links",), "De raad kwam [woensdag](https://krant.nl/agenda) bijeen over de haven."),
    "emphasis": (("--emphasis",), "De **raad** kwam woensdag bijeen over de haven."),
    "images": (("--images",), "De raad kwam woensdag bijeen over de haven.\n\n![De haven](https://krant.nl/haven.jpg)"),
}


@pytest.mark.parametrize(("options", "text"), KEPT.values(), ids=KEPT)
def test_markup(options: tuple[str, ...], text: str) -> None:
    out, _ = run("--url", "https://krant.nl/a", "--input", "html", "--format", "markdown", *options, page=HTML.encode())
    assert out.decode() == f"{text}\n\nEen besluit volgt later, zegt de burgemeester.\n"


@pytest.mark.parametrize("form", ["text", "json"])
def test_markup_needs_markdown(form: str) -> None:
    error = f"cleaner: the format {form} cannot keep links and images; use the format markdown\n"
    assert run("--format", form, "--links", "--images", page=HTML.encode(), code=2) == (b"", error)


def test_markdown() -> None:
    page = (ROOT / "nl/zeelandnet/lavrov/input.txt").read_bytes()
    out, _ = run("--format", "markdown", "--with-title", page=page)
    lines = out.decode().splitlines()
    assert lines[0] == "# Lavrov hoopt dat spanningen afnemen na gesprek met Blinken"
    assert [line for line in lines if line.startswith("##")] == [
        "## Militair pact",
        "## Zorgen over NAVO",
        "## Voor niemand bang",
    ]


def test_json() -> None:
    out, err = run("--format", "json", "--url", "https://www.zeelandnet.nl/nieuws/navo")
    article = json.loads(out)
    ledger = article.pop("ledger")
    blocks = article.pop("blocks")
    assert "\n\n".join(block["text"] for block in blocks) == article["articleBody"]
    assert article == {
        "url": "https://www.zeelandnet.nl/nieuws/navo",
        "headline": HEADLINE,
        "articleBody": EXPECTED.decode().rstrip("\n"),
        "authors": [],
        "datePublished": None,
        "datePublishedRaw": None,
        "dateModified": None,
        "articleSection": None,
        "inLanguage": "nl",
        "canonicalUrl": None,
        "description": None,
        "mainImage": None,
        "keywords": [],
        "siteName": None,
        "dateline": "BRUSSEL (ANP)",
        "pack": "zeelandnet",
        "version": 3,
        "tried": ["zeelandnet 3"],
        "recognised": "URL, host zeelandnet.nl",
        "method": "pack",
        "confidence": 1.0,
        "warnings": [],
        "warningCodes": [],
    }
    cut = next(entry for entry in ledger if entry["rule"] == "until")
    assert PAGE.decode()[cut["start"] : cut["end"]].startswith("Meer uit Buitenland")
    assert (cut["pack"], cut["version"], cut["file"], cut["why"]) == (
        "zeelandnet",
        3,
        "nl/zeelandnet.yaml",
        "teasers of other articles",
    )
    rule = (ROOT.parent / "rules" / cut["file"]).read_text(encoding="utf-8").splitlines()[cut["line"] - 1]
    assert "- until:" in rule
    assert err == ""


def test_no_article() -> None:
    out, err = run(page=b"Menu\n", code=1)
    assert out == b""
    assert err == "cleaner: no article found: what is left has 0 words, and an article has at least 5\n"
    out, err = run("--format", "json", page=b"Menu\n", code=1)
    assert json.loads(out)["method"] == "none"
    assert err == ""


def test_warnings_go_to_stderr() -> None:
    out, err = run(page="Oekraïne vraagt om hulp bij de wederopbouw.".encode("cp1252"))
    assert out.decode() == "Oekraïne vraagt om hulp bij de wederopbouw.\n"
    assert err == "cleaner: not UTF-8 (byte 5); read as windows-1252\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--frmat=json"], "there is no option '--frmat'; did you mean '--format'? (see cleaner --help)"),
        (["page.html", "--urll", "x"], "there is no option '--urll'; did you mean '--url'? (see cleaner --help)"),
        (["explain", "--xyz"], "there is no option '--xyz' (see cleaner explain --help)"),
        (["explain", "--htlm"], "there is no option '--htlm'; did you mean '--html'? (see cleaner explain --help)"),
        (["packs", "list", "--fromat", "x"], "did you mean '--format'? (see cleaner packs list --help)"),
        (["packs", "schema", "case", "x"], "'x' is one argument too many (see cleaner packs schema --help)"),
        (["--format", "xml"], "argument --format: invalid choice: 'xml'"),
        (["--pack", "nil"], "there is no pack 'nil'; the packs are "),
        (["--packs", "/nowhere"], "no folder of packs at /nowhere"),
        (["packs"], "the subcommand is missing; use one of list, lint, test, new, learn, drift, schema (see cleaner"),
        (["packs", "lnt"], "there is no subcommand 'lnt'; did you mean 'lint'? (see cleaner packs --help)"),
        (["packs", "xyz"], "there is no subcommand 'xyz'; use one of list, lint, test, new, learn, drift, schema (see"),
        (["search", "quer"], "there is no subcommand 'quer'; did you mean 'query'? (see cleaner search --help)"),
        (["serv"], "there is no file and no subcommand 'serv'; did you mean 'serve'? (see cleaner --help)"),
        (["--limit", "cpu_seconds=5"], "--limit cpu_seconds needs --isolated, which"),
        (["explain", "--limit", "seconds=5"], "--limit seconds needs --isolated, which"),
        (["explain", "--pack", "nil"], "no pack 'nil'"),
    ],
)
def test_wrong_usage_is_one_line(arguments: list[str], message: str) -> None:
    out, err = run(*arguments, code=2)
    assert out == b""
    assert err.startswith("cleaner: ")
    assert err.count("\n") == 1
    assert message in err


@pytest.mark.slow
def test_each_fault_of_a_pack_is_a_line(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("pack: own\nversion: x\nrules: [{dorp: {}}]\n", encoding="utf-8")
    expected = [
        f"{path}:2:10: 'x' does not fit: write a whole number, at least 1",
        f"{path}:3:10: unknown verb 'dorp'; did you mean 'drop'?",
    ]
    for arguments in (
        ["--packs", str(tmp_path)],
        ["explain", "--packs", str(tmp_path)],
        ["--packs", str(tmp_path), "explain"],
    ):
        _, err = run(*arguments, code=3)
        assert err.splitlines() == [f"cleaner: {line}" for line in expected]
    _, err = run(code=3, CLEANER_PACKS=str(tmp_path))
    assert err.splitlines() == [f"cleaner: {line}" for line in expected]
    out, err = run("packs", "lint", "--packs", str(tmp_path), code=3)
    assert out.decode().splitlines() == expected
    assert err == "cleaner: 2 faults\n"


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (b"<?xml version='1.0'?><rss><channel>", "input: this is a feed or a sitemap (<rss>), not a page"),
        (b"%PDF-1.4\n", "input: at offset 0: this is a PDF, not text"),
        (b"abc\0\0def", "input: at offset 3: this is not text: it holds NUL bytes"),
    ],
)
def test_input_that_cannot_be_read(page: bytes, message: str) -> None:
    out, err = run(page=page, code=4)
    assert out == b""
    assert err.startswith(f"cleaner: {message}")
    assert err.count("\n") == 1


def test_a_closed_stdin() -> None:
    command = ["/bin/sh", "-c", f"{COMMAND[0]} <&-"]
    done = subprocess.run(command, capture_output=True, check=False, env=clean_environment())
    assert (done.returncode, done.stderr) == (4, b"cleaner: input: there is nothing to read: stdin is closed\n")


def test_input_text_reads_html_as_text() -> None:
    out, _ = run("--input", "text", page=b"<html> is the tag that opens a document.")
    assert out == b"<html> is the tag that opens a document.\n"


def test_explain_accounts_for_each_line() -> None:
    out, err = run("explain")
    head, *rest = out.decode().splitlines()
    rows = [row for row in rest if not row.startswith("= ")]
    reasons = [row for row in rest if row.startswith("= ")]
    assert head == "zeelandnet 3: signature, weight 6 of 3 needed; confidence 1"
    lines = [line.strip() for line in PAGE.decode().splitlines() if line.strip()]
    assert [row.endswith(f"  {line}") for row, line in zip(rows, lines, strict=True)] == [True] * len(lines)
    kept = [row for row in rows if row.startswith("+")]
    assert len(kept) == EXPECTED.count(b"\n\n") + 1
    assert all(row.startswith(("+", "- from nl/", "- title nl/", "- until nl/")) for row in rows)
    assert len(reasons) == len({row[2:].split("  ")[0] for row in rows if row.startswith("-")})
    assert reasons[-1].endswith(": teasers of other articles")
    assert "\x1b" not in out.decode()
    assert err == ""


def test_explain_takes_options_on_either_side() -> None:
    url = "https://www.nu.nl/a/1/b.html"
    assert run("--url", url, "explain") == run("explain", "--url", url)
    assert run("explain", "--url", url)[0].startswith(b"nu 5: URL, host nu.nl")


def test_packs_list() -> None:
    out, _ = run("packs", "list")
    rows = [line.split("\t") for line in out.decode().splitlines()]
    assert ["knack", "6", "knack.be", "be/knack.yaml", "stored pages", "2026-11-28"] in rows
    assert [row[0] for row in rows] == sorted(load().programs)


def test_packs_list_of_packs_that_do_not_say_how_they_were_checked(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("pack: a\nversion: 1\nrules: []\n", encoding="utf-8")
    out, _ = run("packs", "list", "--packs", str(tmp_path))
    assert out.startswith(b"a\t1\t-\ta.yaml\t-\t-\n")


def test_packs_list_as_json(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("pack: a\nversion: 1\nhosts: [krant.nl]\nrules: []\n", encoding="utf-8")
    out, _ = run("packs", "list", "--packs", str(tmp_path), "--format", "json")
    packs = {pack["name"]: pack for pack in json.loads(out)}
    assert packs["a"] == {"name": "a", "version": 1, "hosts": ["krant.nl"], "file": "a.yaml", "checked": None}
    assert packs["nu"]["checked"] == {"by": "stored pages", "when": "2026-11-28"}
    assert list(packs) == sorted(packs)


@pytest.mark.slow
def test_packs_lint() -> None:
    assert run("packs", "lint") == (f"{len(load().programs)} packs, no faults\n".encode(), "")


SCHEMAS = {(): "rules/pack", ("pack",): "rules/pack", ("shared",): "rules/shared", ("case",): "golden/case"}


@pytest.mark.parametrize(("kind", "file"), SCHEMAS.items(), ids=str)
def test_packs_schema(kind: tuple[str, ...], file: str) -> None:
    expected = (ROOT.parent / f"{file}.schema.json").read_text(encoding="utf-8")
    assert run("packs", "schema", *kind)[0].decode() == expected


# Every command that writes to stdout; `search` is in test_indexes, which has an index.
WRITERS = [
    (),
    ("--format", "json"),
    ("--version",),
    ("--help",),
    ("explain",),
    ("explain", "--help"),
    ("explain", "--html"),
    ("explain", "--suggest", "de"),
    ("packs", "list"),
    pytest.param(("packs", "lint"), marks=pytest.mark.slow),
    ("packs", "schema"),
    ("packs", "list", "--help"),
    ("batch", "--help"),
    ("search", "query", "--help"),
    ("serve", "--help"),
]
BUFFERS = [{}, {"PYTHONUNBUFFERED": "1"}]
each_writer = pytest.mark.parametrize("arguments", WRITERS, ids=" ".join)
each_way = pytest.mark.parametrize("arguments", [(), ("--help",), ("packs", "schema")], ids=" ".join)
FULL = (2, "cleaner: cannot write to stdout: No space left on device\n")
each_buffer = pytest.mark.parametrize("buffer", BUFFERS, ids=["buffered", "unbuffered"])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, which Linux has")
@each_writer
def test_a_full_disk(arguments: tuple[str, ...]) -> None:
    assert write_to_a_full_disk(*arguments, stdin=PATH) == FULL


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, which Linux has")
@each_way
def test_a_full_disk_without_a_buffer(arguments: tuple[str, ...]) -> None:
    assert write_to_a_full_disk(*arguments, stdin=PATH, PYTHONUNBUFFERED="1") == FULL


def test_a_disk_that_fills_up_in_the_middle(tmp_path: Path) -> None:
    """Without a buffer, the system may write only the first part, and report no error."""
    script = f"ulimit -f 1; trap '' XFSZ; exec {COMMAND[0]} packs schema > schema.json"  # 512 or 1,024 bytes
    for buffer in BUFFERS:
        done = subprocess.run(
            ["/bin/sh", "-c", script], capture_output=True, check=False, env=clean_environment(**buffer), cwd=tmp_path
        )
        assert (done.returncode, done.stderr) == (2, b"cleaner: cannot write to stdout: File too large\n")


@each_way
def test_a_closed_stdout(arguments: tuple[str, ...]) -> None:
    command = ["/bin/sh", "-c", '"$@" >&-', "sh", *COMMAND, *arguments]
    done = subprocess.run(command, input=PAGE, stderr=subprocess.PIPE, check=False, env=clean_environment())
    assert (done.returncode, done.stderr) == (2, b"cleaner: cannot write to stdout: it is closed\n")


@each_way
@each_buffer
def test_a_pipe_that_closes_before_the_output(arguments: tuple[str, ...], buffer: dict[str, str]) -> None:
    """Like any filter, the command is ended by the signal and writes no message."""
    with start(*arguments, **buffer) as process:
        assert process.stdout
        process.stdout.close()
        assert end_of(process) == (-signal.SIGPIPE, b"")


@each_buffer
def test_a_pipe_that_closes_in_the_middle_of_the_output(buffer: dict[str, str]) -> None:
    with start("packs", "schema", **buffer) as process:
        assert process.stdout
        assert process.stdout.read(1) == b"{"
        process.stdout.close()
        assert end_of(process) == (-signal.SIGPIPE, b"")


@each_way
@each_buffer
def test_a_pipe_that_closes_after_the_output(arguments: tuple[str, ...], buffer: dict[str, str]) -> None:
    """The pipe closes between the last byte and the exit. All output was read, so this is a success."""
    out, _ = run(*arguments)
    with start(*arguments, **buffer) as process:
        assert process.stdout
        assert process.stdout.read(len(out)) == out
        process.stdout.close()
        assert end_of(process) == (0, b"")


def start(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    """Start the command on the page; it writes to a pipe that holds 4,096 bytes."""
    with PATH.open("rb") as page:
        return subprocess.Popen(
            [*COMMAND, *arguments],
            stdin=page,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pipesize=4096,
            env=clean_environment(**environment),
        )


def end_of(process: subprocess.Popen[bytes]) -> tuple[int, bytes]:
    """Return the exit code and stderr of the process."""
    assert process.stderr
    return process.wait(30), process.stderr.read()


def test_only_messages_are_lost_if_stderr_is_closed_or_full() -> None:
    """The article and the exit code are the same, and the message is not in stdout."""
    page = "Oekraïne vraagt om hulp bij de wederopbouw.".encode("cp1252")
    for redirection in ("2>/dev/null", "2>&-", "2>/dev/full"):
        command = ["/bin/sh", "-c", f"{COMMAND[0]} {redirection}"]
        done = subprocess.run(command, input=page, stdout=subprocess.PIPE, check=False, env=clean_environment())
        assert (done.returncode, done.stdout.decode()) == (0, "Oekraïne vraagt om hulp bij de wederopbouw.\n")


def test_a_url_that_is_not_utf8() -> None:
    done = subprocess.run(  # a shell passes any bytes
        [*COMMAND, "--format", "json", "--url", b"http://nu.nl/\xff"],
        input=PAGE,
        capture_output=True,
        check=False,
        env=clean_environment(),
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["pack"] == "nu"


def test_pack_none_and_pack_by_name() -> None:
    page = b"De raad kwam woensdag bijeen over de haven.\n\nNUjij-reacties\n"
    assert run("--pack", "none", page=page)[0] == page
    assert run("--pack", "nu", page=page)[0] == page.partition(b"\n\n")[0] + b"\n"


@pytest.mark.slow
def test_ctrl_c_ends_it_without_a_message() -> None:
    with subprocess.Popen(
        COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=clean_environment(),
    ) as process:
        time.sleep(1.5)  # now it waits for its input
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
        assert err == b""
        assert process.returncode == -signal.SIGINT


def test_text_with_a_pack_imports_no_extractor() -> None:
    code = (
        "import sys; from cleaner.cli import main; code = main(['--url', 'https://www.zeelandnet.nl/nieuws/x']);"
        "print(*sys.modules, file=sys.stderr); sys.exit(code)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, input=PAGE, capture_output=True, check=True, env=clean_environment())
    assert done.stdout == EXPECTED
    unneeded = {"trafilatura", "lxml", "justext", "asyncio", "difflib", "unittest", "webencodings", "csv", "shutil"}
    imported = done.stderr.decode().split()
    assert "cleaner.cli.filter" in imported
    assert not unneeded & {name.partition(".")[0] for name in imported}
    # checks of packs, and what only a page with markup needs
    assert not [name for name in imported if name.startswith(("cleaner.cli.packs.", "cleaner.readers.detecting"))]


def test_a_page_cannot_control_the_terminal() -> None:
    page = "Kop\n\nKop\n\nDe raad \x1b[31mkwam woensdag\x07 bijeen over de \x9b2Jhaven.\n".encode()
    out, _ = run("explain", page=page)
    assert "De raad  [31mkwam woensdag  bijeen over de  2Jhaven." in out.decode()
    assert not set("\x1b\x07\x9b") & set(out.decode())
