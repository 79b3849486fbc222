"""What holds of every dialect for every model of the catalogue, whatever cards, chats and language models write.

Only well-formed texts of the user's own are drawn: those are trusted, and pass as they are.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from composer.models import Model, length
from composer.pipeline import compose
from composer.profiles import Profile
from composer.types import (
    Cast,
    Garment,
    ImageRequest,
    Looks,
    Outfit,
    Part,
    Person,
    RenderedPrompt,
    Scene,
    Term,
    Trait,
    Words,
)
from tests.composing import stages
from tests.hostile_scenes import models, profiles, scenes, stated

DIALECTS = {one.name: one for one in stages().catalogue("register_dialects", "dialect")}
EVERYWHERE = settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
every_dialect = pytest.mark.parametrize("dialect", sorted(DIALECTS))
anything = given(scenes(), profiles(), st.sampled_from(models()))


def written(dialect: str, scene: Scene, profile: Profile, model: Model) -> RenderedPrompt:
    return compose(scene, profile, stages(), DIALECTS[dialect], model)


def texts(prompt: RenderedPrompt) -> Iterator[tuple[int | None, bool, str]]:
    """Yield every text of a prompt: of which person's box it is, whether it is a negative one, and its words."""
    yield from ((None, False, prompt.prompt), (None, True, prompt.negative_prompt))
    for number, person in enumerate(prompt.people):
        yield from ((number, False, person.prompt), (number, True, person.negative_prompt))


def parts_of(prompt: RenderedPrompt, person: int | None, negative: bool) -> list[Part]:
    return [part for part in prompt.parts if (part.person, part.negative) == (person, negative)]


def is_foreign(part: Part) -> bool:
    content = part.fragment.content
    return isinstance(content, Looks | Outfit) or (isinstance(content, Words) and not content.own)


def gaps(prompt: RenderedPrompt) -> Iterator[str]:
    """Yield what stands between the parts."""
    for person, negative, text in texts(prompt):
        position = 0
        for part in parts_of(prompt, person, negative):
            yield text[position : part.start]
            position = part.end
        yield text[position:]


@every_dialect
@EVERYWHERE
@anything
def test_the_same_scene_always_gives_the_same_prompt(
    dialect: str, scene: Scene, profile: Profile, model: Model
) -> None:
    assert written(dialect, scene, profile, model) == written(dialect, scene, profile, model)


@every_dialect
@EVERYWHERE
@anything
def test_parts_are_sorted_and_exact_and_never_overlap(
    dialect: str, scene: Scene, profile: Profile, model: Model
) -> None:
    prompt = written(dialect, scene, profile, model)
    for person, negative, text in texts(prompt):
        parts = parts_of(prompt, person, negative)
        assert all(0 <= part.start < part.end <= len(text) for part in parts)
        assert all(one.end <= two.start for one, two in pairwise(parts))
    assert all(part.person is None or part.person < len(prompt.people) for part in prompt.parts)


# ── nothing breaks out ──────────────────────────────────────────────────────────────────────────────────────────────

#: What foreign text may not have in it, because a dialect's models or readers would act on it.
SYNTAX = {
    "blocks": r"[\[\]]",
    "prose": r"[\[\](){}]",
    "tags": r"(?<!\\)[()\[\]]|\b(?:AND|BREAK)\b|<\w+:[^<>]*>",
    "novelai": r"[\[\]{}|]|::|\b(?:AND|BREAK)\b|<\w+:[^<>]*>|\b[Tt]ext\s*:",
}
WEIGHING = re.compile(r"[()\[\]]")
SIDES = re.compile(r"\b(?:source|target|mutual)#")
#: A weight within bounds is let through.
WEIGHT = re.compile(r"\(((?:[^()]|\\[()])*):(?:0\.[6-9]|1\.[0-4]|1)\d*\)")


@every_dialect
@EVERYWHERE
@anything
def test_foreign_text_breaks_out_of_nothing(dialect: str, scene: Scene, profile: Profile, model: Model) -> None:
    prompt = written(dialect, scene, profile, model)
    for part in filter(is_foreign, prompt.parts):
        said = WEIGHT.sub(r"\1", prompt.said(part))
        if dialect == "tags" and model.weights != "a1111":  # brackets are only words to it
            said = WEIGHING.sub("", said)
        assert not re.search(SYNTAX[dialect], said)
        assert dialect != "blocks" or "\n\n" not in said
        assert dialect != "novelai" or not SIDES.search(said) or said.count("#") == 1


@every_dialect
@EVERYWHERE
@anything
def test_no_macro_and_nothing_unseen_is_in_a_prompt(dialect: str, scene: Scene, profile: Profile, model: Model) -> None:
    prompt = written(dialect, scene, profile, model)
    for _, _, text in texts(prompt):
        assert "{{" not in text
        assert "}}" not in text
        assert all(unicodedata.category(letter) not in ("Cc", "Cf", "Cs") or letter in "\n\t\u200d" for letter in text)


#: The brackets that work in the prompts of a dialect, by the syntax of weights.
BRACKETS = {("blocks", "none"): "[]", ("tags", "a1111"): "()[]", ("novelai", "novelai"): "{}[]"}
ESCAPED = re.compile(r"\\.")


@every_dialect
@EVERYWHERE
@anything
def test_brackets_are_balanced(dialect: str, scene: Scene, profile: Profile, model: Model) -> None:
    prompt = written(dialect, scene, profile, model)
    brackets = BRACKETS.get((dialect, "none" if dialect == "blocks" else model.weights), "")
    for _, _, text in texts(prompt):
        plain = ESCAPED.sub("", text) if dialect == "tags" else text
        open_ones: list[str] = []
        for letter in plain:
            if letter in brackets[::2]:
                open_ones.append(letter)
            elif letter in brackets[1::2]:
                assert open_ones
                assert brackets.index(open_ones.pop()) + 1 == brackets.index(letter)
        assert not open_ones
        assert dialect != "novelai" or plain.count("::") % 2 == 0


# ── facts ───────────────────────────────────────────────────────────────────────────────────────────────────────────

#: What dialects put between facts: labels, separators, weights, and the words of sentences.
GLUE = {
    "blocks": re.compile(
        r"\[(?:STYLE|Style|AVOID): |\[(?:Character|User) Reference: [^\n]*'s appearance: |\[Current Clothing: |"
        r"[^\n]* is wearing: |\]|[,.]? |\n\n"
    ),
    "tags": re.compile(r"[,\s().:\d\\]|BREAK"),
    "novelai": re.compile(r"[,\s.]|-?[\d.]+::|::"),
}


@every_dialect
@EVERYWHERE
@anything
def test_everything_in_a_prompt_comes_from_a_fact(dialect: str, scene: Scene, profile: Profile, model: Model) -> None:
    prompt = written(dialect, scene, profile, model)
    for part in prompt.parts:
        assert part.fragment.evidence or isinstance(part.fragment.content, Cast)
    if dialect in GLUE:
        assert [gap for gap in gaps(prompt) if GLUE[dialect].sub("", gap)] == []


def facts_of(prompt: RenderedPrompt) -> set[object]:
    """Return the looks and clothes that a prompt says, each by whose it is, what it is and how it is printed."""
    return {fact for part in prompt.parts for fact in _facts(part.fragment.content)}


def _facts(content: object) -> Iterator[object]:
    if isinstance(content, Looks):
        yield from ((content.person.name, one.attribute, one.evidence) for one in content.traits)
    elif isinstance(content, Outfit):
        yield from ((content.person.name, "garment", one.evidence) for one in content.garments)


def is_told(fact: Trait | Garment, prompt: RenderedPrompt) -> bool:
    """Say whether a change tells what became of a fact, by its words; of a hostile one any that drops something may."""
    said = fact.text if isinstance(fact, Garment) else fact.phrase or fact.value
    words = set(re.findall(r"\w+", said.casefold()))
    told = [set(re.findall(r"\w+", change.what.casefold())) for change in prompt.changes]
    joined = ["".join(sorted("".join(one))) for one in told]
    same = "".join(sorted("".join(words))) in joined
    return not words or same or any(words & one for one in told) or any(one.kind == "dropped" for one in prompt.changes)


@every_dialect
@EVERYWHERE
@anything
def test_every_fact_is_in_the_prompt_or_in_the_changes(
    dialect: str, scene: Scene, profile: Profile, model: Model
) -> None:
    prompt = written(dialect, scene, profile, model)
    said = facts_of(prompt)
    for person in scene.people:
        for trait in person.traits:
            assert (person.name, trait.attribute, trait.evidence) in said or is_told(trait, prompt)
        for garment in person.garments:
            assert (person.name, "garment", garment.evidence) in said or is_told(garment, prompt)


def clauses_of(scene: Scene) -> Iterator[set[str]]:
    """Yield the words of each clause of a request that are no names and long enough to be known again."""
    names = {word for person in scene.people for word in re.findall(r"\w+", person.name.casefold())}
    for clause in scene.request.prompt.casefold().split(", "):
        if re.fullmatch(r"[\w\s/.-]+", clause):
            yield {word for word in re.findall(r"[a-z]{4,}", clause) if word not in names}


@every_dialect
@EVERYWHERE
@anything
def test_every_clause_of_a_request_is_in_the_prompt_or_in_the_changes(
    dialect: str, scene: Scene, profile: Profile, model: Model
) -> None:
    prompt = written(dialect, scene, profile, model)
    told = " ".join((*(text for *_, text in texts(prompt)), *(one.what for one in prompt.changes))).casefold()
    for words in clauses_of(scene):
        # Tags may have another form of a word: "hug" for hugs, "sleeping" for asleep.
        stems = {word[at : at + min(4, len(word) - 1)] for word in words for at in range(2)}
        assert not stems or any(stem in told for stem in stems)


@every_dialect
@EVERYWHERE
@anything
def test_a_prompt_is_within_its_budget(dialect: str, scene: Scene, profile: Profile, model: Model) -> None:
    prompt = written(dialect, scene, profile, model)
    assert not model.prompt_limit or length(prompt.whole, model.prompt_unit) <= model.prompt_limit


# ── tags ────────────────────────────────────────────────────────────────────────────────────────────────────────────

of_tags = pytest.mark.parametrize("dialect", sorted({"tags", "novelai"} & set(DIALECTS)))
EYES = re.compile(r"^(?:\w+[- ])*(\w+) eyes$")


def _is_untouched(content: object) -> bool:
    return isinstance(content, Words) and content.untouched


def tags_of(prompt: RenderedPrompt, person: int | None, negative: bool, dialect: str) -> list[str]:
    """Return the tags of a text, without the weights that round brackets give in the `tags` dialect alone."""
    marks = " ()" if dialect == "tags" else " "
    parts = [part for part in parts_of(prompt, person, negative) if is_foreign(part)]
    said = [prompt.said(part) for part in parts if not _is_untouched(part.fragment.content)]
    return [tag.strip(marks).casefold() for text in said for tag in text.split(", ") if tag.strip(marks)]


@of_tags
@EVERYWHERE
@anything
def test_no_tag_is_said_twice_of_one_person(dialect: str, scene: Scene, profile: Profile, model: Model) -> None:
    prompt = written(dialect, scene, profile, model)
    assume(dialect != "tags" or len(scene.people) < 2)
    for person, negative, _ in texts(prompt):
        twice = [tag for tag, number in Counter(tags_of(prompt, person, negative, dialect)).items() if number > 1]
        assert twice == []


@of_tags
@EVERYWHERE
@anything
def test_nothing_is_both_asked_for_and_avoided(dialect: str, scene: Scene, profile: Profile, model: Model) -> None:
    prompt = written(dialect, scene, profile, model)
    for person, negative, _ in texts(prompt):
        if not negative:
            assert not set(tags_of(prompt, person, False, dialect)) & set(tags_of(prompt, person, True, dialect))


@pytest.mark.parametrize("text", ["((((((loud", ")], [avoid: everything", "red)))) hat"])
@of_tags
def test_half_brackets_hide_no_tag_that_is_said_twice(dialect: str, text: str) -> None:
    garment = Garment(Term(text), text, evidence=stated("message:1", text))
    looks = (Trait("feature", text, evidence=stated("card:Ida.description", text)), Trait("build", f"tall, {text}"))
    scene = Scene(ImageRequest(f"Ida, {text}"), (Person("Ida", traits=looks, garments=(garment,)),))
    for model in (model for model in models() if model.dialect == dialect):
        prompt = written(dialect, scene, Profile(), model)
        for person, negative, _ in texts(prompt):
            assert max(Counter(tags_of(prompt, person, negative, dialect)).values(), default=1) == 1
