"""What is in force, where each setting comes from, and what it means; no secret is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pydantic import SecretStr

from api.service.settings import Settings, is_secret, stated_in, variable_of

HIDDEN = "***"

_ELSEWHERE = {"HUDDLE_DATA"}
"""Variables of this name that other commands read."""

_OF_A_CLUSTER = re.compile(
    r"HUDDLE_(PORT|(\w+_)?SERVICE_(HOST|PORT)(_\w+)?|(\w+_)?PORT_\d+_(TCP|UDP)(_\w+)?)"
)
"""How Kubernetes names what it sets by itself for a service called 'huddle'."""

_SAID_IN_QUERY = re.compile(r"([?&][^=&]*(?:password|secret|token)[^=&]*=)[^&]*", re.IGNORECASE)


@dataclass(frozen=True)
class InForce:
    """One setting.

    Attributes:
        variable: the environment variable that sets it.
        value: what is in force, as it would be written; a password in it is hidden.
        source: 'default', 'environment', or 'file' for a secret that stands in one.
        means: what it means, in one line.
    """

    variable: str
    value: str
    source: str
    means: str


def in_force(environment: Mapping[str, str]) -> list[InForce]:
    """Return every setting as it is in force.

    Raises:
        BadInput: a value makes no sense; the fault names the variable.
    """
    settings = Settings.from_environment(environment)
    return [
        InForce(
            variable=variable_of(name),
            value=_shown(name, getattr(settings, name)),
            source=_source(environment, name),
            means=field.description or "",
        )
        for name, field in Settings.model_fields.items()
    ]


def unknown(environment: Mapping[str, str]) -> list[str]:
    """Return a sentence for each variable that looks like a setting and is none."""
    known = {variable_of(name) for name in Settings.model_fields}
    known |= {f"{variable_of(name)}_FILE" for name in Settings.model_fields if is_secret(name)}
    sentences = []
    for variable in sorted(environment):
        if not variable.startswith("HUDDLE_") or variable in known | _ELSEWHERE:
            continue
        if not _OF_A_CLUSTER.fullmatch(variable):
            near = get_close_matches(variable, sorted(known), n=1)
            hint = f"; did you mean {near[0]}?" if near else "."
            sentences.append(f"{variable} is no setting{hint}")
    return sentences


def without_password(url: str) -> str:
    """Return an address as it may be shown: user and place, no password."""
    scheme, mark, rest = url.partition("://")
    before, at, place = rest.rpartition("@")
    user, colon, _ = before.partition(":")
    if at:
        rest = f"{user}{colon}{HIDDEN if colon else ''}@{place}"
    return scheme + mark + _SAID_IN_QUERY.sub(rf"\1{HIDDEN}", rest)


def _shown(name: str, value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case SecretStr() if name == "database_url":
            return without_password(value.get_secret_value())
        case SecretStr():
            return HIDDEN if value.get_secret_value() else ""
        case str() if "://" in value:
            return without_password(value)
        case tuple():
            return ", ".join(str(each) for each in value)
        case float():
            return f"{value:g}"
        case str() | int() | Path():
            return str(value)
        case _:
            return HIDDEN


def _source(environment: Mapping[str, str], name: str) -> str:
    stated = stated_in(environment, name)
    if stated is None:
        return "default"
    return "environment" if stated.variable == variable_of(name) else "file"
