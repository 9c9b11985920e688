"""People are put on duties they may cover, for long enough, and rarely on new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind, Tier
from solvers.day.check.away import FOREVER
from solvers.day.check.view import holding, minus, union, view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "duties"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view, setting = view_of(case), case.rules.duties
    was: dict[tuple[str, str], list[tuple[int, int]]] = {}
    now: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for many, plan_of in ((was, case.published), (now, plan)):
        for given in plan_of.duties:
            many.setdefault((given.person, given.duty), []).append((given.start, given.end))
    fresh: dict[str, int] = {}
    for (person, duty), stretches in sorted(now.items()):
        about = (person, duty)
        post = case.duties.get(duty)
        ahead = any(end > case.now for _, end in stretches)
        if post is None or (ahead and not view.can_cover(person, duty)):
            sentence = f"{person} may not cover {duty}."
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=about, sentence=sentence)
            continue
        natural = [*view.present(person, post.site), *((d.start, d.end) for d in post.demand)]
        begins, ends = {case.now, *(a for a, _ in natural)}, {b for _, b in natural}
        for start, end in union(stretches):
            short = end - start < setting.shortest and not (start in begins and end in ends)
            if (
                end > case.now
                and short
                and not holding(union(was.get((person, duty), [])), start, end)
            ):
                sentence = (
                    f"{person} is on {duty} only from {wall(start)} to {wall(end)},"
                    f" less than {setting.shortest} minutes."
                )
                yield Finding(rule=RULE, kind=FindingKind.BREACH, about=about, sentence=sentence)
        if (person, duty) not in was:
            fresh[person] = fresh.get(person, 0) + 1
    most = setting.changes_per_person
    for person, changes in sorted(fresh.items()):
        if most is not None and changes > most:
            sentence = f"{person} is given {changes} new duties, at most {most}."
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(person,), sentence=sentence)
    for person, duty in sorted({*was, *now}):
        there = view.present(person)
        away = minus([(0, FOREVER)], there)
        before = _from(minus(was.get((person, duty), []), away), case.now)
        after = _from(union(now.get((person, duty), [])), case.now)
        if before != after and case.rates.duty_change:
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(person, duty),
                sentence=f"{person}'s time on {duty} is not as published.",
                tier=Tier.T4,
                cost=case.rates.duty_change,
            )


def _from(stretches: list[tuple[int, int]], now: int) -> list[tuple[int, int]]:
    return [(max(a, now), b) for a, b in stretches if b > now]
