"""What of the chat the server is told: members of one name, blocks, very long chats, and the states between."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.backend import Backend
from tests.e2e.chat_model import ChatModel
from tests.e2e.conftest import ARTEFACTS
from tests.e2e.page import LAST, SLOT, chat_id, idle, last, messages, picture, send, set_ours, settle, streaming
from tests.e2e.test_blocks import add_block
from tests.painting import tag
from tests.sillytavern.server import SillyTavern

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request


@pytest.fixture
def told(page: "Page", backend: Backend) -> Iterator[list[dict[str, Any]]]:
    """The bodies of all calls that tell the server a story."""
    bodies: list[dict[str, Any]] = []

    def hear(request: "Request") -> None:
        if request.url.startswith(backend.address) and request.method == "POST" and request.post_data:
            bodies.append({"path": request.url.removeprefix(backend.address)} | json.loads(request.post_data))

    page.on("request", hear)
    yield bodies
    page.remove_listener("request", hear)


def test_two_members_of_one_name_have_each_their_own_looks(
    page: "Page", model: ChatModel, backend: Backend, tavern: SillyTavern
) -> None:
    for hair in ("red", "white"):
        card = {"name": "Wren", "description": f"Wren is a woman with long {hair} hair.", "first_mes": "Hm?"}
        data = json.dumps({"spec": "chara_card_v2", "spec_version": "2.0", "data": card}).encode()
        tavern.upload("/api/characters/import", f"{hair}.json", data, file_type="json")
    page.evaluate(
        """async () => { const context = SillyTavern.getContext(), headers = context.getRequestHeaders();
            await context.getCharacters();
            const cards = SillyTavern.getContext().characters.filter(one => one.name === 'Wren');
            const group = {name: 'Wrens', members: cards.map(one => one.avatar), avatar_url: '', fav: false,
                allow_self_responses: false, activation_strategy: 1, generation_mode: 0, disabled_members: [],
                chat_metadata: {}, chat_id: 'wrens', chats: ['wrens'], auto_mode_delay: 5};
            const answer = await fetch('/api/groups/create', {method: 'POST', headers, body: JSON.stringify(group)});
            const {id: made} = await answer.json();
            await context.getCharacters();
            await (await import('/scripts/group-chats.js')).openGroupById(made); }"""
    )
    settle(page, "() => SillyTavern.getContext().groupId && SillyTavern.getContext().chat.length === 2")
    streaming(page, False)
    model.replies.extend([f"One. {tag('Wren alone')}", f"Two. {tag('Wren alone')}"])
    send(page, "Show me.")
    settle(page, "() => document.querySelectorAll('#chat .mes_text img[data-iig-instruction]').length === 2")
    prompts = [job["prompt"] for job in reversed(backend.jobs(chat_id(page)))]
    files = {one["original_avatar"] for one in messages(page) if "data-iig" in one["mes"]}
    assert len(files) == 2
    assert [[hair for hair in ("red", "white") if hair in prompt] for prompt in prompts] in (
        [["red"], ["white"]],
        [["white"], ["red"]],
    )


def test_the_state_goes_on_behind_a_message_with_blocks(
    page: "Page", model: ChatModel, backend: Backend, told: list[dict[str, Any]]
) -> None:
    set_ours(page, blocks=True)
    streaming(page, False)
    model.replies.append("*Maren puts on a yellow raincoat.*")
    send(page)
    add_block(page, f"Scene: {tag('Maren at the door')}")
    picture(page)
    idle(page)
    model.replies.append(f"She walks on. {tag('Maren on the pier')}")
    send(page, "And now?")
    picture(page)
    set_ours(page, blocks=False)
    assert told[-1]["state"]["count"] == 3
    assert "yellow raincoat" in backend.jobs(chat_id(page))[0]["prompt"]


def test_a_chat_of_more_messages_than_the_server_takes_at_once_is_read_in_stages(
    page: "Page", backend: Backend, told: list[dict[str, Any]]
) -> None:
    page.evaluate(
        """async text => { const context = SillyTavern.getContext();
            const said = (mes, number) => ({name: 'Maren', is_user: false, mes, send_date: `day ${number}`, extra: {}});
            for (let number = 0; number <= 10500; number++) context.chat.push(said('It rains.', number));
            context.chat[900].mes = '*Maren puts on a yellow raincoat.*';
            const message = said(text, 99999);
            context.chat.push(message);
            context.addOneMessage(message);
            const {eventSource, eventTypes, chat} = context;
            await eventSource.emit(eventTypes.CHARACTER_MESSAGE_RENDERED, chat.length - 1); }""",
        f"She waits. {tag('Maren on the pier')}",
    )
    page.wait_for_selector(f"{SLOT}[data-rp-kind=busy] .rp_bar_part")
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / "long-chat-desktop.png")
    picture(page)
    assert [one["path"] for one in told if one["path"] != "/api/jobs"] == ["/api/wardrobe"] * 4
    assert max(len(one["messages"]) for one in told) <= 4000
    assert last(page)["extra"]["rp_composer"]["state"]["count"] == len(messages(page))
    assert "raincoat" in json.dumps(told[-1]["state"]["wardrobe"])
    assert page.locator(f"{LAST} [data-rp-kind=failed]").count() == 0


WORLDS = {
    "Northport": ["tower", "The tower is a tall white lighthouse with a red roof."],
    "Harbour folk": ["Hrald", "Hrald is a broad man with a grey beard. He wears an apron."],
    "Everywhere": ["mill", "The mill is an old stone windmill with four sails."],
}


def test_the_worlds_that_the_user_has_chosen_count_and_one_that_is_gone_only_is_told(
    page: "Page", model: ChatModel, backend: Backend, tavern: SillyTavern, told: list[dict[str, Any]]
) -> None:
    for name, (key, content) in WORLDS.items():
        entry = {"uid": 0, "key": [key], "comment": key, "content": content, "disable": False, "selective": False}
        tavern.post("/api/worldinfo/edit", {"name": name, "data": {"entries": {"0": entry}}})
    page.evaluate(
        """async () => { const context = SillyTavern.getContext(), worlds = await import('/scripts/world-info.js');
            await context.updateWorldInfoList();
            context.chatMetadata.world_info = 'Northport';
            context.powerUserSettings.persona_description_lorebook = 'Lost';
            const {data} = context.characters[context.characterId];
            data.extensions = {...data.extensions, world: 'Harbour folk'};
            worlds.selected_world_info.push('Everywhere'); }"""
    )
    streaming(page, False)
    model.replies.append(f"We walk. {tag('Hrald at the tower by the mill')}")
    send(page)
    picture(page)
    page.evaluate(
        """async () => { const context = SillyTavern.getContext(), worlds = await import('/scripts/world-info.js');
            context.powerUserSettings.persona_description_lorebook = '';
            delete context.characters[context.characterId].data.extensions.world;
            worlds.selected_world_info.length = 0; }"""
    )
    assert [one["name"] for one in told[-1]["books"]] == ["Northport", "Harbour folk", "Everywhere"]
    prompt = backend.jobs(chat_id(page))[0]["prompt"]
    assert "grey beard" in prompt
    assert "white lighthouse" in prompt
    assert "stone windmill" in prompt
    assert page.locator("#toast-container .toast-message", has_text="Lost").count() == 1
