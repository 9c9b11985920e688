"""What a tiny day may have besides: one module for each topic, the folder is the registry.

A module has `add(tiny, dice)`, which returns the tiny day with its topic's facts drawn onto it, or
as it was. Each draws from dice of its own, so a new topic leaves the other ones' days as they were.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from scenarios.generator.dice import Dice

if TYPE_CHECKING:
    from scenarios.generator.tiny import Tiny


def with_extras(tiny: Tiny, seed: int) -> Tiny:
    """Return the tiny day with what every topic draws onto it."""
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        dice = Dice(np.random.default_rng([seed, crc32(module.name.encode())]))
        tiny = import_module(f"{__name__}.{module.name}").add(tiny, dice)
    return tiny
