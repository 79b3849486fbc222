"""What of a person can be drawn: traits read into the choices of the sketch, and what of them was not understood."""

import re
from dataclasses import dataclass, field

from composer.types import Person, Trait
from composer_plugins.sketching.canvas import Colour
from composer_plugins.sketching.colour_names import named_colours
from composer_plugins.sketching.vocabulary import Species, best, finder, normalised, phrases, species

SKIN: Colour = (244, 209, 180)
HAIR: Colour = (139, 120, 104)
EYES: Colour = (92, 82, 82)
MOST = 80  # traits read of one person; nobody can be seen to have more


@dataclass(slots=True)
class Look:
    """The drawable looks of one person; "" and () mean "not said".

    Attributes:
        height: 1.0 is average; build: slim, average, athletic, broad or plump.
        hide: skin, fur, scales, feathers or metal; snout: "", muzzle, dragon or beak.
        tips: the second colour of two-coloured hair; eyes: left and right as seen.
        undrawn: what the caption has to say instead.
    """

    name: str
    hair: Colour = HAIR
    tips: Colour | None = None
    hair_length: str = ""
    texture: str = "straight"
    arrangements: frozenset[str] = frozenset()
    fringe: str = ""
    eyes: tuple[Colour, Colour] = (EYES, EYES)
    skin: Colour = SKIN
    hide: str = ""
    snout: str = ""
    build: str = "average"
    height: float = 1.0
    age: str = ""
    gender: str = ""
    ears: str = ""
    tail: str = ""
    horns: str = ""
    wings: str = ""
    parts: dict[str, Colour] = field(default_factory=dict)
    features: frozenset[str] = frozenset()
    undrawn: list[str] = field(default_factory=list)


_HEIGHTS = {"tiny": 0.72, "short": 0.9, "average": 1.0, "tall": 1.07, "very_tall": 1.13}
_LABELS = {"hair_color": "hair", "hair_style": "hair", "eye_color": "eyes", "age_look": "age"}


def read_look(person: Person) -> Look:
    """Return what can be drawn of `person`; traits earlier in the list come first, later ones fill what is open."""
    look, traits = Look(person.name), person.traits[:MOST]
    for attribute in (
        "species",
        "gender",
        "skin",
        "hair_color",
        "hair_style",
        "eye_color",
        "build",
        "height",
        "age_look",
    ):
        for trait in traits:
            if trait.attribute == attribute:
                _READERS[attribute](look, trait)
    for trait in traits:
        if trait.attribute not in _READERS:
            _read_feature(look, trait)
    return look


def _unknown(look: Look, trait: Trait, text: str) -> None:
    label = _LABELS.get(trait.attribute, trait.attribute)
    look.undrawn.append(text if label == "feature" else f"{label}: {text}")


def _read_species(look: Look, trait: Trait) -> None:
    text = " ".join(phrases(trait.words, trait.value))
    kinds = {word: kind for kind in species() for word in kind.words}
    kind = kinds.get(best(kinds, text))
    if kind is None:
        _unknown(look, trait, text)
        return
    _adopt(look, kind)
    for tint in named_colours(text, "skin")[:1]:
        look.skin = tint if kind.hide else look.skin


def _adopt(look: Look, kind: Species) -> None:
    look.ears, look.tail, look.horns, look.wings = kind.ears, kind.tail, kind.horns, kind.wings
    look.snout, look.hide, look.skin = kind.snout, kind.hide, kind.skin or look.skin
    look.features |= set(kind.features)
    look.build = kind.build or look.build
    look.height = _HEIGHTS.get(kind.height, look.height)
    look.hair_length = "bald" if kind.bald else look.hair_length


def _read_gender(look: Look, trait: Trait) -> None:
    found = [c for text in phrases(trait.words, trait.value) for c in finder("looks", "gender").all(text)]
    look.gender = found[0] if found else look.gender


def _read_skin(look: Look, trait: Trait) -> None:
    stated = named_colours(normalised(trait.value), "skin")
    for text in phrases(trait.words, trait.value):
        tints = stated or named_colours(text, "skin")
        hides = finder("looks", "hide").all(text)
        extra = finder("looks", "features").all(text)
        if tints:
            look.skin = tints[0]
        if len(tints) > 1:
            look.parts["belly"] = tints[1]
        look.hide = hides[0] if hides else look.hide
        look.features |= set(extra)
        if not (tints or hides or extra):
            _unknown(look, trait, text)


def _tints(trait: Trait, context: str) -> list[Colour]:
    """Return the colours of a trait: those of its own words, where they are English, else of its terms."""
    terms = phrases(trait.words, trait.value)
    return named_colours(normalised(trait.value), context) or [
        t for term in terms for t in named_colours(term, context)
    ]


def _read_hair_colour(look: Look, trait: Trait) -> None:
    tints = _tints(trait, "hair")
    if not tints:
        _unknown(look, trait, normalised(trait.value))
        return
    look.hair, look.tips = tints[0], tints[1] if len(tints) > 1 else None
    look.hair_length = "" if look.hair_length == "bald" else look.hair_length


def _read_hair_style(look: Look, trait: Trait) -> None:
    for text in phrases(trait.words, trait.value):
        length = finder("looks", "hair_length").all(text)
        texture = finder("looks", "hair_texture").all(text)
        arrangements = finder("looks", "hair_arrangement").all(text)
        fringe = finder("looks", "hair_fringe").all(text)
        look.hair_length = length[0] if length else look.hair_length
        look.texture = texture[0] if texture else look.texture
        look.arrangements |= set(arrangements)
        look.fringe = fringe[0] if fringe else look.fringe
        if not (length or texture or arrangements or fringe):
            _unknown(look, trait, text)


def _read_eyes(look: Look, trait: Trait) -> None:
    texts = phrases(trait.words, trait.value)
    tints = _tints(trait, "eyes")
    if tints:
        look.eyes = (tints[0], tints[1] if len(tints) > 1 else tints[0])
    else:
        _unknown(look, trait, ", ".join(texts))


def _read_choice(look: Look, trait: Trait) -> str:
    texts = phrases(trait.words, trait.value)
    section = "age" if trait.attribute == "age_look" else trait.attribute
    found = [choice for text in texts for choice in finder("looks", section).all(text)]
    if not found:
        _unknown(look, trait, ", ".join(texts))
    return found[0] if found else ""


def _read_build(look: Look, trait: Trait) -> None:
    look.build = _read_choice(look, trait) or look.build


def _read_height(look: Look, trait: Trait) -> None:
    metres = re.search(r"\b([12])[.,]?(\d\d)\s*(?:m|cm|см|м)?\b", trait.value)
    if metres:
        look.height = min(max((int(metres[1]) + int(metres[2]) / 100) / 1.7, 0.72), 1.13)
    else:
        look.height = _HEIGHTS.get(_read_choice(look, trait), look.height)


def _read_age(look: Look, trait: Trait) -> None:
    years = re.search(r"(?<!\d)(\d{1,3})(?!\d)", " ".join([trait.value, *phrases(trait.words, "")]))
    if years:
        look.age = "old" if 60 <= int(years[1]) <= 120 else "middle" if 40 <= int(years[1]) < 60 else "adult"
    else:
        look.age = _read_choice(look, trait)


def _read_feature(look: Look, trait: Trait) -> None:
    """Read a feature as one thing: the terms of "bushy fox tail" are "fox tail" and "bushy"."""
    english = " ".join(reversed(phrases(trait.words, trait.value)))
    text = f"{normalised(trait.value)} / {english}"
    parts = [part for part in ("ears", "tail", "horns", "wings") if _read_part(look, part, text)]
    found = [] if parts else finder("looks", "features").all(text)[:1]
    look.features |= set(found)
    if not parts and not found and not _read_belly(look, text):
        _unknown(look, trait, english)


def _read_part(look: Look, part: str, text: str) -> bool:
    """Read ears, a tail, horns or wings with their colour, that of a tip left aside; say whether they were there."""
    found, words = finder("looks", part).all(text), finder("looks", part).words(text)
    if not found or (part == "ears" and "earring" in text):
        return False
    if not getattr(look, part) or words[0] not in _BARE:
        setattr(look, part, found[0])
    tints = named_colours(_TIP.sub(" ", text))
    look.parts |= {part: tints[0]} if tints else {}
    return True


_BARE = frozenset({"ears", "tail", "horn", "wing"})
_TIP = re.compile(r"\b[\w-]+[- ]tip(?:ped|s)?\b")


def _read_belly(look: Look, text: str) -> bool:
    found = re.search(r"\b(?:muzzle|chest|belly|snout|beak|throat)\b", text)
    tints = named_colours(text, "skin") if found else []
    look.parts |= {"belly": tints[0]} if tints else {}
    return bool(tints) or (found is not None and found[0] in ("muzzle", "snout", "beak") and bool(look.snout))


_READERS = {
    "species": _read_species,
    "gender": _read_gender,
    "skin": _read_skin,
    "hair_color": _read_hair_colour,
    "hair_style": _read_hair_style,
    "eye_color": _read_eyes,
    "build": _read_build,
    "height": _read_height,
    "age_look": _read_age,
}
