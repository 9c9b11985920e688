"""Why a visit that was not hit cannot stay as it was published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.day.disposition import published_placement
from engine.day.occupied import What, uses_of
from engine.day.seating import Way
from models.finding import FindingKind
from models.plan import PlannedVisit

if TYPE_CHECKING:
    from engine.day.hit import Why
    from engine.day.seating import Seating
    from engine.explaining.counterfactual import Counterfactual
    from models.appointment import Appointment
    from models.finding import Finding
    from models.plan import Placement

TAKEN = {
    "provider-overlap": What.PERSON,
    "staff-overlap": What.PERSON,
    "rooms": What.ROOM,
    "devices": What.DEVICE,
}
"""What somebody else has, by the rule that two cannot have it."""

HOW = {
    FindingKind.BREACH: "not possible",
    FindingKind.GAP: "short of cover or law",
    FindingKind.COST: "dearer",
}
"""What the way things were would be, by the kind of the finding against it."""

NOT_NEEDED: tuple[str, str] = (
    "no single rule asks for it: a longer search may leave it as it was",
    "",
)
"""What is said of a change that the plan makes without need."""


def why_changed(counterfactual: Counterfactual, seating: Seating, visit: Appointment) -> Why:
    """Return what speaks against the visit's published place in this plan, with the rule.

    The visit is put back to its published time, place and provider, with other staff and another
    room where its own are taken, and the check is asked about that plan.
    """
    published = published_placement(seating.case, visit.id)
    if published is None:
        return NOT_NEEDED
    back = seated_like(seating, visit, published)
    planned = PlannedVisit(appointment=visit.id, placement=back)
    finding = counterfactual.against_visit(planned)
    if finding is None:
        return NOT_NEEDED
    return _words(seating, visit, back, finding), finding.rule


def _words(seating: Seating, visit: Appointment, back: Placement, finding: Finding) -> str:
    taker = who_has(seating, visit, back, finding)
    if taker is not None:
        wanted, by = taker
        if wanted == back.provider:
            return f"its time with {wanted} now goes to {by}"
        if finding.rule == "staff-overlap":
            return f"{wanted} is needed for {by} then"
        return f"{wanted} now goes to {by}"
    out = _what_is_out(seating, visit, back) if finding.rule in {"absence", "closures"} else None
    if out is not None:
        return out
    against = finding.sentence.rstrip(".")
    return f"{HOW[finding.kind]} as booked ({against})"


def _what_is_out(seating: Seating, visit: Appointment, place: Placement) -> str | None:
    """Say which event takes away somebody or something that the place needs."""
    outages = seating.outages
    known = {What.PERSON: outages.people, What.ROOM: outages.rooms, What.DEVICE: outages.devices}
    for use in uses_of(seating.case, visit, place):
        for outage in known[use.what].get(use.ref, []):
            if outage.overlaps(use.start, use.end):
                else_free = "nobody" if use.what is What.PERSON else "nothing"
                return f"{outage.sentence}, and {else_free} else is free"
    return None


def seated_like(seating: Seating, visit: Appointment, published: Placement) -> Placement:
    """Return the published placement with whoever is free where its own people are not."""
    phases = seating.case.phases(visit, published.modality)
    if len(phases) != len(published.phases):
        return published
    starts: list[int] = []
    for index, placed in enumerate(published.phases):
        # An overrun pushes on what follows it.
        ends = starts[-1] + phases[index - 1].minutes if index else placed.start
        starts.append(max(placed.start, ends + phases[index].lag.min))
    way = Way(published.provider, published.site, published.modality)
    return seating.seat(visit, way, starts, published) or published


def who_has(
    seating: Seating, visit: Appointment, place: Placement, finding: Finding
) -> tuple[str, str] | None:
    """Return the person, room or device that the place would need, and who has it then.

    None when the finding is not about that.
    """
    what = TAKEN.get(finding.rule)
    for use in uses_of(seating.case, visit, place):
        clashes = seating.occupied.clashes(use)
        own_time = use.ref == place.provider
        if use.what is what and clashes and own_time == (finding.rule == "provider-overlap"):
            return use.ref, clashes[0].taker
    return None
