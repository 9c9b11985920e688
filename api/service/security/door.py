"""The door: every request comes through it, and one for what is not public only with a name.

It stands before the routes, so a stranger reaches none, and cannot tell which there are.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import ExitStack
from urllib.parse import urlsplit

from fastapi import HTTPException, Request

from api.service.problems import App, Message, Receive, Send, problem_response
from api.service.security.access import CHALLENGE, NOT_YOURS, STRANGER
from api.service.security.admission import ANYBODY, PLACE, Admission
from api.service.security.callers import caller_of
from api.service.security.cross_site import is_elsewhere
from api.service.security.issuer_keys import NoKeys
from api.service.security.keeper import CrossSite, Stranger
from api.service.security.public import HEALTH, PUBLIC, PublicRoutes
from api.service.security.room import NoRoom
from api.service.security.security import Security
from engine.store.errors import DatabaseTrouble

_log = logging.getLogger("huddle.service")


class Door:
    """Lets requests in, one by one, or says why not.

    Args:
        app: what is behind it.
        security: who is let in, and how much of them.
    """

    def __init__(self, app: App, security: Security) -> None:
        self.app = app
        self._security = security
        self._public = PublicRoutes(PUBLIC)
        self._health = PublicRoutes(HEALTH)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Take one request, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            # No route speaks anything else; whatever did would come past all that is below.
            await send({"type": "websocket.close", "code": 1008})
            return
        with ExitStack() as held:
            try:
                admission = await self._let_in(Request(scope), held)
            except HTTPException as refused:
                answer = problem_response(
                    refused.status_code, refused.detail, headers=refused.headers
                )
                await answer(scope, receive, send)
                return
            if admission is not None:
                scope[PLACE] = admission
                send = _withholding(scope, receive, send, admission)
            await self.app(scope, receive, send)

    async def _let_in(self, request: Request, held: ExitStack) -> Admission | None:
        """Return who comes in; None for what is public.

        Raises:
            HTTPException: they do not.
        """
        method, path = request.method, request.scope["path"]
        if self._health.has(method, path):
            return None
        self._check_host(request)
        try:
            held.enter_context(self._security.room.place())
        except NoRoom:
            raise HTTPException(503, "Too many requests at once.", {"Retry-After": "1"}) from None
        if self._public.has(method, path):
            return None
        admission = await self._named(request)
        if self._security.keeper is None:
            return admission
        who = admission.principal.actor
        if wait := self._security.rates.take(who):
            raise _too_many(wait)
        try:
            held.enter_context(self._security.own_room.place(who))
        except NoRoom:
            raise _too_many(1) from None
        return admission

    async def _named(self, request: Request) -> Admission:
        keeper = self._security.keeper
        if keeper is None:
            if is_elsewhere(request.method, request.headers):
                raise HTTPException(403, "This comes from another site's page.")
            return Admission(ANYBODY)
        loop, security = asyncio.get_running_loop(), self._security
        try:
            if not keeper.asks_issuer(request):
                return await loop.run_in_executor(security.threads, keeper.admit, request)
            # Anybody can write a token, and the issuer may hang: whoever has a key waits for
            # neither.
            with security.token_room.place():
                return await loop.run_in_executor(security.token_threads, keeper.admit, request)
        except Stranger as stranger:
            if stranger.shown and (wait := self._security.failures.take(caller_of(request))):
                raise _too_many(wait) from None
            challenge = f'{CHALLENGE}, error="invalid_token"' if stranger.shown else CHALLENGE
            words = "This opens nothing: it is unknown, has expired or was revoked."
            raise HTTPException(
                401, words if stranger.shown else STRANGER, {"WWW-Authenticate": challenge}
            ) from None
        except CrossSite:
            words = "This does not come from a page of this service that has the session's token."
            raise HTTPException(403, words) from None
        except (NoKeys, NoRoom, DatabaseTrouble):
            words = "Nobody can be told apart just now; nothing was done."
            raise HTTPException(503, words, {"Retry-After": "5"}) from None

    def _check_host(self, request: Request) -> None:
        trusted = self._security.settings.trusted_hosts
        if not trusted:
            return
        try:
            host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
        except ValueError:
            host = ""
        if not any(_fits(host, pattern.lower()) for pattern in trusted):
            raise HTTPException(421, "The service does not answer to this host name.")


def _fits(host: str, pattern: str) -> bool:
    if pattern.startswith("*."):
        return host.endswith(pattern[1:])
    return host == pattern.strip("[]")


def _too_many(seconds: int) -> HTTPException:
    return HTTPException(429, "Too many requests of yours.", {"Retry-After": str(seconds)})


def _withholding(scope: Message, receive: Receive, send: Send, admission: Admission) -> Send:
    """Return a way to send that keeps back what no route has asked their leave for.

    Routes with dependencies are shut before they run. This is for what has none, a mounted
    folder or app, which anybody with a key of any scope would otherwise get at.
    """
    withheld = False

    async def send_if_asked(message: Message) -> None:
        nonlocal withheld
        starts = message["type"] == "http.response.start"
        if starts and message["status"] < 400 and not admission.asked:
            withheld = True
            _log.error("what was mounted does not ask who may use it, so nobody may")
            await problem_response(403, NOT_YOURS)(scope, receive, send)
        elif not withheld:
            await send(message)

    return send_if_asked
