"""One person for each task, and nobody twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def paired(able: Sequence[Sequence[str]]) -> list[str] | None:
    """Return who does each task, of those able, or None where they are too few.

    Task by task the first who is left; where nobody is, those before make way if they can.
    """
    task_of: dict[str, int] = {}

    def give(task: int, asked: set[str]) -> bool:
        left = [person for person in able[task] if person not in task_of]
        if left:
            task_of[left[0]] = task
            return True
        for person in able[task]:
            if person not in asked:
                asked.add(person)
                if give(task_of[person], asked):
                    task_of[person] = task
                    return True
        return False

    if not all(give(task, set()) for task in range(len(able))):
        return None
    people = {task: person for person, task in task_of.items()}
    return [people[task] for task in range(len(able))]
