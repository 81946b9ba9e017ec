"""What the head of an HTML page and its JSON-LD say about the article: its headline, authors, dates, image and so on.

The keys are those of OpenGraph (https://ogp.me), of schema.org's NewsArticle in JSON-LD, and of common `<meta>` names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from ..page.dates import valid_date
from ..page.languages import language_tag
from ..page.names import names_in
from ..page.page import Metadata
from .json_ld import as_list, first_article
from .markup import TAGS_OF_HEAD

_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date",
    "dc.date",
)
_MODIFIED = ("article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified")
_AUTHORS = ("citation_author", "author", "article:author", "dc.creator", "dcterms.creator", "parsely-author")
_SEPARATORS = tuple(f" {sign} " for sign in "|-–—:·•»")
"""What stands between the headline and the name of the site."""
_DESKS = ("author", "article:author")
"""Those of `_AUTHORS` that may also name a desk or an agency."""
_IMAGES = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
_KEYWORDS = ("article:tag", "news_keywords", "parsely-tags", "keywords")
_NO_AUTHOR = frozenset(("admin", "administrator", "anonymous", "author", "n/a", "none", "null", "undefined", "unknown"))
"""What programs write in the place of an author, in lower case."""


def read_metadata(root: Any, url: str | None = None, head: Iterable[Any] | None = None) -> Metadata:
    """Return the metadata of the page with this tree; `url`, its address, makes the canonical URL absolute.

    `head` are the elements with one of `TAGS_OF_HEAD`, if they are known already: see `inspecting`.

    >>> from lxml import etree
    >>> page = b'<meta property=og:title content="De kop | Krant"><meta property=og:site_name content=Krant>'
    >>> read_metadata(etree.fromstring(page, etree.HTMLParser())).headlines
    ('De kop',)
    """
    parts: dict[str, list[Any]] = {tag: [] for tag in TAGS_OF_HEAD}
    for element in root.iter(*TAGS_OF_HEAD) if head is None else head:
        parts[element.tag].append(element)
    meta = _meta(parts["meta"])
    article = first_article(parts["script"])
    base = next((_absolute(element.get("href"), url) for element in parts["base"] if element.get("href")), None) or url
    site = _first_of(meta, "og:site_name") or _name(article.get("publisher"))
    titles = [
        article.get("headline"),
        _first_of(meta, "og:title"),
        _first_of(meta, "twitter:title"),
        next((title.text for title in parts["title"] if title.getparent().tag != "svg"), None),
    ]
    descriptions = (_first_of(meta, "og:description"), _first_of(meta, "description"), article.get("description"))
    link = next((link.get("href") for link in parts["link"] if (link.get("rel") or "").lower() == "canonical"), None)
    images = (*_urls(article.get("image")), *(_first_of(meta, name) for name in _IMAGES))
    section = _line(_first(article.get("articleSection")) or _first_of(meta, "article:section"))
    return Metadata(
        headlines=_unique(_without_site(title, site) for title in map(_line, titles) if title),
        descriptions=_unique(map(_line, descriptions)),
        authors=_unique(_names(article.get("author"))) or _unique(_meta_authors(meta, (_line(site), section))),
        date_published=_date(article.get("datePublished"), *(_first_of(meta, name) for name in _PUBLISHED)),
        date_modified=_date(article.get("dateModified"), *(_first_of(meta, name) for name in _MODIFIED)),
        section=section or None,
        language=_language(
            root.get("lang"), article.get("inLanguage"), _first_of(meta, "og:locale"), _first_of(meta, "language")
        ),
        site_name=_line(site) or None,
        canonical_url=_absolute(link or _first_of(meta, "og:url"), base),
        image=next(filter(None, (_absolute(image, base) for image in images)), None),
        keywords=_unique(_keywords(article.get("keywords"), *(meta.get(name) for name in _KEYWORDS))),
    )


def _meta(elements: Iterable[Any]) -> dict[str, list[str]]:
    """Return the contents of the `<meta>` elements by their name in lower case."""
    found: dict[str, list[str]] = {}
    for element in elements:
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), []).append(content)
    return found


def _first_of(meta: Mapping[str, Sequence[str]], name: str) -> str | None:
    return next(iter(meta.get(name, ())), None)


def _meta_authors(meta: Mapping[str, Sequence[str]], others: Collection[str]) -> list[str]:
    """Return the names of the first of `_AUTHORS` that holds names of persons, else the first desk or agency.

    `others` are the names of the site and of the section. A single word is not trusted: it is mostly a login or the
    name of the site. `citation_author` holds one name, and may put the family name first, before a comma.
    """
    unwanted = {other.casefold() for other in others}
    desks = []
    for key in _AUTHORS:
        names: list[str] = []
        for value in map(_line, meta.get(key, ())):
            if key == "citation_author" and value.count(",") == 1:
                value = " ".join(part.strip() for part in reversed(value.split(",")))
            names += names_in(value, others)
            if key in _DESKS and " " in value and "://" not in value and value.casefold() not in unwanted:
                desks.append(value)
        if names:
            return names
    return desks[:1]


def _keywords(*values: Any) -> list[str]:
    """Return the keywords of the first of these values that has some; commas separate the keywords of a single text."""
    for value in values:
        texts = [_line(_name(each)) for each in as_list(value)]
        if len(texts) == 1:
            texts = [text.strip() for text in texts[0].split(",")]
        if any(texts):
            return texts
    return []


def _urls(value: Any) -> list[Any]:
    """Return the addresses in a property of JSON-LD that holds images: an address, an `ImageObject`, or several."""
    images = as_list(value)
    return [image.get("url") or image.get("contentUrl") if isinstance(image, dict) else image for image in images]


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _name(value: Any) -> str | None:
    value = _first(value)
    name = value.get("name") if isinstance(value, dict) else value
    return name if isinstance(name, str) and "://" not in name else None


def _names(value: Any) -> list[str]:
    """Return the names in a property of JSON-LD, without those that programs write in the place of a name."""
    names = (_line(_name(each)) for each in as_list(value))
    return [name for name in names if name.lower() not in _NO_AUTHOR]


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
    name = _line(site)
    size = len(name)
    if size and title[-size:].casefold() == name.casefold() and title[:-size].endswith(_SEPARATORS):
        title = title[: -size - len(_SEPARATORS[0])]
    if size and title[:size].casefold() == name.casefold() and title[size:].startswith(_SEPARATORS):
        title = title[size + len(_SEPARATORS[0]) :]
    return title


def _date(*values: Any) -> str | None:
    """Return the first of these that is a date."""
    return next(filter(None, (valid_date(value) for value in values if isinstance(value, str))), None)


def _language(*values: Any) -> str | None:
    """Return the first of these that is a language tag, such as `nl-BE`."""
    return next(filter(None, (language_tag(value) for value in values if isinstance(value, str))), None)


def _absolute(link: Any, url: str | None) -> str | None:
    if not isinstance(link, str) or not link.strip():
        return None
    try:
        absolute = urljoin(url or "", link.strip())
        address = urlsplit(absolute)
    except ValueError:  # for example, a bracket that is not closed
        return None
    return absolute if address.scheme in ("http", "https") and address.netloc else None
