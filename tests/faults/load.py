"""A load on a real service: events at times fixed in advance, whatever becomes of those before.

How long an accept took is counted from when it was to be sent, not from when it was: a service
that stands still for a second is late for all that came meanwhile, and shows it.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2

from scenarios.library import load
from tests.api.command_line.serving import told

DATE = "2026-11-23"
SCENARIO = "md-out-small-pc"
PATIENCE = 60.0
"""Seconds after which a sender gives up."""


@dataclass(frozen=True)
class Load:
    """What is sent.

    Attributes:
        seconds: for how long.
        rate: events a second, all in all.
        clients: connections, which take turns.
        sites: the sites that the events are of, in turn.
    """

    seconds: float
    rate: float = 20.0
    clients: int = 50
    sites: int = 10

    @property
    def events(self) -> int:
        """How many are sent."""
        return int(self.seconds * self.rate)

    def site(self, number: int) -> str:
        """Return the site that an event is of."""
        return f"site-{number % self.sites}"


@dataclass
class Came:
    """What came of it.

    Attributes:
        seconds: from when each was to be sent to its answer; of those that were accepted.
        statuses: how many were answered how; 0 is no answer.
        accepted: of each key, the event's id.
        late: seconds by which the sender itself was late, at most.
    """

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    accepted: dict[str, str] = field(default_factory=dict)
    late: float = 0.0

    def percentile(self, share: float) -> float:
        """Return the seconds within which so many of the accepts were answered."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]


def prepare(client: httpx2.Client, of: Load) -> None:
    """Put the offices and the books there."""
    day = load(SCENARIO)
    office, book = (each.model_dump(mode="json") for each in (day.office, day.day))
    for site in {of.site(number) for number in range(of.sites)}:
        told(client.put(f"/v1/sites/{site}/office", json=office))
        told(client.put(f"/v1/sites/{site}/days/{book['date']}/book", json=book))


def events() -> list[dict[str, Any]]:
    """Return what happens, in turn: calls come to something, and people are late."""
    day = load(SCENARIO).day
    visits = [visit.id for visit in day.appointments]
    people = sorted({shift.person for shift in day.shifts})
    outcomes = ("no-answer", "message-left", "to-call")
    return [
        {"type": "late", "person": people[number % len(people)], "until": "08:30"}
        if number % 10 == 0
        else {
            "type": "call-outcome",
            "appointment": visits[number % len(visits)],
            "outcome": outcomes[number % len(outcomes)],
        }
        for number in range(len(visits) * 10)
    ]


def send(url: str, key: str, of: Load) -> Came:
    """Send it all, and return what came of it."""
    return asyncio.run(_send(url, key, of))


async def _send(url: str, key: str, of: Load) -> Came:
    came, happens = Came(), events()
    limits = httpx2.Limits(max_connections=of.clients, max_keepalive_connections=of.clients)
    opens = {"Authorization": f"Bearer {key}"}
    async with httpx2.AsyncClient(
        base_url=url, headers=opens, timeout=PATIENCE, trust_env=False, limits=limits
    ) as client:
        began = time.monotonic() + 0.5
        tasks = []
        for number in range(of.events):
            planned = began + number / of.rate
            await asyncio.sleep(max(0.0, planned - time.monotonic()))
            came.late = max(came.late, time.monotonic() - planned)
            tasks.append(
                asyncio.create_task(
                    _one(client, came, of.site(number), f"k-{number}", happens, number, planned)
                )
            )
        await asyncio.gather(*tasks)
    return came


async def _one(
    client: httpx2.AsyncClient,
    came: Came,
    site: str,
    key: str,
    happens: Sequence[dict[str, Any]],
    number: int,
    planned: float,
) -> None:
    where = f"/v1/sites/{site}/days/{DATE}/events"
    event = happens[number % len(happens)]
    try:
        answer = await client.post(where, json=event, headers={"Idempotency-Key": key})
    except httpx2.HTTPError:
        came.statuses[0] += 1
        return
    came.statuses[answer.status_code] += 1
    if answer.status_code == 202:
        came.seconds.append(time.monotonic() - planned)
        came.accepted[key] = answer.json()["event"]
