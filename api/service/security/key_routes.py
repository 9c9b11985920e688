"""The routes of keys: who else is let in, made by those who may, and for no more than is theirs."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from pydantic import Field
from sqlalchemy import Connection

from api.service.bodies import read_request
from api.service.days.places import nameable
from api.service.days.replies import reply
from api.service.openapi import answers, asks
from api.service.security.access import NOT_YOURS, Needs
from api.service.security.keeper import Keeper
from api.service.shared import service_of
from engine.store.errors import NotThere
from engine.store.keys import (
    LONGEST,
    Key,
    NewKey,
    create_key,
    key_of,
    keys_of,
    revoke_key,
    rotate_key,
)
from engine.store.tables import now
from models.access import Principal, Scope
from models.base import Fact, Ref

key_routes = APIRouter(prefix="/v1/keys", tags=["keys"], dependencies=[Depends(nameable)])

administrator_of_some = Needs(Scope.ADMIN, of_no_site=True)
"""Whoever may administrate anywhere: they see and make keys for nothing but that."""

Who = Annotated[Principal, Depends(administrator_of_some)]


class KeyIn(Fact):
    """A key that is to be made."""

    label: Ref = Field(description="An opaque reference to whoever is to have it; never a name.")
    scope: Scope
    sites: tuple[Ref, ...] | None = Field(
        min_length=1, max_length=1000, description="For which sites; null is every site."
    )
    days: int = Field(
        default=365, ge=1, le=LONGEST.days, strict=True, description="For how long it opens."
    )


class KeyRotation(Fact):
    """A key is to take the place of another."""

    days: int = Field(
        default=365, ge=1, le=LONGEST.days, strict=True, description="For how long it opens."
    )
    overlap: int = Field(
        default=7, ge=0, le=90, strict=True, description="Days that the old one opens still."
    )


class KeyEntry(Fact):
    """A key, without its secret, which nobody has but its holder."""

    id: str
    label: str
    scope: Scope
    sites: tuple[str, ...] | None = Field(description="Which sites; null is every site.")
    by: str = Field(description="Who made it, as an opaque reference.")
    at: dt.datetime
    expires_at: dt.datetime
    revoked_at: dt.datetime | None
    used_on: dt.date | None = Field(description="The last day on which it was used.")
    follows: str | None = Field(description="The key that it takes the place of.")
    opens: bool = Field(description="Whether it is neither revoked nor expired.")

    @classmethod
    def of(cls, key: Key) -> KeyEntry:
        """Return what is told of a key."""
        return cls(
            id=key.id,
            label=key.label,
            scope=key.scope,
            sites=None if key.sites is None else tuple(sorted(key.sites)),
            by=key.by,
            at=key.at,
            expires_at=key.expires_at,
            revoked_at=key.revoked_at,
            used_on=key.used_on,
            follows=key.follows,
            opens=key.opens(now()),
        )


class KeyMade(Fact):
    """A key that was made."""

    key: str = Field(description="What goes into 'Authorization'; shown this once.")
    entry: KeyEntry

    @classmethod
    def of(cls, made: NewKey) -> KeyMade:
        """Return what is told of a new key, this once."""
        return cls(key=made.text, entry=KeyEntry.of(made.key))


class KeyList(Fact):
    """The keys that whoever asks may administrate, the oldest first."""

    keys: tuple[KeyEntry, ...]


@key_routes.get("", summary="List the keys", responses=answers(KeyList, reads=True))
async def list_the_keys(request: Request, who: Who) -> Response:
    """List the keys for sites of whoever asks, also those that open nothing any more.

    A key for every site, or for one that is not theirs as well, is shown to admins of every site.
    """

    def look() -> list[Key]:
        with _keeper(request).database.reading() as conn:
            return [key for key in keys_of(conn) if _is_theirs(key, who)]

    found = await asyncio.to_thread(look)
    return reply(KeyList(keys=tuple(map(KeyEntry.of, found))))


@key_routes.post(
    "",
    status_code=201,
    summary="Make a key",
    responses=answers(KeyMade, stored=True, status=201),
    openapi_extra=asks(KeyIn),
)
async def make_key(request: Request, who: Who) -> Response:
    """Make a key for sites of whoever asks, and show it: this once, for it is kept as a hash."""
    wanted = await read_request(request, KeyIn, service_of(request).settings)
    sites = None if wanted.sites is None else frozenset(wanted.sites)
    if not _within(sites, who) or who.scope is None or not who.scope.covers(wanted.scope):
        raise HTTPException(403, NOT_YOURS)

    def work() -> NewKey:
        lasts = dt.timedelta(days=wanted.days)
        with _keeper(request).database.writing() as conn:
            return create_key(conn, wanted.scope, sites, wanted.label, lasts, who.actor)

    return reply(KeyMade.of(await asyncio.to_thread(work)), 201)


@key_routes.post(
    "/{key}/revoke",
    summary="Have a key open nothing",
    responses=answers(KeyEntry, reads=True, stored=True, missing=True),
)
async def revoke_the_key(key: str, request: Request, who: Who) -> Response:
    """Have a key open nothing from now on; its sessions end. Keys that it made are others."""

    def work() -> Key:
        with _keeper(request).database.writing() as conn:
            return revoke_key(conn, _theirs(conn, key, who).id, who.actor)

    return reply(KeyEntry.of(await asyncio.to_thread(work)))


@key_routes.post(
    "/{key}/rotate",
    status_code=201,
    summary="Make a key in place of another",
    responses=answers(KeyMade, stored=True, missing=True, status=201),
    openapi_extra=asks(KeyRotation),
)
async def rotate_the_key(key: str, request: Request, who: Who) -> Response:
    """Make a key with another's scope, sites and label; both open the same for a while."""
    wanted = await read_request(request, KeyRotation, service_of(request).settings)

    def work() -> NewKey:
        lasts, overlap = dt.timedelta(days=wanted.days), dt.timedelta(days=wanted.overlap)
        with _keeper(request).database.writing() as conn:
            old = _theirs(conn, key, who)
            return rotate_key(conn, old.id, lasts, overlap, who.actor)

    return reply(KeyMade.of(await asyncio.to_thread(work)), 201)


def _keeper(request: Request) -> Keeper:
    keeper: Keeper = request.app.state.security.keeper
    return keeper


def _theirs(conn: Connection, key_id: str, who: Principal) -> Key:
    """Return a key that somebody may administrate.

    Raises:
        NotThere: there is none, or it is somebody else's: one cannot tell which.
    """
    try:
        key = key_of(conn, key_id)
    except NotThere:
        key = None
    if key is None or not _is_theirs(key, who):
        raise NotThere("there is no such key; GET /v1/keys lists those there are")
    return key


def _is_theirs(key: Key, who: Principal) -> bool:
    return _within(key.sites, who)


def _within(sites: frozenset[str] | None, who: Principal) -> bool:
    """Tell whether sites are all among somebody's; None is every site."""
    return who.sites is None or (sites is not None and sites <= who.sites)
