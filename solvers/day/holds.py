"""Uses of rooms and devices: when a visit holds one, and which ones would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.lock import Pinned
from models.office import Modality
from solvers.day.pools import Use

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from models.appointment import Appointment
    from solvers.day.board import Board, Linear
    from solvers.day.candidates import Mode
    from solvers.day.facts import Facts
    from solvers.day.visits import ModeVars, VisitVars


def room_use(board: Board, variables: VisitVars, mode: Mode) -> Use | None:
    """Return the visit's use of a room in a mode; None when it has none, or is over."""
    held = variables.modes[mode]
    span = held.template.roomed
    if span is None or mode.remote:
        return None
    first, last = span
    start, _ = from_now(board, held, first)
    end = held.phase_start(last) + held.template.phases[last].minutes
    latest = held.phase_bounds(last)[1] + held.template.phases[last].minutes
    turnover = board.facts.rules.rooms.turnover
    if latest + turnover <= board.facts.now:
        return None
    size = _rigid_size(board, held, first, last)
    return Use(
        key=(variables.visit.id, mode, "room", 0, 0),
        start=start,
        end=end + turnover,
        size=None if size is None else size + turnover,
        longest=latest + turnover,
        literal=held.literal,
        allowed=_rooms(board.facts, variables.visit, mode, held, first),
    )


def device_use(board: Board, variables: VisitVars, mode: Mode, index: int) -> Use:
    """Return the visit's use of a device in one phase."""
    facts, held = board.facts, variables.modes[mode]
    phase = held.template.phases[index]
    allowed = {
        device.id
        for device in facts.case.office.devices
        if device.site == mode.site and phase.device in device.features
    }
    published = facts.published(variables.visit.id)
    low, high = held.phase_bounds(index)
    if low == high < facts.now and published is not None:
        allowed &= {published.phases[index].device or ""}
    start, passed = from_now(board, held, index)
    return Use(
        key=(variables.visit.id, mode, "device", index, 0),
        start=start,
        end=held.phase_start(index) + phase.minutes,
        size=None if low < facts.now <= high else max(0, phase.minutes - passed),
        longest=phase.minutes,
        literal=held.literal,
        allowed=frozenset(allowed),
    )


def post_rooms_per_provider(board: Board, most: int) -> None:
    """At each minute at most so many rooms are held for one provider's visits."""
    by_provider: dict[str, list[cp_model.IntervalVar]] = {}
    for variables, offer, held in board.offers():
        use = room_use(board, variables, offer.mode)
        if use is None:
            continue
        end = use.end - board.facts.rules.rooms.turnover
        size: Linear = (
            board.model.new_int_var(0, use.longest, "size")
            if use.size is None
            else use.size - board.facts.rules.rooms.turnover
        )
        by_provider.setdefault(offer.provider, []).append(
            board.model.new_optional_interval_var(use.start, size, end, held.literal, "held")
        )
    for _, intervals in sorted(by_provider.items()):
        if len(intervals) > most:
            board.model.add_cumulative(intervals, [1] * len(intervals), most)


def from_now(board: Board, held: ModeVars, phase: int) -> tuple[Linear, int]:
    """Return a phase's start, and minutes passed: what lies before now takes nothing up."""
    low, high = held.phase_bounds(phase)
    now = board.facts.now
    if low >= now:
        return held.phase_start(phase), 0
    if low == high:
        return now, now - low
    start = board.model.new_int_var(0, max(high, now), "from-now")
    board.model.add_max_equality(start, [held.phase_start(phase), now * held.literal])
    return start, 0


def _rigid_size(board: Board, held: ModeVars, first: int, last: int) -> int | None:
    (block_first, offset_first), (block_last, offset_last) = (
        held.template.place(first),
        held.template.place(last),
    )
    low = held.phase_bounds(first)[0]
    if block_first != block_last or low < board.facts.now:
        return None
    return offset_last + held.template.phases[last].minutes - offset_first


def _rooms(
    facts: Facts, visit: Appointment, mode: Mode, held: ModeVars, first: int
) -> frozenset[str]:
    feature = held.template.phases[first].room
    rooms = {
        room.id
        for room in facts.case.office.rooms
        if room.site == mode.site and feature in room.features
    }
    published = facts.published(visit.id)
    if published is None:
        return frozenset(rooms)
    low, high = held.phase_bounds(first)
    begun = visit.status.begun or (low == high < facts.now)
    if any(Pinned.ROOM in lock.holds for lock in visit.locks) or begun:
        wanted = visit.room if not begun and visit.room else published.room
        same_place = mode.modality is published.modality or mode.modality is Modality.IN_PERSON
        if same_place:
            rooms &= {wanted or ""}
    return frozenset(rooms)
