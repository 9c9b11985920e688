"""A CP-SAT model that is gone as soon as nobody holds it."""

from __future__ import annotations

from ortools.sat.python import cp_model


class Model(cp_model.CpModel):
    """A model without the names that methods had in older versions of OR-Tools.

    OR-Tools 9.15 gives each model these names as methods bound to it, so that every model holds
    itself, and what is compiled in it, tens of MiB on a day of 300 visits, stays until Python next
    looks for circles among all objects.
    """

    def _add_pre_pep8_methods(self) -> None:
        """Leave the model without them."""

    def clone(self) -> Model:
        """Return a model like this one, of this kind."""
        clone = Model()
        clone.proto.copy_from(self.proto)
        clone.rebuild_constant_map()
        return clone
