"""Wishes on one line, and from options.

VISIT PROVIDER HH:MM [at SITE] [by-video]     VISIT slot SLOT
VISIT seen          all seen                  VISIT no-call         no calls
"""

from __future__ import annotations

from pydantic import ValidationError

from api.command_line.inputs import refusal
from models.errors import BadInput
from models.explanation import WishFor
from models.reading import faults_of

FORMS = "'VISIT PROVIDER HH:MM', 'VISIT slot SLOT', 'VISIT seen', 'all seen' or 'no calls'"


def wish_on_a_line(text: str) -> WishFor:
    """Read one wish.

    Raises:
        BadInput: it is none.
    """
    match text.split():
        case ["no", "calls"]:
            fields: dict[str, object] = {"no_calls": True}
        case ["all", "seen"]:
            fields = {"all_seen": True}
        case [visit, "seen"]:
            fields = {"visit": visit, "all_seen": True}
        case [visit, "no-call"]:
            fields = {"visit": visit, "no_calls": True}
        case [visit, "slot", slot]:
            fields = {"visit": visit, "slot": slot}
        case [visit, provider, at, *rest]:
            fields = {"visit": visit, "provider": provider, "at": at} | _rest(text, rest)
        case _:
            raise refusal("--wish", text, "not a wish", f"write {FORMS}")
    return wish(fields, "--wish")


def place_wish(
    visit: str,
    provider: str | None,
    at: str | None,
    site: str | None,
    slot: str | None,
    *,
    video: bool,
) -> WishFor:
    """Return the wish that options spell out.

    Raises:
        BadInput: they ask for nothing, or for two things.
    """
    fields: dict[str, object] = {
        "visit": visit,
        "provider": provider,
        "at": at,
        "site": site,
        "slot": slot,
        "modality": "video" if video else None,
    }
    return wish({name: value for name, value in fields.items() if value is not None}, "VISIT")


def wish(fields: dict[str, object], name: str) -> WishFor:
    """Return the wish of these fields.

    Raises:
        BadInput: they make no sense.
    """
    try:
        return WishFor.model_validate(fields)
    except ValidationError as error:
        raise BadInput(faults_of(error, name)) from None


def _rest(text: str, words: list[str]) -> dict[str, object]:
    fields: dict[str, object] = {}
    if words[:1] == ["at"] and len(words) > 1:
        fields["site"], words = words[1], words[2:]
    if words[:1] == ["by-video"]:
        fields["modality"], words = "video", words[1:]
    if words:
        raise refusal("--wish", text, "not a wish", f"write {FORMS}")
    return fields
