"""References of people: through ControlNet's IP-Adapter where the server has it, dropped with a notice elsewhere."""

import base64
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from composer.answers import at
from composer.types import Change
from composer_plugins.stable_diffusion.adapters import Fit, best_fit, family_of
from composer_plugins.stable_diffusion.server import name_in, texts_of

if TYPE_CHECKING:
    from composer.contracts import Dialogue
    from composer.models.sizes import Size
    from composer.pictures import GenerationJob, ReferencePicture
    from composer_plugins.stable_diffusion.server import Server

#: References that show who somebody is; a place or a style is nothing for an adapter of faces.
_ROLES = ("identity", "persona")
#: How many units ControlNet has unless its settings say otherwise.
_UNITS = 3


def with_references(
    body: Mapping[str, Any], job: "GenerationJob", checkpoint: str, size: "Size", server: "Server"
) -> "Dialogue[dict[str, Any]]":
    """Return the body with a ControlNet unit for each reference that shows a person, after the user's own units.

    Args:
        checkpoint: the title of the model to draw with, "" for the one that is loaded. size: of the picture.
    """
    people = [one for one in job.references if one.reference.role in _ROLES]
    for one in job.references:
        if one not in people:
            yield _dropped([one], f"the role {one.reference.role!r} has no IP-Adapter")
    if not people:
        return dict(body)
    fit = yield from _fit(checkpoint, size, server)
    if isinstance(fit, str):
        yield _dropped(people, fit)
        return dict(body)
    own = _own_units(body)
    room = max(0, (yield from _unit_count(server)) - len(own))
    if people[room:]:
        yield _dropped(people[room:], f"the server's ControlNet has room for {room} of them")
    return _with_units(body, [*own, *(_unit(fit, one) for one in people[:room])])


def _fit(checkpoint: str, size: "Size", server: "Server") -> "Dialogue[Fit | str]":
    """Return the best IP-Adapter of the server, or why there is none."""
    models = yield from server.look_up("/controlnet/model_list")
    if models is None:
        return "the server has no ControlNet; install the extension sd-webui-controlnet and an IP-Adapter model"
    modules = yield from server.look_up("/controlnet/module_list")
    loaded = checkpoint or name_in((yield from server.look_up("/sdapi/v1/options")), "sd_model_checkpoint")
    family = family_of(loaded, *size)
    fit = best_fit(family, texts_of(models, "model_list"), texts_of(modules, "module_list"))
    return fit or f"the server's ControlNet has no IP-Adapter that fits {loaded or 'the loaded model'} ({family})"


def _unit_count(server: "Server") -> "Dialogue[int]":
    count = at((yield from server.look_up("/controlnet/settings")), "control_net_unit_count")
    return count if isinstance(count, int) and 0 <= count <= 10 else _UNITS


def _unit(fit: Fit, one: "ReferencePicture") -> dict[str, Any]:
    return fit.unit(base64.b64encode(one.data).decode())


def _own_units(body: Mapping[str, Any]) -> list[Any]:
    own = at(body.get("alwayson_scripts"), "ControlNet", "args")
    return own if isinstance(own, list) else []


def _with_units(body: Mapping[str, Any], units: Sequence[Any]) -> dict[str, Any]:
    scripts = body.get("alwayson_scripts")
    return {**body, "alwayson_scripts": {**(scripts or {}), "ControlNet": {"args": list(units)}}}


def _dropped(references: "Sequence[ReferencePicture]", why: str) -> Change:
    return Change("dropped", f"reference of {', '.join(one.reference.person for one in references)}", why)
