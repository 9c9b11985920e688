"""What the service says of itself in OpenAPI; the schemas are the documents' own."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api.problem import MEDIA_TYPE
from api.service.examples import EXAMPLES
from models.day import Day
from models.office import Office
from models.rule_packs import Pack

DESCRIPTION = """\
Takes an office's day as published and what has just happened, and answers within the deadline with
a plan that touches as few people as it can: whom to call, why, and how far at most the plan is from
the best one. References are opaque; no names, birth dates or reasons for a visit belong in a
request. Questions that carry their day with them are answered and forgotten; what is put under
`/v1/sites` is kept. Every refusal is an RFC 9457 problem; one about the request's contents
lists every fault with its field.
"""

TAGS: list[dict[str, Any]] = [
    {"name": "plan", "description": "Re-plan, compare, check."},
    {"name": "explain", "description": "Why, why not, and what would help."},
    {
        "name": "rosters",
        "description": "Rosters over weeks: build, repair, check; absences of several days.",
    },
    {"name": "sites", "description": "Sites and their offices, kept in versions."},
    {"name": "days", "description": "Days that are kept: books and events in."},
    {"name": "proposals", "description": "What a day's events come to."},
    {"name": "publications", "description": "Plans that people go by."},
    {
        "name": "kept-rosters",
        "description": "Rosters that are kept: versions, events, proposals, publications.",
    },
    {"name": "webhooks", "description": "Who else is told what happens at a site."},
    {"name": "fan-outs", "description": "Many days, or variants of them, at once."},
    {"name": "audit", "description": "Who did and saw what, and what is kept for how long."},
    {"name": "scenarios", "description": "Example days to try things on."},
    {"name": "packs", "description": "What law or contract asks for."},
    {"name": "schema", "description": "What the documents look like."},
    {"name": "health", "description": "For whoever runs the service."},
]

_referred: dict[str, type[BaseModel]] = {each.__name__: each for each in (Day, Office, Pack)}
"""By name: the models that routes ask for or answer with, and those that components here name."""

_COMPONENTS: dict[str, Any] = {
    "Problem": {
        "type": "object",
        "description": "RFC 9457 problem details.",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "faults": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
        },
    },
    "Fault": {
        "type": "object",
        "description": "One thing wrong with the request.",
        "required": ["field", "value", "problem", "expected"],
        "properties": {
            "field": {"type": "string", "examples": ["day.appointments.3.provider"]},
            "value": {"type": "string", "description": "What stood there, shortened."},
            "problem": {"type": "string"},
            "expected": {"type": "string", "description": "What would be right."},
        },
    },
    "Scenarios": {
        "type": "object",
        "required": ["scenarios"],
        "properties": {
            "scenarios": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["name", "about"],
                    "properties": {"name": {"type": "string"}, "about": {"type": "string"}},
                },
            }
        },
    },
    "Scenario": {
        "type": "object",
        "required": ["name", "about", "office", "day"],
        "properties": {
            "name": {"type": "string"},
            "about": {"type": "string"},
            "office": {"$ref": "#/components/schemas/Office"},
            "day": {"$ref": "#/components/schemas/Day"},
        },
    },
    "Packs": {
        "type": "object",
        "required": ["packs"],
        "properties": {
            "packs": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["name", "title", "entries"],
                    "properties": {
                        "name": {"type": "string"},
                        "title": {"type": "string"},
                        "entries": {"type": "integer", "minimum": 0},
                    },
                },
            }
        },
    },
    "Schema": {"type": "object", "description": "A JSON Schema, draft 2020-12."},
    "Health": {
        "type": "object",
        "required": ["status"],
        "properties": {"status": {"type": "string", "enum": ["ok", "ready"]}},
    },
}

_REFUSALS = {
    400: "The body is no JSON, or broke off.",
    404: "There is nothing of this name.",
    408: "The body did not come in time.",
    409: "What this would be done to is not ready for it, or has ended.",
    412: "The day or roster has moved on; `differences` says what.",
    413: "The body is too large.",
    415: "The body is not `application/json`.",
    422: "The request makes no sense; `faults` says where.",
    428: "`If-Match` is missing.",
    503: "Busy, or not ready: come back after `Retry-After` seconds.",
    507: "The database has no room left; nothing was changed. Come back after `Retry-After`.",
}

_HEADERS = {
    "Idempotency-Key": (
        "The sender's own name for this event; sent again, it counts once.",
        "^[!-~]{1,200}$",
    ),
    "If-Match": (
        "The `ETag` of the day's or roster's standing as the sender has seen it.",
        '^"[!#-~]{1,200}"$',
    ),
    "Last-Event-ID": (
        "The `id` of the last event that came; left out, all are told.",
        "^[0-9]{1,9}$",
    ),
}
"""What each header means, and what it looks like."""


def asks(
    model: type[BaseModel] | None,
    *,
    key: bool = False,
    conditional: bool = False,
    resumes: bool = False,
) -> dict[str, Any]:
    """Describe a route's request: its body, and the headers that it takes.

    Args:
        model: the model of the body; None without one.
        key: it takes an `Idempotency-Key`.
        conditional: it takes an `If-Match`.
        resumes: it may be told a `Last-Event-ID`.
    """
    described: dict[str, Any] = {}
    if model is not None:
        content: dict[str, Any] = {"schema": _reference(model)}
        if model.__name__ in EXAMPLES:
            content["examples"] = EXAMPLES[model.__name__]
        described["requestBody"] = {"required": True, "content": {"application/json": content}}
    headers = ["Idempotency-Key"] * key + ["If-Match"] * conditional
    if headers or resumes:
        described["parameters"] = [_header(name) for name in headers]
        described["parameters"] += [_header("Last-Event-ID", required=False)] * resumes
    return described


def answers(
    answer: type[BaseModel] | str | None,
    *,
    solves: bool = False,
    missing: bool = False,
    busy: bool = False,
    stored: bool = False,
    reads: bool = False,
    conflict: bool = False,
    conditional: bool = False,
    status: int = 200,
) -> dict[int | str, dict[str, Any]]:
    """Describe a route's responses.

    Args:
        answer: the model of the answer, or the name of a component; None without a body.
        solves: it may be busy solving.
        missing: it may find nothing of the name it is given.
        busy: it may not be ready.
        stored: it writes into the store.
        reads: it reads the store, and takes no body.
        conflict: what it is to be done to may have ended.
        conditional: it takes an `If-Match`, and answers with an `ETag`.
        status: of the answer.
    """
    media_type = "application/schema+json" if answer == "Schema" else "application/json"
    refusals = [404] * missing + [409] * conflict
    if not isinstance(answer, str):
        refusals += [422] if reads else [400, 408, 413, 415, 422]
    if conditional:
        refusals += [400, 412, 428]
    if stored:
        refusals.append(507)
    if solves or busy or stored or reads:
        refusals.append(503)
    answered: dict[str, Any] = {"description": "The answer." if answer else "It is done."}
    if answer is not None:
        answered["content"] = {media_type: {"schema": _reference(answer)}}
    return {
        status: answered,
        **{refused: _refusal(refused) for refused in sorted(set(refusals))},
    }


def streams() -> dict[int | str, dict[str, Any]]:
    """Describe the responses of a route that tells server-sent events."""
    told = {"description": "Server-sent events.", "content": {"text/event-stream": {}}}
    return {200: told, **{status: _refusal(status) for status in (404, 422, 503)}}


def _header(name: str, *, required: bool = True) -> dict[str, Any]:
    means, pattern = _HEADERS[name]
    schema = {"type": "string", "pattern": pattern}
    described = {"name": name, "in": "header", "required": required, "schema": schema}
    return described | {"description": means}


def describe(app: FastAPI) -> None:
    """Give the app's OpenAPI document the schemas that its routes refer to."""
    written = app.openapi

    def complete() -> dict[str, Any]:
        document = written()
        components = document.setdefault("components", {}).setdefault("schemas", {})
        if "Problem" not in components:
            _, definitions = models_json_schema(
                [(model, "validation") for model in _referred.values()],
                ref_template="#/components/schemas/{model}",
            )
            components.update(definitions["$defs"] | _COMPONENTS)
            _without_framework_errors(document)
        return document

    app.openapi = complete  # type: ignore[method-assign]


def _without_framework_errors(document: dict[str, Any]) -> None:
    """Take out the validation error that the framework promises for any route with a parameter."""
    for name in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(name, None)
    for operations in document["paths"].values():
        for operation in operations.values():
            if "HTTPValidationError" in str(operation["responses"].get("422")):
                del operation["responses"]["422"]


def _refusal(status: int) -> dict[str, Any]:
    refusal: dict[str, Any] = {
        "description": _REFUSALS[status],
        "content": {MEDIA_TYPE: {"schema": _reference("Problem")}},
    }
    if status in {503, 507}:
        seconds = {"type": "integer", "minimum": 1}
        refusal["headers"] = {"Retry-After": {"description": "In seconds.", "schema": seconds}}
    return refusal


def _reference(model: type[BaseModel] | str) -> dict[str, str]:
    name = model if isinstance(model, str) else model.__name__
    if not isinstance(model, str):
        assert _referred.setdefault(name, model) is model, f"two models are called {name}"
    return {"$ref": f"#/components/schemas/{name}"}
