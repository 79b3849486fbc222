// @ts-check
/** The slots in the chat: filled whenever SillyTavern renders one, and shown anew when something happens to it. */
import { element, textButton } from '../page/elements.js';
import { say } from '../tavern/context.js';
import { keepingButton } from '../tavern/focus.js';
import { onLanguage } from '../tavern/language.js';
import { blockOf, messageAt, swipeOf } from '../tavern/messages.js';
import { guarded } from '../tavern/events.js';
import { watchRendered } from '../tavern/rendered.js';
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
        watchRendered(block => this.fill(block));
        onLanguage(() => {
            document.querySelectorAll(`#chat ${SLOT}`).forEach(slot => slot.replaceChildren());
            document.querySelectorAll('#chat .mes').forEach(block => this.fill(/** @type {HTMLElement} */ (block)));
        });
    }

    /**
     * Show the slots of a message as they are now.
     * @param {Message} message
     */
    refresh(message) {
        blockOf(message)?.querySelectorAll(SLOT).forEach(slot => this.#paint(/** @type {HTMLElement} */ (slot)));
    }

    /** @param {HTMLElement} block of a message */
    fill(block) {
        block.querySelectorAll(`${SLOT}:empty`).forEach(slot => this.#paint(/** @type {HTMLElement} */ (slot)));
    }

    /** @param {HTMLElement} slot */
    #paint(slot) {
        const message = messageAt(slot);
        const session = message ? this.flow?.sessions.of(message, swipeOf(message)) ?? null : null;
        const number = Number(slot.dataset.rpSlot);
        const view = viewOf(session, number);
        const shown = JSON.stringify({ ...view, progress: null });
        if (slot.dataset.rpShown !== shown || !slot.childElementCount) {
            slot.dataset.rpShown = shown;
            slot.dataset.rpKind = view.kind;
            keepingButton(slot, () => arrange(slot, parts(slot, view, action => void guarded(() => this.#act(slot, action)))));
        }
        progress(slot, view.progress);
    }

    /**
     * @param {HTMLElement} slot
     * @param {string} action
     */
    async #act(slot, action) {
        const message = messageAt(slot);
        const number = Number(slot.dataset.rpSlot);
        const session = message && this.flow?.sessions.of(message, swipeOf(message));
        const buttons = session ? [...slot.querySelectorAll('button')] : [];
        try {
            keepingButton(slot, () => buttons.forEach(button => { button.disabled = true; }));
            await (session && (action === 'cancel' ? this.flow?.cancel(session, number) : this.flow?.draw(session, number)));
        } finally {
            buttons.forEach(button => { button.disabled = false; });
        }
    }
}

/**
 * Return what a slot consists of; what it has already is used again, so that a button keeps its focus and only a title
 * that changes is read out.
 * @param {HTMLElement} slot
 * @param {View} view
 * @param {(action: string) => void} act
 * @returns {HTMLElement[]}
 */
function parts(slot, view, act) {
    const icon = element('i', ICONS[view.kind]);
    icon.setAttribute('aria-hidden', 'true');
    const title = part(slot, 'rp_title', () => element('span', 'rp_title'));
    title.setAttribute('role', view.kind === 'failed' ? 'alert' : 'status');
    title.textContent = say(view.title);
    const all = [icon, title];
    if (view.detail) {
        all.push(element('span', 'rp_detail', view.detail));
    }
    if (view.kind === 'busy') {
        all.push(part(slot, 'rp_bar', bar));
    }
    if (view.action) {
        const name = say(view.action === 'draw' ? 'Draw' : 'Try again') + (view.price ? ` (${say(view.price)})` : '');
        all.push(button(slot, 'rp_draw', name, () => act('draw')));
    }
    if (view.cancel) {
        all.push(button(slot, 'rp_cancel', say('Cancel'), () => act('cancel')));
    }
    return all;
}

/**
 * Put parts into a slot in the place of others, without touching those that stay.
 * @param {HTMLElement} slot
 * @param {HTMLElement[]} all
 */
function arrange(slot, all) {
    [...slot.children].filter(one => !all.includes(/** @type {HTMLElement} */ (one))).forEach(one => one.remove());
    all.forEach((one, place) => {
        if (slot.children[place] !== one) {
            slot.insertBefore(one, slot.children[place] ?? null);
        }
    });
}

/**
 * @param {HTMLElement} slot
 * @param {string} name its class
 * @param {() => HTMLElement} make
 * @returns {HTMLElement}
 */
function part(slot, name, make) {
    return slot.querySelector(`.${name}`) ?? make();
}

/** Make a bar of progress. */
function bar() {
    const whole = element('span', 'rp_bar');
    whole.setAttribute('role', 'progressbar');
    whole.setAttribute('aria-label', say('How far the picture is'));
    whole.append(element('span', 'rp_bar_going'));
    return whole;
}

/**
 * @param {HTMLElement} slot
 * @param {number|null} done 0 to 1, null where it is not known
 */
function progress(slot, done) {
    const part = /** @type {HTMLElement|null} */ (slot.querySelector('.rp_bar > span'));
    if (part) {
        part.className = done === null ? 'rp_bar_going' : 'rp_bar_part';
        part.style.width = done === null ? '' : `${Math.round(done * 100)}%`;
        part.parentElement?.[done === null ? 'removeAttribute' : 'setAttribute']('aria-valuenow', String(Math.round((done ?? 0) * 100)));
    }
}

/**
 * @param {HTMLElement} slot
 * @param {string} name its class
 * @param {string} title
 * @param {() => void} act
 */
function button(slot, name, title, act) {
    const made = /** @type {HTMLButtonElement} */ (part(slot, name, () => named(name, textButton('', act))));
    made.textContent = title;
    made.disabled = false;
    return made;
}

/**
 * @param {string} name a further class
 * @param {HTMLElement} made
 */
function named(name, made) {
    made.classList.add(name);
    return made;
}
