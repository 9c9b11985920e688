"""The route by which an issuer says by itself who has signed out there.

It is that of OpenID Connect Back-Channel Logout 1.0: the issuer posts a token that it has signed.
"""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, HTTPException, Request, Response

from api.problem import MEDIA_TYPE
from api.service.bodies import FORM, read_form
from api.service.security.callers import caller_of
from api.service.security.issuer_keys import NoKeys
from api.service.security.oidc import LONGEST, BadToken
from api.service.security.room import NoRoom
from api.service.security.security import Security
from api.service.security.sign_in import LOGOUT
from api.service.shared import service_of
from engine.store.errors import DatabaseTrouble

logout_routes = APIRouter(tags=["session"])

FIELD = "logout_token"

_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_FORM = {
    "type": "object",
    "required": [FIELD],
    "properties": {FIELD: {"type": "string", "maxLength": LONGEST}},
}


@logout_routes.post(
    LOGOUT,
    summary="Say that somebody has signed out at the issuer",
    response_class=Response,
    responses={
        200: {"description": "The sessions that are meant have ended."},
        **{
            status: {"description": words, "content": _PROBLEM}
            for status, words in {
                400: "The form has no token, or one that does not hold.",
                408: "The body did not come in time.",
                413: "The body is too large.",
                415: "The body is no form.",
                429: "Too many tokens from this address that do not hold.",
                503: "The token cannot be judged just now.",
            }.items()
        },
    },
    openapi_extra={"requestBody": {"required": True, "content": {FORM: {"schema": _FORM}}}},
)
async def sign_out_at_issuer(request: Request) -> Response:
    """End the sessions that the issuer's logout token names, by session, by person or by both.

    They end at once, and streams of server-sent events that they opened within a second. Sessions
    that were opened after the token was made go on.
    """
    security: Security = request.app.state.security
    keeper, sign_in = security.keeper, security.sign_in
    assert keeper is not None
    assert sign_in is not None
    # A token is at most three times as long where each of its characters is escaped.
    form = await read_form(request, service_of(request).settings, 4 * LONGEST)
    loop = asyncio.get_running_loop()
    try:
        # It may wait for the issuer's keys, and anybody may ask.
        with security.sign_in_room.place():
            who = await loop.run_in_executor(
                security.sign_in_threads, sign_in.signed_out, form.get(FIELD, "")
            )
        await loop.run_in_executor(security.threads, keeper.end_issued, who)
    except BadToken:
        if wait := security.failures.take(caller_of(request)):
            words = "Too many requests of yours."
            raise HTTPException(429, words, {"Retry-After": str(wait)}) from None
        raise HTTPException(400, "This is no logout token of the issuer for us.") from None
    except (NoKeys, NoRoom, DatabaseTrouble):
        words = "Nobody can be signed out just now; nothing was done."
        raise HTTPException(503, words, {"Retry-After": "5"}) from None
    return Response(status_code=200)
