"""The literals of a plain model."""

from ortools.sat.python import cp_model

Cells = dict[tuple[str, int, str], cp_model.IntVar]
"""The literal of each person, day and shift, by the format's names; what cannot be has none."""
