"""What things cost against each other: exchange rates, and profiles that lean one way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from models.base import Fact

if TYPE_CHECKING:
    from models.day import ReserveKind


def _rate(default: int, tier: str, meaning: str) -> int:
    return Field(default=default, ge=0, le=100_000, description=f"{tier}: {meaning}")


class ExchangeRates(Fact):
    """Prices of what gets worse than the published plan, in one unit, by tier.

    T0 (gaps) and T1 (clinical harm) come strictly first and have no rate here; T2 to T6 trade
    against each other at these rates. The defaults say: one more routine patient seen today is
    worth five calls.
    """

    not_seen_today: int = _rate(300, "T2", "a visit leaves the day")
    urgent_factor: int = _rate(3, "T2", "times as much where it is wanted within 48 hours")
    delay_day: int = _rate(2, "T2", "each day until the other day's slot, up to 30")
    no_date: int = _rate(60, "T2", "no slot was found: a clinician must decide")
    overtime_minute: int = _rate(3, "T3", "each minute of a provider past the end of the shift")
    wait_free: int = _rate(15, "T3", "minutes a patient may wait within the visit at no cost")
    wait_minute: int = _rate(1, "T3", "each minute of waiting beyond those")
    double_booking: int = _rate(60, "T3", "a visit is placed in another visit's time")
    risk_minute: int = _rate(0, "T3", "each minute in which a visit likely to run on is followed")
    finish_minute: int = _rate(0, "T3", "each minute by which the day ends later than published")
    call: int = _rate(60, "T4", "a patient is called")
    keep_factor: int = _rate(2, "T4", "times as much for a call where keeping is preferred")
    moved_step: int = _rate(1, "T4", "each 5 minutes, begun, that a visit is moved")
    moved_most: int = _rate(12, "T4", "the most that the distance of one move costs")
    other_provider: int = _rate(15, "T4", "another provider on the same day")
    other_site: int = _rate(30, "T4", "another site")
    video: int = _rate(20, "T4", "a visit in person is turned into video")
    duty_change: int = _rate(10, "T4", "a person's time on a duty is not as published")
    reissued: int = _rate(6, "T4", "a visit's place in the issued plan changes")
    second_call: int = _rate(60, "T4", "a message was left about the issued place")
    break_moved: int = _rate(2, "T4", "a break starts at another time")
    transfer: int = _rate(40, "T4", "a person is sent to another site, besides the way")
    continuity: int = _rate(5, "T5", "times the visit type's weight, outside the care team")
    ladder: int = _rate(2, "T5", "each rung down the ladder of cover")
    preference: int = _rate(10, "T5", "a new time outside what the patient prefers")
    remote_supervision: int = _rate(1, "T5", "nobody who supervises the visit is at its site")
    held_slot: int = _rate(8, "T5", "a held slot is given away")
    protected_block: int = _rate(40, "T5", "a protected block is converted")
    catch_up_block: int = _rate(15, "T5", "time kept to catch up is given away")
    gender: int = _rate(10, "T5", "not the gender that the patient would like, where it binds not")
    interpreter: int = _rate(5, "T5", "an interpreter for who could have been seen without one")
    mixed_waiting: int = _rate(15, "T5", "an infectious patient comes in well hours")
    family_apart: int = _rate(20, "T5", "two visits of a family are no longer together")
    bump_factor: int = _rate(5, "T2", "times as much for leaving the day after an earlier bump")
    bumped_call: int = _rate(30, "T4", "each earlier bump, up to three, of a patient called")
    waiting_room: int = _rate(20, "T3", "each patient beyond the waiting room's places")
    spread: int = _rate(0, "T6", "each visit added to the provider who is given the most")
    float_hour: int = _rate(10, "T6", "each hour paid of somebody called in from the float pool")
    per_diem_hour: int = _rate(30, "T6", "each hour paid of somebody called in per diem")
    agency_hour: int = _rate(45, "T6", "each hour paid of somebody called in from an agency")
    overtime_hour: int = _rate(25, "T6", "each hour paid of somebody who stays past their shift")

    def hour_of(self, kind: ReserveKind) -> int:
        """Return the price of an hour of somebody called in."""
        return int(getattr(self, f"{kind.value.replace('-', '_')}_hour"))


class Profile(Fact):
    """Other exchange rates under a name: what is left out stays at the office's own."""

    title: str = Field(max_length=60)
    rates: dict[str, int] = Field(default_factory=dict)

    def applied_to(self, rates: ExchangeRates) -> ExchangeRates:
        """Return the office's rates with this profile's in their place."""
        return ExchangeRates.model_validate(rates.model_dump() | self.rates)


def builtin_profiles() -> dict[str, Profile]:
    """Return the profiles that stand side by side in every proposal."""
    return {
        "balanced": Profile(title="Balanced"),
        "keep-times": Profile(
            title="Keep times", rates={"call": 240, "moved_step": 6, "moved_most": 90}
        ),
        "keep-providers": Profile(
            title="Keep providers",
            rates={"other_provider": 150, "continuity": 50, "ladder": 20},
        ),
        "fewest-calls": Profile(
            title="Fewest calls", rates={"call": 400, "second_call": 400, "not_seen_today": 100}
        ),
        "finish-on-time": Profile(
            title="Finish on time", rates={"overtime_minute": 60, "wait_minute": 6}
        ),
        "see-everyone": Profile(
            title="See everyone", rates={"not_seen_today": 3000, "no_date": 600}
        ),
    }
