"""The routes of proposals: ask for one, look at it, give it up."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import Connection

from api.service.bodies import read_request
from api.service.days.answers import ProposalAsked, ProposalEntry, ProposalList
from api.service.days.asked import AskProposal
from api.service.days.backend import backend_of
from api.service.days.places import On
from api.service.days.replies import reply
from api.service.openapi import answers, asks
from api.service.security.access import proposer, reader
from api.service.shared import service_of
from engine.store.errors import NotThere
from engine.store.kinds import DAY
from engine.store.marks import marks_of
from engine.store.proposals import KeptProposal, proposal_of, proposals_of
from engine.store.sightings import of_proposal
from models.access import Principal

proposals = APIRouter(prefix="/v1/sites/{site}/days/{date}/proposals", tags=["proposals"])


def of_day(conn: Connection, site: str, date: On, proposal: str) -> KeptProposal:
    """Return a proposal of a day.

    Raises:
        NotThere: the day has no such proposal.
    """
    kept = proposal_of(conn, proposal)
    if (kept.answers.site, kept.answers.name) != (site, date):
        raise NotThere(f"there is no proposal {proposal[:40]}")
    return kept


@proposals.post(
    "",
    status_code=202,
    summary="Have a day solved as it stands",
    responses=answers(ProposalAsked, stored=True, missing=True, status=202),
    openapi_extra=asks(AskProposal),
)
async def ask_proposal(
    site: str, date: On, request: Request, who: Annotated[Principal, Depends(proposer)]
) -> Response:
    """Have a proposal worked out without a new event; `Location` is where it will be."""
    settings = service_of(request).settings
    asked = await read_request(request, AskProposal, settings)
    asked.check(settings)

    def work() -> str:
        backend = backend_of(request)
        backend.read(lambda conn: marks_of(conn, site, date))
        question = asked.model_dump(mode="json", exclude_none=True)
        return backend.jobs.ask(site, date, question, who.actor)

    proposal = await asyncio.to_thread(work)
    where = f"/v1/sites/{site}/days/{date}/proposals/{proposal}"
    return reply(ProposalAsked(proposal=proposal), 202, {"Location": where})


@proposals.get(
    "",
    summary="List the proposals of a day",
    responses=answers(ProposalList, reads=True, missing=True),
    dependencies=[Depends(reader)],
)
async def list_proposals(site: str, date: On, request: Request) -> Response:
    """List the proposals of a day, the newest first, without their plans."""
    kept = await asyncio.to_thread(
        backend_of(request).read, lambda conn: proposals_of(conn, site, date)
    )
    return reply(ProposalList(proposals=tuple(map(ProposalEntry.of, kept))))


@proposals.get(
    "/{proposal}",
    summary="Show a proposal",
    responses=answers(ProposalEntry, reads=True, stored=True, missing=True),
)
async def show_proposal(
    site: str,
    date: On,
    proposal: str,
    request: Request,
    who: Annotated[Principal, Depends(reader)],
) -> Response:
    """Return a proposal: its plan, options, reasons and call list once it is open.

    The audit says who has seen it.
    """

    def work() -> KeptProposal:
        backend = backend_of(request)
        kept = backend.read(lambda conn: of_day(conn, site, date, proposal))
        if kept.document is not None:
            backend.seen.note(who.actor, site, [of_proposal(kept, DAY)])
        return kept

    return reply(ProposalEntry.of(await asyncio.to_thread(work)))


@proposals.post(
    "/{proposal}/cancel",
    summary="Give a proposal up",
    responses=answers(ProposalEntry, reads=True, missing=True, conflict=True),
)
async def cancel_proposal(
    site: str,
    date: On,
    proposal: str,
    request: Request,
    who: Annotated[Principal, Depends(proposer)],
) -> Response:
    """Stop working a proposal out, or take an open one off the list."""

    def work() -> KeptProposal:
        backend = backend_of(request)
        backend.read(lambda conn: of_day(conn, site, date, proposal))
        backend.jobs.cancel(proposal, who.actor)
        return backend.read(lambda conn: of_day(conn, site, date, proposal))

    return reply(ProposalEntry.of(await asyncio.to_thread(work)))
