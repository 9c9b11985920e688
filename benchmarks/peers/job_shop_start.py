"""The manager's plan as an initial solution of a job shop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyjobshop import ScheduledTask

if TYPE_CHECKING:
    from benchmarks.peers.instance import SeatFacts
    from benchmarks.peers.job_shop_day import JobShopDay


def initial(day: JobShopDay) -> list[ScheduledTask]:
    """Return the manager's plan task by task; what it may not have here is given up."""
    plan = _Initial(day)
    for number, visit in enumerate(day.instance.visits):
        if visit.hint is None or not plan.held(number, visit.hint):
            slots = [each.slot for each in visit.away]
            slot = visit.hint_slot if visit.hint is None else None
            away = day.away[number]
            plan.chosen[away.task] = (away.modes[slots.index(slot)], 0, 0)
    plan.rest()
    return plan.tasks()


class _Initial:
    """The manager's plan; `chosen` is each task's mode, start and idle time."""

    def __init__(self, day: JobShopDay) -> None:
        self.day, self.shop = day, day.shop
        self.chosen: dict[int, tuple[int, int, int]] = {}
        self.modes: dict[int, list[int]] = {}
        for number, mode in enumerate(self.shop.modes):
            self.modes.setdefault(mode.task, []).append(number)

    def held(self, number: int, hint: SeatFacts) -> bool:
        """Hold a visit where the manager has it; tell whether that can be."""
        held = next(h for h in self.day.held if (h.visit, h.position) == (number, hint.mode))
        mode = self.day.instance.visits[number].modes[hint.mode]
        starts = [start // self.day.unit for start in hint.starts]
        first = next((k for k, phase in enumerate(mode.phases) if phase.provider), 0)
        arrival = self._at(starts[0], self.modes[held.arrival])
        mine = [choice for choice, way in held.ways.items() if way == hint.way]
        seen = self._at(starts[first], mine)
        if arrival is None or seen is None:
            return False
        self.chosen[held.arrival], self.chosen[held.seen] = arrival, seen
        for k, (task, start) in enumerate(zip(held.phases, starts, strict=True)):
            way = hint.way if mode.phases[k].provider or k == first else 0
            self.chosen[task] = (self.modes[task][way], start, 0)
        if held.room is not None and mode.held is not None:
            a, b = mode.held
            (room,) = self.modes[held.room]
            minutes = mode.phases[b].minutes - mode.phases[a].minutes
            idle = starts[b] - starts[a] + minutes // self.day.unit
            self.chosen[held.room] = (room, starts[a], idle)
        if held.stay is not None:
            long = starts[-1] - starts[0]
            stays = self.modes[held.stay]
            stay = next(m for m in stays if self.shop.modes[m].duration >= long)
            self.chosen[held.stay] = (stay, starts[0], 0)
        return True

    def _at(self, start: int, modes: list[int]) -> tuple[int, int, int] | None:
        fit = [mode for mode in modes if start in self.shop.starts[mode]]
        return (fit[0], start, 0) if fit else None

    def rest(self) -> None:
        """Place breaks, and say what all of it uses and costs."""
        for facts, taken in zip(self.day.instance.breaks, self.day.breaks, strict=True):
            start = facts.starts[facts.hint] // self.day.unit
            at = self._at(start, self.modes[taken.begin])
            if facts.hint < 0 or at is None:
                self.chosen[taken.missed] = (self.modes[taken.missed][0], 0, 0)
            else:
                self.chosen[taken.begin] = at
                self.chosen[taken.task] = (self.modes[taken.task][0], start, 0)
        for task, mode, start in self.shop.blocks:
            self.chosen[task] = (mode, start, 0)
        modes = {mode for mode, _, _ in self.chosen.values()}
        for span in self.day.spans:
            self.chosen[span.task] = (span.used if span.meeting & modes else span.unused, 0, 0)
        modes = {mode for mode, _, _ in self.chosen.values()}
        for bill in self.shop.bills:
            owed = [mode for choice, mode in bill.owed.items() if choice in modes]
            self.chosen[bill.task] = (owed[0] if owed else bill.nothing, 0, 0)

    def tasks(self) -> list[ScheduledTask]:
        """Return all of it in order; tasks that are absent use nothing."""
        tasks = []
        for number in range(len(self.shop.tasks)):
            if number not in self.chosen:
                tasks.append(ScheduledTask(-1, [], 0, 0, present=False))
                continue
            chosen, start, idle = self.chosen[number]
            mode = self.shop.modes[chosen]
            end = start + mode.duration + idle
            tasks.append(ScheduledTask(chosen, mode.resources, start, end, idle))
        return tasks
