"""The prompts of twelve scenes for eight models, as files to be read one by one.

``python -m tests.golden_prompts`` writes them anew to ``tests/prompts``; read what has changed before you commit it.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from composer.app import Composer
from composer.documents import load_yaml
from composer.models.catalogue import find_model
from composer.profiles import Profile
from composer.prompt_data import prompt_fields
from composer.targets import Target
from composer.types import CharacterCard, ChatMessage, FoundRequest, ImageRequest, Persona, RenderedPrompt, Scene

FOLDER = Path(__file__).parent / "prompts"

#: The models, each as backend and id: two that read blocks, three tags, two prose, one NovelAI's own syntax.
MODELS = {
    "gemini": ("gemini", "gemini-3-pro-image"),
    "gpt-image": ("openai", "gpt-image-2"),
    "illustrious": ("a1111", "illustriousXL_v10.safetensors"),
    "pony": ("a1111", "ponyDiffusionV6XL.safetensors"),
    "sd15": ("a1111", "dreamshaper_8.safetensors"),
    "flux": ("a1111", "flux1-dev.safetensors"),
    "z-image": ("a1111", "z_image_turbo.safetensors"),
    "novelai": ("novelai", "nai-diffusion-4-5-full"),
}


def picture(name: str) -> bytes:
    """Return somebody's avatar: one picture stands for all of them, in a file of their own."""
    return (FOLDER / "avatar.png").read_bytes() + name.encode()


@cache
def scenes() -> Mapping[str, Any]:
    """Return the scenes as they are written in the file."""
    entries: dict[str, Any] = load_yaml(FOLDER / "scenes.yaml")
    return entries


@cache
def told(name: str) -> Scene:
    """Return a scene of the file as the story tells it."""
    return Narration(scenes()[name]).scene()


class Narration:
    """One entry of the file, told."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        self.entry = entry
        self.composer = Composer(Profile())

    def scene(self) -> Scene:
        """Return the scene of the last message's request."""
        messages = [self._message(said) for said in self.entry["messages"]]
        story = self.composer.story(self._cards(), self._persona(), char=next(iter(self.entry["cards"])))
        for message in messages[:-1]:
            story = self.composer.tell(story, message)
        last, request = messages[-1], ImageRequest(**self.entry["request"])
        end = len(last.text)
        return self.composer.scene(story, last, FoundRequest("test", "generate", "pending", end, end, "", request))

    def _message(self, said: Mapping[str, str]) -> ChatMessage:
        name, text = next(iter(said.items()))
        return ChatMessage(name, text, is_user=name in self.entry.get("persona", {}))

    def _cards(self) -> list[CharacterCard]:
        pictured = self.entry.get("references", ())
        return [
            CharacterCard(name, text, avatar=picture(name) if name in pictured else b"")
            for name, text in self.entry["cards"].items()
        ]

    def _persona(self) -> Persona | None:
        pictured = self.entry.get("references", ())
        return next(
            (
                Persona(name, text, avatar=picture(name) if name in pictured else b"")
                for name, text in self.entry.get("persona", {}).items()
            ),
            None,
        )


def written(scene: str, model: str) -> RenderedPrompt:
    """Compose the prompt of a scene for a model, each by its name."""
    backend, name = MODELS[model]
    profile = Profile(backend=backend, model=name, **scenes()[scene].get("profile", {}))
    composer = Composer(profile)
    for person in told(scene).people:
        for reference in person.references:
            kind, _, who = reference.asset.partition(":")
            composer.assets.add(kind, who, picture(who.partition("#")[0]))
    return composer.compose(told(scene), Target(profile, *find_model(name, backend)))


def page(scene: str, model: str) -> str:
    """Return a prompt as it is kept: its texts, its references and what was changed."""
    rendered = written(scene, model)
    fields = prompt_fields(rendered)
    lines = ["\n| ".join((rendered.prompt, *(person.prompt for person in rendered.people)))]
    if rendered.negative_prompt:
        lines += ["", "── negative prompt ──", rendered.negative_prompt]
    for person in rendered.people:
        if person.negative_prompt:
            lines += ["", f"── negative prompt of {person.name} ──", person.negative_prompt]
    if fields["references"]:
        lines += ["", "── references ──", *(f"{one['role']}: {one['asset']}" for one in fields["references"])]
    if fields["changes"]:
        lines += ["", "── changes ──", *(f"{one['kind']}: {one['what']} ({one['why']})" for one in fields["changes"])]
    return "\n".join(lines) + "\n"


def pages() -> Iterator[tuple[Path, str]]:
    """Yield the file of every prompt and what belongs into it."""
    for scene in scenes():
        for model in MODELS:
            yield FOLDER / scene / f"{model}.txt", page(scene, model)


def main() -> None:
    """Write all files anew."""
    for path, text in pages():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
