"""Composer: everything rp-composer can do, behind one object; nothing global."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from composer import carriers, guard, pipeline
from composer.cards.pictures import CardPicture, pictures_of, with_user_icon
from composer.contracts import (
    Backend,
    CardFormat,
    ChatFormat,
    Dialect,
    Grammar,
    PersonaFormat,
)
from composer.corrections import Correction
from composer.errors import CardError, ComposerError, PluginError
from composer.lore.world import asset_key, lore_assets
from composer.models.catalogue import find_model
from composer.pictures import GenerationResult, GenerationSettings
from composer.plugins import COMPOSING, FINDING, GENERATING, READING, Catalogue, PluginManager
from composer.profiles import Profile, Timeouts, load_profile, profile_for, route_of
from composer.readers import Readers
from composer.reading.language import Language, with_words
from composer.reading.reading import Reading
from composer.references import Assets, with_own_pictures
from composer.requests import finding
from composer.requests.checked_grammar import CheckedGrammar
from composer.requests.templates import TemplateGrammar
from composer.scenes import Narrator
from composer.settings import settings_for
from composer.story import Heard, Story
from composer.targets import Target
from composer.types import (
    Change,
    CharacterCard,
    ChatMessage,
    FoundRequest,
    Lorebook,
    Outcome,
    Persona,
    RenderedPrompt,
    Scene,
)

if TYPE_CHECKING:
    import httpx

    from composer.keys import Keys
    from composer.routing import Listener, Route
    from composer.store import SavedPicture


class Composer:
    """Finds image requests, composes their prompts and has them drawn.

    Args:
        profile: a built-in profile's name, the path of a YAML file, or a `Profile`.
        plugin_folder: the drop-in folder for plugins; None for none.
        plugins: further plugins, by name: modules or objects with hook functions.
        keys: where the keys of services are; None for the environment, the system's keyring and the user's folder.
        client: the HTTP client for everything that is drawn in one event loop (`composer.routing.open_client`); None
            opens one for each call of `generate` that wants it.
        assets: where the bytes of reference pictures are; None keeps them in memory.
        pictures: the folder of the chat's earlier pictures, which a request may name as its source; None for none.

    Raises:
        ProfileError: the profile cannot be read; PluginError: a plugin that was handed in does not fit.
    """

    def __init__(
        self,
        profile: str | Path | Profile = "default",
        plugin_folder: Path | None = None,
        plugins: Mapping[str, object] | None = None,
        keys: "Keys | None" = None,
        client: "httpx.AsyncClient | None" = None,
        assets: Assets | None = None,
        pictures: Path | None = None,
    ) -> None:
        self.profile = profile if isinstance(profile, Profile) else load_profile(str(profile))
        # At once, so that a wrong template is told whatever is done with the profile.
        self._templates = TemplateGrammar(self.profile.templates) if self.profile.templates else None
        self.plugins = PluginManager(self.profile.disabled_plugins, plugin_folder, self.profile.strict)
        self._keys = keys
        self.client = client
        self.assets = assets or Assets()
        self.pictures = pictures
        self.notices: list[str] = []
        self._last_heard: Heard | None = None
        for name, plugin in (plugins or {}).items():
            self.plugins.register(plugin, name)

    def notice(self, told: str) -> None:
        """Note in `notices` what the user should know of the files that are read, each thing once."""
        if told not in self.notices:
            self.notices.append(told)

    # ── finding ──

    @cached_property
    def grammars(self) -> tuple[Grammar, ...]:
        """The forms of request that are known, those of the profile's templates among them."""
        self.plugins.load(FINDING)
        catalogue: Catalogue[Grammar] = self.plugins.catalogue("register_grammars", "grammar")
        if self._templates is not None:
            catalogue.add(self._templates, "profile")
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
        return carriers.read_card(Path(path), self._card_formats, self.profile.card_limits.limits)

    def card_in(self, data: bytes, what: str) -> CharacterCard:
        """Read a character card from the bytes of its file; see `composer.carriers.card_in`."""
        return carriers.card_in(data, what, self._card_formats, self.profile.card_limits.limits)

    def read_cards(self, folder: str | Path) -> Iterator[tuple[Path, CharacterCard | CardError]]:
        """Read the cards in a folder, broken ones as errors; see `composer.carriers.read_cards`."""
        return carriers.read_cards(Path(folder), self._card_formats, self.profile.card_limits.limits)

    def card_file(self, card: CharacterCard, path: Path) -> bytes:
        """Return the file that holds a card, in the form that the ending of `path` says; see `carriers.card_file`."""
        return carriers.card_file(card, path, self._card_formats)

    def with_extensions(self, path: Path, extensions: Mapping[str, Any]) -> bytes:
        """Return a card file with other extensions and everything else as it is; see `carriers.with_extensions`."""
        return carriers.with_extensions(path, extensions, self._card_formats)

    @cached_property
    def _card_formats(self) -> Catalogue[CardFormat]:
        self.plugins.load(READING)
        return self.plugins.catalogue("register_card_formats", "card format")

    def pictures_of(self, card: CharacterCard, user: str = "") -> tuple[CardPicture, ...]:
        """Return a card's pictures (its own, emotions, background …); their bytes are kept in `assets`."""
        pictures = pictures_of(card, user)
        for picture in pictures:
            kind, _, name = picture.reference.asset.partition("#")[0].partition(":")
            self.assets.add(kind, name, picture.data)
        return pictures

    def read_persona(self, path: str | Path) -> Persona:
        """Read a persona (``FILE#NAME`` for one of several) or a card as one; CardError names file, place and cause."""
        self.plugins.load(READING)
        formats: Catalogue[PersonaFormat] = self.plugins.catalogue("register_persona_formats", "persona format")
        return carriers.read_persona(Path(path), formats, self._card_formats)

    def read_world(self, path: str | Path) -> Lorebook:
        """Read a lorebook: world info of SillyTavern or the V3 specification's; CardError names file and cause."""
        return carriers.read_world(Path(path))

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
        return Narrator(Reading(with_words(languages, self.plugins.report)), self.profile)

    def story(
        self, cards: Sequence[CharacterCard] = (), persona: Persona | None = None, char: str = "", user: str = "",
        greeting: bool = False, corrections: Sequence[Correction] = (), others: Sequence[Persona] = (),
        books: Sequence[Lorebook] = (), chat: str = "",
    ) -> Story:  # fmt: skip
        """Return the story before its first message; see `Narrator.begin`. The pictures are kept in `assets`."""
        if persona is not None:
            persona = with_user_icon(persona, cards)
        for card in cards:
            self._keep("card", card)
        for one in (*([persona] if persona is not None else []), *others):
            self._keep("persona", one)
        own = [card.character_book for card in cards if card.character_book is not None]
        for card, asset in lore_assets(cards, (*own, *books)):
            self.assets.add("asset", asset_key(card, asset), asset.data)
        return self.narrator.begin(cards, persona, char, user, greeting, corrections, others, books, chat)

    def _keep(self, kind: str, who: CharacterCard | Persona) -> None:
        if who.avatar:
            self.assets.add(kind, who.name, who.avatar)

    @cached_property
    def readers(self) -> Readers:
        """The optional readers, with what they have answered so far."""
        return Readers(self.plugins, self.profile, lambda: self.keys, lambda: self.client)

    async def consult(
        self, story: Story, cards: Sequence[CharacterCard] = (), persona: Persona | None = None,
        messages: Iterable[ChatMessage] = (),
    ) -> Story:  # fmt: skip
        """Return the story with what optional readers (plugins) find beyond the rules.

        What goes wrong with a reader stands in `plugins.reports`; the story is what the rules have read.

        Args:
            cards, persona: who is read. messages: those that will be told next, read where the rules are unsure.
        """
        if not self.readers.consultation.readers:
            return story
        if cards or persona:
            story = await self.readers.looks(self.narrator, story, cards, persona)
        if messages != ():
            story = await self.readers.clothes(self.narrator, story, messages, self._heard)
        self.readers.report()
        return story

    def consult_sync(
        self, story: Story, cards: Sequence[CharacterCard] = (), persona: Persona | None = None,
        messages: Iterable[ChatMessage] = (),
    ) -> Story:  # fmt: skip
        """Return the story as `consult` does, without asyncio around it."""
        if not self.readers.consultation.readers:
            return story
        import asyncio  # without readers nobody pays for it

        return asyncio.run(self.consult(story, cards, persona, messages))

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
            last = self._last_heard = self._heard(story, message)
        return last

    def _heard(self, story: Story, message: ChatMessage) -> Heard:
        return self.narrator.hear(story, message, finding.silent_spans(message.text, self.grammars))

    # ── composing ──

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """Who draws, in the order of the profile's route."""
        return tuple(
            Target(profile, *find_model(profile.model, profile.backend, elsewhere=bool(profile.endpoint)))
            for profile in route_of(self.profile)
        )

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
        scene = with_own_pictures(scene, profile, target.model, self.assets)
        prompt = pipeline.compose(
            scene,
            profile,
            self.plugins,
            dialect,
            target.model,
            self.assets.reason_against,
            partial(self._languages, scene),
        )
        return replace(prompt, changes=(*target.notices, *prompt.changes)) if target.notices else prompt

    def _languages(self, scene: Scene) -> tuple[Language, ...]:
        """Return the languages that a scene's facts may be in."""
        told = [message.text for message in scene.messages]
        traits = [trait.phrase or trait.value for person in scene.people for trait in person.traits]
        return self.narrator.reading.within([*told, *traits]).languages

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

    @cached_property
    def keys(self) -> "Keys":
        """The keys of services."""
        from composer.keys import Keys

        return self._keys or Keys()

    def backend(self, target: Target) -> Backend:
        """Return who draws for a target; PluginError lists the known backends when there is none of that name."""
        return self.backends.get(target.profile.backend)

    async def generate(
        self, scene: Scene, prompt: RenderedPrompt | None = None, *, listen: "Listener | None" = None
    ) -> GenerationResult:
        """Have a scene drawn by the first target of the route that delivers.

        Args:
            prompt: the words for every target; None composes anew for each in its own.
            listen: hears of every step, and is waited for; see `composer.routing.Step`.

        Raises:
            RefusedError: the core guard refuses it, or a provider does and the profile stops there. BackendError: no
                target delivered. `attempts` of the error tells what became of each target.
        """
        return await self.route(scene, prompt, listen).draw()

    def route(
        self, scene: Scene, prompt: RenderedPrompt | None = None, listen: "Listener | None" = None
    ) -> "Route":  # fmt: skip
        """Return the way a scene goes to be drawn; see `generate`. Raises RefusedError for a prompt that is given."""
        from composer.routing import Route
        from composer.routing.preparing import Preparation

        if prompt is not None:
            guard.check(scene, prompt)  # wherever the caller has it from
        preparation = Preparation(
            scene,
            prompt,
            partial(self.compose, scene),
            partial(self.settings, scene),
            self.backend,
            self.assets,
            self.pictures,
            self.client,
        )
        return Route(self.targets, preparation.prepared, self.keys, self.client, listen)

    async def list_models(self, target: Target, timeouts: Timeouts | None = None) -> tuple[str, ...] | None:
        """Return the image models of a target's service, None when its backend cannot say; see `composer.routing`."""
        from composer import routing

        return await routing.list_models(target, self.backend(target), self.keys, self.client, timeouts)

    async def list_styles(self, target: Target) -> tuple[str, ...] | None:
        """Return the styles that a target's service keeps itself, None when its backend cannot say."""
        from composer import routing

        return await routing.list_styles(target, self.backend(target), self.keys, self.client)

    def work_in(self, folder: Path) -> None:
        """Draw for the chat whose pictures lie in `folder`: requests may name them as their source.

        Reference pictures are kept there, too, where a target takes any, so that what failed can be drawn in a later
        run without its cards.
        """
        self.pictures = folder
        if any(target.model.references for target in self.targets):
            self.assets.keep_in(folder / "references")

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
