"""What a route asks of whoever comes: a scope, and the site in its path.

    who: Annotated[Principal, Depends(publisher)]

A route that asks nothing is shut, unless it is listed in `public`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI, HTTPException, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute

from api.service.security.admission import admission_of
from api.service.security.public import PUBLIC
from models.access import Principal, Scope

CHALLENGE = 'Bearer realm="huddle"'

STRANGER = "Say who you are: send 'Authorization: Bearer' with a key or a token."

NOT_YOURS = "You may not do this. What it would be done to need not even be there."
"""The one answer to a site that is somebody else's, to one that is none, and to too small a scope:
so it tells nobody which sites there are."""

_log = logging.getLogger("huddle.service")


class Needs:
    """A dependency: whoever comes has a scope, for the site in the path.

    A path without a site is about every site, so it takes a key for every site; unless the route
    says that it is about none, or that it keeps to those that the principal sees.

    Args:
        scope: what it takes.
        of_no_site: the route is about no site, or keeps to theirs.
    """

    def __init__(self, scope: Scope, *, of_no_site: bool = False) -> None:
        self.scope = scope
        self.of_no_site = of_no_site

    async def __call__(self, request: Request) -> Principal:
        """Return who asks.

        Raises:
            HTTPException: 401 when nobody is known to ask, 403 when they may not.
        """
        admission = admission_of(request.scope)
        if admission is None:
            raise HTTPException(401, STRANGER, {"WWW-Authenticate": CHALLENGE})
        who = admission.principal
        allowed = who.scope is not None and who.scope.covers(self.scope)
        if not self.of_no_site:
            allowed = who.may(self.scope, request.path_params.get("site"))
        if not allowed:
            raise HTTPException(403, NOT_YOURS)
        admission.asked = True
        return who


reader = Needs(Scope.READ)
proposer = Needs(Scope.PROPOSE)
publisher = Needs(Scope.PUBLISH)
administrator = Needs(Scope.ADMIN)

anybody = Needs(Scope.READ, of_no_site=True)
"""Whoever has a key for anything: for what is of no site, or shows each only their own."""

anybody_proposing = Needs(Scope.PROPOSE, of_no_site=True)
"""Whoever may propose anywhere: for questions that bring their day along and keep nothing."""


@dataclass(frozen=True, slots=True)
class Doorway:
    """One way in.

    Attributes:
        method: of HTTP.
        path: as the route writes it, '{site}' and all.
        needs: what it asks; None when it asks nothing.
        route: where it leads.
    """

    method: str
    path: str
    needs: Needs | None
    route: BaseRoute

    @property
    def public(self) -> bool:
        """Whether anybody may come in."""
        return (self.method, self.path) in PUBLIC

    @property
    def shut(self) -> bool:
        """Whether nobody may: it asks nothing, and it is not said that it need not."""
        return self.needs is None and not self.public


def doorways_of(app: FastAPI) -> Iterator[Doorway]:
    """Yield every way into an app, also those that its OpenAPI document does not tell of."""
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        needs = _strictest(context.dependant) if isinstance(route, APIRoute) else None
        # A mount has neither methods nor a say in who comes in.
        for method in sorted(context.methods or {"GET"}):
            if method != "HEAD" or isinstance(route, APIRoute):
                yield Doorway(method, context.path_format or "", needs, route)


async def shut_unless_it_asks(request: Request) -> None:
    """Refuse what comes to a route that does not ask who it is: nobody thought of it.

    Raises:
        HTTPException: it is such a route.
    """
    app, route = request.app, request.scope["route"]
    known: dict[int, bool] | None = getattr(app.state, "shut", None)
    if known is None or id(route) not in known:
        known = {}
        for doorway in doorways_of(app):
            # A route that is included twice is shut if either way is.
            known[id(doorway.route)] = known.get(id(doorway.route), False) or doorway.shut
        app.state.shut = known
    if known.get(id(route), True):
        path = getattr(route, "path", "a route")
        _log.error("%s does not ask who may use it, so nobody may", path)
        raise HTTPException(403, NOT_YOURS)


def _strictest(dependant: Dependant) -> Needs | None:
    found = list(_all_needs(dependant))
    order = list(Scope)
    return max(found, key=lambda needs: order.index(needs.scope), default=None)


def _all_needs(dependant: Dependant) -> Iterator[Needs]:
    for each in dependant.dependencies:
        if isinstance(each.call, Needs):
            yield each.call
        yield from _all_needs(each)
