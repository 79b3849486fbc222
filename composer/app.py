"""Composer: everything rp-composer can do, behind one object; nothing global."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from composer import carriers, guard, pipeline
from composer.consulting import Consultation
from composer.contracts import Backend, CardFormat, ChatFormat, Dialect, Grammar, PersonaFormat
from composer.errors import ComposerError, PluginError
from composer.models import find_model
from composer.pictures import GenerationJob, GenerationResult, GenerationSettings
from composer.plugins import COMPOSING, FINDING, GENERATING, READING, Catalogue, PluginManager
from composer.profiles import Profile, load_profile, profile_for, route_of
from composer.reading.reading import Reading
from composer.requests import finding
from composer.requests.checked_grammar import CheckedGrammar
from composer.requests.templates import TemplateGrammar
from composer.scenes import Narrator
from composer.settings import settings_for
from composer.story import Heard, Story
from composer.targets import Target
from composer.types import Change, CharacterCard, ChatMessage, FoundRequest, Outcome, Persona, RenderedPrompt, Scene

if TYPE_CHECKING:
    from composer.store import SavedPicture


class Composer:
    """Finds image requests, composes their prompts and has them drawn.

    Args:
        profile: a built-in profile's name, the path of a YAML file, or a `Profile`.
        plugin_folder: the drop-in folder for plugins; None for none.
        plugins: further plugins, by name: modules or objects with hook functions.

    Raises:
        ProfileError: the profile cannot be read; PluginError: a plugin that was handed in does not fit.
    """

    def __init__(
        self,
        profile: str | Path | Profile = "default",
        plugin_folder: Path | None = None,
        plugins: Mapping[str, object] | None = None,
    ) -> None:
        self.profile = profile if isinstance(profile, Profile) else load_profile(str(profile))
        self.plugins = PluginManager(self.profile.disabled_plugins, plugin_folder, self.profile.strict)
        self._last_heard: Heard | None = None
        for name, plugin in (plugins or {}).items():
            self.plugins.register(plugin, name)

    # ── finding ──

    @cached_property
    def grammars(self) -> tuple[Grammar, ...]:
        """The forms of request that are known, those of the profile's templates among them."""
        self.plugins.load(FINDING)
        catalogue: Catalogue[Grammar] = self.plugins.catalogue("register_grammars", "grammar")
        if self.profile.templates:
            catalogue.add(TemplateGrammar(self.profile.templates), "profile")
        return tuple(CheckedGrammar(grammar, self.plugins) for grammar in catalogue)

    def find(self, text: str) -> list[FoundRequest]:
        """Find the image requests in a message, in order."""
        return finding.find(text, self.grammars)

    def replace(self, text: str, found: FoundRequest, outcome: Outcome) -> str:
        """Put the outcome of a request into the message it was found in; nothing outside the request changes."""
        return finding.replace(text, found, outcome, self.grammars)

    def replace_all(self, text: str, outcomes: Sequence[tuple[FoundRequest, Outcome]]) -> str:
        """Put the outcomes of several requests of one `find` into their message."""
        return finding.replace_all(text, outcomes, self.grammars)

    # ── reading ──

    def read_card(self, path: str | Path) -> CharacterCard:
        """Read a character card; CardError names file, place and cause."""
        self.plugins.load(READING)
        formats: Catalogue[CardFormat] = self.plugins.catalogue("register_card_formats", "card format")
        return carriers.read_card(Path(path), formats)

    def read_persona(self, path: str | Path) -> Persona:
        """Read a persona; CardError names file, place and cause."""
        self.plugins.load(READING)
        formats: Catalogue[PersonaFormat] = self.plugins.catalogue("register_persona_formats", "persona format")
        return carriers.read_persona(Path(path), formats)

    def open_chat(self, path: str | Path) -> ChatFormat:
        """Return the format a chat file is in; ChatError when it cannot be read or nobody knows it."""
        self.plugins.load(READING)
        formats: Catalogue[ChatFormat] = self.plugins.catalogue("register_chat_formats", "chat format")
        return carriers.open_chat(Path(path), formats)

    @cached_property
    def narrator(self) -> Narrator:
        """Tells stories in the languages that are known."""
        self.plugins.load(READING)
        languages = self.plugins.catalogue("register_languages", "language")
        return Narrator(Reading(tuple(languages)), self.profile)

    def story(
        self, cards: Sequence[CharacterCard] = (), persona: Persona | None = None, char: str = "", user: str = "",
        greeting: bool = False,
    ) -> Story:  # fmt: skip
        """Return the story before its first message; see `Narrator.begin`."""
        return self.narrator.begin(cards, persona, char, user, greeting)

    @cached_property
    def consultation(self) -> Consultation:
        """The optional readers, with what they have answered so far."""
        self.plugins.load(GENERATING)
        return Consultation(self.plugins.catalogue("register_readers", "reader"))

    async def consult(self, story: Story, cards: Sequence[CharacterCard] = (), persona: Persona | None = None) -> Story:
        """Return the story with what optional readers (plugins) find in its cards and persona beyond the rules."""
        texts = {card.name: self.narrator.texts(card, story.user) for card in cards}
        if persona is not None:
            texts[persona.name] = self.narrator.texts(persona, story.char)
        people = [await self.consultation.looks(person, texts.get(person.name, ())) for person in story.people]
        return replace(story, people=tuple(people))

    def tell(self, story: Story, message: ChatMessage) -> Story:
        """Return the story after one more message."""
        return self.narrator.tell(self._hear(story, message))

    def scene(self, story: Story, message: ChatMessage, found: FoundRequest) -> Scene:
        """Return the scene of a request in `message`; `story` is the state before that message."""
        return self.narrator.scene(self._hear(story, message), found)

    def _hear(self, story: Story, message: ChatMessage) -> Heard:
        """Read a message; the last one is kept, since all its requests and then the story ask for it."""
        last = self._last_heard
        if last is None or last.before is not story or last.message is not message:
            last = self.narrator.hear(story, message, finding.silent_spans(message.text, self.grammars))
            self._last_heard = last
        return last

    # ── composing ──

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """Who draws, in the order of the profile's route."""
        return tuple(Target(profile, *find_model(profile.model, profile.backend)) for profile in route_of(self.profile))

    @cached_property
    def dialects(self) -> Catalogue[Dialect]:
        """The dialects that are known."""
        self.plugins.load(COMPOSING)
        return self.plugins.catalogue("register_dialects", "dialect")

    def compose(self, scene: Scene, target: Target | None = None) -> RenderedPrompt:
        """Write the prompt of a scene, for the first of the route unless `target` is given.

        Raises:
            RefusedError: the core guard refuses it.
        """
        target = target or self.targets[0]
        profile = profile_for(target.profile, scene)
        dialect = self.dialects.get(target.model.dialect)
        prompt = pipeline.compose(scene, profile, self.plugins, dialect, target.model)
        return replace(prompt, changes=(*target.notices, *prompt.changes))

    def settings(self, scene: Scene, target: Target | None = None) -> tuple[GenerationSettings, tuple[Change, ...]]:
        """Return what is asked of the backend beside the prompt, and what was lowered or snapped and why."""
        target = target or self.targets[0]
        return settings_for(scene.request, profile_for(target.profile, scene), target.model)

    # ── drawing ──

    @cached_property
    def backends(self) -> Catalogue[Backend]:
        """The backends that are known."""
        self.plugins.load(GENERATING)
        return self.plugins.catalogue("register_backends", "backend")

    def backend(self, target: Target) -> Backend:
        """Return who draws for a target; PluginError lists the known backends when there is none of that name."""
        return self.backends.get(target.profile.backend)

    async def generate(self, scene: Scene, prompt: RenderedPrompt | None = None) -> GenerationResult:
        """Have a scene drawn; `prompt` saves composing it again. Raises BackendError and RefusedError."""
        from composer import routing

        target = self.targets[0]
        if prompt is None:
            prompt = self.compose(scene)  # which the guard has passed
        else:
            guard.check(scene, prompt)  # wherever the caller has it from
        settings, _ = self.settings(scene)
        job = GenerationJob(prompt, scene, settings, operation=scene.request.operation, model=target.model)
        return await routing.run(self.backend(target), job)

    def announce(self, scene: Scene, prompt: RenderedPrompt, saved: "SavedPicture") -> None:
        """Tell every plugin that a picture is safe on disk; what goes wrong is reported, and stops a strict profile."""
        try:
            self.plugins.ask("picture_saved", scene=scene, prompt=prompt, result=saved)
        except ComposerError as error:
            self.plugins.report(PluginError(f"picture_saved: {error}"), error)

    def generate_sync(self, scene: Scene, prompt: RenderedPrompt | None = None) -> GenerationResult:
        """Have a scene drawn, without asyncio around it; see `generate`."""
        import asyncio  # composing alone does not pay for it

        return asyncio.run(self.generate(scene, prompt))
