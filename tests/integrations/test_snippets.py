"""The commands of the documentation that need a search index or the service, as they stand there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ..golden import ROOT
from ..snippets import commands, run, snippet
from ..tutorials import follow
from .serving import Service, serving

LAVROV = ROOT / "nl/zeelandnet/lavrov/input.txt"
DOCUMENTED = "127.0.0.1:8080"


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with serving() as started:
        yield started


def test_the_search_of_the_readme(tmp_path: Path) -> None:
    (tmp_path / "crawl").mkdir()
    text = "De brug bij Goes is weer open, zegt Jens Stoltenberg, die er op een warme dag een uur moest wachten."
    (tmp_path / "crawl/page.html").write_text(f"<h1>Brug weer open</h1><p>{text}</p>", encoding="utf-8")
    *most, stale = commands(snippet("README.md", "$ cleaner search index").text)
    found = run([*most, f"(\n{stale}\n) || test $? = 1"], tmp_path)  # nothing is stale
    assert found.startswith("crawl/page.html\t")
    assert found.count("\n") == 1


def test_the_service_of_the_readme(service: Service, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<h1>Kop</h1><p>De brug is weer open, meldt de politie.</p>", encoding="utf-8")
    request = commands(snippet("README.md", "$ cleaner serve").text)[1]  # the first one starts it
    article = run([request.replace(DOCUMENTED, f"127.0.0.1:{service.port}")], tmp_path)
    assert article.strip() == "De brug is weer open, meldt de politie."


@pytest.mark.parametrize(
    "start",
    [
        "$ curl -sT page.txt",
        "$ curl -s -H 'Content-Type: application/json'",
        "$ cat pages.jsonl",
        "$ curl -sT page.pdf",
    ],
)
def test_the_service(service: Service, tmp_path: Path, start: str) -> None:
    text = snippet("serve.md", start).text
    (tmp_path / "page.txt").write_bytes(LAVROV.read_bytes())
    (tmp_path / "page.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "pages.jsonl").write_text(text.partition("\n")[2].partition("\n$ ")[0] + "\n", encoding="utf-8")
    shown = text.replace(DOCUMENTED, f"127.0.0.1:{service.port}")
    (tmp_path / "serve.md").write_text(f"```console\n{shown}```\n", encoding="utf-8")
    assert follow(tmp_path / "serve.md", tmp_path, tmp_path)
