"""What a user does on SillyTavern's page, and what there is to see; everything waits for states, never for time."""

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

PATIENCE = 12_000
LAST = "#chat .last_mes"
SLOT = f"{LAST} [data-rp-slot]"
PICTURE = f"{LAST} .mes_text img[data-iig-instruction]"


def ready(page: "Page") -> None:
    """Wait until SillyTavern has started and is connected to the chat model."""
    page.wait_for_function("() => globalThis.SillyTavern?.getContext?.()?.eventSource", timeout=PATIENCE)
    page.evaluate(
        """() => new Promise(done => { const {eventSource, eventTypes} = SillyTavern.getContext();
            eventSource.once(eventTypes.APP_READY, () => done()); })"""
    )
    page.wait_for_function("() => !document.querySelector('#preloader, dialog.popup[open] #loader')", timeout=PATIENCE)
    page.wait_for_function("() => SillyTavern.getContext().onlineStatus !== 'no_connection'", timeout=PATIENCE)
    page.evaluate("async () => { globalThis.__script = await import('/script.js'); }")


def open_character(page: "Page", name: str = "Maren") -> None:
    """Open the last chat with a character, unless it is open."""
    if page.evaluate("name => !SillyTavern.getContext().groupId && SillyTavern.getContext().name2 === name", name):
        return
    idle(page)  # while something is saved, SillyTavern opens no other chat
    page.evaluate(
        """async name => { const {characters, selectCharacterById} = SillyTavern.getContext();
            const isOpen = () => !SillyTavern.getContext().groupId && SillyTavern.getContext().name2 === name;
            for (let tries = 0; tries < 500 && !isOpen(); tries += 1) {
                await selectCharacterById(characters.findIndex(one => one.name === name));
                await new Promise(requestAnimationFrame);  // it opens none while something is saved
            } }""",
        name,
    )
    page.wait_for_function(
        "name => SillyTavern.getContext().name2 === name && SillyTavern.getContext().chat.length > 0", arg=name,
        timeout=PATIENCE,
    )  # fmt: skip


def open_group(page: "Page", *names: str) -> None:
    """Open a new group of characters, once each of them has greeted."""
    idle(page)  # while something is saved, SillyTavern opens no other chat
    page.evaluate(
        """async names => { const context = SillyTavern.getContext(), headers = context.getRequestHeaders();
            const id = `harbour ${context.characters.length} ${performance.now()}`;
            const cards = names.map(name => context.characters.find(one => one.name === name));
            const group = {name: 'Harbour', members: cards.map(one => one.avatar), avatar_url: '', fav: false,
                allow_self_responses: false, activation_strategy: 0, generation_mode: 0, disabled_members: [],
                chat_metadata: {}, chat_id: id, chats: [id], auto_mode_delay: 5};
            const answer = await fetch('/api/groups/create', {method: 'POST', headers, body: JSON.stringify(group)});
            const {id: made} = await answer.json();
            await context.getCharacters();
            const {openGroupById} = await import('/scripts/group-chats.js');
            for (let tries = 0; tries < 500 && !await openGroupById(made); tries += 1) {
                await new Promise(requestAnimationFrame);  // it opens none while something is saved
            } }""",
        list(names),
    )
    settle(
        page,
        "count => SillyTavern.getContext().groupId && SillyTavern.getContext().chat.length === count",
        len(names),
    )


def new_chat(page: "Page") -> str:
    """Begin a new chat with the same character; return the name of its file."""
    before = chat_id(page)
    idle(page)
    page.evaluate("async () => { await __script.doNewChat(); }")
    page.wait_for_function("before => SillyTavern.getContext().getCurrentChatId() !== before", arg=before)
    return chat_id(page)


def chat_id(page: "Page") -> str:
    """Return the name of the open chat's file."""
    return str(page.evaluate("() => SillyTavern.getContext().getCurrentChatId() ?? ''"))


def idle(page: "Page") -> None:
    """Wait until nothing is generated or saved: before that a click on Send is ignored."""
    page.wait_for_function(
        "() => !__script.is_send_press && !__script.isChatSaving && !document.body.dataset.generating", timeout=PATIENCE
    )


def streaming(page: "Page", on: bool) -> None:
    """Have replies streamed or not."""
    page.evaluate("async on => { (await import('/scripts/openai.js')).oai_settings.stream_openai = on; }", on)


def send(page: "Page", text: str = "Show me.", *, wait: bool = True) -> None:
    """Type a message and send it; with `wait`, until the reply is whole."""
    idle(page)
    before = len(messages(page))
    page.fill("#send_textarea", text)
    page.click("#send_but")
    if wait:
        page.wait_for_function(
            "count => SillyTavern.getContext().chat.length >= count && !SillyTavern.getContext().chat.at(-1).is_user",
            arg=before + 2, timeout=PATIENCE,
        )  # fmt: skip
        idle(page)


def messages(page: "Page") -> list[dict[str, Any]]:
    """Return the messages of the open chat."""
    found: list[dict[str, Any]] = json.loads(page.evaluate("() => JSON.stringify(SillyTavern.getContext().chat)"))
    return found


def last(page: "Page") -> dict[str, Any]:
    """Return the last message."""
    return messages(page)[-1]


def picture(page: "Page", selector: str = PICTURE) -> str:
    """Wait until a picture is to be seen, and return its path."""
    page.wait_for_function(
        """selector => { const image = document.querySelector(selector);
            return image?.naturalWidth > 0 && image.complete && image.getAttribute('src').startsWith('/user/'); }""",
        arg=selector, timeout=PATIENCE,
    )  # fmt: skip
    return str(page.get_attribute(selector, "src"))


def slot(page: "Page", kind: str, selector: str = SLOT) -> str:
    """Wait until a slot is `busy`, `waiting` or `failed`, and return what it says."""
    page.wait_for_selector(f"{selector}[data-rp-kind='{kind}']", timeout=PATIENCE)
    return str(page.inner_text(f"{selector}[data-rp-kind='{kind}']"))


def settle(page: "Page", condition: str, argument: object = None, *, patience: float = PATIENCE) -> None:
    """Wait until something in the page is so, so many milliseconds at most."""
    page.wait_for_function(condition, arg=argument, timeout=patience)


def at_rest(page: "Page") -> None:
    """Wait until nothing that ends by itself moves any more, so that a screenshot shows what stays."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    settle(
        page,
        """() => document.getAnimations().every(
            one => one.playState !== 'running' || one.effect?.getComputedTiming().endTime === Infinity)""",
    )


def set_ours(page: "Page", **settings: Any) -> None:
    """Change settings of the extension as its drawer does."""
    page.evaluate(
        "settings => Object.assign(SillyTavern.getContext().extensionSettings.rp_composer, settings)", settings
    )


def keep_settings(page: "Page") -> None:
    """Have SillyTavern write its settings now, and not a second later."""
    page.evaluate("async () => { await __script.saveSettings(); }")


def reload(page: "Page", name: str = "Maren") -> None:
    """Load the page again and open the last chat with a character."""
    page.reload()
    ready(page)
    open_character(page, name)


def saved(page: "Page", folder: "Path", part: str) -> None:
    """Wait until a text stands in the open chat's file."""
    name = chat_id(page)
    for _ in range(3000):
        if any(part in file.read_text(encoding="utf-8") for file in folder.glob(f"*chats/**/{name}.jsonl")):
            return
        page.evaluate("() => new Promise(requestAnimationFrame)")
    raise AssertionError(f"{part!r} is not in the file of {name}")
