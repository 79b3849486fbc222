"""Whether two mentions of garments may mean one and the same."""

from functools import cache
from importlib import resources
from itertools import product

from pydantic import RootModel

from composer.documents import check_builtin
from composer.types import Garment

#: How names of garments end that a pronoun of this gender may stand for.
_ENDINGS = {"feminine": ("а", "я", "ь"), "plural": ("ы", "и"), "masculine": ("ь",)}


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


def fits(garment: Garment, gender: str) -> bool:
    """Return whether a pronoun may stand for a garment: "them" for what ends in -s, «её» for what ends in -а."""
    name = garment.name.text.split()[-1]
    if name.isascii():
        several = name.endswith("s") and not name.endswith("ss")
        return several if gender == "plural" else not (several and gender == "neuter")
    return not gender or name.endswith(_ENDINGS.get(gender, ())) or (gender == "masculine" and name[-1] not in "аяьы")


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
