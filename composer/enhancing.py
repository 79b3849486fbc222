"""What the profile's `enhancer` does to the fragments of a scene: nothing, or it adds what a model wants. Pure.

What is proper to a family of models stands in the catalogue; what a scene leaves open is said by a stage.
"""

from collections.abc import Iterable
from dataclasses import replace

from composer.models import Model
from composer.profiles import Profile
from composer.types import Evidence, Fragment, Words


def enhanced(fragments: Iterable[Fragment], profile: Profile, model: Model) -> list[Fragment]:
    """Return fragments with what the enhancer adds for a model, at the end; ``off`` marks all as not to be touched."""
    if profile.enhancer == "off":
        return [_untouched(fragment) for fragment in fragments]
    return [*fragments, *_proper("quality", "quality_tags", model), *_proper("avoid", "negative_tags", model)]


def _untouched(fragment: Fragment) -> Fragment:
    content = fragment.content
    return replace(fragment, content=replace(content, untouched=True)) if isinstance(content, Words) else fragment


def _proper(slot: str, key: str, model: Model) -> list[Fragment]:
    """Return what belongs into each prompt of the model's family."""
    text = ", ".join(getattr(model, key))
    evidence = Evidence(f"catalogue:{model.name}.{key}", 0, len(text), text)
    return [Fragment(slot, Words(text, own=True), (evidence,), "enhancer")] if text else []
