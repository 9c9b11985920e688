"""The cookie that holds a session's secret: no script reads it, no other site sends it."""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import HTTPConnection
from starlette.responses import Response


class Cookie:
    """Sets, reads and takes back the cookie.

    Args:
        encrypted: whether browsers reach the service by TLS. Without it, which is on this machine
            alone, some would not send a cookie that asks for it.
        lasts: how long a browser keeps it at most.
    """

    def __init__(self, *, encrypted: bool, lasts: timedelta) -> None:
        # With the prefix a browser takes the cookie from this host alone, by TLS alone.
        self.name = "__Host-huddle" if encrypted else "huddle"
        self._encrypted = encrypted
        self._lasts = lasts

    def secret_in(self, request: HTTPConnection) -> str | None:
        """Return the secret that a request brings; None when it brings none."""
        return request.cookies.get(self.name) or None

    def put(self, response: Response, secret: str) -> None:
        """Give a browser the secret."""
        response.set_cookie(
            self.name,
            secret,
            max_age=int(self._lasts.total_seconds()),
            path="/",
            secure=self._encrypted,
            httponly=True,
            samesite="strict",
        )

    def take_back(self, response: Response) -> None:
        """Have a browser forget the secret."""
        response.delete_cookie(
            self.name, path="/", secure=self._encrypted, httponly=True, samesite="strict"
        )
