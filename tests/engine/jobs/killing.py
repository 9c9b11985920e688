"""Kill whoever accepts, solves and publishes, at any moment and again and again; then count.

Days, rosters, or both at once. Every second roster has nothing published to begin with: it is
built, and repaired once that was published.

On SQLite one process does all of it, as `huddle serve` does; on PostgreSQL one accepts and
publishes, and two work.
"""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from engine.jobs.jobs import Jobs
from engine.jobs.settings import JobSettings, Pace
from engine.jobs.worker import Worker
from engine.store import audit
from engine.store.database import Database
from engine.store.proposals import KeptProposalOf, Status
from engine.store.shelves import DAYS, ROSTERS, AnyShelf
from models.errors import HuddleError
from models.roster import RosterDemand
from models.roster_answer import BuiltRoster, RepairedRoster
from models.roster_events import ExtraDemand, LeaveGranted, RosterAbsent, RosterEvent
from tests.engine.jobs.processes import Conduct, ConductedPlanner, Process
from tests.engine.jobs.working import QUICK, wait_for
from tests.engine.store import keeping, keeping_rosters
from tests.engine.store.keeping import SITE


@dataclass(frozen=True)
class Ground:
    """What is accepted for, solved and published while processes are killed.

    Attributes:
        shelf: where it is kept.
        site: of which site.
        names: which ones.
        put: puts one of them there.
        event: an event, another one for each number.
        plan: what is published.
        events_known: tells how many events an answer of the conducted planner knew.
    """

    shelf: AnyShelf
    site: str
    names: tuple[Any, ...]
    put: Callable[[Connection, str, Any], None]
    event: Callable[[int], Any]
    plan: Callable[[], Any]
    events_known: Callable[[Any], str]


MONTHS = tuple(f"month-{n}" for n in range(8))
PEOPLE = ("rn-ames", "rn-cole", "ma-diaz", "ma-eads", "ma-fox", "ma-gray")


def _put_month(conn: Connection, site: str, name: str) -> None:
    if MONTHS.index(name) % 2:
        keeping_rosters.put_month(conn, site, name, published={}, as_of=None)
    else:
        keeping_rosters.put_month(conn, site, name)


def _roster_event(number: int) -> RosterEvent:
    """Return an event of one kind after the other; each adds one entry to the roster.

    They are of people who are rostered, for what is said of others counts for nothing.
    """
    who = {"person": PEOPLE[number % len(PEOPLE)], "credit": number // len(PEOPLE)}
    kinds: tuple[RosterEvent, ...] = (
        RosterAbsent.model_validate(who | {"from": "2026-12-07", "to": "2026-12-09"}),
        LeaveGranted.model_validate(who | {"from": keeping_rosters.LAST}),
        ExtraDemand(demand=RosterDemand(shift_types=("early",), minimum=1, under=number)),
    )
    return kinds[number // len(MONTHS) % len(kinds)]


_DAYS = Ground(
    DAYS,
    SITE,
    tuple(dt.date(2026, 11, 23) + dt.timedelta(days=n) for n in range(8)),
    keeping.put_day,
    lambda number: keeping.absent(f"p-{number}"),
    keeping.plan,
    lambda answer: str(answer.summary),
)
_ROSTERS = Ground(
    ROSTERS,
    "clinic",
    MONTHS,
    _put_month,
    _roster_event,
    keeping_rosters.plan,
    lambda answer: str(answer.troubles[0]),
)
GROUNDS = {"days": (_DAYS,), "rosters": (_ROSTERS,), "both": (_DAYS, _ROSTERS)}


@dataclass(frozen=True)
class Place:
    """One day, or one roster."""

    ground: Ground
    name: Any

    @property
    def shelf(self) -> AnyShelf:
        return self.ground.shelf

    @property
    def here(self) -> tuple[str, Any]:
        return self.ground.site, self.name


def places_of(ground: str) -> list[Place]:
    """Return the days and the rosters, in turns."""
    turns = zip(*([Place(of, name) for name in of.names] for of in GROUNDS[ground]), strict=True)
    return [place for turn in turns for place in turn]


# Killed so often, a job must not be set aside for it.
SETTINGS = replace(
    QUICK, pace=Pace(settle=0.0, window=0.3), most_attempts=10_000, takeover_seconds=0.5
)


LONGEST = 20
"""So many times the kills asked for end it, where a busy machine lets nobody accept anything."""


class RestlessPlanner(ConductedPlanner):
    """Takes a different time each time."""

    def __init__(self) -> None:
        super().__init__(Conduct(seconds=random.uniform(0.0, 0.15)))


@dataclass
class Counted:
    """What was told to have been done, before whoever told it was killed.

    Attributes:
        kills: how many processes were killed.
        accepted: of each key, the event's id, its position and its proposal.
        published: of each name and version, the proposal.
    """

    kills: int = 0
    accepted: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    published: dict[tuple[Any, int], str] = field(default_factory=dict)


def _jobs(url: str, settings: JobSettings) -> Jobs:
    return Jobs.open(Database.open(url), settings)


def _work(url: str, settings: JobSettings, told: Any) -> None:
    Worker(_jobs(url, settings), RestlessPlanner()).start()
    told.send("ready")
    time.sleep(3600)


def _accept(url: str, settings: JobSettings, ground: str, first: int, told: Any) -> None:
    _keep_accepting(_jobs(url, settings), places_of(ground), first, told)


def _all_in_one(url: str, settings: JobSettings, ground: str, first: int, told: Any) -> None:
    jobs = _jobs(url, settings)
    Worker(jobs, RestlessPlanner()).start()
    _keep_accepting(jobs, places_of(ground), first, told)


def _keep_accepting(jobs: Jobs, places: list[Place], number: int, told: Any) -> None:
    told.send("ready")
    while True:
        key, place = f"k-{number}", places[number % len(places)]
        taken = jobs.accept(*place.here, place.ground.event(number), key, "ann")
        told.send(("accepted", key, (taken.event, taken.position, taken.proposal)))
        # Of the one that has been left alone for longest.
        _publish(jobs.database, places[(number + 1) % len(places)], told)
        time.sleep(random.uniform(0.0, 0.2))
        number += 1


def _publish(database: Database, place: Place, told: Any) -> None:
    shelf = place.shelf
    try:
        with database.writing() as conn:
            _, tag = shelf.marker.marks_of(conn, *place.here)
            opened = shelf.proposals.proposals_of(conn, *place.here, [Status.OPEN])
            if not opened:
                return
            made = shelf.publications.publish(conn, opened[0].id, place.ground.plan(), tag, "ann")
    except HuddleError:
        return  # It has moved on; what is there to be published comes later.
    told.send(("published", (place.name, made.version), opened[0].id))


def kill_again_and_again(database: Database, url: str, kills: int, ground: str = "days") -> Counted:
    """Let processes accept, solve and publish, and kill one after another, until one has accepted.

    Each is started again at once; whoever accepts goes on with the key of which it does not know
    whether it came through.
    """
    with database.writing() as conn:
        for place in places_of(ground):
            place.ground.put(conn, *place.here)
    counted = Counted()

    def next_key() -> int:
        return len(counted.accepted)

    starts: list[Callable[[], Process]]
    if database.is_sqlite:
        starts = [lambda: Process(_all_in_one, url, SETTINGS, ground, next_key())]
    else:
        work = lambda: Process(_work, url, SETTINGS)  # noqa: E731
        starts = [lambda: Process(_accept, url, SETTINGS, ground, next_key()), work, work]
    running = [start() for start in starts]
    try:
        for process in running:
            assert process.wait_ready() == "ready"
        while counted.kills < kills or (not counted.accepted and counted.kills < LONGEST * kills):
            until = time.monotonic() + random.uniform(0.0, 0.6)
            while (left := until - time.monotonic()) > 0:
                _listen(running, counted, left)
            victim = random.randrange(len(running))
            _end(running[victim], counted)
            counted.kills += 1
            running[victim] = starts[victim]()
            # As often as not, the next one is killed while it is starting.
            if random.random() < 0.5:
                _hear(running[victim].wait_ready(), counted)
    finally:
        for process in running:
            _end(process, counted)
    return counted


def settle(database: Database, url: str, ground: str = "days") -> None:
    """Let one worker do all that is left."""
    process = Process(_work, url, SETTINGS)
    try:

        def at_rest() -> bool:
            with database.reading() as conn:
                return all(
                    place.shelf.proposals.proposals_of(conn, *place.here, [Status.WORKING]) == []
                    for place in places_of(ground)
                )

        wait_for(at_rest, "everything to be answered")
        jobs = Jobs(database, SETTINGS, None) if not database.is_sqlite else None
        if jobs is not None:
            busy = ["DELAYED", "ENQUEUED", "PENDING"]
            wait_for(lambda: jobs.client.list_workflows(status=busy) == [], "no job to be left")
            jobs.close()
    finally:
        process.kill()


def check_all(database: Database, counted: Counted, ground: str = "days") -> None:
    """See that nothing was lost, nothing done twice, and nothing half."""
    with database.reading() as conn:
        audit.verify(conn)
        actions = [entry.action for entry in audit.entries(conn)]
        found = [_check_place(conn, place) for place in places_of(ground)]
    kept = {event: position for each in found for event, position in each.positions.items()}
    # Every event that was told to be accepted is there, once, in its place.
    for event, position, _ in counted.accepted.values():
        assert kept[event] == position
    assert len({event for event, _, _ in counted.accepted.values()}) == len(counted.accepted)
    # The very last one may have come through without anybody hearing of it.
    assert len(kept) - len(counted.accepted) in {0, 1}
    assert actions.count("event accepted") == len(kept)
    told = {which: proposal for each in found for which, proposal in each.published.items()}
    for which, proposal in counted.published.items():
        assert told[which] == proposal
    assert actions.count("plan published") == len(told)
    proposals = {proposal for each in found for proposal in each.proposals}
    assert {proposal for _, _, proposal in counted.accepted.values()} <= proposals


@dataclass(frozen=True)
class _Found:
    """What is kept of a day or a roster: positions of events, proposals, those published."""

    positions: dict[str, int]
    proposals: set[str]
    published: dict[tuple[Any, int], str | None]


def _check_place(conn: Connection, place: Place) -> _Found:
    shelf, ground = place.shelf, place.ground
    events = shelf.events.events_of(conn, *place.here)
    proposals = shelf.proposals.proposals_of(conn, *place.here)
    publications = shelf.publications.publications_of(conn, *place.here)
    answered = [
        shelf.proposals.proposal_of(conn, kept.id) for kept in proposals if kept.digest is not None
    ]
    assert [event.position for event in events] == list(range(1, len(events) + 1))
    assert len({event.event.model_dump_json() for event in events}) == len(events)
    # Every answer knows just the events that it says it answers.
    for answer in answered:
        assert answer.document is not None
        assert ground.events_known(answer.document) == f"{answer.answers.position} events"
        _check_kind(place, answer)
    # Nothing waits, one at most is open, and the newest state is answered.
    statuses = [each.status for each in proposals]
    assert set(statuses) <= {Status.OPEN, Status.SUPERSEDED, Status.PUBLISHED}
    assert statuses.count(Status.OPEN) <= 1
    newest = max((each.answers.position for each in answered), default=0)
    assert newest == len(events)
    # Publications are whole, and each is of a proposal that was published.
    assert [each.version for each in publications] == list(range(len(publications), 0, -1))
    assert {each.proposal for each in publications} == {
        each.id for each in proposals if each.status == Status.PUBLISHED
    }
    assert all(each.plan == ground.plan() for each in publications)
    marks, _ = shelf.marker.marks_of(conn, *place.here)
    assert (marks.position, marks.publication) == (len(events), len(publications))
    return _Found(
        {event.id: event.position for event in events},
        {each.id for each in proposals},
        {(each.name, each.version): each.proposal for each in publications},
    )


def _check_kind(place: Place, answer: KeptProposalOf[Any, Any]) -> None:
    """See that a roster was built just where nothing was published when it was answered."""
    if place.ground is not _ROSTERS:
        return
    blank = MONTHS.index(place.name) % 2 and not answer.answers.publication
    assert isinstance(answer.document, BuiltRoster if blank else RepairedRoster)


def _listen(running: list[Process], counted: Counted, seconds: float) -> None:
    for process in running:
        if process.told.poll(seconds / len(running)):
            _hear_from(process, counted)


def _hear_from(process: Process, counted: Counted) -> bool:
    try:
        _hear(process.told.recv(), counted)
    except (EOFError, OSError):
        assert not process.process.is_alive(), "a process broke off its report"
        return False
    return True


def _hear(said: Any, counted: Counted) -> None:
    if said == "ready":
        return
    what, which, of = said
    if what == "accepted":
        assert counted.accepted.setdefault(which, of) == of
    else:
        counted.published[which] = of


def _end(process: Process, counted: Counted) -> None:
    """Kill a process, and hear what it still had told."""
    assert process.process.is_alive(), "a process ended by itself"
    process.process.kill()
    process.process.join()
    while process.told.poll(0) and _hear_from(process, counted):
        pass
    process.told.close()
