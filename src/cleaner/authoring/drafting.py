"""The text of a new pack: made from a few pages, for a person to go on with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from msgspec import Struct

from ..errors import UsageError
from ..packs.loading import GENERIC
from ..page.address import split_web
from ..page.page import HtmlPage
from ..page.words import plural
from ..readers import read_page
from .goldens import Facts, golden_folder, write_case
from .learning.learn import Lesson, Start, bag_f1, bold_rules, careful_rules
from .learning.lines import Recurring, recurring, without_recurring
from .learning.samples import Sample, distinct, read_samples
from .pack_text import pack_text
from .recognition import NEED, listings_of, name_of, signature_of
from .rules import Learned
from .stored_pages import Stored
from .trying import cleaner_with

MIN_AGREEMENT = 0.98
"""A draft selects the elements of the article if the F1 of each result, measured against generic cleaning, is at least
this. If not, the rule is in a comment."""
_UNSAFE = re.compile(r"[^a-z0-9]+")
SHOWN = 10
"""How many lines that recur are named in a comment."""


class NewPack(Struct, frozen=True):
    """A pack that is not yet in a folder: its name and the text of its file."""

    name: str
    text: str


def learned_pack(host: str, lesson: Lesson) -> NewPack:
    """Return the pack of a site from what its pages taught."""
    return NewPack(name_of(host), _text(host, lesson.samples, lesson.rules, _evidence(lesson)))


def draft_pack(host: str, stored: Sequence[Stored], start: Start) -> NewPack:
    """Return the draft of a pack from one page or more. Raises what `Cleaner.clean` raises."""
    samples = distinct(read_samples(stored, start.clean))
    rules = careful_rules(samples) if len(samples) > 1 else []
    comments = [
        f"A draft, made from {plural(len(samples), 'page')}. What generic cleaning keeps was taken for the article:",
        "read what comes out, correct the golden pages, and then the rules.",
        *_found(samples, start),
    ]
    if samples[0].is_html:
        selecting = bold_rules(samples)
        if any(rule.verb == "select" for rule in selecting) and _agrees(samples, selecting, start):
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
    return NewPack(name_of(host), _text(host, samples, rules, comments))


def _text(host: str, samples: Sequence[Sample], rules: Sequence[Learned], comments: Sequence[str]) -> str:
    pages = [sample.page for sample in samples]
    html = [page for page in pages if isinstance(page, HtmlPage)]
    languages = Counter(page.metadata.language for page in html if page.metadata.language)
    head: dict[str, object] = {"pack": name_of(host), "version": 1, "hosts": (host,)}
    if languages:
        head["language"] = languages.most_common(1)[0][0]
    head["listings"] = tuple(listings_of((page.root for page in html), host))
    head["then"] = "generic"
    lines = recurring(samples) if not html else {}
    signature = signature_of(lines.values(), len(samples), host) if len(samples) > 1 else []
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


def _agrees(samples: Sequence[Sample], rules: Sequence[Learned], start: Start) -> bool:
    """Return whether these rules give nearly what generic cleaning gives without the lines that recur, on each page."""
    cleaner = start.add(rules)
    for sample in without_recurring(samples, recurring(samples)):
        found = cleaner.clean(sample.stored.data, sample.stored.url, pack=start.added).text
        wanted = "\n".join(sample.blocks[index].text for index in sorted(sample.content))
        if bag_f1(wanted, found) < MIN_AGREEMENT:
            return False
    return True


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


def write_new(pack: NewPack, folder: str) -> Path:
    """Write a new pack to a folder of packs, which is made if it does not exist; return the path of the file.

    Raises `UsageError` if there is such a file already, or if it cannot be written.
    """
    path = Path(folder, f"{pack.name}.yaml")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(pack.text)
    except FileExistsError:
        raise UsageError(f"{path} exists already; remove it, or choose another folder") from None
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error
    return path


def write_draft(pack: NewPack, stored: Sequence[Stored], host: str, folder: str) -> list[Path]:
    """Write a draft to a folder of packs, and a golden page for each page; return the paths of what was written.

    What the draft makes of a page is written as its expected article, for a person to correct. Raises `UsageError` if
    one of them exists already, or cannot be written, or if a page is of another host. Then nothing is written.
    """
    cleaner = cleaner_with(pack.text)
    goldens = golden_folder(Path(folder)) / pack.name
    cases = {goldens / _case_name(each.name): each for each in stored}
    if len(cases) < len(stored):
        raise UsageError("two of these pages have the same name, after which their golden pages are named; rename one")
    urls = {path: _url_of(each, host) for path, each in cases.items()}
    for path in cases:
        if path.exists():
            raise UsageError(f"there is a golden page {path} already; remove it, or choose another folder")
    written = [write_new(pack, folder)]
    for path, each in cases.items():
        is_html = isinstance(read_page(each.data, each.url), HtmlPage)
        article = cleaner.clean(each.data, urls[path])
        facts = Facts(
            url=urls[path],
            pack=article.pack or GENERIC,
            headline=article.headline,
            authors=article.authors,
            date=None if is_html else article.date_published_raw,
            published=(article.date_published or "")[:10] or None,
            warns=article.found and bool(article.warnings),
            bare=cleaner.clean(each.data).text == article.text,
            note="what the draft gives; read it, and correct it",
        )
        write_case(path, each.data, facts, article.text if article.found else None, is_html=is_html)
        written.append(path)
    return written


def _url_of(stored: Stored, host: str) -> str:
    """Return the URL of a page: the known one, that in its head, or, if it has none, one on the host with its name.

    Without a URL, the pack would not recognise the page. Raises `UsageError` if the page is of another host.
    """
    page = read_page(stored.data, stored.url)
    url = stored.url or (page.metadata.canonical_url if isinstance(page, HtmlPage) else None)
    if url is None:
        return f"https://{host}/{_case_name(stored.name)}"
    parts = split_web(url)
    if parts is None or not f".{parts.hostname}".endswith(f".{host}"):
        raise UsageError(f"{stored.name} has the URL {url}, which is not on {host}")
    return url


def _case_name(name: str) -> str:
    """Return the name of the golden page of a file."""
    return _UNSAFE.sub("-", Path(name).stem.lower()).strip("-") or "page"
