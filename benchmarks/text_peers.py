"""The contestants of `benchmarks/text_quality.py`: `cleaner` and other ways to find the article in text.

A contestant is a function from the text of a page and the code of its language ("" if that is unknown) to the text of
the article. Most look at lines only:

* no cleaning
* lines over 80 characters: these and no others
* justext on lines: each line is a paragraph; the stop words are those of the page's language, or of all
* C4 rule: the rule for lines of Raffel et al., "Exploring the Limits of Transfer Learning with a Unified Text-to-Text
  Transformer" (JMLR 21, 2020), section 2.2, which made the data set C4 out of WET files. The rules of C4 for whole
  pages, for bad words and for words such as "Javascript" are left out.
* max-sum window: the lines that together have the largest sum of weights, after Pasternack and Roth, "Extracting
  Article Text from the Web with Maximum Subsequence Segmentation" (WWW 2009). Their weights are those of words and
  tags. Text has no tags, so here the words of a line count for it if it ends like a sentence, and against it if not.
* winnow-md: the package of that name, which removes blocks from scraped Markdown. Its optional model is left out,
  because it would be downloaded.
"""

from __future__ import annotations

import html
import logging
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

import cleaner
from benchmarks.peers import OURS, PEER, stop_lists

Contestant = Callable[[str, str], str]

PACKAGES = (
    PEER,
    "justext",
    "winnow-md",
    "resiliparse",
    "inscriptis",
    "html-text",
    "beautifulsoup4",
    "html2text",
    "lxml",
)
ON_HTML = f"{PEER} on the HTML"

LONG = 80
C4_WORDS = 5
C4_ENDS = (".", "!", "?", '"')

_ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "।")
_CLOSING = """'"’”»“«)]」』 \t\xa0"""


def no_cleaning(text: str, _language: str) -> str:
    """Return the text as it is."""
    return text


def long_lines(text: str, _language: str) -> str:
    """Return the lines that are longer than 80 characters."""
    return "\n".join(line for line in text.splitlines() if len(line.strip()) > LONG)


def c4_rule(text: str, _language: str) -> str:
    r"""Return the lines that have at least five words and end with `.`, `!`, `?` or `"`, but not with `...`.

    >>> c4_rule("De raad kwam woensdag bijeen.\nMeer over de raad hier\nLees meer over de raad...\nEn nu?", "")
    'De raad kwam woensdag bijeen.'
    """
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(
        line for line in lines if line.endswith(C4_ENDS) and not line.endswith("...") and len(line.split()) >= C4_WORDS
    )


def max_sum_window(text: str, _language: str) -> str:
    r"""Return the lines in a row that have the largest sum of weights, or "" if no line ends like a sentence.

    The weight of a line is the number of its words, below zero if the line does not end like a sentence.

    >>> max_sum_window("Wij zijn er.\nMenu\nSport en cultuur\nEen lange eerste zin.\nKopje\nNog een zin.\nMeer", "")
    'Een lange eerste zin.\nKopje\nNog een zin.'
    >>> max_sum_window("Menu\nSport", "")
    ''
    """
    lines = text.splitlines()
    start = total = best = 0
    window = slice(0)
    for number, line in enumerate(lines):
        words = len(line.split())
        total += words if line.rstrip(_CLOSING).endswith(_ENDS) else -words
        if total <= 0:
            start, total = number + 1, 0
        elif total > best:
            best, window = total, slice(start, number + 1)
    return "\n".join(lines[window])


def _justext() -> Contestant:
    justext = import_module("justext").justext
    stop_words = stop_lists()

    def clean(text: str, language: str) -> str:
        lines = [f"<p>{html.escape(line)}</p>" for line in text.splitlines() if line.strip()]
        paragraphs = justext(f"<html><body>{''.join(lines)}</body></html>", stop_words(language))
        return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)

    return clean


def _winnow() -> Contestant:
    clean = import_module("winnow").clean
    return lambda text, _language: str(clean(text, use_model=False).markdown)


def _ours(**options: Any) -> Contestant:
    """Return `cleaner` with these options of `Cleaner`, for text of a site that it does not know."""
    clean = cleaner.Cleaner(**options).clean
    return lambda text, _language: clean(text, input="text", pack="none").text


CONTESTANTS: dict[str, Callable[[], Contestant]] = {
    "no cleaning": lambda: no_cleaning,
    "lines over 80 characters": lambda: long_lines,
    "justext on lines": _justext,
    "C4 rule": lambda: c4_rule,
    "max-sum window": lambda: max_sum_window,
    "winnow-md": _winnow,
    OURS: _ours,
    f"{OURS}, precision": partial(_ours, favor="precision"),
    f"{OURS}, recall": partial(_ours, favor="recall"),
}


def contestants() -> tuple[dict[str, Contestant], list[str]]:
    """Return the contestants by name, and why others are missing."""
    found: dict[str, Contestant] = {}
    notes = []
    for name, make in CONTESTANTS.items():
        try:
            found[name] = make()
        except ImportError as error:
            notes.append(f"{name} is left out: {error}")
    return found, notes


def trafilatura() -> Callable[[str, str | None], str]:
    """Return the function that gives trafilatura's article for HTML and its URL. It does not write log messages."""
    logging.getLogger(PEER).setLevel(logging.CRITICAL + 1)
    extract = import_module(PEER).extract
    return lambda page, url: extract(page, url=url) or ""
