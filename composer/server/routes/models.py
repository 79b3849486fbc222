"""Backends, models and styles."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query

from composer.models.catalogue import catalogue, catalogued_backends
from composer.profiles import styles_of
from composer.server.request_models import ProfileName
from composer.server.service import Service, ServiceOf
from composer.server.settings_models import BackendFields, BackendList, BackendModels, ModelList, StyleFields, StyleList

router = APIRouter(tags=["models"])


@router.get("/api/backends")
async def backends(service: ServiceOf) -> BackendList:
    """List who can draw, and where each one's service lives unless a profile says otherwise."""
    return await asyncio.to_thread(_backends, service)


@router.get("/api/models")
async def models(
    service: ServiceOf,
    profile: Annotated[
        ProfileName | None, Query(description="Ask the backends of this profile now; without it, the last answers.")
    ] = None,
) -> ModelList:
    """List the models of the catalogue with all that is known of them, and those that backends say they have."""
    listings = service.listings
    answers, refreshed = listings.answers(), listings.refreshed
    if profile is not None:
        answers = await listings.ask(profile)
        refreshed = max((answer.refreshed for answer in answers), default="")
    return await asyncio.to_thread(_models, answers, refreshed)


@router.get("/api/styles")
async def styles(
    service: ServiceOf, profile: Annotated[ProfileName | None, Query(description="Of which profile.")] = None
) -> StyleList:
    """List the named styles: the built-in ones and the profile's own."""
    return await asyncio.to_thread(_styles, service, profile)


def _backends(service: Service) -> BackendList:
    found = service.composer().backends.items
    services = {name: found[name].service for name in sorted(found)}
    return BackendList(
        backends=[
            BackendFields(name=name, endpoint=one.endpoint if one else "", paid=one is not None and one.paid)
            for name, one in services.items()
        ]
    )


def _models(answers: list[BackendModels], refreshed: str) -> ModelList:
    known = [model.model_dump(mode="json") for backend in catalogued_backends() for model in catalogue(backend).models]
    return ModelList(models=known, backends=answers, refreshed=refreshed)


def _styles(service: Service, profile: str | None) -> StyleList:
    found = styles_of(service.profile(profile))
    return StyleList(
        styles=[
            StyleFields(name=name, label=one.label, words=one.words, negative=one.negative, source=one.source)
            for name, one in found.items()
        ]
    )
