"""From what a workflow asks for to the job it becomes."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from composer.jobs.job import Submission
from composer.profiles import Profile
from composer.server.errors import AnswerError
from composer.server.service import Service
from composer.types import Change
from composer_plugins.serving_comfyui.asking import Asked
from composer_plugins.serving_comfyui.story import told_of
from composer_plugins.serving_comfyui.uploads import Uploads
from composer_plugins.serving_prompts.choices import profile_named
from composer_plugins.serving_prompts.drawings import submission_of
from composer_plugins.serving_prompts.sampling import sampled
from composer_plugins.serving_prompts.wishes import Wish, instruction_of, seed_of, size_of


async def prepared(service: Service, asked: Asked, uploads: Uploads, job_id: str) -> tuple[Submission, Wish]:
    """Return what is submitted for a workflow, and the wish it is.

    Raises:
        AnswerError, ComposerError, RequestValidationError: it cannot be drawn, in words for the user.
    """
    wish = await asyncio.to_thread(_wish, service, asked, uploads)
    composer = await asyncio.to_thread(service.composers.get, wish.profile)
    told = await told_of(composer, asked.context)
    chat = told.conversation.chat or f"once:{job_id}"
    submission = await submission_of(service, wish, chat, told.conversation, told.cards)
    return replace(submission, id=job_id), wish


def _wish(service: Service, asked: Asked, uploads: Uploads) -> Wish:
    profile, unknown = _profile(service, asked.model)
    pictures = [uploads.picture(name) for name in asked.pictures]
    profile = sampled(service, profile, asked.sampler, asked.scheduler, asked.denoise if pictures else None)
    said = {
        "prompt": asked.prompt.strip(),
        "negative_prompt": asked.negative_prompt.strip(),
        "size": size_of(asked.width, asked.height),
        "steps": asked.steps or None,
        "cfg_scale": asked.cfg,
        "n": asked.count,
    }
    instruction, changes = instruction_of(said, profile)
    source, *given = pictures or (b"",)
    return Wish(profile, instruction, seed_of(asked.seed), source, b"", tuple(given), (*unknown, *changes))


def _profile(service: Service, model: str) -> tuple[Profile, Sequence[Change]]:
    """Return who draws; the checkpoint of a workflow that was made for a real ComfyUI leaves it to the profile."""
    try:
        return profile_named(service, model), ()
    except AnswerError:
        told = f"there is no model or profile {model[:100]!r}; the server's own profile draws"
        return service.profile(), (Change("dropped", "model", told),)
