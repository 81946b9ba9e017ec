"""LlamaIndex: a transformer that turns documents with pages (HTML or text) into documents with their articles.

`metadata["url"]` is the URL of the page, if it has one. A page that cannot be cleaned is kept unchanged, with the
reason in `metadata["error"]`. A page without an article is left out, because there is nothing to embed. Both are
logged.
"""

import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.schema import BaseNode, Document, MetadataMode, TransformComponent

from cleaner import Cleaner, CleanerError, __version__

logger = logging.getLogger(__name__)
cleaner_of = lru_cache(Cleaner)  # transformers with the same packs share one
PROVENANCE = ["pack", "version", "method", "error"]  # metadata that is neither embedded nor shown to a model


class CleanerTransformer(TransformComponent):
    """Cleans documents. `packs` is a folder with your own packs, or None."""

    packs: str | None = None
    engine: str = f"cleaner {__version__}"  # part of the key of the cache: a new release cleans again

    def __call__(self, nodes: Sequence[BaseNode], **_: Any) -> Sequence[BaseNode]:
        """Return the articles in the order of their pages."""
        articles: list[BaseNode] = []
        for node in nodes:
            copy = node.model_copy(deep=True)  # the pipeline recognises a page by its original
            copy.excluded_embed_metadata_keys += PROVENANCE
            copy.excluded_llm_metadata_keys += PROVENANCE
            try:
                article = cleaner_of(self.packs).clean(node.get_content(MetadataMode.NONE), node.metadata.get("url"))
            except CleanerError as error:
                logger.warning("kept unchanged: %s", error)
                copy.metadata["error"] = str(error)
                articles.append(copy)
                continue
            if not article.found:
                logger.warning("left out: %s: %s", article.url, article.warnings[-1])
                continue
            copy.set_content(article.text)
            copy.metadata |= {"pack": article.pack, "version": article.pack_version, "method": article.method}
            copy.metadata["headline"] = article.headline or ""  # vector stores reject None
            articles.append(copy)
        return articles


if __name__ == "__main__":
    page = Path(__file__).parents[2] / "golden/nl/zeelandnet/stoltenberg/input.txt"
    pages = [
        Document(text=page.read_text(encoding="utf-8"), metadata={"url": "https://www.zeelandnet.nl/nieuws/navo"}),
        Document(text="<rss><channel>", metadata={"url": "https://www.nu.nl/rss"}),
        Document(text="Net binnen", metadata={"url": "https://www.knack.be/l/sport"}),
    ]
    for node in IngestionPipeline(transformations=[CleanerTransformer()]).run(documents=pages):
        print(node.metadata, node.get_content(MetadataMode.NONE)[:60], sep="\n")
