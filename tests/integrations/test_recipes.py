"""The recipes: each runs unchanged, and in a pipeline of its framework, and the documentation shows the same code.

A framework is imported in a process of its own, which any attempt to reach the network ends.
"""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from ..commands import PROGRAMS, clean_environment
from ..golden import ROOT

RECIPES = ROOT.parent / "examples/recipes"
DOCUMENTATION = (ROOT.parent / "docs/recipes.md").read_text(encoding="utf-8")
PAGE = ROOT / "nl/zeelandnet/stoltenberg/input.txt"
EXPECTED = (ROOT / "nl/zeelandnet/stoltenberg/expected.txt").read_bytes()
ENVIRONMENT = clean_environment(
    HAYSTACK_TELEMETRY_ENABLED="False", PYTHONDONTWRITEBYTECODE="1", PYTHONPATH=str(RECIPES), PYTHONUTF8="1"
)
OFFLINE = """
import os, runpy, sys
NETWORK = {"socket.connect", "socket.getaddrinfo", "socket.sendto"}
sys.addaudithook(lambda event, _: event in NETWORK and os._exit(99))
"""


def in_langchain() -> None:
    from importlib import import_module
    from pathlib import Path
    from pickle import dumps, loads

    from langchain_core.documents import Document

    from cleaner import Cleaner, Limits

    make = import_module("langchain_transformer").CleanerTransformer
    golden = Path("golden/nl/zeelandnet/stoltenberg")

    def pages() -> list[Document]:
        return [
            Document(
                (golden / "input.txt").read_text(encoding="utf-8"), id="a", metadata={"source": "pages/a.txt", "own": 1}
            ),
            Document("Net binnen", id="index", metadata={"source": "https://www.knack.be/l/sport"}),
            Document("<rss><channel>", id="feed", metadata={"own": 2}),
            Document("De raad kwam woensdag bijeen over de haven.", id="b"),
        ]

    given = pages()
    article, feed, bare = make().transform_documents(given)
    assert given == pages(), "the caller's documents were changed"
    assert article.page_content + "\n" == (golden / "expected.txt").read_text(encoding="utf-8")
    headline = "NAVO roept Rusland op tot de-escalatie maar wil ook verder praten"
    about = {"pack": "zeelandnet", "version": 3, "method": "pack", "headline": headline}
    assert (article.id, article.metadata) == ("a", {"source": "pages/a.txt", "own": 1} | about)
    assert (feed.id, feed.page_content, feed.metadata.pop("own")) == ("feed", "<rss><channel>", 2)
    assert feed.metadata == {"error": "input: this is a feed or a sitemap (<rss>), not a page"}
    assert (bare.id, bare.metadata["method"], bare.metadata["headline"]) == ("b", "generic", "")

    shared = Cleaner(limits=Limits(size=20))
    first, second = make(shared), make(shared)
    assert first.cleaner is second.cleaner
    for transformer in (first, second, loads(dumps(first))):  # noqa: S301
        (refused,) = transformer.transform_documents(given[3:])
        assert "over the limit for size" in refused.metadata["error"]


def in_llama_index() -> None:
    from importlib import import_module
    from pathlib import Path
    from pickle import dumps, loads

    from llama_index.core.ingestion import DocstoreStrategy, IngestionPipeline
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.core.schema import Document, MetadataMode
    from llama_index.core.storage.docstore import SimpleDocumentStore

    recipe = import_module("llama_index_transformer")
    golden = Path("golden/nl/zeelandnet/stoltenberg")

    def pages() -> list[Document]:
        page = (golden / "input.txt").read_text(encoding="utf-8")
        return [
            Document(text=page, id_="a", metadata={"url": "https://www.zeelandnet.nl/x"}),
            Document(text="Menu", id_="index"),
            Document(text="<rss><channel>", id_="feed"),
        ]

    given = pages()
    article, feed = IngestionPipeline(transformations=[recipe.CleanerTransformer()]).run(documents=given)
    assert [page.to_dict() for page in given] == [page.to_dict() for page in pages()], "the documents were changed"
    text = article.get_content(MetadataMode.NONE)
    assert text + "\n" == (golden / "expected.txt").read_text(encoding="utf-8")
    headline = "NAVO roept Rusland op tot de-escalatie maar wil ook verder praten"
    about = {"pack": "zeelandnet", "version": 3, "method": "pack", "headline": headline}
    assert (article.id_, article.metadata) == ("a", {"url": "https://www.zeelandnet.nl/x"} | about)
    for mode in (MetadataMode.EMBED, MetadataMode.LLM):
        seen = article.get_content(mode)
        assert seen == f"url: https://www.zeelandnet.nl/x\nheadline: {headline}\n\n{text}"
        assert feed.get_content(mode) == "<rss><channel>"
    assert (feed.id_, feed.metadata) == ("feed", {"error": "input: this is a feed or a sitemap (<rss>), not a page"})

    pipeline = IngestionPipeline(
        transformations=[recipe.CleanerTransformer(), SentenceSplitter(chunk_size=128, chunk_overlap=0)],
        docstore=SimpleDocumentStore(),
        docstore_strategy=DocstoreStrategy.DUPLICATES_ONLY,
    )
    nodes = pipeline.run(documents=pages())
    assert {node.ref_doc_id for node in nodes} == {"a", "feed"}
    assert len(nodes) > 2
    assert pipeline.run(documents=pages()) == [], "pages that come again are cleaned again"

    transformer = recipe.CleanerTransformer(packs="rules/be")
    assert transformer.to_dict()["packs"] == "rules/be"
    for again in (loads(dumps(transformer)), type(transformer).from_dict(transformer.to_dict())):  # noqa: S301
        assert again == transformer
        assert len(again(given)) == 2
    assert recipe.cleaner_of.cache_info().currsize == 2, "one cleaner for each folder of packs"


def in_haystack() -> None:
    import warnings
    from importlib import import_module
    from pathlib import Path

    from haystack import Document, Pipeline
    from haystack.components.writers import DocumentWriter
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    recipe = import_module("haystack_cleaner")
    golden = Path("golden/nl/zeelandnet/stoltenberg")

    def pages() -> list[Document]:
        return [
            Document(content=(golden / "input.txt").read_text(encoding="utf-8"), id="a", meta={"own": 1}),
            Document(content="Menu", id="index"),
            Document(content=None, id="nothing"),
            Document(content="<rss><channel>", id="feed", meta={"own": 2}),
        ]

    pipeline = Pipeline()
    pipeline.add_component("cleaner", recipe.PageCleaner(packs="rules/be"))
    again = Pipeline.loads(pipeline.dumps(), allowed_modules=["haystack_cleaner"])
    assert again.to_dict() == pipeline.to_dict()
    assert again.to_dict()["components"]["cleaner"]["init_parameters"] == {"packs": "rules/be"}
    for each in (pipeline, again):
        store = InMemoryDocumentStore()
        each.add_component("writer", DocumentWriter(store))
        each.connect("cleaner", "writer")
        given = pages()
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Haystack warns of documents that are changed in place
            assert each.run({"cleaner": {"documents": given}}) == {"writer": {"documents_written": 2}}
        assert given == pages()
        article, feed = store.filter_documents()
        assert f"{article.content}\n" == (golden / "expected.txt").read_text(encoding="utf-8")
        headline = "NAVO roept Rusland op tot de-escalatie maar wil ook verder praten"
        about = {"pack": "zeelandnet", "version": 3, "method": "pack", "headline": headline}
        assert (article.id, article.meta) == ("a", {"own": 1} | about)
        assert (feed.id, feed.content) == ("feed", "<rss><channel>")
        assert feed.meta == {"own": 2, "error": "input: this is a feed or a sitemap (<rss>), not a page"}
    assert recipe.cleaner_of.cache_info().currsize == 1, "both share a cleaner"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("recipe", "check"),
    [
        ("langchain_transformer.py", in_langchain),
        ("llama_index_transformer.py", in_llama_index),
        ("haystack_cleaner.py", in_haystack),
    ],
)
def test_a_transformer(recipe: str, check: Callable[[], None], tmp_path: Path) -> None:
    run = f"runpy.run_path({str(RECIPES / recipe)!r}, run_name='__main__')"
    script = tmp_path / "script.py"
    script.write_text(f"{OFFLINE}\n{run}\n{inspect.getsource(check)}\n{check.__name__}()\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=False, env=ENVIRONMENT, cwd=ROOT.parent
    )
    assert done.returncode == 0, done.stderr
    about, article, error, feed = done.stdout.splitlines()
    assert "'pack': 'zeelandnet'" in about
    assert article == EXPECTED.decode()[:60]
    assert "'error': 'https://www.nu.nl/rss: this is a feed" in error
    assert feed == "<rss><channel>"
    assert done.stderr.splitlines()[:2] == [
        "kept unchanged: https://www.nu.nl/rss: this is a feed or a sitemap (<rss>), not a page",
        "left out: https://www.knack.be/l/sport: no article found: URL, host knack.be, listing /l/*",
    ]


def test_the_network_ends_the_process() -> None:
    code = f"{OFFLINE}\nimport socket\nsocket.create_connection(('127.0.0.1', 9))"
    assert subprocess.run([sys.executable, "-c", code], check=False, env=ENVIRONMENT).returncode == 99


def clean_folder(*folders: Path, path: str = "") -> tuple[int, str]:
    """Return the exit code of the script and its messages."""
    path = f"{path}:{PROGRAMS}:{os.environ['PATH']}"
    done = subprocess.run(
        [RECIPES / "clean_folder.sh", *folders],
        capture_output=True,
        text=True,
        check=False,
        env=ENVIRONMENT | {"PATH": path},
    )
    return done.returncode, done.stderr


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_a_folder(tmp_path: Path) -> None:
    pages, articles, long = tmp_path / "my pages", tmp_path / "my articles", "x" * 250
    good = ["a page.txt", "a\nb", "-n", 'it\'s "$(quoted)"; echo', "deeper down/stoltenberg.txt"]
    for name in good:
        (pages / name).parent.mkdir(parents=True, exist_ok=True)
        (pages / name).write_bytes(PAGE.read_bytes())
    (pages / "index page").write_text("Menu\n")
    assert clean_folder(pages, articles) == (0, "")
    assert (articles / "log.tsv").read_text().startswith("1\t./index\\ page\tcleaner: no article found: ")

    (pages / "not\na page").write_bytes(b"%PDF-1.4\n")
    (pages / "latin").write_bytes("Oekraïne vraagt om hulp bij de wederopbouw.".encode("cp1252"))
    (pages / long).write_text("De raad kwam woensdag bijeen over de haven.")  # its article can have no name
    again = tmp_path / "again"
    code, _ = clean_folder(pages, again)
    assert code == 123
    assert files(again) == {f"{name}.txt" for name in good} | {"latin.txt", "log.tsv"}
    for name in good:
        assert (again / f"{name}.txt").read_bytes() == EXPECTED
    rows = sorted(line.split("\t")[:2] for line in (again / "log.tsv").read_text().splitlines())
    assert rows == [["0", "./latin"], ["1", "./index\\ page"], ["2", f"./{long}"], ["4", "$'./not\\na page'"]]

    before = files(again)
    code, said = clean_folder(pages, again)
    assert code == 1
    assert "File exists" in said
    assert files(again) == before


def test_a_cleaner_that_dies_leaves_no_half_article(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/page").write_text("De raad kwam woensdag bijeen over de haven.")
    stub = tmp_path / "cleaner"
    stub.write_text("#!/bin/sh\necho half\nkill -9 $$\n")
    stub.chmod(0o755)
    code, _ = clean_folder(tmp_path / "pages", tmp_path / "articles", path=str(tmp_path))
    assert code == 123
    assert files(tmp_path / "articles") == {"log.tsv"}
    assert (tmp_path / "articles/log.tsv").read_text().startswith("137\t./page\t")


def _without_blank_lines(text: str) -> str:
    """Return the text without blank lines: above a function, there is one in a class and two in a module."""
    return re.sub(r"\n{2,}", "\n", text)


def test_the_documentation_shows_the_recipes_as_they_are() -> None:
    shown = re.findall(
        r"^```(?:python|bash)\n(.*?)^```$", _without_blank_lines(DOCUMENTATION), re.DOTALL | re.MULTILINE
    )
    programs = [path for path in RECIPES.iterdir() if path.suffix in (".py", ".sh")]
    sources = {path.name: _without_blank_lines(path.read_text()) for path in programs}
    found = [
        name
        for block in shown
        for name, source in sources.items()
        if f"\n{block}" in source or f"\n{textwrap.indent(block, '    ')}" in source
    ]
    assert sorted(found) == sorted(sources)
    assert len(shown) == len(found)
    assert all(len(block.splitlines()) <= 25 for block in shown)
