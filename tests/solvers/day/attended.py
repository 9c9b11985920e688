"""Interpreters and chaperones in plans written down or drawn: whom a placement might name."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from models.staff import Role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from models.appointment import Appointment
    from models.case import Case
    from models.plan import Placement


def attended(case: Case, visit: Appointment, placement: Placement, rng: Random) -> Placement:
    """Return the placement with whom it needs beside the provider, or with anybody or nobody."""
    interpreters, chaperones = _likely(case, visit)
    idle = [p for p in chaperones if Role.OTHER in case.people[p].roles]
    if idle and rng.random() < 0.6:
        interpreters = [p for p in interpreters if p in idle] or interpreters
        chaperones = idle
    if rng.random() < 0.2:
        interpreters = chaperones = sorted(case.people)
    speaks = visit.language in {None, *case.people[placement.provider].languages}
    video = placement.modality != "in-person"
    careless = rng.random() < 0.1
    return placement.model_copy(
        update={
            "interpreter": _one(interpreters, rng, needed=careless or not speaks),
            "chaperone": _one(chaperones, rng, needed=careless or (visit.chaperone and not video)),
        }
    )


def _one(people: list[str], rng: Random, *, needed: bool) -> str | None:
    return rng.choice(people) if needed and people and rng.random() < 0.85 else None


def every_way(case: Case, visit: Appointment, placement: Placement) -> Iterator[Placement]:
    """Yield the placement with nobody, and with everybody who might be wanted beside the provider.

    Nobody interprets for a provider who speaks the language, and nobody is a chaperone by video.
    """
    interpreters, chaperones = _likely(case, visit)
    speaks = visit.language in {None, *case.people[placement.provider].languages}
    here = visit.chaperone and placement.modality == "in-person"
    first = [None, *(p for p in interpreters if not speaks and _may(case, p, "interpreter"))]
    second = [None, *(p for p in chaperones if here and _may(case, p, "chaperone"))]
    for interpreter, chaperone in product(first, second):
        names = {"interpreter": interpreter, "chaperone": chaperone}
        yield placement.model_copy(update=names) if any(names.values()) else placement


def _may(case: Case, person: str, kind: str) -> bool:
    task = getattr(case.rules.attendants, kind)
    needed = () if task is None else case.task(task).credentials
    return not needed or any(case.people[person].holds(c, case.date) for c in needed)


def _likely(case: Case, visit: Appointment) -> tuple[list[str], list[str]]:
    helpers = [person for person in case.office.people if Role.PROVIDER not in person.roles]
    speaking = [person.id for person in helpers if visit.language in person.languages]
    return speaking, [person.id for person in helpers]
