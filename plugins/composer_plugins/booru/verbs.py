"""Verbs as captions have them: what somebody does as a tag, "kneading dough" for "kneads dough"."""

import re
from functools import lru_cache

from composer_plugins.booru.vocabulary import rules

_VERB = re.compile(r"[a-z]{2,}[^\W\dius]s|[a-z]+(?:ss|sh|ch|x|zz|o)es")
_HISSING = ("sses", "shes", "ches", "xes", "zzes", "oes")
_DOUBLED = re.compile(r"[^aeiou]*(?:qu)?[aeiou][bdgmnprt]")


@lru_cache(maxsize=1024)
def as_doing(phrase: str) -> str:
    """Return a phrase that followed the one it is about with its verb as captions have it, another one as it is."""
    verb, space, rest = phrase.partition(" ")
    if not _VERB.fullmatch(verb) or verb in rules().no_verbs:
        return phrase
    return f"{_gerund(verb)}{space}{rest}"


def _gerund(verb: str) -> str:
    if verb.endswith("ies"):
        return f"{verb[:-3]}ying"
    stem = verb[:-2] if verb.endswith(_HISSING) else verb[:-1]
    if stem.endswith("e") and not stem.endswith(("ee", "oe", "ye")):
        return f"{stem[:-1]}ing"
    return f"{stem}{stem[-1]}ing" if _DOUBLED.fullmatch(stem) else f"{stem}ing"
