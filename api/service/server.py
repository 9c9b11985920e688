"""The server: listens as the settings say, and when told to end it still answers who waits."""

from __future__ import annotations

import math
import socket
import ssl
import sys

import uvicorn
from fastapi import FastAPI

from api.service.settings import Settings, variable_of
from api.service.shared import Service
from models.errors import BadInput, Fault

SWITCH_SECONDS = 0.0005
"""How long a thread that computes keeps others waiting. An accept waits for its turn some dozen
times: with Python's own 5 ms it took seconds while a plan was put into words beside it."""


class Server(uvicorn.Server):
    """Told to end (SIGTERM, Ctrl-C), it takes no more, ends solves and hands out what they have."""

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self._service = service

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until told to end."""
        sys.setswitchinterval(SWITCH_SECONDS)
        super().run(sockets)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End in order."""
        # Solves end now, so that who waits for one is answered before connections are closed.
        self._service.retire()
        await super().shutdown(sockets)


def server_of(app: FastAPI, host: str, port: int) -> Server:
    """Return the server of an app.

    Args:
        app: from `create_app`.
        host: the address to listen on.
        port: the port; 0 takes a free one.

    Raises:
        BadInput: the certificate cannot be used.
    """
    service: Service = app.state.service
    settings = service.settings
    _check_certificate(settings)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
        proxy_headers=bool(settings.trusted_proxy),
        forwarded_allow_ips=[str(each) for each in settings.trusted_proxy],
        server_header=False,
        ws="none",
        lifespan="on",
        # The service logs requests itself, by route; the server would write down paths.
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=math.ceil(settings.shutdown_seconds),
    )
    return Server(config, service)


def _check_certificate(settings: Settings) -> None:
    if settings.tls_certificate is None:
        return
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        # An empty password, so that an encrypted key is refused and nobody is asked for one.
        context.load_cert_chain(settings.tls_certificate, settings.tls_key, password=lambda: b"")
    except OSError as error:  # SSLError is one
        reason = getattr(error, "reason", None) or error.strerror or "it is none"
        problem = f"cannot be used with its key: {str(reason).lower().replace('_', ' ')}"
        expected = "name a PEM file with the certificate, and its key without a password"
        raise BadInput([Fault(variable_of("tls_certificate"), "", problem, expected)]) from None
