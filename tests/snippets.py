"""The blocks of code in the documentation: commands and Python, and how each of them is known to work."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from .commands import PROGRAMS, clean_environment
from .golden import ROOT

PROJECT = ROOT.parent
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]
_BLOCK = re.compile(r"^```(console|python|sh|bash)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


class Snippet(Struct, frozen=True):
    """A block of code: the name of its page, its language, and its text."""

    page: str
    language: str
    text: str

    @property
    def is_doctest(self) -> bool:
        """Whether pytest runs it, as it runs all doctests of these pages."""
        return self.text.startswith(">>> ")


def snippets() -> list[Snippet]:
    """Return all blocks of the readme and of docs/, in their order."""
    return [
        Snippet(page.name, language, text)
        for page in PAGES
        for language, text in _BLOCK.findall(page.read_text(encoding="utf-8"))
    ]


def snippet(page: str, start: str) -> Snippet:
    """Return the one block of the page that begins with `start`."""
    (found,) = [each for each in snippets() if each.page == page and each.text.startswith(start)]
    return found


def commands(text: str) -> list[str]:
    """Return the commands of a block, without the output that it shows."""
    return re.findall(r"^\$ ((?:.*\\\n)*.*)$", text, re.MULTILINE)


def run(lines: Iterable[str], folder: Path) -> str:
    """Run commands in a shell, which stops at the first that fails, and return what they write."""
    environment = clean_environment(PATH=f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")
    shell = ["/bin/bash", "-e", "-c", "\n".join(lines)]
    done = subprocess.run(shell, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, check=True, timeout=50)
    return done.stdout


FOLLOWED = ("first-pack.md", "redesign.md", "drift.md", "explain.md", "search.md")
"""Pages whose commands run from the first to the last: in `test_tutorials.py`, the last in
`integrations/test_examples.py`."""

RUN_BY = {
    ("README.md", "$ cleaner explain < page.txt"): "test_docs.py::test_the_readme_shows_what_comes_out",
    ("README.md", "$ cleaner batch"): "test_snippets.py::test_the_batches_of_the_readme",
    ("README.md", "share="): "test_snippets.py::test_the_completion_of_the_readme",
    ("README.md", "ADDONS ="): "integrations/test_scrapy.py::test_the_documented_spider",
    ("README.md", "$ cleaner search index"): "integrations/test_snippets.py::test_the_search_of_the_readme",
    ("README.md", "$ cleaner serve"): "integrations/test_snippets.py::test_the_service_of_the_readme",
    ("batch.md", "$ cleaner batch crawl/ --out articles.jsonl\n"): "test_snippets.py::test_the_first_batch",
    (
        "batch.md",
        "$ cleaner batch crawl/ --out articles.jsonl --include",
    ): "test_snippets.py::test_which_files_a_batch_reads",
    (
        "batch.md",
        "$ cleaner batch crawl/ --out articles.jsonl --urls",
    ): "test_snippets.py::test_which_files_a_batch_reads",
    (
        "batch.md",
        "$ cleaner batch crawl/ --out articles.jsonl --new",
    ): "test_snippets.py::test_which_files_a_batch_reads",
    ("batch.md", "$ find crawl"): "test_snippets.py::test_which_files_a_batch_reads",
    ("batch.md", "$ zcat"): "test_snippets.py::test_a_batch_in_a_pipe",
    ("batch.md", "$ cleaner batch crawl.jsonl"): "test_sampling.py::test_the_three_commands_of_the_documentation",
    ("limits.md", "from cleaner import"): "test_snippets.py::test_pages_in_worker_processes",
    ("output.md", "$ cat brug.html"): "test_snippets.py::test_a_page_that_is_shown",
    (
        "private-packs.md",
        "$ python -m pip",
    ): "test_private_packs.py::test_the_documentation_shows_the_hooks_and_the_commands",
    (
        "recipes.md",
        "def transform_documents",
    ): "integrations/test_recipes.py::test_the_documentation_shows_the_recipes_as_they_are",
    ("recipes.md", "packs: str"): "integrations/test_recipes.py::test_the_documentation_shows_the_recipes_as_they_are",
    ("recipes.md", "@component"): "integrations/test_recipes.py::test_the_documentation_shows_the_recipes_as_they_are",
    ("recipes.md", "clean() {"): "integrations/test_recipes.py::test_the_documentation_shows_the_recipes_as_they_are",
    ("recipes.md", "$ examples/recipes/clean_folder.sh"): "integrations/test_recipes.py::test_a_folder",
    ("scrapy.md", "# settings.py"): "integrations/test_scrapy.py::test_the_documented_spider",
    ("scrapy.md", "import scrapy"): "integrations/test_scrapy.py::test_the_documented_spider",
    ("scrapy.md", "$ scrapy runspider"): "integrations/test_scrapy.py::test_the_documented_spider",
    ("scrapy.md", "if response.status"): "integrations/test_scrapy.py::test_an_item_has_no_page_of_an_error",
    ("scrapy.md", "from cleaner import Article"): "integrations/test_scrapy.py::test_a_callback_asks_for_an_article",
    ("serve.md", "$ curl -sT page.txt"): "integrations/test_snippets.py::test_the_service",
    ("serve.md", "$ curl -s -H 'Content-Type: application/json'"): "integrations/test_snippets.py::test_the_service",
    ("serve.md", "$ cat pages.jsonl"): "integrations/test_snippets.py::test_the_service",
    ("serve.md", "$ curl -sT page.pdf"): "integrations/test_snippets.py::test_the_service",
    ("usage.md", "$ cat page.html"): "test_snippets.py::test_a_page_that_is_shown",
}
"""The page and the beginning of each other block that runs, and the test that runs it, or the code that it shows."""

NOT_RUN = {
    ("README.md", "$ pip install"): "needs the network",
    ("README.md", "$ make demo"): "CI runs these commands, and this test is part of them",
    ("README.md", "$ cleaner page.html"): "needs the network",
    ("benchmarks.md", "pip install"): "needs the network and stored pages; test_text_quality.py runs the program",
    ("drift.md", "cleaner packs drift"): "shows the three forms of a command; test_drift.py has each",
    ("hostile-pages.md", "python -m benchmarks.worst"): "measures; test_worst.py has the program",
    ("line-model.md", "make model"): "takes minutes, and needs stored pages",
    ("recipes.md", "url="): "needs a server of Solr",
    ("batch.md", "$ jq -r"): "needs an archive with a page over a limit; test_batch.py has the fields",
    (
        "batch.md",
        "$ cleaner batch crawl.wet.gz",
    ): "needs a crawl of many pages of one site; test_site_lines.py makes some",
    ("faq.md", "$ curl"): "needs the network",
    ("history.md", "$ cleaner batch"): "its second command runs until it is stopped; test_history.py has the option",
    (
        "learning.md",
        "$ cleaner packs learn",
    ): "needs stored pages of a publisher; first-pack.md is the same with pages of ours",
    ("line-model.md", "$ cleaner explain"): "shows some lines of a long page",
    (
        "private-packs.md",
        "$ cleaner packs test",
    ): "shows some lines of a message; test_private_packs.py has such a repository",
    (
        "private-packs.md",
        "$ cleaner packs lint",
    ): "shows some lines of a message; test_private_packs.py has such a repository",
    ("scale.md", "from cleaner.integrations.spark"): "needs a session of Spark; test_spark.py calls the same functions",
    ("scale.md", "$ python -m cleaner.integrations.spark"): "needs a cluster; test_spark.py runs the module",
    ("scale.md", "import pyarrow as pa\nimport ray"): "run by hand: Ray is no dependency of the tests",
    ("scale.md", "import dask"): "run by hand: Dask is no dependency of the tests",
    ("scale.md", "import duckdb"): "run by hand: DuckDB is no dependency of the tests",
    ("scale.md", "import polars"): "run by hand: Polars is no dependency of the tests",
    ("scale.md", "import pyarrow as pa\nfrom cleaner"): "run by hand: datatrove is no dependency of the tests",
    ("scrapy.md", "$ pip install"): "needs the network",
    ("search.md", "from cleaner.integrations.search"): "needs a search server; integrations/test_search.py has one",
    ("serve.md", "$ pip install"): "needs the network",
    ("serve.md", "$ curl -s http://127.0.0.1:8080/health"): "its numbers depend on the pages before",
    ("serve.md", "$ podman build"): "needs podman and a registry of images",
    ("usage.md", "$ pip install"): "needs the network",
}
"""The page and the beginning of each block that does not run, and the reason."""
