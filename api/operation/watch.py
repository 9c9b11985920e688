"""Every request is noted once: a line, a count, and an id that it brings along or is given."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from uuid import uuid4

from api.operation.logs import saying
from api.operation.metrics import METHODS, NOWHERE, Metrics

_log = logging.getLogger("huddle.request")

HEADER = b"x-request-id"

_ID = re.compile(rb"[0-9A-Fa-f-]{16,64}")
"""What proxies make; anything else could be a name, and is not taken over."""

QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
"""Routes that machines ask all the time."""

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


class Watch:
    """Notes what became of each request: by the template of its route, never by its path.

    Args:
        app: what answers.
        metrics: where it is counted.
        trace: tells the id of the trace that the request is part of, if there is one.
    """

    def __init__(self, app: App, metrics: Metrics, trace: Callable[[], str | None]) -> None:
        self.app = app
        self._metrics = metrics
        self._trace = trace

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.monotonic()
        status = 0
        given = next((value for name, value in scope["headers"] if name == HEADER), b"")
        request = given.decode() if _ID.fullmatch(given) else str(uuid4())

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (HEADER, request.encode())]
            await send(message)

        with saying(request=request, trace=self._trace()):
            try:
                await self.app(scope, receive, send_with_id)
            finally:
                self._note(scope, status, time.monotonic() - began)

    def _note(self, scope: Message, status: int, seconds: float) -> None:
        route = str(getattr(scope.get("route"), "path", NOWHERE))
        method = scope["method"] if scope["method"] in METHODS else "other"
        self._metrics.answered(method, route, status, seconds)
        facts = {"method": method, "route": route, "status": status, "seconds": round(seconds, 4)}
        if status == 0:
            _log.warning("broke off", extra=facts)
        elif status >= 500:
            _log.warning("answered", extra=facts)
        elif route in QUIET:
            _log.debug("answered", extra=facts)
        else:
            _log.info("answered", extra=facts)
