"""What a user puts right of looks and clothes: for the chat, locked, drawn again, or for good in the card."""

from typing import TYPE_CHECKING

from tests.e2e.backend import Backend
from tests.e2e.chat_model import ChatModel
from tests.e2e.page import chat_id, picture, saved, send, settle
from tests.e2e.pictures import POPUP, another, close, press, shot
from tests.e2e.tavern import user_folder
from tests.painting import tag
from tests.sillytavern.server import SillyTavern

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_what_is_put_right_of_clothes_is_in_the_next_picture(
    page: "Page", drawn: str, model: ChatModel, backend: Backend, tavern: SillyTavern
) -> None:
    press(page, "Looks and clothes")
    row = f"{POPUP} .rp_row:has-text('yellow raincoat')"
    page.wait_for_selector(row)
    shot(page, "looks-drawer")
    page.click(f"{row} button[aria-label='Change']")
    page.fill(f"{POPUP} .rp_row .rp_asking input", "black velvet cloak")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{POPUP} .rp_row:has-text('black velvet cloak')")
    page.wait_for_selector(row, state="detached")
    close(page)
    saved(page, user_folder(tavern), "black velvet cloak")
    model.replies.append(f"She smiles. {tag('Maren smiles')}")
    send(page)
    picture(page)
    prompt = backend.jobs(chat_id(page))[0]["prompt"]
    assert "black velvet cloak" in prompt
    assert "raincoat" not in prompt


def test_a_garment_is_locked_and_unlocked(page: "Page", drawn: str) -> None:
    press(page, "Looks and clothes")
    row = f"{POPUP} .rp_row:has-text('yellow raincoat')"
    page.click(f"{row} button[aria-label='Lock']")
    page.wait_for_selector(f"{row} button[aria-label='Unlock'][aria-pressed=true]")
    page.click(f"{row} button[aria-label='Unlock']")
    page.wait_for_selector(f"{row} button[aria-label='Lock'][aria-pressed=false]")
    close(page)
    kept = page.evaluate("() => SillyTavern.getContext().chatMetadata.rp_composer.corrections")
    assert [one["kind"] for one in kept] == ["unlock"]


def test_a_picture_is_drawn_again_with_what_was_put_right(page: "Page", drawn: str, backend: Backend) -> None:
    press(page, "Looks and clothes")
    page.click(f"{POPUP} .rp_row:has-text('yellow raincoat') button[aria-label='Take away']")
    page.wait_for_selector(f"{POPUP} .rp_row:has-text('yellow raincoat')", state="detached")
    page.fill(f"{POPUP} .rp_person:has-text('Maren') input[aria-label='Say how they look']", "black hair")
    page.select_option(f"{POPUP} .rp_person:has-text('Maren') select", "hair_color")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{POPUP} .rp_row:has-text('black hair') button[aria-label='Unlock']")
    page.click(f"{POPUP} .popup-button-custom:has-text('Draw this picture again')")
    another(page, drawn)
    prompt = backend.jobs(chat_id(page))[0]["prompt"]
    assert "black hair" in prompt
    assert "copper" not in prompt
    assert "raincoat" not in prompt


def test_looks_and_clothes_are_kept_for_good_in_the_card(page: "Page", drawn: str) -> None:
    page.evaluate("() => document.getElementById('rp_composer_looks').click()")
    page.click(f"{POPUP} .rp_person:has-text('Maren') button:has-text('Keep for good')")
    page.click(f"{POPUP}:has-text('in every chat') .popup-button-ok")
    own = "() => SillyTavern.getContext().characters.find(one => one.name === 'Maren').data.extensions.rp_composer"
    settle(page, f"{own}?.outfit")
    kept = page.evaluate(own)
    assert "yellow raincoat" in kept["outfit"]
    assert "copper-red hair" in kept["looks"]
    close(page)
    page.evaluate(
        """async () => { const {characters, writeExtensionField} = SillyTavern.getContext();
            const number = characters.findIndex(one => one.name === 'Maren');
            await writeExtensionField(number, 'rp_composer', {looks: '', outfit: ''}); }"""
    )
