"""The library as a program uses it."""

from __future__ import annotations

import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

import cleaner
from cleaner import Cleaner, CleanerError, CrashError, Fault, InputError, LimitError, PackError, UsageError, clean
from cleaner.cli import main
from cleaner.packs.loading import load

from .golden import cases

PAGE = "De raad kwam woensdag bijeen over de haven."


def test_what_is_public_is_there() -> None:
    assert all(hasattr(cleaner, name) for name in cleaner.__all__)


@pytest.mark.parametrize("page", [None, 5, ["a"], object()])
def test_a_page_of_a_wrong_type(page: object) -> None:
    with pytest.raises(UsageError, match="a page is a str or bytes, not "):
        Cleaner().clean(page)  # type: ignore[arg-type]  # what a caller without types may do


def test_a_url_of_a_wrong_type() -> None:
    with pytest.raises(UsageError, match="a URL is a str, not bytes"):
        Cleaner().clean(PAGE, b"https://nu.nl/")  # type: ignore[arg-type]  # as above


def test_bytes_of_any_type() -> None:
    for page in (PAGE.encode(), bytearray(PAGE.encode()), memoryview(PAGE.encode())):
        assert Cleaner().clean(page).text == PAGE


@pytest.mark.parametrize(
    "error",
    [
        UsageError("no pack"),
        InputError("this is gzip", url="http://x/1", offset=0),
        LimitError("size", 5, found=6, url="http://x/1"),
        CrashError("cleaning failed", url="http://x/1"),
        PackError([Fault("a.yaml", 1, 2, "wrong"), Fault("a.yaml", 3, 4, "wrong too")]),
    ],
)
def test_errors_can_be_sent_between_processes(error: CleanerError) -> None:
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301  (what multiprocessing does)
    assert type(copy) is type(error)
    assert (str(copy), vars(copy)) == (str(error), vars(error))


@pytest.mark.slow
def test_a_cleaner_can_be_sent_to_other_processes() -> None:
    cleaner = Cleaner()
    pages = [case.page for case in cases()][::5]
    here = [cleaner.clean(page) for page in pages]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(cleaner.clean, pages)) == here


def test_only_the_front_door_reads_cleaner_packs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.yaml").write_text("{pack: a, version: 1, hosts: [a.nl], rules: []}")
    monkeypatch.setenv("CLEANER_PACKS", str(tmp_path))
    assert clean(PAGE, "https://a.nl/1").tried[0] == "a 1"
    assert "a" in Cleaner().packs.programs
    assert "a" not in load().programs
    assert main(["packs", "list"]) == 0
    assert capfd.readouterr().out.startswith("a\t1\ta.nl\t")
    monkeypatch.setenv("CLEANER_PACKS", "")
    assert "a" not in Cleaner().packs.programs


def test_the_ledger_says_where_and_why() -> None:
    article = Cleaner().clean(f"{PAGE}\n\nLees ook: Iets anders", "https://www.knack.be/x")
    removal = article.ledger.removed[-1]
    assert (removal.start, removal.end) == (len(PAGE) + 2, len(PAGE) + 23)
    assert (removal.cause.pack, removal.cause.rule, removal.cause.file) == ("nl", "drop", "_shared/nl.yaml")


def test_a_discarded_result_is_reported() -> None:
    article = Cleaner().clean(f"NUjij-reacties\n\n{PAGE}", "https://www.nu.nl/a/1/b.html")
    assert (article.pack, article.method, article.confidence) == ("generic", "generic", 0.3)
    assert article.recognised == "URL, host nu.nl, but the result of nu was discarded"
    assert article.warnings[0].text.startswith("the result of nu was discarded: what is left has 0 words")
