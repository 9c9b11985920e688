"""Which addresses a webhook may go to: of the open internet alone, unless private ones are allowed.

A name is resolved once, every address that comes is looked at, and the connection goes to one of
those: a name that answers otherwise a moment later leads nowhere.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from models.errors import BadInput, Fault, HuddleError

Resolve = Callable[..., list[tuple[Any, ...]]]
"""What `socket.getaddrinfo` is."""

LONGEST = 2000
"""Characters of an address, at most."""

CLOSED = tuple(
    map(
        ipaddress.ip_network,
        ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "3fff::/20", "5f00::/16"),
    )
)
"""Of special use, and not known as that to every Python: of protocols, relays, translation,
documentation and segment routing (IANA's registries of special-purpose addresses)."""

NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class NotAllowed(HuddleError):
    """A webhook's address is one that may not be told."""


class NotResolved(HuddleError):
    """A webhook's host name does not lead anywhere just now."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a webhook is sent.

    Attributes:
        urls: with each of the checked addresses in the place of the host name.
        host: the host name and port as they are written, for the Host header.
        name: the host name that the receiver's certificate must be for.
    """

    urls: tuple[str, ...]
    host: str
    name: str


def check_url(url: str, *, private: bool) -> None:
    """See that a webhook's address may be told, as far as can be said without asking for it.

    Args:
        url: the address.
        private: whether private addresses are allowed, and ones without TLS.

    Raises:
        BadInput: it may not, and what would be right.
    """
    try:
        parts = _parts(url, private=private)
        literal = _literal(parts.hostname or "")
        if literal is not None:
            _check([literal], private=private)
    except NotAllowed as error:
        raise BadInput([Fault("url", "", str(error), "like https://example.org/hook")]) from None


def target_of(url: str, *, private: bool, resolve: Resolve = socket.getaddrinfo) -> Target:
    """Resolve a webhook's address, and return where to send to.

    Raises:
        NotAllowed: it may not be told.
        NotResolved: its host name leads nowhere.
    """
    parts = _parts(url, private=private)
    name = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = resolve(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotResolved("the host name is not known") from None
    addresses = [ipaddress.ip_address(each[4][0]) for each in found]
    if not addresses:
        raise NotResolved("the host name has no address")
    _check(addresses, private=private)
    rest = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    urls = [f"{parts.scheme}://{_written(each)}:{port}{rest}" for each in addresses]
    return Target(tuple(dict.fromkeys(urls)), parts.netloc, name)


def _parts(url: str, *, private: bool) -> SplitResult:
    try:
        parts = urlsplit(url)
        port, name = parts.port, parts.hostname
    except ValueError:
        raise NotAllowed("this is no web address") from None
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        raise NotAllowed(f"an address has at most {LONGEST} plain characters")
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise NotAllowed("only addresses that begin with https:// are told")
    if not name or port == 0:
        raise NotAllowed("the address names no host")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise NotAllowed("an address has no user, password or fragment")
    return parts


def _literal(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _written(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    return f"[{address}]" if address.version == 6 else str(address)


def _check(
    addresses: list[ipaddress.IPv4Address | ipaddress.IPv6Address], *, private: bool
) -> None:
    if private:
        return
    for address in addresses:
        if not all(map(_open, _meant(address))):
            raise NotAllowed("the address is private, or of this machine or network")


def _meant(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """Return an address and those that are written inside it: they are where it leads."""
    meant = [address]
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            # The mapped form itself is never one of the open internet.
            return [address.ipv4_mapped]
        if address.sixtofour is not None:
            meant.append(address.sixtofour)
        if address in NAT64:
            return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    return meant


def _open(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    closed = address.is_multicast or address.is_reserved or address.is_unspecified
    if isinstance(address, ipaddress.IPv6Address):
        closed = closed or address.is_site_local
    closed = closed or any(address in each for each in CLOSED)
    return address.is_global and not closed
