"""Models and styles."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query

from composer.models.catalogue import catalogue, catalogued_backends
from composer.profiles import styles_of
from composer.server.request_models import ProfileName
from composer.server.response_models import ModelList, StyleFields, StyleList
from composer.server.service import Service, ServiceOf

router = APIRouter(tags=["models"])


@router.get("/api/models")
async def models(service: ServiceOf) -> ModelList:
    """List the models of the catalogue with all that is known of them, and those that backends say they have."""
    return await asyncio.to_thread(_models, service)


@router.get("/api/styles")
async def styles(
    service: ServiceOf, profile: Annotated[ProfileName | None, Query(description="Of which profile.")] = None
) -> StyleList:
    """List the named styles: the built-in ones and the profile's own."""
    return await asyncio.to_thread(_styles, service, profile)


def _models(service: Service) -> ModelList:
    known = [model.model_dump(mode="json") for backend in catalogued_backends() for model in catalogue(backend).models]
    return ModelList(models=known, backends=service.listings.answers(), refreshed=service.listings.refreshed)


def _styles(service: Service, profile: str | None) -> StyleList:
    found = styles_of(service.profile(profile))
    return StyleList(
        styles=[
            StyleFields(name=name, label=one.label, words=one.words, negative=one.negative, source=one.source)
            for name, one in found.items()
        ]
    )
