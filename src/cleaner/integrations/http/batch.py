"""`POST /clean/batch`: pages in as JSON lines, articles out as JSON lines, in the same order and as they come."""

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
from ...output.render import to_dict
from .desk import Desk, stopping
from .problems import ProblemError, problem_of
from .requests import JSON_ERRORS, PageRequest, check_pack, decoded, require

MEDIA_TYPES = ("application/x-ndjson", "application/jsonl")
LINGERING = 5.0
"""Seconds that a client has to take in that the service is stopping: it might lose the answer if it were cut off."""
Id = str | int | None
_Answers = asyncio.Queue["asyncio.Future[bytes] | None"]


class _Id(msgspec.Struct, frozen=True):
    """What a line is called, whatever else is wrong with it."""

    id: Id = None


class _Line(PageRequest, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of a batch: a body of `POST /clean`, which may have a name."""

    id: Id = None


class Batch:
    """The endpoint, an ASGI application: Starlette's responses take what arrives while they are sent for their own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the lines while they arrive, with so many at work or done that the workers always have some."""
        require(Request(scope, receive), *MEDIA_TYPES)
        body = _Body(receive)
        await body.begin()  # who waits to be told to send gets no answer before
        answers = _Answers(2 * self._desk.cleaner.workers)
        headers = [(b"content-type", MEDIA_TYPES[0].encode())]
        async with create_task_group() as group:
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            group.start_soon(self._read, body, answers, group)
            while (answer := await answers.get()) is not None:
                line = await answer
                with move_on_after(self._desk.cleaner.limits.seconds) as patience:
                    await send({"type": "http.response.body", "body": line, "more_body": True})
                if patience.cancelled_caught:  # who sends and does not read would wait for us as we for it
                    group.cancel_scope.cancel()
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            group.cancel_scope.cancel()

    async def _read(self, body: _Body, answers: _Answers, group: TaskGroup) -> None:
        """Put an answer to come into the window for each line; cancel all where the client hangs up."""
        number = taken = 0
        try:
            with CancelScope() as reading:
                group.start_soon(self._stop, reading)
                async for line in lines(body, self._desk.cleaner.limits.size):
                    number += 1
                    if line is None or line.strip():
                        answer = asyncio.get_running_loop().create_future()
                        await answers.put(answer)
                        group.start_soon(self._answer, number, line, answer)
                    taken = number
            if reading.cancelled_caught:
                last = asyncio.get_running_loop().create_future()
                last.set_result(self._refusal(stopping("this line and what follows"), taken + 1, None))
                await answers.put(last)
                with move_on_after(min(LINGERING, self._desk.cleaner.limits.seconds)):
                    async for _ in body:
                        pass
            await answers.put(None)
            await body.hung_up()
        except ClientDisconnect:
            pass
        group.cancel_scope.cancel()

    async def _stop(self, reading: CancelScope) -> None:
        await self._desk.stopping.wait()
        reading.cancel()

    async def _answer(self, number: int, line: bytes | None, answer: asyncio.Future[bytes]) -> None:
        name: Id = None
        try:
            if line is None:
                raise _too_long(self._desk.cleaner.limits.size)
            name = _name(line)
            wanted = decoded(line, _Line)
            check_pack(wanted.pack, self._desk.cleaner.packs)
            body = await self._desk.clean_of_batch(wanted.task(), lambda article: _encoded(article, name))
        except Exception as error:
            if not isinstance(error, (ProblemError, CleanerError)):
                logging.getLogger(__name__).exception("line %d of a batch", number)
            body = self._refusal(problem_of(error), number, name)
        if not answer.done():  # cancelled: the client hung up
            answer.set_result(body)

    def _refusal(self, problem: ProblemError, number: int, name: Id) -> bytes:
        self._desk.count_error(problem)
        error = problem.to_dict() | {"detail": f"line {number}: {problem.detail}"}
        return _json_line(name, {"error": error})


class _Body:
    """The chunks of a request's body as they arrive; whoever stops to read may go on later."""

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
        """Wait until the client hangs up, which is all that comes after the body."""
        await self._receive()


async def lines(chunks: AsyncIterator[bytes], most: int) -> AsyncIterator[bytes | None]:
    """The lines that the chunks make, without their ends; None for one of more than `most` bytes, which is not kept."""
    line, over = bytearray(), False
    async for chunk in chunks:
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            line += end
            yield None if over or len(line) > most else bytes(line)
            line.clear()
            over = False
        line += rest
        if len(line) > most:
            line.clear()
            over = True
    if line or over:
        yield None if over else bytes(line)


def _name(line: bytes) -> Id:
    try:
        return msgspec.json.decode(line, type=_Id).id
    except JSON_ERRORS:
        return None


def _encoded(article: Article, name: Id) -> bytes:
    return _json_line(name, to_dict(article))


def _too_long(most: int) -> ProblemError:
    detail = f"over the limit for size, which is {most:,}; send this page by PUT /clean"
    return ProblemError(413, detail, kind="size", limit="size")


def _json_line(name: Id, content: dict[str, object]) -> bytes:
    return msgspec.json.encode(({} if name is None else {"id": name}) | content) + b"\n"
