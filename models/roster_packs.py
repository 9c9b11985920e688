"""Rostering on its packs: what law or agreement asks of rosters, under what the office writes.

The pack is the office's, or one that the rostering or a contract names for itself. What a contract
writes goes before the pack's, where it is not what is so anyway; of lists, whose entries are
limits that hold side by side, both stand. What is merged names no pack any more, so that merging it
again changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from models.rule_packs import Pack, Part, pack_of

if TYPE_CHECKING:
    from models.rostering import Rostering

NONE = "none"

Settings = TypeVar("Settings", bound=BaseModel)


def on_packs(rostering: Rostering, usual: str | Pack) -> Rostering:
    """Return the rostering with packs underneath.

    Args:
        rostering: as the office writes it.
        usual: the office's pack, for what names none.

    Raises:
        ValueError: a pack is not known, or does not fit.
    """
    usual = rostering.pack or usual
    contracts = {
        ref: _on(contract, contract.pack or usual, Part.CONTRACT)
        for ref, contract in rostering.contracts.items()
    }
    merged = _on(rostering, usual, Part.ROSTERING)
    if contracts == rostering.contracts:
        return merged
    return merged.model_copy(update={"contracts": contracts, "pack": NONE})


def _on(written: Settings, named: str | Pack, part: Part) -> Settings:
    """Return settings with those of a pack underneath; the same ones where it has none."""
    pack = named if isinstance(named, Pack) else pack_of(named)
    below = pack.settings_of(part)
    if not below:
        return written
    try:
        given = type(written).model_validate(below)
    except ValidationError as error:
        wrong = error.errors()[0]
        place = ".".join(map(str, (part.value, *wrong["loc"])))
        raise ValueError(f"the rule pack '{pack.pack}' has {place}: {wrong['msg']}") from None
    return _under(written, given).model_copy(update={"pack": NONE})


def _under(own: Settings, given: BaseModel) -> Settings:
    """Return settings with others in the place of what is not written."""
    update: dict[str, object] = {}
    for name in given.model_fields_set:
        mine, other = getattr(own, name), getattr(given, name)
        if isinstance(mine, BaseModel):
            update[name] = _under(mine, other)
        elif isinstance(mine, tuple) and any(isinstance(each, BaseModel) for each in other):
            update[name] = (*mine, *other)
        elif mine == type(own).model_fields[name].get_default(call_default_factory=True):
            update[name] = other
    return own.model_copy(update=update)
