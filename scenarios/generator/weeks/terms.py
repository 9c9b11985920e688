"""Terms of employment: what a contract asks, and what a row drawn by it must look like."""

from __future__ import annotations

from dataclasses import dataclass

from models.contracts import (
    Contract,
    CountSetting,
    HoursSetting,
    OnCallSetting,
    RestSetting,
    RunOf,
    RunSetting,
    SuccessionSetting,
    WeekendSetting,
    WeeklyRestSetting,
)

SHIFT = 480
"""Paid minutes of an early or a late shift."""

CALL = "call"
APART = 4
"""Days from one call to the next of a person, at the least."""


@dataclass(frozen=True)
class Terms:
    """One kind of contract.

    Attributes:
        kinds: the shifts worked under it; a run of work goes through them forward.
        minutes: paid minutes of one.
        week: shifts of a week, at the most.
        run: days in a row at work, at the most.
        lates: of them on late shifts, at the most.
        weekends: (most, of): so many of so many weekends in a row are worked; none: 0 of 1.
        counted: whether those under it count for demand.
    """

    kinds: tuple[str, ...]
    minutes: int
    week: int
    run: int
    lates: int
    weekends: tuple[int, int]
    counted: bool = True

    def contract(self) -> Contract:
        """Return what the office asks of everybody under these terms."""
        usual = self.week * self.minutes
        most, of = self.weekends
        return Contract(
            counted=self.counted,
            hours=(
                HoursSetting(most=usual, weeks=1),
                *(self.counted * (HoursSetting(least=3 * usual, weeks=4, price=2, step=SHIFT),)),
            ),
            shift_counts=(CountSetting(kinds=("long",), most=0),)
            if "long" not in self.kinds
            else (),
            rest=RestSetting(minutes=660),
            weekly_rest=WeeklyRestSetting(minutes=1440, days=7),
            runs=(
                RunSetting(of=RunOf.WORK, most=self.run),
                RunSetting(of=RunOf.KINDS, kinds=("late",), most=self.lates),
                RunSetting(of=RunOf.OFF, least=2, price=3),
            ),
            successions=(SuccessionSetting(after=("late",), never=("early", "long")),),
            weekends=WeekendSetting(most=most, of=of, complete=True),
            on_call=OnCallSetting(apart=APART, free_after=True),
        )


TERMS = {
    "full-time": Terms(("early", "late"), SHIFT, 5, 5, 4, (2, 4)),
    "part-time": Terms(("early", "late"), SHIFT, 3, 3, 3, (1, 3)),
    "long-days": Terms(("long",), 600, 4, 4, 2, (1, 2)),
}
"""The kinds of contracts by name."""

STUDENT = "student"
STUDENT_TERMS = Terms(("early", "late"), SHIFT, 3, 5, 4, (0, 1), counted=False)
"""Students work some weekdays of whoever they work beside."""
