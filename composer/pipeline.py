"""From a scene to a rendered prompt: ask the stages, let every plugin change the draft, let the dialect write. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from composer import guard
from composer.contracts import Dialect, ReadsTags
from composer.draft import Draft
from composer.enhancing import enhanced
from composer.errors import PluginError
from composer.fragments import from_plugin, with_macros
from composer.models import Model
from composer.neutral import neutral_line
from composer.plugins import PluginManager
from composer.profiles import Profile
from composer.reading.language import Language
from composer.references import chosen, in_upload_order, picture_name
from composer.translating import translated, understood
from composer.types import SLOTS, Change, Fragment, Looks, Person, Reference, RenderedPrompt, Scene, Words

T = TypeVar("T")


def _at_hand(_: str) -> str:
    """Say that nothing speaks against a picture."""
    return ""


def compose(
    scene: Scene, profile: Profile, plugins: PluginManager, dialect: Dialect, model: Model,
    reason_against: Callable[[str], str] = _at_hand,
    languages: Callable[[], tuple[Language, ...]] = tuple,
) -> RenderedPrompt:  # fmt: skip
    """Compose the prompt of one scene for one model.

    The result depends on the arguments alone, never on the order in which plugins were registered.

    Args:
        reason_against: says of the handle of a picture why it cannot be sent, "" when it can; such references are left
            out before the dialect numbers the others.
        languages: those from which facts are put into English where the profile wants it.

    Raises:
        RefusedError: the core guard refuses the picture.
        ComposerError: raised by a plugin for the user; any other failure of a plugin is reported and skipped.
    """
    given, enhancing = enhanced(gather(scene, profile, plugins), profile, model)
    draft = Draft(in_order(given, slots_of(profile, dialect), profile), profile)
    plugins.ask("modify_fragments", scene=scene, draft=draft)
    unread = _unread_weights(draft.fragments, model)
    gathered, left_out = gather_references(scene, profile, plugins, reason_against)
    references, not_taken = chosen(gathered, model)
    readable, unread_tags = _without_tags(draft.fragments, dialect, model)
    fragments, changed = _in_words_of(model, readable, profile, languages)
    rendered = dialect.render(fragments, references, model)
    guard.check(scene, rendered)
    return replace(
        rendered,
        changes=(
            *_lore_notices(scene),
            *enhancing,
            *draft.changes,
            *unread,
            *unread_tags,
            *changed,
            *left_out,
            *not_taken,
            *rendered.changes,
        ),
        conflicts=tuple((person.name, one) for person in _described(rendered) for one in person.conflicts),
    )


def _in_words_of(
    model: Model, fragments: Sequence[Fragment], profile: Profile, languages: Callable[[], tuple[Language, ...]]
) -> tuple[Sequence[Fragment], Sequence[Change]]:
    """Return fragments whose facts are in a language that profile and model want."""
    if profile.language == "english":
        return translated(fragments, languages())
    return understood(fragments, languages(), model) if model.languages else (fragments, ())


def _without_tags(
    fragments: Sequence[Fragment], dialect: Dialect, model: Model
) -> tuple[Sequence[Fragment], list[Change]]:  # fmt: skip
    """Return fragments without the tags that only models of tags know, for a dialect of any other, and what is told."""
    tags = [one for one in fragments if isinstance(one.content, Words) and one.content.tags]
    if not tags or (isinstance(dialect, ReadsTags) and dialect.reads_tags):
        return fragments, []
    said = ", ".join(neutral_line(one.content.text).text for one in tags if isinstance(one.content, Words))
    change = Change("dropped", said, f"tags of a card, which mean nothing to {model.name}")
    return [one for one in fragments if one not in tags], [change]


def _described(rendered: RenderedPrompt) -> list[Person]:
    """Return the people whose looks a prompt tells, each once."""
    contents = (part.fragment.content for part in rendered.parts)
    return list({content.person.name: content.person for content in contents if isinstance(content, Looks)}.values())


def _lore_notices(scene: Scene) -> list[Change]:
    return [Change("notice", what, why) for what, why in scene.notices]


def gather(scene: Scene, profile: Profile, plugins: PluginManager) -> list[Fragment]:
    """Ask every plugin for its fragments, in the order of plugin names; macros in their words are filled in."""
    answers = _of_type(Fragment, plugins.ask("add_fragments", scene=scene, profile=profile), plugins)
    return [with_macros(from_plugin(fragment, name), scene.macros) for name, fragment in answers]


def slots_of(profile: Profile, dialect: Dialect) -> Sequence[str]:
    """Return the order of the prompt: the profile's where it gives one, then what the dialect's models want."""
    wanted: tuple[str, ...] = getattr(dialect, "slots", SLOTS)  # as `contracts.Ordered` has them
    if "slots" not in profile.model_fields_set:
        return wanted
    return (*profile.slots, *(slot for slot in wanted if slot not in profile.slots))


def in_order(fragments: Sequence[Fragment], slots: Sequence[str], profile: Profile) -> list[Fragment]:
    """Return fragments in slot order, as they come within a slot, each with the weight the profile gives its slot."""
    place = {slot: number for number, slot in enumerate(slot_order(slots, fragments))}
    ordered = sorted(fragments, key=lambda fragment: place[fragment.slot])
    weights = profile.weights
    return [replace(one, weight=weights[one.slot]) if one.slot in weights else one for one in ordered]


def _unread_weights(fragments: Iterable[Fragment], model: Model) -> list[Change]:
    """Return a change for each slot whose weight a model cannot read."""
    if model.weights != "none":
        return []
    weighed = dict.fromkeys(one.slot for one in fragments if one.weight != 1)
    return [Change("dropped", f"weight of {slot}", f"{model.name} reads no weights") for slot in weighed]


def slot_order(slots: Sequence[str], fragments: Iterable[Fragment]) -> list[str]:
    """Return `slots` with the plugins' own slots put in: each after the slot it names, else at the end."""
    order = list(slots)
    own = sorted({(fragment.slot, fragment.after) for fragment in fragments if fragment.slot not in order})
    while own:
        # One that follows another plugin's slot waits until that one has its place.
        slot, after = next((pair for pair in own if pair[1] in order), own[0])
        order.insert(order.index(after) + 1 if after in order else len(order), slot)
        own = [pair for pair in own if pair[0] != slot]
    return order


def gather_references(
    scene: Scene, profile: Profile, plugins: PluginManager, reason_against: Callable[[str], str] = _at_hand
) -> tuple[list[Reference], list[Change]]:
    """Ask every plugin for reference pictures, without repeats, in the order in which they are numbered and sent.

    The picture that an edit starts from is the first of them.

    Returns:
        The references, and a change for each one that is left out: of a person who is not in the picture, or with
        something against it.
    """
    answers = _of_type(Reference, plugins.ask("add_references", scene=scene, profile=profile), plugins)
    names = {"", *(person.name for person in scene.people)}
    references = dict.fromkeys(reference for _, reference in answers)
    reasons = {
        one: reason_against(one.asset) if one.person in names else "the person is not in the picture"
        for one in references
    }
    wanted = [replace(one, consistency=profile.consistency) for one in references if not reasons[one]]
    return (
        in_upload_order([*_source(scene), *wanted], scene.people),
        [Change("dropped", f"reference {picture_name(one.asset)}", reasons[one]) for one in references if reasons[one]],
    )


def _source(scene: Scene) -> list[Reference]:
    """Return the picture that an edit starts from; its bytes are fetched when it is drawn."""
    wish = scene.request
    return [Reference("", "source", wish.source_image)] if wish.operation == "edit" and wish.source_image else []


def _of_type(kind: type[T], answers: Iterable[tuple[str, Any]], plugins: PluginManager) -> Iterator[tuple[str, T]]:
    """Yield each thing of each answer with its plugin's name; report and skip what is not of this kind."""
    for name, answer in answers:
        for thing in answer if isinstance(answer, Iterable) else (answer,):
            if isinstance(thing, kind):
                yield name, thing
            else:
                plugins.report(PluginError(f"plugin {name}: {type(thing).__name__} is no {kind.__name__}"))
