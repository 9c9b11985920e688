"""What the OpenAPI document says of the door: how to show who one is, and what each route asks."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from api.problem import MEDIA_TYPE
from api.service.security.access import Doorway, doorways_of
from api.service.security.cross_site import SAFE_METHODS, TOKEN_HEADER
from api.service.security.public import HEALTH
from api.service.security.security import Security
from api.service.security.session_routes import SESSION_SCHEMA

TAGS = [
    {"name": "session", "description": "Signing in and out, for pages in a browser."},
    {"name": "keys", "description": "Who else is let in."},
]

_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_SECONDS = {"schema": {"type": "integer", "minimum": 1}, "description": "In seconds."}

_RESPONSES: dict[str, Any] = {
    "401": {
        "description": "Nobody is known to ask.",
        "headers": {"WWW-Authenticate": {"schema": {"type": "string"}}},
        "content": _PROBLEM,
    },
    "403": {
        "description": "Whoever asks may not, or there is no such site: one cannot tell which.",
        "content": _PROBLEM,
    },
    "429": {
        "description": "Too many requests of theirs: come back after `Retry-After` seconds.",
        "headers": {"Retry-After": _SECONDS},
        "content": _PROBLEM,
    },
    "503": {
        "description": "Too many requests in all: come back after `Retry-After` seconds.",
        "headers": {"Retry-After": _SECONDS},
        "content": _PROBLEM,
    },
}


def declare(app: FastAPI, security: Security) -> None:
    """Have an app's OpenAPI document tell of its door, if it has one."""
    keeper, written = security.keeper, app.openapi
    if keeper is None:
        return
    schemes = _schemes(keeper.cookie.name, tokens=security.settings.oidc is not None)

    def complete() -> dict[str, Any]:
        document = written()
        components = document["components"]
        if "securitySchemes" not in components:
            components["securitySchemes"] = schemes
            components["schemas"]["Session"] = SESSION_SCHEMA
            document["tags"] = [*document.get("tags", ()), *TAGS]
            for doorway in doorways_of(app):
                operation = document["paths"].get(doorway.path, {}).get(doorway.method.lower())
                if operation is not None:
                    _tell(operation, doorway, schemes)
        return document

    app.openapi = complete  # type: ignore[method-assign]


def _schemes(cookie: str, *, tokens: bool) -> dict[str, Any]:
    schemes: dict[str, Any] = {
        "key": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "hk_...",
            "description": "A key that 'huddle keys create' made.",
        },
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": cookie,
            "description": "What signing in sets.",
        },
        "page": {
            "type": "apiKey",
            "in": "header",
            "name": TOKEN_HEADER,
            "description": "The session's token, with whatever changes something.",
        },
    }
    if tokens:
        schemes["token"] = {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "A token of the OpenID Connect issuer that the service trusts.",
        }
    return schemes


def _tell(operation: dict[str, Any], doorway: Doorway, schemes: dict[str, Any]) -> None:
    if (doorway.method, doorway.path) in HEALTH:
        operation["security"] = []
        return
    statuses = ["503"] if doorway.public else list(_RESPONSES)
    for status in statuses:
        operation["responses"].setdefault(status, _RESPONSES[status])
    for status in {"429", "503"} & set(operation["responses"]):
        operation["responses"][status].setdefault("headers", {"Retry-After": _SECONDS})
    if doorway.public or doorway.needs is None:
        operation["security"] = []
        return
    # OpenAPI 3.1 lets every scheme name the roles that it takes.
    scope = str(doorway.needs.scope)
    by_session = {"session": [scope]}
    if doorway.method not in SAFE_METHODS:
        by_session["page"] = []
    bearers = [name for name in ("key", "token") if name in schemes]
    operation["security"] = [*({name: [scope]} for name in bearers), by_session]
