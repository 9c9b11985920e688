"""The routes of a roster's proposals: ask for one, look at it, follow it, give it up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.service.bodies import read_request
from api.service.days.answers import ProposalAsked
from api.service.days.backend import Backend, backend_of
from api.service.days.progress import last_seen, telling
from api.service.days.replies import reply
from api.service.kept_rosters.answers import RosterProposalEntry, RosterProposalList
from api.service.kept_rosters.asked import AskRosterProposal
from api.service.kept_rosters.places import PREFIX, Called, of_roster
from api.service.openapi import answers, asks, streams
from api.service.security.access import proposer, reader
from api.service.shared import service_of
from engine.store.kinds import ROSTER
from engine.store.proposals import KeptProposalOf
from engine.store.shelves import ROSTERS
from engine.store.sightings import of_proposal
from models.access import Principal
from models.kept_roster import RosterAnswer

roster_proposals = APIRouter(prefix=f"{PREFIX}/{{roster}}/proposals", tags=["kept-rosters"])


@roster_proposals.post(
    "",
    status_code=202,
    summary="Have a roster solved as it stands",
    responses=answers(ProposalAsked, stored=True, missing=True, status=202),
    openapi_extra=asks(AskRosterProposal),
)
async def ask_roster_proposal(
    site: str, name: Called, request: Request, who: Annotated[Principal, Depends(proposer)]
) -> Response:
    """Have a proposal worked out without a new event; `Location` is where it will be.

    Where nothing is published yet, a roster is built.
    """
    settings = service_of(request).settings
    asked = await read_request(request, AskRosterProposal, settings)
    asked.check(settings)

    def work() -> str:
        backend = backend_of(request)
        backend.read(lambda conn: ROSTERS.marker.marks_of(conn, site, name))
        question = asked.model_dump(mode="json", exclude_none=True)
        return backend.jobs.ask(site, name, question, who.actor)

    proposal = await asyncio.to_thread(work)
    where = f"/v1/sites/{site}/rosters/{name}/proposals/{proposal}"
    return reply(ProposalAsked(proposal=proposal), 202, {"Location": where})


@roster_proposals.get(
    "",
    summary="List the proposals of a roster",
    responses=answers(RosterProposalList, reads=True, missing=True),
    dependencies=[Depends(reader)],
)
async def list_roster_proposals(site: str, name: Called, request: Request) -> Response:
    """List the proposals of a roster, the newest first, without their answers."""
    kept = await asyncio.to_thread(
        backend_of(request).read, lambda conn: ROSTERS.proposals.proposals_of(conn, site, name)
    )
    return reply(RosterProposalList(proposals=tuple(map(RosterProposalEntry.of, kept))))


@roster_proposals.get(
    "/{proposal}",
    summary="Show a roster's proposal",
    responses=answers(RosterProposalEntry, reads=True, stored=True, missing=True),
)
async def show_roster_proposal(
    site: str,
    name: Called,
    proposal: str,
    request: Request,
    who: Annotated[Principal, Depends(reader)],
) -> Response:
    """Return a proposal: changes and reasons, whom to ask, options, certificate, once it is open.

    The audit says who has seen it.
    """

    def work() -> KeptProposalOf[str, RosterAnswer]:
        backend = backend_of(request)
        kept = backend.read(lambda conn: of_roster(conn, site, name, proposal))
        if kept.document is not None:
            backend.seen.note(who.actor, site, [of_proposal(kept, ROSTER)])
        return kept

    return reply(RosterProposalEntry.of(await asyncio.to_thread(work)))


@roster_proposals.post(
    "/{proposal}/cancel",
    summary="Give a roster's proposal up",
    responses=answers(RosterProposalEntry, reads=True, missing=True, conflict=True),
)
async def cancel_roster_proposal(
    site: str,
    name: Called,
    proposal: str,
    request: Request,
    who: Annotated[Principal, Depends(proposer)],
) -> Response:
    """Stop working a proposal out, or take an open one off the list."""

    def work() -> KeptProposalOf[str, RosterAnswer]:
        backend = backend_of(request)
        backend.read(lambda conn: of_roster(conn, site, name, proposal))
        backend.jobs.cancel(proposal, who.actor, ROSTERS)
        return backend.read(lambda conn: of_roster(conn, site, name, proposal))

    return reply(RosterProposalEntry.of(await asyncio.to_thread(work)))


async def _known(site: str, name: Called, proposal: str, request: Request) -> Backend:
    """Answer 404 for what is not there while that can still be said: before anything is told."""
    backend = backend_of(request)
    await asyncio.to_thread(backend.read, lambda conn: of_roster(conn, site, name, proposal))
    return backend


@roster_proposals.get(
    "/{proposal}/progress",
    summary="Follow how a roster's proposal comes along",
    response_class=EventSourceResponse,
    responses=streams(),
    openapi_extra=asks(None, resumes=True),
    dependencies=[Depends(reader)],
)
async def follow_roster(
    request: Request,
    proposal: str,
    backend: Annotated[Backend, Depends(_known)],
    after: Annotated[int, Depends(last_seen)],
) -> AsyncIterator[ServerSentEvent]:
    """Tell each aim that was searched for as an event `progress`, and `ended` in the end.

    An event's id is its position: sent as `Last-Event-ID`, it is where the telling goes on. It
    breaks off within a second when the key, session or token that opened it opens nothing more.
    """
    async for each in telling(request, backend, ROSTERS, proposal, after):
        yield each
