"""The text of a new pack: made from a few pages, for a person to go on with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import islice

from msgspec import Struct
from msgspec.structs import asdict

from ..packs.schema import Checked
from ..page.page import HtmlPage
from ..page.words import plural
from .learning.learn import Lesson, Start, bag_f1, bold_rules, careful_rules
from .learning.lines import Recurring, recurring, without_recurring
from .learning.samples import Sample, distinct, read_samples
from .pack_text import pack_text
from .recognition import NEED, Site, listings_of, signature_of
from .rules import Learned
from .stored_pages import Stored

MIN_AGREEMENT = 0.98
"""A draft selects the elements of the article if the F1 of each result, measured against generic cleaning, is at least
this. If not, the rule is in a comment."""
SHOWN = 10
"""How many lines that recur are named in a comment."""


class NewPack(Struct, frozen=True):
    """A pack that is not yet in a folder: its name and the text of its file."""

    name: str
    text: str


def learned_pack(site: Site, lesson: Lesson, today: date) -> NewPack:
    """Return the pack of a site from what its pages taught.

    It says that it was checked today on stored pages, if it was compared with known articles. If not, it is unverified.
    """
    checked = Checked("unverified" if lesson.after is None else "stored pages", today)
    return NewPack(site.name, _text(site, lesson.samples, lesson.rules, _evidence(lesson), checked))


def draft_pack(site: Site, stored: Sequence[Stored], start: Start, today: date) -> NewPack:
    """Return the draft of a pack from one page or more. It says that it was written today, and is unverified.

    Raises `UsageError` if some pages are HTML and others text, and what `Cleaner.clean` raises.
    """
    samples = distinct(read_samples(stored, start.clean))
    rules = careful_rules(samples) if len(samples) > 1 else []
    comments = [
        f"A draft, made from {plural(len(samples), 'page')}. What generic cleaning keeps was taken for the article:",
        "read what comes out, correct the golden pages, and then the rules.",
        *_found(samples, start),
    ]
    if samples[0].is_html:
        selecting = bold_rules(samples)
        if any(rule.verb == "select" for rule in selecting) and agreeing(samples, selecting, start) == len(samples):
            rules = selecting
        else:
            comments += ["This rule would select the article, but gives something else than generic cleaning:"]
            comments += [f"  select: {{css: '{rule.options['css']}'}}" for rule in selecting if rule.verb == "select"]
    else:
        rules = [
            Learned("title", {"by_url": True}, "the headline"),
            Learned("title", {"repeated": True}, "the headline"),
            *rules,
        ]
    return NewPack(site.name, _text(site, samples, rules, comments, Checked("unverified", today)))


def _text(
    site: Site, samples: Sequence[Sample], rules: Sequence[Learned], comments: Sequence[str], checked: Checked
) -> str:
    pages = [sample.page for sample in samples]
    html = [page for page in pages if isinstance(page, HtmlPage)]
    languages = Counter(page.metadata.language for page in html if page.metadata.language)
    head: dict[str, object] = {"pack": site.name, "version": 1, "hosts": (site.host,), "checked": asdict(checked)}
    if languages:
        head["language"] = languages.most_common(1)[0][0]
    head["listings"] = tuple(listings_of((page.root for page in html), site.host))
    head["then"] = "generic"
    lines = recurring(samples) if not html else {}
    signature = signature_of(lines.values(), len(samples), site.host) if len(samples) > 1 else []
    return pack_text(head, rules, comments=comments, signature=signature, need=NEED)


def _evidence(lesson: Lesson) -> list[str]:
    """Return the comments that say from what a pack was learned, and how good it is."""
    written = sum(sample.is_sure for sample in lesson.samples)
    known = f", of which {written} have a known article" if written else ""
    comments = [f"Learned from {plural(len(lesson.samples), 'page')}{known}:"]
    comments += [f"  {sample.stored.name}" for sample in lesson.samples]
    if lesson.before is not None and lesson.after is not None:
        comments.append(f"Mean F1, each page left out in turn: {lesson.after:.3f}; without rules: {lesson.before:.3f}")
    return comments


def agreeing(samples: Sequence[Sample], rules: Sequence[Learned], start: Start) -> int:
    """Return on how many pages these rules give nearly what generic cleaning gives without the lines that recur."""
    cleaner = start.add(rules)
    number = 0
    for sample in without_recurring(samples, recurring(samples)):
        found = cleaner.clean(sample.stored.data, sample.stored.url, pack=start.added).text
        wanted = "\n".join(sample.blocks[index].text for index in sorted(sample.content))
        number += bag_f1(wanted, found) >= MIN_AGREEMENT
    return number


def _found(samples: Sequence[Sample], start: Start) -> list[str]:
    """Return comments that say what was found on the pages, and which lines recur."""
    articles = [start.clean(sample.stored) for sample in samples]
    counts = {
        "an article": sum(article.found for article in articles),
        "a headline": sum(bool(article.headline) for article in articles),
        "an author": sum(bool(article.authors) for article in articles),
        "a date": sum(bool(article.date_published or article.date_published_raw) for article in articles),
    }
    comments = ["Found: " + "; ".join(f"{what} on {count} of {len(samples)}" for what, count in counts.items())]
    lines = _left_out(samples, recurring(samples)) if len(samples) > 1 else []
    if lines:
        comments.append("Lines that recur, and that generic cleaning leaves out without a rule:")
        comments += [f"  {line}" for line in islice(lines, SHOWN)]
        comments += [f"  and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return comments


def _left_out(samples: Sequence[Sample], lines: dict[str, Recurring]) -> list[str]:
    return [
        line.pattern
        for line in lines.values()
        if not any(index in sample.kept for sample, own in zip(samples, line.places, strict=True) for index in own)
    ]
