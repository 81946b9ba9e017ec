"""A batch from stdin and to stdout."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner, UsageError
from cleaner.batch.read_ahead import AHEAD, read_ahead

from .archives import Raw, jsonl
from .batches import SENTENCE, batch, failed, job, peak, rows, some_golden
from .commands import COMMAND, clean_environment, run_here

LINES = jsonl([Raw(f"{SENTENCE} {n}".encode()) for n in range(3)])


def piped(*arguments: str | Path, stdin: bytes = b"", code: int = 0) -> tuple[list[dict[str, Any]], str]:
    """Run the command with this on stdin; return the rows on stdout, and what it writes to stderr."""
    done = run_here("batch", *arguments, stdin=stdin)
    assert done.code == code, done.err
    return [json.loads(line) for line in done.out.splitlines()], done.err


def without_place(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in row.items() if key != "source"} for row in found]


def test_the_rows_are_the_same_by_each_way(tmp_path: Path, cleaner: Cleaner) -> None:
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    path.write_bytes(jsonl(some_golden()))
    batch(path, out=out, cleaner=cleaner)
    wanted = rows(out)
    code = 5 if failed(out) else 0
    assert piped(path, "--out", "-", code=code)[0] == wanted
    found, said = piped("-", "--out", "-", stdin=path.read_bytes(), code=code)
    assert without_place(found) == without_place(wanted)
    assert [row["source"]["record"] for row in found] == [row["source"]["record"] for row in wanted]
    assert {row["source"]["file"] for row in found} == {"-"}
    assert f"{len(wanted)} pages in" in said


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet"])
def test_stdin_into_a_file(name: str, tmp_path: Path) -> None:
    piped("-", "--out", tmp_path / name, stdin=LINES)
    assert [row["articleBody"] for row in rows(tmp_path / name)] == [f"{SENTENCE} {n}" for n in range(3)]
    assert {path.name for path in tmp_path.iterdir()} == {name}


def test_stdin_into_a_folder_and_beside_other_inputs(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(SENTENCE)
    piped("-", tmp_path / "page.txt", "--out", f"{tmp_path}/out/", stdin=LINES)
    found = sorted(str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*.txt"))
    assert found == ["page.txt.txt", *(f"stdin/{n:09}.txt" for n in (1, 2, 3))]


def test_each_failed_page_is_said_or_listed(tmp_path: Path) -> None:
    stdin = LINES + b"{\n\n" + b'{"url": "https://x.nl/1"}\n' + LINES
    found, said = piped("-", "--out", "-", stdin=stdin, code=5)
    assert len(found) == 6
    assert "cleaner: failed: -, record 4: not a JSON object: " in said
    assert "cleaner: failed: -, record 6: no page: there is nothing in html or text\n" in said
    listed = tmp_path / "failed.jsonl"
    found, said = piped("-", "--out", "-", "--failed", listed, stdin=stdin, code=5)
    assert len(found) == 6
    assert "failed:" not in said
    assert [line["source"]["record"] for line in map(json.loads, listed.read_text().splitlines())] == [4, 6]
    assert piped("-", "--out", "-", "--failed", listed, stdin=stdin, code=2)[1].startswith(f"cleaner: {listed} exists")
    piped("-", "--out", "-", "--failed", tmp_path / "none.jsonl", stdin=LINES)
    assert not (tmp_path / "none.jsonl").exists()  # as with a file, there is a list only if a page failed


@pytest.mark.parametrize("name", ["in.jsonl", "link.jsonl", "notes.txt", "history"])
def test_a_list_of_failed_pages_replaces_nothing_else(name: str, tmp_path: Path) -> None:
    kept = {"in.jsonl": LINES, "notes.txt": b"mine\n"}
    for each, content in kept.items():
        (tmp_path / each).write_bytes(content)
    (tmp_path / "link.jsonl").symlink_to("in.jsonl")
    options: list[str | Path] = ["--failed", tmp_path / name, "--history", tmp_path / "history", "--overwrite"]
    assert piped(tmp_path / "in.jsonl", "--out", "-", *options, code=2)[0] == []
    assert {each: (tmp_path / each).read_bytes() for each in kept} == kept


def test_a_list_of_failed_pages_is_made_when_the_run_is_done(tmp_path: Path) -> None:
    """Until then, an older list and all other files stay as they are, also if the run ends with an error."""
    listed, other = tmp_path / "failed.jsonl", tmp_path / "failed.jsonl.partial"
    other.write_bytes(LINES)
    piped("-", "--out", "-", "--failed", listed, stdin=LINES)
    assert not listed.exists()
    piped("-", "--out", "-", "--failed", listed, stdin=b"x\n", code=5)
    before = listed.read_bytes()
    piped("-", "--out", "-", "--failed", listed, "--overwrite", stdin=gzip.compress(LINES), code=2)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {listed.name: before, other.name: LINES}


def test_a_list_of_failed_pages_replaces_only_a_regular_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    said = piped("-", "--out", "-", "--failed", tmp_path / "pipe", "--overwrite", stdin=LINES, code=2)[1]
    assert "pipe is not a list of failed pages, and is not replaced" in said
    (tmp_path / "link").symlink_to("failed.jsonl")
    piped("-", "--out", "-", "--failed", tmp_path / "link", stdin=b"x\n", code=5)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "failed.jsonl").is_file()


def test_an_earlier_list_of_failed_pages_is_replaced(tmp_path: Path) -> None:
    listed = tmp_path / "failed.jsonl"
    piped("-", "--out", "-", "--failed", listed, stdin=b"x\n", code=5)
    piped("-", "--out", "-", "--failed", listed, "--overwrite", stdin=b"x\nx\n", code=5)
    assert listed.read_bytes().count(b"\n") == 2
    piped("-", "--out", "-", "--failed", listed, "--summary", listed, "--overwrite", stdin=b"x\n", code=2)
    piped("-", "--out", "-", "--failed", listed, "--overwrite", stdin=LINES)
    assert list(tmp_path.iterdir()) == []


def test_unusable_stdin_replaces_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    piped("-", "--out", out, stdin=LINES)
    before = out.read_bytes()
    piped("-", "--out", out, "--overwrite", stdin=gzip.compress(LINES), code=2)
    closed = ["sh", "-c", 'exec "$@" <&-', "sh", *COMMAND, "batch", "-", "--overwrite", "--out", str(out)]
    done = subprocess.run(closed, capture_output=True, text=True, check=False, env=clean_environment())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "cleaner: stdin is closed; name a file, or connect stdin with one\n"
    assert out.read_bytes() == before
    assert list(tmp_path.iterdir()) == [out]


def test_compressed_stdin_says_what_to_do() -> None:
    found, said = piped("-", "--out", "-", stdin=gzip.compress(LINES), code=2)
    assert found == []
    assert "stdin is compressed; decompress it, as in: zcat FILE | cleaner batch -" in said


@pytest.mark.parametrize(
    ("inputs", "out", "options", "message"),
    [
        (["-", "-"], "-", {}, "stdin (-) is named twice"),
        (["-"], "out.jsonl", {"site_lines": True}, "--site-lines reads all pages twice"),
        (
            ["-"],
            "out.jsonl",
            {"failed": "x"},
            "--failed is for --out -; otherwise, failed pages are listed in out.jsonl",
        ),
        (["-"], "-", {"near_duplicates": True}, "--near-duplicates is known only when all pages are cleaned"),
        (["-"], "-", {"sample": "sample"}, "--sample is known only when all pages are cleaned"),
    ],
)
def test_what_a_stream_cannot_do(inputs: list[str], out: str, options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as raised:
        job(*inputs, out=out, **options)
    assert str(raised.value).startswith(message)


def test_a_folder_that_holds_the_working_directory_can_be_streamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.txt").write_text(SENTENCE)
    monkeypatch.chdir(tmp_path)
    assert [row["source"]["file"] for row in piped(".", "--out", "-")[0]] == ["x.txt"]


def test_a_page_does_not_wait_for_the_next_one() -> None:
    """The program that writes to stdin waits for each article before it sends the next page."""
    with subprocess.Popen(
        [*COMMAND, "batch", "-", "--out", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=clean_environment(),
    ) as process:
        assert process.stdin
        assert process.stdout
        for line in LINES.splitlines(keepends=True):
            process.stdin.write(line)
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == json.loads(line)["id"]
        process.stdin.close()
        assert process.stdout.read() == b""
        assert process.wait(30) == 0


def test_the_run_ends_without_a_message_when_its_reader_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(jsonl([Raw(f"{SENTENCE} {n}".encode()) for n in range(20_000)]))
    script = '"$@" | head -n 1; echo "${PIPESTATUS[0]}"'
    started = ["/bin/bash", "-c", script, "bash", *COMMAND, "batch", str(path), "--out", "-"]
    done = subprocess.run(started, capture_output=True, text=True, check=False, env=clean_environment())
    line, code = done.stdout.splitlines()
    assert json.loads(line)["id"] == 0
    assert code == str(128 + signal.SIGPIPE)
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("out", "message"),
    [
        ("-", "cleaner: interrupted; what was written to stdout is not complete\n"),
        ("out.jsonl", "cleaner: interrupted; nothing is kept, because a run that reads stdin cannot be continued\n"),
    ],
)
def test_ctrl_c_while_nothing_comes(out: str, message: str, tmp_path: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "batch", "-", "--out", out],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=clean_environment(),
        cwd=tmp_path,
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(LINES.decode())
        process.stdin.flush()
        if out == "-":
            assert [json.loads(process.stdout.readline())["id"] for _ in range(3)] == [0, 1, 2]
        while out != "-" and not list(tmp_path.glob("out.jsonl.partial/journal")):
            assert process.poll() is None
        time.sleep(0.5)  # until then it may not yet handle the signal
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert process.stderr
        assert process.stderr.read() == message
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_from_stdin_left_is_not_continued(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    with subprocess.Popen([*COMMAND, "batch", "-", "--out", str(out)], stdin=subprocess.PIPE) as process:
        assert process.stdin
        process.stdin.write(LINES)
        process.stdin.flush()
        while not (tmp_path / "out.jsonl.partial/rows").exists():
            assert process.poll() is None
        process.kill()
    piped("-", "--out", out, stdin=LINES)
    assert [row["id"] for row in rows(out)] == [0, 1, 2]


def test_the_items_that_are_read_ahead_are_few() -> None:
    seen: list[int] = []

    def numbers() -> Any:
        for number in range(1_000):
            seen.append(number)
            yield number

    ahead = read_ahead(numbers(), 60)
    assert next(ahead) == 0
    assert len(seen) <= AHEAD + 3
    assert list(ahead) == list(range(1, 1_000))


def test_what_reading_raises_is_raised() -> None:
    def broken() -> Any:
        yield 1
        raise UsageError("there is nothing more")

    ahead = read_ahead(broken(), 60)
    assert next(ahead) == 1
    with pytest.raises(UsageError, match="there is nothing more"):
        next(ahead)


@pytest.mark.slow
def test_the_memory_of_a_stream_does_not_grow(tmp_path: Path) -> None:
    page = "{} {}\n" + "x" * 20_000
    peaks = []
    for pages in (1_000, 4_000):
        path = tmp_path / f"{pages}.jsonl"
        path.write_bytes(jsonl([Raw(page.format(SENTENCE, n).encode()) for n in range(pages)]))
        peaks.append(peak("-", "--out", "-", stdin=path))
    assert peaks[1] - peaks[0] < 30, peaks  # of 60 MB more
