"""What the office asks of its rosters: references in shift types, contracts and settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.roster_packs import on_packs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.references.known import Known


def check_rostering(known: Known) -> None:
    """Note every fault of the office's rostering by itself."""
    rostering = on_packs(known.office.rostering, known.office.rules.pack)
    for index, person in enumerate(known.office.people):
        known.refer(f"office.people.{index}.contract", "contract", person.contract)
    for ref, shift in rostering.shift_types.items():
        known.refer(f"office.rostering.shift_types.{ref}.site", "site", shift.site)
        known.refer(f"office.rostering.shift_types.{ref}.duty", "duty", shift.duty)
    for ref, contract in rostering.contracts.items():
        field = f"office.rostering.contracts.{ref}"
        for index, count in enumerate(contract.shift_counts):
            _each(known, f"{field}.shift-counts.{index}.kinds", "kind of shift", count.kinds)
        for index, run in enumerate(contract.runs):
            _each(known, f"{field}.runs.{index}.kinds", "kind of shift", run.kinds)
        for index, succession in enumerate(contract.successions):
            place = f"{field}.successions.{index}"
            _each(known, f"{place}.after", "kind of shift", succession.after)
            _each(known, f"{place}.never", "kind of shift", succession.never)
    _whole(known)


def _whole(known: Known) -> None:
    """Note faults of what is asked of the roster as a whole."""
    rostering = known.office.rostering
    for index, group in enumerate(rostering.exclusive):
        field = f"office.rostering.exclusive.{index}.shift-types"
        _each(known, field, "shift type", group.shift_types)
    for index, pairing in enumerate(rostering.pairings):
        field = f"office.rostering.pairings.{index}"
        known.refer(f"{field}.person", "person", pairing.person)
        known.refer(f"{field}.partner", "person", pairing.partner)
    known.once("office.rostering.fairness", "burden", (burden.id for burden in rostering.fairness))
    for index, burden in enumerate(rostering.fairness):
        field = f"office.rostering.fairness.{index}"
        _each(known, f"{field}.people", "person", burden.people, once=True)
        _each(known, f"{field}.kinds", "kind of shift", burden.kinds)
    for index, order in enumerate(rostering.call_order):
        field = f"office.rostering.call-order.{index}"
        _each(known, f"{field}.order", "person", order.order, once=True)
        _each(known, f"{field}.kinds", "kind of shift", order.kinds)


def _each(known: Known, field: str, kind: str, refs: Iterable[str], *, once: bool = False) -> None:
    seen = set()
    for position, ref in enumerate(refs):
        known.refer(f"{field}.{position}", kind, ref)
        if once and ref in seen:
            known.fault(f"{field}.{position}", ref, f"this {kind} stands here twice", "once each")
        seen.add(ref)
