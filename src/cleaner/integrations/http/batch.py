"""`POST /clean/batch`: pages in and articles out as JSON lines, in the same order, each as soon as it is ready."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import msgspec
from anyio import CancelScope, create_task_group, move_on_after
from anyio.abc import TaskGroup
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from ...errors import CleanerError
from ...output.article import Article
from ...output.row import to_dict
from .page_queue import PageQueue, stopping
from .problems import ProblemError, problem_of, without_markup
from .requests import JSON_ERRORS, PageRequest, check_wishes, decoded, require

MEDIA_TYPES = ("application/x-ndjson", "application/jsonl")
LINGERING = 5.0
"""Seconds that a client gets to read that the service is stopping, before the connection closes."""
Id = str | int | None
_Answers = asyncio.Queue["asyncio.Future[bytes] | None"]


class _Id(msgspec.Struct, frozen=True):
    """The id of a line, whatever else is wrong with the line."""

    id: Id = None


class _Line(PageRequest, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of a batch: a body of `POST /clean` with an optional id."""

    id: Id = None


class Batch:
    """The endpoint as an ASGI application.

    It is not a Starlette response, because such a response reads the rest of the request while it is sent.
    """

    def __init__(self, queue: PageQueue) -> None:
        self._queue = queue

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the lines while they arrive, two for each worker at a time, so that no worker is idle."""
        require(Request(scope, receive), *MEDIA_TYPES)
        body = _Body(receive)
        await body.begin()  # a client that sends `Expect: 100-continue` must not get the answer before that
        answers = _Answers(2 * self._queue.cleaner.workers)
        headers = [(b"content-type", MEDIA_TYPES[0].encode())]
        async with create_task_group() as group:
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            group.start_soon(self._read, body, answers, group)
            while (answer := await answers.get()) is not None:
                line = await answer
                with move_on_after(self._queue.cleaner.limits.seconds) as patience:
                    await send({"type": "http.response.body", "body": line, "more_body": True})
                if patience.cancelled_caught:  # a client that sends without reading would wait for us, and we for it
                    group.cancel_scope.cancel()
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            group.cancel_scope.cancel()

    async def _read(self, body: _Body, answers: _Answers, group: TaskGroup) -> None:
        """Start to clean each line, and put its future answer in `answers`. Cancel all if the client hangs up."""
        number = taken = 0
        try:
            with CancelScope() as reading:
                group.start_soon(self._stop, reading)
                async for line in lines(body, self._queue.cleaner.limits.size):
                    number += 1
                    if line is None or line.strip():
                        answer = asyncio.get_running_loop().create_future()
                        await answers.put(answer)
                        group.start_soon(self._answer, number, line, answer)
                    taken = number
            if reading.cancelled_caught:
                last = asyncio.get_running_loop().create_future()
                last.set_result(self._refusal(stopping("this line and the following ones"), taken + 1, None))
                await answers.put(last)
                with move_on_after(min(LINGERING, self._queue.cleaner.limits.seconds)):
                    async for _ in body:
                        pass
            await answers.put(None)
            await body.hung_up()
        except ClientDisconnect:
            pass
        group.cancel_scope.cancel()

    async def _stop(self, reading: CancelScope) -> None:
        await self._queue.stopping.wait()
        reading.cancel()

    async def _answer(self, number: int, line: bytes | None, answer: asyncio.Future[bytes]) -> None:
        line_id: Id = None
        try:
            if line is None:
                raise _too_long(self._queue.cleaner.limits.size)
            line_id = _id_of(line)
            wanted = decoded(line, _Line)
            check_wishes(wanted, self._queue.cleaner.packs)
            body = await self._queue.clean_of_batch(wanted.task(), lambda article: _encoded(article, line_id))
        except Exception as error:
            if not isinstance(error, (ProblemError, CleanerError)):
                logging.getLogger(__name__).exception("line %d of a batch", number)
            body = self._refusal(problem_of(error), number, line_id)
        if not answer.done():  # cancelled: the client hung up
            answer.set_result(body)

    def _refusal(self, problem: ProblemError, number: int, line_id: Id) -> bytes:
        self._queue.count_error(problem)
        error = problem.to_dict() | {"detail": f"line {number}: {problem.detail}"}
        return without_markup(_json_line(line_id, {"error": error}))


class _Body:
    """The chunks of a request's body as they arrive. Reading can stop and continue later."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._first: list[bytes] = []
        self._ended = False

    async def begin(self) -> None:
        """Wait for the first chunk, and keep it."""
        self._first.append(await anext(self))

    def __aiter__(self) -> _Body:
        return self

    async def __anext__(self) -> bytes:
        if self._first:
            return self._first.pop()
        if self._ended:
            raise StopAsyncIteration
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        self._ended = not message.get("more_body", False)
        chunk: bytes = message.get("body", b"")
        return chunk

    async def hung_up(self) -> None:
        """Wait until the client hangs up: after the body, no other message comes."""
        await self._receive()


async def lines(chunks: AsyncIterator[bytes], max_size: int) -> AsyncIterator[bytes | None]:
    """Yield the lines without their ends. A line of more than `max_size` bytes is not kept; None stands for it."""
    line, over = bytearray(), False
    async for chunk in chunks:
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            line += end
            yield None if over or len(line) > max_size else bytes(line)
            line.clear()
            over = False
        line += rest
        if len(line) > max_size:
            line.clear()
            over = True
    if line or over:
        yield None if over else bytes(line)


def _id_of(line: bytes) -> Id:
    try:
        return msgspec.json.decode(line, type=_Id).id
    except JSON_ERRORS:
        return None


def _encoded(article: Article, line_id: Id) -> bytes:
    return _json_line(line_id, to_dict(article))


def _too_long(max_size: int) -> ProblemError:
    detail = f"over the limit for size, which is {max_size:,}; send this page with PUT /clean"
    return ProblemError(413, detail, kind="size", limit="size")


def _json_line(line_id: Id, content: dict[str, object]) -> bytes:
    return msgspec.json.encode(({} if line_id is None else {"id": line_id}) | content) + b"\n"
