"""Rendered prompts as plain data, for records and for ``--json``."""

from collections.abc import Mapping
from typing import Any

from composer.types import CONSISTENCIES, Conflict, Evidence, Part, PersonPrompt, Reference, RenderedPrompt, Trait


def prompt_fields(prompt: RenderedPrompt) -> dict[str, Any]:
    """Return a rendered prompt as plain data: texts, parts with their ranges and evidence, changes and conflicts."""
    return {
        "prompt": prompt.prompt,
        "negative_prompt": prompt.negative_prompt,
        "people": [person_fields(person) for person in prompt.people],
        "parts": [part_fields(prompt, part) for part in prompt.parts],
        "references": [reference_fields(one) for one in prompt.references],
        "changes": [{"kind": change.kind, "what": change.what, "why": change.why} for change in prompt.changes],
        "conflicts": [{"person": name, **conflict_fields(one)} for name, one in prompt.conflicts],
    }


def person_fields(person: PersonPrompt) -> dict[str, Any]:
    """Return one person's own prompt as plain data."""
    return {
        "name": person.name,
        "prompt": person.prompt,
        "negative_prompt": person.negative_prompt,
        "position": list(person.position) if person.position else None,
    }


def reference_fields(reference: Reference) -> dict[str, Any]:
    """Return a reference picture as plain data; what else the same picture is for stands under ``also``."""
    fields: dict[str, Any] = {
        "person": reference.person,
        "role": reference.role,
        "asset": reference.asset,
        "consistency": reference.consistency,
    }
    also = [{"person": person, "role": role} for person, role in reference.also]
    return fields | {"also": also} if also else fields


def reference_of(fields: Mapping[str, Any]) -> Reference:
    """Return the reference that plain data tells of; records of older versions lack what came later."""
    uses = fields.get("also")
    also = [one for one in uses if isinstance(one, Mapping)] if isinstance(uses, list | tuple) else []
    return Reference(
        str(fields.get("person", "")),
        str(fields.get("role", "")),
        str(fields.get("asset", "")),
        next((one for one in CONSISTENCIES if one == fields.get("consistency")), "balanced"),
        tuple((str(one.get("person", "")), str(one.get("role", ""))) for one in also),
    )


def conflict_fields(conflict: Conflict) -> dict[str, Any]:
    """Return as plain data two things said of somebody's looks, which of them counts and why."""
    return {
        "attribute": conflict.attribute,
        "kept": trait_fields(conflict.kept),
        "dropped": trait_fields(conflict.dropped),
        "why": conflict.why,
    }


def trait_fields(trait: Trait) -> dict[str, Any]:
    """Return a trait as plain data: how it is printed on its own, and the words it was read from."""
    return {"text": trait.phrase or trait.value, "evidence": [evidence_fields(one) for one in trait.evidence]}


def part_fields(prompt: RenderedPrompt, part: Part) -> dict[str, Any]:
    """Return one part as plain data.

    `negative` says that its range is one of the negative prompt, `person` of which of the people's prompts (from 0).
    """
    fields: dict[str, Any] = {
        "start": part.start,
        "end": part.end,
        "slot": part.fragment.slot,
        "plugin": part.fragment.source,
        "text": prompt.said(part),
        "evidence": [evidence_fields(one) for one in part.fragment.evidence],
    }
    fields |= {"negative": True} if part.negative else {}
    return fields if part.person is None else fields | {"person": part.person}


def evidence_fields(evidence: Evidence) -> dict[str, Any]:
    """Return as plain data where words stand in a stored text; `reader` only for what an optional reader found."""
    fields: dict[str, Any] = {
        "source": evidence.source,
        "start": evidence.start,
        "end": evidence.end,
        "quote": evidence.quote,
        "exact": evidence.exact,
    }
    return fields | {"reader": evidence.reader} if evidence.reader else fields
