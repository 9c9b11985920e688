"""Attendants: who needs an interpreter or a chaperone, and who may be one, before any plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.office import Modality
from models.staff import Role

if TYPE_CHECKING:
    from models.appointment import Appointment
    from models.plan import Placement
    from solvers.day.known.facts import Facts
    from solvers.day.known.spans import Span

INTERPRETER, CHAPERONE = "interpreter", "chaperone"

KINDS = (INTERPRETER, CHAPERONE)
"""What a person may be with patient and provider, by the placement's own word for it."""


def named(placement: Placement | None, kind: str) -> str | None:
    """Return whom a placement names as interpreter or as chaperone."""
    if placement is None:
        return None
    return placement.interpreter if kind == INTERPRETER else placement.chaperone


class Attendants:
    """The interpreters and chaperones of a case."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._able: dict[tuple[str, str | None], frozenset[str]] = {}
        self._spans: dict[tuple[str, str | None, str], list[Span]] = {}

    def asks(self, visit: Appointment, kind: str, provider: str, modality: Modality) -> bool:
        """Tell whether a visit that the provider sees so needs somebody of the kind."""
        if not self.may_ask(visit, kind) or not self.facts.provider_tasks(visit, modality):
            return False
        if kind == CHAPERONE:
            return modality is Modality.IN_PERSON
        return visit.language not in self.facts.people[provider].languages

    def may_ask(self, visit: Appointment, kind: str) -> bool:
        """Tell whether the visit needs somebody of the kind in one way or another."""
        return visit.chaperone if kind == CHAPERONE else visit.language is not None

    def excused(
        self, visit: Appointment, kind: str, provider: str, site: str, modality: Modality
    ) -> int | None:
        """Return from when on the provider was to see the visit with nobody of the kind."""
        was, way = self.facts.published(visit.id), (provider, site, modality)
        if was is None or (was.provider, was.site, was.modality) != way or named(was, kind):
            return None
        return next((start for start, _ in self.facts.provider_spans(visit, was)), None)

    def able(self, visit: Appointment, kind: str) -> frozenset[str]:
        """Return who may be the visit's interpreter or chaperone, wherever they are."""
        key = (kind, self._like(visit, kind))
        if key not in self._able:
            setting, facts = self.facts.rules.attendants, self.facts
            task = setting.interpreter if kind == INTERPRETER else setting.chaperone
            self._able[key] = frozenset(
                ref
                for ref, person in facts.people.items()
                if (Role.PROVIDER not in person.roles if task is None else facts.may(ref, task))
                and (kind == CHAPERONE or key[1] in person.languages)
                and (kind == INTERPRETER or key[1] in {None, person.gender})
            )
        return self._able[key]

    def _like(self, visit: Appointment, kind: str) -> str | None:
        """Return the language to interpret, or the gender that a chaperone must have."""
        if kind == INTERPRETER:
            return visit.language
        asked = visit.provider_gender
        return asked if self.facts.rules.attendants.gender else None

    def spans(self, visit: Appointment, kind: str, site: str) -> list[Span]:
        """Return when each of those who may is present at the site."""
        key = (kind, self._like(visit, kind), site)
        if key not in self._spans:
            self._spans[key] = [
                span
                for person in sorted(self.able(visit, kind))
                for span in self.facts.present(person, site)
            ]
        return self._spans[key]

    def asked(self, visit: Appointment, placement: Placement) -> dict[str, frozenset[str]]:
        """Return whom a placement may name, for each kind of which it names somebody.

        Who is with a patient before now is who was published, whoever that is.
        """
        asked: dict[str, frozenset[str]] = {}
        if visit.language is None and not visit.chaperone:
            return asked
        seen = next((start for start, _ in self.facts.provider_spans(visit, placement)), None)
        if seen is None:
            return asked
        was = self.facts.published(visit.id)
        way = (placement.provider, placement.site, placement.modality)
        for kind in KINDS:
            before = named(was, kind)
            if was is not None and seen < self.facts.now:
                if before is not None:
                    asked[kind] = frozenset({before})
            elif (
                self.asks(visit, kind, placement.provider, placement.modality)
                and self.excused(visit, kind, *way) != seen
            ):
                asked[kind] = self.able(visit, kind)
        return asked
