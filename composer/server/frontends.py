"""Routes of plugins: collected through the hook, included after the server's own, so that those win."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.routing import Match

from composer.errors import PluginError
from composer.plugins import PluginManager

if TYPE_CHECKING:
    from fastapi import APIRouter, FastAPI
    from starlette.types import Scope

    from composer.server.errors import Tell


@dataclass
class Frontends:
    """The routers that plugins brought; `foreign` ones speak protocols of others."""

    native: "list[APIRouter]" = field(default_factory=list)
    foreign: "list[APIRouter]" = field(default_factory=list)
    _tells: "list[tuple[APIRouter, Tell]]" = field(default_factory=list)
    _beginnings: "list[tuple[str, Tell]]" = field(default_factory=list)

    def __call__(self, router: "APIRouter", foreign: bool = False, tell: "Tell | None" = None, under: str = "") -> None:
        """Take a router; this is what `register_routes` is handed."""
        from fastapi import APIRouter

        if not isinstance(router, APIRouter):
            raise PluginError(f"register_routes: a fastapi.APIRouter is wanted, this is {type(router).__name__}")
        (self.foreign if foreign else self.native).append(router)
        if tell is not None:
            self._tells.append((router, tell))
            if under:
                self._beginnings.append((under, tell))

    def include(self, app: "FastAPI") -> None:
        """Include all routers."""
        for router in (*self.native, *self.foreign):
            app.include_router(router)

    def is_foreign(self, scope: "Scope") -> bool:
        """Return whether a request is for a foreign protocol."""
        return any(route.matches(scope)[0] is Match.FULL for router in self.foreign for route in router.routes)

    def tell_for(self, scope: "Scope") -> "Tell | None":
        """Return how an error is said to a request: as the protocol of its address does; None for the server's way."""
        known = next((tell for router, tell in self._tells if _knows(router, scope)), None)
        return known or next((tell for under, tell in self._beginnings if scope["path"].startswith(under)), None)


def _knows(router: "APIRouter", scope: "Scope") -> bool:
    """Return whether an address is one of a router's, whatever the method."""
    return any(route.matches(scope)[0] is not Match.NONE for route in router.routes)


def frontends_of(plugins: PluginManager) -> Frontends:
    """Return what the plugins bring; one that fails is reported and skipped."""
    plugins.load({"frontend"})
    frontends = Frontends()
    plugins.ask("register_routes", register=frontends)
    return frontends
