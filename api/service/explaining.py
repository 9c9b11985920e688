"""The routes for questions about a plan: parse, ask the planner, return."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from api.planner import Enquiry, Planner
from api.service.bodies import read_request
from api.service.openapi import answers, asks
from api.service.requests import (
    AboutPlanRequest,
    ConflictRequest,
    FrontierRequest,
    HelpRequest,
    QuestionRequest,
    WhyNotRequest,
    WhyRequest,
)
from api.service.security.access import anybody_proposing
from api.service.shared import service_of
from models.explanation import Conflict, Frontier, Help, Why, WhyNot

explaining = APIRouter(dependencies=[Depends(anybody_proposing)])

Question = TypeVar("Question", bound=AboutPlanRequest)


@explaining.post(
    "/v1/day/why",
    tags=["explain"],
    summary="Say why a visit is where a plan has it",
    responses=answers(Why, solves=True),
    openapi_extra=asks(WhyRequest),
)
async def why(request: Request) -> Response:
    """Tell the reason, what the visit's entry costs by rule, and what each other way would be.

    Each alternative is either refused by a rule, or has the exact difference of cost, all else
    being as in the plan.
    """

    def work(
        planner: Planner, asked: WhyRequest, about: Enquiry, stop: threading.Event
    ) -> BaseModel:
        return planner.why(about, asked.visit, stop=stop)

    return await _answer(request, WhyRequest, work)


@explaining.post(
    "/v1/day/why-not",
    tags=["explain"],
    summary="Say why a visit is not somewhere else",
    responses=answers(WhyNot, solves=True),
    openapi_extra=asks(WhyNotRequest),
)
async def why_not(request: Request) -> Response:
    """Name the rule that refuses the visit there; or force it there, and tell what that costs.

    The cost is exact for the plan that comes along; `at_least` holds for every plan with the visit
    there. Where it cannot be together with what must stay, `conflict` says why.
    """

    def work(
        planner: Planner, asked: WhyNotRequest, about: Enquiry, stop: threading.Event
    ) -> BaseModel:
        return planner.why_not(about, asked.wish, within=asked.within, stop=stop)

    return await _answer(request, WhyNotRequest, work)


@explaining.post(
    "/v1/day/conflict",
    tags=["explain"],
    summary="Say what stands against what is asked for",
    responses=answers(Conflict, solves=True),
    openapi_extra=asks(ConflictRequest),
)
async def conflict(request: Request) -> Response:
    """Find the fewest wishes, rules and facts that cannot all hold, each shown to be needed.

    What was not found out in time is told as such: `answer` is then 'unknown', or `smallest` and
    `verified` are false.
    """

    def work(
        planner: Planner, asked: ConflictRequest, about: Enquiry, stop: threading.Event
    ) -> BaseModel:
        return planner.conflict(about, asked.wishes, within=asked.within, stop=stop)

    return await _answer(request, ConflictRequest, work)


@explaining.post(
    "/v1/day/help",
    tags=["explain"],
    summary="Say what would help",
    responses=answers(Help, solves=True),
    openapi_extra=asks(HelpRequest),
)
async def help_me(request: Request) -> Response:
    """Try small reliefs, each by solving with it, and rank those that buy something.

    More overtime, a held slot, a block, a room, a person, a patient's consent, a shorter notice:
    the least step of each kind, with what it buys.
    """

    def work(
        planner: Planner, asked: HelpRequest, about: Enquiry, stop: threading.Event
    ) -> BaseModel:
        return planner.help_me(about, within=asked.within, stop=stop)

    return await _answer(request, HelpRequest, work)


@explaining.post(
    "/v1/day/frontier",
    tags=["explain"],
    summary="Say how many can be seen with how many calls",
    responses=answers(Frontier, solves=True),
    openapi_extra=asks(FrontierRequest),
)
async def frontier(request: Request) -> Response:
    """Solve for 0, 1, 2 … calls that the engine may choose to make, each point with its proof.

    A call is chosen when the patient was not hit by what happened: the others have to be told
    in any case.
    """

    def work(
        planner: Planner, asked: FrontierRequest, about: Enquiry, stop: threading.Event
    ) -> BaseModel:
        return planner.frontier(about, within=asked.within, stop=stop)

    return await _answer(request, FrontierRequest, work)


async def _answer(
    request: Request,
    kind: type[Question],
    work: Callable[[Planner, Question, Enquiry, threading.Event], BaseModel],
) -> Response:
    service = service_of(request)
    question = await read_request(request, kind, service.settings)
    asked = question.asked(service.settings, options=False)
    seconds = question.deadline if question.plan is None else 0.0
    if isinstance(question, QuestionRequest):
        question.check_within(service.settings)
        seconds += question.within or 0.0

    def written(stop: threading.Event) -> bytes:
        about = question.enquiry(asked)
        return work(service.planner, question, about, stop).model_dump_json().encode()

    body = await service.desk.answer(request, seconds, written)
    return Response(body, media_type="application/json")
