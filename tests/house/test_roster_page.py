"""The documents on the page of the roster's rules are documents, and can be rostered."""

from __future__ import annotations

import re
from typing import Any

from engine.opening.rosters import roster_case_of
from models.documents import parse
from models.office import Office
from models.reading import read
from models.roster import Roster
from solvers.roster.outcome import RosterLimits, Status
from solvers.roster.search import search
from tests.house.roster_rule_table import DOCUMENT

BLOCKS = re.findall(r"^```yaml\n(.*?)^```", DOCUMENT.read_text(encoding="utf-8"), re.M | re.S)
SITE: dict[str, Any] = {"id": "main", "zone": "UTC", "opens": "07:00", "closes": "20:00"}


def test_the_page_s_documents_make_a_roster() -> None:
    written, asked = (parse(block, "page") for block in BLOCKS)
    assert isinstance(written, dict)
    duties = [{"id": "desk", "site": "main"}]
    office = read(Office, {"id": "clinic", "sites": [SITE], "duties": duties, **written}, "office")
    outcome = search(
        roster_case_of(office, read(Roster, asked, "roster")), RosterLimits(60, workers=1)
    )
    assert outcome.status is Status.PROVEN
    assert outcome.verdict is not None
    assert not outcome.verdict.breaches
