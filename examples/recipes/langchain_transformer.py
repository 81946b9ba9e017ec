"""LangChain: a transformer that turns documents with pages (HTML or text) into documents with their articles.

`metadata["source"]` is the URL of the page, if it is a URL. A page that cannot be cleaned is kept unchanged, with the
reason in `metadata["error"]`. A page without an article is left out: there is nothing to embed. Both are logged.
"""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from langchain_core.documents import BaseDocumentTransformer, Document

from cleaner import Cleaner, CleanerError

logger = logging.getLogger(__name__)


class CleanerTransformer(BaseDocumentTransformer):
    """Cleans documents. Several transformers and threads can share a `cleaner`."""

    def __init__(self, cleaner: Cleaner | None = None) -> None:
        self.cleaner = cleaner or Cleaner()

    def transform_documents(self, documents: Sequence[Document], **_: Any) -> Sequence[Document]:
        """Return the articles in the order of their pages."""
        articles = []
        for document in documents:
            source = str(document.metadata.get("source"))
            url = source if source.startswith("http") else None  # the path of a file does not name the site
            try:
                article = self.cleaner.clean(document.page_content, url)
            except CleanerError as error:
                logger.warning("kept unchanged: %s", error)
                metadata = document.metadata | {"error": str(error)}
                articles.append(document.model_copy(update={"metadata": metadata}))
                continue
            if not article.found:
                logger.warning("left out: %s: %s", source, article.warnings[-1])
                continue
            about = {"pack": article.pack, "version": article.pack_version, "method": article.method}
            metadata = document.metadata | about | {"headline": article.headline or ""}  # vector stores reject None
            articles.append(document.model_copy(update={"page_content": article.text, "metadata": metadata}))
        return articles


if __name__ == "__main__":
    page = Path(__file__).parents[2] / "golden/nl/zeelandnet/stoltenberg/input.txt"
    pages = [
        Document(page.read_text(encoding="utf-8"), metadata={"source": "https://www.zeelandnet.nl/nieuws/navo"}),
        Document("<rss><channel>", metadata={"source": "https://www.nu.nl/rss"}),
        Document("Net binnen", metadata={"source": "https://www.knack.be/l/sport"}),
    ]
    for document in CleanerTransformer().transform_documents(pages):
        print(document.metadata, document.page_content[:60], sep="\n")
