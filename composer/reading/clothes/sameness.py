"""Whether two mentions of garments may mean one and the same."""

from functools import cache
from importlib import resources
from itertools import product

from pydantic import RootModel

from composer.documents import check_builtin
from composer.reading.language import Language
from composer.types import Garment

#: The gender of a pronoun → how names of things end that it may stand for.
_MAY_BE = {"feminine": "ending_she", "plural": "ending_they"}


class _Kinds(RootModel[dict[str, frozenset[str]]]):
    """Narrower names by the wider one; `composer/data/garment_kinds.yaml` explains."""


def same(one: Garment, other: Garment) -> bool:
    """Return whether two garments may be one and the same: the same sort of thing, and no colour speaks against it."""
    if one.slot != other.slot or not (_names(one) & _names(other) or _is_kind_of(one, other)):
        return False
    return not one.colours or not other.colours or bool(set(one.colours) & set(other.colours))


def may_name(said: Garment, worn: Garment) -> bool:
    """Return whether the bare name of a wider sort may mean a garment known already: "the hat" a cap."""
    wider = said.name.text if said.name.text.isascii() else _name(said)  # a sou'wester is a hat, but not any hat
    named = worn.name.text.isascii() and wider == worn.name.english != worn.name.text  # "the hat" a fedora
    narrower = _name(worn) in _narrower(wider) or named
    return said.slot == worn.slot and narrower


def fits(garment: Garment, gender: str, language: Language | None) -> bool:
    """Return whether a pronoun may stand for a garment: "them" for what ends in -s, «её» for what ends in -а."""
    if not gender or language is None:
        return True
    name, endings = garment.name.text.split()[-1], language.lexicon.endings
    if not language.cases:
        several = name.endswith(endings["ending_plural"]) and not name.endswith(endings["ending_no_plural"])
        return several if gender == "plural" else not (several and gender == "neuter")
    if gender == "masculine":
        return not name.endswith(endings["ending_no_he"])
    return gender in _MAY_BE and name.endswith(endings[_MAY_BE[gender]])


@cache
def _narrower(name: str) -> frozenset[str]:
    """Return the garments that may be meant by a wider name: by "the hat" a cap."""
    return _kinds().root.get(name, frozenset())


@cache
def _kinds() -> _Kinds:
    return check_builtin(_Kinds, resources.files("composer") / "data" / "garment_kinds.yaml")


def _names(garment: Garment) -> set[str]:
    return {garment.name.text, garment.name.english} - {""}


def _is_kind_of(one: Garment, other: Garment) -> bool:
    """Return whether one English name only says more than the other: a leather jacket is a jacket, not a denim one."""
    pairs = product(_english(one), _english(other))
    return any(said[-1] == known[-1] and (set(said) <= set(known) or set(known) <= set(said)) for said, known in pairs)


def _name(garment: Garment) -> str:
    return garment.name.english or garment.name.text


def _english(garment: Garment) -> list[list[str]]:
    return [name.split() for name in _names(garment) if name.isascii()]
