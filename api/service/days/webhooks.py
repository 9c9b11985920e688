"""The routes of webhooks: who else is told what happens at a site."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import Connection

from api.service.bodies import read_request
from api.service.days.backend import backend_of
from api.service.days.replies import reply
from api.service.days.webhook_answers import (
    DeliveryEntry,
    DeliveryList,
    WebhookEntry,
    WebhookIn,
    WebhookList,
    WebhookMade,
)
from api.service.openapi import answers, asks
from api.service.security.access import administrator
from api.service.shared import service_of
from engine.store.webhooks import (
    Delivery,
    Webhook,
    deliveries_of,
    remove_webhook,
    webhook_of,
    webhooks_of,
)
from models.access import Principal

webhooks = APIRouter(prefix="/v1/sites/{site}/webhooks", tags=["webhooks"])


@webhooks.post(
    "",
    status_code=201,
    summary="Have an address told",
    responses=answers(WebhookMade, stored=True, missing=True, status=201),
    openapi_extra=asks(WebhookIn),
)
async def put_the_webhook(
    site: str, request: Request, who: Annotated[Principal, Depends(administrator)]
) -> Response:
    """Have an address told what happens at a site, by ids alone; the secret is shown this once.

    It is told of proposals that are open or have failed, and of what is published and taken back.
    """
    wanted = await read_request(request, WebhookIn, service_of(request).settings)

    def work() -> tuple[Webhook, str]:
        backend = backend_of(request)
        with backend.writing() as conn:
            return backend.jobs.add_webhook(conn, site, wanted.url, who.actor)

    made, secret = await asyncio.to_thread(work)
    where = f"/v1/sites/{site}/webhooks/{made.id}/deliveries"
    return reply(WebhookMade(id=made.id, url=made.url, secret=secret), 201, {"Location": where})


@webhooks.get(
    "",
    summary="List a site's webhooks",
    responses=answers(WebhookList, reads=True),
    dependencies=[Depends(administrator)],
)
async def list_webhooks(site: str, request: Request) -> Response:
    """List the addresses that are told, without their secrets."""
    found = await asyncio.to_thread(backend_of(request).read, lambda conn: webhooks_of(conn, site))
    return reply(WebhookList(webhooks=tuple(map(WebhookEntry.of, found))))


@webhooks.delete(
    "/{webhook}",
    status_code=204,
    summary="Have an address told nothing more",
    responses=answers(None, reads=True, stored=True, missing=True, status=204),
)
async def remove_the_webhook(
    site: str, webhook: str, request: Request, who: Annotated[Principal, Depends(administrator)]
) -> Response:
    """Have an address told nothing more, and give up what waits for it."""

    def work() -> None:
        with backend_of(request).writing() as conn:
            remove_webhook(conn, site, webhook, who.actor)

    await asyncio.to_thread(work)
    return Response(status_code=204)


@webhooks.get(
    "/{webhook}/deliveries",
    summary="Show what a webhook was told",
    responses=answers(DeliveryList, reads=True, missing=True),
    dependencies=[Depends(administrator)],
)
async def list_deliveries(site: str, webhook: str, request: Request) -> Response:
    """List what a webhook was told last, what came of it, and how often it was tried."""

    def look(conn: Connection) -> list[Delivery]:
        return deliveries_of(conn, webhook_of(conn, site, webhook).id)

    found = await asyncio.to_thread(backend_of(request).read, look)
    return reply(DeliveryList(deliveries=tuple(map(DeliveryEntry.of, found))))
