"""Counts the lines of all texts of a job, before the first page is cleaned.

A run that is continued counts them again. So its counts are the same as without the interruption, and so are its rows.
"""

from __future__ import annotations

from ..errors import InputError
from ..generic.text.site_lines import SiteLines
from ..limits import Limits
from ..page.page import TextPage
from ..readers import read_if_text
from .items import Item
from .job import Job, number_items
from .run_folder import InputPosition


def count_lines(job: Job, limits: Limits) -> SiteLines:
    """Read all pages of the job; return the counts of their lines."""
    counts = SiteLines()
    for entry in number_items(job, limits, InputPosition()):
        page = text_of(entry.item, job, limits)
        if page:
            counts.add(page)
    return counts


def text_of(item: Item, job: Job, limits: Limits) -> TextPage | None:
    """Return the page if it is text and has a URL. HTML has no lines to count, and is only parsed in a worker.

    A page that cannot be read has none either; the worker says why.
    """
    if item.fault or item.left_out or not item.url:
        return None
    try:
        page = read_if_text(item.page, item.url, job.input, item.charset, limits)
    except InputError:
        return None
    return page if isinstance(page, TextPage) else None
