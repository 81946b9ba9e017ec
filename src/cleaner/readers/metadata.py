"""What the head of an HTML page and its JSON-LD say about the article: headline, authors, dates, section, language.

The keys are those of OpenGraph (https://ogp.me), of schema.org's NewsArticle in JSON-LD, and of common `<meta>` names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any
from urllib.parse import urljoin

import msgspec

from ..page.dates import valid_date
from ..page.page import Metadata

_ARTICLE = re.compile(r"(?:Article|BlogPosting|Report|Review|LiveBlogPosting)$")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$")
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date",
    "dc.date",
)
_MODIFIED = ("article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified")


def read_metadata(root: Any, url: str | None = None) -> Metadata:
    """Return the metadata of the page with this tree; `url`, its address, makes the canonical URL absolute.

    >>> from lxml import etree
    >>> page = b'<meta property=og:title content="De kop | Krant"><meta property=og:site_name content=Krant>'
    >>> read_metadata(etree.fromstring(page, etree.HTMLParser())).headlines
    ('De kop',)
    """
    parts: dict[str, list[Any]] = {"meta": [], "script": [], "link": [], "title": []}
    for element in root.iter(*parts):
        parts[element.tag].append(element)
    meta = _meta(parts["meta"])
    article = next(_json_ld(parts["script"]), {})
    site = meta.get("og:site_name") or _name(article.get("publisher"))
    titles = [
        article.get("headline"),
        meta.get("og:title"),
        meta.get("twitter:title"),
        next((title.text for title in parts["title"] if title.getparent().tag != "svg"), None),
    ]
    authors = _names(article.get("author")) or [
        name for name in (meta.get("author"), meta.get("article:author")) if name and "://" not in name
    ]
    link = next((link.get("href") for link in parts["link"] if (link.get("rel") or "").lower() == "canonical"), None)
    return Metadata(
        headlines=_unique(_without_site(title, site) for title in map(_line, titles) if title),
        descriptions=_unique(
            map(_line, (meta.get("og:description"), meta.get("description"), article.get("description")))
        ),
        authors=_unique(map(_line, authors)),
        date_published=_date(article.get("datePublished"), *(meta.get(name) for name in _PUBLISHED)),
        date_modified=_date(article.get("dateModified"), *(meta.get(name) for name in _MODIFIED)),
        section=_line(_first(article.get("articleSection")) or meta.get("article:section")) or None,
        language=_language(root.get("lang"), article.get("inLanguage"), meta.get("og:locale"), meta.get("language")),
        site_name=_line(site) or None,
        canonical_url=_absolute(link or meta.get("og:url"), url),
    )


def _meta(elements: Iterable[Any]) -> dict[str, str]:
    """Return the content of each `<meta>` by its name in lower case; if a name occurs twice, the first counts."""
    found: dict[str, str] = {}
    for element in elements:
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), content)
    return found


def _json_ld(scripts: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Yield the articles in the page's JSON-LD. Scripts that are not valid JSON are skipped, as search engines do."""
    for script in scripts:
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        try:
            stack = [msgspec.json.decode(script.text.strip())]
        except (msgspec.DecodeError, RecursionError):
            continue
        while stack:
            node = stack.pop()
            if isinstance(node, list):
                stack += reversed(node)
            elif isinstance(node, dict):
                kinds = node.get("@type")
                if any(isinstance(kind, str) and _ARTICLE.search(kind) for kind in _list(kinds)):
                    yield node
                stack += [node[key] for key in ("mainEntity", "@graph") if isinstance(node.get(key), (dict, list))]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _name(value: Any) -> str | None:
    value = _first(value)
    name = value.get("name") if isinstance(value, dict) else value
    return name if isinstance(name, str) and "://" not in name else None


def _names(value: Any) -> list[str]:
    return [name for name in map(_name, _list(value)) if name]


def _line(value: Any) -> str:
    return " ".join(unescaped(value).split()) if isinstance(value, str) else ""


def unescaped(text: str) -> str:
    """Return the text with its character references resolved; unchanged if one of them is too long a number."""
    try:
        return unescape(text)
    except ValueError:
        return text


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, values)))


def _without_site(title: str, site: str | None) -> str:
    """Return the title without the name of the site at its start or end.

    >>> _without_site("De kop - met streep - Krant", "Krant"), _without_site("NU.nl | De kop", "NU.nl")
    ('De kop - met streep', 'De kop')
    """
    name = re.escape(_line(site)) if site else None
    if name:
        title = re.sub(rf"\s+[|\-–—:·•»]\s+{name}$|^{name}\s+[|\-–—:·•»]\s+", "", title, flags=re.IGNORECASE)
    return title


def _date(*values: Any) -> str | None:
    """Return the first of these that is a date."""
    return next(filter(None, (valid_date(value) for value in values if isinstance(value, str))), None)


def _language(*values: Any) -> str | None:
    """Return the first of these that is a language tag, such as `nl-BE`."""
    tags = (value.strip().replace("_", "-") for value in values if isinstance(value, str))
    return next((tag for tag in tags if _LANGUAGE.match(tag)), None)


def _absolute(link: Any, url: str | None) -> str | None:
    if not isinstance(link, str) or not link.strip():
        return None
    try:
        absolute = urljoin(url or "", link.strip())
    except ValueError:  # for example, a bracket that is not closed
        return None
    return absolute if absolute.startswith(("http://", "https://")) else None
