"""What words of a request deny ("no people", "without glasses"), said as what the picture shows instead.

Only for models that draw whatever they read. Denials that are no wish for the picture ("no longer", "without a word")
stay as they are.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from composer.writing.avoiding import instead_of, table, without_determiner
from composer.writing.writing import Writing

_DENIAL = re.compile(
    r"(?P<lead>\b(?:there\s+(?:is|are)|is|are|wears?|wearing|has|have|having|with)\s+)?"
    r"\b(?P<no>no|without|not\s+wearing|(?:is|are)n['’]t(?:\s+wearing)?|does(?:n['’]t|\s+not)\s+wear|free\s+of|not)\s+(?=\w)",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\s*,\s*(?:or\s+|nor\s+)?|\s+(?:or|nor)\s+", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_BARE = re.compile(r"no\s+(?P<what>(?:[\w'’-]+\s+){0,2}[\w'’-]+)", re.IGNORECASE)
_CLAUSE = re.compile(r"[^,.;!?…，。；！？、\n]+")
_LONGEST = 3


def without_denials(text: str, writing: Writing, facts: str = "") -> tuple[str, Mapping[str, str]]:
    """Return words without the denials that can be said otherwise, and for each thing said what stood there.

    Args:
        facts: looks and clothes of everybody in the picture, in lower case.
    """
    origins: dict[str, str] = {}
    folded = text.casefold()
    if not any(word in folded for word in _beginnings()):
        return text, origins
    said = _CLAUSE.sub(lambda match: _whole_clause(match[0], writing, origins), text)
    pieces, position = [], 0
    for match in _DENIAL.finditer(said):
        if match.start() < position or not _is_denial(said, match):
            continue
        end, things = _things(said, match.end())
        instead = [one for thing in things if (one := instead_of(thing, writing, facts))]
        if instead:
            origins.update(dict.fromkeys(instead, said[match.start() : end]))
            pieces += [said[position : match.start()], _opened(match, " and ".join(instead))]
            position = end
    return "".join((*pieces, said[position:])), origins


def bare_denial(phrase: str) -> str:
    """Return what a phrase that says nothing else denies ("no dragons"), "" for every other phrase."""
    match = _BARE.fullmatch(phrase.strip(" ,.;!?"))
    if match is None or match["what"].split()[0].casefold() in table().idioms:
        return ""
    return without_determiner(match["what"])


def _whole_clause(clause: str, writing: Writing, origins: dict[str, str]) -> str:
    """Return what stands for a clause that denies in words of its own ("nobody in sight"), else the clause."""
    stripped = clause.strip()
    instead = table().clauses.get(stripped.casefold())
    if instead is None:
        return clause
    if not writing.is_new(stripped, "instead", instead):
        return ""
    writing.note("rewritten", stripped, instead)
    origins[instead] = stripped
    return clause.replace(stripped, instead)


def _is_denial(text: str, match: re.Match[str]) -> bool:
    """Say whether "not" begins a clause, since it stands with a verb else."""
    before = text[: match.start()].rstrip()
    return match["no"].casefold() != "not" or bool(match["lead"]) or not before or before[-1] in ",.;"


def _things(text: str, start: int) -> tuple[int, list[str]]:
    """Return what is denied from a place on, and where it ends; nothing where that is no thing of the table."""
    end, thing = _thing(text, start)
    things = [thing] if thing else []
    more = list(_further(text, end)) if thing else []
    # Commas go on with a list only when "or" ends it: after "no hat, smiling" somebody smiles.
    if any(joint.strip(" ,").casefold() in ("or", "nor") for joint, _, _ in more):
        last = max(n for n, (joint, _, _) in enumerate(more) if joint.strip(" ,").casefold() in ("or", "nor"))
        things += [one for _, one, _ in more[: last + 1]]
        end = more[last][2]
    return (_filled(text, end), things) if _ends(text, _filled(text, end)) else (start, [])


def _further(text: str, end: int) -> Iterator[tuple[str, str, int]]:
    """Yield the joint, the thing and its end of each further thing of a list."""
    while joint := _LISTED.match(text, end):
        end, thing = _thing(text, joint.end())
        if not thing:
            return
        yield joint[0], thing, end


def _thing(text: str, start: int) -> tuple[int, str]:
    """Return the end and the longest name of a thing of the table that begins at a place, "" for none."""
    rest = text[start : start + 80]
    skipped = len(rest) - len(without_determiner(rest))
    words = list(_WORD.finditer(rest, skipped))[:_LONGEST]
    for count in range(len(words), 0, -1):
        name = rest[words[0].start() : words[count - 1].end()]
        if words[0].start() == skipped and name.casefold() in table().of:
            return start + words[count - 1].end(), name
    return start, ""


def _filled(text: str, end: int) -> int:
    """Return the end with what may follow a thing without a meaning ("in sight")."""
    match = _fillers().match(text, end)
    return match.end() if match else end


def _ends(text: str, end: int) -> bool:
    """Say whether a thing ends at a place: "no text messages" denies no text."""
    following = _WORD.match(text[end : end + 40].lstrip())
    return following is None or following[0].casefold() in table().followers


@cache
def _beginnings() -> tuple[str, ...]:
    """Return what stands in every denial, to see at once that a text has none."""
    return ("no ", "not ", "n't ", "n’t ", "without", "free of", *table().clauses)


@cache
def _fillers() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{'|'.join(map(re.escape, table().fillers))})\b", re.IGNORECASE)


def _opened(match: re.Match[str], instead: str) -> str:
    """Return what is shown as the sentence wants it: "has bare feet", "with bare feet", "bare feet"."""
    lead, denial = (match["lead"] or "").strip().casefold(), match["no"].casefold()
    if lead in ("wears", "has", "is") or denial.startswith(("isn", "does")):
        opening = "has "
    elif lead in ("wear", "have", "are") or denial.startswith("aren"):
        opening = "have "
    elif lead in ("wearing", "having", "with") or denial not in ("no", "not"):
        opening = "with "
    else:
        opening = ""
    said = f"{opening}{instead}"
    return said[:1].upper() + said[1:] if match[0][0].isupper() else said
