"""The addresses of Google's API for pictures; the base address is that of this server.

Pictures are drawn under ``/v1beta`` and ``/v1``; models are listed under the first, OpenAI's under the other.
"""

import asyncio

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from composer.profiles import Profile
from composer.server.errors import AnswerError
from composer.server.service import Service, ServiceOf
from composer_plugins.serving_gemini.answering import model_answer, picture_answer, stream_answer
from composer_plugins.serving_gemini.bodies import Generation
from composer_plugins.serving_prompts.bodies import checked, json_of
from composer_plugins.serving_prompts.choices import choices, profile_named
from composer_plugins.serving_prompts.drawings import Drawings
from composer_plugins.serving_prompts.options import answer_options
from composer_plugins.serving_prompts.pictures import finished, picture_in
from composer_plugins.serving_prompts.wishes import Wish, instruction_of, seed_of

#: How names of Google's own models begin; they leave the choice to the server's profile.
_USUAL = ("gemini-", "imagen-", "nano-banana")
_MOST_PICTURES = 16


def make_router() -> APIRouter:
    """Return the routes, with a state of their own."""
    router = APIRouter(include_in_schema=False)
    _add_pictures(router, Drawings())
    _add_models(router)
    answer_options(router)
    return router


def _add_pictures(router: APIRouter, drawings: Drawings) -> None:
    async def drawn(request: Request, service: Service, model: str) -> dict[str, object]:
        body = checked(Generation, await json_of(request))
        wish = await asyncio.to_thread(_wish, service, body, model)
        done = await drawings.draw(request, wish)
        return picture_answer(done, await finished(service, done.job), model)

    @router.post("/v1/models/{model:path}:generateContent")
    @router.post("/v1beta/models/{model:path}:generateContent")
    async def generate(model: str, request: Request, service: ServiceOf) -> Response:
        return JSONResponse(await drawn(request, service, model))

    @router.post("/v1/models/{model:path}:streamGenerateContent")
    @router.post("/v1beta/models/{model:path}:streamGenerateContent")
    async def stream(model: str, request: Request, service: ServiceOf) -> Response:
        answer = await drawn(request, service, model)
        return stream_answer(answer) if request.query_params.get("alt") == "sse" else JSONResponse([answer])


def _wish(service: Service, body: Generation, model: str) -> Wish:
    """Return what a call asks for: its words are the prompt, its pictures are there to look at."""
    profile = _profile(service, model)
    configuration = body.configuration
    asked = {
        "prompt": body.prompt,
        "aspect_ratio": configuration.image.aspect_ratio,
        "image_size": configuration.image.image_size,
        "n": configuration.candidates,
    }
    instruction, changes = instruction_of(asked, profile)
    return Wish(profile, instruction, seed_of(configuration.seed), given=_pictures(body), changes=changes)


def _profile(service: Service, model: str) -> Profile:
    try:
        return profile_named(service, model)
    except AnswerError:
        if not model.startswith(_USUAL):
            raise
        return service.profile()


def _pictures(body: Generation) -> tuple[bytes, ...]:
    if any(part.file for part in body.parts()):
        raise AnswerError(422, "unsupported", "there are no files here; send pictures as inlineData", "contents")
    sent = [part.inline.data for part in body.parts() if part.inline is not None]
    if len(sent) > _MOST_PICTURES:
        raise AnswerError(422, "too_many", f"at most {_MOST_PICTURES} pictures are taken, not {len(sent)}", "contents")
    return tuple(picture_in(one, "contents") for one in sent)


def _add_models(router: APIRouter) -> None:
    @router.get("/v1beta/models")
    async def models(service: ServiceOf) -> JSONResponse:
        known = await asyncio.to_thread(choices, service)
        return JSONResponse({"models": [model_answer(one) for one in known]})

    @router.get("/v1beta/models/{name:path}")
    async def model(name: str, service: ServiceOf) -> JSONResponse:
        known = await asyncio.to_thread(choices, service)
        found = next((one for one in known if one.name == name), None)
        if found is None:
            raise AnswerError(
                404, "model_not_found", f"there is no model {name[:100]!r}; GET /v1beta/models lists them"
            )
        return JSONResponse(model_answer(found))
