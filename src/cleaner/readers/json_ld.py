"""The article in a page's JSON-LD (https://json-ld.org), in the vocabulary of schema.org."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

_ARTICLE = re.compile(r"(?:Article|BlogPosting|Report|Review|LiveBlogPosting)$")


def first_article(scripts: Iterable[Any]) -> dict[str, Any]:
    """Return the first article in these scripts of a page; empty if there is none.

    A value that only refers to another node by its `@id` is replaced by that node. Scripts that are not valid JSON are
    skipped, as search engines do.

    >>> from lxml import etree
    >>> page = '''<script type=application/ld+json>{"@graph": [{"@type": "NewsArticle", "author": {"@id": "#lena"}},
    ... {"@id": "#lena", "@type": "Person", "name": "Lena de Vries"}]}</script>'''
    >>> first_article(etree.fromstring(page, etree.HTMLParser()).iter("script"))["author"]["name"]
    'Lena de Vries'
    """
    documents = list(_documents(scripts))
    article = next(_articles(documents), {})
    if not any(_is_reference(each) for value in article.values() for each in as_list(value)):
        return article  # as on most pages
    nodes: dict[str, dict[str, Any]] = {}
    for node in _nodes(documents):
        if isinstance(node.get("@id"), str) and not _is_reference(node):
            nodes.setdefault(node["@id"], node)
    return {key: _resolved(value, nodes) for key, value in article.items()}


def as_list(value: Any) -> list[Any]:
    """Return the values of a property: JSON-LD writes a single one without a list."""
    return value if isinstance(value, list) else [value]


def _documents(scripts: Iterable[Any]) -> Iterator[Any]:
    for script in scripts:
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        try:
            yield msgspec.json.decode(script.text.strip())
        except (msgspec.DecodeError, RecursionError):
            continue


def _articles(documents: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Yield the articles that stand at the top of a document, in its graph, or as the main entity of a page."""
    for document in documents:
        stack = [document]
        while stack:
            node = stack.pop()
            if isinstance(node, list):
                stack += reversed(node)
            elif isinstance(node, dict):
                if any(isinstance(kind, str) and _ARTICLE.search(kind) for kind in as_list(node.get("@type"))):
                    yield node
                stack += [node[key] for key in ("mainEntity", "@graph") if isinstance(node.get(key), (dict, list))]


def _nodes(documents: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Yield all objects, those inside others as well."""
    stack = list(documents)
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            yield node
            node = list(node.values())
        if isinstance(node, list):
            stack += reversed(node)


def _is_reference(value: Any) -> bool:
    """Return whether the value names a node, and says nothing else about it than its type."""
    return isinstance(value, dict) and "@id" in value and value.keys() <= {"@id", "@type"}


def _resolved(value: Any, nodes: Mapping[str, dict[str, Any]]) -> Any:
    if isinstance(value, list):
        return [_resolved(each, nodes) if isinstance(each, dict) else each for each in value]
    if _is_reference(value) and isinstance(value["@id"], str):
        return nodes.get(value["@id"], value)
    return value
