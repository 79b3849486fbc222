"""The server's own routes, by subject."""

from fastapi import APIRouter

from composer.server.routes.events import router as events
from composer.server.routes.finding import router as finding
from composer.server.routes.jobs import router as jobs
from composer.server.routes.keys import router as keys
from composer.server.routes.models import router as models
from composer.server.routes.pictures import router as pictures
from composer.server.routes.profiles import router as profiles
from composer.server.routes.status import router as status

#: Every router, in the order of the OpenAPI page.
ROUTERS: tuple[APIRouter, ...] = (finding, jobs, events, pictures, profiles, models, keys, status)
