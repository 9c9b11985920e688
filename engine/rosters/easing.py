"""Easing: what the office never allows gets a high price, where a repair could not keep it.

An absence may leave somebody short of their least hours, or half a weekend worked. No repair is to
be refused for what the absence has done; with a price on it, it is mended where that can be. That
whoever is out works less than their least is no fault to be mended at the cost of others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.contracts import Contract, Priced, Total, WeekendSetting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.finding import Finding
    from models.roster_case import RosterCase
    from models.rostering import Rostering

EASED_PRICE = 10_000
"""The price of a unit of what must not be: before it every office's own price is small."""

SPARED_PRICE = 1
"""The price of a unit of hours or shifts that the absent are short of."""

Setting = Any
"""A setting of a contract or of the rostering, or a tuple of them."""


def eased_for(case: RosterCase, breaches: Iterable[Finding]) -> RosterCase:
    """Return the case with a price on what is broken, for those people for whom it is."""
    contracts: dict[str, set[str]] = {}
    whole: set[str] = set()
    case = _spared(case)
    for finding in breaches:
        field = finding.rule.replace("-", "_")
        if field in Contract.model_fields and finding.about[0] in case.contracts:
            contracts.setdefault(finding.about[0], set()).add(field)
        else:
            whole.add(field)
    return _eased(case, contracts, whole)


def eased_throughout(case: RosterCase) -> RosterCase:
    """Return the case with a price on everything that can have one, and no cap on changes."""
    fields = set(Contract.model_fields)
    case = _spared(case)
    eased = _eased(
        case, dict.fromkeys(case.contracts, fields), set(type(case.rostering).model_fields)
    )
    changes = eased.rostering.changes.model_copy(update={"per_person": None, "in_total": None})
    return _with(eased, eased.rostering.model_copy(update={"changes": changes}))


def _spared(case: RosterCase) -> RosterCase:
    """Return the case with next to no price on the least hours and shifts of who is out."""
    out = {entry.person for entry in case.roster.absences} & set(case.contracts)
    own = {}
    for person in out:
        contract = case.contracts[person]
        own[person] = contract.model_copy(
            update={
                "hours": _least_apart(contract.hours),
                "shift_counts": _least_apart(contract.shift_counts),
            }
        )
    return _with_contracts(case, own) if out else case


def _least_apart(totals: tuple[Total, ...]) -> tuple[Total, ...]:
    apart: list[Total] = []
    for total in totals:
        if total.least is None or total.price is not None:
            apart.append(total)
            continue
        if total.most is not None:
            apart.append(total.model_copy(update={"least": None}))
        apart.append(total.model_copy(update={"most": None, "price": SPARED_PRICE}))
    return tuple(apart)


def _eased(case: RosterCase, contracts: dict[str, set[str]], whole: set[str]) -> RosterCase:
    if not contracts and not whole:
        return case
    rostering = case.rostering
    update: dict[str, Setting] = {
        field: _priced(getattr(rostering, field))
        for field in whole & set(type(rostering).model_fields)
    }
    eased = _with(case, rostering.model_copy(update=update)) if update else case
    own = {}
    for person, fields in contracts.items():
        contract = case.contracts[person]
        own[person] = contract.model_copy(
            update={field: _priced(getattr(contract, field)) for field in fields}
        )
    return _with_contracts(eased, own)


def _with_contracts(case: RosterCase, own: dict[str, Contract]) -> RosterCase:
    """Return the case with contracts of their own for some people."""
    # No office can call a contract so: a reference has no blank.
    named = {person: f"of {person}" for person in own}
    contracts = dict(case.rostering.contracts)
    contracts.update({named[person]: contract for person, contract in own.items()})
    eased = _with(case, case.rostering.model_copy(update={"contracts": contracts}))
    people = tuple(
        person.model_copy(update={"contract": named.get(person.id, person.contract)})
        for person in eased.office.people
    )
    return type(case)(eased.office.model_copy(update={"people": people}), case.roster)


def _with(case: RosterCase, rostering: Rostering) -> RosterCase:
    return type(case)(case.office.model_copy(update={"rostering": rostering}), case.roster)


def _priced(setting: Setting) -> Setting:
    if isinstance(setting, tuple):
        return tuple(_priced(each) for each in setting)
    if not isinstance(setting, Priced):
        return setting
    update = {} if setting.price is not None else {"price": EASED_PRICE}
    if isinstance(setting, WeekendSetting) and setting.complete_price is None:
        update["complete_price"] = EASED_PRICE
    return setting.model_copy(update=update)
