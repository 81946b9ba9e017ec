"""Both indexes: a folder of tantivy and a real PostgreSQL server give the same results."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Collection
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from msgspec.structs import replace

from cleaner import Cleaner, InputError, UsageError, clean
from cleaner.integrations.indexes import segments
from cleaner.integrations.indexes.index import EntryInfo, IndexEntry, entry_of
from cleaner.integrations.indexes.opening import open_index
from cleaner.integrations.indexes.stale import StaleFile, is_recognised, stale_files
from cleaner.integrations.records import ENGINE
from cleaner.packs.loading import load

from ..commands import COMMAND, clean_environment, write_to_a_full_disk
from ..golden import ROOT
from .postgres_server import Place

STORED = {
    "stoltenberg": ROOT / "nl/zeelandnet/stoltenberg/input.txt",
    "uitgenodigd": ROOT / "nl/zeelandnet/uitgenodigd-flat/input.txt",
    "lavrov": ROOT / "nl/zeelandnet/lavrov/input.txt",
    "navo-full": ROOT / "nl/nu/navo-full/input.txt",
    "navo-copy": ROOT / "be/knack/navo-copy/input.txt",
}
FOUR = {"stoltenberg", "uitgenodigd", "navo-full", "navo-copy"}


def fill(place: str, *entries: IndexEntry) -> None:
    with closing(open_index(place, create=True)) as index:
        for each in entries:
            index.add(each)
        index.commit()


def found(place: str, words: str, max_count: int = 10) -> list[str]:
    with closing(open_index(place)) as index:
        return [hit.file for hit in index.search(words, max_count).best]


def info(entry: IndexEntry) -> EntryInfo:
    return EntryInfo(**{name: getattr(entry, name) for name in EntryInfo.__struct_fields__})


def stored(*, raw: bool) -> list[IndexEntry]:
    return [entry_of(name, clean(path.read_bytes()), raw=raw) for name, path in STORED.items()]


def made(file: str, body: str, headline: str | None = None, **facts: Any) -> IndexEntry:
    values = {"url": None, "pack": "generic", "version": 1, "tried": ("generic 1",)} | facts
    return IndexEntry(file=file, headline=headline, body=body, **values)


def test_a_teaser_finds_the_raw_page_and_not_the_article(place: Place) -> None:
    raw, cleaned = place(), place()
    fill(raw, *stored(raw=True))
    fill(cleaned, *stored(raw=False))
    assert found(raw, "Netanyahu") == ["stoltenberg"]
    assert found(cleaned, "Netanyahu") == []
    assert set(found(raw, "Stoltenberg")) == set(found(cleaned, "Stoltenberg")) == FOUR


NO_WORDS = None
"""Is expected if all words of a query are ignored: stop words, and what is no word."""
BODIES = {
    "a": "De burgemeesters spraken over Oekraïne. Eén van hen bleef.",
    "b": "Een burgemeester sprak over de haven. Daarna ging hij naar huis.",
    "c": "Het café in Łódź is open; bij de berg staat een fiets.",
}


@pytest.mark.parametrize(
    ("words", "files"),
    [
        ("burgemeester", {"a", "b"}),  # stems
        ("burgemeesters", {"a", "b"}),
        ("bergen", {"c"}),
        ("BURGEMEESTER", {"a", "b"}),
        ("oekraine", {"a"}),  # accents
        ("Oekraïne", {"a"}),
        ("cafe", {"c"}),
        ("Lodz", {"c"}),
        ("burgemeester haven", {"b"}),  # all of them
        ("burgemeester Netanyahu", set()),
        ("de", NO_WORDS),
        ("één", NO_WORDS),
        ("de burgemeester", {"a", "b"}),
        ("burgemeester -haven", {"b"}),  # words, not operators
        ('"haven', {"b"}),
        ("body:haven OR :*)(", set()),
        ("()'\\&|!<->", NO_WORDS),
        ("haven\0", {"b"}),
        ("", NO_WORDS),
        ("haven\ud800", {"b"}),
        ("kop", {"b"}),  # in a headline
    ],
)
def test_words(place: Place, words: str, files: set[str] | None) -> None:
    address = _filled(
        place, lambda: [made(name, body, "Kop" if name == "b" else None) for name, body in BODIES.items()]
    )
    with closing(open_index(address)) as index:
        result = index.search(words, 10)
    assert {hit.file for hit in result.best} == (files or set())
    assert result.has_words == (files is not NO_WORDS)


def _filled(place: Place, entries: Callable[[], list[IndexEntry]]) -> str:
    address = place()
    fill(address, *entries())
    return address


def test_hits_have_a_headline_and_a_snippet_around_the_words(place: Place) -> None:
    far = "Het begin gaat over iets anders. " * 40
    address = _filled(
        place, lambda: [made("far", f"{far}Dan komt de burgemeester. {far}", "De kop"), made("none", far)]
    )
    with closing(open_index(address)) as index:
        (hit,) = index.search("burgemeesters", 10).best
        assert (hit.file, hit.headline) == ("far", "De kop")
        assert "burgemeester" in hit.snippet
        assert len(hit.snippet) < 300
        (hit,) = index.search("kop", 10).best
        assert hit.snippet.startswith("Het begin gaat over")


def test_the_best_come_first_and_all_are_counted(place: Place) -> None:
    often = made("often", "De haven, de haven en nog eens de haven.", "Haven")
    address = _filled(
        place, lambda: [made(f"{n}", f"Nummer {n} noemt de haven maar een keer.") for n in range(30)] + [often]
    )
    with closing(open_index(address)) as index:
        result = index.search("haven", 5)
    assert result.best[0].file == "often"
    assert (len(result.best), result.total) == (5, 31)


def test_a_file_that_is_indexed_again_is_replaced(place: Place) -> None:
    address = place()
    fill(address, made("a", "Een zin over de haven."), made("b", "Een zin over de haven."))
    fill(address, made("a", "Een zin over de brug."))
    assert found(address, "haven") == ["b"]
    assert found(address, "brug") == ["a"]
    with closing(open_index(address)) as index:
        assert len(list(index.entries())) == 2


def test_what_was_not_committed_is_not_found(place: Place) -> None:
    address = place()
    fill(address, made("a", "Een zin over de haven."))
    with closing(open_index(address, create=True)) as index:
        index.add(made("b", "Een zin over de haven."))
    assert found(address, "haven") == ["a"]


def test_what_was_committed_is_found_at_once(place: Place) -> None:
    with closing(open_index(place(), create=True)) as index:
        index.add(made("a", "Een zin over de haven."))
        index.commit()
        assert index.search("haven", 1).total == 1


def test_an_index_says_what_cleaned_an_entry(place: Place) -> None:
    article = clean(STORED["stoltenberg"].read_bytes())
    address = _filled(place, lambda: [entry_of("x", article), entry_of("y", article, raw=True)])
    with closing(open_index(address)) as index:
        entries = {entry.file: entry for entry in index.entries()}
    assert entries["x"] == info(entry_of("x", article))
    assert (entries["x"].engine, entries["x"].tried) == (ENGINE, (f"zeelandnet {article.pack_version}",))
    assert entries["y"].tried == ()


def test_any_characters(place: Place) -> None:
    odd = "Een zin \0 met 'aanhalingstekens', \\ en %s over de haven \U0001f600. " + "x" * 5_000
    address = _filled(place, lambda: [made("een/pad met 'spaties'\u00e9", odd, "Kop\0")])
    assert found(address, "haven") == ["een/pad met 'spaties'\u00e9"]
    with closing(open_index(address)) as index:
        assert "haven" in index.search("haven", 1).best[0].snippet


@pytest.mark.parametrize("max_count", [0, -1, 1_000_001, 1 << 31, 1 << 63, 1 << 64])
def test_a_search_for_too_few_or_too_many_hits(place: Place, max_count: int) -> None:
    address = _filled(place, lambda: [made("a", "Een zin over de haven.")])
    with closing(open_index(address)) as index:
        for words in ("haven", "de"):  # "de" is a stop word, which needs no search
            with pytest.raises(UsageError, match=f"max_count is {max_count}; it must be from 1 to 1,000,000"):
                index.search(words, max_count)
        for most in (1, 1_000_000):
            assert index.search("haven", most).total == 1


def test_no_index_there(place: Place) -> None:
    with pytest.raises(UsageError, match="there is no index in"):
        open_index(place())


class TestStale:
    """The packs are the current ones; the entries of the index differ from them."""

    def test_only_the_pages_of_a_changed_pack(self) -> None:
        packs, cleaner = load(), Cleaner()
        entries = [entry_of(name, cleaner.clean(path.read_bytes())) for name, path in STORED.items()]
        assert list(stale_files(entries, packs, lambda *_: False)) == []
        before = [replace(each, tried=("nu 0",)) if each.tried[0].startswith("nu ") else each for each in entries]
        assert list(stale_files(before, packs, lambda *_: False)) == [StaleFile("navo-full", "index")]

    @pytest.mark.parametrize(
        ("change", "is_stale"),
        [
            ({}, False),
            ({"engine": "cleaner 0.0.1"}, True),
            ({"engine": None}, False),  # a row that does not say it
            ({"engine": None, "tried": ("gone 1",)}, True),
            ({"tried": ("gone 1",)}, True),
            ({"tried": ("zeelandnet 0", "generic 1")}, True),
            ({"tried": ()}, False),  # raw
            ({"url": "https://www.nu.nl/a/1/b.html"}, True),  # a pack that is new
            ({"url": "https://www.example.org/"}, False),
            ({"file": "known"}, True),  # recognised by its content
            ({"file": "known", "url": "file:///tmp/known"}, True),
            ({"file": "known", "ready": True}, False),  # its content is an article, and not its page
            ({"url": "https://www.hln.be/a"}, False),  # HTML: the pack is for text only
            ({"file": "known", "url": "https://www.hln.be/a"}, True),
        ],
        ids=str,
    )
    def test_a_page_of_an_unknown_site(self, change: dict[str, Any], is_stale: bool) -> None:
        packs = load()
        entry = replace(made("a", "", tried=(f"generic {packs['generic'].pack.version}",)), **change)
        assert bool(list(stale_files([entry], packs, lambda file, _: file == "known"))) == is_stale

    def test_a_file_is_listed_once_with_what_to_do(self, tmp_path: Path) -> None:
        packs = load()
        (tmp_path / "there").touch()
        there, gone = str(tmp_path / "there"), str(tmp_path / "gone")
        entries = [
            *(made(file, "", record=n, tried=("gone 1",)) for n in (1, 2, 3) for file in ("b", "a", gone, there)),
            made("a", "", record=4, tried=("gone 1",), ready=True),
            made("c", "", record=1, ready=True, tried=("gone 1",)),
            made("c", "", record=2, tried=("gone 1",)),
        ]
        stale = {each.file: each.action for each in stale_files(entries, packs, lambda *_: False)}
        assert stale == {"a": "clean", "b": "index", "c": "clean", gone: "remove", there: "index"}
        assert list(stale) == sorted(stale)

    @pytest.mark.parametrize("change", [{}, {"tried": ()}, {"ready": True}, {"tried": ("gone 1",)}], ids=str)
    def test_a_file_that_is_gone_whatever_its_entries_are(self, change: dict[str, Any], tmp_path: Path) -> None:
        packs = load()
        there, gone = str(tmp_path / "there"), str(tmp_path / "gone")
        (tmp_path / "there").touch()
        tried = (f"generic {packs['generic'].pack.version}",)
        entries = [replace(made(file, "", record=n, tried=tried), **change) for n in (1, 2) for file in (there, gone)]
        found = list(stale_files(entries, packs, lambda *_: False))
        assert [each for each in found if each.action == "remove"] == [StaleFile(gone, "remove")]
        assert [each.file for each in found] == ([gone, there] if change == {"tried": ("gone 1",)} else [gone])

    def test_the_content_is_asked_once_for_each_file(self) -> None:
        packs = load()
        asked = []

        def is_recognised(file: str, records: Collection[int | None]) -> bool:
            asked.append((file, set(records)))
            return file == "b"

        tried = (f"generic {packs['generic'].pack.version}",)
        entries = [made(file, "", record=n, tried=tried) for n in (1, 2) for file in ("a", "b")]
        assert list(stale_files(entries, packs, is_recognised)) == [StaleFile("b", "index")]
        assert asked == [("a", {1, 2}), ("b", {1, 2})]

    def test_only_these_records_are_looked_at(self, tmp_path: Path) -> None:
        known = STORED["stoltenberg"].read_text()
        lines = [{"text": "Een zin over de haven."}, {"text": known}, {"n": 1}, {"text": "Nog een zin."}]
        (tmp_path / "a.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        said: list[str] = []
        for records, answer in (({1}, False), ({1, 2}, True), ({4}, False), ({3}, False)):
            assert is_recognised(load(), said.append, str(tmp_path / "a.jsonl"), records) == answer
        assert said == [f"{tmp_path}/a.jsonl: no page: there is nothing in html or text"]


def _delete(path: Path) -> None:
    path.unlink()


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _zero(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def _change(path: Path) -> None:
    """Change the middle third of the bytes, which leaves the header and the footer as they were."""
    data = path.read_bytes()
    third = len(data) // 3
    path.write_bytes(data[:third] + bytes(byte ^ 0x5A for byte in data[third : 2 * third]) + data[2 * third :])


def _change_the_last_letter(path: Path) -> None:
    """Change the byte before the footer."""
    data = bytearray(path.read_bytes())
    data[data.index(b'{"version"') - 1] ^= 1
    path.write_bytes(data)


def _say_how_many(name: str, number: int) -> Callable[[Path], None]:
    """Return a function that puts this number in the place of another in `meta.json`."""

    def damage(path: Path) -> None:
        path.write_text(re.sub(rf'("{name}"): *\d+', rf"\1: {number}", path.read_text()))

    return damage


def _make_a_folder(path: Path) -> None:
    """Leave something that no user can read as a file, not even root."""
    path.unlink()
    path.mkdir()


DAMAGES = {
    "deleted": _delete,
    "truncated": _truncate,
    "zeroed": _zero,
    "changed": _change,
    "unreadable": _make_a_folder,
}


def _query(place: str) -> set[str]:
    return set(found(place, "haven"))


def _stale(place: str) -> set[str]:
    with closing(open_index(place)) as index:
        return {entry.file for entry in index.entries()}


def _index(place: str) -> set[str]:
    fill(place, made("a", "Een zin over de brug."))
    return set()


def _outcome(call: Callable[[str], set[str]], place: str) -> set[str] | str:
    """Return the result, or the message of a `UsageError`. Another error fails the test."""
    try:
        return call(place)
    except UsageError as error:
        return str(error)


class TestTantivy:
    def test_a_folder_that_holds_something_else(self, tmp_path: Path) -> None:
        (tmp_path / "letter.txt").write_text("Beste lezer")
        with pytest.raises(UsageError, match="is not an index; use a new folder"):
            open_index(str(tmp_path), create=True)
        with pytest.raises(UsageError, match="is not an index; use a new folder"):
            open_index(str(tmp_path / "letter.txt"), create=True)
        assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]

    def test_an_index_with_another_schema(self, tmp_path: Path) -> None:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("title")
        tantivy.Index(builder.build(), str(tmp_path))
        with pytest.raises(UsageError, match="cannot be used; if it is damaged, or if another version made it"):
            open_index(str(tmp_path))

    @pytest.mark.parametrize("way", DAMAGES)
    @pytest.mark.parametrize(
        "ending", ["fast", "fieldnorm", "idx", "pos", "store", "term", "meta.json", ".managed.json", ".lock"]
    )
    def test_a_damaged_file_gives_the_right_result_or_one_error(self, ending: str, way: str, tmp_path: Path) -> None:
        """The files are the real ones of an index with two segments. No call raises anything but `UsageError`."""
        sound = tmp_path / "sound"
        fill(str(sound), made("a", "Een zin over de haven."), made("b", "Nog een zin over de haven."))
        fill(str(sound), made("c", "Een zin over de haven en de brug."))
        files = [path.name for path in sound.iterdir() if path.name.endswith(ending)]
        assert files
        for name in files:
            for call in (_query, _stale, _index):
                # not one folder for all of them: tantivy may still write to the last one
                place = tmp_path / f"{call.__name__} {name}"
                shutil.copytree(sound, place)
                DAMAGES[way](place / name)
                result = _outcome(call, str(place))
                assert result <= {"a", "b", "c"} if isinstance(result, set) else str(place) in result
                assert "\n" not in result

    def test_files_that_are_no_part_of_the_index_do_not_matter(self, tmp_path: Path) -> None:
        place = tmp_path / "index"
        fill(str(place), made("a", "Een zin over de haven."))
        for path in list(place.glob("*.*")):
            if path.suffix in (".store", ".term"):  # left behind by a process that was killed
                (place / f"{'0' * 32}{path.suffix}").write_bytes(path.read_bytes()[:9])
        fill(str(place), made("b", "Nog een zin over de haven."))
        assert set(found(str(place), "haven")) == {"a", "b"}

    def test_an_index_may_be_written_to_while_it_is_checked(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        place = str(tmp_path / "index")
        fill(place, made("a", "Een zin over de haven."))
        checked: list[Path] = []
        check_sum = segments._check_sum

        def meanwhile(path: Path) -> None:
            checked.append(path)
            if len(checked) == 1:
                fill(place, made("b", "Nog een zin over de haven."))
                raise FileNotFoundError(path)
            check_sum(path)

        monkeypatch.setattr(segments, "_check_sum", meanwhile)
        fill(place, made("c", "Een derde zin over de haven."))
        assert set(found(place, "haven")) == {"a", "b", "c"}

    def test_what_was_not_committed_leaves_no_files(self, tmp_path: Path) -> None:
        place = str(tmp_path / "index")
        fill(place, made("a", "Een zin over de haven."))
        before = sorted(path.name for path in Path(place).iterdir())
        with closing(open_index(place, write=True)) as index:
            for n in range(3_000):  # more than tantivy keeps in memory
                index.add(made(f"{n}", " ".join(f"{n}woord{m}" for m in range(300))))
            index.remove(["a"])
        assert sorted(path.name for path in Path(place).iterdir()) == before
        assert found(place, "haven") == ["a"]

    def test_two_writers(self, tmp_path: Path) -> None:
        place = str(tmp_path / "index")
        with closing(open_index(place, create=True)) as one, closing(open_index(place, create=True)) as other:
            one.add(made("a", "Een zin over de haven."))
            with pytest.raises(UsageError, match="is another process writing"):
                other.add(made("b", "Een zin over de haven."))
            one.commit()
        assert found(place, "haven") == ["a"]


class TestPostgres:
    @pytest.fixture
    def address(self, postgres: str, request: pytest.FixtureRequest) -> str:
        """Return the address of a new index with one entry."""
        name = f"test_{abs(hash(request.node.name))}"
        with psycopg.connect(f"{postgres}/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        fill(f"{postgres}/{name}", made("a", "Een zin over de haven."))
        return f"{postgres}/{name}"

    @pytest.mark.parametrize(
        "damage",
        [
            "ALTER TABLE cleaner_article DROP COLUMN engine, DROP COLUMN headline CASCADE",
            "ALTER TABLE cleaner_article ALTER COLUMN tried DROP NOT NULL; UPDATE cleaner_article SET tried = NULL",
            "ALTER TABLE cleaner_article ALTER COLUMN tried TYPE text USING tried[1]",
            "DROP TEXT SEARCH CONFIGURATION cleaner_dutch CASCADE",
            "DROP TABLE cleaner_article; CREATE VIEW cleaner_article AS SELECT 1 AS one",
        ],
    )
    def test_a_damaged_table_gives_the_right_result_or_one_error(self, address: str, damage: str) -> None:
        with psycopg.connect(address) as connection:
            connection.execute(damage)
        results = [_outcome(call, address) for call in (_query, _stale, _index)]
        failures = [result for result in results if isinstance(result, str)]
        assert failures
        assert all(failure.startswith("the database cannot be used: ") for failure in failures)
        assert all(result <= {"a"} for result in results if isinstance(result, set))

    @pytest.mark.parametrize(
        "call",
        [
            lambda index: index.search("haven", 10),
            lambda index: list(index.entries()),
            lambda index: index.remove(["a"]),
            lambda index: index.remove_after("a", 1),
            lambda index: index.add(made("b", "Een zin over de brug.")),
            lambda index: index.commit(),
        ],
        ids=["search", "entries", "remove", "remove after", "add", "commit"],
    )
    def test_a_connection_that_is_lost(self, address: str, call: Callable[[Any], Any]) -> None:
        with closing(open_index(address)) as index:
            index.add(made("c", "Een zin over de haven."))
            with psycopg.connect(address, autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid != pg_backend_pid()"
                )
            with pytest.raises(UsageError, match="the database cannot be used"):
                call(index)

    def test_a_text_that_is_too_long_is_the_error_of_one_document(self, postgres: str) -> None:
        with psycopg.connect(f"{postgres}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE long")
        long = " ".join(f"woord{number}" for number in range(200_000))
        with closing(open_index(f"{postgres}/long", create=True)) as index:
            index.add(made("a", "Een zin over de haven."))
            with pytest.raises(InputError, match="b: PostgreSQL cannot store it: string is too long"):
                index.add(made("b", long))
            index.add(made("c", "Nog een zin over de haven."))
            index.commit()
        assert set(found(f"{postgres}/long", "haven")) == {"a", "c"}

    def test_a_table_of_an_earlier_version(self, postgres: str) -> None:
        address = f"{postgres}/earlier"
        with psycopg.connect(f"{postgres}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE earlier")
        with psycopg.connect(address) as connection:
            connection.execute("CREATE TABLE cleaner_article (file text PRIMARY KEY, url text, words tsvector)")
        with pytest.raises(UsageError, match="another version made the table cleaner_article; drop it and index"):
            fill(address, made("a", "Een zin."))

    def test_no_server_there(self) -> None:
        with pytest.raises(UsageError, match="the database cannot be used: connection"):
            open_index("postgresql://nobody@127.0.0.1:1/none?connect_timeout=2")


def command(*arguments: str, code: int, folder: Path) -> tuple[str, str]:
    done = subprocess.run(
        [*COMMAND, "search", *arguments],
        capture_output=True,
        check=False,
        env=clean_environment(),
        cwd=folder,
        timeout=50,
    )
    assert done.returncode == code, done.stderr.decode()
    return done.stdout.decode(), done.stderr.decode()


def test_the_command(place: Place, tmp_path: Path) -> None:
    raw, cleaned = place(), place()
    folder = tmp_path / "pages met een spatie"
    folder.mkdir()
    for name, path in STORED.items():
        (folder / name).write_bytes(path.read_bytes())
    names = [str(path.relative_to(tmp_path)) for path in sorted(folder.iterdir())]
    for options in (("--into", raw, "--raw"), ("--into", cleaned)):
        out, err = command("index", *names, *options, code=0, folder=tmp_path)
        assert out == ""
        assert ": 5 articles, 0 without one, 0 failed\n" in err
    out, err = command("query", raw, "Netanyahu", code=0, folder=tmp_path)
    file, url, headline, snippet = out.rstrip("\n").split("\t")
    assert (file, url, headline) == (
        "pages met een spatie/stoltenberg",
        "-",
        "NAVO roept Rusland op tot de-escalatie maar wil ook verder praten",
    )
    assert "Netanyahu" in snippet
    assert command("query", cleaned, "Netanyahu", code=1, folder=tmp_path) == ("", "")
    out, err = command("query", cleaned, "Stoltenberg", code=0, folder=tmp_path)
    assert {line.split("\t")[0].rpartition("/")[2] for line in out.splitlines()} == FOUR
    assert err == ""
    out, err = command("query", cleaned, "Stoltenberg", "NAVO", "--max-count", "1", code=0, folder=tmp_path)
    assert out.count("\n") == 1
    assert err == "cleaner: showing 1 of 4 hits; use --max-count for more\n"
    assert command("stale", cleaned, code=1, folder=tmp_path) == ("", "")
    own = tmp_path / "own"
    own.mkdir()
    (own / "nu.yaml").write_text(
        "pack: nu\nversion: 999\nhosts: [nu.nl]\nlanguage: nl\nrules:\n  - title: {repeated: true, why: the headline}\n"
    )
    out, err = command("stale", cleaned, "--packs", str(own), code=0, folder=tmp_path)
    assert out == "pages met een spatie/navo-full\n"


def test_results_that_cannot_be_written(tmp_path: Path) -> None:
    """On a full disk; and `cleaner` without a subcommand is in test_cli."""
    index, own = str(tmp_path / "index"), tmp_path / "own"
    command("index", str(STORED["navo-full"]), "--into", index, code=0, folder=tmp_path)
    own.mkdir()
    (own / "nu.yaml").write_text(
        "pack: nu\nversion: 999\nhosts: [nu.nl]\nlanguage: nl\nrules:\n  - title: {repeated: true, why: the headline}\n"
    )
    for arguments in (["query", index, "Stoltenberg"], ["stale", index, "--packs", str(own)]):
        for variables in ({}, {"PYTHONUNBUFFERED": "1"}):
            done = write_to_a_full_disk("search", *arguments, stdin=Path(os.devnull), **variables)
            assert done == (2, "cleaner: cannot write to stdout: No space left on device\n")


def test_pages_that_cannot_be_indexed_do_not_affect_others(tmp_path: Path) -> None:
    (tmp_path / "good").write_bytes(STORED["lavrov"].read_bytes())
    (tmp_path / "gzip").write_bytes(b"\x1f\x8b\x00")
    (tmp_path / "none").write_bytes((ROOT / "nl/zeelandnet/index/input.txt").read_bytes())
    (tmp_path / "\udcff").write_bytes(STORED["lavrov"].read_bytes())
    (tmp_path / "table").write_text("plaats;graden;wind\n" + "Goes;12;3\n" * 9)
    names = ["gzip", "none", "\udcff", "table", "good"]
    _, err = command("index", *names, "--into", "index", code=4, folder=tmp_path)
    gzip, unnamed, table, summary = err.splitlines()[:4]
    assert table == (
        "cleaner: table: this is a table with semicolons between its fields, not a page; write records to a .jsonl"
        " file, which `cleaner batch` and `cleaner search index` read"
    )
    assert unnamed.endswith("its name is not UTF-8; rename it, or make a link to it with another name")
    assert gzip.startswith("cleaner: gzip: ")
    assert summary.endswith("1 article, 1 without one, 3 failed")
    out, _ = command("query", "index", "Lavrov", code=0, folder=tmp_path)
    assert out.startswith("good\t")


DAMAGED = [
    # the damage, the ending of the files that have it, and the subcommands that it stops
    (_change, ".fieldnorm", ("query", "stale", "index")),  # tantivy panics
    (_change, ".store", ("query", "stale", "list", "index")),
    (_change, ".term", ("query", "index")),
    (_change, ".idx", ("index", "remove")),
    (_change, ".fast", ("index",)),
    (_change_the_last_letter, ".del", ("index",)),
    (_say_how_many("max_doc", 0), "meta.json", ("query", "stale", "index")),  # tantivy would abort the process
    (_say_how_many("max_doc", 4_000_000_000), "meta.json", ("query", "stale", "index")),  # here as well
    (_delete, ".pos", ("query", "index", "remove")),
    (_zero, ".idx", ("query", "stale", "index")),
    (_truncate, "meta.json", ("query", "stale", "index")),
    (_make_a_folder, ".store", ("query", "stale", "index")),
    (_make_a_folder, ".tantivy-writer.lock", ("index",)),
]


@pytest.mark.parametrize(("damage", "ending", "stopped"), DAMAGED)
def test_a_damaged_index(damage: Callable[[Path], None], ending: str, stopped: tuple[str, ...], tmp_path: Path) -> None:
    """Exit code 2 and one line: 1 would mean that no file is stale."""
    (tmp_path / "page").write_bytes(STORED["lavrov"].read_bytes())
    fill(str(tmp_path / "index"), *(made(str(n), "Lavrov spreekt over de haven.") for n in range(9)))
    fill(str(tmp_path / "index"), made("3", "De haven is dicht."))  # so the older entry of that file is deleted
    damaged = [path for path in (tmp_path / "index").iterdir() if path.name.endswith(ending)]
    assert damaged
    for path in damaged:
        damage(path)
    arguments = {"query": ["index", "Lavrov"], "stale": ["index"], "index": ["page", "--into", "index"]}
    arguments |= {"list": ["index"], "remove": ["index", "3"]}
    for subcommand in stopped:
        out, err = command(subcommand, *arguments[subcommand], code=2, folder=tmp_path)
        assert out == ""
        assert err.startswith("cleaner: ")
        assert len(err.splitlines()) == 1, err


def test_a_damaged_table(postgres: str, tmp_path: Path) -> None:
    with psycopg.connect(f"{postgres}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE damaged")
    fill(f"{postgres}/damaged", made("a", "Een zin over de haven."))
    with psycopg.connect(f"{postgres}/damaged") as connection:
        connection.execute("ALTER TABLE cleaner_article ALTER COLUMN tried DROP NOT NULL")
        connection.execute("UPDATE cleaner_article SET tried = NULL")
    _, err = command("stale", f"{postgres}/damaged", code=2, folder=tmp_path)
    assert err.startswith("cleaner: the database cannot be used: ")
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["query", "nowhere", "word"], "there is no index in nowhere"),
        (["stale", "nowhere"], "there is no index in nowhere"),
        (["query", "\udcff", "word"], "an index cannot be named"),
        (["query", "", "word"], "an index cannot be named"),
        (["list", "nowhere"], "there is no index in nowhere"),
        (["remove", "nowhere", "a"], "there is no index in nowhere"),
        (["remove", "nowhere"], "the following arguments are required: NAME"),
        (["index", "absent", "--into", "index"], "there is no file or folder absent"),
        (["index", "-", "--into", "index"], "an index is filled from files"),
        (["index", ".", "--into", "index"], "there is no file in ."),
        (["query", "nowhere", "word", "--max-count", "0"], "'0' is not a whole number from 1 to 1,000,000"),
        (["query", "nowhere", "word", "--max-count", "1000001"], "'1000001' is not a whole number from 1 to 1,000,000"),
        (["query", "nowhere", "word", "--max-count=-1"], "'-1' is not a whole number from 1 to 1,000,000"),
        (["index", "page"], "the following arguments are required: --into"),
        ([], "the subcommand is missing; use one of index, query, list, remove, stale"),
    ],
)
def test_wrong_usage(arguments: list[str], message: str, tmp_path: Path) -> None:
    _, err = command(*arguments, code=2, folder=tmp_path)
    assert message in err
    assert len(err.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_an_option_may_stand_before_the_subcommand(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "--packs", "nowhere", "search", "stale", "index"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env=clean_environment(),
    )
    assert (done.returncode, done.stderr) == (2, b"cleaner: there is no folder of packs at nowhere\n")


def test_warnings_are_counted(tmp_path: Path) -> None:
    """At the end, `index` says how many pages the packs of their sites no longer fit, if there are any."""
    head = '<link rel=canonical href="https://www.knack.be/nieuws/{n}">'
    body = "<p>De raad kwam woensdag bijeen over de haven, en sprak tot laat in de avond.</p>" * 3
    for n, element in enumerate(["main", "main", "div class=article-body"]):
        (tmp_path / f"{n}.html").write_text(f"{head.format(n=n)}<{element}>{body}</{element.split()[0]}>")
    _, err = command("index", "2.html", "--into", "fitting", code=0, folder=tmp_path)
    assert "warnings" not in err
    _, err = command("index", "0.html", "1.html", "2.html", "--into", "index", code=0, folder=tmp_path)
    *_, first, second = err.splitlines()
    assert first == "cleaner: warnings: knack: no-layout 2"
    assert second.startswith("cleaner: most frequent: no-layout, on 2 of 3 pages of the pack knack.")
