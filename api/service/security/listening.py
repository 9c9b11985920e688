"""Where the service may listen: beyond this machine by TLS alone, its own or a proxy's."""

from __future__ import annotations

import ipaddress
from dataclasses import replace
from typing import Any

from api.service.security.settings import SecuritySettings
from models.errors import BadInput, Fault

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")


def for_address(settings: SecuritySettings, host: str) -> SecuritySettings:
    """Return the settings that hold where the service listens on an address.

    Raises:
        BadInput: it may not listen there.
    """
    if is_loopback(host):
        # Whatever name a browser was led here by, it must be one of this machine.
        hosts = settings.trusted_hosts or (() if settings.encrypted else LOOPBACK_NAMES)
        return replace(settings, trusted_hosts=hosts)
    if settings.open:
        expected = "leave it out, and give out keys; or listen on 127.0.0.1"
        raise BadInput([Fault("HUDDLE_OPEN", "", f"there would be no door at {host}", expected)])
    if not settings.encrypted:
        problem = "keys and days would cross the network in the clear"
        expected = (
            "set HUDDLE_TLS_CERTIFICATE and HUDDLE_TLS_KEY, or HUDDLE_TRUSTED_PROXY where a proxy"
            " ends TLS; or listen on 127.0.0.1"
        )
        raise BadInput([Fault("--host", repr(host[:60]), problem, expected)])
    return settings


def is_loopback(host: str) -> bool:
    """Tell whether an address is reached from this machine alone."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def server_options(settings: SecuritySettings) -> dict[str, Any]:
    """Return what Uvicorn is told of TLS and of proxies.

    Without a trusted proxy nobody's word on who asks is taken; Uvicorn's own default takes that
    of every program on this machine.
    """
    options: dict[str, Any] = {"proxy_headers": bool(settings.trusted_proxy)}
    if settings.trusted_proxy:
        options["forwarded_allow_ips"] = list(settings.trusted_proxy)
    if settings.tls_certificate:
        options |= {"ssl_certfile": settings.tls_certificate, "ssl_keyfile": settings.tls_key}
    return options
