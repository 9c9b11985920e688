"""What would be if one thing in a plan were otherwise: asked of the independent check."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from engine.day.near import near
from models.finding import FindingKind, Tier
from solvers.day.check.reach import Excerpts, Reach, reach_of
from solvers.day.check.verdict import check, checks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.case import Case
    from models.finding import Finding, Verdict
    from models.plan import Plan, PlannedVisit
    from solvers.day.check.verdict import Check

TAKEN = ("provider_overlap", "rooms", "devices", "staff_overlap")
"""Rules whose breaches say who has what one would want: the most telling, so asked first."""


@dataclass(slots=True)
class _Difference:
    """Findings that another plan adds, and those it does away with; breaches it adds end it."""

    added: list[Finding] = field(default_factory=list)
    removed: list[Finding] = field(default_factory=list)
    breach: Finding | None = None

    def more(self, tier: Tier) -> int:
        """Return by how much the other plan costs more in a tier."""
        return _cost(self.added, tier) - _cost(self.removed, tier)


class Counterfactual:
    """A plan with its verdict, to which single changes are tried."""

    def __init__(self, case: Case, plan: Plan, verdict: Verdict) -> None:
        self.case = case
        self.plan = plan
        self._here = Counter(verdict.findings)
        self._near: dict[frozenset[str], Counterfactual] = {}
        self._found: dict[Check, Counter[Finding]] = {}

    def near(self, sites: Iterable[str]) -> Counterfactual:
        """Return this plan as far as it matters at some sites; all of it in a small office."""
        wanted = frozenset(sites)
        if wanted.issuperset(self.case.sites):
            return self
        if wanted not in self._near:
            case, plan = near(self.case, self.plan, wanted)
            self._near[wanted] = Counterfactual(case, plan, check(case, plan))
        return self._near[wanted]

    def against_visit(self, planned: PlannedVisit) -> Finding | None:
        """Return what speaks most against having the visit there, as `against` does."""
        return _most_against(self._difference_for(planned))

    def legal_visit(self, planned: PlannedVisit) -> bool:
        """Tell whether having the visit there is as legal as the plan is."""
        return _as_legal(self._difference_for(planned))

    def with_visit(self, planned: PlannedVisit) -> Plan:
        """Return the plan with one visit as given and all else as it is."""
        return self.plan.model_copy(
            update={
                "visits": tuple(
                    planned if visit.appointment == planned.appointment else visit
                    for visit in self.plan.visits
                )
            }
        )

    def legal(self, other: Plan) -> bool:
        """Tell whether the other plan breaks nothing and leaves no more gaps than this one."""
        return _as_legal(self._difference(other))

    def against(self, other: Plan) -> Finding | None:
        """Return what speaks most against the other plan; None when nothing does.

        A breach comes first, then what it adds to T0, to T1, and to the tiers that trade; what it
        would save there counts in its favour.
        """
        return _most_against(self._difference(other))

    def _difference(self, other: Plan) -> _Difference:
        """Compare rule by rule, and go no further than the first rule that is broken."""
        difference = _Difference()
        left = self._here.copy()
        case = self.case.staffed(other)
        for judge in _ORDERED:
            added: list[Finding] = []
            for finding in judge(case, other):
                if left[finding]:
                    left[finding] -= 1
                else:
                    added.append(finding)
            breaches = [finding for finding in added if finding.kind is FindingKind.BREACH]
            if breaches:
                difference.breach = min(breaches, key=lambda finding: finding.sentence)
                return difference
            difference.added += added
        difference.removed = list(left.elements())
        return difference

    def _difference_for(self, planned: PlannedVisit) -> _Difference:
        """Compare rule by rule, showing each check as much of the plans as matters to it."""
        if planned.appointment not in self._excerpts.entries:
            return self._difference(self.with_visit(planned))
        other = self.with_visit(planned)
        whole = self.case.staffed(self.plan)
        seen = self._excerpts.both(planned)
        difference = _Difference()
        for judge in _ORDERED:
            reach = reach_of(judge)
            if reach is Reach.NOTHING:
                continue
            if reach is Reach.PLAN:
                left, found = self._found_by(judge).copy(), judge(whole, other)
            else:
                case, before, after = seen[reach]
                left, found = Counter(judge(case, before)), judge(case, after)
            added: list[Finding] = []
            for finding in found:
                if left[finding]:
                    left[finding] -= 1
                else:
                    added.append(finding)
            breaches = [finding for finding in added if finding.kind is FindingKind.BREACH]
            if breaches:
                difference.breach = min(breaches, key=lambda finding: finding.sentence)
                return difference
            difference.added += added
            difference.removed += left.elements()
        return difference

    @cached_property
    def _excerpts(self) -> Excerpts:
        return Excerpts(self.case, self.plan)

    def _found_by(self, judge: Check) -> Counter[Finding]:
        if judge not in self._found:
            self._found[judge] = Counter(judge(self.case.staffed(self.plan), self.plan))
        return self._found[judge]


def _as_legal(difference: _Difference) -> bool:
    return difference.breach is None and difference.more(Tier.T0) <= 0


def _most_against(difference: _Difference) -> Finding | None:
    if difference.breach is not None:
        return difference.breach
    for tier in (Tier.T0, Tier.T1):
        more = difference.more(tier)
        if more > 0:
            worse = [finding for finding in difference.added if finding.tier is tier]
            return max(worse, key=lambda finding: finding.cost)
        if more < 0:
            return None
    return _dearest(difference)


def _dearest(difference: _Difference) -> Finding | None:
    """Return the finding of the rule that adds most to the tiers that trade, if they add up."""
    more: Counter[str] = Counter()
    for finding in difference.added:
        more[finding.rule] += _traded(finding)
    for finding in difference.removed:
        more[finding.rule] -= _traded(finding)
    if more.total() <= 0:
        return None
    return max(
        difference.added, key=lambda finding: (more[finding.rule], _traded(finding)), default=None
    )


def _traded(finding: Finding) -> int:
    return 0 if finding.tier in {Tier.T0, Tier.T1} else finding.cost


def _cost(findings: list[Finding], tier: Tier) -> int:
    return sum(finding.cost for finding in findings if finding.tier is tier)


def _rank(judge: Check) -> tuple[int, bool, str]:
    """Rank checks: the telling ones, those that see a part of the plan, those that see all."""
    rule = judge.__module__.rsplit(".", 1)[-1].removesuffix("_check")
    telling = TAKEN.index(rule) if rule in TAKEN else len(TAKEN)
    return telling, reach_of(judge) is Reach.PLAN, rule


_ORDERED = sorted(checks(), key=_rank)
