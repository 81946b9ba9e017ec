"""Filling both indexes from files of every kind, and the subcommands that list and remove their entries."""

from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pyarrow import Table, parquet

from cleaner import Cleaner, Limits, UsageError
from cleaner.batch.job import Job
from cleaner.batch.outputs.output import OutputOptions
from cleaner.batch.run import run
from cleaner.batch.run_folder import RunState
from cleaner.integrations.indexes.filling import READY, fill
from cleaner.integrations.indexes.index import EntryInfo
from cleaner.integrations.indexes.opening import open_index
from cleaner.integrations.records import ENGINE
from cleaner.integrations.search import Hook
from cleaner.packs.loading import load

from ..archives import Raw, jsonl, warc, write_parquet
from ..commands import COMMAND, clean_environment
from .postgres_server import Place

SITE = "https://www.knack.be/nieuws"
WORDS = ("haven", "brug", "sluis")
PAGES = [
    Raw(
        f"<h1>Kop {word}</h1><div class=article-body><p>De raad kwam woensdag bijeen over de {word}, en ging"
        " zonder besluit weer uiteen.</p><p>Donderdag gaat het overleg verder.</p></div>".encode(),
        f"{SITE}/{word}",
    )
    for word in WORDS
]
BODY = "De raad kwam woensdag bijeen over de haven."


def filled(
    place: str, *inputs: Path, cleaner: Cleaner | None = None, report: Any = lambda *_: None, raw: bool = False
) -> tuple[RunState, list[str]]:
    """Fill an index; return the outcome, and what was said."""
    said: list[str] = []
    with closing(open_index(place, create=True)) as index:
        state = fill(index, map(str, inputs), cleaner or Cleaner(), report, said.append, raw=raw)
    return state, said


def entries(place: str) -> dict[str, EntryInfo]:
    with closing(open_index(place)) as index:
        return {entry.name: entry for entry in index.entries()}


def found(place: str, words: str) -> set[str]:
    with closing(open_index(place)) as index:
        return {hit.name for hit in index.search(words, 10).best}


def lines(path: Path, rows: Iterable[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def as_folder(folder: Path) -> Path:
    (folder / "pages/below").mkdir(parents=True)
    for word, page in zip(WORDS, PAGES, strict=True):
        (folder / "pages/below" / f"{word}.html").write_bytes(page.page)
    return folder / "pages"


def as_jsonl(folder: Path) -> Path:
    (folder / "a.jsonl").write_bytes(jsonl(PAGES))
    return folder / "a.jsonl"


def as_gzip(folder: Path) -> Path:
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(jsonl(PAGES)))
    return folder / "a.jsonl.gz"


def as_parquet(folder: Path) -> Path:
    write_parquet(folder / "a.parquet", PAGES)
    return folder / "a.parquet"


def as_warc(folder: Path) -> Path:
    (folder / "a.warc").write_bytes(warc(PAGES))
    return folder / "a.warc"


def batched(out: str, **options: Any) -> Callable[[Path], Path]:
    """Return a function that makes the output of a batch."""

    def make(folder: Path) -> Path:
        (folder / "before").mkdir()
        job = Job(
            inputs=(str(as_jsonl(folder / "before")),),
            out=str(folder / out),
            output_options=OutputOptions(**options),
        )
        run(job, Cleaner(), lambda *_: None)
        return folder / out

    return make


def hooked(folder: Path) -> Path:
    hook = Hook()
    return lines(folder / "items.jsonl", (hook({"html": page.text, "url": page.url}) for page in PAGES))


FORMS = {
    # how the pages are stored, whether they have URLs, and whether they are articles already
    "folder": (as_folder, False, False),
    "JSON lines": (as_jsonl, True, False),
    "gzip": (as_gzip, True, False),
    "Parquet": (as_parquet, True, False),
    "WARC": (as_warc, True, False),
    "batch to JSON lines": (batched("out.jsonl"), True, True),
    "batch to JSON lines, with ledger": (batched("out.jsonl.zst", ledger=True), True, True),
    "batch to Parquet": (batched("out.parquet"), True, True),
    "batch to a folder": (batched("out", form="json"), True, True),
    "documents of a hook": (hooked, True, True),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_input_gives_the_same_articles(place: Place, form: str, tmp_path: Path) -> None:
    make, has_urls, ready = FORMS[form]
    address = place()
    state, said = filled(address, make(tmp_path))
    assert said == []
    assert (state.counts["pages"], state.counts.get(READY, 0)) == (3, 3 if ready else 0)
    known = entries(address)
    assert len(known) == 3
    version = load()["knack" if has_urls else "generic"].pack.version
    for entry in known.values():
        pack = "knack" if has_urls else "generic"
        assert (entry.pack, entry.version, entry.ready) == (pack, version, ready)
        assert entry.tried[0] == f"{pack} {version}"
        assert entry.method == ("pack" if has_urls else "generic")
        assert entry.engine == (None if form.startswith("batch") else ENGINE)
    for word in WORDS:
        (name,) = found(address, word)
        assert known[name].headline == f"Kop {word}"
        assert known[name].url == (f"{SITE}/{word}" if has_urls else None)


def test_workers_give_the_same_entries(place: Place, tmp_path: Path) -> None:
    pages = [Raw(PAGES[n % 3].page, f"{SITE}/{n}") for n in range(400)]
    path = tmp_path / "a.jsonl"
    path.write_bytes(jsonl(pages))
    one, other = place(), place()
    filled(one, path)
    with Cleaner(isolated=True, workers=2) as cleaner:
        filled(other, path, cleaner=cleaner)
    assert entries(one) == entries(other)
    assert set(entries(one)) == {f"{path}:{n}" for n in range(1, 401)}


def page(word: str) -> dict[str, str]:
    return {"text": f"De raad kwam woensdag bijeen over de {word}."}


AGAIN: dict[str, tuple[list[str | None], dict[int, str]]] = {
    # the lines of the file when it is indexed again, and for each of its records what finds it afterwards
    "the same": (["haven", "brug", "sluis"], {1: "haven", 2: "brug", 3: "sluis"}),
    "other pages": (["molen", "kerk", "toren"], {1: "molen", 2: "kerk", 3: "toren"}),
    "fewer": (["haven"], {1: "haven"}),
    "more": (["haven", "brug", "sluis", "kerk"], {1: "haven", 2: "brug", 3: "sluis", 4: "kerk"}),
    "one that fails": (["molen", None, "toren"], {1: "molen", 2: "brug", 3: "toren"}),
    "the last one fails": (["molen", "kerk", None], {1: "molen", 2: "kerk", 3: "sluis"}),
    "none": ([], {}),
    "a blank line": (["molen", "", "toren"], {1: "molen", 3: "toren"}),
    "blank lines first": (["", "", "toren"], {3: "toren"}),
    "blank lines last": (["molen", "", ""], {1: "molen"}),
    "a blank line before one that fails": (["molen", "", None], {1: "molen", 3: "sluis"}),
}


@pytest.mark.parametrize("case", AGAIN)
def test_a_file_that_is_indexed_again_replaces_its_entries(place: Place, case: str, tmp_path: Path) -> None:
    address = place()
    file = lines(tmp_path / "a.jsonl", map(page, WORDS))
    other = lines(tmp_path / "a.jsonl.jsonl", map(page, WORDS))
    filled(address, file, other)
    again, expected = AGAIN[case]
    rows = [{"n": 1} if word is None else page(word) if word else "" for word in again]
    file.write_text("".join((json.dumps(row) if row else "") + "\n" for row in rows))
    _, said = filled(address, file)
    failed = [n for n, word in enumerate(again, 1) if word is None]
    assert said == [f"{file}:{n}: no page: there is nothing in html or text" for n in failed]
    others = {f"{other}:{n}" for n in (1, 2, 3)}
    assert set(entries(address)) == {f"{file}:{n}" for n in expected} | others
    for n, word in expected.items():
        assert f"{file}:{n}" in found(address, word)


def test_a_file_that_was_cut_off_keeps_the_entries_that_are_missing(place: Place, tmp_path: Path) -> None:
    address, file = place(), as_gzip(tmp_path)
    filled(address, file)
    file.write_bytes(gzip.compress(jsonl(PAGES[:1])) + gzip.compress(jsonl(PAGES[1:]))[:-12])
    state, said = filled(address, file)
    assert state.counts["failed"] == len(said) == 1
    assert "cut off" in said[0]
    assert len(entries(address)) == 3


def without_rows(file: Path) -> None:
    parquet.write_table(parquet.read_table(file).slice(0, 0), file)


def with_an_image(file: Path) -> None:
    first, second, rest = file.read_bytes().split(b"text/html", 2)
    file.write_bytes(first + b"text/html" + second + b"image/png" + rest)


EMPTIED: dict[str, tuple[Callable[[Path], Path], Callable[[Path], Any], set[int]]] = {
    # how pages are stored, how the file changes before it is indexed again, and the records that then have an entry
    "no line": (as_jsonl, lambda file: file.write_bytes(b""), set()),
    "no row": (as_parquet, without_rows, set()),
    "no record": (as_warc, lambda file: file.write_bytes(b""), set()),
    "an image in the place of a page": (as_warc, with_an_image, {1, 3}),
    "not a table": (as_parquet, lambda file: file.write_bytes(b""), {1, 2, 3}),
}


@pytest.mark.parametrize("case", EMPTIED)
def test_a_file_without_its_pages(place: Place, case: str, tmp_path: Path) -> None:
    make, change, expected = EMPTIED[case]
    address, file = place(), make(tmp_path)
    before = lines(tmp_path / "0.jsonl", [page("molen")])
    after = lines(tmp_path / "z.jsonl", [page("toren")])
    filled(address, before, file, after)
    change(file)
    filled(address, before, file, after)
    left = {f"{file}:{n}" for n in expected}
    assert set(entries(address)) == {f"{before}:1", f"{after}:1"} | left


def test_only_files_without_pages(place: Place, tmp_path: Path) -> None:
    address, empty = place(), lines(tmp_path / "a.jsonl", [])
    filled(address, empty, lines(tmp_path / "b.jsonl", []))
    assert entries(address) == {}


def test_a_page_is_replaced(place: Place, tmp_path: Path) -> None:
    address, file = place(), tmp_path / "a.txt"
    for word in ("haven", "brug"):
        file.write_text(page(word)["text"])
        filled(address, file)
    assert (found(address, "haven"), found(address, "brug")) == (set(), {str(file)})


def test_nothing_is_visible_before_the_end(place: Place, tmp_path: Path) -> None:
    address, file = place(), lines(tmp_path / "a.jsonl", (page("haven") for _ in range(300)))
    filled(address, lines(tmp_path / "b.jsonl", [page("brug")]))

    def report(state: RunState, *_: object) -> None:
        if state.counts.get("pages", 0) == 200:
            assert found(address, "haven") == set()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        filled(address, file, report=report)
    assert list(entries(address)) == [f"{tmp_path}/b.jsonl:1"]


ROWS: dict[str, tuple[dict[str, Any], Any]] = {
    # a row, and its headline, pack, version and method in the index, or why it is not there
    "a batch": (
        {"articleBody": BODY, "headline": "Kop", "pack": "nu", "version": 3, "tried": ["nu 3"], "method": "pack"},
        ("Kop", "nu", 3, "pack"),
    ),
    "a crawl": (
        {"articleBody": BODY, "cleaner": {"engine": "cleaner 0", "pack": "nu", "version": 3, "tried": ["nu 3"]}},
        (None, "nu", 3, None),
    ),
    "a batch of a crawl": (
        {"articleBody": BODY, "pack": "nu", "version": 3, "tried": ["nu 3"], "cleaner": 5},
        (None, "nu", 3, None),
    ),
    "another program": ({"articleBody": BODY}, (None, None, None, None)),
    "other fields": ({"articleBody": BODY, "id": [1], "source": {"file": 5}}, (None, None, None, None)),
    "no article": ({"articleBody": "", "method": "none", "tried": ["nu 3"]}, (None, None, None, "none")),
    "a page as well": ({"articleBody": BODY, "html": "<p>Iets anders."}, (None, None, None, None)),
    "null": ({"articleBody": None, "error": "x"}, "no page: there is nothing in html or text"),
    "null, and a page": (
        {"articleBody": None, "text": BODY},
        (None, "generic", load()["generic"].pack.version, "generic"),
    ),
    "a version that is too large": (
        {"articleBody": BODY, "version": 1 << 31},
        "not the row of an article: Expected `int` <= 2147483647 - at `$.version`",
    ),
    "a number": ({"articleBody": 5}, "not the row of an article: Expected `str`, got `int` - at `$.articleBody`"),
    "a version that is no number": (
        {"articleBody": BODY, "version": "x"},
        "not the row of an article: Expected `int | null`, got `str` - at `$.version`",
    ),
}


@pytest.mark.parametrize("case", ROWS)
def test_rows_that_have_an_article(case: str, tmp_path: Path) -> None:
    row, expected = ROWS[case]
    address, file = str(tmp_path / "index"), lines(tmp_path / "a.jsonl", [row])
    state, said = filled(address, file)
    if isinstance(expected, str):
        assert said == [f"{file}:1: {expected}"]
        assert (state.counts["failed"], entries(address)) == (1, {})
        return
    assert said == []
    (entry,) = entries(address).values()
    assert (entry.headline, entry.pack, entry.version, entry.method) == expected
    assert found(address, "haven") == ({entry.name} if row["articleBody"] != "" else set())
    assert found(address, "anders") == set()


def test_odd_characters_in_a_row(place: Place, tmp_path: Path) -> None:
    odd = "a\0b\ud800"
    row = dict.fromkeys(("articleBody", "url", "headline", "engine", "pack"), f"{odd} haven")
    address = place()
    _, said = filled(address, lines(tmp_path / "a.jsonl", [{**row, "tried": [odd], "version": 1}]))
    assert said == []
    assert found(address, "haven") == {f"{tmp_path}/a.jsonl:1"}


def test_a_table_of_articles_and_of_other_things(tmp_path: Path) -> None:
    parquet.write_table(Table.from_pylist([{"articleBody": BODY, "version": 3}]), tmp_path / "a.parquet")
    parquet.write_table(Table.from_pylist([{"text of a page": BODY}]), tmp_path / "b.parquet")
    _, said = filled(str(tmp_path / "index"), tmp_path / "a.parquet", tmp_path / "b.parquet")
    assert len(said) == 1
    assert "there is no column html or text" in said[0]
    assert found(str(tmp_path / "index"), "haven") == {f"{tmp_path}/a.parquet:1"}


def test_the_whole_page_of_an_article_is_not_known(tmp_path: Path) -> None:
    rows = [{"articleBody": BODY}, {"articleBody": BODY, "text": "Een brug.\n\nNog iets over de raad."}]
    file = lines(tmp_path / "a.jsonl", rows)
    _, said = filled(str(tmp_path / "index"), file, raw=True)
    assert said == [f"{file}:1: no page: there is nothing in html or text"]
    assert found(str(tmp_path / "index"), "brug raad") == {f"{file}:2"}


OBJECTS = {
    "an article": (json.dumps({"articleBody": BODY}), None),
    "an article on several lines": (json.dumps({"articleBody": BODY}, indent=1), None),
    "a page": (json.dumps({"text": BODY}), None),
    "a list": (
        json.dumps([{"text": BODY}]),
        "not a JSON object: Expected `object`, got `array`; write JSON lines, as `jq -c '.[]'` does",
    ),
    "lines": (json.dumps({"text": BODY}) + "\n" + json.dumps({"text": BODY}), "not a JSON object: "),
    "too long": (json.dumps({"text": BODY * 30}), "over the limit for size, which is 1,000"),
}


@pytest.mark.parametrize("case", OBJECTS)
def test_a_file_with_one_object(case: str, tmp_path: Path) -> None:
    text, reason = OBJECTS[case]
    file = tmp_path / "a.JSON"
    file.write_text(text)
    _, said = filled(str(tmp_path / "index"), file, cleaner=Cleaner(limits=Limits(size=1_000)))
    assert [each.startswith(f"{file}: {reason}") for each in said] == ([] if reason is None else [True])
    assert found(str(tmp_path / "index"), "haven") == ({str(file)} if reason is None else set())


def test_names_are_those_of_one_entry(tmp_path: Path) -> None:
    address = str(tmp_path / "index")
    records = lines(tmp_path / "a.jsonl", [page("haven")])
    for name in ("a.jsonl:1", "a.txt:1", "a.warc.gz:17", "a:b"):
        (tmp_path / name).write_text(page("brug")["text"])
    _, said = filled(address, records, *(tmp_path / name for name in ("a.jsonl:1", "a.txt:1", "a.warc.gz:17", "a:b")))
    reason = "an entry of that name is a record of another file; rename it"
    assert said == [f"{tmp_path}/a.jsonl:1: {reason}", f"{tmp_path}/a.warc.gz:17: {reason}"]
    assert found(address, "haven") == {f"{tmp_path}/a.jsonl:1"}
    assert found(address, "brug") == {f"{tmp_path}/a.txt:1", f"{tmp_path}/a:b"}


REMOVED = {
    # names, and which of the records 1 to 4 are then left; what is not in the index
    "a name": (["a.jsonl:2"], {1, 3, 4}, []),
    "several": (["a.jsonl:2", "a.jsonl:1"], {3, 4}, []),
    "a URL": (["https://x.nl/1"], {2, 3, 4}, []),
    "a URL of two": (["https://x.nl/3"], {1, 2}, []),
    "a name and its URL": (["a.jsonl:1", "https://x.nl/1"], {2, 3, 4}, []),
    "a file": (["a.jsonl"], set(), []),
    "none": ([], {1, 2, 3, 4}, []),
    "not there": (["a.jsonl:5", "b", "a.jsonl:1"], {2, 3, 4}, ["a.jsonl:5", "b"]),
    "no names": (["a.jsonl:1\0a.jsonl:2", "\udcff"], {1, 2, 3, 4}, ["a.jsonl:1\0a.jsonl:2", "\udcff"]),
    "not a pattern": (
        ["a.jsonl:%", "%", "", "https://x.nl", "'"],
        {1, 2, 3, 4},
        ["a.jsonl:%", "%", "", "https://x.nl", "'"],
    ),
}


@pytest.mark.parametrize("case", REMOVED)
def test_remove(place: Place, case: str, tmp_path: Path) -> None:
    names, left, missing = REMOVED[case]
    address = place()
    with closing(open_index(address, create=True)) as index:
        rows = [{"articleBody": BODY, "url": f"https://x.nl/{min(n, 3)}"} for n in range(1, 5)]
        fill(index, [str(lines(tmp_path / "a.jsonl", rows))], Cleaner(), lambda *_: None, lambda _: None)
    full = [str(tmp_path / name) if name.startswith("a.") else name for name in names]
    with closing(open_index(address, write=True)) as index:
        assert index.remove(full) == [str(tmp_path / name) if name.startswith("a.") else name for name in missing]
        assert {entry.record for entry in entries(address).values()} == {1, 2, 3, 4}
        index.commit()
        assert {hit.record for hit in index.search("haven", 10).best} == left
    assert {entry.record for entry in entries(address).values()} == left


def command(*arguments: str, code: int, folder: Path, stdin: str = "") -> tuple[list[str], str]:
    done = subprocess.run(
        [*COMMAND, "search", *arguments],
        capture_output=True,
        check=False,
        env=clean_environment(),
        cwd=folder,
        input=stdin.encode(),
        timeout=50,
    )
    assert done.returncode == code, done.stderr.decode()
    return done.stdout.decode().splitlines(), done.stderr.decode()


def test_the_commands(place: Place, tmp_path: Path) -> None:
    address, version = place(), load()["knack"].pack.version
    (tmp_path / "crawl").mkdir()
    (tmp_path / "crawl/a.jsonl").write_bytes(jsonl(PAGES))
    (tmp_path / "crawl/b.txt").write_text(page("molen")["text"])
    _, err = command("index", "crawl", "--into", address, "--workers", "2", code=0, folder=tmp_path)
    assert ": 4 articles, 0 without one, 0 failed\n" in err
    out, _ = command("list", address, code=0, folder=tmp_path)
    generic = load()["generic"].pack.version
    expected = [f"crawl/a.jsonl:{n}\t{SITE}/{word}\tKop {word}\tknack\t{version}" for n, word in enumerate(WORDS, 1)]
    assert sorted(out) == [*expected, f"crawl/b.txt\t-\t-\tgeneric\t{generic}"]
    out, _ = command("list", address, "--format", "json", code=0, folder=tmp_path)
    first = min(map(json.loads, out), key=lambda entry: str(entry["name"]))
    assert first == {
        "name": f"{tmp_path}/crawl/a.jsonl:1",
        "file": f"{tmp_path}/crawl/a.jsonl",
        "record": 1,
        "url": f"{SITE}/haven",
        "headline": "Kop haven",
        "method": "pack",
        "engine": ENGINE,
        "pack": "knack",
        "version": version,
        "tried": [f"knack {version}", f"generic {generic}"],
        "ready": False,
    }
    (line,), _ = command("query", address, "brug", code=0, folder=tmp_path)
    assert line.startswith(f"crawl/a.jsonl:2\t{SITE}/brug\tKop brug\t")
    (line,), _ = command("query", address, "molen", "--format", "json", code=0, folder=tmp_path)
    hit = json.loads(line)
    assert "molen" in hit.pop("snippet")
    file = f"{tmp_path}/crawl/b.txt"
    assert hit == {"name": file, "file": file, "record": None, "url": None, "headline": None}
    assert command("query", address, "de", "het", code=2, folder=tmp_path) == (
        [],
        "cleaner: all words of the query are ignored: they are stop words, such as 'de', or punctuation\n",
    )
    assert command("stale", address, code=1, folder=tmp_path) == ([], "")
    names = "crawl/b.txt\n\nnope\ncrawl/a.jsonl:3\na\0b\n"
    out, err = command("remove", address, f"{SITE}/haven", "-", code=1, folder=tmp_path, stdin=names)
    assert (out, err) == ([], "cleaner: nope is not in the index\ncleaner: a\0b is not in the index\n")
    _, err = command("remove", address, "crawl", code=1, folder=tmp_path)
    assert err == "cleaner: crawl is not in the index; it is a folder, so name its files\n"
    out, _ = command("list", address, code=0, folder=tmp_path)
    assert [line.partition("\t")[0] for line in out] == ["crawl/a.jsonl:2"]
    assert command("remove", address, str(tmp_path / "crawl/a.jsonl"), code=0, folder=tmp_path) == ([], "")
    assert command("list", address, code=1, folder=tmp_path) == ([], "")


def test_what_is_stale_and_what_to_do(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    pack = "pack: knack\nversion: 999\nhosts: [knack.be]\nlanguage: nl\nrules:\n  - drop: {line: X, why: a test}\n"
    (own / "knack.yaml").write_text(pack)
    row = {"articleBody": BODY, "url": f"{SITE}/a", "pack": "knack", "version": 1, "tried": ["knack 1"]}
    lines(tmp_path / "articles.jsonl", [row, row])
    for name in ("pages.jsonl", "gone.jsonl"):
        (tmp_path / name).write_bytes(jsonl(PAGES))
    lines(tmp_path / "unknown.jsonl", [page("haven")])
    files = ["articles.jsonl", "pages.jsonl", "gone.jsonl", "unknown.jsonl"]
    command("index", *files, "--into", "index", code=0, folder=tmp_path)
    (tmp_path / "gone.jsonl").unlink()
    out, err = command("stale", "index", "--packs", "own", code=0, folder=tmp_path)
    assert out == ["articles.jsonl", "pages.jsonl"]
    cleaned, gone = err.splitlines()
    assert cleaned.startswith("cleaner: articles.jsonl holds articles; clean their pages again")
    assert gone.startswith("cleaner: gone.jsonl is gone; `cleaner search remove index gone.jsonl`")
    out, err = command("stale", "index", "--packs", "own", "--format", "json", code=0, folder=tmp_path)
    actions = [(entry["file"].rpartition("/")[2], entry["action"]) for entry in map(json.loads, out)]
    assert (actions, err) == ([("articles.jsonl", "clean"), ("gone.jsonl", "remove"), ("pages.jsonl", "index")], "")
    command("index", "pages.jsonl", "--into", "index", "--packs", "own", code=0, folder=tmp_path)
    command("remove", "index", "gone.jsonl", "articles.jsonl", code=0, folder=tmp_path)
    assert command("stale", "index", "--packs", "own", code=1, folder=tmp_path) == ([], "")


def test_an_index_inside_its_input(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BODY)
    command("index", "a.txt", "--into", "index", code=0, folder=tmp_path)
    _, err = command("index", ".", "--into", "index", code=2, folder=tmp_path)
    assert err == "cleaner: index is inside ., which is an input; choose a place outside of it\n"


def test_an_input_that_is_not_there(place: Place, tmp_path: Path) -> None:
    address, file = place(), lines(tmp_path / "a.jsonl", [page("haven")])
    filled(address, lines(tmp_path / "b.jsonl", [page("brug")]))
    with pytest.raises(UsageError, match="there is no file or folder"):
        filled(address, file, tmp_path / "nowhere")
    assert list(entries(address)) == [f"{tmp_path}/b.jsonl:1"]
