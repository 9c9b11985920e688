"""Bodies that were valid once: something in them is swapped, lost, added, huge, deep or broken."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from random import Random
from typing import Any

Place = tuple[Any, Any]
"""An object or a list, and the key or the position in it."""

ODD: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    2**31,
    -(2**63) - 1,
    10**40,
    0.1,
    -0.0,
    1e-320,
    1e308,
    "",
    " ",
    "x" * 65,
    "x" * 100_000,
    "\x00",
    "a\nb",
    "\u202edr-lee",
    "𝔡𝔯",
    "25:00",
    "09:10",
    "24:00",
    "9:5",
    "0000-00-00",
    "2026-02-30",
    "2026-11-23",
    "9999-12-31",
    "2026-11-23T06:45:00+99:99",
    "2026-11-23T06:45:00Z",
    "Europe/Nowhere",
    "../../etc/passwd",
    "' OR 1=1 --",
    "null",
    "NaN",
    [],
    {},
    [[]],
    [None],
    {"": None},
    {"type": "absent"},
)
"""What stands where something else is awaited."""


def mutated(valid: Any, chance: Random) -> bytes:
    """Return a valid body's text, changed in one to three ways, the last perhaps in its bytes."""
    body = copy.deepcopy(valid)
    for _ in range(chance.randint(0, 2)):
        body = chance.choice(OF_VALUES)(body, chance)
    if chance.random() < 0.3:
        return chance.choice(OF_BYTES)(json.dumps(body).encode(), chance)
    body = chance.choice(OF_VALUES)(body, chance)
    return json.dumps(body, ensure_ascii=chance.random() < 0.5).encode()


def places(body: Any) -> list[Place]:
    """Return every place in a body at which something stands."""
    found: list[Place] = []
    todo = [body]
    while todo:
        there = todo.pop()
        keys = there if isinstance(there, dict) else range(len(there))
        found += [(there, key) for key in keys]
        todo += [there[key] for key in keys if isinstance(there[key], dict | list)]
    return found


def _somewhere(body: Any, chance: Random) -> Place | None:
    found = places(body) if isinstance(body, dict | list) else []
    return chance.choice(found) if found else None


def _swapped(body: Any, chance: Random) -> Any:
    place = _somewhere(body, chance)
    odd = copy.deepcopy(chance.choice(ODD))
    if place is None:
        return odd
    there, key = place
    there[key] = odd
    return body


def _dropped(body: Any, chance: Random) -> Any:
    place = _somewhere(body, chance)
    if place is not None:
        del place[0][place[1]]
    return body


def _added(body: Any, chance: Random) -> Any:
    place = _somewhere(body, chance)
    if place is None:
        return [body]
    there, key = place
    if isinstance(there, dict):
        there[chance.choice(["weather", "", "id", "type", "__class__", "x" * 1000])] = there[key]
    else:
        there.insert(key, copy.deepcopy(there[key]))
    return body


def _moved(body: Any, chance: Random) -> Any:
    """Put what stands at one place at another as well."""
    one, other = _somewhere(body, chance), _somewhere(body, chance)
    if one is not None and other is not None:
        other[0][other[1]] = copy.deepcopy(one[0][one[1]])
    return body


def _nested(body: Any, chance: Random) -> Any:
    deep: Any = copy.deepcopy(chance.choice(ODD))
    for _ in range(chance.choice([1, 10, 200])):
        deep = [deep] if chance.random() < 0.5 else {"events": deep}
    place = _somewhere(body, chance)
    if place is None:
        return deep
    place[0][place[1]] = deep
    return body


def _many(body: Any, chance: Random) -> Any:
    place = _somewhere(body, chance)
    if place is None:
        return [body] * 1000
    place[0][place[1]] = [copy.deepcopy(place[0][place[1]])] * 1000
    return body


OF_VALUES: tuple[Callable[[Any, Random], Any], ...] = (
    _swapped,
    _swapped,
    _swapped,
    _dropped,
    _added,
    _moved,
    _nested,
    _many,
)


def _truncated(text: bytes, chance: Random) -> bytes:
    return text[: chance.randrange(len(text) + 1)]


def _broken_utf8(text: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(text) + 1)
    broken = (b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xc0\x80")
    return text[:at] + chance.choice(broken) + text[at:]


def _other_byte(text: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(text))
    return text[:at] + bytes([chance.randrange(256)]) + text[at + 1 :]


def _no_number(text: bytes, chance: Random) -> bytes:
    words = (b"NaN", b"Infinity", b"-Infinity", b"1e999", b"-1e999", b"1" * 5000, b"0x10", b"01")
    starts = [at + 1 for at, byte in enumerate(text) if byte in b":[,"] or [0]
    at = chance.choice(starts)
    ends = [end for end in range(at, len(text)) if text[end] in b",]}"] or [len(text)]
    return text[:at] + chance.choice(words) + text[ends[0] :]


def _half_a_character(text: bytes, chance: Random) -> bytes:
    quotes = [at + 1 for at, byte in enumerate(text) if byte in b'"'] or [0]
    at = chance.choice(quotes)
    return text[:at] + chance.choice((rb"\ud800", rb"\udc00", rb"\u0000", rb"\x")) + text[at:]


def _twin(text: bytes, chance: Random) -> bytes:
    return text.replace(b"{", b'{"id": 1, "id": 2, ', 1)


def _very_deep(text: bytes, chance: Random) -> bytes:
    depth = chance.choice([500, 20_000, 200_000])
    before, after = chance.choice([(b"[", b"]"), (b'{"office":', b"}")])
    return before * depth + text + after * depth


def _another_text(text: bytes, chance: Random) -> bytes:
    return chance.choice(
        (
            b"",
            b" ",
            b"\xef\xbb\xbf" + text,
            text.decode().encode("utf-16"),
            text + text,
            text + b"\x00",
            b"/* */" + text,
            text.replace(b'"', b"'"),
        )
    )


OF_BYTES: tuple[Callable[[bytes, Random], bytes], ...] = (
    _truncated,
    _truncated,
    _broken_utf8,
    _other_byte,
    _no_number,
    _half_a_character,
    _twin,
    _very_deep,
    _another_text,
)
