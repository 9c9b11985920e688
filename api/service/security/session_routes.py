"""The routes for signing in and out, for pages in a browser."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from api.service.security.access import anybody
from api.service.security.admission import Admission, admission_of
from api.service.security.cross_site import token_of
from api.service.security.keeper import Keeper
from models.access import Principal, Scope

session_routes = APIRouter(tags=["session"])


SESSION_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "Who asks, and what they may do.",
    "required": ["actor", "scope", "sites", "token"],
    "properties": {
        "actor": {"type": "string", "description": "An opaque reference, as in the audit."},
        "scope": {"type": "string", "enum": [str(scope) for scope in Scope]},
        "sites": {
            "type": ["array", "null"],
            "items": {"type": "string"},
            "description": "Which sites; null is every site.",
        },
        "token": {
            "type": ["string", "null"],
            "description": "What the page sends as 'X-CSRF-Token'; null without a session.",
        },
    },
}

_SHOWN: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Who asks.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Session"}}},
    }
}


@session_routes.post("/v1/session", summary="Sign in with a key", responses=_SHOWN)
async def sign_in(request: Request, who: Annotated[Principal, Depends(anybody)]) -> Response:
    """Open a session with the key in 'Authorization', and set its cookie.

    With the cookie alone a page may then ask; what changes something takes the token, too.
    """
    admission, keeper = _at_the_door(request)
    if admission.key is None or admission.session is not None:
        raise HTTPException(403, "Only a key opens a session: send it as 'Authorization: Bearer'.")
    secret = await asyncio.to_thread(keeper.open, admission.key)
    response = _shown(who, secret)
    keeper.cookie.put(response, secret)
    return response


@session_routes.get("/v1/session", summary="Say who asks", responses=_SHOWN)
async def show_session(request: Request, who: Annotated[Principal, Depends(anybody)]) -> Response:
    """Say what a key, a token or a session may do; a page gets its token again."""
    admission, _ = _at_the_door(request)
    return _shown(who, admission.session)


@session_routes.delete(
    "/v1/session",
    status_code=204,
    summary="Sign out",
    responses={204: {"description": "The session has ended."}},
)
async def sign_out(request: Request, who: Annotated[Principal, Depends(anybody)]) -> Response:
    """End the session that the cookie is of; where there is none, there is nothing to end."""
    admission, keeper = _at_the_door(request)
    if admission.session is not None:
        await asyncio.to_thread(keeper.close, admission.session, who.actor)
    response = Response(status_code=204)
    keeper.cookie.take_back(response)
    return response


def _at_the_door(request: Request) -> tuple[Admission, Keeper]:
    admission = admission_of(request.scope)
    keeper: Keeper | None = request.app.state.security.keeper
    assert admission is not None
    if keeper is None:
        raise HTTPException(404, "There is no door here, and nothing to sign in to.")
    return admission, keeper


def _shown(who: Principal, secret: str | None) -> Response:
    shown = {
        "actor": who.actor,
        "scope": who.scope,
        "sites": None if who.sites is None else sorted(who.sites),
        "token": None if secret is None else token_of(secret),
    }
    return Response(json.dumps(shown), media_type="application/json")
