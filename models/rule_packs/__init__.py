"""Rule packs: what law or contract asks for, as documents with a source and a date on every entry.

A pack is the base of an office's rule settings; what the office writes itself goes before it. The
format is told in docs/rule-packs.md. Nothing of the law stands in code.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import Field

from models.base import Fact, Ref
from models.documents import parse
from models.reading import read


class Entry(Fact):
    """One thing that a pack asks for: a setting of a rule, and where it is written."""

    rule: Ref
    setting: Ref
    value: Any = Field(description="As it would stand in the office's rules; lists add up.")
    says: str = Field(min_length=1, max_length=500, description="In plain words.")
    source: str = Field(min_length=1, max_length=200, description="Law, order or agreement.")
    effective: date = Field(description="Since when it holds.")
    as_of: date = Field(description="When somebody last looked it up.")


class Pack(Fact):
    """A set of entries under a name."""

    pack: Ref
    title: str = Field(min_length=1, max_length=120)
    entries: tuple[Entry, ...] = ()

    @property
    def settings(self) -> dict[str, dict[str, Any]]:
        """The settings by rule, as an office would write them; lists of several entries joined."""
        settings: dict[str, dict[str, Any]] = {}
        for entry in self.entries:
            rule = settings.setdefault(entry.rule, {})
            if isinstance(entry.value, list):
                rule[entry.setting] = [*rule.get(entry.setting, []), *entry.value]
            else:
                rule[entry.setting] = entry.value
        return settings

    def sources(self, rule: str) -> tuple[str, ...]:
        """Return where the settings of a rule are written, each once."""
        return tuple(dict.fromkeys(e.source for e in self.entries if e.rule == rule))


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
