"""A provider sees a group at a time, in a room with as many seats."""

from __future__ import annotations

from typing import Any

from models.plan import PlacedPhase, Placement
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from tests.engine.clinic import LEE_OUT, OFFICE, case, office, with_visits
from tests.solvers.day.judging import breaches, cost, findings
from tests.solvers.day.pinning import Pinned
from tests.solvers.day.pricing import PricesOf
from tests.solvers.day.solving import solve_here

CLASS: dict[str, Any] = {
    "phases": [
        {"phase": "check-in", "minutes": 5, "room": "group"},
        {"phase": "provider", "minutes": 40, "tasks": ["visit"], "room": "group",
         "lag": {"min": 0, "max": 10}},
    ],
    "group": 3,
}  # fmt: skip
ROOMS = [
    {"id": "hall", "site": "main", "features": ["group"], "seats": 3},
    {"id": "den", "site": "main", "features": ["group"], "seats": 2},
]
KINDS = OFFICE["visit_types"] | {"class": CLASS, "other": CLASS}
BOOK = [
    {"id": f"g-{n}", "visit_type": "class", "at": at, "provider": provider, "room": room}
    for n, (at, provider, room) in enumerate(
        [
            ("09:00", "dr-lee", "hall"),
            ("09:00", "dr-lee", "hall"),
            ("10:00", "dr-bell", "hall"),
            ("10:00", "dr-bell", "hall"),
        ],
        1,
    )
]


def clinic(*events: Any, **more: Any) -> Any:
    """Return the clinic with classes of three."""
    at = more.pop("at", {})
    facts = {"rooms": [*OFFICE["rooms"], *ROOMS], "visit_types": KINDS} | at
    facts["rules"] = {"movability": {"bystander-minutes": 480}} | at.get("rules", {})
    return case(*events, at=office(**facts), appointments=more.pop("book", BOOK), **more)


def seen(at: int, provider: str = "dr-bell", room: str = "hall", wait: int = 0) -> Placement:
    """Return a class that starts then."""
    phases = (
        PlacedPhase(start=at, end=at + 5),
        PlacedPhase(start=at + 5 + wait, end=at + 45 + wait),
    )
    return Placement(provider=provider, site="main", room=room, phases=phases)


def test_a_published_class_is_left_alone() -> None:
    usual = clinic()
    assert not breaches("provider-overlap", usual, usual.published)
    answer = solve_here(usual)
    assert answer.verdict.key == (0, 0, 0) and answer.proven
    assert ring_zero(usual).visits == usual.published.visits


def test_a_class_takes_as_many_as_it_may_and_no_more() -> None:
    more = {"id": "g-5", "visit_type": "class", "at": "13:00", "provider": "dr-bell"}
    usual = clinic(book=[*BOOK, more])
    three = with_visits(usual.published, g_1=seen(600))
    assert not breaches("provider-overlap", usual, three)
    four = with_visits(three, g_5=seen(600, room="den"))
    (found,) = breaches("provider-overlap", usual, four)
    assert found.sentence == "dr-bell sees g-1, g-3, g-4, g-5 at a time, at most 3 may be."
    model = Pinned(usual)
    assert model.tiers(three) is not None
    assert model.tiers(four) is None


def test_only_the_same_class_at_the_same_time_is_one() -> None:
    other = {"id": "g-5", "visit_type": "other", "at": "13:00", "provider": "dr-bell"}
    usual = clinic(book=[*BOOK, other])
    model = Pinned(usual)
    later = with_visits(usual.published, g_1=seen(600, room="den", wait=5))
    kind = with_visits(usual.published, g_5=seen(600, room="den"))
    for plan, sentence in (
        (later, "dr-bell is with g-3 and g-1 at 10:10."),
        (kind, "dr-bell is with g-3 and g-5 at 10:05."),
    ):
        assert [f.sentence for f in breaches("provider-overlap", usual, plan)] == [sentence]
        assert model.tiers(plan) is None
    # With two providers they are no class, and each has its own time.
    apart = with_visits(usual.published, g_1=seen(600, "dr-lee", "den", wait=5))
    assert not breaches("provider-overlap", usual, apart)
    assert model.tiers(apart) is not None


def test_a_room_has_seats_and_is_out_for_all_of_them() -> None:
    usual = clinic()
    den = {ref: seen(600, room="den") for ref in ("g_3", "g_4")}
    assert not breaches("rooms", usual, with_visits(usual.published, **den))
    full = with_visits(usual.published, g_1=seen(600, room="den"), **den)
    found = breaches("rooms", usual, full)
    assert {f.sentence for f in found} == {"den: g-1, g-3, g-4 at 10:00, at most 2."}
    assert Pinned(usual).tiers(full) is None
    broken = clinic({"type": "room-out", "room": "hall", "from": "10:00", "reported": "06:45"})
    answer = solve_here(broken)
    assert answer.proven and not answer.troubles
    rooms = {v.appointment: v.placement.room for v in answer.plan.visits if v.placement}
    assert rooms == {"g-1": "hall", "g-2": "hall", "g-3": "den", "g-4": "den"}
    assert answer.verdict.key == (0, 0, 0)


def test_a_device_has_seats() -> None:
    pump = {"phase": "infusion", "minutes": 60, "tasks": ["visit"], "device": "pump"}
    book = [
        {"id": f"x-{n}", "visit_type": "drip", "at": at, "provider": provider}
        for n, (at, provider) in enumerate(
            [("09:00", "dr-lee"), ("09:30", "dr-bell"), ("13:00", "np-cruz")], 1
        )
    ]
    usual = clinic(
        book=book,
        at={
            "visit_types": KINDS | {"drip": {"phases": [pump]}},
            "devices": [{"id": "pump-1", "site": "main", "features": ["pump"], "seats": 2}],
        },
    )
    assert not breaches("devices", usual, usual.published)
    model = Pinned(usual)
    for start, sentences in (
        (600, []),
        (595, ["pump-1 is used for x-1, x-2 and x-3 at 09:55."]),
    ):
        phase = PlacedPhase(start=start, end=start + 60, device="pump-1")
        drip = Placement(provider="np-cruz", site="main", phases=(phase,))
        plan = with_visits(usual.published, x_3=drip)
        assert [f.sentence for f in breaches("devices", usual, plan)] == sentences
        assert (model.tiers(plan) is None) is bool(sentences)


def test_visits_of_a_class_move_into_one_that_has_a_place() -> None:
    """Bell and Cruz have each a class at 10:00, Bell with two, Cruz with one: all find a place."""
    book = [
        *BOOK,
        {"id": "g-5", "visit_type": "class", "at": "10:00", "provider": "np-cruz", "room": "den"},
    ]
    shifts = [
        {"person": "dr-bell", "site": "main", "from": "10:00", "to": "10:45"},
        {"person": "np-cruz", "site": "main", "from": "10:00", "to": "10:45"},
        {"person": "dr-lee", "site": "main", "from": "08:00", "to": "17:00"},
        {"person": "desk-1", "site": "main", "from": "08:00", "to": "17:00"},
    ]
    usual = clinic(
        LEE_OUT,
        book=book,
        shifts=shifts,
        open_slots=[],
        at={"rules": {"overtime": {"minutes": 0}}},
    )
    answer = solve_here(usual)
    assert answer.proven and not answer.troubles
    starts = {v.appointment: v.placement for v in answer.plan.visits}
    assert all(place is not None and place.phases[1].start == 605 for place in starts.values())
    assert sorted(p.provider for p in starts.values() if p) == ["dr-bell"] * 3 + ["np-cruz"] * 2


def test_the_rooms_of_a_class_are_not_those_of_the_provider() -> None:
    usual = clinic(at={"rules": {"rooms": {"per-provider": 1}}})
    assert not findings("rooms", usual, usual.published)
    assert Pinned(usual).tiers(usual.published) is not None


def test_nobody_of_a_class_follows_another_of_it() -> None:
    risky = CLASS | {"phases": [CLASS["phases"][0], CLASS["phases"][1] | {"p80": 60}]}
    book = [*BOOK, {"id": "g-5", "visit_type": "class", "at": "13:00", "provider": "dr-bell"}]
    for robust in (False, True):
        usual = clinic(
            book=book,
            at={
                "visit_types": KINDS | {"class": risky},
                "exchange_rates": {"risk_minute": 3},
                "rules": {"duration-risk": {"robust": robust}},
            },
        )
        model = Pinned(usual)
        moved = with_visits(usual.published, g_1=seen(720), g_2=seen(720), g_5=seen(720))
        assert not findings("duration-risk", usual, moved)
        assert model.tiers(moved) is not None
        # Seen until 12:00, and maybe 20 minutes longer; the next ones are seen from 12:05.
        early = {f"g_{n}": seen(675) for n in (1, 2, 3)}
        close = with_visits(usual.published, g_4=seen(720), g_5=seen(720), **early)
        tiers = model.tiers(close)
        if robust:
            assert len(breaches("duration-risk", usual, close)) == 3
            assert tiers is None
        else:
            assert cost("duration-risk", usual, close) == {"T3": 3 * 15 * 3}
            assert tiers is not None


def test_new_patients_of_a_class_stay_where_others_may_be_double_booked() -> None:
    kinds = KINDS | {"class": CLASS | {"new_patient": True}}
    rules = {"double-booking": {"per-session": 2}, "freeze": {"contact-lead": 0}}
    hit = BOOK[0] | {"visit_type": "other"}
    usual = clinic(LEE_OUT, book=[hit, *BOOK[2:]], at={"visit_types": kinds, "rules": rules})
    plan = with_visits(usual.published, g_1=None)
    assert not breaches("double-booking", usual, plan)
    assert Pinned(usual).tiers(plan) is not None


def test_a_class_pays_for_overtime_once() -> None:
    shifts = [
        {"person": person, "site": "main", "from": "08:00", "to": to}
        for person, to in (("dr-lee", "17:00"), ("dr-bell", "16:30"), ("desk-1", "17:00"))
    ]
    usual = clinic(LEE_OUT, shifts=shifts, at={"exchange_rates": {"overtime_minute": 20}})
    plan = with_visits(usual.published, g_1=seen(970), g_2=seen(970))
    assert cost("overtime", usual, plan) == {"T3": 25 * 20}
    verdict = check(usual, plan)
    prices = PricesOf(usual)
    assert not verdict.breaches
    assert prices.least(plan) <= prices.weighed(verdict) + 1e-6
