"""The documents that go in and come out, by name, and the JSON Schema of each."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from api.judgement import Judgement
from models.absence import Absence
from models.absence_answer import AnsweredAbsence
from models.day import Day
from models.events import Event
from models.explanation import Conflict, Frontier, Help, Why, WhyNot
from models.finding import Tier
from models.office import Office
from models.plan import Plan
from models.policy import ExchangeRates, Profile
from models.proposal import Certificate, Comparison, Proposal
from models.roster import Roster, RosterPlan
from models.roster_answer import BuiltRoster, RepairedRoster
from models.roster_events import RosterEvent
from models.rules import Rules

DIALECT = "https://json-schema.org/draft/2020-12/schema"

DOCUMENTS: dict[str, Any] = {
    "office": Office,
    "day": Day,
    "event": Event,
    "roster": Roster,
    "roster-event": RosterEvent,
    "roster-plan": RosterPlan,
    "built-roster": BuiltRoster,
    "repaired-roster": RepairedRoster,
    "absence": Absence,
    "answered-absence": AnsweredAbsence,
    "plan": Plan,
    "proposal": Proposal,
    "certificate": Certificate,
    "comparison": Comparison,
    "judgement": Judgement,
    "why": Why,
    "why-not": WhyNot,
    "conflict": Conflict,
    "help": Help,
    "frontier": Frontier,
    "rules": Rules,
    "rates": ExchangeRates,
    "profile": Profile,
}
"""What the vocabulary calls a document or a part of one that is written or read by itself."""

STRICT_TIERS = {
    "T0": "gaps in law, safety and minimum cover; nothing below may worsen them",
    "T1": "clinical harm; only gaps come before it",
}


def schema_of(name: str) -> dict[str, Any]:
    """Return the JSON Schema of one document.

    Raises:
        KeyError: there is no such document.
    """
    described: dict[str, Any] = TypeAdapter(DOCUMENTS[name]).json_schema()
    return {"$schema": DIALECT, **described}


def whole_schema() -> dict[str, Any]:
    """Return one schema with every document under `$defs`, and the rate of every soft term."""
    inputs = [(name, "validation", TypeAdapter(kind)) for name, kind in DOCUMENTS.items()]
    references, definitions = TypeAdapter.json_schemas(
        inputs,  # type: ignore[arg-type]
        title="Huddle",
        description="Every document of Huddle under '$defs'; 'documents' says which is which.",
    )
    return {
        "$schema": DIALECT,
        **definitions,
        "documents": {name: schema for (name, _), schema in references.items()},
        "strict-tiers": STRICT_TIERS,
        "soft-terms": soft_terms(),
    }


def soft_terms() -> list[dict[str, Any]]:
    """List what costs something in a plan, with its tier and the rate it has by default."""
    terms = []
    for name, field in ExchangeRates.model_fields.items():
        tier, _, meaning = (field.description or "").partition(": ")
        terms.append(
            {"term": name, "tier": Tier(tier).value, "meaning": meaning, "rate": field.default}
        )
    return terms
