"""References: through ControlNet's IP-Adapter where the server has it, dropped with a notice elsewhere.

How much each counts stands in the catalogue, by the consistency that the profile wishes. For strict likeness an adapter
of real faces is added where the catalogue says that the model draws such faces and the server has one.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.answers import at
from composer.models import Likeness
from composer.types import Change
from composer_plugins.stable_diffusion.adapters import Fit, Listed, adapter_table, best_fit, face_fits, family_of
from composer_plugins.stable_diffusion.server import name_in, texts_of

if TYPE_CHECKING:
    from composer.contracts import Dialogue
    from composer.models.sizes import Size
    from composer.pictures import GenerationJob, ReferencePicture
    from composer_plugins.stable_diffusion.server import Server

_FACES = frozenset({"identity", "persona"})
#: What an adapter of whole pictures can pass on; it would draw the people of a place, too.
_WHOLE = frozenset({"outfit", "style"})
#: How many units ControlNet has unless its settings say otherwise.
_UNITS = 3

_Units = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Adapters:
    """What the server has for a checkpoint: for people, for clothes and styles, and for real faces besides."""

    people: Fit | None
    whole: Fit | None
    faces: tuple[Fit, ...]


def with_references(
    body: Mapping[str, Any], job: "GenerationJob", checkpoint: str, size: "Size", server: "Server"
) -> "Dialogue[dict[str, Any]]":
    """Return the body with ControlNet units for the references, after the user's own units.

    Args:
        checkpoint: the title of the model to draw with, "" for the one that is loaded. size: of the picture.
    """
    usable = [one for one in job.references if _roles(one) & (_FACES | _WHOLE)]
    for one in job.references:
        if one not in usable:
            yield _dropped([one], f"the role {one.reference.role!r} has no IP-Adapter")
    if not usable:
        return dict(body)
    adapters = yield from _adapters(checkpoint, size, server)
    if isinstance(adapters, str):
        yield _dropped(usable, adapters)
        return dict(body)
    own = _own_units(body)
    room = max(0, (yield from _unit_count(server)) - len(own))
    units = yield from _units(usable, adapters, job, room)
    return _with_units(body, [*own, *units]) if units or own else dict(body)


def _units(
    references: "Sequence[ReferencePicture]", adapters: _Adapters, job: "GenerationJob", room: int
) -> "Dialogue[_Units]":
    """Return a unit for each reference, as far as there is room, and for strict likeness of real faces one more."""
    units: _Units = []
    for one in references:
        fit = adapters.people if _roles(one) & _FACES else adapters.whole
        if fit is None:
            yield _dropped([one], "the server's ControlNet has no IP-Adapter that sees more than a face")
        elif len(units) == room:
            yield _dropped([one], f"the server's ControlNet has room for {room} of them")
        else:
            share = 1.0 if _roles(one) & _FACES else adapter_table().beside
            units.append(fit.unit(_image(one), _likeness(one, job), share))
    for one in references:
        likeness, fits = _likeness(one, job), [fit for fit in adapters.faces if fit != adapters.people]
        if likeness.faces and fits and _roles(one) & _FACES:
            if len(units) + len(fits) > room:
                yield _dropped([one], "an adapter of faces has no room beside the others", "strict likeness")
            else:
                units += [fit.unit(_image(one), likeness) for fit in fits]
    return units


def _likeness(one: "ReferencePicture", job: "GenerationJob") -> Likeness:
    known = job.model.likeness if job.model else {}
    return known.get(one.reference.consistency, Likeness())


def _roles(one: "ReferencePicture") -> set[str]:
    return {one.reference.role, *(role for _, role in one.reference.also)}


def _adapters(checkpoint: str, size: "Size", server: "Server") -> "Dialogue[_Adapters | str]":
    """Return the best adapters of the server, or why there is none."""
    models = yield from server.look_up("/controlnet/model_list")
    if models is None:
        return "the server has no ControlNet; install the extension sd-webui-controlnet and an IP-Adapter model"
    modules = yield from server.look_up("/controlnet/module_list")
    loaded = checkpoint or name_in((yield from server.look_up("/sdapi/v1/options")), "sd_model_checkpoint")
    family = family_of(loaded, *size)
    listed = Listed(texts_of(models, "model_list"), texts_of(modules, "module_list"))
    found = _Adapters(best_fit(family, listed), best_fit(family, listed, whole=True), face_fits(family, listed))
    if found.people is None:
        return f"the server's ControlNet has no IP-Adapter that fits {loaded or 'the loaded model'} ({family})"
    return found


def _unit_count(server: "Server") -> "Dialogue[int]":
    count = at((yield from server.look_up("/controlnet/settings")), "control_net_unit_count")
    return count if isinstance(count, int) and 0 <= count <= 10 else _UNITS


def _image(one: "ReferencePicture") -> str:
    return base64.b64encode(one.data).decode()


def _own_units(body: Mapping[str, Any]) -> list[Any]:
    own = at(body.get("alwayson_scripts"), "ControlNet", "args")
    return own if isinstance(own, list) else []


def _with_units(body: Mapping[str, Any], units: Sequence[Any]) -> dict[str, Any]:
    scripts = body.get("alwayson_scripts")
    return {**body, "alwayson_scripts": {**(scripts or {}), "ControlNet": {"args": list(units)}}}


def _dropped(references: "Sequence[ReferencePicture]", why: str, what: str = "reference") -> Change:
    names = [one.reference.person or f"the {one.reference.role}" for one in references]
    return Change("dropped", f"{what} of {', '.join(names)}", why)
