"""Tells a shortage of the machine from a fault of a page: too many open files, no memory, no space, no processes."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator

from .errors import ResourceError

NO_MEMORY = "memory ran out; free some, raise the limit of this process (ulimit -v), or use fewer workers"
_ADVICE = {
    errno.EMFILE: "too many files are open; raise the limit of this process (ulimit -n), or use fewer workers",
    errno.ENFILE: "too many files are open on this machine; close some, or raise its limit",
    errno.ENOMEM: NO_MEMORY,
    errno.EAGAIN: "no process or thread can be started; raise the limits (ulimit -u, ulimit -v), or use fewer workers",
    errno.ENOSPC: "a disk is full; free some space",
    errno.EDQUOT: "the quota for disk space is used up; free some space",
}
NO_THREAD = "can't start new thread"
"""What Python says if a thread cannot be started."""
_NOT_LOADED = (
    "failed to map segment",
    "cannot map zero-fill pages",
    "cannot change memory protections",
    "cannot allocate",
)
"""What glibc says, often without a reason, if there is too little memory to load a library in C."""
_XML_ERR_NO_MEMORY = 2
"""How libxml2 says that memory ran out. The message of lxml's exception is then "unknown error"."""


def shortage_of(error: BaseException) -> ResourceError | None:
    """Return the error that says what the machine lacks, if that is the reason for this exception, or else None.

    >>> print(shortage_of(OSError(errno.EMFILE, "Too many open files")))
    too many files are open; raise the limit of this process (ulimit -n), or use fewer workers
    >>> shortage_of(ValueError("no article")) is None
    True
    """
    for each in _chain(error):
        if isinstance(each, ResourceError):
            return each
        if (number := _number(each)) in _ADVICE:
            return ResourceError(_ADVICE[number])
    return None


def is_out_of_memory(error: BaseException) -> bool:
    """Return whether this exception says that memory ran out, in whatever way.

    >>> is_out_of_memory(ImportError("libx.so: failed to map segment from shared object"))
    True
    >>> is_out_of_memory(OSError(errno.EMFILE, "Too many open files"))
    False
    """
    return any(_number(each) == errno.ENOMEM for each in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the exception, and those that were being handled when it was raised."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _number(error: BaseException) -> int | None:
    """Return the `errno` that says what was missing."""
    if isinstance(error, MemoryError):
        return errno.ENOMEM
    if isinstance(error, RuntimeError) and str(error) == NO_THREAD:
        return errno.EAGAIN
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno
    if isinstance(error, (ImportError, OSError)):  # a library in C cannot be loaded: there is only a text
        text = str(error)
        known = next((number for number in _ADVICE if os.strerror(number) in text), None)
        return errno.ENOMEM if known is None and any(each in text for each in _NOT_LOADED) else known
    if entries := getattr(error, "error_log", None):  # it is an exception of lxml
        from lxml.etree import XMLSyntaxError, XPathError  # they are loaded already

        # The log of a syntax error is a copy of that of the thread, with what was wrong with earlier pages.
        own = error.code if isinstance(error, XMLSyntaxError) else entries[-1].type
        if isinstance(error, (XMLSyntaxError, XPathError)) and own == _XML_ERR_NO_MEMORY:
            return errno.ENOMEM
    return None
