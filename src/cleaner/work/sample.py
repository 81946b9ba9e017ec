"""The sample of the history: pages that are cleaned a second time, by generic extraction, to see how far both agree.

The second cleaning is a task of its own, and it is sent when the article is there. So it may go over a limit or end its
worker process: then the agreement is not known, but the article is safe.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from ..errors import CleanerError, InputError
from ..output.article import Article
from ..output.figures import Figures, agreement
from ..page.blocks import Block
from .task import Task

Body = tuple[Block, ...]
RunAll = Callable[[Sequence[Task], Callable[[Article], Body]], list[Body | InputError]]


def note_body(task: Task, article: Article) -> Article:
    """Keep the body in the figures if the page is to be cleaned a second time."""
    figures = article.figures
    if figures is None or article.method != "pack" or not _is_sampled(task):
        return article
    return replace(article, figures=replace(figures, body=article.body))


def compare(tasks: Sequence[Task], found: Sequence[Figures], run_all: RunAll) -> list[Figures]:
    """Clean pages a second time, and return the figures of each with the agreement, and without the body.

    `run_all` is that of a `Runner`. Raises nothing: if a page cannot be cleaned again, its agreement is None.
    """
    try:
        bodies = run_all([_again(task) for task in tasks], _body)
    except CleanerError as error:  # such as too little memory: the next page will say so, if it lasts
        bodies = [InputError(str(error))] * len(tasks)
    return [
        replace(figures, body=(), agreement=None if isinstance(body, InputError) else agreement(figures.body, body))
        for figures, body in zip(found, bodies, strict=True)
    ]


def _again(task: Task) -> Task:
    """Return the task for the second time. The page was not skipped, so it is not to be skipped now."""
    return replace(task, pack="none", figures=None, target_language=None, only_with_metadata=False)


def _body(article: Article) -> Body:
    return article.body


def _is_sampled(task: Task) -> bool:
    """Return whether the page is in the sample: by a hash of its URL, or of the page, so always or never."""
    key = task.url or task.page
    data = key.encode(errors="surrogatepass") if isinstance(key, str) else key
    return zlib.crc32(data) < (task.figures or 0) * 2**32
