"""Haystack: a component that turns documents with pages (HTML or text) into documents with their articles.

`meta["url"]` is the URL of the page, if it has one. A page that cannot be cleaned is kept unchanged, with the reason in
`meta["error"]`. A page without an article is left out, because there is nothing to embed. Both are logged.
"""

import logging
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from haystack import Document, Pipeline, component

from cleaner import Cleaner, CleanerError

logger = logging.getLogger(__name__)
cleaner_of = lru_cache(Cleaner)  # components with the same packs share one


@component
class PageCleaner:
    """Cleans documents. `packs` is a folder with your own packs, or None."""

    def __init__(self, packs: str | None = None) -> None:
        self.packs = packs  # the only thing that a saved pipeline needs

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, list[Document]]:
        """Return the articles in the order of their pages, with their ids."""
        articles = []
        for document in documents:
            try:
                article = cleaner_of(self.packs).clean(document.content or "", document.meta.get("url"))
            except CleanerError as error:
                logger.warning("kept unchanged: %s", error)
                articles.append(replace(document, meta=document.meta | {"error": str(error)}))
                continue
            if not article.found:
                logger.warning("left out: %s: %s", article.url, article.warnings[-1])
                continue
            about = {"pack": article.pack, "version": article.pack_version, "method": article.method}
            meta = document.meta | about | {"headline": article.headline or ""}  # not every store accepts None
            articles.append(replace(document, content=article.text, meta=meta))
        return {"documents": articles}


if __name__ == "__main__":
    page = Path(__file__).parents[2] / "golden/nl/zeelandnet/stoltenberg/input.txt"
    pages = [
        Document(content=page.read_text(encoding="utf-8"), meta={"url": "https://www.zeelandnet.nl/nieuws/navo"}),
        Document(content="<rss><channel>", meta={"url": "https://www.nu.nl/rss"}),
        Document(content="Net binnen", meta={"url": "https://www.knack.be/l/sport"}),
    ]
    pipeline = Pipeline()
    pipeline.add_component("cleaner", PageCleaner())
    for document in pipeline.run({"cleaner": {"documents": pages}})["cleaner"]["documents"]:
        print(document.meta, (document.content or "")[:60], sep="\n")
