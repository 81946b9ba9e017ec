"""What was unusual about a page: a sentence for people, and a code that programs can count and compare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

Code = Literal[
    "no-layout",
    "select-found-nothing",
    "usually-missed",
    "left-to-generic",
    "pack-discarded",
    "layout-uncertain",
    "weak-signature",
    "rules-stopped",
    "rules-unsettled",
    "step-left-out",
    "choices-differ",
    "extractor-passed-over",
    "mostly-teasers",
    "uncertain",
    "lines-not-judged",
    "copies-not-sought",
    "copy-differs",
    "charset-guessed",
    "letters-lost",
    "misread",
    "nul-bytes",
    "never-closed",
    "cut",
    "no-article",
    "other-language",
    "language-unknown",
    "metadata-missing",
]

SKIPPED: frozenset[Code] = frozenset(("other-language", "metadata-missing"))
"""The codes of pages that the caller does not want. They say nothing about the pack of the site."""


class PageWarning(Struct, frozen=True):
    """One thing that was unusual about a page.

    `code` is a key of `MEANINGS`. It stays the same in later versions; the sentence in `text` may change.

    >>> warning = PageWarning("cut", "cut: over the limit for size, which is 3")
    >>> print(warning)
    cut: over the limit for size, which is 3
    """

    code: Code
    text: str

    def __str__(self) -> str:
        return self.text


Warnings = tuple[PageWarning, ...]

MEANINGS: Mapping[Code, str] = {
    "no-layout": "The page has none of the layouts of its pack. The site may have a new one.",
    "select-found-nothing": "No `select` rule of the pack found anything. The site may have a new layout.",
    "usually-missed": "A rule with `expect: usually` did not fire. The page may be cut off, or have a new layout.",
    "left-to-generic": "No rule that usually fires did so on a text; it was also cleaned as that of an unknown site.",
    "pack-discarded": "The result of the site's pack was not used, but that of generic cleaning.",
    "layout-uncertain": "Only a date could tell which layout of its pack the page has, and it has no date.",
    "weak-signature": "The page was recognised by few lines. If you know its URL, give it: then its site is certain.",
    "rules-stopped": "The page is so long that some rules of its pack did not run.",
    "rules-unsettled": "The rules were stopped while they still changed the page.",
    "step-left-out": "A step would have removed most of the article, and was left out.",
    "choices-differ": "An extractor and the shape of the page point to different elements as the article.",
    "extractor-passed-over": "An extractor failed, found no article, or was not asked, because the page is too large.",
    "mostly-teasers": "Most of the page is teasers of other articles. What is above them was kept.",
    "uncertain": "The line model is not sure which lines of the text are the article.",
    "lines-not-judged": "The text has too many lines for the line model.",
    "copies-not-sought": "The page is too long to look for second copies of the body.",
    "copy-differs": "A second copy of the body has words of its own.",
    "charset-guessed": "The bytes are not UTF-8, and no character set was named that fits.",
    "letters-lost": "Some bytes are no letters in the character set of the page, and became U+FFFD.",
    "misread": 'The text was read in a wrong character set before it came here, so letters are wrong, as in "cafÃ©".',
    "nul-bytes": "The page has NUL bytes. They were read as white space.",
    "never-closed": "A comment, script, style or title is never closed, and text after it is lost.",
    "cut": "The page is over a limit, and was cut.",
    "no-article": "The page has no article. The sentence says why.",
    "other-language": "The page is in another language than the one that was asked for, and was skipped.",
    "language-unknown": "The page may be in another language than the one that was asked for, and was not skipped.",
    "metadata-missing": "The page has no date, no headline or no URL, and was skipped, because all were asked for.",
}
"""What each code means, in the order of the documentation: first what is about packs, then the rest of cleaning, then
reading."""
