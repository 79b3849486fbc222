"""From a body to the wish it is: sizes, numbers, sampler, and the picture that is edited."""

from io import BytesIO

from composer.decoding import media_type_of, open_picture
from composer.errors import ComposerError
from composer.profiles import Profile
from composer.server.errors import AnswerError
from composer.server.service import Service
from composer.types import Change
from composer_plugins.serving_a1111.bodies import Img2Img, Txt2Img
from composer_plugins.serving_prompts.choices import profile_named
from composer_plugins.serving_prompts.pictures import picture_in
from composer_plugins.serving_prompts.sampling import sampled
from composer_plugins.serving_prompts.wishes import Wish, instruction_of, seed_of, size_of


def wish_of(service: Service, body: Txt2Img, chosen: str) -> Wish:
    """Return what a body asks for.

    Args:
        chosen: who draws unless the body says otherwise, as long as there is somebody of that name.

    Raises:
        AnswerError: there is nobody of that name, or a picture that is none. ComposerError: a profile is broken.
    """
    strength = body.denoising_strength if isinstance(body, Img2Img) else None
    sampler = body.sampler_name or body.sampler_index
    named, gone = _named(service, body.checkpoint, chosen)
    profile = sampled(service, named, sampler, body.scheduler, strength)
    asked = {
        "prompt": body.prompt,
        "negative_prompt": body.negative_prompt,
        "size": size_of(body.width, body.height),
        "steps": body.steps or None,
        "cfg_scale": body.cfg_scale,
        "n": body.pictures,
    }
    instruction, changes = instruction_of(asked, profile)
    source, mask = _pictures(body) if isinstance(body, Img2Img) else (b"", b"")
    return Wish(profile, instruction, seed_of(body.seed), source, mask, changes=(*gone, *changes))


def _named(service: Service, name: str, chosen: str) -> tuple[Profile, tuple[Change, ...]]:
    """Return who draws; somebody who was chosen once and is no longer there gives way to the server's own profile."""
    if name or not chosen:
        return profile_named(service, name), ()
    try:
        return profile_named(service, chosen), ()
    except AnswerError as error:
        return profile_named(service, ""), (Change("dropped", "model", str(error)),)


def _pictures(body: Img2Img) -> tuple[bytes, bytes]:
    """Return the picture that is edited and the mask, b"" for none."""
    if not body.init_images:
        raise AnswerError(404, "no_picture", "Init image not found", "init_images")
    source = picture_in(body.init_images[0], "init_images.0")
    mask = picture_in(body.mask, "mask") if body.mask else b""
    return source, _white_where_drawn(mask, bool(body.inpainting_mask_invert)) if mask else b""


def _white_where_drawn(mask: bytes, inverted: bool) -> bytes:
    """Return a mask in black and white, of which the white may change, without any transparency of its own."""
    from PIL import ImageOps

    try:
        grey = open_picture(mask, media_type_of(mask)).convert("L")
        file = BytesIO()
        (ImageOps.invert(grey) if inverted else grey).save(file, "PNG")
    # Pillow's readers fail on hostile bytes with whatever comes first.
    except Exception as error:
        raise AnswerError(422, "bad_picture", f"Invalid encoded image: {_reason(error)}", "mask") from error
    return file.getvalue()


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, ComposerError) else "it cannot be decoded"
