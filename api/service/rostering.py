"""The routes for rosters over weeks: parse, ask the planner, return."""

from __future__ import annotations

import asyncio
import threading

from fastapi import APIRouter, Depends, Request, Response

from api.judgement import Judgement, judgement_of
from api.service.bodies import read_request
from api.service.openapi import answers, asks
from api.service.roster_requests import (
    RosterAbsenceRequest,
    RosterBuildRequest,
    RosterCheckRequest,
    RosterRepairRequest,
)
from api.service.security.access import anybody_proposing
from api.service.shared import service_of
from models.absence_answer import AnsweredAbsence
from models.roster_answer import BuiltRoster, RepairedRoster

rostering = APIRouter(dependencies=[Depends(anybody_proposing)], tags=["rosters"])


@rostering.post(
    "/v1/roster/build",
    summary="Build a roster over weeks",
    responses=answers(BuiltRoster, solves=True),
    openapi_extra=asks(RosterBuildRequest),
)
async def build(request: Request) -> Response:
    """Make a roster: as few people short as can be, then as cheap as can be, with a certificate.

    `possible` false means that what must be by contract and office cannot all be; null, that no
    roster was found by the deadline. Nothing is kept. Closing the connection stops the search.
    """
    service = service_of(request)
    question = await read_request(request, RosterBuildRequest, service.settings)
    asked = question.asked(service.settings, options=False)

    def work(stop: threading.Event) -> bytes:
        office, roster = question.office_and_roster()
        built = service.planner.build_roster(office, roster, asked=asked, stop=stop)
        return built.model_dump_json().encode()

    return _json(await service.desk.answer(request, question.deadline, work))


@rostering.post(
    "/v1/roster/repair",
    summary="Repair a published roster after absences",
    responses=answers(RepairedRoster, solves=True),
    openapi_extra=asks(RosterRepairRequest),
)
async def repair(request: Request) -> Response:
    """Leave as little uncovered as can be, then change as few cells as can be; say why and whom.

    There is always an answer: `uncovered` lists what nobody can cover, `eased` what must be and
    could not be kept. Nothing is kept. Closing the connection stops the search.
    """
    service = service_of(request)
    question = await read_request(request, RosterRepairRequest, service.settings)
    asked = question.asked(service.settings, options=question.options)

    def work(stop: threading.Event) -> bytes:
        office, roster = question.office_and_roster()
        repaired = service.planner.repair_roster(
            office, roster, lean=question.lean, asked=asked, stop=stop
        )
        return repaired.model_dump_json().encode()

    return _json(await service.desk.answer(request, question.deadline, work))


@rostering.post(
    "/v1/roster/check",
    summary="Say what the rules find in a roster",
    responses=answers(Judgement),
    openapi_extra=asks(RosterCheckRequest),
)
async def check(request: Request) -> Response:
    """Judge a roster by the independent checks, which share no code with the solver."""
    service = service_of(request)
    question = await read_request(request, RosterCheckRequest, service.settings)

    def work() -> bytes:
        office, roster = question.office_and_roster()
        verdict = service.planner.judge_roster(office, roster, question.plan)
        return judgement_of(verdict).model_dump_json().encode()

    return _json(await asyncio.to_thread(work))


@rostering.post(
    "/v1/roster/absence",
    summary="Answer an absence of several days",
    responses=answers(AnsweredAbsence, solves=True),
    openapi_extra=asks(RosterAbsenceRequest),
)
async def absence(request: Request) -> Response:
    """Repair the roster, then re-plan each booked day that this touches, within one deadline.

    One proposal: what changes in the roster and why, what becomes of each day's visits, one call
    for everybody who must know, and a certificate for each part. A day that fails is a part that
    says so. Nothing is kept. Closing the connection stops the search.
    """
    service = service_of(request)
    question = await read_request(request, RosterAbsenceRequest, service.settings)
    asked = question.asked(service.settings)

    def work(stop: threading.Event) -> bytes:
        office, about = question.office_and_absence()
        answer = service.planner.answer_absence(
            office, about, lean=question.lean, asked=asked, stop=stop
        )
        return answer.model_dump_json().encode()

    return _json(await service.desk.answer(request, question.deadline, work))


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")
