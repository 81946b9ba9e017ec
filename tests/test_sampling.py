"""The sample of a crawl: which pages it keeps, and that nothing changes this: not the order, and no interruption."""

from __future__ import annotations

import errno
import json
import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Cleaner, InputError, Limits, UsageError
from cleaner.authoring.stored_pages import read_page_file, read_pages
from cleaner.batch.items import Item
from cleaner.batch.job import Job
from cleaner.batch.run import run as run_job
from cleaner.batch.run_folder import RunState
from cleaner.batch.sampling import HOSTS, Sample
from cleaner.batch.sources import Source
from cleaner.batch.stop import Stop
from cleaner.readers import read_page

from .archives import Raw
from .commands import PROGRAMS, clean_environment, run_here
from .golden import ROOT, cases

SOURCE = Source(Path("in.jsonl"), "in.jsonl", "jsonlines", None)
SENTENCE = "De raad kwam woensdag bijeen over de haven, en ging zonder besluit weer uiteen."


def item(url: str | None, page: str | bytes = SENTENCE, charset: str | None = None) -> Item:
    return Item(source=SOURCE, read=0, page=page, url=url, charset=charset)


def sample_of(folder: Path, listed: int = 0, per_host: int = 2) -> Sample:
    """The sample of a run with the folder `folder`, which is continued if something is listed."""
    folder.mkdir(exist_ok=True)
    job = Job(inputs=("in.jsonl",), out="out.jsonl", sample="sample", per_host=per_host)
    return Sample(folder / "sample", job, Limits(), folder, listed)


def contents(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by their path in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def urls_in(folder: Path) -> set[str]:
    return {path.read_text(encoding="utf-8").strip() for path in folder.rglob("*.url")}


class KilledError(Exception):
    """Stands for `kill -9`."""


@contextmanager
def killed_at(operation: int) -> Iterator[None]:
    """Raise `KilledError` at the nth change of a file. If bytes are being written, half of them are there by then."""
    numbers = count()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("write_bytes", "replace", "unlink", "mkdir"):
            original = getattr(Path, name)

            def change(path: Path, *given: Any, _name: str = name, _original: Any = original, **options: Any) -> Any:
                if next(numbers) == operation:
                    if _name == "write_bytes":
                        _original(path, given[0][: len(given[0]) // 2])
                    raise KilledError
                return _original(path, *given, **options)

            patch.setattr(Path, name, change)
        yield


PAGES = st.builds(
    "{}{}{}".format,
    st.sampled_from(["http://a.nl/", "http://WWW.A.nl/", "http://b.nl/", "http://B.nl/"]),
    st.integers(0, 3),
    st.sampled_from(["", "#top"]),
)


@settings(max_examples=30, deadline=None)
@given(
    pages=st.lists(st.tuples(PAGES, st.sampled_from("xyz"), st.booleans()), max_size=30),
    chance=st.randoms(use_true_random=False),
)
def test_neither_the_order_nor_an_interruption_changes_the_sample(
    pages: list[tuple[str, str, bool]], chance: random.Random, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("sample")
    whole = sample_of(folder / "whole")
    for url, text, has_article in pages:
        whole.add(item(url, text), has_article=has_article)
    pages_in_sample, _ = whole.finish()
    other = sample_of(folder / "other")
    chance.shuffle(pages)
    position = recorded = listed = 0
    while position < len(pages):
        url, text, has_article = pages[position]
        other.add(item(url, text), has_article=has_article)
        position += 1
        if chance.random() < 0.3:
            recorded, listed = position, other.commit()
        if chance.random() < 0.1:
            other, position = sample_of(folder / "other", listed), recorded
    other.finish()
    assert contents(folder / "other/sample") == contents(folder / "whole/sample")
    different = {re.sub("#.*", "", url.lower()) for url, _, has_article in pages if has_article}
    expected = [sum(".a.nl" in url or "/a.nl" in url for url in different), sum("/b.nl" in url for url in different)]
    assert pages_in_sample == sum(min(2, number) for number in expected)
    shutil.rmtree(folder)


def test_a_run_that_is_killed_while_it_changes_a_file_has_the_same_sample_in_the_end(tmp_path: Path) -> None:
    pages = [item(f"http://a.nl/{n % 7}", text) for n, text in enumerate("abcdefgabdcaccfgegabcdf")]
    whole = sample_of(tmp_path / "whole")
    for page in pages:
        whole.add(page, has_article=True)
    whole.finish()
    kills = 0
    for operation in count():
        folder = tmp_path / str(operation)
        try:
            with killed_at(operation):
                first = sample_of(folder)
                for page in pages:
                    first.add(page, has_article=True)
                first.finish()
            break
        except KilledError:
            kills += 1
        again = sample_of(folder)
        for page in reversed(pages):  # as in a run that is not ordered
            again.add(page, has_article=True)
        again.finish()
        assert contents(folder / "sample") == contents(tmp_path / "whole/sample"), operation
    assert kills > 30


def test_the_sample_is_spread_over_the_crawl(tmp_path: Path) -> None:
    sample = sample_of(tmp_path, per_host=20)
    for n in range(1_000):
        sample.add(item(f"http://a.nl/{n}"), has_article=True)
    numbers = sorted(int(url.rpartition("/")[2]) for url in urls_in(tmp_path))
    assert len(numbers) == 20
    assert numbers[0] < 200
    assert numbers[-1] > 800


ONE_PAGE = [
    ("the host in capitals", ["http://a.nl/X", "http://A.NL/X"], 1),
    ("the scheme in capitals", ["http://a.nl/X", "HTTP://a.nl/X"], 1),
    ("another fragment", ["http://a.nl/X", "http://a.nl/X#1", "http://a.nl/X#2"], 1),
    ("another path", ["http://a.nl/X", "http://a.nl/x"], 2),
    ("another query", ["http://a.nl/?X", "http://a.nl/?x", "http://a.nl/"], 3),
    ("www", ["http://a.nl/X", "http://www.a.nl/X"], 2),
]


@pytest.mark.parametrize(("urls", "pages"), [row[1:] for row in ONE_PAGE], ids=[row[0] for row in ONE_PAGE])
def test_urls_of_the_same_page(urls: list[str], pages: int, tmp_path: Path) -> None:
    sample = sample_of(tmp_path, per_host=9)
    for url in urls:
        sample.add(item(url), has_article=True)
    assert sample.finish() == (pages, 1)
    assert [path.name for path in (tmp_path / "sample").iterdir() if path.is_dir()] == ["a.nl"]


HOSTS_OF_URLS: list[tuple[str, str | None, str | None]] = [
    ("a host", "https://www.Krant.nl/nieuws", "krant.nl"),
    ("a port and a name", "https://user:secret@krant.nl:8080/", "krant.nl"),
    ("a dot at the end", "https://krant.nl./", "krant.nl"),
    ("no scheme", "krant.nl/nieuws", "krant.nl"),
    ("a subdomain", "https://sport.krant.nl/", "sport.krant.nl"),
    ("a host of the greatest length", f"https://{'a.' * 125}com/", f"{'a.' * 125}com"),
    ("the name of the list without its underscores", "https://hosts.tsv/", "hosts.tsv"),
    ("too long a host", f"https://{'a.' * 126}com/", None),
    ("too long a label", f"https://{'a' * 64}.nl/", None),
    ("no URL", None, None),
    ("an empty URL", "", None),
    ("a file", "file:///etc/krant.nl", None),
    ("the folder above", "https://../x", None),
    ("a path in the host", "https://..%2f..%2fetc/", None),
    ("a backslash", "https://a.nl\\..\\..\\x.nl/", None),
    ("a hidden folder", "https://.krant.nl/", None),
    ("an option", "https://--packs.nl/", None),
    ("a line break", "https://a.nl%0a7%09b.nl/", None),
    ("the name of the list", f"https://{HOSTS}/", None),
    ("a bracket that does not close", "https://[::1/", None),
    ("an address of IPv6", "https://[::1]/", None),
    ("not ASCII", "https://krânt.nl/", None),
    ("no dot", "https://localhost/", None),
    ("half a character", "https://kra\udc80nt.nl/", None),
]


@pytest.mark.parametrize(("url", "host"), [row[1:] for row in HOSTS_OF_URLS], ids=[row[0] for row in HOSTS_OF_URLS])
def test_the_folder_of_a_host(url: str | None, host: str | None, tmp_path: Path) -> None:
    before = set(tmp_path.parent.iterdir())
    sample = sample_of(tmp_path)
    sample.add(item(url), has_article=True)
    assert sample.finish() == ((1, 1) if host else (0, 0))
    assert {path.name for path in (tmp_path / "sample").iterdir()} == {HOSTS} | ({host} if host else set())
    assert {path.name for path in tmp_path.iterdir()} == {"sample", "hosts"}
    assert set(tmp_path.parent.iterdir()) == before
    assert (tmp_path / "sample" / HOSTS).read_text() == (f"1\t{host}\n" if host else "")


@settings(max_examples=100, deadline=None)
@given(
    url=st.one_of(st.text(), st.text().map("http://{}".format), st.text(st.characters()).map("http://{}.nl/".format))
)
def test_no_url_can_leave_the_folder_or_end_the_run(url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("any")
    sample_of(folder).add(item(url), has_article=True)
    assert all(
        re.fullmatch(r"sample/[a-z0-9.-]+/[0-9a-f]{16}-[0-9a-f]{16}\.(url|txt)|hosts", name)
        for name in contents(folder)
    )
    shutil.rmtree(folder)


def test_a_url_that_is_not_utf8_is_stored_as_one_that_is(tmp_path: Path) -> None:
    sample_of(tmp_path).add(item("http://a.nl/\udce9\ud83d"), has_article=True)
    [stored] = read_pages(str(tmp_path / "sample/a.nl"))
    assert stored.url == "http://a.nl/??"


def test_a_stored_page_is_read_like_the_page_of_the_crawl(tmp_path: Path) -> None:
    for number, case in enumerate(cases()):
        url = f"https://a{number}.nl/x"
        try:
            page = read_page(case.page, url)
        except InputError:
            continue
        sample_of(tmp_path).add(item(url, case.page), has_article=True)
        [stored] = read_pages(f"{tmp_path}/sample/a{number}.nl")
        again = read_page(stored.data, stored.url)
        assert type(again) is type(page), case.name
        assert [block.text for block in again.blocks] == [block.text for block in page.blocks], case.name
        assert stored.name.endswith(".html" if case.is_html else ".txt"), case.name


def test_the_character_set_that_a_server_named_is_not_lost(tmp_path: Path) -> None:
    sample_of(tmp_path).add(item("http://a.nl/", "<p>Łódź</p>".encode("iso-8859-2"), "iso-8859-2"), has_article=True)
    [path] = (tmp_path / "sample/a.nl").glob("*.html")
    assert read_page_file(str(path)).data == "<p>Łódź</p>".encode()


# Whole runs


def pages_of(*hosts: tuple[str, int]) -> list[Raw]:
    """Pages of these hosts, with the numbers of pages, in no order; every ninth page has no article."""
    pages = [
        Raw((f"{SENTENCE} Het was de {n}e keer." if n % 9 else "Menu").encode(), f"https://{host}/{n}")
        for host, number in hosts
        for n in range(1, number + 1)
    ]
    random.Random(4).shuffle(pages)
    return pages


def write_pages(path: Path, pages: list[Raw]) -> None:
    path.write_text(
        "".join(json.dumps({"text": page.text, "url": page.url}) + "\n" for page in pages), encoding="utf-8"
    )


def batch(folder: Path, *, stop_after: int | None = None, name: str = "out", **options: Any) -> RunState:
    """A run in this process, which may be stopped when it reports its progress for the nth time."""
    stop, looks = Stop(), count(1)

    def report(*_: object) -> None:
        if next(looks) == stop_after:
            stop()

    inputs, out = (f"{folder}/in.jsonl",), f"{folder}/{name}.jsonl"
    todo = Job(inputs=inputs, out=out, sample=f"{folder}/{name}-sample", **options)
    return run_job(todo, Cleaner(), report, stop)


def command(*arguments: str | Path, code: int = 0) -> list[str]:
    """Run the command; return the lines that it writes to stderr."""
    done = run_here("batch", *arguments)
    assert done.code == code, done.err
    return done.err.splitlines()


def test_the_list_of_hosts_counts_all_pages_of_the_hosts_in_the_sample(tmp_path: Path) -> None:
    pages = pages_of(("small.nl", 3), ("www.large.nl", 40), ("large.nl", 2), ("same.nl", 3))
    pages += [Raw(b"Menu", f"https://listings.nl/{n}") for n in range(50)]
    pages += [Raw(b'{"a": 1}', "https://small.nl/data"), Raw(SENTENCE.encode())]
    write_pages(tmp_path / "in.jsonl", pages)
    places = ("--out", tmp_path / "out.jsonl", "--sample", tmp_path / "made/sample")
    said = command(tmp_path / "in.jsonl", *places, code=5)  # one page is data
    assert said[-1] == f"cleaner: sample: 11 pages of 3 hosts; {HOSTS} lists them, the largest first"
    assert (tmp_path / "made/sample" / HOSTS).read_text() == "42\tlarge.nl\n4\tsmall.nl\n3\tsame.nl\n"
    assert not any("Menu" in path.read_text() for path in tmp_path.glob("made/sample/*/*.txt"))
    assert {path.name for path in tmp_path.iterdir()} == {"in.jsonl", "out.jsonl", "out.jsonl.failed.jsonl", "made"}


@pytest.mark.parametrize("options", [{}, {"is_ordered": False}, {"per_host": 2}])
@pytest.mark.parametrize(
    "stops", [[3], *(pytest.param(stops, marks=pytest.mark.slow) for stops in ([1, 2, 3, 3], [2, 4]))]
)
def test_a_run_that_is_continued_has_the_same_sample(
    options: dict[str, Any], stops: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleaner.batch.run.CHUNK_PAGES", 1)  # so that a run reports often enough before it is done
    write_pages(tmp_path / "in.jsonl", pages_of(("a.nl", 60), ("b.nl", 30), ("c.nl", 2)))
    whole = batch(tmp_path, name="whole", **options)
    for after in stops:
        with pytest.raises(KeyboardInterrupt):
            batch(tmp_path, stop_after=after, **options)
        assert not (tmp_path / "out-sample").exists()
    state = batch(tmp_path, **options)
    assert state.sampled == whole.sampled
    assert contents(tmp_path / "out-sample") == contents(tmp_path / "whole-sample")
    assert (tmp_path / "out-sample" / HOSTS).read_text() == "60\ta.nl\n30\tb.nl\n2\tc.nl\n"


def test_options_of_the_sample_are_options_of_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.batch.run.CHUNK_PAGES", 7)
    write_pages(tmp_path / "in.jsonl", pages_of(("a.nl", 300)))
    with pytest.raises(KeyboardInterrupt):
        batch(tmp_path, stop_after=3)
    with pytest.raises(UsageError, match="begun with other options, packs or pages"):
        batch(tmp_path, per_host=3)
    assert batch(tmp_path).sampled == (5, 1)


def test_a_sample_that_exists_is_never_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.batch.run.CHUNK_PAGES", 7)
    write_pages(tmp_path / "in.jsonl", pages_of(("a.nl", 300)))
    theirs = tmp_path / "out-sample"
    theirs.mkdir()
    with pytest.raises(KeyboardInterrupt):
        batch(tmp_path, stop_after=3)
    (theirs / "notes.txt").write_text("van iemand anders")
    with pytest.raises(UsageError, match="out-sample exists; remove it, or name another output"):
        batch(tmp_path)
    (theirs / "notes.txt").unlink()
    assert batch(tmp_path).sampled == (5, 1)  # an empty folder may be replaced


@pytest.mark.parametrize("killed", [False, True])
def test_a_sample_on_another_disk(killed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_pages(tmp_path / "in.jsonl", pages_of(("a.nl", 20), ("b.nl", 20)))
    batch(tmp_path, name="whole")
    replace = Path.replace

    def refuse(path: Path, target: Path) -> Path:
        if path.name == "sample" and target.name == "out-sample":
            raise OSError(errno.EXDEV, "Invalid cross-device link", str(path))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refuse)
    if killed:
        copied: Any = shutil.copytree
        with monkeypatch.context() as patch:

            def copy_a_part(source: Path, target: Path, **options: Any) -> None:
                copied(source / "a.nl", target / "a.nl", **options)
                raise KilledError

            patch.setattr(shutil, "copytree", copy_a_part)
            with pytest.raises(KilledError):
                batch(tmp_path)
        assert not (tmp_path / "out-sample").exists()
    batch(tmp_path)
    assert contents(tmp_path / "out-sample") == contents(tmp_path / "whole-sample")
    assert not list(tmp_path.glob("*.partial"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--per-host", "3"], "a number of pages per host needs a sample; add --sample DIR"),
        (["--sample", "s", "--per-host", "0"], "argument --per-host: '0' is not a whole number from 1 to 1,000"),
        (["--sample", "in/s"], "in/s is inside in, which is an input; choose a place outside of it"),
        (["--sample", "in"], "in is inside in, which is an input; choose a place outside of it"),
        (["--sample", "."], "of out.jsonl and ., one is inside the other; choose separate places"),
        (["--sample", "out.jsonl"], "of out.jsonl and out.jsonl, one is inside the other; choose separate places"),
        (["--sample", "out.jsonl/s"], "of out.jsonl and out.jsonl/s, one is inside the other; choose separate places"),
        (["--sample", "file"], "file exists; remove it, or name another output"),
        (["--sample", "theirs"], "theirs exists; remove it, or name another output"),
        (["--sample", "file/s"], "file/s cannot be made: "),
        (["--sample", "/proc/s"], "/proc/s cannot be made: "),
    ],
)
def test_wrong_usage(arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(SENTENCE)
    (tmp_path / "file").touch()
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs/notes.txt").write_text("van iemand anders")
    [said] = command("in", "--out", "out.jsonl", *arguments, code=2)
    assert said.startswith(f"cleaner: {message}")
    assert {path.name for path in tmp_path.iterdir()} == {"in", "file", "theirs"}


def test_a_crawl_without_urls_says_why_its_sample_is_empty(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text(SENTENCE)
    said = command(tmp_path / "in.txt", "--out", tmp_path / "out.jsonl", "--sample", tmp_path / "sample")
    assert said[-1] == "cleaner: sample: 0 pages of 0 hosts; no page has both a URL and an article"
    assert contents(tmp_path / "sample") == {HOSTS: b""}


# The commands of the documentation

WHO = ("De raad", "Het waterschap", "De provincie", "De voetbalclub", "Het ziekenhuis", "De veerdienst", "Het museum")
WHAT = ("de haven", "de brug", "het plein", "de school", "de kade", "het station", "de molen", "het strand")


def article(number: int) -> list[str]:
    """Return the paragraphs of an article that no other number has."""
    who, what = WHO[number % len(WHO)], WHAT[number % len(WHAT)]
    return [
        f"{who} wil {what} opknappen",
        f"{who} heeft een plan voor {what} gepresenteerd. Dat kost {number + 3} miljoen euro, zei de wethouder.",
        f"Volgens de bewoners rond {what} komt het te laat. Zij vragen er al {number + 2} jaar om, zonder antwoord.",
        f"{who} belooft dat {what} bereikbaar blijft. Over {number + 4} maanden is alles klaar, en volgt een feest.",
    ]


CLUB = "Word vandaag nog lid van de lezersclub, en lees alle verhalen een maand lang voor een euro."
FOOT = ("Deel dit verhaal van De Streek", "Elke ochtend al het nieuws gratis in uw mailbox. Meld u nu aan.", "Contact")


def html_of(number: int) -> str:
    title, *paragraphs = article(number)
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<title>{title}</title><div class=story><h1>{title}</h1>{body}<div class=club><p>{CLUB}</p></div></div>"


CRAWL: list[tuple[str, str, Callable[[int], str], int]] = [
    ("dagblad.example", "html", html_of, 12),
    ("www.streek.example", "text", lambda n: "\n\n".join(["Home", "Nieuws", *article(n), *FOOT]), 10),
    ("nothing-to-learn.example", "text", lambda n: "\n\n".join(article(n)), 8),
    ("one-page.example", "text", lambda n: "\n\n".join(article(n)), 1),
]


def in_shell(script: str, folder: Path) -> tuple[int, str]:
    environment = clean_environment(PATH=f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")
    done = subprocess.run(
        ["/bin/bash", "-c", script], capture_output=True, text=True, check=False, env=environment, cwd=folder
    )
    return done.returncode, done.stderr


@pytest.mark.slow
def test_the_three_commands_of_the_documentation(tmp_path: Path) -> None:
    """They are run as they stand there. A host from which nothing is learned does not end the loop."""
    section = (ROOT.parent / "docs/batch.md").read_text(encoding="utf-8").split("## A sample of each host")[1]
    [shown] = re.findall(r"```console\n(.*?)```", section.split("\n## ")[0], re.DOTALL)
    with (tmp_path / "crawl.jsonl").open("w", encoding="utf-8") as file:
        for host, key, make, number in CRAWL:
            for n in range(number):
                file.write(json.dumps({key: make(n), "url": f"https://{host}/{n}"}) + "\n")
    code, said = in_shell(re.sub(r"^[$>] ", "", shown, flags=re.MULTILINE), tmp_path)
    assert code == 0, said
    assert "nothing sure was learned from 5 pages" in said
    assert "learning needs at least 2 pages" in said
    assert {path.name for path in (tmp_path / "learned").iterdir()} == {"dagblad.yaml", "streek.yaml"}
    before, after = (
        [json.loads(line) for line in (tmp_path / name).read_text(encoding="utf-8").splitlines()]
        for name in ("first.jsonl", "articles.jsonl")
    )
    assert [row["pack"] for row in before] == ["generic"] * 31
    assert [row["pack"] for row in after] == ["dagblad"] * 12 + ["streek"] * 10 + ["generic"] * 9
    outside = (CLUB, *FOOT)
    assert any(line in row["articleBody"] for row in before[:12] for line in outside)
    assert any(line in row["articleBody"] for row in before[12:22] for line in outside)
    for number, row in enumerate(after[:22]):
        assert row["articleBody"].split("\n\n")[-3:] == article(number if number < 12 else number - 12)[1:]
