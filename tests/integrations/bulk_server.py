"""A server on loopback that implements as much of `_bulk` as the clients of Elasticsearch and OpenSearch need."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any


class BulkServer(ThreadingHTTPServer):
    """`documents` are by id, `refusals` are the statuses of the next requests, `busy` the ids that get one 429 each."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.documents: dict[str, dict[str, Any]] = {}
        self.refusals: list[int] = []
        self.busy: set[str] = set()
        self.seen: Counter[str] = Counter()
        self.lock = Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def perform(self, lines: list[Any]) -> list[dict[str, Any]]:
        """Execute the lines of a request, and return the items of the answer."""
        results = []
        rest = iter(lines)
        for header in rest:
            ((operation, meta),) = header.items()
            key = str(meta.get("_id", len(self.documents)))
            body = next(rest) if operation != "delete" else {}
            self.seen[key] += 1
            status = 201
            if key in self.busy and self.seen[key] == 1:
                status = 429
            elif operation == "delete":
                status = 200 if self.documents.pop(key, None) else 404
            elif operation == "update":
                status = 200
                self.documents[key] = self.documents.get(key, {}) | body["doc"]
            else:
                assert "_index" in meta or operation == "index"
                self.documents[key] = body
            error = {"error": {"type": "es_rejected_execution_exception"}} if status == 429 else {}
            results.append({operation: {"_id": key, "_index": "news", "status": status} | error})
        return results


class _Handler(BaseHTTPRequestHandler):
    server: BulkServer
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.path.split("?")[0].endswith("/_bulk")
        with self.server.lock:
            if self.server.refusals:
                self._answer(self.server.refusals.pop(0), {"error": "busy"})
                return
            results = self.server.perform([json.loads(line) for line in body.splitlines()])
        errors = any(item["status"] >= 400 for result in results for item in result.values())
        self._answer(200, {"took": 1, "errors": errors, "items": results})

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        kind = self.headers.get("Accept", "application/json").split(",")[0]
        self.send_header("Content-Type", "application/json" if kind == "*/*" else kind)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Do not log requests."""


@contextmanager
def bulk_server() -> Iterator[BulkServer]:
    with BulkServer() as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()
