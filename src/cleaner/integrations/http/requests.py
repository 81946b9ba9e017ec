"""What clients of the service ask for: the headers, the query and the body of a request, checked."""

from __future__ import annotations

import re
from email.message import Message
from typing import Literal, TypeVar

import msgspec
from anyio import fail_after
from msgspec import Struct
from starlette.requests import Request

from ...errors import LimitError, UsageError
from ...limits import Limits
from ...output.render import Format
from ...packs.loading import Packs
from ...readers import Input
from ...work.task import Task
from .problems import ProblemError

MEDIA_TYPES: dict[Format, str] = {"text": "text/plain", "markdown": "text/markdown", "json": "application/json"}
PAGES: dict[str, Input] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "application/octet-stream": "auto",
    "": "auto",
}
"""What a page is, by the media type of a request that holds it."""
JSON_ERRORS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What decoding JSON raises, of strangers' making."""
_QUALITY = re.compile(r"q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)
_Wanted = TypeVar("_Wanted")


class Query(Struct, frozen=True, forbid_unknown_fields=True):
    """The query parameters of `PUT /clean`, as they are written."""

    pack: str | None = None
    with_title: Literal["true", "false"] = "false"
    strip_dateline: Literal["true", "false"] = "false"


class PageRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of `POST /clean`; the fields are the parameters of `Cleaner.clean`, and `render`'s `with_title`."""

    page: str
    url: str | None = None
    input: Input = "auto"
    pack: str | None = None
    strip_dateline: bool = False
    with_title: bool = False

    def task(self) -> Task:
        """The page, and what is asked of it."""
        return Task(self.page, self.url, self.input, None, self.pack, self.strip_dateline)


def media_type(request: Request) -> tuple[str, str | None]:
    """The media type of the body, in small letters, and the character set that is named for it.

    Raises `ProblemError` for a body that is encoded.
    """
    encoding = request.headers.get("content-encoding", "identity")
    if encoding.strip().lower() not in ("", "identity"):
        raise ProblemError(
            415, f"a body in {encoding!r} is not read; send it decoded", headers={"Accept-Encoding": "identity"}
        )
    header = request.headers.get("content-type", "")
    message = Message()
    message["content-type"] = header
    charset = message.get_param("charset")
    return header.partition(";")[0].strip().lower(), charset if isinstance(charset, str) and charset else None


def require(request: Request, *media_types: str) -> None:
    """Raise `ProblemError` where the body is of none of these media types."""
    found, _ = media_type(request)
    if found not in media_types:
        raise unsupported(found, media_types)


def unsupported(found: str, supported: tuple[str, ...]) -> ProblemError:
    """The problem of a body of a media type that is none of these."""
    return ProblemError(415, f"a body of type {found!r} is not read; send {' or '.join(filter(None, supported))}")


def form_of(request: Request, default: Format) -> Format:
    """The form of the answer that the client likes best, by its `Accept`; raises `ProblemError` where it likes none.

    Of those that it likes equally, the one that it names more closely, then the default.
    """
    accept = ",".join(request.headers.getlist("accept"))
    if not accept.strip():
        return default
    ranges = dict(filter(None, map(_range, accept.split(","))))
    forms = sorted(MEDIA_TYPES, key=lambda form: form != default)

    def liking(form: Format) -> tuple[float, int]:
        name = MEDIA_TYPES[form]
        names = ("*/*", f"{name.partition('/')[0]}/*", name)
        return max(((names.index(each), ranges[each]) for each in names if each in ranges), default=(0, 0.0))[::-1]

    best = max(forms, key=liking)
    if not liking(best)[0]:
        raise ProblemError(406, f"no answer of type {accept!r}; accept {', '.join(MEDIA_TYPES.values())}")
    return best


def _range(part: str) -> tuple[str, float] | None:
    """A media range and its weight, or None where the weight is none."""
    name, *parameters = (piece.strip() for piece in part.split(";"))
    weights = [parameter for parameter in parameters if parameter[:2].lower() == "q="]
    matches = [_QUALITY.fullmatch(weight) for weight in weights]
    if not all(matches):
        return None
    return name.lower(), min((float(match[1]) for match in matches if match), default=1.0)


def query_of(request: Request) -> Query:
    """The query parameters; raises `ProblemError` where one is unknown, malformed, or there twice."""
    names = [name for name, _ in request.query_params.multi_items()]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise ProblemError(422, f"the query parameter {twice[0]!r} is there twice; name it once")
    try:
        return msgspec.convert(dict(request.query_params), Query)
    except msgspec.ValidationError as error:
        names_there = ", ".join(Query.__struct_fields__)
        raise ProblemError(422, f"in the query: {error}; there are {names_there}, the last two true or false") from None


def url_of(request: Request) -> str | None:
    """The page's address, as `Content-Location` gives it."""
    url = request.headers.get("content-location")
    return url.encode("latin-1").decode(errors="replace") if url else None


async def body_of(request: Request, limits: Limits, url: str | None) -> bytes:
    """The body, of which no more is kept than the limit for size.

    Raises `LimitError` where there is more, `ProblemError` where it takes longer to arrive than the limit for seconds,
    and `ClientDisconnect` where it does not arrive.
    """
    too_large = LimitError("size", limits.size, url=url)
    if int(request.headers.get("content-length", 0)) > limits.size:
        raise too_large
    body = bytearray()
    try:
        with fail_after(limits.seconds):
            async for chunk in request.stream():
                if len(body) + len(chunk) > limits.size:
                    raise too_large
                body += chunk
    except TimeoutError:
        detail = f"the body did not arrive within {limits.seconds:g} seconds; send it again, and faster"
        raise ProblemError(408, detail, kind="slow", headers={"Connection": "close"}) from None
    return bytes(body)


def decoded(body: bytes, kind: type[_Wanted]) -> _Wanted:
    """The object that the body holds as JSON; raises `ProblemError` where it is another."""
    try:
        return msgspec.json.decode(body, type=kind)
    except JSON_ERRORS as error:
        raise ProblemError(422, f"this is not the JSON that is expected: {error}; see /openapi.json") from None


def check_pack(name: str | None, packs: Packs) -> None:
    """Raise `ProblemError` where there is no such pack."""
    if name is not None and name != "none":
        try:
            packs[name]
        except UsageError as error:
            raise ProblemError(422, f"{error}, none") from None
