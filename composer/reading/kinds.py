"""The kinds of words the core's rules know, as `composer/data/kinds.yaml` explains them, for who writes a lexicon."""

from collections.abc import Iterable
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, RootModel

from composer.documents import check_builtin
from composer.nearest import nearest


class Kind(BaseModel):
    """What a kind of words is for, and what the features of its words mean."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    says: str
    features: dict[str, str]


class _Kinds(RootModel[dict[str, dict[str, Kind]]]):
    """Subject → kind."""


@cache
def kinds_by_subject() -> dict[str, dict[str, Kind]]:
    """Return all kinds by what they are about."""
    return check_builtin(_Kinds, resources.files("composer") / "data" / "kinds.yaml").root


@cache
def all_kinds() -> dict[str, Kind]:
    """Return all kinds by name."""
    return {name: kind for kinds in kinds_by_subject().values() for name, kind in kinds.items()}


def doubts_about(kind: str, features: frozenset[str]) -> list[str]:
    """Return what no rule of the core knows of a kind and its features, each with the nearest right name."""
    known = all_kinds().get(kind)
    if known is None:
        return [f"no rule knows the kind {kind!r}{_instead(kind, all_kinds())}"]
    return [
        f"no rule knows the feature {feature!r} of the kind {kind!r}{_instead(feature, known.features)}"
        for feature in sorted(features - known.features.keys())
    ]


def _instead(wrong: str, right: Iterable[str]) -> str:
    found = nearest(wrong, right, alike=70)
    return f"; did you mean {found!r}?" if found else ""
