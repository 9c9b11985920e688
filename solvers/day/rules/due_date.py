"""A visit goes to another day only in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from models.office import Urgency
from solvers.day.known.set_aside import set_aside
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.rule import Price


WEIGHTS = {Urgency.MUST_TODAY: 10, Urgency.HOURS_48: 5, Urgency.DAYS_7: 3}


class DueDate(Rule):
    """A visit goes to another day only in time."""

    name = "due-date"

    def refuses_slot(self, facts: Facts, visit: Appointment, slot: str) -> str | None:
        """The slot is after today and, unless the office allows it, not past the due date."""
        day = facts.case.open_slots[slot].date
        if day <= facts.case.date:
            return "the slot is not on a coming day"
        due = facts.case.due_by(visit)
        late = facts.rules.due_date.late_allowed or set_aside(facts, self.name, visit.id)
        return f"due by {due}" if due is not None and day > due and not late else None

    def away_prices(self, facts: Facts, visit: Appointment, slot: str | None) -> Iterable[Price]:
        """Each day of delay costs; days past due are harm."""
        if slot is None:
            return
        case = facts.case
        day, due = case.open_slots[slot].date, case.due_by(visit)
        yield Tier.T2, facts.rates.delay_day * min(30, (day - case.date).days)
        if due is not None and day > due:
            yield Tier.T1, WEIGHTS.get(case.urgency(visit), 1) * (day - due).days
