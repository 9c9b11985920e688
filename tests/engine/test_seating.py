"""Who and what a plan takes up, and seating one more visit into it."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Any

from engine.day.occupied import Occupied, Use, What, provider_use
from engine.day.openings import openings
from engine.day.seating import Seating, Way, rigid_starts
from engine.proposals.baseline import do_nothing
from models.case import Case
from models.clock import wall
from models.office import Modality
from models.plan import PlannedVisit
from tests.engine.clinic import DAY, LEE_OUT, OFFICE, case, office, placed, visit, with_visits

LEE = Way("dr-lee", "main", Modality.IN_PERSON)


def seating(now: Case, **visits: Any) -> Seating:
    """Return the published plan, with some visits elsewhere, to seat visits into."""
    return Seating(now, with_visits(do_nothing(now), **visits))


def offered(now: Case, ref: str, most: int = 3, **visits: Any) -> list[tuple[str, str]]:
    """Return the first openings for a visit as (start, provider)."""
    found = openings(seating(now, **visits), now.visits[ref])
    return [(wall(place.start), place.provider) for place in islice(found, most)]


def test_a_visit_takes_up_its_people_and_its_room() -> None:
    now = case()
    occupied = Occupied(now, do_nothing(now))

    def free(ref: str, start: int, end: int, what: What = What.PERSON) -> bool:
        return occupied.free(Use(what, ref, start, end, "x"))

    # a-1 is roomed from 09:00 by ma-2 and sees dr-lee from 09:10 to 09:30, all in room-1.
    assert not free("ma-2", 545, 546)
    assert free("ma-2", 550, 570)
    assert free("dr-lee", 540, 550)
    assert not free("dr-lee", 569, 570)
    assert not free("room-1", 569, 570, What.ROOM)
    assert free("room-1", 570, 600, What.ROOM)
    # Breaks and duties take people up, too.
    assert not free("ma-1", 12 * 60, 12 * 60 + 1)
    assert not free("desk-1", 8 * 60, 9 * 60)


def test_a_room_is_turned_over_before_the_next_visit() -> None:
    now = case(at=office(rules={"rooms": {"turnover": 5}}))
    occupied = Occupied(now, do_nothing(now))

    assert not occupied.free(Use(What.ROOM, "room-1", 574, 600, "x"))
    assert occupied.free(Use(What.ROOM, "room-1", 575, 600, "x"))


def test_clashes_name_who_has_it() -> None:
    now = case()
    wanted = Use(What.PERSON, "dr-lee", 540, 720, "x")

    clashes = Occupied(now, do_nothing(now)).clashes(wanted)

    assert [use.taker for use in clashes] == ["a-1", "a-2", "a-3"]


def test_seating_takes_whoever_is_free_and_at_work() -> None:
    now = case({"type": "room-out", "room": "room-1", "from": "14:00", "to": "15:00"})
    table = seating(now)

    # At 12:00 ma-1 has a break; from 14:00 room-1 cannot be used.
    at_noon = table.seat(now.visits["a-1"], LEE, [720, 730])
    at_two = table.seat(now.visits["a-1"], LEE, [840, 850])

    assert at_noon == placed(720, "dr-lee", "ma-2", "room-1")
    assert at_two == placed(840, "dr-lee", "ma-1", "room-2")


def test_seating_prefers_whom_it_is_told_and_falls_back_on_them() -> None:
    now = case()
    table = seating(now)
    wanted = placed(840, "dr-lee", "ma-2", "room-3")

    assert table.seat(now.visits["a-1"], LEE, [840, 850], wanted) == wanted
    # Nobody is free for a-1 at 08:00 on a day without assistants.
    alone = Seating(case(shifts=DAY["shifts"][:3], duties=[]), do_nothing(now))
    assert alone.seat(now.visits["a-1"], LEE, [840, 850]) is None
    assert alone.seat(now.visits["a-1"], LEE, [840, 850], wanted) == wanted


def test_phases_before_now_keep_their_people() -> None:
    now = case({"type": "absent", "person": "ma-2", "from": "09:00"}, now=545)
    # ma-1 would be free for it.
    table = seating(now, b_1=None)

    here = table.seat(now.visits["a-1"], LEE, [540, 550], placed(540, "dr-lee", "ma-2"))

    assert here is not None
    assert here.phases[0].people == ("ma-2",)


def test_nobody_waits_between_rigid_starts() -> None:
    now = case()
    phases = now.phases(now.visits["a-1"], Modality.IN_PERSON)

    assert rigid_starts(phases, 600) == [600, 610]


def test_openings_come_nearest_first_and_the_team_before_others() -> None:
    now = case(LEE_OUT)

    # dr-bell has b-1 at 09:00, whose provider phase is 09:10 to 09:30; np-cruz is free all day.
    assert offered(now, "a-1", a_1=None) == [
        ("09:00", "np-cruz"),
        ("08:55", "np-cruz"),
        ("09:05", "np-cruz"),
    ]
    assert offered(now, "a-2", a_2=None)[0] == ("10:00", "dr-bell")


def test_nobody_may_do_a_procedure_but_dr_lee() -> None:
    assert offered(case(LEE_OUT), "a-3", a_3=None) == []


def test_openings_keep_what_patients_and_callers_need() -> None:
    asked = {"windows": [{"from": "13:00", "to": "15:00"}]}
    away = LEE_OUT | {"from": "08:00", "to": "12:00"}

    windows = offered(case(away, appointments=visit("a-1", **asked)), "a-1", 2, a_1=None)
    # Now is 06:45: 90 minutes' notice for an earlier start, and nothing before 08:15.
    early = offered(case(LEE_OUT), "a-1", 100, a_1=None)
    pinned = visit("a-1", locks=[{"holds": ["time"], "author": "m", "reason": "r"}])

    # The booked time suits in any case.
    assert windows == [("09:00", "np-cruz"), ("13:00", "dr-lee")]
    assert min(start for start, _ in early) == "08:15"
    assert offered(case(LEE_OUT, appointments=pinned), "a-1", a_1=None) == []
    assert offered(case(LEE_OUT, appointments=visit("a-1", status="arrived")), "a-1") == []


def test_openings_avoid_protected_time() -> None:
    block = {"id": "p", "person": "np-cruz", "from": "08:30", "to": "09:30"}
    # The provider phase must not touch the block: the visit starts at 09:20 at the earliest.
    now = case(LEE_OUT, protected=[block])

    assert ("09:15", "np-cruz") not in offered(now, "a-1", 100, a_1=None)
    assert ("09:20", "np-cruz") in offered(now, "a-1", 100, a_1=None)


def test_openings_avoid_a_closed_site_but_not_by_video() -> None:
    closed = {"type": "site-closed", "site": "main", "from": "08:30", "to": "10:30"}
    table = seating(case(closed), a_2=None)

    found = list(openings(table, case().visits["a-2"]))

    in_person = [place for place in found if place.modality is Modality.IN_PERSON]
    assert {place.start for place in in_person} >= {630, 635}
    assert not [place for place in in_person if 480 < place.start < 630]
    assert 600 in {place.start for place in found}


def test_only_who_is_set_up_for_it_sees_patients_by_video() -> None:
    found = openings(seating(case(LEE_OUT), a_2=None), case().visits["a-2"])

    by_video = {place.provider for place in found if place.modality is Modality.VIDEO}
    assert by_video == {"dr-bell"}


def test_openings_reach_as_far_as_they_are_let() -> None:
    now = case(LEE_OUT)
    table = seating(now, a_1=None)

    near = {place.start for place in openings(table, now.visits["a-1"], reach=10)}

    assert near == {530, 535, 540, 545, 550}


def test_a_patient_who_accepts_video_may_be_seen_so_and_another_site_too() -> None:
    away = LEE_OUT | {"works_by_video": True}
    nobody_else = [s for s in DAY["shifts"] if s["person"] not in {"dr-bell", "np-cruz"}]
    now = case(away, shifts=nobody_else, appointments=[DAY["appointments"][1]])

    (first, *_) = openings(seating(now, a_2=None), now.visits["a-2"])

    assert (first.modality, first.provider, first.room) == (Modality.VIDEO, "dr-lee", None)


def test_the_same_visit_leaves_its_own_place_free() -> None:
    now = case()
    table = seating(now)
    own = PlannedVisit(appointment="a-1", placement=placed(540, "dr-lee"))

    assert own.placement is not None
    assert offered(now, "a-1")[0] == ("09:00", "dr-lee")
    assert table.seat(now.visits["a-1"], LEE, [540, 550]) is not None


def test_devices_are_seated() -> None:
    scan = {"phases": [{"phase": "procedure", "minutes": 20, "tasks": ["visit"],
                        "device": "ultrasound"}]}  # fmt: skip
    devices = [{"id": f"us-{n}", "site": "main", "features": ["ultrasound"]} for n in (1, 2)]
    book = [{"id": "u-1", "visit_type": "scan", "at": "09:00", "provider": "dr-lee"},
            {"id": "u-2", "visit_type": "scan", "at": "09:00", "provider": "dr-bell"}]  # fmt: skip
    where = office(devices=devices, visit_types=OFFICE["visit_types"] | {"scan": scan})
    now = case({"type": "device-out", "device": "us-1", "from": "10:00"}, at=where,
               appointments=book)  # fmt: skip
    table = seating(now, u_2=None)

    def device(at: int) -> str | None:
        place = table.seat(now.visits["u-2"], Way("dr-bell", "main", Modality.IN_PERSON), [at])
        return place.phases[0].device if place else None

    assert (device(540), device(580), device(600)) == ("us-2", "us-1", "us-2")


def test_a_class_with_a_place_and_a_room_with_a_seat_are_free() -> None:
    kinds = OFFICE["visit_types"]
    several = kinds | {"follow-up": kinds["follow-up"] | {"group": 2}}
    rooms = [room | {"seats": 2} for room in OFFICE["rooms"]]
    now = case(at=office(visit_types=several, rooms=rooms))
    occupied = Occupied(now, do_nothing(now))
    bell = ("dr-bell", "main", Modality.IN_PERSON)
    wanted = provider_use(now, now.visits["a-1"], bell, 550, 570)
    assert occupied.free(wanted)
    assert not occupied.free(replace(wanted, start=549))
    assert not occupied.free(provider_use(now, now.visits["a-3"], bell, 550, 570))
    # a-1 and b-1 both sit in room-1 from 09:00; a-2 has it for itself from 10:00.
    chair = Use(What.ROOM, "room-1", 570, 600, "x")
    assert [use.taker for use in occupied.clashes(replace(chair, start=569))] == ["a-1", "b-1"]
    assert occupied.free(replace(chair, end=630))
