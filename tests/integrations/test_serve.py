"""The HTTP service as its clients see it: each test talks to the running command over sockets."""

from __future__ import annotations

import html
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from http import HTTPStatus
from http.client import HTTPResponse
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import psutil
import pytest
from playwright.sync_api import Browser, FilePayload, expect

from cleaner import Cleaner
from cleaner.history.file import read_history
from cleaner.history.tallies import Figure
from cleaner.integrations.http.openapi import openapi
from cleaner.output.render import FORMATS, render
from cleaner.output.row import VALUES, to_dict
from cleaner.packs.loading import load

from ..commands import PROGRAMS, clean_environment
from ..golden import ROOT, cases
from ..hostile import PAGES, SENTENCE, hanging
from .browsing import Shown
from .serving import COMMAND, Service, check_ended, serving

SHIPPED = [path.stem for path in (ROOT.parent / "rules").rglob("*.yaml") if path.parent.name != "_shared"]

PROJECT = ROOT.parent
JSON, LINES, HTML = "application/json", "application/x-ndjson", "text/html"
PROBLEM = "application/problem+json"
LIMITS = ("size=1M", "attributes=10M", "elements=10M", "cpu_seconds=2", "memory=400M")
"""Limits under which a page can hang, and that end it soon."""
TIGHT = [option for limit in LIMITS for option in ("--limit", limit)]
HANGING = hanging().encode()
GOOD = {"page": SENTENCE}
OPENAPI = openapi(load().programs)


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with serving("--workers", "2", *TIGHT) as service:
        yield service


@pytest.fixture(scope="module")
def client(service: Service) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=service.url, timeout=30) as client:
        yield client


def check(content: object, schema: str) -> None:
    """Check the content against its schema in the OpenAPI document."""
    reference = {"$ref": f"#/components/schemas/{schema}", "components": OPENAPI["components"]}
    jsonschema.Draft202012Validator(reference).validate(content)


def lines(*objects: object) -> bytes:
    return b"".join(one if isinstance(one, bytes) else json.dumps(one).encode() + b"\n" for one in objects)


def batch(client: httpx.Client, content: bytes) -> list[dict[str, Any]]:
    answer = client.post("/clean/batch", content=content, headers={"Content-Type": LINES})
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def until(condition: Any, seconds: float = 10) -> None:
    """Wait until the condition is true."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "the condition did not become true"
        time.sleep(0.02)


# Answers


@pytest.mark.slow
def test_each_answer_equals_the_result_of_the_library(client: httpx.Client, cleaner: Cleaner) -> None:
    for case, form in zip(cases(), cycle(FORMATS), strict=False):
        media = FORMATS[form].media_type
        headers = {"Accept": media} | ({"Content-Location": case.facts.url} if case.facts.url else {})
        answer = client.put("/clean", content=case.page, headers=headers, params={"with_title": "true"})
        article = cleaner.clean(case.page, case.facts.url)
        expected = render(article, form, with_title=True) + "\n" if article.found or form == "json" else ""
        assert (answer.status_code, answer.text) == (200, expected), case.name
        assert answer.headers["content-type"].partition(";")[0] == media
        shown = [answer.headers[f"cleaner-{name}"] for name in ("pack", "pack-version", "method")]
        assert shown == [article.pack, str(article.pack_version), article.method]
        assert float(answer.headers["cleaner-confidence"]) == pytest.approx(article.confidence, abs=1e-5)
        if form == "json":
            check(answer.json(), "Article")


def test_json_in_json_out(client: httpx.Client, cleaner: Cleaner) -> None:
    page = "BRUSSEL (ANP) - De NAVO vraagt Rusland om troepen terug te trekken.\n\nMeer uit Buitenland\n\nAjax wint"
    wanted = {"page": page, "url": "https://www.zeelandnet.nl/nieuws/x", "strip_dateline": True, "input": "text"}
    answer = client.post("/clean", json=wanted)
    assert answer.json() == to_dict(cleaner.clean(page, wanted["url"], strip_dateline=True, input="text"))  # type: ignore[arg-type]
    assert answer.json()["articleBody"].startswith("De NAVO vraagt")
    as_text = client.post("/clean", json=wanted | {"with_title": True}, headers={"Accept": "text/plain"})
    assert as_text.text == answer.json()["articleBody"] + "\n"
    assert client.post("/clean", json={"page": page, "pack": "none"}).json()["pack"] == "generic"


def test_the_history_counts_what_the_packs_did(tmp_path: Path) -> None:
    path = tmp_path / "history"
    wanted = {"page": SENTENCE, "url": "https://www.zeelandnet.nl/nieuws/x", "input": "text"}
    with serving("--workers", "1", "--history", str(path)) as service, httpx.Client(base_url=service.url) as client:
        for each in (wanted, wanted, wanted | {"url": "https://other.example/x"}):
            assert client.post("/clean", json=each).status_code == 200
        assert len(batch(client, lines(wanted, wanted))) == 2
    assert [(group.pack, figures[Figure("pages")]) for group, figures in read_history(str(path)).items()] == [
        ("zeelandnet", 4)
    ]


def test_a_file_that_is_no_history_is_refused(tmp_path: Path) -> None:
    (tmp_path / "history").write_text(SENTENCE * 9, encoding="utf-8")
    done = subprocess.run(
        [*COMMAND, "--history", tmp_path / "history"],
        capture_output=True,
        text=True,
        check=False,
        env=clean_environment(),
        timeout=30,
    )
    assert (done.returncode, "is not a history" in done.stderr) == (2, True)


def test_whole_paragraphs(client: httpx.Client) -> None:
    page = "De raad van Goes kwam woensdagavond bijeen om over\nde haven te praten."
    whole = page.replace("\n", " ")
    assert client.put("/clean", content=page, params={"unwrap": "true"}).text == whole + "\n"
    assert client.post("/clean", json={"page": page, "unwrap": True}).json()["articleBody"] == whole
    assert client.post("/clean", json={"page": page}).json()["articleBody"] == page.replace("\n", "\n\n")


WITH_TABLE = (
    "<html lang=nl><body><article><p>De raad van Goes kwam woensdagavond bijeen om over de haven te praten.</p>"
    "<table><tr><td>Sluiskil<td>12 schepen<tr><td>Goes<td>4 schepen</table></article>"
)


@pytest.mark.parametrize(
    ("wishes", "code", "has_table"),
    [
        ({}, None, True),
        ({"target_language": "nl"}, None, True),
        ({"target_language": "de"}, "other-language", None),
        ({"only_with_metadata": True}, "metadata-missing", None),
        ({"only_with_metadata": False}, None, True),
        ({"tables": False}, None, False),
        ({"tables": True}, None, True),
    ],
)
def test_what_the_client_does_not_want(
    client: httpx.Client, wishes: dict[str, Any], code: str | None, has_table: bool | None
) -> None:
    query = {name: str(value).lower() if isinstance(value, bool) else value for name, value in wishes.items()}
    raw = client.put(
        "/clean", content=WITH_TABLE, params=query, headers={"Content-Type": "text/html", "Accept": "application/json"}
    ).json()
    for answer in (raw, client.post("/clean", json={"page": WITH_TABLE} | wishes).json()):
        assert (code in answer["warningCodes"]) if code else bool(answer["articleBody"])
        assert ("12 schepen" in (answer["articleBody"] or "")) == bool(has_table)


def test_a_language_has_to_be_a_tag(client: httpx.Client) -> None:
    for answer in (
        client.put("/clean", content=SENTENCE, params={"target_language": "Dutch"}),
        client.post("/clean", json={"page": SENTENCE, "target_language": "Dutch"}),
    ):
        assert (answer.status_code, "'Dutch' is not a language tag" in answer.json()["detail"]) == (422, True)


def test_a_page_without_an_article_is_not_an_error(client: httpx.Client) -> None:
    answer = client.put("/clean", content=b"Menu\n")
    assert (answer.status_code, answer.content, answer.headers["cleaner-method"]) == (200, b"", "none")
    article = client.post("/clean", json={"page": "Menu"}).json()
    assert (article["method"], article["articleBody"]) == ("none", "")
    assert article["warnings"]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "text/plain"),
        ("", "text/plain"),
        ("*/*", "text/plain"),
        ("text/*", "text/plain"),
        ("text/markdown", "text/markdown"),
        ("TEXT/Markdown; charset=utf-8", "text/markdown"),
        ("application/json", JSON),
        ("application/*", JSON),
        ("text/markdown, */*", "text/markdown"),
        ("text/plain;q=0.5, application/json", JSON),
        ("text/plain;q=0.5, application/json;q=0.4", "text/plain"),
        ("text/plain;q=0, */*", "text/markdown"),
        ("text/*;q=0.1, */*;q=0.2", JSON),
        ("image/png, text/markdown;q=0.001", "text/markdown"),
        ("text/html, application/xhtml+xml, */*;q=0.8", "text/plain"),
        ("image/png", None),
        ("text/plain;q=0", None),
        ("application/json;q=2", None),
        ("nonsense", None),
    ],
)
def test_accept_chooses_the_format(client: httpx.Client, accept: str | None, expected: str | None) -> None:
    request = client.build_request("PUT", "/clean", content=SENTENCE)
    del request.headers["accept"]
    if accept is not None:
        request.headers["accept"] = accept
    answer = client.send(request)
    assert answer.headers["content-type"].partition(";")[0] == (expected or PROBLEM)
    assert answer.status_code == (200 if expected else 406)


@pytest.mark.parametrize(("accept", "expected"), [("*/*", JSON), ("text/*", "text/plain"), ("image/png", None)])
def test_accept_for_json(client: httpx.Client, accept: str, expected: str | None) -> None:
    answer = client.post("/clean", json=GOOD, headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == (expected or PROBLEM)


TAGS = b"<html> is the tag that opens a document."
POLISH = "Władze miasta Łódź zamknęły most nad rzeką po ostatniej burzy."


@pytest.mark.parametrize(
    ("content_type", "page", "expected"),
    [
        ("text/plain", TAGS, TAGS.decode()),
        ("text/html", b"De <b>raad</b> kwam woensdag bijeen.", "De raad kwam woensdag bijeen."),
        ("application/xhtml+xml", b"De <b>raad</b> kwam woensdag bijeen.", "De raad kwam woensdag bijeen."),
        ("text/plain", b"De <b>raad</b> kwam woensdag bijeen.", "De <b>raad</b> kwam woensdag bijeen."),
        ("", TAGS, TAGS.decode()),
        ("application/octet-stream", f"<p>{SENTENCE}</p>".encode(), SENTENCE),
        ("text/plain; charset=iso-8859-2", POLISH.encode("iso-8859-2"), POLISH),
        ('text/plain; Charset="ISO-8859-2"', POLISH.encode("iso-8859-2"), POLISH),
        ("text/plain; charset=no-such", POLISH.encode(), POLISH),
    ],
)
def test_content_type_says_what_the_page_is(
    client: httpx.Client, content_type: str, page: bytes, expected: str
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    assert client.put("/clean", content=page, headers=headers).text == expected + "\n"


def test_without_the_charset_it_is_guessed_wrongly(client: httpx.Client) -> None:
    """This shows that the test above depends on the header."""
    page = POLISH.encode("iso-8859-2")
    assert client.put("/clean", content=page, headers={"Content-Type": "text/plain"}).text != POLISH + "\n"


def test_content_location_is_the_url(client: httpx.Client) -> None:
    page = f"{SENTENCE}\n\nNUjij-reacties\n".encode()
    for url, pack in (("https://www.nu.nl/a/1/b.html", "nu"), ("https://elders.nl/é", "generic"), (None, "generic")):
        headers = {"Accept": JSON} | ({"Content-Location": url} if url else {})
        encoded = {key.encode(): value.encode() for key, value in headers.items()}
        answer = client.put("/clean", content=page, headers=encoded)
        assert (answer.json()["url"], answer.json()["pack"]) == (url, pack)


# Refusals

REFUSED: list[tuple[str, str, dict[str, str], bytes, int, str]] = [
    (
        "PUT",
        "/clean",
        {"Content-Type": "application/pdf"},
        b"x",
        415,
        "'application/pdf' is not supported; send text/html",
    ),
    ("PUT", "/clean", {"Content-Type": "nonsense"}, b"x", 415, "send text/html or"),
    (
        "PUT",
        "/clean",
        {"Content-Encoding": "gzip"},
        b"x",
        415,
        "the encoding 'gzip' is not supported; send the body without",
    ),
    (
        "PUT",
        "/clean?pack=krant",
        {},
        b"x",
        422,
        f"there is no pack 'krant'; the packs are {', '.join(sorted(SHIPPED))}, none",
    ),
    ("PUT", "/clean?pak=nu", {}, b"x", 422, "unknown field `pak`; the parameters are pack, with_title, strip"),
    ("PUT", "/clean?with_title=yes", {}, b"x", 422, "Invalid enum value 'yes' - at `$.with_title`"),
    ("PUT", "/clean?pack=nu&pack=nu", {}, b"x", 422, "'pack' is given twice"),
    ("PUT", "/clean", {}, b"a\0\0b", 422, "input: at offset 1: this is not text: it holds NUL bytes; skip this page"),
    ("PUT", "/clean", {}, b"<rss><channel></channel></rss>", 422, "this is a feed or a sitemap"),
    ("PUT", "/clean", {"Content-Location": "http://x/1"}, b"x" * 1_048_577, 413, "http://x/1: over the limit for size"),
    ("PUT", "/clean", {}, b"x\n" * 100_001, 422, "over the limit for blocks, which is 100,000; skip this page, or"),
    ("POST", "/clean", {"Content-Type": JSON}, b"{", 422, "the JSON is not as expected: Input data was truncated"),
    ("POST", "/clean", {"Content-Type": JSON}, b'"\xff"', 422, "the JSON is not as expected"),
    ("POST", "/clean", {"Content-Type": JSON}, b"{}", 422, "missing required field `page`"),
    ("POST", "/clean", {"Content-Type": JSON}, b'{"page": 5}', 422, "Expected `str`, got `int` - at `$.page`"),
    ("POST", "/clean", {"Content-Type": JSON}, b'{"page": "x", "pak": 5}', 422, "unknown field `pak`"),
    ("POST", "/clean", {"Content-Type": JSON}, b'{"page": "x", "pack": "krant"}', 422, "no pack 'krant'"),
    ("POST", "/clean", {"Content-Type": JSON}, b'{"page": "x", "input": "pdf"}', 422, "Invalid enum value 'pdf'"),
    ("POST", "/clean", {"Content-Type": JSON}, b'{"page": "\\ud800"}', 422, "the JSON is not as expected"),
    ("POST", "/clean", {"Content-Type": JSON}, b"[" * 100_000, 422, "the JSON is not as expected"),
    ("POST", "/clean", {"Content-Type": JSON}, b'"' + b"x" * 1_048_577, 413, "over the limit for size"),
    ("POST", "/clean", {"Content-Type": HTML}, b"<p>x</p>", 415, "send application/json"),
    ("POST", "/clean", {}, b"{}", 415, "send application/json"),
    ("POST", "/clean", {"Content-Type": "text/plain"}, b'{"page": "x"}', 415, "send application/json"),
    ("POST", "/clean/batch", {"Content-Type": JSON}, b'{"page": "x"}', 415, "send application/x-ndjson or"),
    ("POST", "/clean/batch", {"Content-Type": LINES, "Content-Encoding": "gzip"}, b"x", 415, "send the body without"),
    ("GET", "/nope", {}, b"", 404, "there is no /nope; see /openapi.json"),
    ("POST", "/clean/", {"Content-Type": JSON}, b'{"page": "x"}', 404, "there is no /clean/"),
    ("DELETE", "/clean", {}, b"", 405, "/clean does not take DELETE"),
    ("OPTIONS", "/clean", {}, b"", 405, "/clean does not take OPTIONS"),
    ("PUT", "/clean/batch", {}, b"", 405, "/clean/batch does not take PUT"),
    ("POST", "/packs", {}, b"", 405, "/packs does not take POST"),
]
ALLOWED = {"/clean": {"PUT", "POST"}, "/clean/batch": {"POST"}, "/packs": {"GET", "HEAD"}}


@pytest.mark.parametrize(("method", "path", "headers", "body", "status", "detail"), REFUSED)
def test_a_refusal_says_what_to_do(
    client: httpx.Client, method: str, path: str, headers: dict[str, str], body: bytes, status: int, detail: str
) -> None:
    answer = client.request(method, path, headers=headers, content=body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    problem = answer.json()
    check(problem, "Problem")
    assert (problem["status"], problem["title"]) == (status, HTTPStatus(status).phrase)
    assert detail in problem["detail"]
    assert ("limit" in problem) == ("over the limit" in problem["detail"])
    if status == 405:
        assert set(answer.headers["allow"].split(", ")) == ALLOWED[path]


@pytest.mark.parametrize("form", ["-d", "-F", "--data-binary"])
@pytest.mark.parametrize("path", ["/clean", "/clean/batch"])
def test_the_refusal_of_a_form_shows_a_command_that_works(
    service: Service, tmp_path: Path, form: str, path: str
) -> None:
    (tmp_path / "page.html").write_text(f"<p>{SENTENCE}</p>", encoding="utf-8")
    (tmp_path / "pages.jsonl").write_bytes(lines(GOOD))

    program = shutil.which("curl")
    assert program, "this test needs curl"

    def curl(*arguments: str) -> str:
        return subprocess.check_output([program, "-s", *arguments], cwd=tmp_path, text=True)

    sent = "@page.html" if form != "-F" else "page=@page.html"
    problem = json.loads(curl(form, sent, f"{service.url}{path}"))
    kind = "multipart/form-data" if form == "-F" else "application/x-www-form-urlencoded"
    check(problem, "Problem")
    assert problem["status"] == 415
    assert problem["detail"].startswith(f"the body is a form ({kind}), as curl -d and curl -F send it; send the ")
    assert ("with PUT: " in problem["detail"]) == (path == "/clean")
    command = problem["detail"].partition(": curl ")[2].partition("; ")[0]
    assert SENTENCE in curl(*shlex.split(command))


def test_the_command_in_the_refusal_of_a_form_is_one_argument_for_the_shell(client: httpx.Client) -> None:
    answer = client.put("/clean", params={"pack": "x'; ls"}, data={"page": "x"})
    command = answer.json()["detail"].partition(": curl ")[2].partition("; JSON")[0]
    assert shlex.split(command)[:-1] == ["-T", "page.html"]


def test_just_within_the_limit_for_size(client: httpx.Client) -> None:
    page = f"{SENTENCE}\n".encode().ljust(1_048_576)
    assert client.put("/clean", content=page).text == f"{SENTENCE}\n"
    assert client.put("/clean", content=page + b" ").status_code == 413


def test_a_body_without_end_is_not_kept(service: Service) -> None:
    """The length is not announced. The body is refused when it goes over the limit, while it is still being sent."""
    with connection(service, "PUT /clean", "Transfer-Encoding: chunked") as server, suppress(OSError):
        server.settimeout(5)
        sent = 0
        while sent < 3_000_000 and not readable(server):
            sent += send_chunk(server, b"x" * 10_000)
        assert b"413 " in server.recv(100)
        assert sent > 1_000_000


# Names of the service, against DNS rebinding


def raw(port: int, request: str, address: str = "127.0.0.1") -> tuple[int, dict[str, str], bytes]:
    """Return the status, the headers and the body of the answer to a request, which is sent as it is."""
    with socket.create_connection((address, port), timeout=20) as server:
        server.sendall(request.replace("\n", "\r\n").encode("latin-1"))
        answer = HTTPResponse(server)
        answer.begin()
        body = answer.read()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def status_for(port: int, host: str | None, address: str = "127.0.0.1") -> int:
    """Return the status of the answer to a request with this `Host`, or in HTTP/1.0 without any."""
    head = "GET /health HTTP/1.0\n\n" if host is None else f"GET /health HTTP/1.1\nHost: {host}\nConnection: close\n\n"
    return raw(port, head, address)[0]


HOSTS = [
    ("localhost", 200),
    ("LOCALHOST", 200),
    ("localhost:{port}", 200),
    ("127.0.0.1", 200),
    ("127.0.0.1:{port}", 200),
    ("127.0.0.1:1", 200),  # a tunnel has another port
    ("[::1]", 200),
    ("[::1]:{port}", 200),
    ("[0:0:0:0:0:0:0:1]", 200),
    ("evil.example", 421),
    ("evil.example:{port}", 421),
    ("localhost.evil.example", 421),
    ("127.0.0.1.evil.example", 421),
    ("evil.example:127.0.0.1", 421),
    ("localhost@evil.example", 421),
    ("localhost/", 421),
    ("localhost, evil.example", 421),
    ("192.0.2.1", 421),
    ("127.0.0.2", 421),
    ("0.0.0.0", 421),  # noqa: S104
    ("[::]", 421),
    ("::1", 421),  # without brackets, this is no host
    ("[::1", 421),
    ("x", 421),
    ("\xe9", 421),
    ("", 421),
    (None, 421),  # no browser, but no name either
]


@pytest.mark.parametrize(("host", "status"), HOSTS)
def test_on_loopback_only_its_own_names_are_answered(service: Service, host: str | None, status: int) -> None:
    assert status_for(service.port, host and host.format(port=service.port)) == status


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/health"),
        ("GET", "/metrics"),
        ("GET", "/packs"),
        ("GET", "/nope"),
        ("PUT", "/clean"),
        ("POST", "/clean"),
        ("POST", "/clean/batch"),
        ("DELETE", "/clean"),
    ],
)
def test_another_name_is_refused_like_any_other_fault(client: httpx.Client, method: str, path: str) -> None:
    count = 'cleaner_errors_total{kind="host"}'
    before = counts(client).get(count, 0)
    answer = client.request(method, path, headers={"Host": "evil.example", "Content-Type": LINES}, content=lines(GOOD))
    assert (answer.status_code, answer.headers["content-type"]) == (421, PROBLEM)
    check(answer.json(), "Problem")
    assert answer.json()["detail"] == (
        "this service does not answer to the name 'evil.example'; use localhost, or the name that it has by its option"
        " --allow-host"
    )
    assert counts(client)[count] == before + 1


def test_more_names_can_be_allowed() -> None:
    with serving("--workers", "1", "--allow-host", "Articles.example", "--allow-host", "::2") as service:
        for host in ("articles.example", "ARTICLES.example:443", "[::2]", "localhost", f"127.0.0.1:{service.port}"):
            assert status_for(service.port, host) == 200, host
        for host in ("example", "x.articles.example", "evil.example", "[::3]"):
            assert status_for(service.port, host) == 421, host


def test_the_address_that_it_is_bound_to_is_a_name_of_it() -> None:
    with serving("--workers", "1", "--host", "127.0.0.3") as service:
        for host, status in (("127.0.0.3", 200), ("localhost", 200), ("127.0.0.2", 421), ("evil.example", 421)):
            assert status_for(service.port, host, "127.0.0.3") == status, host


@pytest.mark.parametrize("address", ["0.0.0.0", "::"])  # noqa: S104
def test_on_all_addresses_any_name_is_answered_unless_names_are_given(address: str) -> None:
    own = own_address()
    with serving("--workers", "1", "--host", address) as service:
        for host in ("evil.example", "10.0.0.5", None):
            assert status_for(service.port, host) == 200, host
    with serving("--workers", "1", "--host", address, "--allow-host", "articles.example") as service:
        for host in ("articles.example", "localhost", "127.0.0.1"):
            assert status_for(service.port, host) == 200, host
        assert status_for(service.port, "evil.example") == 421
        # a health check of Kubernetes has the address of the pod as `Host`
        assert status_for(service.port, f"{own}:{service.port}", own) == 200
        assert status_for(service.port, own) == (200 if own == "127.0.0.1" else 421)


def own_address() -> str:
    """Return an address of this machine that is not loopback, if it has one."""
    found = (
        address.address
        for each in psutil.net_if_addrs().values()
        for address in each
        if address.family == socket.AF_INET
    )
    return next((address for address in found if not address.startswith("127.")), "127.0.0.1")


# Other answers than the pages for people are never taken for HTML

MARKUP = "<script>alert(1)</script>&amp;"
ESCAPED = b"\\u003cscript\\u003ealert(1)\\u003c/script\\u003e\\u0026amp;"


@pytest.mark.parametrize(
    ("request_line", "headers", "body", "status"),
    [
        (f"GET /{MARKUP}", "", "", 404),
        (f"PUT /clean?pack={MARKUP.replace('&', '%26')}", "", "", 422),
        (f"PUT /clean?{MARKUP.replace('&', '%26')}=1", "", "", 422),
        ("PUT /clean", f"Accept: {MARKUP.replace(',', '')}\n", "", 406),
        ("PUT /clean", f"Content-Type: {MARKUP.replace(';', '')}\n", "", 415),
        ("PUT /clean", f"Content-Encoding: {MARKUP}\n", "", 415),
        ("PUT /clean", f"Content-Location: {MARKUP}\n", "\0", 422),
        ("POST /clean", "Content-Type: application/json\n", json.dumps({"page": "x", MARKUP: 1}), 422),
        ("POST /clean", "Content-Type: application/json\n", json.dumps({"page": "x", "pack": MARKUP}), 422),
        ("POST /clean/batch", f"Content-Type: {LINES}\n", json.dumps({"page": "x", "pack": MARKUP}), 200),
        ("POST /clean/batch", f"Content-Type: {LINES}\n", json.dumps({"id": MARKUP, "page": 5}), 200),
        ("GET /health", "", "", 200),
        ("GET /metrics", "", "", 200),
        ("GET /openapi.json", "", "", 200),
        ("DELETE /clean", "", "", 405),
        ("PUT /clean", "", "De raad kwam bijeen.", 200),
    ],
)
def test_no_answer_is_taken_for_html(service: Service, request_line: str, headers: str, body: str, status: int) -> None:
    head = f"{request_line} HTTP/1.1\nHost: localhost\nConnection: close\n{headers}Content-Length: {len(body)}\n\n"
    found, answered, content = raw(service.port, head + body)
    assert (found, answered["x-content-type-options"]) == (status, "nosniff")
    assert "html" not in answered["content-type"]
    if answered["content-type"] in (PROBLEM, LINES):
        assert not set(b"<>&") & set(content)


def test_markup_in_an_error_is_escaped_and_still_the_same_json(client: httpx.Client) -> None:
    answer = client.post("/clean", json={"page": "x", "pack": MARKUP})
    assert ESCAPED in answer.content
    assert answer.json()["detail"].startswith(f"there is no pack {MARKUP!r}")
    answer = client.post("/clean/batch", content=lines({"id": MARKUP, "page": 5}), headers={"Content-Type": LINES})
    assert ESCAPED in answer.content
    assert answer.json()["id"] == MARKUP


def test_a_fault_of_the_service_is_not_taken_for_html(service: Service) -> None:
    """What is not HTTP is answered by the server below the service."""
    for request in ("nonsense\n\n", "GET /health HTTP/1.1\n\n", f"{MARKUP}\n\n"):
        status, headers, _ = raw(service.port, request)
        assert (status, headers["x-content-type-options"]) == (400, "nosniff")


# Batches


def test_a_batch(client: httpx.Client, cleaner: Cleaner) -> None:
    golden = list(cases())
    wanted: list[object] = []
    expected: list[dict[str, Any]] = []
    for number, case in enumerate(golden):
        page = case.page.decode(errors="replace")
        wanted.append({"id": number, "page": page, "url": case.facts.url})
        expected.append({"id": number} | to_dict(cleaner.clean(page, case.facts.url)))
    found = batch(client, lines(*wanted))
    assert found == json.loads(json.dumps(expected))
    for article in found:
        check(article, "ArticleWithId")


def test_a_wrong_line_gives_an_error_for_that_line(client: httpx.Client) -> None:
    content = lines(
        GOOD | {"id": "first"},
        b"{\n",
        b"\n  \r\n",
        {"id": 5, "page": 6},
        {"id": "x", "page": "y", "pack": "krant"},
        b'{"id": "long", "page": "' + b"x" * 1_200_000 + b'"}\n',
        {"id": {}, "page": "x"},
        b'{"x": ' + b"[" * 100_000 + b"\n",
        GOOD | {"id": None},
        json.dumps(GOOD | {"id": "last"}).encode(),  # without a line end
    )
    found = batch(client, content)
    errors = [(one.get("id"), one["error"]["status"], one["error"]["detail"]) for one in found if "error" in one]
    expected = [
        (None, 422, "line 2: the JSON is not"),
        (5, 422, "line 5: the JSON is not as expected: Expected `str`, got `int` - at `$.page`"),
        ("x", 422, "line 6: there is no pack 'krant'; the packs are"),
        (None, 413, "line 7: over the limit for size, which is 1,048,576; send this page with PUT"),
        (None, 422, "line 8: the JSON is not as expected: Expected `int | str | null`, got `object`"),
        (None, 422, "line 9: the JSON is not"),
    ]
    assert [error[:2] for error in errors] == [error[:2] for error in expected]
    for (*_, detail), (*_, start) in zip(errors, expected, strict=True):
        assert detail.startswith(start)
    for one in found:
        check(one, "Failure" if "error" in one else "ArticleWithId")
    assert [one.get("id") for one in found if "error" not in one] == ["first", None, "last"]
    assert found[-1]["articleBody"] == SENTENCE
    assert batch(client, b"") == []


@contextmanager
def connection(service: Service, head: str, *headers: str) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", service.port), timeout=20) as server:
        server.sendall("\r\n".join([f"{head} HTTP/1.1", "Host: localhost", *headers, "", ""]).encode())
        yield server


def send_chunk(server: socket.socket, data: bytes) -> int:
    server.sendall(b"%x\r\n%s\r\n" % (len(data), data))
    return len(data)


def readable(server: socket.socket) -> bool:
    server.setblocking(False)
    try:
        return bool(server.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return False
    finally:
        server.settimeout(5)


STREAM = (f"Content-Type: {LINES}", "Transfer-Encoding: chunked")


def test_a_batch_is_answered_while_it_is_sent(service: Service) -> None:
    headers = (*STREAM, "Connection: close")
    with connection(service, "POST /clean/batch", *headers) as server, server.makefile("rb") as answers:
        for number in range(3):  # each is sent after the answer to the one before
            send_chunk(server, lines(GOOD | {"id": number}))
            line = answers.readline()
            while not line.startswith(b"{"):
                assert line, "the answer ended"
                line = answers.readline()
            assert json.loads(line)["id"] == number
        server.sendall(b"0\r\n\r\n")
        assert answers.read().endswith(b"0\r\n\r\n")


def test_a_client_that_reads_slowly_is_read_slowly(service: Service, client: httpx.Client) -> None:
    """The answers are as long as the lines and come at once. While nobody reads them, no more lines are read."""
    line = lines({"id": "x" * 500_000, "page": 5})
    number = 100
    before = psutil.Process(service.process.pid).memory_info().rss
    with connection(service, "POST /clean/batch", *STREAM) as server:
        server.settimeout(1)
        sent = 0
        data = memoryview(b"".join(b"%x\r\n%s\r\n" % (len(line), line) for _ in range(number)) + b"0\r\n\r\n")
        with suppress(TimeoutError):
            while sent < len(data):
                sent += server.send(data[sent : sent + 100_000])
        assert sent < len(data) / 2
        assert psutil.Process(service.process.pid).memory_info().rss - before < 30_000_000
        assert client.post("/clean", json=GOOD).status_code == 200
        server.settimeout(20)
        rest = threading.Thread(target=server.sendall, args=(data[sent:],))
        rest.start()
        with server.makefile("rb") as answers:
            assert sum(line.startswith(b'{"id"') for line in answers_of(answers)) == number
        rest.join()


def answers_of(answers: Any) -> Iterator[bytes]:
    """Yield the lines of a chunked answer."""
    while (line := answers.readline()) != b"0\r\n":
        assert line
        yield line


# Pages that hang, and clients that misbehave


HOSTILE = [
    hostile
    for hostile in PAGES
    if hostile.name in ("40,000 nested elements", "NUL in bytes", "a gzip bomb", "lone surrogates as references")
]
STATUSES = {"article": 200, "depth": 422, "unreadable": 422}


@pytest.mark.slow
def test_hostile_pages_do_not_affect_others(service: Service, client: httpx.Client) -> None:
    """The worker with the page that hangs is stopped meanwhile: on a busy machine, its CPU time could end too soon."""
    pages = [(hostile, hostile.make()) for hostile in HOSTILE]
    assert len(pages) == 4
    until(lambda: busy(client, in_hand=0) and not running(service))
    with ThreadPoolExecutor(1) as threads:
        hangs = threads.submit(client.put, "/clean", content=HANGING)
        until(lambda: busy(client) and len(running(service)) == 1)
        [worker] = running(service)
        worker.suspend()
        try:
            for hostile, page in pages:
                content = page if isinstance(page, bytes) else page.encode()
                assert client.put("/clean", content=content).status_code == STATUSES[hostile.outcome], hostile.name
            assert client.post("/clean", json=GOOD).json()["articleBody"] == SENTENCE
            assert not hangs.done()
        finally:
            worker.resume()
        answer = hangs.result()
    assert (answer.status_code, answer.json()["limit"]) == (422, "cpu_seconds")
    assert "which is 2.0; skip this page, or start the service with --limit cpu_seconds=NUMBER" in answer.text


@pytest.mark.slow
def test_a_batch_lets_others_through(client: httpx.Client) -> None:
    """A single page waits only for the pages of a batch that are being cleaned."""
    slow = {"page": f"{SENTENCE}\n" * 8_000}
    with ThreadPoolExecutor(1) as threads:
        many = threads.submit(batch, client, lines(*[slow] * 8, GOOD))
        until(lambda: client.get("/health").json()["in_hand"] == 2)
        assert client.post("/clean", json=GOOD).status_code == 200
        assert not many.done()
        found = many.result()
    assert [bool(one["articleBody"]) for one in found] == [True] * 9


def workers(service: Service) -> list[psutil.Process]:
    found = []
    for process in service.children():
        with suppress(psutil.Error):
            if "spawn_main" in " ".join(process.cmdline()):
                found.append(process)
    return found


def running(service: Service) -> list[psutil.Process]:
    """Return the workers that are not waiting for a page, even if the machine has no core for them at the moment."""
    return [worker for worker in workers(service) if worker.status() == psutil.STATUS_RUNNING]


def busy(client: httpx.Client, waiting: int = 0, in_hand: int = 1) -> bool:
    health = client.get("/health").json()
    return (health["waiting"], health["in_hand"]) == (waiting, in_hand)


def crash_twice(service: Service) -> None:
    """End the only worker of the service, and the one that then gets its page."""
    for _ in range(2):
        (worker,) = workers(service)
        until(lambda worker=worker: sum(worker.cpu_times()[:2]) > 1.5)  # it has started, and is cleaning the page
        worker.send_signal(signal.SIGSEGV)
        until(lambda worker=worker: worker not in workers(service) and len(workers(service)) == 1)


@pytest.mark.slow
def test_a_full_queue_and_a_crash() -> None:
    """One worker and one place in the queue: the third page is refused, until one of them is gone."""
    options = ("--workers", "1", "--queue", "1", "--limit", "attributes=10M", "--limit", "cpu_seconds=9")
    with serving(*options) as service, httpx.Client(base_url=service.url, timeout=30) as client:
        client.post("/clean", json=GOOD)  # a worker that dies while it starts is replaced silently
        with ThreadPoolExecutor(3) as threads:
            hangs = threads.submit(client.put, "/clean", content=HANGING)
            until(lambda: busy(client))
            with connection(service, "PUT /clean", "Content-Length: 4") as second:
                second.sendall(b"Menu")
                until(lambda: busy(client, waiting=1))
                for method, media_type in (("PUT", HTML), ("POST", JSON)):
                    answer = client.request(method, "/clean", json=GOOD, headers={"Content-Type": media_type})
                    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
                    check(answer.json(), "Problem")
                    assert "the queue is full (waiting pages: 1); send this page again later" in answer.text
            until(lambda: busy(client))  # the client has hung up
            waits = threads.submit(client.post, "/clean", json=GOOD)
            until(lambda: busy(client, waiting=1))
            of_batch = threads.submit(batch, client, lines(GOOD))  # not refused
            until(lambda: busy(client, waiting=2))
            crash_twice(service)
            answer = hangs.result()
            assert (answer.status_code, "was ended by SIGSEGV" in answer.json()["detail"]) == (500, True)
            check(answer.json(), "Problem")
            assert waits.result().json()["articleBody"] == SENTENCE
            assert of_batch.result()[0]["articleBody"] == SENTENCE
        text = client.get("/metrics").text
        for line in ('cleaner_errors_total{kind="queue"} 2.0', 'cleaner_errors_total{kind="crash"} 1.0'):
            assert line in text.splitlines()


def test_clients_that_misbehave_do_not_affect_others(service: Service, client: httpx.Client) -> None:
    with (
        connection(service, "PUT /clean", "Content-Length: 1000") as silent,
        connection(service, "POST /clean/batch", *STREAM) as half,
        connection(service, "\x16\x03\x01 nonsense") as garbage,
    ):
        silent.sendall(b"half a body")
        send_chunk(half, b'{"page": "half a li')
        assert b"400 Bad Request" in garbage.recv(100)
        for _ in range(20):
            with connection(service, "PUT /clean", "Content-Length: 1000") as gone:
                gone.sendall(b"half a body")
            with connection(service, "POST /clean/batch", *STREAM) as gone:
                send_chunk(gone, lines(*[GOOD] * 5))
            with connection(service, "GET /openapi.json"):
                pass
        assert client.post("/clean", json=GOOD).json()["articleBody"] == SENTENCE
    until(lambda: busy(client, in_hand=0))


def test_no_url_is_ever_fetched(tmp_path: Path) -> None:
    """Each process of the service, including the workers, records its connections."""
    log = tmp_path / "connects"
    log.touch()
    hook = "import sys\nsys.addaudithook(lambda event, _: event == 'socket.connect' and open({!r}, 'a').write(event))\n"
    (tmp_path / "sitecustomize.py").write_text(hook.format(str(log)))
    environment = clean_environment(PYTHONPATH=str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as bait:
        url = f"http://127.0.0.1:{bait.getsockname()[1]}/x"
        pages = [
            f'<!DOCTYPE html SYSTEM "{url}"><html><head><base href="{url}"><body><p>{SENTENCE}</p><img src="{url}">',
            f'<html><head><link rel=canonical href="{url}"></head><p>{SENTENCE}</p><iframe src="{url}"></iframe>',
            f'<!DOCTYPE html [<!ENTITY x SYSTEM "{url}">]><html><body><p>{SENTENCE} &x;</p></body></html>',
            f'<html xmlns:xi="http://www.w3.org/2001/XInclude"><body><p>{SENTENCE}<xi:include href="{url}"/></body>',
            url,
            "",
        ]
        with serving("--workers", "1", environment=environment) as service:
            for page in pages:
                answer = httpx.put(f"{service.url}/clean", content=page.encode(), headers={"Content-Location": url})
                assert answer.status_code == 200
                assert httpx.post(f"{service.url}/clean", json={"page": page, "url": url}).status_code == 200
        assert log.read_text() == ""
        bait.setblocking(False)
        with pytest.raises(BlockingIOError):
            bait.accept()
        connect = f"import socket; socket.create_connection(('127.0.0.1', {bait.getsockname()[1]}))"
        subprocess.run([sys.executable, "-c", connect], env=environment, check=True)
    assert log.read_text() == "socket.connect"


# Reports about the service


def test_packs(client: httpx.Client) -> None:
    packs = client.get("/packs").json()
    for pack in packs:
        check(pack, "Pack")
    checked = {"by": "stored pages", "when": "2026-11-28"}
    assert {"name": "nu", "version": 5, "hosts": ["nu.nl"], "file": "nl/nu.yaml", "checked": checked} in packs
    assert [pack["name"] for pack in packs] == sorted(pack["name"] for pack in packs)


def test_packs_that_change_while_the_service_runs(tmp_path: Path) -> None:
    """It goes on with the packs that it has read, and says that others are on the disk."""
    pack, page = tmp_path / "a.yaml", {"page": f"<p>{SENTENCE}</p><p>Reclame</p>", "url": "https://a.nl/1"}
    pack.write_text("{pack: a, version: 1, hosts: [a.nl], rules: [{drop: {line: Reclame}}]}")
    with (
        serving("--workers", "1", "--packs", str(tmp_path)) as service,
        httpx.Client(base_url=service.url, timeout=30) as client,
    ):
        before = client.post("/clean", json=page).json()
        assert before["version"] == 1
        assert client.get("/health").json()["changed_packs"] == []
        pack.write_text("{pack: a, version: 2, hosts: [a.nl], rules: []}")
        assert client.get("/health").json()["changed_packs"] == [str(pack)]
        assert "cleaner_changed_packs 1.0" in client.get("/metrics").text
        for worker in workers(service):
            worker.kill()
        assert client.post("/clean", json=page).json() == before
        assert service.process.stderr
        said = service.process.stderr.readline()
    assert said == f"cleaner: changed since the start: {pack}; start the service again to use what is there now\n"


def test_health(client: httpx.Client) -> None:
    health = client.get("/health").json()
    check(health, "Health")
    assert health["workers"] == 2


def counts(client: httpx.Client) -> dict[str, float]:
    """Return the metrics by name and labels."""
    rows = [line.rsplit(" ", 1) for line in client.get("/metrics").text.splitlines() if line[0] != "#"]
    return {name: float(value) for name, value in rows}


def test_metrics_add_up(client: httpx.Client) -> None:
    until(lambda: busy(client, in_hand=0))
    before = counts(client)
    for page in (SENTENCE, SENTENCE, "Menu", f"{SENTENCE}\n\nNUjij-reacties"):
        assert (
            client.put("/clean", content=page, headers={"Content-Location": "https://nu.nl/a/1/b"}).status_code == 200
        )
    assert len(batch(client, lines(GOOD, b"x\n", {"page": "Menu"}))) == 3
    assert client.put("/clean", content=b"\0\0").status_code == 422
    assert client.put("/clean", content=b"x\n" * 100_001).status_code == 422
    assert client.get("/nope").status_code == 404
    assert client.put("/clean", content=b"x" * 2_000_000).status_code == 413
    after = counts(client)
    grown = {
        name: after[name] - before.get(name, 0)
        for name in after
        if "_total" in name or name == "cleaner_seconds_count"
        if after[name] != before.get(name, 0)
    }
    assert grown == {
        'cleaner_pages_total{method="pack",pack="nu"}': 3,
        'cleaner_pages_total{method="generic",pack="generic"}': 1,
        'cleaner_pages_total{method="none",pack="generic"}': 2,
        'cleaner_warnings_total{code="pack-discarded",pack="nu"}': 1,
        'cleaner_warnings_total{code="no-article",pack="nu"}': 1,
        'cleaner_warnings_total{code="no-article",pack="generic"}': 1,
        'cleaner_errors_total{kind="request"}': 2,
        'cleaner_errors_total{kind="unreadable"}': 1,
        'cleaner_errors_total{kind="size"}': 1,
        'cleaner_errors_total{kind="blocks"}': 1,
        "cleaner_seconds_count": 8,
    }
    assert (after["cleaner_pages_waiting"], after["cleaner_pages_in_hand"]) == (0, 0)


def test_the_document_names_what_is_there(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    assert document == json.loads(json.dumps(OPENAPI))
    names = document["components"]["schemas"]["PackName"]["enum"]
    assert names == [*(pack["name"] for pack in client.get("/packs").json()), "none"]
    for path, operations in document["paths"].items():
        answer = client.delete(path)
        assert answer.status_code == 405
        assert {method.upper() for method in operations} == set(answer.headers["allow"].split(", ")) - {"HEAD"}


# The image and the systemd unit

CONTAINERFILE = (PROJECT / "examples/service/Containerfile").read_text(encoding="utf-8")
UNIT = (PROJECT / "examples/service/cleaner.service").read_text(encoding="utf-8")


def test_the_health_check_of_the_image(service: Service) -> None:
    """It succeeds if the service answers, and fails on a port on which nothing does."""
    (line,) = re.findall(r"^HEALTHCHECK CMD (.+)$", CONTAINERFILE, re.MULTILINE)
    _, option, code = json.loads(line)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        unused = closed.getsockname()[1]
    for port, succeeds in ((service.port, True), (unused, False)):
        command = [sys.executable, option, code.replace(":8080/", f":{port}/")]
        assert str(port) in command[2]
        assert (subprocess.run(command, capture_output=True, check=False).returncode == 0) == succeeds


def test_the_image_is_made_of_what_the_wheel_needs() -> None:
    copied = {name for line in re.findall(r"^COPY ([^-].*) \S+$", CONTAINERFILE, re.MULTILINE) for name in line.split()}
    assert {"pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "golden/NOTICE", "rules", "src"} == copied
    assert all((PROJECT / name).exists() for name in copied)


def test_the_image_starts_the_service() -> None:
    (line,) = re.findall(r"^ENTRYPOINT (.+)$", CONTAINERFILE, re.MULTILINE)
    _, subcommand, *options = json.loads(line)
    assert subcommand == "serve"
    with serving(*options, "--workers", "1", "--allow-host", "localhost") as service:
        assert status_for(service.port, "localhost") == 200
        assert status_for(service.port, "evil.example") == 421


@pytest.mark.parametrize(("misspelt", "complaint"), [("UMask=", False), ("UMusk=", True)])
def test_systemd_knows_all_settings_of_the_unit(tmp_path: Path, misspelt: str, complaint: bool) -> None:
    program = shutil.which("systemd-analyze")
    if not program:
        pytest.skip("needs systemd-analyze")
    unit = tmp_path / "cleaner.service"
    text = UNIT.replace("/opt/cleaner/bin/cleaner", str(PROGRAMS / "cleaner")).replace("UMask=", misspelt)
    unit.write_text(text, encoding="utf-8")
    done = subprocess.run([program, "verify", str(unit)], capture_output=True, text=True, check=False)
    assert (unit.name in done.stderr) == complaint, done.stderr


# Pages for people


class Visitor(Shown):
    """A page of the service in the browser."""

    def text(self, selector: str) -> str:
        return self.page.locator(selector).inner_text()

    def clean(self, page: str | bytes, url: str = "") -> None:
        """Fill in the form with a text, or with a file of these bytes, and wait for the answer."""
        if isinstance(page, str):
            self.page.get_by_label("The page, as HTML or text").fill(page)
        else:
            file = FilePayload(name="page.txt", mimeType="text/plain", buffer=page)
            self.page.get_by_label("or a file").set_input_files(file)
        self.page.get_by_label("URL of the page").fill(url)
        self.page.get_by_role("button", name="Clean").click()
        expect(self.page.locator("#status")).not_to_have_text("Cleaning …")


HOSTILE_MARKUP = "<img src=https://evil.example/x onerror=alert(1)></pre><script>alert(2)</script>{{alert(3)}}"
TEXT = f"Home\r\nBrug 😀 weer open\r\n\r\n{SENTENCE} {HOSTILE_MARKUP}\r\n\r\nLees ook: {HOSTILE_MARKUP}"


@pytest.mark.timeout(180)
def test_the_form_in_a_browser(service: Service, browser: Browser, cleaner: Cleaner) -> None:
    visitor = Visitor(browser, service.url)
    own = [f"{service.url}/{name}" for name in ("", "page.css", "try.js")]
    assert visitor.requests == own
    assert visitor.text("#address") == f"{service.url}/clean"
    assert not visitor.page.locator("#result").is_visible()

    markup = html.escape(HOSTILE_MARKUP)
    page = (
        f"<html><head><title>{markup}</title></head><body><nav><a href=/>Menu {markup}</a></nav>"
        f"<article><h1>Brug open {markup}</h1>" + f"<p>{SENTENCE} {markup}</p>" * 5 + "</article></body></html>"
    )
    for given, url in ((page, "https://www.example.org/nieuws/één"), (TEXT, ""), (TEXT.encode(), "")):
        visitor.clean(given, url)
        article = cleaner.clean(given, url or None)
        gone = [
            (removal.cause.why, article.page_text[removal.start : removal.end].strip())
            for removal in article.ledger.removed
            if removal.cause.rule != "layout"
        ]
        assert visitor.text("#article") == article.text
        assert HOSTILE_MARKUP in article.text
        assert any(HOSTILE_MARKUP in text for _, text in gone)
        shown = zip(visitor.texts("#removed strong"), visitor.page.locator(".removed").all_text_contents(), strict=True)
        assert list(shown) == gone
        assert visitor.texts("#warnings li") == [warning.text for warning in article.warnings]
        assert visitor.text("#facts").startswith(f"pack {article.pack} {article.pack_version} · {article.recognised}")
        assert visitor.page.locator("main :is(img, script, a)").count() == 0
    assert visitor.faults == []
    assert visitor.requests == [*own, *[f"{service.url}/clean"] * 3]


@pytest.mark.timeout(180)
def test_what_the_form_says_if_there_is_nothing_to_show(service: Service, browser: Browser) -> None:
    visitor = Visitor(browser, service.url, viewport={"width": 375, "height": 700}, color_scheme="dark")
    visitor.clean("Menu")
    assert visitor.text("#headline") == "No article found"
    assert visitor.text("#status") == "0 characters kept, 1 part removed"
    visitor.clean("Café\nMenu".encode("latin-1"))  # the places are known, but what stands there depends on the charset
    assert visitor.texts(".removed") == ["characters 0 to 4", "characters 5 to 9"]
    visitor.clean("now the text is used again")
    assert visitor.text("#article") == "now the text is used again"
    assert visitor.faults == []
    visitor.clean(b"a\0\0b")
    assert "this is not text: it holds NUL bytes" in visitor.text("#status")
    assert not visitor.page.locator("#result").is_visible()
    visitor.page.context.set_offline(True)
    visitor.clean("Menu")
    assert visitor.text("#status") == "The service did not answer."
    assert visitor.page.evaluate("document.documentElement.scrollWidth") == 375


@pytest.mark.timeout(180)
def test_the_documentation_in_a_browser(service: Service, browser: Browser) -> None:
    visitor = Visitor(browser, f"{service.url}/docs", viewport={"width": 375, "height": 700})
    operations = [(method, path, each) for path, both in OPENAPI["paths"].items() for method, each in both.items()]
    headings = visitor.texts("h2")
    assert headings == ["Requests", *(f"{method.upper()} {path}" for method, path, _ in operations), "Data"]
    assert visitor.texts("h3[id]") == list(OPENAPI["components"]["schemas"])
    shown = visitor.text("main")
    for _, _, operation in operations:
        assert operation["summary"] in shown
        for parameter in operation.get("parameters", ()):
            assert parameter["description"] in shown
    assert "<h1>Brug open</h1>" in shown  # an example, as text
    targets = visitor.page.eval_on_selector_all("main a", "links => links.map(link => link.hash.slice(1))")
    assert targets
    assert set(targets) <= set(visitor.page.eval_on_selector_all("[id]", "all => all.map(each => each.id)"))
    assert visitor.page.locator("script").count() == 0
    assert visitor.page.evaluate("document.documentElement.scrollWidth") == 375
    assert (visitor.requests, visitor.faults) == ([f"{service.url}/docs", f"{service.url}/page.css"], [])


@pytest.mark.parametrize("path", ["/", "/docs", "/page.css", "/try.js"])
def test_the_pages_allow_only_what_is_their_own(client: httpx.Client, path: str) -> None:
    answer = client.get(f"{path}?{MARKUP}", headers={"Referer": MARKUP})
    assert (answer.status_code, MARKUP in answer.text) == (200, False)
    assert client.head(path).headers["content-length"] == str(len(answer.content))
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert not {"http:", "https:", "*", "'unsafe-inline'", "'unsafe-eval'"} & set(policy.replace(";", "").split())
    assert "frame-ancestors 'none'" in policy
    assert not re.findall(r"""(?:src|href)=["']?(?:https?:)?//|@import|url\(""", answer.text)


def test_the_document_describes_each_field_of_an_article_and_each_format() -> None:
    for name, more in (("Article", []), ("ArticleWithId", ["id"])):
        schema = OPENAPI["components"]["schemas"][name]
        assert list(schema["properties"]) == [*VALUES, *more]
        assert (schema["required"], schema["additionalProperties"]) == (list(VALUES), False)
    content = OPENAPI["components"]["responses"]["Article"]["content"]
    assert list(content) == [form.media_type for form in FORMATS.values()]
    assert content[JSON] == {"schema": {"$ref": "#/components/schemas/Article"}}


HOOKS = """
import json
import schemathesis

@schemathesis.serializer("application/x-ndjson", "application/jsonl")
def lines(_, value):
    return value.encode() if isinstance(value, str) else json.dumps({"page": str(value)}).encode()

@schemathesis.serializer("application/octet-stream", "application/xhtml+xml", "text/html", "text/plain")
def page(_, value):  # as HTML: the service refuses JSON and binary data, which are not pages
    return f"<p>{ascii(value)}".encode()
"""


@pytest.mark.slow
def test_schemathesis(service: Service, tmp_path: Path) -> None:
    """Run all checks of schemathesis on the document. NUL is excluded, because bytes with NULs are not text."""
    (tmp_path / "hooks.py").write_text(HOOKS)
    command = [str(PROGRAMS / "schemathesis"), "run", f"{service.url}/openapi.json"]
    options = ("--checks=all", "--max-time=8", "--generation-allow-x00=false", "--generation-database=none")
    environment = clean_environment(SCHEMATHESIS_HOOKS="hooks", PYTHONPATH=str(tmp_path))
    done = subprocess.run(
        [*command, *options, "--no-color"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr
    assert "8 selected / 8 total" in done.stdout


# Start and end


def test_it_listens_on_loopback_and_says_where(service: Service) -> None:
    assert service.line == f"cleaner: listening on {service.url}, workers: 2\n"
    listening = [
        each.laddr for each in psutil.Process(service.process.pid).net_connections() if each.status == "LISTEN"
    ]
    assert listening == [("127.0.0.1", service.port)]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--port", "65536"), "argument --port: '65536' is not a whole number from 0 to 65,535"),
        (("--workers", "0"), "argument --workers: '0' is not a whole number from 1 to 1,000"),
        (
            ("--allow-host", "http://x"),
            "argument --allow-host: 'http://x' is not a name or an IP address, as in articles.example",
        ),
        (("--allow-host", "x:80"), "argument --allow-host: 'x:80' is not a name or an IP address"),
        (("--allow-host", "*"), "argument --allow-host: '*' is not a name or an IP address"),
        (("--allow-host", ""), "argument --allow-host: '' is not a name or an IP address"),
        (("--queue", "x"), "argument --queue: 'x' is not a whole number"),
        (("--limit", "sice=5"), "'sice=5' is not a limit"),
        (("--packs", "/nowhere"), "no folder of packs at /nowhere"),
        (("--host", "192.0.2.1"), "cannot listen on 192.0.2.1, port 0: "),
    ],
)
def test_wrong_options(options: tuple[str, ...], message: str) -> None:
    done = subprocess.run(
        [*COMMAND, *options], capture_output=True, text=True, timeout=20, check=False, env=clean_environment()
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_port_that_is_taken(service: Service) -> None:
    command = [*COMMAND, "--port", str(service.port)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False, env=clean_environment())
    assert done.returncode == 2
    assert "Address already in use" in done.stderr
    assert done.stderr.endswith("; choose another --host or --port\n")


def test_without_the_extra() -> None:
    code = (
        "import sys; sys.modules['starlette'] = None\n"
        "from cleaner.cli import main; assert not {'uvicorn', 'anyio', 'asyncio'} & set(sys.modules)\n"
        "sys.exit(main(['serve', '--port', '0']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=20, check=False, env=clean_environment()
    )
    assert (done.returncode, done.stderr) == (
        2,
        "cleaner: this needs starlette: pip install 'article-cleaner[serve]'\n",
    )


@pytest.mark.slow
def test_sigterm_finishes_the_pages_that_have_arrived() -> None:
    """There is a page that hangs, one that waits, half a page, and a batch that has more to send."""
    with serving("--workers", "1", *TIGHT) as service, httpx.Client(base_url=service.url, timeout=30) as client:
        client.post("/clean", json=GOOD)
        with ThreadPoolExecutor(2) as threads, connection(service, "PUT /clean", "Content-Length: 80") as half:
            half.sendall(SENTENCE[:40].encode())
            with connection(service, "POST /clean/batch", *STREAM) as sender, sender.makefile("rb") as answers:
                hangs = threads.submit(httpx.put, f"{service.url}/clean", content=HANGING, timeout=30)
                until(lambda: busy(client))
                waits = threads.submit(httpx.post, f"{service.url}/clean", json=GOOD, timeout=30)
                send_chunk(sender, lines(GOOD | {"id": 1}) + b'{"id": 2, ')
                until(lambda: busy(client, waiting=2))
                family = service.children()
                service.process.terminate()
                until(lambda: not accepts(service))
                half.sendall(SENTENCE[40:].encode().ljust(40))
                assert hangs.result().json()["limit"] == "cpu_seconds"
                assert waits.result().json()["articleBody"] == SENTENCE
                found = [json.loads(line) for line in answers_until_close(sender, answers)]
            assert half.recv(1000).startswith(b"HTTP/1.1 200 OK")
        assert [one.get("id") for one in found] == [1, None]
        assert found[0]["articleBody"] == SENTENCE
        assert found[1]["error"]["detail"] == (
            "line 2: the service is stopping; send this line and the following ones again later"
        )
        assert service.process.wait(10) == 0
        check_ended(family)


def test_sigterm_during_a_batch_that_has_arrived_completely() -> None:
    with serving("--workers", "1", *TIGHT) as service, httpx.Client(base_url=service.url, timeout=30) as client:
        client.post("/clean", json=GOOD)
        batch = lines({"page": HANGING.decode()}, *[GOOD | {"id": number} for number in range(40)])
        with ThreadPoolExecutor(1) as threads:
            headers = {"Content-Type": "application/x-ndjson"}
            answer = threads.submit(
                httpx.post, f"{service.url}/clean/batch", content=batch, headers=headers, timeout=30
            )
            until(lambda: busy(client))
            service.process.terminate()
            found = [json.loads(line) for line in answer.result().text.splitlines()]
        last = len(found)
        assert found[0]["error"]["limit"] == "cpu_seconds"
        assert [one["id"] for one in found[1:-1]] == list(range(last - 2))
        assert found[-1]["error"]["detail"].startswith(f"line {last}: the service is stopping; send this line and")
        assert service.process.wait(10) == 0
        assert "Traceback" not in service.said()


def test_sigterm_with_more_pages_in_the_queue_than_time_for_them() -> None:
    limits = ("--limit", "attributes=10M", "--limit", "seconds=2")
    with serving("--workers", "1", *limits) as service, ThreadPoolExecutor(6) as threads:
        with httpx.Client(base_url=service.url, timeout=30) as client:
            answers = [threads.submit(httpx.put, f"{service.url}/clean", content=HANGING, timeout=30) for _ in range(6)]
            until(lambda: busy(client, waiting=5))
        service.process.terminate()
        statuses = [answer.result().status_code for answer in answers]
        assert {answer.result().headers["content-type"] for answer in answers} == {"application/problem+json"}
        assert set(statuses) == {422, 503}
        assert service.process.wait(10) == 0
        assert "Traceback" not in service.said()


def test_a_client_that_hangs_up_during_a_batch_is_not_logged() -> None:
    with serving("--workers", "1", *TIGHT) as service, httpx.Client(base_url=service.url, timeout=30) as client:
        with connection(service, "POST /clean/batch", *STREAM) as sender:
            send_chunk(sender, lines({"page": HANGING.decode()}))
            until(lambda: busy(client))
        until(lambda: not busy(client))
        assert client.post("/clean", json=GOOD).status_code == 200
        service.process.terminate()
        assert service.process.wait(10) == 0
        assert "Traceback" not in service.said()


def answers_until_close(sender: socket.socket, answers: Any) -> Iterator[bytes]:
    for line in answers_of(answers):
        if line.startswith(b"{"):
            yield line
            if b"stopping" in line:
                sender.sendall(b"0\r\n\r\n")


def accepts(service: Service) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", service.port), timeout=1):
        return True
    return False


@pytest.mark.slow
def test_the_limit_for_seconds_bounds_the_body_and_the_end() -> None:
    """The service waits no longer for half a body, and at its end for no more pages than fit in twice that time."""
    options = ("--workers", "1", "--limit", "attributes=10M", "--limit", "seconds=1")
    with serving(*options) as service, httpx.Client(base_url=service.url) as client:
        with connection(service, "PUT /clean", "Content-Length: 80") as half:
            half.sendall(b"half a body")
            with half.makefile("rb") as file:
                answer = file.read()  # until it is closed
            assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
            assert b"the body did not arrive within 1 s; send it again, faster" in answer
        with ExitStack() as stack:
            for _ in range(6):
                page = stack.enter_context(connection(service, "PUT /clean", f"Content-Length: {len(HANGING)}"))
                page.sendall(HANGING)
            until(lambda: busy(client, waiting=5))
            family, started = service.children(), time.monotonic()
            service.process.terminate()
            assert service.process.wait(10) == 0
            assert time.monotonic() - started < 5
            check_ended(family)


@pytest.mark.slow
def test_a_second_signal_ends_it_at_once() -> None:
    with (
        serving("--workers", "1", *TIGHT, code=128 + signal.SIGTERM) as service,
        httpx.Client(base_url=service.url) as client,
    ):
        with connection(service, "PUT /clean", f"Content-Length: {len(HANGING)}") as hangs:
            hangs.sendall(HANGING)
            until(lambda: busy(client))
            family = service.children()
            service.process.terminate()
            until(lambda: not accepts(service))
            assert service.process.poll() is None
            service.process.terminate()
            service.process.wait(1)
        check_ended(family)


def test_ctrl_c_ends_it_as_sigterm_does() -> None:
    """A terminal sends the signal to the workers as well."""
    with serving("--workers", "1") as service:
        assert httpx.post(f"{service.url}/clean", json=GOOD).status_code == 200
        family = service.children()
        os.killpg(service.process.pid, signal.SIGINT)
        assert service.process.wait(10) == 0
        check_ended(family)


@pytest.mark.slow
def test_under_load_every_answer_is_correct() -> None:
    command = [sys.executable, "-m", "benchmarks.load", "--seconds", "3", "--connections", "8"]
    done = subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, timeout=50, check=False, env=clean_environment()
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "| 422, cpu_seconds |" in done.stdout
