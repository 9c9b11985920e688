"""The visit types of a generated office: four kinds, each in every length that is booked."""

from __future__ import annotations

from math import ceil

from models.office import By, Lag, Movability, Phase, PhaseName, Task, Urgency, VisitType
from scenarios.generator.durations import LONGEST_BOOKED

CONSULT, RETURN, SCAN, PROCEDURE = "consult", "return", "scan", "procedure"
"""Without and with check-out, with a device, with a second role."""

CHECK_IN, ROOMING, CHECK_OUT = 5, 5, 5
"""Minutes of the phases around the provider's."""

LONGEST_VIDEO = 20
"""Longer consultations need the patient in the room."""


def desk_duty(site: str) -> str:
    """Return the id of a site's front-desk duty."""
    return f"{site}-front-desk"


def tasks_of(sites: tuple[str, ...]) -> dict[str, Task]:
    """Return the task and credential matrix.

    On one site patients are checked in by whoever covers the desk; with several sites by any
    free person trained for it, for a task names one duty and a duty has one site.
    """
    at_desk = (
        Task(by=By.DUTY, duty=desk_duty(sites[0]))
        if len(sites) == 1
        else Task(by=By.SUPPORT, credentials=("desk",))
    )
    return {
        "check-in": at_desk,
        "check-out": at_desk,
        "room": Task(by=By.SUPPORT, credentials=("ma",)),
        "assist": Task(by=By.SUPPORT, credentials=("ma",)),
        "see": Task(by=By.PROVIDER, credentials=("md", "np")),
        "operate": Task(by=By.PROVIDER, credentials=("md", "np"), privilege="procedure"),
    }


def visit_types(slack: float) -> dict[str, VisitType]:
    """Return every kind in every length; `slack` is the longest wait as a share of the visit."""
    return {
        f"{kind}-{minutes}": _visit_type(kind, minutes, slack)
        for kind in (CONSULT, RETURN, SCAN, PROCEDURE)
        for minutes in range(5, LONGEST_BOOKED + 1, 5)
    }


def _visit_type(kind: str, minutes: int, slack: float) -> VisitType:
    room = "procedure" if kind == PROCEDURE else "exam"
    lag = Lag(max=ceil(slack * (CHECK_IN + ROOMING + minutes) / 5) * 5)
    phases = [
        Phase(phase=PhaseName.CHECK_IN, minutes=CHECK_IN, tasks=("check-in",)),
        Phase(phase=PhaseName.ROOMING, minutes=ROOMING, tasks=("room",), room=room),
        Phase(
            phase=PhaseName.PROCEDURE if kind == PROCEDURE else PhaseName.PROVIDER,
            minutes=minutes,
            tasks=("operate", "assist") if kind == PROCEDURE else ("see",),
            room=room,
            device="scanner" if kind == SCAN else None,
            lag=lag,
        ),
    ]
    if kind == RETURN:
        phases.append(
            Phase(phase=PhaseName.CHECK_OUT, minutes=CHECK_OUT, tasks=("check-out",), lag=lag)
        )
    by_video = (Phase(phase=PhaseName.PROVIDER, minutes=minutes, tasks=("see",)),)
    return VisitType(
        phases=tuple(phases),
        video=by_video if kind == CONSULT and minutes <= LONGEST_VIDEO else (),
        urgency=Urgency.DAYS_7 if kind in {SCAN, PROCEDURE} else Urgency.DAYS_30,
        movability=Movability.PREFERRED_KEEP if kind == PROCEDURE else Movability.FLEXIBLE,
        points=1 + minutes // 20,
    )
