"""The routes of the audit, and of how long a site's days are kept."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field
from sqlalchemy import Connection

from api.service.bodies import read_request
from api.service.days.backend import backend_of
from api.service.days.pages import After, Limit
from api.service.days.replies import reply
from api.service.openapi import answers, asks
from api.service.security.access import administrator
from api.service.shared import service_of
from engine.jobs.retention import today_at
from engine.store.audit import entries, head_of
from engine.store.purge import Purged, purge, retention_of, set_retention
from engine.store.tables import now
from models.access import Principal
from models.base import Fact
from models.errors import BadInput, Fault

audit = APIRouter(prefix="/v1", tags=["audit"])


class AuditEntry(Fact):
    """One thing that somebody did or saw; its hash is over all else, as canonical JSON."""

    position: int
    at: str = Field(description="When, in UTC; the text itself is what is hashed.")
    actor: str
    action: str
    site: str | None
    about: str = Field(description="With what, by its id, date or version.")
    digest: str | None = Field(description="SHA-256 of the document that it was about.")
    previous: str = Field(description="The hash of the entry before.")
    hash: str


class AuditHead(Fact):
    """The last entry of the audit."""

    position: int
    hash: str


class AuditPage(Fact):
    """Some entries of the audit in their order, and where it ends now."""

    entries: tuple[AuditEntry, ...]
    head: AuditHead


class Retention(Fact):
    """For how long a site keeps its days."""

    days: int | None = Field(
        ge=0, le=36_500, description="Days after a day's date; null: until they are purged."
    )


class PurgeIn(Fact):
    """Remove what is old."""

    before: dt.date | None = Field(
        default=None, description="Every day before this one; left out: as the site keeps them."
    )


class PurgeDone(Fact):
    """What was removed, for good."""

    days: tuple[dt.date, ...]
    rosters: tuple[str, ...] = Field(default=(), description="Those that were over by then.")
    rows: dict[str, int] = Field(description="How many of each kind.")


@audit.get(
    "/audit",
    summary="Read the audit",
    responses=answers(AuditPage, reads=True),
    dependencies=[Depends(administrator)],
)
async def read_audit(request: Request, after: After = 0, limit: Limit = 100) -> Response:
    """Return entries as they are, of every site: they hold digests, never what was seen or done.

    Go on with the last one's position as `after`, up to the head's.
    """

    def look(conn: Connection) -> AuditPage:
        page = [each.as_json() for each in entries(conn, after=after, most=limit)]
        head = head_of(conn)
        return AuditPage(
            entries=tuple(AuditEntry(**each) for each in page),
            head=AuditHead(position=head.position, hash=head.hash),
        )

    return reply(await asyncio.to_thread(backend_of(request).read, look))


@audit.get(
    "/sites/{site}/retention",
    summary="Show for how long a site keeps its days",
    responses=answers(Retention, reads=True, missing=True),
    dependencies=[Depends(administrator)],
)
async def show_retention(site: str, request: Request) -> Response:
    """Return after how many days a purge removes a day."""
    kept = await asyncio.to_thread(backend_of(request).read, lambda conn: retention_of(conn, site))
    return reply(Retention(days=kept))


@audit.put(
    "/sites/{site}/retention",
    summary="Say for how long a site keeps its days",
    responses=answers(Retention, stored=True, missing=True),
    openapi_extra=asks(Retention),
)
async def put_retention(
    site: str, request: Request, who: Annotated[Principal, Depends(administrator)]
) -> Response:
    """Say after how many days a purge removes a day."""
    wanted = await read_request(request, Retention, service_of(request).settings)

    def work() -> None:
        with backend_of(request).writing() as conn:
            set_retention(conn, site, wanted.days, who.actor)

    await asyncio.to_thread(work)
    return reply(wanted)


@audit.post(
    "/sites/{site}/purge",
    summary="Remove a site's old days",
    responses=answers(PurgeDone, stored=True, missing=True),
    openapi_extra=asks(PurgeIn),
)
async def purge_site(
    site: str, request: Request, who: Annotated[Principal, Depends(administrator)]
) -> Response:
    """Remove what is kept of days and rosters that are over, for good: documents and all else.

    The audit stays as it is, and verifies: it never held them.
    """
    wanted = await read_request(request, PurgeIn, service_of(request).settings)

    def work() -> Purged:
        with backend_of(request).writing() as conn:
            today = today_at(conn, site, now())
            if wanted.before is None:
                return purge(conn, site, today, who.actor)
            if wanted.before > today:
                expected = f"at the latest today, {today}"
                raise BadInput([Fault("before", str(wanted.before), "not over yet", expected)])
            return purge(conn, site, wanted.before, who.actor, keep_days=0)

    gone = await asyncio.to_thread(work)
    return reply(PurgeDone(days=gone.dates, rosters=gone.rosters, rows=gone.rows))
