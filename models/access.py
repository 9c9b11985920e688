"""Who may do what: four scopes, one inside the other, each for all sites or for some."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """How far somebody may go; each scope holds those before it."""

    READ = "read"
    PROPOSE = "propose"
    PUBLISH = "publish"
    ADMIN = "admin"

    def covers(self, other: Scope) -> bool:
        """Tell whether whoever has this scope may do what the other allows."""
        order = list(Scope)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks.

    Attributes:
        actor: an opaque reference for the audit, never a name: 'key:...' or 'oidc:...'.
        scope: how far they may go; None is nowhere.
        sites: which sites they may see; None is every site.
    """

    actor: str
    scope: Scope | None
    sites: frozenset[str] | None = None

    def may(self, scope: Scope, site: str | None = None) -> bool:
        """Tell whether they may do what the scope allows.

        Args:
            scope: what it takes.
            site: where; None means what concerns every site, or the house as a whole.
        """
        if self.scope is None or not self.scope.covers(scope):
            return False
        return self.sites is None or site in self.sites

    def sees(self, site: str) -> bool:
        """Tell whether a site is one of theirs, for lists that show only those."""
        return self.sites is None or site in self.sites
