"""The hooks: everything rp-composer can be taught, in the order of the work.

A plugin is a module (or any object) with functions of these names, marked ``@hookimpl``. It takes only the arguments
it needs. A ``register_*`` hook fills a catalogue from which the profile picks by name; the other hooks put one question
to every plugin. Order of registration never matters: fragments stand where their slot stands.

    find       register_grammars
    read       register_card_formats, register_persona_formats, register_chat_formats, register_languages,
               register_readers
    compose    add_fragments → modify_fragments → add_references → register_dialects
    draw       register_backends → picture_saved
    command    register_commands
    serve      register_routes
"""

from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from collections.abc import Iterable

    import click

    from composer.contracts import Register, RegisterRoutes
    from composer.draft import Draft
    from composer.profiles import Profile
    from composer.store import SavedPicture
    from composer.types import Fragment, Reference, RenderedPrompt, Scene

hookspec = pluggy.HookspecMarker("rp_composer")
hookimpl = pluggy.HookimplMarker("rp_composer")

# ── find ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@hookspec
def register_grammars(register: "Register") -> None:
    """Teach a form of image request: call ``register`` with a `composer.contracts.Grammar`."""


# ── read ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@hookspec
def register_card_formats(register: "Register") -> None:
    """Teach a file format of character cards: call ``register`` with a `composer.contracts.CardFormat`."""


@hookspec
def register_persona_formats(register: "Register") -> None:
    """Teach a file format of personas: call ``register`` with a `composer.contracts.PersonaFormat`.

    One whose files may hold several is a `composer.contracts.HoldsPersonas` as well: ``FILE#NAME`` asks for one.
    """


@hookspec
def register_chat_formats(register: "Register") -> None:
    """Teach a file format of chats: call ``register`` with a `composer.contracts.ChatFormat`."""


@hookspec
def register_languages(register: "Register") -> None:
    """Teach a natural language: call ``register`` with a `composer.reading.language.Language`."""


@hookspec
def register_readers(register: "Register") -> None:
    """Teach another way to read, such as a language model: call ``register`` with a `composer.contracts.Reader`.

    Readers run before composing, never inside it; each fact must quote the text it was read from. They read looks, and
    clothes in messages of which the rules are unsure if they are a `composer.contracts.ClothesReader`. One that asks a
    service is a `composer.contracts.AskingReader`: it converses as a backend does, and is off until the profile's
    ``reader`` names endpoint and model.
    """


# ── compose: pure, no network, clock, randomness or files ───────────────────────────────────────────────────────────


@hookspec
def add_fragments(scene: "Scene", profile: "Profile") -> "Iterable[Fragment] | None":
    """Say something in the prompt: return fragments, each for one slot; None or nothing when there is nothing to say.

    Every plugin is asked. Facts go in as `Looks` and `Outfit`, and only what is nobody's fact as `Words`.
    """


@hookspec
def modify_fragments(scene: "Scene", draft: "Draft") -> None:
    """Drop or replace fragments of any plugin, with a reason that the explanation shows.

    Called once each, in the order of the plugins' names, after every plugin has added its fragments.
    """


@hookspec
def add_references(scene: "Scene", profile: "Profile") -> "Iterable[Reference] | None":
    """Name reference pictures: handles, never bytes. The app loads what the model takes.

    Their roles are identity, outfit, persona, place, style, and source and mask of an edit. The order of the answers
    does not matter: pictures are numbered, sent and left out by role and person (`composer.references.choosing`).
    """


@hookspec
def register_dialects(register: "Register") -> None:
    """Teach how a family of models wants its prompts: call ``register`` with a `composer.contracts.Dialect`."""


# ── draw ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@hookspec
def register_backends(register: "Register") -> None:
    """Teach a way to make pictures: call ``register`` with a `composer.contracts.Backend`."""


@hookspec
def picture_saved(scene: "Scene", prompt: "RenderedPrompt", result: "SavedPicture") -> None:
    """Hear of a picture once it is safe on disk: paths, not bytes. What goes wrong here loses nothing."""


# ── command ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@hookspec
def register_commands(cli: "click.Group") -> None:
    """Add commands to ``rp-composer``: decorate functions with ``@cli.command()``."""


# ── serve ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@hookspec
def register_routes(register: "RegisterRoutes") -> None:
    """Teach ``rp-composer serve`` further addresses: call ``register`` with a `fastapi.APIRouter`.

    The server's rules hold for them, too (hosts, origins, token, JSON bodies), and its own addresses win. With
    ``foreign=True`` the router speaks a protocol of others: it may also be sent text/plain and multipart/form-data, by
    programs that are no web page; ``tell`` says errors as that protocol does, and with ``under="/v1/"`` also those of
    addresses that begin so and that nobody has. ``request.app.state.service`` is the server's
    `composer.server.service.Service`.
    """
