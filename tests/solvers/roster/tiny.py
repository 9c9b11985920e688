"""Tiny offices, one at least for each rule, on which model and check are compared throughout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.solvers.roster.weeks import TYPES, case

if TYPE_CHECKING:
    from models.roster_case import RosterCase

ANN: dict[str, Any] = {"ann": {}}
SPLIT = {
    "D": {"from": "06:00", "to": "10:00", "kind": "day"},
    "E": {"from": "12:00", "to": "20:00", "kind": "late"},
    "N": {"from": "18:00", "to": "32:00", "kind": "night"},
}
ON_CALL = {**TYPES, "N": {**TYPES["N"], "on_call": True}}


def _ann(contract: dict[str, Any], **roster: Any) -> RosterCase:
    return case(contract, people=ANN, **roster)


def tiny_cases() -> dict[str, tuple[RosterCase, str]]:
    """Return (case, cells to try) by name; the name begins with the rule that it is about."""
    friday: dict[str, Any] = {"first": "2026-03-06", "days": 4}
    return {
        "absence": (
            _ann(
                {"runs": [{"least": 2}, {"of": "off", "least": 2}]},
                published={"ann": ["D", "D", "D", "E"]},
                absences=[{"person": "ann", "from": "2026-03-02", "to": "2026-03-03"}],
                as_of="2026-03-03",
            ),
            "- D E",
        ),
        "locks": (
            _ann(
                {"runs": [{"most": 2}]},
                published={"ann": ["D", None, "D", "E"]},
                as_of="2026-03-04",
                locked=[{"person": "ann", "date": "2026-03-05", "author": "m", "reason": "so"}],
            ),
            "- D E",
        ),
        "locks, a shift of several": (
            _ann(
                {"one-shift": {"most": 2}, "hours": [{"most": 480}]},
                types=SPLIT,
                days=2,
                published={"ann": ["D", ["D", "E"]]},
                locked=[
                    {
                        "person": "ann",
                        "date": "2026-03-03",
                        "author": "m",
                        "reason": "so",
                        "shift_type": t,
                    }
                    for t in ("D", "E")
                ],
            ),
            "- D E N D+E D+N",
        ),
        "leave": (
            _ann(
                {"runs": [{"of": "off", "most": 2}]},
                leave=[{"person": "ann", "from": "2026-03-03", "to": "2026-03-04"}],
            ),
            "- D E",
        ),
        "one-shift": (
            _ann({"one-shift": {"most": 2}}, types=SPLIT, days=2, history={"ann": ["N"]}),
            "- D E N D+E D+N E+N D+E+N",
        ),
        "exclusive": (
            _ann(
                {"one-shift": {"most": 3}},
                types=SPLIT,
                days=2,
                rostering={"exclusive": [{"shift-types": ["D", "E"]}]},
            ),
            "- D E N D+E D+N",
        ),
        "competence": (
            case(
                people={
                    "ann": {"credentials": ["rn", {"id": "key", "expires": "2026-03-02"}]},
                    "ben": {},
                },
                types={
                    "D": TYPES["D"] | {"credentials": ["rn"]},
                    "E": TYPES["E"] | {"duty": "desk"},
                },
                office={"duties": [{"id": "desk", "site": "main", "credentials": ["key", "lead"]}]},
                days=2,
            ),
            "- D E",
        ),
        "demand": (
            case(
                days=2,
                people={"ann": {"credentials": ["rn"]}, "ben": {"roles": ["lab"]}},
                rostering={"demand": {"under": 7, "over": 2}},
                demand=[
                    {"shift_types": ["D", "E"], "minimum": 1, "optimum": 1},
                    {"weekdays": ["tue"], "shift_types": ["N"], "maximum": 1},
                    {
                        "dates": ["2026-03-03"],
                        "between": {"from": "00:00", "to": "15:00"},
                        "minimum": 1,
                        "optimum": 1,
                        "under": 3,
                    },
                    {
                        "between": {"from": "23:00", "to": "25:00"},
                        "credentials": ["rn"],
                        "optimum": 1,
                    },
                    {"between": {"from": "09:00", "to": "10:00"}, "role": "lab", "minimum": 1},
                ],
                history={"ann": ["N"], "ben": [None]},
            ),
            "- D E N",
        ),
        "hours": (
            _ann(
                {
                    "hours": [
                        {"least": 960, "most": 1440, "weeks": 1, "price": 5, "step": 60},
                        {"most": 2400, "weeks": 2, "rolling": True},
                        {"least": 600, "most": 2000, "price": 1, "step": 500},
                    ]
                },
                first="2026-03-05",
                days=6,
                history={"ann": ["D", "D", "E"]},
                carried={"ann": {"minutes": 240}},
                leave=[{"person": "ann", "from": "2026-03-10", "to": "2026-03-12", "credit": 400}],
            ),
            "- D N",
        ),
        "hours, never less": (_ann({"hours": [{"least": 960, "most": 1440}]}, days=5), "- D E"),
        "shift-counts": (
            _ann(
                {
                    "shift-counts": [
                        {"kinds": ["night"], "least": 1, "most": 2, "price": 4},
                        {"most": 3, "weeks": 1},
                        {"kinds": ["day", "late"], "least": 1, "weeks": 1, "anchor": "2026-03-03"},
                    ]
                },
                days=5,
                history={"ann": ["D", None, "N"]},
                carried={"ann": {"shifts": 3, "kinds": {"night": 1}}},
            ),
            "- D N",
        ),
        "runs": (
            _ann(
                {
                    "runs": [
                        {"least": 2, "most": 3},
                        {"of": "off", "least": 2, "most": 2},
                        {"of": "kinds", "kinds": ["night"], "least": 2},
                    ]
                },
                days=6,
                history={"ann": ["D", None, "D"]},
            ),
            "- D N",
        ),
        "runs, at a price": (
            _ann(
                {
                    "runs": [
                        {"least": 3, "most": 3, "price": 3},
                        {"of": "off", "least": 3, "most": 3, "price": 5},
                        {"of": "kinds", "kinds": ["night"], "least": 2, "most": 2, "price": 2},
                    ]
                },
                days=6,
                history={"ann": ["D", None, None, "D"]},
                absences=[{"person": "ann", "from": "2026-03-06"}],
            ),
            "- D N",
        ),
        "rest": (
            _ann({"rest": {"minutes": 600}}, types=SPLIT, days=4, history={"ann": ["N"]}),
            "- D E N",
        ),
        "rest, at a price": (
            _ann(
                {"rest": {"minutes": 2000, "price": 4}}, days=4, history={"ann": [None, "E", "N"]}
            ),
            "- D E N",
        ),
        "rest, several a day": (
            _ann({"rest": {"minutes": 660}, "one-shift": {"most": 2}}, types=SPLIT, days=2),
            "- D E N D+E D+N",
        ),
        "weekly-rest": (
            _ann(
                {"weekly-rest": {"minutes": 2100, "days": 4}},
                history={"ann": [None]},
            ),
            "- D E N",
        ),
        "weekly-rest, in each period": (
            _ann(
                {
                    "weekly-rest": {
                        "minutes": 2160,
                        "days": 3,
                        "rolling": False,
                        "anchor": "2026-03-03",
                    }
                },
                days=5,
                history={"ann": ["N", None, "D"]},
            ),
            "- D E N",
        ),
        "weekly-rest, at a price": (
            _ann({"weekly-rest": {"minutes": 1440, "days": 2, "price": 9}}, types=SPLIT, days=4),
            "- D E N",
        ),
        "successions": (
            _ann(
                {
                    "successions": [
                        {"after": ["night"], "never": ["day"]},
                        {"after": ["late", "night"], "never": ["late", "day"], "price": 3},
                    ]
                },
                history={"ann": ["E"]},
            ),
            "- D E N",
        ),
        "successions, several a day, at a price": (
            _ann(
                {
                    "one-shift": {"most": 2},
                    "successions": [{"after": ["late"], "never": ["day"], "price": 3}],
                },
                types=SPLIT,
                days=2,
                history={"ann": [["D", "E"]]},
            ),
            "- D E N D+E",
        ),
        "weekends": (
            _ann(
                {"weekends": {"complete": True, "most": 1, "of": 2}},
                **friday,
                history={"ann": ["D", None, None, None, None, None, None]},
            ),
            "- D E",
        ),
        "weekends, at a price": (
            _ann(
                {
                    "weekends": {
                        "days": ["fri", "sat", "sun"],
                        "complete": True,
                        "complete-price": 4,
                        "most": 1,
                        "price": 7,
                    }
                },
                first="2026-03-07",
                days=7,
                history={"ann": ["E"]},
                carried={"ann": {"weekends": 1}},
            ),
            "- D",
        ),
        "on-call": (
            _ann(
                {"on-call": {"apart": 3, "free-after": True}},
                types=ON_CALL,
                history={"ann": ["N"]},
            ),
            "- D N",
        ),
        "on-call, at a price": (
            _ann(
                {"on-call": {"apart": 3, "free-after": True, "price": 2}},
                types=ON_CALL,
                history={"ann": ["N"]},
            ),
            "- D N",
        ),
        "requests": (
            _ann(
                {},
                requests=[
                    {"person": "ann", "date": "2026-03-02"},
                    {"person": "ann", "date": "2026-03-03", "kinds": ["night"], "price": 3},
                    {"person": "ann", "date": "2026-03-04", "off": False, "kinds": ["day"]},
                    {"person": "ann", "date": "2026-03-05", "off": False, "price": 1},
                ],
            ),
            "- D N",
        ),
        "fairness": (
            case(
                days=3,
                rostering={
                    "fairness": [
                        {"id": "nights", "people": ["ann", "ben"], "kinds": ["night"], "spread": 3},
                        {
                            "id": "hours",
                            "people": ["ann", "ben"],
                            "of": "minutes",
                            "unit": 600,
                            "deviation": 2,
                        },
                        {"id": "ends", "people": ["ann", "ben"], "of": "weekends", "spread": 1},
                    ]
                },
                first="2026-03-06",
                carried={"ann": {"burdens": {"nights": 2, "hours": 100}}},
            ),
            "- D N",
        ),
        "pairings": (
            case(
                days=2,
                rostering={"pairings": [{"person": "ann", "partner": "ben"}]},
                leave=[{"person": "ben", "from": "2026-03-03"}],
            ),
            "- D N",
        ),
        "pairings, mutual": (
            case(
                days=2,
                rostering={
                    "pairings": [{"person": "ann", "partner": "ben", "mutual": True, "price": 4}]
                },
            ),
            "- D N",
        ),
        "changes": (
            case(
                days=2,
                rostering={
                    "changes": {
                        "price": 10,
                        "volunteer-price": 1,
                        "per-person": 1,
                        "in-total": 1,
                    }
                },
                published={"ann": ["D", "E"], "ben": ["D", None]},
                absences=[{"person": "ann", "from": "2026-03-03"}],
                volunteers=["ben"],
            ),
            "- D E",
        ),
        "notice": (
            _ann(
                {},
                rostering={"notice": {"days": 2}},
                published={"ann": ["D", "E", "D", None]},
                as_of="2026-03-03",
            ),
            "- D E",
        ),
        "notice, at a premium": (
            _ann(
                {},
                rostering={"notice": {"days": 3, "price": 6}},
                published={"ann": ["D", "E", "D", None]},
            ),
            "- D E",
        ),
        "call-order": (
            case(
                days=2,
                people={"ann": {}, "ben": {"credentials": ["rn"]}},
                types={"D": TYPES["D"], "N": TYPES["N"] | {"credentials": ["rn"]}}
                | {"E": TYPES["E"]},
                rostering={"call_order": [{"kinds": ["night", "late"], "order": ["ann", "ben"]}]},
                leave=[{"person": "ann", "from": "2026-03-03"}],
            ),
            "- D E N",
        ),
        "call-order, at a price": (
            case(
                days=2,
                rostering={
                    "call_order": [{"kinds": ["night"], "order": ["ann", "ben"], "price": 3}]
                },
            ),
            "- D N",
        ),
    }
