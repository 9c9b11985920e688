"""Rule packs: what law or contract asks for, as documents with a source and a date on every entry.

A pack is the base of an office's rule settings; what the office writes itself goes before it. The
format is told in docs/rule-packs.md. Nothing of the law stands in code.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Self

from pydantic import Field, model_validator

from models.base import Fact, Ref
from models.documents import parse
from models.reading import read


class Part(StrEnum):
    """What an entry speaks of: rules of the day, each contract's roster, or rosters as a whole."""

    RULES = "rules"
    CONTRACT = "contract"
    ROSTERING = "rostering"


class Entry(Fact):
    """One thing that a pack asks for: a setting of a rule, and where it is written."""

    part: Part = Field(
        default=Part.RULES, description="Of the day's rules, each contract, or the rostering."
    )
    rule: Ref
    setting: Ref | None = Field(
        default=None, description="Left out: the value has all of the rule's, or is a list of them."
    )
    value: Any = Field(description="As it would stand in the office's document; lists add up.")
    says: str = Field(min_length=1, max_length=500, description="In plain words.")
    source: str = Field(min_length=1, max_length=200, description="Law, order or agreement.")
    effective: date = Field(description="Since when it holds.")
    as_of: date = Field(description="When somebody last looked it up.")

    @model_validator(mode="after")
    def _whole_without_setting(self) -> Self:
        if self.setting is None and not isinstance(self.value, list | dict):
            raise ValueError("name the 'setting', or give a value with several")
        return self

    @property
    def place(self) -> str:
        """Where it would stand: 'breaks.entitlements', 'contract.rest.minutes'."""
        part = () if self.part is Part.RULES else (self.part.value,)
        return ".".join((*part, self.rule, *((self.setting,) if self.setting else ())))


class Pack(Fact):
    """A set of entries under a name."""

    pack: Ref
    title: str = Field(min_length=1, max_length=120)
    entries: tuple[Entry, ...] = ()

    @property
    def settings(self) -> dict[str, Any]:
        """The settings of the day's rules."""
        return self.settings_of(Part.RULES)

    def settings_of(self, part: Part) -> dict[str, Any]:
        """Return the settings of a part by rule, as an office would write them; lists joined."""
        settings: dict[str, Any] = {}
        for entry in self.entries:
            if entry.part is not part:
                continue
            value = entry.value if entry.setting is None else {entry.setting: entry.value}
            settings[entry.rule] = _joined(settings.get(entry.rule), value)
        return settings

    def sources(self, rule: str) -> tuple[str, ...]:
        """Return where the settings of a rule of the day are written, each once."""
        entries = (e for e in self.entries if e.part is Part.RULES and e.rule == rule)
        return tuple(dict.fromkeys(e.source for e in entries))


def _joined(before: object, value: object) -> object:
    """Return two values of one place as one: lists one after the other, settings side by side."""
    if isinstance(before, list) and isinstance(value, list):
        return [*before, *value]
    if isinstance(before, dict) and isinstance(value, dict):
        return before | {key: _joined(before.get(key), each) for key, each in value.items()}
    return value


@cache
def names() -> tuple[str, ...]:
    """Return the names of the packs that come along."""
    found = (file.name for file in files(__package__).iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml")))


@cache
def text_of(name: str) -> str:
    """Return a pack as it is written, to be copied and edited."""
    return (files(__package__) / f"{name}.yaml").read_text(encoding="utf-8")


@cache
def pack_of(name: str) -> Pack:
    """Return the pack of that name.

    Raises:
        ValueError: there is none.
    """
    if name not in names():
        raise ValueError(f"there is no rule pack '{name[:40]}'; write one of {', '.join(names())}")
    return read(Pack, parse(text_of(name), f"{name}.yaml"), name)


def with_pack(rules: object) -> object:
    """Return rule settings with those of their pack underneath: rule by rule, setting by setting.

    Raises:
        ValueError: the pack is not known, or not a pack.
    """
    if not isinstance(rules, Mapping) or rules.get("pack") is None:
        return rules
    named = rules["pack"]
    if isinstance(named, Pack):
        pack = named
    elif isinstance(named, str):
        pack = pack_of(named)
    else:
        pack = Pack.model_validate(named)
    own = {str(rule).replace("_", "-"): value for rule, value in rules.items()}
    for rule, settings in pack.settings.items():
        written = own.get(rule, {})
        if hasattr(written, "model_dump"):
            continue
        if isinstance(written, Mapping):
            mine = {str(key).replace("_", "-"): value for key, value in written.items()}
            own[rule] = {**settings, **mine}
    return own
