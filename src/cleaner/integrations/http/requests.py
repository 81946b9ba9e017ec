"""Read and check what a client asks for: the headers, the query and the body of a request."""

from __future__ import annotations

import re
import shlex
from email.message import Message
from typing import Literal, TypeVar

import msgspec
from anyio import fail_after
from msgspec import Struct
from starlette.requests import Request

from ...errors import LimitError, UsageError
from ...generic.languages import check_target_language
from ...limits import Limits
from ...output.render import FORMATS, Format
from ...packs.loading import Packs
from ...readers import Input
from ...work.task import Task
from .problems import ProblemError

PAGE_TYPES: dict[str, Input] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "application/octet-stream": "auto",
    "": "auto",
}
"""What a page is, by the media type of the request."""
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
"""The media types of forms, which programs also send if nobody says what the body is."""
JSON_ERRORS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""The errors that decoding JSON from a client can raise."""
_QUALITY = re.compile(r"q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)
_Wanted = TypeVar("_Wanted")


class Query(Struct, frozen=True, forbid_unknown_fields=True):
    """The query parameters of `PUT /clean`, as the client writes them."""

    pack: str | None = None
    with_title: Literal["true", "false"] = "false"
    strip_dateline: Literal["true", "false"] = "false"
    unwrap: Literal["true", "false"] = "false"
    target_language: str | None = None
    only_with_metadata: Literal["true", "false"] = "false"
    tables: Literal["true", "false"] = "true"


class PageRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of `POST /clean`: the parameters of `Cleaner.clean`, and `with_title` of `render`."""

    page: str
    url: str | None = None
    input: Input = "auto"
    pack: str | None = None
    strip_dateline: bool = False
    unwrap: bool = False
    target_language: str | None = None
    only_with_metadata: bool = False
    tables: bool = True
    with_title: bool = False

    def task(self) -> Task:
        """Return the page and its options as a task for the cleaner."""
        return Task(
            self.page,
            self.url,
            self.input,
            pack=self.pack,
            strip_dateline=self.strip_dateline,
            unwrap=self.unwrap,
            target_language=self.target_language,
            only_with_metadata=self.only_with_metadata,
            tables=self.tables,
        )


def media_type(request: Request) -> tuple[str, str | None]:
    """Return the media type of the body, in lower case, and the character set that `Content-Type` names.

    Raises `ProblemError` if the body has a content encoding, such as gzip.
    """
    encoding = request.headers.get("content-encoding", "identity")
    if encoding.strip().lower() not in ("", "identity"):
        raise ProblemError(
            415,
            f"the encoding {encoding!r} is not supported; send the body without it",
            headers={"Accept-Encoding": "identity"},
        )
    header = request.headers.get("content-type", "")
    message = Message()
    message["content-type"] = header
    charset = message.get_param("charset")
    return header.partition(";")[0].strip().lower(), charset if isinstance(charset, str) and charset else None


def require(request: Request, *media_types: str) -> None:
    """Raise `ProblemError` unless the body has one of these media types."""
    found, _ = media_type(request)
    if found not in media_types:
        raise unsupported(request, found, media_types)


def unsupported(request: Request, found: str, supported: tuple[str, ...]) -> ProblemError:
    """Return the problem for a body whose media type is not supported.

    For the body of a form, which is what `curl -d` and `curl -F` send, it shows the command to use.
    """
    detail = f"the media type {found!r} is not supported; send {' or '.join(filter(None, supported))}"
    if found in FORM_TYPES:
        url = shlex.quote(str(request.url))
        advice = (
            f"send the page itself with PUT: curl -T page.html {url}; JSON needs -H 'Content-Type: application/json'"
            if request.url.path == "/clean"
            else f"send the lines as they are: curl -T pages.jsonl -X POST -H 'Content-Type: {supported[0]}' {url}"
        )
        detail = f"the body is a form ({found}), as curl -d and curl -F send it; {advice}"
    return ProblemError(415, detail)


def form_of(request: Request, default: Format) -> Format:
    """Return the format that the client prefers by its `Accept` header.

    Among formats of equal weight, the one that the header names most precisely wins, then the default. Raises
    `ProblemError` if the client accepts none of them.
    """
    accept = ",".join(request.headers.getlist("accept"))
    if not accept.strip():
        return default
    ranges = dict(filter(None, map(_range, accept.split(","))))
    forms = sorted(FORMATS, key=lambda form: form != default)

    def preference(form: Format) -> tuple[float, int]:
        name = FORMATS[form].media_type
        names = ("*/*", f"{name.partition('/')[0]}/*", name)
        return max(((names.index(each), ranges[each]) for each in names if each in ranges), default=(0, 0.0))[::-1]

    best = max(forms, key=preference)
    if not preference(best)[0]:
        media_types = ", ".join(form.media_type for form in FORMATS.values())
        raise ProblemError(406, f"an answer of type {accept!r} is not available; accept {media_types}")
    return best


def _range(part: str) -> tuple[str, float] | None:
    """Return a media range and its weight, or None if the weight is malformed."""
    name, *parameters = (piece.strip() for piece in part.split(";"))
    weights = [parameter for parameter in parameters if parameter[:2].lower() == "q="]
    matches = [_QUALITY.fullmatch(weight) for weight in weights]
    if not all(matches):
        return None
    return name.lower(), min((float(match[1]) for match in matches if match), default=1.0)


def query_of(request: Request) -> Query:
    """Return the query parameters. Raises `ProblemError` if one is unknown, malformed, or given twice."""
    names = [name for name, _ in request.query_params.multi_items()]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise ProblemError(422, f"the query parameter {twice[0]!r} is given twice; give it once")
    try:
        return msgspec.convert(dict(request.query_params), Query)
    except msgspec.ValidationError as error:
        parameters = ", ".join(Query.__struct_fields__)
        switches = "all but pack and target_language are true or false"
        detail = f"in the query: {error}; the parameters are {parameters}; {switches}"
        raise ProblemError(422, detail) from None


def url_of(request: Request) -> str | None:
    """Return the URL of the page, from `Content-Location`, or None."""
    url = request.headers.get("content-location")
    return url.encode("latin-1").decode(errors="replace") if url else None


async def body_of(request: Request, limits: Limits, url: str | None) -> bytes:
    """Return the body, without ever keeping more of it than the limit for size.

    Raises `LimitError` if there is more, `ProblemError` if it takes longer to arrive than the limit for seconds, and
    `ClientDisconnect` if the client hangs up.
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
        detail = f"the body did not arrive within {limits.seconds:g} s; send it again, faster"
        raise ProblemError(408, detail, kind="slow", headers={"Connection": "close"}) from None
    return bytes(body)


def decoded(body: bytes, kind: type[_Wanted]) -> _Wanted:
    """Return the object in a JSON body. Raises `ProblemError` if it is not of this kind."""
    try:
        return msgspec.json.decode(body, type=kind)
    except JSON_ERRORS as error:
        raise ProblemError(422, f"the JSON is not as expected: {error}; see /openapi.json") from None


def check_wishes(wanted: Query | PageRequest, packs: Packs) -> None:
    """Raise `ProblemError` if there is no such pack, or if pages cannot be chosen by this language."""
    if wanted.pack is not None and wanted.pack != "none":
        try:
            packs[wanted.pack]
        except UsageError as error:
            raise ProblemError(422, f"{error}, none") from None
    try:
        check_target_language(wanted.target_language)
    except UsageError as error:
        raise ProblemError(422, f"target_language: {error}") from None
