"""The server's own routes, by subject."""

from fastapi import APIRouter

from composer.server.routes.events import router as events_router
from composer.server.routes.finding import router as finding_router
from composer.server.routes.jobs import router as jobs_router
from composer.server.routes.keys import router as keys_router
from composer.server.routes.models import router as models_router
from composer.server.routes.pictures import router as pictures_router
from composer.server.routes.profiles import router as profiles_router
from composer.server.routes.status import router as status_router
from composer.server.routes.wardrobe import router as wardrobe_router

#: Every router, in the order of the OpenAPI page.
ROUTERS: tuple[APIRouter, ...] = (
    finding_router, wardrobe_router, jobs_router, events_router, pictures_router, profiles_router, models_router,
    keys_router, status_router,
)  # fmt: skip
