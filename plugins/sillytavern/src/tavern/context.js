// @ts-check
/** SillyTavern itself, asked afresh each time, since a context that is kept goes stale. */

/**
 * @typedef {object} Message A message of a chat as SillyTavern keeps it.
 * @property {string} name
 * @property {boolean} [is_user]
 * @property {boolean} [is_system]
 * @property {string} mes
 * @property {string|number} [send_date]
 * @property {string} [original_avatar]
 * @property {number} [swipe_id]
 * @property {string[]} [swipes]
 * @property {{extra?: Record<string, any>, send_date?: string}[]} [swipe_info]
 * @property {Record<string, any>} [extra]
 */

import { chosenWords } from './language.js';

/** The key under which everything of ours lies: in settings, chats and messages. */
export const KEY = 'rp_composer';

/**
 * Return SillyTavern's context as it is now.
 * @returns {any}
 */
export function tavern() {
    return /** @type {any} */ (globalThis).SillyTavern.getContext();
}

/**
 * Return a text of the interface in the user's language.
 * @param {string} text in English, a key of the files in `i18n/`
 * @param {Record<string, string|number>} [values] what stands for `{name}` in it
 * @returns {string}
 */
export function say(text, values = {}) {
    const said = chosenWords(text) ?? tavern().translate?.(text) ?? text;
    return said.replace(/\{(\w+)\}/g, (/** @type {string} */ whole, /** @type {string} */ name) => String(values[name] ?? whole));
}

/**
 * Note something for whoever looks for a mistake; never an error of the page.
 * @param {unknown} what
 */
export function note(what) {
    console.debug('[rp-composer]', what);
}
