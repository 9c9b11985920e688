"""A planner that answers at once from what it was given, and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.planner import Asked, Progress
from engine.asking.enquiry import Enquiry
from engine.opening.roster_events import Happened
from models.absence import Absence
from models.absence_answer import AnsweredAbsence
from models.explanation import Conflict, Frontier, Help, Why, WhyNot, WishFor
from models.finding import Verdict
from models.kept_roster import KeptRepair
from models.office import Office
from models.proposal import Comparison, Proposal
from models.roster import Roster
from models.roster_answer import BuiltRoster, RepairedRoster
from tests.api import examples


@dataclass
class FakePlanner:
    """Answers with what the test wrote; `waits` makes it wait for `release` or `stop` first."""

    proposal: Proposal = field(default_factory=examples.proposal)
    comparison: Comparison = field(default_factory=examples.comparison)
    verdict: Verdict = field(default_factory=Verdict)
    refusal: Exception | None = None
    waits: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)
    begun: threading.Event = field(default_factory=threading.Event)
    stopped: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    warm: bool = False
    cold: Exception | None = None

    def resolve(
        self,
        office: object,
        day: object,
        *,
        events: Sequence[object],
        now: object,
        issued: object,
        asked: Asked,
        progress: Callable[[Progress], None] | None,
        stop: threading.Event,
    ) -> Proposal:
        self._ask(stop, office=office, day=day, events=events, now=now, issued=issued, asked=asked)
        if progress is not None:
            progress(Progress("search", 1, 512, 510, 0.004, 0.1, "Within 0.4 % of the best"))
        return self.proposal

    def what_if(
        self,
        office: object,
        day: object,
        variants: Sequence[object],
        *,
        now: object,
        issued: object,
        asked: Asked,
        stop: threading.Event,
    ) -> Comparison:
        self._ask(
            stop, office=office, day=day, variants=variants, now=now, issued=issued, asked=asked
        )
        return self.comparison

    def judge(
        self,
        office: object,
        day: object,
        plan: object,
        *,
        events: Sequence[object],
        now: object,
        issued: object,
    ) -> Verdict:
        self._ask(None, office=office, day=day, plan=plan, events=events, now=now, issued=issued)
        return self.verdict

    def why(self, about: Enquiry, visit: str, **asked: Any) -> Why:
        self._enquired(about, visit=visit, **asked)
        return examples.why()

    def why_not(self, about: Enquiry, wish: WishFor, **asked: Any) -> WhyNot:
        self._enquired(about, wish=wish, **asked)
        return examples.why_not()

    def conflict(self, about: Enquiry, wishes: Sequence[WishFor], **asked: Any) -> Conflict:
        self._enquired(about, wishes=tuple(wishes), **asked)
        return examples.conflict()

    def help_me(self, about: Enquiry, **asked: Any) -> Help:
        self._enquired(about, **asked)
        return examples.help_me()

    def frontier(self, about: Enquiry, **asked: Any) -> Frontier:
        self._enquired(about, **asked)
        return examples.frontier()

    def build_roster(self, office: Office, roster: Roster, **asked: Any) -> BuiltRoster:
        self._ask(asked.pop("stop"), office=office, roster=roster, **asked)
        return BuiltRoster(
            office=office.id, first=roster.first, days=roster.days, roster=None, possible=None
        )

    def repair_roster(self, office: Office, roster: Roster, **asked: Any) -> RepairedRoster:
        self._ask(asked.pop("stop"), office=office, roster=roster, **asked)
        return examples.repaired_roster(office, roster)

    def repair_with_days(
        self, office: Office, stands: Happened, days: object, **asked: Any
    ) -> KeptRepair:
        self._ask(asked.pop("stop"), office=office, stands=stands, days=days, **asked)
        return KeptRepair.of(examples.repaired_roster(office, stands.roster))

    def answer_absence(self, office: Office, absence: Absence, **asked: Any) -> AnsweredAbsence:
        self._ask(asked.pop("stop"), office=office, absence=absence, **asked)
        return examples.answered_absence(office, absence)

    def judge_roster(self, office: Office, roster: Roster, plan: object) -> Verdict:
        self._ask(None, office=office, roster=roster, plan=plan)
        return self.verdict

    def _enquired(self, about: Enquiry, *, stop: threading.Event, **asked: Any) -> None:
        given = {name: getattr(about, name) for name in Enquiry.__dataclass_fields__}
        self._ask(stop, **given, **asked)

    def warm_up(self) -> None:
        if self.cold is not None:
            raise self.cold
        self.warm = True

    def shut_down(self) -> None:
        self.warm = False
        self.ended.set()

    def _ask(self, stop: threading.Event | None, **asked: Any) -> None:
        self.asked.append(asked)
        self.begun.set()
        if self.refusal is not None:
            raise self.refusal
        while self.waits and stop is not None and not self.release.wait(0.01):
            if stop.is_set():
                self.stopped.set()
                break
