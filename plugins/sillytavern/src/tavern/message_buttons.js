// @ts-check
/** Buttons among the actions of every message. */
import { say } from './context.js';
import { onLanguage } from './language.js';

/**
 * Add a button to the actions of every message.
 * @param {{id: string, icon: string, title: string, press: (block: HTMLElement) => void}} button
 */
export function addMessageButton({ id, icon, title, press }) {
    for (const place of document.querySelectorAll('#message_template .extraMesButtons, #chat .mes .extraMesButtons')) {
        if (!place.querySelector(`.${id}`)) {
            place.prepend(messageButton(id, icon, title));
        }
    }
    onLanguage(() => document.querySelectorAll(`.mes_button.${id}`).forEach(one => named(/** @type {HTMLElement} */ (one), title)));
    document.addEventListener('click', event => {
        const block = /** @type {Element|null} */ (event.target)?.closest?.(`.${id}`)?.closest('.mes');
        if (block instanceof HTMLElement) {
            press(block);
        }
    });
}

/**
 * @param {string} id
 * @param {string} icon
 * @param {string} title
 */
function messageButton(id, icon, title) {
    const made = document.createElement('div');
    made.className = `mes_button ${id} fa-solid ${icon}`;
    made.tabIndex = 0;
    made.setAttribute('role', 'button');
    named(made, title);
    return made;
}

/**
 * @param {HTMLElement} made
 * @param {string} title
 */
function named(made, title) {
    made.title = say(title);
    made.setAttribute('aria-label', say(title));
}
