"""What the routes of webhooks are asked and answer, as models."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from engine.store.webhooks import Delivery, Fate, Webhook
from models.base import Fact


class WebhookIn(Fact):
    """An address that is to be told."""

    url: str = Field(max_length=2000, examples=["https://example.org/hook"])


class WebhookMade(Fact):
    """An address that is told from now on."""

    id: str
    url: str
    secret: str = Field(description="What deliveries are signed with; shown this once.")


class WebhookEntry(Fact):
    """An address that is told what happens at a site."""

    id: str
    url: str
    by: str = Field(description="Who wanted it, as an opaque reference.")
    at: dt.datetime

    @classmethod
    def of(cls, kept: Webhook) -> WebhookEntry:
        """Return what is answered about a webhook."""
        return cls(id=kept.id, url=kept.url, by=kept.by, at=kept.at)


class WebhookList(Fact):
    """The webhooks of a site, the oldest first."""

    webhooks: tuple[WebhookEntry, ...]


class DeliveryEntry(Fact):
    """Something that a webhook was told, or is yet to be."""

    id: str = Field(description="The same at every try: `webhook-id`.")
    date: dt.date = Field(description="The day; of a roster the last one.")
    roster: str | None = Field(default=None, description="The roster that it is about, if any.")
    type: str = Field(description="What has happened.")
    about: dict[str, Any] = Field(description="To what: ids and versions.")
    at: dt.datetime
    status: Fate
    tries: int
    problem: str | None = Field(default=None, description="Why the last try was in vain.")

    @classmethod
    def of(cls, kept: Delivery) -> DeliveryEntry:
        """Return what is answered about a delivery."""
        return cls(
            id=kept.id,
            date=kept.date,
            roster=kept.roster,
            type=kept.kind,
            about=kept.about,
            at=kept.at,
            status=kept.status,
            tries=kept.tries,
            problem=kept.problem,
        )


class DeliveryList(Fact):
    """What a webhook was told last, the newest first."""

    deliveries: tuple[DeliveryEntry, ...]
