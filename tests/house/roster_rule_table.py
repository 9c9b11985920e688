"""The table of the roster's rules: its rows, and the defaults that are written into it.

Parameters stand in backquotes: `contract.section` or `rostering.section`. Their defaults are
written behind them from the models, those of an entry where the section is a list.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple, get_args

from pydantic import BaseModel

from models.contracts import Contract
from models.rostering import Rostering

DOCUMENT = Path(__file__).parents[2] / "docs" / "roster-rules.md"
PARAMETER = re.compile(r"`(contract|rostering)\.([a-z-]+)`(?: \([^)]*\))?")
ROW = re.compile(r"\| `([a-z0-9-]+)` \| (?P<cells>.+) \|$")
PLACES: dict[str, type[BaseModel]] = {"contract": Contract, "rostering": Rostering}


class Row(NamedTuple):
    """One rule's row."""

    rule: str
    family: str
    hard_or_soft: str
    settings: str
    holds: str


def rows(text: str) -> list[Row]:
    """Return the rows of the table.

    Raises:
        ValueError: a row has not the cells that the head has.
    """
    found = []
    for line in text.splitlines():
        if match := ROW.match(line):
            cells = [cell.strip() for cell in match["cells"].split(" | ")]
            if len(cells) != len(Row._fields) - 1:
                raise ValueError(f"the row of '{match[1]}' has {len(cells) + 1} cells")
            found.append(Row(match[1], *cells))
    return found


def with_defaults(text: str) -> str:
    """Return the page with its rows in order, and the defaults behind every parameter.

    Raises:
        KeyError: a parameter that there is not.
    """
    lines = text.split("\n")
    places = [number for number, line in enumerate(lines) if ROW.match(line)]
    told = sorted(PARAMETER.sub(_with_default, lines[number]) for number in places)
    for number, line in zip(places, told, strict=True):
        lines[number] = line
    return "\n".join(lines)


def _with_default(match: re.Match[str]) -> str:
    section = section_of(match[1], match[2])
    told = ", ".join(
        f"{field.alias or name} {_shown(field.get_default(call_default_factory=True))}"
        for name, field in section.model_fields.items()
        if not field.is_required()
    )
    return f"`{match[1]}.{match[2]}` ({told})"


def section_of(place: str, name: str) -> type[BaseModel]:
    """Return the model of a section, or of an entry of it.

    Raises:
        KeyError: there is no such section.
    """
    annotation = PLACES[place].model_fields[name.replace("-", "_")].annotation
    for model in (annotation, *get_args(annotation)):
        if isinstance(model, type) and issubclass(model, BaseModel):
            return model
    raise KeyError(name)


def _shown(value: object) -> str:
    match value:
        case None | () | "":
            return "none"
        case bool():
            return str(value).lower()
        case tuple():
            return " and ".join(map(str, value))
        case _:
            return str(value)


if __name__ == "__main__":
    DOCUMENT.write_text(with_defaults(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
