"""Which support tasks are scarce: asked for nearly as long as those are there who may do them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.office import By, Modality

if TYPE_CHECKING:
    from solvers.day.known.facts import Facts

SCARCE = 0.4
"""The share of their time from which on those who may do a task are short of it."""


def scarce_tasks(facts: Facts) -> frozenset[str]:
    """Return the support tasks that visits ask for more than a share of the time there is.

    Tasks are taken together that the same people may do at a site: what the visits of the day ask
    for, as far as it is to come, against the time in which these people are present there.
    """
    asked: dict[tuple[str, frozenset[str]], int] = {}
    tasks: dict[frozenset[str], set[str]] = {}
    able: dict[str, frozenset[str]] = {}
    for ref, visit in facts.visits.items():
        published = facts.published(ref)
        if published is not None and published.start < facts.now:
            continue
        site = facts.case.site_of(visit)
        for phase in facts.case.phases(visit, Modality.IN_PERSON):
            for task in facts.case.tasks_by(phase, By.SUPPORT):
                if task not in able:
                    able[task] = frozenset(p for p in facts.people if facts.may(p, task))
                key = (site, able[task])
                asked[key] = asked.get(key, 0) + phase.minutes
                tasks.setdefault(able[task], set()).add(task)
    return frozenset(
        task
        for (site, people), minutes in asked.items()
        if minutes > SCARCE * _minutes(facts, site, people)
        for task in tasks[people]
    )


def _minutes(facts: Facts, site: str, people: frozenset[str]) -> int:
    return sum(
        max(0, end - max(start, facts.now))
        for person in people
        for start, end in facts.present(person, site, 0)
    )
