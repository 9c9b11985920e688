"""Who needs supervision for a task has it for as long as it takes, and not too many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.day.hit import hit_visits
from models.finding import FindingKind
from models.plan import PlacedPhase, Placement
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.known.facts import Facts
from tests.engine.clinic import DAY, OFFICE, case, office, with_visits
from tests.solvers.day.judging import breaches, findings
from tests.solvers.day.offered import refusals, starts
from tests.solvers.day.pinning import Pinned
from tests.solvers.day.solving import solve_here

if TYPE_CHECKING:
    from models.case import Case

RULE = "supervision"

LEE_LEAVES = {"type": "leaves-early", "person": "dr-lee", "at": "13:00"}
LEE_AT_HOME = {"type": "absent", "person": "dr-lee", "from": "13:00", "works_by_video": True}
LEE_SICK = {"type": "absent", "person": "dr-lee", "from": "13:00"}


def asked(level: str = "in-suite", **more: Any) -> dict[str, Any]:
    """Return supervision by a doctor."""
    return {"by": ["md"], "level": level, "source": "state law"} | more


def seen(provider: str, at: int, minutes: int = 20) -> Placement:
    """Return a visit with its provider alone."""
    phases = (PlacedPhase(start=at, end=at + minutes),)
    return Placement(provider=provider, site="main", phases=phases)


def booked(*visits: tuple[str, str, str]) -> list[dict[str, Any]]:
    """Return a book of (visit, provider, time)."""
    return [
        {"id": ref, "visit_type": "follow-up", "at": at, "provider": provider}
        for ref, provider, at in visits
    ]


def with_cruz(
    *events: dict[str, Any],
    supervision: dict[str, Any] | None = None,
    book: list[dict[str, Any]] | None = None,
    bell: bool = False,
    **more: Any,
) -> Case:
    """Return a clinic in which the nurse practitioner sees patients under Lee's supervision."""
    tasks = OFFICE["tasks"]["visit"] | {"supervision": supervision or asked()}
    phase = {"phase": "provider", "minutes": 20, "tasks": ["visit"]}
    where = office(
        tasks=OFFICE["tasks"] | {"visit": tasks},
        visit_types=OFFICE["visit_types"] | {"follow-up": {"phases": [phase], "video": [phase]}},
        **more.pop("office", {}),
    )
    shifts = [s for s in DAY["shifts"] if bell or s["person"] != "dr-bell"]
    usual = booked(("c-1", "np-cruz", "12:30"), ("c-2", "np-cruz", "15:00"))
    day = {"shifts": shifts, "appointments": book or usual} | more
    return case(*events, at=where, **day)


# ------------------------------------------------------------------- whoever is supervised


def test_who_holds_the_credential_needs_nobody() -> None:
    alone = with_cruz(LEE_LEAVES, bell=True, book=booked(("b-1", "dr-bell", "15:00")))
    assert not findings(RULE, alone, alone.published)


def test_the_visit_whose_supervisor_has_left_is_caught_and_told() -> None:
    out = with_cruz(LEE_LEAVES)
    found = breaches(RULE, out, out.published)
    assert [(f.kind, f.about) for f in found] == [(FindingKind.BREACH, ("c-2",))]
    assert found[0].sentence == (
        "c-2: np-cruz needs md in the suite for visit (state law), and at 15:00 nobody is."
    )
    assert Pinned(out).tiers(out.published) is None


def test_an_expired_credential_supervises_nobody() -> None:
    held = {"credentials": [{"id": "md", "expires": "2026-11-22"}]}
    people = [p | (held if p["id"] == "dr-lee" else {}) for p in OFFICE["people"]]
    out = with_cruz(office={"people": people})
    assert {f.about for f in breaches(RULE, out, out.published)} == {("c-1",), ("c-2",)}


# --------------------------------------------------------------------------- when and where


@pytest.mark.parametrize(("tail", "last"), [(0, 12 * 60 + 40), (30, 12 * 60 + 10)])
def test_a_supervisor_stays_until_the_tail_is_over(tail: int, last: int) -> None:
    out = with_cruz(LEE_LEAVES, supervision=asked(tail=tail))
    model = Pinned(out)
    for at, broken in ((last, False), (last + 5, True)):
        plan = with_visits(out.published, c_1=seen("np-cruz", at), c_2=None)
        assert bool(breaches(RULE, out, plan)) is broken
        assert (model.tiers(plan) is None) is broken
    assert max(starts(out, "c-1", "np-cruz")) == last


def test_a_break_ends_no_supervision() -> None:
    shifts = [
        s | ({"breaks": [{"at": "12:30", "minutes": 30}]} if s["person"] == "dr-lee" else {})
        for s in DAY["shifts"]
    ]
    usual = with_cruz(shifts=shifts)
    assert not findings(RULE, usual, usual.published)


def test_supervisors_may_follow_each_other() -> None:
    shifts = [
        s | {"dr-lee": {"to": "12:40"}, "dr-bell": {"from": "12:40"}}.get(s["person"], {})
        for s in DAY["shifts"]
    ]
    usual = with_cruz(shifts=shifts, bell=True)
    assert not findings(RULE, usual, usual.published)
    later = [s | ({"from": "12:41"} if s["person"] == "dr-bell" else {}) for s in shifts]
    gap = with_cruz(shifts=later, bell=True)
    (found,) = breaches(RULE, gap, gap.published)
    assert "at 12:40 nobody is" in found.sentence


@pytest.mark.parametrize(
    ("level", "event", "free"),
    [
        ("in-suite", LEE_AT_HOME, False),
        ("virtual", LEE_AT_HOME, True),
        ("general", LEE_AT_HOME, True),
        ("in-suite", LEE_LEAVES, False),
        ("virtual", LEE_LEAVES, False),
        ("general", LEE_LEAVES, True),
        ("in-suite", LEE_SICK, False),
        ("virtual", LEE_SICK, False),
        ("general", LEE_SICK, False),
    ],
)
def test_levels(level: str, event: dict[str, Any], free: bool) -> None:
    out = with_cruz(event, supervision=asked(level))
    assert bool(breaches(RULE, out, out.published)) is not free
    assert (Pinned(out).tiers(out.published) is None) is not free
    assert Facts(out).hit == hit_visits(out).keys() == (set() if free else {"c-2"})


@pytest.mark.parametrize(("level", "free"), [("in-suite", False), ("virtual", True)])
def test_a_supervisor_at_another_site(level: str, free: bool) -> None:
    shifts = [
        s | ({"site": "north"} if s["person"] == "dr-lee" else {})
        for s in DAY["shifts"]
        if s["person"] != "dr-bell"
    ]
    usual = with_cruz(supervision=asked(level), shifts=shifts)
    assert bool(breaches(RULE, usual, usual.published)) is not free


def test_minutes_before_now_are_fact() -> None:
    # The visit has been over since 12:50, its tail lasts until 13:20.
    for now, broken in ((13 * 60 + 19, True), (13 * 60 + 20, False)):
        out = with_cruz(
            LEE_LEAVES,
            supervision=asked(tail=30),
            book=booked(("c-1", "np-cruz", "12:30")),
            now=now,
        )
        assert bool(findings(RULE, out, out.published)) is broken
        assert (Pinned(out).tiers(out.published) is None) is broken


# ------------------------------------------------------------------------------- the ratio

CROWD = booked(*((f"c-{n}", who, "15:00") for n, who in enumerate(("np-cruz", "np-diaz"))))
DIAZ = {"id": "np-diaz", "roles": ["provider"], "credentials": ["np"]}


def crowd(*events: dict[str, Any], ratio: int | None, bell: bool = False) -> Case:
    """Return a clinic with two nurse practitioners who see patients at the same time."""
    hours = {"person": "np-diaz", "site": "main", "from": "08:00", "to": "17:00"}
    shifts = [s for s in DAY["shifts"] if bell or s["person"] != "dr-bell"]
    return with_cruz(
        *events,
        supervision=asked(ratio=ratio),
        book=CROWD,
        office={"people": [*OFFICE["people"], DIAZ]},
        shifts=[*shifts, hours],
    )


@pytest.mark.parametrize(
    ("ratio", "bell", "broken"),
    [(None, False, False), (2, False, False), (1, False, True), (1, True, False)],
)
def test_so_many_at_a_time_for_each_supervisor(ratio: int | None, bell: bool, broken: bool) -> None:
    usual = crowd(ratio=ratio, bell=bell)
    found = breaches(RULE, usual, usual.published)
    assert [f.about for f in found] == [("c-1",)] * broken
    assert (Pinned(usual).tiers(usual.published) is None) is broken
    assert (Pinned(usual, core=True).tiers(usual.published) is None) is broken
    if broken:
        assert found[0].sentence == "visit: 2 at 15:00, and 1 to supervise them, 1 each."


def test_ring_zero_drops_the_one_too_many_and_the_search_moves_it() -> None:
    out = crowd({"type": "absent", "person": "dr-bell"}, ratio=1, bell=True)
    plan = ring_zero(out)
    assert [v.appointment for v in plan.visits if v.placement is None] == ["c-1"]
    answer = solve_here(out)
    assert answer.proven and not answer.troubles
    assert all(v.placement is not None for v in answer.plan.visits)


# --------------------------------------------------------------- support staff and duties


def vaccinated(*events: dict[str, Any], by: str = "support", **asks: Any) -> Case:
    """Return a clinic in which assistants, or the people of a duty, give injections."""
    doing = {"by": "duty", "duty": "desk"} if by == "duty" else {"by": by, "credentials": ["ma"]}
    shot = doing | {"supervision": {"by": ["rn"], "source": "policy"} | asks}
    phases = [{"phase": "injection", "minutes": 10, "tasks": ["shot"]}]
    people = [
        p | {"ma-2": {"credentials": ["ma", "rn"]}}.get(p["id"], {}) for p in OFFICE["people"]
    ]
    where = office(
        people=people,
        tasks=OFFICE["tasks"] | {"shot": shot},
        visit_types={"shot": {"phases": phases}},
    )
    given = [{"at": "09:00", "people": ["ma-1"] if by == "support" else []}]
    shots = {"id": "i-1", "visit_type": "shot", "at": "09:00", "provider": "dr-lee"}
    book = [shots | {"phases": given}]
    return case(*events, at=where, appointments=book)


def test_the_named_person_decides() -> None:
    out = vaccinated({"type": "absent", "person": "ma-2", "from": "09:05", "to": "09:40"})
    (found,) = breaches(RULE, out, out.published)
    assert found.sentence == (
        "i-1: ma-1 needs rn in the suite for shot (policy), and at 09:05 nobody is."
    )
    model = Pinned(out)
    for who, at, legal in (("ma-1", 530, True), ("ma-1", 540, False), ("ma-1", 575, False),
                           ("ma-1", 580, True), ("ma-2", 535, True)):  # fmt: skip
        phases = (PlacedPhase(start=at, end=at + 10, people=(who,)),)
        place = Placement(provider="dr-lee", site="main", phases=phases)
        plan = with_visits(out.published, i_1=place)
        assert (not findings(RULE, out, plan)) is legal
        assert (model.tiers(plan) is not None) is legal


def test_who_needs_no_supervision_takes_over() -> None:
    usual = vaccinated(level="in-suite")
    out = vaccinated({"type": "absent", "person": "ma-2", "from": "09:05", "to": "09:40"})
    assert Facts(usual).hit == frozenset()
    assert Facts(out).hit == {"i-1"}
    answer = solve_here(out)
    assert answer.proven and not answer.verdict.breaches
    assert answer.plan.visits[0].placement is not None


def test_a_duty_is_always_supervised() -> None:
    usual = vaccinated(by="duty")
    assert not findings(RULE, usual, usual.published)
    out = vaccinated({"type": "late", "person": "ma-2", "until": "09:10"}, by="duty")
    (found,) = breaches(RULE, out, out.published)
    assert found.sentence.startswith("i-1: desk needs rn in the suite")
    assert min(starts(out, "i-1", "dr-lee")) == 9 * 60 + 10


# ---------------------------------------------------------------------- flagged, and offered


def test_supervision_from_afar_is_flagged_where_it_was_not_published() -> None:
    out = with_cruz(LEE_AT_HOME, supervision=asked("virtual"))
    (found,) = findings(RULE, out, out.published)
    assert (found.tier, found.cost, found.about) == ("T5", 1, ("c-2",))
    assert found.sentence == "c-2 is supervised by nobody at main."
    tiers = Pinned(out).tiers(out.published)
    assert tiers is not None and tiers["T5"] == 1
    away = [
        s | ({"site": "north"} if s["person"] == "dr-lee" else {})
        for s in DAY["shifts"]
        if s["person"] != "dr-bell"
    ]
    usual = with_cruz(supervision=asked("virtual"), shifts=away)
    assert not findings(RULE, usual, usual.published)


def test_the_refusal_names_the_rule_s_source() -> None:
    out = with_cruz({"type": "absent", "person": "dr-lee"}, bell=False)
    assert "np-cruz needs md in the suite for visit (state law)" in refusals(out, "c-1")


def test_what_lost_its_supervisor_is_hit_and_free_to_move() -> None:
    out = with_cruz(LEE_LEAVES)
    assert Facts(out).hit == {"c-2"}
    sentence, rule = hit_visits(out)["c-2"]
    assert rule == RULE
    assert sentence == "np-cruz has no md in the suite for visit at 15:00 (state law)"
    answer = solve_here(out)
    assert answer.proven
    held = {v.appointment: v.placement for v in answer.plan.visits}
    assert held["c-2"] is not None and held["c-2"].end <= 13 * 60


def test_ring_zero_gives_up_what_nobody_supervises_and_no_more() -> None:
    times = [f"{hour:02d}:{minute:02d}" for hour in range(8, 17) for minute in (0, 20, 40)]
    teams = [{"id": f"np-{n}", "roles": ["provider"], "credentials": ["np"]} for n in range(10)]
    hours = {"site": "main", "from": "08:00", "to": "17:00"}
    many = with_cruz(
        LEE_LEAVES,
        office={"people": [*OFFICE["people"], *teams], "duties": []},
        shifts=[*DAY["shifts"][:1], *({"person": who["id"]} | hours for who in teams)],
        book=booked(
            *((f"v-{n}-{k}", f"np-{n}", at) for n in range(10) for k, at in enumerate(times))
        ),
        duties=[],
    )
    lost = {v.appointment for v in ring_zero(many).visits if v.placement is None}
    assert lost == {ref for ref, v in many.visits.items() if (v.at or 0) + 20 > 13 * 60}
