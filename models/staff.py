"""The staff: what people are employed as, what they hold, and whom they may see."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, Self

from pydantic import Field, model_validator

from models.base import Fact, Ref


class Role(StrEnum):
    """What a person is employed as; what they may do is said by credentials and privileges."""

    PROVIDER = "provider"
    NURSE = "nurse"
    MEDICAL_ASSISTANT = "medical-assistant"
    FRONT_DESK = "front-desk"
    TECHNICIAN = "technician"
    LAB = "lab"
    BILLING = "billing"
    OTHER = "other"


def _whole_or_reference(schema: dict[str, Any]) -> None:
    whole = dict(schema)
    schema.clear()
    schema["anyOf"] = [{"type": "string"}, whole]


class Credential(Fact):
    """A licence or certificate that a person holds, valid up to and including its last day."""

    model_config = Fact.model_config | {"json_schema_extra": _whole_or_reference}

    id: Ref
    expires: date | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare_reference(cls, value: object) -> object:
        return {"id": value} if isinstance(value, str) else value


class Gender(StrEnum):
    """What a patient may ask of a provider or a chaperone."""

    FEMALE = "female"
    MALE = "male"


class Ages(Fact):
    """Ages from `least` up to and including `most`, in completed months."""

    least: int = Field(default=0, ge=0, le=1500)
    most: int = Field(default=1500, ge=0, le=1500)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.most < self.least:
            raise ValueError("'most' must be at least 'least'")
        return self

    def include(self, months: int) -> bool:
        """Tell whether an age in completed months is among them."""
        return self.least <= months <= self.most


class Person(Fact):
    """One of the staff: provider, nurse, assistant and desk alike."""

    id: Ref
    roles: tuple[Role, ...] = Field(min_length=1)
    credentials: tuple[Credential, ...] = ()
    privileges: tuple[Ref, ...] = Field(
        default=(), description="Procedures and visit kinds this person is privileged for."
    )
    specialty: Ref | None = None
    team: Ref | None = Field(default=None, description="The care team.")
    reach_by_video: bool = Field(default=False, description="Set up to see patients by video.")
    gender: Gender | None = Field(default=None, description="Where patients may ask for it.")
    languages: tuple[Ref, ...] = Field(
        default=(), description="Spoken with patients, besides the office's own."
    )
    licensed_in: tuple[Ref, ...] = Field(
        default=(), description="States that the licence is valid in; empty: not asked."
    )
    payers: tuple[Ref, ...] | None = Field(
        default=None, description="Payers that the person is credentialed with; left out: all."
    )
    incident_to: bool = Field(
        default=False, description="Bills under another provider: no new patients or problems."
    )
    ages: Ages | None = Field(default=None, description="Patients' ages; left out: all.")
    other_sites: tuple[Ref, ...] = Field(
        default=(), description="Sites besides the shift's own where they may be sent on the day."
    )
    contract: Ref | None = Field(
        default=None, description="What their roster is held to; left out: they are not rostered."
    )

    def holds(self, credential: str, day: date) -> bool:
        """Tell whether the person holds the credential, unexpired, on that day."""
        return any(
            held.id == credential and (held.expires is None or day <= held.expires)
            for held in self.credentials
        )
