"""Runs the service: listens on an address, and ends at a signal."""

from __future__ import annotations

import logging
import math
import os
import socket
import sys
from collections.abc import Collection
from types import FrameType

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from ...cleaner import Cleaner
from ...errors import UsageError
from .app import application
from .hosts import own_names
from .page_queue import PageQueue

TICKS_PER_LOOK = 50
"""The service looks every five seconds whether packs on disk have changed."""


def serve(
    cleaner: Cleaner,
    *,
    host: str,
    port: int,
    queue: int,
    allowed_hosts: Collection[str] = (),
    history: str | None = None,
) -> None:
    """Answer requests until a signal says to end, then finish the requests that have begun.

    The cleaner must have workers. Up to `queue` pages wait for a free one. Port 0 stands for any free port. The service
    answers to the names that `hosts.own_names` returns; `allowed_hosts` are more names.
    The figures of the packs are kept in the file `history`, if there is to be one: see the package `history`.
    Raises `UsageError` if the service cannot listen on this address, or cannot use that file.
    """
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # malformed requests are not worth a warning
    recorder = None
    if history is not None:
        from ...history.recorder import Recorder  # it imports SQLite

        recorder = Recorder(history)
    with _bound(host, port) as listener:
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux: connections inherit it, and end if a client does not read
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, math.ceil(1000 * cleaner.limits.seconds))
        pages = PageQueue(cleaner, queue, recorder)
        config = uvicorn.Config(
            application(pages, own_names(host, listener.getsockname()[0], allowed_hosts)),
            loop="asyncio",
            http=_Protocol,
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            headers=[("X-Content-Type-Options", "nosniff")],  # no browser takes another answer for HTML
            # a page may take this limit to arrive, and as long again to be cleaned; the rest waits for its client
            timeout_graceful_shutdown=math.ceil(2 * cleaner.limits.seconds) + 1,
        )
        try:
            _Server(config, pages).run([listener])
        finally:
            if recorder:
                recorder.close()


def _bound(host: str, port: int) -> socket.socket:
    try:
        # not by socket.create_server: it leaves out the protocol, and asyncio needs that to send without delay
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        try:
            if os.name == "posix":  # on Windows it would take the port away from another program
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
        except BaseException:
            listener.close()
            raise
    except (OSError, UnicodeError) as error:
        raise UsageError(f"cannot listen on {host}, port {port}: {error}; choose another --host or --port") from error
    return listener


class _Protocol(H11Protocol):
    """Adds the headers of all answers to the one for a request that is not HTTP, which uvicorn writes without them."""

    def send_400_response(self, msg: str) -> None:
        """Answer with this message, and close the connection."""
        headers = [*self.server_state.default_headers, (b"Content-Type", b"text/plain"), (b"Connection", b"close")]
        for event in (
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=msg.encode()),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


def _say(message: str) -> None:
    print(f"cleaner: {message}", file=sys.stderr, flush=True)


class _Server(uvicorn.Server):
    """Says where it listens, and which packs it does not use yet.

    The first signal ends it with exit code 0, a second one ends it at once.
    """

    def __init__(self, config: uvicorn.Config, pages: PageQueue) -> None:
        super().__init__(config)
        self._pages = pages
        self._changed: list[str] = []

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen, and say where."""
        await super().startup(sockets)
        for listener in sockets or ():
            host, port = listener.getsockname()[:2]
            place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
            _say(f"listening on http://{place}, workers: {self._pages.cleaner.workers}")

    async def on_tick(self, counter: int) -> bool:
        """Say from time to time if packs on disk have changed; uvicorn calls this ten times a second."""
        if counter % TICKS_PER_LOOK == 0:
            changed = self._pages.cleaner.packs.files.changed()
            if changed and changed != self._changed:
                _say(f"changed since the start: {', '.join(changed)}; start the service again to use what is there now")
            self._changed = changed
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no new requests, and finish those that have begun."""
        self._pages.stop()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002  (uvicorn's signature)
        """End after the requests that have begun; at a second signal, end now. The worker processes end as well."""
        if self.should_exit:
            os._exit(128 + sig)
        self.should_exit = True
