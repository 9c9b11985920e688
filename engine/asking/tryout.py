"""Try a visit at one place and time, all else being as in a plan: refused, or dearer by so much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.day.disposition import published_placement
from engine.day.occupied import What, provider_use, uses_of
from engine.day.places import where
from engine.day.seating import Seating, rigid_starts
from engine.explaining.by_rule import by_rule, cost_words, in_tier, new_breaches, traded
from engine.explaining.reasons import who_has
from models.clock import wall
from models.explanation import Alternative, Refusal
from models.finding import Tier
from models.office import By
from models.plan import PlannedVisit
from solvers.day.check.verdict import check
from solvers.day.explaining.refusals import offers_with, refuses, refuses_slot
from solvers.day.known.facts import Facts

if TYPE_CHECKING:
    from engine.day.outages import Outages
    from engine.day.seating import Way
    from models.appointment import Appointment
    from models.case import Case
    from models.finding import Finding, Verdict
    from models.plan import Placement, Plan

NOT_AT_WORK = "{provider} does not work at {site} today"


@dataclass(slots=True)
class Tryout:
    """A plan with its verdict, in which single visits are tried elsewhere."""

    case: Case
    plan: Plan
    verdict: Verdict
    facts: Facts
    seating: Seating

    @classmethod
    def of(cls, case: Case, plan: Plan, verdict: Verdict | None = None) -> Tryout:
        """Make one of a case and a plan for it."""
        return cls(case, plan, verdict or check(case, plan), Facts(case), Seating(case, plan))

    def refused(self, visit: Appointment, way: Way, start: int) -> Refusal | None:
        """Return why the visit cannot be held so, whatever the others do; None when it can."""
        offers = offers_with(self.facts, visit, way.provider, way.site, way.modality)
        if not offers:
            words = NOT_AT_WORK.format(provider=way.provider, site=way.site)
            return Refusal(rule="shift", sentence=words)
        refusals = [refuses(self.facts, visit, offer, start) for offer in offers]
        if not all(refusals):
            return None
        refusal = refusals[0]
        assert refusal is not None
        return self._in_words(visit, way, start, refusal)

    def place(self, visit: Appointment, way: Way, start: int) -> Placement | None:
        """Return the visit there and then, with whoever is free, or would be wanted."""
        phases = self.case.phases(visit, way.modality)
        return self.seating.seat(visit, way, rigid_starts(phases, start), self._like(visit))

    def provider_free(self, visit: Appointment, way: Way, start: int) -> bool:
        """Tell whether the provider has nothing else while the visit needs them."""
        phases = self.case.phases(visit, way.modality)
        held = (way.provider, way.site, way.modality)
        return all(
            self.seating.occupied.free(provider_use(self.case, visit, held, at, at + phase.minutes))
            for phase, at in zip(phases, rigid_starts(phases, start), strict=True)
            if self.case.tasks_by(phase, By.PROVIDER)
        )

    def at(self, visit: Appointment, way: Way, start: int, what: str) -> Alternative:
        """Say what having the visit there and then would be."""
        refusal = self.refused(visit, way, start)
        placement = self.place(visit, way, start)
        if refusal is None and placement is None:
            refusal = Refusal(
                rule="staff-overlap", sentence=f"nobody and nothing is free for it at {wall(start)}"
            )
        planned = PlannedVisit(appointment=visit.id, placement=placement)
        return self.judged(visit, planned, what, refusal)

    def judged(
        self,
        visit: Appointment,
        planned: PlannedVisit,
        what: str,
        refusal: Refusal | None = None,
    ) -> Alternative:
        """Say what the plan would be with this entry: the check decides."""
        to = where(self.case, visit, planned)
        verdict = self.verdict
        if refusal is None:
            verdict = check(self.case, self.with_entry(planned))
            refusal = self._broken(visit, planned, new_breaches(verdict, self.verdict))
        if refusal is not None:
            return Alternative(what=what, to=to, refused=refusal, sentence=refusal.sentence)
        costs = by_rule(verdict, self.verdict)
        return Alternative(
            what=what,
            to=to,
            sentence=cost_words(costs),
            costs=costs,
            gaps=in_tier(costs, Tier.T0),
            harm=in_tier(costs, Tier.T1),
            cost=traded(costs),
        )

    def slot(self, visit: Appointment, slot: str, what: str) -> Alternative:
        """Say what putting the visit into an open slot of another day would be."""
        planned = PlannedVisit(appointment=visit.id, slot=slot)
        return self.judged(visit, planned, what, refuses_slot(self.facts, visit, slot))

    def with_entry(self, planned: PlannedVisit | None, ref: str = "") -> Plan:
        """Return the plan with one visit's entry as given; without any when it is None."""
        wanted = planned.appointment if planned else ref
        kept = [visit for visit in self.plan.visits if visit.appointment != wanted]
        return self.plan.model_copy(
            update={"visits": (*kept, planned) if planned else tuple(kept)}
        ).canonical()

    def _like(self, visit: Appointment) -> Placement | None:
        return published_placement(self.case, visit.id)

    def _broken(
        self, visit: Appointment, planned: PlannedVisit, breaches: tuple[Finding, ...]
    ) -> Refusal | None:
        if not breaches:
            return None
        for finding in breaches:
            taker = (
                who_has(self.seating, visit, planned.placement, finding)
                if planned.placement
                else None
            )
            if taker is not None:
                return Refusal(rule=finding.rule, sentence=f"{taker[0]} has {taker[1]} then")
        ours = [finding for finding in breaches if visit.id in finding.about]
        told = (ours or list(breaches))[0]
        return Refusal(rule=told.rule, sentence=told.sentence.rstrip("."))

    def _in_words(self, visit: Appointment, way: Way, start: int, refusal: Refusal) -> Refusal:
        """Say it as precisely as events or the check can; the rule stays the one that refuses."""
        placement = self.place(visit, way, start)
        if placement is None:
            return refusal
        if refusal.rule in {"absence", "closures"}:
            said = self._outage(visit, placement)
            if said:
                return Refusal(rule=refusal.rule, sentence=said)
        planned = PlannedVisit(appointment=visit.id, placement=placement)
        for finding in new_breaches(check(self.case, self.with_entry(planned)), self.verdict):
            if finding.rule == refusal.rule:
                return Refusal(rule=finding.rule, sentence=finding.sentence.rstrip("."))
        return refusal

    def _outage(self, visit: Appointment, placement: Placement) -> str:
        outages: Outages = self.seating.outages
        for closed in outages.sites.get(placement.site, []):
            if closed.overlaps(placement.start, placement.end):
                return closed.sentence
        known = {
            What.PERSON: outages.people,
            What.ROOM: outages.rooms,
            What.DEVICE: outages.devices,
        }
        for use in uses_of(self.case, visit, placement):
            for outage in known[use.what].get(use.ref, []):
                if outage.overlaps(use.start, use.end):
                    return outage.sentence
        return ""
