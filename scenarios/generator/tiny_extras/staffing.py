"""Who could be called in, or stay on, and who could be sent to the other site."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from models.day import Reserve, ReserveKind
from models.office import Travel
from models.rules import TransferSetting
from models.staff import Role

if TYPE_CHECKING:
    from models.day import Day, Shift
    from models.office import Office
    from scenarios.generator.dice import Dice
    from scenarios.generator.tiny import Tiny


def add(tiny: Tiny, dice: Dice) -> Tiny:
    """Let somebody be called in, in about a third of the seeds, or be sent to another site."""
    return _with_ways(_with_reserves(tiny, dice) if dice.chance(0.33) else tiny, dice)


def _with_ways(tiny: Tiny, dice: Dice) -> Tiny:
    """Let people go from one site to the other, where there are two."""
    office = tiny.office
    if len(office.sites) < 2 or not dice.chance(0.8):
        return tiny
    here, there = (site.id for site in office.sites)
    rules, step = office.rules, office.rules.offer_step
    split = office.sites[0].opens + dice.pick((15, 30, 60))
    setting = TransferSetting(lead=dice.pick((0, 5, 30)), donor_minimum=dice.chance(0.7))
    load = rules.load.model_copy(update={"session_split": split})
    able = dice.pick((None, Role.PROVIDER, Role.MEDICAL_ASSISTANT))
    update = {
        "rules": rules.model_copy(update={"transfers": setting, "load": load}),
        "travel": (Travel(between=(here, there), minutes=dice.pick((0, 10, step))),),
        "people": tuple(
            person.model_copy(update={"other_sites": (here, there)})
            if able is None or able in person.roles
            else person
            for person in office.people
        ),
        "exchange_rates": office.exchange_rates.model_copy(
            update={"transfer": dice.pick((0, 0, 9, 40))}
        ),
    }
    return replace(tiny, office=office.model_copy(update=update))


def _with_reserves(tiny: Tiny, dice: Dice) -> Tiny:
    office, day = _rates(tiny.office, dice), tiny.day
    if dice.chance(0.6):
        like = dice.pick(office.people)
        update = {"id": f"{like.id}-too", "reach_by_video": dice.chance(0.5)}
        people = (*office.people, like.model_copy(update=update))
        office = office.model_copy(update={"people": people})
    else:
        day = _cut_short(office, day, dice)
    reserves = [_reserve(office, day, n, dice) for n in range(dice.pick((1, 1, 2)))]
    return replace(tiny, office=office, day=day.model_copy(update={"reserves": tuple(reserves)}))


def _rates(office: Office, dice: Dice) -> Office:
    """Let an hour cost little, so that it is worth while now and then to call somebody in."""
    hours = {f"{kind}_hour": dice.pick((0, 7, 30)) for kind in ("float", "per_diem", "agency")}
    rates = office.exchange_rates.model_copy(update=hours | {"overtime_hour": dice.pick((0, 11))})
    return office.model_copy(update={"exchange_rates": rates})


def _cut_short(office: Office, day: Day, dice: Dice) -> Day:
    """Let one shift without visits, duties or breaks be left out, or begin late."""
    step = office.rules.offer_step
    booked = {visit.provider for visit in day.appointments}
    booked |= {person for v in day.appointments for p in v.phases for person in p.people}
    booked |= {given.person for given in day.duties}
    free = [s for s in day.shifts if s.person not in booked and not s.breaks and s.locked is None]
    if not free:
        return day
    chosen, later = dice.pick(free), dice.pick((None, 30, 2 * step))
    shifts = [shift for shift in day.shifts if shift is not chosen]
    if later is not None and chosen.start + later < chosen.end:
        shifts.append(chosen.model_copy(update={"start": chosen.start + later}))
    kept = {slot.person for slot in day.held_slots} | {block.person for block in day.protected}
    if chosen.person in kept:
        return day
    return day.model_copy(update={"shifts": tuple(shifts)})


def _reserve(office: Office, day: Day, number: int, dice: Dice) -> Reserve:
    """Return somebody who could come for some of the day, or go on after their shift."""
    step = office.rules.offer_step
    opens = min(site.opens for site in office.sites)
    closes = max(site.latest for site in office.sites)
    working = {shift.person for shift in day.shifts}
    idle = [person.id for person in office.people if person.id not in working]
    person = dice.pick(idle or [p.id for p in office.people])
    kind = dice.pick(tuple(ReserveKind))
    start = dice.pick(range(opens, closes - 30 + 1, step))
    end = dice.pick((closes, closes, min(start + 60, closes)))
    site = dice.pick([site.id for site in office.sites])
    own = [shift for shift in day.shifts if shift.person == person]
    if own and dice.chance(0.8):
        start, end, site = _after(own[-1], closes + step)
        kind = dice.pick((ReserveKind.OVERTIME, ReserveKind.OVERTIME, kind))
    if end - start < step:
        start, end = opens, closes
    return Reserve(
        id=f"extra-{number + 1}",
        person=person,
        site=site,
        kind=kind,
        start=start,
        end=end,
        lead=dice.pick((0, 0, 20, 60)),
        least_minutes=dice.pick((0, 0, 120)),
        hourly=dice.pick((None, None, 0, 13)),
    )


def _after(shift: Shift, until: int) -> tuple[int, int, str]:
    return shift.end, max(until, shift.end), shift.site
