"""A tiny office, a day of two visits, and a hand-written answer to its physician being out."""

from __future__ import annotations

from typing import Any

from models.absence import Absence
from models.absence_answer import AnsweredAbsence
from models.day import Day
from models.explanation import Conflict, Frontier, Help, Why, WhyNot
from models.office import Office
from models.proposal import Comparison, Proposal, VariantDifference
from models.roster import Roster, RosterPlan
from models.roster_answer import BuiltRoster, RepairedRoster

OFFICE: dict[str, Any] = {
    "id": "corner",
    "sites": [{"id": "main", "zone": "America/New_York", "opens": "08:00", "closes": "17:00"}],
    "people": [
        {"id": "dr-lee", "roles": ["provider"], "credentials": ["md"]},
        {"id": "dr-bell", "roles": ["provider"], "credentials": ["md"]},
    ],
    "tasks": {"see": {"by": "provider", "credentials": ["md"]}},
    "visit_types": {
        "follow-up": {"phases": [{"phase": "provider", "minutes": 20, "tasks": ["see"]}]}
    },
}

DAY: dict[str, Any] = {
    "office": "corner",
    "date": "2026-11-23",
    "shifts": [
        {"person": "dr-lee", "site": "main", "from": "08:00", "to": "17:00"},
        {"person": "dr-bell", "site": "main", "from": "08:00", "to": "17:00"},
    ],
    "open_slots": [
        {
            "id": "os-1",
            "person": "dr-lee",
            "site": "main",
            "date": "2026-11-24",
            "at": "09:00",
            "minutes": 20,
        }
    ],
    "appointments": [
        {"id": "a-1", "visit_type": "follow-up", "at": "09:10", "provider": "dr-lee"},
        {"id": "a-2", "visit_type": "follow-up", "at": "10:00", "provider": "dr-lee"},
    ],
}

ABSENT: dict[str, Any] = {"type": "absent", "person": "dr-lee", "reported": "06:45"}


def office() -> Office:
    return Office.model_validate(OFFICE)


def day() -> Day:
    return Day.model_validate(DAY)


def _placed(appointment: str, provider: str, start: str, end: str) -> dict[str, Any]:
    phase = {"from": start, "to": end}
    placement = {"provider": provider, "site": "main", "phases": [phase]}
    return {"appointment": appointment, "placement": placement}


PLAN: dict[str, Any] = {
    "office": "corner",
    "date": "2026-11-23",
    "visits": [
        _placed("a-1", "dr-bell", "10:30", "10:50"),
        {"appointment": "a-2", "slot": "os-1"},
    ],
}

KPIS: dict[str, Any] = {
    "visits": 2,
    "hit": 2,
    "seen": 1,
    "by_video": 0,
    "other_site": 0,
    "other_day": 1,
    "manual": 0,
    "displaced": 1,
    "calls": 2,
    "minutes_moved": 80,
    "provider_changes": 1,
    "overtime_minutes": 0,
    "longest_wait": 0,
    "mean_wait": 0.0,
    "finish": "10:50",
    "coverage_gap_minutes": 0,
    "missed_breaks": 0,
    "held_slots_used": 0,
    "duty_changes": 1,
}

CERTIFICATE: dict[str, Any] = {
    "cost": 512,
    "lower_bound": 510,
    "gap": 0.0039,
    "gap_calls": 0.03,
    "gap_visits": 0.01,
    "proven": False,
    "tiers": {"T0": 0, "T1": 0, "T2": 302, "T3": 0, "T4": 210, "T5": 0, "T6": 0},
    "tiers_proven": {"T0": True, "T1": True},
    "ring": 1,
    "certified_by": 2,
    "limits": {"deadline": 10.0},
    "offered_starts": "every 5 minutes, and each visit's published start",
}

BEFORE: dict[str, Any] = {
    "date": "2026-11-23",
    "at": "09:10",
    "provider": "dr-lee",
    "site": "main",
    "room": "r-1",
}
CHANGES: list[dict[str, Any]] = [
    {
        "appointment": "a-1",
        "disposition": "moved",
        "from": BEFORE,
        "to": BEFORE | {"at": "10:30", "provider": "dr-bell", "room": "r-2"},
        "reason": "dr-lee is unavailable all day",
        "rule": "absence",
    },
    {
        "appointment": "a-2",
        "disposition": "other-day",
        "from": BEFORE | {"at": "10:00"},
        "to": {"date": "2026-11-24", "at": "09:00", "provider": "dr-lee", "slot": "os-1"},
        "reason": "no time is left on the day",
        "rule": "provider-overlap",
    },
]
GAP: dict[str, Any] = {
    "rule": "coverage",
    "kind": "gap",
    "about": ["front-desk"],
    "sentence": "front-desk is short of one person from 12:00 to 12:30",
    "tier": "T0",
    "cost": 30_000_000,
    "advice": "ask the other site for half an hour",
}
BREACH: dict[str, Any] = {
    "rule": "absence",
    "kind": "breach",
    "about": ["a-1", "dr-lee"],
    "sentence": "a-1 is with dr-lee, who is away",
}


def _option(title: str, *profiles: str, **changed: Any) -> dict[str, Any]:
    return {
        "profiles": profiles,
        "title": title,
        "publishable": True,
        "summary": f"{title}: 1 seen today",
        "kpis": KPIS,
        "plan": PLAN,
        "changes": CHANGES,
        "cost_at_default_rates": 512,
        "certificate": CERTIFICATE,
    } | changed


def proposal(**changed: Any) -> Proposal:
    """Return the hand-written answer, with other fields where the test wants them."""
    return Proposal.model_validate(
        {
            "outcome": "feasible",
            "summary": "dr-lee out: 2 patients; 1 seen today, 1 to rebook; 2 calls",
            "now": "06:45",
            "profile": "balanced",
            "version": "0",
            "plan": PLAN,
            "changes": CHANGES,
            "duty_changes": [
                {
                    "person": "ma-1",
                    "what": "front-desk",
                    "from": None,
                    "to": "12:00 to 13:00",
                    "reason": "desk-1 has lunch",
                    "rule": "coverage",
                }
            ],
            "calls": [
                {
                    "order": 1,
                    "appointment": "a-1",
                    "booked": "09:10",
                    "disposition": "moved",
                    "say": "Could you come at 10:30 and see dr-bell?",
                    "offer": {"at": "10:30", "provider": "dr-bell", "site": "main"},
                    "fallback": {"slot": "os-1", "date": "2026-11-24"},
                    "fallback_say": "Or tomorrow at 09:00?",
                },
                {
                    "order": 2,
                    "appointment": "a-2",
                    "booked": "10:00",
                    "disposition": "other-day",
                    "say": "Could you come tomorrow at 09:00?",
                    "offer": {"slot": "os-1", "date": "2026-11-24"},
                },
            ],
            "kpis": KPIS,
            "certificate": CERTIFICATE,
            "options": [
                _option("Balanced", "balanced", "keep-times"),
                _option("Fewest calls", "fewest-calls", kpis=KPIS | {"calls": 1}),
                _option(
                    "Do nothing",
                    publishable=False,
                    certificate=None,
                    violations=[BREACH],
                    changes=[],
                    kpis=KPIS | {"calls": 0, "seen": 2},
                ),
            ],
            "timing": {"seconds": 0.1, "parts": {"search": 0.1}},
        }
        | changed
    )


def comparison() -> Comparison:
    """Return a what-if answer of two variants that differ in their calls."""
    return Comparison(
        variants=("by hand", "with dr-cole"),
        differences=(VariantDifference(what="calls", values=("2", "1")),),
        proposals=(proposal(), proposal(summary="dr-cole steps in: 1 call")),
    )


def why() -> Why:
    """Return why the first visit of the hand-written answer is moved."""
    return Why.model_validate(
        {
            "appointment": "a-1",
            "disposition": "moved",
            "summary": "a-1 is moved (10:30 with dr-bell): dr-lee is away [absence].",
            "from": BEFORE,
            "to": BEFORE | {"at": "10:30", "provider": "dr-bell"},
            "reason": "dr-lee is away",
            "rule": "absence",
            "costs": [
                {"rule": "calls", "tier": "T4", "cost": 72, "sentence": "a-1 is called."},
            ],
            "cost": 72,
            "alternatives": [
                {
                    "what": "left to a clinician",
                    "sentence": "348 dearer: disposition +360, calls -12",
                    "costs": [
                        {"rule": "disposition", "tier": "T2", "cost": 360},
                        {"rule": "calls", "tier": "T4", "cost": -12},
                    ],
                    "cost": 348,
                },
                {
                    "what": "as published, 09:10 with dr-lee",
                    "refused": {"rule": "absence", "sentence": "dr-lee is away all day"},
                    "sentence": "dr-lee is away all day",
                },
            ],
        }
    )


def why_not() -> WhyNot:
    """Return what having the first visit at 11:00 would take."""
    return WhyNot.model_validate(
        {
            "appointment": "a-1",
            "asked": "a-1 is seen at 11:00 with dr-bell",
            "answer": "possible",
            "summary": "If a-1 is seen at 11:00 with dr-bell: 6 dearer: calls +6.",
            "costs": [{"rule": "calls", "tier": "T4", "cost": 6}],
            "cost": 6,
            "at_least": 6,
            "changes": [CHANGES[1]],
        }
    )


def conflict() -> Conflict:
    """Return what stands against nobody being called."""
    return Conflict.model_validate(
        {
            "asked": ["nobody is called"],
            "answer": "impossible",
            "summary": "It cannot be that nobody is called: dr-lee is away all day [absence].",
            "members": [
                {"rule": "asked", "sentence": "nobody is called", "needed": True},
                {
                    "rule": "absence",
                    "about": "dr-lee",
                    "sentence": "dr-lee is away all day",
                    "needed": True,
                },
            ],
            "smallest": True,
            "verified": True,
        }
    )


def help_me() -> Help:
    """Return two reliefs."""
    return Help.model_validate(
        {
            "summary": "What would help most: one more held slot released: 1 more visit seen.",
            "reliefs": [
                {
                    "kind": "held-slot",
                    "what": "one more held slot released",
                    "sentence": "one more held slot released: 1 more visit seen, 290 cheaper.",
                    "seen_more": 1,
                    "calls_fewer": -1,
                    "cost_less": 290,
                    "disturbance": 20,
                },
            ],
            "tried": 4,
        }
    )


def frontier() -> Frontier:
    """Return two points."""
    point = {"calls": 0, "all_calls": 2, "cost": 512, "gaps": 0, "harm": 0}
    return Frontier.model_validate(
        {
            "summary": "1 seen without a call that could be spared, 2 with 1.",
            "visits": 2,
            "points": [
                point | {"calls_at_most": 0, "seen": 1, "seen_at_most": 1, "proven": True},
                point | {"calls_at_most": 1, "seen": 1, "seen_at_most": 2, "proven": False},
            ],
            "complete": False,
        }
    )


def built_roster(office: Office, roster: Roster) -> BuiltRoster:
    """Return a roster in which nobody works."""
    blank = ((),) * roster.days
    people = [person.id for person in office.people if person.contract is not None]
    return BuiltRoster(
        office=office.id,
        first=roster.first,
        days=roster.days,
        roster=RosterPlan(rows=dict.fromkeys(people, blank)),
        possible=True,
    )


def repaired_roster(office: Office, roster: Roster) -> RepairedRoster:
    """Return a repair that changes nothing and leaves a gap."""
    return RepairedRoster.model_validate(
        {
            "office": office.id,
            "from": roster.first,
            "days": roster.days,
            "lean": "fewest-changes",
            "roster": {"rows": roster.published},
            "changes": (),
            "calls": (),
            "uncovered": [
                {
                    "rule": "demand",
                    "kind": "gap",
                    "about": ["early", "2026-12-03"],
                    "sentence": "early on 2026-12-03: 1 of at least 2 people.",
                    "tier": "T0",
                    "cost": 1,
                }
            ],
            "tiers": {"T0": 1},
            "certificate": {
                "short": 1,
                "short_bound": 0,
                "changes": 0,
                "changes_bound": 0,
                "changes_proven": True,
                "cost": 0,
                "bound": 0,
                "gap": 0.0,
                "proven": False,
                "seconds": 0.5,
            },
        }
    )


def answered_absence(office: Office, absence: Absence) -> AnsweredAbsence:
    """Return an answer in which one day is planned, one failed, and the roster leaves a gap."""
    the_day, the_proposal = day(), proposal()
    return AnsweredAbsence.model_validate(
        {
            "office": office.id,
            "summary": "rn-ames out on 2026-12-03: the roster stands; 1 person short.",
            "absences": absence.absences,
            "roster": repaired_roster(office, absence.roster),
            "days": [
                {
                    "date": the_day.date,
                    "outcome": "planned",
                    "staff": [{"person": "rn-ames", "out": True, "from": ["main"], "to": []}],
                    "withdrawn": ["s-9 is left to 2026-12-04."],
                    "day": the_day,
                    "published": the_proposal.plan,
                    "proposal": the_proposal,
                },
                {"date": "2026-12-04", "outcome": "failed", "troubles": ["It was too much."]},
                {"date": "2026-12-05", "outcome": "untouched"},
            ],
            "staff_calls": [
                {
                    "order": 1,
                    "person": "rn-hill",
                    "standing": "volunteer",
                    "matters": [
                        {
                            "date": "2026-12-03",
                            "matter": "work",
                            "say": "Can you work nurse on Thursday 3 December?",
                            "others": ["rn-cole"],
                        }
                    ],
                }
            ],
            "patient_calls": [
                {
                    "order": 1,
                    "patient": "p-2",
                    "visits": [
                        {"date": the_day.date, "call": call} for call in the_proposal.calls[:1] * 2
                    ],
                }
            ],
            "version": "0.0",
            "timing": {"seconds": 1.0, "parts": {}},
        }
    )
