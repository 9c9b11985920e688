"""The routes of fan-outs: many questions about kept days at once."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from sqlalchemy import Connection

from api.service.bodies import read_request
from api.service.days.asked import FanOutAsked, check_days
from api.service.days.backend import backend_of
from api.service.days.fan_out_answers import (
    FanOutAnswer,
    FanOutCounts,
    FanOutPage,
    FanOutTaken,
)
from api.service.days.pages import After, Limit
from api.service.days.replies import reply
from api.service.openapi import answers, asks
from api.service.security.access import NOT_YOURS, anybody, anybody_proposing
from api.service.shared import service_of
from engine.store.errors import NotThere
from engine.store.fan_outs import (
    FanOut,
    answers_of,
    cancel_fan_out,
    fan_out_of,
    sites_of_fan_out,
)
from models.access import Principal, Scope

fan_outs = APIRouter(prefix="/v1/fan-outs", tags=["fan-outs"])


@fan_outs.post(
    "",
    status_code=202,
    summary="Have many days answered at once",
    responses=answers(FanOutTaken, stored=True, status=202),
    openapi_extra=asks(FanOutAsked),
)
async def ask_the_fan_out(
    request: Request, who: Annotated[Principal, Depends(anybody_proposing)]
) -> Response:
    """Have kept days, or variants of them, answered by whatever workers there are.

    It takes a key that may propose at every site named. No interactive solve waits behind a
    fan-out, and nothing of its answers can be published: they are figures to compare.
    """
    asked = (await read_request(request, FanOutAsked, service_of(request).settings)).root
    if not all(who.may(Scope.PROPOSE, site) for site in {each.site for each in asked}):
        raise HTTPException(403, NOT_YOURS)

    def work() -> str:
        backend = backend_of(request)
        backend.read(lambda conn: check_days(conn, asked))
        with backend.writing() as conn:
            return backend.jobs.ask_fan_out(conn, [each.to_keep() for each in asked], who.actor)

    fan_out = await asyncio.to_thread(work)
    where = f"/v1/fan-outs/{fan_out}"
    return reply(FanOutTaken(fan_out=fan_out, asked=len(asked)), 202, {"Location": where})


@fan_outs.get(
    "/{fan_out}",
    summary="Show how far a fan-out has come",
    responses=answers(FanOutPage, reads=True, missing=True),
)
async def show_fan_out(
    fan_out: str,
    request: Request,
    who: Annotated[Principal, Depends(anybody)],
    after: After = 0,
    limit: Limit = 100,
) -> Response:
    """Return the counts, and a page of answers in figures.

    Whoever asked sees it, and admins of every site; for others it is not there.
    """

    def look(conn: Connection) -> FanOutPage:
        kept = _theirs(conn, fan_out, who)
        page = answers_of(conn, fan_out, after=after, most=limit)
        return FanOutPage.page(kept, tuple(map(FanOutAnswer.of, page)))

    return reply(await asyncio.to_thread(backend_of(request).read, look))


@fan_outs.post(
    "/{fan_out}/cancel",
    summary="Give a fan-out up",
    responses=answers(FanOutCounts, reads=True, stored=True, missing=True),
)
async def cancel_the_fan_out(
    fan_out: str, request: Request, who: Annotated[Principal, Depends(anybody_proposing)]
) -> Response:
    """Have no more of its questions answered; the answers that are there stay."""

    def work() -> FanOut:
        with backend_of(request).writing() as conn:
            _theirs(conn, fan_out, who)
            cancel_fan_out(conn, fan_out, who.actor)
            return fan_out_of(conn, fan_out)

    return reply(FanOutCounts.of(await asyncio.to_thread(work)))


def _theirs(conn: Connection, fan_out: str, who: Principal) -> FanOut:
    """Return a fan-out of whoever asks, whose sites they still see, or any for an admin of all.

    Raises:
        NotThere: there is none that they may see.
    """
    found = fan_out_of(conn, fan_out)
    own = found.by == who.actor and all(map(who.sees, sites_of_fan_out(conn, fan_out)))
    if not own and not who.may(Scope.ADMIN):
        raise NotThere(f"there is no fan-out {fan_out[:40]}")
    return found
