"""Batches whose output exists: it is replaced, or what is new is added to it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner, UsageError
from cleaner.batch.run import run as run_job
from cleaner.batch.run_folder import RunState

from .archives import FORMS, Raw, jsonl
from .batches import SENTENCE, batch, command, failed, few_pages_in_a_chunk, interrupt, job, rows

MANY = 100
"""More pages than are read and cleaned before a run that is to stop notices it."""
OUTPUTS = ("out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.parquet", "out/")


def write(path: Path, text: str, seconds: int = 0) -> None:
    """Write a page that was changed so many seconds from now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    when = path.stat().st_mtime + seconds
    os.utime(path, (when, when))


def crawl(folder: Path) -> Path:
    """Write pages of each kind: with an article, without one, one that fails, and files with many."""
    write(folder / "a.txt", f"{SENTENCE} A.", -60)
    write(folder / "empty.txt", "Menu", -60)
    write(folder / "deep/binary.html", "\x00\x01" * 500, -60)
    write(folder / "many.jsonl", jsonl([Raw(f"{SENTENCE} {n}".encode()) for n in range(3)]).decode(), -60)
    FORMS["pages.parquet"](folder / "table.parquet", [Raw(f"{SENTENCE} T{n}".encode()) for n in range(3)])
    os.utime(folder / "table.parquet", (1, 1))
    return folder


def content(out: str) -> dict[str, Any]:
    """Return what an output holds: its rows or articles, without their order, and its failed pages."""
    path = Path(out)
    listed = sorted(json.dumps(line, sort_keys=True) for line in failed(path))
    if path.is_dir():
        return {str(each.relative_to(path)): each.read_bytes() for each in path.rglob("*.txt")} | {"": listed}
    found = [{key: value for key, value in row.items() if value is not None} for row in rows(path)]
    return {"rows": sorted(json.dumps(row, sort_keys=True, default=str) for row in found), "": listed}


def stamps(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return the time and the content of each file in a folder."""
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file() and "in" not in path.relative_to(folder).parts
    }


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of pages, `in`, in the working directory."""
    few_pages_in_a_chunk(monkeypatch)
    monkeypatch.chdir(tmp_path)
    return crawl(tmp_path / "in")


@pytest.mark.parametrize("out", OUTPUTS)
class TestNew:
    def test_a_second_run_changes_nothing(self, out: str, folder: Path, cleaner: Cleaner) -> None:
        batch("in", out=out, cleaner=cleaner, existing="new")
        before = stamps(folder.parent)
        state = batch("./in", out=out, cleaner=cleaner, existing="new")
        assert state.counts == {}
        assert stamps(folder.parent) == before
        assert not list(folder.parent.glob("*.partial"))

    def test_the_output_is_that_of_one_run_over_all(self, out: str, folder: Path, cleaner: Cleaner) -> None:
        batch("in", out=out, cleaner=cleaner)
        write(folder / "aa.txt", f"{SENTENCE} Nieuw.", -3_600)  # moved here, with its old time
        write(folder / "new.jsonl", jsonl([Raw(f"{SENTENCE} nieuw {n}".encode()) for n in range(2)]).decode())
        write(folder / "bad.html", "\x00\x01" * 500)
        write(folder / "a.txt", f"{SENTENCE} Veranderd.", 60)
        write(folder / "deep/binary.html", f"<p>{SENTENCE} Nu wel.", 60)
        write(folder / "many.jsonl", jsonl([Raw(f"{SENTENCE} {n}".encode()) for n in range(2)]).decode(), 60)
        state = batch("in", out=out, cleaner=cleaner, existing="new")
        assert state.counts["pages"] == 8
        batch("in", out=f"all/{out}", cleaner=cleaner)
        wanted, found = content(f"all/{out}"), content(out)
        if out == "out/":  # nothing says that the third article of the file is one of the batch
            assert found.pop("many.jsonl/000000003.txt")
        assert found == wanted

    def test_an_interrupted_run_is_continued(self, out: str, folder: Path, cleaner: Cleaner) -> None:
        batch("in", out=out, cleaner=cleaner)
        write(folder / "new.jsonl", jsonl([Raw(f"{SENTENCE} nieuw {n}".encode()) for n in range(MANY)]).decode())
        before = content(out)
        interrupt("in", out=out, cleaner=cleaner, after=3, existing="new")
        assert content(out) == before
        state = batch("in", out=out, cleaner=cleaner, existing="new")
        assert state.counts["pages"] == MANY
        batch("in", out=f"all/{out}", cleaner=cleaner)
        assert content(out) == content(f"all/{out}")

    def test_a_page_that_changed_during_the_run_is_new(self, out: str, folder: Path, cleaner: Cleaner) -> None:
        def change(*_: object) -> None:
            write(folder / "a.txt", f"{SENTENCE} Veranderd.", 1)

        run_job(job("in", out=out), cleaner, change)
        assert batch("in", out=out, cleaner=cleaner, existing="new").counts["pages"] == 1

    def test_a_page_that_was_removed_stays_in_the_output(self, out: str, folder: Path, cleaner: Cleaner) -> None:
        batch("in", out=out, cleaner=cleaner)
        (folder / "a.txt").unlink()
        write(folder / "b.txt", f"{SENTENCE} B.")
        batch("in", out=out, cleaner=cleaner, existing="new")
        found = str(content(out))
        assert f"{SENTENCE} A." in found
        assert f"{SENTENCE} B." in found


def test_a_page_that_has_no_article_any_longer_has_no_file(folder: Path, cleaner: Cleaner) -> None:
    batch("in", out="out/", cleaner=cleaner)
    Path("out/notes.txt").write_text("van de gebruiker")
    write(folder / "a.txt", "Menu", 60)
    batch("in", out="out/", cleaner=cleaner, existing="new")
    assert not Path("out/a.txt.txt").exists()
    assert Path("out/notes.txt").read_text() == "van de gebruiker"


@pytest.mark.usefixtures("folder")
def test_another_run_begins_if_pages_came_since_the_interruption(folder: Path, cleaner: Cleaner) -> None:
    batch("in", out="out.jsonl", cleaner=cleaner)
    write(folder / "new.jsonl", jsonl([Raw(f"{SENTENCE} nieuw {n}".encode()) for n in range(MANY)]).decode())
    interrupt("in", out="out.jsonl", cleaner=cleaner, after=3, existing="new")
    write(folder / "newer.txt", f"{SENTENCE} Nieuwer.")
    assert batch("in", out="out.jsonl", cleaner=cleaner, existing="new").counts["pages"] == MANY + 1


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("out", ["out.jsonl", "out.jsonl.gz", "out.parquet"])
def test_what_is_no_output_is_not_added_to(out: str, cleaner: Cleaner) -> None:
    Path(out).write_text('{"title": "van iemand anders"}\n')
    with pytest.raises(UsageError, match=f"{out} is not the output of a batch, so nothing can be added to it"):
        batch("in", out=out, cleaner=cleaner, existing="new")
    assert Path(out).read_text() == '{"title": "van iemand anders"}\n'


@pytest.mark.parametrize("out", OUTPUTS)
class TestOverwrite:
    def test_the_output_is_that_of_a_first_run(self, out: str, folder: Path, cleaner: Cleaner) -> None:
        batch("in", out=out, cleaner=cleaner)
        shutil.rmtree(folder)
        write(folder / "a.txt", f"{SENTENCE} Anders.")
        batch("in", out=f"all/{out}", cleaner=cleaner)
        batch("in", out=out, cleaner=cleaner, existing="overwrite")
        found = content(out)
        if out == "out/":  # which other files are those of the batch, nobody can tell
            assert found.pop("many.jsonl/000000003.txt")
            found = {name: found[name] for name in ("a.txt.txt", "")}
        assert found == content(f"all/{out}")

    def test_the_old_output_is_there_until_the_new_one_is(self, out: str, folder: Path, cleaner: Cleaner) -> None:
        batch("in", out=out, cleaner=cleaner)
        before = content(out)
        write(folder / "new.jsonl", jsonl([Raw(f"{SENTENCE} nieuw {n}".encode()) for n in range(MANY)]).decode())
        interrupt("in", out=out, cleaner=cleaner, after=3, existing="overwrite")
        assert content(out) == before
        assert batch("in", out=out, cleaner=cleaner, existing="overwrite").counts["pages"] == MANY + 9

    def test_a_run_with_other_options_is_thrown_away(self, out: str, folder: Path, cleaner: Cleaner) -> None:
        write(folder / "new.jsonl", jsonl([Raw(f"{SENTENCE} nieuw {n}".encode()) for n in range(MANY)]).decode())
        interrupt("in", out=out, cleaner=cleaner, after=3)
        with pytest.raises(UsageError, match="begun with other options"):
            batch("in", out=out, cleaner=cleaner, unwrap=True, existing="new")
        assert batch("in", out=out, cleaner=cleaner, unwrap=True, existing="overwrite").counts["pages"] == MANY + 9


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("out", "inputs", "options", "message"),
    [
        ("theirs.jsonl", ["in"], {}, "theirs.jsonl is not a regular file, and is not replaced"),
        ("file/", ["in"], {}, "file is not a folder of articles, and is not replaced"),
        ("in/many.jsonl", ["in/many.jsonl"], {}, "in/many.jsonl is an input, and would be replaced"),
        ("in/many.jsonl", ["link.jsonl"], {}, "link.jsonl is an input, and would be replaced"),
        ("link.jsonl", ["in"], {}, "link.jsonl is inside in, which is an input"),
        ("x.jsonl", ["x.jsonl.failed.jsonl"], {}, "x.jsonl.failed.jsonl is an input, and would be replaced"),
        ("left.jsonl", ["in"], {}, "left.jsonl.partial exists, and does not come from a run"),
        ("out.jsonl", ["in"], {"existing": "new", "near_duplicates": True}, "--near-duplicates needs all pages"),
        ("out.jsonl", ["in"], {"existing": "new", "site_lines": True}, "--site-lines needs all pages"),
        ("out.jsonl", ["in"], {"existing": "new", "sample": "sample"}, "--sample needs all pages"),
        ("out.jsonl", ["-"], {"existing": "new"}, "--new compares the names of files, and a stream has none"),
        ("-", ["in"], {"existing": "new"}, "--new compares the names of files, and a stream has none"),
        ("out.jsonl", ["in"], {"sample": "theirs.jsonl"}, "theirs.jsonl exists; remove it"),
    ],
)
def test_what_is_not_replaced(
    out: str, inputs: list[str], options: dict[str, Any], message: str, cleaner: Cleaner, tmp_path: Path
) -> None:
    write(tmp_path / "theirs.jsonl/data", "van iemand anders")
    write(tmp_path / "left.jsonl.partial/data", "van iemand anders")
    write(tmp_path / "file", "van iemand anders")
    write(tmp_path / "x.jsonl.failed.jsonl", "van iemand anders")
    (tmp_path / "link.jsonl").symlink_to("in/many.jsonl")
    with pytest.raises(UsageError, match=message):
        batch(*inputs, out=out, cleaner=cleaner, **({"existing": "overwrite"} | options))
    for name in ("theirs.jsonl/data", "left.jsonl.partial/data", "file", "x.jsonl.failed.jsonl"):
        assert (tmp_path / name).read_text() == "van iemand anders"
    assert {path.name for path in tmp_path.glob("*.partial")} == {"left.jsonl.partial"}


def test_a_failed_page_is_told_until_it_is_cleaned(folder: Path, tmp_path: Path) -> None:
    """One that was missing is new when it comes, also if it has an old time of change."""
    names = tmp_path / "names"
    names.write_text(f"{folder}/a.txt\n{folder}/later.txt\n")
    arguments = ("--files-from", names, "--out", "out.jsonl", "--new")
    command(*arguments, code=4)
    assert "1 page failed in an earlier run; the list is in out.jsonl.failed.jsonl" in command(*arguments, code=5)
    write(folder / "later.txt", f"{SENTENCE} B.", -3600)
    assert "failed" not in command(*arguments).replace("0 failed", "")
    assert [row["source"]["file"] for row in rows(Path("out.jsonl"))] == [f"{folder}/a.txt", f"{folder}/later.txt"]
    assert "nothing new" in command(*arguments)
    Path("out.jsonl.failed.jsonl").write_text('{"source": {"file": "x"}, "reason": "added by hand"}\n')
    assert "nothing new" in command(*arguments)
    assert "a second" not in command(*arguments)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("out", ["out.jsonl", "out/"])
def test_a_run_that_is_killed_after_the_renaming(out: str, cleaner: Cleaner, monkeypatch: pytest.MonkeyPatch) -> None:
    batch("in", out=out, cleaner=cleaner)
    wanted = content(out)
    with monkeypatch.context() as patch:
        patch.setattr("cleaner.batch.run_folder.RunFolder._other_files", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            batch("in", out=out, cleaner=cleaner, existing="overwrite")
    assert Path("out.partial" if out == "out/" else "out.jsonl.partial").is_dir()
    state: RunState = batch("in", out=out, cleaner=cleaner, existing="overwrite")
    assert state.counts["pages"] == 9
    assert content(out) == wanted
    assert not list(Path().glob("*.partial"))
