"""Uses of rooms and devices: when a visit holds one, and which ones would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.lock import Pinned
from solvers.day.model.pools import Use

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ortools.sat.python import cp_model

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board, Linear, Literal
    from solvers.day.model.visits import ModeVars, VisitVars
    from solvers.day.placements.candidates import Mode, Template


def room_uses(board: Board, variables: VisitVars, mode: Mode) -> Iterator[Use]:
    """Yield the visit's uses of a room in a mode: one that is under way, or one to come."""
    held = variables.modes[mode]
    span = held.template.roomed
    if span is None or mode.remote:
        return
    first, last = span
    now, turnover = board.facts.now, board.facts.rules.rooms.turnover
    latest = held.phase_bounds(last)[1] + held.template.phases[last].minutes
    size = _rigid_size(held, first, last)
    end = held.phase_start(last) + held.template.phases[last].minutes + turnover
    for literal, begun in begun_or_not(board, variables, mode, first):
        allowed = fit_rooms(board.facts, variables.visit, mode, held.template, begun=begun)
        if begun and not allowed:
            # The room in use is not fit for it: that can only stand if it is over.
            board.model.add(end <= now).only_enforce_if(literal)
        if latest + turnover <= now or (begun and not allowed):
            continue
        yield Use(
            key=(variables.visit.id, mode, "begun-room" if begun else "room", 0, 0),
            start=now if begun else held.phase_start(first),
            end=_until(board, held, last, end) if begun else end,
            size=None if begun or size is None else size + turnover,
            longest=latest + turnover,
            literal=literal,
            allowed=allowed,
        )


def device_uses(board: Board, variables: VisitVars, mode: Mode, index: int) -> Iterator[Use]:
    """Yield the visit's uses of a device in one phase: under way, or to come."""
    facts, held = board.facts, variables.modes[mode]
    allowed = fit_devices(facts, mode, held.template.phases[index].device)
    published = facts.published(variables.visit.id)
    for literal, begun in begun_or_not(board, variables, mode, index):
        fit = allowed
        if begun and published is not None:
            fit = allowed & {published.phases[index].device or ""}
        yield from phase_use(board, variables, mode, (index, 0, "device"), literal, fit, begun)


def fit_devices(facts: Facts, mode: Mode, feature: str | None) -> frozenset[str]:
    """Return the devices of the mode's site that have a feature."""
    return frozenset(
        device.id
        for device in facts.case.office.devices
        if device.site == mode.site and feature in device.features
    )


def phase_use(
    board: Board,
    variables: VisitVars,
    mode: Mode,
    what: tuple[int, int, str],
    literal: Literal,
    allowed: Iterable[str],
    begun: bool,
) -> Iterator[Use]:
    """Yield the use that one phase makes of somebody or something; none when it is over.

    `what` is the phase, the position among its tasks, and the word for what is used. What is
    under way is served by whoever served it: such a use has no name to be found.
    """
    held, now = variables.modes[mode], board.facts.now
    index, position, word = what
    minutes = held.template.phases[index].minutes
    if begun:
        minutes -= now - held.phase_bounds(index)[0]
    if minutes <= 0:
        return
    start = now if begun else held.phase_start(index)
    yield Use(
        key=(variables.visit.id, mode, f"begun-{word}" if begun else word, index, position),
        start=start,
        end=start + minutes,
        size=minutes,
        longest=minutes,
        literal=literal,
        allowed=frozenset(allowed),
        apart=(variables.visit.id, mode, index) if word == "person" else None,
    )


def span_use(
    board: Board,
    variables: VisitVars,
    mode: Mode,
    what: str,
    literal: Literal,
    allowed: frozenset[str],
    begun: bool,
) -> Use | None:
    """Return the use of one person while the provider sees the visit; None when that is over.

    It lasts from the start of the first provider phase to the end of the last.
    """
    held, now = variables.modes[mode], board.facts.now
    assert held.template.provided is not None
    first, last = held.template.provided
    minutes = held.template.phases[last].minutes
    end = held.phase_start(last) + minutes
    latest = held.phase_bounds(last)[1] + minutes
    if begun and not allowed:
        # Nobody can stay who has left: that can only stand if it is over.
        board.model.add(end <= now).only_enforce_if(literal)
        return None
    if latest <= now:
        return None
    return Use(
        key=(variables.visit.id, mode, f"begun-{what}" if begun else what, 0, 0),
        start=now if begun else held.phase_start(first),
        end=_until(board, held, last, end) if begun else end,
        size=None if begun else _rigid_size(held, first, last),
        longest=latest,
        literal=literal,
        allowed=allowed,
    )


def begun_or_not(
    board: Board, variables: VisitVars, mode: Mode, phase: int
) -> Iterator[tuple[Literal, bool]]:
    """Yield (literal, whether the phase began before now) of the cases that can be.

    Of the starts offered only the published one may lie before now; then people, device and room
    are as published.
    """
    held, now = variables.modes[mode], board.facts.now
    low, high = held.phase_bounds(phase)
    if low >= now:
        yield held.literal, False
    elif high < now:
        yield held.literal, True
    else:
        key = (variables.visit.id, mode, phase)
        if key not in board.begun:
            begun, later = board.model.new_bool_var("begun"), board.model.new_bool_var("later")
            board.model.add(begun + later == held.literal)
            board.model.add(held.phase_start(phase) <= now - 1).only_enforce_if(begun)
            board.model.add(held.phase_start(phase) >= now).only_enforce_if(later)
            board.begun[key] = (begun, later)
        begun, later = board.begun[key]
        yield begun, True
        yield later, False


def post_rooms_per_provider(board: Board, most: int) -> None:
    """At each minute at most so many rooms are held for one provider's visits, groups aside."""
    by_provider: dict[str, list[cp_model.IntervalVar]] = {}
    now = board.facts.now
    for variables, offer, offered in board.offers():
        held = variables.modes[offer.mode]
        span = held.template.roomed
        group = board.facts.case.visit_type(variables.visit).group > 1
        if span is None or offer.mode.remote or group:
            continue
        first, last = span
        low, high = held.phase_bounds(first)
        start = held.phase_start(first)
        if low < now:
            start = board.model.new_int_var(0, max(high, now), "from-now")
            board.model.add_max_equality(start, [held.phase_start(first), now])
        end = held.phase_start(last) + held.template.phases[last].minutes
        latest = held.phase_bounds(last)[1] + held.template.phases[last].minutes
        if latest > now:
            size = board.model.new_int_var(0, latest, "size")
            until = _until(board, held, last, end)
            interval = board.model.new_optional_interval_var(
                start, size, until, offered.literal, "held"
            )
            by_provider.setdefault(offer.provider, []).append(interval)
    for _, intervals in sorted(by_provider.items()):
        if len(intervals) > most:
            board.model.add_cumulative(intervals, [1] * len(intervals), most)


def _until(board: Board, held: ModeVars, last: int, end: Linear) -> Linear:
    """Return the end of a hold that may have begun before now: not before now."""
    low, high = held.phase_bounds(last)
    minutes, now = held.template.phases[last].minutes, board.facts.now
    if low + minutes >= now:
        return end
    most = high + minutes + board.facts.rules.rooms.turnover
    until = board.model.new_int_var(0, max(most, now), "until")
    board.model.add_max_equality(until, [end, now])
    return until


def _rigid_size(held: ModeVars, first: int, last: int) -> int | None:
    (block_first, offset_first), (block_last, offset_last) = (
        held.template.place(first),
        held.template.place(last),
    )
    if block_first != block_last:
        return None
    return offset_last + held.template.phases[last].minutes - offset_first


def fit_rooms(
    facts: Facts, visit: Appointment, mode: Mode, tmpl: Template, *, begun: bool
) -> frozenset[str]:
    """Return the rooms that will do for a visit, which has begun before now or not."""
    feature = next(phase.room for phase in tmpl.phases if phase.room)
    rooms = {
        room.id
        for room in facts.case.office.rooms
        if room.site == mode.site and feature in room.features
    }
    published = facts.published(visit.id)
    if published is None:
        return frozenset(rooms)
    if any(Pinned.ROOM in lock.holds for lock in visit.locks):
        rooms &= {visit.room or published.room or ""}
    if begun or visit.status.begun:
        rooms &= {published.room or ""}
    return frozenset(rooms)
