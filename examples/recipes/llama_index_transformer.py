"""LlamaIndex: documents that hold pages, HTML or text, into documents that hold their articles, in a pipeline.

`metadata["url"]` is the page's address, if it has one. A page that cannot be cleaned is kept as it is, and says why in
`metadata["error"]`; one without an article is left out, for there is nothing to embed. Both are logged.
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
cleaner_of = lru_cache(Cleaner)  # one for all transformers that name the same packs
PROVENANCE = ["pack", "version", "method", "error"]  # metadata that is neither embedded nor shown to a model


class CleanerTransformer(TransformComponent):
    """Cleans documents, with your own `packs` if you name a folder of them."""

    packs: str | None = None
    engine: str = f"cleaner {__version__}"  # the pipeline caches by these fields: a new release cleans anew

    def __call__(self, nodes: Sequence[BaseNode], **_: Any) -> Sequence[BaseNode]:
        """The articles, in the order of their pages."""
        articles: list[BaseNode] = []
        for node in nodes:
            copy = node.model_copy(deep=True)  # by what the page was, the pipeline knows it when it comes again
            copy.excluded_embed_metadata_keys += PROVENANCE
            copy.excluded_llm_metadata_keys += PROVENANCE
            try:
                article = cleaner_of(self.packs).clean(node.get_content(MetadataMode.NONE), node.metadata.get("url"))
            except CleanerError as error:
                logger.warning("kept as it is: %s", error)
                copy.metadata["error"] = str(error)
                articles.append(copy)
                continue
            if not article.found:
                logger.warning("left out: %s: %s", article.url, article.warnings[-1])
                continue
            copy.set_content(article.text)
            copy.metadata |= {"pack": article.pack, "version": article.pack_version, "method": article.method}
            copy.metadata["headline"] = article.headline or ""  # vector stores take no None
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
