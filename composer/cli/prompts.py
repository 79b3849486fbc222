"""What `compose` and `explain` share: choosing requests of a chat and composing their prompts."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import click

from composer.app import Composer
from composer.chats import Cast, Chat, Moment, begin, find_all, moments, read_chat
from composer.cli.find import read_message
from composer.cli.story import cast_options, open_cast, open_composer, open_named
from composer.cli.terminal import coloured, echo, line, print_json, printable, slot_colour
from composer.errors import ChatError, RefusedError
from composer.prompt_data import prompt_fields
from composer.targets import Target, named_target
from composer.types import ChatMessage, FoundRequest, ImageRequest, RenderedPrompt

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Composed:
    """A request of a chat and its prompt for one model.

    Attributes:
        message: counts from 0; number: that of the request in it, from 1.
        named: the model was asked for by name, as one of several may be.
    """

    message: int
    number: int
    found: FoundRequest
    prompt: RenderedPrompt
    target: Target
    named: bool = False

    @classmethod
    def of(cls, composer: Composer, number: int, moment: Moment, target: Target, named: bool = False) -> "Composed":
        """Compose the prompt of a moment's request; RefusedError when it is refused."""
        scene = moment.scene(composer)
        prompt = composer.compose(scene, target)
        changes = (*prompt.changes, *composer.settings(scene, target)[1])
        return cls(moment.number, number, moment.found, replace(prompt, changes=changes), target, named)

    @property
    def place(self) -> str:
        """Where the request stands."""
        return f"message {self.message}, request {self.number}"

    @property
    def heading(self) -> str:
        """Where the request stands, and for which model it is where that was asked for."""
        return f"{self.place}, for {self.target.model.name}" if self.named else self.place


def prompt_options(command: F) -> F:
    """Add the argument CHAT and the options by which `compose` and `explain` choose what to compose."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print a JSON list instead."),
        cast_options,
        click.option("--prompt", "words", metavar="TEXT", help="Compose these words, as if asked for at CHAT's end."),
        click.option(
            "--model", "models", metavar="NAME", multiple=True, help="Write for this model; may be repeated to compare."
        ),
        click.option("--request", type=click.IntRange(min=1), metavar="N", help="Only request N (from 1) of messages."),
        click.option("--message", type=click.IntRange(min=0), metavar="N", help="Only message N (from 0)."),
        click.argument("chat", metavar="[CHAT|-]", required=False),
    ):
        command = option(command)
    return command


def composed(
    chat: str | None,
    message: int | None,
    request: int | None,
    words: str | None,
    cards: tuple[str, ...],
    persona: str | None,
    profile: str,
    models: tuple[str, ...] = (),
) -> list[Composed]:
    """Compose the chosen requests.

    Raises:
        ChatError: the chat cannot be read, or holds no such request (it says which there are).
    """
    if chat is None and words is None:
        raise click.UsageError("give a CHAT, or words with --prompt", click.get_current_context())
    if not all(name.strip() for name in models):
        raise click.BadParameter("a model has a name; 'rp-composer models' lists them", param_hint="'--model'")
    composer = open_composer(profile)
    opened, cast = _open(composer, chat, cards, persona)
    if words is not None:
        opened, requests = _asked(opened, words)
    else:
        requests = _chosen(_numbered(composer, opened), message, request)
    targets = [named_target(name, composer.profile) for name in dict.fromkeys(models)]
    return _compose(composer, opened, cast, requests, targets)


def compose_each(
    composer: Composer, wanted: Iterable[tuple[int, Moment]], targets: Sequence[Target] = ()
) -> Iterator[Composed]:
    """Compose requests one after the other; one that is refused is named on stderr, and the others go on.

    Args:
        targets: for whom each is written; () for the first of the profile's route.
    """
    for number, moment in wanted:
        try:
            for target in targets or composer.targets[:1]:
                yield Composed.of(composer, number, moment, target, bool(targets))
        except RefusedError as error:
            click.echo(f"refused: message {moment.number}, request {number}: {printable(str(error))}", err=True)


def composed_fields(one: Composed) -> dict[str, Any]:
    """Return a composed prompt as plain data."""
    model = {"backend": one.target.model.backend, "model": one.target.model.name}
    return {"message": one.message, "request": one.number, **model, **prompt_fields(one.prompt)}


def print_each(results: Sequence[Composed], as_json: bool, show: Callable[[Composed], None]) -> int:
    """Print all that was composed, as JSON or with `show`; return the exit code, 1 when nothing was."""
    if as_json:
        print_json([composed_fields(one) for one in results])
    else:
        for number, one in enumerate(results):
            if number:
                print()
            show(one)
    return 0 if results else 1


def show_changes(one: Composed) -> None:
    """Print what the prompt does not say as asked."""
    for change in one.prompt.changes:
        text = f"{change.kind}: {line(change.what, 200)} ({line(change.why, 200)})"
        echo(coloured(text, italic=True, fg="yellow"))


def show_prompt(one: Composed, heading: bool) -> None:
    """Print a prompt in the colours of its slots, then the negative prompt and what was changed."""
    if heading:
        echo(coloured(f"── {one.heading} ──", dim=True))
    pieces = pieces_of(one.prompt)
    echo("".join(coloured(text, **(slot_colour(slot) if slot else {"dim": True})) for text, slot in pieces))
    for label, text in negatives_of(one.prompt):
        echo(coloured(f"{label}: ", bold=True) + coloured(text, **slot_colour("avoid")))
    show_changes(one)


def _open(composer: Composer, chat: str | None, cards: tuple[str, ...], persona: str | None) -> tuple[Chat, Cast]:
    if chat is None or chat == "-":
        messages = (ChatMessage("", read_message("-"), id="message-0"),) if chat else ()
        return Chat(messages), open_cast(composer, cards, persona)
    named = open_named(composer, chat, cards, persona)
    return read_chat(composer, named.path), named.cast


def _numbered(composer: Composer, chat: Chat) -> list[tuple[int, int, FoundRequest]]:
    return [
        (message, number, found)
        for message, requests in find_all(composer, chat)
        for number, found in enumerate(requests, 1)
    ]


def _chosen(
    requests: Sequence[tuple[int, int, FoundRequest]], message: int | None, request: int | None
) -> list[tuple[int, int, FoundRequest]]:
    if not requests:
        raise ChatError("there are no image requests in it; to compose words of your own use --prompt")
    chosen = [one for one in requests if message in (None, one[0]) and request in (None, one[1])]
    if not chosen:
        there = ", ".join(f"{one[0]}/{one[1]}" for one in requests[:12]) + (", …" if len(requests) > 12 else "")
        raise ChatError(f"there is no such request; there are (message/request): {there}")
    for message_number, number, found in chosen:
        if not _whole(found):
            problem = found.error.message if found.error else "it is cut off before its end"
            click.echo(f"skipped: message {message_number}, request {number}: {printable(problem)}", err=True)
    return [one for one in chosen if _whole(one[2])]


def _whole(found: FoundRequest) -> bool:
    return found.request is not None and found.status not in ("error", "incomplete")


def _asked(chat: Chat, words: str) -> tuple[Chat, list[tuple[int, int, FoundRequest]]]:
    """Return the chat with one more message that is nothing but a request, spoken by the chat's last character."""
    speaker, count = chat.char, 0
    for count, one in enumerate(chat.messages, 1):  # noqa: B007  (how many there are)
        speaker = speaker if one.is_user or one.is_system else one.name
    found = FoundRequest("command line", "generate", "pending", 0, len(words), words, ImageRequest(words), own=True)
    return chat.followed_by(ChatMessage(speaker, words, id="command line")), [(count, 1, found)]


def _compose(
    composer: Composer, chat: Chat, cast: Cast, requests: Sequence[tuple[int, int, FoundRequest]],
    targets: Sequence[Target],
) -> list[Composed]:  # fmt: skip
    wanted = [(message, found) for message, _, found in requests]
    heard = chat.first(max((number for number, _ in wanted), default=-1) + 1)
    story = composer.consult_sync(begin(composer, chat, cast), cast.cards, cast.persona, heard)
    told = moments(composer, chat, story, wanted)
    numbered = ((number, one) for (_, number, _), one in zip(requests, told, strict=True))
    return list(compose_each(composer, numbered, targets))


def pieces_of(rendered: RenderedPrompt) -> Iterator[tuple[str, str]]:
    """Yield a prompt piece by piece, each with its slot, "" for what the dialect put between them.

    What is said of each person follows what is said of all, behind a bar.
    """
    for number, text in enumerate((rendered.prompt, *(person.prompt for person in rendered.people))):
        if number:
            yield " | ", ""
        written = 0
        for part in rendered.parts:
            if not part.negative and part.person == (number - 1 if number else None):
                yield text[written : part.start], ""
                yield text[part.start : part.end], part.fragment.slot
                written = part.end
        yield text[written:], ""


def negatives_of(rendered: RenderedPrompt) -> Iterator[tuple[str, str]]:
    """Yield the negative prompts that say anything, each with its label."""
    if rendered.negative_prompt:
        yield "negative prompt", rendered.negative_prompt
    for person in rendered.people:
        if person.negative_prompt:
            yield f"negative prompt of {line(person.name, 60)}", person.negative_prompt
