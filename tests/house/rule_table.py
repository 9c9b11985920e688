"""The README's table of rules: what its author writes, and the defaults that the code adds.

A row names a rule's parameters: a section of the office's rules (`rules.load`), one setting of it
(`rules.overtime.minutes`), a price (`rate.call`). Their defaults are written behind them from the
models, and the rows are put in order: `make rules` does it for the whole table.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel

from models.policy import ExchangeRates
from models.rules import Rules

README = Path(__file__).parents[2] / "README.md"
PARAMETER = re.compile(r"`(rules|rate)\.([a-z0-9_.-]+)`(?: \([^)]*\)| -?[\w:]+)?")
ROW = re.compile(r"\| `([a-z0-9-]+)` \| (?P<cells>.+) \|$")


class Row(NamedTuple):
    """One rule's row."""

    rule: str
    holds: str
    hard_or_soft: str
    parameters: str
    source: str
    family: str

    @property
    def rates(self) -> set[str]:
        """The prices that the row names."""
        return {name for kind, name in PARAMETER.findall(self.parameters) if kind == "rate"}

    @property
    def settings(self) -> set[str]:
        """The settings that the row names, those of a section one by one."""
        named = [name for kind, name in PARAMETER.findall(self.parameters) if kind == "rules"]
        return {setting for name in named for setting in _settings(name)}


def rows(text: str) -> list[Row]:
    """Return the rows of the README's table of rules.

    Raises:
        ValueError: a row has not the cells that the head has.
    """
    found = []
    for line in text.partition("## The rules")[2].splitlines():
        if match := ROW.match(line):
            cells = [cell.strip() for cell in match["cells"].split(" | ")]
            if len(cells) != len(Row._fields) - 1:
                raise ValueError(f"the row of '{match[1]}' has {len(cells) + 1} cells")
            found.append(Row(match[1], *cells))
    return found


def every_setting() -> set[str]:
    """Return every setting of every section, as 'section.setting'."""
    return {setting for name in _sections() for setting in _settings(name)}


def with_defaults(text: str) -> str:
    """Return the README with its rules in order, and the default behind every parameter.

    Raises:
        KeyError: a parameter that there is not.
    """
    before, head, after = text.partition("## The rules")
    lines = after.split("\n")
    places = [number for number, line in enumerate(lines) if ROW.match(line)]
    told = sorted(PARAMETER.sub(_with_default, lines[number]) for number in places)
    for number, line in zip(places, told, strict=True):
        lines[number] = line
    return before + head + "\n".join(lines)


def _with_default(match: re.Match[str]) -> str:
    kind, name = match[1], match[2]
    if kind == "rate":
        return f"`rate.{name}` {ExchangeRates.model_fields[name].default}"
    section, _, one = name.partition(".")
    values = _sections()[section].model_dump(mode="json", by_alias=True)
    if one:
        return f"`rules.{name}` {_shown(values[one])}"
    told = ", ".join(f"{setting} {_shown(value)}" for setting, value in values.items())
    return f"`rules.{name}` ({told})"


def _shown(value: object) -> str:
    match value:
        case None | [] | "":
            return "none"
        case bool():
            return str(value).lower()
        case _:
            return str(value)


def _sections() -> dict[str, BaseModel]:
    return {
        field.replace("_", "-"): section
        for field, section in vars(Rules()).items()
        if isinstance(section, BaseModel)
    }


def _settings(name: str) -> set[str]:
    section, _, one = name.partition(".")
    fields = {field.replace("_", "-") for field in type(_sections()[section]).model_fields}
    if one and one not in fields:
        raise KeyError(name)
    return {f"{section}.{field}" for field in ([one] if one else fields)}


if __name__ == "__main__":
    README.write_text(with_defaults(README.read_text(encoding="utf-8")), encoding="utf-8")
