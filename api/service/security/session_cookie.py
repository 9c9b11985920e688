"""The cookies that hold secrets: no script reads them, and no other site has them sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from starlette.requests import HTTPConnection
from starlette.responses import Response


class Cookie:
    """Sets, reads and takes back a cookie.

    Args:
        name: what it is called.
        encrypted: whether browsers reach the service by TLS. Without it, which is on this machine
            alone, some would not send a cookie that asks for it.
        lasts: how long a browser keeps it at most.
        same_site: 'strict' when nobody comes with it from another site's page; 'lax' when they
            may, but only by going here.
    """

    def __init__(
        self,
        name: str = "huddle",
        *,
        encrypted: bool,
        lasts: timedelta,
        same_site: Literal["strict", "lax"] = "strict",
    ) -> None:
        # With the prefix a browser takes the cookie from this host alone, by TLS alone.
        self.name = f"__Host-{name}" if encrypted else name
        self._same_site = same_site
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
            samesite=self._same_site,
        )

    def take_back(self, response: Response) -> None:
        """Have a browser forget the secret."""
        response.delete_cookie(
            self.name, path="/", secure=self._encrypted, httponly=True, samesite=self._same_site
        )
