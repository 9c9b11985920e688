"""Opening a day: the events joined, 'now' found, and every fault named with its place."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter

from engine.opening.intake import open_day
from models.day import Day
from models.errors import BadInput, Fault
from models.events import Event
from models.office import Office
from models.reading import read
from tests.engine.clinic import DAY, LEE_OUT, OFFICE, day, office, visit

ADDED = {"type": "add-on", "appointment": {"id": "x-1", "visit_type": "follow-up"}}


def events(*written: dict[str, Any]) -> list[Event]:
    """Read events that are handed in beside the day."""
    return [TypeAdapter(Event).validate_python(event) for event in written]


def faults(of: Office | None = None, on: Day | None = None, *extra: Any) -> tuple[Fault, ...]:
    """Open the day and return what is wrong with it."""
    with pytest.raises(BadInput) as refused:
        open_day(of or office(), on or day(), events(*extra))
    return refused.value.faults


def fields(of: Office | None = None, on: Day | None = None, *extra: Any) -> list[str]:
    """Open the day and return where something is wrong."""
    return [fault.field for fault in faults(of, on, *extra)]


def people(**changed: Any) -> list[dict[str, Any]]:
    """Return the day's shifts with dr-lee's changed."""
    first, *others = DAY["shifts"]
    return [first | changed, *others]


# ------------------------------------------------------------------ what is opened


def test_events_beside_the_day_come_after_its_own() -> None:
    merged, _ = open_day(office(), day(LEE_OUT), events(ADDED))

    assert [event.type for event in merged.events] == ["absent", "add-on"]


def test_now_is_when_the_latest_event_was_reported() -> None:
    early, late = LEE_OUT | {"reported": "06:10"}, LEE_OUT | {"reported": "06:45"}

    assert open_day(office(), day(late, early))[1] == 405
    assert open_day(office(), day(early), events(late))[1] == 405
    assert open_day(office(), day({"type": "absent", "person": "dr-lee"}))[1] == 0
    assert open_day(office(), day())[1] == 0


def test_now_can_be_given() -> None:
    # 11:30 in UTC is 06:30 in New York.
    instant = datetime(2026, 11, 23, 11, 30, tzinfo=UTC)

    assert open_day(office(), day(LEE_OUT), now=600)[1] == 600
    assert open_day(office(), day(LEE_OUT), now=instant)[1] == 390


def test_an_instant_of_the_evening_before_is_negative() -> None:
    reported = LEE_OUT | {"reported": "2026-11-22T22:00-05:00"}

    assert open_day(office(), day(reported))[1] == -120


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        open_day(office(), day(), now=datetime(2026, 11, 23, 6, 30))

    assert [fault.field for fault in refused.value.faults] == ["now"]


@pytest.mark.parametrize(
    "changed",
    [
        {"appointments": [], "shifts": [], "duties": [], "open_slots": []},
        # Two visits of one provider at one time.
        {"appointments": visit("a-2", at="09:00")},
        # Nobody is privileged for it.
        {"appointments": visit("a-3", provider="np-cruz")},
        {"appointments": visit("a-1", status="fulfilled")},
        {"shifts": people(to="12:00") + people(**{"from": "12:00", "site": "north"})[:1]},
    ],
    ids=["empty", "overlap", "not-privileged", "over", "two-shifts"],
)
def test_days_that_are_fine(changed: dict[str, Any]) -> None:
    assert open_day(office(), day(**changed))[0].date.isoformat() == DAY["date"]


def test_an_expired_credential_and_a_task_nobody_may_do_are_no_faults() -> None:
    expired = [{**OFFICE["people"][0], "credentials": [{"id": "md", "expires": "2020-01-01"}]}]
    tasks = OFFICE["tasks"] | {"laser": {"by": "provider", "credentials": ["laser"]}}

    open_day(office(people=expired + OFFICE["people"][1:], tasks=tasks), day())


# ------------------------------------------------------------------ what is refused


def test_every_fault_is_told_at_once() -> None:
    wrong = visit("a-1", provider="dr-leee", visit_type="folow-up", room="room-9")

    found = fields(None, day({"type": "late", "person": "dr-who", "until": "09:00"},
                             office="other", appointments=wrong), {"type": "no-show",
                             "appointment": "a-77"})  # fmt: skip

    assert sorted(found) == [
        "day.appointments.0.provider",
        "day.appointments.0.room",
        "day.appointments.0.visit_type",
        "day.events.0.person",
        "day.office",
        "events.0.appointment",
    ]


def test_a_fault_says_value_problem_and_what_would_be_right() -> None:
    (fault,) = faults(None, day(appointments=visit("a-3", provider="dr-leee")))

    assert fault == Fault(
        "day.appointments.2.provider", "dr-leee", "no such person", "did you mean dr-lee?"
    )


def test_without_a_likeness_a_few_references_are_listed() -> None:
    (fault,) = faults(None, day({"type": "site-closed", "site": "x"}))

    assert fault.expected == "one of main, north"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"sites": [*OFFICE["sites"], OFFICE["sites"][0]]}, "office.sites.2.id"),
        ({"people": [*OFFICE["people"], OFFICE["people"][0]]}, "office.people.7.id"),
        ({"rooms": [*OFFICE["rooms"], OFFICE["rooms"][0]]}, "office.rooms.4.id"),
        ({"rooms": [{"id": "r", "site": "mars"}]}, "office.rooms.0.site"),
        ({"devices": [{"id": "d", "site": "mars"}]}, "office.devices.0.site"),
        ({"devices": [{"id": "d", "site": "main"}] * 2}, "office.devices.1.id"),
        ({"duties": [OFFICE["duties"][0]] * 2}, "office.duties.1.id"),
        ({"duties": [OFFICE["duties"][0], {"id": "lab", "site": "mars"}]}, "office.duties.1.site"),
        (
            {"tasks": OFFICE["tasks"] | {"draw": {"by": "duty", "duty": "lab"}}},
            "office.tasks.draw.duty",
        ),
        (
            {"visit_types": OFFICE["visit_types"]
             | {"scan": {"phases": [{"phase": "procedure", "minutes": 5, "tasks": ["scan"]}]}}},
            "office.visit_types.scan.phases.0.tasks.0",
        ),
        (
            {"visit_types": OFFICE["visit_types"]
             | {"scan": {"phases": [{"phase": "procedure", "minutes": 5}],
                         "video": [{"phase": "provider", "minutes": 5, "tasks": ["scan"]}]}}},
            "office.visit_types.scan.video.0.tasks.0",
        ),
        ({"rules": {"support-ratio": {"task": "roming"}}}, "office.rules.support-ratio.task"),
        ({"rules": {"attendants": {"interpreter": "signing"}}},
         "office.rules.attendants.interpreter"),
        ({"rules": {"attendants": {"chaperone": "visit"}}}, "office.rules.attendants.chaperone"),
        ({"travel": [{"between": ["main", "mars"], "minutes": 5}]}, "office.travel.0.between.1"),
        ({"travel": [{"between": ["main", "main"], "minutes": 5}]}, "office.travel.0.between"),
        (
            {"travel": [{"between": ["main", "north"], "minutes": 5},
                        {"between": ["north", "main"], "minutes": 6}]},
            "office.travel.1.between",
        ),
        (
            {"people": [OFFICE["people"][0] | {"other_sites": ["north", "mars"]},
                        *OFFICE["people"][1:]]},
            "office.people.0.other_sites.1",
        ),
        (
            {"rules": {"breaks": {"entitlements": [{"roles": ["provider", "docter"]}]}}},
            "office.rules.breaks.entitlements.0.roles.1",
        ),
        ({"profiles": {"mine": {"title": "Mine", "rates": {"cal": 5}}}},
         "office.profiles.mine.rates.cal"),
        ({"profiles": {"mine": {"title": "Mine", "rates": {"call": -5}}}},
         "office.profiles.mine.rates.call"),
    ],
)  # fmt: skip
def test_faults_of_the_office(changed: dict[str, Any], field: str) -> None:
    assert fields(office(**changed)) == [field]


RESERVE = {"id": "r", "person": "dr-lee", "site": "main", "from": "17:00", "to": "18:00"}
PINNED: dict[str, Any] = {"author": "manager", "reason": "agreed"}
PHASES: list[dict[str, Any]] = [{"at": "09:00", "people": ["ma-1"]}, {"at": "09:10"}]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"appointments": [*DAY["appointments"], DAY["appointments"][0]]}, "day.appointments.5.id"),
        ({"appointments": visit("a-1", panel_provider="dr-who")},
         "day.appointments.0.panel_provider"),
        ({"appointments": visit("a-1", sites=["north", "mars"])}, "day.appointments.0.sites.1"),
        ({"appointments": visit("a-1", language="es", interpreter="ma-9")},
         "day.appointments.0.interpreter"),
        ({"appointments": visit("a-1", interpreter="ma-1")}, "day.appointments.0.interpreter"),
        ({"appointments": visit("a-1", chaperone=True, chaperoned_by="ma-9")},
         "day.appointments.0.chaperoned_by"),
        ({"appointments": visit("a-1", chaperoned_by="ma-1")}, "day.appointments.0.chaperoned_by"),
        ({"appointments": visit("a-1", site="mars")}, "day.appointments.0.site"),
        ({"appointments": visit("a-1", at="07:55")}, "day.appointments.0.at"),
        ({"appointments": visit("a-1", at="17:00")}, "day.appointments.0.at"),
        ({"appointments": visit("a-3", modality="video")}, "day.appointments.2.modality"),
        ({"appointments": visit("a-1", phases=PHASES[:1])}, "day.appointments.0.phases"),
        ({"appointments": visit("a-1", phases=[PHASES[0] | {"people": []}, PHASES[1]])},
         "day.appointments.0.phases.0.people"),
        ({"appointments": visit("a-1", phases=[PHASES[0] | {"people": ["ma-9"]}, PHASES[1]])},
         "day.appointments.0.phases.0.people.0"),
        ({"appointments": visit("a-1", phases=[PHASES[0] | {"at": "09:01"}, PHASES[1]])},
         "day.appointments.0.phases.0.at"),
        ({"appointments": visit("a-1", locks=[PINNED | {"holds": ["duties"]}])},
         "day.appointments.0.locks.0.holds"),
        ({"appointments": [{"id": "x", "visit_type": "follow-up", "status": "roomed"}]},
         "day.appointments.0.at"),
        ({"shifts": people(person="dr-who")}, "day.shifts.0.person"),
        ({"shifts": people(site="mars")}, "day.shifts.0.site"),
        ({"shifts": people(**{"from": "04:00", "to": "08:00"})}, "day.shifts.0"),
        ({"shifts": people(breaks=[{"at": "16:45", "minutes": 30}])}, "day.shifts.0.breaks.0.at"),
        ({"shifts": DAY["shifts"] + people(**{"from": "16:59", "site": "north"})[:1]},
         "day.shifts.7"),
        ({"duties": [{"duty": "lab", "person": "ma-1", "from": "08:00", "to": "09:00"}]},
         "day.duties.0.duty"),
        ({"duties": [{"duty": "desk", "person": "ma-9", "from": "08:00", "to": "09:00"}]},
         "day.duties.0.person"),
        ({"protected": [{"id": "p", "person": "dr-who", "from": "08:00", "to": "09:00"}]},
         "day.protected.0.person"),
        ({"held_slots": [{"id": "h", "person": "dr-who", "from": "08:00", "to": "09:00"}]},
         "day.held_slots.0.person"),
        ({"held_slots": [{"id": "h", "person": "dr-lee", "from": "08:00", "to": "09:00"}] * 2},
         "day.held_slots.1.id"),
        ({"reserves": [RESERVE | {"person": "dr-who"}]}, "day.reserves.0.person"),
        ({"reserves": [RESERVE | {"site": "mars"}]}, "day.reserves.0.site"),
        ({"reserves": [RESERVE, RESERVE]}, "day.reserves.1.id"),
        ({"open_slots": [DAY["open_slots"][0]] * 2}, "day.open_slots.1.id"),
        ({"open_slots": [DAY["open_slots"][0] | {"date": "2026-11-23"}]}, "day.open_slots.0.date"),
        ({"open_slots": [DAY["open_slots"][0] | {"person": "dr-who"}]}, "day.open_slots.0.person"),
        ({"open_slots": [DAY["open_slots"][0] | {"site": "mars"}]}, "day.open_slots.0.site"),
    ],
)  # fmt: skip
def test_faults_of_the_day(changed: dict[str, Any], field: str) -> None:
    assert fields(None, day(**changed)) == [field]


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ({"type": "absent", "person": "dr-who"}, "person"),
        ({"type": "leaves-early", "person": "dr-who", "at": "12:00"}, "person"),
        ({"type": "room-out", "room": "room-9"}, "room"),
        ({"type": "device-out", "device": "d"}, "device"),
        ({"type": "site-closed", "site": "mars"}, "site"),
        ({"type": "cancelled", "appointment": "x-1"}, "appointment"),
        ({"type": "overrun", "appointment": "x-1", "minutes": 5}, "appointment"),
        ({"type": "call-outcome", "appointment": "x-1", "outcome": "no-answer"}, "appointment"),
        ({"type": "add-on", "appointment": {"id": "a-1", "visit_type": "follow-up"}},
         "appointment.id"),
        ({"type": "add-on", "appointment": {"id": "x-1", "visit_type": "scan"}},
         "appointment.visit_type"),
        ({"type": "call-outcome", "appointment": "a-1", "outcome": "reached-accepted",
          "offer": {"slot": "s-9"}}, "offer.slot"),
        ({"type": "call-outcome", "appointment": "a-1", "outcome": "reached-accepted",
          "offer": {"slot": "s-1", "date": "2026-11-25"}}, "offer.date"),
        ({"type": "call-outcome", "appointment": "a-1", "outcome": "reached-declined",
          "offer": {"at": "10:00", "provider": "dr-who", "site": "main"}}, "offer.provider"),
        ({"type": "call-outcome", "appointment": "a-1", "outcome": "reached-declined",
          "offer": {"at": "10:00", "provider": "dr-lee", "site": "main", "date": "2026-11-24"}},
         "offer.date"),
    ],
)  # fmt: skip
def test_faults_of_events(event: dict[str, Any], field: str) -> None:
    assert fields(None, day(event)) == [f"day.events.0.{field}"]
    assert fields(None, None, event) == [f"events.0.{field}"]


def test_an_event_about_a_visit_that_is_added_before_it_is_fine() -> None:
    gone = {"type": "cancelled", "appointment": "x-1"}

    open_day(office(), day(ADDED, gone))

    assert fields(None, day(gone, ADDED)) == ["day.events.0.appointment"]


# ------------------------------------------------------------------ locked shifts


def locked(duties: list[tuple[str, str]], *breaks: str) -> Day:
    """Return a day on which ma-1 works 08:00 to 17:00 on a locked shift."""
    shift = DAY["shifts"][3] | {
        "locked": {"holds": ["duties"], "author": "manager", "reason": "agreed"},
        "breaks": [{"at": at, "minutes": 30} for at in breaks],
    }
    given = [{"duty": "desk", "person": "ma-1", "from": a, "to": b} for a, b in duties]
    return day(shifts=[*DAY["shifts"][:3], shift, *DAY["shifts"][4:]], duties=given)


def test_a_locked_shift_may_have_a_break_within_a_duty_or_between_two() -> None:
    open_day(office(), locked([("08:00", "12:00")], "11:30", "12:00"))
    # Two assignments that adjoin are one.
    open_day(office(), locked([("08:00", "11:00"), ("11:00", "12:00")], "10:45"))


@pytest.mark.parametrize(
    ("on", "problem"),
    [
        (locked([("08:00", "12:00")], "11:45"), "a break lies half within a duty"),
        (locked([("08:00", "12:00"), ("11:00", "13:00")]), "two of its duties overlap"),
        (locked([], "11:45", "12:00"), "two of its breaks overlap"),
        (locked([("07:30", "12:00")]), "a duty of it cannot be kept"),
    ],
)
def test_a_locked_shift_that_contradicts_itself_is_a_fault(on: Day, problem: str) -> None:
    (fault,) = faults(None, on)

    assert fault.field == "day.shifts.3"
    assert fault.problem == f"the shift is locked, and {problem}"


def test_the_same_is_no_fault_while_the_shift_is_not_locked() -> None:
    given = [{"duty": "desk", "person": "ma-1", "from": "08:00", "to": "12:15"}]

    open_day(office(), day(duties=given))


def test_a_shift_lock_holds_duties() -> None:
    lock = {"holds": ["time"], "author": "manager", "reason": "agreed"}

    assert fields(None, day(shifts=people(locked=lock))) == ["day.shifts.0.locked.holds"]


# ------------------------------------------------------------------------- clocks


def zoned(*zones: str, opens: str = "00:00") -> Office:
    """Return the clinic with its sites in these zones."""
    sites = [
        site | {"zone": zone, "opens": opens}
        for site, zone in zip(OFFICE["sites"], zones, strict=True)
    ]
    return office(sites=sites)


def on(date: str, starts: str, ends: str = "12:00") -> Day:
    """Return a day with nothing but one shift."""
    shift = {"person": "dr-lee", "site": "main", "from": starts, "to": ends}
    return read(Day, {"office": "clinic", "date": date, "shifts": [shift]}, "day")


def test_sites_on_different_clocks_are_a_fault() -> None:
    (fault,) = faults(zoned("America/New_York", "America/Chicago"))

    assert fault.field == "office.sites.1.zone"
    assert fault.value == "America/Chicago"


def test_zones_count_by_their_clock_on_that_date() -> None:
    # Arizona has no summer time: with Denver in winter, apart from it in summer.
    arizona = zoned("America/Denver", "America/Phoenix")

    open_day(arizona, on("2026-01-15", "08:00"))
    assert fields(arizona, on("2026-07-15", "08:00")) == ["office.sites.1.zone"]


def test_a_clock_change_while_people_are_at_work_is_a_fault() -> None:
    # On 8 March 2026 New York's clocks go from 02:00 to 03:00.
    night = zoned("America/New_York", "America/New_York")

    (fault,) = faults(night, on("2026-03-08", "01:00"))

    assert fault.field == "day.date"
    assert "changes at 03:00 on 2026-03-08, between 01:00 and 12:00" in fault.problem
    open_day(night, on("2026-03-08", "08:00"))
    open_day(night, on("2026-03-08", "03:00"))


def test_a_clock_change_in_the_night_after_counts_for_a_day_that_runs_into_it() -> None:
    night = zoned("America/New_York", "America/New_York")

    assert fields(night, on("2026-03-07", "16:00", "26:01")) == ["day.date"]
    open_day(night, on("2026-03-07", "16:00", "25:59"))


# ------------------------------------------------------------------------ returns

BACK = {"type": "returned", "person": "dr-lee", "at": "10:00"}


@pytest.mark.parametrize(
    "before",
    [
        [LEE_OUT],
        [{"type": "late", "person": "dr-lee", "until": "10:01"}],
        [{"type": "leaves-early", "person": "dr-lee", "at": "10:00"}],
        [LEE_OUT | {"from": "09:00", "to": "11:00"}],
        [LEE_OUT, BACK, LEE_OUT | {"from": "09:50"}],
    ],
)
def test_who_is_away_may_return(before: list[dict[str, Any]]) -> None:
    merged, _ = open_day(office(), day(*before), events(BACK))

    assert merged.events[-1].type == "returned"


@pytest.mark.parametrize(
    "before",
    [
        [],
        [LEE_OUT | {"person": "dr-bell"}],
        [{"type": "late", "person": "dr-lee", "until": "10:00"}],
        [{"type": "leaves-early", "person": "dr-lee", "at": "10:01"}],
        [LEE_OUT | {"to": "10:00"}],
        [LEE_OUT, BACK],
    ],
)
def test_who_is_not_away_cannot_return(before: list[dict[str, Any]]) -> None:
    (fault,) = faults(None, day(*before), BACK)

    assert (fault.field, fault.value) == ("events.0.at", "10:00")
    assert fault.problem == "dr-lee is not away at that time"


def test_nobody_unknown_returns() -> None:
    assert fields(None, None, BACK | {"person": "dr-who"}) == ["events.0.person"]


# ------------------------------------------------------------------ overrides


def overriding(rule: str, about: str | None = None) -> Day:
    """Return the day with one rule set aside."""
    override = {"rule": rule, "about": about, "author": "manager", "reason": "agreed by phone"}
    return read(Day, DAY | {"overrides": [override]}, "day")


def test_only_some_rules_may_be_set_aside() -> None:
    (fault,) = faults(None, overriding("licence"))

    assert fault.field == "day.overrides.0.rule"
    assert fault.problem == "this rule may not be set aside"
    assert "due-date, held-slots, load" in fault.expected


def test_a_rule_is_set_aside_for_a_visit_or_for_a_person_that_there_is() -> None:
    for rule, about in (("notice", "dr-lee"), ("load", "a-1"), ("load", "dr-who")):
        (fault,) = faults(None, overriding(rule, about))
        assert fault.field == "day.overrides.0.about"
        assert fault.problem.startswith("no such ")
    for rule, right in (("notice", "a-1"), ("load", "dr-lee"), ("load", None), ("notice", "x-1")):
        open_day(office(), overriding(rule, right), events(ADDED))
