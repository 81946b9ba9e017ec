"""Each block of commands, shell or Python in the documentation runs, or is in a list with the reason."""

from __future__ import annotations

import ast
import gzip
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .archives import Raw, warc
from .commands import clean_environment
from .golden import ROOT
from .snippets import FOLLOWED, NOT_RUN, PROJECT, RUN_BY, Snippet, commands, run, snippet, snippets
from .tutorials import follow

PLACES = [*RUN_BY, *NOT_RUN]


def places_of(each: Snippet) -> list[tuple[str, str]]:
    return [(page, start) for page, start in PLACES if each.page == page and each.text.startswith(start)]


def test_each_block_runs_or_is_in_the_list() -> None:
    """If this fails, add the block to `RUN_BY` or `NOT_RUN` in `tests/snippets.py`, or make it a doctest."""
    runs = [each for each in snippets() if each.is_doctest or (each.page in FOLLOWED and each.language == "console")]
    rest = [each for each in snippets() if each not in runs]
    assert [each for each in rest if len(places_of(each)) != 1] == []
    assert [each for each in runs if places_of(each)] == []
    assert min(len(runs), len(rest)) > 30


def test_the_list_has_no_other_blocks() -> None:
    assert [place for place in PLACES if not any(place in places_of(each) for each in snippets())] == []


@pytest.mark.parametrize("test", sorted(set(RUN_BY.values())))
def test_the_named_test_is_there(test: str) -> None:
    file, _, name = test.partition("::")
    assert re.search(rf"^def {name}\(", (PROJECT / "tests" / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_shell_that_is_shown_is_shell() -> None:
    shown = [each.text for each in snippets() if each.language in ("sh", "bash")]
    assert len(shown) > 5
    for text in shown:
        subprocess.run(["/bin/bash", "-n", "-c", text], check=True)


def test_the_completion_of_the_readme(tmp_path: Path) -> None:
    """An environment has the command in `bin/` and its completion in `share/`. Here the first is found by a link."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/cleaner").touch(mode=0o755)
    (tmp_path / "share").symlink_to(PROJECT / "share")
    (tmp_path / "path").mkdir()
    (tmp_path / "path/cleaner").symlink_to(tmp_path / "bin/cleaner")
    lines = [f'PATH="{tmp_path}/path:$PATH"', snippet("README.md", "share=").text, "complete -p cleaner"]
    lines.append('ls "${fpath[@]}"')  # zsh has this variable; here it is an ordinary one
    assert run(lines, tmp_path).split()[-2:] == ["cleaner", "_cleaner"]


def test_python_that_is_shown_is_python() -> None:
    shown = [each.text for each in snippets() if each.language == "python" and not each.is_doctest]
    assert all(map(ast.parse, shown))


@pytest.mark.parametrize(("page", "start"), [("usage.md", "$ cat page.html"), ("output.md", "$ cat brug.html")])
def test_a_page_that_is_shown(page: str, start: str, tmp_path: Path) -> None:
    """The block shows a page by `cat`, and then what comes out of it."""
    text = snippet(page, start).text
    shown = text.partition("\n")[2].partition("\n$ ")[0]
    (tmp_path / start.removeprefix("$ cat ")).write_text(f"{shown}\n", encoding="utf-8")
    (tmp_path / page).write_text(f"```console\n{text}```\n", encoding="utf-8")
    assert follow(tmp_path / page, tmp_path, tmp_path) == commands(text)


@pytest.mark.slow
def test_the_first_batch(tmp_path: Path) -> None:
    (tmp_path / "crawl").mkdir()
    (tmp_path / "crawl/page.html").write_bytes((ROOT / "be/knack/html-2021/input.html").read_bytes())
    run(commands(snippet("batch.md", "$ cleaner batch crawl/ --out articles.jsonl\n").text), tmp_path)
    assert (tmp_path / "articles.jsonl").read_text(encoding="utf-8").count("\n") == 1


@pytest.mark.slow
def test_which_files_a_batch_reads(tmp_path: Path) -> None:
    page = (ROOT / "be/knack/html-2021/input.html").read_bytes()
    for name in ("page.html", "notes.txt", "archive/old.html", "drafts/page.html"):
        (tmp_path / "crawl" / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / "crawl" / name).write_bytes(page)
    (tmp_path / "crawl/urls.tsv").write_text("page.html\thttps://www.knack.be/nieuws/x\n", encoding="utf-8")

    def files(command: str, output: str = "articles.jsonl") -> dict[str, str | None]:
        run(commands(snippet("batch.md", command).text), tmp_path)
        rows = map(json.loads, (tmp_path / output).read_text(encoding="utf-8").splitlines())
        return {row["source"]["file"]: row["url"] for row in rows}

    assert files("$ find crawl", "today.jsonl").keys() == {
        "crawl/page.html",
        "crawl/archive/old.html",
        "crawl/drafts/page.html",
    }
    assert files("$ cleaner batch crawl/ --out articles.jsonl --include").keys() == {"crawl/page.html"}
    assert len(files("$ cleaner batch crawl/ --out articles.jsonl --new")) == 5
    (tmp_path / "articles.jsonl").unlink()
    with_urls = files("$ cleaner batch crawl/ --out articles.jsonl --urls")
    assert {name for name, url in with_urls.items() if url == "https://www.knack.be/nieuws/x"} == {"crawl/page.html"}
    assert len(with_urls) == 4


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("jq"), reason="needs jq")
def test_a_batch_in_a_pipe(tmp_path: Path) -> None:
    page = (ROOT / "be/knack/html-2021/input.html").read_text(encoding="utf-8")
    row = json.dumps({"html": page, "url": "https://www.knack.be/nieuws/x"})
    (tmp_path / "pages.jsonl.gz").write_bytes(gzip.compress(f"{row}\n{row}\n".encode()))
    (command,) = commands(snippet("batch.md", "$ zcat").text)
    headline = run(["cleaner --format json < page.html | jq -r .headline"], written(tmp_path / "page.html", page))
    assert run([command], tmp_path) == headline * 2


def written(path: Path, page: str) -> Path:
    """Write the page, and return its folder."""
    path.write_text(page, encoding="utf-8")
    return path.parent


@pytest.mark.slow
def test_the_batches_of_the_readme(tmp_path: Path) -> None:
    page = Raw((ROOT / "be/knack/html-2021/input.html").read_bytes(), "https://www.knack.be/nieuws/x")
    (tmp_path / "crawl").mkdir()
    (tmp_path / "crawl/page.html").write_bytes(page.page)
    (tmp_path / "pages.jsonl").write_text('{"text": "De raad kwam woensdag bijeen.", "id": 1}\n', encoding="utf-8")
    (tmp_path / "a.warc.gz").write_bytes(warc([page], compressed=True))
    run(commands(snippet("README.md", "$ cleaner batch").text), tmp_path)
    assert all((tmp_path / name).exists() for name in ("news.parquet", "articles/page.html.txt", "articles.jsonl.zst"))


@pytest.mark.slow
def test_pages_in_worker_processes(tmp_path: Path) -> None:
    """What the snippet takes for granted: pages, and functions to save an article and to log an error."""
    before = "pages = [('https://x.nl/1', 'De raad kwam woensdag bijeen.'), ('https://x.nl/2', b'\\x1f\\x8b\\x08')]\n"
    program = f"{before}save = log = print\n{snippet('limits.md', 'from cleaner import').text}"
    (tmp_path / "program.py").write_text(program, encoding="utf-8")
    command = [sys.executable, "program.py"]
    done = subprocess.run(
        command, cwd=tmp_path, env=clean_environment(), capture_output=True, text=True, check=True, timeout=50
    )
    assert done.stdout.splitlines()[0] == "https://x.nl/1 De raad kwam woensdag bijeen."
    assert done.stdout.splitlines()[1].startswith("https://x.nl/2: at offset 0: this is gzip")
