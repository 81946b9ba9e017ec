"""The server around the service: where it listens, and how it ends."""

from __future__ import annotations

import logging
import math
import os
import socket
import sys
from types import FrameType

import uvicorn

from ...cleaner import Cleaner
from ...errors import UsageError
from .app import application
from .desk import Desk


def serve(cleaner: Cleaner, *, host: str, port: int, queue: int) -> None:
    """Answer requests until a signal says to end; then finish those that are in hand.

    The cleaner is one that has workers; so many pages as `queue` says may wait for them; port 0 is any free one.
    Raises `UsageError` where nobody can listen at that address.
    """
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # what strangers send is no news
    with _bound(host, port) as listener:
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux: connections inherit it, and end where a client does not read
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, math.ceil(1000 * cleaner.limits.seconds))
        desk = Desk(cleaner, queue)
        config = uvicorn.Config(
            application(desk),
            loop="asyncio",
            http="h11",
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            # a page may take as long to arrive, and again to be cleaned; what goes on longer waits for its client
            timeout_graceful_shutdown=math.ceil(2 * cleaner.limits.seconds) + 1,
        )
        _Server(config, desk).run([listener])


def _bound(host: str, port: int) -> socket.socket:
    try:
        # by its protocol asyncio knows that it may send without delay, which socket.create_server leaves unnamed
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        try:
            if os.name == "posix":  # elsewhere it would take the port from another who has it
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
        except BaseException:
            listener.close()
            raise
    except (OSError, UnicodeError) as error:
        raise UsageError(f"cannot listen on {host}, port {port}: {error}; choose another --host or --port") from error
    return listener


class _Server(uvicorn.Server):
    """Says where it listens, and ends with an exit code of 0 by a first signal, at once by a second."""

    def __init__(self, config: uvicorn.Config, desk: Desk) -> None:
        super().__init__(config)
        self._desk = desk

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets)
        for listener in sockets or ():
            host, port = listener.getsockname()[:2]
            place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
            print(
                f"cleaner: listening on http://{place}, workers: {self._desk.cleaner.workers}",
                file=sys.stderr,
                flush=True,
            )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no further request, and finish those in hand."""
        self._desk.stop()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002  (uvicorn's own)
        """End soon; by a second signal, now: worker processes end with this one."""
        if self.should_exit:
            os._exit(128 + sig)
        self.should_exit = True
