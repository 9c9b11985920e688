"""What people asked for is kept where that can be."""

from __future__ import annotations

from tests.solvers.roster.judging import cost, findings
from tests.solvers.roster.weeks import case, plan


def test_a_request_that_is_not_met_costs() -> None:
    office = case(
        rostering={"requests": {"price": 4}},
        requests=[
            {"person": "ann", "date": "2026-03-02"},
            {"person": "ann", "date": "2026-03-03", "kinds": ["night"], "price": 9},
            {"person": "ben", "date": "2026-03-03", "off": False, "kinds": ["day", "late"]},
        ],
    )
    assert not findings("requests", office, plan(ann="- D N N", ben="- E - -"))
    assert cost("requests", office, plan(ann="D N - -", ben="- N - -")) == 4 + 9 + 4
    found = findings("requests", office, plan(ann="D - - -", ben="- - - -"))
    assert [f.sentence for f in found] == [
        "ann works on 2026-03-02, against a request.",
        "ben does not work on 2026-03-03, against a request.",
    ]
