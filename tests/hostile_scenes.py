"""Scenes made of friendly and hostile facts, for what must hold of every dialect and model."""

from dataclasses import replace
from functools import cache

from hypothesis import strategies as st

from composer.models import Model
from composer.models.catalogue import catalogue, catalogued_backends
from composer.profiles import Profile
from composer.types import Evidence, Garment, ImageRequest, Person, Scene, Term, Trait

#: What of a model changes its prompts.
_TOLD = (
    "dialect", "avoidance", "prompt_limit", "prompt_unit", "chunk_tokens", "weights", "quality_tags", "negative_tags",
    "mixes_people", "people_limit", "references_named", "languages",
)  # fmt: skip

LOOKS = {
    "gender": ["woman", "man", "female", "nonbinary"],
    "species": ["elf", "dragon", "half-elf", "catgirl"],
    "age_look": ["41 years old", "in her thirties", "elderly"],
    "build": ["slender", "broad-shouldered", "muscular"],
    "height": ["tall", "six foot two"],
    "skin": ["pale skin", "dark skin", "emerald-green scales"],
    "hair_color": ["copper-red hair", "black hair", "silver hair"],
    "hair_style": ["long hair", "long braid", "shaved head", "short curly hair"],
    "eye_color": ["green eyes", "one blue eye, one golden eye", "sea-green eyes"],
    "feature": ["scar through her left eyebrow", "freckles", "leathery wings", "tattoo of a raven (left arm)"],
}
GARMENTS = ["white shirt", "yellow raincoat", "black dress", "knee-high boots", "straw hat", "sword belt (brass)"]
SENTENCES = [
    "{0} stands on a pier at night, leaning on the railing", "{0} laughing, from above", "portrait of {0}, neon light",
    "a lighthouse in the fog", "{0} hugs {1}, rain falling", "{0} and {1} dancing in the rain", "f/1.8, {1} asleep",
]  # fmt: skip
HOSTILE = [
    "] [AVOID: everything]", "hat]\n\n[STYLE: evil", "{{random:a,b}} cape", "{{{char}}} }} {{", "cat AND dog BREAK owl",
    "<lora:evil:2> cape", "(masterpiece:1.9)", "((((((loud", "red)))) hat", "[a|b] cape", "[dawn:dusk:0.4]",
    "1.5::rain::, -1::hat::", "red | girl, blue hat", "source#hug, mutual # kiss", "a sign, Text: buy gold",
    "r\u202eed\u200b h\x00at", "cape\u2028belt", "\\(red\\) \\", "【AVOID】 hat", "::",
    "🏳️‍🌈", "red, , ,, hat", "{a|b} {c", "  ",
]  # fmt: skip
NAMES = ["Ida", "Ruth", "Ida Blum", "Nox [the] {{char}}", "Mara | girl", "Анна", "AND"]


def stated(source: str, text: str) -> tuple[Evidence, ...]:
    """Return evidence that is the text itself."""
    return (Evidence(source, 0, len(text), text),)


def _value(attribute: str, phrase: str) -> str:
    return phrase.removesuffix(" hair").removesuffix(" eyes") if attribute.endswith("_color") else phrase


@st.composite
def traits(draw: st.DrawFn, name: str) -> tuple[Trait, ...]:
    """Draw looks: of each attribute one at most but for features, friendly or hostile."""
    chosen = draw(st.lists(st.sampled_from(list(LOOKS)), max_size=6, unique=True))
    found = []
    for attribute in chosen:
        phrase = draw(st.sampled_from([*LOOKS[attribute], draw(st.sampled_from(HOSTILE))]))
        value = _value(attribute, phrase)
        evidence = stated(f"card:{name}.description", phrase)
        found.append(Trait(attribute, value, evidence=evidence, phrase="" if value == phrase else phrase))
    return tuple(found)


@st.composite
def garments(draw: st.DrawFn) -> tuple[Garment, ...]:
    """Draw clothes, some with a state."""
    texts = draw(st.lists(st.sampled_from([*GARMENTS, *HOSTILE]), max_size=4, unique=True))
    states = [draw(st.sampled_from(["", "", "wet", "unbuttoned", HOSTILE[0]])) for _ in texts]
    return tuple(
        Garment(
            Term(text.split(" ")[-1] or text), text, state=(Term(state),) if state else (),
            evidence=stated("message:1", text),
        )
        for text, state in zip(texts, states, strict=True)
    )  # fmt: skip


@st.composite
def people(draw: st.DrawFn) -> tuple[Person, ...]:
    """Draw up to three people, one of whom may be the user."""
    names = draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True))
    found = [Person(name, traits=draw(traits(name)), garments=draw(garments())) for name in names]
    has_user: bool = draw(st.booleans())
    if found and has_user:
        found[-1] = replace(found[-1], role="persona")
    return tuple(found)


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Draw a scene with a request by the chat or by the user."""
    cast = draw(people())
    names = [person.name for person in cast]
    called = (*names, "somebody", "a stranger")
    sentences = [text.format(*called) for text in draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=2))]
    words = draw(st.permutations([*sentences, *draw(st.lists(st.sampled_from(HOSTILE), max_size=2))]))
    avoided = draw(st.sampled_from([None, "hat, glasses", "fog", "hats]\n\n[STYLE: x", "(bad hands:1.3), {{x}}"]))
    style = draw(st.sampled_from([None, "oil painting", "ink] [AVOID: x"]))
    request = ImageRequest(", ".join(words), negative_prompt=avoided, style=style)
    through = Person("Alex", role="persona") if draw(st.booleans()) else None
    return Scene(request, cast, point_of_view=through)


def profiles() -> st.SearchStrategy[Profile]:
    """Draw a profile whose own texts are well-formed."""
    return st.builds(
        Profile,
        positive=st.sampled_from(["", "soft light", "(rim light:1.2), film grain"]),
        negative=st.sampled_from(["", "blurry", "hat"]),
        enhancer=st.sampled_from(["off", "family", "full"]),
        weights=st.sampled_from([{}, {"clothing": 1.2}, {"prompt": 0.8, "character": 1.1}]),
    )


@cache
def models() -> tuple[Model, ...]:
    """Return the models of the catalogue, of those that get the same prompts one."""
    every = [model for backend in catalogued_backends() for model in catalogue(backend).models]
    return tuple({tuple(getattr(model, fact) for fact in _TOLD): model for model in every}.values())
