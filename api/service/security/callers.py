"""Where a request comes from, as far as it matters for how much may come from there."""

from __future__ import annotations

import ipaddress

from starlette.requests import HTTPConnection

OF_ONE = 64
"""Bits of an IPv6 address that are one caller's: whoever has one address has all that begin so."""


def caller_of(request: HTTPConnection) -> str:
    """Return the address that a request comes from, or the network of an IPv6 address."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), OF_ONE), strict=False))
