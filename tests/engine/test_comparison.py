"""What-if answers side by side."""

from __future__ import annotations

from typing import Any

import pytest

from engine.proposals.comparison import compare
from models.finding import Finding, FindingKind, Tier
from models.plan import Disposition, Plan
from models.proposal import Change, Kpis, Outcome, Proposal, Timing, Where
from tests.engine.certificates import certificate
from tests.engine.clinic import DATE

FIGURES = dict.fromkeys(Kpis.model_fields, 0) | {"mean_wait": 0.0, "finish": 1020}


def change(ref: str, disposition: Disposition = Disposition.KEPT, **to: Any) -> Change:
    """Return a change with where it leads to."""
    after = Where.model_validate({"date": DATE} | to) if to else None
    return Change(appointment=ref, disposition=disposition, after=after)


def proposal(*changes: Change, gaps: tuple[Finding, ...] = (), **figures: Any) -> Proposal:
    """Return a proposal with these changes and figures."""
    return Proposal(
        outcome=Outcome.FEASIBLE,
        summary="A plan.",
        now=405,
        profile="balanced",
        version="1",
        plan=Plan.model_validate({"office": "clinic", "date": DATE}),
        changes=changes,
        duty_changes=(),
        calls=(),
        kpis=Kpis.model_validate(FIGURES | figures),
        gaps=gaps,
        certificate=certificate(),
        timing=Timing(seconds=0.0, parts={}),
    )


def rows(*proposals: Proposal) -> dict[str, tuple[str, ...]]:
    """Compare proposals and return the differing rows."""
    names = [f"v{number}" for number in range(len(proposals))]
    return {row.what: row.values for row in compare(names, proposals).differences}


def test_equal_answers_have_no_rows() -> None:
    assert rows(proposal(change("a-1")), proposal(change("a-1"))) == {}


def test_figures_that_differ_have_a_row_each() -> None:
    assert rows(proposal(calls=9), proposal(calls=2, finish=None)) == {
        "calls": ("9", "2"),
        "finish": ("17:00", "–"),
    }


def test_cost_and_gap_come_from_the_certificate() -> None:
    better = proposal().model_copy(update={"certificate": certificate(100, 100)})

    assert rows(proposal(), better) == {"cost": ("500", "100"), "gap": ("0.4 %", "0.0 %")}


def test_gaps_are_named_by_rule() -> None:
    gap = Finding(
        rule="coverage", kind=FindingKind.GAP, about=("desk",), sentence="Short.", tier=Tier.T0
    )

    assert rows(proposal(), proposal(gaps=(gap, gap))) == {"gaps": ("none", "coverage × 2")}


def test_visits_that_differ_say_where_to() -> None:
    one = proposal(
        change("a-1", Disposition.MOVED, at="10:30", provider="dr-bell"),
        change("a-2", Disposition.OTHER_DAY, date="2026-11-24", at="09:00", provider="dr-lee",
               slot="s-1"),
        change("a-3", at="11:00", provider="dr-lee"),
    )  # fmt: skip
    other = proposal(
        change("a-1", Disposition.OTHER_SITE, at="10:30", provider="dr-bell", site="north"),
        change("a-2", Disposition.MANUAL_DECISION),
        change("a-3", at="11:00", provider="dr-lee", room="room-2"),
        change("x-1", Disposition.MOVED, at="12:00", provider="np-cruz"),
    )

    assert rows(one, other) == {
        "a-1": ("moved 10:30 dr-bell", "other-site 10:30 dr-bell north"),
        "a-2": ("other-day 2026-11-24 09:00 dr-lee", "manual-decision"),
        "x-1": ("–", "moved 12:00 np-cruz"),
    }


def test_the_answers_come_along() -> None:
    one = proposal(calls=1)

    compared = compare(["as-is", "float"], [one, one])

    assert compared.variants == ("as-is", "float")
    assert compared.proposals == (one, one)


def test_every_answer_needs_a_name() -> None:
    with pytest.raises(ValueError, match="as many names"):
        compare(["one"], [proposal(), proposal()])
