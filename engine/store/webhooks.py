"""Webhooks: addresses that a site wants told, and what was delivered to them."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from engine.store.audit import record
from engine.store.documents import canonical
from engine.store.errors import NotThere
from engine.store.job_tables import deliveries, webhooks
from engine.store.locks import lock_site
from engine.store.tables import now
from engine.store.webhook_secrets import sealing_for
from models.errors import BadInput, Fault

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sqlalchemy import Connection, Row

    from engine.store.sealing import SealingKeys

MOST = 50
"""Addresses that a site may have told: one event is not to become a flood."""


REMOVED = "the webhook was removed"
"""Why what waited for a webhook is given up."""


class Fate(StrEnum):
    """What has become of a delivery."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given-up"


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that a site wants told. Its secret is not among what is shown of it."""

    id: str
    site: str
    url: str
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something that a webhook is told.

    Attributes:
        id: its id, the same at every try.
        webhook: the webhook's id.
        site: the site that it is about.
        date: its day; of a roster the last one.
        kind: what has happened.
        about: to what: ids and versions.
        at: when.
        status: what has become of it.
        tries: how often it was tried.
        problem: why the last try was in vain.
        roster: the roster that it is about; None where it is about a day.
    """

    id: str
    webhook: str
    site: str
    date: dt.date
    kind: str
    about: dict[str, Any]
    at: dt.datetime
    status: Fate
    tries: int
    problem: str | None
    roster: str | None = None


def put_webhook(
    conn: Connection, keys: SealingKeys | None, site: str, url: str, secret: str, by: str
) -> Webhook:
    """Have an address told from now on what happens at a site.

    Args:
        conn: an open connection that may write.
        keys: what the secret is sealed with.
        site: the site.
        url: the address; whoever calls has seen that it is one that may be told.
        secret: what deliveries are signed with; not shown again.
        by: who wants it.

    Raises:
        NotThere: there is no such site.
        BadInput: the site has as many as it may.
        BadKey: the keys cannot be had.
    """
    lock_site(conn, site)
    if len(webhooks_of(conn, site)) >= MOST:
        expected = f"at most {MOST} for a site; remove one first"
        raise BadInput([Fault("url", "", "too many addresses are told", expected)])
    hook = Webhook(str(uuid.uuid4()), site, url, by, now())
    sealed = sealing_for(conn, keys).seal(secret, hook.id)
    conn.execute(
        insert(webhooks).values(id=hook.id, site=site, url=url, sealed=sealed, by=by, at=hook.at)
    )
    record(conn, by, "webhook put", site, f"webhook {hook.id}")
    return hook


def remove_webhook(conn: Connection, site: str, webhook: str, by: str) -> None:
    """Have an address not told any more, and give up what waits for it.

    Raises:
        NotThere: the site has no such webhook.
    """
    gone = conn.execute(
        delete(webhooks).where(webhooks.c.id == webhook, webhooks.c.site == site)
    ).rowcount
    if not gone:
        raise NotThere(f"site {site} has no webhook {webhook[:40]}")
    waits = (deliveries.c.webhook == webhook) & (deliveries.c.status == Fate.WAITING.value)
    conn.execute(
        update(deliveries)
        .where(waits)
        .values(status=Fate.GIVEN_UP.value, ended_at=now(), problem=REMOVED)
    )
    record(conn, by, "webhook removed", site, f"webhook {webhook}")


def webhooks_of(conn: Connection, site: str) -> list[Webhook]:
    """Return the webhooks of a site, the oldest first."""
    columns = webhooks.c["id", "site", "url", "by", "at"]
    asked = select(*columns).where(webhooks.c.site == site)
    return [Webhook(*row) for row in conn.execute(asked.order_by(webhooks.c.at, webhooks.c.id))]


def webhook_of(conn: Connection, site: str, webhook: str) -> Webhook:
    """Return a webhook of a site.

    Raises:
        NotThere: the site has no such webhook.
    """
    found = [each for each in webhooks_of(conn, site) if each.id == webhook]
    if not found:
        raise NotThere(f"site {site} has no webhook {webhook[:40]}")
    return found[0]


def begin_deliveries(
    conn: Connection,
    site: str,
    date: dt.date,
    kind: str,
    about: Mapping[str, Any],
    roster: str | None = None,
) -> list[str]:
    """Note for each webhook of a site what it is to be told, and return the deliveries' ids.

    Args:
        conn: an open connection that may write.
        site: the site.
        date: the day that it is about; of a roster the last one.
        kind: what has happened.
        about: to what: ids and versions.
        roster: the roster that it is about; by default a day.
    """
    begun = []
    for hook in conn.scalars(select(webhooks.c.id).where(webhooks.c.site == site)):
        begun.append(str(uuid.uuid4()))
        conn.execute(
            insert(deliveries).values(
                id=begun[-1],
                webhook=hook,
                site=site,
                date=date,
                roster=roster,
                kind=kind,
                about=canonical(about),
                at=now(),
                status=Fate.WAITING.value,
                tries=0,
            )
        )
    return begun


def delivery_of(conn: Connection, delivery: str) -> Delivery:
    """Return a delivery by its id.

    Raises:
        NotThere: there is no such delivery, or it was purged.
    """
    row = conn.execute(select(deliveries).where(deliveries.c.id == delivery)).one_or_none()
    if row is None:
        raise NotThere(f"there is no delivery {delivery}")
    return _of_row(row)


def deliveries_of(conn: Connection, webhook: str, most: int = 100) -> list[Delivery]:
    """Return what a webhook was told last, the newest first."""
    asked = select(deliveries).where(deliveries.c.webhook == webhook)
    asked = asked.order_by(deliveries.c.at.desc(), deliveries.c.id).limit(most)
    return [_of_row(row) for row in conn.execute(asked)]


def count_waiting(conn: Connection) -> int:
    """Return how many deliveries are still to be made."""
    waits = deliveries.c.status == Fate.WAITING.value
    return conn.execute(select(func.count()).select_from(deliveries).where(waits)).scalar_one()


def note_try(
    conn: Connection, delivery: str, number: int, status: Fate, problem: str | None
) -> bool:
    """Note what came of a try, and say whether this was the first to note it.

    Args:
        conn: an open connection that may write.
        delivery: the delivery's id.
        number: of the try, counted from 1.
        status: what has become of the delivery.
        problem: why the try was in vain.
    """
    ended = None if status == Fate.WAITING else now()
    return bool(
        conn.execute(
            update(deliveries)
            .where(
                deliveries.c.id == delivery,
                deliveries.c.status == Fate.WAITING.value,
                deliveries.c.tries == number - 1,
            )
            .values(tries=number, status=status.value, problem=problem, ended_at=ended)
        ).rowcount
    )


def _of_row(row: Row[Any]) -> Delivery:
    return Delivery(
        row.id,
        row.webhook,
        row.site,
        row.date,
        row.kind,
        json.loads(row.about),
        row.at,
        Fate(row.status),
        row.tries,
        row.problem,
        row.roster,
    )
