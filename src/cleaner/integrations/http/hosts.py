"""The names to which the service answers, against DNS rebinding.

A page on the web can make its own name point at 127.0.0.1. A browser then takes the service for a part of that site,
and lets scripts of the page read its answers. But the header `Host` of such a request has the name of the site. So it
is enough to refuse requests for a name that is not one of the service.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from ipaddress import ip_address

LOOPBACK = ("localhost", "127.0.0.1", "::1")
_NAME = re.compile(r"[a-z0-9._-]+", re.IGNORECASE | re.ASCII)
_HOST = re.compile(rf"(?:\[([0-9a-f:.]+)\]|({_NAME.pattern}))(?::[0-9]*)?", re.IGNORECASE | re.ASCII)


def own_names(host: str, address: str, allowed: Collection[str]) -> frozenset[str] | None:
    """Return the names of a service that listens on a host, which has this IP address, or None for any name.

    On an address that other machines can reach, the service cannot know its names, so it has any name unless some are
    allowed. To these come the names of loopback: no page on the web has one of them.

    >>> sorted(own_names("127.0.0.2", "127.0.0.2", []))
    ['127.0.0.1', '127.0.0.2', '::1', 'localhost']
    >>> own_names("0.0.0.0", "0.0.0.0", []) is None, "x.example" in own_names("0.0.0.0", "0.0.0.0", ["X.example"])
    (True, True)
    """
    if not allowed and not ip_address(normal(address)).is_loopback:
        return None
    return frozenset(map(normal, (*LOOPBACK, host, *allowed)))


def name_in(header: str) -> str | None:
    """Return the name in a `Host` header, as `normal` writes it and without the port, or None if there is no name.

    >>> name_in("LocalHost:8080"), name_in("[0:0:0:0:0:0:0:1]:80"), name_in("user@localhost"), name_in("")
    ('localhost', '::1', None, None)
    """
    match = _HOST.fullmatch(header)
    return normal(match[1] or match[2]) if match else None


def is_name(text: str) -> bool:
    """Return whether this is a name or an IP address, without a port.

    >>> is_name("articles.example"), is_name("::1"), is_name("localhost:80"), is_name("*.example")
    (True, True, False, False)
    """
    try:
        ip_address(text)
    except ValueError:
        return _NAME.fullmatch(text) is not None
    return True


def normal(name: str) -> str:
    """Return a name in lower case, and an IP address in its usual form; IPv4 that is written as IPv6 becomes IPv4.

    >>> normal("Example.ORG"), normal("0:0:0:0:0:0:0:1"), normal("::FFFF:127.0.0.1")
    ('example.org', '::1', '127.0.0.1')
    """
    try:
        address = ip_address(name)
    except ValueError:
        return name.lower()
    return str((address.version == 6 and address.ipv4_mapped) or address)
