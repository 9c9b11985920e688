"""The routes for signing in at an issuer, for pages in a browser: the way there, and back."""

from __future__ import annotations

import asyncio
import html
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, HTTPException, Query, Request, Response

from api.problem import MEDIA_TYPE
from api.service.security.callers import caller_of
from api.service.security.discovery import NoIssuer
from api.service.security.issuer_keys import NoKeys
from api.service.security.keeper import Keeper
from api.service.security.room import NoRoom
from api.service.security.security import Security
from api.service.security.sign_in import ANSWER, HOME, NotSignedIn, SignIn, goes_to, is_here
from models.errors import BadInput, Fault

sign_in_routes = APIRouter(tags=["session"])

AGAIN = "Nobody was signed in. Sign in once more."
NOTHING = "The issuer knows you, and says of nothing here that you may do it."

_PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url={to}">
<title>Signed in</title>
<p><a href="{to}">Signed in; go on</a></p>
</html>
"""

Answer = TypeVar("Answer")

Told = Annotated[str, Query(max_length=4096)]


def _answers(
    answered: dict[int | str, dict[str, Any]], *refusals: tuple[int, str]
) -> dict[int | str, dict[str, Any]]:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    refused: dict[int | str, dict[str, Any]] = {
        status: {"description": words, "content": content} for status, words in refusals
    }
    return {**answered, **refused}


_TOO_MANY = (429, "Too many from this address.")
_AWAY = (503, "The issuer cannot be asked just now.")


@sign_in_routes.get(
    "/v1/session/issuer",
    status_code=303,
    summary="Sign in at the issuer",
    response_class=Response,
    responses=_answers(
        {303: {"description": "The way to the issuer."}},
        (422, "The path is none of this service."),
        _TOO_MANY,
        _AWAY,
    ),
)
async def go_to_issuer(
    request: Request,
    to: Annotated[str, Query(max_length=500, description="A path of this service.")] = HOME,
) -> Response:
    """Send a browser to the issuer to sign in; it gets to the path in the end."""
    if not is_here(to):
        expected = "a path of this service, like '/' or '/board/small-pc'"
        raise BadInput([Fault("to", repr(to[:40]), "not a path of this service", expected)])
    sign_in, keeper = _both(request)
    kept, where = await _asked(request, lambda: sign_in.begin(to))
    response = Response(status_code=303, headers={"Location": where})
    keeper.on_the_way.put(response, kept)
    return response


@sign_in_routes.get(
    ANSWER,
    summary="Come back from the issuer",
    response_class=Response,
    responses=_answers(
        {200: {"description": "A page that leads on.", "content": {"text/html": {}}}},
        (403, "Nobody was signed in, or somebody who may do nothing here."),
        (422, "This is not what an issuer says."),
        _TOO_MANY,
        _AWAY,
    ),
)
async def come_from_issuer(
    request: Request, state: Told = "", code: Told = "", iss: Annotated[str | None, Query()] = None
) -> Response:
    """Open a session for whoever the issuer has signed in, and set its cookie.

    The session may do what the issuer says of whoever it is, until it ends.
    """
    sign_in, keeper = _both(request)
    kept = keeper.on_the_way.secret_in(request)
    if kept is None or not code:
        raise HTTPException(403, AGAIN)
    try:
        who = await _asked(request, lambda: sign_in.end(kept, state, code, iss))
    except NotSignedIn:
        raise HTTPException(403, AGAIN) from None
    if who.principal.scope is None or who.principal.sites == frozenset():
        raise HTTPException(403, NOTHING)
    secret = await asyncio.to_thread(keeper.open, who)
    # A page of our own leads on, and no redirect: to browsers that one would still come from the
    # issuer's page, and some would not send along the cookie that is set here.
    page = _PAGE.format(to=html.escape(goes_to(kept)))
    response = Response(page, media_type="text/html")
    keeper.cookie.put(response, secret)
    keeper.on_the_way.take_back(response)
    return response


def _both(request: Request) -> tuple[SignIn, Keeper]:
    security: Security = request.app.state.security
    assert security.sign_in is not None
    assert security.keeper is not None
    return security.sign_in, security.keeper


async def _asked(request: Request, do: Callable[[], Answer]) -> Answer:
    """Do something that waits for the issuer, where nobody else has to wait for it.

    Raises:
        HTTPException: too much is asked from there, or at all, or the issuer cannot be asked.
        NotSignedIn: as what is done does.
    """
    security: Security = request.app.state.security
    if wait := security.sign_ins.take(caller_of(request)):
        raise HTTPException(429, "Too many requests of yours.", {"Retry-After": str(wait)})
    try:
        with security.sign_in_room.place():
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(security.sign_in_threads, do)
    except (NoIssuer, NoKeys, NoRoom):
        words = "The issuer cannot be asked just now."
        raise HTTPException(503, words, {"Retry-After": "10"}) from None
