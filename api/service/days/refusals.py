"""What the store refuses, as problem details: what moved on, which rules a part would break."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request, Response

from api.problem import MEDIA_TYPE, problem, problem_text
from engine.store.errors import (
    AlreadyEnded,
    BadKey,
    DatabaseFull,
    DatabaseTrouble,
    KeyReused,
    NotLegal,
    NotReady,
    NotThere,
    Stale,
    TooLate,
)
from models.errors import HuddleError

STATUS: dict[type[HuddleError], int] = {
    NotThere: 404,
    NotReady: 409,
    AlreadyEnded: 409,
    TooLate: 409,
    KeyReused: 422,
    NotLegal: 422,
    Stale: 412,
    BadKey: 503,
    DatabaseFull: 507,
    DatabaseTrouble: 503,
}
"""The status of each refusal; of a kind that is not named, that of what it is a kind of."""

AGAIN = {503: "1", 507: "30"}
"""Seconds after which to come back: the database is away or busy, or somebody must make room."""


def refuse_in_words(app: FastAPI) -> None:
    """Make an app answer what the store refuses with problem details."""
    for kind in STATUS:
        app.add_exception_handler(kind, _refused)


def _refused(_request: Request, error: Exception) -> Response:
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    sentence = str(error)
    details = problem(status, f"{sentence[:1].upper()}{sentence[1:]}.") | _more(error)
    headers = {"Retry-After": AGAIN[status]} if status in AGAIN else {}
    return Response(
        problem_text(details), status_code=status, headers=headers, media_type=MEDIA_TYPE
    )


def _more(error: Exception) -> dict[str, Any]:
    if isinstance(error, Stale):
        return {
            "differences": [
                ({} if each.date is None else {"date": each.date.isoformat()})
                | {"what": each.what, "then": each.then, "now": each.now}
                for each in error.differences
            ]
        }
    if isinstance(error, TooLate):
        return {"dates": [each.isoformat() for each in error.dates]}
    if isinstance(error, NotLegal):
        return {"findings": [finding.model_dump(mode="json") for finding in error.findings]}
    return {}
