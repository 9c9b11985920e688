"""Every refusal of the service as problem details, and no failure with a word of its input."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError

from api.operation.logs import way_of
from api.problem import MEDIA_TYPE, faults_detail, problem, problem_text
from models.errors import BadInput, Fault
from models.reading import fault_of

_log = logging.getLogger("huddle.service")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

_WORDS = {
    404: "There is nothing at this address.",
    405: "This address does not take this method.",
}


def answer_problems(app: FastAPI, *, encrypted: bool = False) -> None:
    """Make an app answer every refusal with problem details.

    Args:
        app: the app.
        encrypted: whether browsers reach it by TLS, and shall never do otherwise again.
    """
    app.add_exception_handler(BadInput, _bad_input)
    app.add_exception_handler(RequestValidationError, _bad_parameters)
    for status in HTTPStatus:
        if status >= 400 and status != HTTPStatus.INTERNAL_SERVER_ERROR:
            app.add_exception_handler(status, _refused)
    app.add_middleware(Guard, encrypted=encrypted)


def problem_response(
    status: int,
    detail: str,
    faults: tuple[Fault, ...] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return problem details as a response."""
    return Response(
        problem_text(problem(status, detail, faults)),
        status_code=status,
        headers=dict(headers or {}),
        media_type=MEDIA_TYPE,
    )


def _bad_input(_request: Request, error: Exception) -> Response:
    faults = error.faults if isinstance(error, BadInput) else ()
    return problem_response(422, faults_detail(faults), faults)


def _bad_parameters(_request: Request, error: Exception) -> Response:
    details = error.errors() if isinstance(error, RequestValidationError) else ()
    faults = tuple(fault_of(each, str(each["loc"][-1])) for each in details)
    return problem_response(422, faults_detail(faults), faults)


def _refused(_request: Request, error: Exception) -> Response:
    status: int = getattr(error, "status_code", 500)
    detail: str = getattr(error, "detail", "")
    if detail == HTTPStatus(status).phrase:
        detail = _WORDS.get(status, detail)
    return problem_response(status, detail, headers=getattr(error, "headers", None))


class Guard:
    """Sets the headers that every answer carries, and ends a failure without a word of its input.

    What a failure was about may name visits or people; so the log has the kind of error and the
    lines of code it passed through, never its message.
    """

    HEADERS = (
        (b"cache-control", b"no-store"),
        (
            b"content-security-policy",
            b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
        (b"referrer-policy", b"no-referrer"),
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"DENY"),
    )
    """What an answer that does not say otherwise carries."""

    TLS_ONLY = (b"strict-transport-security", b"max-age=31536000")

    def __init__(self, app: App, *, encrypted: bool = False) -> None:
        self.app = app
        self._headers = (*self.HEADERS, self.TLS_ONLY) if encrypted else self.HEADERS

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                said = list(message.get("headers", ()))
                named = {name.lower() for name, _ in said}
                said += [header for header in self._headers if header[0] not in named]
                message["headers"] = said
            await send(message)

        try:
            await self.app(scope, receive, send_guarded)
        except Exception as error:  # the last stop before the server's own log
            _log.error("%s in %s", type(error).__name__, way_of(error))
            if not started:
                failed = problem_response(500, "The service failed; its log says where.")
                await failed(scope, receive, send_guarded)
