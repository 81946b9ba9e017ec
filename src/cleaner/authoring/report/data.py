"""What a report says about a page, as values that become JSON."""

from __future__ import annotations

from msgspec import Struct

from ...output.article import Article
from ...page.blocks import Block
from ..element_names import short_path
from ..explanation import Explanation, Line, NamedPage
from .rules import RuleRow, RuleTable

MAX_PATH = 200
"""The most characters of the path of an element that are shown. On real pages, few have half as many."""
MAX_TITLE = 200
"""The most characters of a headline in the list of pages, or of the first paragraph if there is no headline."""
LOW_CONFIDENCE = 0.5
"""A confidence below this is a problem. A page that no pack knows has this one, if nothing is wrong with it."""
DISCARDED_RESULT = "was discarded"
"""How `Article.recognised` ends if the result of the pack was not used."""
UNREAD, NO_ARTICLE, DISCARDED, LOW, WARNED, FINE = 5, 4, 3, 2, 1, 0


class PageSummary(Struct, frozen=True):
    """What the list of pages shows of a page. `severity` says how bad the worst of its `problems` is."""

    name: str
    title: str
    pack: str
    pack_name: str
    kept: int
    total: int
    problems: list[str]
    severity: int


class LineRow(Struct, frozen=True, array_like=True, omit_defaults=True):
    """A line: its text, the number of the rule that removed it or -1, the number of its element or -1, kind, score."""

    text: str
    rule: int
    element: int
    kind: str
    score: float | None = None


class BlockRow(Struct, frozen=True, array_like=True):
    """A block of the article: its text and kind, what stands before an item of a list, and the number of its line.

    The text is empty if it is that of the line.
    """

    text: str
    kind: str
    mark: str
    line: int


class ArticleData(Struct, frozen=True):
    """The article as a reader sees it."""

    headline: str
    by: str
    blocks: list[BlockRow]


class PageData(Struct, frozen=True):
    """All that a report shows of a page when it is chosen."""

    facts: dict[str, str]
    lines: list[LineRow]
    elements: list[str]
    article: ArticleData


class Index(Struct, frozen=True):
    """All pages of a report, and all rules."""

    pages: list[PageSummary]
    rules: list[RuleRow]


def summary_of(page: NamedPage) -> PageSummary:
    """Return what the list of pages shows of a page."""
    if page.explanation is None:
        return PageSummary(page.name, "", "", "", 0, 0, [f"cannot be read: {_reason(page)}"], UNREAD)
    article, lines = page.explanation.article, page.explanation.lines
    severity, problems = _problems(article)
    return PageSummary(
        page.name,
        _title(article),
        f"{article.pack} {article.pack_version}",
        article.pack or "",
        sum(line.cause is None for line in lines),
        len(lines),
        problems,
        severity,
    )


def _title(article: Article) -> str:
    title = article.headline or (article.body[0].text if article.found else "")
    return title if len(title) <= MAX_TITLE else f"{title[:MAX_TITLE]}…"


def _reason(page: NamedPage) -> str:
    return page.error.reason if page.error else ""


def _problems(article: Article) -> tuple[int, list[str]]:
    """Return how bad the worst problem of an article is, and what to tell about all of them."""
    problems = list(map(str, article.warnings))
    is_low = article.confidence < LOW_CONFIDENCE
    if not article.found:
        return NO_ARTICLE, problems or ["no article found"]
    if is_low:
        problems.append(f"the confidence is only {article.confidence:g}")
    if article.recognised.endswith(DISCARDED_RESULT):
        return DISCARDED, problems
    return (LOW if is_low else WARNED if problems else FINE), problems


def page_data(page: NamedPage, rules: RuleTable) -> PageData:
    """Return what a report shows of a page, and count in `rules` what each of them took."""
    if page.explanation is None:
        return PageData({}, [], [], ArticleData("", "", []))
    article = page.explanation.article
    rules.add_pack(article.pack or "")
    elements: dict[str, int] = {}
    lines = [_line(line, rules, elements) for line in page.explanation.lines]
    rules.count(line.rule for line in lines if line.rule >= 0)
    return PageData(_facts(article), lines, list(elements), _article(page.explanation))


def _line(line: Line, rules: RuleTable, elements: dict[str, int]) -> LineRow:
    path = "" if line.element is None else short_path(line.element)[:MAX_PATH]
    element = elements.setdefault(path, len(elements)) if path else -1
    return LineRow(line.text, rules.number(line.cause) if line.cause else -1, element, line.kind, line.score)


def _facts(article: Article) -> dict[str, str]:
    facts = {
        "pack": f"{article.pack} {article.pack_version}",
        "recognised": article.recognised,
        "confidence": f"{article.confidence:g}",
        "address": article.url or article.canonical_url,
        "published": article.date_published,
    }
    return {name: value for name, value in facts.items() if value}


def _article(explanation: Explanation) -> ArticleData:
    article, lines = explanation.article, explanation.lines
    numbers = {line.start: number for number, line in reversed([*enumerate(lines)])}
    day = article.date_published_raw or (article.date_published or "").partition("T")[0]
    by = ", ".join(filter(None, [*article.authors, day]))
    blocks = []
    for block in article.blocks:
        number = numbers.get(block.start, -1)
        is_line = number >= 0 and lines[number].text == block.text
        blocks.append(BlockRow("" if is_line else block.text, block.kind, _mark(block), number))
    return ArticleData(article.headline or "", by, blocks)


def _mark(block: Block) -> str:
    """Return what stands before an item of a list, which the text of HTML does not have."""
    if block.kind != "list item":
        return ""
    return f"{block.number}." if block.number else "•"
