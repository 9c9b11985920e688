"""What the path of a kept roster says."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection

from engine.store.errors import NotThere
from engine.store.proposals import KeptProposalOf
from engine.store.shelves import ROSTERS
from models.base import Ref
from models.errors import BadInput, Fault
from models.kept_roster import RosterAnswer

REF = TypeAdapter(Ref)

PREFIX = "/v1/sites/{site}/rosters"

_InPath = Path(alias="roster", description="The name that the office gave it: a reference.")


def _roster(roster_: Annotated[str, _InPath]) -> str:
    try:
        return REF.validate_python(roster_)
    except ValidationError:
        expected = "an opaque reference: at most 64 letters, digits, '.', '_', ':' and '-'"
        fault = Fault("roster", repr(roster_[:40]), "no reference", expected)
        raise BadInput([fault]) from None


Called = Annotated[str, Depends(_roster)]
"""The name of the roster in the path."""


def of_roster(
    conn: Connection, site: str, name: str, proposal: str
) -> KeptProposalOf[str, RosterAnswer]:
    """Return a proposal of a roster.

    Raises:
        NotThere: the roster has no such proposal.
    """
    kept = ROSTERS.proposals.proposal_of(conn, proposal)
    if (kept.answers.site, kept.answers.name) != (site, name):
        raise NotThere(f"there is no proposal {proposal[:40]}")
    return kept
