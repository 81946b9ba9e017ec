"""`/docs`: the OpenAPI document as an HTML page, without a script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from lxml import html
from lxml.html.builder import CLASS, E

Node = Any
"""An element of lxml or a string, which lxml escapes."""
_MARKS = re.compile(r"\[([^\]]+)\]\([^)]+\)|`([^`]+)`")
"""A link of Markdown, of which the page shows the text, or code."""


def docs_page(document: Mapping[str, Any]) -> str:
    """Return the page that shows the requests, parameters, examples and kinds of data of this OpenAPI document.

    >>> page = docs_page({"info": {"title": "x", "version": "1", "description": "<b>"}, "paths": {}, "components": {}})
    >>> "<p>&lt;b&gt;</p>" in page
    True
    """
    info, components = document["info"], document["components"]
    operations = [
        (method, path, operation) for path, each in document["paths"].items() for method, operation in each.items()
    ]
    page = E.html(
        E.head(
            E.meta(charset="utf-8"),
            E.meta(name="viewport", content="width=device-width, initial-scale=1"),
            E.meta(name="color-scheme", content="light dark"),
            E.title(f"{info['title']}: documentation of the service"),
            E.link(rel="icon", href="data:,"),
            E.link(rel="stylesheet", href="page.css"),
        ),
        E.body(
            E.header(
                E.h1(f"{info['title']} {info['version']}"),
                E.nav(E.a("Try it", href="."), " ", E.a("OpenAPI", href="openapi.json"), {"aria-label": "Pages"}),
            ),
            E.main(
                E.p(*_text(info["description"])),
                E.h2("Requests"),
                _table(
                    ("request", "what it does"),
                    [
                        (E.a(f"{method.upper()} {path}", href=f"#{operation['operationId']}"), operation["summary"])
                        for method, path, operation in operations
                    ],
                ),
                *(part for each in operations for part in _operation(*each, components)),
                E.h2("Data"),
                *(part for name, schema in components.get("schemas", {}).items() for part in _schema(name, schema)),
            ),
        ),
        lang="en",
    )
    text: str = html.tostring(page, encoding="unicode", doctype="<!doctype html>")
    return text


def _operation(method: str, path: str, operation: Mapping[str, Any], components: Mapping[str, Any]) -> Iterable[Node]:
    yield E.h2(f"{method.upper()} {path}", id=operation["operationId"])
    yield E.p(*_text(operation["summary"]), ". ", *_text(operation.get("description", "")))
    if parameters := operation.get("parameters"):
        rows = [
            (
                E.code(each["name"]),
                each["in"],
                E.span(*_type(each["schema"])),
                E.span(*_text(each["description"]), *_example(each)),
            )
            for each in parameters
        ]
        yield _table(("parameter", "where", "type", "meaning"), rows)
    if body := operation.get("requestBody"):
        yield E.h3("Body")
        if "description" in body:
            yield E.p(*_text(body["description"]))
        yield from _contents(body["content"])
    answers = operation["responses"]
    yield E.h3("Answers")
    yield _table(
        ("status", "meaning", "type"),
        [
            (", ".join(statuses), *_answer(answer, components))
            for answer, statuses in groupby(answers, key=answers.__getitem__)  # most refusals are the same
        ],
    )


def _contents(content: Mapping[str, Any]) -> Iterable[Node]:
    """Yield each media type of a body, with its type and its example."""
    for media_type, each in content.items():
        yield E.p(E.code(media_type), *([": ", *_type(each["schema"])] if "schema" in each else []))
        if "example" in each:
            yield E.pre(each["example"].rstrip("\n"))


def _answer(answer: Mapping[str, Any], components: Mapping[str, Any]) -> tuple[Node, Node]:
    """Return what an answer means, and its media types."""
    if "$ref" in answer:
        answer = components["responses"][_name(answer)]
    headers = [E.code(name) for name in answer.get("headers", ())]
    meaning = E.span(*_text(answer["description"]), *([" Headers: ", *_joined(headers)] if headers else []))
    types = [E.span(E.code(media), ": ", *_type(each["schema"])) for media, each in answer["content"].items()]
    return meaning, E.span(*_joined(types))


def _schema(name: str, schema: Mapping[str, Any]) -> Iterable[Node]:
    yield E.h3(name, id=name)
    if "properties" not in schema:
        yield E.p(*_text(schema.get("description", "")), " ", *_type(schema))
        return
    if "description" in schema:
        yield E.p(*_text(schema["description"]))
    rows = [
        (
            E.code(key),
            E.span(*_type(each), *([] if key in schema.get("required", ()) else [" (optional)"])),
            E.span(*_text(each.get("description", "")), *_example(each)),
        )
        for key, each in schema["properties"].items()
    ]
    yield _table(("key", "type", "meaning"), rows)
    if "example" in schema:
        yield E.pre(json.dumps(schema["example"], ensure_ascii=False))


def _type(schema: Mapping[str, Any]) -> list[Node]:
    """Return a type in words, with links to the kinds of data that it names."""
    if "$ref" in schema:
        name = _name(schema)
        return [E.a(name, href=f"#{name}")] if "/properties/" not in schema["$ref"] else [f"as {name} of an article"]
    if "anyOf" in schema:
        return _joined([E.span(*_type(each)) for each in schema["anyOf"]], " or ")
    if "enum" in schema:
        return _joined([E.code(str(each)) for each in schema["enum"]])
    if "const" in schema:
        return [E.code(str(schema["const"]))]
    kind = schema.get("type", "anything")
    if kind == "array" and schema.get("items"):
        return ["list of ", *_type(schema["items"])]
    return [" or ".join([kind] if isinstance(kind, str) else kind)]


def _name(reference: Mapping[str, Any]) -> str:
    """Return the last part of a reference."""
    name: str = reference["$ref"].rpartition("/")[2]
    return name


def _example(parameter: Mapping[str, Any]) -> list[Node]:
    """Return the example and the default of a parameter or a key, if it has them."""
    default = parameter.get("default", parameter.get("schema", {}).get("default"))
    found = (("Example", parameter.get("example")), ("Default", default))
    return [part for name, value in found if value is not None for part in (f" {name}: ", E.code(_shown(value)), ".")]


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _text(text: str) -> list[Node]:
    """Return a description with its code as elements, and without the addresses of its links."""
    parts, end = [], 0
    for match in _MARKS.finditer(text):
        parts += [text[end : match.start()], match[1] or E.code(match[2])]
        end = match.end()
    return [*parts, text[end:]]


def _joined(nodes: list[Node], separator: str = ", ") -> list[Node]:
    return [part for node in nodes for part in (separator, node)][1:]


def _table(head: Iterable[str], rows: Iterable[Iterable[Node]]) -> Node:
    return E.div(
        E.table(
            E.thead(E.tr(*(E.th(name, scope="col") for name in head))),
            E.tbody(*(E.tr(*(E.td(cell) for cell in row)) for row in rows)),
        ),
        CLASS("wide"),
    )
