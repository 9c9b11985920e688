"""The few routes that anybody may ask, without a key; every other is shut."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.routing import compile_path

from api.service.security.sign_in import ANSWER, LOGOUT

HEALTH = frozenset({("GET", "/healthz"), ("GET", "/readyz")})
"""Asked by whatever watches over the service; never told to come back later."""

PUBLIC = HEALTH | {
    ("GET", "/openapi.json"),
    ("GET", "/v1/schema"),
    ("GET", "/v1/schema/{document}"),
    ("GET", "/v1/session/issuer"),
    ("GET", ANSWER),
    ("POST", LOGOUT),
}
"""By method and path: what the service is and how it is spoken to, and how people sign in and out
at an issuer, where there is one; nothing of any office."""


class PublicRoutes:
    """Tells by method and path whether anybody may ask.

    Args:
        routes: method and path of each, as the routes themselves write them.
    """

    def __init__(self, routes: Iterable[tuple[str, str]] = PUBLIC) -> None:
        self._patterns = [(method, compile_path(path)[0]) for method, path in sorted(routes)]

    def has(self, method: str, path: str) -> bool:
        """Tell whether a request is for one of them."""
        return any(method == each and found.match(path) for each, found in self._patterns)
