"""Which files a batch reads: lists of files, globs, compressed pages, and what stands beside a page."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from cleaner import Cleaner, Limits, UsageError
from cleaner.batch.file_list import MAX_NAME, FileList
from cleaner.batch.globs import Globs
from cleaner.batch.sources import find_sources, listed_sources
from cleaner.batch.streams import compress
from cleaner.batch.urls import read_urls

from .archives import Raw, jsonl
from .batches import SENTENCE, batch, command, failed, interrupt, items, rows
from .commands import run_here


@pytest.fixture
def crawl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of pages, in the working directory."""
    monkeypatch.chdir(tmp_path)
    for name in ("crawl/b.html", "crawl/a.html", "crawl/deep/c.txt", "crawl/line\nbreak.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(f"{SENTENCE} Het stond in {path.stem.split()[0]}.")
    return tmp_path / "crawl"


class TestListsOfFiles:
    @pytest.mark.parametrize(
        ("content", "null", "names"),
        [
            (b"crawl/b.html\ncrawl/a.html\n", False, ["crawl/b.html", "crawl/a.html"]),
            (b"crawl/b.html\r\n\n./crawl//a.html", False, ["crawl/b.html", "crawl/a.html"]),
            (b"crawl/deep\ncrawl/a.html\n", False, ["crawl/deep/c.txt", "crawl/a.html"]),
            (b"crawl/line\nbreak.txt\0crawl/a.html\0", True, ["crawl/line\nbreak.txt", "crawl/a.html"]),
        ],
    )
    def test_the_files_come_in_the_order_of_the_list(
        self, content: bytes, null: bool, names: list[str], crawl: Path, cleaner: Cleaner
    ) -> None:
        path = crawl.parent / "list"
        path.write_bytes(content)
        batch(files_from=FileList(path, "list", null), out="out.jsonl", cleaner=cleaner)
        assert [row["source"]["file"] for row in rows(Path("out.jsonl"))] == names

    @pytest.mark.usefixtures("crawl")
    def test_a_list_on_stdin(self) -> None:
        """As `find` writes it. It is read several times."""
        find = ["/usr/bin/find", "crawl", "-type", "f", "-print0"]
        found = subprocess.run(find, capture_output=True, check=True).stdout
        done = run_here("batch", "--files-from", "-", "-0", "--out", "out.jsonl", stdin=found)
        assert (done.code, done.out) == (0, b"")
        names = [os.fsdecode(name) for name in found.split(b"\0")[:-1]]
        assert [row["source"]["file"] for row in rows(Path("out.jsonl"))] == names

    @pytest.mark.usefixtures("crawl")
    def test_the_rows_are_those_of_the_folder(self, cleaner: Cleaner) -> None:
        batch("crawl", out="folder.jsonl", cleaner=cleaner)
        names = [row["source"]["file"] for row in rows(Path("folder.jsonl"))]
        Path("list").write_bytes(b"\0".join(map(os.fsencode, names)))
        batch(files_from=FileList(Path("list"), "list", null=True), out="list.jsonl", cleaner=cleaner)
        assert Path("list.jsonl").read_bytes() == Path("folder.jsonl").read_bytes()

    def test_a_run_from_a_list_is_continued(self, tmp_path: Path, cleaner: Cleaner) -> None:
        path = tmp_path / "in.jsonl"
        path.write_bytes(jsonl([Raw(f"{SENTENCE} {n}".encode()) for n in range(300)]))
        for place in ("a", "b"):  # as the copies of two lists that came through a pipe
            (tmp_path / place).write_text(f"{path}\n")
        out = tmp_path / "out.jsonl"
        interrupt(files_from=FileList(tmp_path / "a", "stdin"), out=out, cleaner=cleaner, after=3)
        batch(files_from=FileList(tmp_path / "b", "stdin"), out=out, cleaner=cleaner)
        assert [row["id"] for row in rows(out)] == list(range(300))

    @pytest.mark.usefixtures("crawl")
    def test_a_file_that_is_gone_is_listed_with_the_failed_pages(self) -> None:
        Path("list").write_text("crawl/gone.html\ncrawl/a.html\n")
        said = command("--files-from", "list", "--out", "out.jsonl", code=4)
        assert "1 article, 0 without one, 1 failed" in said
        [entry] = failed(Path("out.jsonl"))
        assert entry["source"]["file"] == "crawl/gone.html"
        assert entry["reason"] == "the file cannot be read: No such file or directory"

    def test_a_folder_of_articles_has_the_names_of_the_list(self, crawl: Path, cleaner: Cleaner) -> None:
        other = crawl.parent / "other.txt"
        other.write_text(SENTENCE)
        Path("list").write_text(f"{other}\n./crawl/deep/../a.html\n../{crawl.parent.name}/crawl/b.html\n")
        batch(files_from=FileList(Path("list"), "list"), out="out/", cleaner=cleaner)
        found = {path.relative_to("out") for path in Path("out").rglob("*.txt")}
        root = crawl.parent.relative_to("/")
        assert found == {Path("crawl/a.html.txt"), root / "crawl/b.html.txt", root / "other.txt.txt"}

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["--files-from", "nowhere"], "the list nowhere cannot be read: No such file or directory"),
            (["--files-from", "empty"], "there is no name in empty"),
            (["--files-from", "binary"], "binary has names that end with null bytes; add --null"),
            (["--files-from", "-"], "there is no name in stdin"),
            (["crawl", "--files-from", "list"], "name either the files and folders to clean, or a list of them"),
            ([], "name either the files and folders to clean, or a list of them with --files-from"),
            (["crawl", "-0"], "--null is for a list of files; add --files-from"),
        ],
    )
    @pytest.mark.usefixtures("crawl")
    def test_wrong_usage(self, arguments: list[str], message: str) -> None:
        Path("empty").write_bytes(b"\n\n")
        Path("binary").write_bytes(b"crawl/a.html\0crawl/b.html\0")
        Path("list").write_text("crawl/a.html\n")
        assert command(*arguments, "--out", "out.jsonl", code=2).startswith(f"cleaner: {message}")
        assert not Path("out.jsonl.partial").exists()

    def test_what_is_no_list_is_not_read_into_memory(self, tmp_path: Path) -> None:
        (tmp_path / "list").write_bytes(b"x" * (3 * MAX_NAME))
        with pytest.raises(UsageError, match="list is not a list of files: a name has more than 65,536 bytes"):
            list(listed_sources(FileList(tmp_path / "list", "list")))


class TestCompressedPages:
    @pytest.mark.parametrize("ending", ["gz", "zst"])
    def test_a_compressed_page_is_the_page(self, ending: str, tmp_path: Path, cleaner: Cleaner) -> None:
        page = f"<title>x</title><p>{SENTENCE}</p>".encode()
        (tmp_path / "in").mkdir()
        for name, data in (
            (f"a.html.{ending}", compress(page, ending)),
            (f"b.TXT.{ending.upper()}", compress(SENTENCE.encode(), ending)),
            (f"c.html.{ending}", page),  # a crawler decompressed it, and kept its name
            (f"d.{ending}", compress(page, ending)),
        ):
            (tmp_path / "in" / name).write_bytes(data)
        batch(tmp_path / "in", out=tmp_path / "out.jsonl", cleaner=cleaner)
        assert [row["articleBody"] for row in rows(tmp_path / "out.jsonl")] == [SENTENCE] * 4
        batch(tmp_path / "in", out=f"{tmp_path}/out/", cleaner=cleaner)
        assert (tmp_path / f"out/a.html.{ending}.txt").read_text() == f"{SENTENCE}\n"

    @pytest.mark.parametrize("ending", ["gz", "zst"])
    def test_a_page_that_was_cut_off_fails(self, ending: str, tmp_path: Path) -> None:
        path = tmp_path / f"a.html.{ending}"
        path.write_bytes(compress(f"<p>{SENTENCE}</p>".encode(), ending)[:-4])
        [item] = items(path)
        assert item.is_damage
        assert "the file was cut off: it ends in the middle" in str(item.fault)

    @pytest.mark.parametrize("ending", ["gz", "zst"])
    def test_a_page_that_decompresses_to_gigabytes_is_refused(self, ending: str, tmp_path: Path) -> None:
        path = tmp_path / f"a.html.{ending}"
        path.write_bytes(compress(b"x" * 10_000_000, ending) * 300)
        [item] = items(path, Limits(size=1_000))
        assert len(item.page) == 1_001
        batch(path, out=tmp_path / "out.jsonl", cleaner=Cleaner(limits=Limits(size=1_000)))
        [entry] = failed(tmp_path / "out.jsonl")
        assert (entry["error"], entry["limit"]) == ("LimitError", "size")


class TestFields:
    @pytest.mark.parametrize("name", ["in.jsonl", "in.parquet"])
    @pytest.mark.parametrize("out", ["out.jsonl", "out.parquet"])
    def test_fields_of_other_names(self, name: str, out: str, tmp_path: Path) -> None:
        page = {"body": f"<p>{SENTENCE}</p>", "link": "https://x.nl/1", "text": "andere woorden", "url": "van de bron"}
        if name == "in.parquet":
            parquet.write_table(pa.Table.from_pylist([page]), tmp_path / name)
        else:
            (tmp_path / name).write_text(json.dumps(page))
        command(tmp_path / name, "--out", tmp_path / out, "--html-field", "body", "--url-field", "link")
        [row] = rows(tmp_path / out)
        assert (row["articleBody"], row["url"]) == (SENTENCE, "https://x.nl/1")
        carried = json.loads(row["carriedOver"]) if row.get("carriedOver") else row
        assert carried["text"] == "andere woorden"
        assert (row.get("input_url") or carried["url"]) == "van de bron"
        assert "body" not in carried

    def test_a_field_that_is_not_there(self, tmp_path: Path) -> None:
        parquet.write_table(pa.table({"html": [SENTENCE]}), tmp_path / "in.parquet")
        (tmp_path / "in.jsonl").write_text(json.dumps({"html": SENTENCE}))
        inputs = (tmp_path / "in.parquet", tmp_path / "in.jsonl")
        command(*inputs, "--out", tmp_path / "out.jsonl", "--html-field", "body", "--text-field", "words", code=4)
        table, line = failed(tmp_path / "out.jsonl")
        assert "there is no column body or words; the columns are html" in table["reason"]
        assert line["reason"] == "no page: there is nothing in body or words"


@pytest.mark.parametrize(
    ("include", "exclude", "found"),
    [
        ((), (), "a.html b.HTML d.txt deep/a.html deep/er/x.txt skip/a.html"),
        (("*.html",), (), "a.html deep/a.html skip/a.html"),
        (("*.html", "*.txt"), (), "a.html d.txt deep/a.html deep/er/x.txt skip/a.html"),
        ((), ("skip",), "a.html b.HTML d.txt deep/a.html deep/er/x.txt"),
        ((), ("skip/",), "a.html b.HTML d.txt deep/a.html deep/er/x.txt"),
        (("deep/*",), (), "deep/a.html deep/er/x.txt"),
        (("*.html",), ("deep/*",), "a.html skip/a.html"),
        (("*.html",), ("*/a.html",), "a.html"),
        (("[ad].*",), ("er", "skip"), "a.html d.txt deep/a.html"),
        (("*.pdf",), (), ""),
        (("**/*.html",), (), "a.html deep/a.html skip/a.html"),
        (("**/a.html",), ("**/skip/*",), "a.html deep/a.html"),
        (("./deep/*",), (), "deep/a.html deep/er/x.txt"),
    ],
)
def test_globs(include: tuple[str, ...], exclude: tuple[str, ...], found: str, tmp_path: Path) -> None:
    for name in ("a.html", "b.HTML", "d.txt", "deep/a.html", "deep/er/x.txt", "skip/a.html", ".hidden/a.html"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    sources = find_sources([str(tmp_path / "in")], Globs(include, exclude))
    assert " ".join(str(source.name) for source in sources) == found


@pytest.mark.parametrize(
    ("include", "exclude", "message"),
    [
        (("",), (), "'' is no pattern"),
        ((), ("/",), "'/' is no pattern"),
        (("deep/",), (), "'deep/' fits no file; for all files in that folder, write 'deep/*'"),
    ],
)
def test_globs_that_fit_nothing(include: tuple[str, ...], exclude: tuple[str, ...], message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        Globs(include, exclude)


@pytest.mark.usefixtures("crawl")
def test_globs_of_the_command() -> None:
    command("crawl", "--out", "out.jsonl", "--include", "*.html", "--include", "*.txt", "--exclude", "deep")
    names = [row["source"]["file"] for row in rows(Path("out.jsonl"))]
    assert names == ["crawl/a.html", "crawl/b.html", "crawl/line\nbreak.txt"]
    said = command("crawl", "--out", "none.jsonl", "--include", "*.pdf", code=2)
    assert said == "cleaner: there is no file in crawl that fits the patterns\n"
    command("crawl/a.html", "--out", "named.jsonl", "--exclude", "*.html")
    assert len(rows(Path("named.jsonl"))) == 1


class TestUrls:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("urls.tsv", "crawl/a.html\thttps://x.nl/a\ndeep/c.txt\thttps://x.nl/c\n"),
            ("urls.tsv", "file\turl\r\n./crawl/deep/../a.html\thttps://x.nl/a\r\n\ndeep/c.txt\thttps://x.nl/c"),
            (
                "urls.jsonl",
                '{"file": "a.html", "url": "https://x.nl/a", "n": 1}\n{"url": "https://x.nl/c", "file": "deep/c.txt"}',
            ),
            ("crawl/urls.txt", "a.html\thttps://x.nl/a\ndeep/c.txt\thttps://x.nl/c\ncrawl/b.html\t\n"),
        ],
    )
    @pytest.mark.usefixtures("crawl")
    def test_pages_get_the_urls_of_the_list(self, name: str, content: str) -> None:
        Path(name).write_text(content)
        said = command("crawl", "--out", "out.jsonl", "--urls", name)
        assert f"cleaner: 2 of 4 pages have a URL in {name}; 2 not, such as crawl/b.html\n" in said
        found = {row["source"]["file"]: row["url"] for row in rows(Path("out.jsonl")) if row["url"]}
        assert found == {"crawl/a.html": "https://x.nl/a", "crawl/deep/c.txt": "https://x.nl/c"}

    @pytest.mark.usefixtures("crawl")
    def test_names_that_are_not_among_the_pages_are_counted(self) -> None:
        Path("list").write_text("crawl/a.html\n")
        Path("urls.tsv").write_text("crawl/a.html\thttps://x.nl/a\nb.html\thttps://x.nl/b\nz.html\thttps://x.nl/z\n")
        said = command("--files-from", "list", "--out", "out.jsonl", "--urls", "urls.tsv")
        assert "1 of 1 page has a URL in urls.tsv; 2 names in it are not among the pages, such as b.html\n" in said

    @pytest.mark.parametrize(
        ("name", "content", "message"),
        [
            ("urls.tsv", "a.html https://x.nl/a\n", "urls.tsv:1: this line is not a file, a tab and a URL"),
            ("urls.tsv", "a\tb\n\na\tb\tc\n", "urls.tsv:3: this line is not a file, a tab and a URL"),
            ("urls.tsv", "a\tb\n./a\tc\n", "urls.tsv:2: a has another URL in an earlier line"),
            (
                "urls.jsonl",
                '{"file": "a"}\n{"url": "b"}\n',
                'urls.jsonl:2: this line is not an object with "file" and "url"',
            ),
            ("nowhere", None, "the list nowhere cannot be read: No such file or directory"),
        ],
    )
    @pytest.mark.usefixtures("crawl")
    def test_a_faulty_list(self, name: str, content: str | None, message: str) -> None:
        if content is not None:
            Path(name).write_text(content)
        with pytest.raises(UsageError, match=message):
            read_urls(name)

    def test_a_file_beside_a_page_is_its_url(self, tmp_path: Path, cleaner: Cleaner) -> None:
        folder = tmp_path / "in"
        folder.mkdir()
        for name in ("a.html", "b.txt", "c.HTML", "d.html"):
            (folder / name).write_text(SENTENCE)
        (folder / "e.html.gz").write_bytes(compress(SENTENCE.encode(), "gz"))
        for name in ("a", "b", "c", "e"):
            (folder / f"{name}.url").write_text(f"https://x.nl/{name}\n")
        (folder / "alone.url").write_text("https://x.nl/alone\n")  # there is no such page, so it is one itself
        (folder / "d.url").write_text("dit is geen adres, maar tekst")
        batch(folder, out=tmp_path / "out.jsonl", cleaner=cleaner)
        found = {Path(row["source"]["file"]).name: row["url"] for row in rows(tmp_path / "out.jsonl")}
        addresses = {n: f"https://x.nl/{n[0]}" for n in ("a.html", "b.txt", "c.HTML", "e.html.gz")}
        assert found == addresses | {"d.html": None, "alone.url": None}
