// @ts-check
/** The slots in the chat: filled whenever SillyTavern renders one, and shown anew when something happens to it. */
import { say } from '../tavern/context.js';
import { blockOf, messageAt, swipeOf } from '../tavern/messages.js';
import { guarded } from '../tavern/events.js';
import { viewOf } from './views.js';

/** @typedef {import('../tavern/context.js').Message} Message */
/** @typedef {import('./views.js').View} View */
/** @typedef {import('./message.js').Flow} Flow */

const SLOT = '[data-rp-slot]';
const ICONS = { busy: 'fa-solid fa-paintbrush', waiting: 'fa-regular fa-image', failed: 'fa-solid fa-triangle-exclamation' };

export class Placeholders {
    /** @type {Flow|null} */
    flow = null;

    /** Begin to fill every slot that is rendered, also while a message is being written. */
    watch() {
        const room = document.getElementById('chat');
        if (room) {
            new MutationObserver(() => this.fill(room)).observe(room, { childList: true, subtree: true });
            this.fill(room);
        }
    }

    /**
     * Show the slots of a message as they are now.
     * @param {Message} message
     */
    refresh(message) {
        blockOf(message)?.querySelectorAll(SLOT).forEach(slot => this.#paint(/** @type {HTMLElement} */ (slot)));
    }

    /** @param {HTMLElement} room */
    fill(room) {
        room.querySelectorAll(`${SLOT}:empty`).forEach(slot => this.#paint(/** @type {HTMLElement} */ (slot)));
    }

    /** @param {HTMLElement} slot */
    #paint(slot) {
        const message = messageAt(slot);
        const session = message ? this.flow?.sessions.of(message, swipeOf(message)) ?? null : null;
        const number = Number(slot.dataset.rpSlot);
        const view = viewOf(session, number);
        const shown = JSON.stringify(view);
        if (slot.dataset.rpShown === shown && slot.childElementCount) {
            return;
        }
        slot.dataset.rpShown = shown;
        slot.dataset.rpKind = view.kind;
        slot.setAttribute('role', 'status');
        slot.replaceChildren(...parts(view, action => void guarded(() => this.#act(slot, action))));
    }

    /**
     * @param {HTMLElement} slot
     * @param {string} action
     */
    async #act(slot, action) {
        const message = messageAt(slot);
        const number = Number(slot.dataset.rpSlot);
        const session = message && this.flow?.sessions.of(message, swipeOf(message));
        if (session) {
            slot.querySelectorAll('button').forEach(button => { button.disabled = true; });
            await (action === 'cancel' ? this.flow?.cancel(session, number) : this.flow?.draw(session, number));
        }
    }
}

/**
 * @param {View} view
 * @param {(action: string) => void} act
 * @returns {HTMLElement[]}
 */
function parts(view, act) {
    const icon = element('i', ICONS[view.kind]);
    icon.setAttribute('aria-hidden', 'true');
    const all = [icon, element('span', 'rp_title', say(view.title))];
    if (view.detail) {
        all.push(element('span', 'rp_detail', view.detail));
    }
    if (view.kind === 'busy') {
        all.push(bar(view.progress));
    }
    if (view.action) {
        all.push(button(view.action === 'draw' ? 'Draw' : 'Try again', view.price, () => act('draw')));
    }
    if (view.cancel) {
        all.push(button('Cancel', '', () => act('cancel')));
    }
    return all;
}

/** @param {number|null} progress */
function bar(progress) {
    const whole = element('span', 'rp_bar');
    const part = element('span', progress === null ? 'rp_bar_going' : 'rp_bar_part');
    part.style.width = progress === null ? '' : `${Math.round(progress * 100)}%`;
    whole.append(part);
    return whole;
}

/**
 * @param {string} title
 * @param {string} more
 * @param {() => void} act
 */
function button(title, more, act) {
    const made = /** @type {HTMLButtonElement} */ (element('button', 'menu_button rp_button', say(title) + (more ? ` (${more})` : '')));
    made.type = 'button';
    made.addEventListener('click', event => {
        event.stopPropagation();
        act();
    });
    return made;
}

/**
 * @param {string} name
 * @param {string} classes
 * @param {string} [text]
 */
function element(name, classes, text = '') {
    const made = document.createElement(name);
    made.className = classes;
    made.textContent = text;
    return made;
}
