"""Tell webhooks what has happened: signed, once more where it failed, and nothing but ids.

The signature is that of Standard Webhooks: over the id, the time and the body. Each try is a job
of its own, so that nothing is held while the next one is waited for.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import datetime as dt
import functools
import hashlib
import hmac
import json
import logging
import random
import secrets
import time
from typing import TYPE_CHECKING, Any

import httpx2

from engine.jobs.addresses import NotAllowed, NotResolved, check_url, target_of
from engine.jobs.inside import delayed_beyond
from engine.jobs.queues import DELIVER, WEBHOOKS, enqueue
from engine.store.errors import BadKey, Damaged, NotThere
from engine.store.rosters import last_day
from engine.store.webhook_secrets import secret_of
from engine.store.webhooks import (
    REMOVED,
    Fate,
    begin_deliveries,
    delivery_of,
    note_try,
    put_webhook,
)

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from engine.jobs.addresses import Target
    from engine.jobs.jobs import Jobs
    from engine.jobs.settings import JobSettings
    from engine.jobs.workplace import Workplace
    from engine.store.webhooks import Delivery, Webhook

OPEN, FAILED = "proposal.open", "proposal.failed"
PUBLISHED, UNDONE = "publication.made", "publication.undone"

MOST_TRIES = 8
"""With the pauses between them, the last comes some eight hours after the first."""

FIRST_PAUSE, GROWS = 5.0, 4.0
"""Seconds after the first try in vain, and how much longer each pause is than the one before."""

SPREAD = (0.8, 1.2)
"""A pause is that many times what is usual: not all come back at the same moment."""

GONE = 410
"""The receiver says that it wants nothing more."""

PREFIX = "whsec_"

AGENT = "huddle"

_log = logging.getLogger("huddle.jobs")


def add_webhook(
    conn: Connection, settings: JobSettings, site: str, url: str, by: str
) -> tuple[Webhook, str]:
    """Have an address told what happens at a site; return the webhook and its secret.

    The secret is shown this once: the receiver needs it to see that a delivery is from here.

    Raises:
        BadInput: the address may not be told.
        NotThere: there is no such site.
        BadKey: the keys that its secret is sealed with cannot be had.
    """
    check_url(url, private=settings.private_webhooks)
    secret = PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
    return put_webhook(conn, settings.keys, site, url, secret, by), secret


def announce(
    conn: Connection,
    jobs: Jobs,
    site: str,
    name: dt.date | str,
    kind: str,
    about: Mapping[str, Any],
) -> None:
    """Have all webhooks of a site told of something, once the transaction is committed.

    Args:
        conn: an open connection that may write.
        jobs: where it is asked for.
        site: the site.
        name: the day that it is about, by its date, or the roster.
        kind: what has happened: `OPEN`, `FAILED`, `PUBLISHED`, `UNDONE`.
        about: to what: ids and versions alone.
    """
    date, roster = (name, None) if isinstance(name, dt.date) else (last_day(conn, site, name), name)
    for delivery in begin_deliveries(conn, site, date, kind, about, roster):
        _try_later(conn, jobs, delivery, 1, 0.0)


def deliver(workplace: Workplace, delivery: str, number: int) -> None:
    """Try to deliver something.

    Args:
        workplace: what is at hand.
        delivery: the delivery's id.
        number: of the try, counted from 1.
    """
    try:
        found, url, secret = workplace.patiently(lambda: _found(workplace, delivery))
    except NotThere:
        return
    if found.status != Fate.WAITING or found.tries != number - 1:
        return
    problem: str | None
    if url is None:
        problem, final = REMOVED, True
    elif secret:
        problem, final = _sent(workplace.jobs.settings, found, url, secret)
    else:
        # Nothing goes out unsigned. Tried again: the key may come, or another worker have it.
        problem, final = "the secret to sign with cannot be opened", False
    fate = _fate(problem, number, final=final)
    if workplace.patiently(lambda: _noted(workplace, delivery, number, fate, problem)):
        outcome = {Fate.WAITING: "retried", Fate.DELIVERED: "delivered"}.get(fate, "given-up")
        workplace.figures.delivery("refused" if final and problem else outcome)


def signed(secret: str, delivery: str, body: bytes, timestamp: int) -> dict[str, str]:
    """Return the headers that show who a delivery is from.

    Args:
        secret: the webhook's.
        delivery: the delivery's id.
        body: what is sent.
        timestamp: when, in seconds since 1970.
    """
    key = base64.b64decode(secret.removeprefix(PREFIX))
    content = f"{delivery}.{timestamp}.".encode() + body
    signature = base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
    return {
        "webhook-id": delivery,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{signature}",
    }


def body_of(delivery: Delivery) -> bytes:
    """Return what is sent: what has happened, when, and to what, by ids."""
    what = {"date": str(delivery.date)} if delivery.roster is None else {"roster": delivery.roster}
    said = {
        "type": delivery.kind,
        "timestamp": delivery.at.isoformat(),
        "data": {"site": delivery.site, **what, **delivery.about},
    }
    return json.dumps(said, separators=(",", ":")).encode()


def pause_after(number: int) -> float:
    """Return the seconds from a try in vain to the next, never quite the same."""
    return _usual_pause(number) * random.uniform(*SPREAD)


def hasten(jobs: Jobs) -> int:
    """Have tries wait no longer than they ever should, and return how many would have.

    They wait for a date. After a clock was set back, that is further away than it was.
    """
    now, count = time.time(), 0
    with jobs.database.reading() as conn:
        waiting = delayed_beyond(conn, WEBHOOKS, now + SPREAD[1] * FIRST_PAUSE)
    for job, until in waiting.items():
        before = int(job.rpartition("-")[2]) - 1
        if until - now > SPREAD[1] * _usual_pause(before):
            jobs.client.set_workflow_delay(job, delay_seconds=pause_after(before))
            count += 1
    return count


def _usual_pause(number: int) -> float:
    return FIRST_PAUSE * GROWS ** (number - 1)


def _found(workplace: Workplace, delivery: str) -> tuple[Delivery, str | None, str]:
    """Return a delivery, its address and its secret; both empty where that cannot be opened.

    Without an address the webhook was removed, by somebody who could not see the delivery yet.
    """
    with workplace.jobs.database.reading() as conn:
        found = delivery_of(conn, delivery)
        keys = workplace.jobs.settings.keys
        try:
            return (found, *secret_of(conn, keys, found.webhook))
        except (BadKey, Damaged) as error:
            _log.error("a webhook is not told: %s", type(error).__name__)
            return found, "", ""
        except NotThere:
            return found, None, ""


def _sent(
    settings: JobSettings, delivery: Delivery, url: str, secret: str
) -> tuple[str | None, bool]:
    """Send, and return what was wrong, and whether that will not change."""
    body = body_of(delivery)
    headers = signed(secret, delivery.id, body, int(time.time()))
    try:
        # Resolved here, for a resolver that hangs is no matter of the event loop's.
        target = target_of(url, private=settings.private_webhooks)
        headers |= {"host": target.host, "content-type": "application/json", "user-agent": AGENT}
        status = asyncio.run(_post(target, headers, body, settings.webhook_seconds))
    except NotAllowed as error:
        return str(error), True
    except NotResolved as error:
        return str(error), False
    except TimeoutError:
        return "the receiver took too long", False
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        return f"the receiver could not be reached ({type(error).__name__})", False
    except Exception as error:  # Whatever else it is, the delivery must not wait for ever.
        _log.error("a webhook could not be told: %s", type(error).__name__)
        return f"it could not be sent ({type(error).__name__})", False
    if 200 <= status < 300:
        return None, False
    return f"the receiver answered {status}", status == GONE


@functools.cache
def trusted() -> ssl.SSLContext:
    """Return how a receiver's certificate is looked at: as the machine itself would."""
    return httpx2.create_ssl_context(trust_env=False)


async def _post(target: Target, headers: dict[str, str], body: bytes, seconds: float) -> int:
    """Send, and return the answer's status; nothing else of the answer is looked at."""
    async with (
        asyncio.timeout(seconds),
        # No proxy and no netrc: the connection goes to the address that was checked.
        httpx2.AsyncClient(
            verify=trusted(), follow_redirects=False, trust_env=False, timeout=seconds
        ) as client,
    ):
        named = {"sni_hostname": target.name}
        for url in target.urls[:-1]:
            with contextlib.suppress(httpx2.ConnectError):
                return await _status(client, url, headers, body, named)
        return await _status(client, target.urls[-1], headers, body, named)


async def _status(
    client: httpx2.AsyncClient,
    url: str,
    headers: dict[str, str],
    body: bytes,
    extensions: dict[str, str],
) -> int:
    async with client.stream(
        "POST", url, headers=headers, content=body, extensions=extensions
    ) as answer:
        return int(answer.status_code)


def _fate(problem: str | None, number: int, *, final: bool) -> Fate:
    if problem is None:
        return Fate.DELIVERED
    return Fate.GIVEN_UP if final or number >= MOST_TRIES else Fate.WAITING


def _noted(
    workplace: Workplace, delivery: str, number: int, fate: Fate, problem: str | None
) -> bool:
    with workplace.jobs.database.writing() as conn:
        first = note_try(conn, delivery, number, fate, problem)
        if first and fate == Fate.WAITING:
            _try_later(conn, workplace.jobs, delivery, number + 1, pause_after(number))
        return first


def _try_later(conn: Connection, jobs: Jobs, delivery: str, number: int, pause: float) -> None:
    enqueue(
        jobs.client,
        conn,
        WEBHOOKS,
        f"deliver-{delivery}-{number}",
        (delivery, number),
        name=DELIVER,
        delay=pause,
    )
