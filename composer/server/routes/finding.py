"""Finding requests and composing their prompts: nothing is drawn and nothing is kept."""

import asyncio
from dataclasses import asdict, replace
from typing import Any

from fastapi import APIRouter

from composer.errors import ComposerError
from composer.prompt_data import prompt_fields
from composer.requests import finding
from composer.server.errors import answer_of
from composer.server.job_models import ComposeAnswer, ComposedFields, FindAnswer, FoundFields, PriceFields
from composer.server.prices import price_of
from composer.server.request_models import Conversation, FindRequest
from composer.server.response_models import ErrorFields
from composer.server.service import Service, ServiceOf
from composer.server.stories import Setting, consulted, setting_of
from composer.server.submissions import requests_of
from composer.types import FoundRequest

router = APIRouter(tags=["prompts"])


@router.post("/api/find", response_model_exclude_none=True)
async def find(sent: FindRequest, service: ServiceOf) -> FindAnswer:
    """List the image requests of a message, as `rp-composer find --json` does."""
    return await asyncio.to_thread(_find, service, sent)


@router.post("/api/compose")
async def compose(sent: Conversation, service: ServiceOf) -> ComposeAnswer:
    """Write the prompt of each request of a message, and say where every part of it comes from."""
    setting = await setting_of(await asyncio.to_thread(service.composer, sent.profile), sent)
    return await asyncio.to_thread(_compose, service, await consulted(setting), sent)


def _find(service: Service, sent: FindRequest) -> FindAnswer:
    requests = service.composer(sent.profile).find(sent.text)
    return FindAnswer(requests=[FoundFields.model_validate(finding.as_json(found)) for found in requests])


def _compose(service: Service, setting: Setting, sent: Conversation) -> ComposeAnswer:
    requests = [_composed(service, setting, found) for found in requests_of(setting, sent.request)]
    return ComposeAnswer(requests=requests, state=setting.state())


def _composed(service: Service, setting: Setting, found: FoundRequest) -> ComposedFields:
    place: dict[str, Any] = {"span": (found.start, found.end), "status": found.status}
    if found.status in ("error", "incomplete") or found.request is None:
        problem = found.error
        code, message = (problem.code, problem.message) if problem else ("incomplete", "it is cut off before its end")
        return ComposedFields(**place, error=ErrorFields(code=code, message=message))
    try:
        return ComposedFields(**place, **_prompt(setting, found))
    except ComposerError as error:
        told = answer_of(error)
        problem_fields = ErrorFields(code=told.code, message=service.redact(told.message), field=told.field)
        return ComposedFields(**(place | {"status": "refused"}), error=problem_fields)


def _prompt(setting: Setting, found: FoundRequest) -> dict[str, Any]:
    composer = setting.composer
    scene = composer.scene(setting.story, setting.message, found)
    target = composer.targets[0]
    settings, changes = composer.settings(scene, target)
    prompt = composer.compose(scene, target)
    price = price_of(composer, scene, len(prompt.references))
    return {
        **prompt_fields(replace(prompt, changes=(*prompt.changes, *changes))),
        "settings": asdict(settings),
        "backend": target.profile.backend,
        "model": settings.model,
        "price": PriceFields(usd=price.usd, note=price.note),
    }
