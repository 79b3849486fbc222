"""What the user put right or locked: events of a chat that count from their message on.

They stand in the chat's own data (in SillyTavern's header at ``chat_metadata.rp_composer.corrections``) or come with a
call. Whoever wrote a chat may have written them, so they are checked and bounded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from composer.errors import ChatError
from composer.overriding import override
from composer.reading.clothes.sameness import same
from composer.reading.clothes.wardrobe import Wardrobe, outfit, put_on, take_off
from composer.reading.reading import Reading
from composer.reading.text.mapped import MappedText
from composer.types import Evidence, Garment, Person, Term, Trait

#: The most that one chat may bring.
MOST = 1000
Attribute = Literal[
    "hair_color", "hair_style", "eye_color", "skin", "build", "height", "age_look", "species", "gender", "feature"
]


def _clean(value: Any) -> Any:
    """Return a text on one line, without half characters and what acts on a terminal."""
    if not isinstance(value, str):
        return value
    whole = value.encode("utf-8", "replace").decode("utf-8")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in whole).split())


Words = Annotated[str, BeforeValidator(_clean), Field(max_length=200)]


class Correction(BaseModel):
    """One event: somebody wears something or no longer, looks otherwise, or stays as they are until unlocked."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)

    person: Annotated[str, Field(min_length=1, max_length=500)] = Field(description="The name, as in the story.")
    kind: Literal["wear", "remove", "lock", "unlock", "trait"] = Field(
        description="`lock` and `unlock` are of a garment, an attribute, or of all clothes when they name neither."
    )
    message: int | None = Field(
        default=None, ge=0, le=10_000_000,
        description="The number of the message with which it begins to count; from before the first by default.",
    )  # fmt: skip
    garment: Words = Field(default="", description="In words: `red silk dress`; for `remove` empty for everything.")
    attribute: Attribute | None = Field(default=None, description="Of looks.")
    value: Words = Field(default="", description="Of a trait, in words: `black hair`; empty takes the trait away.")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.kind == "wear" and not self.garment:
            raise ValueError("'wear' needs a 'garment'")
        if self.kind == "trait" and self.attribute is None:
            raise ValueError("'trait' needs an 'attribute'")
        if self.attribute and (self.garment or self.kind in ("wear", "remove")):
            raise ValueError("'attribute' goes with 'trait', 'lock' and 'unlock', and without a 'garment'")
        if self.value and self.kind != "trait":
            raise ValueError("'value' goes with 'trait'")
        return self


Corrections = Sequence[Correction]


def read_corrections(data: Any) -> tuple[Correction, ...]:
    """Check corrections as a chat holds them; ChatError names the one at fault and says why."""
    if not data and data in (None, []):
        return ()
    listed: TypeAdapter[list[Correction]] = TypeAdapter(Annotated[list[Correction], Field(max_length=MOST)])
    try:
        return tuple(listed.validate_python(data))
    except (ValidationError, RecursionError) as error:
        told = str(error)
        if isinstance(error, ValidationError):
            first = error.errors(include_url=False, include_input=False)[0]
            place = "".join(f".{part}" for part in first["loc"])
            told = f"corrections{place}: {first['msg']}"
        raise ChatError(f"chat_metadata.rp_composer.{told}; put it right or take it out") from None


def by_message(corrections: Iterable[Correction]) -> dict[int, tuple[Correction, ...]]:
    """Return corrections by the message with which they count; those before the first are at -1."""
    found: dict[int, tuple[Correction, ...]] = {}
    for one in corrections:
        number = -1 if one.message is None else one.message
        found[number] = (*found.get(number, ()), one)
    return found


def corrected_people(people: Sequence[Person], corrections: Corrections, reading: Reading) -> tuple[Person, ...]:
    """Return the people with what was corrected and locked of their looks."""
    for one in corrections:
        people = [_looks(person, one, reading) if person.name == one.person else person for person in people]
    return tuple(people)


def corrected_wardrobe(
    wardrobe: Wardrobe, people: Sequence[Person], corrections: Corrections, reading: Reading
) -> Wardrobe:
    """Return the wardrobe with what was corrected and locked of clothes."""
    for one in corrections:
        if one.attribute is None:
            person = next((person for person in people if person.name == one.person), Person(one.person, role="npc"))
            wardrobe = _clothes(wardrobe, person, one, reading)
    return wardrobe


def _looks(person: Person, one: Correction, reading: Reading) -> Person:
    if one.attribute is None:
        return person
    others = tuple(attribute for attribute in person.locked if attribute != one.attribute)
    if one.kind == "unlock":
        return replace(person, locked=others)
    person = replace(person, locked=(*others, one.attribute))
    return replace(person, traits=_traits(person, one, reading)) if one.kind == "trait" else person


def _traits(person: Person, one: Correction, reading: Reading) -> tuple[Trait, ...]:
    if not one.value:
        return tuple(trait for trait in person.traits if trait.attribute != one.attribute)
    assert one.attribute is not None
    evidence = _evidence(one.value)
    found = [
        replace(trait, evidence=evidence)
        for trait in reading.looks([MappedText.of("correction", one.value)], Person(person.name))
        if trait.attribute == one.attribute
    ]
    return override(person.traits, found or [Trait(one.attribute, one.value, evidence=evidence)])


def _clothes(wardrobe: Wardrobe, person: Person, one: Correction, reading: Reading) -> Wardrobe:
    name, worn = person.name, wardrobe.outfits.get(person.name, ())
    if one.kind == "wear":
        return put_on(wardrobe, name, _garments(one, person, reading))
    if not one.garment:
        return take_off(wardrobe, name, worn, _source(one)) if one.kind == "remove" else _locked(wardrobe, name, one)
    meant = _garments(one, person, reading)
    chosen = [own for own in worn if any(own.text == other.text or same(own, other) for other in meant)]
    if one.kind == "remove":
        return take_off(wardrobe, name, chosen, _source(one))
    return _marked(wardrobe, name, chosen, one.kind == "lock")


def _locked(wardrobe: Wardrobe, name: str, one: Correction) -> Wardrobe:
    """Lock all clothes of somebody, or unlock them all."""
    others = tuple(other for other in wardrobe.locked if other != name)
    if one.kind == "lock":
        return replace(wardrobe, locked=(*others, name))
    return replace(_marked(wardrobe, name, wardrobe.outfits.get(name, ()), False), locked=others)


def _marked(wardrobe: Wardrobe, name: str, chosen: Iterable[Garment], locked: bool) -> Wardrobe:
    meant = tuple(chosen)
    outfits: Mapping[str, tuple[Garment, ...]] = {
        who: tuple(
            # Once unlocked, it is as sure as if it had just been mentioned.
            replace(one, locked=locked, mentioned=wardrobe.clock) if who == name and one in meant else one
            for one in garments
        )
        for who, garments in wardrobe.outfits.items()
    }
    return replace(wardrobe, outfits=outfits)


def _garments(one: Correction, person: Person, reading: Reading) -> tuple[Garment, ...]:
    """Return the garments a correction names; words that nobody knows are worn as they are."""
    read = outfit([MappedText.of("correction", f"Outfit: {one.garment}")], Person(person.name), reading)
    evidence = _evidence(one.garment)
    known = tuple(replace(garment, evidence=evidence) for garment in read)
    return known or (Garment(Term(one.garment), one.garment, evidence=evidence),)


def _evidence(words: str) -> tuple[Evidence, ...]:
    return (Evidence("correction", 0, len(words), words),)


def _source(one: Correction) -> str:
    return "correction" if one.message is None else f"message:{one.message}"
