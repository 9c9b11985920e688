"""Import contracts that the built-in kinds cannot say: parts of names, and folders of siblings.

import-linter loads these; pyproject.toml states the contracts themselves.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from itertools import permutations
from typing import TYPE_CHECKING, cast

from importlinter import Contract, ContractCheck, fields, output

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grimp import ImportGraph

Chain = tuple[str, ...]


class _ChainContract(Contract):
    """A contract that is broken by every chain of imports it finds."""

    def chains(self, graph: ImportGraph) -> Iterable[Chain]:
        """Find the chains of imports that should not be."""
        raise NotImplementedError

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        chains = sorted(self.chains(graph))
        return ContractCheck(kept=not chains, metadata={"chains": chains})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for chain in cast("list[Chain]", check.metadata["chains"]):
            output.print_error(" -> ".join(chain))
        output.new_line()


class PatternContract(_ChainContract):
    """Modules whose name fits one pattern never import modules whose name fits another.

    In a pattern, '*' stands for anything, dots included. A pattern may fit nothing yet.
    """

    importers = fields.SetField(subfield=fields.StringField())
    imported = fields.SetField(subfield=fields.StringField())
    unless = fields.SetField(subfield=fields.StringField(), required=False)
    direct_only = fields.BooleanField(required=False, default=False)

    def chains(self, graph: ImportGraph) -> Iterable[Chain]:
        importers = _fitting(graph.modules, self.importers)
        imported = _fitting(graph.modules, self.imported) - _fitting(graph.modules, self.unless)
        for start in importers:
            if cast("bool", self.direct_only):
                near = graph.find_modules_directly_imported_by(start)
                yield from ((start, end) for end in near & imported)
            else:
                found = (graph.find_shortest_chain(start, end) for end in imported - {start})
                yield from (chain for chain in found if chain)


class ApartContract(_ChainContract):
    """Siblings in a folder never import each other, by whatever way.

    A rule and its check ('absence', 'absence_check') are one family and may: the check's own
    contract keeps it free of the solver. Names that begin with '_' are nobody's family.
    """

    folders = fields.SetField(subfield=fields.StringField())

    def chains(self, graph: ImportGraph) -> Iterable[Chain]:
        for folder in cast("set[str]", self.folders):
            if folder not in graph.modules:
                continue
            members = {
                module
                for module in graph.find_descendants(folder)
                if not module.removeprefix(f"{folder}.").startswith("_")
            }
            for start, end in permutations(members, 2):
                if _family(start, folder) != _family(end, folder):
                    chain = graph.find_shortest_chain(start, end)
                    if chain:
                        yield chain


def _fitting(modules: set[str], patterns: object) -> set[str]:
    wanted = cast("set[str] | None", patterns) or set()
    return {name for name in modules if any(fnmatchcase(name, pattern) for pattern in wanted)}


def _family(module: str, folder: str) -> str:
    return module.removeprefix(f"{folder}.").split(".")[0].removesuffix("_check")
