// @ts-check
/** Pieces of the page: made by hand, so that words of others are only ever text. */
import { acted } from '../page/acting.js';
import { pressable } from '../tavern/buttons.js';
import { say } from '../tavern/context.js';

/**
 * @param {string} name of the element
 * @param {string} [classes]
 * @param {string|(Node|string)[]} [content] its text, or what stands in it
 * @returns {HTMLElement}
 */
export function element(name, classes = '', content = '') {
    const made = document.createElement(name);
    made.className = classes;
    made.append(...(typeof content === 'string' ? [content] : content));
    return made;
}

/**
 * A button that shows a sign; its name is read out and shown as a tip.
 * @param {string} icon of Font Awesome
 * @param {string} title in English
 * @param {(event: Event) => unknown} act
 * @returns {HTMLButtonElement}
 */
export function iconButton(icon, title, act) {
    const sign = element('i', `fa-solid ${icon}`);
    sign.setAttribute('aria-hidden', 'true');
    const made = pressed(element('button', 'rp_icon', [sign]), act);
    made.title = say(title);
    made.setAttribute('aria-label', say(title));
    return made;
}

/**
 * @param {string} title in English
 * @param {(event: Event) => unknown} act
 * @returns {HTMLButtonElement}
 */
export function textButton(title, act) {
    return pressed(element('button', 'menu_button rp_button', say(title)), act);
}

/**
 * @param {HTMLElement} made
 * @param {(event: Event) => unknown} act
 */
function pressed(made, act) {
    return pressable(made, event => {
        event.stopPropagation();
        void acted(() => act(event));
    });
}

/**
 * A field with its name above it.
 * @param {string} title in English
 * @param {HTMLElement} field
 * @returns {HTMLElement}
 */
export function labelled(title, field) {
    return element('label', 'rp_labelled', [element('span', 'rp_label', say(title)), field]);
}

/**
 * @param {string} value
 * @param {number} [rows] more than one for a text of several lines
 * @returns {HTMLTextAreaElement|HTMLInputElement}
 */
export function textField(value, rows = 1) {
    const made = rows > 1 ? document.createElement('textarea') : document.createElement('input');
    made.className = 'text_pole';
    made.autocomplete = 'off';
    made.value = value;
    if (made instanceof HTMLTextAreaElement) {
        made.rows = rows;
    }
    return made;
}
