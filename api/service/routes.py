"""The routes: parse, ask the planner, return."""

from __future__ import annotations

import asyncio
import json
import threading
from functools import cache

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from api.documents import DOCUMENTS, schema_of, whole_schema
from api.judgement import Judgement, judgement_of
from api.scenarios import about, example
from api.service.bodies import read_request
from api.service.openapi import answers, asks
from api.service.requests import CheckRequest, ResolveRequest, WhatIfRequest
from api.service.security.access import anybody, anybody_proposing
from api.service.shared import service_of
from models.proposal import Comparison, Proposal
from models.rule_packs import names as pack_names
from models.rule_packs import pack_of
from scenarios.library import names

routes = APIRouter()


@routes.post(
    "/v1/resolve",
    dependencies=[Depends(anybody_proposing)],
    tags=["plan"],
    summary="Re-plan a day after what has happened",
    responses=answers(Proposal, solves=True),
    openapi_extra=asks(ResolveRequest),
)
async def resolve(request: Request) -> Response:
    """Answer a disruption: a plan, what changes for whom and why, whom to call, a certificate.

    The answer comes within the deadline, whatever happens; `gaps` lists what no plan can cure.
    Nothing is kept. Closing the connection stops the solve.
    """
    service = service_of(request)
    question = await read_request(request, ResolveRequest, service.settings)
    asked = question.asked(service.settings, options=question.options)

    def work(stop: threading.Event) -> bytes:
        office, day = question.office_and_day()
        proposal = service.planner.resolve(
            office,
            day,
            events=question.events,
            now=question.now,
            issued=question.issued,
            asked=asked,
            progress=None,
            stop=stop,
        )
        return proposal.model_dump_json().encode()

    return _json(await service.desk.answer(request, question.deadline, work))


@routes.post(
    "/v1/what-if",
    dependencies=[Depends(anybody_proposing)],
    tags=["plan"],
    summary="Compare variants of a day",
    responses=answers(Comparison, solves=True),
    openapi_extra=asks(WhatIfRequest),
)
async def what_if(request: Request) -> Response:
    """Solve each variant of a day, and list the figures in which they differ.

    The deadline is that of each variant; together they may not take longer than one question may.
    """
    service = service_of(request)
    question = await read_request(request, WhatIfRequest, service.settings)
    asked = question.asked(service.settings, options=False)
    question.check_variants(service.settings)

    def work(stop: threading.Event) -> bytes:
        office, day = question.office_and_day()
        comparison = service.planner.what_if(
            office,
            day,
            question.variants,
            now=question.now,
            issued=question.issued,
            asked=asked,
            stop=stop,
        )
        return comparison.model_dump_json().encode()

    seconds = question.deadline * len(question.variants)
    return _json(await service.desk.answer(request, seconds, work))


@routes.post(
    "/v1/check",
    dependencies=[Depends(anybody_proposing)],
    tags=["plan"],
    summary="Say what the rules find in a plan",
    responses=answers(Judgement),
    openapi_extra=asks(CheckRequest),
)
async def check(request: Request) -> Response:
    """Judge a plan by the independent checks, which share no code with the solver."""
    service = service_of(request)
    question = await read_request(request, CheckRequest, service.settings)

    def work() -> bytes:
        office, day = question.office_and_day()
        verdict = service.planner.judge(
            office,
            day,
            question.plan,
            events=question.events,
            now=question.now,
            issued=question.issued,
        )
        return judgement_of(verdict).model_dump_json().encode()

    return _json(await asyncio.to_thread(work))


@routes.get(
    "/v1/scenarios",
    dependencies=[Depends(anybody)],
    tags=["scenarios"],
    summary="List the example days",
    responses=answers("Scenarios"),
)
def list_scenarios() -> Response:
    """List the example days by name, with what each is about."""
    listed = [{"name": name, "about": about(name)} for name in names()]
    return _json(json.dumps({"scenarios": listed}).encode())


@routes.get(
    "/v1/scenarios/{name}",
    dependencies=[Depends(anybody)],
    tags=["scenarios"],
    summary="Show an example day",
    responses=answers("Scenario", missing=True),
)
def show_scenario(name: str) -> Response:
    """Return an example day's office and day, its events in it."""
    if name not in names():
        raise HTTPException(404, "There is no example day of this name; see /v1/scenarios.")
    scenario = example(name)
    office, day = scenario.office.model_dump_json(), scenario.day.model_dump_json()
    head = json.dumps({"name": name, "about": about(name)})[:-1]
    return _json(f'{head}, "office": {office}, "day": {day}}}'.encode())


@routes.get(
    "/v1/packs",
    dependencies=[Depends(anybody)],
    tags=["packs"],
    summary="List the rule packs",
    responses=answers("Packs"),
)
def list_packs() -> Response:
    """List the rule packs by name, with how many entries each has."""
    listed = [
        {"name": name, "title": pack_of(name).title, "entries": len(pack_of(name).entries)}
        for name in pack_names()
    ]
    return _json(json.dumps({"packs": listed}).encode())


@routes.get(
    "/v1/packs/{name}",
    dependencies=[Depends(anybody)],
    tags=["packs"],
    summary="Show a rule pack",
    responses=answers("Pack", missing=True),
)
def show_pack(name: str) -> Response:
    """Return what a pack asks for: settings of rules, each with its source and dates.

    An office names it, or writes it out, changed or not, as `rules.pack`.
    """
    if name not in pack_names():
        known = ", ".join(pack_names())
        raise HTTPException(404, f"There is no such rule pack; there are {known}.")
    return _json(pack_of(name).model_dump_json().encode())


@routes.get(
    "/v1/schema",
    tags=["schema"],
    summary="Show the JSON Schema of every document",
    responses=answers("Schema"),
)
def show_schema() -> Response:
    """Return one JSON Schema of all documents, with the rate of every soft term."""
    return _json(_schema(None), "application/schema+json")


@routes.get(
    "/v1/schema/{document}",
    tags=["schema"],
    summary="Show the JSON Schema of one document",
    responses=answers("Schema", missing=True),
)
def show_document_schema(document: str) -> Response:
    """Return the JSON Schema of one document."""
    if document not in DOCUMENTS:
        known = ", ".join(DOCUMENTS)
        raise HTTPException(404, f"There is no such document; there are {known}.")
    return _json(_schema(document), "application/schema+json")


@routes.get(
    "/healthz", tags=["health"], summary="Say that the service runs", responses=answers("Health")
)
async def healthz() -> Response:
    """Answer as long as the service runs."""
    return _json(b'{"status": "ok"}')


@routes.get(
    "/readyz",
    tags=["health"],
    summary="Say whether the service is ready",
    responses=answers("Health", busy=True),
)
async def readyz(request: Request) -> Response:
    """Answer 200 once the solver processes are warm."""
    if not service_of(request).warm.is_set():
        raise HTTPException(503, "The solver processes are starting.", {"Retry-After": "1"})
    return _json(b'{"status": "ready"}')


@cache
def _schema(document: str | None) -> bytes:
    described = whole_schema() if document is None else schema_of(document)
    return json.dumps(described).encode()


def _json(body: bytes, media_type: str = "application/json") -> Response:
    return Response(body, media_type=media_type)
