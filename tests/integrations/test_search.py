"""Documents on their way into an index: the hook, and the bulk helpers of two clients with a test server."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import elasticsearch
import elasticsearch.helpers
import opensearchpy
import opensearchpy.helpers
import pytest
from opensearchpy.helpers.actions import expand_action
from pydantic import AnyUrl

from cleaner import Cleaner, Limits, UsageError, clean
from cleaner.integrations.records import ENGINE, Fields
from cleaner.integrations.search import Hook, clean_actions
from cleaner.work.page_fields import PageFields

from ..golden import cases
from ..hostile import hanging
from .bulk_server import BulkServer, bulk_server

KNACK = "https://www.knack.be/nieuws/raad"
PAGE = "De raad kwam woensdag bijeen over de haven.\n\nLees ook: Netanyahu wijst kritiek af"
BODY = "De raad kwam woensdag bijeen over de haven."
GZIP = b"\x1f\x8b\x00"
PAGES = [case.page for case in cases()][:30]
BROKEN = {"7", "19"}


class TestHook:
    def test_the_article_replaces_the_page(self) -> None:
        hook = Hook()
        document = {"id": 1, "text": PAGE, "html": "", "url": KNACK, "tags": ["a"]}
        before = dict(document)
        cleaned = hook(document)
        assert cleaned is not None
        stamp = cleaned.pop("cleaner")
        assert cleaned == {"id": 1, "url": KNACK, "tags": ["a"], "articleBody": BODY}
        assert (stamp["engine"], stamp["pack"], stamp["method"]) == (ENGINE, "knack", "pack")
        assert stamp["tried"] == [f"knack {stamp['version']}"]
        assert document == before
        assert hook.counts == {"pages": 1, "pack/knack": 1, "method/pack": 1, "site/knack": 1}

    def test_html_comes_first(self) -> None:
        cleaned = Hook()({"html": f"<h1>Kop</h1><p>{BODY}</p>", "text": "iets anders", "url": KNACK})
        assert cleaned is not None
        assert (cleaned["articleBody"], cleaned["headline"]) == (BODY, "Kop")
        assert "text" not in cleaned

    def test_other_names_of_fields(self) -> None:
        fields = Fields(page=["body"], url="link", into={"articleBody": "body"}, provenance="by", form="markdown")
        cleaned = Hook(fields=fields)({"body": "Kop\n\nKop\n\nDe 2*2 van de raad.", "link": None})
        assert cleaned is not None
        assert cleaned["body"] == r"De 2\*2 van de raad."
        assert cleaned["by"]["pack"] == "generic"

    def test_a_document_without_a_page_passes(self) -> None:
        hook = Hook()
        assert hook({"id": 1, "text": None}) == {"id": 1, "text": None}
        assert hook.counts == {"untouched": 1}

    def test_a_page_without_an_article_is_not_an_error(self) -> None:
        cleaned = Hook()({"text": PAGE, "url": "https://www.knack.be/l/sport"})
        assert cleaned is not None
        assert (cleaned["articleBody"], cleaned["cleaner"]["method"]) == ("", "none")
        assert cleaned["cleaner"]["warnings"] == ["no article found: URL, host knack.be, listing /l/*"]

    @pytest.mark.parametrize("page", [GZIP, 5, ["a"], [], hanging()])
    def test_what_cannot_be_cleaned_is_kept_or_dropped(self, page: object) -> None:
        kept = Hook()({"id": 1, "text": page})
        assert kept is not None
        assert kept["cleaner"]["error"]
        assert kept["text"] == (page.decode(errors="replace") if isinstance(page, bytes) else page)
        json.dumps(kept)
        hook = Hook(on_error="drop")
        assert hook({"id": 1, "text": page}) is None
        assert hook.counts == {"pages": 1, "failures": 1, "dropped": 1}

    @pytest.mark.parametrize("url", [KNACK.encode(), AnyUrl(KNACK), 5])
    def test_a_url_of_another_class(self, url: object) -> None:
        cleaned = Hook()({"text": PAGE, "url": url})
        assert cleaned is not None
        assert cleaned["articleBody"] == BODY
        assert cleaned["cleaner"]["pack"] == ("generic" if url == 5 else "knack")

    def test_wrong_names(self) -> None:
        with pytest.raises(UsageError, match="on_error has to be one of keep, drop, not 'skip'"):
            Hook(on_error="skip")  # type: ignore[arg-type]  # the point of the test
        with pytest.raises(UsageError, match="an article has no field 'body'"):
            Fields(into={"body": "body"})
        with pytest.raises(UsageError, match=r"a list of names, as in \['html'\]"):
            Fields(page="html")

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"cleaner": "rules"}, "cleaner has to be a Cleaner, not a str"),
            ({"cleaner": Cleaner}, "cleaner has to be a Cleaner, not a type"),
            ({"cleaner": False}, "cleaner has to be a Cleaner, not a bool"),
            ({"fields": {"page": ["body"]}}, "fields has to be a Fields, not a dict"),
            ({"fields": None}, "fields has to be a Fields, not a NoneType"),
            ({"fields": PageFields()}, "fields has to be a Fields, not a PageFields"),
            ({"on_error": None}, "on_error has to be one of keep, drop, not None"),
        ],
    )
    def test_values_of_a_wrong_class(self, arguments: dict[str, Any], message: str) -> None:
        with pytest.raises(UsageError, match=f"^{message}$"):
            Hook(**arguments)

    @pytest.mark.parametrize(("document", "name"), [("x", "str"), (None, "NoneType"), ([("text", PAGE)], "list")])
    def test_a_document_of_a_wrong_class(self, document: Any, name: str) -> None:
        hook = Hook(on_error="drop")
        with pytest.raises(UsageError, match=f"^document has to be a Mapping, not a {name}$"):
            hook(document)
        assert hook.counts == {}

    def test_a_wrong_hook_is_noticed_before_the_first_action(self) -> None:
        with pytest.raises(UsageError, match=r"^hook has to be a Hook, not a Cleaner$"):
            clean_actions(iter(()), Cleaner())  # type: ignore[arg-type]  # the point of the test
        assert list(clean_actions([], None)) == []

    def test_a_fallback_is_counted_with_both_packs(self) -> None:
        hook = Hook()
        page = "<html><body><h1>Kop</h1>" + "<p>De raad kwam woensdag bijeen over de haven, en ging uiteen.</p>" * 2
        cleaned = hook({"html": page + "<p>Zie ook | Iets</p>" * 3, "url": "https://www.nu.nl/a/1/b.html"})
        assert cleaned is not None
        tried = [name.split()[0] for name in cleaned["cleaner"]["tried"]]
        assert tried[0] == "nu"
        assert hook.counts["fallbacks"] == (cleaned["cleaner"]["pack"] != "nu")


SHAPES: dict[str, tuple[Any, Callable[[Any], Any]]] = {
    "flat": ({"_index": "news", "_id": 1, "text": PAGE, "url": KNACK}, lambda action: action),
    "source": ({"_id": 1, "_source": {"text": PAGE, "url": KNACK}}, lambda action: action["_source"]),
    "create": ({"_op_type": "create", "_source": {"text": PAGE, "url": KNACK}}, lambda action: action["_source"]),
    "update": ({"_op_type": "update", "_id": 1, "doc": {"text": PAGE, "url": KNACK}}, lambda action: action["doc"]),
    "upsert": (
        {"_op_type": "update", "script": "x", "upsert": {"text": PAGE, "url": KNACK}},
        lambda action: action["upsert"],
    ),
    "update, in its source": (
        {"_op_type": "update", "_source": {"doc": {"text": PAGE, "url": KNACK}}},
        lambda action: action["_source"]["doc"],
    ),
    "a field named doc": ({"_index": "news", "text": PAGE, "url": KNACK, "doc": {"a": 1}}, lambda action: action),
    "a source in JSON": (
        {"_id": 1, "_source": json.dumps({"text": PAGE, "url": KNACK})},
        lambda action: json.loads(action["_source"]),
    ),
    "JSON that has NaN": (json.dumps({"text": PAGE, "url": KNACK, "n": float("nan")}), json.loads),
    "JSON that has half a letter": (json.dumps({"text": PAGE, "url": KNACK, "n": "\ud800"}), json.loads),
    "JSON, in a bytearray": (bytearray(json.dumps({"text": PAGE, "url": KNACK}).encode()), json.loads),
    "JSON": (json.dumps({"text": PAGE, "url": KNACK}), json.loads),
    "JSON, as bytes": (json.dumps({"text": PAGE, "url": KNACK}).encode(), json.loads),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_actions_of_every_shape(shape: str) -> None:
    action, document_of = SHAPES[shape]
    cleaned: Any
    (cleaned,) = clean_actions([action])
    assert type(cleaned) is type(action)
    assert document_of(cleaned)["articleBody"] == BODY
    assert "text" not in document_of(cleaned)
    if isinstance(action, dict):
        assert {key for key in action if key not in ("text", "url")} <= set(cleaned)


@pytest.mark.parametrize(
    "action",
    [
        {"_op_type": "delete", "_index": "news", "_id": 5},
        {"_op_type": "delete", "_index": "news", "_id": 5, "text": PAGE},
        {"_op_type": "update", "_id": 1, "script": {"source": "ctx._source.n++"}},
        {"_op_type": "update", "_id": 1, "_source": False, "doc": {"views": 5}},
        '{"no": "page"',
        "[1]",
        b"\xff",
        json.dumps({"text": PAGE, "url": KNACK})[:-1] + ',"x":' + "[" * 200_000 + "]" * 200_000 + "}",
        None,
    ],
)
def test_actions_without_a_page_pass_unchanged(action: object) -> None:
    assert list(clean_actions([action])) == [action]


def test_actions_come_as_they_are_needed() -> None:
    def endless() -> Iterator[dict[str, Any]]:
        while True:
            yield {"text": PAGE, "url": KNACK}

    assert next(clean_actions(endless()))["articleBody"] == BODY


def test_a_page_that_hangs_is_the_error_of_one_document() -> None:
    limits = Limits(attributes=10**7, seconds=2)
    with Cleaner(limits=limits, isolated=True, workers=1) as cleaner:
        hook = Hook(cleaner)
        actions: list[dict[str, Any]] = [
            {"text": PAGE, "url": KNACK},
            {"html": hanging()},
            {"text": PAGE, "url": KNACK},
        ]
        first, second, third = clean_actions(actions, hook)
    assert first["articleBody"] == third["articleBody"] == BODY
    assert "over the limit for seconds" in second["cleaner"]["error"]
    assert hook.counts["failures"] == 1


@pytest.fixture
def server() -> Iterator[BulkServer]:
    with bulk_server() as server:
        yield server


CLIENTS: dict[str, tuple[Callable[[str], Any], Any]] = {
    "opensearch": (lambda url: opensearchpy.OpenSearch(url), opensearchpy.helpers),
    "elasticsearch": (lambda url: elasticsearch.Elasticsearch(url), elasticsearch.helpers),
}
HELPERS = ("bulk", "streaming_bulk", "parallel_bulk")


def actions() -> Iterator[dict[str, Any]]:
    for number, page in enumerate(PAGES):
        broken = str(number) in BROKEN
        yield {"_index": "news", "_id": str(number), "html": GZIP if broken else page, "number": number}


def send(client: Any, helpers: Any, helper: str, actions: Any, **options: Any) -> None:
    results = getattr(helpers, helper)(client, actions, chunk_size=10, **options)
    if helper != "bulk":
        assert all(ok for ok, _ in results)


def check(server: BulkServer) -> None:
    assert len(server.documents) == len(PAGES)
    for key, document in server.documents.items():
        assert document["number"] == int(key)
        if key in BROKEN:
            assert document["html"] == GZIP.decode(errors="replace")
            assert "gzip" in document["cleaner"]["error"]
        else:
            assert document["articleBody"] == clean(PAGES[int(key)]).text
            assert "html" not in document
            assert {"engine", "pack", "version"} <= set(document["cleaner"])


@pytest.mark.parametrize("name", CLIENTS)
class TestClients:
    @pytest.mark.parametrize("helper", HELPERS)
    def test_every_document_arrives(self, server: BulkServer, name: str, helper: str) -> None:
        connect, helpers = CLIENTS[name]
        with connect(server.url) as client:
            send(client, helpers, helper, clean_actions(actions()))
        check(server)

    @pytest.mark.parametrize("helper", HELPERS)
    def test_without_it_one_bad_page_ends_the_call(self, server: BulkServer, name: str, helper: str) -> None:
        """This shows that the test above depends on `clean_actions`: bytes cannot be sent as JSON."""
        connect, helpers = CLIENTS[name]
        with connect(server.url) as client, pytest.raises(Exception, match=r"serialize|UnicodeDecodeError|utf-8"):
            send(client, helpers, helper, actions())
        assert len(server.documents) < len(PAGES)

    @pytest.mark.parametrize("helper", HELPERS)
    def test_dropped_documents_are_counted(self, server: BulkServer, name: str, helper: str) -> None:
        connect, helpers = CLIENTS[name]
        hook = Hook(on_error="drop")
        with connect(server.url) as client:
            send(client, helpers, helper, clean_actions(actions(), hook))
        assert set(server.documents) == {str(number) for number in range(len(PAGES))} - BROKEN
        assert hook.counts["dropped"] == hook.counts["failures"] == len(BROKEN)

    @pytest.mark.parametrize("helper", HELPERS)
    def test_the_hook_in_an_expand_action_callback(self, server: BulkServer, name: str, helper: str) -> None:
        connect, helpers = CLIENTS[name]
        hook = Hook()
        with connect(server.url) as client:
            callback = {"expand_action_callback": lambda action: expand_action(hook(action))}
            send(client, helpers, helper, actions(), **callback)
        check(server)

    def test_another_callback_gets_the_cleaned_line(self, server: BulkServer, name: str) -> None:
        connect, helpers = CLIENTS[name]
        lines = [json.dumps({"text": PAGE, "url": KNACK}) for _ in range(3)]
        with connect(server.url) as client:
            callback = {"expand_action_callback": lambda line: ({"index": {"_index": "news"}}, line)}
            send(client, helpers, "bulk", clean_actions(lines), **callback)
        assert [document["articleBody"] for document in server.documents.values()] == [BODY] * 3

    def test_documents_that_are_refused_are_sent_again_and_cleaned_once(self, server: BulkServer, name: str) -> None:
        connect, helpers = CLIENTS[name]
        server.busy = {"3", "4", "25"}
        hook = Hook()
        with connect(server.url) as client:
            retry = {"max_retries": 2, "initial_backoff": 0.01, "raise_on_error": False}
            send(client, helpers, "streaming_bulk", clean_actions(actions(), hook), **retry)
        check(server)
        assert hook.counts["pages"] == len(PAGES)
        assert server.seen["3"] == 2

    def test_a_server_that_is_down_for_a_moment(self, server: BulkServer, name: str) -> None:
        connect, helpers = CLIENTS[name]
        server.refusals = [503, 503]
        hook = Hook()
        with connect(server.url) as client:
            send(client, helpers, "streaming_bulk", clean_actions(actions(), hook))
        check(server)
        assert server.refusals == []
        assert hook.counts["pages"] == len(PAGES)

    def test_a_server_that_is_down_is_an_error_of_the_client(self, server: BulkServer, name: str) -> None:
        connect, helpers = CLIENTS[name]
        server.refusals = [503] * 50
        with connect(server.url) as client, pytest.raises(Exception, match="503"):
            send(client, helpers, "bulk", clean_actions(actions()))
        assert server.documents == {}
