"""Scenes for the full enhancer: told with a small cast, composed, and what was added in each slot."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from composer import Composer
from composer.documents import load_yaml
from composer.profiles import Profile
from composer.types import CharacterCard, ChatMessage, FoundRequest, Fragment, ImageRequest, Persona, Scene, Words

FOLDER = Path(__file__).parent / "detail_cases"
PLUGIN = "stage.scene_details"


def collection(name: str) -> Mapping[str, Any]:
    """Return one file of scenes."""
    entries: dict[str, Any] = load_yaml(FOLDER / f"{name}.yaml")
    return entries


class Told:
    """One scene, told to a composer whose profile has the full enhancer."""

    def __init__(self, cast: Mapping[str, Any], entry: Mapping[str, Any], **settings: Any) -> None:
        self.composer = Composer(Profile(**{"enhancer": "full", **entry.get("profile", {}), **settings}))
        self._persona = next(iter(cast["persona"].items()))
        cards = [CharacterCard(name, text) for name, text in cast["cast"].items()]
        story = self.composer.story(cards, Persona(*self._persona), char=next(iter(cast["cast"])))
        *earlier, last = [self._message(said) for said in entry["told"]]
        for message in earlier:
            story = self.composer.tell(story, message)
        end = len(last.text)
        found = FoundRequest("test", "generate", "pending", end, end, "", ImageRequest(**entry["asked"]))
        self.scene: Scene = self.composer.scene(story, last, found)

    def _message(self, said: Mapping[str, str]) -> ChatMessage:
        name, text = next(iter(said.items()))
        return ChatMessage(name, text, is_user=name == self._persona[0])

    def added(self) -> list[Fragment]:
        """Return the fragments that the stage adds."""
        self.composer.compose(self.scene)  # loads the plugins
        answers = self.composer.plugins.ask("add_fragments", scene=self.scene, profile=self.composer.profile)
        return [fragment for name, fragments in answers if name == PLUGIN for fragment in fragments]


def said(fragments: list[Fragment]) -> Iterator[str]:
    """Yield what fragments say, each as "slot: words"."""
    for fragment in fragments:
        assert isinstance(fragment.content, Words)
        yield f"{fragment.slot}: {fragment.content.text}"


def matches(wanted: str, given: str) -> bool:
    """Return whether "slot: words" is what was wanted: the same slot, and the words among its words."""
    slot, _, words = wanted.partition(": ")
    other, _, text = given.partition(": ")
    return slot == other and words in text
