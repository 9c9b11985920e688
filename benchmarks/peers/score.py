"""What a peer's plan is worth by our own rules: completed, freed of breaches, and checked.

The peer's visits stay where it put them. Breaks go where it says, or where they disturb least;
staff, rooms and devices are named by hand. Where that loses a visit, the whole model looks for a
better completion, every visit held where the peer has it. What even that cannot staff or room, or
what breaks a rule, is dropped at its full price. None of this is on the peer's clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.peers.from_case import Outlook
from models.office import Urgency
from models.plan import Plan, PlannedBreak, PlannedVisit
from models.rules import BreakKind
from solvers.day.by_hand.diary import Diaries
from solvers.day.by_hand.first_fit import fitted
from solvers.day.check.verdict import check
from solvers.day.known.spans import overlaps
from solvers.day.limits import Limits
from solvers.day.model.board import Stay
from solvers.day.search import Search
from solvers.day.solving.core import Aim
from solvers.day.solving.whole import complete

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.peers.peer import Rest, Seat
    from models.case import Case
    from models.finding import Verdict
    from models.plan import Placement
    from solvers.day.known.spans import Span
    from solvers.day.placements.candidates import Offer

SECONDS = 10.0
"""What the whole model may take to complete a plan, off the peer's clock."""

ATTEMPTS = 4
"""Times that visits are written into the diaries, those that found no room coming first."""


@dataclass(frozen=True, slots=True)
class Score:
    """A peer's plan as a full plan of ours.

    Attributes:
        verdict: what the independent check says of it; there is no breach.
        dropped: visits that the peer has placed and that could not be held there.
    """

    plan: Plan
    verdict: Verdict
    dropped: tuple[str, ...]

    @property
    def key(self) -> tuple[int, int, int]:
        """Gaps, clinical harm and cost, as every plan's."""
        return self.verdict.key

    @property
    def cost(self) -> int:
        """The cost over the tiers that trade."""
        return self.verdict.cost


def score(
    case: Case,
    seats: Mapping[str, Seat | None],
    rests: Sequence[Rest] = (),
    *,
    outlook: Outlook | None = None,
    seconds: float = SECONDS,
) -> Score:
    """Judge a peer's seats on a case; several plans of one case may share an outlook."""
    scorer = _Scorer(outlook or Outlook(case), seats, rests)
    drawn = scorer.by_hand()
    best = scorer.judged(drawn)
    if best.dropped and seconds > 0:
        better = scorer.by_model(best, seconds)
        best = min(best, better, key=lambda scored: scored.key)
    return best


class _Scorer:
    """Scores one plan of a peer."""

    def __init__(
        self, outlook: Outlook, seats: Mapping[str, Seat | None], rests: Sequence[Rest]
    ) -> None:
        self.outlook, self.facts, self.found = outlook, outlook.facts, outlook.found
        self.case = outlook.case
        self.seats = {ref: seats.get(ref) for ref in self.facts.visits}
        self.rests = rests
        self.offers = {
            ref: self._offer(ref, seat) for ref, seat in self.seats.items() if seat is not None
        }
        self.wanted = {
            ref
            for ref, seat in self.seats.items()
            if seat is not None and (seat.slot is not None or self.offers.get(ref) is not None)
        }

    def _offer(self, ref: str, seat: Seat) -> Offer | None:
        for offer in self.found[ref].starts:
            mode = offer.mode
            way = (offer.provider, mode.site, mode.modality.value, mode.remote, offer.double)
            if way == (seat.provider, seat.site, seat.modality, seat.remote, seat.double):
                return offer
        return None

    def by_hand(self) -> Plan:
        """Write the peer's visits into the diaries; try again with those first that were lost."""
        plan = self.outlook.ring_zero
        plan = plan.model_copy(update={"breaks": self._breaks(plan)})
        order = sorted(
            self.wanted,
            key=lambda ref: (
                list(Urgency).index(self.facts.case.urgency(self.facts.visits[ref])),
                self._start(ref),
                ref,
            ),
        )
        first: list[str] = []
        fewest: tuple[int, Plan] | None = None
        for _ in range(ATTEMPTS):
            drawn, lost = self._written(plan, [*first, *(r for r in order if r not in first)])
            if fewest is None or len(lost) < fewest[0]:
                fewest = (len(lost), drawn)
            fresh = [ref for ref in lost if ref not in first]
            if not fresh:
                break
            first = fresh + first
        assert fewest is not None
        return fewest[1]

    def _start(self, ref: str) -> int:
        seat = self.seats[ref]
        return 0 if seat is None or not seat.starts else seat.starts[0] or 0

    def _written(self, plan: Plan, order: list[str]) -> tuple[Plan, list[str]]:
        diaries = Diaries(self.facts.base, plan)
        put: dict[str, PlannedVisit] = {}
        lost: list[str] = []
        for ref in order:
            seat = self.seats[ref]
            assert seat is not None
            if seat.slot is not None:
                put[ref] = PlannedVisit(appointment=ref, slot=seat.slot)
                continue
            placement = self._placed(diaries, ref, seat)
            if placement is None:
                lost.append(ref)
                continue
            diaries.write(self.facts.visits[ref], placement)
            put[ref] = PlannedVisit(appointment=ref, placement=placement)
        visits = tuple(put.get(ref, PlannedVisit(appointment=ref)) for ref in self.facts.visits)
        return plan.model_copy(update={"visits": visits}).canonical(), lost

    def _placed(self, diaries: Diaries, ref: str, seat: Seat) -> Placement | None:
        visit, offer = self.facts.visits[ref], self.offers[ref]
        if offer is None or not seat.starts or seat.starts[0] is None:
            return None
        published = self.facts.published(ref)
        if (
            published is not None
            and self._is_published(ref, seat)
            and diaries.fits(visit, published)
        ):
            return published
        at = {k: start for k, start in enumerate(seat.starts) if k and start is not None}
        return fitted(self.facts, self.found[ref], diaries, visit, offer, seat.starts[0], at)

    def _is_published(self, ref: str, seat: Seat) -> bool:
        was = self.facts.published(ref)
        return (
            was is not None
            and (was.provider, was.site, was.modality.value, was.double_booked)
            == (seat.provider, seat.site, seat.modality, seat.double)
            and not seat.remote
            and len(was.phases) == len(seat.starts)
            and all(
                start is None or start == phase.start
                for start, phase in zip(seat.starts, was.phases, strict=True)
            )
        )

    def _breaks(self, plan: Plan) -> tuple[PlannedBreak, ...]:
        """Take the peer's breaks; move others off their person's visits where there is room."""
        engaged: dict[str, list[Span]] = {}
        for ref in self.wanted:
            seat = self.seats[ref]
            if seat is not None and seat.slot is None and not seat.double:
                engaged.setdefault(seat.provider, []).extend(self._provider_spans(ref, seat))
        kept = [taken for taken in plan.breaks if taken.start < self.facts.now]
        given = [
            PlannedBreak(
                person=rest.person,
                kind=BreakKind(rest.kind),
                start=rest.start,
                end=rest.start + rest.minutes,
            )
            for rest in self.rests
        ]
        known = {taken.person for taken in given}
        for taken in plan.breaks:
            if taken.start < self.facts.now or taken.person in known:
                continue
            kept.append(self._moved(taken, engaged.get(taken.person, []), kept))
        return (*kept, *given)

    def _moved(
        self, taken: PlannedBreak, engaged: list[Span], others: list[PlannedBreak]
    ) -> PlannedBreak:
        minutes = taken.end - taken.start
        own = [(b.start, b.end) for b in others if b.person == taken.person]
        starts = [
            start
            for claim in self.facts.claims
            if (claim.person, claim.kind, claim.minutes) == (taken.person, taken.kind, minutes)
            for start in self.facts.break_starts(claim)
            if not overlaps(engaged, start, start + minutes)
            and not overlaps(own, start, start + minutes)
        ]
        if not overlaps(engaged, taken.start, taken.end) or not starts:
            return taken
        start = min(starts, key=lambda start: (abs(start - taken.start), start))
        return taken.model_copy(update={"start": start, "end": start + minutes})

    def _provider_spans(self, ref: str, seat: Seat) -> list[Span]:
        offer = self.offers[ref]
        if offer is None:
            return []
        tmpl = self.found[ref].templates[offer.mode.modality]
        spans = []
        for block in tmpl.blocks:
            known = seat.starts[block.phases[0]] if len(seat.starts) > block.phases[0] else None
            if known is not None:
                spans += [(known + a, known + a + minutes) for a, minutes in block.provided]
        return spans

    def judged(self, plan: Plan) -> Score:
        """Drop what the check objects to, until it objects no more."""
        while True:
            verdict = check(self.case, plan)
            placed = {
                v.appointment for v in plan.visits if v.placement is not None or v.slot is not None
            }
            if not verdict.breaches:
                lost = {ref for ref, seat in self.seats.items() if seat is not None} - placed
                return Score(plan, verdict, tuple(sorted(lost)))
            about = {ref for finding in verdict.breaches for ref in finding.about} & placed
            # Of two visits in each other's way one may stay: the last one named goes first.
            worst = {
                max(named, key=lambda ref: (self._start(ref), ref))
                for finding in verdict.breaches
                if (named := [ref for ref in finding.about if ref in about])
            }
            if not worst:
                return self._nothing_kept(plan, verdict)
            visits = tuple(
                PlannedVisit(appointment=v.appointment) if v.appointment in worst else v
                for v in plan.visits
            )
            plan = plan.model_copy(update={"visits": visits})

    def _nothing_kept(self, plan: Plan, verdict: Verdict) -> Score:
        """Go back to the breaks of ring 0 where the peer's own are in breach; drop all at worst."""
        zero = self.outlook.ring_zero
        if plan.breaks != zero.breaks:
            return self.judged(plan.model_copy(update={"breaks": zero.breaks}))
        visits = tuple(PlannedVisit(appointment=v.appointment) for v in plan.visits)
        bare = plan.model_copy(update={"visits": visits})
        lost = tuple(sorted(ref for ref, seat in self.seats.items() if seat is not None))
        assert verdict.breaches
        return Score(bare, check(self.case, bare), lost)

    def by_model(self, start: Score, seconds: float) -> Score:
        """Complete by the whole model: each visit where the peer has it, or given up."""
        limits = Limits(seconds=seconds * 2, workers=2)
        search = Search(self.case, limits, lambda _: None, start.plan, start.key)
        stays = {ref: self._stay(ref) for ref in self.found}
        complete(search, self.found, stays, Aim(search, float("inf")), facts=self.facts)
        return self.judged(search.best)

    def _stay(self, ref: str) -> Stay:
        seat = self.seats[ref]
        if seat is None or ref not in self.wanted:
            return Stay(None, None)
        if seat.slot is not None:
            return Stay(None, None, seat.slot)
        return Stay(self.offers[ref], seat.starts[0] if seat.starts else None)
