"""Patients have an interpreter or a chaperone with them where they need one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind, Tier
from models.office import Modality
from models.staff import Role
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.appointment import Appointment
    from models.case import Case
    from models.plan import Placement, Plan

RULE = "attendants"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    for visit, placement in view.placed(plan):
        beside = (visit.language, visit.chaperone, placement.interpreter, placement.chaperone)
        if not any(beside):
            continue
        was = view.published(visit.id)
        stretches = view.provider_stretches(visit, placement)
        seen = stretches[0][0] if stretches else None
        speaks = visit.language in {None, *case.people[placement.provider].languages}
        in_person = placement.modality is Modality.IN_PERSON
        before = (was.interpreter, was.chaperone) if was is not None else (None, None)
        kept = seen is not None and was is not None and _same(case, visit, was, placement, seen)
        wanted = (seen is not None and not speaks, seen is not None and visit.chaperone)
        pairs = (
            ("interpreter", placement.interpreter, before[0], wanted[0]),
            ("chaperone", placement.chaperone, before[1], wanted[1] and in_person),
        )
        for kind, who, earlier, needed in pairs:
            if seen is not None and seen < case.now:
                wrong = "" if who == earlier else f"its {kind} was {earlier or 'nobody'} already"
            elif needed and not (kept and earlier is None):
                wrong = _wrong(case, visit, kind, who)
            else:
                wrong = f"{who} is named as {kind}, and none is needed" if who else ""
            if wrong:
                sentence = f"{visit.id}: {wrong}."
                about = (visit.id,) if who is None else (visit.id, who)
                yield Finding(rule=RULE, kind=FindingKind.BREACH, about=about, sentence=sentence)
        booked = was is not None and was.provider == placement.provider
        if wanted[0] and not booked and case.rates.interpreter:
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(visit.id,),
                sentence=f"{visit.id} is seen by {placement.provider} through an interpreter.",
                tier=Tier.T5,
                cost=case.rates.interpreter,
            )


def _same(case: Case, visit: Appointment, was: Placement, placement: Placement, seen: int) -> bool:
    """Tell whether the provider sees the patient as published: who, where, how and when."""
    ways = [(p.provider, p.site, p.modality) for p in (was, placement)]
    before = view_of(case).provider_stretches(visit, was)
    return ways[0] == ways[1] and bool(before) and before[0][0] == seen


def _wrong(case: Case, visit: Appointment, kind: str, who: str | None) -> str:
    """Say why this person cannot be what the visit needs, if so."""
    language = visit.language if kind == "interpreter" else None
    if who is None:
        return f"it needs a {kind}" if language is None else f"nobody interprets {language}"
    person, setting = case.people.get(who), case.rules.attendants
    task = setting.chaperone if language is None else setting.interpreter
    if person is None or (task is None and Role.PROVIDER in person.roles):
        return f"{who} is not of the support staff"
    if task is not None and not view_of(case).may(who, task):
        return f"{who} may not do {task}"
    if language is not None and language not in person.languages:
        return f"{who} does not speak {language}"
    asked = visit.provider_gender
    if language is None and setting.gender and asked not in {None, person.gender}:
        return f"the patient asks for a {asked} chaperone"
    return ""
