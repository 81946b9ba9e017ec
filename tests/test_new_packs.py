"""`cleaner packs new` and `cleaner packs learn`, as a user starts them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from cleaner.authoring.improving import improve, with_rules
from cleaner.authoring.rules import Learned

from .commands import run_here
from .test_learning import BOX, article, html_page, text_page


def run(*arguments: object, code: int = 0) -> tuple[str, str]:
    """Run `cleaner packs` with these arguments; return its stdout and stderr."""
    done = run_here("packs", *arguments)
    assert done.code == code, done.err
    assert "Traceback" not in done.err
    return done.out.decode(), done.err


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder of four pages with a box, their URLs, and their articles."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for n in range(4):
        (folder / f"page-{n}.html").write_text(html_page(n, extra=BOX), encoding="utf-8")
        (folder / f"page-{n}.url").write_text(f"https://krant.nl/nieuws/{n}\n", encoding="utf-8")
        (folder / f"page-{n}.txt").write_text(article(n), encoding="utf-8")
    return folder


def test_a_draft_and_its_golden_pages_pass(pages: Path, tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    out, err = run("new", "https://www.krant.nl/", *sorted(pages.glob("*.html")), "--into", packs)
    assert out.splitlines()[0] == str(packs / "krant.yaml")
    assert len(out.splitlines()) == 5
    assert f"next: correct each expected.txt, and run: cleaner packs test --packs {packs} krant\n" in err
    assert "4 of them of the tested packs" in run("test", "--packs", packs)[0]
    assert "checked" not in run("lint", "--packs", packs)[0]
    expected = (packs / "golden/krant/page-1/expected.txt").read_text(encoding="utf-8")
    assert expected == article(1) + "\n"


@pytest.mark.parametrize("make", [html_page, text_page], ids=["HTML", "text"])
def test_a_draft_of_one_page(make: object, tmp_path: Path) -> None:
    page = tmp_path / ("a.html" if make is html_page else "a.txt")
    page.write_text(make(1), encoding="utf-8")  # type: ignore[operator]
    run("new", "krant.nl", page, "--into", tmp_path / "packs")
    run("test", "--packs", tmp_path / "packs")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["krant", "{pages}/page-0.html"], 2, "'krant' is not the name of a host; write it as in 'example.nl'"),
        (["krant.nl", "{pages}/none.html"], 2, "No such file"),
        (["krant.nl", "{pages}/page-0.html", "{pages}/page-0.html"], 2, "two of these pages have the same name"),
        (["ander.nl", "{pages}/page-0.html"], 2, "page-0.html has the URL https://krant.nl/nieuws/0, which is not on"),
        (["krant.nl", "{pages}/data.html"], 4, "this is a PNG, not text"),
    ],
    ids=["no host", "no file", "the same page twice", "a page of another host", "not a page"],
)
def test_a_draft_that_cannot_be_made(
    arguments: list[str], code: int, message: str, pages: Path, tmp_path: Path
) -> None:
    (pages / "data.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    done = run("new", *(each.format(pages=pages) for each in arguments), "--into", tmp_path / "packs", code=code)
    assert message in done[1]
    assert not (tmp_path / "packs").exists()


def test_what_exists_is_not_overwritten(pages: Path, tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    run("new", "krant.nl", pages / "page-0.html", "--into", packs)
    before = {path: path.read_bytes() for path in packs.rglob("*") if path.is_file()}
    assert "already" in run("new", "krant.nl", pages / "page-0.html", "--into", packs, code=2)[1]
    assert "already" in run("learn", "krant.nl", "--pages", pages, "--into", packs, code=2)[1]
    assert before == {path: path.read_bytes() for path in packs.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_learning_with_known_articles(pages: Path, tmp_path: Path) -> None:
    out, err = run("learn", "krant.nl", "--pages", pages, "--into", tmp_path / "packs")
    text = Path(out.strip()).read_text(encoding="utf-8")
    assert "select: {css: div.story-body, why: holds the article on 4 of 4 pages}" in text
    assert "remove: {css: div.friend-box" in text
    assert "Learned from 4 pages, of which 4 have a known article" in text
    assert "mean F1 on pages that were left out: 1.000; without the pack 0." in err
    lint = run("lint", "--packs", tmp_path / "packs")[0]
    assert "no faults" in lint
    assert "checked" not in lint


def test_nothing_sure(tmp_path: Path) -> None:
    for n in range(4):
        (tmp_path / f"{n}.txt").write_text(article(n), encoding="utf-8")
    out, err = run("learn", "krant.nl", "--pages", tmp_path, "--into", tmp_path / "packs", code=1)
    assert (out, err) == ("", "cleaner: krant.nl: nothing sure was learned from 4 pages; no pack was written\n")
    assert not (tmp_path / "packs").exists()


def test_nothing_is_better_than_generic_cleaning(tmp_path: Path) -> None:
    for n in range(3):
        (tmp_path / f"{n}.html").write_text(re.sub("</?(article|div)[^>]*>", "", html_page(n)), encoding="utf-8")
        (tmp_path / f"{n}.txt").write_text(article(n), encoding="utf-8")
    _, err = run("learn", "krant.nl", "--pages", tmp_path, "--into", tmp_path / "packs", code=1)
    assert err.endswith("from 3 pages; no pack was written; the mean F1 without a pack is 1.000\n")


PACK = """\
pack: own  # ours
version: 7
hosts: [krant.nl]
rules:
  - select: {css: div.story-body, why: the body}  # since 2020
"""


REMOVE = "  - remove: {css: div.friend-box, why: on 4 of 4 pages and in no article}"
HINT = "write rules on the next lines, and delete the []"


def own_pack(folder: Path, text: str, extra: str = BOX) -> Path:
    """Write a pack, and a golden page with a box that is not in the article; return the path of the pack."""
    golden = folder / "golden/own/box"
    golden.mkdir(parents=True)
    (golden / "input.html").write_text(html_page(9, extra=extra), encoding="utf-8")
    (golden / "expected.txt").write_text(article(9) + "\n", encoding="utf-8")
    (golden / "case.yaml").write_text(
        "pack: own\nurl: https://krant.nl/9\nheadline: Kop nummer 9\nbare: false\nnote: a box\n", encoding="utf-8"
    )
    (folder / "own.yaml").write_bytes(text.encode())
    return folder / "own.yaml"


@pytest.mark.slow
def test_rules_are_added_to_a_pack(pages: Path, tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    path = own_pack(packs, PACK)
    path.chmod(0o640)
    learning = ("learn", "krant.nl", "--pages", pages, "--into", packs, "--improve", "own")
    run("test", "--packs", packs, code=1)
    out, err = run(*learning)
    assert out.splitlines() == [
        f"{path}: 1 rule added; 0 of 1 golden page passed before, 1 of 1 golden page passed now",
        "own/box passes now",
        f"--- {path}",
        f"+++ {path}",
        "@@ -1,5 +1,6 @@",
        " pack: own  # ours",
        "-version: 7",
        "+version: 8",
        *(f" {line}" for line in PACK.splitlines()[2:]),
        f"+{REMOVE}",
    ]
    assert "with the pack as it was 0." in err
    assert path.read_text(encoding="utf-8") == PACK.replace("7", "8") + f"{REMOVE}\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in packs.iterdir() if each.is_file()] == ["own.yaml"]
    run("test", "--packs", packs)
    written = path.read_bytes()
    out, err = run(*learning, code=1)
    assert (out, err) == (f"{path}: nothing was added; the pack has such rules already\n", "")
    assert path.read_bytes() == written


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("pack: own\nversion: 1\nrules: []\n", f"pack: own\nversion: 2\nrules:\n{REMOVE}\n"),
        (f"pack: own\nversion: 1\nrules: []  # {HINT}", f"pack: own\nversion: 2\nrules:\n{REMOVE}\n"),
        ("rules: [ ] # ours\n\n", f"rules: # ours\n{REMOVE}\n"),
        ("pack: own\r\nversion: 1\r\nrules: []\r\n", f"pack: own\r\nversion: 2\r\nrules:\r\n{REMOVE}\r\n"),
        ("version: 1\r\nrules:\r\n- use: nl\r\n", f"version: 2\r\nrules:\r\n- use: nl\r\n{REMOVE[2:]}\r\n"),
    ],
    ids=["no rules", "as in a draft", "another comment", "no rules, and the line ends of Windows", "these line ends"],
)
def test_the_form_of_a_pack_stays(before: str, after: str) -> None:
    rule = Learned("remove", {"css": "div.friend-box"}, "on 4 of 4 pages and in no article")
    assert with_rules(before, [rule], Path("own.yaml")) == after
    assert with_rules(before, [], Path("own.yaml")) == before


def test_rules_that_break_a_golden_page_are_left_out(tmp_path: Path) -> None:
    """The headline is removed anyway; without the first rule, the second one has nothing to come after."""
    own_pack(tmp_path, PACK.replace("div.story-body", "'h1, div.story-body'"), extra="")
    first, *_, last = article(9).split("\n\n")
    headline = Learned("drop", {"line": "Kop nummer 9"}, "a")
    after = Learned("drop", {"line": re.escape(last), "after_cut": True}, "b")
    alone = Learned("drop", {"line": re.escape(first)}, "c")
    idle = Learned("drop", {"line": "Reclame"}, "d")
    found = improve("own", str(tmp_path), [headline, alone, idle, after])
    assert found.added == (headline, idle)
    assert found.left_out == ((alone, ("own/box",)), (after, ("own/box",)))
    assert not found.failed | found.fail
    assert improve("own", str(tmp_path), [after, idle]).added == (after, idle)
    broken = improve("own", str(tmp_path), [alone])
    assert list(broken.lines())[1].endswith(": nothing was added; each new rule would make a golden page fail")
    assert broken.after == broken.before


def test_nothing_sure_can_be_added(tmp_path: Path) -> None:
    path = own_pack(tmp_path / "packs", PACK)
    for n in range(4):
        (tmp_path / f"{n}.txt").write_text(article(n), encoding="utf-8")
    learning = ("learn", "krant.nl", "--pages", tmp_path, "--into", path.parent, "--improve", "own")
    assert run(*learning, code=1) == ("", "cleaner: nothing sure was learned from 4 pages; nothing was added\n")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("krant", PACK, "there is no pack 'krant'"),
        ("nu", PACK, "the pack 'nu' comes with cleaner"),
        ("own", PACK + "language: nl\n", "rules can only be added if 'rules' is the last key"),
        (
            "own",
            PACK.replace("rules:\n  - select: {css: div.story-body, why: the body}", "rules: [{use: nl}]"),
            "last key",
        ),
    ],
    ids=["an unknown pack", "a shipped pack", "rules that are not at the end", "rules on one line"],
)
def test_a_pack_to_which_no_rules_can_be_added(name: str, text: str, message: str, pages: Path, tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    packs.mkdir()
    (packs / "own.yaml").write_text(text, encoding="utf-8")
    assert message in run("learn", "krant.nl", "--pages", pages, "--into", packs, "--improve", name, code=2)[1]
    assert (packs / "own.yaml").read_text(encoding="utf-8") == text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("host", "name"),
    [("generic.nl", "generic-nl"), ("none.nl", "none-nl"), ("telegraaf.at", "telegraaf-at")],
)
def test_names_that_other_packs_have(host: str, name: str, pages: Path, tmp_path: Path) -> None:
    for url in pages.glob("*.url"):
        url.write_text(url.read_text(encoding="utf-8").replace("krant.nl", host), encoding="utf-8")
    out, _ = run("learn", host, "--pages", pages, "--into", tmp_path / "packs")
    assert out == f"{tmp_path / 'packs' / name}.yaml\n"
    assert "no faults" in run("lint", "--packs", tmp_path / "packs")[0]


def test_a_host_that_has_a_pack(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(html_page(1), encoding="utf-8")
    message = "knack.be has the pack 'knack' already (be/knack.yaml)"
    assert message in run("new", "knack.be", page, "--into", tmp_path / "packs", code=2)[1]
    assert not (tmp_path / "packs").exists()


HOSTILE = "Meer\x85text_only: true\u2028rules: []\x07'\"\\ é 中 # [x]"


@pytest.mark.slow
def test_lines_and_names_of_files_cannot_add_keys(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for n in range(4):
        (folder / f"{n}\nrules: [].txt").write_text(f"{HOSTILE}\n{text_page(n, HOSTILE)}", encoding="utf-8")
    for arguments in (("new", "krant.nl", *sorted(folder.iterdir())), ("learn", "krant.nl", "--pages", folder)):
        packs = tmp_path / str(arguments[0])
        run(*arguments, "--into", packs)
        keys = set(yaml.safe_load((packs / "krant.yaml").read_text(encoding="utf-8")))
        assert keys <= {"pack", "version", "hosts", "checked", "listings", "then", "signature", "rules"}
        run("lint", "--packs", packs)


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("page-1.txt", b"", "page-1.txt is empty"),
        ("page-1.txt", b"\xff\xfe\xff", "page-1.txt is not UTF-8 text"),
        ("page-1.url", b"\xff", "page-1.url is not UTF-8 text"),
        ("page-1.url", b"https://ander.nl/1", "page-1.html has the URL https://ander.nl/1, which is not on krant.nl"),
        ("page-9.txt", b"Een tekst.", "some of these pages are HTML and others are text"),
    ],
)
def test_a_folder_with_a_file_that_does_not_fit(
    file: str, content: bytes, message: str, pages: Path, tmp_path: Path
) -> None:
    (pages / file).write_bytes(content)
    assert message in run("learn", "krant.nl", "--pages", pages, "--into", tmp_path / "packs", code=2)[1]
    assert not (tmp_path / "packs").exists()


def test_a_page_that_cannot_be_read_is_named(pages: Path, tmp_path: Path) -> None:
    (pages / "page-9.html").write_bytes(b"%PDF-1.7\n" + bytes(range(256)))
    assert (
        "page-9.html: at offset 0: this is a PDF"
        in run("learn", "krant.nl", "--pages", pages, "--into", tmp_path / "packs", code=4)[1]
    )


def test_articles_that_belong_to_no_page(pages: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / "other.txt").write_text("Een artikel.", encoding="utf-8")
    arguments = ("learn", "krant.nl", "--pages", pages, "--gold", gold, "--into", tmp_path / "packs")
    assert "has no article of these pages; that of page-0.html would be page-0.txt" in run(*arguments, code=2)[1]


@pytest.mark.slow
def test_nothing_is_left_if_a_golden_page_cannot_be_written(pages: Path, tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    packs.mkdir()
    (packs / "golden").write_text("not a folder", encoding="utf-8")
    assert "cannot write" in run("new", "krant.nl", *sorted(pages.glob("*.html")), "--into", packs, code=2)[1]
    assert [path.name for path in packs.iterdir()] == ["golden"]
    (packs / "golden").unlink()
    (pages / "page-9.html").write_text("<html><p>x", encoding="utf-8")
    out = run("new", "krant.nl", *sorted(pages.glob("*.html")), "--into", packs, code=2)
    assert "page-9.html has no article" in out[1]
    assert not list(packs.iterdir())
