"""Tiny offices: two providers and a handful of everything else, with rules switched at random."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from models.office import (
    By,
    Demand,
    Duty,
    DutyKind,
    Lag,
    Movability,
    Office,
    Phase,
    PhaseName,
    Place,
    Site,
    Task,
    Urgency,
    VisitType,
)
from models.policy import ExchangeRates
from models.staff import Credential, Person, Role
from scenarios.generator.tiny_rules import draw_rules

if TYPE_CHECKING:
    from datetime import date

    from scenarios.generator.dice import Dice
    from scenarios.generator.tiny_frame import Frame

PLACE = "here"
ELSEWHERE = "there"
"""The two sites; the second is there only sometimes."""


def draw_office(frame: Frame, dice: Dice) -> Office:
    """Return a tiny office for the frame."""
    sites = (PLACE, ELSEWHERE) if frame.two_sites else (PLACE,)
    return Office(
        id="tiny",
        sites=tuple(
            Site(
                id=site,
                zone="America/New_York",
                opens=frame.opens,
                closes=frame.closes,
                last_out=frame.closes + (frame.step if dice.chance(0.3) else 0),
            )
            for site in sites
        ),
        people=_people(frame, dice),
        rooms=tuple(
            Place(id=f"{site}-r{n + 1}", site=site, features=("exam", "large")[: 2 - n])
            for site in sites
            for n in range(frame.rooms)
        ),
        devices=tuple(
            Place(id=f"{site}-scanner", site=site, features=("scan",))
            for site in sites
            if frame.device
        ),
        tasks={
            "see": Task(by=By.PROVIDER, credentials=("md", "np")),
            "operate": Task(by=By.PROVIDER, credentials=("md", "np"), privilege="operate"),
            "room": Task(by=By.SUPPORT, credentials=("ma",)),
            "greet": (
                Task(by=By.DUTY, duty="desk")
                if frame.desk
                else Task(by=By.SUPPORT, credentials=("ma",))
            ),
        },
        visit_types={name: _visit_type(frame, dice) for name in ("first", "second")},
        duties=_duties(frame, dice),
        rules=draw_rules(frame, dice),
        exchange_rates=ExchangeRates(
            wait_free=dice.pick((0, frame.step)),
            other_provider=dice.pick((0, 15)),
            spread=dice.pick((0, 4)),
            no_date=dice.pick((0, 60)),
        ),
    )


def _people(frame: Frame, dice: Dice) -> tuple[Person, ...]:
    people = [
        Person(
            id=name,
            roles=(Role.PROVIDER,),
            credentials=(_credential(held, frame.date, dice),),
            privileges=("operate",) if name == "p1" or dice.chance(0.6) else (),
            specialty=dice.pick((None, "general", "other")),
            team=dice.pick((None, "blue", "green")),
            reach_by_video=dice.chance(0.6),
        )
        for name, held in (("p1", "md"), ("p2", "np"))
    ]
    people += [
        Person(
            id=f"m{n + 1}",
            roles=(Role.MEDICAL_ASSISTANT,),
            credentials=tuple(
                _credential(held, frame.date, dice) for held in ("ma", "clerk")[: dice.pick((1, 2))]
            ),
        )
        for n in range(frame.assistants)
    ]
    if frame.desk:
        people.append(
            Person(
                id="d1",
                roles=(Role.FRONT_DESK,),
                credentials=(_credential("clerk", frame.date, dice),),
            )
        )
    return tuple(people)


def _credential(held: str, day: date, dice: Dice) -> Credential:
    """Let a few credentials end on the day itself, or on the day before."""
    if dice.chance(0.06):
        return Credential(id=held, expires=day - timedelta(days=dice.pick((0, 1))))
    return Credential(id=held)


def _visit_type(frame: Frame, dice: Dice) -> VisitType:
    step = frame.step
    room = dice.pick(("exam", "large")) if frame.rooms else None
    lag = Lag(max=step) if dice.chance(0.3) else Lag(max=0)
    phases = []
    if dice.chance(0.5 if frame.desk else 0.2 * (frame.assistants > 0)):
        phases.append(Phase(phase=PhaseName.CHECK_IN, minutes=step, tasks=("greet",)))
    if frame.assistants and dice.chance(0.4):
        phases.append(Phase(phase=PhaseName.ROOMING, minutes=step, tasks=("room",), room=room))
    needs = ["operate" if dice.chance(0.25) else "see"]
    if frame.assistants and dice.chance(0.15):
        needs.append("room")
    minutes = step * (2 if dice.chance(0.3) else 1)
    phases.append(
        Phase(
            phase=PhaseName.PROVIDER,
            minutes=minutes,
            tasks=tuple(needs),
            room=room,
            device="scan" if frame.device and dice.chance(0.6) else None,
            lag=lag if phases else Lag(),
        )
    )
    if dice.chance(0.15):
        again = Phase(phase=PhaseName.PROVIDER, minutes=step, tasks=("see",), lag=Lag(min=step))
        phases.append(again)
    by_video = (Phase(phase=PhaseName.PROVIDER, minutes=minutes, tasks=("see",)),)
    return VisitType(
        phases=tuple(phases),
        video=by_video if frame.video else (),
        specialty=dice.pick((None, None, "general")),
        urgency=dice.pick(tuple(Urgency)),
        movability=dice.pick((Movability.FLEXIBLE, Movability.FLEXIBLE, Movability.PREFERRED_KEEP)),
        continuity=dice.pick((0, 1, 3)),
        new_patient=dice.chance(0.3),
        points=dice.pick((1, 2)),
    )


def _duties(frame: Frame, dice: Dice) -> tuple[Duty, ...]:
    duties = []
    if frame.desk:
        end = dice.pick((frame.closes, frame.middle))
        duties.append(
            Duty(
                id="desk",
                site=PLACE,
                credentials=("clerk",),
                demand=(Demand(start=frame.opens, end=end, minimum=1),),
            )
        )
    if frame.presence:
        duties.append(
            Duty(
                id="two-here",
                site=PLACE,
                kind=DutyKind.PRESENCE,
                credentials=dice.pick(((), ("md", "np"))),
                demand=(Demand(start=frame.opens, end=frame.middle, minimum=dice.pick((1, 2))),),
            )
        )
    return tuple(duties)
